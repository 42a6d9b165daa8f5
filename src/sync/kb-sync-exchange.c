/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox on its way: sent in order, seen in the pulled chain, or tried again later.
 *
 *   send what waits, a stream after the other → pull → gone from the outbox is what the chain shows
 *                ↑                                ↓
 *                └── make anew what has an old number or key ── only behind a whole pull */
#include "config.h"

#include "kb-sync-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_STUCK_ROUNDS 3

static const guint back_off_seconds[] = { 2, 5, 15, 30, 60, 300 };

typedef struct
{
  KbSync       *sync;
  KbEndpoint   *endpoint;
  GCancellable *cancellable;
  guint         n_moved;        /* sent or refused in this round */
  gboolean      must_mend;
  guint         retry_after;    /* that a busy server asked for */
} Exchange;

static gboolean
is_out_of_date (const char *refusal)
{
  return g_str_equal (refusal, "stale_epoch") || g_str_equal (refusal, "author_sequence");
}

static gboolean
keep_refusal (Exchange         *self,
              const KbWaiting  *waiting,
              const char       *refusal,
              GError          **error)
{
  gboolean kept;

  kb_outbox_begin (self->sync->outbox);
  kept = kb_outbox_replace (self->sync->outbox, waiting, waiting->entry, refusal, error);
  kb_outbox_end (self->sync->outbox);
  if (kept)
    kb_sync_notify (self->sync, "n-refused");
  self->n_moved++;

  return kept;
}

/* The server's word about one entry. What is behind it in its stream bears a
 * number that follows from it, and has to be made anew. */
static gboolean
settle_refusal (Exchange         *self,
                const KbWaiting  *waiting,
                GError           *refused,
                GError          **error)
{
  g_autofree char *refusal = g_strdup (kb_endpoint_get_refusal (self->endpoint));

  if (refusal == NULL)
    {
      self->retry_after = kb_endpoint_get_retry_after (self->endpoint);
      g_propagate_error (error, refused);
      return FALSE;
    }
  self->must_mend = TRUE;
  g_error_free (refused);

  return is_out_of_date (refusal) || keep_refusal (self, waiting, refusal, error);
}

static gboolean
send_stream (Exchange  *self,
             KbStream   stream,
             GError   **error)
{
  g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->sync->outbox, stream);

  for (guint i = 0; i < waiting->len; i++)
    {
      KbWaiting *one = waiting->pdata[i];
      GError *local = NULL;

      if (one->sent || one->item->refusal != NULL)
        continue;
      if (!kb_endpoint_push (self->endpoint, one->item->wire, self->cancellable, &local))
        return settle_refusal (self, one, local, error);
      one->sent = TRUE;
      self->n_moved++;
    }

  return TRUE;
}

static gboolean
send_all (Exchange  *self,
          GError   **error)
{
  self->n_moved = 0;
  self->must_mend = FALSE;
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    if (!send_stream (self, stream, error))
      return FALSE;

  return TRUE;
}

static gboolean
has_connection (const GError *error)
{
  return !g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE) &&
         !g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_TLS) &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Where sending failed for another reason than the connection, reading may still do. */
static gboolean
send_and_pull (Exchange       *self,
               KbPullSummary  *summary,
               GError        **error)
{
  KbPullSummary pulled = { 0 };
  GError *sending = NULL;
  gboolean ok;

  if (!send_all (self, &sending) && !has_connection (sending))
    {
      kb_sync_note_outcome (self->sync, sending);
      g_propagate_error (error, sending);
      return FALSE;
    }
  ok = kb_sync_pull_locked (self->sync, self->cancellable, &pulled, sending == NULL ? error : NULL);
  summary->n_entries += pulled.n_entries;
  summary->n_new_cases += pulled.n_new_cases;
  summary->n_quarantined += pulled.n_quarantined;
  if (sending != NULL)
    g_propagate_error (error, sending);

  return ok && sending == NULL;
}

/* Signature and parts are what a server could change under the same id. */
static gboolean
is_whole (const KbStoredEntry *stored)
{
  return stored->quarantine != KB_QUARANTINE_SIGNATURE &&
         stored->quarantine != KB_QUARANTINE_PART;
}

/* Is it in the chain just as it was written, and set aside all the same? Then
 * sending it again is no use. */
static gboolean
is_set_aside (KbSync          *sync,
              const KbWaiting *waiting)
{
  const KbHeader *header = kb_entry_get_header (waiting->entry);
  guint64 seq = header->seen_seq;

  while (TRUE)
    {
      g_autoptr(GPtrArray) entries = kb_store_load_stream (sync->store, header->stream, seq, 500,
                                                           NULL);

      if (entries == NULL || entries->len == 0)
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        {
          const KbStoredEntry *stored = entries->pdata[i];
          g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);

          seq = stored->place.seq;
          if (entry != NULL && is_whole (stored) &&
              memcmp (kb_entry_get_id (entry), waiting->item->entry_id, KB_HASH_SIZE) == 0)
            return TRUE;
        }
    }
}

/* Taken, and not in the chain that was pulled behind it, or there and set aside. */
static gboolean
check_seen (Exchange  *self,
            GError   **error)
{
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->sync->outbox, stream);

      for (guint i = 0; i < waiting->len; i++)
        {
          const KbWaiting *one = waiting->pdata[i];

          if (!one->sent)
            continue;
          if (is_set_aside (self->sync, one))
            {
              if (!keep_refusal (self, one, "set_aside", error))
                return FALSE;
              continue;
            }
          g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                               _("The server took the entry, but its journal does not show it"));
          return FALSE;
        }
    }

  return TRUE;
}

/* A server may have lost what it took: each exchange offers all again. */
static void
forget_sent (KbSync *self)
{
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->outbox, stream);

      for (guint i = 0; i < waiting->len; i++)
        ((KbWaiting *) waiting->pdata[i])->sent = FALSE;
    }
}

static gboolean
run (Exchange       *self,
     KbPullSummary  *summary,
     GError        **error)
{
  guint n_stuck = 0;

  while (TRUE)
    {
      if (!send_and_pull (self, summary, error))
        return FALSE;
      if (!self->must_mend)
        return check_seen (self, error);
      if (!kb_sync_mend_outbox (self->sync, error))
        return FALSE;
      n_stuck = self->n_moved > 0 ? 0 : n_stuck + 1;
      if (n_stuck == MAX_STUCK_ROUNDS)
        {
          g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_CONFLICT,
                               _("The server does not take the entry, though its number and its "
                                 "key are what the journal asks for"));
          return FALSE;
        }
    }
}

static void
set_next_try (Exchange     *self,
              const GError *error)
{
  KbSync *sync = self->sync;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint n, n_refused;
  guint seconds;

  kb_outbox_count (sync->outbox, &n, &n_refused);
  g_mutex_lock (&sync->lock);
  if (n == n_refused || error == NULL)
    {
      /* What was written while this ran goes out at once. */
      sync->n_failures = 0;
      sync->next_try = n == n_refused ? 0 : now;
    }
  else
    {
      seconds = back_off_seconds[MIN (sync->n_failures, G_N_ELEMENTS (back_off_seconds) - 1)];
      sync->next_try = now + (self->retry_after > 0 ? self->retry_after : seconds);
      sync->n_failures++;
    }
  g_mutex_unlock (&sync->lock);
  kb_sync_notify (sync, "next-try");
}

/**
 * kb_sync_exchange_locked:
 *
 * kb_sync_exchange() under the pull lock.
 */
gboolean
kb_sync_exchange_locked (KbSync         *self,
                         GCancellable   *cancellable,
                         KbPullSummary  *ret_summary,
                         GError        **error)
{
  Exchange exchange = { .sync = self, .cancellable = cancellable };
  KbPullSummary summary = { 0 };
  GError *local = NULL;
  gboolean ok;

  forget_sent (self);
  exchange.endpoint = kb_sync_get_endpoint (self, cancellable, &local);
  ok = exchange.endpoint != NULL && run (&exchange, &summary, &local);
  set_next_try (&exchange, local);
  if (ret_summary != NULL)
    *ret_summary = summary;
  if (local != NULL)
    g_propagate_error (error, local);

  return ok;
}

/**
 * kb_sync_exchange:
 * @cancellable: (nullable): what was not sent yet stays
 * @ret_summary: (out) (optional): what came
 * @error: as of kb_sync_pull(); %KB_SYNC_ERROR_PROTOCOL where the server took an entry and does
 *   not show it, %KB_SYNC_ERROR_CONFLICT where it takes none
 *
 * Sends what waits, and pulls. An entry that the server refuses is kept with
 * its code and is no error here: see "n-refused". Sets "next-try".
 */
gboolean
kb_sync_exchange (KbSync         *self,
                  GCancellable   *cancellable,
                  KbPullSummary  *ret_summary,
                  GError        **error)
{
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  ok = kb_sync_exchange_locked (self, cancellable, ret_summary, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}

static void
exchange_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean ok = kb_sync_exchange (source, cancellable, task_data, &error);

  /* An entry that the server will not take does not keep us from looking at the page. */
  if (ok || has_connection (error))
    kb_sync_watch_hourly (source, cancellable);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
kb_sync_exchange_async (KbSync              *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kb_sync_exchange_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (KbPullSummary, 1), g_free);
  g_task_run_in_thread (task, exchange_thread);
}

gboolean
kb_sync_exchange_finish (KbSync         *self,
                         GAsyncResult   *result,
                         KbPullSummary  *ret_summary,
                         GError        **error)
{
  if (ret_summary != NULL)
    *ret_summary = *(KbPullSummary *) g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error);
}
