/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-bytes.h"
#include "kb-hkdf.h"
#include "kb-sign.h"

#include <string.h>

/* RFC 5869, test cases 1 and 3. */
static void
test_hkdf_rfc5869 (void)
{
  guint8 ikm[22], salt[13], okm[42], expected[42];
  static const char info[] = "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9";

  memset (ikm, 0x0b, sizeof ikm);
  for (guint i = 0; i < sizeof salt; i++)
    salt[i] = i;
  kb_hkdf_sha256 (ikm, sizeof ikm, salt, sizeof salt, info, okm, sizeof okm);
  g_assert_true (kb_hex_decode ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                "34007208d5b887185865", expected, sizeof expected));
  g_assert_cmpmem (okm, sizeof okm, expected, sizeof expected);

  kb_hkdf_sha256 (ikm, sizeof ikm, NULL, 0, "", okm, sizeof okm);
  g_assert_true (kb_hex_decode ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                "9d201395faa4b61a96c8", expected, sizeof expected));
  g_assert_cmpmem (okm, sizeof okm, expected, sizeof expected);
}

/* RFC 7914, section 12: N = 16384, r = 8, p = 1. */
static void
test_scrypt_rfc7914 (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KbSecret) key = kb_scrypt ("pleaseletmein", 13, "SodiumChloride", 14, 14, 64, &error);
  guint8 expected[64];

  g_assert_no_error (error);
  g_assert_true (kb_hex_decode ("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                                "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
                                expected, sizeof expected));
  g_assert_cmpmem (kb_secret_get_data (key), kb_secret_get_size (key), expected, sizeof expected);
}

static KbSigningKey *
rfc8032_key (void)
{
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);

  g_assert_true (kb_hex_decode ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                                kb_secret_get_writable (seed), KB_SIGN_SEED_SIZE));

  return kb_signing_key_new_from_seed (seed);
}

/* RFC 8032, section 7.1, test 2. */
static void
test_ed25519_rfc8032 (void)
{
  g_autoptr(KbSigningKey) key = rfc8032_key ();
  guint8 expected_public[KB_SIGN_PUBLIC_SIZE], expected[KB_SIGN_SIGNATURE_SIZE];
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  g_assert_true (kb_hex_decode ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                                expected_public, sizeof expected_public));
  g_assert_true (kb_hex_decode ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                                expected, sizeof expected));
  kb_signing_key_sign_raw (key, "\x72", 1, signature);
  g_assert_cmpmem (kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE, expected_public, 32);
  g_assert_cmpmem (signature, sizeof signature, expected, sizeof expected);
}

/* The example of the DSSE specification: PAE("http://example.com/HelloWorld", "hello world"). */
static void
test_pae_is_what_is_signed (void)
{
  static const char pae[] = "DSSEv1 29 http://example.com/HelloWorld 11 hello world";
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  kb_signing_key_sign (key, "http://example.com/HelloWorld", "hello world", 11, signature);
  g_assert_true (kb_sign_verify_raw (kb_signing_key_get_public (key), pae, strlen (pae),
                                     signature));
}

static void
test_verify_binds_type_body_and_key (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autoptr(KbSigningKey) other = kb_signing_key_generate ();
  const guint8 *public_key = kb_signing_key_get_public (key);
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  kb_signing_key_sign (key, "a", "body", 4, signature);
  g_assert_true (kb_sign_verify (public_key, "a", "body", 4, signature));
  g_assert_false (kb_sign_verify (public_key, "b", "body", 4, signature));
  g_assert_false (kb_sign_verify (public_key, "a", "bodY", 4, signature));
  g_assert_false (kb_sign_verify (public_key, "a", "body", 3, signature));
  g_assert_false (kb_sign_verify (kb_signing_key_get_public (other), "a", "body", 4, signature));

  for (guint i = 0; i < sizeof signature; i++)
    {
      signature[i] ^= 1;
      g_assert_false (kb_sign_verify (public_key, "a", "body", 4, signature));
      signature[i] ^= 1;
    }
}

/* Bodies on both sides of the stack buffer give the same kind of signature. */
static void
test_large_body (void)
{
  static const gsize sizes[] = { 0, 4096, 8191, 8192, 8193, 200000 };
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *body = g_malloc0 (sizes[i] + 1);
      const guint8 *public_key = kb_signing_key_get_public (key);
      guint8 signature[KB_SIGN_SIGNATURE_SIZE];

      kb_signing_key_sign (key, "t", body, sizes[i], signature);
      g_assert_true (kb_sign_verify (public_key, "t", body, sizes[i], signature));
      g_assert_false (kb_sign_verify (public_key, "t", body, sizes[i] + 1, signature));
    }
}

static void
test_seed_round_trip (void)
{
  g_autoptr(KbSigningKey) key = kb_signing_key_generate ();
  g_autoptr(KbSigningKey) again = kb_signing_key_new_from_seed (kb_signing_key_get_seed (key));

  g_assert_cmpmem (kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE,
                   kb_signing_key_get_public (again), KB_SIGN_PUBLIC_SIZE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/seal/hkdf/rfc5869", test_hkdf_rfc5869);
  g_test_add_func ("/seal/scrypt/rfc7914", test_scrypt_rfc7914);
  g_test_add_func ("/seal/sign/ed25519-rfc8032", test_ed25519_rfc8032);
  g_test_add_func ("/seal/sign/pae-is-what-is-signed", test_pae_is_what_is_signed);
  g_test_add_func ("/seal/sign/binds-type-body-and-key", test_verify_binds_type_body_and_key);
  g_test_add_func ("/seal/sign/large-body", test_large_body);
  g_test_add_func ("/seal/sign/seed-round-trip", test_seed_round_trip);

  return g_test_run ();
}
