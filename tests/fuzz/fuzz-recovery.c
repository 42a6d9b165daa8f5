/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-recovery.h"

#include <string.h>

/* What is taken for a sheet can be printed, and is the same sheet again. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(KbSecret) text = kb_secret_new (data, size);
  g_autoptr(KbRecovery) recovery = kb_recovery_from_text (text, NULL);
  g_autoptr(KbSecret) printed = NULL;
  g_autoptr(KbRecovery) again = NULL;

  if (recovery == NULL)
    return 0;
  printed = kb_recovery_to_text (recovery);
  again = kb_recovery_from_text (printed, NULL);
  g_assert_nonnull (again);
  g_assert_cmpmem (kb_signing_key_get_public (again->sign), KB_SIGN_PUBLIC_SIZE,
                   kb_signing_key_get_public (recovery->sign), KB_SIGN_PUBLIC_SIZE);
  g_assert_cmpstr (again->endpoint, ==, recovery->endpoint);

  return 0;
}
