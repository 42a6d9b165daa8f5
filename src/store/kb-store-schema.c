/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables, one step a version. A released step is never edited: a change is
 * a new step, with a file of the version before in tests/store/fixtures.
 *
 * In clear are numbers only: streams, places, hours, which rows belong
 * together, view bits and counts. BLOB columns are sealed (kb-row-seal.c),
 * except the keyed tags. */
#include "config.h"

#include "kb-store-db.h"

static const char * const steps[] = {
  /* 1 */
  "CREATE TABLE file ("
  "  id INTEGER PRIMARY KEY CHECK (id = 1),"
  "  key_check BLOB NOT NULL"
  ") STRICT;"
  "CREATE TABLE meta ("
  "  id INTEGER PRIMARY KEY,"             /* first 8 bytes of the name's tag */
  "  value BLOB NOT NULL"
  ") STRICT;"
  "CREATE TABLE streams ("
  "  stream INTEGER PRIMARY KEY,"
  "  seq INTEGER NOT NULL,"
  "  hour INTEGER NOT NULL,"
  "  head BLOB NOT NULL,"                 /* genesis ‖ link */
  "  state BLOB"                          /* the fold's, per stream */
  ") STRICT;"
  "CREATE TABLE entries ("
  "  id INTEGER PRIMARY KEY,"             /* stream << 48 | seq */
  "  hour INTEGER NOT NULL,"
  "  case_row INTEGER,"
  "  author_tag BLOB,"                    /* of author, stream and number; NULL: not claimed */
  "  place BLOB NOT NULL,"                /* roster seq ‖ roster link ‖ link ‖ id ‖ quarantine */
  "  content BLOB NOT NULL"               /* u32 size ‖ wire ‖ u8 opened ‖ opened part */
  ") STRICT;"
  "CREATE UNIQUE INDEX entries_author ON entries (author_tag) WHERE author_tag IS NOT NULL;"
  "CREATE INDEX entries_case ON entries (case_row) WHERE case_row IS NOT NULL;"
  "CREATE TABLE cases ("
  "  id INTEGER PRIMARY KEY,"
  "  case_tag BLOB NOT NULL,"             /* of stream and case */
  "  sort INTEGER NOT NULL,"
  "  views INTEGER NOT NULL,"
  "  snapshot BLOB NOT NULL"              /* case ‖ the fold's bytes */
  ") STRICT;"
  "CREATE UNIQUE INDEX cases_tag ON cases (case_tag);"
  "CREATE INDEX cases_sort ON cases (sort, id, views);"
  "CREATE TABLE counters ("
  "  view INTEGER PRIMARY KEY,"           /* number of the bit */
  "  n INTEGER NOT NULL"
  ") STRICT;",
  /* 2: what this device wrote and has not yet seen in the chain; an id is never used again */
  "CREATE TABLE outbox ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT," /* order of writing */
  "  entry_tag BLOB NOT NULL,"            /* of the entry's id */
  "  content BLOB NOT NULL"               /* drawn in kb-store-outbox.c */
  ") STRICT;"
  "CREATE UNIQUE INDEX outbox_entry ON outbox (entry_tag);",
  /* 3: what was typed and not sent */
  "CREATE TABLE drafts ("
  "  id INTEGER PRIMARY KEY,"             /* first 8 bytes of the tag of stream, case and kind */
  "  content BLOB NOT NULL"               /* drawn in kb-store-drafts.c */
  ") STRICT;",
};

const char * const kb_store_statements[KB_N_STATEMENTS] = {
  [KB_STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
  [KB_STATEMENT_COMMIT] = "COMMIT",
  [KB_STATEMENT_ROLLBACK] = "ROLLBACK",
  [KB_STATEMENT_META_GET] = "SELECT value FROM meta WHERE id = ?1",
  [KB_STATEMENT_META_SET] = "INSERT OR REPLACE INTO meta (id, value) VALUES (?1, ?2)",
  [KB_STATEMENT_STREAM_GET] = "SELECT seq, hour, head, state FROM streams WHERE stream = ?1",
  [KB_STATEMENT_STREAM_SET] = "INSERT OR REPLACE INTO streams (stream, seq, hour, head, state)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)",
  [KB_STATEMENT_ENTRY_ADD] = "INSERT INTO entries (id, hour, case_row, author_tag, place, content)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
  [KB_STATEMENT_ENTRY_PLACE] = "SELECT hour, place FROM entries WHERE id = ?1",
  [KB_STATEMENT_ENTRY_BY_TAG] = "SELECT id FROM entries WHERE author_tag = ?1",
  [KB_STATEMENT_ENTRIES_OF_STREAM] = "SELECT id, hour, case_row, place, content FROM entries"
                                     " WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3",
  [KB_STATEMENT_ENTRIES_OF_CASE] = "SELECT id, hour, case_row, place, content FROM entries"
                                   " WHERE case_row = ?1 ORDER BY id",
  [KB_STATEMENT_CASE_FIND] = "SELECT id, sort, views, snapshot FROM cases WHERE case_tag = ?1",
  [KB_STATEMENT_CASE_GET] = "SELECT views, snapshot FROM cases WHERE id = ?1",
  [KB_STATEMENT_CASE_ADD] = "INSERT INTO cases (id, case_tag, sort, views, snapshot)"
                            " VALUES (?1, ?2, ?3, ?4, ?5)",
  [KB_STATEMENT_CASE_SET] = "UPDATE cases SET sort = ?2, views = ?3, snapshot = ?4 WHERE id = ?1",
  [KB_STATEMENT_CASE_VIEWS] = "UPDATE cases SET views = ?2 WHERE id = ?1",
  [KB_STATEMENT_CASES_OF_VIEW] = "SELECT id FROM cases INDEXED BY cases_sort"
                                 " WHERE views & ?1 ORDER BY sort DESC, id DESC",
  [KB_STATEMENT_COUNTER_SET] = "INSERT OR REPLACE INTO counters (view, n) VALUES (?1, ?2)",
  [KB_STATEMENT_OUTBOX_NEXT] = "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence"
                               " WHERE name = 'outbox'",
  [KB_STATEMENT_OUTBOX_ADD] = "INSERT INTO outbox (id, entry_tag, content) VALUES (?1, ?2, ?3)",
  [KB_STATEMENT_OUTBOX_SET] = "UPDATE outbox SET entry_tag = ?2, content = ?3 WHERE id = ?1",
  [KB_STATEMENT_OUTBOX_LIST] = "SELECT id, content FROM outbox ORDER BY id",
  [KB_STATEMENT_OUTBOX_REMOVE] = "DELETE FROM outbox WHERE id = ?1",
  [KB_STATEMENT_OUTBOX_SENT] = "DELETE FROM outbox WHERE entry_tag = ?1",
  [KB_STATEMENT_DRAFT_SET] = "INSERT OR REPLACE INTO drafts (id, content) VALUES (?1, ?2)",
  [KB_STATEMENT_DRAFT_REMOVE] = "DELETE FROM drafts WHERE id = ?1",
  [KB_STATEMENT_DRAFT_LIST] = "SELECT id, content FROM drafts",
};

/*< private >
 * kb_store_schema_version:
 *
 * Returns: the version that this program writes
 */
int
kb_store_schema_version (void)
{
  return G_N_ELEMENTS (steps);
}

/*< private >
 * kb_store_schema_migrate:
 * @sqlite: a database, in a transaction
 * @from: its version; 0: empty
 *
 * Returns: whether all steps were taken
 */
gboolean
kb_store_schema_migrate (sqlite3 *sqlite,
                         int      from)
{
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %d",
                                              kb_store_schema_version ());

  for (guint i = from; i < G_N_ELEMENTS (steps); i++)
    if (sqlite3_exec (sqlite, steps[i], NULL, NULL, NULL) != SQLITE_OK)
      return FALSE;

  return sqlite3_exec (sqlite, version, NULL, NULL, NULL) == SQLITE_OK;
}
