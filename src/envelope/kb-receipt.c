/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-receipt.h"

#include "kb-age-seal.h"
#include "kb-hkdf.h"
#include "kb-words-private.h"

#include <sodium.h>
#include <string.h>

#define SALT_LABEL "kumbang/reporter/v1"
#define SALT_SIZE (sizeof SALT_LABEL - 1 + KB_HASH_SIZE)
#define SCRYPT_LOG_N 14
#define KEY_SIZE 32

G_STATIC_ASSERT (KEY_SIZE == KB_HKDF_PRK_SIZE && KEY_SIZE == KB_SIGN_SEED_SIZE);
G_STATIC_ASSERT (KEY_SIZE == crypto_scalarmult_SCALARBYTES);

static KbSecret *
expand (KbSecret   *k,
        const char *purpose)
{
  KbSecret *key = kb_secret_new_zeroed (KEY_SIZE);

  kb_hkdf_sha256_expand (kb_secret_get_data (k), purpose, kb_secret_get_writable (key), KEY_SIZE);

  return key;
}

static char *
recipient_of (KbSecret *age)
{
  g_autoptr(KbAgeRecipient) recipient = NULL;
  guint8 public_key[KB_AGE_PUBLIC_SIZE];

  crypto_scalarmult_base (public_key, kb_secret_get_data (age));
  recipient = kb_age_recipient_new_x25519 (public_key);

  return kb_age_recipient_to_string (recipient);
}

static KbReporter *
reporter_new_from_k (KbSecret *k,
                     KbSecret *words)
{
  KbReporter *self = g_new0 (KbReporter, 1);
  g_autoptr(KbSecret) sign = expand (k, "sign");

  self->words = kb_secret_ref (words);
  self->age = expand (k, "age");
  self->recipient = recipient_of (self->age);
  self->sign = kb_signing_key_new_from_seed (sign);
  self->mailbox = expand (k, "mailbox");
  crypto_hash_sha256 (self->mailbox_hash, kb_secret_get_data (self->mailbox), KEY_SIZE);
  self->answer = expand (k, "answer");

  return self;
}

static KbSecret *
join_words (const guint16 *words,
            guint          n_words)
{
  KbSecret *text = kb_secret_new_zeroed (KB_WORDS_TEXT_SIZE);

  kb_secret_truncate (text, kb_words_join (words, n_words, (char *) kb_secret_get_writable (text)));

  return text;
}

/* k = scrypt(the seven words joined, label ‖ genesis) */
static KbReporter *
reporter_new (const guint16   words[KB_RECEIPT_WORDS],
              const guint8   *genesis,
              GError        **error)
{
  g_autoptr(KbSecret) seven = join_words (words, KB_WORDS_SEVEN);
  g_autoptr(KbSecret) all = join_words (words, KB_RECEIPT_WORDS);
  g_autoptr(KbSecret) k = NULL;
  guint8 salt[SALT_SIZE];

  memcpy (salt, SALT_LABEL, SALT_SIZE - KB_HASH_SIZE);
  memcpy (salt + SALT_SIZE - KB_HASH_SIZE, genesis, KB_HASH_SIZE);
  k = kb_scrypt (kb_secret_get_data (seven), kb_secret_get_size (seven), salt, sizeof salt,
                 SCRYPT_LOG_N, KEY_SIZE, error);

  return k != NULL ? reporter_new_from_k (k, all) : NULL;
}

/**
 * kb_reporter_new_random:
 * @genesis: of the office that the words are for
 *
 * Takes about a twentieth of a second and 16 MiB, by design.
 *
 * Returns: (transfer full): a new reporter, or %NULL with %G_IO_ERROR_NO_SPACE
 */
KbReporter *
kb_reporter_new_random (const guint8   genesis[KB_HASH_SIZE],
                        GError       **error)
{
  g_autoptr(KbSecret) bits = kb_secret_new_random (KB_WORDS_BITS_SIZE);
  guint16 words[KB_RECEIPT_WORDS];
  KbReporter *self;

  g_return_val_if_fail (genesis != NULL, NULL);

  kb_words_split (kb_secret_get_data (bits), KB_WORDS_SEVEN, words);
  words[KB_WORDS_SEVEN] = kb_words_check (words);
  self = reporter_new (words, genesis, error);
  sodium_memzero (words, sizeof words);

  return self;
}

/**
 * kb_reporter_new_from_words:
 * @words: eight words as typed: any case, any white space, four letters are enough
 * @genesis: of the office that gave the receipt
 *
 * Returns: (transfer full): the reporter of that receipt, or %NULL with a
 *   #KbReceiptError or %G_IO_ERROR_NO_SPACE
 */
KbReporter *
kb_reporter_new_from_words (const char    *words,
                            const guint8   genesis[KB_HASH_SIZE],
                            GError       **error)
{
  guint16 numbers[KB_RECEIPT_WORDS] = { 0 };
  KbReporter *self = NULL;

  g_return_val_if_fail (words != NULL && genesis != NULL, NULL);

  if (kb_words_read (words, numbers, error))
    self = reporter_new (numbers, genesis, error);
  sodium_memzero (numbers, sizeof numbers);

  return self;
}

/**
 * kb_reporter_new_quick:
 *
 * Returns: (transfer full): a reporter with random keys and no words, for
 *   programs that make many
 */
KbReporter *
kb_reporter_new_quick (void)
{
  g_autoptr(KbSecret) k = kb_secret_new_random (KEY_SIZE);
  g_autoptr(KbSecret) words = kb_secret_new_zeroed (0);

  return reporter_new_from_k (k, words);
}

void
kb_reporter_free (KbReporter *self)
{
  if (self == NULL)
    return;

  kb_secret_unref (self->words);
  kb_secret_unref (self->age);
  kb_secret_unref (self->mailbox);
  kb_secret_unref (self->answer);
  kb_signing_key_unref (self->sign);
  g_free (self->recipient);
  g_free (self);
}
