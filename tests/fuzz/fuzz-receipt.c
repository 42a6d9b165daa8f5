/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-words-private.h"

/* The words alone: deriving keys from them would take all the time. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  guint16 words[KB_RECEIPT_WORDS];
  g_autoptr(GError) error = NULL;

  if (kb_words_read (text, words, &error))
    g_assert_cmpuint (kb_words_check (words), ==, words[KB_WORDS_SEVEN]);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));

  return 0;
}
