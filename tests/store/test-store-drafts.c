/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was typed and not sent is on disk, one of a kind for each case, and not in clear. */
#include "config.h"

#include "kb-limits.h"
#include "store-fixture.h"

#include <sqlite3.h>
#include <string.h>

static void
set (KbStore    *store,
     guint8      case_byte,
     const char *kind,
     const char *text)
{
  KbDraft draft = { .stream = KB_STREAM_OFFICE, .kind = (char *) kind, .text = (char *) text,
                    .changed = 1700000000 };
  g_autoptr(GError) error = NULL;

  memset (draft.case_id, case_byte, KB_CASE_ID_SIZE);
  kb_store_set_draft (store, &draft, &error);
  g_assert_no_error (error);
}

/* The text of the one of a case and kind; NULL: none, "": two of them. */
static char *
dup_text (KbStore    *store,
          guint8      case_byte,
          const char *kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) drafts = kb_store_list_drafts (store, &error);
  guint8 case_id[KB_CASE_ID_SIZE];
  char *text = NULL;

  g_assert_no_error (error);
  memset (case_id, case_byte, sizeof case_id);
  for (guint i = 0; i < drafts->len; i++)
    {
      const KbDraft *draft = drafts->pdata[i];

      g_assert_cmpint (draft->changed, ==, 1700000000);
      g_assert_cmpuint (draft->stream, ==, KB_STREAM_OFFICE);
      if (memcmp (draft->case_id, case_id, sizeof case_id) != 0 ||
          !g_str_equal (draft->kind, kind))
        continue;
      g_assert_null (text);
      text = g_strdup (draft->text);
    }

  return text;
}

static void
assert_text (KbStore    *store,
             guint8      case_byte,
             const char *kind,
             const char *expected)
{
  g_autofree char *text = dup_text (store, case_byte, kind);

  g_assert_cmpstr (text, ==, expected);
}

static void
reopen (Fixture *fixture)
{
  kb_store_close (fixture->store);
  g_assert_true (kb_store_open (fixture->store, NULL));
}

static void
test_one_of_a_kind (Fixture       *fixture,
                    gconstpointer  data)
{
  set (fixture->store, 1, "note", "Tanya be");
  set (fixture->store, 1, "message", "Kapan?");
  set (fixture->store, 2, "note", "Lain");
  set (fixture->store, 1, "note", "Tanya bendahara");
  reopen (fixture);
  assert_text (fixture->store, 1, "note", "Tanya bendahara");
  assert_text (fixture->store, 1, "message", "Kapan?");
  assert_text (fixture->store, 2, "note", "Lain");
  assert_text (fixture->store, 2, "message", NULL);
}

static void
test_empty_ends (Fixture       *fixture,
                 gconstpointer  data)
{
  set (fixture->store, 1, "note", "Tanya");
  set (fixture->store, 2, "note", "Lain");
  set (fixture->store, 1, "note", "");
  set (fixture->store, 3, "note", "");
  reopen (fixture);
  assert_text (fixture->store, 1, "note", NULL);
  assert_text (fixture->store, 2, "note", "Lain");
}

static void
test_longest (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *text = g_strnfill (KB_LIMIT_DRAFT, 'x');

  set (fixture->store, 1, "sheet", text);
  reopen (fixture);
  assert_text (fixture->store, 1, "sheet", text);
}

static void
execute (const char *path,
         const char *sql)
{
  sqlite3 *sqlite;
  int rc;

  g_assert_cmpint (sqlite3_open (path, &sqlite), ==, SQLITE_OK);
  rc = sqlite3_exec (sqlite, sql, NULL, NULL, NULL);
  g_assert_cmpint (rc, ==, SQLITE_OK);
  sqlite3_close (sqlite);
}

static void
test_moved_row_is_damaged (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  set (fixture->store, 1, "note", "Tanya");
  kb_store_close (fixture->store);
  execute (fixture->path, "UPDATE drafts SET id = id + 1");
  g_assert_true (kb_store_open (fixture->store, NULL));
  g_assert_null (kb_store_list_drafts (fixture->store, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
}

static gboolean
holds (const char *path,
       const char *mark)
{
  g_autofree char *file = NULL;
  gsize n_mark = strlen (mark);
  gsize size;

  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  for (gsize i = 0; i + n_mark <= size; i++)
    if (memcmp (file + i, mark, n_mark) == 0)
      return TRUE;

  return FALSE;
}

static void
test_nothing_in_clear (Fixture       *fixture,
                       gconstpointer  data)
{
  set (fixture->store, 1, "rahasia-macam", "RAHASIA-KONSEP");
  kb_store_close (fixture->store);
  g_assert_false (holds (fixture->path, "RAHASIA"));
  g_assert_false (holds (fixture->path, "rahasia-macam"));
  execute (fixture->path, "INSERT INTO drafts VALUES (1, x'524148415349412d4b4f4e534550')");
  g_assert_true (holds (fixture->path, "RAHASIA-KONSEP"));
}

/* The file of the version before the drafts gets them, and keeps what it had. */
static void
test_migrates_version_2 (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", "v2.db", NULL);
  g_autofree char *file = NULL;
  g_autoptr(GPtrArray) outbox = NULL;
  gsize size;

  kb_store_close (fixture->store);
  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  g_assert_true (g_file_set_contents (fixture->path, file, size, NULL));
  g_assert_true (kb_store_open (fixture->store, NULL));
  assert_text (fixture->store, 1, "note", NULL);
  set (fixture->store, 1, "note", "Tanya");
  reopen (fixture);
  assert_text (fixture->store, 1, "note", "Tanya");
  assert_holds (fixture->store, 4);
  outbox = kb_store_outbox_list (fixture->store, NULL);
  g_assert_cmpuint (outbox->len, ==, 1);
}

#define ADD(name, func) \
  g_test_add ("/store/drafts/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("one-of-a-kind-for-a-case", test_one_of_a_kind);
  ADD ("empty-text-ends-it", test_empty_ends);
  ADD ("longest-is-kept", test_longest);
  ADD ("moved-row-is-damaged", test_moved_row_is_damaged);
  ADD ("holds-nothing-in-clear", test_nothing_in_clear);
  ADD ("migrates-version-2", test_migrates_version_2);

  return g_test_run ();
}
