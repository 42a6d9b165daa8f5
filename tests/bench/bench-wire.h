/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BenchEntry:
 *
 * The few places in an entry's bytes that the limit programs touch. Pointers
 * into the caller's buffer.
 */
typedef struct
{
  const guint8 *header;
  gsize         header_size;
  const guint8 *author;
  const guint8 *signature;
  const guint8 *sealed;         /* to the stream's audience; NULL: nothing is */
  gsize         sealed_size;
} BenchEntry;

gboolean bench_entry_read   (const guint8      *bytes,
                             gsize              size,
                             BenchEntry        *ret_entry);
gboolean bench_entry_verify (const BenchEntry  *entry);
guint32  bench_read_u32     (const guint8      *bytes);
guint64  bench_read_u64     (const guint8      *bytes);

G_END_DECLS
