/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-code.h"

#include <string.h>

/* What is read is written and read as the same again. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  guint8 code[KB_CODE_SIZE], again[KB_CODE_SIZE];

  for (KbCodeType type = KB_CODE_FIRST; type <= KB_CODE_JOIN; type++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *written = NULL;

      if (!kb_code_parse (text, type, code, &error))
        {
          g_assert_true (error->domain == KB_CODE_ERROR);
          continue;
        }
      written = kb_code_to_text (type, code);
      g_assert_true (kb_code_parse (written, type, again, NULL));
      g_assert_cmpmem (again, KB_CODE_SIZE, code, KB_CODE_SIZE);
    }

  return 0;
}
