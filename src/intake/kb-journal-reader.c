/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-journal-reader.h"

#include "kb-frame.h"
#include "kb-handlers.h"
#include "kb-journal-writer.h"
#include "kb-note.h"
#include "kb-query.h"
#include "kb-sqlite-storage.h"

#include <string.h>

#define N_READERS 2
/* What the frame adds to an entry, and what the last frame of a page needs. */
#define FRAME_ROOM 128
#define END_ROOM 1024
#define FRAMES_TYPE "application/vnd.kumbang.frames"

/**
 * KbJournalReader:
 *
 * Reads pages of the journal in threads with connections of their own, so that
 * a desktop that pulls everything holds up no reporter.
 */
struct _KbJournalReader
{
  KbSigningKey *intake;
  GMainContext *context;
  GThreadPool  *pool;
  GAsyncQueue  *storages;
};

/* What a thread does with its connection, on its way back to the main context. */
typedef struct
{
  KbStorageReadFunc  read;
  KbStorageDoneFunc  done;
  gpointer           data;
  KbRefusal          refusal;
} Task;

typedef struct
{
  KbJournalReader     *reader;
  KbChain              last;    /* of this page; genesis and stream are set from the start */
  guint64              after;
  gboolean             only_custody;
  GHashTable          *held;    /* cases' own audiences whose newest key the reader has */
  KbJournalReaderFunc  func;
  gpointer             data;

  GByteArray          *out;
  guint                n_entries;
  GBytes              *page;
} Page;

static void
page_free (Page *page)
{
  g_clear_pointer (&page->held, g_hash_table_unref);
  g_clear_pointer (&page->out, g_byte_array_unref);
  g_clear_pointer (&page->page, g_bytes_unref);
  g_free (page);
}

/* The custodian needs to see that something is there, not what. */
static KbPartState
state_for_custodian (const KbEntry *entry,
                     guint          part,
                     gpointer       data)
{
  guint8 role = kb_entry_get_header (entry)->parts[part].role;

  return role == KB_ROLE_BODY || role == KB_ROLE_CUSTODY ? KB_PART_PRESENT : KB_PART_STUB;
}

/* What was withheld from everybody stays so. */
static KbPartState
state_for_excluded (const KbEntry *entry,
                    guint          part,
                    gpointer       data)
{
  guint8 role = kb_entry_get_header (entry)->parts[part].role;
  KbPartState state;

  kb_entry_get_part (entry, role, &state);

  return role == KB_ROLE_BODY || state != KB_PART_PRESENT ? state : KB_PART_STUB;
}

/* The audience's place in the header's bytes is fixed, so that ordinary entries
 * are not decoded: u32 header length, 220 bytes, u8 n, n bytes. */
#define AUDIENCE_AT (4 + 220)
#define CASE_PREFIX "case-"

static gboolean
is_excluded (const Page   *page,
             const guint8 *frame,
             gsize         size)
{
  g_autofree char *audience = NULL;
  gsize n = size > AUDIENCE_AT ? frame[AUDIENCE_AT] : 0;

  if (n < strlen (CASE_PREFIX) || size - AUDIENCE_AT - 1 < n ||
      memcmp (frame + AUDIENCE_AT + 1, CASE_PREFIX, strlen (CASE_PREFIX)) != 0)
    return FALSE;
  audience = g_strndup ((const char *) frame + AUDIENCE_AT + 1, n);

  return !g_hash_table_contains (page->held, audience);
}

static GBytes *
frame_for (const Page    *page,
           gconstpointer  frame,
           gsize          size)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (frame, size);
  g_autoptr(KbEntry) entry = NULL;

  if (!page->only_custody && !is_excluded (page, frame, size))
    return g_steal_pointer (&bytes);
  entry = kb_entry_decode_bytes (bytes, NULL);
  if (entry == NULL)
    return NULL;

  return kb_entry_encode_for (entry, page->only_custody ? state_for_custodian : state_for_excluded,
                              NULL);
}

static gboolean
add_entry (const KbPlace *place,
           gconstpointer  frame,
           gsize          size,
           gpointer       data)
{
  Page *page = data;
  g_autoptr(GBytes) bytes = NULL;

  if (page->out->len + size + FRAME_ROOM + END_ROOM > KB_LIMIT_PAGE)
    return FALSE;

  bytes = frame_for (page, frame, size);
  if (bytes == NULL)
    return FALSE;
  kb_frame_write_entry (page->out, place, bytes);
  page->n_entries++;
  page->last.seq = place->seq;
  memcpy (page->last.link, place->link, sizeof page->last.link);

  return TRUE;
}

/* One transaction, so that the page and the head belong together. */
static gboolean
read_page (KbStorage  *storage,
           gpointer    data,
           GError    **error)
{
  Page *page = data;
  KbChain head = page->last;
  g_autofree char *note = NULL;

  page->out = g_byte_array_new ();
  if (!kb_storage_find_head (storage, head.stream, &head, error) ||
      (page->after < head.seq &&
       !kb_storage_each (storage, head.stream, page->after, KB_LIMIT_PAGE_ENTRIES, add_entry, page,
                         error)))
    return FALSE;

  note = kb_head_sign (page->n_entries > 0 ? &page->last : &head, page->reader->intake);
  kb_frame_write_end (page->out, head.seq, note);
  page->page = g_byte_array_free_to_bytes (g_steal_pointer (&page->out));

  return TRUE;
}

static void
page_done (KbRefusal refusal,
           gpointer  data)
{
  Page *page = data;

  page->func (page->page, refusal, page->data);
  page_free (page);
}

static gboolean
answer_cb (gpointer data)
{
  Task *task = data;

  task->done (task->refusal, task->data);

  return G_SOURCE_REMOVE;
}

static void
read_thread (gpointer item,
             gpointer data)
{
  Task *task = item;
  KbJournalReader *self = data;
  KbStorage *storage = g_async_queue_pop (self->storages);
  g_autoptr(GSource) source = g_idle_source_new ();
  g_autoptr(GError) error = NULL;

  if (!kb_storage_begin (storage, FALSE, &error) || !task->read (storage, task->data, &error))
    task->refusal = kb_refusal_from_storage (error);
  kb_storage_rollback (storage);
  g_async_queue_push (self->storages, storage);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, task, g_free);
  g_source_attach (source, self->context);
}

/**
 * kb_journal_reader_new:
 * @intake: signs the heads
 */
KbJournalReader *
kb_journal_reader_new (const char    *database,
                       KbSigningKey  *intake,
                       GError       **error)
{
  g_autoptr(KbJournalReader) self = g_new0 (KbJournalReader, 1);

  self->intake = kb_signing_key_ref (intake);
  self->context = g_main_context_ref_thread_default ();
  self->storages = g_async_queue_new_full (g_object_unref);
  for (guint i = 0; i < N_READERS; i++)
    {
      KbStorage *storage = kb_sqlite_storage_open (database, KB_SQLITE_READ, error);

      if (storage == NULL)
        return NULL;
      g_async_queue_push (self->storages, storage);
    }
  self->pool = g_thread_pool_new (read_thread, self, N_READERS, FALSE, error);

  return self->pool != NULL ? g_steal_pointer (&self) : NULL;
}

void
kb_journal_reader_free (KbJournalReader *self)
{
  if (self == NULL)
    return;

  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, TRUE);
  g_async_queue_unref (self->storages);
  g_main_context_unref (self->context);
  kb_signing_key_unref (self->intake);
  g_free (self);
}

/**
 * kb_journal_reader_run:
 * @read: called in a thread, inside a read transaction
 * @done: called on the main context then
 * @data: for both; @done frees it
 *
 * Reads what one answer needs.
 */
void
kb_journal_reader_run (KbJournalReader   *self,
                       KbStorageReadFunc  read,
                       KbStorageDoneFunc  done,
                       gpointer           data)
{
  Task *task = g_new0 (Task, 1);

  task->read = read;
  task->done = done;
  task->data = data;
  g_thread_pool_push (self->pool, task, NULL);
}

/**
 * kb_journal_reader_start:
 * @genesis: the office's, for the head
 * @after: the last seq that the reader has
 * @only_custody: leave a stub in place of every sealed part but custody parts
 * @held: (transfer full): set of cases' own audiences; entries of others are stubs
 *
 * Reads one page and hands it to @func later.
 */
void
kb_journal_reader_start (KbJournalReader     *self,
                         const guint8         genesis[KB_HASH_SIZE],
                         KbStream             stream,
                         guint64              after,
                         gboolean             only_custody,
                         GHashTable          *held,
                         KbJournalReaderFunc  func,
                         gpointer             data)
{
  Page *page = g_new0 (Page, 1);

  page->reader = self;
  kb_chain_init (&page->last, genesis, stream);
  page->after = after;
  page->only_custody = only_custody;
  page->held = held;
  page->func = func;
  page->data = data;
  kb_journal_reader_run (self, read_page, page_done, page);
}

static void
page_cb (GBytes    *page,
         KbRefusal  refusal,
         gpointer   data)
{
  KbRequest *request = data;

  if (page != NULL)
    kb_request_answer (request, SOUP_STATUS_OK, FRAMES_TYPE, page);
  else
    kb_request_refuse (request, refusal);
  kb_request_release (request);
}

/* STREAM/entries */
static gboolean
read_stream (const char *rest,
             KbStream   *ret_stream)
{
  g_auto(GStrv) parts = g_strsplit (rest, "/", 3);

  return g_strv_length (parts) == 2 && g_str_equal (parts[1], "entries") &&
         kb_stream_from_string (parts[0], ret_stream);
}

/* Cases' own audiences whose newest key @device has, by the roster. */
static GHashTable *
find_held (KbServer       *server,
           const KbDevice *device)
{
  const KbRoster *roster = kb_standing_get_roster (server->standing);
  GHashTable *held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; device != NULL && i < kb_roster_get_n_grants (roster); i++)
    {
      const char *audience = kb_roster_get_grant (roster, i)->audience;

      if (g_str_has_prefix (audience, CASE_PREFIX) &&
          kb_roster_holds (roster, device, audience, 0))
        g_hash_table_add (held, g_strdup (audience));
    }

  return held;
}

/* The paper key reads who is in the office, and nothing else. */
static gboolean
may_pull (const KbCaller *caller,
          KbStream        stream)
{
  return caller->device != NULL ? kb_role_may_pull (caller->device->role, stream)
                                : stream == KB_STREAM_ROSTER;
}

/**
 * kb_streams_handle:
 *
 * GET /v1/streams/STREAM/entries?after=SEQ: one page of the journal.
 */
void
kb_streams_handle (KbServer   *server,
                   KbRequest  *request,
                   const char *rest)
{
  KbCaller caller;
  KbStream stream;
  guint64 after;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE && !caller.recovery)
    refusal = kb_caller_check_device (server, &caller);
  if (refusal == KB_REFUSAL_NONE && !read_stream (rest, &stream))
    refusal = KB_REFUSAL_NOT_FOUND;
  if (refusal == KB_REFUSAL_NONE && !may_pull (&caller, stream))
    refusal = KB_REFUSAL_NOT_ALLOWED;
  if (refusal == KB_REFUSAL_NONE &&
      !kb_query_u64 (kb_request_get_query (request), "after", &after))
    refusal = KB_REFUSAL_BAD_QUERY;
  if (refusal != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }

  kb_request_hold (request);
  kb_journal_reader_start (server->reader, kb_standing_get_genesis (server->standing), stream,
                           after,
                           caller.device != NULL && caller.device->role == KB_DEVICE_ROLE_CUSTODIAN,
                           find_held (server, caller.device), page_cb, request);
}
