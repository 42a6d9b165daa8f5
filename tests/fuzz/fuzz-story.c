/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-limits.h"

#include <string.h>

/* The story's own reader reads the same as json-glib, where that reads at all:
 * it refuses some well-formed JSON, a DEL in a name for one. */
static void
compare_readers (GBytes     *plain,
                 const char *found)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  g_autoptr(JsonObject) object = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);

  if (object == NULL)
    return;
  g_assert_nonnull (strstr (found, kb_json_string_or (object, "text", "")));
  g_assert_nonnull (strstr (found, kb_json_string_or (object, "alias", "")));
}

/* A story from a stranger: checked, searched and shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) plain = g_bytes_new (data, size);
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_autofree char *found = kb_case_search_text (state, KB_KIND_COMPLAINT, plain);

  g_assert_true (kb_story_check (plain, NULL) == (found != NULL));
  if (found != NULL)
    {
      g_autofree char *shown = kb_text_for_display (found);
      g_autofree char *line = kb_line_for_display (found);

      compare_readers (plain, found);
      g_assert_true (g_utf8_validate (shown, -1, NULL));
      g_assert_true (g_utf8_validate (line, -1, NULL));
    }

  return 0;
}
