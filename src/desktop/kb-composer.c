/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-composer.h"

#include <glib/gi18n.h>

#include "kb-counter.h"

struct _KbComposer
{
  GtkWidget parent_instance;

  char          *kind;
  guint          max_chars;
  guint32        id;
  guint32        sent_id;
  char          *sent;           /* until the next one, in case it could not be kept */

  GtkWidget     *content;
  GtkLabel      *title;
  GtkLabel      *readers;
  GtkLabel      *counter;
  GtkWidget     *card;
  GtkTextView   *view;
  GtkTextBuffer *buffer;
  GtkButton     *button;
};

G_DEFINE_FINAL_TYPE (KbComposer, kb_composer, GTK_TYPE_WIDGET)

enum
{
  PROP_KIND = 1,
  PROP_TITLE,
  PROP_VERB,
  PROP_MAX_CHARS,
  PROP_STYLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint send_signal;

static char *
dup_text (KbComposer *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return g_strdup (g_strstrip (text));
}

static void
update (KbComposer *self)
{
  g_autofree char *text = dup_text (self);
  gboolean fits = kb_counter_show (self->counter, self->buffer, self->max_chars);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", fits && *text != '\0');
}

static void
keep_draft (KbComposer *self,
            guint32     id,
            const char *text)
{
  if (id != 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.draft", "(uss)", id, self->kind, text);
}

static void
changed_cb (KbComposer *self)
{
  g_autofree char *text = NULL;

  update (self);
  g_object_get (self->buffer, "text", &text, NULL);
  keep_draft (self, self->id, text);
}

/* Not typed by the person, so that it is no draft. */
static void
show_text (KbComposer *self,
           const char *text)
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
  KbComposer *self = KB_COMPOSER (widget);

  g_free (self->sent);
  self->sent = dup_text (self);
  self->sent_id = self->id;
  gtk_text_buffer_set_text (self->buffer, "", -1);
  g_signal_emit (self, send_signal, 0, self->sent);
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
set_verb (KbComposer *self,
          const char *verb)
{
  /* Translators: what a button does, and its key. */
  g_autofree char *tooltip = g_strdup_printf (_("%s (Ctrl+Enter)"), verb);

  gtk_button_set_label (self->button, verb);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tooltip);
}

static void
kb_composer_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *spec)
{
  KbComposer *self = KB_COMPOSER (object);

  switch (id)
    {
    case PROP_KIND:
      self->kind = g_value_dup_string (value);
      break;
    case PROP_TITLE:
      gtk_label_set_label (self->title, g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      g_value_get_string (value), -1);
      break;
    case PROP_VERB:
      set_verb (self, g_value_get_string (value));
      break;
    case PROP_MAX_CHARS:
      self->max_chars = g_value_get_uint (value);
      update (self);
      break;
    case PROP_STYLE:
      gtk_widget_add_css_class (self->card, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static gboolean
kb_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KB_COMPOSER (widget)->view));
}

static void
kb_composer_dispose (GObject *object)
{
  g_clear_pointer (&KB_COMPOSER (object)->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_composer_parent_class)->dispose (object);
}

static void
kb_composer_finalize (GObject *object)
{
  g_free (KB_COMPOSER (object)->kind);
  g_free (KB_COMPOSER (object)->sent);
  G_OBJECT_CLASS (kb_composer_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, KbComposer, content);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, title);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, readers);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, counter);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, card);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, view);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, buffer);
  gtk_widget_class_bind_template_child (widget_class, KbComposer, button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
kb_composer_class_init (KbComposerClass *klass)
{
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = kb_composer_set_property;
  object_class->dispose = kb_composer_dispose;
  object_class->finalize = kb_composer_finalize;
  widget_class->grab_focus = kb_composer_grab_focus;
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL,
                                               flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_VERB] = g_param_spec_string ("verb", NULL, NULL, NULL, flags);
  properties[PROP_MAX_CHARS] = g_param_spec_uint ("max-chars", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_STYLE] = g_param_spec_string ("style", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  send_signal = g_signal_new ("send", KB_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_composer_init (KbComposer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
kb_composer_set_case (KbComposer *self,
                      guint32     id,
                      const char *readers)
{
  g_return_if_fail (KB_IS_COMPOSER (self));

  if (readers != NULL)
    gtk_label_set_label (self->readers, readers);
  if (id == self->id)
    return;
  self->id = id;
  show_text (self, "");
}

void
kb_composer_set_draft (KbComposer *self,
                       const char *text)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (KB_IS_COMPOSER (self));

  g_object_get (self->buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text != NULL ? text : "") != 0)
    show_text (self, text != NULL ? text : "");
}

void
kb_composer_insert (KbComposer *self,
                    const char *text)
{
  g_return_if_fail (KB_IS_COMPOSER (self));

  gtk_text_buffer_insert_at_cursor (self->buffer, text, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

void
kb_composer_restore (KbComposer *self)
{
  g_return_if_fail (KB_IS_COMPOSER (self));

  if (self->sent == NULL)
    return;
  if (self->sent_id == self->id)
    gtk_text_buffer_set_text (self->buffer, self->sent, -1);
  else
    keep_draft (self, self->sent_id, self->sent);
  g_clear_pointer (&self->sent, g_free);
}
