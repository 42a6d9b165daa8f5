/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sign.h"

#include <sodium.h>
#include <string.h>

/* Headers are at most 4 KiB: their signed text fits on the stack. */
#define STACK_TEXT 8192

G_STATIC_ASSERT (KB_SIGN_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (KB_SIGN_SIGNATURE_SIZE == crypto_sign_BYTES);
G_STATIC_ASSERT (KB_SIGN_SEED_SIZE == crypto_sign_SEEDBYTES);

struct _KbSigningKey
{
  gatomicrefcount  refs;
  KbSecret        *seed;
  KbSecret        *expanded;
  guint8           public_key[KB_SIGN_PUBLIC_SIZE];
};

G_DEFINE_BOXED_TYPE (KbSigningKey, kb_signing_key, kb_signing_key_ref, kb_signing_key_unref)

/* The bytes that a signature covers, DSSE's pre-authentication encoding:
 *
 *   "DSSEv1" SP len(type) SP type SP len(body) SP body
 *
 * with lengths in decimal. Ed25519 needs them in one piece, twice; they are
 * built on the stack where they fit.
 */
typedef struct
{
  guint8  stack[STACK_TEXT];
  guint8 *heap;
  guint8 *at;
  gsize   size;
} SignedText;

static void
signed_text_init (SignedText    *self,
                  const char    *type,
                  gconstpointer  body,
                  gsize          size)
{
  char prefix[256];
  int prefix_size = g_snprintf (prefix, sizeof prefix,
                                "DSSEv1 %" G_GSIZE_FORMAT " %s %" G_GSIZE_FORMAT " ",
                                strlen (type), type, size);

  g_assert (prefix_size > 0 && (gsize) prefix_size < sizeof prefix);

  self->size = prefix_size + size;
  self->heap = self->size > sizeof self->stack ? g_malloc (self->size) : NULL;
  self->at = self->heap != NULL ? self->heap : self->stack;
  memcpy (self->at, prefix, prefix_size);
  if (size > 0)
    memcpy (self->at + prefix_size, body, size);
}

static void
signed_text_clear (SignedText *self)
{
  g_free (self->heap);
}

static void
ensure_sodium (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium could not be initialised");
}

/**
 * kb_signing_key_new_from_seed:
 * @seed: %KB_SIGN_SEED_SIZE bytes, as in RFC 8032
 *
 * Returns: (transfer full): the key that @seed stands for
 */
KbSigningKey *
kb_signing_key_new_from_seed (KbSecret *seed)
{
  KbSigningKey *self;

  g_return_val_if_fail (seed != NULL, NULL);
  g_return_val_if_fail (kb_secret_get_size (seed) == KB_SIGN_SEED_SIZE, NULL);

  ensure_sodium ();
  self = g_new0 (KbSigningKey, 1);
  g_atomic_ref_count_init (&self->refs);
  self->seed = kb_secret_ref (seed);
  self->expanded = kb_secret_new_zeroed (crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair (self->public_key, kb_secret_get_writable (self->expanded),
                            kb_secret_get_data (seed));

  return self;
}

/**
 * kb_signing_key_generate:
 *
 * Returns: (transfer full): a new key from the system's random generator
 */
KbSigningKey *
kb_signing_key_generate (void)
{
  g_autoptr(KbSecret) seed = kb_secret_new_random (KB_SIGN_SEED_SIZE);

  return kb_signing_key_new_from_seed (seed);
}

KbSigningKey *
kb_signing_key_ref (KbSigningKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_signing_key_unref (KbSigningKey *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  kb_secret_unref (self->seed);
  kb_secret_unref (self->expanded);
  g_free (self);
}

/**
 * kb_signing_key_get_public:
 *
 * Returns: (transfer none): %KB_SIGN_PUBLIC_SIZE bytes that live as long as the key
 */
const guint8 *
kb_signing_key_get_public (KbSigningKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->public_key;
}

/**
 * kb_signing_key_get_seed:
 *
 * Returns: (transfer none): the seed the key was made from, for a keyring or paper
 */
KbSecret *
kb_signing_key_get_seed (KbSigningKey *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->seed;
}

/**
 * kb_signing_key_sign:
 * @type: what kind of text is signed, ASCII, at most 200 characters
 * @body: the text
 * @size: its length in bytes
 * @ret_signature: (out caller-allocates): the signature
 *
 * Signs DSSE's PAE(@type, @body), so that a signature over one kind of text is
 * never valid for another.
 */
void
kb_signing_key_sign (KbSigningKey  *self,
                     const char    *type,
                     gconstpointer  body,
                     gsize          size,
                     guint8         ret_signature[KB_SIGN_SIGNATURE_SIZE])
{
  SignedText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL);
  g_return_if_fail (body != NULL || size == 0);

  signed_text_init (&text, type, body, size);
  kb_signing_key_sign_raw (self, text.at, text.size, ret_signature);
  signed_text_clear (&text);
}

/**
 * kb_signing_key_sign_raw:
 * @message: the exact bytes to sign
 * @ret_signature: (out caller-allocates): the signature
 *
 * For formats that bring their own separation of purposes, such as C2SP's
 * signed notes. Everything of our own goes through kb_signing_key_sign().
 */
void
kb_signing_key_sign_raw (KbSigningKey  *self,
                         gconstpointer  message,
                         gsize          size,
                         guint8         ret_signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_return_if_fail (self != NULL);

  crypto_sign_detached (ret_signature, NULL, message, size, kb_secret_get_data (self->expanded));
}

/**
 * kb_sign_verify:
 * @public_key: whose signature it should be
 * @type: the kind of text, as given to kb_signing_key_sign()
 *
 * Returns: whether @signature is @public_key's over @type and @body
 */
gboolean
kb_sign_verify (const guint8   public_key[KB_SIGN_PUBLIC_SIZE],
                const char    *type,
                gconstpointer  body,
                gsize          size,
                const guint8   signature[KB_SIGN_SIGNATURE_SIZE])
{
  SignedText text;
  gboolean valid;

  g_return_val_if_fail (type != NULL, FALSE);
  g_return_val_if_fail (body != NULL || size == 0, FALSE);

  signed_text_init (&text, type, body, size);
  valid = kb_sign_verify_raw (public_key, text.at, text.size, signature);
  signed_text_clear (&text);

  return valid;
}

/**
 * kb_sign_verify_raw:
 * @message: the exact bytes that were signed
 *
 * libsodium refuses keys of small order and signatures that are not canonical.
 *
 * Returns: whether @signature is @public_key's over @message
 */
gboolean
kb_sign_verify_raw (const guint8   public_key[KB_SIGN_PUBLIC_SIZE],
                    gconstpointer  message,
                    gsize          size,
                    const guint8   signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_return_val_if_fail (public_key != NULL && signature != NULL, FALSE);

  return crypto_sign_verify_detached (signature, message, size, public_key) == 0;
}
