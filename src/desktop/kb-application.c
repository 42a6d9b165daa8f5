/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-application.h"

#include <glib/gi18n.h>

#include "kb-assistant.h"
#include "kb-dialogs.h"
#include "kb-i18n.h"
#include "kb-desk-lists.h"
#include "kb-idle-lock.h"
#include "kb-late.h"
#include "kb-trace.h"
#include "kb-window.h"

#define DEFAULT_PROFILE "default"
#define NEW_CASES_ID "new-cases"
#define LATE_ID "late"

struct _KbApplication
{
  AdwApplication parent_instance;

  char      *profile;
  GSettings *settings;           /* nullable: no schema is installed */
  KbIdleLock *idle_lock;         /* nullable */
  KbDesk    *desk;
  guint32    late_day;           /* on which lateness was looked at last */
  KbSample  *sample;             /* nullable: its office is shown instead of the profile's */
};

G_DEFINE_FINAL_TYPE (KbApplication, kb_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "profile", 'p', 0, G_OPTION_ARG_STRING, NULL, N_("Keep roles apart: own files and keys"),
    N_("NAME") },
  { "language", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Language of the windows, such as id or en"),
    N_("CODE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  { NULL },
};

static const struct
{
  const char *action;
  const char *accels[3];
} shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "win.pull", { "F5" } },
  { "win.search", { "<Control>f" } },
  { "win.filter", { "<Control><Shift>f" } },
  { "win.step(-1)", { "<Alt>Up" } },
  { "win.step(1)", { "<Alt>Down" } },
  { "win.nth-view(0)", { "<Control>1" } },
  { "win.nth-view(1)", { "<Control>2" } },
  { "win.nth-view(2)", { "<Control>3" } },
  { "win.nth-view(3)", { "<Control>4" } },
  { "win.nth-view(4)", { "<Control>5" } },
  { "win.nth-view(5)", { "<Control>6" } },
  { "win.nth-view(6)", { "<Control>7" } },
  { "win.nth-view(7)", { "<Control>8" } },
  { "win.nth-view(8)", { "<Control>9" } },
  { "win.page(0)", { "<Alt>1" } },
  { "win.page(1)", { "<Alt>2" } },
  { "win.page(2)", { "<Alt>3" } },
  { "win.page(3)", { "<Alt>4" } },
  { "win.sheet", { "<Control>t" } },
  { "win.case-file", { "<Control>p" } },
  { "win.sheet-preview", { "<Control><Shift>p" } },
  { "win.file-complaint", { "<Control>n" } },
  { "win.toggle-unread", { "<Control>u" } },
  { "win.open-identity", { "<Control><Shift>i" } },
  { "win.next-pane", { "F6" } },
  { "win.toggle-sidebar", { "F9" } },
  { "win.lock", { "<Control><Shift>l" } },
  { "win.preferences", { "<Control>comma" } },
  { "win.late", { "<Control>d" } },
};

static void
quit_cb (KbApplication *self)
{
  kb_desk_close_identity (self->desk);
  g_application_quit (G_APPLICATION (self));
}

static void
about_cb (KbApplication *self)
{
  kb_dialogs_show_about (gtk_application_get_active_window (GTK_APPLICATION (self)));
}

static void
add_action (KbApplication *self,
            const char    *name,
            GCallback      callback)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_object (action, "activate", callback, self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

/* How many, and nothing else: it may be seen on a locked screen. */
static void
arrived_cb (KbApplication *self,
            guint          n_cases)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;

  if (window != NULL && gtk_window_is_active (window))
    return;
  if (self->settings != NULL && !g_settings_get_boolean (self->settings, "notifications"))
    return;
  /* Translators: a notification, seen by anyone who passes by. */
  title = g_strdup_printf (ngettext ("%u new complaint", "%u new complaints", n_cases), n_cases);
  notification = g_notification_new (title);
  g_application_send_notification (G_APPLICATION (self), NEW_CASES_ID, notification);
}

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbApplication) self = data;
  g_autoptr (GPtrArray) rows = kb_late_scan_finish (KB_DESK (source), result, NULL);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;
  guint n_late = 0;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    n_late += !kb_late_row_is_paused (rows->pdata[i]) && kb_late_row_get_left (rows->pdata[i]) < 0;
  if (n_late == 0)
    return;
  /* Translators: a notification, seen by anyone who passes by. */
  title = g_strdup_printf (ngettext ("%u deadline has passed", "%u deadlines have passed", n_late),
                           n_late);
  notification = g_notification_new (title);
  g_notification_set_default_action (notification, "app.activate-late");
  g_application_send_notification (G_APPLICATION (self), LATE_ID, notification);
}

/* Once on each working day, when it is known what came in since: a case is late because a day
 * went by. After a week off that is the first pull. */
static void
pulling_cb (KbApplication *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint32 today = kb_workdays_day_of (now);
  gboolean pulling = FALSE;
  gint64 last_pull = 0;
  const KbWorkdays *workdays = kb_clocks_get_workdays (kb_desk_get_clocks (self->desk));

  g_object_get (self->desk, "pulling", &pulling, "last-pull", &last_pull, NULL);
  if (pulling || self->late_day == today || kb_workdays_day_of (last_pull) != today ||
      !kb_workdays_is_working (workdays, today) ||
      (self->settings != NULL && !g_settings_get_boolean (self->settings, "notifications")))
    return;
  self->late_day = today;
  kb_late_scan_async (self->desk, now, TRUE, NULL, judged_cb, g_object_ref (self));
}

static void
late_cb (KbApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    return;
  gtk_window_present (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.late", NULL);
}

static void
active_window_cb (KbApplication *self)
{
  if (gtk_application_get_active_window (GTK_APPLICATION (self)) != NULL)
    g_application_withdraw_notification (G_APPLICATION (self), NEW_CASES_ID);
}

static void
take_desk (KbApplication *self,
           KbDesk        *desk)
{
  g_clear_object (&self->desk);
  self->desk = desk;
  if (self->settings != NULL)
    g_settings_bind (self->settings, "pull-interval", desk, "pull-interval", G_SETTINGS_BIND_GET);
  g_signal_connect_object (desk, "arrived", G_CALLBACK (arrived_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::pulling", G_CALLBACK (pulling_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
kb_application_startup (GApplication *application)
{
  KbApplication *self = KB_APPLICATION (application);

  G_APPLICATION_CLASS (kb_application_parent_class)->startup (application);
  take_desk (self, kb_desk_new (self->profile));
  if (self->settings != NULL)
    self->idle_lock = kb_idle_lock_new (self->settings);
  g_signal_connect (self, "notify::active-window", G_CALLBACK (active_window_cb), NULL);

  add_action (self, "quit", G_CALLBACK (quit_cb));
  add_action (self, "about", G_CALLBACK (about_cb));
  add_action (self, "activate-late", G_CALLBACK (late_cb));
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           (const char *const *) shortcuts[i].accels);
  gtk_window_set_default_icon_name (APP_ID);
}

static GtkWindow *
open_desk (KbApplication *self)
{
  GtkWidget *window = kb_window_new (GTK_APPLICATION (self), self->desk, self->settings);

  kb_trace_follow (GTK_WINDOW (window), self->desk);

  return GTK_WINDOW (window);
}

static void
finished_cb (KbApplication *self,
             KbAssistant   *assistant)
{
  GtkWindow *window;

  self->sample = kb_assistant_take_sample (assistant);
  if (self->sample != NULL)
    take_desk (self, kb_desk_new_with_keyring (kb_sample_get_profile (self->sample),
                                               kb_sample_get_keyring (self->sample)));
  window = open_desk (self);
  if (self->sample != NULL)
    kb_window_notify_sample (KB_WINDOW (window));
  gtk_window_present (window);
  gtk_window_destroy (GTK_WINDOW (assistant));
}

static GtkWindow *
open_assistant (KbApplication *self)
{
  g_autoptr (KbKeyring) keyring = kb_secret_service_keyring_new (self->profile);
  GtkWidget *window = kb_assistant_new (GTK_APPLICATION (self), self->profile, keyring);

  g_signal_connect_object (window, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);

  return GTK_WINDOW (window);
}

static void
kb_application_activate (GApplication *application)
{
  KbApplication *self = KB_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = kb_assistant_is_needed (self->profile) ? open_assistant (self) : open_desk (self);
  gtk_window_present (window);
}

static void
kb_application_shutdown (GApplication *application)
{
  KbApplication *self = KB_APPLICATION (application);

  if (self->desk != NULL)
    kb_desk_stop (self->desk);
  g_clear_pointer (&self->sample, kb_sample_free);
  G_APPLICATION_CLASS (kb_application_parent_class)->shutdown (application);
}

/* Profiles are told apart by their application id, so that each has its own window. */
static char *
get_application_id (const char *profile)
{
  g_autofree char *suffix = NULL;

  if (g_str_equal (profile, DEFAULT_PROFILE))
    return g_strdup (APP_ID);
  suffix = g_strcanon (g_strdup (profile),
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", '_');
  return g_strdup_printf ("%s.profile_%s", APP_ID, suffix);
}

static int
kb_application_handle_local_options (GApplication *application,
                                     GVariantDict *dict)
{
  KbApplication *self = KB_APPLICATION (application);
  g_autofree char *language = NULL;
  g_autofree char *application_id = NULL;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("kumbang %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (dict, "language", "s", &language))
    kb_i18n_init (language);
  g_variant_dict_lookup (dict, "profile", "s", &self->profile);
  if (self->profile == NULL)
    self->profile = g_strdup (DEFAULT_PROFILE);
  if (*self->profile == '\0' || *self->profile == '.' || strchr (self->profile, '/') != NULL)
    {
      g_printerr ("%s\n", _("A profile's name has no slash and does not begin with a dot."));
      return 2;
    }
  application_id = get_application_id (self->profile);
  g_application_set_application_id (application, application_id);
  return -1;
}

static void
kb_application_dispose (GObject *object)
{
  KbApplication *self = KB_APPLICATION (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->idle_lock);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->profile, g_free);
  G_OBJECT_CLASS (kb_application_parent_class)->dispose (object);
}

static void
kb_application_class_init (KbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_application_dispose;
  application_class->startup = kb_application_startup;
  application_class->activate = kb_application_activate;
  application_class->shutdown = kb_application_shutdown;
  application_class->handle_local_options = kb_application_handle_local_options;
}

static void
kb_application_init (KbApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * kb_application_settings:
 *
 * Returns: (transfer full) (nullable): the settings; %NULL where no schema is
 *   installed and GSETTINGS_SCHEMA_DIR names none
 */
GSettings *
kb_application_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/**
 * kb_application_new:
 * @settings: (nullable): the settings
 */
KbApplication *
kb_application_new (GSettings *settings)
{
  KbApplication *self = g_object_new (KB_TYPE_APPLICATION,
                                      "application-id", APP_ID,
                                      "resource-base-path", KB_RESOURCE_BASE,
                                      NULL);

  if (settings != NULL)
    self->settings = g_object_ref (settings);
  return self;
}
