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

/* The server takes a test of the line, as it does a complaint. */
static void
file_canary (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->office->office->now = g_get_real_time () / G_USEC_PER_SEC;
  kb_sync_file_canary (fixture->desks[SUPERVISOR]->sync, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (fixture->server->token_shown);
}

static void
test_withheld (Fixture *fixture, gconstpointer data)
{
  pull (fixture, SUPERVISOR);
  fixture->server->loses_complaints = TRUE;
  file_canary (fixture);
  sync_desk_restart (fixture->desks[SUPERVISOR]);
  assert_alarm (fixture, SUPERVISOR, NULL);
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, "withheld");
  sync_desk_look (fixture->desks[SUPERVISOR]);
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, "withheld");
}

/* For the server, a complaint as others: with an identity. */
static void
assert_last_has_identity (Fixture *fixture)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (fixture->desks[SUPERVISOR]->store,
                                                       KB_STREAM_OFFICE, N_FILED, 1, NULL);
  const KbStoredEntry *last = entries->pdata[0];
  g_autoptr(KbEntry) entry = kb_entry_decode_bytes (last->wire, NULL);

  g_assert_true (kb_entry_has_part (entry, KB_ROLE_CONTACT));
  g_assert_true (kb_entry_has_part (entry, KB_ROLE_CIVIL));
}

static void
test_canary_arrives (Fixture *fixture, gconstpointer data)
{
  pull (fixture, SUPERVISOR);
  file_canary (fixture);
  pull (fixture, SUPERVISOR);
  assert_last_has_identity (fixture);
  pull (fixture, SUPERVISOR);
  assert_alarm (fixture, SUPERVISOR, NULL);
  g_assert_cmpuint (sync_desk_head (fixture->desks[SUPERVISOR], KB_STREAM_OFFICE), ==,
                    N_FILED + 1);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[SUPERVISOR]), ==, N_FILED);
}

static void
test_canary_by_officer (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  pull (fixture, OFFICER);
  g_assert_false (kb_sync_file_canary (fixture->desks[OFFICER]->sync, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED);
}

/* @canary: what a complaint says of itself to be taken for a test of the line */
static KbEntry *
complaint_that_says (Fixture    *fixture,
                     JsonObject *canary)
{
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(JsonObject) story = json_object_new ();
  KbComplaint complaint = { .story = story };
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  json_object_set_string_member (story, "text", "Disembunyikan");
  json_object_set_string_member (story, "alias", "kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "group", "suap");
  if (canary != NULL)
    json_object_set_object_member (story, "canary", canary);
  entry = kb_compose_complaint (&complaint, kb_test_office_get_profile (office), reporter,
                                office->now, &error);
  g_assert_no_error (error);

  return entry;
}

/* Nobody hides a complaint by calling it a test: an officer's signature, and a
 * supervisor's of another complaint, leave it in the lists. */
static void
test_hidden_by_canary (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  g_autoptr(JsonObject) story = json_object_new ();
  KbComplaint complaint = { .story = story };
  JsonObject *copied = json_object_new ();
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *key = NULL;
  g_autofree char *hex = NULL;

  json_object_set_string_member (story, "text", "Disembunyikan");
  json_object_set_string_member (story, "alias", "kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "group", "suap");
  append (fixture, kb_compose_canary (&complaint, kb_test_office_get_profile (office),
                                      office->officer.sign, office->now, NULL));
  kb_signing_key_sign (office->supervisor.sign, "kumbang/canary/v1", office->genesis,
                       KB_HASH_SIZE, signature);
  key = kb_hex_encode (office->supervisor.device.sign, KB_SIGN_PUBLIC_SIZE);
  hex = kb_hex_encode (signature, sizeof signature);
  json_object_set_string_member (copied, "key", key);
  json_object_set_string_member (copied, "signature", hex);
  append (fixture, complaint_that_says (fixture, copied));
  pull (fixture, OFFICER);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[OFFICER]), ==, N_FILED + 2);

  append (fixture, kb_compose_canary (&complaint, kb_test_office_get_profile (office),
                                      office->supervisor.sign, office->now, NULL));
  pull (fixture, OFFICER);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[OFFICER]), ==, N_FILED + 2);
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  KbSync *officer = fixture->desks[OFFICER]->sync;
  KbSync *supervisor = fixture->desks[SUPERVISOR]->sync;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL, *same = NULL, *qr = NULL, *other_words = NULL;
  g_autofree char *slip = NULL;
  gboolean equal;
  Journal other;

  pull (fixture, OFFICER);
  other = fork_journal (fixture->office, N_FILED - 3);
  pull (fixture, SUPERVISOR);
  words = kb_sync_compare_words (officer, KB_STREAM_OFFICE, N_FILED - 3, &qr, &error);
  g_assert_no_error (error);
  same = kb_sync_compare_words (supervisor, KB_STREAM_OFFICE, N_FILED - 3, NULL, NULL);
  g_assert_cmpstr (words, ==, same);
  g_assert_true (kb_sync_compare (supervisor, KB_STREAM_OFFICE, N_FILED - 3, qr, &equal, NULL));
  g_assert_true (equal);

  /* One word misheard is no alarm; a code of another place is none either. */
  slip = g_strconcat (strchr (words, ' ') + 1, " ", NULL);
  slip[strlen (slip) - 1] = '\0';
  g_assert_false (kb_sync_compare (supervisor, KB_STREAM_OFFICE, N_FILED - 3, slip, &equal,
                                   &error));
  g_clear_error (&error);
  g_assert_false (kb_sync_compare (supervisor, KB_STREAM_OFFICE, N_FILED - 4, qr, &equal, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (kb_sync_compare_words (officer, KB_STREAM_OFFICE, N_FILED + 1, NULL, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  assert_alarm (fixture, SUPERVISOR, NULL);

  other_words = kb_sync_compare_words (officer, KB_STREAM_OFFICE, 0, NULL, NULL);
  g_assert_true (kb_sync_compare (supervisor, KB_STREAM_OFFICE, N_FILED, other_words, &equal,
                                  NULL));
  g_assert_false (equal);
  assert_alarm (fixture, SUPERVISOR, "fork");
  journal_clear (&other);
}

/* Eleven words right and one of another place in the list. */
static void
test_compare_slip (Fixture *fixture, gconstpointer data)
{
  KbSync *sync = fixture->desks[OFFICER]->sync;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL, *typed = NULL;
  g_auto(GStrv) split = NULL;
  gboolean equal;

  pull (fixture, OFFICER);
  words = kb_sync_compare_words (sync, KB_STREAM_OFFICE, 0, NULL, NULL);
  split = g_strsplit (words, " ", -1);
  g_free (split[3]);
  split[3] = g_strdup (split[4]);
  typed = g_strjoinv (" ", split);
  g_assert_false (kb_sync_compare (sync, KB_STREAM_OFFICE, N_FILED, typed, &equal, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  assert_alarm (fixture, OFFICER, NULL);
}

static void
exchange (Fixture *fixture,
          Person   person)
{
  g_autoptr(GError) error = NULL;

  kb_sync_exchange (fixture->desks[person]->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
days_pass (Fixture *fixture,
           guint    days)
{
  fixture->office->office->now += days * 86400;
  sync_office_file (fixture->office, 1, 20);
}

static guint
n_pending (Fixture *fixture,
           Person   person)
{
  guint n;

  g_object_get (fixture->desks[person]->sync, "n-pending", &n, NULL);

  return n;
}

/* Silent for a week: one heartbeat in each stream that this device pulls. */
static void
test_heartbeat (Fixture *fixture, gconstpointer data)
{
  pull (fixture, OFFICER);
  days_pass (fixture, 6);
  pull (fixture, OFFICER);
  g_assert_cmpuint (n_pending (fixture, OFFICER), ==, 0);
  days_pass (fixture, 1);
  pull (fixture, OFFICER);
  pull (fixture, OFFICER);
  g_assert_cmpuint (n_pending (fixture, OFFICER), ==, 2);
  exchange (fixture, OFFICER);
  g_assert_cmpuint (n_pending (fixture, OFFICER), ==, 0);
  g_assert_cmpuint (kb_entry_get_header (entry_at (fixture, N_FILED + 3))->kind, ==,
                    KB_KIND_HEARTBEAT);
  g_assert_cmpuint (sync_desk_entry (fixture->desks[OFFICER], KB_STREAM_OFFICE, N_FILED + 3, NULL),
                    ==, 0);
  sync_desk_restart (fixture->desks[OFFICER]);
  pull (fixture, OFFICER);
  g_assert_cmpuint (n_pending (fixture, OFFICER), ==, 0);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[OFFICER]), ==, N_FILED + 2);
}

static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  KbSync *sync = fixture->desks[SUPERVISOR]->sync;
  g_auto(GStrv) before = NULL, quiet = NULL, after = NULL;

  days_pass (fixture, 16);
  pull (fixture, SUPERVISOR);
  before = kb_sync_dup_quiet (sync);
  g_assert_cmpuint (g_strv_length (before), ==, 0);
  days_pass (fixture, 1);
  pull (fixture, SUPERVISOR);
  quiet = kb_sync_dup_quiet (sync);
  g_assert_cmpuint (g_strv_length (quiet), ==, 2);
  g_assert_true (g_strv_contains ((const char *const *) quiet, "Petugas"));
  assert_alarm (fixture, SUPERVISOR, NULL);
  pull (fixture, OFFICER);
  exchange (fixture, OFFICER);
  sync_desk_restart (fixture->desks[SUPERVISOR]);
  sync = fixture->desks[SUPERVISOR]->sync;
  pull (fixture, SUPERVISOR);
  after = kb_sync_dup_quiet (sync);
  g_assert_cmpuint (g_strv_length (after), ==, 1);
  g_assert_cmpstr (after[0], ==, "Kustodian");
}

/* Whatever a server says: what is stored here, and what waits here, stays. */
static void
test_nothing_is_lost (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 401, 403, 404, 410, 500, 503 };
  SyncServer *server = fixture->server;
  SyncDesk *desk = fixture->desks[OFFICER];
  g_autoptr(GBytes) before = NULL, after = NULL;
  g_autoptr(KbEntry) waiting = NULL;
  g_autoptr(GError) error = NULL;
  Journal other;

  pull (fixture, OFFICER);
  before = held (fixture, OFFICER, 2 * N_FILED);
  waiting = work (fixture, OFFICER);
  kb_sync_enqueue (desk->sync, waiting, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      server->status = statuses[i];
      g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, NULL));
    }
  server->status = 0;
  server->end_at = 2;
  g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, NULL));
  server->end_at = 0;
  server->roster_end = 2;
  g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, NULL));
  server->roster_end = 0;
  server->answer = g_bytes_new_static ("\0\0\0\1\1", 5);
  g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, NULL));
  g_clear_pointer (&server->answer, g_bytes_unref);
  other = fork_journal (fixture->office, 1);
  g_assert_false (kb_sync_pull (desk->sync, NULL, NULL, NULL));

  sync_desk_restart (desk);
  after = held (fixture, OFFICER, 2 * N_FILED);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, N_FILED);
  g_assert_cmpuint (n_pending (fixture, OFFICER), ==, 1);
  switch_journal (fixture->office, &other);
  journal_clear (&other);
  pull (fixture, OFFICER);
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
  ADD ("canary-withheld", test_withheld);
  ADD ("canary-arrives-and-is-in-no-list", test_canary_arrives);
  ADD ("canary-by-supervisors-only", test_canary_by_officer);
  ADD ("hidden-by-canary", test_hidden_by_canary);
  ADD ("compared-by-words", test_compare);
  ADD ("compared-with-a-slip", test_compare_slip);
  ADD ("heartbeat-after-a-silent-week", test_heartbeat);
  ADD ("quiet-colleague", test_quiet);
  ADD ("nothing-local-is-lost", test_nothing_is_lost);

  return g_test_run ();
}
