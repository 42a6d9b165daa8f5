/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"
#include "kb-secret.h"

G_BEGIN_DECLS

#define KB_RECEIPT_WORDS 8      /* 7 words and a check word */

#define KB_RECEIPT_ERROR (kb_receipt_error_quark ())

typedef enum
{
  KB_RECEIPT_ERROR_COUNT,       /* not as many words as there must be */
  KB_RECEIPT_ERROR_WORD,        /* a word that is not in the list; the message names it */
  KB_RECEIPT_ERROR_CHECK,       /* the check word does not fit */
} KbReceiptError;

GQuark kb_receipt_error_quark (void);

const char *kb_word_list_get      (guint           index);   /* 0..2047 */
int         kb_word_list_find     (const char     *word);    /* by its first four letters; -1 */
/* 77 bits → 7 words + check word, space separated. */
char       *kb_words_from_bits    (const guint8    bits[10]);

/**
 * KbReporter:
 *
 * The keys that a reporter derives from the words of the receipt.
 */
typedef struct
{
  KbSecret     *words;          /* the eight words, space separated, no terminator */
  KbSecret     *age;            /* 32 bytes, X25519 */
  char         *recipient;      /* age1… of it */
  KbSigningKey *sign;
  guint8        mailbox_hash[KB_HASH_SIZE];
  KbSecret     *mailbox;        /* 32 bytes */
  KbSecret     *answer;         /* 32 bytes, HMAC key */
} KbReporter;

KbReporter *kb_reporter_new_random     (const guint8    genesis[KB_HASH_SIZE],
                                        GError        **error);
KbReporter *kb_reporter_new_from_words (const char     *words,
                                        const guint8    genesis[KB_HASH_SIZE],
                                        GError        **error);
/* For benches: random keys without the slow derivation, no words. */
KbReporter *kb_reporter_new_quick      (void);
void        kb_reporter_free           (KbReporter     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbReporter, kb_reporter_free)

G_END_DECLS
