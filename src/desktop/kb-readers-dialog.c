/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-readers-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-desk-office.h"
#include "kb-fault.h"
#include "kb-paper-key.h"
#include "kb-problem.h"
#include "kb-sync.h"

struct _KbReadersDialog
{
  AdwWindow parent_instance;

  KbDesk         *desk;
  KbCase         *kase;
  gboolean        widens;        /* else it excludes */

  AdwWindowTitle *title;
  GtkLabel       *explanation;
  GtkWidget      *officers_box;
  GtkListBox     *officers;
  KbPaperKey     *paper;
  GtkWidget      *problem;
  GtkLabel       *problem_label;
  GtkSpinner     *spinner;
  GtkButton      *button;
};

G_DEFINE_FINAL_TYPE (KbReadersDialog, kb_readers_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  KbStream    stream;
  guint8      case_id[KB_CASE_ID_SIZE];
  GArray     *devices;           /* whom to exclude, 32 bytes each; NULL: widen */
  KbRecovery *second;
  gboolean    proposed;
} KbReadersStep;

static void
kb_readers_step_free (gpointer data)
{
  KbReadersStep *self = data;

  g_clear_pointer (&self->devices, g_array_unref);
  g_clear_pointer (&self->second, kb_recovery_free);
  g_free (self);
}

static gboolean
readers_job (const KbOffice  *office,
             gpointer         data,
             GCancellable    *cancellable,
             GError         **error)
{
  KbReadersStep *step = data;

  if (step->devices == NULL)
    return kb_ceremony_widen (office, step->case_id, step->second, &step->proposed, cancellable,
                              error);
  return kb_ceremony_exclude (office, step->stream, step->case_id,
                              (gconstpointer) step->devices->data, step->devices->len,
                              cancellable, error);
}

static void
show_problem (KbReadersDialog *self,
              const char      *sentence)
{
  kb_problem_show (self->problem, self->problem_label, sentence, NULL);
}

static void
set_busy (KbReadersDialog *self,
          gboolean         busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !busy);
}

static const char *
get_done_words (const KbReadersStep *step)
{
  if (step->proposed)
    return _("Waiting for another supervisor.");
  return step->devices == NULL ? _("The case team has the case now.")
                               : _("What is written from now on is sealed without them.");
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (KbReadersDialog) self = data;
  g_autoptr (GError) error = NULL;
  const KbReadersStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (KbFault) fault = NULL;

  set_busy (self, FALSE);
  if (step == NULL)
    {
      fault = kb_fault_new_from_error (error);
      show_problem (self, kb_fault_get_sentence (fault));
      return;
    }
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", get_done_words (step));
  gtk_window_close (GTK_WINDOW (self));
}

static GArray *
read_officers (KbReadersDialog *self)
{
  GArray *devices = g_array_new (FALSE, FALSE, KB_SIGN_PUBLIC_SIZE);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->officers)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_check_button_get_active (g_object_get_data (G_OBJECT (row), "kb-check")))
      g_array_append_vals (devices, g_object_get_data (G_OBJECT (row), "kb-device"), 1);
  return devices;
}

static gboolean
read_step (KbReadersDialog  *self,
           KbReadersStep    *step,
           GError          **error)
{
  const KbCaseState *state = kb_case_get_state (self->kase);

  step->stream = state->stream;
  memcpy (step->case_id, state->case_id, KB_CASE_ID_SIZE);
  if (!self->widens)
    {
      step->devices = read_officers (self);
      if (step->devices->len > 0)
        return TRUE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("Choose whom to exclude first."));
      return FALSE;
    }
  if (!gtk_widget_get_visible (GTK_WIDGET (self->paper)))
    return TRUE;
  step->second = kb_paper_key_read (self->paper, error);
  return step->second != NULL;
}

static void
button_clicked_cb (KbReadersDialog *self)
{
  KbReadersStep *step = g_new0 (KbReadersStep, 1);
  g_autoptr (GError) error = NULL;

  show_problem (self, NULL);
  if (!read_step (self, step, &error))
    {
      show_problem (self, error->message);
      kb_readers_step_free (step);
      return;
    }
  set_busy (self, TRUE);
  kb_desk_run_async (self->desk,
                     self->widens ? _("Opening a case to the case team…")
                                  : _("Excluding officers from a case…"),
                     readers_job, step, kb_readers_step_free, NULL, done_cb, g_object_ref (self));
}

static void
add_officer (KbReadersDialog *self,
             const KbPerson  *person)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "kb-check", check);
  g_object_set_data_full (G_OBJECT (row), "kb-device",
                          g_memdup2 (person->device, sizeof person->device), g_free);
  gtk_list_box_append (self->officers, row);
}

static gboolean
close_request_cb (KbReadersDialog *self)
{
  kb_paper_key_clear (self->paper);
  return GDK_EVENT_PROPAGATE;
}

static void
kb_readers_dialog_dispose (GObject *object)
{
  KbReadersDialog *self = KB_READERS_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->kase);
  G_OBJECT_CLASS (kb_readers_dialog_parent_class)->dispose (object);
}

static void
kb_readers_dialog_class_init (KbReadersDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_readers_dialog_dispose;
  g_type_ensure (KB_TYPE_PAPER_KEY);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-readers-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, title);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, officers_box);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, officers);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, paper);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbReadersDialog, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_readers_dialog_init (KbReadersDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static KbReadersDialog *
new_dialog (KbDesk     *desk,
            KbCase     *kase,
            GtkWindow  *parent,
            const char *title,
            const char *explanation,
            const char *verb)
{
  KbReadersDialog *self = g_object_new (KB_TYPE_READERS_DIALOG, "transient-for", parent,
                                        "title", title, NULL);
  g_autofree char *number = NULL;

  self->desk = g_object_ref (desk);
  self->kase = g_object_ref (kase);
  g_object_get (kase, "number", &number, NULL);
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, number);
  gtk_label_set_label (self->explanation, explanation);
  gtk_button_set_label (self->button, verb);
  return self;
}

GtkWidget *
kb_readers_dialog_new_exclude (KbDesk    *desk,
                               KbCase    *kase,
                               GPtrArray *people,
                               GtkWindow *parent)
{
  KbReadersDialog *self = new_dialog (desk, kase, parent, _("Exclude from case"),
    _("What is written in this case from now on, and the reporter’s later messages, are sealed "
      "without those whom you tick. What they have read before can’t be recalled, and stays on "
      "their computers."), _("Exclude"));

  gtk_widget_set_visible (GTK_WIDGET (self->paper), FALSE);
  for (guint i = 0; i < people->len; i++)
    if (((KbPerson *) people->pdata[i])->role == KB_DEVICE_ROLE_OFFICER)
      add_officer (self, people->pdata[i]);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->officers)) == NULL)
    {
      gtk_widget_set_visible (self->officers_box, FALSE);
      gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
      show_problem (self, _("No officer reads this case."));
    }
  return GTK_WIDGET (self);
}

GtkWidget *
kb_readers_dialog_new_widen (KbDesk    *desk,
                             KbCase    *kase,
                             GPtrArray *people,
                             GtkWindow *parent)
{
  gboolean alone = people->len < 2;
  KbReadersDialog *self = new_dialog (desk, kase, parent, _("Open to the case team"),
    alone ? _("All officers will read the story of this case. That can’t be recalled. The identity "
              "stays sealed. This takes a second person: the recovery sheet.")
          : _("All officers will read the story of this case. That can’t be recalled. The identity "
              "stays sealed. Another supervisor has to agree."),
    alone ? _("Open to the case team") : _("Propose"));

  self->widens = TRUE;
  gtk_widget_set_visible (self->officers_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->paper), alone);
  return GTK_WIDGET (self);
}
