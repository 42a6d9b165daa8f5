/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-json.h"

#include <string.h>

/* What is accepted can be written and is accepted again, save for numbers that
 * we never write: json-glib writes 5e21 as 5e+21.0, which is no JSON. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(JsonObject) object = kb_json_parse (data, size, 4096, NULL);
  g_autoptr(JsonObject) again = NULL;
  g_autofree char *text = NULL;

  if (object == NULL)
    return 0;
  text = kb_json_to_string (object);
  if (strstr (text, "e+") != NULL || strstr (text, "e-") != NULL)
    return 0;
  again = kb_json_parse (text, strlen (text), 6 * 4096, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (json_object_get_size (again), ==, json_object_get_size (object));

  return 0;
}
