/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbPreferences:
 *
 * What a person chooses for this computer, and what a supervisor chooses for
 * the office. Everything applies at once.
 */
#define KB_TYPE_PREFERENCES (kb_preferences_get_type ())
G_DECLARE_FINAL_TYPE (KbPreferences, kb_preferences, KB, PREFERENCES, AdwPreferencesWindow)

GtkWidget *kb_preferences_new (KbDesk    *desk,
                               GSettings *settings,   /* nullable: no schema is installed */
                               GtkWindow *parent);

G_END_DECLS
