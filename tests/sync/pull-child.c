/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pull-child FILE: one pull in a process of its own, to be killed or timed.
 * FILE is what sync_person_write() wrote. Prints `ENTRIES SECONDS`. */
#include "config.h"

#include "sync-person.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(KbStore) store = NULL;
  g_autoptr(KbSync) sync = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  KbPullSummary summary = { 0 };
  gint64 start;
  gboolean ok;

  if (argc != 2)
    return 64;
  membership = sync_person_read (argv[1]);
  path = kb_membership_store_path (membership);
  key = kb_membership_store_key (membership, NULL, &error);
  if (key == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  store = kb_store_new (path, key);
  sync = kb_sync_new (membership, store, NULL);
  start = g_get_monotonic_time ();
  ok = kb_store_open (store, &error) && kb_sync_load (sync, &error) &&
       kb_sync_pull (sync, NULL, &summary, &error);
  g_print ("%u %.3f\n", summary.n_entries,
           (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  if (!ok)
    g_printerr ("%s\n", error->message);
  kb_store_close (store);

  return ok ? 0 : 1;
}
