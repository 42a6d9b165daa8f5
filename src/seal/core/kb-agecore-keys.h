/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define KB_AGECORE_FILE_KEY_SIZE    16
#define KB_AGECORE_WRAPPED_KEY_SIZE 32
#define KB_AGECORE_SALT_SIZE        16
#define KB_AGECORE_NONCE_SIZE       16
#define KB_AGECORE_DERIVED_SIZE     32
#define KB_AGECORE_CHUNK_SIZE       65536
#define KB_AGECORE_TAG_SIZE         16
#define KB_AGECORE_SEALED_CHUNK     (KB_AGECORE_CHUNK_SIZE + KB_AGECORE_TAG_SIZE)
#define KB_AGECORE_CHUNK_NONCE_SIZE 12

#define KB_AGECORE_STANZA_X25519 "X25519"
#define KB_AGECORE_STANZA_SCRYPT "scrypt"

void      kb_agecore_x25519_wrap_key (const guint8   shared[32],
                                      const guint8   share[32],
                                      const guint8   recipient[32],
                                      guint8         ret_key[KB_AGECORE_DERIVED_SIZE]);
KbSecret *kb_agecore_scrypt_wrap_key (KbSecret      *passphrase,
                                      const guint8   salt[KB_AGECORE_SALT_SIZE],
                                      guint          log_n,
                                      GError       **error);
void      kb_agecore_header_mac      (const guint8   file_key[KB_AGECORE_FILE_KEY_SIZE],
                                      gconstpointer  header,
                                      gsize          size,
                                      guint8         ret_mac[32]);
void      kb_agecore_payload_key     (const guint8   file_key[KB_AGECORE_FILE_KEY_SIZE],
                                      const guint8   nonce[KB_AGECORE_NONCE_SIZE],
                                      guint8         ret_key[KB_AGECORE_DERIVED_SIZE]);
void      kb_agecore_chunk_nonce     (guint64        counter,
                                      gboolean       final,
                                      guint8         ret_nonce[KB_AGECORE_CHUNK_NONCE_SIZE]);

G_END_DECLS
