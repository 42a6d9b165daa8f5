/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-form.h"

#include <string.h>

/* Whatever is accepted is text, and lies inside what was sent. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_malloc (size + 1);
  KbForm form;

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  if (!kb_form_parse (text, size, &form))
    return 0;

  for (guint i = 0; i < form.n_fields; i++)
    {
      g_assert_true (form.names[i] >= text && form.names[i] <= text + size);
      g_assert_true (form.values[i] >= text && form.values[i] <= text + size);
      g_assert_true (g_utf8_validate (form.names[i], -1, NULL));
      g_assert_true (g_utf8_validate (form.values[i], -1, NULL));
      g_assert_true (kb_form_get (&form, form.names[i]) == form.values[i]);
    }

  return 0;
}
