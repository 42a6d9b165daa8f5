/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-year DATA PROFILE KEYS COUNT: an office of five persons in the new data
 * folder DATA of an intake that is not running: a supervisor, three officers and
 * a custodian, and COUNT entries of their year in the office stream: complaints,
 * work, heartbeats, uses of identities. PROFILE becomes the supervisor's desktop,
 * which has pulled nothing; KEYS is as of bench-office. */
#include "config.h"

#include "bench-text.h"
#include "bench.h"

#include "kb-body.h"
#include "kb-bytes.h"
#include "kb-data.h"
#include "kb-membership.h"
#include "kb-sqlite-storage.h"
#include "kb-test-office.h"
#include "kb-token.h"

#include <sodium.h>
#include <string.h>

#define N_OFFICERS 3
#define SCALAR_SIZE 32
#define BATCH 1000
#define TEXT_SIZE 1500
#define NOTE_SIZE 200
#define MOST_CASES 200          /* that are worked on at a time */
#define YEAR_HOURS (365 * 24)

typedef struct
{
  KbTestOffice *office;
  KbTestDevice  more[N_OFFICERS - 1];
  KbSecret     *scalar;         /* of the office's key */
  KbStorage    *storage;
  KbChain       chains[KB_TEST_STREAMS];
  GPtrArray    *cases;          /* KbEntry: the last complaints */
  GRand        *rand;
  guint64       hour;
} Year;

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

static void
append (Year    *self,
        KbEntry *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox = FALSE;
  g_autoptr(GError) error = NULL;
  KbPlace place;

  if (header->kind == KB_KIND_COMPLAINT)
    kb_body_read_complaint (entry, &has_mailbox, mailbox, &error);
  must (error);
  kb_chain_append (&self->chains[header->stream], entry, self->hour,
                   &self->chains[KB_STREAM_ROSTER], &place);
  kb_storage_append (self->storage, entry, &place, has_mailbox ? mailbox : NULL, &error);
  must (error);
}

static void
add (Year    *self,
     KbEntry *entry)
{
  kb_test_office_add (self->office, &self->office->supervisor, entry);
  kb_entry_unref (entry);
}

/* Everybody is enrolled and has the second key of the office, whose bytes we know. */
static void
found (Year         *self,
       KbSigningKey *intake)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  KbTestOffice *office = kb_test_office_new (kb_signing_key_get_public (intake), now);

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

  for (guint stream = KB_STREAM_ROSTER; stream < KB_TEST_STREAMS; stream++)
    kb_chain_init (&self->chains[stream], office->genesis, stream);
  for (guint i = 0; i < office->entries->len; i++)
    append (self, office->entries->pdata[i]);
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
  append (self, entry);
  kb_test_office_wrote (device, entry);
  kb_entry_unref (entry);
}

static void
append_complaint (Year *self)
{
  g_autofree char *text = bench_text_new (self->rand, TEXT_SIZE);
  KbEntry *entry = kb_test_office_new_complaint (self->office, text, "no", TRUE);

  append (self, entry);
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
  guint64 start = self->hour;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < count; i++)
    {
      if (i % BATCH == 0)
        kb_storage_begin (self->storage, TRUE, &error);
      must (error);
      self->hour = start + (guint64) i * YEAR_HOURS / count;
      append_next (self);
      if (i % BATCH == BATCH - 1 || i == count - 1)
        kb_storage_commit (self->storage, &error);
      must (error);
    }
}

static void
store (KbKeyring  *keyring,
       const char *item,
       KbSecret   *secret)
{
  g_autoptr(GError) error = NULL;

  kb_keyring_store (keyring, item, secret, NULL, &error);
  must (error);
}

static void
keep_profile (Year         *self,
              const char   *profile,
              KbSigningKey *intake)
{
  KbTestDevice *device = &self->office->supervisor;
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (profile);
  g_autoptr(KbSecret) token = kb_secret_new (device->token, strlen (device->token));
  g_autoptr(KbSecret) age = kb_age_identity_to_secret (device->age);
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(GError) error = NULL;

  store (keyring, KB_KEYRING_TOKEN, token);
  store (keyring, KB_KEYRING_DEVICE_AGE, age);
  store (keyring, KB_KEYRING_DEVICE_SIGN, kb_signing_key_get_seed (device->sign));
  membership = kb_membership_new (profile, keyring, NULL, &error);
  must (error);
  membership->endpoint = g_strdup ("http://127.0.0.1:1");   /* bench-pull is told another */
  membership->name = g_strdup ("Bench");
  membership->role = KB_DEVICE_ROLE_SUPERVISOR;
  memcpy (membership->genesis, self->office->genesis, KB_HASH_SIZE);
  memcpy (membership->intake, kb_signing_key_get_public (intake), KB_SIGN_PUBLIC_SIZE);
  kb_membership_save (membership, &error);
  must (error);
}

static void
write_keys (Year       *self,
            const char *path)
{
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (self->scalar), SCALAR_SIZE);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", self->office->supervisor.token, hex);
  g_autoptr(GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  must (error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbSigningKey) intake = NULL;
  g_autofree char *database = NULL;
  g_autoptr(GError) error = NULL;
  Year year = { 0 };

  if (argc != 5)
    bench_die ("wants DATA PROFILE KEYS COUNT");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  intake = kb_data_read_key (argv[1], &error);
  must (error);
  database = kb_data_get_database (argv[1]);
  year.storage = kb_sqlite_storage_open (database, KB_SQLITE_WRITE, &error);
  must (error);
  year.scalar = kb_secret_new_random (SCALAR_SIZE);
  year.rand = g_rand_new_with_seed (1);
  year.cases = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  year.hour = g_get_real_time () / G_USEC_PER_SEC / 3600 - YEAR_HOURS;

  kb_storage_begin (year.storage, TRUE, &error);
  must (error);
  found (&year, intake);
  keep_profile (&year, argv[2], intake);
  kb_storage_commit (year.storage, &error);
  must (error);
  write_keys (&year, argv[3]);
  make_entries (&year, bench_read_count (argv[4]));

  for (guint i = 0; i < G_N_ELEMENTS (year.more); i++)
    kb_test_device_clear (&year.more[i]);
  kb_test_office_free (year.office);
  kb_secret_unref (year.scalar);
  g_ptr_array_unref (year.cases);
  g_rand_free (year.rand);
  g_object_unref (year.storage);

  return 0;
}
