/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbTalkComposer:
 *
 * Where a message to the reporter is typed; says who will read it, or why it can't be sent.
 * Activates "win.tell" (text, whether an answer is awaited) and "win.draft".
 */
#define KB_TYPE_TALK_COMPOSER (kb_talk_composer_get_type ())
G_DECLARE_FINAL_TYPE (KbTalkComposer, kb_talk_composer, KB, TALK_COMPOSER, GtkWidget)

void kb_talk_composer_set_case  (KbTalkComposer *self,
                                 KbCase         *kase);
void kb_talk_composer_set_draft (KbTalkComposer *self,
                                 const char     *text);
/* What was sent last could not be kept: it is the draft again. */
void kb_talk_composer_restore   (KbTalkComposer *self);

G_END_DECLS
