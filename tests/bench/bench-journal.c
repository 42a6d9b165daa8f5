/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-journal.h"

#include "bench.h"

#include "kb-body.h"
#include "kb-data.h"
#include "kb-membership.h"
#include "kb-sqlite-storage.h"

#include <string.h>

#define BATCH 1000

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

BenchJournal *
bench_journal_open (const char *data)
{
  g_autofree char *database = kb_data_get_database (data);
  BenchJournal *self = g_new0 (BenchJournal, 1);
  g_autoptr(GError) error = NULL;

  self->intake = kb_data_read_key (data, &error);
  must (error);
  self->storage = kb_sqlite_storage_open (database, KB_SQLITE_WRITE, &error);
  must (error);
  self->hour = g_get_real_time () / G_USEC_PER_SEC / 3600 - BENCH_YEAR_HOURS;

  return self;
}

void
bench_journal_commit (BenchJournal *self)
{
  g_autoptr(GError) error = NULL;

  if (self->n_waiting > 0)
    kb_storage_commit (self->storage, &error);
  must (error);
  self->n_waiting = 0;
}

void
bench_journal_close (BenchJournal *self)
{
  bench_journal_commit (self);
  g_object_unref (self->storage);
  kb_signing_key_unref (self->intake);
  g_free (self);
}

void
bench_journal_begin (BenchJournal *self,
                     KbTestOffice *office)
{
  for (guint stream = KB_STREAM_ROSTER; stream < KB_TEST_STREAMS; stream++)
    kb_chain_init (&self->chains[stream], office->genesis, stream);
  for (guint i = 0; i < office->entries->len; i++)
    bench_journal_append (self, office->entries->pdata[i]);
}

void
bench_journal_append (BenchJournal *self,
                      KbEntry      *entry)
{
  bench_journal_append_with (self, entry, &self->chains[KB_STREAM_ROSTER]);
}

void
bench_journal_append_with (BenchJournal  *self,
                           KbEntry       *entry,
                           const KbChain *roster)
{
  const KbHeader *header = kb_entry_get_header (entry);
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox = FALSE;
  g_autoptr(GError) error = NULL;
  KbPlace place;

  if (self->n_waiting++ == 0)
    kb_storage_begin (self->storage, TRUE, &error);
  must (error);
  if (header->kind == KB_KIND_COMPLAINT)
    kb_body_read_complaint (entry, &has_mailbox, mailbox, &error);
  must (error);
  kb_chain_append (&self->chains[header->stream], entry, self->hour, roster, &place);
  kb_storage_append (self->storage, entry, &place, has_mailbox ? mailbox : NULL, &error);
  must (error);
  if (self->n_waiting == BATCH)
    bench_journal_commit (self);
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

void
bench_journal_keep_profile (BenchJournal *self,
                            KbTestOffice *office,
                            const char   *profile)
{
  KbTestDevice *device = &office->supervisor;
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
  memcpy (membership->genesis, office->genesis, KB_HASH_SIZE);
  memcpy (membership->intake, kb_signing_key_get_public (self->intake), KB_SIGN_PUBLIC_SIZE);
  kb_membership_save (membership, &error);
  must (error);
}
