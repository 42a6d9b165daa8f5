/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-many PROFILE: what an officer does all day, with the store that make-many made: opening
 * a case, filtering, searching as typed, and the memory for it. The search also in seconds of
 * the processor, which others on the machine do not lengthen. */
#include "config.h"

#include "bench-text.h"
#include "bench.h"

#include "kb-bytes.h"
#include "kb-case-index.h"
#include "kb-sync.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define N_QUERIES 60
#define HITS 200
#define N_OPENED 500
#define BATCH 500

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

typedef struct
{
  KbMembership *membership;
  KbStore      *store;
  KbTextIndex  *texts;
  KbSync       *sync;
  KbCaseIndex  *cases;
  GArray       *ids;            /* guint32, of all cases */
} Desk;

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

static void
open_desk (Desk       *desk,
           const char *profile)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (profile);
  g_autoptr(KbSecret) key = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  desk->membership = kb_membership_load (profile, keyring, NULL, &error);
  must (error);
  key = kb_membership_store_key (desk->membership, NULL, &error);
  must (error);
  path = kb_membership_store_path (desk->membership);
  desk->store = kb_store_new (path, key);
  kb_store_open (desk->store, &error);
  must (error);
  desk->texts = kb_text_index_new ();
  desk->sync = kb_sync_new (desk->membership, desk->store, desk->texts);
  kb_sync_load (desk->sync, &error);
  must (error);
  desk->ids = kb_store_list_cases (desk->store, KB_STORE_VIEW_ALL, &error);
  must (error);
  bench_print ("cases", desk->ids->len);
}

/* As the window's: the row, its entries, the fold of what waits. */
static void
open_case (Desk    *desk,
           guint32  id)
{
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(GError) error = NULL;

  cases = kb_store_load_cases (desk->store, &id, 1, &error);
  must (error);
  entries = kb_store_load_entries (desk->store, id, &error);
  must (error);
  kase = kb_sync_make_case (desk->sync, cases->pdata[0], entries, &error);
  must (error);
}

static void
print_spread (const char *name,
              GArray     *took)
{
  g_autofree char *p50 = g_strconcat (name, "-p50", NULL);
  g_autofree char *p95 = g_strconcat (name, "-p95", NULL);
  g_autofree char *worst = g_strconcat (name, "-worst", NULL);

  bench_print (p50, bench_percentile (took, 0.50));
  bench_print (p95, bench_percentile (took, 0.95));
  bench_print (worst, bench_percentile (took, 1));
}

/* In no order; twice, the first time as this process has seen none of them. */
static void
open_cases (Desk       *desk,
            const char *name)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_OPENED; i++)
    {
      guint32 id = g_array_index (desk->ids, guint32, g_rand_int_range (rand, 0, desk->ids->len));
      double start = bench_now ();
      double seconds;

      open_case (desk, id);
      seconds = bench_now () - start;
      g_array_append_val (took, seconds);
    }
  print_spread (name, took);
}

static void
fill_cases (Desk *desk)
{
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  const guint8 *device = kb_signing_key_get_public (desk->membership->device);
  g_autofree char *me = kb_hex_encode (device, KB_SIGN_PUBLIC_SIZE);
  double start = bench_now ();

  desk->cases = kb_case_index_new (clocks, me);
  for (guint at = 0; at < desk->ids->len; at += BATCH)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) cases = kb_store_load_cases (desk->store,
                                                        &g_array_index (desk->ids, guint32, at),
                                                        MIN (BATCH, desk->ids->len - at), &error);

      must (error);
      for (guint i = 0; i < cases->len; i++)
        {
          const KbStoredCase *stored = cases->pdata[i];
          g_autoptr(KbCaseState) state = kb_case_state_load (stored->snapshot, &error);

          must (error);
          kb_case_index_set (desk->cases, stored->id, state, stored->unread,
                             g_get_real_time () / G_USEC_PER_SEC);
        }
    }
  bench_print ("fill-cases", bench_now () - start);
}

static void
list_one (Desk               *desk,
          const KbCaseFilter *filter,
          KbCaseOrder         order,
          GArray             *took)
{
  double start = bench_now ();
  g_autoptr(GArray) ids = kb_case_index_list (desk->cases, filter, order);
  guint counts[KB_N_CASE_VIEWS];
  double seconds;

  kb_case_index_count (desk->cases, counts);
  seconds = bench_now () - start;
  g_array_append_val (took, seconds);
}

/* Every list and order with each kind of filter; before each order a case changes. */
static void
list_all (Desk *desk)
{
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < KB_N_CASE_VIEWS * (KB_CASE_ORDER_DUE + 1); i++)
    {
      KbCaseOrder order = i % (KB_CASE_ORDER_DUE + 1);
      g_autoptr(KbCaseFilter) filter = kb_case_filter_new ();

      filter->view = i / (KB_CASE_ORDER_DUE + 1);
      kb_case_index_set_unread (desk->cases, g_array_index (desk->ids, guint32, i), i % 2 == 0);
      list_one (desk, filter, order, took);
      filter->statuses = 1u << 1 | 1u << 3;
      list_one (desk, filter, order, took);
      filter->statuses = 0;
      filter->category = g_strdup ("korupsi");
      list_one (desk, filter, order, took);
      filter->unit = g_strdup ("Dinas 7");
      list_one (desk, filter, order, took);
      g_clear_pointer (&filter->category, g_free);
      g_clear_pointer (&filter->unit, g_free);
      filter->tag = g_strdup ("tag 3");
      list_one (desk, filter, order, took);
      filter->assignee = g_strdup ("");
      filter->late = TRUE;
      list_one (desk, filter, order, took);
    }
  print_spread ("filter", took);
}

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  GAsyncResult **ret_result = data;

  *ret_result = g_object_ref (result);
}

/* Of all threads: nothing else runs while one searches. */
static double
cpu_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return now.tv_sec + now.tv_nsec / 1e9;
}

static void
search (KbTextIndex *index,
        const char  *query,
        GArray      *took,
        GArray      *cost)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) hits = NULL;
  double start = bench_now ();
  double cpu = cpu_now ();
  double seconds;

  kb_text_index_search_async (index, query, HITS, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  hits = kb_text_index_search_finish (index, result, NULL, NULL);
  seconds = bench_now () - start;
  g_array_append_val (took, seconds);
  seconds = cpu_now () - cpu;
  g_array_append_val (cost, seconds);
}

/* Two words, letter by letter, as a person types them. */
static void
type_all (Desk *desk)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (2);
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) cost = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autofree char *first = bench_word_new (rand);
      g_autofree char *second = bench_word_new (rand);
      g_autofree char *query = g_strdup_printf ("%s %s", first, second);

      for (gsize n = 1; n <= strlen (query); n++)
        {
          g_autofree char *typed = g_strndup (query, n);

          search (desk->texts, typed, took, cost);
        }
    }
  print_spread ("search", took);
  print_spread ("search-cpu", cost);
}

static void
fill_texts (Desk *desk)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  double start = bench_now ();
  guint n_texts;

  kb_text_index_fill_async (desk->texts, desk->store, kb_sync_index_text, desk->sync, NULL,
                            result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  kb_text_index_fill_finish (desk->texts, result, &error);
  must (error);
  g_object_get (desk->texts, "n-texts", &n_texts, NULL);
  bench_print ("texts", n_texts);
  bench_print ("fill-texts", bench_now () - start);
}

int
main (int    argc,
      char **argv)
{
  Desk desk = { 0 };

  if (argc != 2)
    bench_die ("wants PROFILE");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  open_desk (&desk, argv[1]);
  open_cases (&desk, "cold");
  open_cases (&desk, "warm");
  fill_cases (&desk);
  list_all (&desk);
  fill_texts (&desk);
  type_all (&desk);
  bench_print ("megabytes", resident_mb ());

  return 0;
}
