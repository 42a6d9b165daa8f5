/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define KB_HKDF_PRK_SIZE 32

void      kb_hkdf_sha256_expand (const guint8    prk[KB_HKDF_PRK_SIZE],
                                 const char     *info,
                                 guint8         *out,
                                 gsize           size);
void      kb_hkdf_sha256        (gconstpointer   ikm,
                                 gsize           ikm_size,
                                 gconstpointer   salt,
                                 gsize           salt_size,
                                 const char     *info,
                                 guint8         *out,
                                 gsize           size);
KbSecret *kb_scrypt             (gconstpointer   password,
                                 gsize           password_size,
                                 gconstpointer   salt,
                                 gsize           salt_size,
                                 guint           log_n,
                                 gsize           size,
                                 GError        **error);

G_END_DECLS
