/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbMoveBox:
 *
 * The next step of a case: one suggested button, the other moves that this role may make behind it,
 * and why there is none. Presses "win.move" (s) with the status, or "win.sheet".
 */
#define KB_TYPE_MOVE_BOX (kb_move_box_get_type ())
G_DECLARE_FINAL_TYPE (KbMoveBox, kb_move_box, KB, MOVE_BOX, GtkWidget)

GtkWidget *kb_move_box_new      (void);
/* @kase: (nullable): %NULL where there is nothing to be moved. */
void       kb_move_box_set_case (KbMoveBox    *self,
                                 KbCase       *kase,
                                 KbDeviceRole  role);
/* As if the suggested button was pressed. */
void       kb_move_box_press    (KbMoveBox    *self);

G_END_DECLS
