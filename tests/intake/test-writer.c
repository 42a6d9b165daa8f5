/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The writer's thread over a storage that counts, waits and fails as told. */
#include "config.h"

#include "kb-test-office.h"

#include "kb-answer.h"
#include "kb-journal-writer.h"
#include "kb-sqlite-storage.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* A storage in front of SQLite's. */
#define TEST_TYPE_STORAGE (test_storage_get_type ())
G_DECLARE_FINAL_TYPE (TestStorage, test_storage, TEST, STORAGE, GObject)

struct _TestStorage
{
  GObject    parent_instance;

  KbStorage *inner;
  GMutex     gate;              /* held by the test: the next begin waits */
  gint       n_begun;           /* counted before the gate */
  gint       n_commits;
  gint       fail_commits;      /* so many of the next commits find the disk full */
};

static void test_storage_iface_init (KbStorageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestStorage, test_storage, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_STORAGE, test_storage_iface_init))

#define INNER(storage) (TEST_STORAGE (storage)->inner)

static gboolean
begin (KbStorage  *storage,
       gboolean    to_write,
       GError    **error)
{
  TestStorage *self = TEST_STORAGE (storage);

  g_atomic_int_inc (&self->n_begun);
  g_mutex_lock (&self->gate);
  g_mutex_unlock (&self->gate);

  return kb_storage_begin (self->inner, to_write, error);
}

static gboolean
commit (KbStorage  *storage,
        GError    **error)
{
  TestStorage *self = TEST_STORAGE (storage);

  if (self->fail_commits > 0)
    {
      self->fail_commits--;
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FULL, "as told");
      return FALSE;
    }
  g_atomic_int_inc (&self->n_commits);

  return kb_storage_commit (self->inner, error);
}

static void
rollback (KbStorage *storage)
{
  kb_storage_rollback (INNER (storage));
}

static gboolean
append (KbStorage      *storage,
        KbEntry        *entry,
        const KbPlace  *place,
        const guint8   *mailbox,
        GError        **error)
{
  return kb_storage_append (INNER (storage), entry, place, mailbox, error);
}

static gboolean
find_entry (KbStorage      *storage,
            const guint8   *id,
            KbStoredPlace  *ret_place,
            GError        **error)
{
  return kb_storage_find_entry (INNER (storage), id, ret_place, error);
}

static gboolean
find_complaint (KbStorage      *storage,
                const guint8   *case_id,
                KbStoredPlace  *ret_place,
                GError        **error)
{
  return kb_storage_find_complaint (INNER (storage), case_id, ret_place, error);
}

static gboolean
find_head (KbStorage  *storage,
           KbStream    stream,
           KbChain    *chain,
           GError    **error)
{
  return kb_storage_find_head (INNER (storage), stream, chain, error);
}

static gboolean
find_author (KbStorage     *storage,
             KbStream       stream,
             const guint8  *author,
             guint64       *ret_seq,
             guint8        *ret_id,
             GError       **error)
{
  return kb_storage_find_author (INNER (storage), stream, author, ret_seq, ret_id, error);
}

static gboolean
each (KbStorage           *storage,
      KbStream             stream,
      guint64              after,
      guint                limit,
      KbStorageEntryFunc   func,
      gpointer             data,
      GError             **error)
{
  return kb_storage_each (INNER (storage), stream, after, limit, func, data, error);
}

static void
test_storage_finalize (GObject *object)
{
  g_object_unref (INNER (object));
  g_mutex_clear (&TEST_STORAGE (object)->gate);
  G_OBJECT_CLASS (test_storage_parent_class)->finalize (object);
}

static void
test_storage_class_init (TestStorageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_storage_finalize;
}

static void
test_storage_init (TestStorage *self)
{
  g_mutex_init (&self->gate);
}

static void
test_storage_iface_init (KbStorageInterface *iface)
{
  iface->begin = begin;
  iface->commit = commit;
  iface->rollback = rollback;
  iface->append = append;
  iface->find_entry = find_entry;
  iface->find_complaint = find_complaint;
  iface->find_head = find_head;
  iface->find_author = find_author;
  iface->each = each;
}

typedef struct
{
  char            *folder;
  char            *path;
  gint64           now;
  KbTestOffice    *office;
  TestStorage     *storage;
  KbJournalWriter *writer;
  guint            n_roster;
  GArray          *refusals;    /* in the order of the answers */
} Fixture;

static void
roster_cb (KbEntry  *entry,
           guint64   seq,
           gpointer  data)
{
  Fixture *fixture = data;

  fixture->n_roster++;
}

static void
done_cb (KbJournalJob *job,
         gpointer      data)
{
  Fixture *fixture = data;

  g_array_append_val (fixture->refusals, job->refusal);
}

static void
push (Fixture *fixture,
      KbEntry *entry)
{
  KbJournalJob *job = kb_journal_job_new (entry, done_cb, fixture);

  job->first = kb_entry_get_header (entry)->kind == KB_KIND_GENESIS;
  kb_journal_writer_push (fixture->writer, job);
}

static void
wait_for_answers (Fixture *fixture)
{
  while (kb_journal_writer_get_pending (fixture->writer) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Pushes one entry and answers what became of it. */
static KbRefusal
push_and_wait (Fixture *fixture,
               KbEntry *entry)
{
  push (fixture, entry);
  wait_for_answers (fixture);

  return g_array_index (fixture->refusals, KbRefusal, fixture->refusals->len - 1);
}

static void
start_writer (Fixture *fixture)
{
  const guint8 intake[KB_SIGN_PUBLIC_SIZE] = { 7 };
  g_autoptr(GError) error = NULL;

  fixture->writer = kb_journal_writer_new (KB_STORAGE (fixture->storage), intake,
                                           kb_clock_fixed (&fixture->now), roster_cb, fixture,
                                           &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const guint8 intake[KB_SIGN_PUBLIC_SIZE] = { 7 };

  fixture->now = 1800000000;
  fixture->folder = g_dir_make_tmp ("kumbang-writer-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "intake.db", NULL);
  fixture->refusals = g_array_new (FALSE, FALSE, sizeof (KbRefusal));
  fixture->office = kb_test_office_new (intake, fixture->now);
  fixture->storage = g_object_new (TEST_TYPE_STORAGE, NULL);
  fixture->storage->inner = kb_sqlite_storage_open (fixture->path, KB_SQLITE_CREATE, NULL);
  start_writer (fixture);
  for (guint i = 0; i < fixture->office->entries->len; i++)
    g_assert_cmpint (push_and_wait (fixture, fixture->office->entries->pdata[i]), ==,
                     KB_REFUSAL_NONE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const names[] = { "intake.db", "intake.db-wal", "intake.db-shm" };

  kb_journal_writer_free (fixture->writer);
  g_object_unref (fixture->storage);
  kb_test_office_free (fixture->office);
  g_array_unref (fixture->refusals);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static KbEntry *
complaint (Fixture *fixture)
{
  return kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
}

static void
get_head (Fixture *fixture,
          KbChain *ret_head)
{
  kb_chain_init (ret_head, fixture->office->genesis, KB_STREAM_OFFICE);
  g_assert_true (kb_storage_find_head (fixture->storage->inner, KB_STREAM_OFFICE, ret_head, NULL));
}

/* While one commit waits, what comes is stored by the next one together. */
static void
test_group_commit (Fixture       *fixture,
                   gconstpointer  data)
{
  gint before = g_atomic_int_get (&fixture->storage->n_commits);
  gint begun = g_atomic_int_get (&fixture->storage->n_begun);
  KbChain head;

  g_mutex_lock (&fixture->storage->gate);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr(KbEntry) entry = complaint (fixture);

      push (fixture, entry);
      while (g_atomic_int_get (&fixture->storage->n_begun) == begun)
        g_thread_yield ();
    }
  g_mutex_unlock (&fixture->storage->gate);
  wait_for_answers (fixture);
  g_assert_cmpint (g_atomic_int_get (&fixture->storage->n_commits), ==, before + 2);
  get_head (fixture, &head);
  g_assert_cmpuint (head.seq, ==, 100);
}

/* All of a failed transaction is refused, also what was refused for another
 * entry of the same one, and the chain goes on where the disk is. */
static void
test_failed_commit (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(KbEntry) first = complaint (fixture);
  g_autoptr(KbEntry) waits = complaint (fixture);
  gint begun = g_atomic_int_get (&fixture->storage->n_begun);
  guint n = fixture->refusals->len;
  KbChain head;

  g_mutex_lock (&fixture->storage->gate);
  push (fixture, waits);
  while (g_atomic_int_get (&fixture->storage->n_begun) == begun)
    g_thread_yield ();
  fixture->storage->fail_commits = 2;
  push (fixture, first);
  push (fixture, first);
  g_mutex_unlock (&fixture->storage->gate);
  wait_for_answers (fixture);
  g_assert_cmpuint (fixture->refusals->len, ==, n + 3);
  for (guint i = n; i < n + 3; i++)
    g_assert_cmpint (g_array_index (fixture->refusals, KbRefusal, i), ==, KB_REFUSAL_DISK_FULL);
  get_head (fixture, &head);
  g_assert_cmpuint (head.seq, ==, 0);

  g_assert_cmpint (push_and_wait (fixture, first), ==, KB_REFUSAL_NONE);
  g_assert_cmpint (push_and_wait (fixture, first), ==, KB_REFUSAL_ALREADY_STORED);
  get_head (fixture, &head);
  g_assert_cmpuint (head.seq, ==, 1);
}

/* A roster entry whose commit failed must not count for anybody. */
static void
test_failed_roster (Fixture       *fixture,
                    gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbAgeIdentity) key = kb_age_identity_generate ();
  g_autoptr(KbEntry) grant = kb_test_office_new_grant (office, "office", 2, key);
  g_autoptr(KbEntry) entry = complaint (fixture);
  g_autoptr(KbEntry) work = NULL;
  guint n_roster = fixture->n_roster;

  g_assert_cmpint (push_and_wait (fixture, entry), ==, KB_REFUSAL_NONE);
  fixture->storage->fail_commits = 1;
  g_assert_cmpint (push_and_wait (fixture, grant), ==, KB_REFUSAL_DISK_FULL);
  g_assert_cmpuint (fixture->n_roster, ==, n_roster);
  work = kb_test_office_new_work (office, &office->officer, entry, "x");
  g_assert_cmpint (push_and_wait (fixture, work), ==, KB_REFUSAL_NONE);
  g_assert_cmpint (push_and_wait (fixture, grant), ==, KB_REFUSAL_NONE);
  g_assert_cmpuint (fixture->n_roster, ==, n_roster + 1);
  kb_test_office_wrote (&office->officer, work);
  g_clear_pointer (&work, kb_entry_unref);
  work = kb_test_office_new_work (office, &office->officer, entry, "x");
  g_assert_cmpint (push_and_wait (fixture, work), ==, KB_REFUSAL_STALE_EPOCH);
}

/* The server's clock may go back; the journal's hour does not. */
static void
test_hour (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(KbEntry) first = complaint (fixture);
  g_autoptr(KbEntry) second = complaint (fixture);
  KbChain head;

  g_assert_cmpint (push_and_wait (fixture, first), ==, KB_REFUSAL_NONE);
  fixture->now -= 5 * 3600;
  g_assert_cmpint (push_and_wait (fixture, second), ==, KB_REFUSAL_NONE);
  get_head (fixture, &head);
  g_assert_cmpuint (head.hour, ==, 1800000000 / 3600);
}

static void
test_freed_with_work (Fixture       *fixture,
                      gconstpointer  data)
{
  KbChain head;

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(KbEntry) entry = complaint (fixture);

      push (fixture, entry);
    }
  wait_for_answers (fixture);
  kb_journal_writer_free (fixture->writer);
  start_writer (fixture);
  get_head (fixture, &head);
  g_assert_cmpuint (head.seq, ==, 20);
}

static void
assert_open_fails (Fixture        *fixture,
                   const char     *sql,
                   KbStorageError  expected)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr(KbStorage) storage = NULL;
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  storage = kb_sqlite_storage_open (path, KB_SQLITE_WRITE, &error);
  g_assert_null (storage);
  g_assert_error (error, KB_STORAGE_ERROR, (int) expected);
  g_unlink (path);
}

static void
test_foreign_files (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "junk.db", NULL);
  g_autoptr(KbStorage) storage = NULL;
  g_autoptr(GError) error = NULL;

  assert_open_fails (fixture, "CREATE TABLE t (a)", KB_STORAGE_ERROR_FOREIGN);
  assert_open_fails (fixture, "PRAGMA application_id = 5; CREATE TABLE t (a)",
                     KB_STORAGE_ERROR_FOREIGN);
  assert_open_fails (fixture, "PRAGMA application_id = 1264732526; PRAGMA user_version = 99;"
                              "CREATE TABLE t (a)", KB_STORAGE_ERROR_VERSION);
  g_assert_true (g_file_set_contents (path, "this is not a database, it is a letter of some "
                                            "length, long enough to have a header of its own, "
                                            "and then some more", -1, NULL));
  storage = kb_sqlite_storage_open (path, KB_SQLITE_WRITE, &error);
  g_assert_error (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FOREIGN);
  g_unlink (path);
  g_clear_error (&error);
  storage = kb_sqlite_storage_open (fixture->path, KB_SQLITE_CREATE, &error);
  g_assert_error (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_TAKEN);
}

static KbEntry *
reporter_message (Fixture       *fixture,
                  KbReporter    *reporter,
                  const KbEntry *complaint,
                  const KbEntry *last)
{
  const KbGrant *grant = kb_roster_find_grant (fixture->office->roster, "office", 1);

  return kb_compose_reporter_message (
    reporter, kb_entry_get_header (complaint), kb_entry_get_header (last)->author_seq,
    kb_entry_get_id (last), kb_test_office_get_profile (fixture->office)->hash, "office", 1,
    grant->recipient, "message", "x", fixture->now, NULL);
}

/* What a reporter seals for the key before is taken until 30 days after. */
static void
test_old_epoch_ends (Fixture       *fixture,
                     gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(JsonObject) story = json_object_new ();
  g_autoptr(KbAgeIdentity) fresh = kb_age_identity_generate ();
  KbComplaint typed = { story, NULL, NULL };
  g_autoptr(KbEntry) filed = kb_compose_complaint (&typed, kb_test_office_get_profile (office),
                                                   reporter, fixture->now, NULL);
  g_autoptr(KbEntry) grant = kb_test_office_new_grant (office, "office", 2, fresh);
  g_autoptr(KbEntry) first = reporter_message (fixture, reporter, filed, filed);
  g_autoptr(KbEntry) second = reporter_message (fixture, reporter, filed, first);
  g_autoptr(KbEntry) third = reporter_message (fixture, reporter, filed, second);

  g_assert_cmpint (push_and_wait (fixture, filed), ==, KB_REFUSAL_NONE);
  fixture->now += 365 * 86400;
  g_assert_cmpint (push_and_wait (fixture, first), ==, KB_REFUSAL_NONE);
  g_assert_cmpint (push_and_wait (fixture, grant), ==, KB_REFUSAL_NONE);
  fixture->now += 30 * 86400;
  g_assert_cmpint (push_and_wait (fixture, second), ==, KB_REFUSAL_NONE);
  fixture->now += 3600;
  g_assert_cmpint (push_and_wait (fixture, third), ==, KB_REFUSAL_STALE_EPOCH);
}

#define ADD(path, func) g_test_add ("/writer/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("group-commit", test_group_commit);
  ADD ("failed-commit-refuses-all-of-it", test_failed_commit);
  ADD ("failed-roster-entry-does-not-count", test_failed_roster);
  ADD ("hour-never-goes-back", test_hour);
  ADD ("restart-goes-on", test_freed_with_work);
  ADD ("foreign-files", test_foreign_files);
  ADD ("old-epoch-ends", test_old_epoch_ends);

  return g_test_run ();
}
