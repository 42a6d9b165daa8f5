/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-talk-composer.h"

#include <glib/gi18n.h>

#include "kb-limits.h"
#include "kb-templates.h"

struct _KbTalkComposer
{
  GtkWidget parent_instance;

  guint32         id;

  GtkWidget      *content;
  GtkLabel       *unreachable;
  GtkWidget      *box;
  KbComposer     *composer;
  GtkMenuButton  *templates;
  GtkListBox     *template_list;
  GtkCheckButton *asks;
};

G_DEFINE_FINAL_TYPE (KbTalkComposer, kb_talk_composer, GTK_TYPE_WIDGET)

static void
send_cb (KbTalkComposer *self,
         const char     *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "(sb)", text,
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
  gtk_check_button_set_active (self->asks, template->asks);
  kb_composer_insert (self->composer, template->text);
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
  G_OBJECT_CLASS (kb_talk_composer_parent_class)->dispose (object);
}

static void
kb_talk_composer_class_init (KbTalkComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_talk_composer_dispose;
  g_type_ensure (KB_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-talk-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, content);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, unreachable);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, box);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, composer);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, templates);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, template_list);
  gtk_widget_class_bind_template_child (widget_class, KbTalkComposer, asks);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, template_activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_talk_composer_init (KbTalkComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (self->composer, "max-chars", KB_LIMIT_MESSAGE_CHARS, NULL);
  fill_templates (self);
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
  gtk_label_set_label (self->unreachable, obstacle != NULL ? obstacle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unreachable), obstacle != NULL);
  gtk_widget_set_visible (self->box, obstacle == NULL);
  if (kb_case_get_id (kase) != self->id)
    gtk_check_button_set_active (self->asks, FALSE);
  self->id = kb_case_get_id (kase);
  kb_composer_set_case (self->composer, self->id, readers);
}

KbComposer *
kb_talk_composer_get_composer (KbTalkComposer *self)
{
  g_return_val_if_fail (KB_IS_TALK_COMPOSER (self), NULL);

  return self->composer;
}
