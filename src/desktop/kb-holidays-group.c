/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-holidays-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-case.h"
#include "kb-clock.h"
#include "kb-desk-lists.h"
#include "kb-format.h"
#include "kb-json.h"
#include "kb-office-setting.h"

#define N_YEARS 4u               /* from last year on */
#define DAY_SECONDS G_GINT64_CONSTANT (86400)
#define EPOCH_DAY 719163

struct _KbHolidaysGroup
{
  AdwPreferencesGroup parent_instance;

  KbDesk          *desk;
  guint            first_year;
  GPtrArray       *rows;         /* of GtkWidget, that are shown */
  JsonObject      *wanted;       /* what is being saved, or could not be */
  char            *section;      /* of it */

  GtkDropDown     *years;
  AdwEntryRow     *date;
  AdwEntryRow     *name;
  GtkWidget       *add;
  KbOfficeSetting *setting;
};

G_DEFINE_FINAL_TYPE (KbHolidaysGroup, kb_holidays_group, ADW_TYPE_PREFERENCES_GROUP)

static guint
get_year (KbHolidaysGroup *self)
{
  return self->first_year + gtk_drop_down_get_selected (self->years);
}

static char *
get_section (KbHolidaysGroup *self)
{
  return g_strdup_printf ("holidays-%u", get_year (self));
}

/* A copy of the year's setting with both of its lists, and with what is not saved yet. */
static JsonObject *
dup_setting (KbHolidaysGroup *self)
{
  g_autofree char *section = get_section (self);
  g_autofree char *text = NULL;
  JsonObject *value;

  if (self->wanted != NULL && g_str_equal (section, self->section))
    text = kb_json_to_string (self->wanted);
  else
    text = g_strdup (kb_desk_get_setting (self->desk, section));
  value = text != NULL ? kb_json_parse (text, strlen (text), G_MAXUINT16, NULL) : NULL;

  if (value == NULL)
    value = json_object_new ();
  if (!json_object_has_member (value, "add"))
    json_object_set_array_member (value, "add", json_array_new ());
  if (!json_object_has_member (value, "remove"))
    json_object_set_array_member (value, "remove", json_array_new ());
  return value;
}

static const char *
get_date (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node)
           ? kb_json_string_or (json_node_get_object (node), "date", "")
           : json_node_get_string (node);
}

static void
drop_date (JsonObject *value,
           const char *member,
           const char *date)
{
  JsonArray *days = json_object_get_array_member (value, member);

  for (guint i = json_array_get_length (days); i > 0; i--)
    if (g_strcmp0 (get_date (json_array_get_element (days, i - 1)), date) == 0)
      json_array_remove_element (days, i - 1);
}

static void
save (KbHolidaysGroup *self)
{
  kb_office_setting_save (self->setting, self->section, json_object_ref (self->wanted));
}

/* Takes @value. */
static void
want (KbHolidaysGroup *self,
      JsonObject      *value)
{
  g_clear_pointer (&self->wanted, json_object_unref);
  g_free (self->section);
  self->wanted = value;
  self->section = get_section (self);
  save (self);
}

static void
retry_cb (KbHolidaysGroup *self)
{
  if (self->wanted != NULL)
    save (self);
}

static void
remove_clicked_cb (KbHolidaysGroup *self,
                   GtkWidget       *button)
{
  const char *date = g_object_get_data (G_OBJECT (button), "kb-date");
  g_autoptr (KbWorkdays) preset = kb_workdays_new (NULL);
  JsonObject *value = dup_setting (self);
  guint32 day = 0;

  drop_date (value, "add", date);
  drop_date (value, "remove", date);
  if (kb_day_parse (date, &day) && kb_workdays_get_name (preset, day) != NULL)
    json_array_add_string_element (json_object_get_array_member (value, "remove"), date);
  gtk_widget_set_sensitive (button, FALSE);
  want (self, value);
}

/* "24-12", "24/12", "24 12", with or without the year that is shown. */
static char *
read_date (KbHolidaysGroup *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->date)));
  g_auto (GStrv) parts = g_strsplit (g_strdelimit (g_strstrip (text), "/. ", '-'), "-", 4);
  guint n = g_strv_length (parts);
  guint64 day, month, year = get_year (self);
  guint32 parsed;
  g_autofree char *date = NULL;

  if (n < 2 || n > 3 || !g_ascii_string_to_unsigned (parts[0], 10, 1, 31, &day, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, 12, &month, NULL) ||
      (n == 3 && !g_ascii_string_to_unsigned (parts[2], 10, year, year, &year, NULL)))
    return NULL;
  date = g_strdup_printf ("%04u-%02u-%02u", (guint) year, (guint) month, (guint) day);
  return kb_day_parse (date, &parsed) ? g_steal_pointer (&date) : NULL;
}

static void
add_clicked_cb (KbHolidaysGroup *self)
{
  g_autofree char *date = read_date (self);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autofree char *sentence = NULL;
  JsonObject *value;
  JsonObject *day;

  if (date == NULL)
    sentence = g_strdup_printf (_("Write the day as two numbers, such as 24-12, of the year %u."),
                                get_year (self));
  kb_office_setting_show (self->setting,
                          sentence != NULL ? sentence
                            : *name == '\0' ? _("Write what the holiday is called.") : NULL, FALSE);
  if (date == NULL || *name == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (date == NULL ? self->date : self->name));
      return;
    }
  value = dup_setting (self);
  drop_date (value, "add", date);
  drop_date (value, "remove", date);
  day = json_object_new ();
  json_object_set_string_member (day, "date", date);
  json_object_set_string_member (day, "name", name);
  json_array_add_object_element (json_object_get_array_member (value, "add"), day);
  gtk_widget_set_sensitive (self->add, FALSE);
  want (self, value);
}

static GtkWidget *
remove_button_new (KbHolidaysGroup *self,
                   guint32          day,
                   const char      *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *label = g_strdup_printf (_("Remove %s"), name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "kb-date", kb_day_format (day), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
add_row (KbHolidaysGroup *self,
         guint32          day,
         const char      *stored_name)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = kb_line_for_display (stored_name);
  g_autofree char *date = kb_format_day_long (((gint64) day - EPOCH_DAY) * DAY_SECONDS);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), date);
  if (kb_office_setting_may_change (self->setting))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove_button_new (self, day, name));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
describe_year (KbHolidaysGroup *self,
               gboolean         known)
{
  g_autofree char *sentence = NULL;

  if (!known)
    sentence = g_strdup_printf (_("The holidays of %u are not known yet: only weekends count as "
                                  "free. Add them from the joint decree."), get_year (self));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), sentence);
}

static void
fill (KbHolidaysGroup *self)
{
  const KbWorkdays *workdays;
  GDate date;
  guint32 first;

  if (self->desk == NULL || gtk_drop_down_get_selected (self->years) == GTK_INVALID_LIST_POSITION)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  workdays = kb_clocks_get_workdays (kb_desk_get_clocks (self->desk));
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, G_DATE_JANUARY, get_year (self));
  first = g_date_get_julian (&date);
  for (guint32 day = first; day < first + 365 + g_date_is_leap_year (get_year (self)); day++)
    if (kb_workdays_get_name (workdays, day) != NULL)
      add_row (self, day, kb_workdays_get_name (workdays, day));
  describe_year (self, kb_workdays_knows (workdays, get_year (self)));
}

static void
saved_cb (KbHolidaysGroup *self,
          gboolean         saved)
{
  if (kb_office_setting_is_saving (self->setting))
    return;
  if (saved)
    g_clear_pointer (&self->wanted, json_object_unref);
  if (saved && !gtk_widget_get_sensitive (self->add))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->date), "");
      gtk_editable_set_text (GTK_EDITABLE (self->name), "");
    }
  gtk_widget_set_sensitive (self->add, TRUE);
  fill (self);
}

static void
kb_holidays_group_dispose (GObject *object)
{
  KbHolidaysGroup *self = KB_HOLIDAYS_GROUP (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->wanted, json_object_unref);
  g_clear_pointer (&self->section, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (kb_holidays_group_parent_class)->dispose (object);
}

static void
kb_holidays_group_class_init (KbHolidaysGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_holidays_group_dispose;
  g_type_ensure (KB_TYPE_OFFICE_SETTING);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-holidays-group.ui");
  gtk_widget_class_bind_template_child (widget_class, KbHolidaysGroup, years);
  gtk_widget_class_bind_template_child (widget_class, KbHolidaysGroup, date);
  gtk_widget_class_bind_template_child (widget_class, KbHolidaysGroup, name);
  gtk_widget_class_bind_template_child (widget_class, KbHolidaysGroup, add);
  gtk_widget_class_bind_template_child (widget_class, KbHolidaysGroup, setting);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, saved_cb);
}

static void
kb_holidays_group_init (KbHolidaysGroup *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->name))),
                           KB_LIMIT_NAME_CHARS);
}

/**
 * kb_holidays_group_set_desk:
 * @self: a new group
 */
void
kb_holidays_group_set_desk (KbHolidaysGroup *self,
                            KbDesk          *desk)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GtkStringList) years = gtk_string_list_new (NULL);
  gboolean may_change;

  g_set_object (&self->desk, desk);
  kb_office_setting_set_desk (self->setting, desk);
  may_change = kb_office_setting_may_change (self->setting);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->setting), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->date), may_change);
  gtk_widget_set_visible (GTK_WIDGET (self->name), may_change);
  self->first_year = g_date_time_get_year (now) - 1;
  for (guint i = 0; i < N_YEARS; i++)
    {
      g_autofree char *year = g_strdup_printf ("%u", self->first_year + i);

      gtk_string_list_append (years, year);
    }
  gtk_drop_down_set_model (self->years, G_LIST_MODEL (years));
  gtk_drop_down_set_selected (self->years, 1);
  fill (self);
  g_signal_connect_object (desk, "settings-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}
