/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-story-scan.h"

#include "kb-limits.h"

#include <string.h>

#define MAX_MEMBERS 64          /* of one object: comparing names must not get slow */

static void
skip_space (KbStoryScan *self)
{
  while (self->at < self->end
         && (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r'))
    self->at++;
}

static gboolean
take (KbStoryScan *self,
      char         wanted)
{
  skip_space (self);
  if (self->at == self->end || *self->at != wanted)
    return FALSE;
  self->at++;

  return TRUE;
}

/*< private >
 * kb_story_scan_begin:
 * @buffer: takes the texts: @size + 1 bytes
 */
gboolean
kb_story_scan_begin (KbStoryScan *self,
                     const char  *data,
                     gsize        size,
                     char        *buffer)
{
  *self = (KbStoryScan) { .at = data, .end = data + size, .to = buffer };

  return g_utf8_validate_len (data, size, NULL);
}

/*< private >
 * kb_story_scan_end:
 */
gboolean
kb_story_scan_end (KbStoryScan *self)
{
  skip_space (self);

  return self->at == self->end;
}

static gboolean
read_hex4 (KbStoryScan *self,
           guint       *ret_value)
{
  guint value = 0;

  if (self->end - self->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*self->at++);

      if (digit < 0)
        return FALSE;
      value = value << 4 | (guint) digit;
    }
  *ret_value = value;

  return TRUE;
}

/* Behind "\u". Never zero, never half of a pair. */
static gboolean
read_escaped_unichar (KbStoryScan *self)
{
  guint c, low;

  if (!read_hex4 (self, &c) || c == 0 || (c >= 0xdc00 && c <= 0xdfff))
    return FALSE;
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (self->end - self->at < 2 || self->at[0] != '\\' || self->at[1] != 'u')
        return FALSE;
      self->at += 2;
      if (!read_hex4 (self, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  self->to += g_unichar_to_utf8 (c, self->to);

  return TRUE;
}

static gboolean
read_escape (KbStoryScan *self)
{
  static const char from[] = "\"\\/bfnrt";
  static const char into[] = "\"\\/\b\f\n\r\t";
  const char *known;

  if (self->at == self->end)
    return FALSE;
  if (*self->at == 'u')
    {
      self->at++;
      return read_escaped_unichar (self);
    }
  known = strchr (from, *self->at);
  if (known == NULL || *known == '\0')
    return FALSE;
  *self->to++ = into[known - from];
  self->at++;

  return TRUE;
}

/*< private >
 * kb_story_scan_text:
 */
const char *
kb_story_scan_text (KbStoryScan *self)
{
  const char *text = self->to;

  if (self->depth >= KB_LIMIT_JSON_DEPTH || !take (self, '"'))
    return NULL;

  while (self->at < self->end && *self->at != '"')
    {
      const char *start = self->at;

      while (self->at < self->end && (guchar) *self->at >= 0x20
             && *self->at != '"' && *self->at != '\\')
        self->at++;
      memcpy (self->to, start, self->at - start);
      self->to += self->at - start;
      if (self->at == self->end || (guchar) *self->at < 0x20)
        return NULL;
      if (*self->at == '\\' && (self->at++, !read_escape (self)))
        return NULL;
    }
  if (self->at == self->end)
    return NULL;
  self->at++;
  *self->to++ = '\0';

  return text;
}

static gboolean
is_new (const char * const *names,
        guint               n_names,
        const char         *name)
{
  for (guint i = 0; i < n_names; i++)
    if (strcmp (names[i], name) == 0)
      return FALSE;

  return TRUE;
}

/* Our names need no escapes: one that has some is refused. */
static const char *
read_name (KbStoryScan *self)
{
  const char *start, *name;

  skip_space (self);
  start = self->at;
  name = kb_story_scan_text (self);
  if (name == NULL || memchr (start, '\\', self->at - start) != NULL || !take (self, ':'))
    return NULL;

  return name;
}

static gboolean
read_members (KbStoryScan   *self,
              KbStoryMember  member,
              gpointer       data)
{
  const char *names[MAX_MEMBERS];
  guint n_names = 0;

  if (take (self, '}'))
    return TRUE;
  do
    {
      const char *name = n_names < MAX_MEMBERS ? read_name (self) : NULL;

      if (name == NULL || !is_new (names, n_names, name))
        return FALSE;
      names[n_names++] = name;
      if (!member (self, name, data))
        return FALSE;
    }
  while (take (self, ','));

  return take (self, '}');
}

/*< private >
 * kb_story_scan_object:
 */
gboolean
kb_story_scan_object (KbStoryScan   *self,
                      KbStoryMember  member,
                      gpointer       data)
{
  gboolean read;

  if (self->depth >= KB_LIMIT_JSON_DEPTH || !take (self, '{'))
    return FALSE;

  self->depth++;
  read = read_members (self, member, data);
  self->depth--;

  return read;
}

/*< private >
 * kb_story_scan_word:
 */
gboolean
kb_story_scan_word (KbStoryScan *self,
                    const char  *word)
{
  gsize size = strlen (word);

  skip_space (self);
  if ((gsize) (self->end - self->at) < size || memcmp (self->at, word, size) != 0)
    return FALSE;
  self->at += size;

  return self->at == self->end || strchr (",}] \n\r\t", *self->at) != NULL;
}

static gboolean
skip_member (KbStoryScan *self,
             const char  *name,
             gpointer     data)
{
  return kb_story_scan_skip (self);
}

static gboolean
skip_array (KbStoryScan *self)
{
  gboolean read = TRUE;

  if (!take (self, '['))
    return FALSE;
  if (take (self, ']'))
    return TRUE;

  self->depth++;
  do
    read = kb_story_scan_skip (self);
  while (read && take (self, ','));
  self->depth--;

  return read && take (self, ']');
}

static guint
skip_digits (KbStoryScan *self)
{
  const char *start = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;

  return self->at - start;
}

/* [-] digits without leading zeros [. digits] [e [+-] digits] */
static gboolean
skip_number (KbStoryScan *self)
{
  const char *digits;

  if (self->at < self->end && *self->at == '-')
    self->at++;
  digits = self->at;
  if (skip_digits (self) == 0 || (*digits == '0' && self->at - digits > 1))
    return FALSE;
  if (self->at < self->end && *self->at == '.')
    {
      self->at++;
      if (skip_digits (self) == 0)
        return FALSE;
    }
  if (self->at < self->end && (*self->at == 'e' || *self->at == 'E'))
    {
      self->at++;
      if (self->at < self->end && (*self->at == '+' || *self->at == '-'))
        self->at++;
      return skip_digits (self) > 0;
    }

  return TRUE;
}

/*< private >
 * kb_story_scan_skip:
 *
 * Any one value.
 */
gboolean
kb_story_scan_skip (KbStoryScan *self)
{
  char *to = self->to;
  gboolean read;

  skip_space (self);
  if (self->at == self->end || self->depth >= KB_LIMIT_JSON_DEPTH)
    return FALSE;

  switch (*self->at)
    {
    case '{':
      read = kb_story_scan_object (self, skip_member, NULL);
      break;
    case '[':
      read = skip_array (self);
      break;
    case '"':
      read = kb_story_scan_text (self) != NULL;
      break;
    case 't':
      read = kb_story_scan_word (self, "true");
      break;
    case 'f':
      read = kb_story_scan_word (self, "false");
      break;
    case 'n':
      read = kb_story_scan_word (self, "null");
      break;
    default:
      read = skip_number (self);
    }
  self->to = to;

  return read;
}
