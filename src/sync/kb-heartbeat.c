/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include <stdio.h>
#include <string.h>

#define BEAT_HOURS (7u * 24)
#define QUIET_HOURS (16u * 24)
#define HOUR 3600

/* The newest hour that the server has stated anywhere. */
static guint64
server_hour (const KbLedger *ledger)
{
  guint64 hour = 0;

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    hour = MAX (hour, ledger->heads[stream].hour);

  return hour;
}

static guint64
last_heard (const KbLedger *ledger,
            KbStream        stream,
            const guint8    sign[KB_SIGN_PUBLIC_SIZE])
{
  return MAX (kb_heard_get (ledger->heard[stream], sign), kb_heard_get (ledger->enrolled, sign));
}

/* "beat/STREAM" in the store's meta: `NUMBER SECONDS`: this device's last number
 * there, and when this computer's clock first saw it. Where nobody writes, the
 * server's hours stand still, and so they would for a server that hides
 * everything: then this clock counts. Set wrong it costs one entry a week. */
static gboolean
is_due_by_our_clock (KbSync   *self,
                     KbStream  stream,
                     guint64   number)
{
  g_autofree char *name = g_strdup_printf ("beat/%s", kb_stream_to_string (stream));
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, name, NULL);
  g_autofree char *text = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  guint64 seen_number = 0;
  gint64 since = 0;

  if (meta != NULL)
    text = g_strndup (g_bytes_get_data (meta, NULL), g_bytes_get_size (meta));
  if (text != NULL &&
      sscanf (text, "%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, &seen_number, &since) == 2 &&
      seen_number == number && since <= now)
    return now - since >= (gint64) BEAT_HOURS * HOUR;

  g_free (text);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, number, now);
  g_clear_pointer (&meta, g_bytes_unref);
  meta = g_bytes_new (text, strlen (text));
  kb_store_set_meta (self->store, name, meta, NULL);

  return FALSE;
}

static gboolean
is_due (KbSync   *self,
        KbStream  stream)
{
  const guint8 *own = kb_signing_key_get_public (self->membership->device);
  const KbDevice *device;
  guint64 number, last = 0, now = 0;
  guint8 id[KB_HASH_SIZE];
  gboolean active;

  g_mutex_lock (&self->lock);
  device = kb_roster_find_device (self->ledger->roster, own);
  active = device != NULL && kb_roster_is_active (self->ledger->roster, device, G_MAXUINT64);
  if (active)
    {
      kb_authors_get (self->ledger->authors[stream], own, &number, id);
      last = last_heard (self->ledger, stream, own);
      now = server_hour (self->ledger);
    }
  g_mutex_unlock (&self->lock);
  if (!active)
    return FALSE;

  return now >= last + BEAT_HOURS || is_due_by_our_clock (self, stream, number);
}

/* What waits there says already what this device has seen. */
static gboolean
has_waiting (KbSync   *self,
             KbStream  stream)
{
  g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->outbox, stream);

  return waiting->len > 0;
}

/**
 * kb_sync_beat:
 * @stream: was pulled to its end just now
 *
 * Puts a heartbeat in the outbox where this device has written nothing for a
 * week: it tells the others which journal it was shown. Under the pull lock.
 */
void
kb_sync_beat (KbSync   *self,
              KbStream  stream)
{
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  if (!is_due (self, stream) || has_waiting (self, stream))
    return;
  kb_outbox_begin (self->outbox);
  kb_sync_get_authorship (self, stream, g_get_real_time () / G_USEC_PER_SEC, &authorship);
  entry = kb_compose_heartbeat (&authorship, stream);
  kb_outbox_add (self->outbox, entry, NULL, NULL);
  kb_outbox_end (self->outbox);
  kb_sync_notify (self, "n-pending");
}

/* Does @device pull @stream, by what the roster says? */
static gboolean
is_heard_in (const KbLedger *ledger,
             const KbDevice *device,
             KbStream        stream)
{
  if (!kb_role_may_pull (device->role, stream))
    return FALSE;

  return stream == KB_STREAM_ROSTER || device->role == KB_DEVICE_ROLE_CUSTODIAN ||
         kb_roster_holds (ledger->roster, device, kb_stream_to_string (stream), 0);
}

static gboolean
is_quiet (const KbLedger *ledger,
          const KbDevice *device,
          KbDeviceRole    own_role)
{
  guint64 now = server_hour (ledger);

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    if (kb_role_may_pull (own_role, stream) && is_heard_in (ledger, device, stream) &&
        now > last_heard (ledger, stream, device->sign) + QUIET_HOURS)
      return TRUE;

  return FALSE;
}

/**
 * kb_sync_dup_quiet:
 *
 * Colleagues of whom nothing was heard for 16 days by the server's hours in
 * a stream that they pull: on leave, or kept apart by the server.
 *
 * Returns: (transfer full): names, %NULL-terminated
 */
GStrv
kb_sync_dup_quiet (KbSync *self)
{
  const guint8 *own = kb_signing_key_get_public (self->membership->device);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < kb_roster_get_n_devices (self->ledger->roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (self->ledger->roster, i);

      if (memcmp (device->sign, own, KB_SIGN_PUBLIC_SIZE) != 0 &&
          kb_roster_is_active (self->ledger->roster, device, G_MAXUINT64) &&
          is_quiet (self->ledger, device, kb_ledger_get_role (self->ledger)))
        g_strv_builder_add (names, device->name);
    }
  g_mutex_unlock (&self->lock);

  return g_strv_builder_end (names);
}
