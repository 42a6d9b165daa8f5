/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

typedef enum
{
  KB_SQLITE_BEGIN_READ,
  KB_SQLITE_BEGIN_WRITE,
  KB_SQLITE_COMMIT,
  KB_SQLITE_ROLLBACK,
  KB_SQLITE_ADD_ENTRY,
  KB_SQLITE_ADD_IDENTITY,
  KB_SQLITE_ADD_MAILBOX,
  KB_SQLITE_FIND_ENTRY,
  KB_SQLITE_FIND_COMPLAINT,
  KB_SQLITE_FIND_MAILBOX,
  KB_SQLITE_EACH_MESSAGE,
  KB_SQLITE_FIND_HEAD,
  KB_SQLITE_FIND_AUTHOR,
  KB_SQLITE_EACH,
  KB_SQLITE_FIND_IDENTITY,
  KB_SQLITE_FIND_FACT,
  KB_SQLITE_PUT_FACT,
  KB_SQLITE_DROP_FACT,
  KB_SQLITE_FIND_JOIN,
  KB_SQLITE_PUT_JOIN,
  KB_SQLITE_DROP_JOIN,
  KB_SQLITE_DROP_OLD_JOINS,
  KB_SQLITE_COUNT_JOINS,
  KB_SQLITE_N_STATEMENTS
} KbSqliteStatement;

/**
 * KbSqlite:
 *
 * A connection and its statements, each prepared when it is first used.
 */
typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *statements[KB_SQLITE_N_STATEMENTS];
} KbSqlite;

/* A statement that leaves with its scope is reset, on every path, so that no
 * read transaction stays open behind it. */
#define KB_SQLITE_USE __attribute__ ((cleanup (kb_sqlite_done))) sqlite3_stmt *

void          kb_sqlite_close       (KbSqlite          *self);
sqlite3_stmt *kb_sqlite_get         (KbSqlite          *self,
                                     KbSqliteStatement  which,
                                     GError           **error);
void          kb_sqlite_done        (sqlite3_stmt     **statement);
gboolean      kb_sqlite_finish      (KbSqlite          *self,
                                     sqlite3_stmt      *statement,
                                     GError           **error);
gboolean      kb_sqlite_step        (KbSqlite          *self,
                                     sqlite3_stmt      *statement,
                                     gboolean          *ret_row,
                                     GError           **error);
gboolean      kb_sqlite_do          (KbSqlite          *self,
                                     KbSqliteStatement  which,
                                     GError           **error);
void          kb_sqlite_bind_blob   (sqlite3_stmt      *statement,
                                     int                at,
                                     gconstpointer      data,
                                     gsize              size);
void          kb_sqlite_bind_bytes  (sqlite3_stmt      *statement,
                                     int                at,
                                     GBytes            *bytes);
GBytes       *kb_sqlite_column_bytes (sqlite3_stmt     *statement,
                                      int               column);
gboolean      kb_sqlite_copy_column (sqlite3_stmt      *statement,
                                     int                column,
                                     gpointer           ret_data,
                                     gsize              size,
                                     GError           **error);

G_END_DECLS
