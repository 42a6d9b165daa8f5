/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-identity-private.h"

#include <sodium.h>

/* What trying one identity on one stanza gave. */
typedef enum
{
  UNWRAP_OPENED,
  UNWRAP_NOT_MINE,
  UNWRAP_REFUSED,
} Unwrap;

static Unwrap
refuse (GError     **error,
        const char  *why)
{
  g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER, why);

  return UNWRAP_REFUSED;
}

static Unwrap
open_file_key (const KbAgecoreStanza *stanza,
               const guint8          *wrap_key,
               guint8                *ret_file_key)
{
  static const guint8 nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

  if (crypto_aead_chacha20poly1305_ietf_decrypt (ret_file_key, NULL, NULL, stanza->body,
                                                 KB_AGECORE_WRAPPED_KEY_SIZE, NULL, 0,
                                                 nonce, wrap_key) != 0)
    return UNWRAP_NOT_MINE;

  return UNWRAP_OPENED;
}

static Unwrap
unwrap_x25519 (const KbAgecoreStanza  *stanza,
               KbAgeIdentity          *identity,
               KbAgeKeys              *keys,
               GError                **error)
{
  guint8 share[32];

  /* The size of the body is checked before it is opened, so that a file key of
   * another length is never one that "did not match". */
  if (stanza->n_args != 2 || stanza->body_size != KB_AGECORE_WRAPPED_KEY_SIZE ||
      !kb_agecore_text_to_bytes (&stanza->args[1], share, sizeof share))
    return refuse (error, "A stanza of the header is malformed");
  if (crypto_scalarmult (keys->shared, kb_secret_get_data (identity->scalar), share) != 0)
    return refuse (error, "A key share of the header is of low order");

  kb_agecore_x25519_wrap_key (keys->shared, share, identity->public_key, keys->wrap_key);

  return open_file_key (stanza, keys->wrap_key, keys->file_key);
}

/* Decimal without sign or leading zero; two digits are more than enough. */
static gboolean
parse_log_n (const KbAgecoreText *text,
             guint               *ret_log_n)
{
  guint log_n = 0;

  if (text->size < 1 || text->size > 2 || text->at[0] == '0')
    return FALSE;
  for (gsize i = 0; i < text->size; i++)
    {
      if (!g_ascii_isdigit (text->at[i]))
        return FALSE;
      log_n = 10 * log_n + g_ascii_digit_value (text->at[i]);
    }
  *ret_log_n = log_n;

  return TRUE;
}

static Unwrap
unwrap_scrypt (const KbAgecoreStanza  *stanza,
               KbAgeIdentity          *identity,
               KbAgeKeys              *keys,
               GError                **error)
{
  g_autoptr(KbSecret) wrap_key = NULL;
  guint8 salt[KB_AGECORE_SALT_SIZE];
  guint log_n;

  if (stanza->n_args != 3 || stanza->body_size != KB_AGECORE_WRAPPED_KEY_SIZE ||
      !kb_agecore_text_to_bytes (&stanza->args[1], salt, sizeof salt) ||
      !parse_log_n (&stanza->args[2], &log_n))
    return refuse (error, "A stanza of the header is malformed");
  if (log_n > identity->max_log_n)
    return refuse (error, "The passphrase's work factor is too high");

  wrap_key = kb_agecore_scrypt_wrap_key (identity->passphrase, salt, log_n, error);
  if (wrap_key == NULL)
    return UNWRAP_REFUSED;

  return open_file_key (stanza, kb_secret_get_data (wrap_key), keys->file_key);
}

static Unwrap
unwrap_stanza (const KbAgecoreStanza  *stanza,
               KbAgeIdentity          *identity,
               KbAgeKeys              *keys,
               GError                **error)
{
  if (identity->scalar != NULL && kb_agecore_text_is (&stanza->args[0], KB_AGECORE_STANZA_X25519))
    return unwrap_x25519 (stanza, identity, keys, error);
  if (identity->passphrase != NULL &&
      kb_agecore_text_is (&stanza->args[0], KB_AGECORE_STANZA_SCRYPT))
    return unwrap_scrypt (stanza, identity, keys, error);

  return UNWRAP_NOT_MINE;
}

static gboolean
unwrap_file_key (const KbAgecoreHeader  *header,
                 KbAgeIdentity *const   *identities,
                 gsize                   n_identities,
                 KbAgeKeys              *keys,
                 GError                **error)
{
  for (gsize i = 0; i < n_identities; i++)
    for (guint j = 0; j < header->n_stanzas; j++)
      {
        Unwrap unwrap = unwrap_stanza (&header->stanzas[j], identities[i], keys, error);

        if (unwrap != UNWRAP_NOT_MINE)
          return unwrap == UNWRAP_OPENED;
      }

  g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH, "No key here opens this file");
  return FALSE;
}

/* Who knows a passphrase must not be able to pass for someone who knows
 * another recipient's key: age wants such a stanza to be alone. */
static gboolean
check_scrypt_alone (const KbAgecoreHeader *header)
{
  for (guint i = 0; header->n_stanzas > 1 && i < header->n_stanzas; i++)
    if (kb_agecore_text_is (&header->stanzas[i].args[0], KB_AGECORE_STANZA_SCRYPT))
      return FALSE;

  return TRUE;
}

/**
 * kb_age_read_header:
 * @file: begins with a header and the nonce after it
 * @ret_header: (out caller-allocates): points into @file
 *
 * Returns: whether both are there, else %KB_AGE_ERROR_HEADER
 */
gboolean
kb_age_read_header (const guint8     *file,
                    gsize             size,
                    KbAgecoreHeader  *ret_header,
                    GError          **error)
{
  if (kb_agecore_header_parse (file, size, ret_header) && check_scrypt_alone (ret_header) &&
      size - ret_header->size >= KB_AGECORE_NONCE_SIZE)
    return TRUE;

  g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_HEADER, "Not a sound age file");
  return FALSE;
}

/**
 * kb_age_unwrap_payload_key:
 * @file: what @header was read from
 * @keys: (out caller-allocates): its `payload_key` is the result
 *
 * Finds the stanza that one of @identities opens, and checks the header's MAC
 * under the file key in it.
 *
 * Returns: whether there was one, else %KB_AGE_ERROR_NO_MATCH,
 *   %KB_AGE_ERROR_HEADER or %KB_AGE_ERROR_HMAC
 */
gboolean
kb_age_unwrap_payload_key (const guint8           *file,
                           const KbAgecoreHeader  *header,
                           KbAgeIdentity *const   *identities,
                           gsize                   n_identities,
                           KbAgeKeys              *keys,
                           GError                **error)
{
  guint8 mac[KB_AGECORE_MAC_SIZE];

  if (!unwrap_file_key (header, identities, n_identities, keys, error))
    return FALSE;

  kb_agecore_header_mac (keys->file_key, file, header->signed_size, mac);
  if (sodium_memcmp (mac, header->mac, sizeof mac) != 0)
    {
      g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_HMAC, "The header was altered");
      return FALSE;
    }
  kb_agecore_payload_key (keys->file_key, file + header->size, keys->payload_key);

  return TRUE;
}
