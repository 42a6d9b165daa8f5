/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-letterhead-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-dialogs.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-office-setting.h"

#define LOGO "letterhead-logo"

static const struct { const char *member; const char *title; } members[] = {
  { "city", N_("City") },
  { "signer", N_("Signed by") },
  { "signer_title", N_("Position") },
  { "signer_id", N_("NIP (employee number)") },
  { "numbering", N_("Number of a sheet, such as 700/{number}/Insp/{year}") },
};

struct _KbLetterheadPage
{
  AdwPreferencesPage parent_instance;

  KbDesk              *desk;
  GSettings           *settings;  /* nullable */
  GtkEditable         *line_rows[KB_LIMIT_LETTERHEAD_LINES];
  GtkEditable         *member_rows[G_N_ELEMENTS (members)];
  char                *filled;    /* the setting that the rows were filled from */

  KbOfficeSetting     *setting;
  AdwPreferencesGroup *lines;
  AdwPreferencesGroup *signer;
  AdwActionRow        *logo;
  GtkWidget           *forget_logo;
  GtkWidget           *choose_logo;
};

G_DEFINE_FINAL_TYPE (KbLetterheadPage, kb_letterhead_page, ADW_TYPE_PREFERENCES_PAGE)

static void
save (KbLetterheadPage *self)
{
  JsonObject *value = json_object_new ();
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (self->line_rows); i++)
    if (*gtk_editable_get_text (self->line_rows[i]) != '\0')
      json_array_add_string_element (lines, gtk_editable_get_text (self->line_rows[i]));
  json_object_set_array_member (value, "lines", lines);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (value, members[i].member,
                                   gtk_editable_get_text (self->member_rows[i]));
  kb_office_setting_save (self->setting, "letterhead", value);
}

static void
set_text (GtkEditable *row,
          const char  *text)
{
  if (strcmp (gtk_editable_get_text (row), text) != 0)
    gtk_editable_set_text (row, text);
}

/* Only when the office's setting is another: what is being typed stays. */
static void
fill (KbLetterheadPage *self)
{
  const char *text = kb_desk_get_setting (self->desk, "letterhead");
  g_autoptr (JsonObject) value = NULL;
  JsonArray *lines;

  if (text == NULL || g_strcmp0 (text, self->filled) == 0 ||
      kb_office_setting_is_saving (self->setting))
    return;
  value = kb_json_parse (text, strlen (text), KB_LIMIT_BODY, NULL);
  if (value == NULL)
    return;
  g_free (self->filled);
  self->filled = g_strdup (text);
  lines = kb_json_array (value, "lines", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->line_rows); i++)
    set_text (self->line_rows[i], lines != NULL && i < json_array_get_length (lines)
                                    ? json_array_get_string_element (lines, i) : "");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    set_text (self->member_rows[i], kb_json_string_or (value, members[i].member, ""));
}

static GtkEditable *
add_row (KbLetterheadPage    *self,
         AdwPreferencesGroup *group,
         const char          *title)
{
  GtkWidget *row = adw_entry_row_new ();
  gboolean may_change = kb_office_setting_may_change (self->setting);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), may_change);
  gtk_editable_set_editable (GTK_EDITABLE (row), may_change);
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                           KB_LIMIT_NAME_CHARS);
  g_signal_connect_object (row, "apply", G_CALLBACK (save), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

static void
add_rows (KbLetterheadPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->line_rows); i++)
    {
      g_autofree char *title = g_strdup_printf (_("Line %u"), i + 1);

      self->line_rows[i] = add_row (self, self->lines, title);
    }
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    self->member_rows[i] = add_row (self, self->signer, _(members[i].title));
}

static void
show_logo (KbLetterheadPage *self)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  gtk_widget_set_sensitive (self->choose_logo, self->settings != NULL);
  if (self->settings != NULL)
    path = g_settings_get_string (self->settings, LOGO);
  gtk_widget_set_visible (self->forget_logo, path != NULL && *path != '\0');
  if (path != NULL && *path != '\0')
    name = g_filename_display_name (path);
  adw_action_row_set_subtitle (self->logo, name != NULL ? name
                                             : _("A picture file; each computer has its own."));
}

static void
logo_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (KbLetterheadPage) self = data;
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_settings_set_string (self->settings, LOGO, path);
  show_logo (self);
}

static void
choose_logo_cb (KbLetterheadPage *self)
{
  kb_dialogs_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                              _("Choose the logo"), logo_chosen_cb, g_object_ref (self));
}

static void
forget_logo_cb (KbLetterheadPage *self)
{
  g_settings_reset (self->settings, LOGO);
  show_logo (self);
}

static void
kb_letterhead_page_dispose (GObject *object)
{
  KbLetterheadPage *self = KB_LETTERHEAD_PAGE (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->filled, g_free);
  G_OBJECT_CLASS (kb_letterhead_page_parent_class)->dispose (object);
}

static void
kb_letterhead_page_class_init (KbLetterheadPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_letterhead_page_dispose;
  g_type_ensure (KB_TYPE_OFFICE_SETTING);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-letterhead-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, setting);
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, lines);
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, signer);
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, logo);
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, forget_logo);
  gtk_widget_class_bind_template_child (widget_class, KbLetterheadPage, choose_logo);
  gtk_widget_class_bind_template_callback (widget_class, save);
  gtk_widget_class_bind_template_callback (widget_class, choose_logo_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_logo_cb);
}

static void
kb_letterhead_page_init (KbLetterheadPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kb_letterhead_page_set_desk:
 * @self: a new page
 * @settings: (nullable): of this computer
 */
void
kb_letterhead_page_set_desk (KbLetterheadPage *self,
                             KbDesk           *desk,
                             GSettings        *settings)
{
  g_set_object (&self->desk, desk);
  g_set_object (&self->settings, settings);
  kb_office_setting_set_desk (self->setting, desk);
  add_rows (self);
  fill (self);
  show_logo (self);
  g_signal_connect_object (desk, "settings-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}
