/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-base32.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void
kb_base32_encode (const guint8 *data,
                  gsize         size,
                  char         *ret_text)
{
  guint bits = 0, n_bits = 0;

  for (gsize i = 0; i < size; i++)
    {
      bits = bits << 8 | data[i];
      for (n_bits += 8; n_bits >= 5; n_bits -= 5)
        *ret_text++ = alphabet[bits >> (n_bits - 5) & 31];
    }
  if (n_bits > 0)
    *ret_text++ = alphabet[bits << (5 - n_bits) & 31];
  *ret_text = '\0';
}

gboolean
kb_base32_decode (const char *text,
                  guint8     *ret_data,
                  gsize       size)
{
  guint bits = 0, n_bits = 0;

  if (strlen (text) != KB_BASE32_LENGTH (size))
    return FALSE;
  for (; *text != '\0'; text++)
    {
      const char *letter = strchr (alphabet, *text);

      if (letter == NULL)
        return FALSE;
      bits = bits << 5 | (guint) (letter - alphabet);
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          *ret_data++ = bits >> n_bits & 0xff;
        }
    }

  return (bits & ((1u << n_bits) - 1)) == 0;
}
