/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-access.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbAppointDialog:
 *
 * A supervisor appoints one of the enrolled custodians' devices; it takes two
 * persons.
 */
#define KB_TYPE_APPOINT_DIALOG (kb_appoint_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbAppointDialog, kb_appoint_dialog, KB, APPOINT_DIALOG, AdwWindow)

/* NULL: no custodian's device waits for it. */
GtkWidget *kb_appoint_dialog_new (KbDesk    *desk,
                                  KbAccess  *access,
                                  GtkWindow *parent);

G_END_DECLS
