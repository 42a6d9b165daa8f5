/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-recipient-private.h"

#include "kb-agecore-bech32.h"
#include "kb-agecore-header.h"
#include "kb-limits.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (KB_AGE_PUBLIC_SIZE == KB_AGECORE_KEY_SIZE);

struct _KbAgeRecipient
{
  gatomicrefcount  refs;
  guint8           public_key[KB_AGE_PUBLIC_SIZE];
  KbSecret        *passphrase;  /* NULL in an X25519 recipient */
  guint            log_n;
};

G_DEFINE_BOXED_TYPE (KbAgeRecipient, kb_age_recipient, kb_age_recipient_ref, kb_age_recipient_unref)

static KbAgeRecipient *
recipient_new (void)
{
  KbAgeRecipient *self;

  if (sodium_init () < 0)
    g_error ("libsodium could not be initialised");

  self = g_new0 (KbAgeRecipient, 1);
  g_atomic_ref_count_init (&self->refs);

  return self;
}

/**
 * kb_age_recipient_parse:
 * @text: "age1…", in lower case
 *
 * Returns: (transfer full): the recipient, or %NULL with %KB_AGE_ERROR_KEY
 */
KbAgeRecipient *
kb_age_recipient_parse (const char  *text,
                        GError     **error)
{
  guint8 public_key[KB_AGE_PUBLIC_SIZE];

  g_return_val_if_fail (text != NULL, NULL);

  if (!kb_agecore_bech32_decode (KB_AGECORE_RECIPIENT_HRP, text, strlen (text), public_key))
    {
      g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY, "Not the text of a recipient");
      return NULL;
    }

  return kb_age_recipient_new_x25519 (public_key);
}

/**
 * kb_age_recipient_new_x25519:
 * @public_key: 32 bytes; whether they can be sealed to shows when sealing
 *
 * Returns: (transfer full): a recipient
 */
KbAgeRecipient *
kb_age_recipient_new_x25519 (const guint8 public_key[KB_AGE_PUBLIC_SIZE])
{
  KbAgeRecipient *self;

  g_return_val_if_fail (public_key != NULL, NULL);

  self = recipient_new ();
  memcpy (self->public_key, public_key, KB_AGE_PUBLIC_SIZE);

  return self;
}

/**
 * kb_age_recipient_new_scrypt:
 * @passphrase: as typed, UTF-8
 * @log_n: work factor, 1 to %KB_LIMIT_SCRYPT_LOG_N; 18 takes about a second
 *
 * Returns: (transfer full): a recipient, which must be a file's only one
 */
KbAgeRecipient *
kb_age_recipient_new_scrypt (KbSecret *passphrase,
                             guint     log_n)
{
  KbAgeRecipient *self;

  g_return_val_if_fail (passphrase != NULL, NULL);
  g_return_val_if_fail (log_n >= 1 && log_n <= KB_LIMIT_SCRYPT_LOG_N, NULL);

  self = recipient_new ();
  self->passphrase = kb_secret_ref (passphrase);
  self->log_n = log_n;

  return self;
}

KbAgeRecipient *
kb_age_recipient_ref (KbAgeRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_age_recipient_unref (KbAgeRecipient *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->passphrase, kb_secret_unref);
  g_free (self);
}

/**
 * kb_age_recipient_to_string:
 *
 * Returns: (transfer full) (nullable): "age1…", or %NULL for a passphrase
 */
char *
kb_age_recipient_to_string (KbAgeRecipient *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->passphrase != NULL)
    return NULL;

  text = g_malloc0 (KB_AGECORE_BECH32_LENGTH (KB_AGECORE_RECIPIENT_HRP) + 1);
  kb_agecore_bech32_encode (KB_AGECORE_RECIPIENT_HRP, self->public_key, text);

  return text;
}

/**
 * kb_age_recipient_get_public:
 *
 * Returns: (transfer none) (nullable): %KB_AGE_PUBLIC_SIZE bytes, or %NULL for a
 *   passphrase
 */
const guint8 *
kb_age_recipient_get_public (KbAgeRecipient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->passphrase == NULL ? self->public_key : NULL;
}

/* The body of both kinds of stanza: the file key under a key that is used for
 * nothing else, hence the nonce of zeros. */
static void
append_wrapped (GByteArray   *header,
                const char   *args,
                const guint8 *file_key,
                const guint8 *wrap_key)
{
  static const guint8 nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
  guint8 wrapped[KB_AGECORE_WRAPPED_KEY_SIZE];

  crypto_aead_chacha20poly1305_ietf_encrypt (wrapped, NULL, file_key, KB_AGECORE_FILE_KEY_SIZE,
                                             NULL, 0, NULL, nonce, wrap_key);
  kb_agecore_header_stanza (header, args, wrapped, sizeof wrapped);
}

static gboolean
append_x25519 (GByteArray    *header,
               const guint8  *public_key,
               const guint8  *file_key,
               GError       **error)
{
  guint8 secret[32], shared[32], wrap_key[KB_AGECORE_DERIVED_SIZE];
  guint8 share[32];
  char share_text[64];
  g_autofree char *args = NULL;
  gboolean usable;

  randombytes_buf (secret, sizeof secret);
  crypto_scalarmult_base (share, secret);
  usable = crypto_scalarmult (shared, secret, public_key) == 0;
  if (usable)
    {
      kb_agecore_x25519_wrap_key (shared, share, public_key, wrap_key);
      sodium_bin2base64 (share_text, sizeof share_text, share, sizeof share,
                         sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
      args = g_strconcat (KB_AGECORE_STANZA_X25519 " ", share_text, NULL);
      append_wrapped (header, args, file_key, wrap_key);
    }
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (shared, sizeof shared);
  sodium_memzero (wrap_key, sizeof wrap_key);

  if (!usable)
    g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY,
                         "The recipient's key has no secret half");
  return usable;
}

static gboolean
append_scrypt (GByteArray      *header,
               KbAgeRecipient  *recipient,
               const guint8    *file_key,
               GError         **error)
{
  guint8 salt[KB_AGECORE_SALT_SIZE];
  char salt_text[32];
  g_autofree char *args = NULL;
  g_autoptr(KbSecret) wrap_key = NULL;

  randombytes_buf (salt, sizeof salt);
  wrap_key = kb_agecore_scrypt_wrap_key (recipient->passphrase, salt, recipient->log_n, error);
  if (wrap_key == NULL)
    return FALSE;

  sodium_bin2base64 (salt_text, sizeof salt_text, salt, sizeof salt,
                     sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  args = g_strdup_printf (KB_AGECORE_STANZA_SCRYPT " %s %u", salt_text, recipient->log_n);
  append_wrapped (header, args, file_key, kb_secret_get_data (wrap_key));

  return TRUE;
}

static gboolean
append_stanzas (GByteArray            *header,
                KbAgeRecipient *const *recipients,
                gsize                  n_recipients,
                const guint8          *file_key,
                GError               **error)
{
  for (gsize i = 0; i < n_recipients; i++)
    {
      if (recipients[i]->passphrase != NULL && n_recipients > 1)
        {
          g_set_error_literal (error, KB_AGE_ERROR, KB_AGE_ERROR_KEY,
                               "A passphrase must be a file's only recipient");
          return FALSE;
        }
      if (recipients[i]->passphrase != NULL
            ? !append_scrypt (header, recipients[i], file_key, error)
            : !append_x25519 (header, recipients[i]->public_key, file_key, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * kb_age_header_new:
 * @ret_payload_key: (out caller-allocates): %KB_AGECORE_DERIVED_SIZE bytes
 *
 * Returns: (transfer full): the header of a new file, with the payload's nonce
 *   at its end, or %NULL with %KB_AGE_ERROR_KEY
 */
GByteArray *
kb_age_header_new (KbAgeRecipient *const *recipients,
                   gsize                  n_recipients,
                   guint8                *ret_payload_key,
                   GError               **error)
{
  g_autoptr(GByteArray) header = g_byte_array_sized_new (256 + 128 * n_recipients);
  guint8 file_key[KB_AGECORE_FILE_KEY_SIZE];
  guint8 nonce[KB_AGECORE_NONCE_SIZE];
  gboolean sealed;

  randombytes_buf (file_key, sizeof file_key);
  randombytes_buf (nonce, sizeof nonce);
  kb_agecore_header_begin (header);
  sealed = append_stanzas (header, recipients, n_recipients, file_key, error);
  if (sealed)
    {
      kb_agecore_header_end (header, file_key);
      g_byte_array_append (header, nonce, sizeof nonce);
      kb_agecore_payload_key (file_key, nonce, ret_payload_key);
    }
  sodium_memzero (file_key, sizeof file_key);

  return sealed ? g_steal_pointer (&header) : NULL;
}
