/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The key schedule of age v1:
 *
 *   wrap key    = HKDF(ikm = X25519 shared secret, salt = share ‖ recipient,
 *                      info = "age-encryption.org/v1/X25519")
 *               | scrypt(passphrase, "age-encryption.org/v1/scrypt" ‖ salt, 2^logN, 8, 1)
 *   MAC key     = HKDF(ikm = file key, salt = none, info = "header")
 *   payload key = HKDF(ikm = file key, salt = nonce, info = "payload")
 */
#include "config.h"

#include "kb-agecore-keys.h"

#include "kb-hkdf.h"

#include <sodium.h>
#include <string.h>

#define X25519_INFO  "age-encryption.org/v1/X25519"
#define SCRYPT_LABEL "age-encryption.org/v1/scrypt"

void
kb_agecore_x25519_wrap_key (const guint8 shared[32],
                            const guint8 share[32],
                            const guint8 recipient[32],
                            guint8       ret_key[KB_AGECORE_DERIVED_SIZE])
{
  guint8 salt[64];

  memcpy (salt, share, 32);
  memcpy (salt + 32, recipient, 32);
  kb_hkdf_sha256 (shared, 32, salt, sizeof salt, X25519_INFO, ret_key, KB_AGECORE_DERIVED_SIZE);
}

KbSecret *
kb_agecore_scrypt_wrap_key (KbSecret      *passphrase,
                            const guint8   salt[KB_AGECORE_SALT_SIZE],
                            guint          log_n,
                            GError       **error)
{
  guint8 labelled[sizeof SCRYPT_LABEL - 1 + KB_AGECORE_SALT_SIZE];

  memcpy (labelled, SCRYPT_LABEL, sizeof SCRYPT_LABEL - 1);
  memcpy (labelled + sizeof SCRYPT_LABEL - 1, salt, KB_AGECORE_SALT_SIZE);

  return kb_scrypt (kb_secret_get_data (passphrase), kb_secret_get_size (passphrase),
                    labelled, sizeof labelled, log_n, KB_AGECORE_DERIVED_SIZE, error);
}

/**
 * kb_agecore_header_mac:
 * @header: the header up to and with its final "---"
 */
void
kb_agecore_header_mac (const guint8   file_key[KB_AGECORE_FILE_KEY_SIZE],
                       gconstpointer  header,
                       gsize          size,
                       guint8         ret_mac[32])
{
  guint8 key[KB_AGECORE_DERIVED_SIZE];
  crypto_auth_hmacsha256_state state;

  kb_hkdf_sha256 (file_key, KB_AGECORE_FILE_KEY_SIZE, NULL, 0, "header", key, sizeof key);
  crypto_auth_hmacsha256_init (&state, key, sizeof key);
  crypto_auth_hmacsha256_update (&state, header, size);
  crypto_auth_hmacsha256_final (&state, ret_mac);

  sodium_memzero (key, sizeof key);
  sodium_memzero (&state, sizeof state);
}

void
kb_agecore_payload_key (const guint8 file_key[KB_AGECORE_FILE_KEY_SIZE],
                        const guint8 nonce[KB_AGECORE_NONCE_SIZE],
                        guint8       ret_key[KB_AGECORE_DERIVED_SIZE])
{
  kb_hkdf_sha256 (file_key, KB_AGECORE_FILE_KEY_SIZE, nonce, KB_AGECORE_NONCE_SIZE, "payload",
                  ret_key, KB_AGECORE_DERIVED_SIZE);
}

/**
 * kb_agecore_chunk_nonce:
 * @counter: 0 for the first chunk; 11 bytes in the format, of which 8 suffice
 * @final: whether the file ends with this chunk
 *
 * u88 counter, big-endian ‖ u8 final
 */
void
kb_agecore_chunk_nonce (guint64  counter,
                        gboolean final,
                        guint8   ret_nonce[KB_AGECORE_CHUNK_NONCE_SIZE])
{
  memset (ret_nonce, 0, KB_AGECORE_CHUNK_NONCE_SIZE);
  for (guint i = 0; i < 8; i++)
    ret_nonce[3 + i] = counter >> 8 * (7 - i);
  ret_nonce[11] = final ? 1 : 0;
}
