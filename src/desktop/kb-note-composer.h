/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbNoteComposer:
 *
 * Where an internal note is typed; says who will read it. Activates "win.work" to
 * write it, "win.draft" (case, "note", text) with each change of the text.
 */
#define KB_TYPE_NOTE_COMPOSER (kb_note_composer_get_type ())
G_DECLARE_FINAL_TYPE (KbNoteComposer, kb_note_composer, KB, NOTE_COMPOSER, GtkWidget)

GtkWidget *kb_note_composer_new      (void);
void       kb_note_composer_set_case (KbNoteComposer *self,
                                      guint32         id,
                                      const char     *readers);
void       kb_note_composer_set_draft (KbNoteComposer *self,
                                       const char     *text);
/* What was sent last could not be kept: it is the draft again. */
void       kb_note_composer_restore  (KbNoteComposer *self);

G_END_DECLS
