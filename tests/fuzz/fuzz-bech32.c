/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-agecore-bech32.h"

#include <string.h>

/* What is accepted is the one spelling of its key. */
static void
check_prefix (const char *hrp,
              gsize       length,
              const char *text,
              gsize       size)
{
  guint8 key[KB_AGECORE_KEY_SIZE];
  char again[128];

  if (!kb_agecore_bech32_decode (hrp, text, size, key))
    return;

  kb_agecore_bech32_encode (hrp, key, again);
  g_assert_cmpmem (again, length, text, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  check_prefix (KB_AGECORE_RECIPIENT_HRP, KB_AGECORE_BECH32_LENGTH (KB_AGECORE_RECIPIENT_HRP),
                (const char *) data, size);
  check_prefix (KB_AGECORE_IDENTITY_HRP, KB_AGECORE_BECH32_LENGTH (KB_AGECORE_IDENTITY_HRP),
                (const char *) data, size);

  return 0;
}
