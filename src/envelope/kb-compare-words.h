/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"

G_BEGIN_DECLS

#define KB_COMPARE_WORDS 12   /* of 11 bits */

/* What two people compare to know that they were shown the same journal. */
void      kb_compare_hash        (const guint8   genesis[KB_HASH_SIZE],
                                  KbStream       stream,
                                  guint64        seq,
                                  const guint8   link[KB_HASH_SIZE],
                                  guint8         ret_hash[KB_HASH_SIZE]);
char     *kb_compare_words       (const guint8   hash[KB_HASH_SIZE]);
/* FALSE with a #KbReceiptError where @text is not twelve words; whether they are those of @hash. */
gboolean  kb_compare_words_match (const char    *text,
                                  const guint8   hash[KB_HASH_SIZE],
                                  gboolean      *ret_same,
                                  GError       **error);

G_END_DECLS
