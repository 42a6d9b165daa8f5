/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two persons tell the same matter in other words. So of each story the stems of its words are
 * hashed, and the least hashes are kept: a sample that falls on the same words in every story, by
 * which two stories can be compared. How much a shared word says depends on how many cases have it.
 * Unit and name are compared word by word, since people write them in many ways. */
#include "config.h"

#include "kb-similar.h"

#include "kb-story.h"

#include <libstemmer.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N_WORDS 64u             /* of the sample */
#define N_NAMES 4u              /* of a unit, and of a name */
#define N_BUCKETS 65536u        /* hashes that are counted together */
#define MAX_WORD 48u
#define PRIOR_CASES 500
#define NEAR_DAYS 21

/* What a reason adds to the score. Unit, name and date alone are not enough: many cases of a small
 * office are about one person in one month. */
#define UNIT_WEIGHT 0.10f
#define NAME_WEIGHT 0.20f
#define DATE_WEIGHT 0.10f
#define TEXT_WEIGHT 0.60f
#define TEXT_FULL   0.22f       /* so much in common is as good as all */
#define TEXT_WHY    0.08f       /* so much is worth naming */

typedef struct
{
  guint32 id;
  guint32 from, to;             /* Julian days, 0: not told */
  guint32 units[N_NAMES];       /* 0: no more */
  guint32 names[N_NAMES];
  guint32 words[N_WORDS];       /* ascending, G_MAXUINT32: no more */
} Signature;

struct _KbSimilar
{
  gatomicrefcount    refs;
  GMutex             mutex;
  GArray            *signatures;  /* Signature */
  GHashTable        *places;      /* id → place + 1 */
  struct sb_stemmer *stemmer;
  guint32            n_with[N_BUCKETS];   /* cases with a word of the bucket in their sample */
};

typedef void (*WordFunc) (gpointer data,
                          guint32  hash);

/* Said of every unit, or by everyone. */
static gboolean
says_nothing (const char *stem)
{
  static const char * const common[] = {
    "dinas", "badan", "kantor", "kecamatan", "kelurahan", "desa", "bagian", "bidang", "kabupaten",
    "kota", "provinsi", "sekretariat", "daerah", "uptd", "upt", "seksi", "kepala", "yang", "dan",
    "untuk", "dengan", "dari", "pada", "itu", "ini", "tidak", "ada", "oleh", "saya", "kami",
    "dalam", "akan", "juga", "sudah", "telah", "karena", "bahwa", "atau", "mereka", "dia",
    "bapak", "ibu", "saudara", "pak", "bpk", NULL
  };

  return g_strv_contains (common, stem);
}

/* FNV-1a, mixed so that the least ones are no sort of words. */
static guint32
hash_of (const char *word,
         gsize       size)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ (guint8) word[i]) * 16777619u;
  hash ^= hash >> 16;
  hash *= 0x7feb352du;
  hash ^= hash >> 15;
  hash *= 0x846ca68bu;
  hash ^= hash >> 16;

  return CLAMP (hash, 1, G_MAXUINT32 - 1);
}

static void
take_word (KbSimilar  *self,
           const char *word,
           gsize       size,
           WordFunc    func,
           gpointer    data)
{
  const char *stem;
  char spelt[MAX_WORD + 1];
  gsize n_stem;

  if (size < 3 || size > MAX_WORD)
    return;
  stem = (const char *) sb_stemmer_stem (self->stemmer, (const sb_symbol *) word, size);
  n_stem = MIN ((gsize) sb_stemmer_length (self->stemmer), MAX_WORD);
  memcpy (spelt, stem, n_stem);
  spelt[n_stem] = '\0';
  if (!says_nothing (spelt) && !says_nothing (word))
    func (data, hash_of (spelt, n_stem));
}

static void
each_word (KbSimilar  *self,
           const char *text,
           WordFunc    func,
           gpointer    data)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  char *at = folded;

  while (*at != '\0')
    {
      char *start = at;
      char after;

      while (*at != '\0' && g_unichar_isalnum (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      after = *at;
      *at = '\0';
      take_word (self, start, at - start, func, data);
      *at = after;
      if (after != '\0')
        at = g_utf8_next_char (at);
    }
}

static void
add_name_cb (gpointer data,
             guint32  hash)
{
  guint32 *names = data;

  for (guint i = 0; i < N_NAMES; i++)
    if (names[i] == 0 || names[i] == hash)
      {
        names[i] = hash;
        return;
      }
}

/* Keeps the N_WORDS least ones, each once. */
static void
add_word_cb (gpointer data,
             guint32  hash)
{
  guint32 *words = data;
  guint i = 0;

  while (i < N_WORDS && words[i] < hash)
    i++;
  if (i == N_WORDS || words[i] == hash)
    return;
  memmove (words + i + 1, words + i, (N_WORDS - i - 1) * sizeof *words);
  words[i] = hash;
}

/* "2026-03-14", "2026-03" or "2026". */
static guint32
day_of (const char *date,
        gboolean    last)
{
  int year = 0, month = 0, day = 0;
  GDate first;

  if (sscanf (date, "%4d-%2d-%2d", &year, &month, &day) < 1
      || !g_date_valid_dmy (day > 0 ? day : 1, month > 0 ? month : 1, year))
    return 0;
  g_date_set_dmy (&first, day > 0 ? day : 1, month > 0 ? month : 1, year);
  if (last && day == 0)
    g_date_add_months (&first, month > 0 ? 1 : 12);

  return g_date_get_julian (&first) - (last && day == 0 ? 1 : 0);
}

static void
sign (KbSimilar     *self,
      const KbStory *story,
      Signature     *ret_signature)
{
  const char *from = kb_story_get (story, KB_STORY_WHEN_FROM);
  const char *to = kb_story_get (story, KB_STORY_WHEN_TO);

  memset (ret_signature->words, 0xff, sizeof ret_signature->words);
  ret_signature->from = day_of (from, FALSE);
  ret_signature->to = day_of (*to != '\0' ? to : from, TRUE);
  each_word (self, kb_story_get (story, KB_STORY_REPORTED_UNIT), add_name_cb,
             ret_signature->units);
  each_word (self, kb_story_get (story, KB_STORY_REPORTED_NAME), add_name_cb,
             ret_signature->names);
  each_word (self, kb_story_get (story, KB_STORY_TEXT), add_word_cb, ret_signature->words);
  each_word (self, kb_story_get (story, KB_STORY_WHERE), add_word_cb, ret_signature->words);
}

KbSimilar *
kb_similar_new (void)
{
  KbSimilar *self = g_new0 (KbSimilar, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->signatures = g_array_new (FALSE, TRUE, sizeof (Signature));
  self->places = g_hash_table_new (NULL, NULL);
  self->stemmer = sb_stemmer_new ("indonesian", "UTF_8");
  if (self->stemmer == NULL)
    g_error ("libstemmer has no Indonesian");

  return self;
}

KbSimilar *
kb_similar_ref (KbSimilar *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_similar_unref (KbSimilar *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_array_unref (self->signatures);
  g_hash_table_unref (self->places);
  sb_stemmer_delete (self->stemmer);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * kb_similar_add:
 * @self: what is known so far
 * @id: the case
 * @story: (not nullable): as opened
 */
void
kb_similar_add (KbSimilar *self,
                guint32    id,
                GBytes    *story)
{
  g_autoptr(KbStory) parsed = kb_story_parse (story, NULL);
  Signature signature = { .id = id };

  if (parsed == NULL)
    return;
  g_mutex_lock (&self->mutex);
  if (!g_hash_table_contains (self->places, GUINT_TO_POINTER (id)))
    {
      sign (self, parsed, &signature);
      for (guint i = 0; i < N_WORDS && signature.words[i] != G_MAXUINT32; i++)
        self->n_with[signature.words[i] % N_BUCKETS]++;
      g_array_append_val (self->signatures, signature);
      g_hash_table_insert (self->places, GUINT_TO_POINTER (id),
                           GUINT_TO_POINTER (self->signatures->len));
    }
  g_mutex_unlock (&self->mutex);
}

static guint
count_shared (const guint32 *a,
              const guint32 *b)
{
  guint n = 0;

  for (guint i = 0; i < N_NAMES && a[i] != 0; i++)
    for (guint k = 0; k < N_NAMES && b[k] != 0; k++)
      n += a[i] == b[k];

  return n;
}

static guint
count_names (const guint32 *names)
{
  guint n = 0;

  while (n < N_NAMES && names[n] != 0)
    n++;

  return n;
}

/* One word may be all that somebody knows of a name; of two long names it says little. */
static gboolean
share_name (const Signature *a,
            const Signature *b)
{
  guint n_least = MIN (count_names (a->names), count_names (b->names));
  guint n_shared = n_least > 0 ? count_shared (a->names, b->names) : 0;

  return n_shared > 0 && n_shared >= MIN (n_least, 2);
}

static gboolean
are_near (const Signature *a,
          const Signature *b)
{
  return a->from != 0 && b->from != 0 && a->from <= b->to + NEAR_DAYS
         && b->from <= a->to + NEAR_DAYS;
}

/* What part of their rare words the two have in common, 0 to 1. Beyond the greatest hash of a full
 * sample nothing is known of the other. */
static float
share_words (const Signature *a,
             const Signature *b,
             const float     *weights)
{
  guint32 end = MIN (a->words[N_WORDS - 1], b->words[N_WORDS - 1]);
  float shared = 0, all = 0;
  guint i = 0, k = 0;

  while ((i < N_WORDS && a->words[i] <= end) || (k < N_WORDS && b->words[k] <= end))
    {
      guint32 left = i < N_WORDS ? a->words[i] : G_MAXUINT32;
      guint32 right = k < N_WORDS ? b->words[k] : G_MAXUINT32;
      guint32 least = MIN (left, right);

      if (least == G_MAXUINT32)
        break;
      all += weights[least % N_BUCKETS];
      if (left == right)
        shared += weights[least % N_BUCKETS];
      i += left == least;
      k += right == least;
    }

  return all > 0 ? shared / all : 0;
}

static KbSimilarHit
compare (const Signature *a,
         const Signature *b,
         const float     *weights)
{
  KbSimilarHit hit = { .id = b->id };
  float text = share_words (a, b, weights);

  hit.score = TEXT_WEIGHT * MIN (1, text / TEXT_FULL);
  if (text >= TEXT_WHY)
    hit.why |= KB_SIMILAR_TEXT;
  if (count_shared (a->units, b->units) > 0)
    {
      hit.why |= KB_SIMILAR_UNIT;
      hit.score += UNIT_WEIGHT;
    }
  if (share_name (a, b))
    {
      hit.why |= KB_SIMILAR_NAME;
      hit.score += NAME_WEIGHT;
    }
  if (are_near (a, b))
    {
      hit.why |= KB_SIMILAR_DATE;
      hit.score += DATE_WEIGHT;
    }
  hit.score = MIN (1, hit.score);

  return hit;
}

/* A word of one case in ten says little, of two cases in all much. Squared, so that common words do
 * not add up. The first cases of an office are weighed as if it had some already. */
static void
fill_weights (KbSimilar *self,
              float     *weights)
{
  float n_cases = self->signatures->len + PRIOR_CASES;

  for (guint i = 0; i < N_BUCKETS; i++)
    {
      float rare = logf (n_cases / (self->n_with[i] + 1));

      weights[i] = rare * rare;
    }
}

/* Marks the words by which @signature can be known: few cases have them. */
static void
mark_rare (KbSimilar       *self,
           const Signature *signature,
           guint8          *marks)
{
  guint most = MAX (self->signatures->len / 100, 10);

  for (guint i = 0; i < N_WORDS && signature->words[i] != G_MAXUINT32; i++)
    marks[signature->words[i] % N_BUCKETS] = self->n_with[signature->words[i] % N_BUCKETS] <= most;
}

/* Quick, since most cases have none of them: only the others are compared. */
static gboolean
has_marked (const Signature *signature,
            const guint8    *marks)
{
  guint8 any = 0;

  for (guint i = 0; i < N_WORDS; i++)
    any |= marks[signature->words[i] % N_BUCKETS];

  return any;
}

static void
collect (KbSimilar *self,
         guint      place,
         GArray    *hits)
{
  const Signature *wanted = &g_array_index (self->signatures, Signature, place);
  g_autofree float *weights = g_new (float, N_BUCKETS);
  g_autofree guint8 *marks = g_new0 (guint8, N_BUCKETS);

  fill_weights (self, weights);
  mark_rare (self, wanted, marks);
  for (guint i = 0; i < self->signatures->len; i++)
    {
      const Signature *other = &g_array_index (self->signatures, Signature, i);
      KbSimilarHit hit;

      if (i == place || !has_marked (other, marks))
        continue;
      hit = compare (wanted, other, weights);
      if (hit.score >= KB_SIMILAR_THRESHOLD)
        g_array_append_val (hits, hit);
    }
}

static int
by_score (gconstpointer a,
          gconstpointer b)
{
  const KbSimilarHit *left = a;
  const KbSimilarHit *right = b;

  return left->score != right->score ? (left->score < right->score ? 1 : -1)
                                     : (left->id < right->id ? 1 : -1);
}

/**
 * kb_similar_find:
 * @self: what is known
 * @id: a case
 * @max: at most so many
 *
 * Returns: (transfer full) (element-type KbSimilarHit): other cases at or above
 *   %KB_SIMILAR_THRESHOLD, the likeliest first
 */
GArray *
kb_similar_find (KbSimilar *self,
                 guint32    id,
                 guint      max)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (KbSimilarHit));
  guint place;

  g_mutex_lock (&self->mutex);
  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, GUINT_TO_POINTER (id)));
  if (place != 0)
    collect (self, place - 1, hits);
  g_mutex_unlock (&self->mutex);
  g_array_sort (hits, by_score);
  if (hits->len > max)
    g_array_set_size (hits, max);

  return hits;
}
