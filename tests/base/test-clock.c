/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clock.h"

static void
test_fixed_clock_shows_its_variable (void)
{
  gint64 seconds = 7199;
  KbClock clock = kb_clock_fixed (&seconds);

  g_assert_cmpint (kb_clock_now (&clock), ==, 7199);
  g_assert_cmpuint (kb_clock_hour (&clock), ==, 1);
  seconds++;
  g_assert_cmpint (kb_clock_now (&clock), ==, 7200);
  g_assert_cmpuint (kb_clock_hour (&clock), ==, 2);
}

static void
test_hour_before_1970_is_zero (void)
{
  gint64 seconds = -5000;
  KbClock clock = kb_clock_fixed (&seconds);

  g_assert_cmpuint (kb_clock_hour (&clock), ==, 0);
}

static void
test_no_clock_is_the_systems (void)
{
  KbClock clock = kb_clock_system ();
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;

  g_assert_cmpint (kb_clock_now (NULL), >=, before);
  g_assert_cmpint (kb_clock_now (&clock), >=, before);
}

static void
test_days_in_one_form_only (void)
{
  static const char * const wrong[] = {
    "", "2026", "2026-11-2", "2026-11-024", "2026-02-29", "2026-13-01", "2026-00-10",
    "2026-11-00", "26-11-2024", "2026/11/24", "2026-11-24 ", " 026-11-24", "2026-1--24",
    "1899-12-31", "2200-01-01", "0000-00-00", "२०२६-११-२४",
  };
  guint32 day = 0;
  g_autofree char *text = NULL;

  g_assert_true (kb_day_parse ("1970-01-01", &day));
  g_assert_cmpuint (day, ==, 719163);
  g_assert_true (kb_day_parse ("2028-02-29", &day));
  text = kb_day_format (day);
  g_assert_cmpstr (text, ==, "2028-02-29");
  g_assert_false (kb_day_parse (NULL, &day));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (kb_day_parse (wrong[i], &day));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/fixed-clock-shows-its-variable",
                   test_fixed_clock_shows_its_variable);
  g_test_add_func ("/base/clock/hour-before-1970-is-zero", test_hour_before_1970_is_zero);
  g_test_add_func ("/base/clock/no-clock-is-the-systems", test_no_clock_is_the_systems);
  g_test_add_func ("/base/clock/days-in-one-form-only", test_days_in_one_form_only);

  return g_test_run ();
}
