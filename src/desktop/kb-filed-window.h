/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbFiledWindow:
 *
 * Where an officer types what came on paper or was told by mouth: the story first, which stays a
 * draft, then the identity, which is in this window only until it is sealed to the custodian.
 */
#define KB_TYPE_FILED_WINDOW (kb_filed_window_get_type ())
G_DECLARE_FINAL_TYPE (KbFiledWindow, kb_filed_window, KB, FILED_WINDOW, AdwWindow)

GtkWidget *kb_filed_window_new (KbDesk    *desk,
                                GtkWindow *parent);

G_END_DECLS
