/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-chain.h"

G_BEGIN_DECLS

typedef enum
{
  KB_FRAME_ENTRY = 1,
  KB_FRAME_END = 2,
  KB_FRAME_MAIL = 3,
} KbFrameType;

/**
 * KbFrame:
 *
 * One frame of a journal page. @entry and @place are of an entry frame,
 * @head_seq and @note of the end frame. A frame whose entry can't be decoded
 * at all is KB_FRAME_ENTRY with @entry %NULL: the caller raises the alarm.
 * An answer to a mailbox has KB_FRAME_MAIL only: @stream, @entry, and of @place
 * seq and hour.
 */
typedef struct
{
  KbFrameType  type;
  guint8       stream;
  KbPlace      place;
  KbEntry     *entry;
  guint64      head_seq;
  char        *note;
} KbFrame;

void     kb_frame_clear        (KbFrame        *self);
void     kb_frame_write_entry  (GByteArray     *out,
                                const KbPlace  *place,
                                GBytes         *entry);
void     kb_frame_write_end    (GByteArray     *out,
                                guint64         head_seq,
                                const char     *note);
void     kb_frame_write_mail   (GByteArray     *out,
                                KbStream        stream,
                                const KbPlace  *place,
                                GBytes         *entry);
/* @data is the frame without its length field, of at most KB_LIMIT_FRAME bytes. */
gboolean kb_frame_decode       (gconstpointer   data,
                                gsize           size,
                                KbFrame        *ret_frame,
                                GError        **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbFrame, kb_frame_clear)

G_END_DECLS
