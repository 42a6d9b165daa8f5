/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-office.h"

#include "sync-person.h"

#include <string.h>

#define NOW 1795000000

KbTestDevice *
sync_office_device (SyncOffice *self,
                    Person      person)
{
  KbTestDevice *devices[N_PEOPLE] = { &self->office->officer, &self->office->supervisor,
                                      &self->office->custodian };

  return devices[person];
}

SyncOffice *
sync_office_new (const char *directory)
{
  SyncOffice *self = g_new0 (SyncOffice, 1);

  self->intake = kb_signing_key_generate ();
  self->office = kb_test_office_new (kb_signing_key_get_public (self->intake), NOW);
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      kb_chain_init (&self->heads[stream], self->office->genesis, stream);
      self->journal[stream] = g_array_new (FALSE, FALSE, sizeof (Placed));
    }
  for (guint i = 0; i < self->office->entries->len; i++)
    sync_office_append (self, self->office->entries->pdata[i]);
  for (Person person = 0; person < N_PEOPLE; person++)
    {
      KbTestDevice *device = sync_office_device (self, person);

      self->people[person] = sync_person_new (self->office, device,
                                              kb_signing_key_get_public (self->intake),
                                              device->device.name, directory);
    }

  return self;
}

void
sync_office_free (SyncOffice *self)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    kb_membership_free (self->people[i]);
  for (guint stream = 1; stream < KB_TEST_STREAMS; stream++)
    {
      for (guint i = 0; i < self->journal[stream]->len; i++)
        kb_entry_unref (g_array_index (self->journal[stream], Placed, i).entry);
      g_array_unref (self->journal[stream]);
    }
  kb_test_office_free (self->office);
  kb_signing_key_unref (self->intake);
  g_free (self);
}

void
sync_office_append (SyncOffice *self,
                    KbEntry    *entry)
{
  guint stream = kb_entry_get_header (entry)->stream;
  Placed placed = { .entry = kb_entry_ref (entry) };

  kb_chain_append (&self->heads[stream], entry, self->office->now / 3600,
                   &self->heads[KB_STREAM_ROSTER], &placed.place);
  g_array_append_val (self->journal[stream], placed);
}

void
sync_office_file (SyncOffice *self,
                  guint       n,
                  gsize       size)
{
  g_autofree char *padding = g_strnfill (size, 'x');

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("Laporan nomor %u. %s", i + 1, padding);
      g_autoptr(KbEntry) entry = kb_test_office_new_complaint (self->office, text, "no", FALSE);

      sync_office_append (self, entry);
    }
}

KbEntry *
sync_office_spoil (KbEntry *entry,
                   gsize    offset)
{
  g_autoptr(GBytes) wire = kb_entry_encode (entry);
  gsize size = g_bytes_get_size (wire);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (wire, NULL), size);
  KbEntry *spoiled;

  g_assert_cmpuint (offset, <, size);
  bytes[offset] ^= 1;
  spoiled = kb_entry_decode (bytes, size, NULL);
  g_assert_nonnull (spoiled);

  return spoiled;
}
