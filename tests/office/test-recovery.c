/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery sheet: what is printed comes back, and nothing else does. */
#include "config.h"

#include "kb-recovery.h"

#include <string.h>

#include "kb-age-open.h"
#include "kb-bytes.h"

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

static KbRecovery *
new_named (void)
{
  KbRecovery *recovery = kb_recovery_generate ();

  memset (recovery->genesis, 3, sizeof recovery->genesis);
  memset (recovery->intake, 4, sizeof recovery->intake);
  recovery->endpoint = g_strdup ("https://lapor.contoh.go.id:8443/api");

  return recovery;
}

static void
test_names_office_and_server (void)
{
  g_autoptr(KbRecovery) recovery = new_named ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autoptr(KbRecovery) again = kb_recovery_from_text (sheet, NULL);

  g_assert_nonnull (again);
  assert_same (recovery, again);
  g_assert_cmpmem (again->genesis, 32, recovery->genesis, 32);
  g_assert_cmpmem (again->intake, 32, recovery->intake, 32);
  g_assert_cmpstr (again->endpoint, ==, recovery->endpoint);
}

/* As somebody types it who is in a hurry: small letters, no spaces, 0 for O, lines turned round. */
static void
test_is_taken_as_people_type (void)
{
  g_autoptr(KbRecovery) recovery = new_named ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GString) typed = g_string_new (NULL);
  g_autoptr(KbSecret) secret = NULL;
  g_autoptr(KbRecovery) again = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = g_strv_length (lines); i > 1; i--)
    {
      char *line = lines[i - 1];
      g_autofree char *lower = g_ascii_strdown (line, -1);

      if (*line == 'E' || *line == '\0')
        {
          g_string_append_printf (typed, "  %s \r\n", line);
          continue;
        }
      g_strdelimit (lower + 2, " ", '-');
      g_strdelimit (lower + 2, "o", '0');
      g_string_append_printf (typed, "%s\n", lower);
    }
  secret = secret_of (typed->str);
  again = kb_recovery_from_text (secret, &error);
  g_assert_no_error (error);
  assert_same (recovery, again);
  g_assert_cmpstr (again->endpoint, ==, recovery->endpoint);
}

/* What is cut off is no sheet, or one without the office's lines: never another key. */
static void
test_any_cut_is_refused (void)
{
  g_autoptr(KbRecovery) recovery = new_named ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);

  for (gsize n = 0; n < strlen (g_strchomp (text)); n++)
    {
      g_autofree char *cut = g_strndup (text, n);
      g_autoptr(KbSecret) secret = secret_of (cut);
      g_autoptr(KbRecovery) read = kb_recovery_from_text (secret, NULL);

      if (read == NULL)
        continue;
      assert_same (recovery, read);
      g_assert_null (read->endpoint);
    }
}

/* Whatever letter is another one: the sheet is refused, and the line is named. */
static void
test_slips_are_named (void)
{
  g_autoptr(KbRecovery) recovery = new_named ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);
  char *line = strchr (text, '\n') + 1;

  for (char *p = line; *p != '\0'; p++)
    {
      g_autoptr(KbSecret) secret = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *name = NULL;
      char kept = *p;

      if (kept == '\n')
        line = p + 1;
      if (g_ascii_isspace (kept) || p < line + 2)
        continue;
      *p = kept == 'Q' ? 'P' : 'Q';
      secret = secret_of (text);
      name = g_strdup_printf (" %.*s ", *line == 'E' ? 1 : 2, line);
      g_assert_null (kb_recovery_from_text (secret, &error));
      g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY);
      g_assert_nonnull (strstr (error->message, name));
      *p = kept;
    }
}

static void
test_missing_line_is_named (void)
{
  g_autoptr(KbRecovery) recovery = new_named ();
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autofree char *text = text_of (sheet);
  g_auto(GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);

  for (guint left_out = 1; lines[left_out] != NULL; left_out++)
    {
      g_autoptr(GString) typed = g_string_new (NULL);
      g_autoptr(KbSecret) secret = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *name =
        g_strdup_printf (" %.*s ", *lines[left_out] == 'E' ? 1 : 2, lines[left_out]);

      for (guint i = 0; lines[i] != NULL; i++)
        if (i != left_out)
          g_string_append_printf (typed, "%s\n", lines[i]);
      secret = secret_of (typed->str);
      g_assert_null (kb_recovery_from_text (secret, &error));
      g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY);
      g_assert_nonnull (strstr (error->message, name));
    }
}

static void
test_old_sheet_is_read (void)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) age = kb_age_identity_to_secret (recovery->age);
  g_autofree char *age_text = text_of (age);
  g_autofree char *seed =
    kb_hex_encode (kb_secret_get_data (kb_signing_key_get_seed (recovery->sign)),
                   KB_SIGN_SEED_SIZE);
  g_autofree char *text = g_strdup_printf ("kumbang-recovery-1\n%s\n%s\n", seed, age_text);
  g_autoptr(KbSecret) secret = secret_of (text);
  g_autoptr(KbRecovery) read = kb_recovery_from_text (secret, NULL);

  g_assert_nonnull (read);
  assert_same (recovery, read);
  g_assert_null (read->endpoint);
}

static void
test_foreign_texts_are_refused (void)
{
  assert_refused ("");
  assert_refused ("\n");
  assert_refused ("AGE-SECRET-KEY-1\n");
  assert_refused ("kumbang-recovery-1\n");
  assert_refused ("kumbang-recovery-2\n");
  assert_refused ("kumbang-recovery-3\n");
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
  g_test_add_func ("/office/recovery/names-office-and-server", test_names_office_and_server);
  g_test_add_func ("/office/recovery/is-taken-as-people-type", test_is_taken_as_people_type);
  g_test_add_func ("/office/recovery/slips-are-named", test_slips_are_named);
  g_test_add_func ("/office/recovery/missing-line-is-named", test_missing_line_is_named);
  g_test_add_func ("/office/recovery/old-sheet-is-read", test_old_sheet_is_read);
  g_test_add_func ("/office/recovery/foreign-texts-are-refused", test_foreign_texts_are_refused);

  return g_test_run ();
}
