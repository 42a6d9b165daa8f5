/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-code.h"
#include "kb-token.h"

#include <string.h>

static const guint8 half[KB_CODE_HALF_SIZE] = { 1, 2, 3, 250 };
static const guint8 intake[KB_SIGN_PUBLIC_SIZE] = { 7, 7 };

static void
assert_refused (const char *text,
                KbCodeType  type,
                int         code)
{
  guint8 read[KB_CODE_SIZE];
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_code_parse (text, type, read, &error));
  g_assert_error (error, KB_CODE_ERROR, code);
}

static void
test_first (void)
{
  guint8 code[KB_CODE_SIZE], read[KB_CODE_SIZE], other[KB_SIGN_PUBLIC_SIZE] = { 8 };
  g_autofree char *text = NULL, *token = NULL;

  kb_code_new_first (half, intake, code);
  text = kb_code_to_text (KB_CODE_FIRST, code);
  g_assert_cmpuint (strlen (text), ==, 49);
  g_assert_true (kb_code_parse (text, KB_CODE_FIRST, read, NULL));
  g_assert_cmpmem (read, sizeof read, code, sizeof code);
  token = kb_code_get_token (read);
  g_assert_cmpstr (token, ==, "010203fa000000000000000000000000");
  g_assert_true (kb_code_names_intake (read, intake));
  g_assert_false (kb_code_names_intake (read, other));
}

static void
test_join (void)
{
  static const guint8 genesis[KB_HASH_SIZE] = { 9 }, other[KB_HASH_SIZE] = { 10 };
  static const guint8 nonce[8] = { 1 }, another[8] = { 2 };
  guint8 code[KB_CODE_SIZE], second[KB_CODE_SIZE];
  char place[KB_CODE_PLACE_SIZE], elsewhere[KB_CODE_PLACE_SIZE];

  kb_code_new_join (genesis, nonce, code);
  kb_code_new_join (genesis, another, second);
  g_assert_true (kb_code_names_genesis (code, genesis));
  g_assert_false (kb_code_names_genesis (code, other));
  kb_code_get_place (code, place);
  kb_code_get_place (second, elsewhere);
  g_assert_cmpuint (strlen (place), ==, 32);
  g_assert_cmpstr (place, !=, elsewhere);
}

/* As people type: small letters, other gaps, 0, 1 and 8 for what they look like. */
static void
test_forgives (void)
{
  guint8 code[KB_CODE_SIZE], read[KB_CODE_SIZE];
  guint n_changed = 0;

  for (guint i = 0; i < 64; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *small = NULL;
      g_autofree char *typed = NULL;

      for (guint j = 0; j < sizeof code; j++)
        code[j] = i * 37 + j * 11;
      text = kb_code_to_text (KB_CODE_JOIN, code);
      for (char *at = text; *at != '\0'; at++)
        {
          const char *seen = strchr ("O0I1B8", *at);

          if (seen != NULL && g_ascii_isupper (*at))
            {
              *at = seen[1];
              n_changed++;
            }
        }
      small = g_ascii_strdown (text, -1);
      g_strdelimit (small, "-", ' ');
      typed = g_strconcat ("  ", small, "\n", NULL);
      g_assert_true (kb_code_parse (typed, KB_CODE_JOIN, read, NULL));
      g_assert_cmpmem (read, sizeof read, code, sizeof code);
    }
  g_assert_cmpuint (n_changed, >, 20);
}

static void
test_wrong_letters (void)
{
  guint8 code[KB_CODE_SIZE];
  g_autofree char *text = NULL;
  g_autofree char *shorter = NULL;
  g_autofree char *longer = NULL;

  kb_code_new_first (half, intake, code);
  text = kb_code_to_text (KB_CODE_FIRST, code);
  shorter = g_strndup (text, strlen (text) - 1);
  longer = g_strconcat (text, "A", NULL);
  assert_refused (shorter, KB_CODE_FIRST, KB_CODE_ERROR_LENGTH);
  assert_refused (longer, KB_CODE_FIRST, KB_CODE_ERROR_LENGTH);
  assert_refused ("", KB_CODE_FIRST, KB_CODE_ERROR_LENGTH);
  assert_refused (text, KB_CODE_JOIN, KB_CODE_ERROR_TYPE);
  text[3] = '9';
  assert_refused (text, KB_CODE_FIRST, KB_CODE_ERROR_LETTER);
  text[3] = '\xc3';
  assert_refused (text, KB_CODE_FIRST, KB_CODE_ERROR_LETTER);
}

/* One byte of check: of the slips of one letter, and of two neighbours that
 * changed places, hardly any passes. */
static void
test_slips (void)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  guint8 code[KB_CODE_SIZE], read[KB_CODE_SIZE];
  g_autofree char *text = NULL;
  guint passed = 0, tried = 0;

  kb_code_new_first (half, intake, code);
  text = kb_code_to_text (KB_CODE_FIRST, code);
  for (gsize at = 0; text[at] != '\0'; at++)
    for (guint i = 0; text[at] != '-' && i < strlen (letters); i++)
      {
        g_autofree char *slip = g_strdup (text);

        slip[at] = letters[i];
        if (slip[at] == text[at])
          continue;
        tried++;
        passed += kb_code_parse (slip, KB_CODE_FIRST, read, NULL);
      }
  g_assert_cmpuint (tried, ==, 40 * 31);
  g_assert_cmpuint (passed, <, tried / 50);
}

static void
test_tokens (void)
{
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);
  g_autoptr(KbSigningKey) paper = kb_signing_key_new_from_seed (seed);
  g_autoptr(KbSecret) one = kb_token_new ();
  g_autoptr(KbSecret) two = kb_token_new ();
  g_autoptr(KbSecret) recovery = kb_token_new_recovery (paper);
  g_autoptr(KbSecret) again = kb_token_new_recovery (paper);

  g_assert_cmpuint (kb_secret_get_size (one), ==, 43);
  g_assert_false (kb_secret_equal (one, two));
  g_assert_true (kb_secret_equal (recovery, again));
  for (guint i = 0; i < 43; i++)
    g_assert_true (g_ascii_isalnum (kb_secret_get_data (one)[i]) ||
                   strchr ("-_", kb_secret_get_data (one)[i]) != NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/code/first", test_first);
  g_test_add_func ("/journal/code/join", test_join);
  g_test_add_func ("/journal/code/forgives", test_forgives);
  g_test_add_func ("/journal/code/wrong-letters", test_wrong_letters);
  g_test_add_func ("/journal/code/slips", test_slips);
  g_test_add_func ("/journal/code/tokens", test_tokens);

  return g_test_run ();
}
