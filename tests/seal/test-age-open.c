/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "age-testing.h"
#include "kb-limits.h"

#include <string.h>

static const gsize sizes[] = { 0, 1, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200000 };

static void
test_round_trip_each_size (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) plaintext = testing_plaintext (sizes[i]);
      g_autoptr(GBytes) file = testing_seal (plaintext, identity);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) opened = testing_open (file, identity, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (opened, plaintext));
    }
}

static void
test_round_trip_secret (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) plaintext = testing_plaintext (sizes[i]);
      g_autoptr(GBytes) file = testing_seal (plaintext, identity);
      g_autoptr(GError) error = NULL;
      g_autoptr(KbSecret) opened =
        kb_age_open_secret (g_bytes_get_data (file, NULL), g_bytes_get_size (file), &identity, 1,
                            sizes[i], &error);

      g_assert_no_error (error);
      g_assert_cmpmem (kb_secret_get_data (opened), kb_secret_get_size (opened),
                       g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext));
    }
}

static void
test_each_of_many_recipients_opens (void)
{
  KbAgeIdentity *identities[KB_LIMIT_AGE_STANZAS];
  KbAgeRecipient *recipients[KB_LIMIT_AGE_STANZAS];
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) file = NULL;

  for (guint i = 0; i < KB_LIMIT_AGE_STANZAS; i++)
    {
      identities[i] = kb_age_identity_generate ();
      recipients[i] = testing_recipient (identities[i]);
    }
  file = kb_age_seal ("halo", 4, recipients, KB_LIMIT_AGE_STANZAS, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < KB_LIMIT_AGE_STANZAS; i++)
    {
      g_autoptr(GBytes) opened = testing_open (file, identities[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (opened), ==, 4);
      kb_age_identity_unref (identities[i]);
      kb_age_recipient_unref (recipients[i]);
    }
}

static void
test_any_of_many_identities_opens (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("rahasia");
  g_autoptr(KbAgeIdentity) word = kb_age_identity_new_scrypt (passphrase, 10);
  g_autoptr(KbAgeIdentity) other = kb_age_identity_generate ();
  g_autoptr(KbAgeIdentity) mine = kb_age_identity_generate ();
  KbAgeIdentity *identities[] = { word, other, mine };
  g_autoptr(GBytes) plaintext = testing_plaintext (10);
  g_autoptr(GBytes) file = testing_seal (plaintext, mine);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) opened =
    kb_age_open (g_bytes_get_data (file, NULL), g_bytes_get_size (file), identities,
                 G_N_ELEMENTS (identities), NO_LIMIT, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

static void
test_passphrase_round_trip (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("kuda lumping di pasar");
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 10);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (passphrase, 10);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) file = kb_age_seal ("halo", 4, &recipient, 1, &error);
  g_autoptr(GBytes) opened = NULL;

  g_assert_no_error (error);
  opened = testing_open (file, identity, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (opened, NULL), g_bytes_get_size (opened), "halo", 4);
}

static void
test_wrong_passphrase_is_no_match (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("benar");
  g_autoptr(KbSecret) wrong = testing_secret ("salah");
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 10);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (wrong, 10);
  g_autoptr(GBytes) file = kb_age_seal ("halo", 4, &recipient, 1, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (testing_open (file, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH);
}

static void
test_high_work_factor_is_refused (void)
{
  g_autoptr(KbSecret) passphrase = testing_secret ("benar");
  g_autoptr(KbAgeRecipient) recipient = kb_age_recipient_new_scrypt (passphrase, 11);
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_new_scrypt (passphrase, 10);
  g_autoptr(GBytes) file = kb_age_seal ("halo", 4, &recipient, 1, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (testing_open (file, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
}

static void
test_other_identity_is_no_match (void)
{
  g_autoptr(KbAgeIdentity) mine = kb_age_identity_generate ();
  g_autoptr(KbAgeIdentity) other = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (10);
  g_autoptr(GBytes) file = testing_seal (plaintext, other);
  g_autoptr(GError) error = NULL;

  g_assert_null (testing_open (file, mine, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH);
}

static void
test_altered_mac_is_hmac (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (10);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  guint8 *copy = g_memdup2 (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  guint8 *mac = copy + testing_header_size (file) - 16 - 44;
  g_autoptr(GBytes) altered = NULL;
  g_autoptr(GError) error = NULL;

  *mac = *mac == 'A' ? 'B' : 'A';
  altered = g_bytes_new_take (copy, g_bytes_get_size (file));
  g_assert_null (testing_open (altered, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HMAC);
}

/* A stanza that the sealer did not write, in a header that is well formed. */
static void
test_added_stanza_is_hmac (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (10);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  const char *data = g_bytes_get_data (file, NULL);
  gsize at = testing_header_size (file) - 16 - 44 - 4;
  g_autoptr(GByteArray) longer = g_byte_array_new ();
  g_autoptr(GBytes) altered = NULL;
  g_autoptr(GError) error = NULL;

  g_byte_array_append (longer, (const guint8 *) data, at);
  g_byte_array_append (longer, (const guint8 *) "-> grease\n\n", 11);
  g_byte_array_append (longer, (const guint8 *) data + at, g_bytes_get_size (file) - at);
  altered = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
  g_assert_null (testing_open (altered, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HMAC);
}

static void
test_too_many_stanzas_is_header (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GString) text = g_string_new ("age-encryption.org/v1\n");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i <= KB_LIMIT_AGE_STANZAS; i++)
    g_string_append (text, "-> grease\n\n");
  g_string_append (text, "--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef");
  g_assert_null (kb_age_open (text->str, text->len, &identity, 1, NO_LIMIT, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
}

static void
test_no_stanza_is_header (void)
{
  static const char text[] =
    "age-encryption.org/v1\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef";
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_age_open (text, strlen (text), &identity, 1, NO_LIMIT, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
}

static void
test_long_header_is_header (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GString) text = g_string_new ("age-encryption.org/v1\n-> ");
  g_autofree char *argument = g_strnfill (KB_LIMIT_AGE_HEADER, 'A');
  g_autoptr(GBytes) file = NULL;
  g_autoptr(GBytes) released = NULL;
  g_autoptr(GError) error = NULL;

  g_string_append_printf (text, "%s\n\n--- %.43s\n0123456789abcdef", argument, argument);
  file = g_bytes_new (text->str, text->len);
  g_assert_null (testing_open (file, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
  g_clear_error (&error);
  released = testing_open_stream (file, identity, 100, &error);
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
}

static void
test_above_limit (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  static const gsize limits[] = { 10, CHUNK, 2 * CHUNK };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr(GBytes) fits = testing_plaintext (limits[i]);
      g_autoptr(GBytes) large = testing_plaintext (limits[i] + 1);
      g_autoptr(GBytes) fits_file = testing_seal (fits, identity);
      g_autoptr(GBytes) large_file = testing_seal (large, identity);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) opened =
        kb_age_open (g_bytes_get_data (fits_file, NULL), g_bytes_get_size (fits_file), &identity, 1,
                     limits[i], &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (opened, fits));
      g_assert_null (kb_age_open (g_bytes_get_data (large_file, NULL),
                                  g_bytes_get_size (large_file), &identity, 1, limits[i], &error));
      g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT);
    }
}

/* Every byte of a small file, in every place, in both ways of opening. */
static void
test_each_flipped_byte_is_an_error (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (100);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);

  for (gsize i = 0; i < g_bytes_get_size (file); i++)
    {
      g_autoptr(GBytes) altered = testing_flip (file, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) stream_error = NULL;
      g_autoptr(GBytes) released = NULL;

      g_assert_null (testing_open (altered, identity, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == KB_AGE_ERROR);
      if (i >= testing_header_size (file) - 16)
        g_assert_cmpint (error->code, ==, KB_AGE_ERROR_PAYLOAD);
      released = testing_open_stream (altered, identity, 64, &stream_error);
      g_assert_error (stream_error, KB_AGE_ERROR, error->code);
      g_assert_cmpuint (g_bytes_get_size (released), ==, 0);
    }
}

static void
test_each_truncation_is_an_error (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (100);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);

  for (gsize i = 0; i < g_bytes_get_size (file); i++)
    {
      g_autoptr(GBytes) prefix = g_bytes_new_from_bytes (file, 0, i);
      int expected = i < testing_header_size (file) ? KB_AGE_ERROR_HEADER : KB_AGE_ERROR_PAYLOAD;
      g_autoptr(GError) error = NULL;

      g_assert_null (testing_open (prefix, identity, &error));
      g_assert_error (error, KB_AGE_ERROR, expected);
    }
}

/* The chunks of a file in any other order or number, also cut between them. */
static void
test_chunks_cannot_be_moved (void)
{
  static const guint orders[][4] = { { 1, 0, 2, 9 }, { 0, 2, 1, 9 }, { 0, 1, 9, 9 }, { 0, 2, 9, 9 },
                                     { 0, 1, 1, 2 }, { 2, 9, 9, 9 }, { 0, 1, 2, 2 } };
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (3 * CHUNK);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  gsize header = testing_header_size (file);
  const guint8 *data = g_bytes_get_data (file, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      GByteArray *moved = g_byte_array_new ();
      g_autoptr(GBytes) altered = NULL;
      g_autoptr(GError) error = NULL;

      g_byte_array_append (moved, data, header);
      for (guint j = 0; j < 4 && orders[i][j] < 3; j++)
        g_byte_array_append (moved, data + header + orders[i][j] * SEALED_CHUNK, SEALED_CHUNK);
      altered = g_byte_array_free_to_bytes (moved);
      g_assert_null (testing_open (altered, identity, &error));
      g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_PAYLOAD);
    }
}

static void
test_sealing_twice_differs (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (100);
  g_autoptr(GBytes) first = testing_seal (plaintext, identity);
  g_autoptr(GBytes) second = testing_seal (plaintext, identity);
  gsize payload = testing_header_size (first) - 16;
  const guint8 *a = g_bytes_get_data (first, NULL);
  const guint8 *b = g_bytes_get_data (second, NULL);

  g_assert_cmpint (memcmp (a, b, payload), !=, 0);
  g_assert_cmpint (memcmp (a + payload, b + payload, g_bytes_get_size (first) - payload), !=, 0);
}

static void
test_armor_round_trip_each_size (void)
{
  for (gsize size = 0; size < 300; size++)
    {
      g_autoptr(GBytes) file = testing_plaintext (size);
      g_autoptr(GBytes) text = kb_age_armor_encode (file);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) again = kb_age_armor_decode (text, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (file, again));
      g_assert_true (kb_age_armor_detect (g_bytes_get_data (text, NULL), g_bytes_get_size (text)));
    }
}

static void
test_nothing_is_neither (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) armor_error = NULL;

  g_assert_null (testing_open (nothing, identity, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER);
  g_assert_false (kb_age_armor_detect (NULL, 0));
  g_assert_null (kb_age_armor_decode (nothing, &armor_error));
  g_assert_error (armor_error, KB_AGE_ERROR, KB_AGE_ERROR_ARMOR);
}

static void
test_binary_is_not_armor (void)
{
  g_autoptr(KbAgeIdentity) identity = kb_age_identity_generate ();
  g_autoptr(GBytes) plaintext = testing_plaintext (100);
  g_autoptr(GBytes) file = testing_seal (plaintext, identity);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_age_armor_detect (g_bytes_get_data (file, NULL), g_bytes_get_size (file)));
  g_assert_null (kb_age_armor_decode (file, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_ARMOR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seal/open/round-trip-each-size", test_round_trip_each_size);
  g_test_add_func ("/seal/open/round-trip-secret", test_round_trip_secret);
  g_test_add_func ("/seal/open/each-of-many-recipients", test_each_of_many_recipients_opens);
  g_test_add_func ("/seal/open/any-of-many-identities", test_any_of_many_identities_opens);
  g_test_add_func ("/seal/open/passphrase-round-trip", test_passphrase_round_trip);
  g_test_add_func ("/seal/open/wrong-passphrase-is-no-match", test_wrong_passphrase_is_no_match);
  g_test_add_func ("/seal/open/high-work-factor-is-header", test_high_work_factor_is_refused);
  g_test_add_func ("/seal/open/other-identity-is-no-match", test_other_identity_is_no_match);
  g_test_add_func ("/seal/open/altered-mac-is-hmac", test_altered_mac_is_hmac);
  g_test_add_func ("/seal/open/added-stanza-is-hmac", test_added_stanza_is_hmac);
  g_test_add_func ("/seal/open/too-many-stanzas-is-header", test_too_many_stanzas_is_header);
  g_test_add_func ("/seal/open/no-stanza-is-header", test_no_stanza_is_header);
  g_test_add_func ("/seal/open/long-header-is-header", test_long_header_is_header);
  g_test_add_func ("/seal/open/above-limit", test_above_limit);
  g_test_add_func ("/seal/open/each-flipped-byte-is-an-error", test_each_flipped_byte_is_an_error);
  g_test_add_func ("/seal/open/each-truncation-is-an-error", test_each_truncation_is_an_error);
  g_test_add_func ("/seal/open/chunks-cannot-be-moved", test_chunks_cannot_be_moved);
  g_test_add_func ("/seal/seal/sealing-twice-differs", test_sealing_twice_differs);
  g_test_add_func ("/seal/armor/round-trip-each-size", test_armor_round_trip_each_size);
  g_test_add_func ("/seal/armor/nothing-is-neither", test_nothing_is_neither);
  g_test_add_func ("/seal/armor/binary-is-not-armor", test_binary_is_not_armor);

  return g_test_run ();
}
