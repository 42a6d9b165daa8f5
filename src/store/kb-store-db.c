/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store-db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 1000

static const char key_check[] = "kumbang/store/v1 key check";

static gboolean
is_no_room (int error_number)
{
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

/* SQLite knows ENOSPC only; for a quota or a limit each file must be asked for
 * its last error. */
static gboolean
ran_out_of_room (sqlite3 *sqlite)
{
  sqlite3_file *log = NULL;
  int error_number = 0;

  if (is_no_room (sqlite3_system_errno (sqlite)))
    return TRUE;
  sqlite3_file_control (sqlite, "main", SQLITE_FCNTL_LAST_ERRNO, &error_number);
  if (is_no_room (error_number))
    return TRUE;
  sqlite3_file_control (sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log != NULL && log->pMethods != NULL)
    log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &error_number);

  return is_no_room (error_number);
}

static KbStoreError
code_of (int      rc,
         sqlite3 *sqlite)
{
  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      return KB_STORE_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return KB_STORE_ERROR_LOCKED;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:          /* a table or column is not as it should be */
    case SQLITE_SCHEMA:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return KB_STORE_ERROR_DAMAGED;
    case SQLITE_IOERR:
      if (ran_out_of_room (sqlite))
        return KB_STORE_ERROR_FULL;
      break;
    default:
      break;
    }

  return rc == SQLITE_IOERR_SHORT_READ ? KB_STORE_ERROR_DAMAGED : KB_STORE_ERROR_IO;
}

/*< private >
 * kb_store_db_fail:
 *
 * Sets the error that the connection is in. Returns FALSE, for callers to return.
 */
gboolean
kb_store_db_fail (KbStoreDb  *self,
                  GError    **error)
{
  int rc = sqlite3_extended_errcode (self->sqlite);

  g_set_error (error, KB_STORE_ERROR, code_of (rc, self->sqlite),
               "The store answered: %s (%d)", sqlite3_errmsg (self->sqlite), rc);
  return FALSE;
}

/*< private >
 * kb_store_db_finish:
 *
 * Ends a statement whose last sqlite3_step() answered @rc.
 */
gboolean
kb_store_db_finish (KbStoreDb     *self,
                    sqlite3_stmt  *statement,
                    int            rc,
                    GError       **error)
{
  gboolean done = rc == SQLITE_DONE || rc == SQLITE_ROW;

  if (!done)
    kb_store_db_fail (self, error);
  sqlite3_reset (statement);

  return done;
}

static gboolean
execute (KbStoreDb   *self,
         const char  *sql,
         GError     **error)
{
  return sqlite3_exec (self->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK
         || kb_store_db_fail (self, error);
}

static gboolean
read_int (KbStoreDb   *self,
          const char  *sql,
          int         *ret_value,
          GError     **error)
{
  sqlite3_stmt *statement;
  int rc;

  if (sqlite3_prepare_v2 (self->sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
    return kb_store_db_fail (self, error);

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *ret_value = sqlite3_column_int (statement, 0);
  else
    kb_store_db_fail (self, error);
  sqlite3_finalize (statement);

  return rc == SQLITE_ROW;
}

static gboolean
fail (KbStoreError   code,
      const char    *message,
      GError       **error)
{
  g_set_error_literal (error, KB_STORE_ERROR, code, message);
  return FALSE;
}

static gboolean
connect_to (KbStoreDb   *self,
            const char  *path,
            GError     **error)
{
  if (sqlite3_open_v2 (path, &self->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    return kb_store_db_fail (self, error);

  sqlite3_extended_result_codes (self->sqlite, 1);
  sqlite3_busy_timeout (self->sqlite, BUSY_MILLISECONDS);
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  /* Until key and version are known to fit, closing must leave the log as it is. */
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  return TRUE;
}

static gboolean
write_key_check (KbStoreDb  *self,
                 GError    **error)
{
  sqlite3_stmt *statement;
  int rc;

  if (sqlite3_prepare_v2 (self->sqlite, "INSERT INTO file (id, key_check) VALUES (1, ?1)", -1,
                          &statement, NULL) != SQLITE_OK)
    return kb_store_db_fail (self, error);

  kb_store_db_bind_sealed (self, statement, 1, 0, KB_COLUMN_FILE_CHECK, 1,
                           key_check, sizeof key_check);
  rc = sqlite3_step (statement);
  sqlite3_finalize (statement);

  return rc == SQLITE_DONE || kb_store_db_fail (self, error);
}

static gboolean
fill_new_file (KbStoreDb   *self,
               const char  *path,
               GError     **error)
{
  g_autofree char *application = g_strdup_printf ("PRAGMA application_id = %d",
                                                  KB_STORE_APPLICATION_ID);
  gboolean filled;

  filled = connect_to (self, path, error)
           && execute (self, "PRAGMA page_size = 16384", error)
           && execute (self, "PRAGMA synchronous = FULL", error)
           && execute (self, "BEGIN IMMEDIATE", error)
           && execute (self, application, error)
           && (kb_store_schema_migrate (self->sqlite, 0) || kb_store_db_fail (self, error))
           && write_key_check (self, error)
           && execute (self, "COMMIT", error)
           && execute (self, "PRAGMA journal_mode = WAL", error);
  if (filled)
    sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_close (g_steal_pointer (&self->sqlite));

  return filled;
}

/* A new file is made whole beside its place and then linked there, so that a
 * file under the real name is never half made, and none is ever replaced. */
static gboolean
create_file (KbStoreDb  *self,
             GError    **error)
{
  g_autofree char *temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  gboolean created;

  if (fd < 0)
    return fail (errno == ENOSPC ? KB_STORE_ERROR_FULL : KB_STORE_ERROR_IO,
                 g_strerror (errno), error);
  close (fd);

  created = fill_new_file (self, temporary, error);
  if (created && link (temporary, self->path) != 0 && errno != EEXIST)
    created = g_rename (temporary, self->path) == 0
              || fail (KB_STORE_ERROR_IO, g_strerror (errno), error);
  g_unlink (temporary);

  return created;
}

static gboolean
check_key (KbStoreDb  *self,
           GError    **error)
{
  g_autoptr(GBytes) check = NULL;
  sqlite3_stmt *statement;
  int rc;

  if (sqlite3_prepare_v2 (self->sqlite, "SELECT key_check FROM file WHERE id = 1", -1, &statement,
                          NULL) != SQLITE_OK)
    return kb_store_db_fail (self, error);

  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    check = kb_store_db_open_column (self, statement, 0, KB_COLUMN_FILE_CHECK, 1, NULL);
  else if (rc != SQLITE_DONE)
    kb_store_db_fail (self, error);
  sqlite3_finalize (statement);

  if (rc == SQLITE_DONE)
    return fail (KB_STORE_ERROR_DAMAGED, "The file holds no key check", error);

  return rc == SQLITE_ROW
         && (check != NULL || fail (KB_STORE_ERROR_KEY, "The key does not fit this file", error));
}

/* A connection in exclusive mode keeps its lock until it is closed. */
static gboolean
attach (KbStoreDb  *self,
        GError    **error)
{
  int application, version;

  if (!connect_to (self, self->path, error)
      || !execute (self, "PRAGMA locking_mode = EXCLUSIVE", error)
      || !read_int (self, "PRAGMA application_id", &application, error)
      || !read_int (self, "PRAGMA user_version", &version, error)
      || !kb_store_file_check_version ((guint32) application, version, error)
      || !check_key (self, error)
      || !execute (self, "PRAGMA synchronous = FULL", error)
      || !execute (self, "PRAGMA wal_autocheckpoint = 0", error)
      || !execute (self, "PRAGMA journal_size_limit = 67108864", error)
      || !execute (self, "PRAGMA cache_size = -24576", error)
      || !execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (version < kb_store_schema_version () && !kb_store_schema_migrate (self->sqlite, version))
    return kb_store_db_fail (self, error);

  return execute (self, "COMMIT", error);
}

static gboolean
prepare (KbStoreDb  *self,
         GError    **error)
{
  for (guint i = 0; i < KB_N_STATEMENTS; i++)
    if (sqlite3_prepare_v3 (self->sqlite, kb_store_statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                            &self->statements[i], NULL) != SQLITE_OK)
      return kb_store_db_fail (self, error);

  return TRUE;
}

static gboolean
load_counts (KbStoreDb  *self,
             GError    **error)
{
  sqlite3_stmt *statement;
  int last = 0;
  int rc;

  if (!read_int (self, "SELECT coalesce(max(id), 0) FROM cases", &last, error))
    return FALSE;
  self->last_case = last;

  if (sqlite3_prepare_v2 (self->sqlite, "SELECT view, n FROM counters", -1, &statement,
                          NULL) != SQLITE_OK)
    return kb_store_db_fail (self, error);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      int view = sqlite3_column_int (statement, 0);

      if (view >= 0 && view < KB_STORE_N_VIEWS)
        self->counts[view] = sqlite3_column_int (statement, 1);
    }
  if (rc != SQLITE_DONE)
    kb_store_db_fail (self, error);
  sqlite3_finalize (statement);
  memcpy (self->kept_counts, self->counts, sizeof self->counts);

  return rc == SQLITE_DONE;
}

static int
wal_grown_cb (gpointer    data,
              sqlite3    *sqlite,
              const char *name,
              int         n_pages)
{
  KbStoreDb *self = data;

  self->wal_pages = n_pages;

  return SQLITE_OK;
}

static gboolean
attach_or_leave (KbStoreDb  *self,
                 GError    **error)
{
  g_autoptr(GError) inner = NULL;

  if (attach (self, &inner))
    return TRUE;
  if (!g_error_matches (inner, KB_STORE_ERROR, KB_STORE_ERROR_LOCKED))
    kb_store_file_remove_empty_log (self->path);
  g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

static gboolean
open_file (KbStoreDb  *self,
           GError    **error)
{
  gboolean exists;

  self->registered = kb_store_file_register (self->path);
  if (self->registered == NULL)
    return fail (KB_STORE_ERROR_LOCKED, "The file is open in this program", error);
  if (!kb_store_file_check (self->path, &exists, error)
      || (!exists && !create_file (self, error))
      || !attach_or_leave (self, error)
      || !prepare (self, error)
      || !load_counts (self, error))
    return FALSE;

  sqlite3_wal_hook (self->sqlite, wal_grown_cb, self);
  sqlite3_db_config (self->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);

  return TRUE;
}

/*< private >
 * kb_store_db_open:
 * @path: the file; made if there is none
 * @key: 32 bytes
 *
 * Returns: the open database, or %NULL with nothing changed
 */
KbStoreDb *
kb_store_db_open (const char  *path,
                  KbSecret    *key,
                  GError     **error)
{
  KbStoreDb *self = g_new0 (KbStoreDb, 1);

  self->path = g_strdup (path);
  self->seal = kb_row_seal_new (key);
  self->plain = g_byte_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->sealed); i++)
    self->sealed[i] = g_byte_array_new ();

  if (!open_file (self, error))
    g_clear_pointer (&self, kb_store_db_close);

  return self;
}

/*< private >
 * kb_store_db_close:
 *
 * Closes the file and gives up its lock.
 */
void
kb_store_db_close (KbStoreDb *self)
{
  for (guint i = 0; i < KB_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->sqlite);
  kb_store_file_unregister (self->registered);
  kb_row_seal_free (self->seal);
  g_byte_array_unref (self->plain);
  for (guint i = 0; i < G_N_ELEMENTS (self->sealed); i++)
    g_byte_array_unref (self->sealed[i]);
  g_free (self->path);
  g_free (self);
}

static gboolean
run (KbStoreDb    *self,
     KbStatement   which,
     GError      **error)
{
  sqlite3_stmt *statement = self->statements[which];

  return kb_store_db_finish (self, statement, sqlite3_step (statement), error);
}

/*< private >
 * kb_store_db_begin:
 */
gboolean
kb_store_db_begin (KbStoreDb  *self,
                   GError    **error)
{
  return run (self, KB_STATEMENT_BEGIN, error);
}

static gboolean
write_counts (KbStoreDb  *self,
              GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_COUNTER_SET];

  for (guint i = 0; i < KB_STORE_N_VIEWS; i++)
    {
      if (self->counts[i] == self->kept_counts[i])
        continue;
      sqlite3_bind_int (statement, 1, i);
      sqlite3_bind_int64 (statement, 2, self->counts[i]);
      if (!kb_store_db_finish (self, statement, sqlite3_step (statement), error))
        return FALSE;
    }

  return TRUE;
}

/*< private >
 * kb_store_db_commit:
 *
 * On disk when it returns TRUE. On failure the caller rolls back.
 */
gboolean
kb_store_db_commit (KbStoreDb  *self,
                    GError    **error)
{
  if (!write_counts (self, error) || !run (self, KB_STATEMENT_COMMIT, error))
    return FALSE;
  memcpy (self->kept_counts, self->counts, sizeof self->counts);

  return TRUE;
}

/*< private >
 * kb_store_db_rollback:
 *
 * As if the transaction had never begun; SQLite may have done it already.
 */
void
kb_store_db_rollback (KbStoreDb *self)
{
  if (!sqlite3_get_autocommit (self->sqlite))
    run (self, KB_STATEMENT_ROLLBACK, NULL);
  memcpy (self->counts, self->kept_counts, sizeof self->counts);
}

/*< private >
 * kb_store_db_end:
 */
gboolean
kb_store_db_end (KbStoreDb  *self,
                 gboolean    written,
                 GError    **error)
{
  if (written && kb_store_db_commit (self, error))
    return TRUE;
  kb_store_db_rollback (self);

  return FALSE;
}

/*< private >
 * kb_store_db_tag_row:
 */
gint64
kb_store_db_tag_row (KbStoreDb     *self,
                     char           purpose,
                     gconstpointer  data,
                     gsize          size)
{
  guint8 tag[KB_ROW_TAG_SIZE];
  guint64 row;

  kb_row_seal_tag (self->seal, purpose, data, size, tag);
  memcpy (&row, tag, sizeof row);

  return GUINT64_FROM_BE (row) >> 1;
}

/*< private >
 * kb_store_db_checkpoint:
 * @min_pages: from which size of the log on
 */
void
kb_store_db_checkpoint (KbStoreDb *self,
                        int        min_pages)
{
  if (self->wal_pages < min_pages)
    return;

  sqlite3_wal_checkpoint_v2 (self->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  self->wal_pages = 0;
}

/*< private >
 * kb_store_db_bind_sealed:
 * @scratch: 0 or 1; the sealed bytes stay there until the statement has run
 */
void
kb_store_db_bind_sealed (KbStoreDb     *self,
                         sqlite3_stmt  *statement,
                         int            parameter,
                         guint          scratch,
                         KbColumn       column,
                         guint64        row,
                         gconstpointer  plain,
                         gsize          size)
{
  GByteArray *sealed = self->sealed[scratch];

  g_byte_array_set_size (sealed, size + KB_ROW_SEAL_OVERHEAD);
  kb_row_seal_seal (self->seal, column, row, plain, size, sealed->data);
  sqlite3_bind_blob (statement, parameter, sealed->data, sealed->len, SQLITE_STATIC);
}

/*< private >
 * kb_store_db_open_column:
 */
GBytes *
kb_store_db_open_column (KbStoreDb     *self,
                         sqlite3_stmt  *statement,
                         int            result_column,
                         KbColumn       column,
                         guint64        row,
                         GError       **error)
{
  gconstpointer sealed = sqlite3_column_blob (statement, result_column);

  return kb_row_seal_open (self->seal, column, row, sealed,
                           sqlite3_column_bytes (statement, result_column), error);
}

/*< private >
 * kb_store_db_count:
 */
void
kb_store_db_count (KbStoreDb *self,
                   guint32    before,
                   guint32    after)
{
  for (guint i = 0; i < KB_STORE_N_VIEWS; i++)
    self->counts[i] += ((after >> i) & 1) - ((before >> i) & 1);
}
