/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-form.h"

#include <string.h>

/* Decodes [at, end) in place and ends it with NUL, at @end at the latest: that
 * byte is a separator that was read, or the room behind the text. */
static gboolean
decode (char *at,
        char *end)
{
  char *to = at;

  while (at < end)
    {
      int high, low;

      if (*at != '%')
        {
          *to++ = *at == '+' ? ' ' : *at;
          at++;
          continue;
        }
      if (end - at < 3 || (high = g_ascii_xdigit_value (at[1])) < 0 ||
          (low = g_ascii_xdigit_value (at[2])) < 0 || (high == 0 && low == 0))
        return FALSE;
      *to++ = high << 4 | low;
      at += 3;
    }
  *to = '\0';

  return TRUE;
}

/* A form's lines end in CR LF, a page's script counts them as one character. */
static void
join_line_ends (char *text)
{
  char *to = text;

  for (const char *at = text; *at != '\0'; at++)
    if (at[0] != '\r' || at[1] != '\n')
      *to++ = *at;
  *to = '\0';
}

static gboolean
add_field (KbForm *self,
           char   *field,
           char   *end)
{
  char *equals = memchr (field, '=', end - field);
  char *value = equals != NULL ? equals + 1 : end;
  char *name_end = equals != NULL ? equals : end;

  if (!decode (field, name_end) || !decode (value, end))
    return FALSE;
  if (field[0] == '\0' || !g_utf8_validate (field, -1, NULL) || !g_utf8_validate (value, -1, NULL))
    return FALSE;
  if (self->n_fields == KB_FORM_FIELDS || kb_form_get (self, field) != NULL)
    return FALSE;
  join_line_ends (value);
  self->names[self->n_fields] = field;
  self->values[self->n_fields] = value;
  self->n_fields++;

  return TRUE;
}

/**
 * kb_form_parse:
 * @text: (array length=size): what was sent, and one byte of room behind it; decoded in place
 * @ret_form: (out caller-allocates): points into @text
 *
 * Returns: whether @text is NAME=VALUE joined by "&", percent-encoded UTF-8
 *   without NUL, each name once, at most %KB_FORM_FIELDS of them
 */
gboolean
kb_form_parse (char   *text,
               gsize   size,
               KbForm *ret_form)
{
  char *end = text + size;
  KbForm form = { 0 };

  if (memchr (text, '\0', size) != NULL)
    return FALSE;

  for (char *at = text; at < end;)
    {
      char *stop = memchr (at, '&', end - at);

      if (stop == NULL)
        stop = end;
      if (!add_field (&form, at, stop))
        return FALSE;
      at = stop + 1;
    }
  *ret_form = form;

  return TRUE;
}

/**
 * kb_form_get:
 *
 * Returns: (nullable): the value of the field, or %NULL if it was not sent
 */
const char *
kb_form_get (const KbForm *self,
             const char   *name)
{
  for (guint i = 0; i < self->n_fields; i++)
    if (g_str_equal (self->names[i], name))
      return self->values[i];

  return NULL;
}
