/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-bytes.h"

#include <string.h>

void
kb_reader_init (KbReader      *self,
                gconstpointer  data,
                gsize          size)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || size == 0);

  *self = (KbReader) { .data = data, .size = size };
}

/**
 * kb_reader_bytes:
 * @size: number of bytes wanted
 *
 * Returns: (nullable): @size bytes inside the input, or %NULL past its end
 */
const guint8 *
kb_reader_bytes (KbReader *self,
                 gsize     size)
{
  const guint8 *at;

  if (self->failed || size > self->size - self->offset)
    {
      self->failed = TRUE;
      return NULL;
    }

  at = self->data + self->offset;
  self->offset += size;

  return at;
}

static guint64
read_uint (KbReader *self,
           gsize     size)
{
  const guint8 *at = kb_reader_bytes (self, size);
  guint64 value = 0;

  for (gsize i = 0; at != NULL && i < size; i++)
    value = value << 8 | at[i];

  return value;
}

guint8
kb_reader_u8 (KbReader *self)
{
  return read_uint (self, 1);
}

guint16
kb_reader_u16 (KbReader *self)
{
  return read_uint (self, 2);
}

guint32
kb_reader_u32 (KbReader *self)
{
  return read_uint (self, 4);
}

guint64
kb_reader_u64 (KbReader *self)
{
  return read_uint (self, 8);
}

/**
 * kb_reader_copy:
 * @ret_data: (out caller-allocates): @size bytes; zeroed past the end of input
 */
void
kb_reader_copy (KbReader *self,
                gpointer  ret_data,
                gsize     size)
{
  const guint8 *at = kb_reader_bytes (self, size);

  if (at != NULL)
    memcpy (ret_data, at, size);
  else
    memset (ret_data, 0, size);
}

gsize
kb_reader_remaining (const KbReader *self)
{
  return self->failed ? 0 : self->size - self->offset;
}

/**
 * kb_reader_finish:
 *
 * Returns: whether every read succeeded and nothing trails
 */
gboolean
kb_reader_finish (const KbReader *self)
{
  return !self->failed && self->offset == self->size;
}

static void
write_uint (GByteArray *out,
            guint64     value,
            guint       size)
{
  guint8 bytes[8];

  for (guint i = 0; i < size; i++)
    bytes[i] = value >> (8 * (size - 1 - i));
  g_byte_array_append (out, bytes, size);
}

void
kb_write_u8 (GByteArray *out,
             guint8      value)
{
  write_uint (out, value, 1);
}

void
kb_write_u16 (GByteArray *out,
              guint16     value)
{
  write_uint (out, value, 2);
}

void
kb_write_u32 (GByteArray *out,
              guint32     value)
{
  write_uint (out, value, 4);
}

void
kb_write_u64 (GByteArray *out,
              guint64     value)
{
  write_uint (out, value, 8);
}

void
kb_write_bytes (GByteArray    *out,
                gconstpointer  data,
                gsize          size)
{
  if (size > 0)
    g_byte_array_append (out, data, size);
}

/**
 * kb_hex_encode:
 *
 * Returns: (transfer full): lower-case hexadecimal, 2 × @size characters
 */
char *
kb_hex_encode (gconstpointer data,
               gsize         size)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = data;
  char *hex = g_malloc (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    {
      hex[2 * i] = digits[bytes[i] >> 4];
      hex[2 * i + 1] = digits[bytes[i] & 15];
    }
  hex[2 * size] = '\0';

  return hex;
}

/**
 * kb_hex_decode:
 * @hex: exactly 2 × @size lower-case hexadecimal digits
 * @ret_data: (out caller-allocates): @size bytes, untouched on failure
 *
 * Only one spelling is accepted, so that equal bytes have equal text.
 *
 * Returns: whether @hex was of that form
 */
gboolean
kb_hex_decode (const char *hex,
               gpointer    ret_data,
               gsize       size)
{
  guint8 *bytes = ret_data;

  g_return_val_if_fail (hex != NULL, FALSE);

  if (strlen (hex) != 2 * size)
    return FALSE;
  for (gsize i = 0; i < 2 * size; i++)
    if (!g_ascii_isxdigit (hex[i]) || g_ascii_isupper (hex[i]))
      return FALSE;
  for (gsize i = 0; i < size; i++)
    bytes[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);

  return TRUE;
}
