/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-index PROFILE texts FILE: what the text index gets of this profile's
 * store, for limit-fts: u32 length ‖ text, ….
 *
 * bench-index PROFILE search QUERIES: fills the index as the desktop does, then
 * types each line of QUERIES and waits on a main loop for the newest 200 hits. */
#include "config.h"

#include "bench.h"

#include "kb-bytes.h"
#include "kb-sync.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define BATCH 500
#define HITS 200

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

static KbStore *
open_store (const char *profile)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (profile);
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  KbStore *store;

  membership = kb_membership_load (profile, keyring, NULL, &error);
  must (error);
  key = kb_membership_store_key (membership, NULL, &error);
  must (error);
  path = kb_membership_store_path (membership);
  store = kb_store_new (path, key);
  kb_store_open (store, &error);
  must (error);

  return store;
}

static void
write_text (KbStore             *store,
            const KbStoredEntry *entry,
            FILE                *file)
{
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GByteArray) out = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (entry->case_row == 0)
    return;
  cases = kb_store_load_cases (store, &entry->case_row, 1, &error);
  must (error);
  text = kb_sync_search_text (entry, cases->pdata[0]);
  if (text == NULL)
    return;
  kb_write_u32 (out, strlen (text));
  kb_write_bytes (out, text, strlen (text));
  if (fwrite (out->data, 1, out->len, file) != out->len)
    bench_die ("the texts can't be written");
}

static void
write_texts (KbStore    *store,
             const char *path)
{
  FILE *file = fopen (path, "wb");
  guint64 seq = 0;

  if (file == NULL)
    bench_die ("%s can't be written", path);
  for (;;)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) entries = kb_store_load_stream (store, KB_STREAM_OFFICE, seq, BATCH,
                                                           &error);

      must (error);
      if (entries->len == 0)
        break;
      for (guint i = 0; i < entries->len; i++)
        write_text (store, entries->pdata[i], file);
      seq = ((KbStoredEntry *) entries->pdata[entries->len - 1])->place.seq;
    }
  if (fclose (file) != 0)
    bench_die ("%s can't be written", path);
}

static void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      data)
{
  GAsyncResult **ret_result = data;

  *ret_result = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static char *
text_of (const KbStoredEntry *entry,
         const KbStoredCase  *stored_case,
         gpointer             data)
{
  return kb_sync_search_text (entry, stored_case);
}

static void
fill (KbTextIndex *index,
      KbStore     *store)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  double start = bench_now ();
  guint n_texts;

  kb_text_index_fill_async (index, store, text_of, NULL, NULL, store_result_cb, &result);
  kb_text_index_fill_finish (index, wait_result (&result), &error);
  must (error);
  g_object_get (index, "n-texts", &n_texts, NULL);
  bench_print ("rate", n_texts / (bench_now () - start));
}

static double
search (KbTextIndex *index,
        const char  *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) hits = NULL;
  g_autoptr(GError) error = NULL;
  double start = bench_now ();

  kb_text_index_search_async (index, query, HITS, NULL, store_result_cb, &result);
  hits = kb_text_index_search_finish (index, wait_result (&result), NULL, &error);
  must (error);

  return bench_now () - start;
}

static void
search_all (KbTextIndex *index,
            const char  *path)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) queries = NULL;
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  must (error);
  queries = g_strsplit (g_strchomp (text), "\n", 0);
  for (guint i = 0; queries[i] != NULL; i++)
    {
      double seconds = search (index, queries[i]);

      g_array_append_val (took, seconds);
    }
  bench_print ("p50", bench_percentile (took, 0.50));
  bench_print ("p95", bench_percentile (took, 0.95));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbStore) store = NULL;
  g_autoptr(KbTextIndex) index = NULL;

  if (argc != 4)
    bench_die ("wants PROFILE texts FILE, or PROFILE search QUERIES");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  store = open_store (argv[1]);
  if (g_str_equal (argv[2], "texts"))
    {
      write_texts (store, argv[3]);
      return 0;
    }
  index = kb_text_index_new ();
  fill (index, store);
  search_all (index, argv[3]);

  return 0;
}
