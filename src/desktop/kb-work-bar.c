/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-work-bar.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-limits.h"
#include "kb-sync.h"

struct _KbWorkBar
{
  GtkWidget parent_instance;

  GtkWidget       *content;
  GtkMenuButton   *assign;
  GtkLabel        *assignee;
  GtkListBox      *people;
  GtkToggleButton *important;
  GtkMenuButton   *tags;
  GtkLabel        *tags_label;
  GtkListBox      *tag_list;
  GtkEditable     *tag_entry;
  gboolean         showing;      /* what changes now is not the person's doing */
};

G_DEFINE_FINAL_TYPE (KbWorkBar, kb_work_bar, GTK_TYPE_WIDGET)

static void
work (KbWorkBar  *self,
      const char *verb,
      const char *field,
      const char *value)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.work", "(sss)", verb, field, value);
}

static void
person_activated_cb (KbWorkBar     *self,
                     GtkListBoxRow *row)
{
  gtk_menu_button_popdown (self->assign);
  work (self, "set", KB_WORK_ASSIGNEE, g_object_get_data (G_OBJECT (row), "kb-value"));
}

static void
important_toggled_cb (KbWorkBar *self)
{
  if (!self->showing)
    work (self, "set", KB_WORK_IMPORTANCE,
          gtk_toggle_button_get_active (self->important) ? "high" : "");
}

static void
tag_added_cb (KbWorkBar *self)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (self->tag_entry)));

  gtk_editable_set_text (self->tag_entry, "");
  gtk_menu_button_popdown (self->tags);
  if (*tag != '\0')
    work (self, "add", KB_WORK_TAGS, tag);
}

static void
tag_removed_cb (KbWorkBar *self,
                GtkButton *button)
{
  gtk_menu_button_popdown (self->tags);
  work (self, "remove", KB_WORK_TAGS, g_object_get_data (G_OBJECT (button), "kb-value"));
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static GtkWidget *
new_row (GtkWidget  *child,
         const char *label,
         gboolean    activatable)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), activatable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

static void
add_person (KbWorkBar  *self,
            const char *name,
            char       *value)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *row = new_row (label, name, TRUE);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  g_object_set_data_full (G_OBJECT (row), "kb-value", value, g_free);
  gtk_list_box_append (self->people, row);
}

static void
show_people (KbWorkBar  *self,
             GPtrArray  *people,
             const char *assignee)
{
  clear_list (self->people);
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const KbPerson *person = people->pdata[i];
      char *hex = kb_hex_encode (person->device, sizeof person->device);

      if (g_strcmp0 (hex, assignee) != 0)
        add_person (self, person->name, hex);
      else
        g_free (hex);
    }
  if (people != NULL && *assignee != '\0')
    add_person (self, _("Take the assignment back"), g_strdup (""));
}

static void
add_tag (KbWorkBar  *self,
         const char *tag)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s is a tag. */
  g_autofree char *spoken = g_strdup_printf (_("Remove the tag “%s”"), tag);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "kb-value", g_strdup (tag), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (tag_removed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_append (self->tag_list, new_row (box, tag, FALSE));
}

static void
show_tags (KbWorkBar *self,
           KbCase    *kase)
{
  g_auto (GStrv) tags = kb_case_fields_dup_values (kb_case_get_state (kase)->fields, KB_WORK_TAGS);
  g_autofree char *joined = NULL;

  g_object_get (kase, "tags", &joined, NULL);
  clear_list (self->tag_list);
  for (guint i = 0; tags[i] != NULL; i++)
    add_tag (self, tags[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->tag_list), tags[0] != NULL);
  gtk_label_set_label (self->tags_label, *joined != '\0' ? joined : _("Tags"));
}

static void
kb_work_bar_dispose (GObject *object)
{
  KbWorkBar *self = KB_WORK_BAR (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_work_bar_parent_class)->dispose (object);
}

static void
kb_work_bar_class_init (KbWorkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_work_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-work-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, content);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, assign);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, assignee);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, people);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, important);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, tags);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, tags_label);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, tag_list);
  gtk_widget_class_bind_template_child (widget_class, KbWorkBar, tag_entry);
  gtk_widget_class_bind_template_callback (widget_class, person_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, important_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, tag_added_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_work_bar_init (KbWorkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_max_length (GTK_ENTRY (self->tag_entry), KB_LIMIT_ALIAS_CHARS);
}

GtkWidget *
kb_work_bar_new (void)
{
  return g_object_new (KB_TYPE_WORK_BAR, NULL);
}

void
kb_work_bar_set_case (KbWorkBar *self,
                      KbCase    *kase,
                      GPtrArray *people)
{
  g_autofree char *assignee = NULL;
  g_autofree char *name = NULL;
  g_autofree char *spoken = NULL;
  gboolean important = FALSE;

  g_return_if_fail (KB_IS_WORK_BAR (self));
  g_return_if_fail (KB_IS_CASE (kase));

  g_object_get (kase, "assignee", &assignee, "assignee-name", &name, "important", &important, NULL);
  gtk_widget_set_sensitive (self->content, people != NULL);
  if (*assignee == '\0')
    spoken = g_strdup (_("Assign to…"));
  else
    /* Translators: %s is a person's name. */
    spoken = g_strdup_printf (_("Assigned to %s"), name != NULL ? name : _("Unknown person"));
  gtk_label_set_label (self->assignee, *assignee != '\0' && name != NULL ? name : spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->assign), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  show_people (self, people, assignee);
  show_tags (self, kase);
  self->showing = TRUE;
  gtk_toggle_button_set_active (self->important, important);
  self->showing = FALSE;
}
