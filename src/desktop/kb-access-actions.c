/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-appoint-dialog.h"
#include "kb-dialogs.h"
#include "kb-heads-dialog.h"
#include "kb-invite-dialog.h"

/* What a person asks for on the pane. Ceremonies take seconds and say so in
 * the pane; one that fails half-way is finished by the next pull. */

static GtkWindow *
get_window (KbAccessPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
show_error (KbAccessPage *self,
            const GError *error)
{
  g_autoptr (KbFault) fault = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  fault = kb_fault_new_from_error (error);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
}

/* A ceremony that ends with one sentence. */
typedef struct
{
  guint8   device[KB_SIGN_PUBLIC_SIZE];
  guint64  seq;
  gboolean withheld;
  char    *done;
} KbAccessStep;

static void
kb_access_step_free (KbAccessStep *self)
{
  g_free (self->done);
  g_free (self);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (KbAccessPage) self = data;
  g_autoptr (GError) error = NULL;
  KbAccessStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);

  if (self->content == NULL)
    return;
  if (step == NULL)
    show_error (self, error);
  else if (!step->withheld)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", step->done);
}

static void
run (KbAccessPage *self,
     const char   *doing,
     KbDeskJob     job,
     KbAccessStep *step)
{
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  kb_desk_run_async (self->desk, doing, job, step, (GDestroyNotify) kb_access_step_free, NULL,
                     done_cb, g_object_ref (self));
}

static void
heads_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);

  if (self->access != NULL)
    gtk_window_present (GTK_WINDOW (kb_heads_dialog_new (self->desk, self->access,
                                                         get_window (self))));
}

static void
invite_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);
  gboolean alone;

  if (self->access == NULL)
    return;
  alone = kb_roster_get_n_supervisors (kb_access_get_roster (self->access)) <= 1;
  gtk_window_present (GTK_WINDOW (kb_invite_dialog_new (self->desk, alone, get_window (self))));
}

static void
appoint_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);
  GtkWidget *dialog;

  if (self->access == NULL)
    return;
  dialog = kb_appoint_dialog_new (self->desk, self->access, get_window (self));
  if (dialog != NULL)
    gtk_window_present (GTK_WINDOW (dialog));
  else
    kb_dialogs_show_details (get_window (self), _("No custodian's computer waits"),
                             _("Invite the custodian's computer first: on it, choose the role "
                               "“Custodian” when joining. Then appoint it here."));
}

/* Revoking */

static gboolean
revoke_job (const KbOffice  *office,
            gpointer         data,
            GCancellable    *cancellable,
            GError         **error)
{
  return kb_ceremony_revoke (office, ((KbAccessStep *) data)->device, cancellable, error);
}

static void
revoke_answered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (KbAccessPage) self = data;
  KbAccessRow *row = kb_access_page_get_selected (self);
  g_autofree char *doing = NULL;
  const KbDevice *device;
  KbAccessStep *step;

  if (!kb_dialogs_confirm_finish (result) || row == NULL)
    return;
  device = kb_access_row_get_device (row);
  step = g_new0 (KbAccessStep, 1);
  memcpy (step->device, device->sign, sizeof step->device);
  /* Translators: %s is a person. */
  step->done = g_strdup_printf (_("The access of %s is revoked."), device->name);
  doing = g_strdup_printf (_("Revoking the access of %s and changing the keys…"), device->name);
  run (self, doing, revoke_job, step);
}

static void
revoke_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);
  KbAccessRow *row = kb_access_page_get_selected (self);
  const KbRoster *roster = self->access != NULL ? kb_access_get_roster (self->access) : NULL;
  g_autofree char *heading = NULL;
  const KbDevice *device;

  if (row == NULL || !kb_access_row_is_active (row))
    return;
  device = kb_access_row_get_device (row);
  if (device->role == KB_DEVICE_ROLE_SUPERVISOR && kb_roster_get_n_supervisors (roster) <= 1)
    {
      kb_dialogs_show_details (get_window (self), _("The last supervisor stays"),
                               _("Without a supervisor nobody could invite or revoke. Invite "
                                 "another supervisor first."));
      return;
    }
  /* Translators: %s is a person. */
  heading = g_strdup_printf (_("Revoke the access of %s?"), device->name);
  kb_dialogs_confirm_async (get_window (self), heading,
                            _("From now on this computer gets nothing new and may write nothing. "
                              "The keys of the office change for all others. What it has read or "
                              "kept stays read; that cannot be recalled."),
                            _("_Revoke"), revoke_answered_cb, g_object_ref (self));
}

/* The second person */

static gboolean
second_job (const KbOffice  *office,
            gpointer         data,
            GCancellable    *cancellable,
            GError         **error)
{
  return kb_ceremony_second (office, ((KbAccessStep *) data)->seq, cancellable, error);
}

static void
second_answered_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      data)
{
  g_autoptr (KbAccessPage) self = data;
  KbAccessStep *step;

  if (!kb_dialogs_confirm_finish (result))
    return;
  step = g_new0 (KbAccessStep, 1);
  step->seq = self->second;
  step->done = g_strdup (_("Approved by two persons."));
  run (self, _("Carrying out what two persons approved…"), second_job, step);
}

static char *
make_question (const KbRoster   *roster,
               const KbProposal *proposal)
{
  const char *advice = _("You are the second person. Approve only after you have spoken with the "
                         "one who proposed it. It is carried out at once and recorded with both "
                         "names.");
  g_autofree char *words = kb_ceremony_proposal_words (roster, proposal);
  g_autofree char *compare = NULL;

  if (words == NULL)
    return g_strdup (advice);
  /* Translators: %s are seven words. */
  compare = g_strdup_printf (_("Have the person whom it is about read seven words off their own "
                               "computer, when it joins or later under “Devices and access”. They "
                               "must be: %s. Otherwise it is another computer: do not approve."),
                             words);

  return g_strdup_printf ("%s\n\n%s", advice, compare);
}

static void
second_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);
  const KbRoster *roster = kb_access_get_roster (self->access);

  self->second = g_variant_get_uint64 (parameter);
  for (guint i = 0; i < kb_roster_get_n_proposals (roster); i++)
    {
      const KbProposal *proposal = kb_roster_get_proposal (roster, i);
      g_autofree char *words = NULL;
      g_autofree char *heading = NULL;
      g_autofree char *question = NULL;

      if (proposal->seq != self->second)
        continue;
      question = make_question (roster, proposal);
      words = kb_access_proposal_words (roster, proposal);
      heading = g_strconcat (words, "?", NULL);
      kb_dialogs_confirm_async (get_window (self), heading, question, _("_Approve"),
                                second_answered_cb, g_object_ref (self));
      return;
    }
}

/* The test of the line */

static gboolean
has_withheld (KbSync *sync)
{
  g_autoptr (GArray) alarms = kb_sync_dup_alarms (sync);

  for (guint i = 0; i < alarms->len; i++)
    if (g_str_equal (g_array_index (alarms, KbAlarm, i).code, "withheld"))
      return TRUE;
  return FALSE;
}

static gboolean
test_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  KbAccessStep *step = data;

  if (!kb_sync_file_canary (office->sync, cancellable, error) ||
      !kb_sync_pull (office->sync, cancellable, NULL, error))
    return FALSE;
  step->withheld = has_withheld (office->sync);
  return TRUE;
}

static void
test_answered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (KbAccessPage) self = data;
  KbAccessStep *step;

  if (!kb_dialogs_confirm_finish (result))
    return;
  step = g_new0 (KbAccessStep, 1);
  step->done = g_strdup (_("The test complaint arrived: what reporters send gets through."));
  run (self, _("Sending a test complaint and waiting for it…"), test_job, step);
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbAccessPage *self = KB_ACCESS_PAGE (widget);

  kb_dialogs_confirm_async (get_window (self), _("Send a test complaint?"),
                            _("It goes the way of a reporter's complaint, so the server cannot "
                              "tell it apart. It is not listed and not counted. If the server "
                              "takes it and does not hand it on, an alarm says so."),
                            _("_Send"), test_answered_cb, g_object_ref (self));
}

/**
 * kb_access_page_install_actions:
 * @klass: class of the page
 */
void
kb_access_page_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "access.heads", NULL, heads_action);
  gtk_widget_class_install_action (klass, "access.invite", NULL, invite_action);
  gtk_widget_class_install_action (klass, "access.appoint", NULL, appoint_action);
  gtk_widget_class_install_action (klass, "access.revoke", NULL, revoke_action);
  gtk_widget_class_install_action (klass, "access.second", "t", second_action);
  gtk_widget_class_install_action (klass, "access.test", NULL, test_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Delete, 0, "access.revoke", NULL);
}
