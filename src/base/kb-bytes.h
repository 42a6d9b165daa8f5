/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbReader:
 *
 * A bounded cursor over bytes from outside. Integers are big-endian. The first
 * read past the end sets a sticky failure; every later read answers zero or
 * %NULL, so that a decoder checks once, at its end, with kb_reader_finish().
 */
typedef struct
{
  const guint8 *data;
  gsize         size;
  gsize         offset;
  gboolean      failed;
} KbReader;

void          kb_reader_init      (KbReader      *self,
                                   gconstpointer  data,
                                   gsize          size);
guint8        kb_reader_u8        (KbReader      *self);
guint16       kb_reader_u16       (KbReader      *self);
guint32       kb_reader_u32       (KbReader      *self);
guint64       kb_reader_u64       (KbReader      *self);
const guint8 *kb_reader_bytes     (KbReader      *self,
                                   gsize          size);
void          kb_reader_copy      (KbReader      *self,
                                   gpointer       ret_data,
                                   gsize          size);
gsize         kb_reader_remaining (const KbReader *self);
gboolean      kb_reader_finish    (const KbReader *self) G_GNUC_WARN_UNUSED_RESULT;

/* Writers append to a GByteArray; integers are big-endian. */
void          kb_write_u8         (GByteArray    *out,
                                   guint8         value);
void          kb_write_u16        (GByteArray    *out,
                                   guint16        value);
void          kb_write_u32        (GByteArray    *out,
                                   guint32        value);
void          kb_write_u64        (GByteArray    *out,
                                   guint64        value);
void          kb_write_bytes      (GByteArray    *out,
                                   gconstpointer  data,
                                   gsize          size);

char         *kb_hex_encode       (gconstpointer  data,
                                   gsize          size);
gboolean      kb_hex_decode       (const char    *hex,
                                   gpointer       ret_data,
                                   gsize          size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
