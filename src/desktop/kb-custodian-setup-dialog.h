/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

#define KB_TYPE_CUSTODIAN_SETUP_DIALOG (kb_custodian_setup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbCustodianSetupDialog, kb_custodian_setup_dialog,
                      KB, CUSTODIAN_SETUP_DIALOG, AdwWindow)

GtkWidget *kb_custodian_setup_dialog_new (KbDesk    *desk,
                                          GtkWindow *parent);

G_END_DECLS
