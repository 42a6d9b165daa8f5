/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

/* The last change can be taken back by its toast or by Ctrl+Z: by writing the
 * contrary, and only where nobody changed the same thing since. */

struct _KbUndo
{
  guint32     id;
  char       *field;
  char       *value;
  JsonObject *back;
  AdwToast   *toast;
};

static void
kb_undo_free (KbUndo *self)
{
  g_free (self->field);
  g_free (self->value);
  json_object_unref (self->back);
  adw_toast_dismiss (self->toast);
  g_object_unref (self->toast);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbUndo, kb_undo_free)

typedef struct
{
  KbWindow *window;
  KbUndo   *undo;
} KbUndoing;

static void
kb_undoing_free (KbUndoing *self)
{
  g_object_unref (self->window);
  kb_undo_free (self->undo);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbUndoing, kb_undoing_free)

void
kb_window_forget_undo (KbWindow *self)
{
  g_clear_pointer (&self->undo, kb_undo_free);
}

static gboolean
is_untouched (const KbUndo      *undo,
              const KbCaseState *state)
{
  const KbField *field;

  if (g_str_equal (undo->field, "status"))
    return g_str_equal (state->status->code, undo->value);
  field = kb_case_fields_find (state->fields, undo->field, FALSE);
  return g_str_equal (kb_case_fields_get_value (state->fields, undo->field), undo->value) &&
         (field == NULL || !kb_field_is_in_conflict (field));
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (kb_desk_write_finish (KB_DESK (source), result, &error))
    kb_window_toast (self, _("Undone."));
  else
    kb_window_write_failed (self, error);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbUndoing) undoing = data;
  KbWindow *self = undoing->window;
  const KbUndo *undo = undoing->undo;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbCase) kase = kb_desk_load_case_finish (KB_DESK (source), result, &error);
  g_autoptr (KbFault) fault = NULL;

  if (kase == NULL)
    {
      kb_window_write_failed (self, error);
      return;
    }
  if (is_untouched (undo, kb_case_get_state (kase)))
    {
      kb_desk_write (self->desk, undo->id, undo->back, undone_cb, g_object_ref (self));
      return;
    }
  fault = kb_fault_new ("dialog-information-symbolic", _("Not undone"),
                        _("Somebody changed the same thing since. It was left as it is."), NULL,
                        NULL);
  kb_alert_bar_set (kb_case_detail_get_bar (self->detail), KB_ALERT_WARN, fault);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  KbUndoing *undoing;

  if (self->undo == NULL)
    return;
  undoing = g_new0 (KbUndoing, 1);
  undoing->window = g_object_ref (self);
  undoing->undo = g_steal_pointer (&self->undo);
  kb_desk_load_case_async (self->desk, undoing->undo->id, NULL, loaded_cb, undoing);
}

/* Inside text, the key is the text's. */
static gboolean
undo_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));

  if (KB_WINDOW (widget)->undo == NULL || GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus))
    return GDK_EVENT_PROPAGATE;
  undo_action (widget, NULL, NULL);
  return GDK_EVENT_STOP;
}

/**
 * kb_window_offer_undo:
 * @self: the window
 * @id: the case that was changed
 * @field: what was changed: "status" or a field with one value
 * @value: what it is now
 * @back: of the part `work`, takes the change back
 * @sentence: what was done
 *
 * Says so, with a button that undoes it.
 */
void
kb_window_offer_undo (KbWindow   *self,
                      guint32     id,
                      const char *field,
                      const char *value,
                      JsonObject *back,
                      const char *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  kb_window_forget_undo (self);
  self->undo = g_new0 (KbUndo, 1);
  self->undo->id = id;
  self->undo->field = g_strdup (field);
  self->undo->value = g_strdup (value);
  self->undo->back = json_object_ref (back);
  adw_toast_set_timeout (toast, 5);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  self->undo->toast = g_object_ref (toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
kb_window_install_undo (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.undo", NULL, undo_action);
  gtk_widget_class_add_binding (klass, GDK_KEY_z, GDK_CONTROL_MASK, undo_key_cb, NULL);
}
