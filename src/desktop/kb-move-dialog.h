/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbMoveDialog:
 *
 * Asks for the reason of a move. Presses its parent's "win.move-with" (ss): status, reason.
 */
#define KB_TYPE_MOVE_DIALOG (kb_move_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbMoveDialog, kb_move_dialog, KB, MOVE_DIALOG, AdwWindow)

GtkWidget *kb_move_dialog_new (KbCase       *kase,
                               const KbMove *move,
                               GtkWindow    *parent);

G_END_DECLS
