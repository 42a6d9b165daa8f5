/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#define UPDATE_MS 500
#define MAX_WAIT_SECONDS 300    /* before what was written is sent again */

/* Sends and pulls at the start, when asked, when something was written, and every now and then. */

static gboolean
timer_cb (gpointer data)
{
  kb_desk_pull (data);
  return G_SOURCE_CONTINUE;
}

void
kb_desk_schedule_pull (KbDesk *self)
{
  guint busy_seconds = 0;
  gint64 next_try = 0;
  guint seconds = self->pull_interval > 0 ? self->pull_interval : G_MAXUINT;

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->office == NULL)
    return;
  g_object_get (self->office->sync, "retry-after", &busy_seconds, "next-try", &next_try, NULL);
  if (busy_seconds > 0 && self->pull_interval > 0)
    seconds = MIN (seconds, busy_seconds);
  /* A clock that was set meanwhile must not keep back what was written. */
  if (next_try > 0)
    seconds = MIN (seconds, CLAMP (next_try - g_get_real_time () / G_USEC_PER_SEC, 0,
                                   MAX_WAIT_SECONDS));
  if (seconds == G_MAXUINT)
    return;
  self->timer_id = g_timeout_add_seconds (seconds, timer_cb, self);
}

void
kb_desk_set_pull_fault (KbDesk  *self,
                        KbFault *fault)
{
  if (g_set_object (&self->pull_fault, fault))
    kb_desk_notify (self, KB_DESK_PROP_PULL_FAULT);
}

static void
sync_notify_cb (KbDesk     *self,
                GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "offline"))
    kb_desk_notify (self, KB_DESK_PROP_OFFLINE);
  else if (g_str_equal (pspec->name, "progress"))
    kb_desk_notify (self, KB_DESK_PROP_PROGRESS);
  else if (g_str_equal (pspec->name, "last-pull"))
    kb_desk_notify (self, KB_DESK_PROP_LAST_PULL);
  else if (g_str_equal (pspec->name, "alarm"))
    kb_desk_notify (self, KB_DESK_PROP_ALARM);
  else if (g_str_equal (pspec->name, "alarm-since"))
    kb_desk_notify (self, KB_DESK_PROP_ALARM_SINCE);
  else if (g_str_equal (pspec->name, "store-older"))
    kb_desk_notify (self, KB_DESK_PROP_STORE_OLDER);
  else if (g_str_equal (pspec->name, "n-pending"))
    kb_desk_notify (self, KB_DESK_PROP_N_PENDING);
  else if (g_str_equal (pspec->name, "n-refused"))
    kb_desk_notify (self, KB_DESK_PROP_N_REFUSED);
  else if (g_str_equal (pspec->name, "next-try") && self->pulling == NULL)
    kb_desk_schedule_pull (self);
}

static void
update_now (KbDesk *self)
{
  self->updated = g_get_monotonic_time ();
  kb_desk_update_case_index (self);
  if (self->case_index != NULL)
    return;
  kb_desk_update_counts (self);
  kb_desk_update_list (self);
}

static gboolean
update_cb (gpointer data)
{
  KbDesk *self = data;

  self->update_id = 0;
  update_now (self);

  return G_SOURCE_REMOVE;
}

/* A long pull commits several times a second; painting the list as often would
 * make the window slow for nobody's use. */
static void
update_soon (KbDesk *self)
{
  gint64 left = self->updated + UPDATE_MS * 1000 - g_get_monotonic_time ();

  if (self->update_id != 0)
    return;
  if (left <= 0)
    update_now (self);
  else
    self->update_id = g_timeout_add (left / 1000 + 1, update_cb, self);
}

static void
sync_changed_cb (KbDesk *self,
                 GArray *ids,
                 guint   n_new_cases)
{
  kb_desk_mark_stale (self, (const guint32 *) (gpointer) ids->data, ids->len);
  kb_case_list_refresh (self->cases, (const guint32 *) (gpointer) ids->data, ids->len);
  update_soon (self);
  for (guint i = 0; i < ids->len; i++)
    kb_desk_emit_changed (self, g_array_index (ids, guint32, i));
}

void
kb_desk_follow_sync (KbDesk *self)
{
  KbSync *sync = self->office->sync;

  g_signal_connect_object (sync, "notify", G_CALLBACK (sync_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sync, "changed", G_CALLBACK (sync_changed_cb), self, G_CONNECT_SWAPPED);
  kb_desk_notify (self, KB_DESK_PROP_OFFLINE);
  kb_desk_notify (self, KB_DESK_PROP_LAST_PULL);
  kb_desk_notify (self, KB_DESK_PROP_ALARM);
  kb_desk_notify (self, KB_DESK_PROP_STORE_OLDER);
  kb_desk_notify (self, KB_DESK_PROP_N_PENDING);
  kb_desk_notify (self, KB_DESK_PROP_N_REFUSED);
}

/* Who pulled: a pull of an office that was closed meanwhile says nothing. */
typedef struct
{
  KbDesk       *desk;
  KbDeskOffice *office;
} KbDeskPull;

static void
pulled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autofree KbDeskPull *pull = data;
  g_autoptr (KbDesk) self = pull->desk;
  g_autoptr (KbDeskOffice) office = pull->office;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbFault) fault = NULL;
  KbPullSummary summary = { 0 };
  gboolean pulled = kb_sync_exchange_finish (KB_SYNC (source), result, &summary, &error);

  if (self->office == office)
    {
      g_clear_object (&self->pulling);
      if (!pulled && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        fault = kb_fault_new_from_error (error);
      kb_desk_set_pull_fault (self, fault);
      kb_desk_read_roster (self);
      kb_desk_schedule_pull (self);
      if (pulled)
        kb_desk_look_after (self);
      kb_desk_find_lost_drafts (self);
      if (summary.n_new_cases > 0)
        kb_desk_emit_arrived (self, summary.n_new_cases);
    }
  kb_desk_notify (self, KB_DESK_PROP_PULLING);
}

/**
 * kb_desk_pull:
 * @self: the desk
 *
 * Sends what waits and fetches what is new, unless that is being done.
 */
void
kb_desk_pull (KbDesk *self)
{
  KbDeskPull *pull;

  g_return_if_fail (KB_IS_DESK (self));

  if (self->office == NULL || self->pulling != NULL)
    return;
  pull = g_new0 (KbDeskPull, 1);
  pull->desk = g_object_ref (self);
  pull->office = g_atomic_rc_box_acquire (self->office);
  self->pulling = g_cancellable_new ();
  kb_desk_notify (self, KB_DESK_PROP_PULLING);
  kb_sync_exchange_async (self->office->sync, self->pulling, pulled_cb, pull);
}

/**
 * kb_desk_cancel_pull:
 * @self: the desk
 *
 * What was stored so far stays.
 */
void
kb_desk_cancel_pull (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  if (self->pulling != NULL)
    g_cancellable_cancel (self->pulling);
}
