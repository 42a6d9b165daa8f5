/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-custodian-setup-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-custody.h"
#include "kb-limits.h"
#include "kb-problem.h"
#include "kb-strength.h"

/* Makes the custodian's key: says what key it is, where it is kept and what a
 * loss means, takes the passphrase twice and ends with the recipient, which
 * the supervisor needs for the appointment. */

struct _KbCustodianSetupDialog
{
  AdwWindow parent_instance;

  KbDesk      *desk;
  gboolean     busy;

  GtkStack    *stack;
  GtkEditable *passphrase;
  GtkEditable *again;
  GtkLevelBar *strength_bar;
  GtkLabel    *strength;
  GtkWidget   *problem;
  GtkLabel    *problem_label;
  GtkSpinner  *spinner;
  GtkButton   *button;
  GtkLabel    *recipient;
  GtkButton   *copy;
};

G_DEFINE_FINAL_TYPE (KbCustodianSetupDialog, kb_custodian_setup_dialog, ADW_TYPE_WINDOW)

static guint
get_strength (KbCustodianSetupDialog *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (KbSecret) passphrase = kb_secret_new (text, strlen (text));

  return kb_passphrase_strength (passphrase);
}

static void
show_problem (KbCustodianSetupDialog *self,
              const char             *sentence,
              GtkWidget              *focus)
{
  kb_problem_show (self->problem, self->problem_label, sentence, focus);
}

static void
set_busy (KbCustodianSetupDialog *self,
          gboolean                busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !busy);
}

static void
passphrase_changed_cb (KbCustodianSetupDialog *self)
{
  gboolean empty = *gtk_editable_get_text (self->passphrase) == '\0';
  guint strength = get_strength (self);

  gtk_level_bar_set_value (self->strength_bar, empty ? 0 : MAX (strength, 1));
  gtk_label_set_label (self->strength, kb_words_strength (strength, empty));
}

static void
show_made (KbCustodianSetupDialog *self,
           const char             *recipient)
{
  gtk_label_set_label (self->recipient, recipient);
  gtk_stack_set_visible_child_name (self->stack, "made");
  gtk_widget_grab_focus (GTK_WIDGET (self->copy));
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (KbCustodianSetupDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *recipient = kb_desk_make_custodian_finish (KB_DESK (source), result, &error);

  set_busy (self, FALSE);
  if (recipient == NULL)
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      show_problem (self, kb_fault_get_sentence (fault), GTK_WIDGET (self->passphrase));
      return;
    }
  show_made (self, recipient);
}

static void
make_cb (KbCustodianSetupDialog *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);
  g_autoptr (KbSecret) passphrase = NULL;

  if (self->busy)
    return;
  if (get_strength (self) < KB_PASSPHRASE_TAKEN)
    {
      show_problem (self, _("This passphrase is too weak. Add words."),
                    GTK_WIDGET (self->passphrase));
      return;
    }
  if (strcmp (text, gtk_editable_get_text (self->again)) != 0)
    {
      show_problem (self, _("The two passphrases differ. Type the second one again."),
                    GTK_WIDGET (self->again));
      return;
    }

  passphrase = kb_secret_new (text, strlen (text));
  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->again, "");
  show_problem (self, NULL, NULL);
  set_busy (self, TRUE);
  kb_desk_make_custodian_async (self->desk, passphrase, NULL, made_cb, g_object_ref (self));
}

static void
copy_cb (KbCustodianSetupDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->recipient));
  gtk_button_set_label (self->copy, _("Copied"));
}

static void
kb_custodian_setup_dialog_dispose (GObject *object)
{
  KbCustodianSetupDialog *self = KB_CUSTODIAN_SETUP_DIALOG (object);

  g_clear_object (&self->desk);
  G_OBJECT_CLASS (kb_custodian_setup_dialog_parent_class)->dispose (object);
}

static void
kb_custodian_setup_dialog_class_init (KbCustodianSetupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_custodian_setup_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               KB_RESOURCES "kb-custodian-setup-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, passphrase);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, again);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, strength_bar);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, strength);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, button);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, recipient);
  gtk_widget_class_bind_template_child (widget_class, KbCustodianSetupDialog, copy);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, make_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
limit_entry (GtkEditable *editable)
{
  GtkEditable *text = gtk_editable_get_delegate (editable);

  if (GTK_IS_TEXT (text))
    gtk_text_set_max_length (GTK_TEXT (text), KB_LIMIT_PASSPHRASE / 4);
}

static void
kb_custodian_setup_dialog_init (KbCustodianSetupDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  limit_entry (self->passphrase);
  limit_entry (self->again);
  passphrase_changed_cb (self);
}

/**
 * kb_custodian_setup_dialog_new:
 * @desk: the desk, which makes and keeps the key
 * @parent: the window it belongs to
 *
 * Where the key is made already, it shows the text for the supervisor again.
 */
GtkWidget *
kb_custodian_setup_dialog_new (KbDesk    *desk,
                               GtkWindow *parent)
{
  KbCustodianSetupDialog *self = g_object_new (KB_TYPE_CUSTODIAN_SETUP_DIALOG, "transient-for",
                                               parent, NULL);
  g_autofree char *recipient = NULL;

  self->desk = g_object_ref (desk);
  g_object_get (desk, "custodian-recipient", &recipient, NULL);
  if (recipient != NULL)
    show_made (self, recipient);
  return GTK_WIDGET (self);
}
