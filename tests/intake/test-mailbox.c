/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reporters come back: against the built program, over HTTP. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-answer.h"
#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-json.h"

#include <signal.h>
#include <string.h>

#define FRAMES_TYPE "application/vnd.kumbang.frames"
#define PAUSE 1.0   /* seconds that whatever does not match waits */

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
  KbReporter   *reporter;
  KbEntry      *complaint;
  guint64       last_seq;       /* of the reporter */
  guint8        last_id[KB_HASH_SIZE];
} Fixture;

static KbEntry *
new_complaint (Fixture    *fixture,
               KbReporter *reporter)
{
  g_autoptr(JsonObject) story = json_object_new ();
  KbComplaint complaint = { story, NULL, NULL };
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  json_object_set_string_member (story, "text", "Ada jual beli jabatan.");
  entry = kb_compose_complaint (&complaint, kb_test_office_get_profile (fixture->office), reporter,
                                fixture->office->now, &error);
  g_assert_no_error (error);

  return entry;
}

static void
post (Fixture    *fixture,
      const char *token,
      KbEntry    *entry,
      const char *expected)
{
  g_autofree char *code = kb_test_intake_post (fixture->intake, token, entry);

  g_assert_cmpstr (code, ==, expected);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", data != NULL ? data : "0", NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
  fixture->reporter = kb_reporter_new_quick ();
  fixture->complaint = new_complaint (fixture, fixture->reporter);
  fixture->last_seq = 1;
  memcpy (fixture->last_id, kb_entry_get_id (fixture->complaint), KB_HASH_SIZE);
  post (fixture, NULL, fixture->complaint, "");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_entry_unref (fixture->complaint);
  kb_reporter_free (fixture->reporter);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
}

static KbEntry *
new_message_to (Fixture       *fixture,
                KbReporter    *reporter,
                const char    *audience,
                guint32        epoch,
                KbAgeIdentity *key)
{
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  g_autoptr(GError) error = NULL;
  KbEntry *entry = kb_compose_reporter_message (
    reporter, kb_entry_get_header (fixture->complaint), fixture->last_seq, fixture->last_id,
    kb_test_office_get_profile (fixture->office)->hash, audience, epoch, recipient, "message",
    "Kejadiannya kemarin.", fixture->office->now, &error);

  g_assert_no_error (error);

  return entry;
}

static KbEntry *
new_message (Fixture    *fixture,
             KbReporter *reporter)
{
  return new_message_to (fixture, reporter, "office", 1, fixture->office->office_key);
}

static void
wrote (Fixture *fixture,
       KbEntry *entry)
{
  fixture->last_seq = kb_entry_get_header (entry)->author_seq;
  memcpy (fixture->last_id, kb_entry_get_id (entry), KB_HASH_SIZE);
}

/* The reporter's next message, taken. */
static void
write_message (Fixture *fixture)
{
  g_autoptr(KbEntry) entry = new_message (fixture, fixture->reporter);

  post (fixture, NULL, entry, "");
  wrote (fixture, entry);
}

static void
write_answer (Fixture *fixture)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->officer, KB_STREAM_OFFICE);
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  g_autofree char *recipient = kb_age_identity_get_recipient (office->office_key);
  const char *recipients[] = { recipient, fixture->reporter->recipient, NULL };
  KbReporterAddress address = { 0 };
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(KbEntry) entry = NULL;
  JsonObject *content = json_object_new ();
  g_autoptr(GError) error = NULL;

  memcpy (address.rpk, header->author, sizeof address.rpk);
  memcpy (address.answer, kb_secret_get_data (fixture->reporter->answer), sizeof address.answer);
  json_object_set_string_member (content, "kind", "message");
  json_object_set_string_member (content, "text", "Kapan?");
  members = kb_answer_new (&address, 1, content);
  entry = kb_compose_case_entry (&authorship, KB_KIND_MESSAGE, header->stream, header->case_id,
                                 "office", 1, members, recipients, &error);
  g_assert_no_error (error);
  post (fixture, office->officer.token, entry, "");
  kb_test_office_wrote (&office->officer, entry);
}

static void
look (Fixture      *fixture,
      const char   *json,
      KbTestAnswer *ret_answer)
{
  g_autoptr(GBytes) body = g_bytes_new (json, strlen (json));

  kb_test_intake_send (fixture->intake, "POST", "/v1/mailbox", NULL, "application/json", body,
                       ret_answer);
}

static char *
mailbox_json (KbSecret *mailbox)
{
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (mailbox),
                                        kb_secret_get_size (mailbox));

  return g_strdup_printf ("{\"mailbox\":\"%s\"}", hex);
}

/* Entries of the reporter's mailbox in order. */
static GPtrArray *
fetch (Fixture *fixture)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  g_autofree char *json = mailbox_json (fixture->reporter->mailbox);
  g_auto(KbTestAnswer) answer = { 0 };
  guint64 seq = 0;
  KbReader reader;

  look (fixture, json, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (answer.headers, NULL), ==, FRAMES_TYPE);
  kb_reader_init (&reader, g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  while (kb_reader_remaining (&reader) > 0)
    {
      guint32 size = kb_reader_u32 (&reader);
      g_auto(KbFrame) frame = { 0 };

      g_assert_true (kb_frame_decode (kb_reader_bytes (&reader, size), size, &frame, NULL));
      g_assert_cmpint (frame.type, ==, KB_FRAME_MAIL);
      g_assert_cmpint (frame.stream, ==, KB_STREAM_OFFICE);
      g_assert_cmpuint (frame.place.seq, >, seq);
      g_assert_cmpuint (frame.place.hour, >, 0);
      seq = frame.place.seq;
      g_ptr_array_add (entries, kb_entry_ref (frame.entry));
    }

  return entries;
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(KbAgeIdentity) own = kb_age_identity_new_x25519 (fixture->reporter->age);
  g_autoptr(GPtrArray) entries = NULL;
  KbPartState story;
  guint64 counter;

  write_answer (fixture);
  write_message (fixture);
  entries = fetch (fixture);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpmem (kb_entry_get_id (entries->pdata[0]), 32,
                   kb_entry_get_id (fixture->complaint), 32);
  g_assert_nonnull (kb_entry_get_part (entries->pdata[0], KB_ROLE_BODY, NULL));
  kb_entry_get_part (entries->pdata[0], KB_ROLE_STORY, &story);
  g_assert_cmpint (story, ==, KB_PART_WITHHELD);
  g_assert_cmpmem (kb_entry_get_id (entries->pdata[2]), 32, fixture->last_id, 32);
  for (guint i = 1; i < 3; i++)
    {
      GBytes *part = kb_entry_get_part (entries->pdata[i], KB_ROLE_MESSAGE, NULL);
      g_autoptr(GBytes) plain = kb_age_open (g_bytes_get_data (part, NULL),
                                             g_bytes_get_size (part), &own, 1, KB_LIMIT_STORY,
                                             NULL);
      g_autoptr(JsonObject) members = NULL, content = NULL;

      g_assert_nonnull (plain);
      members = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                               KB_LIMIT_STORY, NULL);
      if (i == 2)
        break;
      content = kb_answer_open (kb_signing_key_get_public (fixture->reporter->sign),
                                kb_secret_get_data (fixture->reporter->answer), members, &counter);
      g_assert_nonnull (content);
      g_assert_cmpstr (kb_json_string (content, "text", NULL), ==, "Kapan?");
    }
}

static char *
headers_text (SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  GString *text = g_string_new (NULL);

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "Date") != 0)
      g_string_append_printf (text, "%s: %s\n", name, value);

  return g_string_free (text, FALSE);
}

static void
assert_no_mailbox (const KbTestAnswer *first,
                   const KbTestAnswer *other,
                   gdouble             seconds)
{
  g_autofree char *code = kb_test_answer_get_code (other);
  g_autofree char *headers = headers_text (first->headers);
  g_autofree char *others = headers_text (other->headers);

  g_test_message ("%.3f s", seconds);
  g_assert_cmpuint (other->status, ==, 404);
  g_assert_cmpstr (code, ==, "no_mailbox");
  g_assert_true (g_bytes_equal (first->body, other->body));
  g_assert_cmpstr (headers, ==, others);
  /* Not before; how much later a busy machine decides. */
  g_assert_cmpfloat (seconds, >=, PAUSE - 0.01);
}

/* The same bytes, the same pause: a mailbox of nobody, one letter wrong, what
 * can't be read, a message to a case of another and to none. */
static void
test_what_does_not_match_is_alike (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *wrong = mailbox_json (fixture->reporter->mailbox);
  g_autoptr(KbSecret) hash = kb_secret_new (fixture->reporter->mailbox_hash, KB_HASH_SIZE);
  g_autofree char *shown_hash = mailbox_json (hash);
  const char *bodies[] = { "{\"mailbox\":\"00\"}", "{}", "", "nonsense", wrong, shown_hash };
  g_autoptr(KbReporter) stranger = kb_reporter_new_quick ();
  g_autoptr(KbEntry) foreign = new_message (fixture, stranger);
  g_autoptr(KbEntry) nowhere = NULL;
  g_auto(KbTestAnswer) first = { 0 };
  g_autoptr(KbEntry) unsent = new_complaint (fixture, stranger);
  KbEntry *complaint = fixture->complaint, *messages[2];

  wrong[20] = wrong[20] == '0' ? '1' : '0';
  fixture->complaint = unsent;
  nowhere = new_message (fixture, stranger);
  fixture->complaint = complaint;
  messages[0] = foreign;
  messages[1] = nowhere;

  look (fixture, "{\"mailbox\":1}", &first);
  for (guint i = 0; i < G_N_ELEMENTS (bodies) + G_N_ELEMENTS (messages); i++)
    {
      g_auto(KbTestAnswer) answer = { 0 };
      g_autoptr(GTimer) timer = g_timer_new ();

      if (i < G_N_ELEMENTS (bodies))
        look (fixture, bodies[i], &answer);
      else
        {
          g_autoptr(GBytes) body = kb_entry_encode (messages[i - G_N_ELEMENTS (bodies)]);

          kb_test_intake_send (fixture->intake, "POST", "/v1/messages", NULL,
                               "application/vnd.kumbang.entry", body, &answer);
        }
      assert_no_mailbox (&first, &answer, g_timer_elapsed (timer, NULL));
    }
}

static void
test_numbers_go_on (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(KbEntry) first = new_message (fixture, fixture->reporter);
  g_autoptr(KbEntry) fork = new_message (fixture, fixture->reporter);
  g_autoptr(KbEntry) gap = NULL, astray = NULL;

  fixture->last_seq = 2;
  gap = new_message (fixture, fixture->reporter);
  post (fixture, NULL, gap, "author_sequence");
  fixture->last_seq = 1;
  post (fixture, NULL, first, "");
  post (fixture, NULL, first, "already_stored");
  post (fixture, NULL, fork, "author_sequence");
  fixture->last_seq = 2;
  astray = new_message (fixture, fixture->reporter);
  post (fixture, NULL, astray, "author_sequence");
  wrote (fixture, first);
  write_message (fixture);
}

static KbEntry *
device_message (Fixture *fixture)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->officer, KB_STREAM_OFFICE);
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  const char *recipients[] = { fixture->reporter->recipient, fixture->reporter->recipient, NULL };
  g_autoptr(JsonObject) members = json_object_new ();

  return kb_compose_case_entry (&authorship, KB_KIND_MESSAGE, header->stream, header->case_id,
                                "office", 1, members, recipients, NULL);
}

/* Each door takes its own only. */
static void
test_doors (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(KbEntry) message = new_message (fixture, fixture->reporter);
  g_autoptr(KbEntry) device = device_message (fixture);
  g_autoptr(KbEntry) complaint = kb_entry_ref (fixture->complaint);
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;
  g_autoptr(GBytes) body = kb_entry_encode (complaint);

  post (fixture, fixture->office->officer.token, message, "not_allowed");
  post (fixture, NULL, device, "wrong_kind");
  kb_test_intake_send (fixture->intake, "POST", "/v1/messages", NULL,
                       "application/vnd.kumbang.entry", body, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, "wrong_kind");
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(KbEntry) beyond = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  write_answer (fixture);
  for (guint i = 0; i < KB_LIMIT_REPORTER_MESSAGES; i++)
    write_message (fixture);
  beyond = new_message (fixture, fixture->reporter);
  post (fixture, NULL, beyond, "messages_full");
  entries = fetch (fixture);
  g_assert_cmpuint (entries->len, ==, 1 + KB_LIMIT_MAILBOX);
  g_assert_cmpuint (kb_entry_get_header (entries->pdata[1])->author_seq, ==, 2);
  g_assert_cmpmem (kb_entry_get_id (entries->pdata[KB_LIMIT_MAILBOX]), 32, fixture->last_id, 32);
}

/* As many looks, and as many messages, as complaints; counted apart. */
static void
test_rate (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *json = mailbox_json (fixture->reporter->mailbox);
  g_autoptr(KbEntry) third = NULL;
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GPtrArray) entries = fetch (fixture);

      write_message (fixture);
      g_assert_cmpuint (entries->len, ==, 1 + i);
    }
  look (fixture, json, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, "too_many");
  g_assert_nonnull (soup_message_headers_get_one (answer.headers, "Retry-After"));
  third = new_message (fixture, fixture->reporter);
  post (fixture, NULL, third, "too_many");
}

static void
add_grant (Fixture       *fixture,
           const char    *audience,
           guint32        epoch,
           KbAgeIdentity *key)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) entry = kb_test_office_new_grant (office, audience, epoch, key);

  post (fixture, office->supervisor.token, entry, "");
  kb_test_office_add (office, &office->supervisor, entry);
}

/* A rotation locks nobody out; an exclusion leaves one key. That an old epoch
 * ends after 30 days is in test-writer.c. */
static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(KbAgeIdentity) fresh = kb_age_identity_generate ();
  g_autoptr(KbAgeIdentity) own = kb_age_identity_generate ();
  g_autoptr(KbEntry) unknown = NULL, first = NULL, second = NULL, old = NULL, third = NULL;
  char audience[KB_LIMIT_AUDIENCE + 1];

  unknown = new_message_to (fixture, fixture->reporter, "office", 2, fresh);
  post (fixture, NULL, unknown, "unknown_audience");
  add_grant (fixture, "office", 2, fresh);
  first = new_message (fixture, fixture->reporter);
  post (fixture, NULL, first, "");
  wrote (fixture, first);
  second = new_message_to (fixture, fixture->reporter, "office", 2, fresh);
  post (fixture, NULL, second, "");
  wrote (fixture, second);

  kb_case_audience (kb_entry_get_header (fixture->complaint)->case_id, audience);
  add_grant (fixture, audience, 1, own);
  old = new_message_to (fixture, fixture->reporter, "office", 2, fresh);
  post (fixture, NULL, old, "stale_epoch");
  third = new_message_to (fixture, fixture->reporter, audience, 1, own);
  post (fixture, NULL, third, "");
}

static void
test_survives_kill (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };
  g_autoptr(GPtrArray) entries = NULL;

  for (guint i = 0; i < 3; i++)
    {
      write_message (fixture);
      kb_test_intake_end (fixture->intake, SIGKILL);
      kb_test_intake_start (fixture->intake, options);
    }
  entries = fetch (fixture);
  g_assert_cmpuint (entries->len, ==, 4);
}

static GBytes *
pull (Fixture    *fixture,
      const char *stream)
{
  g_autofree char *path = g_strdup_printf ("/v1/streams/%s/entries?after=0", stream);
  g_autoptr(GByteArray) frames = g_byte_array_new ();
  g_auto(KbTestAnswer) answer = { 0 };
  KbReader reader;

  kb_test_intake_send (fixture->intake, "GET", path, fixture->office->supervisor.token, NULL, NULL,
                       &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  kb_reader_init (&reader, g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  while (kb_reader_remaining (&reader) > 0)
    {
      guint32 size = kb_reader_u32 (&reader);
      const guint8 *frame = kb_reader_bytes (&reader, size);

      if (frame[0] != KB_FRAME_ENTRY)
        break;
      kb_write_u32 (frames, size);
      kb_write_bytes (frames, frame, size);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&frames));
}

/* A server made anew from what desktops hold gives the reporter the same. */
static void
test_comes_back_with_the_journal (Fixture       *fixture,
                                  gconstpointer  data)
{
  static const char *const streams[] = { "roster", "office" };
  const char *options[] = { "--submissions-per-hour", "0", NULL };
  g_autofree char *key = g_build_filename (fixture->intake->data, "intake.key", NULL);
  g_autoptr(KbTestIntake) lost = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  GBytes *frames[G_N_ELEMENTS (streams)];
  g_autofree char *first = NULL;

  write_answer (fixture);
  write_message (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    frames[i] = pull (fixture, streams[i]);
  kb_test_intake_end (fixture->intake, SIGKILL);
  lost = fixture->intake;
  fixture->intake = kb_test_intake_new_from (lost, "init", "--key", key);
  first = kb_test_intake_enroll (fixture->intake);
  kb_test_intake_start (fixture->intake, options);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_autofree char *path = g_strconcat ("/v1/republish/", streams[i], NULL);
      g_auto(KbTestAnswer) answer = { 0 };

      kb_test_intake_send (fixture->intake, "POST", path,
                           i == 0 ? first : fixture->office->supervisor.token, FRAMES_TYPE,
                           frames[i], &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      g_bytes_unref (frames[i]);
    }
  {
    g_auto(KbTestAnswer) answer = { 0 };

    kb_test_intake_send (fixture->intake, "DELETE", "/v1/republish",
                         fixture->office->supervisor.token, NULL, NULL, &answer);
  }
  entries = fetch (fixture);
  g_assert_cmpuint (entries->len, ==, 3);
  write_message (fixture);
}

/* The server keeps the hash only, and no address or second of a visit. */
static void
test_keeps_no_mailbox (Fixture       *fixture,
                       gconstpointer  data)
{
  KbSecret *mailbox = fixture->reporter->mailbox;
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (mailbox), KB_HASH_SIZE);
  g_autoptr(GPtrArray) entries = fetch (fixture);

  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_true (kb_test_intake_holds (fixture->intake, fixture->reporter->mailbox_hash,
                                       KB_HASH_SIZE));
  g_assert_false (kb_test_intake_holds (fixture->intake, kb_secret_get_data (mailbox),
                                        KB_HASH_SIZE));
  g_assert_false (kb_test_intake_holds (fixture->intake, hex, strlen (hex)));
}

#define ADD(path, func) g_test_add ("/mailbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("round-trip", test_round_trip);
  ADD ("what-does-not-match-is-alike", test_what_does_not_match_is_alike);
  ADD ("numbers-go-on", test_numbers_go_on);
  ADD ("doors", test_doors);
  ADD ("limits", test_limits);
  g_test_add ("/mailbox/rate", Fixture, "2", set_up, test_rate, tear_down);
  ADD ("keys", test_keys);
  ADD ("survives-kill", test_survives_kill);
  ADD ("comes-back-with-the-journal", test_comes_back_with_the_journal);
  ADD ("keeps-no-mailbox", test_keeps_no_mailbox);

  return g_test_run ();
}
