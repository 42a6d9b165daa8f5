/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-answer.h"
#include "kb-json.h"

#include <string.h>

typedef struct
{
  Office            *office;
  KbReporter        *reporter;
  KbEntry           *complaint;
  KbReporterAddress  address;
} Fixture;

static GBytes *
open_story (Fixture *fixture)
{
  g_autoptr(JsonObject) story = office_open (fixture->complaint, KB_ROLE_STORY,
                                             fixture->office->audience_keys[KB_STREAM_OFFICE]);
  char *json = kb_json_to_string (story);

  return g_bytes_new_take (json, strlen (json));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GBytes) story = NULL;

  fixture->office = office_new ();
  fixture->reporter = kb_reporter_new_quick ();
  fixture->complaint = office_complaint (fixture->office, fixture->reporter, "no", FALSE);
  story = open_story (fixture);
  g_assert_true (kb_reporter_address_read (&fixture->address,
                                           kb_entry_get_header (fixture->complaint), story));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  kb_reporter_address_clear (&fixture->address);
  kb_entry_unref (fixture->complaint);
  kb_reporter_free (fixture->reporter);
  office_free (fixture->office);
}

static void
test_address (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const broken[] = {
    "{}", "", "[]", "{\"answer\":\"\",\"age\":\"\"}",
    "{\"answer\":\"0000000000000000000000000000000000000000000000000000000000000000\"}",
    "{\"answer\":\"0000000000000000000000000000000000000000000000000000000000000000\","
    "\"age\":\"age1x\"}",
  };
  KbHeader header = *kb_entry_get_header (fixture->complaint);
  g_autoptr(GBytes) story = open_story (fixture);
  KbReporterAddress address = { 0 };

  g_assert_cmpmem (fixture->address.rpk, 32,
                   kb_signing_key_get_public (fixture->reporter->sign), 32);
  g_assert_cmpmem (fixture->address.answer, 32,
                   kb_secret_get_data (fixture->reporter->answer), 32);
  g_assert_cmpstr (fixture->address.recipient, ==, fixture->reporter->recipient);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (broken[i], strlen (broken[i]));

      g_assert_false (kb_reporter_address_read (&address, &header, bytes));
    }
  header.sealed_by = 1;
  g_assert_false (kb_reporter_address_read (&address, &header, story));
  header.sealed_by = 0;
  header.kind = KB_KIND_WIDENING;
  g_assert_false (kb_reporter_address_read (&address, &header, story));
  g_assert_cmpstr (address.recipient, ==, "");
}

static JsonObject *
answer (Fixture *fixture)
{
  JsonObject *content = json_object_new ();

  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", "Apa kabar?");

  return kb_answer_new (&fixture->address, 7, content);
}

static JsonObject *
open_answer (Fixture    *fixture,
             JsonObject *members,
             guint64    *ret_counter)
{
  return kb_answer_open (fixture->address.rpk, fixture->address.answer, members, ret_counter);
}

static void
test_answer_is_proved (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(JsonObject) members = answer (fixture);
  g_autoptr(JsonObject) content = NULL;
  guint64 counter = 0;

  content = open_answer (fixture, members, &counter);
  g_assert_nonnull (content);
  g_assert_cmpuint (counter, ==, 7);
  g_assert_cmpstr (kb_json_string (content, "text", NULL), ==, "Apa kabar?");
}

/* Whoever uses up the counters does not silence the office. */
static void
test_counters_end (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(JsonObject) content = NULL;
  guint64 counter = kb_answer_next_counter (G_MAXUINT64);

  g_assert_cmpuint (kb_answer_next_counter (0), ==, 1);
  g_assert_cmpuint (kb_answer_next_counter (KB_LIMIT_COUNTER), ==, KB_LIMIT_COUNTER);
  members = kb_answer_new (&fixture->address, counter, json_object_new ());
  content = open_answer (fixture, members, &counter);
  g_assert_nonnull (content);
}

/* Whatever was changed on the way, or said by another, is nothing. */
static void
test_answer_is_refused (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(JsonObject) members = answer (fixture);
  g_autofree char *mac = g_strdup (kb_json_string (members, "mac", NULL));
  g_autofree char *text = g_strdup (kb_json_string (members, "content", NULL));
  guint8 other[32] = { 1 };
  guint64 counter = 99;

  g_assert_null (kb_answer_open (other, fixture->address.answer, members, &counter));
  g_assert_null (kb_answer_open (fixture->address.rpk, other, members, &counter));
  json_object_set_int_member (members, "counter", 8);
  g_assert_null (open_answer (fixture, members, &counter));
  json_object_set_int_member (members, "counter", -1);
  g_assert_null (open_answer (fixture, members, &counter));
  json_object_set_int_member (members, "counter", 7);
  json_object_set_string_member (members, "content", "{\"kind\":\"message\"}");
  g_assert_null (open_answer (fixture, members, &counter));
  json_object_set_string_member (members, "content", text);
  mac[63] = mac[63] == '0' ? '1' : '0';
  json_object_set_string_member (members, "mac", mac);
  g_assert_null (open_answer (fixture, members, &counter));
  json_object_remove_member (members, "mac");
  g_assert_null (open_answer (fixture, members, &counter));
  g_assert_cmpuint (counter, ==, 99);
}

static KbEntry *
compose (Fixture     *fixture,
         const char  *text,
         GError     **error)
{
  const KbProfile *profile = kb_roster_get_profile (fixture->office->roster);
  const KbProfileRecipient *recipient = kb_profile_find_recipient (profile, "office");

  return kb_compose_reporter_message (fixture->reporter, kb_entry_get_header (fixture->complaint),
                                      1, kb_entry_get_id (fixture->complaint), profile->hash,
                                      "office", recipient->epoch, recipient->recipient, "message",
                                      text, OFFICE_NOW, error);
}

static void
test_message_by_a_reporter (Fixture       *fixture,
                            gconstpointer  data)
{
  const KbHeader *complaint = kb_entry_get_header (fixture->complaint), *header;
  g_autoptr(KbAgeIdentity) own = kb_age_identity_new_x25519 (fixture->reporter->age);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbEntry) entry = compose (fixture, "Kemarin.", &error);
  g_autoptr(JsonObject) read = NULL;
  g_autoptr(JsonObject) kept = NULL;

  g_assert_no_error (error);
  kb_entry_verify_signature (entry, &error);
  g_assert_no_error (error);
  kb_entry_check_rules (entry, &error);
  g_assert_no_error (error);
  g_assert_true (kb_roster_check_author (fixture->office->roster, entry, 100, NULL));
  header = kb_entry_get_header (entry);
  g_assert_cmpint (header->stream, ==, complaint->stream);
  g_assert_cmpmem (header->case_id, 16, complaint->case_id, 16);
  g_assert_cmpmem (header->author, 32, complaint->author, 32);
  g_assert_cmpuint (header->author_seq, ==, 2);
  g_assert_cmpmem (header->author_prev, 32, kb_entry_get_id (fixture->complaint), 32);
  read = office_open (entry, KB_ROLE_MESSAGE, fixture->office->audience_keys[KB_STREAM_OFFICE]);
  g_assert_cmpstr (kb_json_string (read, "text", NULL), ==, "Kemarin.");
  kept = office_open (entry, KB_ROLE_MESSAGE, own);
  g_assert_cmpstr (kb_json_string (kept, "kind", NULL), ==, "message");
}

static void
test_message_has_a_limit (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (KB_LIMIT_MESSAGE_CHARS, 'x');
  g_autofree char *longer = g_strnfill (KB_LIMIT_MESSAGE_CHARS + 1, 'x');
  g_autoptr(GError) error = NULL;
  g_autoptr(KbEntry) entry = compose (fixture, longest, &error);

  g_assert_no_error (error);
  g_assert_null (compose (fixture, longer, &error));
  g_assert_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE);
  g_clear_error (&error);
  g_assert_null (compose (fixture, "", &error));
  g_assert_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/envelope/answer/address-from-the-story", test_address);
  ADD ("/envelope/answer/proved", test_answer_is_proved);
  ADD ("/envelope/answer/counters-end", test_counters_end);
  ADD ("/envelope/answer/refused", test_answer_is_refused);
  ADD ("/envelope/answer/message-by-a-reporter", test_message_by_a_reporter);
  ADD ("/envelope/answer/message-has-a-limit", test_message_has_a_limit);

  return g_test_run ();
}
