/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-open.h"

#include "kb-age-identity-private.h"
#include "kb-agecore-armor.h"

#include <sodium.h>

/* A file whose header was read and whose payload has a possible length. */
typedef struct
{
  const guint8    *file;
  KbAgecoreHeader  header;
  const guint8    *payload;
  gsize            payload_size;
  gsize            plaintext_size;
} Sealed;

/* Chunks are full but the last. One that is too short for a tag adds nothing,
 * and fails when it is opened. */
static gsize
get_plaintext_size (gsize payload_size)
{
  gsize n_full = payload_size / KB_AGECORE_SEALED_CHUNK;
  gsize rest = payload_size % KB_AGECORE_SEALED_CHUNK;

  return n_full * KB_AGECORE_CHUNK_SIZE + rest - MIN (rest, KB_AGECORE_TAG_SIZE);
}

static gboolean
sealed_init (Sealed        *self,
             const guint8  *file,
             gsize          size,
             gsize          max_plaintext,
             GError       **error)
{
  if (!kb_age_read_header (file, size, &self->header, error))
    return FALSE;

  self->file = file;
  self->payload = file + self->header.size + KB_AGECORE_NONCE_SIZE;
  self->payload_size = size - self->header.size - KB_AGECORE_NONCE_SIZE;
  self->plaintext_size = get_plaintext_size (self->payload_size);
  if (self->plaintext_size > max_plaintext)
    {
      g_set_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT,
                   "The content is larger than %" G_GSIZE_FORMAT " bytes", max_plaintext);
      return FALSE;
    }

  return TRUE;
}

static gboolean
open_chunks (const Sealed  *sealed,
             const guint8  *payload_key,
             guint8        *plaintext,
             GError       **error)
{
  const guint8 *at = sealed->payload;
  gsize size = sealed->payload_size;
  guint64 counter = 0;

  do
    {
      gsize n = MIN (size, KB_AGECORE_SEALED_CHUNK);

      if (!kb_age_chunk_open (plaintext, at, n, counter++, n == size, payload_key))
        {
          kb_age_set_payload_error (error);
          return FALSE;
        }
      plaintext += n - KB_AGECORE_TAG_SIZE;
      at += n;
      size -= n;
    }
  while (size > 0);

  return TRUE;
}

static gboolean
open_sealed (const Sealed          *sealed,
             KbAgeIdentity *const  *identities,
             gsize                  n_identities,
             KbAgeKeys             *keys,
             guint8                *plaintext,
             GError               **error)
{
  return kb_age_unwrap_payload_key (sealed->file, &sealed->header, identities, n_identities,
                                    keys, error) &&
         open_chunks (sealed, keys->payload_key, plaintext, error);
}

/**
 * kb_age_open:
 * @file: a binary age v1 file
 * @size: its length in bytes
 * @identities: (array length=n_identities): tried in this order
 * @max_plaintext: the largest content to accept, in bytes
 *
 * The bulk path: keys live on the stack and are wiped, the content lives in
 * ordinary memory. What names a person goes through kb_age_open_secret().
 *
 * Returns: (transfer full): the content, or %NULL with a #KbAgeError
 */
GBytes *
kb_age_open (gconstpointer          file,
             gsize                  size,
             KbAgeIdentity *const  *identities,
             gsize                  n_identities,
             gsize                  max_plaintext,
             GError               **error)
{
  Sealed sealed;
  KbAgeKeys keys;
  guint8 *plaintext;
  gboolean opened;

  g_return_val_if_fail (file != NULL || size == 0, NULL);

  if (!sealed_init (&sealed, file, size, max_plaintext, error))
    return NULL;

  plaintext = g_malloc (MAX (sealed.plaintext_size, 1));
  opened = open_sealed (&sealed, identities, n_identities, &keys, plaintext, error);
  sodium_memzero (&keys, sizeof keys);
  if (!opened)
    {
      sodium_memzero (plaintext, sealed.plaintext_size);
      g_free (plaintext);
      return NULL;
    }

  return g_bytes_new_take (plaintext, sealed.plaintext_size);
}

/**
 * kb_age_open_secret:
 *
 * As kb_age_open(), for identities and keys: the content and every key on the
 * way to it are kept in guarded memory only.
 *
 * Returns: (transfer full): the content, or %NULL with a #KbAgeError
 */
KbSecret *
kb_age_open_secret (gconstpointer          file,
                    gsize                  size,
                    KbAgeIdentity *const  *identities,
                    gsize                  n_identities,
                    gsize                  max_plaintext,
                    GError               **error)
{
  Sealed sealed;
  g_autoptr(KbSecret) keys = NULL;
  g_autoptr(KbSecret) plaintext = NULL;

  g_return_val_if_fail (file != NULL || size == 0, NULL);

  if (!sealed_init (&sealed, file, size, max_plaintext, error))
    return NULL;

  keys = kb_secret_new_zeroed (sizeof (KbAgeKeys));
  plaintext = kb_secret_new_zeroed (sealed.plaintext_size);
  if (!open_sealed (&sealed, identities, n_identities, (gpointer) kb_secret_get_writable (keys),
                    kb_secret_get_writable (plaintext), error))
    return NULL;

  return g_steal_pointer (&plaintext);
}

/**
 * kb_age_armor_detect:
 *
 * Returns: whether @text begins as an armored age file does, after white space
 */
gboolean
kb_age_armor_detect (gconstpointer text,
                     gsize         size)
{
  g_return_val_if_fail (text != NULL || size == 0, FALSE);

  return kb_agecore_armor_detect (text, size);
}

/**
 * kb_age_armor_decode:
 * @text: an armored age file
 *
 * Returns: (transfer full): the binary file, or %NULL with %KB_AGE_ERROR_ARMOR
 */
GBytes *
kb_age_armor_decode (GBytes  *text,
                     GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return kb_agecore_armor_decode (text, error);
}
