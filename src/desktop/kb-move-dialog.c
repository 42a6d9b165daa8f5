/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-move-dialog.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-limits.h"
#include "kb-problem.h"

struct _KbMoveDialog
{
  AdwWindow parent_instance;

  const KbMove   *move;

  AdwWindowTitle *title;
  GtkLabel       *readers;
  GtkLabel       *counter;
  GtkTextView    *view;
  GtkTextBuffer  *buffer;
  GtkWidget      *problem;
  GtkLabel       *problem_label;
  GtkButton      *button;
};

G_DEFINE_FINAL_TYPE (KbMoveDialog, kb_move_dialog, ADW_TYPE_WINDOW)

static void
changed_cb (KbMoveDialog *self)
{
  int n_chars = gtk_text_buffer_get_char_count (self->buffer);
  g_autofree char *counter = g_strdup_printf ("%d / %u", n_chars, KB_LIMIT_FIELD_CHARS);

  gtk_label_set_label (self->counter, counter);
  if (n_chars > (int) KB_LIMIT_FIELD_CHARS)
    gtk_widget_add_css_class (GTK_WIDGET (self->counter), "kb-problem");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->counter), "kb-problem");
  gtk_widget_set_visible (self->problem, FALSE);
}

static void
show_problem (KbMoveDialog *self,
              const char   *sentence)
{
  kb_problem_show (self->problem, self->problem_label, sentence, GTK_WIDGET (self->view));
}

static void
do_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  KbMoveDialog *self = KB_MOVE_DIALOG (widget);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  g_strstrip (text);
  if (*text == '\0' && self->move->needs_reason)
    show_problem (self, _("Give the reason; it stays on record."));
  else if (g_utf8_strlen (text, -1) > (glong) KB_LIMIT_FIELD_CHARS)
    show_problem (self, _("The reason is too long."));
  else
    {
      gtk_widget_activate_action (GTK_WIDGET (parent), "win.move-with", "(ss)",
                                  self->move->to->code, text);
      gtk_window_close (GTK_WINDOW (self));
    }
}

static void
kb_move_dialog_class_init (KbMoveDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-move-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, title);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, readers);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, counter);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, view);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, buffer);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbMoveDialog, button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "reason.do", NULL, do_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_move_dialog_init (KbMoveDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

/**
 * kb_move_dialog_new:
 * @kase: the case
 * @move: a move that needs a reason
 * @parent: the window that shows the case
 *
 * Returns: a modal window
 */
GtkWidget *
kb_move_dialog_new (KbCase       *kase,
                    const KbMove *move,
                    GtkWindow    *parent)
{
  KbMoveDialog *self = g_object_new (KB_TYPE_MOVE_DIALOG, "transient-for", parent, NULL);
  const char *team = kb_case_get_state (kase)->stream == KB_STREAM_LEADERSHIP ? _("leadership")
                                                                              : _("case team");
  /* Translators: %s is "case team" or "leadership". */
  g_autofree char *readers = g_strdup_printf (_("Read by: %s"), team);
  g_autofree char *number = NULL;

  self->move = move;
  g_object_get (kase, "number", &number, NULL);
  adw_window_title_set_title (self->title, _(move->label));
  adw_window_title_set_subtitle (self->title, number);
  gtk_window_set_title (GTK_WINDOW (self), _(move->label));
  gtk_label_set_label (self->readers, readers);
  gtk_button_set_label (self->button, _(move->label));
  return GTK_WIDGET (self);
}
