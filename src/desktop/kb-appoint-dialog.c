/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-appoint-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-desk-office.h"
#include "kb-limits.h"
#include "kb-paper-key.h"
#include "kb-problem.h"

struct _KbAppointDialog
{
  AdwWindow parent_instance;

  KbDesk        *desk;
  KbAccess      *access;
  GPtrArray     *candidates;     /* of const KbDevice, in the roster of @access */
  gboolean       alone;
  gboolean       busy;

  GtkLabel      *explanation;
  AdwComboRow   *person;
  GtkStringList *people;
  GtkEditable   *office_title;
  KbPaperKey    *paper;
  GtkWidget     *other;
  GtkWidget     *problem;
  GtkLabel      *problem_label;
  GtkSpinner    *spinner;
  GtkWidget     *appoint;
};

G_DEFINE_FINAL_TYPE (KbAppointDialog, kb_appoint_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  guint8      device[KB_SIGN_PUBLIC_SIZE];
  char       *title;
  KbRecovery *second;
  gboolean    proposed;
} KbAppointStep;

static void
kb_appoint_step_free (KbAppointStep *self)
{
  g_free (self->title);
  g_clear_pointer (&self->second, kb_recovery_free);
  g_free (self);
}

static void
show_problem (KbAppointDialog *self,
              const char      *sentence,
              GtkWidget       *focus)
{
  kb_problem_show (self->problem, self->problem_label, sentence, focus);
}

static void
set_busy (KbAppointDialog *self,
          gboolean         busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->appoint, !busy);
}

static gboolean
appoint_job (const KbOffice  *office,
             gpointer         data,
             GCancellable    *cancellable,
             GError         **error)
{
  KbAppointStep *step = data;

  return kb_ceremony_appoint (office, step->device, step->title, step->second,
                              &step->proposed, cancellable, error);
}

static void
appointed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (KbAppointDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbAppointStep *step = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autoptr (KbFault) fault = NULL;

  set_busy (self, FALSE);
  if (step != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                                  "win.toast", "s",
                                  step->proposed ? _("Waiting for another supervisor.")
                                                 : _("The custodian is appointed."));
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  fault = kb_fault_new_from_error (error);
  show_problem (self, kb_fault_get_sentence (fault), NULL);
}

static void
appoint_cb (KbAppointDialog *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (self->office_title)));
  const KbDevice *device = g_ptr_array_index (self->candidates,
                                              MIN (adw_combo_row_get_selected (self->person),
                                                   self->candidates->len - 1));
  g_autoptr (KbRecovery) second = NULL;
  g_autoptr (GError) error = NULL;
  KbAppointStep *step;

  if (self->busy)
    return;
  if (*title == '\0' || g_utf8_strlen (title, -1) > KB_LIMIT_NAME_CHARS)
    {
      show_problem (self, _("Give the title in at most 120 letters."),
                    GTK_WIDGET (self->office_title));
      return;
    }
  if (self->alone)
    {
      second = kb_paper_key_read (self->paper, &error);
      if (second == NULL)
        {
          show_problem (self, error->message, GTK_WIDGET (self->paper));
          return;
        }
      kb_paper_key_clear (self->paper);
    }
  show_problem (self, NULL, NULL);
  set_busy (self, TRUE);
  step = g_new0 (KbAppointStep, 1);
  memcpy (step->device, device->sign, sizeof step->device);
  step->title = g_steal_pointer (&title);
  step->second = g_steal_pointer (&second);
  kb_desk_run_async (self->desk, _("Appointing the custodian…"), appoint_job, step,
                     (GDestroyNotify) kb_appoint_step_free, NULL, appointed_cb,
                     g_object_ref (self));
}

static void
kb_appoint_dialog_dispose (GObject *object)
{
  KbAppointDialog *self = KB_APPOINT_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_clear_object (&self->access);
  G_OBJECT_CLASS (kb_appoint_dialog_parent_class)->dispose (object);
}

static void
kb_appoint_dialog_class_init (KbAppointDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_appoint_dialog_dispose;
  g_type_ensure (KB_TYPE_PAPER_KEY);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-appoint-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, explanation);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, person);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, people);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, office_title);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, paper);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, other);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbAppointDialog, appoint);
  gtk_widget_class_bind_template_callback (widget_class, appoint_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_appoint_dialog_init (KbAppointDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->candidates = g_ptr_array_new ();
}

/* Custodians' devices that made their key and are not the one appointed. */
static void
find_candidates (KbAppointDialog     *self,
                 const KbRoster      *roster,
                 const KbAppointment *present)
{
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (device->role != KB_DEVICE_ROLE_CUSTODIAN || device->revoked_seq != 0 ||
          *device->recipient == '\0' ||
          (present != NULL && memcmp (present->device, device->sign, KB_SIGN_PUBLIC_SIZE) == 0))
        continue;
      g_ptr_array_add (self->candidates, (gpointer) device);
      gtk_string_list_append (self->people, device->name);
    }
}

static void
explain (KbAppointDialog     *self,
         const KbRoster      *roster,
         const KbAppointment *present)
{
  const KbDevice *device = present != NULL ? kb_roster_find_device (roster, present->device) : NULL;
  g_autofree char *sentence = NULL;

  if (device != NULL)
    /* Translators: %s is the present custodian. */
    sentence = g_strdup_printf (_("From then on, reporters seal their identity to this person "
                                  "instead of %s. What was sealed before stays with %s."),
                                device->name, device->name);
  else
    sentence = g_strdup (_("From then on, the page takes identities, sealed to this person. Nobody "
                           "else can open them; each opening is recorded."));
  gtk_label_set_label (self->explanation, sentence);
}

/**
 * kb_appoint_dialog_new:
 * @desk: a supervisor's desk
 * @access: who is enrolled
 * @parent: the window it belongs to
 *
 * Returns: (nullable): the dialog; %NULL: no device waits to be appointed
 */
GtkWidget *
kb_appoint_dialog_new (KbDesk    *desk,
                       KbAccess  *access,
                       GtkWindow *parent)
{
  KbAppointDialog *self = g_object_new (KB_TYPE_APPOINT_DIALOG, "transient-for", parent, NULL);
  const KbRoster *roster = kb_access_get_roster (access);
  const KbAppointment *present = kb_roster_get_custodian (roster, G_MAXUINT64);

  self->desk = g_object_ref (desk);
  self->access = g_object_ref (access);
  self->alone = kb_roster_get_n_supervisors (roster) <= 1;
  find_candidates (self, roster, present);
  if (self->candidates->len == 0)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return NULL;
    }
  explain (self, roster, present);
  gtk_editable_set_text (self->office_title, _("Custodian of the Inspectorate"));
  gtk_widget_set_visible (GTK_WIDGET (self->paper), self->alone);
  gtk_widget_set_visible (self->other, !self->alone);
  if (!self->alone)
    gtk_button_set_label (GTK_BUTTON (self->appoint), _("Propose"));
  return GTK_WIDGET (self);
}
