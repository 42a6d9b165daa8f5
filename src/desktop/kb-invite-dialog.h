/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbInviteDialog:
 *
 * A supervisor's side of a new device: shows the code, waits for the request,
 * takes the seven words that the other screen shows, and enrols.
 */
#define KB_TYPE_INVITE_DIALOG (kb_invite_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbInviteDialog, kb_invite_dialog, KB, INVITE_DIALOG, AdwWindow)

/* @alone: there is no other supervisor, so paper is the second person. */
GtkWidget *kb_invite_dialog_new (KbDesk    *desk,
                                 gboolean   alone,
                                 GtkWindow *parent);

G_END_DECLS
