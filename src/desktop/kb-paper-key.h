/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-recovery.h"

G_BEGIN_DECLS

/**
 * KbPaperKey:
 *
 * Takes the recovery key from paper, as the second person where there is only
 * one supervisor: typed, or read from a file. Nothing of it is kept.
 */
#define KB_TYPE_PAPER_KEY (kb_paper_key_get_type ())
G_DECLARE_FINAL_TYPE (KbPaperKey, kb_paper_key, KB, PAPER_KEY, GtkWidget)

/* What was given, or NULL with KB_OFFICE_ERROR_RECOVERY. */
KbRecovery *kb_paper_key_read  (KbPaperKey  *self,
                                GError     **error);
void        kb_paper_key_clear (KbPaperKey  *self);

G_END_DECLS
