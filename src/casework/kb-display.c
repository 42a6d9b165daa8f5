/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-state.h"

#include <string.h>

#define REPLACEMENT 0xfffd

/* Controls could fake what a label says or where a line ends; direction
 * overrides and isolates let a text read otherwise than it is. */
static gboolean
is_control (gunichar c)
{
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
}

static gboolean
is_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_line_end (gunichar c)
{
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Nearly all texts need no change: no controls, none of the lead bytes of the
 * characters above. */
static gboolean
is_plain (const char *text)
{
  for (const guchar *at = (const guchar *) text; *at != '\0'; at++)
    if ((*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f || *at == 0xc2 || *at == 0xe2)
      return FALSE;

  return TRUE;
}

static void
append_shown (GString  *out,
              gunichar  c,
              gboolean  before_newline)
{
  if (c == '\r' && before_newline)
    return;
  if (is_line_end (c))
    g_string_append_c (out, '\n');
  else if (is_control (c))
    g_string_append_unichar (out, REPLACEMENT);
  else if (!is_direction (c))
    g_string_append_unichar (out, c);
}

/**
 * kb_text_for_display:
 * @text: valid UTF-8 from a stranger
 *
 * Line ends become newlines, tabs stay, other C0 and C1 controls become
 * U+FFFD, direction overrides and isolates (U+202A–E, U+2066–9) go.
 *
 * Returns: (transfer full): what may be shown
 */
char *
kb_text_for_display (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_plain (text))
    return g_strdup (text);

  out = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    append_shown (out, g_utf8_get_char (at), at[1] == '\n');

  return g_string_free (out, FALSE);
}

/**
 * kb_line_for_display:
 * @text: valid UTF-8 from a stranger
 *
 * Returns: (transfer full): as kb_text_for_display(), in one line, with single
 *   spaces and none at the ends
 */
char *
kb_line_for_display (const char *text)
{
  g_autofree char *shown = kb_text_for_display (text);
  char *to = shown;
  gboolean gap = FALSE;

  for (const char *at = shown; *at != '\0'; at++)
    {
      if (*at == ' ' || *at == '\n' || *at == '\t')
        {
          gap = to != shown;
          continue;
        }
      if (gap)
        *to++ = ' ';
      gap = FALSE;
      *to++ = *at;
    }
  *to = '\0';

  return g_steal_pointer (&shown);
}
