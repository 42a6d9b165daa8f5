/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-private.h"

#include <glib/gi18n.h>

#include "kb-dialogs.h"

/* What a button does, the job that it starts, and where that leads. A job runs on a
 * thread; meanwhile the window leaves the work alone and offers to stop it. */

#define POLL_SECONDS 3

/* Jobs. */

/* What went wrong stays to be read there. */
static void
back_to_choice (KbAssistant *self)
{
  self->page = PAGE_CHOOSE;
  kb_assistant_show_page (self, PAGE_CHOOSE);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  KbAssistant *self = KB_ASSISTANT (source);
  g_autoptr (GError) error = NULL;
  gboolean done = kb_assistant_work_run_finish (result, &error);
  gboolean leaving = self->leaving;

  g_clear_object (&self->busy);
  self->leaving = FALSE;
  if (self->work == NULL)                /* the window was closed meanwhile */
    return;

  if (done)
    {
      self->then (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autoptr (KbFault) fault = kb_assistant_fault_new (error, self->work->aim,
                                                           self->page);

      gtk_widget_set_visible (self->certificate_row,
                              gtk_widget_get_visible (self->certificate_row) ||
                              g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_TLS));
      kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
    }
  if (self->busy == NULL && leaving && self->page == PAGE_WORDS)
    kb_assistant_go (self, PAGE_CODE);
  else if (self->busy == NULL && leaving && self->page == PAGE_FOUNDING && self->phase == 0)
    kb_assistant_go (self, PAGE_SHEET);
  else if (self->page == PAGE_FOUNDING)
    kb_assistant_show_phase (self);
  else if (self->page == PAGE_SAMPLE && !done)
    back_to_choice (self);
  kb_assistant_show_buttons (self);
}

static void
run (KbAssistant     *self,
     KbAssistantJob   job,
     KbAssistantThen  then)
{
  self->then = then;
  self->busy = g_cancellable_new ();
  kb_assistant_show_buttons (self);
  kb_assistant_work_run_async (self->work, job, G_OBJECT (self), self->busy, ran_cb, NULL);
}

void
kb_assistant_start (KbAssistant     *self,
                    KbAssistantJob   job,
                    KbAssistantThen  then)
{
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  self->job = job;
  run (self, job, then);
}

void
kb_assistant_complain (KbAssistant *self,
                       const char  *sentence,
                       GtkWidget   *focus)
{
  g_autoptr (KbFault) fault = kb_fault_new ("dialog-warning-symbolic", "", sentence, NULL, NULL);

  kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}

/* What follows a job. */

static void
then_names (KbAssistant *self)
{
  kb_assistant_go (self, PAGE_NAMES);
}

static void
then_keys (KbAssistant *self)
{
  kb_assistant_go (self, PAGE_KEYS);
}

static void
then_words (KbAssistant *self)
{
  kb_assistant_go (self, PAGE_WORDS);
}

static void
then_request (KbAssistant *self)
{
  kb_assistant_strength_changed (self);  /* a key that was made is said there */
  kb_assistant_start (self, kb_assistant_job_request, then_words);
}

static void
then_done (KbAssistant *self)
{
  kb_assistant_go (self, PAGE_DONE);
}

static void
then_finish (KbAssistant *self)
{
  kb_assistant_start (self, kb_assistant_job_finish, then_done);
}

static void
then_sample (KbAssistant *self)
{
  g_signal_emit_by_name (self, "finished");
}

static void
then_phase (KbAssistant *self)
{
  self->phase++;
  kb_assistant_found_next (self);
}

void
kb_assistant_found_next (KbAssistant *self)
{
  static const KbAssistantJob jobs[N_PHASES] = {
    kb_assistant_job_found, kb_assistant_job_pull, kb_assistant_job_mend,
  };

  if (self->phase < N_PHASES)
    kb_assistant_start (self, jobs[self->phase], then_phase);
  else
    then_finish (self);
  kb_assistant_show_phase (self);
}

static void
then_asked (KbAssistant *self)
{
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  if (self->work->enrolled)
    kb_assistant_start (self, kb_assistant_job_pull, then_finish);
}

static gboolean
poll_cb (gpointer data)
{
  KbAssistant *self = data;

  if (self->busy == NULL && !self->work->enrolled)
    run (self, kb_assistant_job_enrolled, then_asked);

  return G_SOURCE_CONTINUE;
}

void
kb_assistant_go (KbAssistant     *self,
                 KbAssistantPage  page)
{
  self->page = page;
  g_clear_handle_id (&self->poll_id, g_source_remove);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  kb_assistant_show_step (self);
  kb_assistant_show_buttons (self);                   /* before the page puts the focus there */
  kb_assistant_show_page (self, page);
  if (page == PAGE_WORDS)
    self->poll_id = g_timeout_add_seconds (POLL_SECONDS, poll_cb, self);
}

/* Actions. */

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->busy != NULL || !kb_assistant_read_page (self, self->page))
    return;
  switch (self->page)
    {
    case PAGE_CODE:
      kb_assistant_start (self, kb_assistant_job_ask, then_names);
      break;
    case PAGE_NAMES:
      kb_assistant_start (self, kb_assistant_job_keys, then_keys);
      break;
    case PAGE_KEYS:
      if (self->work->aim == KB_CODE_FIRST)
        kb_assistant_go (self, PAGE_SHEET);
      else if (self->work->role == KB_DEVICE_ROLE_CUSTODIAN && self->work->recipient == NULL)
        kb_assistant_go (self, PAGE_PASSPHRASE);
      else
        then_request (self);
      break;
    case PAGE_PASSPHRASE:
      if (self->work->passphrase != NULL)
        kb_assistant_start (self, kb_assistant_job_custodian, then_request);
      else
        then_request (self);
      break;
    case PAGE_SHEET:
      kb_assistant_go (self, PAGE_FOUNDING);
      kb_assistant_found_next (self);
      break;
    case PAGE_FOUNDING:
      kb_assistant_found_next (self);
      break;
    case PAGE_DONE:
      g_signal_emit_by_name (self, "finished");
      break;
    case PAGE_CHOOSE:
    case PAGE_WORDS:
    case PAGE_SAMPLE:
      break;
    }
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->busy == NULL || self->phase == N_PHASES - 1)
    return;
  self->leaving = TRUE;
  g_cancellable_cancel (self->busy);
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);
  KbAssistantPage pages[KB_ASSISTANT_MAX_STEPS];
  guint n = kb_assistant_get_steps (self, pages);

  if (!gtk_widget_get_visible (self->back))
    return;
  if (self->busy != NULL)
    {
      gtk_widget_activate_action (widget, "assistant.cancel", NULL);
      return;
    }
  if (self->page == PAGE_WORDS)
    {
      kb_assistant_go (self, PAGE_CODE);
      return;
    }
  for (guint i = 0; i < n; i++)
    if (pages[i] == self->page)
      {
        kb_assistant_go (self, i > 0 ? pages[i - 1] : PAGE_CHOOSE);
        return;
      }
}

static void
begin (KbAssistant *self,
       KbCodeType   aim)
{
  if (self->work->aim != aim)
    gtk_editable_set_text (self->code, "");
  self->work->aim = aim;
  kb_assistant_go (self, PAGE_CODE);
}

static void
start_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  begin (KB_ASSISTANT (widget), KB_CODE_FIRST);
}

static void
join_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  begin (KB_ASSISTANT (widget), KB_CODE_JOIN);
}

static void
sample_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->busy != NULL)
    return;
  kb_assistant_go (self, PAGE_SAMPLE);
  kb_assistant_start (self, kb_assistant_job_sample, then_sample);
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->page != PAGE_WORDS)
    gtk_widget_activate_action (widget, "assistant.next", NULL);
  else if (self->busy == NULL)
    run (self, self->work->enrolled ? self->job : kb_assistant_job_enrolled,
         self->work->enrolled ? then_finish : then_asked);
}

static void
then_retry (KbAssistant *self)
{
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "assistant.retry", NULL);
}

static void
unlock_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->busy == NULL)
    run (self, kb_assistant_job_unlock, then_retry);
}

static void
change_code_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  KbAssistant *self = KB_ASSISTANT (widget);

  if (self->busy != NULL)
    return;
  kb_assistant_go (self, PAGE_CODE);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
certificate_chosen_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      data)
{
  KbAssistant *self = KB_ASSISTANT (source);
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);
  g_autofree char *name = NULL;

  if (file == NULL || self->busy != NULL || self->work == NULL)
    return;
  g_free (self->work->ca_file);
  self->work->ca_file = g_file_get_path (file);
  name = g_file_get_basename (file);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->certificate_row), name);
  gtk_widget_activate_action (GTK_WIDGET (self), "assistant.next", NULL);
}

static void
choose_certificate_action (GtkWidget  *widget,
                           const char *name,
                           GVariant   *parameter)
{
  kb_dialogs_open_file_async (GTK_WINDOW (widget), _("Certificate of the server"),
                              certificate_chosen_cb, NULL);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  kb_assistant_print_sheet (KB_ASSISTANT (widget));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  kb_assistant_save_sheet (KB_ASSISTANT (widget));
}

/* Every action of the window, and its keys. */
void
kb_assistant_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                  *name;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "assistant.next", next_action },
    { "assistant.back", back_action },
    { "assistant.cancel", cancel_action },
    { "assistant.start", start_action },
    { "assistant.join", join_action },
    { "assistant.sample", sample_action },
    { "assistant.retry", retry_action },
    { "assistant.unlock", unlock_action },
    { "assistant.change-code", change_code_action },
    { "assistant.choose-certificate", choose_certificate_action },
    { "assistant.print", print_action },
    { "assistant.save", save_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK,
                                       "assistant.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}
