/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "age-testing.h"
#include "kb-limits.h"

#include <string.h>

/* The identity of the public test vectors, and what `age-keygen -y` says of it. */
#define SECRET "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"
#define PUBLIC "age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4q47ryef"

static void
assert_identity_refused (const char *text)
{
  g_autoptr(KbSecret) secret = testing_secret (text);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_age_identity_parse (secret, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY);
}

static void
assert_recipient_refused (const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_age_recipient_parse (text, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY);
}

static void
test_identity_text_round_trip (void)
{
  g_autoptr(KbSecret) text = testing_secret (SECRET);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_parse (text, &error);
  g_autoptr(KbSecret) again = NULL;

  g_assert_no_error (error);
  again = kb_age_identity_to_secret (identity);
  g_assert_true (kb_secret_equal (text, again));
}

static void
test_recipient_text_round_trip (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autofree char *text = kb_age_identity_get_recipient (identity);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_parse (text, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = kb_age_recipient_to_string (recipient);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpmem (kb_age_recipient_get_public (recipient), KB_AGE_PUBLIC_SIZE,
                   kb_age_identity_get_public (identity), KB_AGE_PUBLIC_SIZE);
}

static void
test_identity_has_its_recipient (void)
{
  g_autoptr(KbSecret) text = testing_secret (SECRET);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_parse (text, NULL);
  g_autofree char *recipient = kb_age_identity_get_recipient (identity);

  g_assert_cmpstr (recipient, ==, PUBLIC);
}

static void
test_passphrase_has_no_text (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("rahasia");
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (passphrase, 10);
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 10);

  g_assert_null (kb_age_identity_to_secret (identity));
  g_assert_null (kb_age_identity_get_recipient (identity));
  g_assert_null (kb_age_identity_get_public (identity));
  g_assert_null (kb_age_recipient_to_string (recipient));
  g_assert_null (kb_age_recipient_get_public (recipient));
}

static void
test_each_wrong_character_refused (void)
{
  for (gsize i = 0; i < strlen (PUBLIC); i++)
    {
      g_autofree char *text = g_strdup (PUBLIC);

      text[i] = text[i] == 'q' ? 'p' : 'q';
      assert_recipient_refused (text);
    }
  for (gsize i = 0; i < strlen (SECRET); i++)
    {
      g_autofree char *text = g_strdup (SECRET);

      text[i] = text[i] == 'Q' ? 'P' : 'Q';
      assert_identity_refused (text);
    }
}

static void
test_other_spellings_refused (void)
{
  g_autofree char *upper = g_ascii_strup (PUBLIC, -1);
  g_autofree char *lower = g_ascii_strdown (SECRET, -1);
  g_autofree char *mixed = g_strdup (PUBLIC);

  mixed[5] = g_ascii_toupper (mixed[5]);
  assert_recipient_refused (upper);
  assert_recipient_refused (mixed);
  assert_recipient_refused (PUBLIC " ");
  assert_recipient_refused (" " PUBLIC);
  assert_recipient_refused ("");
  assert_recipient_refused ("age1");
  assert_recipient_refused (SECRET);
  assert_identity_refused (lower);
  assert_identity_refused (PUBLIC);
  assert_identity_refused (SECRET "\n");
  assert_identity_refused ("");
}

/* A right checksum, but a bit set in the padding after the 32 bytes. */
static void
test_padding_bits_refused (void)
{
  assert_recipient_refused ("age1xmwwc06ly3ee5rytxm9mflaz2u56jjj36s0mypdrwsvlul66mv4pggh3ym");
}

/* Sealing to it would give everyone the same shared secret. */
static void
test_low_order_recipient_refused (void)
{
  static const guint8 zero[KB_AGE_PUBLIC_SIZE];
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_x25519 (zero);
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_age_seal ("x", 1, &recipient, 1, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY);
}

static void
test_passphrase_is_the_only_recipient (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("rahasia");
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(KbAgeRecipient) first = testing_recipient (identity);
  g_autoptr(KbAgeRecipient) second = kb_age_recipient_new_scrypt (passphrase, 1);
  KbAgeRecipient *both[] = { first, second };
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_age_seal ("x", 1, both, G_N_ELEMENTS (both), &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY);
}

static void
assert_padded (gsize size,
               gsize expected)
{
  g_autofree char *json = g_strnfill (size, '7');
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) padded = kb_seal_pad_json (json, KB_LIMIT_STORY, &error);
  const char *data;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (padded), ==, expected);
  data = g_bytes_get_data (padded, NULL);
  g_assert_cmpmem (data, size, json, size);
  for (gsize i = size; i < expected; i++)
    g_assert_cmpint (data[i], ==, ' ');
}

static void
test_pad_classes (void)
{
  assert_padded (0, 4096);
  assert_padded (4096, 4096);
  assert_padded (4097, 16384);
  assert_padded (16385, 65536);
  assert_padded (65536, 65536);
}

static void
test_pad_limit (void)
{
  g_autofree char *json = g_strnfill (KB_LIMIT_IDENTITY + 1, '7');
  g_autofree char *story = g_strnfill (KB_LIMIT_STORY + 1, '7');
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_seal_pad_json (json, KB_LIMIT_IDENTITY, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (kb_seal_pad_json (story, KB_LIMIT_STORY, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seal/keys/identity-text-round-trip", test_identity_text_round_trip);
  g_test_add_func ("/seal/keys/recipient-text-round-trip", test_recipient_text_round_trip);
  g_test_add_func ("/seal/keys/identity-has-its-recipient", test_identity_has_its_recipient);
  g_test_add_func ("/seal/keys/passphrase-has-no-text", test_passphrase_has_no_text);
  g_test_add_func ("/seal/keys/each-wrong-character-refused", test_each_wrong_character_refused);
  g_test_add_func ("/seal/keys/other-spellings-refused", test_other_spellings_refused);
  g_test_add_func ("/seal/keys/padding-bits-refused", test_padding_bits_refused);
  g_test_add_func ("/seal/keys/low-order-recipient-refused", test_low_order_recipient_refused);
  g_test_add_func ("/seal/keys/passphrase-is-the-only-recipient",
                   test_passphrase_is_the_only_recipient);
  g_test_add_func ("/seal/pad/classes", test_pad_classes);
  g_test_add_func ("/seal/pad/limit", test_pad_limit);

  return g_test_run ();
}
