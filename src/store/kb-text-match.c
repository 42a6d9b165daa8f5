/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-text-match.h"

#include "kb-text-words.h"

#include <string.h>

#define MAX_WORDS 16u           /* as the index takes them */

/* What cuts the words, once for each thread that asks. */
typedef struct
{
  sqlite3     *sqlite;
  KbTextWords *words;
} Cutter;

typedef struct
{
  KbTextWords *words;
  GPtrArray   *wanted;          /* stems; the last one's word may be a beginning */
  const char  *beginning;
  GArray      *spans;
} Match;

static void
cutter_free (gpointer data)
{
  Cutter *cutter = data;

  sqlite3_close (cutter->sqlite);
  kb_text_words_free (cutter->words);
  g_free (cutter);
}

static KbTextWords *
get_words (void)
{
  static GPrivate key = G_PRIVATE_INIT (cutter_free);
  Cutter *cutter = g_private_get (&key);

  if (cutter == NULL)
    {
      cutter = g_new0 (Cutter, 1);
      if (sqlite3_open_v2 (":memory:", &cutter->sqlite,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                           NULL) != SQLITE_OK)
        g_error ("Text index: no database in memory");
      cutter->words = kb_text_words_new (cutter->sqlite);
      g_private_set (&key, cutter);
    }

  return cutter->words;
}

static gboolean
is (const char *wanted,
    const char *word,
    gsize       size)
{
  return strncmp (wanted, word, size) == 0 && wanted[size] == '\0';
}

static void
match_cb (gpointer    data,
          const char *word,
          gsize       size,
          guint       start,
          guint       end)
{
  Match *match = data;
  const char *stem = kb_text_words_stem (match->words, word, size);
  gsize n_beginning = strlen (match->beginning);
  gboolean found = size >= n_beginning && memcmp (word, match->beginning, n_beginning) == 0;
  KbTextSpan span = { start, end };

  for (guint i = 0; !found && i < match->wanted->len; i++)
    found = g_str_equal (match->wanted->pdata[i], stem) || is (match->wanted->pdata[i], word, size);
  if (found)
    g_array_append_val (match->spans, span);
}

GArray *
kb_text_match_spans (const char *text,
                     const char *query)
{
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) words = NULL;
  g_autofree char *valid = NULL;
  Match match = { get_words (), wanted, NULL, g_array_new (FALSE, FALSE, sizeof (KbTextSpan)) };

  if (text == NULL || query == NULL)
    return match.spans;
  valid = g_utf8_make_valid (query, -1);
  words = kb_text_words_split (match.words, valid, MAX_WORDS);
  if (words->len == 0)
    return match.spans;
  for (guint i = 0; i < words->len; i++)
    {
      const char *word = words->pdata[i];
      const char *stem = kb_text_words_stem (match.words, word, strlen (word));

      g_ptr_array_add (wanted, g_strdup (*stem != '\0' ? stem : word));
    }
  match.beginning = words->pdata[words->len - 1];
  kb_text_words_each (match.words, text, match_cb, &match);

  return match.spans;
}
