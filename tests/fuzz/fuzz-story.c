/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-case-state.h"

/* A story from a stranger: checked, searched and shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) plain = g_bytes_new (data, size);
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_autofree char *found = kb_case_search_text (state, plain);

  g_assert_true (kb_story_check (plain, NULL) == (found != NULL));
  if (found != NULL)
    {
      g_autofree char *shown = kb_text_for_display (found);
      g_autofree char *line = kb_line_for_display (found);

      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_true (g_utf8_validate (line, -1, NULL));
    }

  return 0;
}
