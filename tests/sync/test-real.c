/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole way against the built kumbang-intake. */
#include "config.h"

#include "kb-test-intake.h"
#include "sync-desk.h"
#include "sync-person.h"

#include <string.h>

typedef struct
{
  char         *folder;
  KbTestIntake *intake;
  KbTestOffice *office;
  KbMembership *officer;
  KbMembership *custodian;
} Fixture;

static KbMembership *
person (Fixture      *fixture,
        KbTestDevice *device)
{
  KbMembership *member = sync_person_new (fixture->office, device, fixture->intake->key,
                                          device->token, fixture->folder);

  member->endpoint = g_strndup (fixture->intake->uri, strlen (fixture->intake->uri) - 1);

  return member;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  fixture->folder = sync_folder_new ();
  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
  fixture->officer = person (fixture, &fixture->office->officer);
  fixture->custodian = person (fixture, &fixture->office->custodian);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  kb_membership_free (fixture->officer);
  kb_membership_free (fixture->custodian);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  sync_folder_remove (fixture->folder);
}

static KbEntry *
file (Fixture    *fixture,
      const char *text,
      gboolean    with_identity)
{
  KbEntry *entry = kb_test_office_new_complaint (fixture->office, text, "no", with_identity);
  g_autofree char *code = kb_test_intake_post (fixture->intake, NULL, entry);

  g_assert_cmpstr (code, ==, "");

  return entry;
}

static void
pull (SyncDesk *desk)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What a custodian does: no part before the entry, and the sealed part after it. */
static void
test_release_on_record (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(SyncDesk) officer = sync_desk_new_for (fixture->officer);
  g_autoptr(SyncDesk) custodian = sync_desk_new_for (fixture->custodian);
  g_autoptr(KbEntry) complaint = file (fixture, "Kisah penanda", TRUE);
  const guint8 *id = kb_entry_get_id (complaint);
  g_autoptr(KbEntry) use = NULL;
  g_autoptr(GBytes) part = NULL;
  g_autoptr(GBytes) opened = NULL;
  g_autoptr(GError) error = NULL;

  pull (officer);
  pull (custodian);
  use = kb_test_office_new_use (fixture->office, &fixture->office->custodian, complaint,
                                1u << KB_ROLE_CIVIL);
  g_assert_null (kb_sync_fetch_identity (custodian->sync, id, KB_ROLE_CIVIL, kb_entry_get_id (use),
                                         NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED);
  g_clear_error (&error);

  kb_sync_push (custodian->sync, use, NULL, &error);
  g_assert_no_error (error);
  part = kb_sync_fetch_identity (custodian->sync, id, KB_ROLE_CIVIL, kb_entry_get_id (use), NULL,
                                 &error);
  g_assert_no_error (error);
  opened = kb_age_open (g_bytes_get_data (part, NULL), g_bytes_get_size (part),
                        &fixture->office->custodian_key, 1, KB_LIMIT_IDENTITY, &error);
  g_assert_no_error (error);

  g_assert_null (kb_sync_fetch_identity (custodian->sync, id, KB_ROLE_CONTACT,
                                         kb_entry_get_id (use), NULL, NULL));
  pull (officer);
  g_assert_cmpuint (sync_desk_entry (officer, KB_STREAM_OFFICE, 2, NULL), ==, 0);
}

static void
test_officer_gets_no_identity (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(SyncDesk) officer = sync_desk_new_for (fixture->officer);
  g_autoptr(KbEntry) complaint = file (fixture, "Kisah penanda", TRUE);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbEntry) stored = NULL;
  KbPartState state;

  pull (officer);
  entries = kb_store_load_stream (officer->store, KB_STREAM_OFFICE, 0, 1, NULL);
  stored = kb_entry_decode_bytes (((KbStoredEntry *) entries->pdata[0])->wire, NULL);
  g_assert_null (kb_entry_get_part (stored, KB_ROLE_CIVIL, &state));
  g_assert_cmpint (state, ==, KB_PART_WITHHELD);
}

#define ADD(name, function) \
  g_test_add ("/sync/real/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("identity-is-released-on-record", test_release_on_record);
  ADD ("officer-holds-no-identity", test_officer_gets_no_identity);

  return g_test_run ();
}
