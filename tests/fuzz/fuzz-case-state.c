/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "kb-case-state.h"

/* What loads is saved as the very bytes that it came from; older versions as more of them. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) saved = g_bytes_new (data, size);
  g_autoptr(KbCaseState) state = kb_case_state_load (saved, NULL);
  KbStreamState stream;

  if (state != NULL)
    {
      g_autoptr(GBytes) again = kb_case_state_save (state);
      g_autofree char *number = kb_case_state_number (state);

      g_assert_true (data[0] < 3 || g_bytes_equal (saved, again));
    }
  if (kb_stream_state_load (saved, &stream, NULL))
    {
      g_autoptr(GBytes) again = kb_stream_state_save (&stream);

      g_assert_true (g_bytes_equal (saved, again));
    }

  return 0;
}
