/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-bytes.h"
#include "kb-query.h"

#include <string.h>

/* One value has one spelling: what is accepted is what would be written. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *query = g_strndup ((const char *) data, size);
  guint8 id[32];
  guint64 after;

  if (kb_query_u64 (query, "after", &after))
    {
      g_autofree char *again = g_strdup_printf ("after=%" G_GUINT64_FORMAT, after);

      g_assert_cmpstr (again, ==, query);
    }
  if (kb_query_hex (query, "use", id, sizeof id))
    {
      g_autofree char *hex = kb_hex_encode (id, sizeof id);

      g_assert_true (g_str_equal (query + strlen ("use="), hex));
    }

  return 0;
}
