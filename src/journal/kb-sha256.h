/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sodium.h>
#include <string.h>

G_BEGIN_DECLS

/* SHA-256 over labelled fields, private to this folder. Integers go in
 * big-endian, as everywhere in the format. */
typedef crypto_hash_sha256_state KbSha256;

static inline void
kb_sha256_init (KbSha256   *self,
                const char *label)
{
  crypto_hash_sha256_init (self);
  crypto_hash_sha256_update (self, (const guint8 *) label, strlen (label));
}

static inline void
kb_sha256_bytes (KbSha256      *self,
                 gconstpointer  data,
                 gsize          size)
{
  crypto_hash_sha256_update (self, data, size);
}

static inline void
kb_sha256_u8 (KbSha256 *self,
              guint8    value)
{
  crypto_hash_sha256_update (self, &value, 1);
}

static inline void
kb_sha256_u64 (KbSha256 *self,
               guint64   value)
{
  guint64 big_endian = GUINT64_TO_BE (value);

  crypto_hash_sha256_update (self, (const guint8 *) &big_endian, sizeof big_endian);
}

static inline void
kb_sha256_finish (KbSha256 *self,
                  guint8    ret_hash[crypto_hash_sha256_BYTES])
{
  crypto_hash_sha256_final (self, ret_hash);
}

static inline gboolean
kb_is_zero (gconstpointer data,
            gsize         size)
{
  return sodium_is_zero (data, size);
}

G_END_DECLS
