/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl.h"

#include <stdio.h>

#include "kb-json.h"

/**
 * kb_ctl_print_json:
 *
 * Writes @object as one line, at once: a reader of a pipe may wait for it.
 */
void
kb_ctl_print_json (JsonObject *object)
{
  g_autofree char *line = kb_json_to_string (object);

  fputs (line, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

/* Turns of the writing direction can make a line show something else. */
static gboolean
is_turn (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

/**
 * kb_ctl_clean:
 * @text: (nullable): from outside, UTF-8
 *
 * A terminal obeys control characters. A reporter's text must not be able to
 * move the cursor, rename the window or hide a line.
 *
 * Returns: (transfer full): the text with those characters replaced by U+FFFD
 */
char *
kb_ctl_clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((g_unichar_iscntrl (c) && c != '\n' && c != '\t') || is_turn (c))
        c = 0xfffd;
      g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

/**
 * kb_ctl_time_text:
 * @seconds: since 1970; 0 for never
 *
 * Returns: (transfer full): ISO 8601 in local time, "" for never
 */
char *
kb_ctl_time_text (gint64 seconds)
{
  g_autoptr(GDateTime) when = seconds != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return when != NULL ? g_date_time_format (when, "%Y-%m-%d %H:%M") : g_strdup ("");
}
