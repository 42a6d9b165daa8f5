/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-saved-row.h"

#include <glib/gi18n.h>

static GMenuModel *
new_saved_menu (const char *name)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuItem) rename = g_menu_item_new (_("_Rename…"), NULL);
  g_autoptr (GMenuItem) remove = g_menu_item_new (_("_Remove"), NULL);

  g_menu_item_set_action_and_target (rename, "win.rename-saved", "s", name);
  g_menu_item_set_action_and_target (remove, "win.remove-saved", "s", name);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, remove);
  return G_MENU_MODEL (menu);
}

/**
 * kb_saved_row_new:
 * @name: of a saved view
 *
 * Its row in the sidebar, with a menu to rename and to remove it.
 */
GtkListBoxRow *
kb_saved_row_new (const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *row = gtk_list_box_row_new ();
  g_autoptr (GMenuModel) menu = new_saved_menu (name);
  /* Translators: %s is the name that somebody gave a saved search. */
  g_autofree char *words = g_strdup_printf (_("Menu of “%s”"), name);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (title, name);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "kb-saved-menu");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("edit-find-symbolic"));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "kb-saved", g_strdup (name), g_free);
  return GTK_LIST_BOX_ROW (row);
}

/**
 * kb_saved_row_get_name:
 * @row: a row of the sidebar
 *
 * Returns: (nullable): the saved view's name; %NULL: another row
 */
const char *
kb_saved_row_get_name (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "kb-saved");
}
