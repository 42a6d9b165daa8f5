/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbAlarmDialog:
 *
 * What was seen, since when, what is safe, what not to do, whom to call; and
 * what can be done from here.
 */
#define KB_TYPE_ALARM_DIALOG (kb_alarm_dialog_get_type ())
G_DECLARE_FINAL_TYPE (KbAlarmDialog, kb_alarm_dialog, KB, ALARM_DIALOG, AdwWindow)

GtkWidget *kb_alarm_dialog_new (KbDesk    *desk,
                                GtkWindow *parent);

G_END_DECLS
