/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-store [N]: what the store costs, in batches as a pull makes them. Not a
 * test: prints, judges nothing. */
#include "config.h"

#include "kb-store.h"

#include <glib/gstdio.h>
#include <string.h>

#define BATCH 1000
#define WIRE_SIZE 5120
#define PLAIN_SIZE 2048

static double
milliseconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1000.0;
}

/* A fold that costs nothing: each entry opens a case with a snapshot of usual size. */
static gboolean
fold_cb (gpointer              data,
         const KbStoredEntry  *entry,
         gpointer              item,
         GBytes               *stream_state,
         GBytes               *snapshot,
         GBytes              **ret_stream_state,
         GBytes              **ret_snapshot,
         guint64              *ret_sort,
         guint32              *ret_views,
         char                **ret_search_text,
         GError              **error)
{
  static const guint8 bytes[256];

  *ret_stream_state = g_bytes_new (&entry->place.seq, sizeof entry->place.seq);
  *ret_snapshot = g_bytes_new (bytes, sizeof bytes);
  *ret_sort = entry->place.hour;
  *ret_views = KB_STORE_VIEW_ALL;

  return TRUE;
}

static KbStoreItem *
make_item (guint64  seq,
           GBytes  *wire,
           GBytes  *plain)
{
  KbStoreItem *item = g_new0 (KbStoreItem, 1);

  item->stored.stream = KB_STREAM_OFFICE;
  item->stored.place.seq = seq;
  item->stored.place.hour = 500000 + seq / 50;
  item->stored.wire = g_bytes_ref (wire);
  item->stored.plain = g_bytes_ref (plain);
  item->author_seq = 1;
  memcpy (item->id, &seq, sizeof seq);
  memcpy (item->case_id, &seq, sizeof seq);
  memcpy (item->author, &seq, sizeof seq);

  return item;
}

static void
item_free (gpointer data)
{
  KbStoreItem *item = data;

  kb_stored_entry_clear (&item->stored);
  g_free (item->search_text);
  g_free (item);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
bench_append (KbStore *store,
              guint    n)
{
  g_autoptr(GBytes) wire = g_bytes_new_take (g_malloc0 (WIRE_SIZE), WIRE_SIZE);
  g_autoptr(GBytes) plain = g_bytes_new_take (g_malloc0 (PLAIN_SIZE), PLAIN_SIZE);
  g_autoptr(GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  KbStoreFold fold = { fold_cb, NULL };
  gint64 all = g_get_monotonic_time ();

  for (guint64 seq = 0; seq < n;)
    {
      g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
      KbChain head = { .stream = KB_STREAM_OFFICE, .hour = 500000 };
      g_autoptr(GError) error = NULL;
      double took;
      gint64 start;

      for (guint i = 0; i < BATCH; i++)
        g_ptr_array_add (items, make_item (++seq, wire, plain));
      head.seq = seq;
      start = g_get_monotonic_time ();
      if (!kb_store_append (store, items, &head, &fold, NULL, &error))
        g_error ("%s", error->message);
      took = milliseconds_since (start);
      g_array_append_val (times, took);
    }

  g_array_sort (times, compare_doubles);
  g_print ("append of %d: median %.1f ms, worst %.1f ms; %.0f entries/s in all\n", BATCH,
           g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len - 1), n * 1000.0 / milliseconds_since (all));
}

static void
bench_reads (KbStore *store)
{
  guint counts[KB_STORE_N_VIEWS];
  gboolean waited = kb_store_get_counts (store, counts, NULL);   /* for what append left to do */
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GArray) ids = kb_store_list_cases (store, KB_STORE_VIEW_ALL, NULL);
  guint n = 0;
  guint n_read;
  guint64 after = 0;

  g_assert (waited);
  g_print ("list of %u cases: %.2f ms\n", ids->len, milliseconds_since (start));

  start = g_get_monotonic_time ();
  for (guint at = 0; at + 64 <= MIN (ids->len, 6400); at += 64, n++)
    g_ptr_array_unref (kb_store_load_cases (store, &g_array_index (ids, guint32, at), 64, NULL));
  g_print ("page of 64 cases: %.2f ms\n", milliseconds_since (start) / n);

  start = g_get_monotonic_time ();
  kb_store_get_counts (store, counts, NULL);
  g_print ("counts: %.3f ms\n", milliseconds_since (start));

  start = g_get_monotonic_time ();
  do
    {
      g_autoptr(GPtrArray) entries = NULL;

      entries = kb_store_load_stream (store, KB_STREAM_OFFICE, after, 200, NULL);
      n_read = entries->len;
      after += n_read;
    }
  while (n_read > 0);
  g_print ("whole stream in steps of 200: %.0f entries/s\n",
           after * 1000.0 / milliseconds_since (start));
}

int
main (int   argc,
      char *argv[])
{
  guint n = argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  g_autofree char *folder = g_dir_make_tmp ("kumbang-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "store.db", NULL);
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autoptr(KbSecret) key = kb_secret_new_random (32);
  g_autoptr(KbStore) store = kb_store_new (path, key);
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  if (!kb_store_open (store, &error))
    g_error ("%s", error->message);
  g_print ("new file: %.1f ms\n", milliseconds_since (start));
  bench_append (store, n);
  bench_reads (store);
  start = g_get_monotonic_time ();
  kb_store_close (store);
  g_print ("close: %.1f ms\n", milliseconds_since (start));
  start = g_get_monotonic_time ();
  if (!kb_store_open (store, &error))
    g_error ("%s", error->message);
  g_print ("open: %.1f ms\n", milliseconds_since (start));
  kb_store_close (store);

  g_unlink (path);
  g_unlink (log_path);
  g_rmdir (folder);

  return 0;
}
