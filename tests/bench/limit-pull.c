/* SPDX-License-Identifier: GPL-3.0-or-later */

/* limit-pull URL KEYS DATABASE: the limit of `pull`. The same frames from the
 * same intake; for each entry one signature verified and its sealed part opened on
 * this thread, encrypted anew and stored by another, 1,000 rows a commit. KEYS
 * is what `bench-office keys` writes. */
#include "config.h"

#include "bench-age.h"
#include "bench-wire.h"
#include "bench.h"

#include <libsoup/soup.h>
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#define BATCH 1000
#define FRAME_ENTRY 1
#define BEFORE_ENTRY (8 + 8 + 8 + 32 + 32)     /* seq … link */
#define BUFFER (1u << 20)

typedef struct
{
  guint64 seq;
  GBytes *text;
} Row;

typedef struct
{
  SoupSession *session;
  const char  *url;
  char        *authorization;
  guint8       secret[BENCH_KEY_SIZE];
  guint8       recipient[BENCH_KEY_SIZE];
  GAsyncQueue *queue;           /* of GArray of Row; an empty one ends it */
  GArray      *batch;
  guint64      seq;
  guint64      head_seq;
  guint        n_rows;
} Puller;

static void
run (sqlite3    *db,
     const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    bench_die ("%s: %s", sql, sqlite3_errmsg (db));
}

static void
store_row (sqlite3      *db,
           sqlite3_stmt *insert,
           const Row    *row,
           const guint8 *key)
{
  guint8 sealed[BUFFER / 8];
  gsize size;
  const guint8 *text = g_bytes_get_data (row->text, &size);
  unsigned long long length;

  randombytes_buf (sealed, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (
    sealed + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, &length, text, size,
    (const guint8 *) &row->seq, sizeof row->seq, NULL, sealed, key);
  sqlite3_bind_int64 (insert, 1, row->seq);
  sqlite3_bind_blob (insert, 2, sealed, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + length,
                     SQLITE_STATIC);
  if (sqlite3_step (insert) != SQLITE_DONE)
    bench_die ("%s", sqlite3_errmsg (db));
  sqlite3_reset (insert);
}

typedef struct
{
  const char  *path;
  GAsyncQueue *queue;
} Writer;

static gpointer
write_thread (gpointer data)
{
  Writer *writer = data;
  sqlite3_stmt *insert;
  sqlite3 *db;
  guint8 key[BENCH_KEY_SIZE];
  gboolean done = FALSE;

  crypto_aead_xchacha20poly1305_ietf_keygen (key);
  if (sqlite3_open (writer->path, &db) != SQLITE_OK)
    bench_die ("%s", sqlite3_errmsg (db));
  run (db, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
           "CREATE TABLE rows (seq INTEGER PRIMARY KEY, sealed BLOB) STRICT");
  sqlite3_prepare_v2 (db, "INSERT INTO rows VALUES (?, ?)", -1, &insert, NULL);

  while (!done)
    {
      g_autoptr(GArray) batch = g_async_queue_pop (writer->queue);

      run (db, "BEGIN IMMEDIATE");
      for (guint i = 0; i < batch->len; i++)
        {
          Row *row = &g_array_index (batch, Row, i);

          store_row (db, insert, row, key);
          g_bytes_unref (row->text);
        }
      run (db, "COMMIT");
      done = batch->len == 0;
    }
  sqlite3_finalize (insert);
  sqlite3_close (db);

  return NULL;
}

static void
send_batch (Puller *self)
{
  g_async_queue_push (self->queue, self->batch);
  self->batch = g_array_sized_new (FALSE, FALSE, sizeof (Row), BATCH);
}

static void
take_entry (Puller       *self,
            const guint8 *payload,
            gsize         size)
{
  static guint8 plain[BUFFER / 8];
  BenchEntry entry;
  Row row = { .seq = bench_read_u64 (payload) };
  gssize length = 0;

  if (!bench_entry_read (payload + BEFORE_ENTRY, size - BEFORE_ENTRY, &entry) ||
      !bench_entry_verify (&entry))
    bench_die ("entry %" G_GUINT64_FORMAT " is not what it should be", row.seq);
  if (entry.sealed != NULL)
    length = bench_age_open (plain, entry.sealed, entry.sealed_size, self->secret,
                             self->recipient);
  if (length < 0)
    bench_die ("entry %" G_GUINT64_FORMAT " does not open", row.seq);
  while (length > 0 && plain[length - 1] == ' ')
    length--;
  row.text = g_bytes_new (plain, length);
  g_array_append_val (self->batch, row);
  self->seq = row.seq;
  self->n_rows++;
  if (self->batch->len == BATCH)
    send_batch (self);
}

/* Whole frames at the start of the buffer; returns how many bytes they are. */
static gsize
take_frames (Puller       *self,
             const guint8 *bytes,
             gsize         size)
{
  gsize used = 0;

  while (size - used >= 4 && size - used - 4 >= bench_read_u32 (bytes + used))
    {
      const guint8 *frame = bytes + used + 4;
      guint32 length = bench_read_u32 (bytes + used);

      if (frame[0] == FRAME_ENTRY)
        take_entry (self, frame + 1, length - 1);
      else
        self->head_seq = bench_read_u64 (frame + 1);
      used += 4 + length;
    }

  return used;
}

static void
pull_page (Puller *self)
{
  g_autofree char *url = g_strdup_printf ("%s/v1/streams/office/entries?after=%" G_GUINT64_FORMAT,
                                          self->url, self->seq);
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GError) error = NULL;
  gsize filled = 0, used;
  gssize n;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               self->authorization);
  input = soup_session_send (self->session, message, NULL, &error);
  if (input == NULL || soup_message_get_status (message) != SOUP_STATUS_OK)
    bench_die ("%s: %s", url, error != NULL ? error->message
                                            : soup_message_get_reason_phrase (message));

  while ((n = g_input_stream_read (input, buffer + filled, BUFFER - filled, NULL, &error)) > 0)
    {
      filled += n;
      used = take_frames (self, buffer, filled);
      filled -= used;
      memmove (buffer, buffer + used, filled);
    }
  if (n < 0 || filled > 0)
    bench_die ("%s: the page ends in the middle", url);
}

/* Two lines: the bearer token, and the audience's X25519 secret in hex. */
static void
read_keys (Puller     *self,
           const char *path)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, NULL, &error))
    bench_die ("%s", error->message);
  lines = g_strsplit (text, "\n", 3);
  if (g_strv_length (lines) < 2 ||
      sodium_hex2bin (self->secret, sizeof self->secret, lines[1], strlen (lines[1]), NULL, &size,
                      NULL) != 0 || size != sizeof self->secret)
    bench_die ("%s: wants a token and a key", path);
  self->authorization = g_strconcat ("Bearer ", lines[0], NULL);
  crypto_scalarmult_base (self->recipient, self->secret);
}

int
main (int    argc,
      char **argv)
{
  Puller puller = { 0 };
  Writer writer;
  GThread *thread;
  double start;

  if (argc != 4)
    bench_die ("wants URL KEYS DATABASE");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  read_keys (&puller, argv[2]);
  puller.url = argv[1];
  puller.session = soup_session_new ();
  puller.queue = g_async_queue_new ();
  puller.batch = g_array_sized_new (FALSE, FALSE, sizeof (Row), BATCH);
  writer = (Writer) { .path = argv[3], .queue = puller.queue };

  start = bench_now ();
  thread = g_thread_new ("write", write_thread, &writer);
  do
    pull_page (&puller);
  while (puller.seq < puller.head_seq);
  if (puller.batch->len > 0)
    send_batch (&puller);
  send_batch (&puller);
  g_thread_join (thread);

  bench_print ("seconds", bench_now () - start);
  bench_print ("entries", puller.n_rows);

  return 0;
}
