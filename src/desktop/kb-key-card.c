/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-key-card.h"

struct _KbKeyCard
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel  *title;
  GtkLabel  *which;
  GtkLabel  *where;
  GtkLabel  *lost;
};

G_DEFINE_FINAL_TYPE (KbKeyCard, kb_key_card, GTK_TYPE_WIDGET)

enum
{
  PROP_TITLE = 1,
  PROP_WHICH,
  PROP_WHERE,
  PROP_LOST,
};

static GtkLabel *
get_label (KbKeyCard *self,
           guint      property)
{
  GtkLabel *labels[] = { self->title, self->which, self->where, self->lost };

  return labels[property - PROP_TITLE];
}

static void
kb_key_card_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  g_value_set_string (value, gtk_label_get_label (get_label (KB_KEY_CARD (object), id)));
}

static void
kb_key_card_set_property (GObject      *object,
                          guint         id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  const char *text = g_value_get_string (value);

  gtk_label_set_label (get_label (KB_KEY_CARD (object), id), text != NULL ? text : "");
  if (id == PROP_TITLE)
    gtk_accessible_update_property (GTK_ACCESSIBLE (object), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                    -1);
}

static void
kb_key_card_dispose (GObject *object)
{
  KbKeyCard *self = KB_KEY_CARD (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_key_card_parent_class)->dispose (object);
}

static void
kb_key_card_class_init (KbKeyCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[] = { "title", "which", "where", "lost" };

  object_class->get_property = kb_key_card_get_property;
  object_class->set_property = kb_key_card_set_property;
  object_class->dispose = kb_key_card_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_class_install_property (object_class, PROP_TITLE + i,
                                     g_param_spec_string (names[i], NULL, NULL, NULL,
                                                          G_PARAM_READWRITE |
                                                          G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-key-card.ui");
  gtk_widget_class_bind_template_child (widget_class, KbKeyCard, content);
  gtk_widget_class_bind_template_child (widget_class, KbKeyCard, title);
  gtk_widget_class_bind_template_child (widget_class, KbKeyCard, which);
  gtk_widget_class_bind_template_child (widget_class, KbKeyCard, where);
  gtk_widget_class_bind_template_child (widget_class, KbKeyCard, lost);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_key_card_init (KbKeyCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
