/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-alarm-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-access-row.h"
#include "kb-alarm-report.h"
#include "kb-dialogs.h"
#include "kb-format.h"

struct _KbAlarmDialog
{
  AdwWindow parent_instance;

  KbDesk        *desk;
  GBytes        *text;           /* of the file */
  GArray        *shown;          /* KbAlarm; what came later was not looked at */

  GtkBox        *alarms;
  AdwActionRow  *whom;
  GtkWidget     *outcome;
  GtkImage      *outcome_icon;
  GtkLabel      *outcome_label;
  GtkWidget     *handled;
  GtkWidget     *save;
  GtkWidget     *refill;
  GtkSpinner    *spinner;
};

G_DEFINE_FINAL_TYPE (KbAlarmDialog, kb_alarm_dialog, ADW_TYPE_WINDOW)

static void
show_outcome (KbAlarmDialog *self,
              gboolean       well,
              const char    *sentence)
{
  const char *classes[] = { well ? "kb-ok" : "kb-problem", NULL };

  gtk_image_set_from_icon_name (self->outcome_icon, well ? "emblem-ok-symbolic"
                                                         : "dialog-warning-symbolic");
  gtk_widget_set_css_classes (self->outcome, classes);
  gtk_label_set_label (self->outcome_label, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->outcome), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
  gtk_widget_set_visible (self->outcome, TRUE);
}

static void
set_busy (KbAlarmDialog *self,
          gboolean       busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->refill, !busy);
  gtk_widget_set_sensitive (self->handled, !busy);
}

static void
append_label (GtkBox     *box,
              const char *text,
              const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
}

static void
append_alarm (KbAlarmDialog *self,
              const KbAlarm *alarm,
              const char    *author)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *since = kb_format_moment (alarm->since, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *seq = kb_format_count (alarm->seq);
  /* Translators: %s is when the alarm was first seen, "today 09:41". */
  g_autofree char *facts = g_strdup_printf (_("Since %s"), since);
  g_autofree char *place = NULL;
  g_autofree char *all = NULL;

  if (alarm->stream != 0)
    /* Translators: a journal's name and a number in it. */
    place = g_strdup_printf (_(" · %s, number %s"), kb_access_stream_words (alarm->stream), seq);
  /* Translators: after the dot is the name of the colleague whose computer the alarm names. */
  all = *author != '\0' ? g_strdup_printf (_("%s%s · computer of %s"), facts,
                                           place != NULL ? place : "", author)
                        : g_strconcat (facts, place, NULL);
  gtk_widget_add_css_class (icon, "kb-problem");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 3);
  gtk_widget_set_hexpand (box, TRUE);
  append_label (GTK_BOX (box), kb_alarm_get_title (alarm->code), "title-4");
  append_label (GTK_BOX (box), kb_alarm_get_sentence (alarm->code), NULL);
  append_label (GTK_BOX (box), all, "kb-secondary");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), box);
  gtk_box_append (self->alarms, row);
}

/* A server that went back, or was made anew, can be filled from here. */
static gboolean
may_need_refill (const KbAlarm *alarm)
{
  return g_str_equal (alarm->code, "rollback") || g_str_equal (alarm->code, "gap") ||
         g_str_equal (alarm->code, "note") || g_str_equal (alarm->code, "restoring");
}

static gboolean
fill_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  return kb_alarm_report_fill (office, data, error);
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbAlarmDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbAlarmReport *report = kb_desk_run_finish (KB_DESK (source), result, &error);
  gboolean refill = FALSE;
  int role = KB_DESK_ROLE_OFFICER;

  if (report == NULL)
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      show_outcome (self, FALSE, kb_fault_get_sentence (fault));
      return;
    }
  self->shown = g_array_copy (report->alarms);
  for (guint i = 0; i < report->alarms->len; i++)
    {
      const KbAlarm *alarm = &g_array_index (report->alarms, KbAlarm, i);

      append_alarm (self, alarm, g_ptr_array_index (report->authors, i));
      refill = refill || may_need_refill (alarm);
    }
  adw_action_row_set_subtitle (self->whom, *report->supervisors != '\0'
                                               ? report->supervisors
                                               : _("Whoever runs the server."));
  g_object_get (self->desk, "role", &role, NULL);
  gtk_widget_set_visible (self->refill, refill && role != KB_DESK_ROLE_CUSTODIAN);
  self->text = g_bytes_new (report->text, strlen (report->text));
  gtk_widget_set_sensitive (self->save, TRUE);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbAlarmDialog) self = data;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL))
    show_outcome (self, TRUE, _("The details are saved. Nothing of any case is in them."));
  else
    show_outcome (self, FALSE, _("The file could not be written. Choose another place."));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbAlarmDialog) self = data;
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);

  if (file != NULL)
    g_file_replace_contents_bytes_async (file, self->text, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                         written_cb, g_object_ref (self));
}

static void
save_cb (KbAlarmDialog *self)
{
  kb_dialogs_save_file_async (GTK_WINDOW (self), _("Save details"), _("kumbang-alarm.txt"),
                              chosen_cb, g_object_ref (self));
}

static gboolean
refill_job (const KbOffice  *office,
            gpointer         data,
            GCancellable    *cancellable,
            GError         **error)
{
  gboolean finish = office->membership->role == KB_DEVICE_ROLE_SUPERVISOR;

  return kb_sync_republish (office->sync, NULL, finish, cancellable, data, error);
}

static void
refilled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (KbAlarmDialog) self = data;
  g_autoptr (GError) error = NULL;
  guint64 *n_entries = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autofree char *count = n_entries != NULL ? kb_format_count (*n_entries) : NULL;
  g_autofree char *sentence = NULL;

  set_busy (self, FALSE);
  if (n_entries != NULL)
    {
      sentence = g_strdup_printf (ngettext ("The server has %s entry again, with the same "
                                            "fingerprint as before. Refresh, then say here that "
                                            "it was dealt with.",
                                            "The server has %s entries again, with the same "
                                            "fingerprint as before. Refresh, then say here that "
                                            "it was dealt with.",
                                            (gulong) *n_entries),
                                  count);
      show_outcome (self, TRUE, sentence);
      kb_desk_pull (self->desk);
    }
  else if (g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED))
    show_outcome (self, FALSE, _("The server is not being restored, so it takes nothing back. Ask "
                                 "whoever runs it to start “kumbang-intake restore”; then try "
                                 "again. Nothing was changed."));
  else
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      show_outcome (self, FALSE, kb_fault_get_sentence (fault));
    }
}

static void
refill_answered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  KbAlarmDialog *self = KB_ALARM_DIALOG (source);

  if (!kb_dialogs_confirm_finish (result))
    return;
  set_busy (self, TRUE);
  kb_desk_run_async (self->desk, _("Filling the server again…"), refill_job, g_new0 (guint64, 1),
                     g_free, NULL, refilled_cb, g_object_ref (self));
}

static void
refill_cb (KbAlarmDialog *self)
{
  kb_dialogs_confirm_async (GTK_WINDOW (self), _("Fill the server again?"),
                            _("Do this only when whoever runs the server says that it was "
                              "restored from a copy. This computer hands over all entries that it "
                              "holds; every number and fingerprint stays as it was. Sealed "
                              "identities that the copy lacks are on no desktop and do not come "
                              "back."),
                            _("_Fill"), refill_answered_cb, NULL);
}

static gboolean
clear_job (const KbOffice  *office,
           gpointer         data,
           GCancellable    *cancellable,
           GError         **error)
{
  return kb_sync_clear_alarms (office->sync, data, error);
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbAlarmDialog) self = data;

  if (kb_desk_run_finish (KB_DESK (source), result, NULL) != NULL)
    gtk_window_close (GTK_WINDOW (self));
}

static void
handled_answered_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  KbAlarmDialog *self = KB_ALARM_DIALOG (source);

  if (kb_dialogs_confirm_finish (result) && self->shown != NULL)
    kb_desk_run_async (self->desk, NULL, clear_job, g_array_ref (self->shown),
                       (GDestroyNotify) g_array_unref, NULL, cleared_cb, g_object_ref (self));
}

static void
handled_cb (KbAlarmDialog *self)
{
  kb_dialogs_confirm_async (GTK_WINDOW (self), _("Was it dealt with?"),
                            _("Say so only when the supervisor and whoever runs the server know "
                              "the cause. The red bar goes; if anything is still wrong, it comes "
                              "back with the next update."),
                            _("_It was dealt with"), handled_answered_cb, NULL);
}

static void
kb_alarm_dialog_dispose (GObject *object)
{
  KbAlarmDialog *self = KB_ALARM_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_pointer (&self->shown, g_array_unref);
  G_OBJECT_CLASS (kb_alarm_dialog_parent_class)->dispose (object);
}

static void
kb_alarm_dialog_class_init (KbAlarmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_alarm_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-alarm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, alarms);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, whom);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, outcome_icon);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, handled);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, save);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, refill);
  gtk_widget_class_bind_template_child (widget_class, KbAlarmDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, handled_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, refill_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_alarm_dialog_init (KbAlarmDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->save, FALSE);
}

/**
 * kb_alarm_dialog_new:
 * @desk: the desk
 * @parent: the window it belongs to
 */
GtkWidget *
kb_alarm_dialog_new (KbDesk    *desk,
                     GtkWindow *parent)
{
  KbAlarmDialog *self = g_object_new (KB_TYPE_ALARM_DIALOG, "transient-for", parent, NULL);

  self->desk = g_object_ref (desk);
  kb_desk_run_async (desk, NULL, fill_job, g_new0 (KbAlarmReport, 1),
                     (GDestroyNotify) kb_alarm_report_free, NULL, filled_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
