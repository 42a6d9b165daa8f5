/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-deadline.h"

#define DAY 739943u   /* 2026-11-24 */

/* A setting of the office as it is read for clocks: whatever it says, days go on. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *value = g_strndup ((const char *) data, size);
  g_autoptr(KbClocks) clocks = NULL;
  const KbWorkdays *workdays;
  guint32 next;

  g_hash_table_insert (settings, (gpointer) "clocks", value);
  g_hash_table_insert (settings, (gpointer) "holidays-2026", value);
  clocks = kb_clocks_new (settings);
  workdays = kb_clocks_get_workdays (clocks);
  next = kb_workdays_add (workdays, DAY, 1);
  g_assert_cmpuint (next, >, DAY);
  g_assert_true (kb_workdays_is_working (workdays, next));
  g_assert_cmpint (kb_workdays_between (workdays, DAY, next), ==, 1);
  for (guint i = 0; i < kb_clocks_get_n_rules (clocks); i++)
    g_assert_cmpuint (kb_clocks_get_rule (clocks, i)->days - 1, <, KB_LIMIT_CLOCK_DAYS);

  return 0;
}
