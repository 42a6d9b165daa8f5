/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-wire.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* Offsets of docs/protocol.md. */
#define AUTHOR 52
#define AUDIENCE 220
#define AFTER_AUDIENCE (4 + 32 + 8 + 32 + 1)   /* epoch … sealed_by */
#define PART_SIZE (1 + 4 + 32)
#define READ (1u << 2 | 1u << 6 | 1u << 9)   /* story, custody, work */
#define HEADER_MAX 4096

guint32
bench_read_u32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

guint64
bench_read_u64 (const guint8 *bytes)
{
  return (guint64) bench_read_u32 (bytes) << 32 | bench_read_u32 (bytes + 4);
}

static void
find_sealed (const guint8 *end,
            BenchEntry   *entry)
{
  const guint8 *part = entry->signature + crypto_sign_BYTES;
  const guint8 *digest = entry->header + AUDIENCE;
  guint n_parts;

  digest += 1 + *digest + AFTER_AUDIENCE;
  digest += 1 + *digest;
  n_parts = *digest++;

  for (guint i = 0; i < n_parts && part < end; i++, digest += PART_SIZE)
    {
      gsize size = *part++ == 0 ? bench_read_u32 (digest + 1) : 0;

      if ((READ & 1u << *digest) != 0 && size > 0 && part + size <= end)
        {
          entry->sealed = part;
          entry->sealed_size = size;
        }
      part += size;
    }
}

/**
 * bench_entry_read:
 * @bytes: an entry on the wire, from a sender that is trusted not to lie
 */
gboolean
bench_entry_read (const guint8 *bytes,
                  gsize         size,
                  BenchEntry   *ret_entry)
{
  BenchEntry entry = { .header = bytes + 4 };

  if (size < 4 + AUDIENCE)
    return FALSE;
  entry.header_size = bench_read_u32 (bytes);
  if (entry.header_size > HEADER_MAX || 4 + entry.header_size + crypto_sign_BYTES > size)
    return FALSE;
  entry.author = entry.header + AUTHOR;
  entry.signature = entry.header + entry.header_size;
  find_sealed (bytes + size, &entry);
  *ret_entry = entry;

  return TRUE;
}

gboolean
bench_entry_verify (const BenchEntry *entry)
{
  guint8 message[HEADER_MAX + 64];
  int size = snprintf ((char *) message, sizeof message, "DSSEv1 16 kumbang/entry/v1 %zu ",
                       entry->header_size);

  memcpy (message + size, entry->header, entry->header_size);

  return crypto_sign_verify_detached (entry->signature, message, size + entry->header_size,
                                      entry->author) == 0;
}
