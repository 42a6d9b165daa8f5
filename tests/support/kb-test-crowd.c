/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-test-crowd.h"

#include "kb-roster-bodies.h"

#define HOSTILE 0               /* in more[] */
#define FIRST_LEAVER 1
#define FIRST_STAYER 5
#define SUPERVISOR (KB_TEST_CROWD_MORE - 1)
#define MOST_CASES 200          /* that are worked on at a time */
#define DAY (24 * 3600)

static void
add_roster (KbTestCrowd *self,
            KbEntry     *entry)
{
  kb_test_office_add (self->office, &self->office->supervisor, entry);
  self->append (self->data, entry);
  self->n_roster++;
  kb_entry_unref (entry);
}

/* A new key of the office, for those who are still enrolled. What was sealed for
 * the old one is left as it is, so work goes on with new cases. */
static void
rotate (KbTestCrowd *self)
{
  KbTestOffice *office = self->office;
  const KbGrant *last = kb_roster_find_grant (office->roster, "office", 0);
  gint64 serial = kb_test_office_get_profile (office)->serial + 1;

  kb_age_identity_unref (office->office_key);
  office->office_key = kb_age_identity_generate ();
  add_roster (self, kb_test_office_new_grant (office, "office", last->epoch + 1,
                                              office->office_key));
  add_roster (self, kb_test_office_new_profile (office, serial, office->now,
                                                office->now + 20 * DAY));
  g_ptr_array_set_size (self->cases, 0);
}

static void
revoke_one (KbTestCrowd *self,
            guint        i)
{
  KbTestOffice *office = self->office;
  KbAuthorship authorship = kb_test_office_authorship (office, &office->supervisor,
                                                       KB_STREAM_ROSTER);
  g_autoptr(GBytes) body = kb_roster_revocation_body (self->more[i].device.sign);

  add_roster (self, kb_compose_roster (&authorship, KB_KIND_REVOCATION, body));
}

KbTestCrowd *
kb_test_crowd_new (KbTestOffice *office,
                   KbTestAppend  append,
                   gpointer      data)
{
  KbTestCrowd *self = g_new0 (KbTestCrowd, 1);

  self->office = office;
  self->append = append;
  self->data = data;
  self->cases = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  self->rand = g_rand_new_with_seed (1);
  for (guint i = 0; i < KB_TEST_CROWD_MORE; i++)
    {
      g_autofree char *name = g_strdup_printf ("Petugas %u", i + 2);

      kb_test_device_init (&self->more[i], name, i == SUPERVISOR ? KB_DEVICE_ROLE_SUPERVISOR
                                                                 : KB_DEVICE_ROLE_OFFICER);
      add_roster (self, kb_test_office_new_enrolment (office, &self->more[i], NULL));
    }
  rotate (self);

  return self;
}

void
kb_test_crowd_free (KbTestCrowd *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < KB_TEST_CROWD_MORE; i++)
    kb_test_device_clear (&self->more[i]);
  g_ptr_array_unref (self->cases);
  g_rand_free (self->rand);
  g_free (self);
}

/* Takes @entry. */
static void
append_of (KbTestCrowd  *self,
           KbTestDevice *device,
           KbEntry      *entry)
{
  self->append (self->data, entry);
  kb_test_office_wrote (device, entry);
  kb_entry_unref (entry);
}

static void
append_complaint (KbTestCrowd *self)
{
  g_autofree char *text = g_strdup_printf ("Laporan nomor %u tentang pungutan di pasar.",
                                           ++self->n_cases);
  KbEntry *entry = kb_test_office_new_complaint (self->office, text, "no", FALSE);

  self->append (self->data, entry);
  if (self->cases->len == MOST_CASES)
    g_ptr_array_remove_index (self->cases, 0);
  g_ptr_array_add (self->cases, entry);
}

static KbEntry *
new_work (KbTestCrowd  *self,
          KbTestDevice *device)
{
  KbEntry *complaint = self->cases->pdata[g_rand_int_range (self->rand, 0, self->cases->len)];

  return kb_test_office_new_work (self->office, device, complaint, "Sudah ditelaah.");
}

/* Sealed to a key that nobody holds, as long as it may write at all. */
static void
append_hostile (KbTestCrowd *self)
{
  KbTestDevice *device = &self->more[HOSTILE];
  KbAgeIdentity *right = self->office->office_key;
  g_autoptr(KbAgeIdentity) wrong = kb_age_identity_generate ();

  if (!self->hostile_is_revoked)
    self->office->office_key = wrong;
  append_of (self, device, new_work (self, device));
  self->office->office_key = right;
  self->n_set_aside++;
}

static void
append_next (KbTestCrowd *self)
{
  guint i = g_rand_int_range (self->rand, FIRST_STAYER, KB_TEST_CROWD_MORE);
  guint of_hundred = g_rand_int_range (self->rand, 0, 100);
  KbTestDevice *device = &self->more[i];

  if (self->cases->len == 0 || of_hundred < 30)
    append_complaint (self);
  else if (of_hundred < 33)
    append_hostile (self);
  else if (of_hundred < 97)
    append_of (self, device, new_work (self, device));
  else
    {
      KbAuthorship authorship = kb_test_office_authorship (self->office, device, KB_STREAM_OFFICE);

      append_of (self, device, kb_compose_heartbeat (&authorship, KB_STREAM_OFFICE));
    }
}

void
kb_test_crowd_write (KbTestCrowd *self,
                     guint        count)
{
  for (guint n = 0; n < count; n++)
    {
      if (n == count / 4)
        {
          for (guint i = FIRST_LEAVER; i < FIRST_STAYER; i++)
            revoke_one (self, i);
          rotate (self);
        }
      if (n == count / 2)
        {
          revoke_one (self, HOSTILE);
          rotate (self);
          self->hostile_is_revoked = TRUE;
        }
      append_next (self);
    }
}

KbEntry *
kb_test_crowd_late (KbTestCrowd *self)
{
  return new_work (self, &self->more[HOSTILE]);
}
