/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"

G_BEGIN_DECLS

/* Bearer tokens: URL-safe base64 without padding of 32 bytes, 43 characters. The roster holds their
 * SHA-256, so that a server which has the roster knows whose request it is. */

/* A device's own, random. */
KbSecret *kb_token_new            (void);
/* The paper key's, derived from @recovery. */
KbSecret *kb_token_new_recovery   (KbSigningKey  *recovery);
void      kb_token_hash           (KbSecret      *token,
                                   guint8         ret_hash[KB_HASH_SIZE]);

G_END_DECLS
