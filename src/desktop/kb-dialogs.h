/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     kb_dialogs_show_about    (GtkWindow            *parent);
void     kb_dialogs_show_details  (GtkWindow            *parent,
                                   const char           *heading,
                                   const char           *body);
void     kb_dialogs_show_text     (GtkWindow            *parent,
                                   const char           *heading,
                                   const char           *body);
void     kb_dialogs_confirm_async (GtkWindow            *parent,
                                   const char           *heading,
                                   const char           *body,
                                   const char           *verb,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean kb_dialogs_confirm_finish (GAsyncResult        *result);
void     kb_dialogs_ask_line_async (GtkWindow           *parent,
                                    const char          *heading,
                                    const char          *label,
                                    const char          *text,
                                    guint                max_chars,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
char    *kb_dialogs_ask_line_finish (GAsyncResult       *result);
void     kb_dialogs_open_file_async (GtkWindow          *parent,
                                     const char         *title,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
void     kb_dialogs_save_file_async (GtkWindow          *parent,
                                     const char         *title,
                                     const char         *name,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GFile   *kb_dialogs_choose_file_finish (GAsyncResult    *result);

G_END_DECLS
