/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-office-setting.h"

#include <glib/gi18n.h>

#include "kb-desk-office.h"
#include "kb-fault.h"

struct _KbOfficeSetting
{
  AdwPreferencesGroup parent_instance;

  KbDesk        *desk;
  guint          n_saving;

  AdwActionRow  *row;            /* owned: an empty list of rows would leave a line */
  gboolean       shown;
  GtkWidget     *retry;
};

G_DEFINE_FINAL_TYPE (KbOfficeSetting, kb_office_setting, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_RETRY,
  SIGNAL_SAVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
retry_clicked_cb (KbOfficeSetting *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
kb_office_setting_dispose (GObject *object)
{
  KbOfficeSetting *self = KB_OFFICE_SETTING (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->row);
  G_OBJECT_CLASS (kb_office_setting_parent_class)->dispose (object);
}

static void
kb_office_setting_class_init (KbOfficeSettingClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_office_setting_dispose;
  signals[SIGNAL_RETRY] = g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[SIGNAL_SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
kb_office_setting_init (KbOfficeSetting *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->row = ADW_ACTION_ROW (g_object_ref_sink (adw_action_row_new ()));
  self->retry = gtk_button_new_with_mnemonic (_("_Try again"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->row), FALSE);
  adw_action_row_set_title_lines (self->row, 0);
  gtk_widget_add_css_class (icon, "kb-warn");
  gtk_widget_set_valign (self->retry, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (self->row, icon);
  adw_action_row_add_suffix (self->row, self->retry);
  g_signal_connect_object (self->retry, "clicked", G_CALLBACK (retry_clicked_cb), self,
                           G_CONNECT_SWAPPED);
}

void
kb_office_setting_set_desk (KbOfficeSetting *self,
                            KbDesk          *desk)
{
  g_set_object (&self->desk, desk);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
    kb_office_setting_may_change (self)
      ? _("For the whole office: every computer follows what you change here.")
      : _("For the whole office. Only a supervisor can change it; ask one if it is not right."));
}

gboolean
kb_office_setting_may_change (KbOfficeSetting *self)
{
  int role = KB_DESK_ROLE_OFFICER;
  int stage = KB_DESK_STAGE_STARTING;

  g_object_get (self->desk, "role", &role, "stage", &stage, NULL);

  return role == KB_DESK_ROLE_SUPERVISOR && stage == KB_DESK_STAGE_READY;
}

gboolean
kb_office_setting_is_saving (KbOfficeSetting *self)
{
  return self->n_saving > 0;
}

void
kb_office_setting_show (KbOfficeSetting *self,
                        const char      *sentence,
                        gboolean         again)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  if (sentence != NULL && !self->shown)
    adw_preferences_group_add (group, GTK_WIDGET (self->row));
  else if (sentence == NULL && self->shown)
    adw_preferences_group_remove (group, GTK_WIDGET (self->row));
  self->shown = sentence != NULL;
  gtk_widget_set_visible (self->retry, again);
  if (sentence != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), sentence);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbOfficeSetting) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbFault) fault = NULL;
  g_autofree char *sentence = NULL;
  gboolean saved = kb_desk_run_finish (KB_DESK (source), result, &error) != NULL;

  self->n_saving--;
  if (!saved)
    {
      fault = kb_fault_new_from_error (error);
      /* Translators: %s says why, in one or two sentences. */
      sentence = g_strdup_printf (_("Not saved yet. %s"), kb_fault_get_sentence (fault));
    }
  kb_office_setting_show (self, sentence, TRUE);
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, saved);
}

void
kb_office_setting_save (KbOfficeSetting *self,
                        const char      *section,
                        JsonObject      *value)
{
  self->n_saving++;
  kb_desk_set_setting (self->desk, section, value, saved_cb, g_object_ref (self));
}
