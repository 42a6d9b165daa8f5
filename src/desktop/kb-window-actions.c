/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-alarm-dialog.h"
#include "kb-custodian-setup-dialog.h"
#include "kb-dialogs.h"
#include "kb-open-dialog.h"
#include "kb-preferences.h"
#include "kb-timeline-text.h"

static void
pull_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KB_WINDOW (widget)->asked = TRUE;
  kb_desk_pull (KB_WINDOW (widget)->desk);
}

static void
cancel_pull_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  kb_desk_cancel_pull (KB_WINDOW (widget)->desk);
}

static void
restart_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  kb_desk_start (KB_WINDOW (widget)->desk);
}

static void
unlock_keyring_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  kb_desk_unlock_keyring (KB_WINDOW (widget)->desk);
}

static void
rebuild_answered_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      data)
{
  if (kb_dialogs_confirm_finish (result))
    kb_desk_rebuild (KB_WINDOW (source)->desk);
}

static void
rebuild_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  kb_dialogs_confirm_async (GTK_WINDOW (widget), _("Rebuild the case file?"),
                            _("The file that is there is kept under another name. A new one is "
                              "filled from the journal; "
                              "which cases were read is not known any more. Changes that were not "
                              "sent yet come along if the file can still be read."),
                            _("_Rebuild"), rebuild_answered_cb, NULL);
}

static void
alarm_details_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (kb_alarm_dialog_new (KB_WINDOW (widget)->desk,
                                                       GTK_WINDOW (widget))));
}

static void
toast_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  kb_window_toast (KB_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
drop_answered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  if (kb_dialogs_confirm_finish (result))
    kb_desk_drop_refused (KB_WINDOW (source)->desk);
}

static void
refused_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_autofree char *refused = kb_desk_dup_refused (KB_WINDOW (widget)->desk);
  g_autofree char *body = NULL;

  if (refused == NULL)
    return;
  /* Translators: %s is what the person wrote. */
  body = g_strdup_printf (_("The server did not take this. Ask the supervisor why. Discarding "
                            "removes it from this computer for good; it is in no journal.\n\n%s"),
                          refused);
  kb_dialogs_confirm_async (GTK_WINDOW (widget), _("Discard what was not taken?"), body,
                            _("_Discard"), drop_answered_cb, NULL);
}

static void
view_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  kb_window_show_view (KB_WINDOW (widget), g_variant_get_uint32 (parameter));
}

static void
nth_view_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  kb_sidebar_activate_nth (KB_WINDOW (widget)->sidebar, g_variant_get_int32 (parameter));
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  if (!self->access_shown)
    kb_case_list_pane_step (self->list, g_variant_get_int32 (parameter));
}

static void
page_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  kb_case_detail_show_page (KB_WINDOW (widget)->detail, g_variant_get_int32 (parameter));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  kb_window_show_list (self);
  kb_case_list_pane_focus_search (self->list);
}

static void
clear_search_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  kb_case_list_pane_clear_search (KB_WINDOW (widget)->list);
}

static void
focus_detail_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  kb_case_detail_focus (KB_WINDOW (widget)->detail);
}

static void
next_pane_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->sidebar)) &&
      self->access_shown)
    kb_access_page_focus (self->access);
  else if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->sidebar)))
    kb_case_list_pane_focus_list (self->list);
  else if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    kb_case_detail_focus (self->detail);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

static void
toggle_sidebar_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  GtkWidget *box = KB_WINDOW (widget)->sidebar_box;

  gtk_widget_set_visible (box, !gtk_widget_get_visible (box));
}

static void
toggle_unread_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCaseRow *row = kb_case_list_pane_get_selected (self->list);
  gboolean unread = FALSE;

  if (row == NULL)
    return;
  g_object_get (row, "unread", &unread, NULL);
  kb_desk_set_unread (self->desk, kb_case_row_get_id (row), !unread);
}

static void
copy_number_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCaseRow *row = kb_case_list_pane_get_selected (self->list);
  g_autofree char *number = NULL;

  if (row == NULL)
    return;
  g_object_get (row, "number", &number, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), number);
  kb_window_toast (self, _("Number copied."));
}

static void
copy_timeline_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autofree char *text = NULL;

  if (kase == NULL)
    return;
  text = kb_timeline_text_case (kase);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  kb_window_toast (self, _("Timeline copied."));
}

static void
open_identity_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);

  if (kase != NULL)
    gtk_window_present (GTK_WINDOW (kb_open_dialog_new (self->desk, kase, GTK_WINDOW (self))));
}

static void
close_identity_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  kb_desk_close_identity (KB_WINDOW (widget)->desk);
}

static void
custodian_setup_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (kb_custodian_setup_dialog_new (KB_WINDOW (widget)->desk,
                                                                 GTK_WINDOW (widget))));
}

static void
close_dialogs (KbWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (GTK_IS_WINDOW (l->data) && gtk_window_get_transient_for (l->data) == GTK_WINDOW (self))
      gtk_window_close (l->data);
}

static void
lock_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  kb_desk_close_identity (self->desk);
  close_dialogs (self);
  kb_window_select_none (self);
  kb_case_list_pane_clear_search (self->list);
  kb_desk_lock (self->desk);
}

static void
preferences_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (kb_preferences_new (self->desk, self->settings,
                                                      GTK_WINDOW (self))));
}

/**
 * kb_window_install_actions:
 * @klass: class of the window
 */
void
kb_window_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.pull", NULL, pull_action);
  gtk_widget_class_install_action (klass, "win.cancel-pull", NULL, cancel_pull_action);
  gtk_widget_class_install_action (klass, "win.restart", NULL, restart_action);
  gtk_widget_class_install_action (klass, "win.unlock-keyring", NULL, unlock_keyring_action);
  gtk_widget_class_install_action (klass, "win.rebuild", NULL, rebuild_action);
  gtk_widget_class_install_action (klass, "win.alarm-details", NULL, alarm_details_action);
  gtk_widget_class_install_action (klass, "win.refused", NULL, refused_action);
  gtk_widget_class_install_action (klass, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (klass, "win.view", "u", view_action);
  gtk_widget_class_install_action (klass, "win.nth-view", "i", nth_view_action);
  gtk_widget_class_install_action (klass, "win.step", "i", step_action);
  gtk_widget_class_install_action (klass, "win.page", "i", page_action);
  gtk_widget_class_install_action (klass, "win.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "win.clear-search", NULL, clear_search_action);
  gtk_widget_class_install_action (klass, "win.focus-detail", NULL, focus_detail_action);
  gtk_widget_class_install_action (klass, "win.next-pane", NULL, next_pane_action);
  gtk_widget_class_install_action (klass, "win.toggle-sidebar", NULL, toggle_sidebar_action);
  gtk_widget_class_install_action (klass, "win.toggle-unread", NULL, toggle_unread_action);
  gtk_widget_class_install_action (klass, "win.copy-number", NULL, copy_number_action);
  gtk_widget_class_install_action (klass, "win.copy-timeline", NULL, copy_timeline_action);
  gtk_widget_class_install_action (klass, "win.open-identity", NULL, open_identity_action);
  gtk_widget_class_install_action (klass, "win.close-identity", NULL, close_identity_action);
  gtk_widget_class_install_action (klass, "win.custodian-setup", NULL, custodian_setup_action);
  gtk_widget_class_install_action (klass, "win.lock", NULL, lock_action);
  gtk_widget_class_install_action (klass, "win.preferences", NULL, preferences_action);
}
