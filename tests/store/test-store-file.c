/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that do not fit, and what happens to them: nothing. */
#include "config.h"

#include "store-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLS 20

static GBytes *
read_file (const char *path)
{
  char *data;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) ? g_bytes_new_take (data, size) : NULL;
}

static void
write_file (const char *path,
            gconstpointer data,
            gsize size)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
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
close_store (Fixture *fixture)
{
  kb_store_close (fixture->store);
}

/* Opening fails with @code and changes neither the file nor its log. */
static void
assert_refused (Fixture      *fixture,
                KbSecret     *key,
                KbStoreError  code)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr(GBytes) file_before = read_file (fixture->path);
  g_autoptr(GBytes) log_before = read_file (log_path);
  g_autoptr(KbStore) store = kb_store_new (fixture->path, key);
  g_autoptr(GBytes) file_after = NULL;
  g_autoptr(GBytes) log_after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_store_open (store, &error));
  g_assert_error (error, KB_STORE_ERROR, (int) code);
  g_clear_object (&store);
  file_after = read_file (fixture->path);
  log_after = read_file (log_path);
  g_assert_true (g_bytes_equal (file_before, file_after));
  g_assert_true ((log_before == NULL) == (log_after == NULL));
  if (log_before != NULL)
    g_assert_true (g_bytes_equal (log_before, log_after));
}

/* The store as a killed program leaves it: with a log that is not in the file yet. */
static void
leave_log (Fixture *fixture)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GBytes) log = NULL;

  append_range (fixture->store, 1, 20);
  file = read_file (fixture->path);
  log = read_file (log_path);
  close_store (fixture);
  write_file (fixture->path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  write_file (log_path, g_bytes_get_data (log, NULL), g_bytes_get_size (log));
}

static void
test_wrong_key (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbSecret) other = fixed_key (8);

  leave_log (fixture);
  assert_refused (fixture, other, KB_STORE_ERROR_KEY);
  g_assert_true (kb_store_open (fixture->store, NULL));
  assert_holds (fixture->store, 20);
}

static void
test_foreign_text (Fixture       *fixture,
                   gconstpointer  data)
{
  close_store (fixture);
  write_file (fixture->path, "Dear diary, today I saw a beetle and", 36);
  assert_refused (fixture, fixture->key, KB_STORE_ERROR_FOREIGN);
}

static void
test_foreign_database (Fixture       *fixture,
                       gconstpointer  data)
{
  close_store (fixture);
  g_unlink (fixture->path);
  execute (fixture->path, "PRAGMA journal_mode = WAL; CREATE TABLE notes (t TEXT)");
  assert_refused (fixture, fixture->key, KB_STORE_ERROR_FOREIGN);
}

static void
test_newer (Fixture       *fixture,
            gconstpointer  data)
{
  close_store (fixture);
  execute (fixture->path, "PRAGMA user_version = 999");
  assert_refused (fixture, fixture->key, KB_STORE_ERROR_NEWER);
}

static void
test_truncated (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GBytes) whole = NULL;
  gsize sizes[] = { 0, 1, 15, 50, 99, 100, 4096, 16384, 20000, 16384 * 3, 0 };
  gsize size;
  const char *bytes;

  append_range (fixture->store, 1, 200);
  close_store (fixture);
  whole = read_file (fixture->path);
  bytes = g_bytes_get_data (whole, &size);
  sizes[G_N_ELEMENTS (sizes) - 1] = size - 16384;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      write_file (fixture->path, bytes, sizes[i]);
      assert_refused (fixture, fixture->key, KB_STORE_ERROR_DAMAGED);
    }
}

static void
test_locked (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "test-store-file", NULL);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;

  append_range (fixture->store, 1, 5);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--open",
                            fixture->path, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 10 + KB_STORE_ERROR_LOCKED);
  append_range (fixture->store, 6, 6);
  assert_holds (fixture->store, 6);
}

static void
test_locked_here (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(KbStore) second = kb_store_new (fixture->path, fixture->key);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_store_open (second, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_LOCKED);
}

/* A copied row, sealed value moved to another row: refused when read. */
static void
test_moved_row (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GError) error = NULL;
  guint32 id = 2;

  append_range (fixture->store, 1, 3);
  close_store (fixture);
  execute (fixture->path,
           "UPDATE entries SET content = (SELECT content FROM entries e WHERE e.id % 65536 = 1)"
           " WHERE id % 65536 = 2;"
           "UPDATE cases SET snapshot = (SELECT snapshot FROM cases c WHERE c.id = 1)"
           " WHERE id = 2");
  g_assert_true (kb_store_open (fixture->store, &error));

  entries = kb_store_load_stream (fixture->store, KB_STREAM_OFFICE, 0, 1, &error);
  g_assert_no_error (error);
  g_assert_null (kb_store_load_stream (fixture->store, KB_STREAM_OFFICE, 1, 1, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_null (kb_store_load_cases (fixture->store, &id, 1, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
}

static void
test_moved_column (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  KbChain head;

  append_range (fixture->store, 1, 1);
  close_store (fixture);
  execute (fixture->path, "UPDATE streams SET head = state");
  g_assert_true (kb_store_open (fixture->store, &error));
  g_assert_false (kb_store_get_head (fixture->store, KB_STREAM_OFFICE, &head, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
}

/* A case's tag moved to another case would let a stranger's entry into it. */
static void
test_swapped_tags (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  KbStoreItem *item = item_new (1);
  guint32 id;

  append_range (fixture->store, 1, 2);
  close_store (fixture);
  execute (fixture->path,
           "CREATE TEMP TABLE t AS SELECT id, case_tag FROM cases;"
           "UPDATE cases SET case_tag = CAST (id AS BLOB);"
           "UPDATE cases SET case_tag = (SELECT case_tag FROM t WHERE t.id = 3 - cases.id)");
  g_assert_true (kb_store_open (fixture->store, &error));
  g_assert_false (kb_store_find_case (fixture->store, KB_STREAM_OFFICE, item->case_id, &id,
                                      &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED);
  item_free (item);
}

static void
assert_lacks (const char *path,
              const char *mark)
{
  g_autoptr(GBytes) file = read_file (path);
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  gsize length = strlen (mark);

  for (gsize i = 0; i + length <= size; i++)
    if (data[i] == mark[0] && memcmp (data + i, mark, length) == 0)
      g_error ("%s holds %s", path, mark);
}

static void
test_nothing_in_clear (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr(GBytes) value = g_bytes_new_static ("RAHASIA-META", 12);

  g_assert_true (kb_store_set_meta (fixture->store, "RAHASIA-NAMA", value, NULL));
  append_range (fixture->store, 1, 50);
  assert_lacks (log_path, "RAHASIA");
  close_store (fixture);
  assert_lacks (fixture->path, "RAHASIA");
}

/* What version 1 wrote is read for ever; the file is made by --make-fixture. */
static void
test_reads_version_1 (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "store", "fixtures", "v1.db", NULL);
  g_autoptr(GBytes) file = read_file (path);

  close_store (fixture);
  g_assert_nonnull (file);
  write_file (fixture->path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_assert_true (kb_store_open (fixture->store, NULL));
  assert_holds (fixture->store, 4);
  append_range (fixture->store, 5, 6);
  assert_holds (fixture->store, 6);
}

static GSubprocess *
start_child (Fixture    *fixture,
             const char *what)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "store", "test-store-file", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, what,
                                         fixture->path, NULL);

  g_assert_no_error (error);

  return child;
}

/* The child says each head that was committed; it is killed while it writes on. */
static guint64
kill_while_appending (Fixture *fixture,
                      guint    n_lines)
{
  g_autoptr(GSubprocess) child = start_child (fixture, "--append");
  g_autoptr(GDataInputStream) lines = NULL;
  guint64 acknowledged = 0;
  char *line;

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < n_lines; i++)
    {
      line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      g_assert_nonnull (line);
      acknowledged = g_ascii_strtoull (line, NULL, 10);
      g_free (line);
    }
  g_subprocess_send_signal (child, SIGKILL);
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      acknowledged = g_ascii_strtoull (line, NULL, 10);
      g_free (line);
    }
  g_subprocess_wait (child, NULL, NULL);

  return acknowledged;
}

static void
test_survives_kill (Fixture       *fixture,
                    gconstpointer  data)
{
  KbChain head;

  close_store (fixture);
  for (guint i = 0; i < KILLS; i++)
    {
      guint64 acknowledged = kill_while_appending (fixture, 1 + i % 5);

      g_assert_true (kb_store_open (fixture->store, NULL));
      g_assert_true (kb_store_get_head (fixture->store, KB_STREAM_OFFICE, &head, NULL));
      g_assert_cmpuint (head.seq, >=, acknowledged);
      assert_holds (fixture->store, head.seq);
      close_store (fixture);
    }
}

static void
test_disk_full (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  KbChain head;

  close_store (fixture);
  child = start_child (fixture, "--fill");
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 10 + KB_STORE_ERROR_FULL);

  g_assert_true (kb_store_open (fixture->store, NULL));
  g_assert_true (kb_store_get_head (fixture->store, KB_STREAM_OFFICE, &head, NULL));
  g_assert_cmpuint (head.seq, >, 0);
  assert_holds (fixture->store, head.seq);
  append_range (fixture->store, head.seq + 1, head.seq + 1);
}

/* The programs that the tests above start. */
static int
child_open (KbStore *store,
            GError **error)
{
  return kb_store_open (store, error) ? 0 : 10 + (*error)->code;
}

static int
child_append (KbStore *store,
              GError **error)
{
  KbChain head;

  if (!kb_store_open (store, error) || !kb_store_get_head (store, KB_STREAM_OFFICE, &head, error))
    return 1;
  for (;; head.seq += 7)
    {
      append_range (store, head.seq + 1, head.seq + 7);
      g_print ("%" G_GUINT64_FORMAT "\n", head.seq + 7);
    }
}

static int
child_fill (KbStore *store,
            GError **error)
{
  struct rlimit limit = { 2 << 20, 2 << 20 };
  guint64 seq = 0;

  signal (SIGXFSZ, SIG_IGN);
  if (!kb_store_open (store, error) || setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 1;
  for (;; seq += 50)
    {
      g_autoptr(GPtrArray) items = items_new (seq + 1, seq + 50);

      if (!append_items (store, items, NULL, error))
        break;
    }
  /* The store goes on answering, with what it had. */
  assert_holds (store, seq);

  return 10 + (*error)->code;
}

static int
child_make_fixture (KbStore *store,
                    GError **error)
{
  if (!kb_store_open (store, error))
    return 1;
  append_range (store, 1, 4);
  kb_store_close (store);

  return 0;
}

static int
run_child (const char *what,
           const char *path)
{
  g_autoptr(KbSecret) key = fixed_key (7);
  g_autoptr(KbStore) store = kb_store_new (path, key);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (what, "--open"))
    return child_open (store, &error);
  if (g_str_equal (what, "--append"))
    return child_append (store, &error);
  if (g_str_equal (what, "--make-fixture"))
    return child_make_fixture (store, &error);

  return child_fill (store, &error);
}

#define ADD(name, func) \
  g_test_add ("/store/file/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_has_prefix (argv[1], "--"))
    return run_child (argv[1], argv[2]);

  g_test_init (&argc, &argv, NULL);

  ADD ("wrong-key-is-named-and-harmless", test_wrong_key);
  ADD ("text-file-is-foreign", test_foreign_text);
  ADD ("other-database-is-foreign", test_foreign_database);
  ADD ("newer-version-is-named", test_newer);
  ADD ("truncated-is-damaged", test_truncated);
  ADD ("locked-by-other-process", test_locked);
  ADD ("locked-in-same-process", test_locked_here);
  ADD ("value-moved-to-other-row", test_moved_row);
  ADD ("value-moved-to-other-column", test_moved_column);
  ADD ("tag-moved-to-other-case", test_swapped_tags);
  ADD ("holds-nothing-in-clear", test_nothing_in_clear);
  ADD ("reads-version-1", test_reads_version_1);
  ADD ("survives-kill-between-writes", test_survives_kill);
  ADD ("disk-full-keeps-what-was", test_disk_full);

  return g_test_run ();
}
