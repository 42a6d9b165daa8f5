/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-chain.h"

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) saved = g_bytes_new_static (data, size);
  g_autoptr(KbAuthors) authors = kb_authors_load (saved, NULL);
  g_autoptr(GBytes) again = NULL;

  if (authors == NULL)
    return 0;
  again = kb_authors_save (authors);
  g_assert_true (g_bytes_equal (saved, again));

  return 0;
}
