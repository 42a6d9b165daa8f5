/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-error.h"
#include "kb-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define KB_AGE_PUBLIC_SIZE 32

#define KB_TYPE_AGE_RECIPIENT (kb_age_recipient_get_type ())

/**
 * KbAgeRecipient:
 *
 * Whom a file is sealed to: the public key of an X25519 identity, or a
 * passphrase.
 */
typedef struct _KbAgeRecipient KbAgeRecipient;

GType           kb_age_recipient_get_type   (void);
KbAgeRecipient *kb_age_recipient_parse      (const char            *text,
                                             GError               **error);
KbAgeRecipient *kb_age_recipient_new_x25519 (const guint8           public_key[KB_AGE_PUBLIC_SIZE]);
KbAgeRecipient *kb_age_recipient_new_scrypt (KbSecret              *passphrase,
                                             guint                  log_n);
KbAgeRecipient *kb_age_recipient_ref        (KbAgeRecipient        *self);
void            kb_age_recipient_unref      (KbAgeRecipient        *self);
char           *kb_age_recipient_to_string  (KbAgeRecipient        *self);
const guint8   *kb_age_recipient_get_public (KbAgeRecipient        *self);

GBytes         *kb_age_seal                 (gconstpointer          plaintext,
                                             gsize                  size,
                                             KbAgeRecipient *const *recipients,
                                             gsize                  n_recipients,
                                             GError               **error);
GBytes         *kb_age_armor_encode         (GBytes                *file);
GBytes         *kb_seal_pad_json            (const char            *json,
                                             gsize                  max,
                                             GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAgeRecipient, kb_age_recipient_unref)

#define KB_TYPE_AGE_SEAL_STREAM (kb_age_seal_stream_get_type ())

G_DECLARE_FINAL_TYPE (KbAgeSealStream, kb_age_seal_stream, KB, AGE_SEAL_STREAM, GFilterOutputStream)

GOutputStream  *kb_age_seal_stream_new      (GOutputStream         *base,
                                             KbAgeRecipient *const *recipients,
                                             gsize                  n_recipients,
                                             GError               **error);

G_END_DECLS
