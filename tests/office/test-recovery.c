/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery sheet: what is printed comes back, and nothing else does. */
#include "config.h"

#include "kb-recovery.h"

#include <string.h>

#include "kb-age-open.h"

static KbSecret *
secret_of (const char *text)
{
  return kb_secret_new (text, strlen (text));
}

static char *
text_of (KbSecret *secret)
{
  return g_strndup ((const char *) kb_secret_get_data (secret), kb_secret_get_size (secret));
}

static void
assert_same (KbRecovery *a,
             KbRecovery *b)
{
  g_autofree char *age_a = kb_age_identity_get_recipient (a->age);
  g_autofree char *age_b = kb_age_identity_get_recipient (b->age);

  g_assert_cmpmem (kb_signing_key_get_public (a->sign), KB_SIGN_PUBLIC_SIZE,
                   kb_signing_key_get_public (b->sign), KB_SIGN_PUBLIC_SIZE);
  g_assert_cmpstr (age_a, ==, age_b);
}

static void
assert_refused (const char *text)
{
  g_autoptr(KbSecret) secret = secret_of (text);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_recovery_from_text (secret, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY);
}

static void
test_sheet_comes_back (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbRecovery) again = kb_recovery_from_text (sheet, &error);

  g_assert_no_error (error);
  assert_same (recovery, again);
}

static void
test_key_outlives_its_sheet (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  kb_secret_unref (kb_recovery_to_text (recovery));
  kb_signing_key_sign (recovery->sign, "test", "x", 1, signature);
  g_assert_true (kb_sign_verify (kb_signing_key_get_public (recovery->sign), "test", "x", 1,
                                 signature));
}

static void
test_space_at_the_end_is_forgiven (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);
  g_autofree char *longer = g_strconcat (text, "\n  \r\n", NULL);
  g_autoptr(KbSecret) typed = secret_of (longer);
  g_autoptr(KbRecovery) again = kb_recovery_from_text (typed, NULL);

  g_assert_nonnull (again);
  assert_same (recovery, again);
}

static void
test_any_cut_is_refused (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);

  for (gsize n = 0; n < strlen (g_strchomp (text)); n++)
    {
      g_autofree char *cut = g_strndup (text, n);

      assert_refused (cut);
    }
}

/* The seed has no check sum: a slip there gives another key, which then does
 * not co-sign. Title, line ends and the age identity are noticed at once. */
static void
test_slips_are_refused (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);
  const char *seed = strchr (text, '\n') + 1;
  const char *age = strchr (seed, '\n') + 1;

  for (char *p = g_strchomp (text); *p != '\0'; p++)
    {
      char kept = *p;

      if (p >= seed && p < age - 1)
        continue;
      *p = kept == 'Q' ? 'P' : 'Q';
      assert_refused (text);
      *p = kept;
    }
}

static void
test_foreign_texts_are_refused (void)
{
  assert_refused ("\n");
  assert_refused ("AGE-SECRET-KEY-1\n");
  assert_refused ("kumbang-recovery-2\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/office/recovery/sheet-comes-back", test_sheet_comes_back);
  g_test_add_func ("/office/recovery/key-outlives-its-sheet", test_key_outlives_its_sheet);
  g_test_add_func ("/office/recovery/space-at-the-end-is-forgiven",
                   test_space_at_the_end_is_forgiven);
  g_test_add_func ("/office/recovery/any-cut-is-refused", test_any_cut_is_refused);
  g_test_add_func ("/office/recovery/slips-are-refused", test_slips_are_refused);
  g_test_add_func ("/office/recovery/foreign-texts-are-refused", test_foreign_texts_are_refused);

  return g_test_run ();
}
