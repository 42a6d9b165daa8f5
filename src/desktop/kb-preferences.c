/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-preferences.h"

#include <glib/gi18n.h>

#include "kb-clocks-page.h"
#include "kb-desk-settings.h"
#include "kb-fault.h"
#include "kb-format.h"
#include "kb-letterhead-page.h"

struct _KbPreferences
{
  AdwPreferencesWindow parent_instance;

  KbDesk           *desk;
  GSettings        *settings;    /* nullable */

  GtkWidget        *general;
  AdwComboRow      *language;
  GtkSwitch        *notifications;
  AdwComboRow      *interval;
  AdwActionRow     *address;
  AdwActionRow     *connection;
  GtkSpinner       *spinner;
  GtkWidget        *check;
  KbClocksPage     *clocks;
  KbLetterheadPage *letterhead;
  GtkWidget        *security;
  AdwComboRow      *lock;
};

G_DEFINE_FINAL_TYPE (KbPreferences, kb_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Languages call themselves by their own name. */
static const char *const languages[] = { "", "id", "en" };
static const char *const language_names[] = { N_("As the system"), "Bahasa Indonesia", "English" };
static const guint intervals[] = { 60, 300, 900, 1800, 3600 };     /* seconds */
static const guint locks[] = { 0, 5, 10, 15, 30, 60 };             /* minutes */

static void
check_clicked_cb (KbPreferences *self)
{
  kb_desk_pull (self->desk);
}

static void
show_connection (KbPreferences *self)
{
  gboolean pulling = FALSE;
  gint64 last_pull = 0;
  g_autoptr (KbFault) fault = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (self->desk, "pulling", &pulling, "last-pull", &last_pull, "pull-fault", &fault,
                NULL);
  if (last_pull > 0)
    {
      moment = kb_format_moment (last_pull, g_get_real_time () / G_USEC_PER_SEC);
      sentence = g_strdup_printf (_("Works. Updated %s"), moment);
    }
  gtk_spinner_set_spinning (self->spinner, pulling);
  gtk_widget_set_sensitive (self->check, !pulling);
  adw_action_row_set_subtitle (self->connection,
                               pulling ? _("Checking…")
                               : fault != NULL ? kb_fault_get_sentence (fault)
                               : sentence != NULL ? sentence : _("Not checked yet"));
}

/* The choice with that number, or the next longer one. */
static guint
find_choice (const guint *numbers,
             guint        n,
             guint        number)
{
  for (guint i = 0; i + 1 < n; i++)
    if (number <= numbers[i])
      return i;
  return n - 1;
}

static void
interval_cb (KbPreferences *self)
{
  g_settings_set_uint (self->settings, "pull-interval",
                       intervals[adw_combo_row_get_selected (self->interval)]);
}

static void
lock_cb (KbPreferences *self)
{
  g_settings_set_uint (self->settings, "lock-minutes",
                       locks[adw_combo_row_get_selected (self->lock)]);
}

static void
language_cb (KbPreferences *self)
{
  g_settings_set_string (self->settings, "language",
                         languages[adw_combo_row_get_selected (self->language)]);
}

/* Takes @model. */
static void
offer (KbPreferences *self,
       AdwComboRow   *row,
       GtkStringList *model,
       guint          selected,
       GCallback      callback)
{
  adw_combo_row_set_model (row, G_LIST_MODEL (model));
  adw_combo_row_set_selected (row, selected);
  g_signal_connect_object (row, "notify::selected", callback, self, G_CONNECT_SWAPPED);
  g_object_unref (model);
}

static void
append_minutes (GtkStringList *list,
                guint          minutes)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);

  gtk_string_list_append (list, minutes > 0 ? text : _("Never"));
}

static void
offer_times (KbPreferences *self)
{
  GtkStringList *pulls = gtk_string_list_new (NULL);
  GtkStringList *idle = gtk_string_list_new (NULL);
  guint interval = g_settings_get_uint (self->settings, "pull-interval");
  guint minutes = g_settings_get_uint (self->settings, "lock-minutes");

  for (guint i = 0; i < G_N_ELEMENTS (intervals); i++)
    append_minutes (pulls, intervals[i] / 60);
  for (guint i = 0; i < G_N_ELEMENTS (locks); i++)
    append_minutes (idle, locks[i]);
  offer (self, self->interval, pulls,
         find_choice (intervals, G_N_ELEMENTS (intervals), interval), G_CALLBACK (interval_cb));
  offer (self, self->lock, idle, find_choice (locks, G_N_ELEMENTS (locks), minutes),
         G_CALLBACK (lock_cb));
}

static void
offer_languages (KbPreferences *self)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  g_autofree char *language = g_settings_get_string (self->settings, "language");
  guint selected = 0;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      gtk_string_list_append (names, _(language_names[i]));
      if (g_str_equal (language, languages[i]))
        selected = i;
    }
  offer (self, self->language, names, selected, G_CALLBACK (language_cb));
}

static void
use_settings (KbPreferences *self)
{
  if (self->settings == NULL)
    {
      gtk_widget_set_sensitive (self->general, FALSE);
      gtk_widget_set_sensitive (self->security, FALSE);
      return;
    }
  offer_languages (self);
  offer_times (self);
  g_settings_bind (self->settings, "notifications", self->notifications, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

static void
kb_preferences_dispose (GObject *object)
{
  KbPreferences *self = KB_PREFERENCES (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (kb_preferences_parent_class)->dispose (object);
}

static void
kb_preferences_class_init (KbPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_preferences_dispose;
  g_type_ensure (KB_TYPE_CLOCKS_PAGE);
  g_type_ensure (KB_TYPE_LETTERHEAD_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, general);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, language);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, notifications);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, interval);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, address);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, connection);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, check);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, clocks);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, letterhead);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, security);
  gtk_widget_class_bind_template_child (widget_class, KbPreferences, lock);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked_cb);
}

static void
kb_preferences_init (KbPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_preferences_new (KbDesk    *desk,
                    GSettings *settings,
                    GtkWindow *parent)
{
  KbPreferences *self = g_object_new (KB_TYPE_PREFERENCES, "transient-for", parent, NULL);
  g_autofree char *endpoint = kb_desk_dup_endpoint (desk);

  g_set_object (&self->desk, desk);
  g_set_object (&self->settings, settings);
  use_settings (self);
  adw_action_row_set_subtitle (self->address, endpoint != NULL ? endpoint : "");
  kb_clocks_page_set_desk (self->clocks, desk);
  kb_letterhead_page_set_desk (self->letterhead, desk, settings);
  g_signal_connect_object (desk, "notify::pulling", G_CALLBACK (show_connection), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::pull-fault", G_CALLBACK (show_connection), self,
                           G_CONNECT_SWAPPED);
  show_connection (self);
  return GTK_WIDGET (self);
}
