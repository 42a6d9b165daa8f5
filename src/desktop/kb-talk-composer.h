/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"
#include "kb-composer.h"

G_BEGIN_DECLS

/**
 * KbTalkComposer:
 *
 * A #KbComposer for messages to the reporter, with templates and whether the office waits for the
 * answer; or why nothing can be sent. Activates "win.tell" (text, whether an answer is awaited).
 */
#define KB_TYPE_TALK_COMPOSER (kb_talk_composer_get_type ())
G_DECLARE_FINAL_TYPE (KbTalkComposer, kb_talk_composer, KB, TALK_COMPOSER, GtkWidget)

void        kb_talk_composer_set_case     (KbTalkComposer *self,
                                           KbCase         *kase);
/* For its draft, and what could not be kept. */
KbComposer *kb_talk_composer_get_composer (KbTalkComposer *self);

G_END_DECLS
