/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-age-seal.h"

#include "kb-age-recipient-private.h"
#include "kb-limits.h"

#include <sodium.h>
#include <string.h>

/**
 * KbAgeSealStream:
 *
 * Seals what is written to it, one chunk of 64 KiB at a time. Only closing it
 * writes the last chunk: a stream that fails, or is dropped without being
 * closed, leaves a file that cannot be opened to its end, never one that looks
 * whole.
 */
struct _KbAgeSealStream
{
  GFilterOutputStream  parent_instance;

  GByteArray          *header;  /* until it is written */
  KbSecret            *key;
  guint8              *chunk;
  gsize                n_chunk;
  guint64              counter;
  gboolean             broken;
};

G_DEFINE_FINAL_TYPE (KbAgeSealStream, kb_age_seal_stream, G_TYPE_FILTER_OUTPUT_STREAM)

static gboolean
write_base (KbAgeSealStream  *self,
            gconstpointer     data,
            gsize             size,
            GCancellable     *cancellable,
            GError          **error)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (self));

  if (g_output_stream_write_all (base, data, size, NULL, cancellable, error))
    return TRUE;

  /* A part of it may have been written: what follows cannot be right. */
  self->broken = TRUE;
  return FALSE;
}

static gboolean
write_header (KbAgeSealStream  *self,
              GCancellable     *cancellable,
              GError          **error)
{
  if (self->header == NULL)
    return TRUE;
  if (!write_base (self, self->header->data, self->header->len, cancellable, error))
    return FALSE;
  g_clear_pointer (&self->header, g_byte_array_unref);

  return TRUE;
}

static gboolean
write_chunk (KbAgeSealStream  *self,
             gboolean          final,
             GCancellable     *cancellable,
             GError          **error)
{
  guint8 nonce[KB_AGECORE_CHUNK_NONCE_SIZE];

  if (self->broken)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "An earlier write failed");
      return FALSE;
    }
  if (!write_header (self, cancellable, error))
    return FALSE;

  kb_agecore_chunk_nonce (self->counter++, final, nonce);
  crypto_aead_chacha20poly1305_ietf_encrypt (self->chunk, NULL, self->chunk, self->n_chunk,
                                             NULL, 0, NULL, nonce, kb_secret_get_data (self->key));
  if (!write_base (self, self->chunk, self->n_chunk + KB_AGECORE_TAG_SIZE, cancellable, error))
    return FALSE;
  self->n_chunk = 0;

  return TRUE;
}

static gssize
kb_age_seal_stream_write (GOutputStream  *stream,
                          const void     *buffer,
                          gsize           count,
                          GCancellable   *cancellable,
                          GError        **error)
{
  KbAgeSealStream *self = KB_AGE_SEAL_STREAM (stream);
  gsize n;

  /* A full chunk waits until it is known not to be the last. */
  if (self->n_chunk == KB_AGECORE_CHUNK_SIZE && count > 0 &&
      !write_chunk (self, FALSE, cancellable, error))
    return -1;

  n = MIN (count, KB_AGECORE_CHUNK_SIZE - self->n_chunk);
  memcpy (self->chunk + self->n_chunk, buffer, n);
  self->n_chunk += n;

  return n;
}

static gboolean
kb_age_seal_stream_close (GOutputStream  *stream,
                          GCancellable   *cancellable,
                          GError        **error)
{
  KbAgeSealStream *self = KB_AGE_SEAL_STREAM (stream);
  GFilterOutputStream *filter = G_FILTER_OUTPUT_STREAM (stream);
  GOutputStream *base = g_filter_output_stream_get_base_stream (filter);
  gboolean sealed = write_chunk (self, TRUE, cancellable, error);

  if (!g_filter_output_stream_get_close_base_stream (filter))
    return sealed;

  return g_output_stream_close (base, cancellable, sealed ? error : NULL) && sealed;
}

static void
kb_age_seal_stream_dispose (GObject *object)
{
  KbAgeSealStream *self = KB_AGE_SEAL_STREAM (object);

  /* GOutputStream closes here what its user did not: by an error return, for
   * example. That must not seal the file. */
  if (!g_output_stream_is_closed (G_OUTPUT_STREAM (self)))
    self->broken = TRUE;

  G_OBJECT_CLASS (kb_age_seal_stream_parent_class)->dispose (object);
}

static void
kb_age_seal_stream_finalize (GObject *object)
{
  KbAgeSealStream *self = KB_AGE_SEAL_STREAM (object);

  g_clear_pointer (&self->header, g_byte_array_unref);
  g_clear_pointer (&self->key, kb_secret_unref);
  sodium_memzero (self->chunk, KB_AGECORE_SEALED_CHUNK);
  g_free (self->chunk);

  G_OBJECT_CLASS (kb_age_seal_stream_parent_class)->finalize (object);
}

static void
kb_age_seal_stream_class_init (KbAgeSealStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GOutputStreamClass *stream_class = G_OUTPUT_STREAM_CLASS (klass);

  object_class->dispose = kb_age_seal_stream_dispose;
  object_class->finalize = kb_age_seal_stream_finalize;

  stream_class->write_fn = kb_age_seal_stream_write;
  stream_class->close_fn = kb_age_seal_stream_close;
}

static void
kb_age_seal_stream_init (KbAgeSealStream *self)
{
  self->chunk = g_malloc (KB_AGECORE_SEALED_CHUNK);
}

/**
 * kb_age_seal_stream_new:
 * @base: where the sealed file goes; nothing is written before the first chunk
 * @recipients: (array length=n_recipients): who can open it
 * @n_recipients: 1 to %KB_LIMIT_AGE_STANZAS
 *
 * Takes the same memory whatever the size of the file. Close the stream to
 * finish the file, and check that closing succeeded.
 *
 * Returns: (transfer full): a #KbAgeSealStream, or %NULL with %KB_AGE_ERROR_KEY
 */
GOutputStream *
kb_age_seal_stream_new (GOutputStream         *base,
                        KbAgeRecipient *const *recipients,
                        gsize                  n_recipients,
                        GError               **error)
{
  g_autoptr(KbSecret) key = NULL;
  GByteArray *header;
  KbAgeSealStream *self;

  g_return_val_if_fail (G_IS_OUTPUT_STREAM (base), NULL);
  g_return_val_if_fail (n_recipients >= 1 && n_recipients <= KB_LIMIT_AGE_STANZAS, NULL);

  key = kb_secret_new_zeroed (KB_AGECORE_DERIVED_SIZE);
  header = kb_age_header_new (recipients, n_recipients, kb_secret_get_writable (key), error);
  if (header == NULL)
    return NULL;

  self = g_object_new (KB_TYPE_AGE_SEAL_STREAM, "base-stream", base, NULL);
  self->header = header;
  self->key = g_steal_pointer (&key);

  return G_OUTPUT_STREAM (self);
}
