/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

#define KB_TYPE_OPEN_DIALOG (kb_open_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbOpenDialog, kb_open_dialog, KB, OPEN_DIALOG, AdwWindow)

GtkWidget *kb_open_dialog_new (KbDesk    *desk,
                               KbCase    *kase,
                               GtkWindow *parent);

G_END_DECLS
