/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-error.h"
#include "kb-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define KB_TYPE_AGE_IDENTITY (kb_age_identity_get_type ())

/**
 * KbAgeIdentity:
 *
 * What opens files: an X25519 secret, or a passphrase. The secret stays in
 * guarded memory; the public key beside it is computed once.
 */
typedef struct _KbAgeIdentity KbAgeIdentity;

GType          kb_age_identity_get_type      (void);
KbAgeIdentity *kb_age_identity_parse         (KbSecret              *text,
                                              GError               **error);
KbAgeIdentity *kb_age_identity_generate      (void);
KbAgeIdentity *kb_age_identity_new_x25519    (KbSecret              *scalar);
KbAgeIdentity *kb_age_identity_new_scrypt    (KbSecret              *passphrase,
                                              guint                  max_log_n);
KbAgeIdentity *kb_age_identity_ref           (KbAgeIdentity         *self);
void           kb_age_identity_unref         (KbAgeIdentity         *self);
KbSecret      *kb_age_identity_to_secret     (KbAgeIdentity         *self);
KbSecret      *kb_age_identity_get_scalar    (KbAgeIdentity         *self);
char          *kb_age_identity_get_recipient (KbAgeIdentity         *self);
const guint8  *kb_age_identity_get_public    (KbAgeIdentity         *self);

GBytes        *kb_age_open                   (gconstpointer          file,
                                              gsize                  size,
                                              KbAgeIdentity *const  *identities,
                                              gsize                  n_identities,
                                              gsize                  max_plaintext,
                                              GError               **error);
KbSecret      *kb_age_open_secret            (gconstpointer          file,
                                              gsize                  size,
                                              KbAgeIdentity *const  *identities,
                                              gsize                  n_identities,
                                              gsize                  max_plaintext,
                                              GError               **error);
gboolean       kb_age_armor_detect           (gconstpointer          text,
                                              gsize                  size);
GBytes        *kb_age_armor_decode           (GBytes                *text,
                                              GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAgeIdentity, kb_age_identity_unref)

#define KB_TYPE_AGE_OPEN_STREAM (kb_age_open_stream_get_type ())

G_DECLARE_FINAL_TYPE (KbAgeOpenStream, kb_age_open_stream, KB, AGE_OPEN_STREAM, GFilterInputStream)

GInputStream  *kb_age_open_stream_new        (GInputStream          *base,
                                              KbAgeIdentity *const  *identities,
                                              gsize                  n_identities);

G_END_DECLS
