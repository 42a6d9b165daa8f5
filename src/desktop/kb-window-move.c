/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-move-dialog.h"

/* A case goes from one status to another. */

typedef struct
{
  KbWindow     *window;
  guint32       id;
  const KbMove *move;
} KbMoving;

static void
kb_moving_free (KbMoving *self)
{
  g_object_unref (self->window);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbMoving, kb_moving_free)

KbDeviceRole
kb_window_get_role (KbWindow *self)
{
  int role = KB_DESK_ROLE_OFFICER;

  g_object_get (self->desk, "role", &role, NULL);
  switch (role)
    {
    case KB_DESK_ROLE_SUPERVISOR:
      return KB_DEVICE_ROLE_SUPERVISOR;
    case KB_DESK_ROLE_CUSTODIAN:
      return KB_DEVICE_ROLE_CUSTODIAN;
    default:
      return KB_DEVICE_ROLE_OFFICER;
    }
}

static const KbMove *
find_move (KbWindow   *self,
           const char *to)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);

  return kase != NULL ? kb_workflow_find_move (kb_case_get_state (kase)->status->code, to) : NULL;
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbMoving) moving = data;
  KbWindow *self = moving->window;
  const KbMove *move = moving->move;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) back = NULL;
  g_autofree char *sentence = NULL;

  if (!kb_desk_write_finish (KB_DESK (source), result, &error))
    {
      kb_window_write_failed (self, error);
      return;
    }
  /* Translators: %s is a status, such as "Review". */
  sentence = g_strdup_printf (_("Status changed to %s."), _(move->to->label));
  if (!move->undo)
    {
      kb_window_toast (self, sentence);
      return;
    }
  back = kb_work_new_move (move->to->code, move->from->code, "");
  kb_window_offer_undo (self, moving->id, "status", move->to->code, back, sentence);
}

static void
write_move (KbWindow     *self,
            const KbMove *move,
            const char   *reason)
{
  guint32 id = kb_case_get_id (kb_case_detail_get_case (self->detail));
  g_autoptr (JsonObject) members = kb_work_new_move (move->from->code, move->to->code, reason);
  KbMoving *moving = g_new0 (KbMoving, 1);

  moving->window = g_object_ref (self);
  moving->id = id;
  moving->move = move;
  kb_window_forget_undo (self);
  kb_desk_write (self->desk, id, members, moved_cb, moving);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  const KbMove *move = find_move (self, g_variant_get_string (parameter, NULL));

  if (move == NULL)
    return;
  if (move->needs_reason)
    gtk_window_present (GTK_WINDOW (kb_move_dialog_new (kb_case_detail_get_case (self->detail),
                                                        move, GTK_WINDOW (self))));
  else
    write_move (self, move, "");
}

static void
move_with_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  const char *to, *reason;
  const KbMove *move;

  g_variant_get (parameter, "(&s&s)", &to, &reason);
  move = find_move (self, to);
  if (move != NULL)
    write_move (self, move, reason);
}

/* Inside text, the key is the text's. */
static gboolean
next_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  if (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus))
    return GDK_EVENT_PROPAGATE;
  kb_case_detail_press_next (KB_WINDOW (widget)->detail);
  return GDK_EVENT_STOP;
}

void
kb_window_install_moves (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.move", "s", move_action);
  gtk_widget_class_install_action (klass, "win.move-with", "(ss)", move_with_action);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, GDK_CONTROL_MASK, next_key_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, next_key_cb, NULL);
}
