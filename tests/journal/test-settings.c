/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the office chooses instead of presets. */
#include "config.h"

#include "office-fixture.h"

#include <string.h>

static GBytes *
body_of (const char *section,
         const char *value)
{
  g_autoptr(GError) error = NULL;
  GBytes *body = kb_roster_settings_body (section, value, &error);

  g_assert_no_error (error);

  return body;
}

static void
append (Office     *office,
        const char *section,
        const char *value)
{
  office_append (office, office_roster_entry (office, &office->supervisor, KB_KIND_SETTINGS,
                                              body_of (section, value)));
}

static void
test_newest_of_a_section_stands (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(GHashTable) none = kb_roster_dup_settings (office->roster);
  g_autoptr(GHashTable) settings = NULL;

  g_assert_cmpuint (g_hash_table_size (none), ==, 0);
  append (office, "clocks", "{\"verify\":14}");
  append (office, "letterhead", "{\"lines\":[\"Inspektorat\"],\"city\":\"Pangkalan Bun\"}");
  append (office, "clocks", "{\"verify\":7,\"warn\":3}");
  settings = kb_roster_dup_settings (office->roster);
  g_assert_cmpuint (g_hash_table_size (settings), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (settings, "clocks"), ==, "{\"verify\":7,\"warn\":3}");
}

static void
test_accepts (void)
{
  static const char * const values[][2] = {
    { "clocks", "{}" },
    { "clocks", "{\"verify\":1,\"handle\":366,\"warn\":1,\"a_b\":5}" },
    { "holidays-2027", "{}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2027-01-01\",\"name\":\"Tahun Baru\"}],"
                       "\"remove\":[\"2027-12-31\"]}" },
    { "letterhead", "{}" },
    { "letterhead", "{\"lines\":[\"\",\"a\",\"b\",\"c\",\"d\",\"e\"],\"city\":\"\","
                    "\"signer\":\"x\","
                    "\"signer_title\":\"x\",\"signer_id\":\"19700101\",\"numbering\":\"700/%d\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_bytes_unref (body_of (values[i][0], values[i][1]));
}

static void
test_refuses (void)
{
  static const char * const values[][2] = {
    { "", "{}" },
    { "clock", "{}" },
    { "holidays-", "{}" },
    { "holidays-27", "{}" },
    { "holidays-99999", "{}" },
    { "holidays-20 7", "{}" },
    { "clocks", "" },
    { "clocks", "[]" },
    { "clocks", "{\"verify\":0}" },
    { "clocks", "{\"verify\":-3}" },
    { "clocks", "{\"verify\":367}" },
    { "clocks", "{\"verify\":\"5\"}" },
    { "clocks", "{\"verify\":5.5}" },
    { "clocks", "{\"Verify\":5}" },
    { "clocks", "{\"\":5}" },
    { "clocks", "{\"verify\":null}" },
    { "clocks", "{\"verify\":5,\"verify\":6}" },
    { "clocks", "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,"
                "\"j\":1,\"k\":1,\"l\":1,\"m\":1,\"n\":1,\"o\":1,\"p\":1,\"q\":1}" },
    { "holidays-2027", "{\"add\":{}}" },
    { "holidays-2027", "{\"add\":[\"2027-01-01\"]}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2026-01-01\",\"name\":\"x\"}]}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2027-02-29\",\"name\":\"x\"}]}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2027-02-28\",\"name\":\"\"}]}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2027-02-28\",\"name\":\"a\\nb\"}]}" },
    { "holidays-2027", "{\"add\":[{\"date\":\"2027-02-28\"}]}" },
    { "holidays-2027", "{\"remove\":[{}]}" },
    { "holidays-2027", "{\"remove\":[20270101]}" },
    { "holidays-2027", "{\"remove\":[\"2026-01-01\"]}" },
    { "holidays-2027", "{\"days\":[]}" },
    { "letterhead", "{\"lines\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]}" },
    { "letterhead", "{\"lines\":\"1\"}" },
    { "letterhead", "{\"lines\":[1]}" },
    { "letterhead", "{\"city\":[]}" },
    { "letterhead", "{\"signer\":\"a\\u0000\"}" },
    { "letterhead", "{\"signer\":\"a\\tb\"}" },
    { "letterhead", "{\"logo\":\"x\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s %s", values[i][0], values[i][1]);
      g_assert_null (kb_roster_settings_body (values[i][0], values[i][1], &error));
      g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_MALFORMED);
    }
}

static char *
holidays_of (guint       n,
             const char *name)
{
  GString *value = g_string_new ("{\"add\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (value, "%s{\"date\":\"2027-%02u-%02u\",\"name\":\"%s\"}",
                            i > 0 ? "," : "", i / 28 + 1, i % 28 + 1, name);
  g_string_append (value, "]}");

  return g_string_free (value, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *long_name = g_strnfill (KB_LIMIT_NAME_CHARS, 'x');
  g_autofree char *too_long_name = g_strnfill (KB_LIMIT_NAME_CHARS + 1, 'x');
  g_autofree char *most = holidays_of (KB_LIMIT_SETTING_DAYS, "Cuti bersama Idul Fitri");
  g_autofree char *too_many = holidays_of (KB_LIMIT_SETTING_DAYS + 1, "x");
  g_autofree char *one = holidays_of (1, long_name);
  g_autofree char *one_too_long = holidays_of (1, too_long_name);
  g_autofree char *too_large = holidays_of (KB_LIMIT_SETTING_DAYS, long_name);

  g_bytes_unref (body_of ("holidays-2027", most));
  g_bytes_unref (body_of ("holidays-2027", one));
  g_assert_null (kb_roster_settings_body ("holidays-2027", too_many, NULL));
  g_assert_null (kb_roster_settings_body ("holidays-2027", one_too_long, NULL));
  g_assert_null (kb_roster_settings_body ("holidays-2027", too_large, NULL));
}

/* Not made by kb_roster_settings_body(): a wrong one in the journal changes nothing. */
static void
test_a_wrong_one_is_set_aside (void)
{
  static const char * const bodies[] = {
    "{\"v\":1}",
    "{\"v\":1,\"section\":\"clocks\"}",
    "{\"v\":1,\"section\":\"clocks\",\"value\":[]}",
    "{\"v\":1,\"section\":7,\"value\":{}}",
    "{\"v\":1,\"section\":\"clocks\",\"value\":{\"verify\":0}}",
    "{\"v\":2,\"section\":\"clocks\",\"value\":{}}",
  };
  g_autoptr(Office) office = office_new ();

  append (office, "clocks", "{\"verify\":14}");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(KbEntry) entry =
        office_roster_entry (office, &office->supervisor, KB_KIND_SETTINGS,
                             g_bytes_new (bodies[i], strlen (bodies[i])));
      g_autoptr(GHashTable) settings = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_false (kb_roster_apply (office->roster, entry,
                                       office->chains[KB_STREAM_ROSTER].seq + 1, &error));
      g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_MALFORMED);
      settings = kb_roster_dup_settings (office->roster);
      g_assert_cmpstr (g_hash_table_lookup (settings, "clocks"), ==, "{\"verify\":14}");
    }
}

static void
test_an_officer_may_not (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_roster_entry (office, &office->officer, KB_KIND_SETTINGS,
                                                  body_of ("clocks", "{\"verify\":1}"));
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_roster_apply (office->roster, entry,
                                   office->chains[KB_STREAM_ROSTER].seq + 1, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/settings/newest-of-a-section-stands",
                   test_newest_of_a_section_stands);
  g_test_add_func ("/journal/settings/accepts", test_accepts);
  g_test_add_func ("/journal/settings/refuses", test_refuses);
  g_test_add_func ("/journal/settings/limits", test_limits);
  g_test_add_func ("/journal/settings/a-wrong-one-is-set-aside", test_a_wrong_one_is_set_aside);
  g_test_add_func ("/journal/settings/an-officer-may-not", test_an_officer_may_not);

  return g_test_run ();
}
