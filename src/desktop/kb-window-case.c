/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-desk-lists.h"
#include "kb-desk-talk.h"

/* What is selected: loads the case, marks it as read, keeps its identity panel
 * true. */

static guint32
get_shown_id (KbWindow *self)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);

  return kase != NULL ? kb_case_get_id (kase) : 0;
}

static gboolean
get_opening_state (KbWindow       *self,
                   guint32         id,
                   KbIdentityView *view)
{
  guint opening_id = 0;
  int stage = KB_OPENING_CLOSED;

  g_object_get (self->desk, "opening-case", &opening_id, NULL);
  if (self->opening == NULL || opening_id != id)
    return FALSE;
  g_object_get (self->opening, "stage", &stage, "seconds-left", &view->seconds_left, NULL);
  if (stage == KB_OPENING_UNLOCKING || stage == KB_OPENING_CLOSED)
    return FALSE;
  if (stage == KB_OPENING_SHOWN)
    self->seconds_total = MAX (self->seconds_total, view->seconds_left);
  view->stage = stage;
  view->seconds_total = self->seconds_total;
  view->state = stage == KB_OPENING_SHOWN ? KB_IDENTITY_OPEN : KB_IDENTITY_RECORDING;
  return TRUE;
}

static KbIdentityState
get_custodian_state (KbWindow *self)
{
  g_autofree char *recipient = NULL;
  gboolean appointed = FALSE;
  gboolean offline = FALSE;

  g_object_get (self->desk, "custodian-recipient", &recipient, "is-custodian", &appointed,
                "offline",
                &offline, NULL);
  if (recipient == NULL)
    return KB_IDENTITY_NO_KEY;
  if (!appointed)
    return KB_IDENTITY_NOT_APPOINTED;
  return offline ? KB_IDENTITY_OFFLINE : KB_IDENTITY_CUSTODIAN;
}

/**
 * kb_window_update_panel:
 * @self: the window
 *
 * Says on the identity panel how it stands with the case that is shown.
 */
void
kb_window_update_panel (KbWindow *self)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autofree char *custodian = NULL;
  gboolean has_identity = FALSE;
  int role = KB_DESK_ROLE_OFFICER;
  int quarantine = 0;
  KbIdentityView view = { KB_IDENTITY_NONE };

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-identity", FALSE);
  if (kase == NULL)
    return;
  g_object_get (kase, "has-identity", &has_identity, "n-openings", &view.n_openings, "quarantine",
                &quarantine, NULL);
  g_object_get (self->desk, "role", &role, "custodian-name", &custodian, NULL);
  view.custodian_name = custodian;

  if (!has_identity)
    view.state = KB_IDENTITY_NONE;
  else if (get_opening_state (self, kb_case_get_id (kase), &view))
    ;
  else if (quarantine != KB_QUARANTINE_NONE ||
           (self->failed_seal && self->failed_id == kb_case_get_id (kase)))
    view.state = KB_IDENTITY_DAMAGED;
  else if (role != KB_DESK_ROLE_CUSTODIAN)
    view.state = custodian != NULL ? KB_IDENTITY_SEALED : KB_IDENTITY_NO_CUSTODIAN;
  else if (self->failure != NULL && self->failed_id == kb_case_get_id (kase))
    view.state = KB_IDENTITY_FAILED;
  else
    view.state = get_custodian_state (self);

  view.message = self->failure;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.open-identity",
                                 view.state == KB_IDENTITY_CUSTODIAN ||
                                     view.state == KB_IDENTITY_FAILED);
  kb_identity_panel_show (kb_case_detail_get_panel (self->detail), &view);
}

static void
load_failed (KbWindow     *self,
             const GError *error)
{
  g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

  kb_alert_bar_set (kb_case_detail_get_bar (self->detail), KB_ALERT_WARN, fault);
}

static void
show_draft_cb (KbWindow *self,
               guint     id)
{
  if (id == 0 || id != get_shown_id (self))
    return;
  kb_case_detail_set_drafts (self->detail, kb_desk_get_draft (self->desk, id, "note"),
                             kb_desk_get_draft (self->desk, id, "message"));
  kb_case_detail_set_sheet_draft (self->detail, kb_desk_get_draft (self->desk, id, "sheet"),
                                  kb_desk_get_draft_saved (self->desk, id, "sheet"));
}

static void
search_cb (KbWindow *self)
{
  g_autofree char *query = NULL;

  g_object_get (self->desk, "search", &query, NULL);
  kb_case_detail_set_query (self->detail, query);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbCase) kase = kb_desk_load_case_finish (KB_DESK (source), result, &error);
  g_autoptr (GPtrArray) people = NULL;
  g_autofree char *person = NULL;
  gboolean unread = FALSE;

  if (kase == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        load_failed (self, error);
      return;
    }
  if (kb_case_get_id (kase) != self->loading_id)
    return;
  people = kb_desk_dup_people (self->desk, kase);
  self->n_people = people != NULL ? people->len : 0;
  g_object_get (self->desk, "person", &person, NULL);
  kb_case_detail_set_clocks (self->detail, kb_desk_get_clocks (self->desk));
  kb_case_detail_set_case (self->detail, kase, people, person, kb_window_get_role (self));
  show_draft_cb (self, kb_case_get_id (kase));
  kb_window_load_related (self);
  kb_window_update_case_actions (self);
  kb_window_update_panel (self);
  g_object_get (kase, "unread", &unread, NULL);
  if (unread)
    kb_desk_set_unread (self->desk, kb_case_get_id (kase), FALSE);
}

static void
load (KbWindow *self,
      guint32   id)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading_id = id;
  if (id == 0)
    return;
  self->loading = g_cancellable_new ();
  kb_desk_load_case_async (self->desk, id, self->loading, loaded_cb, g_object_ref (self));
}

static void
selected_cb (KbWindow *self)
{
  KbCaseRow *row = kb_case_list_pane_get_selected (self->list);
  guint32 id = row != NULL ? kb_case_row_get_id (row) : 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.toggle-unread", row != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.copy-number", row != NULL);
  if (id == self->loading_id)
    return;
  kb_alert_bar_set (kb_case_detail_get_bar (self->detail), KB_ALERT_WARN, NULL);
  kb_case_detail_set_row (self->detail, row);
  kb_window_update_panel (self);
  kb_window_update_case_actions (self);
  load (self, id);
}

static void
case_changed_cb (KbWindow *self,
                 guint     id)
{
  if (id == self->loading_id)
    load (self, id);
}

/* Somebody joined, left or was excluded: that changes what can be done in the case. */
static void
roster_cb (KbWindow *self)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autoptr (GPtrArray) people = kase != NULL ? kb_desk_dup_people (self->desk, kase) : NULL;

  if (kase != NULL && self->n_people != (people != NULL ? people->len : 0))
    load (self, kb_case_get_id (kase));
}

static void
panel_source_cb (KbWindow *self)
{
  kb_window_update_panel (self);
}

static void
opening_changed_cb (KbWindow *self)
{
  g_clear_object (&self->opening);
  g_object_get (self->desk, "opening", &self->opening, NULL);
  self->seconds_total = 0;
  if (self->opening != NULL)
    {
      g_clear_pointer (&self->failure, g_free);
      self->failed_seal = FALSE;
      g_signal_connect_object (self->opening, "notify", G_CALLBACK (panel_source_cb), self,
                               G_CONNECT_SWAPPED);
    }
  kb_window_update_panel (self);
}

static void
opening_ended_cb (KbWindow     *self,
                  guint         id,
                  const GError *error)
{
  g_clear_pointer (&self->failure, g_free);
  self->failed_seal = FALSE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_error_matches (error, KB_OPENING_ERROR, KB_OPENING_ERROR_PASSPHRASE) &&
      !g_error_matches (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WAIT))
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      self->failed_id = id;
      self->failed_seal = g_error_matches (error, KB_OPENING_ERROR, KB_OPENING_ERROR_SEAL);
      self->failure = g_strdup (kb_fault_get_sentence (fault));
    }
  else if (error == NULL)
    {
      kb_window_toast (self, _("Identity closed."));
    }
  if (id == get_shown_id (self))
    load (self, id);
  kb_window_update_panel (self);
}

/**
 * kb_window_select_none:
 * @self: the window
 *
 * Leaves no case shown and nothing of it in the window.
 */
void
kb_window_select_none (KbWindow *self)
{
  kb_case_list_pane_unselect (self->list);
  load (self, 0);
  kb_case_detail_set_row (self->detail, NULL);
}

/**
 * kb_window_show_case:
 * @self: the window
 * @id: a case of any view
 */
void
kb_window_show_case (KbWindow *self,
                     guint32   id)
{
  KbCaseList *cases = KB_CASE_LIST (kb_desk_get_cases (self->desk));
  g_autoptr (KbCaseRow) row = NULL;
  guint position;

  if (kb_case_list_find (cases, id, &position))
    {
      kb_case_list_pane_select (self->list, position);
      return;
    }
  kb_window_select_none (self);
  row = kb_case_row_new (id);
  kb_case_detail_set_row (self->detail, row);
  load (self, id);
}

/**
 * kb_window_connect_case:
 * @self: the window, with its desk
 */
void
kb_window_connect_case (KbWindow *self)
{
  static const char *const panel_props[] = {
    "notify::role", "notify::custodian-name", "notify::is-custodian", "notify::custodian-recipient",
        "notify::offline",
  };

  g_signal_connect_object (self->list, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "case-changed", G_CALLBACK (case_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "notify::search", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "draft-changed", G_CALLBACK (show_draft_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "notify::opening", G_CALLBACK (opening_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "opening-ended", G_CALLBACK (opening_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "notify::office", G_CALLBACK (roster_cb), self,
                           G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (panel_props); i++)
    g_signal_connect_object (self->desk, panel_props[i], G_CALLBACK (panel_source_cb), self,
                             G_CONNECT_SWAPPED);
}
