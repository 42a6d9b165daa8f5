/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <time.h>

#include "kb-format.h"
#include "kb-i18n.h"

/* 23 November 2026, 09:41 in UTC. */
#define NOON_ISH G_GINT64_CONSTANT (1795426860)
#define DAY 86400

static void
assert_text (char       *text,
             const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_count (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_count (0), "0");
  assert_text (kb_format_count (999), "999");
  assert_text (kb_format_count (1204), "1.204");
  assert_text (kb_format_count (100000), "100.000");
  kb_i18n_init ("en");
  assert_text (kb_format_count (1204), "1,204");
}

static void
test_dates (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_time (NOON_ISH), "09.41");
  assert_text (kb_format_day (NOON_ISH, NOON_ISH), "23 Nov");
  assert_text (kb_format_day (NOON_ISH - 365 * DAY, NOON_ISH), "23 Nov 2025");
  assert_text (kb_format_day_long (NOON_ISH), "23 November 2026");
  assert_text (kb_format_day_long (NOON_ISH - 90 * DAY), "25 Agustus 2026");
}

static void
test_moments (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_moment (NOON_ISH, NOON_ISH), "hari ini 09.41");
  assert_text (kb_format_moment (NOON_ISH - DAY, NOON_ISH), "kemarin 09.41");
  assert_text (kb_format_moment (NOON_ISH - 10 * 3600, NOON_ISH), "kemarin 23.41");
  assert_text (kb_format_moment (NOON_ISH - 3 * DAY, NOON_ISH), "20 Nov 09.41");
  kb_i18n_init ("en");
  assert_text (kb_format_moment (NOON_ISH, NOON_ISH), "today 09:41");
}

static void
test_periods (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_period ("2026-03-03", "2026-05-20"), "3 Maret – 20 Mei 2026");
  assert_text (kb_format_period ("2026-07-06", "2026-07-17"), "6 – 17 Juli 2026");
  assert_text (kb_format_period ("2025-12", "2026-04"), "Desember 2025 – April 2026");
  assert_text (kb_format_period ("2026-03", "2026-03"), "Maret 2026");
  assert_text (kb_format_period ("2026-10-05", ""), "5 Oktober 2026");
  assert_text (kb_format_period (NULL, "2026-10-05"), "5 Oktober 2026");
  assert_text (kb_format_period (NULL, NULL), "");
}

static void
test_not_a_date (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_period ("tahun lalu", ""), "tahun lalu");
  assert_text (kb_format_period ("2026-13-01", ""), "2026-13-01");
  assert_text (kb_format_period ("2026-01-01x", ""), "2026-01-01x");
}

static void
test_countdown (void)
{
  kb_i18n_init ("id");
  assert_text (kb_format_countdown (186), "3.06");
  assert_text (kb_format_countdown (9), "0.09");
}

static void
check_indonesian (const char *locale)
{
  g_setenv ("LC_ALL", locale, TRUE);
  kb_i18n_init ("id");
  g_assert_cmpstr (_("All cases"), ==, "Semua kasus");
  g_assert_cmpstr (g_dngettext (NULL, "%s case", "%s cases", 2), ==, "%s kasus");
  g_assert_cmpstr (kb_i18n_get_language (), ==, "id");
  g_assert_null (g_getenv ("LOCPATH"));
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
}

static void
test_locale_c (void)
{
  check_indonesian ("C");
}

static void
test_locale_c_utf8 (void)
{
  check_indonesian ("C.UTF-8");
}

static void
test_locale_unknown (void)
{
  check_indonesian ("xx_YY.UTF-8");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  tzset ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/desktop/format/count", test_count);
  g_test_add_func ("/desktop/format/dates", test_dates);
  g_test_add_func ("/desktop/format/moments", test_moments);
  g_test_add_func ("/desktop/format/periods", test_periods);
  g_test_add_func ("/desktop/format/not-a-date-stays", test_not_a_date);
  g_test_add_func ("/desktop/format/countdown", test_countdown);
  g_test_add_func ("/desktop/i18n/indonesian-in-locale-c", test_locale_c);
  g_test_add_func ("/desktop/i18n/indonesian-in-locale-c-utf8", test_locale_c_utf8);
  g_test_add_func ("/desktop/i18n/indonesian-in-unknown-locale", test_locale_unknown);

  return g_test_run ();
}
