/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-many CASES ENTRIES: the text index with CASES stories of 1,500 bytes and ENTRIES of 150 in
 * all: how fast it fills, what memory it takes, and how long the newest 200 hits take for what is
 * typed, letter by letter. */
#include "config.h"

#include "bench-text.h"
#include "bench.h"

#include "kb-text-index.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define STORY_SIZE 1500
#define NOTE_SIZE 150
#define N_QUERIES 60
#define HITS 200

static double
resident_mb (void)
{
  g_autofree char *statm = NULL;
  unsigned long all = 0, resident = 0;

  if (!g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL)
      || sscanf (statm, "%lu %lu", &all, &resident) != 2)
    bench_die ("/proc/self/statm can't be read");

  return resident * 4096 / 1e6;
}

static void
fill (KbTextIndex *index,
      guint        n_cases,
      guint        n_entries)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  guint n_texts = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      guint32 case_row = (guint64) i * n_cases / n_entries + 1;
      gboolean is_story = case_row != (guint64) (i + 1) * n_cases / n_entries + 1;
      g_autofree char *text = bench_text_new (rand, is_story ? STORY_SIZE : NOTE_SIZE);

      kb_text_index_add (index, case_row, text);
      /* What waits is no part of the index. */
      while (i % 1000 == 999 && (g_object_get (index, "n-texts", &n_texts, NULL),
                                 i - n_texts > 2000))
        g_usleep (1000);
    }
  while (n_texts < n_entries)
    {
      g_usleep (1000);
      g_object_get (index, "n-texts", &n_texts, NULL);
    }
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  GAsyncResult **ret_result = data;

  *ret_result = g_object_ref (result);
}

static void
search (KbTextIndex *index,
        const char  *query,
        GArray      *took)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) hits = NULL;
  double start = bench_now ();
  double seconds;

  kb_text_index_search_async (index, query, HITS, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  hits = kb_text_index_search_finish (index, result, NULL, NULL);
  seconds = bench_now () - start;
  g_array_append_val (took, seconds);
}

/* Two words, letter by letter, as a person types them. */
static void
type_all (KbTextIndex *index)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autofree char *first = bench_word_new (rand);
      g_autofree char *second = bench_word_new (rand);
      g_autofree char *query = g_strdup_printf ("%s %s", first, second);

      for (gsize n = 1; n <= strlen (query); n++)
        {
          g_autofree char *typed = g_strndup (query, n);

          search (index, typed, took);
        }
    }
  bench_print ("p50", bench_percentile (took, 0.50));
  bench_print ("p95", bench_percentile (took, 0.95));
  bench_print ("p99", bench_percentile (took, 0.99));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbTextIndex) index = NULL;
  guint n_entries;
  double before, start;

  if (argc != 3)
    bench_die ("wants CASES ENTRIES");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  n_entries = strtoul (argv[2], NULL, 10);
  index = kb_text_index_new ();
  before = resident_mb ();
  start = bench_now ();
  fill (index, strtoul (argv[1], NULL, 10), n_entries);
  bench_print ("rate", n_entries / (bench_now () - start));
  bench_print ("megabytes", resident_mb () - before);
  type_all (index);

  return 0;
}
