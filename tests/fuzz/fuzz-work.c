/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-case-state.h"

/* A work part of an insider who means ill: read, applied twice, saved and read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) plain = g_bytes_new (data, size);
  g_autoptr(GPtrArray) ops = kb_work_parse (plain, NULL);
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_autoptr(KbCaseState) loaded = NULL;
  g_autoptr(GBytes) saved = NULL;
  g_autoptr(GBytes) again = NULL;
  KbHeader header = { .author_seq = 1 };
  KbPlace place = { .seq = 1 };

  g_free (kb_case_search_text (NULL, KB_KIND_WORK, plain));
  g_free (kb_case_search_text (NULL, KB_KIND_MESSAGE, plain));
  g_assert_true (kb_work_check (plain, NULL) == (ops != NULL));
  if (ops == NULL)
    return 0;
  for (guint i = 0; i < 2 * ops->len; i++)
    kb_case_fields_apply (&state->fields, &header, &place, ops->pdata[i % ops->len]);
  g_assert_cmpuint (kb_case_fields_count_conflicts (state->fields), ==, 0);
  saved = kb_case_state_save (state);
  loaded = kb_case_state_load (saved, NULL);
  again = kb_case_state_save (loaded);
  g_assert_true (g_bytes_equal (saved, again));

  return 0;
}
