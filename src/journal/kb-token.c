/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-token.h"

#include "kb-hkdf.h"

#include <sodium.h>

#define TOKEN_SIZE 32
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define RECOVERY_INFO "kumbang/recovery/token"

static KbSecret *
token_from_bytes (KbSecret *bytes)
{
  gsize size = sodium_base64_ENCODED_LEN (TOKEN_SIZE, VARIANT);
  KbSecret *token = kb_secret_new_zeroed (size);

  sodium_bin2base64 ((char *) kb_secret_get_writable (token), size, kb_secret_get_data (bytes),
                     TOKEN_SIZE, VARIANT);
  kb_secret_truncate (token, size - 1);

  return token;
}

/**
 * kb_token_new:
 *
 * Returns: (transfer full): a new token's text, without terminator
 */
KbSecret *
kb_token_new (void)
{
  g_autoptr(KbSecret) bytes = kb_secret_new_random (TOKEN_SIZE);

  return token_from_bytes (bytes);
}

/**
 * kb_token_new_recovery:
 * @recovery: the paper key
 *
 * Returns: (transfer full): the token that goes with it, without terminator
 */
KbSecret *
kb_token_new_recovery (KbSigningKey *recovery)
{
  g_autoptr(KbSecret) bytes = kb_secret_new_zeroed (TOKEN_SIZE);
  KbSecret *seed = kb_signing_key_get_seed (recovery);

  kb_hkdf_sha256_expand (kb_secret_get_data (seed), RECOVERY_INFO, kb_secret_get_writable (bytes),
                         TOKEN_SIZE);

  return token_from_bytes (bytes);
}

/**
 * kb_token_hash:
 * @ret_hash: (out caller-allocates): what the roster says of the token
 */
void
kb_token_hash (KbSecret *token,
               guint8    ret_hash[KB_HASH_SIZE])
{
  crypto_hash_sha256 (ret_hash, kb_secret_get_data (token), kb_secret_get_size (token));
}
