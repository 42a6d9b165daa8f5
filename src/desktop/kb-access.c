/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access.h"

#include <string.h>

/* Looking for the devices' newest entries goes backwards in steps, so that the
 * store serves the window in between, and no further than this. */
#define STEP_ENTRIES 500u
#define MAX_STEPS 10u

struct _KbAccess
{
  GObject parent_instance;

  KbRoster   *roster;
  guint8      own[KB_SIGN_PUBLIC_SIZE];
  GHashTable *hours;             /* roster seq → hour */
  GHashTable *heard;             /* GBytes of the device's key → hour */
  guint64     heads[KB_STREAM_LEADERSHIP + 1];
  char       *profile;
  GStrv       key_names;
  GStrv       quiet;
};

G_DEFINE_FINAL_TYPE (KbAccess, kb_access, G_TYPE_OBJECT)

static void
kb_access_finalize (GObject *object)
{
  KbAccess *self = KB_ACCESS (object);

  g_clear_pointer (&self->roster, kb_roster_free);
  g_hash_table_unref (self->hours);
  g_hash_table_unref (self->heard);
  g_free (self->profile);
  g_strfreev (self->key_names);
  g_strfreev (self->quiet);
  G_OBJECT_CLASS (kb_access_parent_class)->finalize (object);
}

static void
kb_access_class_init (KbAccessClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_access_finalize;
}

static void
kb_access_init (KbAccess *self)
{
  self->hours = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->heard = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                       (GDestroyNotify) g_bytes_unref, g_free);
}

KbAccess *
kb_access_new (KbRoster     *roster,
               const guint8  own[KB_SIGN_PUBLIC_SIZE])
{
  KbAccess *self = g_object_new (KB_TYPE_ACCESS, NULL);

  self->roster = roster;
  memcpy (self->own, own, KB_SIGN_PUBLIC_SIZE);
  return self;
}

void
kb_access_set_hour (KbAccess *self,
                    guint64   seq,
                    guint64   hour)
{
  g_hash_table_replace (self->hours, g_memdup2 (&seq, sizeof seq), g_memdup2 (&hour, sizeof hour));
}

/* The newest one counts. */
void
kb_access_set_heard (KbAccess     *self,
                     const guint8  sign[KB_SIGN_PUBLIC_SIZE],
                     guint64       hour)
{
  if (hour > kb_access_get_heard (self, sign))
    g_hash_table_replace (self->heard, g_bytes_new (sign, KB_SIGN_PUBLIC_SIZE),
                          g_memdup2 (&hour, sizeof hour));
}

static gboolean
read_roster (KbAccess  *self,
             KbStore   *store,
             GError   **error)
{
  g_autoptr (GPtrArray) entries = kb_store_load_stream (store, KB_STREAM_ROSTER, 0, G_MAXUINT,
                                                        error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const KbStoredEntry *stored = g_ptr_array_index (entries, i);
      g_autoptr (KbEntry) entry = NULL;

      if (stored->quarantine != 0)
        continue;
      entry = kb_entry_decode_bytes (stored->wire, error);
      if (entry == NULL || !kb_roster_apply (self->roster, entry, stored->place.seq, error))
        return FALSE;
      kb_access_set_hour (self, stored->place.seq, stored->place.hour);
      kb_access_set_heard (self, kb_entry_get_header (entry)->author, stored->place.hour);
    }
  return TRUE;
}

static gboolean
listen (KbAccess  *self,
        KbStore   *store,
        KbStream   stream,
        GError   **error)
{
  guint64 end = self->heads[stream];

  for (guint step = 0; step < MAX_STEPS && end > 0; step++)
    {
      guint64 after = end > STEP_ENTRIES ? end - STEP_ENTRIES : 0;
      g_autoptr (GPtrArray) entries = kb_store_load_stream (store, stream, after,
                                                            (guint) (end - after), error);

      if (entries == NULL)
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        {
          const KbStoredEntry *stored = g_ptr_array_index (entries, i);
          g_autoptr (KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);
          const KbHeader *header = entry != NULL ? kb_entry_get_header (entry) : NULL;

          if (header != NULL && stored->quarantine == 0 &&
              kb_roster_find_device (self->roster, header->author) != NULL)
            kb_access_set_heard (self, header->author, stored->place.hour);
        }
      end = after;
    }
  return TRUE;
}

/**
 * kb_access_load:
 * @sync: the office's, as of the last pull
 * @store: an open store
 * @membership: this device
 *
 * Reads who is enrolled, since when and when each was last heard. Blocks.
 *
 * Returns: (transfer full): %NULL with a #KbStoreError
 */
KbAccess *
kb_access_load (KbSync        *sync,
                KbStore       *store,
                KbMembership  *membership,
                GError       **error)
{
  g_autoptr (KbAccess) self = kb_access_new (kb_roster_new (),
                                             kb_signing_key_get_public (membership->device));

  self->profile = g_strdup (membership->profile);
  self->key_names = kb_sync_dup_key_names (sync);
  self->quiet = kb_sync_dup_quiet (sync);
  if (!read_roster (self, store, error))
    return NULL;
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      KbChain head;

      if (!kb_store_get_head (store, stream, &head, error))
        return NULL;
      self->heads[stream] = head.seq;
      if (stream != KB_STREAM_ROSTER && !listen (self, store, stream, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

const KbRoster *
kb_access_get_roster (KbAccess *self)
{
  return self->roster;
}

const KbDevice *
kb_access_get_own (KbAccess *self)
{
  return kb_roster_find_device (self->roster, self->own);
}

guint64
kb_access_get_hour (KbAccess *self,
                    guint64   seq)
{
  const guint64 *hour = g_hash_table_lookup (self->hours, &seq);

  return hour != NULL ? *hour : 0;
}

guint64
kb_access_get_heard (KbAccess     *self,
                     const guint8  sign[KB_SIGN_PUBLIC_SIZE])
{
  g_autoptr (GBytes) key = g_bytes_new (sign, KB_SIGN_PUBLIC_SIZE);
  const guint64 *hour = g_hash_table_lookup (self->heard, key);

  return hour != NULL ? *hour : 0;
}

guint64
kb_access_get_head (KbAccess *self,
                    KbStream  stream)
{
  return self->heads[stream];
}

const char *
kb_access_get_profile (KbAccess *self)
{
  return self->profile;
}

const char **
kb_access_get_key_names (KbAccess *self)
{
  return (const char **) self->key_names;
}

const char **
kb_access_get_quiet (KbAccess *self)
{
  return (const char **) self->quiet;
}
