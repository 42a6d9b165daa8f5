/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-conflict-dialog.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

struct _KbConflictDialog
{
  AdwWindow parent_instance;

  guint           n_open;        /* fields that are not settled yet */

  AdwWindowTitle *title;
  GtkBox         *fields;
};

G_DEFINE_FINAL_TYPE (KbConflictDialog, kb_conflict_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  KbConflictDialog *dialog;      /* not owned */
  GtkWidget        *section;     /* not owned */
  char             *field;
  char             *value;
} Choosing;

static void
choosing_free (gpointer  data,
               GClosure *closure)
{
  Choosing *choosing = data;

  g_free (choosing->field);
  g_free (choosing->value);
  g_free (choosing);
}

static void
chosen_cb (GtkButton *button,
           Choosing  *choosing)
{
  KbConflictDialog *self = choosing->dialog;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.work", "(sss)", "set", choosing->field,
                              choosing->value);
  gtk_widget_set_visible (choosing->section, FALSE);
  if (--self->n_open == 0)
    gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
new_label (const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static char *
dup_when (const KbChoice *choice)
{
  if (choice->pending)
    return g_strdup (_("Waiting to be sent"));
  return kb_format_moment (choice->hour, g_get_real_time () / G_USEC_PER_SEC);
}

/* One value: what, who, when, and that it holds for now. */
static GtkWidget *
new_card (KbConflictDialog *self,
          GtkWidget        *section,
          const char       *field,
          const KbChoice   *choice,
          gboolean          in_force)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *value = kb_words_value (field, choice->shown);
  g_autofree char *when = dup_when (choice);
  const char *author = choice->author_name != NULL ? choice->author_name : _("Unknown person");
  /* Translators: who changed it, and when. */
  g_autofree char *who = g_strdup_printf (_("%s, %s"), author, when);
  /* Translators: %s is a value, such as a person's name. */
  g_autofree char *spoken = g_strdup_printf (_("Use “%s”"), value);
  GtkWidget *button = gtk_button_new_with_label (_("Use this one"));
  GtkWidget *holds = new_label (in_force ? _("Holds for now") : "", "caption-heading");
  Choosing *choosing = g_new0 (Choosing, 1);

  choosing->dialog = self;
  choosing->section = section;
  choosing->field = g_strdup (field);
  choosing->value = g_strdup (choice->value);
  g_signal_connect_data (button, "clicked", G_CALLBACK (chosen_cb), choosing, choosing_free, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_tooltip_text (button, spoken);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_vexpand (button, TRUE);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "kb-choice");
  gtk_box_append (GTK_BOX (card), new_label (value, "heading"));
  gtk_box_append (GTK_BOX (card), new_label (who, "caption"));
  gtk_box_append (GTK_BOX (card), holds);
  gtk_box_append (GTK_BOX (card), button);
  return card;
}

static void
add_field (KbConflictDialog *self,
           KbConflict       *conflict)
{
  const char *field = kb_conflict_get_field (conflict);
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *cards = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (cards), TRUE);
  for (guint i = 0; i < kb_conflict_get_n_choices (conflict); i++)
    gtk_box_append (GTK_BOX (cards), new_card (self, section, field,
                                               kb_conflict_get_choice (conflict, i), i == 0));
  gtk_box_append (GTK_BOX (section), new_label (kb_words_work_field (field), "heading"));
  gtk_box_append (GTK_BOX (section), cards);
  gtk_box_append (self->fields, section);
}

static void
kb_conflict_dialog_class_init (KbConflictDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-conflict-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbConflictDialog, title);
  gtk_widget_class_bind_template_child (widget_class, KbConflictDialog, fields);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_conflict_dialog_init (KbConflictDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kb_conflict_dialog_new:
 * @kase: a case with conflicts
 * @parent: the window that shows it, whose action "win.work" writes
 *
 * Returns: a modal window; it closes by itself once all is settled
 */
GtkWidget *
kb_conflict_dialog_new (KbCase    *kase,
                        GtkWindow *parent)
{
  KbConflictDialog *self = g_object_new (KB_TYPE_CONFLICT_DIALOG, "transient-for", parent, NULL);
  GListModel *conflicts = kb_case_get_conflicts (kase);
  g_autofree char *number = NULL;

  g_object_get (kase, "number", &number, NULL);
  adw_window_title_set_subtitle (self->title, number);
  self->n_open = g_list_model_get_n_items (conflicts);
  for (guint i = 0; i < self->n_open; i++)
    {
      g_autoptr (KbConflict) conflict = g_list_model_get_item (conflicts, i);

      add_field (self, conflict);
    }
  return GTK_WIDGET (self);
}

/* Whose change the reader does not know of: another's, the later if both are. */
static const KbChoice *
find_other (KbConflict *conflict,
            const char *me)
{
  for (guint i = kb_conflict_get_n_choices (conflict); i-- > 0;)
    {
      const KbChoice *choice = kb_conflict_get_choice (conflict, i);

      if (g_strcmp0 (choice->author_name, me) != 0)
        return choice;
    }
  return kb_conflict_get_choice (conflict, 0);
}

KbFault *
kb_conflict_fault (KbCase     *kase,
                   const char *me)
{
  g_autoptr (KbConflict) conflict = g_list_model_get_item (kb_case_get_conflicts (kase), 0);
  const KbChoice *other;
  g_autofree char *when = NULL;
  g_autofree char *sentence = NULL;

  if (conflict == NULL)
    return NULL;
  other = find_other (conflict, me);
  when = dup_when (other);
  /* Translators: a person, a field such as "Assigned to", a time. */
  sentence = g_strdup_printf (_("%s changed “%s” of this case (%s). Choose which holds; both stay "
                                "on record."),
                              other->author_name != NULL ? other->author_name
                                                         : _("Unknown person"),
                              kb_words_work_field (kb_conflict_get_field (conflict)), when);
  return kb_fault_new ("dialog-warning-symbolic", _("To be settled"), sentence, "win.compare",
                       _("Compare"));
}
