/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-receipt.h"

G_BEGIN_DECLS

#define KB_WORDS_SEVEN 7
#define KB_WORDS_BITS_SIZE 10
#define KB_WORDS_WIDTH 8    /* 7 letters and a space or terminator */
#define KB_WORDS_TEXT_SIZE (KB_RECEIPT_WORDS * KB_WORDS_WIDTH)

void     kb_words_split   (const guint8   *bits,
                           guint           n_words,
                           guint16        *ret_words);
gsize    kb_words_join    (const guint16  *words,
                           guint           n_words,
                           char           *ret_text);
guint16  kb_words_check   (const guint16   words[KB_WORDS_SEVEN]);
gboolean kb_words_look_up (const char     *text,
                           guint           n_words,
                           guint16        *ret_words,
                           GError        **error);
gboolean kb_words_read    (const char     *text,
                           guint16         ret_words[KB_RECEIPT_WORDS],
                           GError        **error);

G_END_DECLS
