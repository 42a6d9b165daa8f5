/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-open-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-format.h"
#include "kb-limits.h"
#include "kb-problem.h"
#include "kb-words.h"

/* The custodian says what is to be opened, why and by which letter, before
 * anything is recorded. The button is never greyed out: pressed too early it
 * says what is missing and goes there. */

typedef struct
{
  const char *part;
  const char *field;
} KbPartField;

static const KbPartField part_fields[] = {
  { "civil", "name" }, { "contact", "phone" },
  { "civil", "nik" }, { "contact", "email" },
  { "civil", "address" }, { "contact", "safe" },
  { "civil", "occupation" }, { "civil", "gender" },
};

static const guint minutes[] = { 2, 3, 5 };

struct _KbOpenDialog
{
  AdwWindow parent_instance;

  KbDesk         *desk;
  KbCase         *kase;
  KbOpening      *opening;       /* the one that this dialog began, or %NULL */
  gboolean        busy;
  guint           tries;
  guint           wait_seconds;
  guint           wait_id;

  AdwWindowTitle *title;
  GtkGrid        *fields;
  GtkCheckButton *checks[G_N_ELEMENTS (part_fields)];
  GtkEditable    *letter;
  GtkEditable    *reason;
  GtkLabel       *counter;
  AdwComboRow    *minutes;
  GtkEditable    *passphrase;
  GtkWidget      *problem;
  GtkLabel       *problem_label;
  GtkButton      *button;
  GtkSpinner     *spinner;
  GtkLabel       *progress;
};

G_DEFINE_FINAL_TYPE (KbOpenDialog, kb_open_dialog, ADW_TYPE_WINDOW)

static gboolean
has_part (KbOpenDialog *self,
          const char   *part)
{
  const KbCaseState *state = kb_case_get_state (self->kase);

  return g_str_equal (part, "civil") ? state->has_civil : state->has_contact;
}

static void
show_problem (KbOpenDialog *self,
              const char   *sentence,
              GtkWidget    *focus)
{
  kb_problem_show (self->problem, self->problem_label, sentence, focus);
}

static void
set_busy (KbOpenDialog *self,
          gboolean      busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !busy);
}

/* Returns TRUE when all is there; else says what is not. */
static gboolean
check (KbOpenDialog *self)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
  g_autofree char *letter = g_strstrip (g_strdup (gtk_editable_get_text (self->letter)));
  gboolean any = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (part_fields); i++)
    any = any || (self->checks[i] != NULL && gtk_check_button_get_active (self->checks[i]));

  if (!any)
    show_problem (self, _("Choose at least one field to open."),
                  gtk_widget_get_first_child (GTK_WIDGET (self->fields)));
  else if (*letter == '\0')
    show_problem (self, _("Give the number of the assignment letter."), GTK_WIDGET (self->letter));
  else if (g_utf8_strlen (reason, -1) < KB_LIMIT_REASON_MIN_CHARS)
    show_problem (self, _("Give the reason in at least 20 characters."), GTK_WIDGET (self->reason));
  else if (*gtk_editable_get_text (self->passphrase) == '\0')
    show_problem (self, _("Type your passphrase."), GTK_WIDGET (self->passphrase));
  else
    return TRUE;
  return FALSE;
}

/* The parts and fields that were ticked, without doubles, NULL-terminated. */
static void
collect (KbOpenDialog *self,
         GPtrArray    *parts,
         GPtrArray    *fields)
{
  for (gsize i = 0; i < G_N_ELEMENTS (part_fields); i++)
    {
      const KbPartField *at = &part_fields[i];

      if (self->checks[i] == NULL || !gtk_check_button_get_active (self->checks[i]))
        continue;
      g_ptr_array_add (fields, (gpointer) at->field);
      if (!g_ptr_array_find_with_equal_func (parts, at->part, g_str_equal, NULL))
        g_ptr_array_add (parts, (gpointer) at->part);
    }
  g_ptr_array_add (parts, NULL);
  g_ptr_array_add (fields, NULL);
}

static void
record_and_open (KbOpenDialog *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
  g_autofree char *letter = g_strstrip (g_strdup (gtk_editable_get_text (self->letter)));
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (KbSecret) passphrase = kb_secret_new (text, strlen (text));
  KbIdentityUse use = {
    .purpose = "open",
    .reason = reason,
    .letter = letter,
    .minutes = minutes[MIN (adw_combo_row_get_selected (self->minutes),
                            G_N_ELEMENTS (minutes) - 1)],
  };

  collect (self, parts, fields);
  use.parts = (const char *const *) parts->pdata;
  use.fields = (const char *const *) fields->pdata;
  gtk_editable_set_text (self->passphrase, "");
  g_clear_handle_id (&self->wait_id, g_source_remove);
  show_problem (self, NULL, NULL);
  set_busy (self, TRUE);
  if (!kb_desk_open_identity (self->desk, kb_case_get_id (self->kase), &use, passphrase))
    {
      set_busy (self, FALSE);
      show_problem (self, _("Another identity is open. Close it first."), NULL);
    }
}

static void
button_clicked_cb (KbOpenDialog *self)
{
  if (!self->busy && check (self))
    record_and_open (self);
}

static void
reason_changed_cb (KbOpenDialog *self)
{
  glong n_chars = g_utf8_strlen (gtk_editable_get_text (self->reason), -1);
  g_autofree char *text = g_strdup_printf ("%ld/%u", n_chars, KB_LIMIT_REASON_CHARS);

  gtk_label_set_label (self->counter, text);
}

static void
stage_cb (KbOpenDialog *self,
          GParamSpec   *pspec,
          KbOpening    *opening)
{
  int stage = KB_OPENING_UNLOCKING;

  g_object_get (opening, "stage", &stage, NULL);
  /* From here on the panel of the case says how it goes. */
  if (stage < KB_OPENING_RECORDING || stage == KB_OPENING_CLOSED)
    return;
  set_busy (self, FALSE);        /* closing does not stop it any more */
  gtk_window_close (GTK_WINDOW (self));
}

static void
opening_changed_cb (KbOpenDialog *self)
{
  g_autoptr (KbOpening) opening = NULL;

  g_object_get (self->desk, "opening", &opening, NULL);
  if (opening == NULL)
    return;                      /* kept until it is known how it ended */
  g_set_object (&self->opening, opening);
  g_signal_connect_object (opening, "notify::stage", G_CALLBACK (stage_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show_wrong_passphrase (KbOpenDialog *self)
{
  g_autofree char *sentence = NULL;

  if (self->wait_seconds == 0)
    /* Translators: %u counts wrong passphrases in a row. */
    sentence = g_strdup_printf (_("The passphrase does not match (try %u). The identity stays "
                                  "sealed."), self->tries);
  else
    /* Translators: the first %u counts wrong passphrases in a row, the second seconds to wait. */
    sentence = g_strdup_printf (ngettext ("The passphrase does not match (try %u). Try again in %u "
                                          "second. The identity stays sealed.",
                                          "The passphrase does not match (try %u). Try again in %u "
                                          "seconds. The identity stays sealed.",
                                          self->wait_seconds),
                                self->tries, self->wait_seconds);
  show_problem (self, sentence, NULL);
}

static gboolean
wait_cb (gpointer data)
{
  KbOpenDialog *self = data;

  self->wait_seconds--;
  show_wrong_passphrase (self);
  if (self->wait_seconds > 0)
    return G_SOURCE_CONTINUE;
  self->wait_id = 0;
  return G_SOURCE_REMOVE;
}

/* The same sentence for each kind of wrongness, with the seconds to wait. */
static void
passphrase_was_wrong (KbOpenDialog *self)
{
  g_object_get (self->opening, "tries", &self->tries, "wait-seconds", &self->wait_seconds, NULL);
  g_clear_handle_id (&self->wait_id, g_source_remove);
  if (self->wait_seconds > 0)
    self->wait_id = g_timeout_add_seconds (1, wait_cb, self);
  show_wrong_passphrase (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
opening_ended_cb (KbOpenDialog *self,
                  guint         id,
                  const GError *error)
{
  g_autoptr (KbFault) fault = NULL;

  set_busy (self, FALSE);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  if (self->opening != NULL &&
      (g_error_matches (error, KB_OPENING_ERROR, KB_OPENING_ERROR_PASSPHRASE) ||
                                g_error_matches (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WAIT)))
    {
      passphrase_was_wrong (self);
      return;
    }
  fault = kb_fault_new_from_error (error);
  show_problem (self, kb_fault_get_sentence (fault), GTK_WIDGET (self->passphrase));
}

static gboolean
close_request_cb (KbOpenDialog *self)
{
  if (self->busy)
    kb_desk_close_identity (self->desk);
  gtk_editable_set_text (self->passphrase, "");
  return GDK_EVENT_PROPAGATE;
}

static void
make_checks (KbOpenDialog *self)
{
  int n_shown = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (part_fields); i++)
    {
      GtkWidget *button;

      if (!has_part (self, part_fields[i].part))
        continue;
      button = gtk_check_button_new_with_label (kb_words_field (part_fields[i].field));
      gtk_widget_set_hexpand (button, TRUE);
      gtk_grid_attach (self->fields, button, n_shown % 2, n_shown / 2, 1, 1);
      self->checks[i] = GTK_CHECK_BUTTON (button);
      n_shown++;
    }
}

static void
make_minutes (KbOpenDialog *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      /* Translators: how long the identity is shown. */
      g_autofree char *text = g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes[i]),
                                               minutes[i]);

      gtk_string_list_append (list, text);
    }
  adw_combo_row_set_model (self->minutes, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->minutes, 1);
}

static void
limit_entry (GtkEditable *editable,
             int          max)
{
  GtkEditable *text = gtk_editable_get_delegate (editable);

  if (GTK_IS_TEXT (text))
    gtk_text_set_max_length (GTK_TEXT (text), max);
}

static void
kb_open_dialog_dispose (GObject *object)
{
  KbOpenDialog *self = KB_OPEN_DIALOG (object);

  g_clear_handle_id (&self->wait_id, g_source_remove);
  g_clear_object (&self->opening);
  g_clear_object (&self->kase);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (kb_open_dialog_parent_class)->dispose (object);
}

static void
kb_open_dialog_class_init (KbOpenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_open_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-open-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, title);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, letter);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, counter);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, minutes);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, button);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbOpenDialog, progress);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_open_dialog_init (KbOpenDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kb_open_dialog_new:
 * @desk: the desk, which opens
 * @kase: the case whose identity is to be opened
 * @parent: the window it belongs to
 *
 * Returns: a modal window; it closes by itself once the opening is recorded
 */
GtkWidget *
kb_open_dialog_new (KbDesk    *desk,
                    KbCase    *kase,
                    GtkWindow *parent)
{
  KbOpenDialog *self = g_object_new (KB_TYPE_OPEN_DIALOG, "transient-for", parent, NULL);
  g_autofree char *number = NULL;

  self->desk = g_object_ref (desk);
  self->kase = g_object_ref (kase);
  g_object_get (kase, "number", &number, NULL);
  adw_window_title_set_subtitle (self->title, number);
  make_checks (self);
  make_minutes (self);
  limit_entry (self->reason, KB_LIMIT_REASON_CHARS);
  limit_entry (self->letter, KB_LIMIT_NAME_CHARS);
  limit_entry (self->passphrase, KB_LIMIT_PASSPHRASE);
  reason_changed_cb (self);
  gtk_window_set_focus (GTK_WINDOW (self), gtk_widget_get_first_child (GTK_WIDGET (self->fields)));
  g_signal_connect_object (desk, "notify::opening", G_CALLBACK (opening_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "opening-ended", G_CALLBACK (opening_ended_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
