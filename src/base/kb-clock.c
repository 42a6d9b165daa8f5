/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clock.h"

#include <string.h>

static gint64
system_now (gpointer data)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gint64
fixed_now (gpointer data)
{
  const gint64 *seconds = data;

  return *seconds;
}

KbClock
kb_clock_system (void)
{
  return (KbClock) { .now = system_now };
}

/**
 * kb_clock_fixed:
 * @seconds: read at each call; must outlive the clock
 *
 * Returns: a clock that shows what @seconds holds
 */
KbClock
kb_clock_fixed (const gint64 *seconds)
{
  return (KbClock) { .now = fixed_now, .data = (gpointer) seconds };
}

/**
 * kb_clock_now:
 * @self: (nullable): a clock, or %NULL for the system's
 *
 * Returns: seconds since 1970-01-01 UTC
 */
gint64
kb_clock_now (const KbClock *self)
{
  return self != NULL ? self->now (self->data) : system_now (NULL);
}

/**
 * kb_clock_hour:
 * @self: (nullable): a clock, or %NULL for the system's
 *
 * Returns: whole hours since 1970-01-01 UTC, the only time that the server keeps
 */
guint64
kb_clock_hour (const KbClock *self)
{
  return MAX (kb_clock_now (self), 0) / 3600;
}

/**
 * kb_day_parse:
 * @text: (nullable): "2026-11-24"
 * @ret_day: (out): the day as GDate counts them: 1 is the first of January of the year 1
 *
 * Returns: whether @text is a date of the years 1900 to 2199 in exactly this form
 */
gboolean
kb_day_parse (const char *text,
              guint32    *ret_day)
{
  GDate date;
  guint digits[8];
  guint n = 0;
  guint year, month, day;

  if (text == NULL || strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isdigit (*c) && n < G_N_ELEMENTS (digits))
      digits[n++] = g_ascii_digit_value (*c);
  if (n != G_N_ELEMENTS (digits))
    return FALSE;

  year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
  month = digits[4] * 10 + digits[5];
  day = digits[6] * 10 + digits[7];
  if (year < 1900 || year > 2199 || !g_date_valid_dmy (day, month, year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  *ret_day = g_date_get_julian (&date);

  return TRUE;
}

/**
 * kb_day_format:
 * @day: as from kb_day_parse()
 *
 * Returns: (transfer full): "2026-11-24"
 */
char *
kb_day_format (guint32 day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);

  return g_strdup_printf ("%04u-%02u-%02u", g_date_get_year (&date),
                          (guint) g_date_get_month (&date), (guint) g_date_get_day (&date));
}
