/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of an age v1 file is text with LF line ends:
 *
 *   age-encryption.org/v1
 *   -> TYPE ARGUMENT…            arguments: one or more visible ASCII characters
 *   BODY                         base64 without padding, 64 columns a line; a
 *                                line shorter than 64, even empty, ends it
 *   …more stanzas
 *   --- MAC                      base64 of 32 bytes
 *
 * The MAC covers everything up to and with the three dashes. Base64 has one
 * spelling only; sodium_base642bin() refuses the others.
 */
#include "config.h"

#include "kb-agecore-header.h"

#include "kb-agecore-keys.h"

#include <sodium.h>
#include <string.h>

#define VERSION_LINE "age-encryption.org/v1\n"
#define STANZA_START "-> "
#define MAC_START    "---"
#define MAC_CHARS    43
#define LINE_CHARS   64

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
take (Cursor     *self,
      const char *expected)
{
  gsize size = strlen (expected);

  if ((gsize) (self->end - self->at) < size || memcmp (self->at, expected, size) != 0)
    return FALSE;
  self->at += size;

  return TRUE;
}

static gboolean
take_line (Cursor        *self,
           KbAgecoreText *ret_line)
{
  const char *newline = self->at < self->end ? memchr (self->at, '\n', self->end - self->at) : NULL;

  if (newline == NULL)
    return FALSE;
  *ret_line = (KbAgecoreText) { .at = self->at, .size = newline - self->at };
  self->at = newline + 1;

  return TRUE;
}

static gboolean
is_argument (const char *at,
             gsize       size)
{
  for (gsize i = 0; i < size; i++)
    if (at[i] < 33 || at[i] > 126)
      return FALSE;

  return size > 0;
}

static gboolean
parse_args (const KbAgecoreText *line,
            KbAgecoreStanza     *stanza)
{
  const char *at = line->at;
  const char *end = line->at + line->size;

  while (TRUE)
    {
      const char *space = at < end ? memchr (at, ' ', end - at) : NULL;
      gsize size = (space != NULL ? space : end) - at;

      if (!is_argument (at, size))
        return FALSE;
      if (stanza->n_args < KB_AGECORE_ARGS)
        stanza->args[stanza->n_args] = (KbAgecoreText) { .at = at, .size = size };
      stanza->n_args++;
      if (space == NULL)
        return TRUE;
      at = space + 1;
    }
}

static gboolean
parse_body (Cursor          *cursor,
            KbAgecoreStanza *stanza)
{
  KbAgecoreText line;

  do
    {
      guint8 bytes[KB_AGECORE_BODY];
      gsize n_bytes;

      if (!take_line (cursor, &line) || line.size > LINE_CHARS ||
          sodium_base642bin (bytes, sizeof bytes, line.at, line.size, NULL, &n_bytes, NULL,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0)
        return FALSE;
      if (stanza->body_size == 0)
        memcpy (stanza->body, bytes, n_bytes);
      stanza->body_size += n_bytes;
    }
  while (line.size == LINE_CHARS);

  return TRUE;
}

static gboolean
parse_stanza (Cursor          *cursor,
              KbAgecoreStanza *stanza)
{
  KbAgecoreText line;

  stanza->n_args = 0;
  stanza->body_size = 0;

  return take (cursor, STANZA_START) && take_line (cursor, &line) &&
         parse_args (&line, stanza) && parse_body (cursor, stanza);
}

static gboolean
parse_mac (Cursor *cursor,
           guint8  mac[KB_AGECORE_MAC_SIZE])
{
  KbAgecoreText line;

  if (!take (cursor, " ") || !take_line (cursor, &line) || line.size != MAC_CHARS)
    return FALSE;

  return kb_agecore_text_to_bytes (&line, mac, KB_AGECORE_MAC_SIZE);
}

/**
 * kb_agecore_header_parse:
 * @data: begins with the header; what follows it is not looked at
 * @ret_header: (out caller-allocates): points into @data; undefined on failure
 *
 * Returns: whether there is a well-formed header within %KB_LIMIT_AGE_HEADER
 */
gboolean
kb_agecore_header_parse (gconstpointer    data,
                         gsize            size,
                         KbAgecoreHeader *ret_header)
{
  const char *start = size > 0 ? data : "";
  Cursor cursor = { .at = start, .end = start + MIN (size, KB_LIMIT_AGE_HEADER) };

  ret_header->n_stanzas = 0;
  if (!take (&cursor, VERSION_LINE))
    return FALSE;
  while (!take (&cursor, MAC_START))
    {
      if (ret_header->n_stanzas == KB_LIMIT_AGE_STANZAS ||
          !parse_stanza (&cursor, &ret_header->stanzas[ret_header->n_stanzas]))
        return FALSE;
      ret_header->n_stanzas++;
    }
  ret_header->signed_size = cursor.at - start;
  if (ret_header->n_stanzas == 0 || !parse_mac (&cursor, ret_header->mac))
    return FALSE;
  ret_header->size = cursor.at - start;

  return TRUE;
}

gboolean
kb_agecore_text_is (const KbAgecoreText *self,
                    const char          *expected)
{
  return self->size == strlen (expected) && memcmp (self->at, expected, self->size) == 0;
}

/**
 * kb_agecore_text_to_bytes:
 * @ret_bytes: (out caller-allocates): may be written to on failure
 *
 * Returns: whether the text is exactly @size bytes in base64 without padding
 */
gboolean
kb_agecore_text_to_bytes (const KbAgecoreText *self,
                          guint8              *ret_bytes,
                          gsize                size)
{
  gsize n_bytes;

  return sodium_base642bin (ret_bytes, size, self->at, self->size, NULL, &n_bytes, NULL,
                            sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 && n_bytes == size;
}

static void
append_text (GByteArray *out,
             const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, strlen (text));
}

void
kb_agecore_header_begin (GByteArray *out)
{
  append_text (out, VERSION_LINE);
}

/**
 * kb_agecore_header_stanza:
 * @args: type and arguments, separated by one space
 * @body: shorter than %KB_AGECORE_BODY, so that it fills one line
 */
void
kb_agecore_header_stanza (GByteArray   *out,
                          const char   *args,
                          const guint8 *body,
                          gsize         body_size)
{
  char line[LINE_CHARS + 1];

  g_return_if_fail (body_size < KB_AGECORE_BODY);

  sodium_bin2base64 (line, sizeof line, body, body_size, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  append_text (out, STANZA_START);
  append_text (out, args);
  append_text (out, "\n");
  append_text (out, line);
  append_text (out, "\n");
}

/**
 * kb_agecore_header_end:
 * @out: holds the header so far, and nothing before it
 *
 * Appends the line with the MAC.
 */
void
kb_agecore_header_end (GByteArray   *out,
                       const guint8 *file_key)
{
  guint8 mac[KB_AGECORE_MAC_SIZE];
  char text[MAC_CHARS + 1];

  append_text (out, MAC_START);
  kb_agecore_header_mac (file_key, out->data, out->len, mac);
  sodium_bin2base64 (text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  append_text (out, " ");
  append_text (out, text);
  append_text (out, "\n");
}
