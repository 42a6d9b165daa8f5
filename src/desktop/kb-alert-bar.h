/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-fault.h"

G_BEGIN_DECLS

/**
 * KbAlertLevel:
 *
 * How bad a notice is. The worst one is shown, the others wait behind it.
 */
typedef enum
{
  KB_ALERT_INFO,
  KB_ALERT_WARN,
  KB_ALERT_ALARM,
  KB_ALERT_N_LEVELS,
} KbAlertLevel;

#define KB_TYPE_ALERT_BAR (kb_alert_bar_get_type ())
G_DECLARE_FINAL_TYPE (KbAlertBar, kb_alert_bar, KB, ALERT_BAR, GtkWidget)

GtkWidget *kb_alert_bar_new (void);
void       kb_alert_bar_set (KbAlertBar   *self,
                             KbAlertLevel  level,
                             KbFault      *fault);

G_END_DECLS
