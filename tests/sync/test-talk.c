/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two desktops and a reporter, through the built kumbang-intake. */
#include "config.h"

#include "kb-answer.h"
#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-test-intake.h"
#include "kb-visit.h"
#include "sync-desk.h"
#include "sync-notes.h"
#include "sync-person.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  char         *folder;
  KbTestIntake *intake;
  KbTestOffice *office;
  KbMembership *people[2];      /* officer, supervisor */
  SyncDesk     *desks[2];
  KbReporter   *reporter;
  KbEntry      *complaint;
} Fixture;

static void
start_intake (Fixture *fixture)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  kb_test_intake_start (fixture->intake, options);
}

static void
set_endpoint (Fixture      *fixture,
              KbMembership *person)
{
  g_free (person->endpoint);
  person->endpoint = g_strndup (fixture->intake->uri, strlen (fixture->intake->uri) - 1);
}

static void
exchange (SyncDesk *desk)
{
  g_autoptr(GError) error = NULL;

  kb_sync_exchange (desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (sync_desk_alarm (desk));
}

/* Until nobody has anything to say. */
static void
exchange_all (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < G_N_ELEMENTS (fixture->desks); j++)
      exchange (fixture->desks[j]);
}

static void
post (Fixture    *fixture,
      const char *token,
      KbEntry    *entry)
{
  g_autofree char *code = kb_test_intake_post (fixture->intake, token, entry);

  g_assert_cmpstr (code, ==, "");
}

static KbEntry *
new_complaint (KbTestOffice *office,
               KbReporter   *reporter)
{
  g_autoptr(JsonObject) story = json_object_new ();
  g_autoptr(JsonObject) contact = json_object_new ();
  KbComplaint complaint = { story, contact, NULL };
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  json_object_set_string_member (story, "alias", "Kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "group", "pemerasan");
  json_object_set_string_member (story, "text", "Pungutan di loket.");
  json_object_set_string_member (contact, "phone", "0812");
  entry = kb_compose_complaint (&complaint, kb_test_office_get_profile (office), reporter,
                                office->now, &error);
  g_assert_no_error (error);

  return entry;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  KbTestDevice *devices[2];

  fixture->folder = sync_folder_new ();
  fixture->intake = kb_test_intake_new ();
  start_intake (fixture);
  fixture->office = kb_test_intake_found (fixture->intake);
  devices[0] = &fixture->office->officer;
  devices[1] = &fixture->office->supervisor;
  fixture->reporter = kb_reporter_new_quick ();
  fixture->complaint = new_complaint (fixture->office, fixture->reporter);
  post (fixture, NULL, fixture->complaint);
  for (guint i = 0; i < 2; i++)
    {
      fixture->people[i] = sync_person_new (fixture->office, devices[i], fixture->intake->key,
                                            devices[i]->token, fixture->folder);
      set_endpoint (fixture, fixture->people[i]);
      fixture->desks[i] = sync_desk_new_for (fixture->people[i]);
      exchange (fixture->desks[i]);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      sync_desk_free (fixture->desks[i]);
      kb_membership_free (fixture->people[i]);
    }
  kb_entry_unref (fixture->complaint);
  kb_reporter_free (fixture->reporter);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  sync_folder_remove (fixture->folder);
}

static const guint8 *
case_of (Fixture *fixture)
{
  return kb_entry_get_header (fixture->complaint)->case_id;
}

static void
tell (Fixture    *fixture,
      guint       i,
      const char *text,
      gboolean    asks)
{
  JsonObject *content = json_object_new ();
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", text);
  if (asks)
    json_object_set_boolean_member (content, "asks", TRUE);
  kb_sync_tell (fixture->desks[i]->sync, KB_STREAM_OFFICE, case_of (fixture), content, &error);
  g_assert_no_error (error);
}

static KbCaseState *
load_state (Fixture *fixture,
            guint    i)
{
  KbStore *store = fixture->desks[i]->store;
  g_autoptr(GPtrArray) cases = NULL;
  guint32 row;

  g_assert_true (kb_store_find_case (store, KB_STREAM_OFFICE, case_of (fixture), &row, NULL));
  cases = kb_store_load_cases (store, &row, 1, NULL);

  return kb_case_state_load (((KbStoredCase *) cases->pdata[0])->snapshot, NULL);
}

static KbEndpoint *
stranger (Fixture *fixture)
{
  KbEndpoint *endpoint = kb_endpoint_new (fixture->people[0]->endpoint, NULL, NULL);

  kb_endpoint_be_a_stranger (endpoint);

  return endpoint;
}

static KbVisit *
visit (Fixture *fixture)
{
  g_autoptr(KbEndpoint) endpoint = stranger (fixture);
  g_autoptr(GError) error = NULL;
  KbVisit *found = kb_visit_new (endpoint, fixture->reporter, NULL, &error);

  g_assert_no_error (error);

  return found;
}

static void
say (Fixture    *fixture,
     const char *kind,
     const char *text)
{
  g_autoptr(KbVisit) found = visit (fixture);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbEntry) entry =
    kb_visit_compose (found, kb_test_office_get_profile (fixture->office), kind, text, &error);

  g_assert_no_error (error);
  post (fixture, NULL, entry);
}

static const char *
line_text (KbVisit *found,
           guint    i)
{
  g_assert_cmpuint (i, <, found->lines->len);

  return kb_json_string_or (found->lines->pdata[i], "text", "");
}

/* Question, answer, and a card that follows both: one card each, whoever writes it. */
static void
test_question_and_answer (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(KbVisit) before = visit (fixture);
  g_autoptr(KbVisit) asked = NULL, told = NULL;

  g_assert_null (before->card);
  tell (fixture, 0, "Kapan?", TRUE);
  g_assert_cmpuint (sync_n_pending (fixture->desks[0]), ==, 2);
  exchange_all (fixture);
  asked = visit (fixture);
  g_assert_cmpstr (line_text (asked, 0), ==, "Kapan?");
  g_assert_true (kb_json_bool_or (asked->lines->pdata[0], "asks", FALSE));
  g_assert_true (kb_json_bool_or (asked->card, "waits", FALSE));
  g_assert_cmpuint (asked->card_counter, ==, 2);

  say (fixture, "message", "Kemarin.");
  exchange_all (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KbCaseState) state = load_state (fixture, i);

      g_assert_cmpuint (state->n_from_office, ==, 1);
      g_assert_cmpuint (state->n_from_reporter, ==, 1);
      g_assert_false (state->waits);
      g_assert_cmpuint (state->n_quarantined, ==, 0);
      g_assert_cmpuint (state->counter, ==, 3);
      g_assert_cmpuint (state->n_entries, ==, 5);
    }
  told = visit (fixture);
  g_assert_cmpstr (line_text (told, 1), ==, "Kemarin.");
  g_assert_false (kb_json_bool_or (told->card, "waits", TRUE));
  g_assert_cmpuint (told->n_set_aside, ==, 0);
}

/* A move is told with it, and an objection comes back. */
static void
test_move_and_objection (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(JsonObject) move = kb_work_new_move ("diterima", "verifikasi", "");
  g_autoptr(GError) error = NULL;
  g_autoptr(KbVisit) found = NULL;

  kb_sync_write (fixture->desks[0]->sync, KB_STREAM_OFFICE, case_of (fixture), move, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sync_n_pending (fixture->desks[0]), ==, 2);
  exchange_all (fixture);
  found = visit (fixture);
  g_assert_cmpstr (kb_json_string (found->card, "status", NULL), ==, "verifikasi");
  g_assert_nonnull (kb_json_object (found->card, "due", NULL));

  say (fixture, "objection", "Saya keberatan.");
  exchange_all (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KbCaseState) state = load_state (fixture, i);

      g_assert_true (state->objection);
    }
}

/* What a colleague's computer says without the story's key, or says late, is nothing. */
static void
post_answer (Fixture    *fixture,
             guint64     counter,
             const char *json,
             gboolean    forged)
{
  KbTestOffice *office = fixture->office;
  KbTestDevice *device = &office->supervisor;
  KbAuthorship authorship;
  KbReporterAddress address = { 0 };
  g_autofree char *recipient = kb_age_identity_get_recipient (office->office_key);
  const char *recipients[] = { recipient, fixture->reporter->recipient, NULL };
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  memcpy (address.rpk, kb_entry_get_header (fixture->complaint)->author, sizeof address.rpk);
  memcpy (address.answer, kb_secret_get_data (fixture->reporter->answer), sizeof address.answer);
  address.answer[0] ^= forged;
  members = kb_answer_new (&address, counter,
                           kb_json_parse (json, strlen (json), KB_LIMIT_STORY, NULL));
  authorship = kb_test_office_authorship (office, device, KB_STREAM_OFFICE);
  entry = kb_compose_case_entry (&authorship, KB_KIND_MESSAGE, KB_STREAM_OFFICE,
                                 case_of (fixture), "office", 1, members, recipients, &error);
  g_assert_no_error (error);
  post (fixture, device->token, entry);
  kb_test_office_wrote (device, entry);
}

static void
test_forged_and_old (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(KbVisit) found = NULL;

  post_answer (fixture, 1, "{\"kind\":\"message\",\"text\":\"Palsu\"}", TRUE);
  post_answer (fixture, 5, "{\"kind\":\"card\",\"status\":\"telaah\",\"as_of\":7}", FALSE);
  post_answer (fixture, 4, "{\"kind\":\"card\",\"status\":\"disposisi\",\"as_of\":9}", FALSE);
  post_answer (fixture, 5, "{\"kind\":\"card\",\"status\":\"riksus\",\"as_of\":8}", FALSE);
  found = visit (fixture);
  g_assert_cmpuint (found->n_set_aside, ==, 1);
  g_assert_cmpuint (found->lines->len, ==, 0);
  g_assert_cmpstr (kb_json_string (found->card, "status", NULL), ==, "riksus");
}

static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(KbVisit) found = NULL;

  kb_test_intake_end (fixture->intake, SIGKILL);
  tell (fixture, 0, "Satu", FALSE);
  sync_desk_restart (fixture->desks[0]);
  tell (fixture, 0, "Dua", FALSE);
  start_intake (fixture);
  for (guint i = 0; i < 2; i++)
    {
      set_endpoint (fixture, fixture->people[i]);
      sync_desk_restart (fixture->desks[i]);
    }
  exchange_all (fixture);
  found = visit (fixture);
  g_assert_cmpuint (found->lines->len, ==, 2);
  g_assert_cmpstr (line_text (found, 0), ==, "Satu");
  g_assert_cmpstr (line_text (found, 1), ==, "Dua");
  g_assert_nonnull (found->card);
}

/* What waited is sealed to the new key; the next card names it, and the reporter uses it. */
static void
test_rotation (Fixture       *fixture,
               gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbAgeIdentity) fresh = kb_age_identity_generate ();
  g_autoptr(KbEntry) grant = kb_test_office_new_grant (office, "office", 2, fresh);
  g_autoptr(KbVisit) found = NULL;
  JsonArray *recipients;
  gint64 epoch;

  tell (fixture, 0, "Sebelum", FALSE);
  post (fixture, office->supervisor.token, grant);
  kb_test_office_add (office, &office->supervisor, grant);
  exchange_all (fixture);
  g_assert_cmpuint (sync_n_refused (fixture->desks[0]), ==, 0);
  found = visit (fixture);
  g_assert_cmpstr (line_text (found, 0), ==, "Sebelum");
  recipients = kb_json_array (found->card, "recipients", NULL);
  g_assert_true (kb_json_int (json_array_get_object_element (recipients, 0), "epoch", &epoch,
                              NULL));
  g_assert_cmpint (epoch, ==, 2);
  say (fixture, "message", "Sesudah");
  exchange_all (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KbCaseState) state = load_state (fixture, i);

      g_assert_cmpuint (state->n_from_reporter, ==, 1);
      g_assert_cmpuint (state->n_quarantined, ==, 0);
    }
}

/* The custodian's computer tells nobody; the case team's does. */
static void
test_opening_is_told (Fixture       *fixture,
                      gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) use = kb_test_office_new_use (office, &office->custodian, fixture->complaint,
                                                   1u << KB_ROLE_CONTACT);
  g_autoptr(KbVisit) found = NULL;
  JsonArray *uses;

  post (fixture, office->custodian.token, use);
  exchange_all (fixture);
  found = visit (fixture);
  g_assert_nonnull (found->card);
  uses = kb_json_array (found->card, "uses", NULL);
  g_assert_cmpuint (json_array_get_length (uses), ==, 1);
  g_assert_cmpstr (kb_json_string (json_array_get_object_element (uses, 0), "purpose", NULL), ==,
                   "open");
  g_assert_cmpuint (found->card_counter, ==, 1);
}

/* An officer types what came by letter; another's word for it counts for nothing. */
static void
test_filed (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(JsonObject) story = json_object_new ();
  KbComplaint complaint = { story, NULL, NULL };
  g_autoptr(KbSigningKey) nobody = kb_signing_key_generate ();
  g_autoptr(KbReporter) quick = kb_reporter_new_quick ();
  g_autoptr(KbReporter) reporter = NULL;
  g_autoptr(KbSecret) words = NULL;
  g_autofree char *text = NULL;
  g_autoptr(KbEntry) filed = NULL, claimed = NULL;
  g_autoptr(GError) error = NULL;
  const KbCaseChannel expected[] = { KB_CHANNEL_LETTER, KB_CHANNEL_PAGE };

  json_object_set_string_member (story, "alias", "Kumbang");
  json_object_set_string_member (story, "category", "etik");
  json_object_set_string_member (story, "text", "Surat tanpa nama.");
  filed = kb_sync_seal_filed (fixture->desks[0]->sync, &complaint, "letter", &words, &error);
  g_assert_no_error (error);
  kb_sync_file (fixture->desks[0]->sync, filed, NULL, &error);
  g_assert_no_error (error);
  kb_sync_file (fixture->desks[0]->sync, filed, NULL, &error);
  g_assert_no_error (error);
  claimed = kb_compose_filed (&complaint, kb_test_office_get_profile (fixture->office), quick,
                              nobody, "phone", fixture->office->now, &error);
  post (fixture, NULL, claimed);
  exchange_all (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    for (guint desk = 0; desk < G_N_ELEMENTS (fixture->desks); desk++)
      {
        g_autoptr(KbCaseState) state = NULL;
        KbEntry *before = fixture->complaint;

        fixture->complaint = i == 0 ? filed : claimed;
        state = load_state (fixture, desk);
        fixture->complaint = before;
        g_assert_cmpint (state->channel, ==, expected[i]);
        g_assert_true (state->has_mailbox);
      }
  text = g_strndup ((const char *) kb_secret_get_data (words), kb_secret_get_size (words));
  reporter = kb_reporter_new_from_words (text, fixture->office->genesis, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (kb_signing_key_get_public (reporter->sign), 32,
                   kb_entry_get_header (filed)->author, 32);
}

/* A server that takes what it must not. */
typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desk;
  KbReporter *reporter;
  KbEntry    *complaint;
} Lying;

static void
lying_set_up (Lying         *lying,
              gconstpointer  data)
{
  lying->folder = sync_folder_new ();
  lying->office = sync_office_new (lying->folder);
  lying->server = sync_server_new (lying->office, NULL);
  lying->desk = sync_desk_new (lying->office, OFFICER);
  lying->reporter = kb_reporter_new_quick ();
  lying->complaint = new_complaint (lying->office->office, lying->reporter);
}

static void
lying_tear_down (Lying         *lying,
                 gconstpointer  data)
{
  kb_entry_unref (lying->complaint);
  kb_reporter_free (lying->reporter);
  sync_desk_free (lying->desk);
  sync_server_free (lying->server);
  sync_office_free (lying->office);
  sync_folder_remove (lying->folder);
}

static void
append_message (Lying      *lying,
                KbReporter *reporter,
                guint64     seq,
                KbEntry    *before)
{
  KbTestOffice *office = lying->office->office;
  g_autofree char *recipient = kb_age_identity_get_recipient (office->office_key);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbEntry) entry = kb_compose_reporter_message (
    reporter, kb_entry_get_header (lying->complaint), seq - 1, kb_entry_get_id (before),
    kb_test_office_get_profile (office)->hash, "office", 1, recipient, "message", "x", office->now,
    &error);

  g_assert_no_error (error);
  sync_office_append (lying->office, entry);
}

static void
pull (Lying *lying)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (lying->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static KbEntry *
last_entry (Lying *lying)
{
  GArray *journal = lying->office->journal[KB_STREAM_OFFICE];

  return g_array_index (journal, Placed, journal->len - 1).entry;
}

static void
assert_set_aside (Lying *lying,
                  guint  seq,
                  guint  expected)
{
  g_autofree char *plain = NULL;

  g_assert_cmpuint (sync_desk_entry (lying->desk, KB_STREAM_OFFICE, seq, &plain), ==, expected);
}

/* @data: entries in a page. */
static void
test_another_author (Lying         *lying,
                     gconstpointer  data)
{
  g_autoptr(KbReporter) other = kb_reporter_new_quick ();

  lying->server->page_size = GPOINTER_TO_UINT (data);
  append_message (lying, lying->reporter, 2, lying->complaint);   /* before there is a case */
  sync_office_append (lying->office, lying->complaint);
  append_message (lying, other, 2, lying->complaint);
  append_message (lying, lying->reporter, 2, lying->complaint);
  pull (lying);
  assert_set_aside (lying, 1, KB_QUARANTINE_AUTHORITY);
  assert_set_aside (lying, 3, KB_QUARANTINE_AUTHORITY);
  assert_set_aside (lying, 4, KB_QUARANTINE_NONE);
  g_assert_null (sync_desk_alarm (lying->desk));
}

static void
test_dropped_message (Lying         *lying,
                      gconstpointer  data)
{
  g_autofree char *alarm = NULL;

  lying->server->page_size = GPOINTER_TO_UINT (data);
  sync_office_append (lying->office, lying->complaint);
  append_message (lying, lying->reporter, 3, lying->complaint);   /* the second is missing */
  append_message (lying, lying->reporter, 4, last_entry (lying));
  pull (lying);
  alarm = sync_desk_alarm (lying->desk);
  g_assert_cmpstr (alarm, ==, "author-gap");
  assert_set_aside (lying, 2, KB_QUARANTINE_AUTHOR_SEQ);
  assert_set_aside (lying, 3, KB_QUARANTINE_NONE);
}

static void
test_no_way_back (Lying         *lying,
                  gconstpointer  data)
{
  g_autoptr(JsonObject) story = json_object_new ();
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *content = json_object_new ();

  json_object_set_string_member (story, "alias", "Kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "text", "Tanpa JavaScript.");
  entry = kb_compose_server_complaint (story,
                                       kb_test_office_get_profile (lying->office->office),
                                       lying->office->office->now, &error);
  g_assert_no_error (error);
  sync_office_append (lying->office, entry);
  pull (lying);
  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", "?");
  g_assert_false (kb_sync_tell (lying->desk->sync, KB_STREAM_OFFICE,
                                kb_entry_get_header (entry)->case_id, content, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NO_MAILBOX);
}

#define ADD(path, func) g_test_add ("/sync/talk/" path, Fixture, NULL, set_up, func, tear_down)
#define ADD_LYING(path, data, func) \
  g_test_add ("/sync/talk/" path, Lying, GUINT_TO_POINTER (data), lying_set_up, func, \
              lying_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("question-and-answer", test_question_and_answer);
  ADD ("move-and-objection", test_move_and_objection);
  ADD ("forged-and-old", test_forged_and_old);
  ADD ("offline", test_offline);
  ADD ("rotation", test_rotation);
  ADD ("opening-is-told", test_opening_is_told);
  ADD ("filed", test_filed);
  ADD_LYING ("another-author/one-page", 100, test_another_author);
  ADD_LYING ("another-author/page-each", 1, test_another_author);
  ADD_LYING ("dropped-message/one-page", 100, test_dropped_message);
  ADD_LYING ("dropped-message/page-each", 1, test_dropped_message);
  ADD_LYING ("no-way-back", 100, test_no_way_back);

  return g_test_run ();
}
