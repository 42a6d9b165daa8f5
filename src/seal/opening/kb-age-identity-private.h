/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-open.h"
#include "kb-agecore-header.h"
#include "kb-agecore-keys.h"

G_BEGIN_DECLS

struct _KbAgeIdentity
{
  gatomicrefcount  refs;
  KbSecret        *scalar;      /* NULL in a passphrase identity */
  guint8           public_key[32];
  KbSecret        *passphrase;  /* NULL in an X25519 identity */
  guint            max_log_n;
};

/* Every key on the way to a payload. Callers keep it where their promise about
 * memory needs it, and wipe it. */
typedef struct
{
  guint8 shared[32];
  guint8 wrap_key[KB_AGECORE_DERIVED_SIZE];
  guint8 file_key[KB_AGECORE_FILE_KEY_SIZE];
  guint8 payload_key[KB_AGECORE_DERIVED_SIZE];
} KbAgeKeys;

gboolean kb_age_unwrap_payload_key (const guint8          *file,
                                    const KbAgecoreHeader *header,
                                    KbAgeIdentity *const  *identities,
                                    gsize                  n_identities,
                                    KbAgeKeys             *keys,
                                    GError               **error);

gboolean kb_age_read_header        (const guint8          *file,
                                    gsize                  size,
                                    KbAgecoreHeader       *ret_header,
                                    GError               **error);
gboolean kb_age_chunk_open         (guint8                *ret_plaintext,
                                    const guint8          *chunk,
                                    gsize                  size,
                                    guint64                counter,
                                    gboolean               final,
                                    const guint8          *payload_key);
void     kb_age_set_payload_error  (GError               **error);

G_END_DECLS
