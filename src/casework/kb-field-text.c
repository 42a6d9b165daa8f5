/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-field-text.h"

#include <stdio.h>
#include <string.h>

#include "kb-format.h"

#define MAX_RUPIAH_DIGITS 15

KbFieldKind
kb_field_kind (const char *field)
{
  static const char *const dates[] = { "letter_date", "clarified", "examined", "lhp_date", NULL };
  static const char *const money[] = { "loss", "recovered", NULL };

  if (g_strv_contains (dates, field))
    return KB_FIELD_DATE;
  return g_strv_contains (money, field) ? KB_FIELD_MONEY : KB_FIELD_TEXT;
}

static char *
new_date (guint year,
          guint month,
          guint day)
{
  if (year < 1900 || year > 2200 || !g_date_valid_dmy (day, month, year))
    return NULL;
  return g_strdup_printf ("%04u-%02u-%02u", year, month, day);
}

/* By its first three letters, as the windows' language writes it. 0: none. */
static guint
find_month (const char *typed)
{
  g_autofree char *folded = g_utf8_casefold (typed, -1);

  if (strlen (folded) < 3)
    return 0;
  for (guint month = 1; month <= 12; month++)
    {
      g_autofree char *given = g_strdup_printf ("2000-%02u", month);
      g_autofree char *name = kb_format_period (given, NULL);
      g_autofree char *known = g_utf8_casefold (name, -1);

      if (strncmp (folded, known, 3) == 0)
        return month;
    }
  return 0;
}

static char *
read_date (const char *typed)
{
  guint year, month, day;
  char word[24];
  char between[2][2];
  int end = 0;

  if (sscanf (typed, "%4u-%2u-%2u%n", &year, &month, &day, &end) == 3 && typed[end] == '\0' &&
      year > 31)
    return new_date (year, month, day);
  if (sscanf (typed, "%2u%1[-/.]%2u%1[-/.]%4u%n", &day, between[0], &month, between[1], &year,
              &end) == 5 && typed[end] == '\0')
    return new_date (year, month, day);
  if (sscanf (typed, "%2u %23[^0-9 ] %4u%n", &day, word, &year, &end) == 3 && typed[end] == '\0')
    return new_date (year, find_month (word), day);
  return NULL;
}

/* "Rp 1.250.000", "1.250.000,00", "1250000": whole rupiah; cents only where they are none. */
static char *
read_money (const char *typed)
{
  GString *digits = g_string_new (NULL);
  const char *at = typed;

  if (g_ascii_strncasecmp (at, "rp", 2) == 0)
    at += 2;
  for (; *at == ' ' || *at == '.' || g_ascii_isdigit (*at); at++)
    if (g_ascii_isdigit (*at) && (digits->len > 0 || *at != '0'))
      g_string_append_c (digits, *at);
  if (g_str_equal (at, ",00") || g_str_equal (at, ",-"))
    at += strlen (at);
  if (*at != '\0' || digits->len > MAX_RUPIAH_DIGITS)
    {
      g_string_free (digits, TRUE);
      return NULL;
    }
  if (digits->len == 0)
    g_string_append_c (digits, '0');
  return g_string_free (digits, FALSE);
}

char *
kb_field_text_read (KbFieldKind  kind,
                    const char  *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));

  if (*text == '\0')
    return g_strdup ("");
  if (kind == KB_FIELD_DATE)
    return read_date (text);
  if (kind == KB_FIELD_MONEY)
    return read_money (text);
  return g_steal_pointer (&text);
}

char *
kb_field_text_show (KbFieldKind  kind,
                    const char  *value)
{
  gsize n_digits = strspn (value, "0123456789");
  g_autofree char *figure = NULL;

  if (kind == KB_FIELD_DATE)
    return kb_format_period (value, NULL);
  if (kind != KB_FIELD_MONEY || n_digits == 0 || value[n_digits] != '\0' ||
      n_digits > MAX_RUPIAH_DIGITS)
    return g_strdup (value);
  figure = kb_format_count (g_ascii_strtoull (value, NULL, 10));
  return g_strconcat ("Rp", figure, NULL);
}
