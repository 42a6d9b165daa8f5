/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-secret.h"

#include <sodium.h>
#include <string.h>

struct _KbSecret
{
  gatomicrefcount  refs;
  gsize            size;
  guint8          *data;
};

G_DEFINE_BOXED_TYPE (KbSecret, kb_secret, kb_secret_ref, kb_secret_unref)

static void
ensure_sodium (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium could not be initialised");
}

/**
 * kb_secret_new_zeroed:
 * @size: number of bytes, may be 0
 *
 * Aborts when no guarded memory is to be had, as g_malloc() does.
 *
 * Returns: (transfer full): a secret of @size zero bytes
 */
KbSecret *
kb_secret_new_zeroed (gsize size)
{
  KbSecret *self = g_new0 (KbSecret, 1);

  ensure_sodium ();
  g_atomic_ref_count_init (&self->refs);
  self->size = size;
  self->data = sodium_malloc (MAX (size, 1));
  if (self->data == NULL)
    g_error ("No guarded memory for %" G_GSIZE_FORMAT " bytes", size);
  memset (self->data, 0, MAX (size, 1));

  return self;
}

/**
 * kb_secret_new:
 * @data: the bytes to copy; the caller wipes its own
 * @size: number of bytes
 *
 * Returns: (transfer full): a copy in guarded memory
 */
KbSecret *
kb_secret_new (gconstpointer data,
               gsize         size)
{
  KbSecret *self = kb_secret_new_zeroed (size);

  if (size > 0)
    memcpy (self->data, data, size);

  return self;
}

/**
 * kb_secret_new_random:
 * @size: number of bytes
 *
 * Returns: (transfer full): bytes from the system's random generator
 */
KbSecret *
kb_secret_new_random (gsize size)
{
  KbSecret *self = kb_secret_new_zeroed (size);

  randombytes_buf (self->data, size);

  return self;
}

KbSecret *
kb_secret_ref (KbSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_secret_unref (KbSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  sodium_free (self->data);
  g_free (self);
}

const guint8 *
kb_secret_get_data (KbSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

/**
 * kb_secret_get_writable:
 *
 * For filling a secret that nobody else holds yet.
 *
 * Returns: kb_secret_get_size() bytes
 */
guint8 *
kb_secret_get_writable (KbSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

gsize
kb_secret_get_size (KbSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

/**
 * kb_secret_truncate:
 * @size: the new number of bytes, at most the present one
 *
 * Wipes what is cut off.
 */
void
kb_secret_truncate (KbSecret *self,
                    gsize     size)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (size <= self->size);

  sodium_memzero (self->data + size, self->size - size);
  self->size = size;
}

/**
 * kb_secret_equal:
 *
 * Returns: whether both hold the same bytes, compared in constant time
 */
gboolean
kb_secret_equal (KbSecret *a,
                 KbSecret *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->size == b->size && sodium_memcmp (a->data, b->data, a->size) == 0;
}
