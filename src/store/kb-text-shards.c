/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why shards: for a beginning such as "men", which thousands of Indonesian words
 * have, FTS5 first collects every text of every such word: 300 ms among 100,000
 * texts, and nothing interrupts it. But only the newest few hundred hits are
 * wanted. So each shard of texts has a table of its own, the newest is asked
 * first, and mostly it has enough: a few milliseconds. Between two shards a
 * newer query takes over. Small tables also need less merging while they grow.
 *
 * detail=none keeps no positions: words and beginnings joined by AND are all
 * that is asked, and it is half as large and a third faster to fill. */
#include "config.h"

#include "kb-text-shards.h"

#include "kb-text-words.h"

#include <string.h>

#define SHARD_BYTES (3u << 20)  /* of texts: some 2,048 stories, or 16,384 notes */
#define SHARD_TEXTS 16384u
#define MAX_WORDS 16

typedef struct
{
  sqlite3_stmt *search;         /* made when first needed */
  gsize         n_bytes;
  GArray       *cases;          /* guint32, of each text */
} Shard;

struct _KbTextShards
{
  sqlite3      *sqlite;
  KbTextWords  *words;
  sqlite3_stmt *insert;         /* into the newest shard */
  GPtrArray    *shards;         /* oldest first */
};

static void
shard_free (gpointer data)
{
  Shard *shard = data;

  sqlite3_finalize (shard->search);
  g_array_unref (shard->cases);
  g_free (shard);
}

/* The database is memory: only a programming error can make it fail, or
 * SQLite's allocation, which is as fatal as GLib's. */
static void
execute (KbTextShards *self,
         const char   *sql)
{
  if (sqlite3_exec (self->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("Text index: %s", sqlite3_errmsg (self->sqlite));
}

static sqlite3_stmt *
prepare (KbTextShards *self,
         const char   *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v3 (self->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                          NULL) != SQLITE_OK)
    g_error ("Text index: %s", sqlite3_errmsg (self->sqlite));

  return statement;
}

/*< private >
 * kb_text_shards_new:
 */
KbTextShards *
kb_text_shards_new (void)
{
  KbTextShards *self = g_new0 (KbTextShards, 1);

  if (sqlite3_open_v2 (":memory:", &self->sqlite,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    g_error ("Text index: no database in memory");
  self->words = kb_text_words_new (self->sqlite);
  self->shards = g_ptr_array_new_with_free_func (shard_free);
  execute (self, "PRAGMA journal_mode = OFF");
  execute (self, "BEGIN");

  return self;
}

/*< private >
 * kb_text_shards_free:
 */
void
kb_text_shards_free (KbTextShards *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->shards);
  sqlite3_finalize (self->insert);
  sqlite3_close (self->sqlite);
  kb_text_words_free (self->words);
  g_free (self);
}

/* In one piece a shard is smaller, and asked a third faster. */
static void
finish_shard (KbTextShards *self)
{
  guint n = self->shards->len;
  g_autofree char *merge = NULL;

  g_clear_pointer (&self->insert, sqlite3_finalize);
  if (n == 0)
    return;
  merge = g_strdup_printf ("INSERT INTO shard%u (shard%u) VALUES ('optimize')", n - 1, n - 1);
  execute (self, merge);
}

/* Committing writes what the shard still holds apart into its tables; in between
 * a commit would only make many small pieces. The beginnings that have tables of their own are
 * those that are dear: one letter, and three, from which most of what is typed goes on. */
static Shard *
start_shard (KbTextShards *self)
{
  guint n = self->shards->len;
  g_autofree char *create = NULL;
  g_autofree char *insert = NULL;
  Shard *shard;

  create = g_strdup_printf ("CREATE VIRTUAL TABLE shard%u USING fts5 (body, content='', "
                            "detail=none, columnsize=0, prefix='1 3', tokenize='kumbang')", n);
  insert = g_strdup_printf ("INSERT INTO shard%u (rowid, body) VALUES (?1, ?2)", n);
  finish_shard (self);
  execute (self, "COMMIT");
  execute (self, create);
  execute (self, "BEGIN");
  self->insert = prepare (self, insert);

  shard = g_new0 (Shard, 1);
  shard->cases = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (self->shards, shard);

  return shard;
}

/*< private >
 * kb_text_shards_add:
 */
void
kb_text_shards_add (KbTextShards *self,
                    guint32       case_row,
                    const char   *text)
{
  Shard *shard = self->shards->len > 0 ? self->shards->pdata[self->shards->len - 1] : NULL;

  if (shard == NULL || shard->n_bytes >= SHARD_BYTES || shard->cases->len == SHARD_TEXTS)
    shard = start_shard (self);

  g_array_append_val (shard->cases, case_row);
  shard->n_bytes += strlen (text);
  sqlite3_bind_int (self->insert, 1, shard->cases->len);
  sqlite3_bind_text (self->insert, 2, text, -1, SQLITE_STATIC);
  if (sqlite3_step (self->insert) != SQLITE_DONE)
    g_error ("Text index: %s", sqlite3_errmsg (self->sqlite));
  sqlite3_reset (self->insert);
}

/* A whole word is looked for by its stem, which every text has that has a form of the word; the
 * last one may be a beginning only. Quoted, since AND and NOT are words too; quotes are no word
 * characters. */
static char *
join_words (KbTextShards *self,
            GPtrArray    *words,
            guint         n_words)
{
  GString *expression = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      const char *word = words->pdata[i];
      const char *stem = kb_text_words_stem (self->words, word, strlen (word));
      const char *and = i > 0 ? " AND " : "";

      if (i + 1 < words->len && *stem != '\0')
        g_string_append_printf (expression, "%s\"%s\"", and, stem);
      else if (*stem == '\0' || g_str_has_prefix (stem, word))
        g_string_append_printf (expression, "%s\"%s\"*", and, word);
      else
        g_string_append_printf (expression, "%s(\"%s\"* OR \"%s\")", and, word, stem);
    }

  return g_string_free (expression, FALSE);
}

/* Behind other words one or two letters say little and cost much: nearly all texts have words that
 * begin so. */
static void
drop_short (GPtrArray *words)
{
  const char *last = words->pdata[words->len - 1];

  if (words->len > 1 && g_utf8_strlen (last, -1) < 3 && !g_ascii_isdigit (*last))
    g_ptr_array_set_size (words, words->len - 1);
}

static sqlite3_stmt *
ask (KbTextShards *self,
     guint         i,
     const char   *expression)
{
  Shard *shard = self->shards->pdata[i];

  if (shard->search == NULL)
    {
      g_autofree char *sql = NULL;

      sql = g_strdup_printf ("SELECT rowid FROM shard%u WHERE shard%u MATCH ?1"
                             " ORDER BY rowid DESC", i, i);
      shard->search = prepare (self, sql);
    }
  sqlite3_bind_text (shard->search, 1, expression, -1, SQLITE_STATIC);

  return shard->search;
}

static gboolean
has_any (KbTextShards *self,
         guint         i,
         const char   *expression)
{
  sqlite3_stmt *search = ask (self, i, expression);
  gboolean any = sqlite3_step (search) == SQLITE_ROW;

  sqlite3_reset (search);

  return any;
}

static void
collect (KbTextShards *self,
         guint         i,
         const char   *expression,
         guint         max,
         GHashTable   *seen,
         GArray       *hits)
{
  Shard *shard = self->shards->pdata[i];
  sqlite3_stmt *search = ask (self, i, expression);

  while (hits->len < max && sqlite3_step (search) == SQLITE_ROW)
    {
      guint32 case_row = g_array_index (shard->cases, guint32, sqlite3_column_int (search, 0) - 1);

      if (g_hash_table_add (seen, GUINT_TO_POINTER (case_row)))
        g_array_append_val (hits, case_row);
    }
  sqlite3_reset (search);
}

/*< private >
 * kb_text_shards_search:
 * @ret_total: the number of all hits where the search came to its end, else 0
 *
 * Whole words first: a beginning is dear, and a shard without the words needs
 * not be asked for it.
 */
GArray *
kb_text_shards_search (KbTextShards *self,
                       const char   *query,
                       guint         max,
                       gboolean    (*stop) (gpointer data),
                       gpointer      data,
                       guint        *ret_total)
{
  g_autoptr(GPtrArray) words = kb_text_words_split (self->words, query, MAX_WORDS);
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(GArray) hits = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree char *whole = NULL;
  g_autofree char *all = NULL;

  *ret_total = 0;
  if (words->len == 0)
    return g_steal_pointer (&hits);

  drop_short (words);
  all = join_words (self, words, words->len);
  whole = words->len > 1 ? join_words (self, words, words->len - 1) : NULL;
  for (guint i = self->shards->len; i > 0 && hits->len < max; i--)
    {
      if (stop (data))
        return NULL;
      if (whole == NULL || has_any (self, i - 1, whole))
        collect (self, i - 1, all, max, seen, hits);
    }
  if (hits->len < max)
    *ret_total = hits->len;

  return g_steal_pointer (&hits);
}
