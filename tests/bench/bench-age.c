/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening an age file with nothing around it: the limit that src/seal is
 * measured against. Only what a story is, one X25519 stanza and one chunk:
 *
 *   age-encryption.org/v1 \n
 *   -> X25519 BASE64(32 ephemeral share) \n
 *   BASE64(16 file key ‖ 16 tag) \n
 *   --- BASE64(32 HMAC of the header up to here) \n
 *   16 nonce ‖ ChaCha20-Poly1305(plaintext)
 */
#include "config.h"

#include "bench-age.h"

#include <sodium.h>
#include <string.h>

#define INTRO "age-encryption.org/v1\n-> X25519 "
#define BASE64_SIZE 43          /* 32 bytes without padding */
#define FILE_KEY_SIZE 16
#define NONCE_SIZE 16
#define STANZA_SIZE 98
#define HEADER_SIZE (sizeof INTRO - 1 + BASE64_SIZE + 1 + BASE64_SIZE + 1 + 4 + BASE64_SIZE + 1)

static void
derive (guint8        out[BENCH_KEY_SIZE],
        const guint8 *key,
        gsize         key_size,
        const guint8 *salt,
        gsize         salt_size,
        const char   *info)
{
  static const guint8 no_salt[BENCH_KEY_SIZE];
  const guint8 one = 1;
  crypto_auth_hmacsha256_state state;
  guint8 extracted[BENCH_KEY_SIZE];

  crypto_auth_hmacsha256_init (&state, salt_size > 0 ? salt : no_salt,
                               salt_size > 0 ? salt_size : sizeof no_salt);
  crypto_auth_hmacsha256_update (&state, key, key_size);
  crypto_auth_hmacsha256_final (&state, extracted);

  crypto_auth_hmacsha256_init (&state, extracted, sizeof extracted);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) info, strlen (info));
  crypto_auth_hmacsha256_update (&state, &one, 1);
  crypto_auth_hmacsha256_final (&state, out);
}

static gboolean
read_base64 (const guint8 *text,
             guint8        ret_bytes[BENCH_KEY_SIZE])
{
  gsize size;

  return sodium_base642bin (ret_bytes, BENCH_KEY_SIZE, (const char *) text, BASE64_SIZE, NULL,
                            &size, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
         size == BENCH_KEY_SIZE;
}

static gboolean
unwrap (guint8        file_key[FILE_KEY_SIZE],
        const guint8 *share,
        const guint8 *wrapped,
        const guint8 *secret,
        const guint8 *recipient)
{
  static const guint8 nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
  guint8 shared[BENCH_KEY_SIZE], wrap_key[BENCH_KEY_SIZE], salt[2 * BENCH_KEY_SIZE];

  if (crypto_scalarmult (shared, secret, share) != 0)
    return FALSE;
  memcpy (salt, share, BENCH_KEY_SIZE);
  memcpy (salt + BENCH_KEY_SIZE, recipient, BENCH_KEY_SIZE);
  derive (wrap_key, shared, sizeof shared, salt, sizeof salt, "age-encryption.org/v1/X25519");

  return crypto_aead_chacha20poly1305_ietf_decrypt (file_key, NULL, NULL, wrapped, BENCH_KEY_SIZE,
                                                    NULL, 0, nonce, wrap_key) == 0;
}

static gboolean
check_header (const guint8 *file,
              gsize         size,
              const guint8 *mac,
              const guint8  file_key[FILE_KEY_SIZE])
{
  guint8 mac_key[BENCH_KEY_SIZE], wanted[BENCH_KEY_SIZE];

  derive (mac_key, file_key, FILE_KEY_SIZE, NULL, 0, "header");
  crypto_auth_hmacsha256 (wanted, file, size - BASE64_SIZE - 2, mac_key);

  return sodium_memcmp (mac, wanted, sizeof wanted) == 0;
}

/**
 * bench_age_open:
 * @plaintext: (out): room for @size bytes
 *
 * Returns: size of the plaintext, or -1
 */
gssize
bench_age_open (guint8       *plaintext,
                const guint8 *file,
                gsize         size,
                const guint8  secret[BENCH_KEY_SIZE],
                const guint8  recipient[BENCH_KEY_SIZE])
{
  static const guint8 last_chunk[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = { [11] = 1 };
  guint8 share[BENCH_KEY_SIZE], wrapped[BENCH_KEY_SIZE], mac[BENCH_KEY_SIZE];
  guint8 file_key[FILE_KEY_SIZE], payload_key[BENCH_KEY_SIZE];
  const guint8 *share_text = file + sizeof INTRO - 1;
  const guint8 *wrapped_text = share_text + BASE64_SIZE + 1;
  const guint8 *mac_text = wrapped_text + BASE64_SIZE + 1 + 4;
  const guint8 *payload;
  gsize header_size = HEADER_SIZE;
  unsigned long long length;

  /* Ours is the first of two in a custody part. */
  if (size > HEADER_SIZE + STANZA_SIZE + NONCE_SIZE && memcmp (mac_text - 4, "--- ", 4) != 0)
    {
      header_size += STANZA_SIZE;
      mac_text += STANZA_SIZE;
    }
  payload = file + header_size + NONCE_SIZE;
  if (size < header_size + NONCE_SIZE || memcmp (file, INTRO, sizeof INTRO - 1) != 0 ||
      memcmp (mac_text - 4, "--- ", 4) != 0 || !read_base64 (share_text, share) ||
      !read_base64 (wrapped_text, wrapped) || !read_base64 (mac_text, mac) ||
      !unwrap (file_key, share, wrapped, secret, recipient) ||
      !check_header (file, header_size, mac, file_key))
    return -1;

  derive (payload_key, file_key, sizeof file_key, file + header_size, NONCE_SIZE, "payload");
  if (crypto_aead_chacha20poly1305_ietf_decrypt (plaintext, &length, NULL, payload,
                                                 file + size - payload, NULL, 0, last_chunk,
                                                 payload_key) != 0)
    return -1;

  return length;
}
