/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-private.h"

#include <glib/gi18n.h>

#include "kb-dialogs.h"
#include "kb-key-card.h"

/* The frame: header, steps, closing. */

G_DEFINE_FINAL_TYPE (KbAssistant, kb_assistant, ADW_TYPE_WINDOW)

/* Steps. */

/* The pages of the way that was chosen, in order. */
guint
kb_assistant_get_steps (KbAssistant     *self,
                        KbAssistantPage  ret_pages[KB_ASSISTANT_MAX_STEPS])
{
  guint n = 0;

  ret_pages[n++] = PAGE_CODE;
  ret_pages[n++] = PAGE_NAMES;
  ret_pages[n++] = PAGE_KEYS;
  if (self->work->aim == KB_CODE_FIRST)
    {
      ret_pages[n++] = PAGE_SHEET;
      ret_pages[n++] = PAGE_FOUNDING;
      return n;
    }
  if (self->work->role == KB_DEVICE_ROLE_CUSTODIAN)
    ret_pages[n++] = PAGE_PASSPHRASE;
  ret_pages[n++] = PAGE_WORDS;

  return n;
}

void
kb_assistant_show_step (KbAssistant *self)
{
  KbAssistantPage pages[KB_ASSISTANT_MAX_STEPS];
  guint n = kb_assistant_get_steps (self, pages);
  guint at = 0;
  GtkWidget *dot;
  g_autofree char *text = NULL;

  while ((dot = gtk_widget_get_first_child (GTK_WIDGET (self->dots))) != NULL)
    gtk_box_remove (self->dots, dot);
  while (at < n && pages[at] != self->page)
    at++;
  gtk_widget_set_visible (self->footer, at < n);
  if (at == n)
    return;
  for (guint i = 0; i < n; i++)
    {
      dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_widget_add_css_class (dot, "kb-step-dot");
      if (i <= at)
        gtk_widget_add_css_class (dot, "done");
      gtk_box_append (self->dots, dot);
    }
  text = g_strdup_printf (_("Step %u of %u"), at + 1, n);
  gtk_label_set_label (self->step, text);
}

static const char *
get_next_label (KbAssistant *self)
{
  if (self->page == PAGE_SHEET)
    return _("Found the office");
  if (self->page == PAGE_FOUNDING)
    return _("Try again");
  if (self->page == PAGE_DONE)
    return _("Open Kumbang");
  return _("Next");
}

void
kb_assistant_show_buttons (KbAssistant *self)
{
  gboolean founded = self->page == PAGE_FOUNDING && self->phase > 0;
  gboolean has_next = self->page != PAGE_CHOOSE && self->page != PAGE_WORDS &&
                      self->page != PAGE_SAMPLE &&
                      !(self->page == PAGE_FOUNDING && self->busy != NULL);

  gtk_button_set_label (self->next, get_next_label (self));
  gtk_widget_set_visible (GTK_WIDGET (self->next), has_next);
  gtk_widget_set_visible (self->back,
                          self->page != PAGE_CHOOSE && self->page != PAGE_DONE && !founded);
  gtk_widget_set_visible (self->cancel,
                          self->busy != NULL && self->phase < N_PHASES - 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "assistant.next", self->busy == NULL);
  gtk_spinner_set_spinning (self->spinner, self->busy != NULL && has_next);
}

/* Closing. */

static void
close_answered_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  if (kb_dialogs_confirm_finish (result))
    gtk_window_destroy (GTK_WINDOW (source));
}

static const char *
get_loss (KbAssistant *self)
{
  if (self->page == PAGE_FOUNDING && self->phase > 0)
    return _("The office exists. Kumbang goes on from here when you open it again.");
  if (self->work->sheet_kept)
    return _("The office was not founded, and what you typed is not kept. Destroy the recovery "
             "sheet: it belongs to no office.");
  return _("Nothing was sent yet. What you typed is not kept.");
}

static gboolean
kb_assistant_close_request (GtkWindow *window)
{
  KbAssistant *self = KB_ASSISTANT (window);

  if (self->page == PAGE_CHOOSE || self->page == PAGE_WORDS || self->page == PAGE_DONE ||
      self->page == PAGE_SAMPLE)
    return GTK_WINDOW_CLASS (kb_assistant_parent_class)->close_request (window);
  kb_dialogs_confirm_async (window, _("Leave the set-up?"), get_loss (self), _("_Leave"),
                            close_answered_cb, NULL);
  return TRUE;
}

static void
kb_assistant_dispose (GObject *object)
{
  KbAssistant *self = KB_ASSISTANT (object);

  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_handle_id (&self->group_id, g_source_remove);
  if (self->busy != NULL)
    g_cancellable_cancel (self->busy);
  g_clear_pointer (&self->work, kb_assistant_work_unref);
  G_OBJECT_CLASS (kb_assistant_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (widget_class, KbAssistant, child)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (title);
  BIND (back);
  BIND (next);
  BIND (spinner);
  BIND (bar);
  BIND (stack);
  BIND (sample_row);
  BIND (sample_spinner);
  BIND (footer);
  BIND (dots);
  BIND (step);
  BIND (code_page);
  BIND (address);
  BIND (code);
  BIND (certificate_row);
  BIND (code_hint);
  BIND (names_page);
  BIND (office_name);
  BIND (person);
  BIND (names_hint);
  BIND (roles);
  BIND (officer);
  BIND (custodian);
  BIND (supervisor);
  BIND (device_card);
  BIND (recovery_card);
  BIND (custodian_card);
  BIND (print_row);
  BIND (print_button);
  BIND (save_row);
  BIND (sheet_hint);
  BIND (founding_page);
  BIND (phase_found);
  BIND (phase_pull);
  BIND (phase_mend);
  BIND (cancel);
  BIND (passphrase);
  BIND (again);
  BIND (strength_bar);
  BIND (strength);
  BIND (words);
  BIND (waiting);
  BIND (done_page);
}

static void
entered_cb (KbAssistant *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "assistant.next", NULL);
}

static void
role_toggled_cb (KbAssistant *self)
{
  if (self->work == NULL || self->busy != NULL)
    return;
  if (gtk_check_button_get_active (self->custodian))
    self->work->role = KB_DEVICE_ROLE_CUSTODIAN;
  else if (gtk_check_button_get_active (self->supervisor))
    self->work->role = KB_DEVICE_ROLE_SUPERVISOR;
  else
    self->work->role = KB_DEVICE_ROLE_OFFICER;
  kb_assistant_show_step (self);
}

static void
kb_assistant_class_init (KbAssistantClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_assistant_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kb_assistant_close_request;
  g_signal_new ("finished", KB_TYPE_ASSISTANT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);

  g_type_ensure (KB_TYPE_ALERT_BAR);
  g_type_ensure (KB_TYPE_KEY_CARD);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-assistant.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback_full (widget_class, "code_changed_cb",
                                                G_CALLBACK (kb_assistant_code_changed));
  gtk_widget_class_bind_template_callback_full (widget_class, "passphrase_changed_cb",
                                                G_CALLBACK (kb_assistant_strength_changed));
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, role_toggled_cb);
  kb_assistant_install_actions (widget_class);
}

static void
kb_assistant_init (KbAssistant *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kb_assistant_set_up_pages (self);
}

/**
 * kb_assistant_is_needed:
 * @profile: name of the profile
 *
 * Returns: whether it is no member of an office, or not wholly; looks at two
 *   small files
 */
gboolean
kb_assistant_is_needed (const char *profile)
{
  g_autoptr (KbKeyring) none = kb_memory_keyring_new ();
  g_autoptr (KbAssistantWork) work = kb_assistant_work_new (profile, none);

  return kb_assistant_work_resume (work) != KB_ASSISTANT_STAGE_MEMBER;
}

/**
 * kb_assistant_new:
 * @application: the application
 * @profile: name of the profile
 * @keyring: takes its keys
 *
 * Goes on where it was closed, where that can be gone on with.
 */
GtkWidget *
kb_assistant_new (GtkApplication *application,
                  const char     *profile,
                  KbKeyring      *keyring)
{
  KbAssistant *self = g_object_new (KB_TYPE_ASSISTANT, "application", application, NULL);
  KbAssistantStage stage;

  self->work = kb_assistant_work_new (profile, keyring);
  stage = kb_assistant_work_resume (self->work);
  kb_assistant_fill_in (self);
  if (stage == KB_ASSISTANT_STAGE_FOUNDED)
    {
      self->phase = 1;
      kb_assistant_go (self, PAGE_FOUNDING);
      kb_assistant_found_next (self);
    }
  else
    {
      kb_assistant_go (self, stage == KB_ASSISTANT_STAGE_WAITING ? PAGE_WORDS : PAGE_CHOOSE);
    }

  return GTK_WIDGET (self);
}

/**
 * kb_assistant_take_sample:
 *
 * Returns: (transfer full) (nullable): the office to try things on that is
 *   ready; %NULL where none was asked for
 */
KbSample *
kb_assistant_take_sample (KbAssistant *self)
{
  g_return_val_if_fail (KB_IS_ASSISTANT (self), NULL);

  return g_steal_pointer (&self->work->sample);
}
