/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-relate-dialog.h"

#include <glib/gi18n.h>

#include "kb-desk-related.h"

struct _KbRelateDialog
{
  AdwWindow parent_instance;

  KbDesk         *desk;
  KbCase         *kase;
  GCancellable   *cancellable;   /* of the search that is on its way */

  AdwWindowTitle *title;
  GtkEditable    *query;
  GtkLabel       *hint;
  GtkWidget      *results_box;
  GtkListBox     *results;
};

G_DEFINE_FINAL_TYPE (KbRelateDialog, kb_relate_dialog, ADW_TYPE_WINDOW)

static void
show_hint (KbRelateDialog *self,
           const char     *sentence)
{
  gtk_label_set_label (self->hint, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), sentence != NULL);
  gtk_widget_set_visible (self->results_box, sentence == NULL);
}

static void
add_result (KbRelateDialog    *self,
            const KbFoundCase *found)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_printf_escaped ("%s · %s", found->number,
                                                    _(found->status->label));
  g_autofree char *subtitle = g_markup_escape_text (found->text, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "kb-hex", g_strdup (found->hex), g_free);
  g_object_set_data (G_OBJECT (row), "kb-id", GUINT_TO_POINTER (found->id));
  gtk_list_box_append (self->results, row);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbRelateDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = kb_desk_found_cases_finish (KB_DESK (source), result, &error);
  GtkWidget *row;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->results))) != NULL)
    gtk_list_box_remove (self->results, row);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_result (self, found->pdata[i]);
  show_hint (self, found != NULL && found->len > 0 ? NULL : _("No other case has this."));
}

static void
query_cb (KbRelateDialog *self)
{
  g_autofree char *query = g_strstrip (g_strdup (gtk_editable_get_text (self->query)));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*query == '\0')
    {
      show_hint (self, _("Type a number such as KB-2026-0412, or words of the story."));
      return;
    }
  self->cancellable = g_cancellable_new ();
  kb_desk_find_cases_async (self->desk, self->kase, query, self->cancellable, found_cb,
                            g_object_ref (self));
}

static void
chosen_cb (KbRelateDialog *self,
           GtkListBoxRow  *row)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.relate", "(us)",
                              GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "kb-id")),
                              g_object_get_data (G_OBJECT (row), "kb-hex"));
  gtk_window_close (GTK_WINDOW (self));
}

static void
kb_relate_dialog_dispose (GObject *object)
{
  KbRelateDialog *self = KB_RELATE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  g_clear_object (&self->kase);
  G_OBJECT_CLASS (kb_relate_dialog_parent_class)->dispose (object);
}

static void
kb_relate_dialog_class_init (KbRelateDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_relate_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-relate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbRelateDialog, title);
  gtk_widget_class_bind_template_child (widget_class, KbRelateDialog, query);
  gtk_widget_class_bind_template_child (widget_class, KbRelateDialog, hint);
  gtk_widget_class_bind_template_child (widget_class, KbRelateDialog, results_box);
  gtk_widget_class_bind_template_child (widget_class, KbRelateDialog, results);
  gtk_widget_class_bind_template_callback (widget_class, query_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_relate_dialog_init (KbRelateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_relate_dialog_new (KbDesk    *desk,
                      KbCase    *kase,
                      GtkWindow *parent)
{
  KbRelateDialog *self = g_object_new (KB_TYPE_RELATE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *number = NULL;

  self->desk = g_object_ref (desk);
  self->kase = g_object_ref (kase);
  g_object_get (kase, "number", &number, NULL);
  adw_window_title_set_subtitle (self->title, number);
  query_cb (self);
  return GTK_WIDGET (self);
}
