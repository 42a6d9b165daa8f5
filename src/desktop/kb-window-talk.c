/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-desk-talk.h"
#include "kb-filed-window.h"

/* What goes to reporters, and what comes of them on paper. */

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (kb_desk_tell_finish (KB_DESK (source), result, &error))
    return;
  kb_case_detail_restore_message (self->detail);
  kb_window_write_failed (self, error);
}

static void
tell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);
  const char *text;
  gboolean asks;

  if (kase == NULL)
    return;
  g_variant_get (parameter, "(&sb)", &text, &asks);
  kb_desk_tell (self->desk, kb_case_get_id (kase), text, asks, told_cb, g_object_ref (self));
}

static void
file_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  int role = KB_DESK_ROLE_CUSTODIAN;
  int stage = 0;

  g_object_get (self->desk, "role", &role, "stage", &stage, NULL);
  if (role == KB_DESK_ROLE_CUSTODIAN || stage != KB_DESK_STAGE_READY)
    kb_window_toast (self, _("Complaints are taken down by officers and supervisors."));
  else
    gtk_window_present (GTK_WINDOW (kb_filed_window_new (self->desk, GTK_WINDOW (self))));
}

/**
 * kb_window_install_talk:
 * @klass: class of the window
 */
void
kb_window_install_talk (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.tell", "(sb)", tell_action);
  gtk_widget_class_install_action (klass, "win.file-complaint", NULL, file_action);
}
