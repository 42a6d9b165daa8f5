/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backups made while the server works, restored and checked, against the built
 * program. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
  char         *backup;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
  fixture->backup = g_build_filename (fixture->intake->folder, "copy.backup", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  g_free (fixture->backup);
}

static KbEntry *
file (Fixture    *fixture,
      const char *text)
{
  KbEntry *entry = kb_test_office_new_complaint (fixture->office, text, "no", TRUE);
  g_autofree char *code = kb_test_intake_post (fixture->intake, NULL, entry);

  g_assert_cmpstr (code, ==, "");

  return entry;
}

static void
run (const char *const *words)
{
  g_autofree char *out = NULL;

  if (kb_test_intake_command (words, &out) != 0)
    g_error ("%s: %s", words[0], out);
}

static void
back_up (Fixture *fixture)
{
  run ((const char *const[]) { "backup", "--data", fixture->intake->data, "--out",
                               fixture->backup, NULL });
}

/* What `verify` says of a folder or, with "--from", of a backup. */
static char *
verify (const char *option,
        const char *path,
        int         expected)
{
  char *out = NULL;
  int status = kb_test_intake_command ((const char *const[]) { "verify", option, path, NULL },
                                       &out);

  if (status != expected)
    g_error ("verify ends with %d: %s", status, out);

  return out;
}

static void
test_backup (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(KbEntry) first = file (fixture, "satu");
  g_autoptr(KbTestIntake) restored = NULL;
  g_autofree char *code = NULL, *before = NULL, *after = NULL, *copied = NULL, *key = NULL;
  g_autofree char *hex = NULL;
  guint8 seed[KB_SIGN_SEED_SIZE];
  g_autofree char *wal = g_strconcat (fixture->backup, "-wal", NULL);
  GStatBuf status;

  back_up (fixture);
  g_assert_cmpint (g_stat (fixture->backup, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  before = verify ("--data", fixture->intake->data, 0);
  copied = verify ("--from", fixture->backup, 0);
  g_assert_cmpstr (before, ==, copied);
  g_assert_nonnull (strstr (before, "\noffice 1 "));
  g_assert_nonnull (strstr (before, "\nlost 0\n"));

  restored = kb_test_intake_new_from (fixture->intake, "restore", "--from", fixture->backup);
  after = verify ("--data", restored->data, 0);
  g_assert_cmpstr (after, ==, before);
  key = g_build_filename (restored->data, "intake.key", NULL);
  g_assert_true (g_file_get_contents (key, &hex, NULL, NULL));
  g_assert_cmpint (g_stat (key, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_strchomp (hex);
  g_assert_true (kb_hex_decode (hex, seed, sizeof seed));
  g_assert_false (kb_test_intake_holds (restored, seed, sizeof seed));

  kb_test_intake_start (restored, NULL);
  code = kb_test_intake_post (restored, NULL, first);
  g_assert_cmpstr (code, ==, "restoring");
}

static void
test_restoring (Fixture       *fixture,
                gconstpointer  data)
{
  static const char form[] = "category=korupsi&text=x&alias=kumbang";
  g_autoptr(KbTestIntake) restored = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static (form, strlen (form));
  g_auto(KbTestAnswer) page = { 0 };
  const struct
  {
    const char *method;
    const char *path;
    guint       status;
  } cases[] = {
    { "GET", "/v1/office", 200 },
    { "GET", "/v1/profile", 503 },
    { "GET", "/v1/streams/roster/entries?after=0", 503 },
    { "GET", "/v1/joins/00", 503 },
    { "PUT", "/v1/joins/00", 503 },
    { "POST", "/v1/entries", 503 },
    { "POST", "/v1/complaints", 503 },
    { "GET", "/v1/identities/00/civil?use=00", 503 },
    { "GET", "/kumbang.js", 404 },
  };

  back_up (fixture);
  restored = kb_test_intake_new_from (fixture->intake, "restore", "--from", fixture->backup);
  for (guint again = 0; again < 2; again++)
    {
      kb_test_intake_start (restored, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_auto(KbTestAnswer) answer = { 0 };
          g_autofree char *code = NULL;

          kb_test_intake_send (restored, cases[i].method, cases[i].path,
                               fixture->office->supervisor.token, NULL, NULL, &answer);
          g_assert_cmpuint (answer.status, ==, cases[i].status);
          code = kb_test_answer_get_code (&answer);
          if (answer.status == 503)
            g_assert_cmpstr (code, ==, "restoring");
        }
      kb_test_intake_end (restored, SIGKILL);
    }
  kb_test_intake_start (restored, NULL);
  kb_test_intake_send (restored, "POST", "/lapor", NULL, "application/x-www-form-urlencoded", bytes,
                       &page);
  g_assert_cmpuint (page.status, ==, 503);
}

static void
test_out_folder (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->intake->folder, "copies", NULL);
  const char *name;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GDir) dir = NULL;
      g_autofree char *said = NULL, *path = NULL;

      run ((const char *const[]) { "backup", "--data", fixture->intake->data, "--out", folder,
                                   NULL });
      dir = g_dir_open (folder, 0, NULL);
      name = g_dir_read_name (dir);
      g_assert_true (g_str_has_prefix (name, "kumbang-20"));
      path = g_build_filename (folder, name, NULL);
      said = verify ("--from", path, 0);
      g_assert_null (g_dir_read_name (dir));
    }
}

static void
test_refusals (Fixture       *fixture,
               gconstpointer  data)
{
  const char *home = fixture->intake->data;
  g_autofree char *database = g_build_filename (home, "intake.db", NULL);
  g_autofree char *key = g_build_filename (home, "intake.key", NULL);
  g_autofree char *fresh = g_build_filename (fixture->intake->folder, "fresh", NULL);
  const struct
  {
    const char *words[6];
    int         status;
  } cases[] = {
    { { "backup", "--data", home }, 2 },
    { { "backup", "--data", "/nonexistent", "--out", fixture->backup }, 1 },
    { { "backup", "--data", home, "--out", "/nonexistent/x" }, 1 },
    { { "restore", "--data", fresh }, 2 },
    { { "restore", "--data", home, "--from", fixture->backup }, 1 },
    { { "restore", "--data", fresh, "--from", "/nonexistent" }, 1 },
    { { "restore", "--data", fresh, "--from", database }, 1 },
    { { "restore", "--data", fresh, "--from", key }, 1 },
    { { "verify" }, 2 },
    { { "verify", "--data", home, "--from", fixture->backup }, 2 },
    { { "verify", "--from", database }, 1 },
    { { "init", "--data", home }, 1 },
    { { "init", "--data", home, "--key", key }, 1 },
    { { "init", "--data", fresh, "--key", database }, 1 },
  };

  back_up (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = NULL;
      int status = kb_test_intake_command (cases[i].words, &out);

      if (status != cases[i].status)
        g_error ("case %u ends with %d: %s", i, status, out);
    }
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
}

static void
change (const char *path,
        const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_close (db);
}

/* Whatever a disk or a hand does to the journal: it is found, and where. */
static void
test_verify_finds (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *sql;
    const char *where;
  } cases[] = {
    { "DELETE FROM entries WHERE stream = 2 AND seq = 2", "office, entry 3:" },
    { "DELETE FROM entries WHERE stream = 1 AND seq = 1", "roster, entry 2:" },
    { "UPDATE entries SET hour = hour + 1 WHERE stream = 2 AND seq = 3", "office, entry 3:" },
    { "UPDATE entries SET link = zeroblob(32) WHERE stream = 2 AND seq = 1", "office, entry 1:" },
    { "UPDATE entries SET roster_link = zeroblob(32) WHERE stream = 2 AND seq = 2",
      "office, entry 2:" },
    { "UPDATE entries SET roster_seq = 99 WHERE stream = 2 AND seq = 2", "office, entry 2:" },
    { "UPDATE entries SET id = zeroblob(32) WHERE stream = 2 AND seq = 2", "office, entry 2:" },
    { "UPDATE entries SET kind = 18 WHERE stream = 2 AND seq = 2", "office, entry 2:" },
    { "UPDATE entries SET author = zeroblob(32) WHERE stream = 2 AND seq = 2",
      "office, entry 2:" },
    { "UPDATE entries SET frame = zeroblob(500) WHERE stream = 1 AND seq = 4",
      "roster, entry 4:" },
    { "UPDATE entries SET frame = substr(frame, 1, length(frame) - 1) WHERE stream = 2 AND"
      " seq = 1", "office, entry 1:" },
    { "UPDATE identity_parts SET bytes = substr(bytes, 2) WHERE seq = 3 AND role = 4",
      "office, entry 3:" },
    { "UPDATE identity_parts SET bytes = zeroblob(length(bytes)) WHERE seq = 1 AND role = 3",
      "office, entry 1:" },
  };

  for (guint i = 0; i < 3; i++)
    kb_entry_unref (file (fixture, "x"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = NULL;
      const char *fresh = "/nonexistent";

      back_up (fixture);
      change (fixture->backup, cases[i].sql);
      out = verify ("--from", fixture->backup, 1);
      if (strstr (out, cases[i].where) == NULL)
        g_error ("%s: %s", cases[i].sql, out);
      g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
        "restore", "--data", fresh, "--from", fixture->backup, NULL }, NULL), ==, 1);
    }
}

/* One bit of a part, anywhere. */
static void
test_verify_finds_a_bit (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *out = NULL;
  sqlite3_blob *blob = NULL;
  sqlite3 *db = NULL;
  guint8 byte;

  kb_entry_unref (file (fixture, "x"));
  back_up (fixture);
  g_assert_cmpint (sqlite3_open_v2 (fixture->backup, &db, SQLITE_OPEN_READWRITE, NULL), ==,
                   SQLITE_OK);
  /* Rows are in the order in which they came: 4 is the roster's fourth. */
  g_assert_cmpint (sqlite3_blob_open (db, "main", "entries", "frame", 4, 1, &blob), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_blob_read (blob, &byte, 1, sqlite3_blob_bytes (blob) - 1), ==,
                   SQLITE_OK);
  byte ^= 1;
  g_assert_cmpint (sqlite3_blob_write (blob, &byte, 1, sqlite3_blob_bytes (blob) - 1), ==,
                   SQLITE_OK);
  sqlite3_blob_close (blob);
  sqlite3_close (db);
  out = verify ("--from", fixture->backup, 1);
  g_assert_nonnull (strstr (out, "roster, entry 4:"));
}

static void
test_lost_parts (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(KbEntry) entry = file (fixture, "x");
  g_autofree char *out = NULL;

  back_up (fixture);
  change (fixture->backup, "DELETE FROM identity_parts WHERE role = 4");
  out = verify ("--from", fixture->backup, 0);
  g_assert_nonnull (strstr (out, "\nlost 1\n"));
}

static gpointer
back_up_thread (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *out = NULL;

      back_up (fixture);
      out = verify ("--from", fixture->backup, 0);
    }

  return NULL;
}

/* Copies made while reports come in are whole, and hold nobody up. */
static void
test_under_load (Fixture       *fixture,
                 gconstpointer  data)
{
  GThread *thread = g_thread_new ("backup", back_up_thread, fixture);
  g_autofree char *out = NULL;

  for (guint i = 0; i < 150; i++)
    kb_entry_unref (file (fixture, "x"));
  g_thread_join (thread);
  back_up (fixture);
  out = verify ("--from", fixture->backup, 0);
  g_assert_nonnull (strstr (out, "\noffice 150 "));
}

/* Killed at any moment, a backup leaves the copy of the day before, or its own. */
static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *exe =
    g_build_filename (g_getenv ("KB_BUILDROOT"), "src", "intake", "kumbang-intake", NULL);

  for (guint i = 0; i < 20; i++)
    kb_entry_unref (file (fixture, "x"));
  back_up (fixture);
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr(GSubprocess) process =
        g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, NULL, exe, "backup", "--data",
                          fixture->intake->data, "--out", fixture->backup, NULL);
      g_autofree char *out = NULL;

      g_usleep (i * 1000);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
      out = verify ("--from", fixture->backup, 0);
      g_assert_nonnull (strstr (out, "\noffice 20 "));
    }
}

#define ADD(path, func) g_test_add ("/backup/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("backup-and-restore", test_backup);
  ADD ("restoring-takes-nothing", test_restoring);
  ADD ("a-file-a-day", test_out_folder);
  ADD ("refusals", test_refusals);
  ADD ("verify-finds-what-is-wrong", test_verify_finds);
  ADD ("verify-finds-a-bit", test_verify_finds_a_bit);
  ADD ("lost-parts-are-counted", test_lost_parts);
  ADD ("under-load", test_under_load);
  ADD ("killed", test_killed);

  return g_test_run ();
}
