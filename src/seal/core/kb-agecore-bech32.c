/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bech32 (BIP 173) as age uses it, for keys of 32 bytes:
 *
 *   hrp  "1"  52 characters of 5 bits each  6 characters of checksum
 *
 * The last data character has 4 padding bits, which must be zero. A text is
 * all in the case of its prefix.
 */
#include "config.h"

#include "kb-agecore-bech32.h"

#include <sodium.h>
#include <string.h>

#define N_DATA     52
#define N_CHECKSUM 6
#define N_VALUES   (N_DATA + N_CHECKSUM)

static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static guint32
polymod_step (guint32 checksum,
              guint8  value)
{
  static const guint32 generator[] = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3,
  };
  guint8 top = checksum >> 25;

  checksum = (checksum & 0x1ffffff) << 5 ^ value;
  for (guint i = 0; i < G_N_ELEMENTS (generator); i++)
    if (top >> i & 1)
      checksum ^= generator[i];

  return checksum;
}

/* The checksum over the prefix, in lower case, and @n values of 5 bits. */
static guint32
polymod (const char   *hrp,
         const guint8 *values,
         gsize         n)
{
  guint32 checksum = 1;

  for (const char *c = hrp; *c != '\0'; c++)
    checksum = polymod_step (checksum, (guint8) g_ascii_tolower (*c) >> 5);
  checksum = polymod_step (checksum, 0);
  for (const char *c = hrp; *c != '\0'; c++)
    checksum = polymod_step (checksum, (guint8) g_ascii_tolower (*c) & 31);
  for (gsize i = 0; i < n; i++)
    checksum = polymod_step (checksum, values[i]);

  return checksum;
}

static gboolean
is_upper (const char *hrp)
{
  return g_ascii_isupper (hrp[0]);
}

static void
key_to_values (const guint8 *key,
               guint8       *values)
{
  guint32 bits = 0;
  guint n_bits = 0;
  guint n = 0;

  for (guint i = 0; i < KB_AGECORE_KEY_SIZE; i++)
    {
      bits = (bits & 0xff) << 8 | key[i];
      for (n_bits += 8; n_bits >= 5; n_bits -= 5)
        values[n++] = bits >> (n_bits - 5) & 31;
    }
  values[n] = bits << (5 - n_bits) & 31;
}

static gboolean
values_to_key (const guint8 *values,
               guint8       *key)
{
  guint32 bits = 0;
  guint n_bits = 0;
  guint n = 0;

  for (guint i = 0; i < N_DATA; i++)
    {
      bits = (bits & 0xff) << 5 | values[i];
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          key[n++] = bits >> n_bits;
        }
    }

  return (bits & ((1u << n_bits) - 1)) == 0;
}

/**
 * kb_agecore_bech32_encode:
 * @hrp: the prefix; its case is the case of the whole text
 * @ret_text: (out caller-allocates): KB_AGECORE_BECH32_LENGTH(@hrp) characters,
 *   not terminated
 */
void
kb_agecore_bech32_encode (const char   *hrp,
                          const guint8  key[KB_AGECORE_KEY_SIZE],
                          char         *ret_text)
{
  gsize hrp_size = strlen (hrp);
  guint8 values[N_VALUES] = { 0 };
  guint32 checksum;

  key_to_values (key, values);
  checksum = polymod (hrp, values, N_VALUES) ^ 1;
  for (guint i = 0; i < N_CHECKSUM; i++)
    values[N_DATA + i] = checksum >> 5 * (N_CHECKSUM - 1 - i) & 31;

  memcpy (ret_text, hrp, hrp_size);
  ret_text += hrp_size;
  *ret_text++ = '1';
  for (guint i = 0; i < N_VALUES; i++)
    ret_text[i] = is_upper (hrp) ? g_ascii_toupper (charset[values[i]]) : charset[values[i]];

  sodium_memzero (values, sizeof values);
}

static gboolean
read_values (const char *text,
             gboolean    upper,
             guint8     *values)
{
  for (guint i = 0; i < N_VALUES; i++)
    {
      const char *at;

      if (text[i] == '\0' || (upper ? g_ascii_islower (text[i]) : g_ascii_isupper (text[i])))
        return FALSE;
      at = strchr (charset, g_ascii_tolower (text[i]));
      if (at == NULL)
        return FALSE;
      values[i] = at - charset;
    }

  return TRUE;
}

/**
 * kb_agecore_bech32_decode:
 * @hrp: the expected prefix, in the expected case
 * @text: not necessarily terminated
 * @size: its length
 * @ret_key: (out caller-allocates): untouched on failure
 *
 * Returns: whether @text is @hrp with 32 bytes and a right checksum
 */
gboolean
kb_agecore_bech32_decode (const char *hrp,
                          const char *text,
                          gsize       size,
                          guint8      ret_key[KB_AGECORE_KEY_SIZE])
{
  gsize hrp_size = strlen (hrp);
  guint8 values[N_VALUES];
  guint8 key[KB_AGECORE_KEY_SIZE];
  gboolean valid;

  if (size != hrp_size + 1 + N_VALUES || memcmp (text, hrp, hrp_size) != 0 || text[hrp_size] != '1')
    return FALSE;

  valid = read_values (text + hrp_size + 1, is_upper (hrp), values) &&
          polymod (hrp, values, N_VALUES) == 1 && values_to_key (values, key);
  if (valid)
    memcpy (ret_key, key, sizeof key);
  sodium_memzero (values, sizeof values);
  sodium_memzero (key, sizeof key);

  return valid;
}
