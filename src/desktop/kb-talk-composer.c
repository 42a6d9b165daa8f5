/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-talk-composer.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-limits.h"
#include "kb-templates.h"

struct _KbTalkComposer
{
  GtkWidget parent_instance;

  guint32         id;
  guint32         sent_id;
  char           *sent;          /* until the next message, in case it could not be kept */
  gboolean        reachable;

  GtkWidget      *content;
  GtkWidget      *box;
  GtkLabel       *unreachable;
  GtkLabel       *readers;
  GtkLabel       *counter;
  GtkMenuButton  *templates;
  GtkListBox     *template_list;
  GtkCheckButton *asks;
  GtkTextView    *view;
  GtkTextBuffer  *buffer;
};

G_DEFINE_FINAL_TYPE (KbTalkComposer, kb_talk_composer, GTK_TYPE_WIDGET)

static char *
dup_text (KbTalkComposer *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return g_strdup (g_strstrip (text));
}

static void
update (KbTalkComposer *self)
{
  int n_chars = gtk_text_buffer_get_char_count (self->buffer);
  g_autofree char *text = dup_text (self);
  g_autofree char *typed = kb_format_count (n_chars);
  g_autofree char *max = kb_format_count (KB_LIMIT_MESSAGE_CHARS);
  g_autofree char *counter = g_strdup_printf ("%s / %s", typed, max);
  gboolean fits = n_chars <= (int) KB_LIMIT_MESSAGE_CHARS;

  gtk_label_set_label (self->counter, counter);
  if (fits)
    gtk_widget_remove_css_class (GTK_WIDGET (self->counter), "kb-problem");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->counter), "kb-problem");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "talk.send",
                                 self->reachable && fits && *text != '\0');
}

static void
keep_draft (KbTalkComposer *self,
            guint32         id,
            const char     *text)
{
  if (id != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.draft", "(uss)", id, "message", text);
}

static void
changed_cb (KbTalkComposer *self)
{
  g_autofree char *text = NULL;

  update (self);
  g_object_get (self->buffer, "text", &text, NULL);
  keep_draft (self, self->id, text);
}

/* Not typed by the person, so that it is no draft. */
static void
show_text (KbTalkComposer *self,
           const char     *text)
{
  g_signal_handlers_block_by_func (self->buffer, changed_cb, self);
  gtk_text_buffer_set_text (self->buffer, text, -1);
  g_signal_handlers_unblock_by_func (self->buffer, changed_cb, self);
  update (self);
}

static void
send_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbTalkComposer *self = KB_TALK_COMPOSER (widget);
  g_autofree char *text = dup_text (self);

  g_free (self->sent);
  self->sent = g_strdup (text);
  self->sent_id = self->id;
  gtk_text_buffer_set_text (self->buffer, "", -1);
  gtk_widget_activate_action (widget, "win.tell", "(sb)", text,
                              gtk_check_button_get_active (self->asks));
  gtk_check_button_set_active (self->asks, FALSE);
}

/* At the cursor, so that nothing typed is lost. */
static void
template_activated_cb (KbTalkComposer *self,
                       GtkListBoxRow  *row)
{
  const KbTemplate *template = kb_templates_get (gtk_list_box_row_get_index (row));

  gtk_menu_button_popdown (self->templates);
  gtk_text_buffer_insert_interactive_at_cursor (self->buffer, template->text, -1, TRUE);
  gtk_check_button_set_active (self->asks, template->asks);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
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
fill_templates (KbTalkComposer *self)
{
  for (guint i = 0; i < kb_templates_get_n (); i++)
    {
      const KbTemplate *template = kb_templates_get (i);
      GtkWidget *label = gtk_label_new (template->title);
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_widget_set_tooltip_text (row, template->text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      template->title, -1);
      gtk_list_box_append (self->template_list, row);
    }
}

static void
kb_talk_composer_dispose (GObject *object)
{
  KbTalkComposer *self = KB_TALK_COMPOSER (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->sent, g_free);
  G_OBJECT_CLASS (kb_talk_composer_parent_class)->dispose (object);
}

static void
kb_talk_composer_class_init (KbTalkComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_talk_composer_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-talk-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, content);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, box);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, unreachable);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, readers);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, counter);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, templates);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, template_list);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, asks);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, view);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, template_activated_cb);
  gtk_widget_class_install_action (widget_class, "talk.send", NULL, send_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_talk_composer_init (KbTalkComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_templates (self);
  update (self);
}

static const char *
get_obstacle (KbCase *kase)
{
  gboolean by_server = FALSE;
  gboolean widened = FALSE;
  gboolean has_mailbox = FALSE;

  g_object_get (kase, "by-server", &by_server, "widened", &widened, "has-mailbox", &has_mailbox,
                NULL);
  if (widened)
    return _("This case came from the leadership, who write to its reporter.");
  if (by_server)
    return _("The reporter can't be reached: the complaint was sent without the page's script, so "
             "there are no receipt words to come back with.");
  if (!has_mailbox)
    return _("The reporter can't be reached: the complaint names no way back.");
  return NULL;
}

/**
 * kb_talk_composer_set_case:
 * @self: the composer
 * @kase: the case; the same again leaves the text alone
 *
 * Another case begins without text; see kb_talk_composer_set_draft().
 */
void
kb_talk_composer_set_case (KbTalkComposer *self,
                           KbCase         *kase)
{
  const char *obstacle;
  g_autofree char *readers = NULL;
  guint stream = KB_STREAM_OFFICE;

  g_return_if_fail (KB_IS_TALK_COMPOSER (self));
  g_return_if_fail (KB_IS_CASE (kase));

  obstacle = get_obstacle (kase);
  g_object_get (kase, "stream", &stream, NULL);
  /* Translators: %s is "case team" or "leadership". */
  readers = g_strdup_printf (_("Read by: reporter and %s"),
                             stream == KB_STREAM_LEADERSHIP ? _("leadership") : _("case team"));
  gtk_label_set_label (self->readers, readers);
  gtk_label_set_label (self->unreachable, obstacle != NULL ? obstacle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unreachable), obstacle != NULL);
  gtk_widget_set_visible (self->box, obstacle == NULL);
  self->reachable = obstacle == NULL;
  if (kb_case_get_id (kase) != self->id)
    {
      self->id = kb_case_get_id (kase);
      gtk_check_button_set_active (self->asks, FALSE);
      show_text (self, "");
    }
  update (self);
}

/**
 * kb_talk_composer_set_draft:
 * @self: the composer, showing a case
 * @text: (nullable): what was typed in it and not sent
 */
void
kb_talk_composer_set_draft (KbTalkComposer *self,
                            const char     *text)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (KB_IS_TALK_COMPOSER (self));

  g_object_get (self->buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text != NULL ? text : "") != 0)
    show_text (self, text != NULL ? text : "");
}

void
kb_talk_composer_restore (KbTalkComposer *self)
{
  g_return_if_fail (KB_IS_TALK_COMPOSER (self));

  if (self->sent == NULL)
    return;
  if (self->sent_id == self->id)
    gtk_text_buffer_set_text (self->buffer, self->sent, -1);
  else
    keep_draft (self, self->sent_id, self->sent);
  g_clear_pointer (&self->sent, g_free);
}
