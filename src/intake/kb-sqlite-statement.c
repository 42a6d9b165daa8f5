/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sqlite-statement.h"

#include "kb-sqlite-schema.h"
#include "kb-storage.h"

#include <string.h>

static const char *const sql[KB_SQLITE_N_STATEMENTS] = {
  [KB_SQLITE_BEGIN_READ] = "BEGIN",
  [KB_SQLITE_BEGIN_WRITE] = "BEGIN IMMEDIATE",
  [KB_SQLITE_COMMIT] = "COMMIT",
  [KB_SQLITE_ROLLBACK] = "ROLLBACK",
  [KB_SQLITE_ADD_ENTRY] =
    "INSERT INTO entries (stream, seq, id, author, author_seq, kind, case_id, hour, roster_seq,"
    " roster_link, link, frame) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
  [KB_SQLITE_ADD_IDENTITY] =
    "INSERT INTO identity_parts (stream, seq, role, bytes) VALUES (?1, ?2, ?3, ?4)",
  [KB_SQLITE_ADD_MAILBOX] =
    "INSERT OR IGNORE INTO mailboxes (hash, stream, seq) VALUES (?1, ?2, ?3)",
  [KB_SQLITE_FIND_ENTRY] =
    "SELECT stream, seq, hour, kind, author, case_id FROM entries WHERE id = ?1",
  [KB_SQLITE_FIND_COMPLAINT] =
    "SELECT stream, seq, hour, kind, author, case_id FROM entries"
    " WHERE case_id = ?1 AND kind = 16",
  [KB_SQLITE_FIND_MAILBOX] =
    "SELECT stream, seq, hour, kind, author, case_id FROM mailboxes"
    " JOIN entries USING (stream, seq) WHERE hash = ?1",
  [KB_SQLITE_EACH_MESSAGE] =
    "SELECT * FROM (SELECT seq, hour, roster_seq, roster_link, link, frame FROM entries"
    " WHERE kind = 17 AND case_id = ?2 AND stream = ?1 ORDER BY seq DESC LIMIT ?3) ORDER BY seq",
  [KB_SQLITE_FIND_HEAD] =
    "SELECT seq, hour, link, roster_seq FROM entries WHERE stream = ?1"
    " ORDER BY seq DESC LIMIT 1",
  [KB_SQLITE_FIND_AUTHOR] =
    "SELECT author_seq, id FROM entries WHERE author = ?1 AND stream = ?2"
    " ORDER BY author_seq DESC LIMIT 1",
  [KB_SQLITE_EACH] =
    "SELECT seq, hour, roster_seq, roster_link, link, frame FROM entries"
    " WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
  [KB_SQLITE_FIND_IDENTITY] =
    "SELECT bytes FROM identity_parts WHERE stream = ?1 AND seq = ?2 AND role = ?3",
  [KB_SQLITE_FIND_FACT] = "SELECT value FROM facts WHERE name = ?1",
  [KB_SQLITE_PUT_FACT] = "INSERT OR REPLACE INTO facts (name, value) VALUES (?1, ?2)",
  [KB_SQLITE_DROP_FACT] = "DELETE FROM facts WHERE name = ?1",
  [KB_SQLITE_FIND_JOIN] = "SELECT hour, request FROM joins WHERE place = ?1",
  [KB_SQLITE_PUT_JOIN] =
    "INSERT OR REPLACE INTO joins (place, hour, request) VALUES (?1, ?2, ?3)",
  [KB_SQLITE_DROP_JOIN] = "DELETE FROM joins WHERE place = ?1",
  [KB_SQLITE_DROP_OLD_JOINS] = "DELETE FROM joins WHERE hour < ?1",
  [KB_SQLITE_COUNT_JOINS] = "SELECT count(*) FROM joins",
};

void
kb_sqlite_close (KbSqlite *self)
{
  for (guint i = 0; i < KB_SQLITE_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);
}

/**
 * kb_sqlite_get:
 *
 * Returns: (transfer none): the statement, to be held by %KB_SQLITE_USE, or
 *   %NULL with a #KbStorageError
 */
sqlite3_stmt *
kb_sqlite_get (KbSqlite           *self,
               KbSqliteStatement   which,
               GError            **error)
{
  if (self->statements[which] == NULL &&
      sqlite3_prepare_v3 (self->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                          &self->statements[which], NULL) != SQLITE_OK)
    kb_sqlite_set_error (self->db, error);

  return self->statements[which];
}

void
kb_sqlite_done (sqlite3_stmt **statement)
{
  if (*statement == NULL)
    return;
  sqlite3_reset (*statement);
  sqlite3_clear_bindings (*statement);
}

/**
 * kb_sqlite_step:
 * @ret_row: (out): whether there is a row, or one more
 */
gboolean
kb_sqlite_step (KbSqlite      *self,
                sqlite3_stmt  *statement,
                gboolean      *ret_row,
                GError       **error)
{
  int status = sqlite3_step (statement);

  if (status != SQLITE_ROW && status != SQLITE_DONE)
    {
      kb_sqlite_set_error (self->db, error);
      return FALSE;
    }
  *ret_row = status == SQLITE_ROW;

  return TRUE;
}

/**
 * kb_sqlite_finish:
 *
 * Steps a statement that has no rows.
 */
gboolean
kb_sqlite_finish (KbSqlite      *self,
                  sqlite3_stmt  *statement,
                  GError       **error)
{
  gboolean row;

  return kb_sqlite_step (self, statement, &row, error);
}

/**
 * kb_sqlite_do:
 *
 * Runs a statement that has neither parameters nor rows.
 */
gboolean
kb_sqlite_do (KbSqlite           *self,
              KbSqliteStatement   which,
              GError            **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (self, which, error);

  return statement != NULL && kb_sqlite_finish (self, statement, error);
}

/**
 * kb_sqlite_bind_blob:
 * @data: must stay until the statement was stepped
 */
void
kb_sqlite_bind_blob (sqlite3_stmt  *statement,
                     int            at,
                     gconstpointer  data,
                     gsize          size)
{
  sqlite3_bind_blob64 (statement, at, data, size, SQLITE_STATIC);
}

void
kb_sqlite_bind_bytes (sqlite3_stmt *statement,
                      int           at,
                      GBytes       *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  kb_sqlite_bind_blob (statement, at, data, size);
}

GBytes *
kb_sqlite_column_bytes (sqlite3_stmt *statement,
                        int           column)
{
  gconstpointer blob = sqlite3_column_blob (statement, column);

  return g_bytes_new (blob, sqlite3_column_bytes (statement, column));
}

/**
 * kb_sqlite_copy_column:
 * @size: what the column must have; another length is damage
 */
gboolean
kb_sqlite_copy_column (sqlite3_stmt *statement,
                       int           column,
                       gpointer      ret_data,
                       gsize         size,
                       GError      **error)
{
  gconstpointer blob = sqlite3_column_blob (statement, column);

  if (blob == NULL || sqlite3_column_bytes (statement, column) != (int) size)
    {
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FAILED,
                           "The database is damaged");
      return FALSE;
    }
  memcpy (ret_data, blob, size);

  return TRUE;
}
