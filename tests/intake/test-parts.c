/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The small parts by themselves: rate, queries, forms. */
#include "config.h"

#include "kb-form.h"
#include "kb-query.h"
#include "kb-rate.h"

#include <string.h>

static gboolean
take (KbRate     *rate,
      const char *text,
      guint      *ret_retry_after)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (text);

  return kb_rate_take (rate, address, ret_retry_after);
}

static void
test_rate_by_hour (void)
{
  gint64 now = 3600 * 1000 + 600;
  g_autoptr(KbRate) rate = kb_rate_new (3, kb_clock_fixed (&now));
  guint retry_after = 0;

  for (guint i = 0; i < 3; i++)
    g_assert_true (take (rate, "203.0.113.7", &retry_after));
  g_assert_false (take (rate, "203.0.113.7", &retry_after));
  g_assert_cmpuint (retry_after, ==, 3000);
  g_assert_true (take (rate, "203.0.113.8", &retry_after));
  now += 3000;
  g_assert_true (take (rate, "203.0.113.7", &retry_after));
}

/* As a proxy writes them that listens on both kinds of addresses at once. */
static void
test_rate_mapped (void)
{
  gint64 now = 0;
  g_autoptr(KbRate) rate = kb_rate_new (1, kb_clock_fixed (&now));
  guint retry_after;

  g_assert_true (take (rate, "::ffff:203.0.113.7", &retry_after));
  g_assert_true (take (rate, "::ffff:203.0.113.8", &retry_after));
  g_assert_false (take (rate, "203.0.113.7", &retry_after));
}

static void
test_rate_unlimited (void)
{
  gint64 now = 0;
  g_autoptr(KbRate) rate = kb_rate_new (0, kb_clock_fixed (&now));
  guint retry_after;

  for (guint i = 0; i < 1000; i++)
    g_assert_true (take (rate, "203.0.113.7", &retry_after));
}

/* Thousands of others in the same hour must not use up one address's share. */
static void
test_rate_crowd (void)
{
  gint64 now = 0;
  g_autoptr(KbRate) rate = kb_rate_new (30, kb_clock_fixed (&now));
  guint n_refused = 0, retry_after;

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *text = g_strdup_printf ("198.18.%u.%u", i / 250, i % 250);

      for (guint k = 0; k < 10; k++)
        n_refused += !take (rate, text, &retry_after);
    }
  g_assert_cmpuint (n_refused, ==, 0);
}

static void
test_query (void)
{
  static const char *const bad[] = {
    NULL, "", "after", "after=", "after=-1", "after=+1", "after= 1", "after=01", "after=1 ",
    "after=0x1", "after=1&after=2", "AFTER=1", "after=9223372036854775808",
  };
  guint8 bytes[2] = { 0 };
  guint64 value = 7;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (kb_query_u64 (bad[i], "after", &value));
  g_assert_cmpuint (value, ==, 7);
  g_assert_true (kb_query_u64 ("after=0", "after", &value));
  g_assert_cmpuint (value, ==, 0);
  g_assert_true (kb_query_u64 ("after=9223372036854775807", "after", &value));
  g_assert_cmpuint (value, ==, G_MAXINT64);
  g_assert_true (kb_query_hex ("use=0aff", "use", bytes, 2));
  g_assert_cmpint (bytes[1], ==, 255);
  g_assert_false (kb_query_hex ("use=0AFF", "use", bytes, 2));
  g_assert_false (kb_query_hex ("use=0aff00", "use", bytes, 2));
}

static gboolean
parse (const char *text,
       char       *buffer,
       KbForm     *ret_form)
{
  strcpy (buffer, text);

  return kb_form_parse (buffer, strlen (text), ret_form);
}

static void
test_form (void)
{
  static const char *const bad[] = { "=x", "%", "a=%", "a=%4", "a=%zz", "a=%00", "%00=a", "a=1&a=2",
                                     "a=1&%61=2", "a=%ff", "%ff=a", "a=%C3%28", "&", "a=1&&b=2" };
  char buffer[256];
  KbForm form;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (parse (bad[i], buffer, &form));
  g_assert_true (parse ("a=1&b=%C3%A9+%2B&c&d=x%3Dy%26z&e=1%0D%0A2%0D3", buffer, &form));
  g_assert_cmpuint (form.n_fields, ==, 5);
  g_assert_cmpstr (kb_form_get (&form, "a"), ==, "1");
  g_assert_cmpstr (kb_form_get (&form, "b"), ==, "é +");
  g_assert_cmpstr (kb_form_get (&form, "c"), ==, "");
  g_assert_cmpstr (kb_form_get (&form, "d"), ==, "x=y&z");
  g_assert_cmpstr (kb_form_get (&form, "e"), ==, "1\n2\r3");
  g_assert_null (kb_form_get (&form, "f"));
}

static void
test_form_fields (void)
{
  g_autoptr(GString) text = g_string_new ("a=1");
  KbForm form;

  for (guint i = 1; i < KB_FORM_FIELDS; i++)
    g_string_append_printf (text, "&f%u=", i);
  {
    g_autofree char *copy = g_strdup (text->str);

    g_assert_true (kb_form_parse (copy, text->len, &form));
  }
  g_string_append (text, "&more=");
  g_assert_false (kb_form_parse (text->str, text->len, &form));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parts/rate/by-hour", test_rate_by_hour);
  g_test_add_func ("/parts/rate/mapped-addresses", test_rate_mapped);
  g_test_add_func ("/parts/rate/unlimited", test_rate_unlimited);
  g_test_add_func ("/parts/rate/crowd", test_rate_crowd);
  g_test_add_func ("/parts/query", test_query);
  g_test_add_func ("/parts/form", test_form);
  g_test_add_func ("/parts/form/too-many-fields", test_form_fields);

  return g_test_run ();
}
