/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 4648's base32 without padding, private to this folder. */
#define KB_BASE32_LENGTH(size) (((size) * 8 + 4) / 5)

/* Capitals; @ret_text has KB_BASE32_LENGTH (size) + 1 bytes. */
void     kb_base32_encode (const guint8  *data,
                           gsize          size,
                           char          *ret_text);
/* @text: exactly KB_BASE32_LENGTH (size) capitals or digits; the bits behind the last byte are
 * zero. */
gboolean kb_base32_decode (const char    *text,
                           guint8        *ret_data,
                           gsize          size);

G_END_DECLS
