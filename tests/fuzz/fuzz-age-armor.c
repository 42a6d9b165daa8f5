/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-age-open.h"
#include "kb-age-seal.h"

/* What is accepted gives the same file after another round. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) text = g_bytes_new_static (data, size);
  g_autoptr(GBytes) file = kb_age_armor_decode (text, NULL);
  g_autoptr(GBytes) text_again = NULL;
  g_autoptr(GBytes) file_again = NULL;

  if (file == NULL)
    return 0;

  g_assert_true (kb_age_armor_detect (data, size));
  text_again = kb_age_armor_encode (file);
  file_again = kb_age_armor_decode (text_again, NULL);
  g_assert_nonnull (file_again);
  g_assert_true (g_bytes_equal (file, file_again));

  return 0;
}
