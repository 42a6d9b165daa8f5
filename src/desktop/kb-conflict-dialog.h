/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-case.h"
#include "kb-fault.h"

G_BEGIN_DECLS

/**
 * KbConflictDialog:
 *
 * What people who did not know of each other wrote, side by side, with who and
 * when. Choosing writes the choice anew, knowing of all of them.
 */
#define KB_TYPE_CONFLICT_DIALOG (kb_conflict_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbConflictDialog, kb_conflict_dialog, KB, CONFLICT_DIALOG, AdwWindow)

GtkWidget *kb_conflict_dialog_new (KbCase     *kase,
                                   GtkWindow  *parent);
/* The notice above a case, for the person named @me; NULL: nothing is in conflict. */
KbFault   *kb_conflict_fault      (KbCase     *kase,
                                   const char *me);

G_END_DECLS
