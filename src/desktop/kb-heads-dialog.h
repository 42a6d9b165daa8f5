/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-access.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbHeadsDialog:
 *
 * The fingerprint of a journal at a stated number, in words and as a QR code,
 * and what another person's says beside it.
 */
#define KB_TYPE_HEADS_DIALOG (kb_heads_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbHeadsDialog, kb_heads_dialog, KB, HEADS_DIALOG, AdwWindow)

GtkWidget *kb_heads_dialog_new (KbDesk    *desk,
                                KbAccess  *access,
                                GtkWindow *parent);

G_END_DECLS
