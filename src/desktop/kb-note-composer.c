/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-note-composer.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-limits.h"

struct _KbNoteComposer
{
  GtkWidget parent_instance;

  guint32        id;
  guint32        sent_id;
  char          *sent;           /* until the next note, in case it could not be kept */

  GtkWidget     *content;
  GtkLabel      *readers;
  GtkLabel      *counter;
  GtkTextView   *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (KbNoteComposer, kb_note_composer, GTK_TYPE_WIDGET)

static char *
dup_text (KbNoteComposer *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return g_strdup (g_strstrip (text));
}

static void
update (KbNoteComposer *self)
{
  int n_chars = gtk_text_buffer_get_char_count (self->buffer);
  g_autofree char *text = dup_text (self);
  g_autofree char *typed = kb_format_count (n_chars);
  g_autofree char *max = kb_format_count (KB_LIMIT_NOTE_CHARS);
  g_autofree char *counter = g_strdup_printf ("%s / %s", typed, max);
  gboolean fits = n_chars <= (int) KB_LIMIT_NOTE_CHARS;

  gtk_label_set_label (self->counter, counter);
  if (fits)
    gtk_widget_remove_css_class (GTK_WIDGET (self->counter), "kb-problem");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->counter), "kb-problem");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "note.add", fits && *text != '\0');
}

static void
keep_draft (KbNoteComposer *self,
            guint32         id,
            const char     *text)
{
  if (id != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.draft", "(uss)", id, "note", text);
}

static void
changed_cb (KbNoteComposer *self)
{
  g_autofree char *text = NULL;

  update (self);
  g_object_get (self->buffer, "text", &text, NULL);
  keep_draft (self, self->id, text);
}

/* Not typed by the person, so that it is no draft. */
static void
show_text (KbNoteComposer *self,
           const char     *text)
{
  g_signal_handlers_block_by_func (self->buffer, changed_cb, self);
  gtk_text_buffer_set_text (self->buffer, text, -1);
  g_signal_handlers_unblock_by_func (self->buffer, changed_cb, self);
  update (self);
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  KbNoteComposer *self = KB_NOTE_COMPOSER (widget);
  g_autofree char *text = dup_text (self);

  g_free (self->sent);
  self->sent = g_strdup (text);
  self->sent_id = self->id;
  gtk_text_buffer_set_text (self->buffer, "", -1);
  gtk_widget_activate_action (widget, "win.work", "(sss)", "note", "", text);
}

static gboolean
leave_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   data)
{
  GtkWidget *composers = gtk_widget_get_ancestor (widget, GTK_TYPE_STACK);
  GtkWidget *pages = gtk_widget_get_ancestor (gtk_widget_get_parent (composers), GTK_TYPE_STACK);

  gtk_widget_child_focus (pages, GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
kb_note_composer_dispose (GObject *object)
{
  KbNoteComposer *self = KB_NOTE_COMPOSER (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->sent, g_free);
  G_OBJECT_CLASS (kb_note_composer_parent_class)->dispose (object);
}

static void
kb_note_composer_class_init (KbNoteComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_note_composer_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-note-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KbNoteComposer, content);
  gtk_widget_class_bind_template_child (widget_class, KbNoteComposer, readers);
  gtk_widget_class_bind_template_child (widget_class, KbNoteComposer, counter);
  gtk_widget_class_bind_template_child (widget_class, KbNoteComposer, view);
  gtk_widget_class_bind_template_child (widget_class, KbNoteComposer, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "note.add", NULL, add_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_note_composer_init (KbNoteComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

GtkWidget *
kb_note_composer_new (void)
{
  return g_object_new (KB_TYPE_NOTE_COMPOSER, NULL);
}

/**
 * kb_note_composer_set_case:
 * @self: the composer
 * @id: the case; the same again leaves the text alone; 0 for none
 * @readers: (nullable): who will read the note
 *
 * Another case begins without text; see kb_note_composer_set_draft().
 */
void
kb_note_composer_set_case (KbNoteComposer *self,
                           guint32         id,
                           const char     *readers)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (KB_IS_NOTE_COMPOSER (self));

  if (readers != NULL)
    {
      /* Translators: %s is "case team" or "leadership". */
      sentence = g_strdup_printf (_("Read by: %s"), readers);
      gtk_label_set_label (self->readers, sentence);
    }
  if (id == self->id)
    return;
  self->id = id;
  show_text (self, "");
}

/**
 * kb_note_composer_set_draft:
 * @self: the composer, showing a case
 * @text: (nullable): what was typed in it and not sent
 */
void
kb_note_composer_set_draft (KbNoteComposer *self,
                            const char     *text)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (KB_IS_NOTE_COMPOSER (self));

  g_object_get (self->buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text != NULL ? text : "") != 0)
    show_text (self, text != NULL ? text : "");
}

void
kb_note_composer_restore (KbNoteComposer *self)
{
  g_return_if_fail (KB_IS_NOTE_COMPOSER (self));

  if (self->sent == NULL)
    return;
  if (self->sent_id == self->id)
    gtk_text_buffer_set_text (self->buffer, self->sent, -1);
  else
    keep_draft (self, self->sent_id, self->sent);
  g_clear_pointer (&self->sent, g_free);
}
