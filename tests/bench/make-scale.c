/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-scale DATA PROFILE COUNT: as make-year, an office of 50 devices with COUNT
 * entries in the office stream, of which one is hostile and revoked on the way.
 * Prints "cases" and "aside", what a desktop must come to, and "ready"; with the
 * first line on its standard input it lets the revoked device write once more,
 * as a server would that states the roster of before, and ends. */
#include "config.h"

#include "bench-journal.h"
#include "bench.h"

#include "kb-test-crowd.h"

#include <sodium.h>
#include <stdio.h>

typedef struct
{
  BenchJournal *journal;
  guint64       start;
  guint         n;              /* of @count that are appended */
  guint         count;
} Scale;

static void
append_cb (gpointer  data,
           KbEntry  *entry)
{
  Scale *self = data;

  if (kb_entry_get_header (entry)->stream == KB_STREAM_OFFICE)
    self->n++;
  self->journal->hour = self->start + (guint64) self->n * BENCH_YEAR_HOURS / self->count;
  bench_journal_append (self->journal, entry);
}

int
main (int    argc,
      char **argv)
{
  Scale scale = { 0 };
  g_autoptr(KbTestCrowd) crowd = NULL;
  g_autoptr(KbEntry) late = NULL;
  KbTestOffice *office;
  KbChain old_roster;
  char line[16];

  if (argc != 4)
    bench_die ("wants DATA PROFILE COUNT");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  scale.count = bench_read_count (argv[3]);
  scale.journal = bench_journal_open (argv[1]);
  scale.start = scale.journal->hour;
  office = kb_test_office_new (kb_signing_key_get_public (scale.journal->intake),
                               g_get_real_time () / G_USEC_PER_SEC);
  bench_journal_begin (scale.journal, office);
  bench_journal_keep_profile (scale.journal, office, argv[2]);
  crowd = kb_test_crowd_new (office, append_cb, &scale);
  old_roster = scale.journal->chains[KB_STREAM_ROSTER];
  kb_test_crowd_write (crowd, scale.count);
  bench_journal_commit (scale.journal);
  bench_print ("cases", crowd->n_cases);
  bench_print ("aside", crowd->n_set_aside);
  bench_print ("ready", 1);
  fflush (stdout);

  if (fgets (line, sizeof line, stdin) != NULL)
    {
      late = kb_test_crowd_late (crowd);
      bench_journal_append_with (scale.journal, late, &old_roster);
    }
  bench_journal_close (scale.journal);
  kb_test_office_free (office);

  return 0;
}
