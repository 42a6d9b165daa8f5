/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

#define KB_TYPE_WINDOW (kb_window_get_type ())
G_DECLARE_FINAL_TYPE (KbWindow, kb_window, KB, WINDOW, AdwApplicationWindow)

GtkWidget *kb_window_new (GtkApplication *application,
                          KbDesk         *desk,
                          GSettings      *settings);
/* A notice over all panes that stays. */
void       kb_window_notify_sample (KbWindow  *self);

G_END_DECLS
