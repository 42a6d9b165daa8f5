/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-identity-private.h"

#include <sodium.h>

/**
 * kb_age_chunk_open:
 * @ret_plaintext: (out caller-allocates): @size less the tag; zeroed on failure;
 *   must not overlap @chunk
 * @size: the chunk with its tag
 *
 * libsodium checks the tag before it decrypts, so that no byte that was not
 * authenticated is ever written.
 *
 * Returns: whether the chunk is the one that was sealed at this place
 */
gboolean
kb_age_chunk_open (guint8       *ret_plaintext,
                   const guint8 *chunk,
                   gsize         size,
                   guint64       counter,
                   gboolean      final,
                   const guint8 *payload_key)
{
  guint8 nonce[KB_AGECORE_CHUNK_NONCE_SIZE];

  if (size < KB_AGECORE_TAG_SIZE || (size == KB_AGECORE_TAG_SIZE && counter > 0))
    return FALSE;
  kb_agecore_chunk_nonce (counter, final, nonce);

  return crypto_aead_chacha20poly1305_ietf_decrypt (ret_plaintext, NULL, NULL, chunk, size,
                                                    NULL, 0, nonce, payload_key) == 0;
}

void
kb_age_set_payload_error (GError **error)
{
  g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_PAYLOAD,
                       "The content was altered or is not whole");
}
