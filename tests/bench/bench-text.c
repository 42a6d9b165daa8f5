/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-text.h"

#include "kb-receipt.h"

#define N_WORDS 2048

/* Some words are frequent and most are rare, as in a language. */
static const char *
pick_root (GRand *rand)
{
  double u = g_rand_double (rand);

  return kb_word_list_get ((guint) (u * u * u * N_WORDS));
}

/**
 * bench_word_new:
 *
 * A word as Indonesian makes them, mostly a root with affixes, and now and then
 * a number: some 50,000 different ones.
 *
 * Returns: (transfer full): the word
 */
char *
bench_word_new (GRand *rand)
{
  static const char *const before[] = {
    "", "", "", "", "", "me", "men", "peng", "di", "ter", "ber", "ke", "se", "per", "memper"
  };
  static const char *const after[] = { "", "", "", "", "an", "kan", "i", "nya", "annya" };

  if (g_rand_int_range (rand, 0, 50) == 0)
    return g_strdup_printf ("%d", g_rand_int_range (rand, 1, 100000));

  return g_strconcat (before[g_rand_int_range (rand, 0, G_N_ELEMENTS (before))], pick_root (rand),
                      after[g_rand_int_range (rand, 0, G_N_ELEMENTS (after))], NULL);
}

/**
 * bench_text_new:
 * @size: bytes
 *
 * Sentences of such words. The same seed makes the same text.
 *
 * Returns: (transfer full): the text
 */
char *
bench_text_new (GRand *rand,
                gsize  size)
{
  GString *text = g_string_sized_new (size + 32);
  guint left = 0;

  while (text->len < size)
    {
      g_autofree char *word = bench_word_new (rand);

      if (left == 0)
        {
          if (text->len > 0)
            g_string_append (text, ". ");
          left = g_rand_int_range (rand, 6, 16);
          word[0] = g_ascii_toupper (word[0]);
        }
      else
        g_string_append_c (text, ' ');
      g_string_append (text, word);
      left--;
    }
  g_string_truncate (text, size);

  return g_string_free (text, FALSE);
}
