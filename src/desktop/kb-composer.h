/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbComposer:
 *
 * Where one writes into a case, under its timeline; says who will read it and how long it may be.
 * What was typed is a draft ("win.draft") until it is sent.
 *
 * Properties: "kind" (string: of the draft), "title", "verb" (strings: what stands above it and on
 * its button), "max-chars" (uint), "style" (string: class of the card).
 * Signal: "send" (string).
 */
#define KB_TYPE_COMPOSER (kb_composer_get_type ())
G_DECLARE_FINAL_TYPE (KbComposer, kb_composer, KB, COMPOSER, GtkWidget)

/* @readers: a sentence, or NULL. The same @id again leaves the text alone; another case begins
 * without text, see kb_composer_set_draft(); 0: none. */
void kb_composer_set_case  (KbComposer *self,
                            guint32     id,
                            const char *readers);
/* @text: (nullable): what was typed for the case and not sent */
void kb_composer_set_draft (KbComposer *self,
                            const char *text);
/* At the cursor, as if the person had typed it. */
void kb_composer_insert    (KbComposer *self,
                            const char *text);
/* What was sent last could not be kept: it is the draft again. */
void kb_composer_restore   (KbComposer *self);

G_END_DECLS
