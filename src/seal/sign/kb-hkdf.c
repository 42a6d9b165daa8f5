/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-hkdf.h"

#include <sodium.h>
#include <string.h>

#define SCRYPT_R 8
#define SCRYPT_P 1

G_STATIC_ASSERT (KB_HKDF_PRK_SIZE == crypto_auth_hmacsha256_BYTES);

/**
 * kb_hkdf_sha256_expand:
 * @prk: a pseudo-random key
 * @info: the purpose, ASCII; its NUL is not part of it
 * @out: (out caller-allocates): @size bytes
 * @size: at most 255 × 32
 *
 * HKDF-Expand of RFC 5869 over HMAC-SHA-256:
 * T(i) = HMAC(prk, T(i-1) ‖ info ‖ u8 i), out = T(1) ‖ T(2) ‖ …
 */
void
kb_hkdf_sha256_expand (const guint8  prk[KB_HKDF_PRK_SIZE],
                       const char   *info,
                       guint8       *out,
                       gsize         size)
{
  crypto_auth_hmacsha256_state state;
  guint8 block[crypto_auth_hmacsha256_BYTES];
  guint8 counter = 0;

  g_return_if_fail (size <= 255 * sizeof block);

  for (gsize done = 0; done < size; done += sizeof block)
    {
      crypto_auth_hmacsha256_init (&state, prk, KB_HKDF_PRK_SIZE);
      if (counter > 0)
        crypto_auth_hmacsha256_update (&state, block, sizeof block);
      counter++;
      crypto_auth_hmacsha256_update (&state, (const guint8 *) info, strlen (info));
      crypto_auth_hmacsha256_update (&state, &counter, 1);
      crypto_auth_hmacsha256_final (&state, block);
      memcpy (out + done, block, MIN (sizeof block, size - done));
    }

  sodium_memzero (block, sizeof block);
  sodium_memzero (&state, sizeof state);
}

/**
 * kb_hkdf_sha256:
 * @ikm: input keying material
 * @salt: (nullable): the salt, or %NULL with @salt_size 0
 * @info: the purpose, ASCII; its NUL is not part of it
 * @out: (out caller-allocates): @size bytes
 * @size: at most 255 × 32
 *
 * HKDF of RFC 5869 over HMAC-SHA-256. An empty salt is the same as 32 zero
 * bytes, as the RFC says.
 */
void
kb_hkdf_sha256 (gconstpointer  ikm,
                gsize          ikm_size,
                gconstpointer  salt,
                gsize          salt_size,
                const char    *info,
                guint8        *out,
                gsize          size)
{
  crypto_auth_hmacsha256_state state;
  guint8 prk[KB_HKDF_PRK_SIZE];

  /* libsodium declares its key as never null, even where it is empty. */
  crypto_auth_hmacsha256_init (&state, salt_size > 0 ? salt : "", salt_size);
  crypto_auth_hmacsha256_update (&state, ikm, ikm_size);
  crypto_auth_hmacsha256_final (&state, prk);
  kb_hkdf_sha256_expand (prk, info, out, size);

  sodium_memzero (prk, sizeof prk);
  sodium_memzero (&state, sizeof state);
}

/**
 * kb_scrypt:
 * @password: what a person remembers
 * @log_n: work factor, 1 to 30: takes 2^(10 + @log_n) bytes of memory
 * @size: bytes wanted, at least 16
 *
 * scrypt of RFC 7914 with N = 2^@log_n, r = 8, p = 1. Slow by design: never
 * call it where a window has to be drawn.
 *
 * Returns: (transfer full): the derived key, or %NULL with
 *   %G_IO_ERROR_NO_SPACE when there is not enough memory
 */
KbSecret *
kb_scrypt (gconstpointer   password,
           gsize           password_size,
           gconstpointer   salt,
           gsize           salt_size,
           guint           log_n,
           gsize           size,
           GError        **error)
{
  g_autoptr(KbSecret) key = NULL;

  g_return_val_if_fail (log_n >= 1 && log_n <= 30, NULL);
  g_return_val_if_fail (size >= 16, NULL);

  key = kb_secret_new_zeroed (size);
  if (crypto_pwhash_scryptsalsa208sha256_ll (password, password_size, salt, salt_size,
                                             G_GUINT64_CONSTANT (1) << log_n, SCRYPT_R, SCRYPT_P,
                                             kb_secret_get_writable (key), size) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                           "Not enough memory to check the passphrase");
      return NULL;
    }

  return g_steal_pointer (&key);
}
