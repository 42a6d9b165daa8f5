/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clock.h"
#include "kb-workdays.h"

static guint32
day (const char *text)
{
  guint32 parsed = 0;

  g_assert_true (kb_day_parse (text, &parsed));

  return parsed;
}

static GHashTable *
settings_new (const char *section,
              const char *value)
{
  GHashTable *settings = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (settings, (gpointer) section, (gpointer) value);

  return settings;
}

static void
assert_add (KbWorkdays *workdays,
            const char *from,
            guint       n,
            const char *expected)
{
  g_autofree char *found = kb_day_format (kb_workdays_add (workdays, day (from), n));

  g_assert_cmpstr (found, ==, expected);
}

static void
test_weekends_are_free (void)
{
  g_autoptr(KbWorkdays) workdays = kb_workdays_new (NULL);

  g_assert_true (kb_workdays_is_working (workdays, day ("2026-11-27")));
  g_assert_false (kb_workdays_is_working (workdays, day ("2026-11-28")));
  g_assert_false (kb_workdays_is_working (workdays, day ("2026-11-29")));
  g_assert_true (kb_workdays_is_working (workdays, day ("2026-11-30")));
  g_assert_null (kb_workdays_get_name (workdays, day ("2026-11-28")));
  assert_add (workdays, "2026-11-27", 0, "2026-11-27");
  assert_add (workdays, "2026-11-28", 0, "2026-11-30");
  assert_add (workdays, "2026-11-28", 1, "2026-11-30");
  assert_add (workdays, "2026-11-27", 1, "2026-11-30");
  assert_add (workdays, "2026-11-24", 5, "2026-12-01");
}

/* 18 to 24 March 2026: nothing but Nyepi, Lebaran and the days between. */
static void
test_lebaran_is_one_long_run (void)
{
  g_autoptr(KbWorkdays) workdays = kb_workdays_new (NULL);

  assert_add (workdays, "2026-03-17", 1, "2026-03-25");
  assert_add (workdays, "2026-03-21", 0, "2026-03-25");
  assert_add (workdays, "2025-03-27", 1, "2025-04-08");
  g_assert_cmpint (kb_workdays_between (workdays, day ("2026-03-17"), day ("2026-03-24")), ==, 0);
  g_assert_cmpstr (kb_workdays_get_name (workdays, day ("2026-03-21")), ==,
                   "Idul Fitri 1447 Hijriah");
}

static void
test_over_the_end_of_a_year (void)
{
  g_autoptr(KbWorkdays) workdays = kb_workdays_new (NULL);

  /* 25 and 26 December, the weekend, the first of January */
  assert_add (workdays, "2025-12-24", 1, "2025-12-29");
  assert_add (workdays, "2025-12-31", 1, "2026-01-02");
  g_assert_cmpint (kb_workdays_between (workdays, day ("2025-12-24"), day ("2026-01-05")), ==, 5);
  g_assert_cmpint (kb_workdays_between (workdays, day ("2026-01-05"), day ("2025-12-24")), ==, -5);
}

/* By walking day after day, for each day of three years. */
static void
test_counting_is_as_walking (void)
{
  g_autoptr(KbWorkdays) workdays = kb_workdays_new (NULL);

  for (guint32 from = day ("2025-01-01"); from <= day ("2027-12-31"); from++)
    {
      guint32 walked = from;

      for (int n = 1; n <= 15; n++)
        {
          do
            walked++;
          while (!kb_workdays_is_working (workdays, walked));
          g_assert_cmpuint (kb_workdays_add (workdays, from, n), ==, walked);
          g_assert_cmpint (kb_workdays_between (workdays, from, walked), ==, n);
          g_assert_cmpint (kb_workdays_between (workdays, walked, from), ==, -n);
        }
    }
}

static void
test_the_office_adds_and_removes (void)
{
  g_autoptr(GHashTable) settings =
    settings_new ("holidays-2026", "{\"add\":[{\"date\":\"2026-10-03\",\"name\":\"Sabtu\"},"
                                   "{\"date\":\"2026-10-05\",\"name\":\"Hari jadi\"}],"
                                   "\"remove\":[\"2026-12-24\"]}");
  g_autoptr(KbWorkdays) workdays = kb_workdays_new (settings);

  g_assert_false (kb_workdays_is_working (workdays, day ("2026-10-05")));
  g_assert_cmpstr (kb_workdays_get_name (workdays, day ("2026-10-05")), ==, "Hari jadi");
  assert_add (workdays, "2026-10-02", 1, "2026-10-06");
  g_assert_true (kb_workdays_is_working (workdays, day ("2026-12-24")));
  g_assert_null (kb_workdays_get_name (workdays, day ("2026-12-24")));
  assert_add (workdays, "2026-12-23", 1, "2026-12-24");
}

static void
test_years_that_nobody_knows (void)
{
  g_autoptr(GHashTable) settings =
    settings_new ("holidays-2028", "{\"add\":[{\"date\":\"2028-01-03\",\"name\":\"x\"}]}");
  g_autoptr(GHashTable) empty = settings_new ("holidays-2028", "{\"add\":[]}");
  g_autoptr(KbWorkdays) preset = kb_workdays_new (NULL);
  g_autoptr(KbWorkdays) own = kb_workdays_new (settings);
  g_autoptr(KbWorkdays) none = kb_workdays_new (empty);

  g_assert_true (kb_workdays_knows (preset, 2025));
  g_assert_true (kb_workdays_knows (preset, 2026));
  g_assert_false (kb_workdays_knows (preset, 2024));
  g_assert_false (kb_workdays_knows (preset, 2028));
  g_assert_true (kb_workdays_knows (own, 2028));
  g_assert_false (kb_workdays_knows (none, 2028));
  /* Only weekends are free there. */
  assert_add (preset, "2028-01-02", 1, "2028-01-03");
  assert_add (own, "2028-01-02", 1, "2028-01-04");
}

static void
test_days_begin_at_midnight_in_wib (void)
{
  guint32 tuesday = day ("2026-11-24");

  /* 2026-11-23T16:59:59Z is 23.59.59 on Monday */
  g_assert_cmpuint (kb_workdays_day_of (1795453199), ==, tuesday - 1);
  g_assert_cmpuint (kb_workdays_day_of (1795453200), ==, tuesday);
  g_assert_cmpuint (kb_workdays_day_of (1795453200 + 86399), ==, tuesday);
  g_assert_cmpuint (kb_workdays_day_of (-5), ==, day ("1970-01-01"));
  g_assert_cmpuint (kb_workdays_day_of (G_MAXINT64), >, tuesday);
}

static void
test_what_is_no_setting_changes_nothing (void)
{
  static const char * const values[] = {
    "", "[]", "{}", "{\"add\":{}}", "{\"add\":[1,null,{}],\"remove\":[{},[],7]}",
    "{\"add\":[{\"date\":\"2026-02-30\",\"name\":\"x\"}]}", "{\"remove\":\"2026-12-25\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(GHashTable) settings = settings_new ("holidays-2026", values[i]);
      g_autoptr(KbWorkdays) workdays = kb_workdays_new (settings);

      assert_add (workdays, "2026-12-23", 1, "2026-12-28");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/workdays/weekends-are-free", test_weekends_are_free);
  g_test_add_func ("/casework/workdays/lebaran-is-one-long-run", test_lebaran_is_one_long_run);
  g_test_add_func ("/casework/workdays/over-the-end-of-a-year", test_over_the_end_of_a_year);
  g_test_add_func ("/casework/workdays/counting-is-as-walking", test_counting_is_as_walking);
  g_test_add_func ("/casework/workdays/the-office-adds-and-removes",
                   test_the_office_adds_and_removes);
  g_test_add_func ("/casework/workdays/years-that-nobody-knows", test_years_that_nobody_knows);
  g_test_add_func ("/casework/workdays/days-begin-at-midnight-in-wib",
                   test_days_begin_at_midnight_in_wib);
  g_test_add_func ("/casework/workdays/what-is-no-setting-changes-nothing",
                   test_what_is_no_setting_changes_nothing);

  return g_test_run ();
}
