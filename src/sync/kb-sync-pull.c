/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-pull.h"

#include <glib/gi18n.h>
#include <string.h>

static void
alarm_cb (gpointer       data,
          const char    *code,
          const KbEntry *entry,
          guint64        seq)
{
  const KbHeader *header = kb_entry_get_header (entry);

  kb_sync_raise_alarm (data, code, header->stream, seq, header->author);
}

/* What the server itself answers for: seen behind the last entry that is kept. */
static void
alarm_of_stream (KbSync       *self,
                 KbStream      stream,
                 const GError *error)
{
  kb_sync_raise_alarm (self, kb_alarm_code_of (error), stream, self->ledger->heads[stream].seq,
                       NULL);
}

/* What the commit showed in the chain waits no longer. */
static void
let_go (KbSync *self)
{
  guint n, n_refused, n_left;

  kb_outbox_begin (self->outbox);
  kb_outbox_count (self->outbox, &n, &n_refused);
  n_left = n;
  if (n > 0 && kb_outbox_load (self->outbox, NULL))
    kb_outbox_count (self->outbox, &n_left, &n_refused);
  kb_outbox_end (self->outbox);
  if (n_left == n)
    return;
  kb_sync_notify (self, "n-pending");
  kb_sync_notify (self, "n-refused");
}

static void
committed_cb (gpointer  data,
              GArray   *changed,
              guint     n_new,
              double    progress)
{
  KbSync *self = data;

  let_go (self);
  g_mutex_lock (&self->lock);
  self->progress = CLAMP (progress, 0, 1);
  g_mutex_unlock (&self->lock);
  kb_sync_notify (self, "progress");
  if (changed == NULL || changed->len == 0)
    return;
  kb_sync_note_card_rows (self, changed);
  kb_sync_emit_changed (self, changed, n_new);
}

/**
 * kb_sync_get_endpoint:
 *
 * The endpoint with this device's token; under the pull lock.
 */
KbEndpoint *
kb_sync_get_endpoint (KbSync        *self,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = NULL;
  g_autoptr(KbSecret) token = NULL;

  if (self->endpoint != NULL)
    return self->endpoint;
  token = self->token != NULL
    ? kb_secret_ref (self->token)
    : kb_keyring_lookup (self->membership->keyring, KB_KEYRING_TOKEN, cancellable, error);
  if (token == NULL)
    return NULL;
  endpoint = kb_endpoint_new (self->membership->endpoint, self->membership->ca_file, error);
  if (endpoint == NULL)
    return NULL;
  kb_endpoint_set_token (endpoint, token);
  self->endpoint = g_steal_pointer (&endpoint);

  return self->endpoint;
}

/**
 * kb_sync_use_token:
 * @token: (nullable): for the requests that follow; %NULL: this device's own again
 */
void
kb_sync_use_token (KbSync   *self,
                   KbSecret *token)
{
  g_mutex_lock (&self->pull_lock);
  g_clear_pointer (&self->endpoint, kb_endpoint_free);
  g_clear_pointer (&self->token, kb_secret_unref);
  self->token = token != NULL ? kb_secret_ref (token) : NULL;
  g_mutex_unlock (&self->pull_lock);
}

/* A custodian's desktop pulls headers; others only what they hold a key for,
 * so that nothing is stored unread before the key was handed over. */
static gboolean
pulls (KbSync   *self,
       KbStream  stream)
{
  KbDeviceRole role = kb_ledger_get_role (self->ledger);

  if (!kb_role_may_pull (role, stream))
    return FALSE;

  return role == KB_DEVICE_ROLE_CUSTODIAN ||
         kb_ledger_has_audience (self->ledger, kb_stream_to_string (stream));
}

static gboolean
pull_roster (KbSync        *self,
             KbPull        *pull,
             GCancellable  *cancellable,
             GError       **error)
{
  guint64 before = self->ledger->heads[KB_STREAM_ROSTER].seq;

  if (!kb_pull_stream (pull, KB_STREAM_ROSTER, cancellable, error))
    {
      /* The roster may be ahead of what was committed. */
      g_mutex_lock (&self->lock);
      kb_ledger_load (self->ledger, NULL, NULL);
      g_mutex_unlock (&self->lock);
      return FALSE;
    }

  return self->ledger->heads[KB_STREAM_ROSTER].seq == before ||
         kb_ledger_open_grants (self->ledger, cancellable, error);
}

/* A page that was read could not be kept: the numbers in it were not used yet. */
static void
forget_unkept (KbSync   *self,
               KbStream  stream)
{
  g_autoptr(KbLedger) kept = kb_ledger_new (self->membership, self->store);
  KbAuthors *authors;
  KbHeard *heard;

  if (!kb_ledger_load (kept, NULL, NULL))
    return;
  g_mutex_lock (&self->lock);
  authors = self->ledger->authors[stream];
  self->ledger->authors[stream] = kept->authors[stream];
  kept->authors[stream] = authors;
  heard = self->ledger->heard[stream];
  self->ledger->heard[stream] = kept->heard[stream];
  kept->heard[stream] = heard;
  g_mutex_unlock (&self->lock);
}

/* The streams do not wait for each other: one that alarms leaves the other readable. */
static void
pull_cases (KbSync        *self,
            KbPull        *pull,
            GCancellable  *cancellable,
            GError       **error)
{
  for (KbStream stream = KB_STREAM_OFFICE; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autoptr(GError) local = NULL;

      if (!pulls (self, stream) || kb_pull_stream (pull, stream, cancellable, &local))
        continue;
      if (local->domain == KB_CHAIN_ERROR)
        alarm_of_stream (self, stream, local);
      if (local->domain == KB_STORE_ERROR)
        forget_unkept (self, stream);
      if (*error == NULL)
        *error = g_steal_pointer (&local);
      if ((*error)->domain != KB_CHAIN_ERROR &&
          !g_error_matches (*error, KB_SYNC_ERROR, KB_SYNC_ERROR_UPDATE))
        return;
    }
}

static gboolean
save_changed (KbSync         *self,
              const guint64   before[KB_N_STREAMS],
              GError        **error)
{
  for (guint i = KB_STREAM_ROSTER; i < KB_N_STREAMS; i++)
    if (self->ledger->heads[i].seq != before[i] &&
        !kb_ledger_save (self->ledger, i, NULL, error))
      return FALSE;

  return TRUE;
}

/* What a whole pull can tell, and what it is time to tell others. */
static void
look_behind (KbSync       *self,
             const KbPull *pull)
{
  if (pull->complete[KB_STREAM_OFFICE])
    kb_sync_check_canaries (self);
  kb_sync_write_due_cards (self, pull->complete);
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    if (pull->complete[stream])
      kb_sync_beat (self, stream);
}

static void
set_pulling (KbSync   *self,
             gboolean  pulling)
{
  g_mutex_lock (&self->lock);
  self->pulling = pulling;
  self->progress = -1;
  g_mutex_unlock (&self->lock);
  kb_sync_notify (self, "pulling");
}

void
kb_sync_note_outcome (KbSync       *self,
                      const GError *error)
{
  gboolean reached = error == NULL || error->domain == KB_CHAIN_ERROR;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);
  g_autoptr(GBytes) meta = g_bytes_new (text, strlen (text));

  if (g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_RESTORING))
    kb_sync_raise_alarm (self, "restoring", 0, 0, NULL);
  g_mutex_lock (&self->lock);
  self->offline = g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE) ||
                  g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_TLS);
  self->retry_after = self->endpoint != NULL ? kb_endpoint_get_retry_after (self->endpoint) : 0;
  if (reached)
    {
      self->last_pull = now;
      self->store_older = FALSE;
    }
  g_mutex_unlock (&self->lock);

  if (reached)
    {
      kb_store_set_meta (self->store, "last-pull", meta, NULL);
      kb_sync_watch_after_pull (self);
      kb_sync_notify (self, "last-pull");
      kb_sync_notify (self, "store-older");
    }
  kb_sync_notify (self, "offline");
  kb_sync_notify (self, "retry-after");
}

/**
 * kb_sync_pull_locked:
 *
 * One pull of all this device's streams; under the pull lock.
 */
gboolean
kb_sync_pull_locked (KbSync         *self,
                     GCancellable   *cancellable,
                     KbPullSummary  *ret_summary,
                     GError        **error)
{
  KbPull pull = { .ledger = self->ledger, .ledger_lock = &self->lock, .index = self->index,
                  .similar = self->similar, .watch = { committed_cb, alarm_cb, self } };
  guint64 before[KB_N_STREAMS];
  GError *local = NULL;

  pull.endpoint = kb_sync_get_endpoint (self, cancellable, error);
  if (pull.endpoint == NULL)
    return FALSE;
  for (guint i = 0; i < KB_N_STREAMS; i++)
    before[i] = self->ledger->heads[i].seq;

  set_pulling (self, TRUE);
  if (!pull_roster (self, &pull, cancellable, &local))
    {
      if (local->domain == KB_CHAIN_ERROR)
        alarm_of_stream (self, KB_STREAM_ROSTER, local);
    }
  else
    pull_cases (self, &pull, cancellable, &local);
  save_changed (self, before, local == NULL ? &local : NULL);
  look_behind (self, &pull);
  kb_sync_note_outcome (self, local);
  set_pulling (self, FALSE);

  if (ret_summary != NULL)
    *ret_summary = (KbPullSummary) { pull.n_entries, pull.n_new_cases, pull.n_quarantined };
  if (local == NULL)
    return TRUE;
  if (local->domain == KB_CHAIN_ERROR)
    {
      g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL,
                   _("The server's journal does not fit what this computer has seen: %s"),
                   local->message);
      g_error_free (local);
    }
  else
    g_propagate_error (error, local);

  return FALSE;
}

/**
 * kb_sync_pull:
 * @cancellable: (nullable): ends the pull; whole pages that arrived are kept
 * @ret_summary: (out) (optional): what came, also when the pull ended early
 * @error: return location
 *
 * Pulls the roster, then the streams that this device reads. Blocks. A second
 * call waits for the first.
 */
gboolean
kb_sync_pull (KbSync         *self,
              GCancellable   *cancellable,
              KbPullSummary  *ret_summary,
              GError        **error)
{
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  ok = kb_sync_pull_locked (self, cancellable, ret_summary, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}

static void
pull_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  KbPullSummary *summary = task_data;
  GError *error = NULL;

  if (kb_sync_pull (source, cancellable, summary, &error))
    {
      kb_sync_watch_hourly (source, cancellable);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

void
kb_sync_pull_async (KbSync              *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, kb_sync_pull_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (KbPullSummary, 1), g_free);
  g_task_run_in_thread (task, pull_thread);
}

gboolean
kb_sync_pull_finish (KbSync         *self,
                     GAsyncResult   *result,
                     KbPullSummary  *ret_summary,
                     GError        **error)
{
  if (ret_summary != NULL)
    *ret_summary = *(KbPullSummary *) g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Seen means: this device's own chain of numbers, as the verified journal
 * shows it, has reached the entry. */
static gboolean
check_seen (KbSync   *self,
            KbEntry  *entry,
            GError  **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  guint64 seq;
  guint8 id[KB_HASH_SIZE];

  kb_authors_get (self->ledger->authors[header->stream], header->author, &seq, id);
  if (seq > header->author_seq ||
      (seq == header->author_seq && memcmp (id, kb_entry_get_id (entry), KB_HASH_SIZE) == 0))
    return TRUE;
  g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                       _("The server took the entry, but its journal does not show it"));

  return FALSE;
}

/* The entry's number is behind those that wait. */
static gboolean
send_before (KbSync        *self,
             KbStream       stream,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->outbox, stream);

  return waiting->len == 0 || kb_sync_exchange_locked (self, cancellable, NULL, error);
}

/**
 * kb_sync_push:
 * @entry: an entry of this device
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Sends the entry, and pulls until it is seen in the verified chain: only then
 * it counts. Sending again what the server already has is no error. What waits
 * in the outbox of that stream goes first.
 */
gboolean
kb_sync_push (KbSync        *self,
              KbEntry       *entry,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GBytes) wire = kb_entry_encode (entry);
  KbEndpoint *endpoint;
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  endpoint = kb_sync_get_endpoint (self, cancellable, error);
  ok = endpoint != NULL &&
       send_before (self, kb_entry_get_header (entry)->stream, cancellable, error) &&
       kb_endpoint_push (endpoint, wire, cancellable, error) &&
       kb_sync_pull_locked (self, cancellable, NULL, error) && check_seen (self, entry, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}

/**
 * kb_sync_push_with_plain:
 * @plain: what was sealed in @entry, as the fold reads it
 *
 * Like kb_sync_push(). @plain is kept in the store first, so that it is not
 * lost when this ends between sending and pulling: a custodian's computer
 * can't open what it wrote itself.
 */
gboolean
kb_sync_push_with_plain (KbSync        *self,
                         KbEntry       *entry,
                         GBytes        *plain,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (entry), KB_HASH_SIZE);
  g_autofree char *name = g_strconcat ("own/", id, NULL);

  return kb_store_set_meta (self->store, name, plain, error) &&
         kb_sync_push (self, entry, cancellable, error);
}

/**
 * kb_sync_custody_plain:
 * @entry: an identity-use entry made of @use
 *
 * Returns: (transfer full): the JSON that its custody part holds
 */
GBytes *
kb_sync_custody_plain (const KbEntry       *entry,
                       const KbIdentityUse *use)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *fields = json_array_new ();
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;
  char *text;

  kb_header_get_context (kb_entry_get_header (entry), context);
  hex = kb_hex_encode (context, sizeof context);
  json_object_set_string_member (object, "context", hex);
  json_object_set_int_member (object, "v", 1);
  json_object_set_string_member (object, "reason", use->reason);
  json_object_set_string_member (object, "letter", use->letter);
  for (guint i = 0; use->fields != NULL && use->fields[i] != NULL; i++)
    json_array_add_string_element (fields, use->fields[i]);
  json_object_set_array_member (object, "fields", fields);
  json_object_set_int_member (object, "minutes", use->minutes);
  text = kb_json_to_string (object);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * kb_sync_fetch_identity:
 * @complaint: id of the complaint
 * @role: which of its identity parts
 * @use: id of the entry that puts this on record, seen in the chain
 *
 * Returns: (transfer full): the sealed part
 */
GBytes *
kb_sync_fetch_identity (KbSync        *self,
                        const guint8   complaint[KB_HASH_SIZE],
                        KbPartRole     role,
                        const guint8   use[KB_HASH_SIZE],
                        GCancellable  *cancellable,
                        GError       **error)
{
  KbEndpoint *endpoint;
  GBytes *part = NULL;

  g_mutex_lock (&self->pull_lock);
  endpoint = kb_sync_get_endpoint (self, cancellable, error);
  if (endpoint != NULL)
    part = kb_endpoint_get_identity (endpoint, complaint, role, use, cancellable, error);
  g_mutex_unlock (&self->pull_lock);

  return part;
}
