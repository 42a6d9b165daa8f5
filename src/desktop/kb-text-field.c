/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-text-field.h"

#include "kb-counter.h"

struct _KbTextField
{
  GtkWidget parent_instance;

  guint          max_chars;
  gboolean       setting;        /* what changes now is not the person's doing */

  GtkWidget     *content;
  GtkLabel      *name;
  GtkLabel      *counter;
  GtkTextView   *view;
  GtkTextBuffer *buffer;
};

G_DEFINE_FINAL_TYPE (KbTextField, kb_text_field, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
changed_cb (KbTextField *self)
{
  kb_counter_show (self->counter, self->buffer, self->max_chars);
  if (!self->setting)
    g_signal_emit (self, changed_signal, 0);
}

static void
kb_text_field_dispose (GObject *object)
{
  KbTextField *self = KB_TEXT_FIELD (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_text_field_parent_class)->dispose (object);
}

static gboolean
kb_text_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KB_TEXT_FIELD (widget)->view));
}

static void
kb_text_field_class_init (KbTextFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_text_field_dispose;
  widget_class->grab_focus = kb_text_field_grab_focus;
  changed_signal = g_signal_new ("changed", KB_TYPE_TEXT_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-text-field.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTextField, content);
  gtk_widget_class_bind_template_child (widget_class, KbTextField, name);
  gtk_widget_class_bind_template_child (widget_class, KbTextField, counter);
  gtk_widget_class_bind_template_child (widget_class, KbTextField, view);
  gtk_widget_class_bind_template_child (widget_class, KbTextField, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_text_field_init (KbTextField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_text_field_new (const char *name,
                   guint       max_chars)
{
  KbTextField *self = g_object_new (KB_TYPE_TEXT_FIELD, NULL);

  self->max_chars = max_chars;
  gtk_label_set_label (self->name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  changed_cb (self);
  return GTK_WIDGET (self);
}

void
kb_text_field_set_text (KbTextField *self,
                        const char  *text)
{
  self->setting = TRUE;
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->setting = FALSE;
}

char *
kb_text_field_dup_text (KbTextField *self)
{
  char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return text;
}

gboolean
kb_text_field_fits (KbTextField *self)
{
  return (guint) gtk_text_buffer_get_char_count (self->buffer) <= self->max_chars;
}

void
kb_text_field_set_editable (KbTextField *self,
                            gboolean     editable)
{
  gtk_text_view_set_editable (self->view, editable);
}
