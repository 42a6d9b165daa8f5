/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is wrong with a request: its code, nothing stored, server alive. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-body.h"

#include <signal.h>
#include <string.h>

#define ENTRY_TYPE "application/vnd.kumbang.entry"

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
  guint         n_entries;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
  fixture->n_entries = kb_test_intake_count (fixture->intake, "entries");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
}

static void
assert_nothing_stored (Fixture *fixture)
{
  g_auto(KbTestAnswer) answer = { 0 };

  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, fixture->n_entries);
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "identity_parts"), ==, 0);
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "mailboxes"), ==, 0);
  kb_test_intake_send (fixture->intake, "GET", "/v1/profile", NULL, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
assert_send (Fixture    *fixture,
             const char *method,
             const char *path,
             const char *token,
             const char *type,
             GBytes     *body,
             const char *expected)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (fixture->intake, method, path, token, type, body, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, expected);
  g_assert_cmpstr (soup_message_headers_get_content_type (answer.headers, NULL), ==,
                   "application/json");
  g_assert_null (soup_message_headers_get_one (answer.headers, "Server"));
  g_assert_null (soup_message_headers_get_one (answer.headers, "Set-Cookie"));
}

static void
assert_bytes (Fixture    *fixture,
              GBytes     *body,
              const char *expected)
{
  assert_send (fixture, "POST", "/v1/complaints", NULL, ENTRY_TYPE, body, expected);
}

static void
assert_entry (Fixture    *fixture,
              KbEntry    *entry,
              const char *expected)
{
  g_autoptr(GBytes) body = kb_entry_encode (entry);

  assert_bytes (fixture, body, expected);
}

/* A complaint that its author changed and signed again: whatever the signature
 * can't catch. */
typedef void (*ChangeFunc) (KbHeader *header);

static KbEntry *
forge_by (Fixture      *fixture,
          KbSigningKey *key,
          ChangeFunc    change,
          KbPartRole    role,
          GBytes       *replacement)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  KbHeader header = *kb_entry_get_header (entry);
  KbHeader parts = header;
  GBytes *bytes[KB_LIMIT_PARTS];

  memcpy (header.author, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  header.n_parts = 0;
  for (guint i = 0; i < parts.n_parts; i++)
    {
      bytes[i] = replacement != NULL && parts.parts[i].role == role
                   ? replacement : kb_entry_get_part (entry, parts.parts[i].role, NULL);
      kb_header_add_part (&header, parts.parts[i].role, bytes[i]);
    }
  if (change != NULL)
    change (&header);

  return kb_entry_new (&header, bytes, key);
}

static KbEntry *
forge (Fixture    *fixture,
       ChangeFunc  change,
       KbPartRole  role,
       GBytes     *replacement)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();

  return forge_by (fixture, key, change, role, replacement);
}

static void
test_bytes (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autoptr(GBytes) good = kb_entry_encode (entry);
  gsize size = g_bytes_get_size (good);
  static const struct
  {
    gssize      at;             /* byte to flip; from the end if negative */
    const char *code;
  } flips[] = {
    { 0, "malformed" }, { 4, "bad_version" }, { 5, "malformed" }, { -1, "bad_part" },
    { 38, "malformed" }, { 39, "bad_signature" }, { 130, "bad_signature" },
  };
  static const char *const junk[] = { "", "x", "{}", "age-encryption.org/v1\n" };

  for (guint i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (junk[i], strlen (junk[i]));

      assert_bytes (fixture, body, "malformed");
    }
  for (gsize cut = 1; cut < size; cut += size / 16)
    {
      g_autoptr(GBytes) body = g_bytes_new_from_bytes (good, 0, cut);

      assert_bytes (fixture, body, "malformed");
    }
  for (guint i = 0; i < G_N_ELEMENTS (flips); i++)
    {
      guint8 *copy = g_memdup2 (g_bytes_get_data (good, NULL), size);
      g_autoptr(GBytes) body = g_bytes_new_take (copy, size);

      copy[flips[i].at < 0 ? (gssize) size + flips[i].at : flips[i].at] ^= 0x40;
      assert_bytes (fixture, body, flips[i].code);
    }
  assert_nothing_stored (fixture);
}

static void
test_trailing_byte (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autoptr(GBytes) good = kb_entry_encode (entry);
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr(GBytes) body = NULL;

  g_byte_array_append (bytes, g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  body = g_byte_array_free_to_bytes (bytes);
  assert_bytes (fixture, body, "malformed");
  assert_nothing_stored (fixture);
}

static void
by_server (KbHeader *header)
{
  header->sealed_by = 1;
}

static void
half_past (KbHeader *header)
{
  header->author_time += 1800;
}

static void
other_epoch (KbHeader *header)
{
  header->epoch = 7;
}

static void
other_profile (KbHeader *header)
{
  header->profile[0] ^= 1;
}

static void
other_genesis (KbHeader *header)
{
  header->genesis[0] ^= 1;
}

static void
second_number (KbHeader *header)
{
  header->author_seq = 2;
  header->author_prev[0] = 1;
}

static void
other_stream (KbHeader *header)
{
  header->stream = KB_STREAM_LEADERSHIP;
}

static void
as_work (KbHeader *header)
{
  header->kind = KB_KIND_WORK;
}

static void
unknown_kind (KbHeader *header)
{
  header->kind = 99;
}

static void
test_headers (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct
  {
    ChangeFunc  change;
    const char *code;
  } cases[] = {
    { by_server, "bad_rule" },        { half_past, "bad_rule" },
    { other_epoch, "unknown_audience" }, { other_profile, "profile_unknown" },
    { other_genesis, "wrong_genesis" }, { second_number, "bad_rule" },
    { other_stream, "bad_rule" },     { as_work, "bad_rule" },
    { unknown_kind, "wrong_kind" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(KbEntry) entry = forge (fixture, cases[i].change, 0, NULL);

      assert_entry (fixture, entry, cases[i].code);
    }
  assert_nothing_stored (fixture);
}

#define HEX32 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define BODY(text) { text, sizeof (text) - 1 }

static void
test_bodies (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *text;
    gsize       size;
  } bodies[] = {
    BODY (""), BODY ("{"), BODY ("[]"), BODY ("x"), BODY ("null"), BODY ("{}"),
    BODY ("{\"v\":1,\"mailbox\":\"" HEX32 "\"} x"),
    BODY ("{\"v\":1,\"mailbox\":\"" HEX32 "\",\"mailbox\":\"" HEX32 "\"}"),
    BODY ("{\"v\":1,\"v\":1,\"mailbox\":\"" HEX32 "\"}"),
    BODY ("{\"v\":\"1\",\"mailbox\":\"" HEX32 "\"}"),
    BODY ("{\"v\":1,\"mailbox\":7}"), BODY ("{\"v\":1,\"mailbox\":null}"),
    BODY ("{\"v\":1,\"mailbox\":[]}"), BODY ("{\"v\":1,\"mailbox\":\"zz\"}"),
    BODY ("{\"v\":1,\"mailbox\":\"00112233\"}"),
    BODY ("{\"v\":1,\"mailbox\":\"" HEX32 "00\"}"),
    BODY ("{\"v\":1,\"mailbox\":\"AA112233445566778899aabbccddeeff"
          "00112233445566778899aabbccddeeff\"}"),
    BODY ("{\"v\":1,\"mailbox\":\"\0\"}"), BODY ("{\"v\":1,\0\"mailbox\":\"" HEX32 "\"}"),
    BODY ("{\"v\":1,\"mailbox\":\"\xff\xfe\"}"), BODY ("\xc3\x28"),
    BODY ("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_static (bodies[i].text, bodies[i].size);
      g_autoptr(KbEntry) entry = forge (fixture, NULL, KB_ROLE_BODY, body);

      assert_entry (fixture, entry, "bad_body");
    }
  assert_nothing_stored (fixture);
}

static void
test_sealed_parts (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(KbEntry) model = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  gsize size = g_bytes_get_size (kb_entry_get_part (model, KB_ROLE_STORY, NULL));
  g_autofree char *zeros = g_malloc0 (KB_LIMIT_ENTRY);
  const gsize sizes[] = { 0, 1, size - 1, size, size + 1, 16584, 65784 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) part = g_bytes_new_static (zeros, sizes[i]);
      g_autoptr(KbEntry) story = forge (fixture, NULL, KB_ROLE_STORY, part);
      g_autoptr(KbEntry) civil = forge (fixture, NULL, KB_ROLE_CIVIL, part);

      assert_entry (fixture, story, "bad_rule");
      assert_entry (fixture, civil, "bad_rule");
    }
  assert_nothing_stored (fixture);
}

static KbPartState
withhold (const KbEntry *entry,
          guint          part,
          gpointer       data)
{
  return part == 2 ? KB_PART_WITHHELD : KB_PART_PRESENT;
}

static void
test_part_not_sent (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autoptr(GBytes) body = kb_entry_encode_for (entry, withhold, NULL);

  assert_bytes (fixture, body, "bad_part");
  assert_nothing_stored (fixture);
}

static void
test_sizes (Fixture       *fixture,
            gconstpointer  data)
{
  static const gsize sizes[] = { KB_LIMIT_REQUEST + 1, 4 * KB_LIMIT_REQUEST };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) body = g_bytes_new_take (g_malloc0 (sizes[i]), sizes[i]);

      assert_bytes (fixture, body, "too_large");
      assert_send (fixture, "POST", "/v1/entries", fixture->office->officer.token, ENTRY_TYPE, body,
                   "too_large");
      assert_send (fixture, "POST", "/lapor", NULL, "application/x-www-form-urlencoded", body,
                   "too_large");
    }
  assert_nothing_stored (fixture);
}

/* Without a length in front, the size is known only when it has come. */
static void
test_chunked_size (Fixture       *fixture,
                   gconstpointer  data)
{
  GString *request = g_string_new ("POST /v1/complaints HTTP/1.1\r\nHost: x\r\n"
                                   "Content-Type: " ENTRY_TYPE "\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n");
  g_autofree char *zeros = g_strnfill (0x4000, 'x');
  g_autofree char *answer = NULL;
  gboolean closed;

  for (guint i = 0; i < 12; i++)
    g_string_append_printf (request, "4000\r\n%s\r\n", zeros);
  g_string_append (request, "0\r\n\r\n");
  answer = kb_test_intake_raw (fixture->intake, request->str, request->len, 10, &closed);
  g_string_free (request, TRUE);
  g_assert_nonnull (answer);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
  g_assert_nonnull (strstr (answer, "\"too_large\""));
  g_assert_true (closed);
  assert_nothing_stored (fixture);
}

/* A length that is a lie must not make the server wait for it or hold memory. */
static void
test_endless_body (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *body = g_malloc0 (8 * 1024 * 1024);
  const char *head = "POST /v1/complaints HTTP/1.1\r\nHost: x\r\n"
                     "Content-Type: " ENTRY_TYPE "\r\nContent-Length: 99999999999\r\n\r\n";
  g_autofree char *answer = NULL;
  gboolean closed;

  memcpy (body, head, strlen (head));
  answer = kb_test_intake_raw (fixture->intake, body, 8 * 1024 * 1024, 10, &closed);
  g_assert_true (closed);
  assert_nothing_stored (fixture);
}

/* A body whose end two readers could see at two places must not be followed by
 * what only one of them takes for a second request. */
static void
test_two_lengths (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const lengths[] = {
    "Content-Length: 40\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "Content-Length: 40\r\nContent-Length: 0\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *request =
        g_strconcat ("POST /v1/complaints HTTP/1.1\r\nHost: x\r\nContent-Type: " ENTRY_TYPE "\r\n",
                     lengths[i], "GET /v1/second HTTP/1.1\r\nHost: x\r\n\r\n", NULL);
      gboolean closed;
      g_autofree char *answer = kb_test_intake_raw (fixture->intake, request, strlen (request), 5,
                                                    &closed);

      g_assert_true (closed);
      g_assert_true (answer == NULL || g_str_has_prefix (answer, "HTTP/1.1 400 "));
      g_assert_true (answer == NULL || strstr (answer + 1, "HTTP/1.1 ") == NULL);
    }
}

static void
test_content_types (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char *const types[] = { "application/json", "text/plain",
                                       "application/x-www-form-urlencoded",
                                       "application/vnd.kumbang.entry2" };
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autoptr(GBytes) body = kb_entry_encode (entry);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    assert_send (fixture, "POST", "/v1/complaints", NULL, types[i], body, "wrong_type");
  assert_send (fixture, "POST", "/lapor", NULL, "multipart/form-data", body, "wrong_type");
  assert_nothing_stored (fixture);
}

static void
test_routes (Fixture       *fixture,
             gconstpointer  data)
{
  const char *token = fixture->office->officer.token;
  const struct
  {
    const char *method;
    const char *path;
    const char *token;
    const char *code;
  } cases[] = {
    { "GET", "/v1/complaints", NULL, "wrong_method" },
    { "PUT", "/v1/complaints", NULL, "wrong_method" },
    { "DELETE", "/v1/profile", NULL, "wrong_method" },
    { "POST", "/v1/profile", NULL, "wrong_method" },
    { "POST", "/", NULL, "wrong_method" },
    { "OPTIONS", "/v1/complaints", NULL, "wrong_method" },
    { "BREW", "/v1/complaints", NULL, "wrong_method" },
    { "GET", "/v1", NULL, "not_found" },
    { "GET", "/v2/profile", NULL, "not_found" },
    { "GET", "/v1/profile/", NULL, "not_found" },
    { "GET", "/intake.key", NULL, "not_found" },
    { "GET", "/%2e%2e%2fintake.key", NULL, "bad_query" },
    { "GET", "/x%2f%2e%2e%2fintake.key", NULL, "bad_query" },
    { "GET", "/v1/streams/office/entries", NULL, "unauthorized" },
    { "GET", "/v1/streams/office/entries", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?after=", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?after=-1", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?after=1x", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?after=0&after=1", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?after=99999999999999999999", token, "bad_query" },
    { "GET", "/v1/streams/office/entries?before=1", token, "bad_query" },
    { "GET", "/v1/streams/office", token, "not_found" },
    { "GET", "/v1/streams/kantor/entries?after=0", token, "not_found" },
    { "GET", "/v1/streams/office/entries/1?after=0", token, "not_found" },
    { "GET", "/v1/identities/xx/civil?use=" HEX32, token, "not_found" },
    { "GET", "/v1/identities/" HEX32 "/story?use=" HEX32, token, "not_found" },
    { "GET", "/v1/identities/" HEX32 "/civil?use=xx", token, "bad_query" },
    { "GET", "/v1/identities/" HEX32 "/civil", token, "bad_query" },
    { "GET", "/v1/identities/" HEX32 "/civil?use=" HEX32, token, "not_allowed" },
    { "GET", "/v1/identities/" HEX32 "/civil?use=" HEX32, NULL, "unauthorized" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_send (fixture, cases[i].method, cases[i].path, cases[i].token, NULL, NULL,
                 cases[i].code);
  assert_nothing_stored (fixture);
}

static void
test_not_http (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *long_header = g_strnfill (300 * 1024, 'a');
  g_autofree char *huge = g_strconcat ("GET / HTTP/1.1\r\nHost: x\r\nX: ", long_header, NULL);
  const char *const requests[] = {
    "\r\n\r\n", "x\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 tls?\r\n\r\n",
    "POST /v1/complaints HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "POST /v1/complaints HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "POST /v1/complaints HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    huge,
  };
  g_autofree char *debug = g_strdup (g_getenv ("G_DEBUG"));

  /* libsoup warns of a negative length; here that must not end the server. */
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  g_unsetenv ("G_DEBUG");
  kb_test_intake_start (fixture->intake, NULL);
  g_setenv ("G_DEBUG", debug != NULL ? debug : "", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      gboolean closed;
      g_autofree char *answer = kb_test_intake_raw (fixture->intake, requests[i],
                                                    strlen (requests[i]), 1, &closed);

      if (answer != NULL)
        g_assert_false (g_str_has_prefix (answer, "HTTP/1.1 2"));
    }
  assert_nothing_stored (fixture);
}

static void
test_replays (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autoptr(KbEntry) first = forge_by (fixture, key, NULL, 0, NULL);
  g_autoptr(KbEntry) same_author = forge_by (fixture, key, NULL, 0, NULL);

  assert_entry (fixture, first, "");
  assert_entry (fixture, first, "already_stored");
  assert_entry (fixture, same_author, "author_sequence");
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, fixture->n_entries + 1);
}

static guint8 used_case[KB_CASE_ID_SIZE];

static void
use_case (KbHeader *header)
{
  memcpy (header->case_id, used_case, sizeof used_case);
}

static void
test_case_taken (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(KbEntry) first = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autoptr(KbEntry) second = NULL;

  memcpy (used_case, kb_entry_get_header (first)->case_id, sizeof used_case);
  second = forge (fixture, use_case, 0, NULL);
  assert_entry (fixture, first, "");
  assert_entry (fixture, second, "case_used");
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, fixture->n_entries + 1);
}

static void
test_device_as_reporter (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(KbEntry) entry = forge_by (fixture, fixture->office->officer.sign, NULL, 0, NULL);

  assert_entry (fixture, entry, "not_allowed");
  assert_nothing_stored (fixture);
}

static void
test_complaint_with_token (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
  g_autofree char *code =
    kb_test_intake_post (fixture->intake, fixture->office->officer.token, entry);

  g_assert_cmpstr (code, ==, "wrong_kind");
  assert_nothing_stored (fixture);
}

#define ADD(path, func) g_test_add ("/input/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("damaged-bytes", test_bytes);
  ADD ("trailing-byte", test_trailing_byte);
  ADD ("forged-headers", test_headers);
  ADD ("bad-bodies", test_bodies);
  ADD ("not-age", test_sealed_parts);
  ADD ("part-not-sent", test_part_not_sent);
  ADD ("oversized", test_sizes);
  ADD ("oversized-in-chunks", test_chunked_size);
  ADD ("oversized-without-end", test_endless_body);
  ADD ("content-types", test_content_types);
  ADD ("routes", test_routes);
  ADD ("not-http", test_not_http);
  ADD ("body-with-two-lengths-ends-connection", test_two_lengths);
  ADD ("replays", test_replays);
  ADD ("case-taken", test_case_taken);
  ADD ("device-as-reporter", test_device_as_reporter);
  ADD ("complaint-with-token", test_complaint_with_token);

  return g_test_run ();
}
