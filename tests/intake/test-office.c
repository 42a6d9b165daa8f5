/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What desktops need beside the journal: whose server it is, meeting places for
 * newcomers. Against the built program. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#define PLACE "/v1/joins/000102030405060708090a0b0c0d0e0f"
#define REQUEST "{\"v\": 1, \"name\": \"Adi\"}"

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", data != NULL ? data : "0", NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
}

/* Sends and answers "STATUS CODE"; JSON bodies only. */
static char *
ask (Fixture    *fixture,
     const char *method,
     const char *path,
     const char *token,
     const char *json)
{
  g_autoptr(GBytes) body = json != NULL ? g_bytes_new_static (json, strlen (json)) : NULL;
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (fixture->intake, method, path, token, "application/json", body, &answer);
  code = kb_test_answer_get_code (&answer);

  return g_strdup_printf ("%u %s", answer.status, code);
}

static void
expect (Fixture    *fixture,
        const char *method,
        const char *path,
        const char *token,
        const char *json,
        const char *expected)
{
  g_autofree char *got = ask (fixture, method, path, token, json);

  g_assert_cmpstr (got, ==, expected);
}

static void
test_office (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(KbTestIntake) fresh = kb_test_intake_new ();
  KbTestIntake *intakes[] = { fixture->intake, fresh };

  kb_test_intake_start (fresh, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (intakes); i++)
    {
      g_auto(KbTestAnswer) answer = { 0 };
      g_autoptr(JsonObject) object = NULL;
      guint8 key[KB_SIGN_PUBLIC_SIZE], genesis[KB_HASH_SIZE];
      gboolean has;

      kb_test_intake_send (intakes[i], "GET", "/v1/office", NULL, NULL, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      object = kb_json_parse (g_bytes_get_data (answer.body, NULL),
                              g_bytes_get_size (answer.body), 4096, NULL);
      g_assert_nonnull (object);
      g_assert_cmpuint (json_object_get_size (object), ==, 3);
      g_assert_true (kb_json_hex (object, "intake", key, sizeof key, NULL));
      g_assert_cmpmem (key, sizeof key, intakes[i]->key, sizeof intakes[i]->key);
      has = kb_json_hex (object, "genesis", genesis, sizeof genesis, NULL);
      g_assert_true (has == (i == 0));
      g_assert_true (json_object_get_null_member (object, "office") == (i == 1));
      if (has)
        {
          g_assert_cmpmem (genesis, sizeof genesis, fixture->office->genesis, KB_HASH_SIZE);
          g_assert_cmpstr (kb_json_string_or (object, "office", ""), ==, "Inspektorat Uji");
        }
    }
}

static void
test_join (Fixture       *fixture,
           gconstpointer  data)
{
  const char *supervisor = fixture->office->supervisor.token;
  g_auto(KbTestAnswer) answer = { 0 };

  expect (fixture, "POST", PLACE, NULL, REQUEST, "404 no_join");
  expect (fixture, "GET", PLACE, supervisor, NULL, "404 no_join");
  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  expect (fixture, "GET", PLACE, supervisor, NULL, "204 ");
  expect (fixture, "POST", PLACE, NULL, REQUEST, "201 ");
  expect (fixture, "POST", PLACE, NULL, REQUEST, "201 ");
  expect (fixture, "POST", PLACE, NULL, "{\"v\": 2}", "409 join_used");
  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  kb_test_intake_send (fixture->intake, "GET", PLACE, supervisor, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body), REQUEST,
                   strlen (REQUEST));
  expect (fixture, "DELETE", PLACE, supervisor, NULL, "204 ");
  expect (fixture, "DELETE", PLACE, supervisor, NULL, "204 ");
  expect (fixture, "POST", PLACE, NULL, REQUEST, "404 no_join");
  expect (fixture, "GET", PLACE, supervisor, NULL, "404 no_join");
}

static void
test_join_only_supervisor (Fixture       *fixture,
                           gconstpointer  data)
{
  const char *methods[] = { "PUT", "GET", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      expect (fixture, methods[i], PLACE, NULL, NULL, "401 unauthorized");
      expect (fixture, methods[i], PLACE, "x", NULL, "401 unauthorized");
      expect (fixture, methods[i], PLACE, fixture->office->officer.token, NULL,
              "403 not_allowed");
      expect (fixture, methods[i], PLACE, fixture->office->custodian.token, NULL,
              "403 not_allowed");
    }
}

static void
test_join_hostile (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *supervisor = fixture->office->supervisor.token;
  g_autofree char *longest = g_strnfill (KB_LIMIT_JOIN_REQUEST, ' ');
  g_autofree char *longer = g_strnfill (KB_LIMIT_JOIN_REQUEST + 1, ' ');
  const struct
  {
    const char *path;
    const char *json;
    const char *expected;
  } cases[] = {
    { "/v1/joins/", REQUEST, "404 not_found" },
    { PLACE "00", REQUEST, "404 not_found" },
    { "/v1/joins/000102030405060708090A0B0C0D0E0F", REQUEST, "404 not_found" },
    { PLACE "/x", REQUEST, "404 not_found" },
    { PLACE, "", "400 bad_body" },
    { PLACE, "[]", "400 bad_body" },
    { PLACE, "{\"a\": 1, \"a\": 2}", "400 bad_body" },
    { PLACE, "{\"a\": 1} {}", "400 bad_body" },
    { PLACE, "{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {\"f\": {\"g\": {\"h\": {}}}}}}}}}",
      "400 bad_body" },
    { PLACE, longer, "413 too_large" },
  };

  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect (fixture, "POST", cases[i].path, NULL, cases[i].json, cases[i].expected);
  expect (fixture, "PATCH", PLACE, supervisor, NULL, "405 wrong_method");
  expect (fixture, "GET", PLACE, supervisor, NULL, "204 ");
  memcpy (longest, "{}", 2);
  expect (fixture, "POST", PLACE, NULL, longest, "201 ");
}

static void
test_join_flood (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *supervisor = fixture->office->supervisor.token;

  for (guint i = 0; i <= KB_LIMIT_JOINS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/v1/joins/%032x", i);

      expect (fixture, "PUT", path, supervisor, NULL,
              i < KB_LIMIT_JOINS ? "201 " : "409 joins_full");
    }
  expect (fixture, "PUT", "/v1/joins/00000000000000000000000000000000", supervisor, NULL, "201 ");
  expect (fixture, "DELETE", "/v1/joins/00000000000000000000000000000003", supervisor, NULL,
          "204 ");
  expect (fixture, "PUT", "/v1/joins/000000000000000000000000000000ff", supervisor, NULL, "201 ");
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "joins"), ==, KB_LIMIT_JOINS);
}

/* A stranger who guesses is counted, and leaves reporters their own count. */
static void
test_join_rate (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbEntry) complaint =
    kb_test_office_new_complaint (fixture->office, "a", "no", FALSE);
  g_autofree char *code = NULL;

  for (guint i = 0; i < 3; i++)
    expect (fixture, "POST", PLACE, NULL, REQUEST, "404 no_join");
  expect (fixture, "POST", PLACE, NULL, REQUEST, "429 too_many");
  code = kb_test_intake_post (fixture->intake, NULL, complaint);
  g_assert_cmpstr (code, ==, "");
}

/* Moves the clock of what is stored: a day later the place is closed. */
static void
age_joins (Fixture *fixture,
           guint    hours)
{
  g_autofree char *path = g_build_filename (fixture->intake->data, "intake.db", NULL);
  g_autofree char *sql = g_strdup_printf ("UPDATE joins SET hour = hour - %u", hours);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 5000);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_join_expires (Fixture       *fixture,
                   gconstpointer  data)
{
  const char *supervisor = fixture->office->supervisor.token;

  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  age_joins (fixture, KB_LIMIT_JOIN_HOURS - 1);
  expect (fixture, "POST", PLACE, NULL, REQUEST, "201 ");
  age_joins (fixture, 2);
  expect (fixture, "POST", PLACE, NULL, REQUEST, "404 no_join");
  expect (fixture, "GET", PLACE, supervisor, NULL, "404 no_join");
  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  expect (fixture, "GET", PLACE, supervisor, NULL, "204 ");
}

static void
test_join_survives (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *supervisor = fixture->office->supervisor.token;

  expect (fixture, "PUT", PLACE, supervisor, NULL, "201 ");
  expect (fixture, "POST", PLACE, NULL, REQUEST, "201 ");
  kb_test_intake_end (fixture->intake, SIGKILL);
  kb_test_intake_start (fixture->intake, NULL);
  expect (fixture, "GET", PLACE, supervisor, NULL, "200 ");
}

#define ADD(path, func, data) \
  g_test_add ("/office/" path, Fixture, data, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whose-server", test_office, NULL);
  ADD ("join", test_join, NULL);
  ADD ("join-only-supervisor", test_join_only_supervisor, NULL);
  ADD ("join-hostile", test_join_hostile, NULL);
  ADD ("join-flood", test_join_flood, NULL);
  ADD ("join-rate", test_join_rate, "3");
  ADD ("join-expires", test_join_expires, NULL);
  ADD ("join-survives-kill", test_join_survives, NULL);

  return g_test_run ();
}
