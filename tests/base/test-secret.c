/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-secret.h"

#include <string.h>

static void
test_holds_a_copy (void)
{
  char text[] = "rahasia";
  g_autoptr(KbSecret) secret = kb_secret_new (text, strlen (text));

  memset (text, 'x', strlen (text));
  g_assert_cmpmem (kb_secret_get_data (secret), kb_secret_get_size (secret), "rahasia", 7);
}

static void
test_zeroed_and_random (void)
{
  static const guint8 zeros[32];
  g_autoptr(KbSecret) zeroed = kb_secret_new_zeroed (32);
  g_autoptr(KbSecret) first = kb_secret_new_random (32);
  g_autoptr(KbSecret) second = kb_secret_new_random (32);
  g_autoptr(KbSecret) empty = kb_secret_new_zeroed (0);

  g_assert_cmpmem (kb_secret_get_data (zeroed), 32, zeros, 32);
  g_assert_false (kb_secret_equal (zeroed, first));
  g_assert_false (kb_secret_equal (first, second));
  g_assert_cmpuint (kb_secret_get_size (empty), ==, 0);
  g_assert_nonnull (kb_secret_get_data (empty));
}

static void
test_equal_compares_size_and_bytes (void)
{
  g_autoptr(KbSecret) a = kb_secret_new ("abc", 3);
  g_autoptr(KbSecret) same = kb_secret_new ("abc", 3);
  g_autoptr(KbSecret) longer = kb_secret_new ("abcd", 4);
  g_autoptr(KbSecret) other = kb_secret_new ("abd", 3);

  g_assert_true (kb_secret_equal (a, a));
  g_assert_true (kb_secret_equal (a, same));
  g_assert_false (kb_secret_equal (a, longer));
  g_assert_false (kb_secret_equal (a, other));
}

static void
test_truncate_wipes_what_it_cuts (void)
{
  g_autoptr(KbSecret) secret = kb_secret_new ("abcdef", 6);
  const guint8 *data = kb_secret_get_data (secret);

  kb_secret_truncate (secret, 2);
  g_assert_cmpuint (kb_secret_get_size (secret), ==, 2);
  g_assert_cmpmem (data, 6, "ab\0\0\0\0", 6);
}

/* Reading behind the end of a secret ends the program: no bytes leak that way. */
static void
test_overrun_is_fatal (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr(KbSecret) secret = kb_secret_new_zeroed (16);
      volatile guint8 *data = kb_secret_get_writable (secret);

      data[16] = 1;
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_last_reference_frees (void)
{
  KbSecret *secret = kb_secret_new ("x", 1);

  g_assert_true (kb_secret_ref (secret) == secret);
  kb_secret_unref (secret);
  g_assert_cmpuint (kb_secret_get_size (secret), ==, 1);
  kb_secret_unref (secret);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/secret/holds-a-copy", test_holds_a_copy);
  g_test_add_func ("/base/secret/zeroed-and-random", test_zeroed_and_random);
  g_test_add_func ("/base/secret/equal-compares-size-and-bytes",
                   test_equal_compares_size_and_bytes);
  g_test_add_func ("/base/secret/truncate-wipes-what-it-cuts", test_truncate_wipes_what_it_cuts);
  g_test_add_func ("/base/secret/overrun-is-fatal", test_overrun_is_fatal);
  g_test_add_func ("/base/secret/last-reference-frees", test_last_reference_frees);

  return g_test_run ();
}
