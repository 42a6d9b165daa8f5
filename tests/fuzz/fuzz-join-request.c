/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-office-private.h"

/* What a stranger leaves at the meeting place: read, checked, and never taken without its
 * signature. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(KbJoinRequest) join = kb_join_request_parse (text, NULL);

  if (join == NULL)
    return 0;
  g_assert_true (g_utf8_validate (join->device.name, -1, NULL));
  g_assert_nonnull (kb_device_role_to_string (join->device.role));
  g_assert_false (kb_join_request_check (join, join->genesis, NULL));

  return 0;
}
