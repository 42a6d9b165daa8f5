/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-pull PROFILE [URL]: one pull of this profile, as the desktop does it:
 * "seconds" from opening its store until all is durable and listed, "pulled" the
 * pull alone; then a second one, as the timer makes it: "again". URL: another way
 * to the same intake. */
#include "config.h"

#include "bench.h"

#include "kb-sync.h"

#include <sodium.h>

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
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
  g_autoptr(GArray) cases = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  KbPullSummary summary;
  double start, opened;

  if (argc != 2 && argc != 3)
    bench_die ("wants PROFILE [URL]");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  keyring = kb_secret_service_keyring_new (argv[1]);
  membership = kb_membership_load (argv[1], keyring, NULL, &error);
  must (error);
  if (argc == 3)
    {
      g_free (membership->endpoint);
      membership->endpoint = g_strdup (argv[2]);
    }
  key = kb_membership_store_key (membership, NULL, &error);
  must (error);
  path = kb_membership_store_path (membership);
  store = kb_store_new (path, key);

  start = bench_now ();
  kb_store_open (store, &error);
  must (error);
  sync = kb_sync_new (membership, store, NULL);
  kb_sync_load (sync, &error);
  must (error);
  opened = bench_now ();
  kb_sync_pull (sync, NULL, &summary, &error);
  must (error);
  bench_print ("pulled", bench_now () - opened);
  cases = kb_store_list_cases (store, KB_STORE_VIEW_ALL, &error);
  must (error);
  bench_print ("seconds", bench_now () - start);
  bench_print ("entries", summary.n_entries);
  bench_print ("wrong", summary.n_quarantined);
  bench_print ("cases", cases->len);

  opened = bench_now ();
  kb_sync_pull (sync, NULL, &summary, &error);
  must (error);
  bench_print ("again", bench_now () - opened);

  return 0;
}
