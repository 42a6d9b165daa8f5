/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-scale PROFILE URL: one pull, then the check of all that is stored anew.
 * "memory" is the most that this process ever held, in MB; "alarm" is 1 when the
 * journal is not what it should be: then that was kept which was right. */
#include "config.h"

#include "bench.h"

#include "kb-sync.h"
#include "kb-verify.h"

#include <sodium.h>
#include <sys/resource.h>

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

static double
most_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_maxrss / 1024.0;
}

static void
print_state (KbMembership *membership,
             KbStore      *store)
{
  g_autoptr(GArray) cases = NULL;
  g_autoptr(GError) error = NULL;
  KbVerifyReport report;
  double start = bench_now ();

  kb_verify_journal (membership, store, &report, NULL, &error);
  must (error);
  bench_print ("verify", bench_now () - start);
  bench_print ("roster", report.n_entries[KB_STREAM_ROSTER]);
  bench_print ("entries", report.n_entries[KB_STREAM_OFFICE]);
  bench_print ("aside", report.n_quarantined);
  bench_print ("wrong", report.n_wrong);
  cases = kb_store_list_cases (store, KB_STORE_VIEW_ALL, &error);
  must (error);
  bench_print ("cases", cases->len);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(KbStore) store = NULL;
  g_autoptr(KbSync) sync = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean alarm;
  double start;

  if (argc != 3)
    bench_die ("wants PROFILE URL");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  keyring = kb_secret_service_keyring_new (argv[1]);
  membership = kb_membership_load (argv[1], keyring, NULL, &error);
  must (error);
  g_free (membership->endpoint);
  membership->endpoint = g_strdup (argv[2]);
  key = kb_membership_store_key (membership, NULL, &error);
  must (error);
  path = kb_membership_store_path (membership);
  store = kb_store_new (path, key);
  kb_store_open (store, &error);
  must (error);

  start = bench_now ();
  sync = kb_sync_new (membership, store, NULL);
  kb_sync_load (sync, &error);
  must (error);
  kb_sync_pull (sync, NULL, NULL, &error);
  alarm = g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  if (alarm)
    g_clear_error (&error);
  must (error);
  bench_print ("seconds", bench_now () - start);
  bench_print ("memory", most_memory ());
  bench_print ("alarm", alarm);
  print_state (membership, store);

  return 0;
}
