/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sheet.h"

G_BEGIN_DECLS

/* Private to casework/: what the parts of a `work` part look like. */

#define KB_WORK_DATE_CHARS 10

/* A day that there is, 2026-11-24. */
gboolean    kb_work_is_date        (const char     *value);
/* May the field of this name have this value? What is not known is held to no form. */
gboolean    kb_work_is_value       (const char     *field,
                                    gboolean        several,
                                    const char     *value);
/* Takes @op. {"ops": [op]} */
JsonObject *kb_work_new_op         (JsonObject     *op);
KbSheet    *kb_sheet_from_object   (JsonObject     *object);
char       *kb_sheet_dup_mark      (const KbSheet  *self);
char       *kb_sheet_mark_dup_text (const char     *mark,
                                    KbSheetText     text);

G_END_DECLS
