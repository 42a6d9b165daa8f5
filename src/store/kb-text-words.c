/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's own unicode61 cuts words and takes off case and diacritics. Beside each word of a text
 * its stem is put at the same place, so that "laporan" finds "melaporkan"; the word itself stays,
 * for what is typed but in part. Of a number, the stem is what follows its zeros: 0412 is found
 * by 412. A query is not stemmed here but where its words are put together (kb-text-shards.c). */
#include "config.h"

#include "kb-text-words.h"

#include <libstemmer.h>
#include <string.h>

#define MIN_STEM 4u             /* bytes; what is shorter has no affix */
#define MAX_STEM 48u

struct _KbTextWords
{
  fts5_tokenizer     unicode;
  Fts5Tokenizer     *tokenizer;         /* of unicode */
  struct sb_stemmer *stemmer;
  char               stem[MAX_STEM + 1];
};

typedef int (*TokenFunc) (void       *context,
                          int         flags,
                          const char *token,
                          int         size,
                          int         start,
                          int         end);

typedef struct
{
  KbTextWords *words;
  TokenFunc    func;
  void        *context;
} Stemming;

static gboolean
is_all (const char *word,
        gsize       size,
        char        first,
        char        last)
{
  for (gsize i = 0; i < size; i++)
    if (word[i] < first || word[i] > last)
      return FALSE;

  return size > 0;
}

/* Answers @word where it has no other stem. */
static const char *
stem_of (KbTextWords *self,
         const char  *word,
         gsize        size,
         gsize       *ret_size)
{
  *ret_size = size;
  if (is_all (word, size, '0', '9'))
    {
      gsize zeros = 0;

      while (zeros + 1 < size && word[zeros] == '0')
        zeros++;
      *ret_size = size - zeros;
      return word + zeros;
    }
  if (size < MIN_STEM || size > MAX_STEM || !is_all (word, size, 'a', 'z'))
    return word;
  word = (const char *) sb_stemmer_stem (self->stemmer, (const sb_symbol *) word, size);
  *ret_size = sb_stemmer_length (self->stemmer);

  return word;
}

static int
add_stem_cb (void       *context,
             int         flags,
             const char *token,
             int         size,
             int         start,
             int         end)
{
  Stemming *stemming = context;
  int rc = stemming->func (stemming->context, flags, token, size, start, end);
  const char *stem;
  gsize n_stem;

  if (rc != SQLITE_OK)
    return rc;
  stem = stem_of (stemming->words, token, size, &n_stem);
  if (n_stem == (gsize) size && memcmp (stem, token, n_stem) == 0)
    return SQLITE_OK;

  return stemming->func (stemming->context, flags | FTS5_TOKEN_COLOCATED, stem, n_stem, start, end);
}

static int
create (void           *data,
        const char    **arguments,
        int             n_arguments,
        Fts5Tokenizer **ret_tokenizer)
{
  *ret_tokenizer = data;

  return SQLITE_OK;
}

static void
forget (Fts5Tokenizer *tokenizer)
{
}

static int
tokenize (Fts5Tokenizer *tokenizer,
          void          *context,
          int            flags,
          const char    *text,
          int            size,
          TokenFunc      func)
{
  KbTextWords *self = (KbTextWords *) tokenizer;
  Stemming stemming = { self, func, context };

  if ((flags & FTS5_TOKENIZE_DOCUMENT) == 0)
    return self->unicode.xTokenize (self->tokenizer, context, flags, text, size, func);

  return self->unicode.xTokenize (self->tokenizer, &stemming, flags, text, size, add_stem_cb);
}

static fts5_api *
get_api (sqlite3 *sqlite)
{
  sqlite3_stmt *statement;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (sqlite, "SELECT fts5(?1)", -1, &statement, NULL) != SQLITE_OK)
    g_error ("Text index: %s", sqlite3_errmsg (sqlite));
  sqlite3_bind_pointer (statement, 1, &api, "fts5_api_ptr", NULL);
  sqlite3_step (statement);
  sqlite3_finalize (statement);
  if (api == NULL)
    g_error ("Text index: SQLite has no FTS5");

  return api;
}

/*< private >
 * kb_text_words_new:
 *
 * Only a programming error or missing memory can make it fail.
 */
KbTextWords *
kb_text_words_new (sqlite3 *sqlite)
{
  static fts5_tokenizer methods = { create, forget, tokenize };
  const char *options[] = { "remove_diacritics", "2" };
  fts5_api *api = get_api (sqlite);
  KbTextWords *self = g_new0 (KbTextWords, 1);
  void *data;

  self->stemmer = sb_stemmer_new ("indonesian", "UTF_8");
  if (self->stemmer == NULL
      || api->xFindTokenizer (api, "unicode61", &data, &self->unicode) != SQLITE_OK
      || self->unicode.xCreate (data, options, G_N_ELEMENTS (options),
                                &self->tokenizer) != SQLITE_OK
      || api->xCreateTokenizer (api, "kumbang", self, &methods, NULL) != SQLITE_OK)
    g_error ("Text index: no tokenizer");

  return self;
}

/*< private >
 * kb_text_words_free:
 */
void
kb_text_words_free (KbTextWords *self)
{
  self->unicode.xDelete (self->tokenizer);
  sb_stemmer_delete (self->stemmer);
  g_free (self);
}

typedef struct
{
  KbTextWordFunc func;
  gpointer       data;
} Each;

static int
each_cb (void       *context,
         int         flags,
         const char *token,
         int         size,
         int         start,
         int         end)
{
  Each *each = context;

  each->func (each->data, token, size, start, end);

  return SQLITE_OK;
}

/*< private >
 * kb_text_words_each:
 */
void
kb_text_words_each (KbTextWords    *self,
                    const char     *text,
                    KbTextWordFunc  func,
                    gpointer        data)
{
  Each each = { func, data };
  gsize size = MIN (strlen (text), G_MAXINT);

  self->unicode.xTokenize (self->tokenizer, &each, FTS5_TOKENIZE_QUERY, text, size, each_cb);
}

typedef struct
{
  GPtrArray *words;
  guint      max;
} Split;

static void
split_cb (gpointer    data,
          const char *word,
          gsize       size,
          guint       start,
          guint       end)
{
  Split *split = data;

  if (split->words->len < split->max)
    g_ptr_array_add (split->words, g_strndup (word, size));
}

/*< private >
 * kb_text_words_split:
 */
GPtrArray *
kb_text_words_split (KbTextWords *self,
                     const char  *text,
                     guint        max)
{
  Split split = { g_ptr_array_new_with_free_func (g_free), max };

  kb_text_words_each (self, text, split_cb, &split);

  return split.words;
}

/*< private >
 * kb_text_words_stem:
 */
const char *
kb_text_words_stem (KbTextWords *self,
                    const char  *word,
                    gsize        size)
{
  gsize n_stem;
  const char *stem = stem_of (self, word, size, &n_stem);

  if (n_stem > MAX_STEM)
    return "";
  memcpy (self->stem, stem, n_stem);
  self->stem[n_stem] = '\0';

  return self->stem;
}
