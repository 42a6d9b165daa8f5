/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sqlite-schema.h"

#include "kb-storage.h"

/* Migration N leads from user_version N to N + 1, in one transaction. A line
 * that was released is never changed. */
static const char *const migrations[KB_SQLITE_SCHEMA_VERSION] = {
  /* entries.frame is the entry on the wire with identity parts withheld, as
   * every pull sends it; identity parts stand apart and leave only on record.
   * No column holds a time finer than an hour, nor anything of the network. */
  "CREATE TABLE entries ("
  "  stream INTEGER NOT NULL,"
  "  seq INTEGER NOT NULL,"
  "  id BLOB NOT NULL UNIQUE,"
  "  author BLOB NOT NULL,"
  "  author_seq INTEGER NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  case_id BLOB NOT NULL,"
  "  hour INTEGER NOT NULL,"
  "  roster_seq INTEGER NOT NULL,"
  "  roster_link BLOB NOT NULL,"
  "  link BLOB NOT NULL,"
  "  frame BLOB NOT NULL,"
  "  UNIQUE (stream, seq),"
  "  UNIQUE (author, stream, author_seq)"
  ") STRICT;"
  "CREATE UNIQUE INDEX complaint_case ON entries (case_id) WHERE kind = 16;"
  "CREATE TABLE identity_parts ("
  "  stream INTEGER NOT NULL,"
  "  seq INTEGER NOT NULL,"
  "  role INTEGER NOT NULL,"
  "  bytes BLOB NOT NULL,"
  "  UNIQUE (stream, seq, role)"
  ") STRICT;"
  "CREATE TABLE mailboxes ("
  "  hash BLOB NOT NULL PRIMARY KEY,"
  "  stream INTEGER NOT NULL,"
  "  seq INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE tokens ("
  "  hash BLOB NOT NULL PRIMARY KEY,"
  "  device BLOB"                 /* NULL: the one-time code of the first device */
  ") STRICT, WITHOUT ROWID;",
  /* facts: one value each; see kb-storage.h. joins: meeting places of desktops
   * that want to join, with the hour in which each was opened. */
  "DROP TABLE tokens;"           /* they are in the roster */
  "CREATE TABLE facts ("
  "  name TEXT NOT NULL PRIMARY KEY,"
  "  value BLOB NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE joins ("
  "  place BLOB NOT NULL PRIMARY KEY,"
  "  hour INTEGER NOT NULL,"
  "  request BLOB"
  ") STRICT, WITHOUT ROWID;"
  "CREATE UNIQUE INDEX widening_case ON entries (case_id) WHERE kind = 21;",
  "CREATE INDEX message_case ON entries (case_id, stream, seq) WHERE kind = 17;",
};

/**
 * kb_sqlite_set_error:
 *
 * Turns what SQLite says last into a #KbStorageError. The text names no data.
 */
void
kb_sqlite_set_error (sqlite3  *db,
                     GError  **error)
{
  int code = sqlite3_errcode (db) & 0xff;
  int extended = sqlite3_extended_errcode (db);
  KbStorageError meaning = KB_STORAGE_ERROR_FAILED;

  /* A quota or a limit of file sizes shows as a failed write. */
  if (code == SQLITE_FULL || extended == SQLITE_IOERR_WRITE || extended == SQLITE_IOERR_SHMSIZE)
    meaning = KB_STORAGE_ERROR_FULL;
  else if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    meaning = KB_STORAGE_ERROR_BUSY;
  else if (code == SQLITE_CONSTRAINT)
    meaning = KB_STORAGE_ERROR_TAKEN;
  else if (code == SQLITE_NOTADB)
    meaning = KB_STORAGE_ERROR_FOREIGN;

  g_set_error (error, KB_STORAGE_ERROR, meaning, "Database: %s", sqlite3_errstr (code));
}

/**
 * kb_sqlite_run:
 * @sql: statements without parameters
 */
gboolean
kb_sqlite_run (sqlite3     *db,
               const char  *sql,
               GError     **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  kb_sqlite_set_error (db, error);
  return FALSE;
}

static gboolean
read_pragma (sqlite3     *db,
             const char  *sql,
             gint64      *ret_value,
             GError     **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean ok;

  ok = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
       sqlite3_step (statement) == SQLITE_ROW;
  if (ok)
    *ret_value = sqlite3_column_int64 (statement, 0);
  else
    kb_sqlite_set_error (db, error);
  sqlite3_finalize (statement);

  return ok;
}

static gboolean
check_owner (sqlite3   *db,
             gboolean   create,
             gint64    *ret_version,
             GError   **error)
{
  gint64 application_id, n_tables;

  if (!read_pragma (db, "PRAGMA application_id", &application_id, error) ||
      !read_pragma (db, "PRAGMA user_version", ret_version, error) ||
      !read_pragma (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (create && application_id == 0 && *ret_version == 0 && n_tables == 0)
    return TRUE;
  if (application_id != KB_SQLITE_APPLICATION_ID)
    {
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FOREIGN,
                           "The file is not an intake's database");
      return FALSE;
    }
  if (*ret_version > KB_SQLITE_SCHEMA_VERSION)
    {
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_VERSION,
                           "The database was made by a newer version of this program");
      return FALSE;
    }

  return TRUE;
}

/**
 * kb_sqlite_prepare_schema:
 * @create: whether an empty file may become an intake's database
 *
 * Checks whose file it is and brings its schema up to this version.
 */
gboolean
kb_sqlite_prepare_schema (sqlite3   *db,
                          gboolean   create,
                          GError   **error)
{
  gint64 version;

  if (!check_owner (db, create, &version, error))
    return FALSE;

  for (; version < KB_SQLITE_SCHEMA_VERSION; version++)
    {
      g_autofree char *script =
        g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA application_id = %d;"
                         "PRAGMA user_version = %d; COMMIT", migrations[version],
                         KB_SQLITE_APPLICATION_ID, (int) version + 1);

      if (!kb_sqlite_run (db, script, error))
        {
          sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }

  return TRUE;
}
