/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-year DATA PROFILE KEYS COUNT: an office of five persons in the new data
 * folder DATA of an intake that is not running: a supervisor, three officers and
 * a custodian, and COUNT entries of their year in the office stream: complaints,
 * work, heartbeats, uses of identities. PROFILE becomes the supervisor's desktop,
 * which has pulled nothing; KEYS is as of bench-office. */
#include "config.h"

#include "bench-journal.h"
#include "bench-text.h"
#include "bench.h"

#include "kb-bytes.h"

#include <sodium.h>

#define N_OFFICERS 3
#define SCALAR_SIZE 32
#define TEXT_SIZE 1500
#define NOTE_SIZE 200
#define MOST_CASES 200          /* that are worked on at a time */

typedef struct
{
  KbTestOffice *office;
  KbTestDevice  more[N_OFFICERS - 1];
  KbSecret     *scalar;         /* of the office's key */
  BenchJournal *journal;
  GPtrArray    *cases;          /* KbEntry: the last complaints */
  GRand        *rand;
} Year;

static void
add (Year    *self,
     KbEntry *entry)
{
  kb_test_office_add (self->office, &self->office->supervisor, entry);
  kb_entry_unref (entry);
}

/* Everybody is enrolled and has the second key of the office, whose bytes we know. */
static void
found (Year *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const guint8 *intake = kb_signing_key_get_public (self->journal->intake);
  KbTestOffice *office = kb_test_office_new (intake, now);

  self->office = office;
  for (guint i = 0; i < G_N_ELEMENTS (self->more); i++)
    {
      g_autofree char *name = g_strdup_printf ("Petugas %u", i + 2);

      kb_test_device_init (&self->more[i], name, KB_DEVICE_ROLE_OFFICER);
      add (self, kb_test_office_new_enrolment (office, &self->more[i], NULL));
    }
  kb_age_identity_unref (office->office_key);
  office->office_key = kb_age_identity_new_x25519 (self->scalar);
  add (self, kb_test_office_new_grant (office, "office", 2, office->office_key));
  add (self, kb_test_office_new_profile (office, 2, now, now + 20 * 24 * 3600));

  bench_journal_begin (self->journal, office);
}

static KbTestDevice *
any_officer (Year *self)
{
  guint i = g_rand_int_range (self->rand, 0, N_OFFICERS);

  return i == 0 ? &self->office->officer : &self->more[i - 1];
}

static KbEntry *
any_case (Year *self)
{
  return self->cases->pdata[g_rand_int_range (self->rand, 0, self->cases->len)];
}

/* Takes @entry. */
static void
append_of (Year         *self,
           KbTestDevice *device,
           KbEntry      *entry)
{
  bench_journal_append (self->journal, entry);
  kb_test_office_wrote (device, entry);
  kb_entry_unref (entry);
}

static void
append_complaint (Year *self)
{
  g_autofree char *text = bench_text_new (self->rand, TEXT_SIZE);
  KbEntry *entry = kb_test_office_new_complaint (self->office, text, "no", TRUE);

  bench_journal_append (self->journal, entry);
  if (self->cases->len == MOST_CASES)
    g_ptr_array_remove_index (self->cases, 0);
  g_ptr_array_add (self->cases, entry);
}

static void
append_next (Year *self)
{
  guint of_hundred = g_rand_int_range (self->rand, 0, 100);
  g_autofree char *text = bench_text_new (self->rand, NOTE_SIZE);
  KbTestDevice *device = any_officer (self);
  KbTestOffice *office = self->office;

  if (self->cases->len == 0 || of_hundred < 30)
    {
      append_complaint (self);
    }
  else if (of_hundred < 92)
    {
      append_of (self, device, kb_test_office_new_work (office, device, any_case (self), text));
    }
  else if (of_hundred < 97)
    {
      KbAuthorship authorship = kb_test_office_authorship (office, device, KB_STREAM_OFFICE);

      append_of (self, device, kb_compose_heartbeat (&authorship, KB_STREAM_OFFICE));
    }
  else
    {
      append_of (self, &office->custodian,
                 kb_test_office_new_use (office, &office->custodian, any_case (self),
                                         1u << KB_ROLE_CONTACT));
    }
}

static void
make_entries (Year  *self,
              guint  count)
{
  guint64 start = self->journal->hour;

  for (guint i = 0; i < count; i++)
    {
      self->journal->hour = start + (guint64) i * BENCH_YEAR_HOURS / count;
      append_next (self);
    }
}

static void
write_keys (Year       *self,
            const char *path)
{
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (self->scalar), SCALAR_SIZE);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", self->office->supervisor.token, hex);
  g_autoptr(GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  if (error != NULL)
    bench_die ("%s", error->message);
}

int
main (int    argc,
      char **argv)
{
  Year year = { 0 };

  if (argc != 5)
    bench_die ("wants DATA PROFILE KEYS COUNT");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  year.journal = bench_journal_open (argv[1]);
  year.scalar = kb_secret_new_random (SCALAR_SIZE);
  year.rand = g_rand_new_with_seed (1);
  year.cases = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);

  found (&year);
  bench_journal_keep_profile (year.journal, year.office, argv[2]);
  write_keys (&year, argv[3]);
  make_entries (&year, bench_read_count (argv[4]));
  bench_journal_close (year.journal);

  for (guint i = 0; i < G_N_ELEMENTS (year.more); i++)
    kb_test_device_clear (&year.more[i]);
  kb_test_office_free (year.office);
  kb_secret_unref (year.scalar);
  g_ptr_array_unref (year.cases);
  g_rand_free (year.rand);

  return 0;
}
