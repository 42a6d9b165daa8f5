/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbRelateDialog:
 *
 * Looks for a case to be linked with the one that is shown. Presses its parent's "win.relate" (us).
 */
#define KB_TYPE_RELATE_DIALOG (kb_relate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbRelateDialog, kb_relate_dialog, KB, RELATE_DIALOG, AdwWindow)

GtkWidget *kb_relate_dialog_new (KbDesk    *desk,
                                 KbCase    *kase,
                                 GtkWindow *parent);

G_END_DECLS
