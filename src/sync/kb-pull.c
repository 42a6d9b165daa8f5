/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-pull.h"

#include "kb-alarm.h"
#include "kb-bytes.h"
#include "kb-check.h"
#include "kb-fold.h"
#include "kb-page.h"
#include "kb-reporters.h"
#include "kb-seen.h"
#include "kb-sync-error.h"
#include "kb-thread.h"

#include <string.h>

/* The pipeline of one stream:
 *
 *   this thread           2 openers                 1 storing thread
 *   frames, link, note → signature, authority, → author's number, fold, commit
 *                         parts, opening
 *
 * Pages stay in order. At most MAX_IN_FLIGHT are read and not yet committed, so
 * that memory has a bound; a page is committed only when its note was right.
 * Where there is an index there is a window: openers and storer give way to it. */
#define MAX_IN_FLIGHT 2
#define N_OPENERS 2

typedef struct
{
  KbPull       *pull;
  KbStream      stream;
  GThreadPool  *openers;
  GThread      *storer;
  GMutex        lock;
  GCond         moved;
  GQueue        read;           /* pages whose note was right */
  guint         n_in_flight;    /* of them, not yet committed */
  guint         n_unchecked;    /* chunks with the openers, of all pages */
  GCancellable *cancellable;
  gboolean      ended;          /* no more pages will come */
  GError       *error;          /* the storing thread's */
  KbChain       head;           /* as far as was read */
  guint64       first_seq;      /* where this pull began */
  guint64       server_seq;     /* head of the stream, as the last page said */
} Pipeline;

typedef struct
{
  KbPage *page;
  guint   first;
  guint   n;
} Chunk;

static void
check_pulled (Pipeline *line,
              KbPulled *pulled)
{
  const KbLedger *ledger = line->pull->ledger;
  const KbHeader *header = kb_entry_get_header (pulled->entry);
  const KbDevice *author;

  pulled->quarantine = kb_check_entry (ledger, line->stream, pulled->entry, &pulled->place,
                                       &pulled->plain);
  if (line->stream == KB_STREAM_ROSTER)
    return;
  pulled->canary = kb_check_canary (ledger, pulled->entry, &pulled->place, pulled->plain);
  pulled->channel = kb_check_channel (ledger, pulled->entry, &pulled->place, pulled->plain);
  pulled->old_key = kb_check_old_key (ledger, pulled->entry, &pulled->place);
  author = kb_roster_find_device (ledger->roster, header->author);
  if (author != NULL && pulled->quarantine != KB_QUARANTINE_SIGNATURE)
    {
      pulled->author_name = g_strdup (author->name);
      pulled->author_role = kb_device_role_to_string (author->role);
    }
}

static void
check_chunk (gpointer data,
             gpointer user_data)
{
  Pipeline *line = user_data;
  g_autofree Chunk *chunk = data;

  if (line->pull->index != NULL)
    kb_thread_step_back ();
  for (guint i = 0; i < chunk->n; i++)
    check_pulled (line, &chunk->page->entries[chunk->first + i]);

  g_mutex_lock (&line->lock);
  line->n_unchecked--;
  if (--chunk->page->n_unchecked == 0)
    g_cond_broadcast (&line->moved);
  g_mutex_unlock (&line->lock);
}

static void
chunk_cb (gpointer  data,
          KbPage   *page,
          guint     first,
          guint     n)
{
  Pipeline *line = data;
  Chunk *chunk = g_new (Chunk, 1);

  *chunk = (Chunk) { .page = page, .first = first, .n = n };
  g_mutex_lock (&line->lock);
  page->n_unchecked++;
  line->n_unchecked++;
  g_mutex_unlock (&line->lock);
  g_thread_pool_push (line->openers, chunk, NULL);
}

static void
wait_checked (Pipeline *line,
              KbPage   *page)
{
  g_mutex_lock (&line->lock);
  while (page->n_unchecked > 0)
    g_cond_wait (&line->moved, &line->lock);
  g_mutex_unlock (&line->lock);
}

/* A custodian's device can't open what it wrote itself; kb_sync_push_with_plain()
 * kept that under the entry's id. */
static void
take_own_plain (Pipeline *line,
                KbPulled *pulled)
{
  const KbMembership *membership = line->pull->ledger->membership;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;

  if (pulled->plain != NULL || pulled->quarantine != KB_QUARANTINE_NONE ||
      memcmp (kb_entry_get_header (pulled->entry)->author,
              kb_signing_key_get_public (membership->device), KB_SIGN_PUBLIC_SIZE) != 0)
    return;
  id = kb_hex_encode (kb_entry_get_id (pulled->entry), KB_HASH_SIZE);
  name = g_strconcat ("own/", id, NULL);
  pulled->plain = kb_store_get_meta (line->pull->ledger->store, name, NULL);
}

/* Who signed it was shown another journal than this computer, or says so. */
static void
check_seen (Pipeline *line,
            KbPulled *pulled)
{
  KbPull *pull = line->pull;
  const KbHeader *header = kb_entry_get_header (pulled->entry);

  if (pulled->quarantine != KB_QUARANTINE_SIGNATURE &&
      kb_roster_find_device (pull->ledger->roster, header->author) != NULL &&
      !kb_seen_fits (pull->ledger, header, &pulled->place))
    pull->watch.alarm (pull->watch.data, "fork-seen", pulled->entry, pulled->place.seq);
  kb_seen_remember (pull->ledger, line->stream, &pulled->place);
}

/* What must happen in seq order: what was seen, the author's number, and the
 * roster itself. */
static void
settle (Pipeline *line,
        KbPulled *pulled)
{
  KbPull *pull = line->pull;
  g_autoptr(GError) error = NULL;

  check_seen (line, pulled);
  if (line->stream == KB_STREAM_ROSTER)
    {
      g_mutex_lock (pull->ledger_lock);
      pulled->quarantine = kb_ledger_enrol (pull->ledger, pulled->entry, &pulled->place,
                                            pulled->quarantine);
      g_mutex_unlock (pull->ledger_lock);
    }
  g_mutex_lock (pull->ledger_lock);
  kb_ledger_hear (pull->ledger, pulled->entry, &pulled->place, pulled->quarantine);
  kb_ledger_follow_author (pull->ledger, pulled->entry, pulled->quarantine, &error);
  g_mutex_unlock (pull->ledger_lock);
  if (error != NULL)
    {
      pulled->quarantine = KB_QUARANTINE_AUTHOR_SEQ;
      pull->watch.alarm (pull->watch.data, kb_alarm_code_of (error), pulled->entry,
                         pulled->place.seq);
    }
  if (line->stream != KB_STREAM_ROSTER)
    take_own_plain (line, pulled);
}

static gboolean
settle_reporter (Pipeline     *line,
                 KbReporters  *reporters,
                 KbPulled     *pulled,
                 GError      **error)
{
  g_autoptr(GError) local = NULL;

  if (kb_reporters_check (reporters, pulled, &local))
    return TRUE;
  if (local->domain != KB_CHAIN_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  line->pull->watch.alarm (line->pull->watch.data, kb_alarm_code_of (local), pulled->entry,
                           pulled->place.seq);

  return TRUE;
}

static void
fill_item (KbPulled *pulled,
           KbStream  stream)
{
  const KbHeader *header = kb_entry_get_header (pulled->entry);
  KbStoreItem *item = &pulled->item;

  item->stored.stream = stream;
  item->stored.place = pulled->place;
  item->stored.quarantine = pulled->quarantine;
  item->stored.wire = pulled->wire;
  item->stored.plain = pulled->plain;
  memcpy (item->case_id, header->case_id, KB_CASE_ID_SIZE);
  memcpy (item->author, header->author, KB_SIGN_PUBLIC_SIZE);
  item->author_seq = header->author_seq;
  memcpy (item->id, kb_entry_get_id (pulled->entry), KB_HASH_SIZE);
  item->item = pulled;
}

/* A reporter's number used for two entries: the second ones are set aside. */
static void
set_duplicates_aside (Pipeline *line,
                      KbPage   *page)
{
  for (guint i = 0; i < page->n_entries; i++)
    {
      KbPulled *pulled = &page->entries[i];

      if (!pulled->item.duplicate)
        continue;
      pulled->item.duplicate = FALSE;
      pulled->quarantine = KB_QUARANTINE_AUTHOR_SEQ;
      pulled->item.stored.quarantine = pulled->quarantine;
      line->pull->watch.alarm (line->pull->watch.data, "author-fork", pulled->entry,
                               pulled->place.seq);
    }
}

static gboolean
append (Pipeline   *line,
        KbPage     *page,
        guint      *ret_n_new,
        GArray    **ret_changed,
        GError    **error)
{
  KbStore *store = line->pull->ledger->store;
  g_autoptr(GPtrArray) items = g_ptr_array_sized_new (page->n_entries);
  g_autoptr(GError) local = NULL;
  KbFold fold = { .keep_states = line->pull->index != NULL };
  KbStoreFold fold_for_store = kb_fold_for_store (&fold);
  gboolean ok;

  for (guint i = 0; i < page->n_entries; i++)
    {
      fill_item (&page->entries[i], line->stream);
      g_ptr_array_add (items, &page->entries[i].item);
    }
  ok = kb_store_append (store, items, &page->head, &fold_for_store, ret_changed, &local);
  if (!ok && g_error_matches (local, KB_STORE_ERROR, KB_STORE_ERROR_DUPLICATE))
    {
      g_clear_error (&local);
      set_duplicates_aside (line, page);
      fold.n_new_cases = 0;
      ok = kb_store_append (store, items, &page->head, &fold_for_store, ret_changed, &local);
    }
  if (!ok)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_n_new = fold.n_new_cases;

  return TRUE;
}

static void
report (Pipeline *line,
        KbPage   *page,
        GArray   *changed,
        guint     n_new)
{
  KbPull *pull = line->pull;
  double all = MAX (1, page->server_seq - line->first_seq);

  for (guint i = 0; i < page->n_entries; i++)
    {
      KbPulled *pulled = &page->entries[i];

      if (pulled->quarantine != KB_QUARANTINE_NONE)
        pull->n_quarantined++;
    }
  pull->n_entries += page->n_entries;
  pull->n_new_cases += n_new;
  pull->watch.committed (pull->watch.data, changed, n_new,
                         (double) (page->head.seq - line->first_seq) / all);
}

static char *
search_text (const KbPulled *pulled)
{
  KbKind kind = kb_entry_get_header (pulled->entry)->kind;

  if (pulled->quarantine != KB_QUARANTINE_NONE && (kind == KB_KIND_WORK || kind == KB_KIND_MESSAGE))
    return NULL;

  return kb_case_search_text (pulled->folded, kind, pulled->plain);
}

static void
feed_index (Pipeline *line,
            KbPage   *page)
{
  KbTextIndex *index = line->pull->index;

  for (guint i = 0; index != NULL && i < page->n_entries; i++)
    {
      KbPulled *pulled = &page->entries[i];
      g_autofree char *text = NULL;

      if (pulled->folded != NULL)
        text = search_text (pulled);
      if (text != NULL && pulled->plain != NULL && pulled->quarantine == KB_QUARANTINE_NONE)
        kb_similar_add (line->pull->similar, pulled->item.stored.case_row, pulled->plain);
      if (text != NULL && pulled->item.stored.case_row != 0)
        kb_text_index_add (index, pulled->item.stored.case_row, text);
    }
}

static gboolean
store_page (Pipeline  *line,
            KbPage    *page,
            GError   **error)
{
  KbPull *pull = line->pull;
  g_autoptr(KbReporters) reporters = kb_reporters_new (pull->ledger->store, page);
  g_autoptr(GArray) changed = NULL;
  guint n_new = 0;

  wait_checked (line, page);
  for (guint i = 0; i < page->n_entries; i++)
    {
      settle (line, &page->entries[i]);
      if (!settle_reporter (line, reporters, &page->entries[i], error))
        return FALSE;
    }
  if (!append (line, page, &n_new, &changed, error))
    return FALSE;

  g_mutex_lock (pull->ledger_lock);
  pull->ledger->heads[line->stream] = page->head;
  g_mutex_unlock (pull->ledger_lock);
  report (line, page, changed, n_new);
  feed_index (line, page);

  return TRUE;
}

static KbPage *
next_page (Pipeline *line)
{
  KbPage *page;

  g_mutex_lock (&line->lock);
  while (g_queue_is_empty (&line->read) && !line->ended)
    g_cond_wait (&line->moved, &line->lock);
  page = g_queue_pop_head (&line->read);
  g_mutex_unlock (&line->lock);

  return page;
}

static gpointer
store_thread (gpointer data)
{
  Pipeline *line = data;
  KbPage *page;

  if (line->pull->index != NULL)
    kb_thread_step_back ();
  while ((page = next_page (line)) != NULL)
    {
      g_autoptr(GError) error = NULL;

      /* After a failure pages are only let go: they come again. */
      if (line->error == NULL)
        store_page (line, page, &error);
      wait_checked (line, page);
      kb_page_free (page);
      g_mutex_lock (&line->lock);
      if (error != NULL)
        line->error = g_steal_pointer (&error);
      line->n_in_flight--;
      g_cond_broadcast (&line->moved);
      g_mutex_unlock (&line->lock);
    }

  return NULL;
}

/* Waits until at most @n pages are in flight. FALSE: the storing thread failed. */
static gboolean
wait_in_flight (Pipeline *line,
                guint     n)
{
  gboolean ok;

  g_mutex_lock (&line->lock);
  while (line->n_in_flight > n && line->error == NULL)
    g_cond_wait (&line->moved, &line->lock);
  ok = line->error == NULL;
  g_mutex_unlock (&line->lock);

  return ok;
}

/* The roster grew while this stream is read. Nobody may read the old one
 * meanwhile: what is in flight is finished first. */
static gboolean
need_roster_cb (gpointer   data,
                guint64    seq,
                GError   **error)
{
  Pipeline *line = data;
  KbPull *pull = line->pull;

  g_mutex_lock (&line->lock);
  while (line->n_unchecked > 0)
    g_cond_wait (&line->moved, &line->lock);
  g_mutex_unlock (&line->lock);
  wait_in_flight (line, 0);

  return kb_pull_stream (pull, KB_STREAM_ROSTER, line->cancellable, error) &&
         kb_ledger_open_grants (pull->ledger, line->cancellable, error);
}

static KbPage *
read_page (Pipeline  *line,
           GError   **error)
{
  GCancellable *cancellable = line->cancellable;
  g_autoptr(KbPage) page = kb_page_new (line->stream);
  g_autoptr(GInputStream) frames = NULL;
  KbPageWatch watch = { .need_roster = need_roster_cb, .chunk = chunk_cb, .data = line };
  gboolean ok;

  frames = kb_endpoint_open_stream (line->pull->endpoint, line->stream, line->head.seq, cancellable,
                                    error);
  if (frames == NULL)
    return NULL;
  ok = kb_page_read (page, frames, line->pull->ledger, &line->head, &watch, cancellable, error);
  g_input_stream_close (frames, NULL, NULL);
  if (!ok)
    {
      wait_checked (line, page);
      return NULL;
    }

  return g_steal_pointer (&page);
}

static void
hand_to_storer (Pipeline *line,
                KbPage   *page)
{
  g_mutex_lock (&line->lock);
  line->n_in_flight++;
  g_queue_push_tail (&line->read, page);
  g_cond_broadcast (&line->moved);
  g_mutex_unlock (&line->lock);
}

static gboolean
read_pages (Pipeline  *line,
            GError   **error)
{
  /* The roster is judged by itself: one page after the other. */
  guint ahead = line->stream == KB_STREAM_ROSTER ? 0 : MAX_IN_FLIGHT - 1;
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr(KbPage) page = read_page (line, error);

      if (page == NULL)
        return FALSE;
      if (page->critical != NULL)
        g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UPDATE, "%s", page->critical->message);
      more = page->n_entries > 0 && page->critical == NULL && page->head.seq < page->server_seq;
      line->head = page->head;
      line->server_seq = page->server_seq;
      if (page->n_entries > 0)
        hand_to_storer (line, g_steal_pointer (&page));
      if (error != NULL && *error != NULL)
        return FALSE;
      if (!wait_in_flight (line, ahead))
        return TRUE;
    }

  return TRUE;
}

static void
pipeline_end (Pipeline *line)
{
  g_mutex_lock (&line->lock);
  line->ended = TRUE;
  g_cond_broadcast (&line->moved);
  g_mutex_unlock (&line->lock);
  g_thread_join (line->storer);
  g_thread_pool_free (line->openers, FALSE, TRUE);
  g_mutex_clear (&line->lock);
  g_cond_clear (&line->moved);
}

/**
 * kb_pull_stream:
 * @self: what to pull with
 * @stream: which; the roster first
 * @cancellable: (nullable): ends between frames; whole pages that have
 *   arrived are still kept
 * @error: return location
 *
 * Pulls all that is new. Each page is durable on its own, so that whatever
 * breaks this off loses nothing and doubles nothing.
 *
 * Returns: %FALSE with a #KbChainError, #KbSyncError, #KbStoreError or
 *   %G_IO_ERROR_CANCELLED
 */
gboolean
kb_pull_stream (KbPull        *self,
                KbStream       stream,
                GCancellable  *cancellable,
                GError       **error)
{
  Pipeline line = { .pull = self, .stream = stream, .cancellable = cancellable };
  guint64 roster_seq = self->ledger->heads[KB_STREAM_ROSTER].seq;
  g_autoptr(GError) local = NULL;

  g_mutex_init (&line.lock);
  g_cond_init (&line.moved);
  g_queue_init (&line.read);
  line.head = self->ledger->heads[stream];
  line.head.roster_seq = MAX (line.head.roster_seq, self->ledger->floor[stream]);
  line.first_seq = line.head.seq;
  line.openers = g_thread_pool_new (check_chunk, &line, N_OPENERS, TRUE, NULL);
  line.storer = g_thread_new ("kb-pull-store", store_thread, &line);

  read_pages (&line, &local);
  pipeline_end (&line);

  /* What the disk says matters more than what the network says. */
  if (line.error != NULL)
    {
      g_propagate_error (error, line.error);
      return FALSE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->complete[stream] = line.head.seq == line.server_seq;

  return !self->complete[stream] ||
         kb_ledger_raise_floor (self->ledger, stream, roster_seq, error);
}
