/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-words-private.h"

#include "kb-word-table.h"

#include <sodium.h>
#include <string.h>

#define LABEL "kumbang/words/v1"
#define START 4          /* letters that tell every word from the others */
#define WORD_BITS 11

G_DEFINE_QUARK (kb-receipt-error-quark, kb_receipt_error)

/**
 * kb_word_list_get:
 * @index: 0 to 2,047
 *
 * Returns: (transfer none): the word of that number
 */
const char *
kb_word_list_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (word_table), NULL);

  return word_table[index];
}

/**
 * kb_word_list_find:
 * @word: as a person typed it; case and what follows the fourth letter don't matter
 *
 * Returns: the word's number, or -1
 */
int
kb_word_list_find (const char *word)
{
  guint low = 0, high = G_N_ELEMENTS (word_table);

  g_return_val_if_fail (word != NULL, -1);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = g_ascii_strncasecmp (word_table[middle], word, START);

      if (order == 0)
        return middle;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return -1;
}

/* The 11 bits that begin @at bits into @bytes, most significant first. */
static guint
eleven_bits (const guint8 *bytes,
             guint         at)
{
  guint value = 0;

  for (guint bit = at; bit < at + WORD_BITS; bit++)
    value = value << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);

  return value;
}

/* @bits: at least 11 for each word. */
void
kb_words_split (const guint8 *bits,
                guint         n_words,
                guint16      *ret_words)
{
  for (guint i = 0; i < n_words; i++)
    ret_words[i] = eleven_bits (bits, WORD_BITS * i);
}

/* Writes the words with single spaces between them and returns their length;
 * @ret_text has KB_WORDS_WIDTH bytes for each, terminator included. */
gsize
kb_words_join (const guint16 *words,
               guint          n_words,
               char          *ret_text)
{
  char *at = ret_text;

  for (guint i = 0; i < n_words; i++)
    {
      if (i > 0)
        *at++ = ' ';
      at = g_stpcpy (at, word_table[words[i]]);
    }

  return at - ret_text;
}

/* The eighth word: the first 11 bits of SHA-256(label ‖ the seven, joined). */
guint16
kb_words_check (const guint16 words[KB_WORDS_SEVEN])
{
  crypto_hash_sha256_state state;
  guint8 hash[crypto_hash_sha256_BYTES];
  char text[KB_WORDS_TEXT_SIZE];
  gsize size = kb_words_join (words, KB_WORDS_SEVEN, text);

  crypto_hash_sha256_init (&state);
  crypto_hash_sha256_update (&state, (const guint8 *) LABEL, strlen (LABEL));
  crypto_hash_sha256_update (&state, (const guint8 *) text, size);
  crypto_hash_sha256_final (&state, hash);
  sodium_memzero (text, sizeof text);
  sodium_memzero (&state, sizeof state);

  return eleven_bits (hash, 0);
}

/**
 * kb_words_from_bits:
 * @bits: 10 bytes, of which the first 77 bits count
 *
 * For what two people read to each other; a receipt's words are made by
 * kb_reporter_new_random() and stay in guarded memory.
 *
 * Returns: (transfer full): seven words and the check word, space separated
 */
char *
kb_words_from_bits (const guint8 bits[KB_WORDS_BITS_SIZE])
{
  guint16 words[KB_RECEIPT_WORDS];
  char *text = g_malloc (KB_WORDS_TEXT_SIZE);

  kb_words_split (bits, KB_WORDS_SEVEN, words);
  words[KB_WORDS_SEVEN] = kb_words_check (words);
  kb_words_join (words, KB_RECEIPT_WORDS, text);

  return text;
}

static const char *
skip_space (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;

  return at;
}

static gboolean
word_error (GError         **error,
            KbReceiptError   code,
            const char      *word,
            gsize            size)
{
  g_autofree char *shown = g_utf8_make_valid (word, MIN (size, 32));

  if (code == KB_RECEIPT_ERROR_WORD)
    g_set_error (error, KB_RECEIPT_ERROR, code, "“%s” is not a word of a receipt", shown);
  else
    g_set_error_literal (error, KB_RECEIPT_ERROR, code, "The words do not fit together");

  return FALSE;
}

static gboolean
count_error (GError **error,
             guint    n_words)
{
  g_set_error (error, KB_RECEIPT_ERROR, KB_RECEIPT_ERROR_COUNT, "There must be %u words", n_words);
  return FALSE;
}

/* Looks each word up in place, so that no copy of it has to be wiped. */
gboolean
kb_words_look_up (const char  *text,
                  guint        n_words,
                  guint16     *ret_words,
                  GError     **error)
{
  guint n = 0;

  for (const char *at = skip_space (text); *at != '\0'; at = skip_space (at))
    {
      gsize size = strcspn (at, " \t\n\v\f\r");
      int word = size >= 4 ? kb_word_list_find (at) : -1;

      if (word < 0)
        return word_error (error, KB_RECEIPT_ERROR_WORD, at, size);
      if (n == n_words)
        return count_error (error, n_words);
      ret_words[n++] = word;
      at += size;
    }

  return n == n_words || count_error (error, n_words);
}

gboolean
kb_words_read (const char  *text,
               guint16      ret_words[KB_RECEIPT_WORDS],
               GError     **error)
{
  if (!kb_words_look_up (text, KB_RECEIPT_WORDS, ret_words, error))
    return FALSE;
  if (kb_words_check (ret_words) != ret_words[KB_WORDS_SEVEN])
    return word_error (error, KB_RECEIPT_ERROR_CHECK, text, 0);

  return TRUE;
}
