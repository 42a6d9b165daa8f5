/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-paper-key.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "kb-dialogs.h"
#include "kb-limits.h"

struct _KbPaperKey
{
  GtkWidget parent_instance;

  KbSecret    *secret;           /* from a file, or NULL */

  GtkWidget   *content;
  GtkTextView *text;
  GtkLabel    *loaded;
};

G_DEFINE_FINAL_TYPE (KbPaperKey, kb_paper_key, GTK_TYPE_WIDGET)

static void
set_secret (KbPaperKey *self,
            KbSecret   *secret,
            const char *sentence)
{
  g_clear_pointer (&self->secret, kb_secret_unref);
  self->secret = secret;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), "", 0);
  gtk_label_set_label (self->loaded, sentence);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbPaperKey) self = data;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *sentence = NULL;
  char *text = NULL;
  gsize size = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &size, NULL, NULL) ||
      size == 0 || size > KB_LIMIT_BODY)
    {
      set_secret (self, NULL, _("This file cannot be read as a recovery sheet."));
    }
  else
    {
      /* Translators: %s is the name of a file. */
      sentence = g_strdup_printf (_("Read from “%s”. Put the file away again."), name);
      set_secret (self, kb_secret_new (text, size), sentence);
    }
  if (text != NULL)
    sodium_memzero (text, size);
  g_free (text);
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbPaperKey) self = data;
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);

  if (file != NULL)
    g_file_load_contents_async (file, NULL, loaded_cb, g_object_ref (self));
}

static void
open_cb (KbPaperKey *self)
{
  kb_dialogs_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _("Open the recovery sheet"), chosen_cb, g_object_ref (self));
}

static void
kb_paper_key_dispose (GObject *object)
{
  KbPaperKey *self = KB_PAPER_KEY (object);

  g_clear_pointer (&self->secret, kb_secret_unref);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_paper_key_parent_class)->dispose (object);
}

static gboolean
kb_paper_key_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KB_PAPER_KEY (widget)->text));
}

static void
kb_paper_key_class_init (KbPaperKeyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_paper_key_dispose;
  widget_class->grab_focus = kb_paper_key_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-paper-key.ui");
  gtk_widget_class_bind_template_child (widget_class, KbPaperKey, content);
  gtk_widget_class_bind_template_child (widget_class, KbPaperKey, text);
  gtk_widget_class_bind_template_child (widget_class, KbPaperKey, loaded);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_paper_key_init (KbPaperKey *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A sentence for people, below the sheet. */
static KbRecovery *
read_sheet (KbSecret  *secret,
            GError   **error)
{
  g_autoptr (GError) local = NULL;
  KbRecovery *recovery = kb_recovery_from_text (secret, &local);

  if (recovery == NULL)
    /* Translators: %s says what is not right about the recovery sheet. */
    g_set_error (error, local->domain, local->code, _("%s. Nothing was written."), local->message);
  return recovery;
}

/**
 * kb_paper_key_read:
 * @self: the widget
 * @error: return location
 *
 * Returns: (transfer full): the recovery key, or %NULL with %KB_OFFICE_ERROR_RECOVERY
 */
KbRecovery *
kb_paper_key_read (KbPaperKey  *self,
                   GError     **error)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  g_autoptr (KbSecret) secret = NULL;
  GtkTextIter start;
  GtkTextIter end;
  char *typed;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (self->secret != NULL && gtk_text_iter_equal (&start, &end))
    return read_sheet (self->secret, error);
  if (gtk_text_iter_get_offset (&end) > (int) KB_LIMIT_BODY)
    gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) KB_LIMIT_BODY);
  typed = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  secret = kb_secret_new (typed, strlen (typed));
  sodium_memzero (typed, strlen (typed));
  g_free (typed);
  return read_sheet (secret, error);
}

/* GTK keeps no promise about its own memory: what was typed is at least not kept longer. */
void
kb_paper_key_clear (KbPaperKey *self)
{
  set_secret (self, NULL, "");
}
