/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-compare-words.h"

#include "kb-words-private.h"

#include <sodium.h>
#include <string.h>

#define LABEL "kumbang/compare/v1"

/**
 * kb_compare_hash:
 * @link: of the entry at @seq
 * @ret_hash: (out caller-allocates): the same on every desktop that was shown
 *   the same journal up to there
 */
void
kb_compare_hash (const guint8 genesis[KB_HASH_SIZE],
                 KbStream     stream,
                 guint64      seq,
                 const guint8 link[KB_HASH_SIZE],
                 guint8       ret_hash[KB_HASH_SIZE])
{
  crypto_hash_sha256_state state;
  guint64 big_endian = GUINT64_TO_BE (seq);
  guint8 number = stream;

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *) LABEL, strlen (LABEL));
  crypto_hash_sha256_update (&state, genesis, KB_HASH_SIZE);
  crypto_hash_sha256_update (&state, &number, 1);
  crypto_hash_sha256_update (&state, (const guint8 *) &big_endian, sizeof big_endian);
  crypto_hash_sha256_update (&state, link, KB_HASH_SIZE);
  crypto_hash_sha256_final (&state, ret_hash);
}

static void
words_of_hash (const guint8 hash[KB_HASH_SIZE],
               guint16      ret_words[KB_COMPARE_WORDS])
{
  kb_words_split (hash, KB_COMPARE_WORDS, ret_words);
}

/**
 * kb_compare_words:
 * @hash: from kb_compare_hash()
 *
 * Returns: (transfer full): its first 132 bits as words, space separated
 */
char *
kb_compare_words (const guint8 hash[KB_HASH_SIZE])
{
  guint16 words[KB_COMPARE_WORDS];
  char *text = g_malloc (KB_COMPARE_WORDS * KB_WORDS_WIDTH);

  words_of_hash (hash, words);
  kb_words_join (words, KB_COMPARE_WORDS, text);

  return text;
}

/**
 * kb_compare_words_match:
 * @text: as a person typed it; case, spacing and what follows a word's fourth
 *   letter don't matter
 * @ret_same: (out): whether the words are those of @hash
 *
 * Returns: %FALSE with %KB_RECEIPT_ERROR_COUNT or _WORD where @text is not
 *   twelve words of the list
 */
gboolean
kb_compare_words_match (const char    *text,
                        const guint8   hash[KB_HASH_SIZE],
                        gboolean      *ret_same,
                        GError       **error)
{
  guint16 typed[KB_COMPARE_WORDS];
  guint16 expected[KB_COMPARE_WORDS];

  g_return_val_if_fail (text != NULL && ret_same != NULL, FALSE);

  if (!kb_words_look_up (text, KB_COMPARE_WORDS, typed, error))
    return FALSE;
  words_of_hash (hash, expected);
  *ret_same = memcmp (typed, expected, sizeof typed) == 0;

  return TRUE;
}
