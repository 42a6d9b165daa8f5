/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-guide-popover.h"

#include <glib/gi18n.h>

#include "kb-words.h"

struct _KbGuidePopover
{
  GtkPopover parent_instance;

  GPtrArray         *path;       /* of KbGuideNode: where one came from */
  const KbGuideNode *node;

  GtkLabel          *heading;
  GtkLabel          *text;
  GtkBox            *answers;
  GtkButton         *back;
  GtkButton         *take;
};

G_DEFINE_FINAL_TYPE (KbGuidePopover, kb_guide_popover, GTK_TYPE_POPOVER)

static guint proposed_signal;

static void show_node (KbGuidePopover    *self,
                       const KbGuideNode *node);

static void
answered_cb (KbGuidePopover *self,
             GtkButton      *button)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "kb-answer"));

  g_ptr_array_add (self->path, (gpointer) self->node);
  show_node (self, kb_guide_node_get_next (self->node, i));
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
add_answer (KbGuidePopover *self,
            guint           i)
{
  GtkWidget *label = gtk_label_new (kb_guide_node_get_answer (self->node, i));
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kb_guide_node_get_answer (self->node, i), -1);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "kb-answer", GUINT_TO_POINTER (i));
  g_signal_connect_object (button, "clicked", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->answers, button);
}

/* What the sheet would say. */
static char *
dup_proposal (const KbGuideNode *node)
{
  const KbGuideItem *item = kb_guide_node_get_item (node);
  g_autofree char *kind = NULL;

  if (item == NULL)
    return g_strdup (kb_guide_node_get_advice (node));
  kind = kb_words_kind_of (item->category, item->group);
  return g_strdup_printf ("%s\n%s\n\n%s", kind, item->text, item->articles);
}

static void
show_node (KbGuidePopover    *self,
           const KbGuideNode *node)
{
  const char *question = kb_guide_node_get_question (node);
  const KbGuideItem *item = kb_guide_node_get_item (node);
  g_autofree char *proposal = NULL;
  GtkWidget *child;

  self->node = node;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->answers))) != NULL)
    gtk_box_remove (self->answers, child);
  for (guint i = 0; i < kb_guide_node_get_n_answers (node); i++)
    add_answer (self, i);
  if (question == NULL)
    proposal = dup_proposal (node);
  gtk_label_set_label (self->heading, question != NULL ? question
                       : item != NULL                  ? item->title
                                                       : kb_guide_node_get_title (node));
  gtk_label_set_label (self->text, proposal != NULL ? proposal : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), proposal != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->take), question == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->back), self->path->len > 0);
}

static void
back_cb (KbGuidePopover *self)
{
  if (self->path->len > 0)
    show_node (self, g_ptr_array_steal_index (self->path, self->path->len - 1));
}

static void
take_cb (KbGuidePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, proposed_signal, 0, self->node);
}

static void
kb_guide_popover_map (GtkWidget *widget)
{
  KbGuidePopover *self = KB_GUIDE_POPOVER (widget);

  g_ptr_array_set_size (self->path, 0);
  show_node (self, kb_guide_get_root ());
  GTK_WIDGET_CLASS (kb_guide_popover_parent_class)->map (widget);
}

static void
kb_guide_popover_finalize (GObject *object)
{
  g_ptr_array_unref (KB_GUIDE_POPOVER (object)->path);
  G_OBJECT_CLASS (kb_guide_popover_parent_class)->finalize (object);
}

static void
kb_guide_popover_class_init (KbGuidePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kb_guide_popover_finalize;
  widget_class->map = kb_guide_popover_map;
  proposed_signal = g_signal_new ("proposed", KB_TYPE_GUIDE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-guide-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, KbGuidePopover, heading);
  gtk_widget_class_bind_template_child (widget_class, KbGuidePopover, text);
  gtk_widget_class_bind_template_child (widget_class, KbGuidePopover, answers);
  gtk_widget_class_bind_template_child (widget_class, KbGuidePopover, back);
  gtk_widget_class_bind_template_child (widget_class, KbGuidePopover, take);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
}

static void
kb_guide_popover_init (KbGuidePopover *self)
{
  self->path = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_guide_popover_new (void)
{
  return g_object_new (KB_TYPE_GUIDE_POPOVER, NULL);
}
