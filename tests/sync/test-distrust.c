/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attacks by the server that one desktop alone, or one pull alone, would not
 * notice: each is named, and nothing local is lost. */
#include "config.h"

#include "sync-desk.h"
#include "kb-roster-bodies.h"

#include <string.h>

#define N_FILED 12

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desks[N_PEOPLE];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  for (Person person = 0; person < N_PEOPLE; person++)
    fixture->desks[person] = sync_desk_new (fixture->office, person);
  sync_office_file (fixture->office, N_FILED, 20);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (Person person = 0; person < N_PEOPLE; person++)
    sync_desk_free (fixture->desks[person]);
  sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  sync_folder_remove (fixture->folder);
}

static void
pull (Fixture *fixture,
      Person   person)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (fixture->desks[person]->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_alarm (Fixture    *fixture,
              Person      person,
              const char *code)
{
  g_autofree char *alarm = sync_desk_alarm (fixture->desks[person]);

  g_assert_cmpstr (alarm, ==, code);
}

/* The only alarm, and whom it names. */
static void
assert_named (Fixture    *fixture,
              Person      person,
              const char *code,
              guint64     seq,
              Person      named)
{
  g_autoptr(GArray) alarms = kb_sync_dup_alarms (fixture->desks[person]->sync);
  const KbAlarm *alarm;

  g_assert_cmpuint (alarms->len, ==, 1);
  alarm = &g_array_index (alarms, KbAlarm, 0);
  g_assert_cmpstr (alarm->code, ==, code);
  g_assert_cmpuint (alarm->stream, ==, KB_STREAM_OFFICE);
  g_assert_cmpuint (alarm->seq, ==, seq);
  g_assert_cmpmem (alarm->author, KB_SIGN_PUBLIC_SIZE,
                   sync_office_device (fixture->office, named)->device.sign, KB_SIGN_PUBLIC_SIZE);
}

static void
alarms (Fixture    *fixture,
        Person      person,
        const char *code,
        guint64     kept)
{
  SyncDesk *desk = fixture->desks[person];
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  assert_alarm (fixture, person, code);
  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_OFFICE), ==, kept);
}

/* Everything that @person holds of the office stream, to be compared later. */
static GBytes *
held (Fixture *fixture,
      Person   person,
      guint    max)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (fixture->desks[person]->store,
                                                       KB_STREAM_OFFICE, 0, max, NULL);
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      KbStoredEntry *stored = entries->pdata[i];

      g_byte_array_append (all, g_bytes_get_data (stored->wire, NULL),
                           g_bytes_get_size (stored->wire));
    }

  return g_byte_array_free_to_bytes (all);
}

static const KbEntry *
entry_at (Fixture *fixture,
          guint    seq)
{
  return g_array_index (fixture->office->journal[KB_STREAM_OFFICE], Placed, seq - 1).entry;
}

/* Work of @person, who says that they have seen what @seen is the head of. */
static KbEntry *
work_that_saw (Fixture       *fixture,
               Person         person,
               const KbChain *seen,
               const KbChain *seen_roster)
{
  KbTestOffice *office = fixture->office->office;
  KbTestDevice *device = sync_office_device (fixture->office, person);
  KbAuthorship authorship = kb_test_office_authorship (office, device, KB_STREAM_OFFICE);
  const KbHeader *model = kb_entry_get_header (entry_at (fixture, 1));
  g_autofree char *recipient = kb_age_identity_get_recipient (office->office_key);
  const char *recipients[] = { recipient, NULL };
  g_autoptr(JsonObject) members = json_object_new ();
  JsonArray *ops = json_array_new ();
  JsonObject *note = json_object_new ();
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  authorship.seen = *seen;
  authorship.seen_roster = *seen_roster;
  json_object_set_string_member (note, "note", "Sudah ditelaah");
  json_array_add_object_element (ops, note);
  json_object_set_array_member (members, "ops", ops);
  entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, KB_STREAM_OFFICE, model->case_id,
                                 "office", 1, members, recipients, &error);
  g_assert_no_error (error);
  kb_test_office_wrote (device, entry);

  return entry;
}

static KbEntry *
work (Fixture *fixture,
      Person   person)
{
  return work_that_saw (fixture, person, &fixture->office->heads[KB_STREAM_OFFICE],
                        &fixture->office->heads[KB_STREAM_ROSTER]);
}

static void
append (Fixture *fixture,
        KbEntry *entry)
{
  g_autoptr(KbEntry) owned = entry;

  sync_office_append (fixture->office, owned);
}

/* The server's other journal: the same up to @keep, then others. */
typedef struct
{
  KbChain  head;
  GArray  *journal;
} Journal;

static Journal
fork_journal (SyncOffice *office,
              guint       keep)
{
  Journal other = { office->heads[KB_STREAM_OFFICE], office->journal[KB_STREAM_OFFICE] };
  guint n = other.journal->len - keep;
  KbChain *head = &office->heads[KB_STREAM_OFFICE];

  office->journal[KB_STREAM_OFFICE] = g_array_new (FALSE, FALSE, sizeof (Placed));
  kb_chain_init (head, office->office->genesis, KB_STREAM_OFFICE);
  for (guint i = 0; i < keep; i++)
    sync_office_append (office, g_array_index (other.journal, Placed, i).entry);
  sync_office_file (office, n, 30);

  return other;
}

static void
switch_journal (SyncOffice *office,
                Journal    *other)
{
  Journal now = { office->heads[KB_STREAM_OFFICE], office->journal[KB_STREAM_OFFICE] };

  office->heads[KB_STREAM_OFFICE] = other->head;
  office->journal[KB_STREAM_OFFICE] = other->journal;
  *other = now;
}

static void
journal_clear (Journal *self)
{
  for (guint i = 0; i < self->journal->len; i++)
    kb_entry_unref (g_array_index (self->journal, Placed, i).entry);
  g_array_unref (self->journal);
}

static void
test_fork_between_two (Fixture *fixture, gconstpointer data)
{
  SyncOffice *office = fixture->office;
  g_autoptr(GBytes) before = NULL, after = NULL;
  KbChain seen, seen_roster;
  KbEntry *written;
  Journal other;

  pull (fixture, OFFICER);
  before = held (fixture, OFFICER, N_FILED);
  other = fork_journal (office, N_FILED - 3);
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, NULL);
  kb_sync_get_head (fixture->desks[SUPERVISOR]->sync, KB_STREAM_OFFICE, &seen);
  kb_sync_get_head (fixture->desks[SUPERVISOR]->sync, KB_STREAM_ROSTER, &seen_roster);
  g_assert_cmpuint (seen.seq, ==, N_FILED);
  written = work_that_saw (fixture, SUPERVISOR, &seen, &seen_roster);

  switch_journal (office, &other);
  append (fixture, written);
  pull (fixture, OFFICER);
  assert_named (fixture, OFFICER, "fork-seen", N_FILED + 1, SUPERVISOR);
  after = held (fixture, OFFICER, N_FILED);
  g_assert_true (g_bytes_equal (before, after));
  sync_desk_restart (fixture->desks[OFFICER]);
  assert_named (fixture, OFFICER, "fork-seen", N_FILED + 1, SUPERVISOR);
  journal_clear (&other);
}

static void
test_roster_fork (Fixture *fixture, gconstpointer data)
{
  KbChain roster = fixture->office->heads[KB_STREAM_ROSTER];

  roster.link[5] ^= 1;
  append (fixture, work_that_saw (fixture, SUPERVISOR, &fixture->office->heads[KB_STREAM_OFFICE],
                                  &roster));
  pull (fixture, OFFICER);
  assert_named (fixture, OFFICER, "fork-seen", N_FILED + 1, SUPERVISOR);
}

/* An author who was offline for long: that link is in the store, not in memory. */
static void
test_old_seen (Fixture *fixture, gconstpointer data)
{
  KbChain old = fixture->office->heads[KB_STREAM_OFFICE];
  KbChain wrong = old;

  pull (fixture, OFFICER);
  sync_desk_restart (fixture->desks[OFFICER]);
  sync_office_file (fixture->office, 5, 20);
  append (fixture, work_that_saw (fixture, SUPERVISOR, &old,
                                  &fixture->office->heads[KB_STREAM_ROSTER]));
  pull (fixture, OFFICER);
  assert_alarm (fixture, OFFICER, NULL);
  wrong.link[31] ^= 1;
  append (fixture, work_that_saw (fixture, SUPERVISOR, &wrong,
                                  &fixture->office->heads[KB_STREAM_ROSTER]));
  pull (fixture, OFFICER);
  assert_named (fixture, OFFICER, "fork-seen", N_FILED + 7, SUPERVISOR);
}

/* What nobody can have seen before that place. */
static void
test_seen_ahead (Fixture *fixture, gconstpointer data)
{
  KbChain ahead = fixture->office->heads[KB_STREAM_OFFICE];

  ahead.seq += 1;
  append (fixture, work_that_saw (fixture, SUPERVISOR, &ahead,
                                  &fixture->office->heads[KB_STREAM_ROSTER]));
  sync_office_file (fixture->office, 1, 20);
  pull (fixture, OFFICER);
  assert_named (fixture, OFFICER, "fork-seen", N_FILED + 1, SUPERVISOR);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[OFFICER], KB_STREAM_OFFICE, N_FILED + 1, NULL),
                    ==, KB_QUARANTINE_RULE);
  g_assert_cmpuint (sync_desk_head (fixture->desks[OFFICER], KB_STREAM_OFFICE), ==, N_FILED + 2);
}

/* Honest colleagues, each seeing what the other wrote. */
static void
test_honest (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 6; i++)
    {
      append (fixture, work (fixture, i % 2 == 0 ? OFFICER : SUPERVISOR));
      sync_office_file (fixture->office, 1, 20);
      pull (fixture, i % 3 == 0 ? OFFICER : SUPERVISOR);
    }
  for (Person person = 0; person < N_PEOPLE; person++)
    {
      pull (fixture, person);
      assert_alarm (fixture, person, NULL);
    }
}

static void
revoke_officer (Fixture *fixture)
{
  KbTestOffice *office = fixture->office->office;
  KbAuthorship authorship = kb_test_office_authorship (office, &office->supervisor,
                                                       KB_STREAM_ROSTER);
  g_autoptr(GBytes) body = kb_roster_revocation_body (office->officer.device.sign);
  g_autoptr(KbEntry) entry = kb_compose_roster (&authorship, KB_KIND_REVOCATION, body);

  kb_test_office_add (office, &office->supervisor, entry);
  sync_office_append (fixture->office, entry);
}

/* The officer is revoked and the supervisor knows it. Now the server lets the
 * officer's computer write, and states the roster of before. No entry between
 * them says otherwise. */
static void
test_back_dated (Fixture *fixture, gconstpointer data)
{
  SyncOffice *office = fixture->office;
  KbChain old_roster = office->heads[KB_STREAM_ROSTER];
  KbEntry *late = work (fixture, OFFICER);
  Placed placed = { .entry = late };

  pull (fixture, SUPERVISOR);
  revoke_officer (fixture);
  pull (fixture, SUPERVISOR);
  sync_desk_restart (fixture->desks[SUPERVISOR]);
  kb_chain_append (&office->heads[KB_STREAM_OFFICE], late, office->office->now / 3600, &old_roster,
                   &placed.place);
  g_array_append_val (office->journal[KB_STREAM_OFFICE], placed);
  alarms (fixture, SUPERVISOR, "roster", N_FILED);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[SUPERVISOR]), ==, N_FILED);
}

/* The same with the truth about the roster: it arrives, and counts for nothing. */
static void
test_revoked_set_aside (Fixture *fixture, gconstpointer data)
{
  pull (fixture, SUPERVISOR);
  revoke_officer (fixture);
  pull (fixture, SUPERVISOR);
  append (fixture, work (fixture, OFFICER));
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, NULL);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[SUPERVISOR], KB_STREAM_OFFICE, N_FILED + 1,
                                     NULL), ==, KB_QUARANTINE_AUTHORITY);
}

/* A revocation between two pulls is no attack: what was written before it states so. */
static void
test_floor_spares_the_honest (Fixture *fixture, gconstpointer data)
{
  pull (fixture, SUPERVISOR);
  append (fixture, work (fixture, OFFICER));
  revoke_officer (fixture);
  sync_office_file (fixture->office, 1, 20);
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, NULL);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[SUPERVISOR], KB_STREAM_OFFICE, N_FILED + 1,
                                     NULL), ==, 0);
}

static SyncOffice *swapped;

static void
swap_two (KbStream   stream,
          KbPlace   *place,
          KbEntry  **entry,
          guint      i)
{
  if (stream != KB_STREAM_OFFICE || (i != 5 && i != 6))
    return;
  kb_entry_unref (*entry);
  *entry = kb_entry_ref (g_array_index (swapped->journal[stream], Placed, 11 - i).entry);
}

static void
test_reordered (Fixture *fixture, gconstpointer data)
{
  swapped = fixture->office;
  fixture->server->page_size = 5;
  fixture->server->tamper = swap_two;
  alarms (fixture, OFFICER, "link", 5);
}

/* Signed by a device of ours, but for another office. */
static void
test_other_office (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) model = work (fixture, OFFICER);
  KbHeader header = *kb_entry_get_header (model);
  GBytes *parts[] = { kb_entry_get_part (model, KB_ROLE_WORK, NULL) };

  pull (fixture, OFFICER);
  header.genesis[0] ^= 1;
  append (fixture, kb_entry_new (&header, parts, fixture->office->office->officer.sign));
  alarms (fixture, OFFICER, "link", N_FILED);
}

static void
set_aside (Fixture      *fixture,
           KbEntry      *entry,
           KbQuarantine  why)
{
  append (fixture, entry);
  sync_office_file (fixture->office, 1, 20);
  pull (fixture, OFFICER);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[OFFICER], KB_STREAM_OFFICE, N_FILED + 1, NULL),
                    ==, why);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[OFFICER], KB_STREAM_OFFICE, N_FILED + 2, NULL),
                    ==, 0);
}

/* The officer's work put under another case, by somebody who can sign as an
 * enrolled device: the sealed part still says where it belongs. */
static void
test_other_case (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) model = work (fixture, OFFICER);
  KbHeader header = *kb_entry_get_header (model);
  GBytes *parts[] = { kb_entry_get_part (model, KB_ROLE_WORK, NULL) };

  memcpy (header.case_id, kb_entry_get_header (entry_at (fixture, 2))->case_id, KB_CASE_ID_SIZE);
  set_aside (fixture, kb_entry_new (&header, parts, fixture->office->office->officer.sign),
             KB_QUARANTINE_CONTEXT);
}

/* In the officer's name, signed by another device of the office. */
static void
test_cross_signed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) model = work (fixture, OFFICER);
  GBytes *header = kb_entry_get_header_bytes (model);
  gsize size = g_bytes_get_size (header);
  g_autoptr(GBytes) wire = kb_entry_encode (model);
  g_autoptr(GByteArray) bytes = g_bytes_unref_to_array (g_steal_pointer (&wire));

  kb_signing_key_sign (fixture->office->office->supervisor.sign, "kumbang/entry/v1",
                       g_bytes_get_data (header, NULL), size, bytes->data + 4 + size);
  set_aside (fixture, kb_entry_decode (bytes->data, bytes->len, NULL), KB_QUARANTINE_SIGNATURE);
}

/* The supervisor's own signature around what the officer sealed. */
static void
test_signature_stripped (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) model = work (fixture, OFFICER);
  KbHeader header = *kb_entry_get_header (model);
  GBytes *parts[] = { kb_entry_get_part (model, KB_ROLE_WORK, NULL) };

  memcpy (header.author, fixture->office->office->supervisor.device.sign, KB_SIGN_PUBLIC_SIZE);
  set_aside (fixture, kb_entry_new (&header, parts, fixture->office->office->supervisor.sign),
             KB_QUARANTINE_CONTEXT);
}

#define ADD(name, function) \
  g_test_add ("/sync/distrust/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("two-desktops-shown-different-journals", test_fork_between_two);
  ADD ("different-rosters", test_roster_fork);
  ADD ("seen-long-ago-is-compared", test_old_seen);
  ADD ("seen-ahead-is-set-aside", test_seen_ahead);
  ADD ("honest-colleagues-raise-nothing", test_honest);
  ADD ("revoked-device-dated-back", test_back_dated);
  ADD ("revoked-device-set-aside", test_revoked_set_aside);
  ADD ("written-before-revocation-counts", test_floor_spares_the_honest);
  ADD ("reordered", test_reordered);
  ADD ("entry-of-another-office", test_other_office);
  ADD ("replayed-in-another-case", test_other_case);
  ADD ("cross-signed", test_cross_signed);
  ADD ("signature-exchanged", test_signature_stripped);

  return g_test_run ();
}
