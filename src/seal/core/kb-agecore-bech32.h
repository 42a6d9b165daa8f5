/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_AGECORE_RECIPIENT_HRP "age"
#define KB_AGECORE_IDENTITY_HRP  "AGE-SECRET-KEY-"
#define KB_AGECORE_KEY_SIZE      32

/* Length of the text of a key with the given prefix: the separator, 52
 * characters of data, 6 of checksum. */
#define KB_AGECORE_BECH32_LENGTH(hrp) (sizeof (hrp) - 1 + 1 + 52 + 6)

void     kb_agecore_bech32_encode (const char   *hrp,
                                   const guint8  key[KB_AGECORE_KEY_SIZE],
                                   char         *ret_text);
gboolean kb_agecore_bech32_decode (const char   *hrp,
                                   const char   *text,
                                   gsize         size,
                                   guint8        ret_key[KB_AGECORE_KEY_SIZE])
         G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
