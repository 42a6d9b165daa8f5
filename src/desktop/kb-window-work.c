/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include "kb-conflict-dialog.h"

/* What a person changes in the case that is shown. */

static const char *const verbs[] = {
  [KB_WORK_SET] = "set", [KB_WORK_ADD] = "add", [KB_WORK_REMOVE] = "remove", [KB_WORK_NOTE] = "note"
};

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbFault) fault = NULL;

  if (kb_desk_write_finish (KB_DESK (source), result, &error))
    return;
  fault = kb_fault_new_from_error (error);
  kb_case_detail_restore_note (self->detail);
  kb_alert_bar_set (kb_case_detail_get_bar (self->detail), KB_ALERT_WARN, fault);
}

static void
work_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);
  const char *verb, *field, *value;

  g_variant_get (parameter, "(&s&s&s)", &verb, &field, &value);
  for (guint i = 0; kase != NULL && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i], verb))
      {
        g_autoptr (JsonObject) members = kb_work_new (i, field, value);

        kb_desk_write (self->desk, kb_case_get_id (kase), members, written_cb,
                       g_object_ref (self));
      }
}

static void
compare_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);

  if (kase != NULL && g_list_model_get_n_items (kb_case_get_conflicts (kase)) > 0)
    gtk_window_present (GTK_WINDOW (kb_conflict_dialog_new (kase, GTK_WINDOW (self))));
}

/**
 * kb_window_update_case_actions:
 * @self: the window
 *
 * What can be done with the case that is shown.
 */
void
kb_window_update_case_actions (KbWindow *self)
{
}

/**
 * kb_window_install_work:
 * @klass: class of the window
 */
void
kb_window_install_work (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.work", "(sss)", work_action);
  gtk_widget_class_install_action (klass, "win.compare", NULL, compare_action);
}
