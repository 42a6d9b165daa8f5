/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-body.h"

/* What is accepted is the one encoding of its entry; the checks behind it take
 * whatever decodes. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(KbEntry) entry = kb_entry_decode (data, size, NULL);
  g_autoptr(GBytes) again = NULL;
  KbIdentityUseBody body;

  if (entry == NULL)
    return 0;
  again = kb_entry_encode (entry);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, size);
  kb_entry_check_rules (entry, NULL);
  kb_entry_verify_parts (entry, NULL);
  kb_entry_verify_signature (entry, NULL);
  kb_body_read_identity_use (entry, &body, NULL);

  return 0;
}
