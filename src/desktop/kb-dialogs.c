/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-case-state.h"

/* Everything that GTK or libadwaita replaces in versions after our floor:
 * AdwAboutWindow, AdwMessageDialog, GtkFileChooserNative. Nothing else includes their calls. */

/**
 * kb_dialogs_show_about:
 * @parent: (nullable): the window it belongs to
 */
void
kb_dialogs_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent,
                         "application-name", "Kumbang",
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("Inspectorate of Kotawaringin Barat"),
                         "comments", _("Complaints arrive sealed. The case team reads the story; "
                                       "only the custodian can open who wrote it, and each opening "
                                       "is recorded."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

/**
 * kb_dialogs_show_details:
 * @parent: the window it belongs to
 * @heading: what it is about
 * @body: several lines
 *
 * Something to read and close.
 */
void
kb_dialogs_show_details (GtkWindow  *parent,
                         const char *heading,
                         const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
copy_cb (GtkWidget  *dialog,
         const char *response)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog),
                            adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)));
}

/**
 * kb_dialogs_show_text:
 * @parent: the window it belongs to
 * @heading: what it is
 * @body: several lines
 *
 * Something to read, which can be copied.
 */
void
kb_dialogs_show_text (GtkWindow  *parent,
                      const char *heading,
                      const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _("_Copy"), "close",
                                    _("Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect (dialog, "response", G_CALLBACK (copy_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
response_cb (GTask      *task,
             const char *response)
{
  /* Answering from code and then closing would answer twice. */
  if (g_task_get_completed (task) || g_object_get_data (G_OBJECT (task), "answered") != NULL)
    return;
  g_object_set_data (G_OBJECT (task), "answered", task);
  g_task_return_boolean (task, g_str_equal (response, "do"));
}

/**
 * kb_dialogs_confirm_async:
 * @parent: the window it belongs to
 * @heading: the question
 * @body: what happens, and what stays
 * @verb: on the button that does it; the other one, the default, cancels
 * @callback: called once
 * @user_data: for @callback
 */
void
kb_dialogs_confirm_async (GtkWindow           *parent,
                          const char          *heading,
                          const char          *body,
                          const char          *verb,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "do", verb,
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "task", task, g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), task, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * kb_dialogs_confirm_finish:
 * @result: the result
 *
 * Returns: %TRUE to do it
 */
gboolean
kb_dialogs_confirm_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* ---- one line of text ---- */

static void
line_changed_cb (AdwMessageDialog *dialog,
                 GtkEditable      *entry)
{
  g_autofree char *line = kb_line_for_display (gtk_editable_get_text (entry));

  adw_message_dialog_set_response_enabled (dialog, "save", *line != '\0');
}

static void
line_cb (GTask            *task,
         const char       *response,
         AdwMessageDialog *dialog)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  char *line = NULL;

  g_signal_handlers_disconnect_by_func (dialog, line_cb, task);
  if (g_str_equal (response, "save"))
    line = kb_line_for_display (gtk_editable_get_text (entry));
  g_task_return_pointer (task, line, g_free);
}

/**
 * kb_dialogs_ask_line_async:
 * @parent: the window it belongs to
 * @heading: what is asked for
 * @label: of the entry, for those who do not see it
 * @text: what stands there already
 * @max_chars: at most
 * @callback: called once
 * @user_data: for @callback
 */
void
kb_dialogs_ask_line_async (GtkWindow           *parent,
                           const char          *heading,
                           const char          *label,
                           const char          *text,
                           guint                max_chars,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GtkWidget *entry = gtk_entry_new ();
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "save",
                                    _("_Save"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_entry_set_max_length (GTK_ENTRY (entry), max_chars);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (line_changed_cb), dialog,
                           G_CONNECT_SWAPPED);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  line_changed_cb (ADW_MESSAGE_DIALOG (dialog), GTK_EDITABLE (entry));
  g_object_set_data_full (G_OBJECT (dialog), "task", task, g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (line_cb), task, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * kb_dialogs_ask_line_finish:
 * @result: the result
 *
 * Returns: (transfer full) (nullable): what was typed, harmless to show; %NULL: cancelled
 */
char *
kb_dialogs_ask_line_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
file_response_cb (GtkNativeDialog *dialog,
                  int              response,
                  GTask           *task)
{
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_task_return_pointer (task, file, g_object_unref);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  g_object_unref (task);
}

static void
choose_file (GtkWindow            *parent,
             const char           *title,
             const char           *name,
             GtkFileChooserAction  action,
             GAsyncReadyCallback   callback,
             gpointer              user_data)
{
  gboolean saves = action == GTK_FILE_CHOOSER_ACTION_SAVE;
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (title, parent, action, saves ? _("_Save") : _("_Open"),
                                 _("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (saves)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  /* Both live until the answer. */
  g_signal_connect (dialog, "response", G_CALLBACK (file_response_cb),
                    g_task_new (parent, NULL, callback, user_data));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * kb_dialogs_open_file_async:
 * @parent: the window it belongs to
 * @title: what is to be chosen
 * @callback: called once
 * @user_data: for @callback
 */
void
kb_dialogs_open_file_async (GtkWindow           *parent,
                            const char          *title,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  choose_file (parent, title, NULL, GTK_FILE_CHOOSER_ACTION_OPEN, callback, user_data);
}

/**
 * kb_dialogs_save_file_async:
 * @parent: the window it belongs to
 * @title: what is to be saved
 * @name: the name that is proposed
 * @callback: called once
 * @user_data: for @callback
 */
void
kb_dialogs_save_file_async (GtkWindow           *parent,
                            const char          *title,
                            const char          *name,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  choose_file (parent, title, name, GTK_FILE_CHOOSER_ACTION_SAVE, callback, user_data);
}

/**
 * kb_dialogs_choose_file_finish:
 * @result: the result of either
 *
 * Returns: (transfer full) (nullable): the file; %NULL: none was chosen
 */
GFile *
kb_dialogs_choose_file_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
