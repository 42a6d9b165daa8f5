/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"

G_BEGIN_DECLS

/* Private to casework/. @names as in KbFoldInput; @sheets: of KbSheetVersion. */

KbConflict *kb_conflict_new  (const KbField  *field,
                              GPtrArray      *sheets,
                              GHashTable     *names);
/* A field's value for people: harmless, in one line, a person's name in place of a device's key. */
char       *kb_value_to_show (const char     *field,
                              const char     *value,
                              GHashTable     *names);

G_END_DECLS
