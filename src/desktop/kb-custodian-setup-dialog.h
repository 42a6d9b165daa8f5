/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbStrength:
 *
 * How hard a passphrase is to guess, in steps that a person is told apart.
 */
typedef enum
{
  KB_STRENGTH_NONE,
  KB_STRENGTH_WEAK,              /* not taken */
  KB_STRENGTH_FAIR,
  KB_STRENGTH_STRONG,
} KbStrength;

#define KB_TYPE_CUSTODIAN_SETUP_DIALOG (kb_custodian_setup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbCustodianSetupDialog, kb_custodian_setup_dialog, KB, CUSTODIAN_SETUP_DIALOG, AdwWindow)

GtkWidget  *kb_custodian_setup_dialog_new (KbDesk     *desk,
                                           GtkWindow  *parent);
KbStrength  kb_passphrase_strength        (const char *passphrase);

G_END_DECLS
