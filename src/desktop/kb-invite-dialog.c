/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-invite-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-access-row.h"
#include "kb-desk-office.h"
#include "kb-paper-key.h"
#include "kb-problem.h"

#define ASK_SECONDS 3
#define GROUP_LETTERS 4
#define GROUPS_A_LINE 5

struct _KbInviteDialog
{
  AdwWindow parent_instance;

  KbDesk       *desk;
  gboolean      alone;
  GCancellable *cancellable;     /* of the questions; closing ends them */
  gboolean      has_code;
  guint8        code[KB_CODE_SIZE];
  guint         ask_id;
  char         *request;
  char         *expected;        /* the request's words; never shown here */
  KbDeviceRole  role;
  char         *name;
  gboolean      approving;
  gboolean      approved;

  GtkStack     *stack;
  GtkSpinner   *spinner;
  GtkLabel     *working;
  GtkLabel     *code_label;
  GtkLabel     *waiting;
  GtkButton    *copy;
  AdwActionRow *who;
  GtkEditable  *words;
  KbPaperKey   *paper;
  GtkWidget    *problem;
  GtkLabel     *problem_label;
  GtkWidget    *approve;
  GtkImage     *done_icon;
  GtkLabel     *done_title;
  GtkLabel     *done_text;
  GtkWidget    *done;
};

G_DEFINE_FINAL_TYPE (KbInviteDialog, kb_invite_dialog, ADW_TYPE_WINDOW)

/* What one step takes and gives, for a worker thread. */
typedef struct
{
  guint8        code[KB_CODE_SIZE];
  char         *request;
  char         *words;
  KbDeviceRole  role;
  char         *name;
  KbRecovery   *second;
  gboolean      proposed;
} KbInviteStep;

static void
kb_invite_step_free (KbInviteStep *self)
{
  g_free (self->request);
  g_free (self->words);
  g_free (self->name);
  g_clear_pointer (&self->second, kb_recovery_free);
  g_free (self);
}

static KbInviteStep *
make_step (KbInviteDialog *self)
{
  KbInviteStep *step = g_new0 (KbInviteStep, 1);

  memcpy (step->code, self->code, sizeof step->code);
  step->request = g_strdup (self->request);
  return step;
}

static void
show_working (KbInviteDialog *self,
              const char     *sentence)
{
  gtk_label_set_label (self->working, sentence);
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "working");
}

static void
show_problem (KbInviteDialog *self,
              const char     *sentence,
              GtkWidget      *focus)
{
  kb_problem_show (self->problem, self->problem_label, sentence, focus);
}

static void
show_end (KbInviteDialog *self,
          const char     *icon_name,
          const char     *style,
          const char     *title,
          const char     *text)
{
  const char *classes[] = { style, NULL };

  gtk_spinner_stop (self->spinner);
  gtk_image_set_from_icon_name (self->done_icon, icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->done_icon), classes);
  gtk_label_set_label (self->done_title, title);
  gtk_label_set_label (self->done_text, text);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_widget_grab_focus (self->done);
}

static void
show_failure (KbInviteDialog *self,
              const GError   *error)
{
  g_autoptr (KbFault) fault = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  fault = kb_fault_new_from_error (error);
  show_end (self, kb_fault_get_icon_name (fault), "kb-problem", kb_fault_get_title (fault),
            kb_fault_get_sentence (fault));
}

/* Waiting for the request */

static gboolean
fetch_job (const KbOffice  *office,
           gpointer         data,
           GCancellable    *cancellable,
           GError         **error)
{
  KbInviteStep *step = data;
  g_autoptr (GError) local = NULL;
  KbDevice device = { 0 };

  step->request = kb_ceremony_fetch_request (office, step->code, cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (step->request == NULL)
    return TRUE;
  if (!kb_ceremony_read_request (office, step->request, &device, &step->words, error))
    return FALSE;
  step->role = device.role;
  step->name = device.name;
  return TRUE;
}

static const char *
get_role_meaning (KbDeviceRole role)
{
  switch (role)
    {
    case KB_DEVICE_ROLE_SUPERVISOR:
      return _("Supervisor: reads all cases, leadership's too, and decides who has access.");
    case KB_DEVICE_ROLE_CUSTODIAN:
      return _("Custodian: reads no story; opens identities once appointed.");
    case KB_DEVICE_ROLE_OFFICER:
    default:
      return _("Officer: reads and works on the office's cases.");
    }
}

static void
show_request (KbInviteDialog *self)
{
  g_autofree char *name = g_markup_escape_text (self->name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->who), name);
  adw_action_row_set_subtitle (self->who, get_role_meaning (self->role));
  gtk_widget_set_visible (GTK_WIDGET (self->paper),
                          self->alone && self->role == KB_DEVICE_ROLE_SUPERVISOR);
  show_problem (self, NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "request");
  gtk_widget_grab_focus (GTK_WIDGET (self->words));
}

static void ask_soon (KbInviteDialog *self);

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbInviteDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbInviteStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autoptr (KbFault) fault = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (step != NULL && step->request != NULL)
    {
      self->request = g_steal_pointer (&step->request);
      self->expected = g_steal_pointer (&step->words);
      self->name = g_steal_pointer (&step->name);
      self->role = step->role;
      show_request (self);
      return;
    }
  /* The network may come back: the question is asked again. */
  if (error != NULL)
    fault = kb_fault_new_from_error (error);
  gtk_label_set_label (self->waiting, fault != NULL ? kb_fault_get_sentence (fault)
                                                    : _("Waiting for the new computer…"));
  ask_soon (self);
}

static gboolean
ask_cb (gpointer data)
{
  KbInviteDialog *self = data;

  self->ask_id = 0;
  kb_desk_run_async (self->desk, NULL, fetch_job, make_step (self),
                     (GDestroyNotify) kb_invite_step_free, self->cancellable, fetched_cb,
                     g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
ask_soon (KbInviteDialog *self)
{
  self->ask_id = g_timeout_add_seconds (ASK_SECONDS, ask_cb, self);
}

/* The code */

static gboolean
invite_job (const KbOffice  *office,
            gpointer         data,
            GCancellable    *cancellable,
            GError         **error)
{
  return kb_ceremony_invite (office, ((KbInviteStep *) data)->code, cancellable, error);
}

/* Groups of four, in lines that are read in one breath. */
static char *
lay_out (const char *code)
{
  GString *text = g_string_new (code);
  gsize line = GROUPS_A_LINE * (GROUP_LETTERS + 1);

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '-')
      text->str[i] = i % line == line - 1 ? '\n' : ' ';
  return g_string_free (text, FALSE);
}

static void
invited_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbInviteDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbInviteStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;

  if (step == NULL)
    {
      show_failure (self, error);
      return;
    }
  memcpy (self->code, step->code, sizeof self->code);
  self->has_code = TRUE;
  code = kb_code_to_text (KB_CODE_JOIN, self->code);
  text = lay_out (code);
  gtk_label_set_label (self->code_label, text);
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_widget_grab_focus (GTK_WIDGET (self->copy));
  ask_cb (self);
}

static void
copy_cb (KbInviteDialog *self)
{
  g_autofree char *code = kb_code_to_text (KB_CODE_JOIN, self->code);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
  gtk_button_set_label (self->copy, _("Copied"));
}

/* Approving */

static gboolean
approve_job (const KbOffice  *office,
             gpointer         data,
             GCancellable    *cancellable,
             GError         **error)
{
  KbInviteStep *step = data;

  return kb_ceremony_approve (office, step->request, step->second, &step->proposed, cancellable,
                              error);
}

static void
show_approved (KbInviteDialog *self,
               gboolean        proposed)
{
  g_autofree char *title = NULL;

  self->approved = TRUE;
  if (proposed)
    {
      title = g_strdup_printf (_("%s waits for a second supervisor"), self->name);
      show_end (self, "content-loading-symbolic", "kb-secondary", title,
                _("Another supervisor approves this under “Devices and access”. Until then the "
                  "new computer has no access."));
      return;
    }
  title = g_strdup_printf (_("%s is enrolled"), self->name);
  if (self->role == KB_DEVICE_ROLE_CUSTODIAN)
    show_end (self, "emblem-ok-symbolic", "kb-ok", title,
              _("Identities can be sealed for the custodian once two persons have appointed them: "
                "“Appoint a custodian…”."));
  else
    show_end (self, "emblem-ok-symbolic", "kb-ok", title,
              _("The keys of this role were handed over. The new computer goes on by itself."));
}

static void
approved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (KbInviteDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbInviteStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);

  self->approving = FALSE;
  if (step != NULL)
    show_approved (self, step->proposed);
  else
    show_failure (self, error);
}

static void
approve_cb (KbInviteDialog *self)
{
  const char *typed = gtk_editable_get_text (self->words);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  KbInviteStep *step;

  if (self->approving || self->request == NULL)
    return;
  if (!kb_ceremony_words_match (self->expected, typed))
    {
      show_problem (self,
                    _("The words do not match. Have them read once more, slowly. If they still do "
                      "not match, decline: the request is not from that computer. Nothing was "
                      "written."),
                    GTK_WIDGET (self->words));
      return;
    }
  step = make_step (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->paper)))
    {
      step->second = kb_paper_key_read (self->paper, &error);
      if (step->second == NULL)
        {
          kb_invite_step_free (step);
          show_problem (self, error->message, GTK_WIDGET (self->paper));
          return;
        }
      kb_paper_key_clear (self->paper);
    }
  self->approving = TRUE;
  /* Translators: %s is a person. */
  sentence = g_strdup_printf (_("Enrolling %s…"), self->name);
  show_working (self, sentence);
  kb_desk_run_async (self->desk, sentence, approve_job, step, (GDestroyNotify) kb_invite_step_free,
                     NULL, approved_cb, g_object_ref (self));
}

/* Ending */

static gboolean
close_job (const KbOffice  *office,
           gpointer         data,
           GCancellable    *cancellable,
           GError         **error)
{
  return kb_ceremony_close_invite (office, ((KbInviteStep *) data)->code, cancellable, error);
}

static gboolean
kb_invite_dialog_close_request (GtkWindow *window)
{
  KbInviteDialog *self = KB_INVITE_DIALOG (window);

  /* What is being written is not left half-way. */
  if (self->approving)
    return GDK_EVENT_STOP;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ask_id, g_source_remove);
  if (self->has_code)
    kb_desk_run_async (self->desk, NULL, close_job, make_step (self),
                       (GDestroyNotify) kb_invite_step_free, NULL, NULL, NULL);
  self->has_code = FALSE;
  return GTK_WINDOW_CLASS (kb_invite_dialog_parent_class)->close_request (window);
}

static void
kb_invite_dialog_dispose (GObject *object)
{
  KbInviteDialog *self = KB_INVITE_DIALOG (object);

  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_object (&self->desk);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->request, g_free);
  g_clear_pointer (&self->expected, g_free);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (kb_invite_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, stack);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, spinner);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, working);
  gtk_widget_class_bind_template_child_full (klass, "code", FALSE,
                                             G_STRUCT_OFFSET (KbInviteDialog, code_label));
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, waiting);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, copy);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, who);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, words);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, paper);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, problem);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, problem_label);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, approve);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, done_icon);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, done_title);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, done_text);
  gtk_widget_class_bind_template_child (klass, KbInviteDialog, done);
}

static void
kb_invite_dialog_class_init (KbInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_invite_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kb_invite_dialog_close_request;
  g_type_ensure (KB_TYPE_PAPER_KEY);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-invite-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, approve_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_invite_dialog_init (KbInviteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * kb_invite_dialog_new:
 * @desk: a supervisor's desk
 * @alone: there is no other supervisor
 * @parent: the window it belongs to
 */
GtkWidget *
kb_invite_dialog_new (KbDesk    *desk,
                      gboolean   alone,
                      GtkWindow *parent)
{
  KbInviteDialog *self = g_object_new (KB_TYPE_INVITE_DIALOG, "transient-for", parent, NULL);

  self->desk = g_object_ref (desk);
  self->alone = alone;
  show_working (self, _("Making a code…"));
  kb_desk_run_async (desk, NULL, invite_job, make_step (self),
                     (GDestroyNotify) kb_invite_step_free, self->cancellable, invited_cb,
                     g_object_ref (self));
  return GTK_WIDGET (self);
}
