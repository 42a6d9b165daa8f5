/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits to be sent: kept until it is seen in the chain, not longer. */
#include "config.h"

#include "store-fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

static KbOutboxItem *
waiting_new (guint64 seq)
{
  g_autofree char *wire = g_strdup_printf ("RAHASIA-KAWAT %" G_GUINT64_FORMAT, seq);
  KbStoreItem *entry = item_new (seq);
  KbOutboxItem *item = g_new0 (KbOutboxItem, 1);

  item->stream = KB_STREAM_OFFICE;
  memcpy (item->case_id, entry->case_id, KB_CASE_ID_SIZE);
  memcpy (item->entry_id, entry->id, KB_HASH_SIZE);
  item->wire = g_bytes_new (wire, strlen (wire));
  if (seq % 2 == 1)
    item->plain = g_bytes_new ("{\"ops\":[]}", 10);
  item_free (entry);

  return item;
}

static gint64
add (KbStore *store,
     guint64  seq)
{
  KbOutboxItem *item = waiting_new (seq);
  g_autoptr(GError) error = NULL;
  gint64 id;

  kb_store_outbox_add (store, item, &error);
  g_assert_no_error (error);
  id = item->id;
  kb_outbox_item_free (item);

  return id;
}

static GPtrArray *
list (KbStore *store)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *items = kb_store_outbox_list (store, &error);

  g_assert_no_error (error);

  return items;
}

static guint
count (KbStore *store)
{
  g_autoptr(GPtrArray) items = list (store);

  return items->len;
}

static void
reopen (Fixture *fixture)
{
  kb_store_close (fixture->store);
  g_assert_true (kb_store_open (fixture->store, NULL));
}

static void
test_keeps_in_order (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GPtrArray) items = NULL;

  for (guint64 seq = 1; seq <= 5; seq++)
    add (fixture->store, seq);
  reopen (fixture);
  items = list (fixture->store);
  g_assert_cmpuint (items->len, ==, 5);
  for (guint64 seq = 1; seq <= 5; seq++)
    {
      KbOutboxItem *held = items->pdata[seq - 1];
      KbOutboxItem *expected = waiting_new (seq);

      g_assert_cmpint (held->id, ==, seq);
      g_assert_cmpuint (held->stream, ==, KB_STREAM_OFFICE);
      g_assert_cmpmem (held->case_id, KB_CASE_ID_SIZE, expected->case_id, KB_CASE_ID_SIZE);
      g_assert_cmpmem (held->entry_id, KB_HASH_SIZE, expected->entry_id, KB_HASH_SIZE);
      g_assert_true (g_bytes_equal (held->wire, expected->wire));
      g_assert_true ((held->plain != NULL) == (seq % 2 == 1));
      g_assert_null (held->refusal);
      kb_outbox_item_free (expected);
    }
}

static void
test_replace (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  KbOutboxItem *item;

  add (fixture->store, 1);
  add (fixture->store, 2);
  items = list (fixture->store);
  item = items->pdata[0];
  item->entry_id[0] ^= 1;
  item->refusal = g_strdup ("not_allowed");
  g_assert_true (kb_store_outbox_replace (fixture->store, item, NULL));
  reopen (fixture);
  g_ptr_array_unref (items);
  items = list (fixture->store);
  g_assert_cmpuint (items->len, ==, 2);
  item = items->pdata[0];
  g_assert_cmpint (item->id, ==, 1);
  g_assert_cmpstr (item->refusal, ==, "not_allowed");

  item->id = 9;
  g_assert_false (kb_store_outbox_replace (fixture->store, item, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
}

/* A person who drops number 3 must not drop another one that came to be number 3. */
static void
test_id_not_used_again (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add (fixture->store, 1);
  g_assert_cmpint (add (fixture->store, 2), ==, 2);
  g_assert_true (kb_store_outbox_remove (fixture->store, 2, NULL));
  reopen (fixture);
  g_assert_cmpint (add (fixture->store, 3), ==, 3);
  g_assert_false (kb_store_outbox_remove (fixture->store, 2, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_assert_cmpuint (count (fixture->store), ==, 2);
}

static void
test_append_takes_out (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GPtrArray) left = NULL;

  for (guint64 seq = 1; seq <= 4; seq++)
    add (fixture->store, seq);
  append_range (fixture->store, 1, 2);
  left = list (fixture->store);
  g_assert_cmpuint (left->len, ==, 2);
  g_assert_cmpint (((KbOutboxItem *) left->pdata[0])->id, ==, 3);
  append_range (fixture->store, 3, 4);
  g_assert_cmpuint (count (fixture->store), ==, 0);
}

static void
test_failed_append_keeps (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (1, 2);

  add (fixture->store, 1);
  ((KbStoreItem *) items->pdata[1])->item = (gpointer) "fail";
  g_assert_false (append_items (fixture->store, items, NULL, NULL));
  g_assert_cmpuint (count (fixture->store), ==, 1);
}

/* A server could show a changed copy; the whole one must not go because of it. */
static void
test_quarantined_copy_keeps (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (1, 1);

  add (fixture->store, 1);
  ((KbStoreItem *) items->pdata[0])->stored.quarantine = 3;
  g_assert_true (append_items (fixture->store, items, NULL, NULL));
  g_assert_cmpuint (count (fixture->store), ==, 1);
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

  add (fixture->store, 1);
  add (fixture->store, 2);
  kb_store_close (fixture->store);
  execute (fixture->path, "UPDATE outbox SET content = (SELECT content FROM outbox WHERE id = 1)"
                          " WHERE id = 2");
  g_assert_true (kb_store_open (fixture->store, NULL));
  g_assert_null (kb_store_outbox_list (fixture->store, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
}

static void
test_nothing_in_clear (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *file = NULL;
  gsize size;

  add (fixture->store, 1);
  kb_store_close (fixture->store);
  g_assert_true (g_file_get_contents (fixture->path, &file, &size, NULL));
  for (gsize i = 0; i + 7 <= size; i++)
    g_assert_false (memcmp (file + i, "RAHASIA", 7) == 0 || memcmp (file + i, "{\"ops\"", 6) == 0);
}

/* The file of the version before the outbox gets one, and keeps what it had. */
static void
test_migrates_version_1 (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", "v1.db", NULL);
  g_autofree char *file = NULL;
  gsize size;

  kb_store_close (fixture->store);
  g_assert_true (g_file_get_contents (path, &file, &size, NULL));
  g_assert_true (g_file_set_contents (fixture->path, file, size, NULL));
  g_assert_true (kb_store_open (fixture->store, NULL));
  g_assert_cmpuint (count (fixture->store), ==, 0);
  g_assert_cmpint (add (fixture->store, 5), ==, 1);
  assert_holds (fixture->store, 4);
  reopen (fixture);
  g_assert_cmpuint (count (fixture->store), ==, 1);
  append_range (fixture->store, 5, 5);
  g_assert_cmpuint (count (fixture->store), ==, 0);
}

/* The child says each number that is on disk; it is killed while it writes on. */
static void
test_survives_kill (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "test-store-outbox",
                                                    NULL);

  kb_store_close (fixture->store);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                                                       program, "--write", fixture->path, NULL);
      g_autoptr(GDataInputStream) lines = NULL;
      gint64 said = 0;
      char *line;

      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      for (guint n = 0; (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)); n++)
        {
          said = g_ascii_strtoll (line, NULL, 10);
          g_free (line);
          if (n == i)
            g_subprocess_send_signal (child, SIGKILL);
        }
      g_subprocess_wait (child, NULL, NULL);
      g_assert_true (kb_store_open (fixture->store, NULL));
      g_assert_cmpint (said, >, 0);
      g_assert_cmpuint (count (fixture->store), >=, said);
      kb_store_close (fixture->store);
    }
}

static void
write_for_ever (const char *path)
{
  g_autoptr(KbSecret) key = fixed_key (7);
  g_autoptr(KbStore) store = kb_store_new (path, key);

  g_assert_true (kb_store_open (store, NULL));
  for (guint64 seq = count (store) + 1;; seq++)
    g_print ("%" G_GINT64_FORMAT "\n", add (store, seq));
}

#define ADD(name, func) \
  g_test_add ("/store/outbox/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--write"))
    write_for_ever (argv[2]);

  g_test_init (&argc, &argv, NULL);

  ADD ("keeps-in-order-of-writing", test_keeps_in_order);
  ADD ("replace-keeps-the-place", test_replace);
  ADD ("id-is-not-used-again", test_id_not_used_again);
  ADD ("append-takes-out-its-entries", test_append_takes_out);
  ADD ("failed-append-keeps-the-row", test_failed_append_keeps);
  ADD ("quarantined-copy-keeps-the-row", test_quarantined_copy_keeps);
  ADD ("moved-row-is-damaged", test_moved_row_is_damaged);
  ADD ("holds-nothing-in-clear", test_nothing_in_clear);
  ADD ("migrates-version-1", test_migrates_version_1);
  ADD ("survives-kill", test_survives_kill);

  return g_test_run ();
}
