/* SPDX-License-Identifier: GPL-3.0-or-later */

/* limit-fts TEXTS QUERIES: the limit of `index` and `search`. Indexes the texts
 * (u32 length ‖ text, …) with bare FTS5 in memory, then runs each line of
 * QUERIES and notes how long the newest 200 hits take. */
#include "config.h"

#include "bench-wire.h"
#include "bench.h"

#include <sqlite3.h>

#define HITS 200

static void
run (sqlite3    *db,
     const char *sql)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    bench_die ("%s: %s", sql, sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3    *db,
         const char *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    bench_die ("%s: %s", sql, sqlite3_errmsg (db));

  return statement;
}

static guint
fill (sqlite3 *db,
      GBytes  *texts)
{
  sqlite3_stmt *insert = prepare (db, "INSERT INTO texts (rowid, text) VALUES (?, ?)");
  gsize size;
  const guint8 *start = g_bytes_get_data (texts, &size), *end = start + size;
  guint n_texts = 0;

  run (db, "BEGIN");
  for (const guint8 *text = start; text < end; n_texts++)
    {
      guint32 length = bench_read_u32 (text);

      sqlite3_bind_int64 (insert, 1, n_texts + 1);
      sqlite3_bind_text (insert, 2, (const char *) text + 4, length, SQLITE_STATIC);
      if (sqlite3_step (insert) != SQLITE_DONE)
        bench_die ("%s", sqlite3_errmsg (db));
      sqlite3_reset (insert);
      text += 4 + length;
    }
  run (db, "COMMIT");
  sqlite3_finalize (insert);

  return n_texts;
}

static void
search (sqlite3    *db,
        const char *path)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) queries = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  sqlite3_stmt *select = prepare (db, "SELECT rowid FROM texts WHERE texts MATCH ? "
                                      "ORDER BY rowid DESC LIMIT " G_STRINGIFY (HITS));

  if (!g_file_get_contents (path, &text, NULL, &error))
    bench_die ("%s", error->message);
  queries = g_strsplit (g_strchomp (text), "\n", 0);
  for (guint i = 0; queries[i] != NULL; i++)
    {
      g_autofree char *match = g_strconcat (queries[i], "*", NULL);
      double start = bench_now (), seconds;

      sqlite3_bind_text (select, 1, match, -1, SQLITE_STATIC);
      while (sqlite3_step (select) == SQLITE_ROW)
        ;
      sqlite3_reset (select);
      seconds = bench_now () - start;
      g_array_append_val (took, seconds);
    }
  sqlite3_finalize (select);
  bench_print ("p50", bench_percentile (took, 0.50));
  bench_print ("p95", bench_percentile (took, 0.95));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GBytes) texts = NULL;
  sqlite3 *db;
  double start;
  guint n_texts;

  if (argc != 3)
    bench_die ("wants TEXTS QUERIES");
  texts = bench_read_file (argv[1]);
  if (sqlite3_open (":memory:", &db) != SQLITE_OK)
    bench_die ("%s", sqlite3_errmsg (db));
  run (db, "CREATE VIRTUAL TABLE texts USING fts5 (text, content='', "
           "tokenize='unicode61 remove_diacritics 2')");

  start = bench_now ();
  n_texts = fill (db, texts);
  bench_print ("rate", n_texts / (bench_now () - start));
  search (db, argv[2]);
  sqlite3_close (db);

  return 0;
}
