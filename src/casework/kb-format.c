/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-format.h"

#include <stdio.h>
#include <string.h>

#include "kb-i18n.h"

#define SECONDS_A_DAY 86400
#define WIB_SECONDS (7 * 3600)

/* Dates and figures come from a table of our own: strftime() would need the
 * system's id_ID, which many computers do not have. */

typedef struct
{
  const char *code;
  const char *months[12];
  const char *short_months[12];
  const char *today;
  const char *yesterday;
  char        group;             /* between thousands */
  char        clock;             /* between hours and minutes */
} KbFormatTable;

static const KbFormatTable tables[] = {
  { "en",
    { "January", "February", "March", "April", "May", "June",
      "July", "August", "September", "October", "November", "December" },
    { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
    "today", "yesterday", ',', ':' },
  { "id",
    { "Januari", "Februari", "Maret", "April", "Mei", "Juni",
      "Juli", "Agustus", "September", "Oktober", "November", "Desember" },
    { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des" },
    "hari ini", "kemarin", '.', '.' },
};

static const KbFormatTable *
get_table (void)
{
  const char *language = kb_i18n_get_language ();

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      if (strcmp (tables[i].code, language) == 0)
        return &tables[i];
    }
  return &tables[0];
}

static const char *
get_month (GDateTime *time,
           gboolean   abbreviated)
{
  const KbFormatTable *table = get_table ();
  int month = g_date_time_get_month (time) - 1;

  return abbreviated ? table->short_months[month] : table->months[month];
}

/* Days since an epoch in local time, to tell today from yesterday. */
static gint64
get_day_number (GDateTime *time)
{
  gint64 offset = g_date_time_get_utc_offset (time) / G_TIME_SPAN_SECOND;

  return (g_date_time_to_unix (time) + offset) / SECONDS_A_DAY;
}

/**
 * kb_format_count:
 * @count: a number of things
 *
 * Returns: (transfer full): "1.204" in Indonesian, "1,204" in English
 */
char *
kb_format_count (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize n_digits = strlen (digits);
  GString *grouped = g_string_sized_new (n_digits * 2);

  for (gsize i = 0; i < n_digits; i++)
    {
      if (i > 0 && (n_digits - i) % 3 == 0)
        g_string_append_c (grouped, get_table ()->group);
      g_string_append_c (grouped, digits[i]);
    }
  return g_string_free (grouped, FALSE);
}

/**
 * kb_format_time:
 * @seconds: seconds since 1970
 *
 * Returns: (transfer full): the local time of day, "09.41"
 */
char *
kb_format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  if (time == NULL)
    return g_strdup ("–");
  return g_strdup_printf ("%02d%c%02d", g_date_time_get_hour (time), get_table ()->clock,
                          g_date_time_get_minute (time));
}

/**
 * kb_format_day:
 * @seconds: seconds since 1970
 * @now: what is this year
 *
 * Returns: (transfer full): "23 Nov", and in another year "23 Nov 2025"
 */
char *
kb_format_day (gint64 seconds,
               gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);

  if (time == NULL || today == NULL)
    return g_strdup ("–");
  if (g_date_time_get_year (time) == g_date_time_get_year (today))
    return g_strdup_printf ("%d %s", g_date_time_get_day_of_month (time), get_month (time, TRUE));
  return g_strdup_printf ("%d %s %d", g_date_time_get_day_of_month (time), get_month (time, TRUE),
                          g_date_time_get_year (time));
}

/**
 * kb_format_day_long:
 * @seconds: seconds since 1970
 *
 * Returns: (transfer full): "23 November 2026"
 */
char *
kb_format_day_long (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  if (time == NULL)
    return g_strdup ("–");
  return g_strdup_printf ("%d %s %d", g_date_time_get_day_of_month (time), get_month (time, FALSE),
                          g_date_time_get_year (time));
}

/* What is on paper must not depend on where the computer thinks it is. */
static GDateTime *
in_wib (gint64 seconds)
{
  return g_date_time_new_from_unix_utc (seconds + WIB_SECONDS);
}

/**
 * kb_format_day_wib:
 * @seconds: seconds since 1970
 *
 * Returns: (transfer full): the day in WIB (UTC+7), "23 November 2026"
 */
char *
kb_format_day_wib (gint64 seconds)
{
  g_autoptr (GDateTime) time = in_wib (seconds);

  if (time == NULL)
    return g_strdup ("–");
  return g_strdup_printf ("%d %s %d", g_date_time_get_day_of_month (time), get_month (time, FALSE),
                          g_date_time_get_year (time));
}

/**
 * kb_format_hour_wib:
 * @seconds: seconds since 1970
 *
 * Returns: (transfer full): day and hour in WIB (UTC+7), "23 Nov 2026 09.00"
 */
char *
kb_format_hour_wib (gint64 seconds)
{
  g_autoptr (GDateTime) time = in_wib (seconds);

  if (time == NULL)
    return g_strdup ("–");
  return g_strdup_printf ("%d %s %d %02d%c%02d", g_date_time_get_day_of_month (time),
                          get_month (time, TRUE), g_date_time_get_year (time),
                          g_date_time_get_hour (time), get_table ()->clock,
                          g_date_time_get_minute (time));
}

/**
 * kb_format_moment:
 * @seconds: seconds since 1970
 * @now: what is today
 *
 * Returns: (transfer full): "hari ini 09.41", "kemarin 16.00", "20 Nov 08.12"
 */
char *
kb_format_moment (gint64 seconds,
                  gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  g_autofree char *clock = kb_format_time (seconds);
  g_autofree char *day = NULL;
  gint64 n_days;

  if (time == NULL || today == NULL)
    return g_strdup ("–");
  n_days = get_day_number (today) - get_day_number (time);
  if (n_days == 0)
    return g_strdup_printf ("%s %s", get_table ()->today, clock);
  if (n_days == 1)
    return g_strdup_printf ("%s %s", get_table ()->yesterday, clock);
  day = kb_format_day (seconds, now);
  return g_strdup_printf ("%s %s", day, clock);
}

/* A day or a month as the reporter gave it; 0 is "not given". */
typedef struct
{
  guint year;
  guint month;
  guint day;
} KbGivenDate;

/* "2026-06-01" or "2026-06"; FALSE for anything else. */
static gboolean
parse_given (const char  *text,
             KbGivenDate *ret_date)
{
  KbGivenDate date = { 0 };
  int end = 0;

  if (text == NULL)
    return FALSE;
  if (sscanf (text, "%4u-%2u-%2u%n", &date.year, &date.month, &date.day, &end) != 3 ||
      text[end] != '\0')
    {
      date.day = 0;
      end = 0;
      if (sscanf (text, "%4u-%2u%n", &date.year, &date.month, &end) != 2 || text[end] != '\0')
        return FALSE;
    }
  if (date.month < 1 || date.month > 12 || date.day > 31)
    return FALSE;
  *ret_date = date;
  return TRUE;
}

/* Month and year are left out where the end of the period says them. */
static char *
format_given (const KbGivenDate *date,
              gboolean           with_month,
              gboolean           with_year)
{
  GString *text = g_string_new (NULL);

  if (date->day != 0)
    g_string_append_printf (text, "%u", date->day);
  if (with_month)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                            get_table ()->months[date->month - 1]);
  if (with_year)
    g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", date->year);
  return g_string_free (text, FALSE);
}

/**
 * kb_format_period:
 * @from: (nullable): "2026-06-01", "2026-06" or other text
 * @to: (nullable): likewise
 *
 * Returns: (transfer full): "1 Juni – 30 September 2026"; what is not a date
 *   stays as it was typed
 */
char *
kb_format_period (const char *from,
                  const char *to)
{
  KbGivenDate begin;
  KbGivenDate end;
  g_autofree char *begin_text = NULL;
  g_autofree char *end_text = NULL;
  gboolean same_month;

  if (from == NULL || *from == '\0')
    from = to;
  if (to == NULL || *to == '\0')
    to = from;
  if (from == NULL)
    return g_strdup ("");
  end_text = parse_given (to, &end) ? format_given (&end, TRUE, TRUE) : g_strdup (to);
  if (strcmp (from, to) == 0)
    return g_steal_pointer (&end_text);
  if (!parse_given (from, &begin))
    return g_strdup_printf ("%s – %s", from, end_text);
  same_month = parse_given (to, &end) && begin.year == end.year && begin.month == end.month &&
               begin.day != 0 && end.day != 0;
  begin_text = format_given (&begin, !same_month,
                             !(parse_given (to, &end) && begin.year == end.year));
  return g_strdup_printf ("%s – %s", begin_text, end_text);
}

/**
 * kb_format_countdown:
 * @seconds: what is left
 *
 * Returns: (transfer full): minutes and seconds, "3.06"
 */
char *
kb_format_countdown (guint seconds)
{
  return g_strdup_printf ("%u%c%02u", seconds / 60, get_table ()->clock, seconds % 60);
}
