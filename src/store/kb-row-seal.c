/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sealed value:
 *
 *   24 nonce, random ‖ XChaCha20-Poly1305 (plain) ‖ 16 tag
 *
 * with the associated data
 *
 *   "kumbang/store/v1" ‖ u8 column (which names table and column) ‖ u64 row id
 *
 * so that no value can be moved to another row or column. The two keys are
 * derived from the store key with libsodium's crypto_kdf. */
#include "config.h"

#include "kb-row-seal.h"

#include "kb-store.h"

#include <sodium.h>
#include <string.h>

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES
#define KEY_SIZE crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define POOL_NONCES 128

static const char context[] = "kumbang/store/v1";

#define AAD_SIZE (sizeof context - 1 + 1 + 8)

G_STATIC_ASSERT (NONCE_SIZE + TAG_SIZE == KB_ROW_SEAL_OVERHEAD);
G_STATIC_ASSERT (KEY_SIZE == crypto_kdf_KEYBYTES);

struct _KbRowSeal
{
  KbSecret *keys;               /* of rows ‖ of tags */
  guint     n_nonces;           /* unused ones at the end of the pool */
  guint8    nonces[POOL_NONCES][NONCE_SIZE];
};

/**
 * kb_row_seal_new:
 * @store_key: 32 bytes
 *
 * Returns: (transfer full): the sealer
 */
KbRowSeal *
kb_row_seal_new (KbSecret *store_key)
{
  KbRowSeal *self;

  g_return_val_if_fail (kb_secret_get_size (store_key) == crypto_kdf_KEYBYTES, NULL);

  self = g_new0 (KbRowSeal, 1);
  self->keys = kb_secret_new_zeroed (2 * KEY_SIZE);
  for (guint i = 0; i < 2; i++)
    crypto_kdf_derive_from_key (kb_secret_get_writable (self->keys) + i * KEY_SIZE, KEY_SIZE,
                                i + 1, "KbStore1", kb_secret_get_data (store_key));

  return self;
}

/**
 * kb_row_seal_free:
 * @self: (nullable): the sealer; its keys are wiped
 */
void
kb_row_seal_free (KbRowSeal *self)
{
  if (self == NULL)
    return;
  kb_secret_unref (self->keys);
  g_free (self);
}

static void
fill_aad (KbColumn column,
          guint64  row,
          guint8   ret_aad[AAD_SIZE])
{
  guint64 big = GUINT64_TO_BE (row);

  memcpy (ret_aad, context, sizeof context - 1);
  ret_aad[sizeof context - 1] = column;
  memcpy (ret_aad + sizeof context, &big, sizeof big);
}

/* The kernel is asked once for many: a call for each row would cost as much as sealing it. */
static const guint8 *
next_nonce (KbRowSeal *self)
{
  if (self->n_nonces == 0)
    {
      randombytes_buf (self->nonces, sizeof self->nonces);
      self->n_nonces = POOL_NONCES;
    }

  return self->nonces[--self->n_nonces];
}

/**
 * kb_row_seal_seal:
 * @self: the sealer
 * @column: where the value goes
 * @row: row id there
 * @plain: the value
 * @size: its bytes
 * @ret_sealed: (out caller-allocates): @size + %KB_ROW_SEAL_OVERHEAD bytes
 */
void
kb_row_seal_seal (KbRowSeal     *self,
                  KbColumn       column,
                  guint64        row,
                  gconstpointer  plain,
                  gsize          size,
                  guint8        *ret_sealed)
{
  guint8 aad[AAD_SIZE];

  fill_aad (column, row, aad);
  memcpy (ret_sealed, next_nonce (self), NONCE_SIZE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (ret_sealed + NONCE_SIZE, NULL, plain, size,
                                              aad, sizeof aad, NULL, ret_sealed,
                                              kb_secret_get_data (self->keys));
}

/**
 * kb_row_seal_open:
 * @self: the sealer
 * @column: where the value is
 * @row: row id there
 * @sealed: the sealed value
 * @size: its bytes
 * @error: %KB_STORE_ERROR_DAMAGED
 *
 * Returns: (transfer full): the value, or %NULL if it was changed or moved
 */
GBytes *
kb_row_seal_open (KbRowSeal      *self,
                  KbColumn        column,
                  guint64         row,
                  gconstpointer   sealed,
                  gsize           size,
                  GError        **error)
{
  const guint8 *bytes = sealed;
  guint8 aad[AAD_SIZE];
  g_autofree guint8 *plain = NULL;

  fill_aad (column, row, aad);
  plain = g_malloc (size);
  if (size < KB_ROW_SEAL_OVERHEAD
      || crypto_aead_xchacha20poly1305_ietf_decrypt (plain, NULL, NULL, bytes + NONCE_SIZE,
                                                     size - NONCE_SIZE, aad, sizeof aad, bytes,
                                                     kb_secret_get_data (self->keys)) != 0)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED,
                           "A row of the store was changed from outside");
      return NULL;
    }

  return g_bytes_new_take (g_steal_pointer (&plain), size - KB_ROW_SEAL_OVERHEAD);
}

/**
 * kb_row_seal_tag:
 * @self: the sealer
 * @purpose: kind of tag
 * @data: what to find again without showing it
 * @size: its bytes
 * @ret_tag: (out caller-allocates): keyed BLAKE2b
 */
void
kb_row_seal_tag (KbRowSeal     *self,
                 char           purpose,
                 gconstpointer  data,
                 gsize          size,
                 guint8         ret_tag[KB_ROW_TAG_SIZE])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, kb_secret_get_data (self->keys) + KEY_SIZE, KEY_SIZE,
                           KB_ROW_TAG_SIZE);
  crypto_generichash_update (&state, (const guint8 *) &purpose, 1);
  crypto_generichash_update (&state, data, size);
  crypto_generichash_final (&state, ret_tag, KB_ROW_TAG_SIZE);
  sodium_memzero (&state, sizeof state);
}
