/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-frame.h"

#include "kb-bytes.h"

/*   frame = u32 length of the rest ‖ u8 type ‖ payload
 *   1: u64 seq ‖ u64 hour ‖ u64 roster seq ‖ 32 roster link ‖ 32 link ‖ entry
 *   2: u64 head seq ‖ signed note
 *   3: u8 stream ‖ u64 seq ‖ u64 hour ‖ entry                                */
#define PLACE_SIZE (3 * 8 + 2 * KB_HASH_SIZE)
#define MAIL_SIZE (1 + 2 * 8)

void
kb_frame_clear (KbFrame *self)
{
  g_clear_pointer (&self->entry, kb_entry_unref);
  g_clear_pointer (&self->note, g_free);
}

/**
 * kb_frame_write_entry:
 * @out: where the frame is appended
 * @entry: as it travels
 */
void
kb_frame_write_entry (GByteArray    *out,
                      const KbPlace *place,
                      GBytes        *entry)
{
  gsize size;
  gconstpointer data;

  g_return_if_fail (out != NULL && place != NULL && entry != NULL);

  data = g_bytes_get_data (entry, &size);
  kb_write_u32 (out, 1 + PLACE_SIZE + size);
  kb_write_u8 (out, KB_FRAME_ENTRY);
  kb_write_u64 (out, place->seq);
  kb_write_u64 (out, place->hour);
  kb_write_u64 (out, place->roster_seq);
  kb_write_bytes (out, place->roster_link, KB_HASH_SIZE);
  kb_write_bytes (out, place->link, KB_HASH_SIZE);
  kb_write_bytes (out, data, size);
}

/**
 * kb_frame_write_end:
 * @out: where the frame is appended
 * @head_seq: the stream's head
 * @note: for the last seq of the page
 */
void
kb_frame_write_end (GByteArray *out,
                    guint64     head_seq,
                    const char *note)
{
  g_return_if_fail (out != NULL && note != NULL);

  kb_write_u32 (out, 1 + 8 + strlen (note));
  kb_write_u8 (out, KB_FRAME_END);
  kb_write_u64 (out, head_seq);
  kb_write_bytes (out, note, strlen (note));
}

/**
 * kb_frame_write_mail:
 * @out: where the frame is appended
 * @entry: as it travels to a reporter
 */
void
kb_frame_write_mail (GByteArray    *out,
                     KbStream       stream,
                     const KbPlace *place,
                     GBytes        *entry)
{
  gsize size;
  gconstpointer data;

  g_return_if_fail (out != NULL && place != NULL && entry != NULL);

  data = g_bytes_get_data (entry, &size);
  kb_write_u32 (out, 1 + MAIL_SIZE + size);
  kb_write_u8 (out, KB_FRAME_MAIL);
  kb_write_u8 (out, stream);
  kb_write_u64 (out, place->seq);
  kb_write_u64 (out, place->hour);
  kb_write_bytes (out, data, size);
}

static gboolean
read_entry (KbReader *reader,
            KbFrame  *frame)
{
  KbPlace *place = &frame->place;
  gboolean mail = frame->type == KB_FRAME_MAIL;
  gsize size;
  const guint8 *data;

  frame->stream = mail ? kb_reader_u8 (reader) : 0;
  place->seq = kb_reader_u64 (reader);
  place->hour = kb_reader_u64 (reader);
  if (!mail)
    {
      place->roster_seq = kb_reader_u64 (reader);
      kb_reader_copy (reader, place->roster_link, KB_HASH_SIZE);
      kb_reader_copy (reader, place->link, KB_HASH_SIZE);
    }
  size = kb_reader_remaining (reader);
  data = kb_reader_bytes (reader, size);
  if (data == NULL)
    return FALSE;
  frame->entry = kb_entry_decode (data, size, NULL);

  return TRUE;
}

static gboolean
read_end (KbReader *reader,
          KbFrame  *frame)
{
  gsize size;
  const guint8 *data;

  frame->head_seq = kb_reader_u64 (reader);
  size = kb_reader_remaining (reader);
  data = kb_reader_bytes (reader, size);
  if (data == NULL || size > KB_LIMIT_NOTE || memchr (data, '\0', size) != NULL)
    return FALSE;
  frame->note = g_strndup ((const char *) data, size);

  return TRUE;
}

/**
 * kb_frame_decode:
 * @data: one frame without its length, at most KB_LIMIT_FRAME bytes
 * @ret_frame: (out caller-allocates): to be cleared; untouched on failure
 *
 * Returns: %FALSE with %KB_ENTRY_ERROR_MALFORMED if it is not a frame. A frame
 *   whose entry alone is damaged is decoded with @entry %NULL.
 */
gboolean
kb_frame_decode (gconstpointer   data,
                 gsize           size,
                 KbFrame        *ret_frame,
                 GError        **error)
{
  g_auto(KbFrame) frame = { 0 };
  KbReader reader;
  gboolean valid = FALSE;

  kb_reader_init (&reader, data, size);
  frame.type = kb_reader_u8 (&reader);
  if (size > KB_LIMIT_FRAME)
    valid = FALSE;
  else if (frame.type == KB_FRAME_ENTRY || frame.type == KB_FRAME_MAIL)
    valid = read_entry (&reader, &frame);
  else if (frame.type == KB_FRAME_END)
    valid = read_end (&reader, &frame);

  if (!valid)
    {
      g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED,
                           "The journal's page is damaged");
      return FALSE;
    }
  *ret_frame = frame;
  frame = (KbFrame) { 0 };

  return TRUE;
}
