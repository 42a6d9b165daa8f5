/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the intake keeps beside the journal. */
#include "config.h"

#include "kb-sqlite-joins.h"

#include <string.h>

gboolean
kb_sqlite_find_fact (KbSqlite    *self,
                     const char  *name,
                     GBytes     **ret_value,
                     GError     **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (self, KB_SQLITE_FIND_FACT, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  if (!kb_sqlite_step (self, statement, &row, error))
    return FALSE;
  *ret_value = row ? kb_sqlite_column_bytes (statement, 0) : NULL;

  return TRUE;
}

gboolean
kb_sqlite_put_fact (KbSqlite    *self,
                    const char  *name,
                    GBytes      *value,
                    GError     **error)
{
  KB_SQLITE_USE statement =
    kb_sqlite_get (self, value != NULL ? KB_SQLITE_PUT_FACT : KB_SQLITE_DROP_FACT, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC);
  if (value != NULL)
    kb_sqlite_bind_bytes (statement, 2, value);

  return kb_sqlite_finish (self, statement, error);
}

gboolean
kb_sqlite_find_join (KbSqlite      *self,
                     const guint8  *place,
                     KbJoin        *ret_join,
                     GError       **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (self, KB_SQLITE_FIND_JOIN, error);
  KbJoin join = { 0 };
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kb_sqlite_bind_blob (statement, 1, place, KB_JOIN_PLACE_SIZE);
  if (!kb_sqlite_step (self, statement, &row, error))
    return FALSE;
  if (row)
    {
      join.hour = sqlite3_column_int64 (statement, 0);
      if (sqlite3_column_type (statement, 1) != SQLITE_NULL)
        join.request = kb_sqlite_column_bytes (statement, 1);
    }
  *ret_join = join;

  return TRUE;
}

gboolean
kb_sqlite_put_join (KbSqlite      *self,
                    const guint8  *place,
                    const KbJoin  *join,
                    GError       **error)
{
  KB_SQLITE_USE statement =
    kb_sqlite_get (self, join->hour != 0 ? KB_SQLITE_PUT_JOIN : KB_SQLITE_DROP_JOIN, error);

  if (statement == NULL)
    return FALSE;
  kb_sqlite_bind_blob (statement, 1, place, KB_JOIN_PLACE_SIZE);
  if (join->hour != 0)
    sqlite3_bind_int64 (statement, 2, join->hour);
  if (join->hour != 0 && join->request != NULL)
    kb_sqlite_bind_bytes (statement, 3, join->request);

  return kb_sqlite_finish (self, statement, error);
}

gboolean
kb_sqlite_drop_joins (KbSqlite  *self,
                      guint64    before,
                      GError   **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (self, KB_SQLITE_DROP_OLD_JOINS, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before);

  return kb_sqlite_finish (self, statement, error);
}

gboolean
kb_sqlite_count_joins (KbSqlite  *self,
                       guint     *ret_n,
                       GError   **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (self, KB_SQLITE_COUNT_JOINS, error);
  gboolean row;

  if (statement == NULL || !kb_sqlite_step (self, statement, &row, error))
    return FALSE;
  *ret_n = sqlite3_column_int (statement, 0);

  return TRUE;
}
