/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-identity-private.h"

#include "kb-agecore-bech32.h"
#include "kb-limits.h"

#include <sodium.h>

G_DEFINE_BOXED_TYPE (KbAgeIdentity, kb_age_identity, kb_age_identity_ref, kb_age_identity_unref)

/**
 * kb_age_identity_parse:
 * @text: "AGE-SECRET-KEY-1…", in upper case, without a newline or NUL
 *
 * Returns: (transfer full): the identity, or %NULL with %KB_AGE_ERROR_KEY
 */
KbAgeIdentity *
kb_age_identity_parse (KbSecret  *text,
                       GError   **error)
{
  g_autoptr(KbSecret) scalar = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  scalar = kb_secret_new_zeroed (KB_AGECORE_KEY_SIZE);
  if (!kb_agecore_bech32_decode (KB_AGECORE_IDENTITY_HRP, (const char *) kb_secret_get_data (text),
                                 kb_secret_get_size (text), kb_secret_get_writable (scalar)))
    {
      g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY, "Not the text of an identity");
      return NULL;
    }

  return kb_age_identity_new_x25519 (scalar);
}

/**
 * kb_age_identity_generate:
 *
 * Returns: (transfer full): a new X25519 identity
 */
KbAgeIdentity *
kb_age_identity_generate (void)
{
  g_autoptr(KbSecret) scalar = kb_secret_new_random (KB_AGECORE_KEY_SIZE);

  return kb_age_identity_new_x25519 (scalar);
}

/**
 * kb_age_identity_new_x25519:
 * @scalar: 32 bytes
 *
 * Returns: (transfer full): the identity that @scalar stands for
 */
KbAgeIdentity *
kb_age_identity_new_x25519 (KbSecret *scalar)
{
  KbAgeIdentity *self;

  g_return_val_if_fail (scalar != NULL, NULL);
  g_return_val_if_fail (kb_secret_get_size (scalar) == KB_AGECORE_KEY_SIZE, NULL);

  self = g_new0 (KbAgeIdentity, 1);
  g_atomic_ref_count_init (&self->refs);
  self->scalar = kb_secret_ref (scalar);
  crypto_scalarmult_base (self->public_key, kb_secret_get_data (scalar));

  return self;
}

/**
 * kb_age_identity_new_scrypt:
 * @passphrase: as typed, UTF-8
 * @max_log_n: the highest work factor to accept, at most
 *   %KB_LIMIT_SCRYPT_LOG_N: a file may ask for hours
 *
 * Returns: (transfer full): an identity for files sealed to a passphrase
 */
KbAgeIdentity *
kb_age_identity_new_scrypt (KbSecret *passphrase,
                            guint     max_log_n)
{
  KbAgeIdentity *self;

  g_return_val_if_fail (passphrase != NULL, NULL);
  g_return_val_if_fail (max_log_n >= 1 && max_log_n <= KB_LIMIT_SCRYPT_LOG_N, NULL);

  self = g_new0 (KbAgeIdentity, 1);
  g_atomic_ref_count_init (&self->refs);
  self->passphrase = kb_secret_ref (passphrase);
  self->max_log_n = max_log_n;

  return self;
}

KbAgeIdentity *
kb_age_identity_ref (KbAgeIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_age_identity_unref (KbAgeIdentity *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->scalar, kb_secret_unref);
  g_clear_pointer (&self->passphrase, kb_secret_unref);
  g_free (self);
}

/**
 * kb_age_identity_to_secret:
 *
 * Returns: (transfer full) (nullable): "AGE-SECRET-KEY-1…" without a NUL, as
 *   the stock `age` tool takes it, or %NULL for a passphrase
 */
KbSecret *
kb_age_identity_to_secret (KbAgeIdentity *self)
{
  KbSecret *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->scalar == NULL)
    return NULL;

  text = kb_secret_new_zeroed (KB_AGECORE_BECH32_LENGTH (KB_AGECORE_IDENTITY_HRP));
  kb_agecore_bech32_encode (KB_AGECORE_IDENTITY_HRP, kb_secret_get_data (self->scalar),
                            (char *) kb_secret_get_writable (text));

  return text;
}

/**
 * kb_age_identity_get_scalar:
 *
 * Returns: (transfer none) (nullable): the secret's 32 bytes, as
 *   kb_age_identity_new_x25519() takes them, or %NULL for a passphrase
 */
KbSecret *
kb_age_identity_get_scalar (KbAgeIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->scalar;
}

/**
 * kb_age_identity_get_recipient:
 *
 * Returns: (transfer full) (nullable): "age1…", or %NULL for a passphrase
 */
char *
kb_age_identity_get_recipient (KbAgeIdentity *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->scalar == NULL)
    return NULL;

  text = g_malloc0 (KB_AGECORE_BECH32_LENGTH (KB_AGECORE_RECIPIENT_HRP) + 1);
  kb_agecore_bech32_encode (KB_AGECORE_RECIPIENT_HRP, self->public_key, text);

  return text;
}

/**
 * kb_age_identity_get_public:
 *
 * Returns: (transfer none) (nullable): the 32 bytes of the recipient, or %NULL
 *   for a passphrase
 */
const guint8 *
kb_age_identity_get_public (KbAgeIdentity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->scalar != NULL ? self->public_key : NULL;
}
