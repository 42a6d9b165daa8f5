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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/fixed-clock-shows-its-variable",
                   test_fixed_clock_shows_its_variable);
  g_test_add_func ("/base/clock/hour-before-1970-is-zero", test_hour_before_1970_is_zero);
  g_test_add_func ("/base/clock/no-clock-is-the-systems", test_no_clock_is_the_systems);

  return g_test_run ();
}
