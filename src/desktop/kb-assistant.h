/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-keyring.h"
#include "kb-sample.h"

G_BEGIN_DECLS

/**
 * KbAssistant:
 *
 * The first run: starts an office or joins one, a step a page. What goes wrong
 * is said on the step where it can be put right.
 *
 * Signal "finished": the profile is a member of an office now, or there is a
 * sample to be taken over.
 */
#define KB_TYPE_ASSISTANT (kb_assistant_get_type ())
G_DECLARE_FINAL_TYPE (KbAssistant, kb_assistant, KB, ASSISTANT, AdwWindow)

gboolean   kb_assistant_is_needed (const char     *profile);
GtkWidget *kb_assistant_new       (GtkApplication *application,
                                   const char     *profile,
                                   KbKeyring      *keyring);
/* The office to try things on that was asked for instead; NULL: none was. */
KbSample  *kb_assistant_take_sample (KbAssistant  *self);

G_END_DECLS
