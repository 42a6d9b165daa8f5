/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-identity-wire.h"

#include "kb-bytes.h"

#include <string.h>

#define PREFIX_SIZE 5

/**
 * kb_identity_wire_write:
 * @stream: a pipe
 * @type: a #KbIdentityMessage
 * @payload: (nullable): its bytes
 *
 * Returns: whether all of it was written; else a #GIOErrorEnum
 */
gboolean
kb_identity_wire_write (GOutputStream  *stream,
                        guint8          type,
                        KbSecret       *payload,
                        GCancellable   *cancellable,
                        GError        **error)
{
  gsize size = payload != NULL ? kb_secret_get_size (payload) : 0;
  g_autoptr(KbSecret) message = kb_secret_new_zeroed (PREFIX_SIZE + size);
  guint8 *bytes = kb_secret_get_writable (message);
  guint32 length = GUINT32_TO_BE (size + 1);

  g_return_val_if_fail (size < KB_IDENTITY_WIRE_MAX, FALSE);

  memcpy (bytes, &length, 4);
  bytes[4] = type;
  if (size > 0)
    memcpy (bytes + PREFIX_SIZE, kb_secret_get_data (payload), size);

  return g_output_stream_write_all (stream, bytes, PREFIX_SIZE + size, NULL, cancellable, error) &&
         g_output_stream_flush (stream, cancellable, error);
}

static gboolean
read_exactly (GInputStream  *stream,
              gpointer       buffer,
              gsize          size,
              GCancellable  *cancellable,
              GError       **error)
{
  gsize n_read;

  if (!g_input_stream_read_all (stream, buffer, size, &n_read, cancellable, error))
    return FALSE;
  if (n_read == size)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The other process has ended");
  return FALSE;
}

/**
 * kb_identity_wire_read:
 * @stream: a pipe
 * @ret_type: (out): a #KbIdentityMessage, or a number not known yet
 *
 * Returns: (transfer full): the payload, or %NULL with a #GIOErrorEnum:
 *   %G_IO_ERROR_CLOSED when the other side has gone
 */
KbSecret *
kb_identity_wire_read (GInputStream  *stream,
                       guint8        *ret_type,
                       GCancellable  *cancellable,
                       GError       **error)
{
  guint8 prefix[PREFIX_SIZE];
  g_autoptr(KbSecret) payload = NULL;
  KbReader reader;
  guint32 length;

  if (!read_exactly (stream, prefix, sizeof prefix, cancellable, error))
    return NULL;

  kb_reader_init (&reader, prefix, sizeof prefix);
  length = kb_reader_u32 (&reader);
  if (length == 0 || length > KB_IDENTITY_WIRE_MAX)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "A message of an impossible length");
      return NULL;
    }

  payload = kb_secret_new_zeroed (length - 1);
  if (!read_exactly (stream, kb_secret_get_writable (payload), length - 1, cancellable, error))
    return NULL;
  *ret_type = kb_reader_u8 (&reader);

  return g_steal_pointer (&payload);
}
