/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ledger.h"

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-check.h"
#include "kb-json.h"

#include <stdio.h>
#include <string.h>

#define LOAD_BATCH 500

KbLedger *
kb_ledger_new (KbMembership *membership,
               KbStore      *store)
{
  KbLedger *self = g_new0 (KbLedger, 1);

  self->membership = membership;
  self->store = store;
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) kb_age_identity_unref);

  return self;
}

static void
clear (KbLedger *self)
{
  g_clear_pointer (&self->roster, kb_roster_free);
  g_clear_pointer (&self->roster_links, g_byte_array_unref);
  g_clear_pointer (&self->enrolled, kb_heard_free);
  for (guint i = 0; i < KB_N_STREAMS; i++)
    {
      g_clear_pointer (&self->authors[i], kb_authors_free);
      g_clear_pointer (&self->heard[i], kb_heard_free);
      g_clear_pointer (&self->recent[i], g_free);
    }
}

void
kb_ledger_free (KbLedger *self)
{
  if (self == NULL)
    return;
  clear (self);
  g_hash_table_unref (self->keys);
  g_free (self);
}

/* "writers/STREAM" in the store's meta: u64 seq ‖ kb_heard_save() ‖
 * kb_authors_save(). It is written after a pull and not with each page, so it
 * may be older than the head; the entries after its seq are replayed. */
static char *
writers_name (KbStream stream)
{
  return g_strdup_printf ("writers/%s", kb_stream_to_string (stream));
}

/* What this program did not write, or what is ahead of the head, counts as nothing. */
static guint64
read_writers (KbLedger *self,
              KbStream  stream,
              GBytes   *meta)
{
  g_autoptr(KbHeard) heard = kb_heard_new ();
  g_autoptr(GBytes) saved = NULL;
  KbAuthors *authors;
  KbReader reader;
  guint64 seq;
  gsize left;

  kb_reader_init (&reader, g_bytes_get_data (meta, NULL), g_bytes_get_size (meta));
  seq = kb_reader_u64 (&reader);
  if (seq > self->heads[stream].seq || !kb_heard_load (heard, &reader))
    return 0;
  left = kb_reader_remaining (&reader);
  saved = g_bytes_new_from_bytes (meta, g_bytes_get_size (meta) - left, left);
  authors = kb_authors_load (saved, NULL);
  if (authors == NULL)
    return 0;
  self->authors[stream] = authors;
  self->heard[stream] = g_steal_pointer (&heard);

  return seq;
}

static gboolean
load_writers (KbLedger  *self,
              KbStream   stream,
              guint64   *ret_seq,
              GError   **error)
{
  g_autofree char *name = writers_name (stream);
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, name, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_seq = meta != NULL ? read_writers (self, stream, meta) : 0;

  return TRUE;
}

static void
note_enrolled (KbLedger      *self,
               const KbPlace *place)
{
  for (guint i = 0; i < kb_roster_get_n_devices (self->roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (self->roster, i);

      if (device->since_seq == place->seq)
        kb_heard_note (self->enrolled, device->sign, place->hour);
    }
}

/* One stored entry into the state, as the pull did it. What was set aside
 * then stays aside. */
static gboolean
replay (KbLedger             *self,
        const KbStoredEntry  *stored,
        GError              **error)
{
  g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, error);

  if (entry == NULL)
    return FALSE;
  if (stored->stream == KB_STREAM_ROSTER)
    {
      g_byte_array_append (self->roster_links, stored->place.link, KB_HASH_SIZE);
      if (stored->quarantine == KB_QUARANTINE_NONE &&
          !kb_roster_apply (self->roster, entry, stored->place.seq, error))
        return FALSE;
      note_enrolled (self, &stored->place);
    }
  kb_ledger_follow_author (self, entry, stored->quarantine, NULL);
  kb_ledger_hear (self, entry, &stored->place, stored->quarantine);

  return TRUE;
}

static gboolean
load_stream (KbLedger  *self,
             KbStream   stream,
             GError   **error)
{
  guint64 seq = 0;

  if (stream != KB_STREAM_ROSTER && !load_writers (self, stream, &seq, error))
    return FALSE;
  if (self->authors[stream] == NULL)
    {
      self->authors[stream] = kb_authors_new ();
      self->heard[stream] = kb_heard_new ();
    }

  while (seq < self->heads[stream].seq)
    {
      g_autoptr(GPtrArray) entries = kb_store_load_stream (self->store, stream, seq, LOAD_BATCH,
                                                           error);

      if (entries == NULL)
        return FALSE;
      if (entries->len == 0)
        {
          g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED,
                               "The store holds fewer entries than its head says");
          return FALSE;
        }
      for (guint i = 0; i < entries->len; i++)
        if (!replay (self, entries->pdata[i], error))
          return FALSE;
      seq = ((KbStoredEntry *) entries->pdata[entries->len - 1])->place.seq;
    }

  return TRUE;
}

/* The store's head leaves out what the last entry said of the roster. */
static gboolean
load_head (KbLedger  *self,
           KbStream   stream,
           GError   **error)
{
  KbChain *head = &self->heads[stream];
  g_autoptr(GPtrArray) last = NULL;

  if (!kb_store_get_head (self->store, stream, head, error))
    return FALSE;
  if (head->seq == 0)
    {
      kb_chain_init (head, self->membership->genesis, stream);
      return TRUE;
    }
  last = kb_store_load_stream (self->store, stream, head->seq - 1, 1, error);
  if (last == NULL)
    return FALSE;
  if (last->len == 1)
    head->roster_seq = ((KbStoredEntry *) last->pdata[0])->place.roster_seq;

  return TRUE;
}

/* "floor/STREAM" in the store's meta: a roster seq as text. */
static gboolean
load_floor (KbLedger  *self,
            KbStream   stream,
            GError   **error)
{
  g_autofree char *name = g_strdup_printf ("floor/%s", kb_stream_to_string (stream));
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, name, &local);
  g_autofree char *text = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->floor[stream] = 0;
  if (meta == NULL)
    return TRUE;
  text = g_strndup (g_bytes_get_data (meta, NULL), g_bytes_get_size (meta));
  g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &self->floor[stream], NULL);

  return TRUE;
}

/**
 * kb_ledger_raise_floor:
 * @stream: pulled to its end just now
 * @roster_seq: head of the roster that was known before that pull began
 *
 * Whatever comes behind was appended later than that: it states at least this
 * roster seq, or the server dates it back, to a time when a device that is
 * revoked by now was not.
 */
gboolean
kb_ledger_raise_floor (KbLedger  *self,
                       KbStream   stream,
                       guint64    roster_seq,
                       GError   **error)
{
  g_autofree char *name = g_strdup_printf ("floor/%s", kb_stream_to_string (stream));
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, roster_seq);
  g_autoptr(GBytes) meta = g_bytes_new (text, strlen (text));

  if (stream == KB_STREAM_ROSTER || roster_seq <= self->floor[stream])
    return TRUE;
  if (!kb_store_set_meta (self->store, name, meta, error))
    return FALSE;
  self->floor[stream] = roster_seq;

  return TRUE;
}

/**
 * kb_ledger_load:
 * @error: return location
 *
 * Rebuilds the state from the store, and takes the audience keys from the
 * keyring or from the grants to this device.
 */
gboolean
kb_ledger_load (KbLedger      *self,
                GCancellable  *cancellable,
                GError       **error)
{
  clear (self);
  self->roster = kb_roster_new ();
  self->roster_links = g_byte_array_new ();
  self->enrolled = kb_heard_new ();
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      if (!load_head (self, stream, error) || !load_floor (self, stream, error) ||
          !load_stream (self, stream, error))
        return FALSE;
    }

  return kb_ledger_open_grants (self, cancellable, error);
}

/* The keyring's "head/STREAM": `SEQ LINK AUTHOR_SEQ` as text. */
static void
read_witness (KbSecret  *item,
              KbWitness *ret_witness)
{
  g_autofree char *text = g_strndup ((const char *) kb_secret_get_data (item),
                                     kb_secret_get_size (item));
  g_auto(GStrv) words = g_strsplit (text, " ", 4);
  KbWitness witness = { 0 };

  if (g_strv_length (words) == 3 &&
      g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT64, &witness.seq, NULL) &&
      kb_hex_decode (words[1], witness.link, KB_HASH_SIZE) &&
      g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT64, &witness.author_seq, NULL))
    *ret_witness = witness;
}

/**
 * kb_ledger_load_witness:
 *
 * Reads the heads that the keyring remembers.
 */
gboolean
kb_ledger_load_witness (KbLedger      *self,
                        GCancellable  *cancellable,
                        GError       **error)
{
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autofree char *name = g_strdup_printf ("head/%s", kb_stream_to_string (stream));
      g_autoptr(GError) local = NULL;
      g_autoptr(KbSecret) item = kb_keyring_lookup (self->membership->keyring, name, cancellable,
                                                    &local);

      if (item != NULL)
        read_witness (item, &self->witness[stream]);
      else if (!g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
save_witness (KbLedger      *self,
              KbStream       stream,
              GCancellable  *cancellable,
              GError       **error)
{
  const KbChain *head = &self->heads[stream];
  g_autofree char *name = g_strdup_printf ("head/%s", kb_stream_to_string (stream));
  g_autofree char *link = kb_hex_encode (head->link, KB_HASH_SIZE);
  g_autofree char *text = NULL;
  g_autoptr(KbSecret) item = NULL;
  KbWitness witness = { .seq = head->seq };
  guint8 id[KB_HASH_SIZE];

  memcpy (witness.link, head->link, KB_HASH_SIZE);
  kb_authors_get (self->authors[stream], kb_signing_key_get_public (self->membership->device),
                  &witness.author_seq, id);
  text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s %" G_GUINT64_FORMAT, witness.seq, link,
                          witness.author_seq);
  item = kb_secret_new (text, strlen (text));
  if (!kb_keyring_store (self->membership->keyring, name, item, cancellable, error))
    return FALSE;
  self->witness[stream] = witness;

  return TRUE;
}

/**
 * kb_ledger_save:
 *
 * After a pull that changed @stream: the authors into the store, the head into
 * the keyring. Losing either loses no entry.
 */
gboolean
kb_ledger_save (KbLedger      *self,
                KbStream       stream,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autofree char *name = writers_name (stream);
  g_autoptr(GBytes) saved = kb_authors_save (self->authors[stream]);
  g_autoptr(GByteArray) meta = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  if (stream != KB_STREAM_ROSTER)
    {
      kb_write_u64 (meta, self->heads[stream].seq);
      kb_heard_save (self->heard[stream], meta);
      kb_write_bytes (meta, g_bytes_get_data (saved, NULL), g_bytes_get_size (saved));
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&meta));
      if (!kb_store_set_meta (self->store, name, bytes, error))
        return FALSE;
    }
  if (self->heads[stream].seq < self->witness[stream].seq)
    return TRUE;

  return save_witness (self, stream, cancellable, error);
}

/* What the roster says this device is; what was asked for, until then. */
KbDeviceRole
kb_ledger_get_role (const KbLedger *self)
{
  const guint8 *own = kb_signing_key_get_public (self->membership->device);
  const KbDevice *device = kb_roster_find_device (self->roster, own);

  return device != NULL ? device->role : self->membership->role;
}

/* Does this device hold a key of any epoch of @audience? */
gboolean
kb_ledger_has_audience (const KbLedger *self,
                        const char     *audience)
{
  g_autofree char *prefix = g_strconcat (audience, "/", NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, prefix))
      return TRUE;

  return FALSE;
}

/* The grant's secret, if one of its stanzas is for this device. */
static KbSecret *
open_grant (KbLedger      *self,
            const KbGrant *grant)
{
  KbPartState state;
  GBytes *part = kb_entry_get_part (grant->entry, KB_ROLE_KEY, &state);

  if (part == NULL || state != KB_PART_PRESENT)
    return NULL;

  return kb_check_open_grant (grant, part, self->membership->device_age);
}

static gboolean
take_grant (KbLedger       *self,
            const KbGrant  *grant,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autofree char *key = g_strdup_printf ("%s/%u", grant->audience, grant->epoch);
  g_autofree char *item = g_strdup_printf ("audience/%s", key);
  g_autofree char *recipient = NULL;
  g_autoptr(KbSecret) secret = NULL;
  g_autoptr(KbAgeIdentity) identity = NULL;
  g_autoptr(GError) local = NULL;

  if (g_hash_table_contains (self->keys, key))
    return TRUE;
  secret = kb_keyring_lookup (self->membership->keyring, item, cancellable, &local);
  if (secret == NULL && !g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (secret == NULL)
    {
      secret = open_grant (self, grant);
      if (secret == NULL)
        return TRUE;
      if (!kb_keyring_store (self->membership->keyring, item, secret, cancellable, error))
        return FALSE;
    }

  identity = kb_age_identity_parse (secret, NULL);
  if (identity == NULL)
    return TRUE;
  recipient = kb_age_identity_get_recipient (identity);
  if (g_str_equal (recipient, grant->recipient))
    g_hash_table_insert (self->keys, g_steal_pointer (&key), g_steal_pointer (&identity));

  return TRUE;
}

/**
 * kb_ledger_open_grants:
 *
 * Takes every audience key that was handed to this device and that it does not
 * hold yet. A grant for others, or one that does not open, is no error.
 */
gboolean
kb_ledger_open_grants (KbLedger      *self,
                       GCancellable  *cancellable,
                       GError       **error)
{
  for (guint i = 0; i < kb_roster_get_n_grants (self->roster); i++)
    if (!take_grant (self, kb_roster_get_grant (self->roster, i), cancellable, error))
      return FALSE;

  return TRUE;
}

/* Returns: (nullable): the roster's link at @seq, zeros at 0 */
const guint8 *
kb_ledger_roster_link (const KbLedger *self,
                       guint64         seq)
{
  static const guint8 zeros[KB_HASH_SIZE];

  if (seq == 0)
    return zeros;
  if (seq > self->roster_links->len / KB_HASH_SIZE)
    return NULL;

  return self->roster_links->data + (seq - 1) * KB_HASH_SIZE;
}

/**
 * kb_ledger_follow_author:
 * @quarantine: what the entry's own checks said
 *
 * Checks and counts an enrolled author's number. An entry that its author did
 * not sign counts for nobody; a reporter's number is checked by the store.
 */
gboolean
kb_ledger_follow_author (KbLedger       *self,
                         const KbEntry  *entry,
                         KbQuarantine    quarantine,
                         GError        **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  g_autoptr(GError) local = NULL;

  if (quarantine == KB_QUARANTINE_SIGNATURE)
    return TRUE;
  if (header->stream < KB_STREAM_ROSTER || header->stream > KB_STREAM_LEADERSHIP)
    return TRUE;
  if (kb_roster_find_device (self->roster, header->author) == NULL)
    return TRUE;
  if (kb_authors_check (self->authors[header->stream], entry, &local))
    return TRUE;

  /* One dropped entry is one alarm, not one for each that follows. */
  if (g_error_matches (local, KB_CHAIN_ERROR, KB_CHAIN_ERROR_AUTHOR_GAP))
    kb_authors_accept (self->authors[header->stream], entry);
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/**
 * kb_ledger_hear:
 *
 * Notes when an enrolled author was heard of: what they signed, not what is
 * in their name.
 */
void
kb_ledger_hear (KbLedger      *self,
                const KbEntry *entry,
                const KbPlace *place,
                KbQuarantine   quarantine)
{
  const KbHeader *header = kb_entry_get_header (entry);

  if (quarantine != KB_QUARANTINE_SIGNATURE &&
      kb_roster_find_device (self->roster, header->author) != NULL)
    kb_heard_note (self->heard[header->stream], header->author, place->hour);
}

/**
 * kb_ledger_enrol:
 *
 * One roster entry into the roster, after the checks of the entry itself.
 *
 * Returns: why it is set aside, or %KB_QUARANTINE_NONE
 */
KbQuarantine
kb_ledger_enrol (KbLedger       *self,
                 const KbEntry  *entry,
                 const KbPlace  *place,
                 KbQuarantine    quarantine)
{
  g_autoptr(GError) error = NULL;

  g_byte_array_append (self->roster_links, place->link, KB_HASH_SIZE);
  if (quarantine != KB_QUARANTINE_NONE)
    return quarantine;
  if (kb_roster_apply (self->roster, entry, place->seq, &error))
    {
      note_enrolled (self, place);
      return KB_QUARANTINE_NONE;
    }
  if (g_error_matches (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_MALFORMED))
    return KB_QUARANTINE_RULE;

  return KB_QUARANTINE_AUTHORITY;
}
