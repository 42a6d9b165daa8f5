/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "kb-entry.h"

/* What is accepted is the one encoding of its fields. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GBytes) again = NULL;
  KbHeader header;

  if (!kb_header_decode (data, size, &header, NULL))
    return 0;
  again = kb_header_encode (&header);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), data, size);

  return 0;
}
