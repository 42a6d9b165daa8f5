/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-conflict-dialog.h"
#include "kb-desk-talk.h"
#include "kb-readers-dialog.h"
#include "kb-sheet.h"
#include "kb-words.h"

/* What a person changes in the case that is shown. */

static const char *const verbs[] = {
  [KB_WORK_SET] = "set", [KB_WORK_ADD] = "add", [KB_WORK_REMOVE] = "remove", [KB_WORK_NOTE] = "note"
};

/**
 * kb_window_write_failed:
 * @self: the window
 * @error: why
 */
void
kb_window_write_failed (KbWindow     *self,
                        const GError *error)
{
  g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

  kb_alert_bar_set (kb_case_detail_get_bar (self->detail), KB_ALERT_WARN, fault);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (kb_desk_write_finish (KB_DESK (source), result, &error))
    return;
  kb_case_detail_restore_note (self->detail);
  kb_window_write_failed (self, error);
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
        g_autoptr (JsonObject) members =
          i == KB_WORK_SET ? kb_conflict_new_settling (kb_case_get_state (kase), field, value)
                           : kb_work_new (i, field, value);

        kb_desk_write (self->desk, kb_case_get_id (kase), members, written_cb,
                       g_object_ref (self));
      }
}

typedef struct
{
  KbWindow *window;
  guint32   id;
  char     *field;
  char     *value;
  char     *former;
} KbSetting;

static void
kb_setting_free (KbSetting *self)
{
  g_object_unref (self->window);
  g_free (self->field);
  g_free (self->value);
  g_free (self->former);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSetting, kb_setting_free)

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (KbSetting) setting = data;
  KbWindow *self = setting->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) back = NULL;
  g_autofree char *sentence = NULL;

  if (!kb_desk_write_finish (KB_DESK (source), result, &error))
    {
      kb_window_write_failed (self, error);
      return;
    }
  back = kb_work_new (KB_WORK_SET, setting->field, setting->former);
  /* Translators: %s is the name of a field, such as "Team". */
  sentence = g_strdup_printf (_("“%s” changed."), kb_words_work_field (setting->field));
  kb_window_offer_undo (self, setting->id, setting->field, setting->value, back, sentence);
}

static void
set_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  KbSetting *setting = g_new0 (KbSetting, 1);
  g_autoptr (JsonObject) members = NULL;

  setting->window = g_object_ref (KB_WINDOW (widget));
  g_variant_get (parameter, "(usss)", &setting->id, &setting->field, &setting->value,
                 &setting->former);
  members = kb_work_new (KB_WORK_SET, setting->field, setting->value);
  kb_window_forget_undo (setting->window);
  kb_desk_write (setting->window->desk, setting->id, members, set_cb, setting);
}

typedef struct
{
  KbWindow *window;
  guint32   id;
} KbSaving;

static void
sheet_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autofree KbSaving *saving = data;
  g_autoptr (KbWindow) self = saving->window;
  g_autoptr (GError) error = NULL;

  if (!kb_desk_write_finish (KB_DESK (source), result, &error))
    {
      kb_window_write_failed (self, error);
      return;
    }
  kb_desk_set_draft (self->desk, saving->id, "sheet", "");
  kb_window_toast (self, _("Review sheet saved."));
}

static void
save_sheet_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  g_autoptr (KbSheet) sheet = NULL;
  g_autoptr (JsonObject) members = NULL;
  KbSaving *saving;
  const char *json;
  guint32 id;

  g_variant_get (parameter, "(u&s)", &id, &json);
  sheet = kb_sheet_from_json (json, NULL);
  if (sheet == NULL)
    return;
  saving = g_new0 (KbSaving, 1);
  saving->window = g_object_ref (self);
  saving->id = id;
  members = kb_work_new_sheet (sheet);
  kb_desk_write (self->desk, id, members, sheet_saved_cb, saving);
}

static void
sheet_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  kb_case_detail_show_page (KB_WINDOW (widget)->detail, KB_CASE_PAGE_SHEET);
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

static void
draft_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  const char *kind, *text;
  guint32 id;

  g_variant_get (parameter, "(u&s&s)", &id, &kind, &text);
  kb_desk_set_draft (KB_WINDOW (widget)->desk, id, kind, text);
}

typedef GtkWidget *(*NewDialog) (KbDesk    *desk,
                                 KbCase    *kase,
                                 GPtrArray *people,
                                 GtkWindow *parent);

static void
present_readers (GtkWidget *widget,
                 NewDialog  new_dialog)
{
  KbWindow *self = KB_WINDOW (widget);
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autoptr (GPtrArray) people = kase != NULL ? kb_desk_dup_people (self->desk, kase) : NULL;

  if (people != NULL)
    gtk_window_present (GTK_WINDOW (new_dialog (self->desk, kase, people, GTK_WINDOW (self))));
}

static void
exclude_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  present_readers (widget, kb_readers_dialog_new_exclude);
}

static void
widen_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  present_readers (widget, kb_readers_dialog_new_widen);
}

/**
 * kb_window_update_case_actions:
 * @self: the window
 *
 * What a supervisor can do with the case that is shown. Officers read none of
 * the leadership's cases, so there nobody can be excluded.
 */
void
kb_window_update_case_actions (KbWindow *self)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  int role = KB_DESK_ROLE_OFFICER;
  guint stream = 0;

  g_object_get (self->desk, "role", &role, NULL);
  if (kase != NULL && role == KB_DESK_ROLE_SUPERVISOR)
    g_object_get (kase, "stream", &stream, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.exclude", stream == KB_STREAM_OFFICE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.widen", stream == KB_STREAM_LEADERSHIP);
}

/**
 * kb_window_install_work:
 * @klass: class of the window
 */
void
kb_window_install_work (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.work", "(sss)", work_action);
  gtk_widget_class_install_action (klass, "win.draft", "(uss)", draft_action);
  gtk_widget_class_install_action (klass, "win.set", "(usss)", set_action);
  gtk_widget_class_install_action (klass, "win.sheet", NULL, sheet_action);
  gtk_widget_class_install_action (klass, "win.save-sheet", "(us)", save_sheet_action);
  gtk_widget_class_install_action (klass, "win.compare", NULL, compare_action);
  gtk_widget_class_install_action (klass, "win.exclude", NULL, exclude_action);
  gtk_widget_class_install_action (klass, "win.widen", NULL, widen_action);
}
