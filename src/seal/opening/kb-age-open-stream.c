/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-open.h"

#include "kb-age-identity-private.h"

#include <sodium.h>
#include <string.h>

/* The first fill must hold the largest header with its nonce. */
#define SEALED_SIZE KB_AGECORE_SEALED_CHUNK

G_STATIC_ASSERT (SEALED_SIZE >= KB_LIMIT_AGE_HEADER + KB_AGECORE_NONCE_SIZE);

typedef enum
{
  STATE_HEADER,
  STATE_CHUNKS,
  STATE_LAST,
  STATE_END,
} State;

/**
 * KbAgeOpenStream:
 *
 * Opens a binary age v1 file while it is read, in the memory of two chunks.
 * Each byte that is read was authenticated; that the file is whole is known
 * only when a read returned 0. Until then a reader must not act on what it
 * has. Every error is final.
 */
struct _KbAgeOpenStream
{
  GFilterInputStream  parent_instance;

  GPtrArray          *identities;
  KbSecret           *keys;       /* a KbAgeKeys */
  State               state;
  GError             *failure;
  guint64             counter;
  guint8             *sealed;
  gsize               n_sealed;
  guint8             *plaintext;
  gsize               n_plaintext;
  gsize               n_given;
};

G_DEFINE_FINAL_TYPE (KbAgeOpenStream, kb_age_open_stream, G_TYPE_FILTER_INPUT_STREAM)

static KbAgeKeys *
get_keys (KbAgeOpenStream *self)
{
  return (gpointer) kb_secret_get_writable (self->keys);
}

/* Reads on until a whole sealed chunk is there, or the base stream ends. */
static gboolean
fill (KbAgeOpenStream  *self,
      GCancellable     *cancellable,
      GError          **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self));
  gsize n_read;

  if (!g_input_stream_read_all (base, self->sealed + self->n_sealed, SEALED_SIZE - self->n_sealed,
                                &n_read, cancellable, error))
    return FALSE;
  self->n_sealed += n_read;

  return TRUE;
}

static gboolean
open_header (KbAgeOpenStream  *self,
             GCancellable     *cancellable,
             GError          **error)
{
  KbAgecoreHeader header;
  gsize used;

  if (!fill (self, cancellable, error) ||
      !kb_age_read_header (self->sealed, self->n_sealed, &header, error) ||
      !kb_age_unwrap_payload_key (self->sealed, &header,
                                  (KbAgeIdentity *const *) self->identities->pdata,
                                  self->identities->len, get_keys (self), error))
    return FALSE;

  used = header.size + KB_AGECORE_NONCE_SIZE;
  self->n_sealed -= used;
  memmove (self->sealed, self->sealed + used, self->n_sealed);
  self->state = STATE_CHUNKS;

  return TRUE;
}

/* A full chunk may or may not be the last, so it is tried as both; a shorter
 * one can only be the last. */
static gboolean
open_chunk (KbAgeOpenStream  *self,
            GCancellable     *cancellable,
            GError          **error)
{
  const guint8 *key = get_keys (self)->payload_key;

  if (!fill (self, cancellable, error))
    return FALSE;

  if (self->n_sealed < SEALED_SIZE ||
      !kb_age_chunk_open (self->plaintext, self->sealed, self->n_sealed, self->counter, FALSE, key))
    {
      if (!kb_age_chunk_open (self->plaintext, self->sealed, self->n_sealed, self->counter, TRUE,
                              key))
        {
          kb_age_set_payload_error (error);
          return FALSE;
        }
      self->state = STATE_LAST;
    }

  self->counter++;
  self->n_plaintext = self->n_sealed - KB_AGECORE_TAG_SIZE;
  self->n_given = 0;
  self->n_sealed = 0;

  return TRUE;
}

static gboolean
check_end (KbAgeOpenStream  *self,
           GCancellable     *cancellable,
           GError          **error)
{
  if (!fill (self, cancellable, error))
    return FALSE;
  if (self->n_sealed > 0)
    {
      kb_age_set_payload_error (error);
      return FALSE;
    }
  self->state = STATE_END;

  return TRUE;
}

static gboolean
advance (KbAgeOpenStream  *self,
         GCancellable     *cancellable,
         GError          **error)
{
  switch (self->state)
    {
    case STATE_HEADER:
      return open_header (self, cancellable, error);
    case STATE_CHUNKS:
      return open_chunk (self, cancellable, error);
    case STATE_LAST:
      return check_end (self, cancellable, error);
    case STATE_END:
    default:
      return TRUE;
    }
}

static gssize
kb_age_open_stream_read (GInputStream  *stream,
                         void          *buffer,
                         gsize          count,
                         GCancellable  *cancellable,
                         GError       **error)
{
  KbAgeOpenStream *self = KB_AGE_OPEN_STREAM (stream);
  gsize n;

  while (self->failure == NULL && self->n_given == self->n_plaintext && self->state != STATE_END)
    advance (self, cancellable, &self->failure);
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return -1;
    }

  n = MIN (count, self->n_plaintext - self->n_given);
  memcpy (buffer, self->plaintext + self->n_given, n);
  self->n_given += n;

  return n;
}

/* GFilterInputStream would skip in the base stream. */
static gssize
kb_age_open_stream_skip (GInputStream  *stream,
                         gsize          count,
                         GCancellable  *cancellable,
                         GError       **error)
{
  guint8 ignored[4096];
  gssize n = kb_age_open_stream_read (stream, ignored, MIN (count, sizeof ignored), cancellable,
                                      error);

  sodium_memzero (ignored, sizeof ignored);

  return n;
}

static void
kb_age_open_stream_finalize (GObject *object)
{
  KbAgeOpenStream *self = KB_AGE_OPEN_STREAM (object);

  g_clear_pointer (&self->identities, g_ptr_array_unref);
  g_clear_pointer (&self->keys, kb_secret_unref);
  g_clear_error (&self->failure);
  g_free (self->sealed);
  sodium_memzero (self->plaintext, KB_AGECORE_CHUNK_SIZE);
  g_free (self->plaintext);

  G_OBJECT_CLASS (kb_age_open_stream_parent_class)->finalize (object);
}

static void
kb_age_open_stream_class_init (KbAgeOpenStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  object_class->finalize = kb_age_open_stream_finalize;

  stream_class->read_fn = kb_age_open_stream_read;
  stream_class->skip = kb_age_open_stream_skip;
}

static void
kb_age_open_stream_init (KbAgeOpenStream *self)
{
  self->identities = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_age_identity_unref);
  self->keys = kb_secret_new_zeroed (sizeof (KbAgeKeys));
  self->sealed = g_malloc (SEALED_SIZE);
  self->plaintext = g_malloc (KB_AGECORE_CHUNK_SIZE);
}

/**
 * kb_age_open_stream_new:
 * @base: a binary age v1 file; nothing is read from it before the first read
 * @identities: (array length=n_identities): tried in this order
 *
 * Returns: (transfer full): a #KbAgeOpenStream; reads fail with a #KbAgeError
 */
GInputStream *
kb_age_open_stream_new (GInputStream         *base,
                        KbAgeIdentity *const *identities,
                        gsize                 n_identities)
{
  KbAgeOpenStream *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (base), NULL);

  self = g_object_new (KB_TYPE_AGE_OPEN_STREAM, "base-stream", base, NULL);
  for (gsize i = 0; i < n_identities; i++)
    g_ptr_array_add (self->identities, kb_age_identity_ref (identities[i]));

  return G_INPUT_STREAM (self);
}
