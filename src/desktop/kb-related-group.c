/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-related-group.h"

#include <glib/gi18n.h>

#include "kb-desk-related.h"
#include "kb-similar.h"

struct _KbRelatedGroup
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows;               /* not owned */
};

G_DEFINE_FINAL_TYPE (KbRelatedGroup, kb_related_group, ADW_TYPE_PREFERENCES_GROUP)

static void
add_row (KbRelatedGroup *self,
         GtkWidget      *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* Why it is offered, "same unit, same words". */
static char *
say_why (guint why)
{
  static const struct
  {
    KbSimilarWhy why;
    const char  *words;
  } reasons[] = {
    { KB_SIMILAR_UNIT, N_("same unit") },
    { KB_SIMILAR_NAME, N_("same name") },
    { KB_SIMILAR_DATE, N_("same time") },
    { KB_SIMILAR_TEXT, N_("same rare words") },
  };
  GString *said = g_string_new (_("Probably the same matter"));

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if ((why & reasons[i].why) != 0)
      g_string_append_printf (said, " · %s", _(reasons[i].words));
  return g_string_free (said, FALSE);
}

/* Linked: the link can be taken back. Offered: it can be made. */
static GtkWidget *
new_button (const KbFoundCase *found)
{
  GtkWidget *button = found->why != 0 ? gtk_button_new_with_label (_("Link"))
                                      : gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s is a case's number. */
  g_autofree char *spoken = g_strdup_printf (found->why != 0 ? _("Link with %s")
                                                             : _("Take back the link with %s"),
                                             found->number);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(us)", found->id, found->hex);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button),
                                  found->why != 0 ? "win.relate" : "win.unrelate");
  return button;
}

static void
add_case (KbRelatedGroup    *self,
          const KbFoundCase *found)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_printf_escaped ("%s · %s", found->number,
                                                    _(found->status->label));
  g_autofree char *why = found->why != 0 ? say_why (found->why) : NULL;
  g_autofree char *subtitle = g_markup_printf_escaped ("%s%s%s", found->text,
                                                       why != NULL ? "\n" : "",
                                                       why != NULL ? why : "");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button (found));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "u", found->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-case");
  gtk_widget_set_tooltip_text (row, _("Go to this case"));
  add_row (self, row);
}

static void
kb_related_group_finalize (GObject *object)
{
  g_ptr_array_unref (KB_RELATED_GROUP (object)->rows);
  G_OBJECT_CLASS (kb_related_group_parent_class)->finalize (object);
}

static void
kb_related_group_class_init (KbRelatedGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_related_group_finalize;
}

static void
kb_related_group_init (KbRelatedGroup *self)
{
  GtkWidget *find = gtk_button_new_with_mnemonic (_("_Link a case…"));

  self->rows = g_ptr_array_new ();
  gtk_widget_add_css_class (find, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (find), "win.find-related");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _("Related cases"));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), find);
}

GtkWidget *
kb_related_group_new (void)
{
  return g_object_new (KB_TYPE_RELATED_GROUP, NULL);
}

void
kb_related_group_show (KbRelatedGroup *self,
                       GPtrArray      *found)
{
  GtkWidget *none;

  g_return_if_fail (KB_IS_RELATED_GROUP (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_case (self, found->pdata[i]);
  if (self->rows->len > 0)
    return;
  none = adw_action_row_new ();
  adw_action_row_set_subtitle (ADW_ACTION_ROW (none), _("No case is linked with this one."));
  add_row (self, none);
}

void
kb_related_group_offer (KbRelatedGroup *self,
                        GPtrArray      *alike)
{
  g_return_if_fail (KB_IS_RELATED_GROUP (self));

  for (guint i = 0; i < alike->len; i++)
    add_case (self, alike->pdata[i]);
}
