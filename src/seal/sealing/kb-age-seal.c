/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-seal.h"

#include "kb-age-recipient-private.h"
#include "kb-agecore-armor.h"
#include "kb-limits.h"

#include <sodium.h>

/* The payload is cut into chunks of 64 KiB, each sealed by itself; only the
 * last may be shorter, and it is empty only in an empty file. */
static void
append_payload (GByteArray   *file,
                const guint8 *plaintext,
                gsize         size,
                const guint8 *key)
{
  guint64 counter = 0;
  gboolean final;

  do
    {
      gsize n = MIN (size, KB_AGECORE_CHUNK_SIZE);
      guint8 nonce[KB_AGECORE_CHUNK_NONCE_SIZE];
      gsize at = file->len;

      final = n == size;
      kb_agecore_chunk_nonce (counter++, final, nonce);
      g_byte_array_set_size (file, at + n + KB_AGECORE_TAG_SIZE);
      crypto_aead_chacha20poly1305_ietf_encrypt (file->data + at, NULL, plaintext, n,
                                                 NULL, 0, NULL, nonce, key);
      plaintext += n;
      size -= n;
    }
  while (!final);
}

/**
 * kb_age_seal:
 * @plaintext: the content
 * @size: its length in bytes, less than 4 GiB; larger goes through
 *   #KbAgeSealStream
 * @recipients: (array length=n_recipients): who can open it
 * @n_recipients: 1 to %KB_LIMIT_AGE_STANZAS
 *
 * Returns: (transfer full): a binary age v1 file, or %NULL with
 *   %KB_AGE_ERROR_KEY
 */
GBytes *
kb_age_seal (gconstpointer          plaintext,
             gsize                  size,
             KbAgeRecipient *const *recipients,
             gsize                  n_recipients,
             GError               **error)
{
  guint8 key[KB_AGECORE_DERIVED_SIZE];
  GByteArray *file;

  g_return_val_if_fail (plaintext != NULL || size == 0, NULL);
  g_return_val_if_fail (size < G_MAXUINT32 - 16 * 1024 * 1024, NULL);
  g_return_val_if_fail (n_recipients >= 1 && n_recipients <= KB_LIMIT_AGE_STANZAS, NULL);

  file = kb_age_header_new (recipients, n_recipients, key, error);
  if (file == NULL)
    return NULL;

  append_payload (file, plaintext, size, key);
  sodium_memzero (key, sizeof key);

  return g_byte_array_free_to_bytes (file);
}

/**
 * kb_age_armor_encode:
 * @file: a binary age file
 *
 * Returns: (transfer full): the file as text, for mail and paper
 */
GBytes *
kb_age_armor_encode (GBytes *file)
{
  g_return_val_if_fail (file != NULL, NULL);

  return kb_agecore_armor_encode (file);
}
