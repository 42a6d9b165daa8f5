/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-secret.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define KB_SIGN_PUBLIC_SIZE    32
#define KB_SIGN_SIGNATURE_SIZE 64
#define KB_SIGN_SEED_SIZE      32

#define KB_TYPE_SIGNING_KEY (kb_signing_key_get_type ())

/**
 * KbSigningKey:
 *
 * An Ed25519 key that can sign. Its secret stays in guarded memory.
 */
typedef struct _KbSigningKey KbSigningKey;

GType         kb_signing_key_get_type      (void);
KbSigningKey *kb_signing_key_new_from_seed (KbSecret      *seed);
KbSigningKey *kb_signing_key_generate      (void);
KbSigningKey *kb_signing_key_ref           (KbSigningKey  *self);
void          kb_signing_key_unref         (KbSigningKey  *self);
const guint8 *kb_signing_key_get_public    (KbSigningKey  *self);
KbSecret     *kb_signing_key_get_seed      (KbSigningKey  *self);
void          kb_signing_key_sign          (KbSigningKey  *self,
                                            const char    *type,
                                            gconstpointer  body,
                                            gsize          size,
                                            guint8         ret_signature[KB_SIGN_SIGNATURE_SIZE]);
void          kb_signing_key_sign_raw      (KbSigningKey  *self,
                                            gconstpointer  message,
                                            gsize          size,
                                            guint8         ret_signature[KB_SIGN_SIGNATURE_SIZE]);

gboolean      kb_sign_verify               (const guint8   public_key[KB_SIGN_PUBLIC_SIZE],
                                            const char    *type,
                                            gconstpointer  body,
                                            gsize          size,
                                            const guint8   signature[KB_SIGN_SIGNATURE_SIZE])
              G_GNUC_WARN_UNUSED_RESULT;
gboolean      kb_sign_verify_raw           (const guint8   public_key[KB_SIGN_PUBLIC_SIZE],
                                            gconstpointer  message,
                                            gsize          size,
                                            const guint8   signature[KB_SIGN_SIGNATURE_SIZE])
              G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSigningKey, kb_signing_key_unref)

G_END_DECLS
