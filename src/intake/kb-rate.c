/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-rate.h"

#include <sodium.h>
#include <string.h>

#define ROWS 2
#define SLOTS 65536u

/**
 * KbRate:
 *
 * Counts submissions per network address without knowing the address: each row
 * is counted at a slot chosen by a keyed hash, and the smaller count of the two
 * rows is the answer, so that two addresses must meet in both rows before one
 * pays for the other. The size is fixed. Key and counts are replaced each hour;
 * what is left in memory cannot be turned back into an address, nor compared
 * with the hour before.
 */
struct _KbRate
{
  KbClock  clock;
  guint    per_hour;
  guint64  hour;
  guint8   keys[ROWS][crypto_shorthash_KEYBYTES];
  guint16  counts[ROWS][SLOTS];
};

/**
 * kb_rate_new:
 * @per_hour: submissions that one address may make in an hour; 0 for no limit
 * @clock: tells the hour
 *
 * Returns: (transfer full): a counter without counts
 */
KbRate *
kb_rate_new (guint   per_hour,
             KbClock clock)
{
  KbRate *self = g_new0 (KbRate, 1);

  self->clock = clock;
  self->per_hour = MIN (per_hour, G_MAXUINT16);
  randombytes_buf (self->keys, sizeof self->keys);
  self->hour = kb_clock_hour (&clock);

  return self;
}

void
kb_rate_free (KbRate *self)
{
  if (self == NULL)
    return;
  sodium_memzero (self, sizeof *self);
  g_free (self);
}

static void
start_hour (KbRate  *self,
            guint64  hour)
{
  randombytes_buf (self->keys, sizeof self->keys);
  memset (self->counts, 0, sizeof self->counts);
  self->hour = hour;
}

/* An IPv6 network is a /64: whoever has one has all its addresses. An IPv4
 * address in IPv6's clothes is itself, or all of them would share one count. */
static guint
slot_of (KbRate       *self,
         guint         row,
         GInetAddress *address)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  guint8 hash[crypto_shorthash_BYTES];
  const guint8 *bytes = g_inet_address_to_bytes (address);
  gsize size = MIN (g_inet_address_get_native_size (address), 8);

  if (size == 8 && memcmp (bytes, mapped, sizeof mapped) == 0)
    {
      bytes += sizeof mapped;
      size = 4;
    }
  crypto_shorthash (hash, bytes, size, self->keys[row]);

  return (hash[0] | (guint) hash[1] << 8) % SLOTS;
}

/**
 * kb_rate_take:
 * @ret_retry_after: (out): seconds until the next hour, when refused
 *
 * Counts one submission of @address.
 *
 * Returns: whether it may be made
 */
gboolean
kb_rate_take (KbRate       *self,
              GInetAddress *address,
              guint        *ret_retry_after)
{
  guint64 hour = kb_clock_hour (&self->clock);
  guint16 *counts[ROWS];
  guint16 least = G_MAXUINT16;

  g_return_val_if_fail (G_IS_INET_ADDRESS (address), FALSE);

  if (self->per_hour == 0)
    return TRUE;
  if (hour != self->hour)
    start_hour (self, hour);

  for (guint row = 0; row < ROWS; row++)
    {
      counts[row] = &self->counts[row][slot_of (self, row, address)];
      least = MIN (least, *counts[row]);
    }
  if (least >= self->per_hour)
    {
      *ret_retry_after = 3600 - MAX (kb_clock_now (&self->clock), 0) % 3600;
      return FALSE;
    }
  for (guint row = 0; row < ROWS; row++)
    if (*counts[row] < G_MAXUINT16)
      (*counts[row])++;

  return TRUE;
}
