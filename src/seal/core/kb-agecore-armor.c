/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The text form of an age file, a strict form of PEM (RFC 7468):
 *
 *   -----BEGIN AGE ENCRYPTED FILE-----
 *   base64 with padding, 64 columns a line, the last line 4 to 64
 *   -----END AGE ENCRYPTED FILE-----
 *
 * Lines end with LF or CRLF. White space is accepted before and after, nowhere
 * else.
 */
#include "config.h"

#include "kb-agecore-armor.h"

#include "kb-age-error.h"

#include <sodium.h>
#include <string.h>

#define LINE_CHARS 64
#define LINE_BYTES 48

/* White space is for mail programs; more than this is something else. */
#define MAX_WHITESPACE 1024

typedef struct
{
  const char *at;
  const char *end;
} Lines;

static Lines
lines_of (const char *text,
          gsize       size)
{
  const char *start = size > 0 ? text : "";

  return (Lines) { .at = start, .end = start + size };
}

static gboolean
is_whitespace (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_whitespace (Lines *self)
{
  const char *limit = self->at + MIN (self->end - self->at, MAX_WHITESPACE);

  while (self->at < limit && is_whitespace (*self->at))
    self->at++;
}

/* Takes the next line, without its LF or CRLF. */
static const char *
next_line (Lines *self,
           gsize *ret_size)
{
  const char *line = self->at;
  const char *newline = self->at < self->end ? memchr (line, '\n', self->end - line) : NULL;
  const char *end = newline != NULL ? newline : self->end;

  self->at = newline != NULL ? newline + 1 : self->end;
  if (newline != NULL && end > line && end[-1] == '\r')
    end--;
  *ret_size = end - line;

  return line;
}

static gboolean
line_is (const char *line,
         gsize       size,
         const char *expected)
{
  return size == strlen (expected) && memcmp (line, expected, size) == 0;
}

/**
 * kb_agecore_armor_detect:
 *
 * Returns: whether @text begins as an armored file does
 */
gboolean
kb_agecore_armor_detect (gconstpointer text,
                         gsize         size)
{
  Lines lines = lines_of (text, size);

  skip_whitespace (&lines);

  return (gsize) (lines.end - lines.at) >= strlen (KB_AGECORE_ARMOR_BEGIN) &&
         memcmp (lines.at, KB_AGECORE_ARMOR_BEGIN, strlen (KB_AGECORE_ARMOR_BEGIN)) == 0;
}

/**
 * kb_agecore_armor_encode:
 *
 * Returns: (transfer full): @file as text, with a final newline
 */
GBytes *
kb_agecore_armor_encode (GBytes *file)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autoptr(GString) text = g_string_sized_new (size / LINE_BYTES * (LINE_CHARS + 1) + 256);
  char line[LINE_CHARS + 1];

  g_string_append (text, KB_AGECORE_ARMOR_BEGIN "\n");
  for (gsize i = 0; i < size; i += LINE_BYTES)
    {
      sodium_bin2base64 (line, sizeof line, data + i, MIN (size - i, LINE_BYTES),
                         sodium_base64_VARIANT_ORIGINAL);
      g_string_append (text, line);
      g_string_append_c (text, '\n');
    }
  g_string_append (text, KB_AGECORE_ARMOR_END "\n");

  return g_string_free_to_bytes (g_steal_pointer (&text));
}

static gboolean
decode_lines (Lines      *lines,
              GByteArray *file)
{
  gboolean last = FALSE;

  while (TRUE)
    {
      guint8 bytes[LINE_BYTES];
      gsize n_bytes, size;
      const char *line = next_line (lines, &size);

      if (line_is (line, size, KB_AGECORE_ARMOR_END))
        return TRUE;
      if (last || size == 0 || size > LINE_CHARS ||
          sodium_base642bin (bytes, sizeof bytes, line, size, NULL, &n_bytes, NULL,
                             sodium_base64_VARIANT_ORIGINAL) != 0)
        return FALSE;
      g_byte_array_append (file, bytes, n_bytes);
      last = n_bytes < LINE_BYTES;
    }
}

/**
 * kb_agecore_armor_decode:
 *
 * Returns: (transfer full): the file inside @text, or %NULL with
 *   %KB_AGE_ERROR_ARMOR
 */
GBytes *
kb_agecore_armor_decode (GBytes  *text,
                         GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (text, &size);
  g_autoptr(GByteArray) file = g_byte_array_sized_new (size / 4 * 3);
  Lines lines = lines_of (data, size);
  const char *line;
  gsize line_size;

  skip_whitespace (&lines);
  line = next_line (&lines, &line_size);
  if (line_is (line, line_size, KB_AGECORE_ARMOR_BEGIN) && decode_lines (&lines, file))
    {
      skip_whitespace (&lines);
      if (lines.at == lines.end)
        return g_byte_array_free_to_bytes (g_steal_pointer (&file));
    }

  g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_ARMOR,
                       "The armored text is malformed");
  return NULL;
}
