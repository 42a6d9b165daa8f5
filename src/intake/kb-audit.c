/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-audit.h"

#include "kb-standing.h"

#include <sodium.h>
#include <string.h>

typedef struct
{
  KbStorage   *storage;
  KbStanding  *standing;
  KbStream     stream;          /* that is being read */
  KbAudit      audit;
  KbAuthors   *authors;
  GByteArray  *roster_links;    /* by roster seq - 1 */
  GError      *error;           /* of the first wrong entry */
} Audit;

static gboolean
audit_error (GError     **error,
             const char  *message)
{
  g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FAILED, message);
  return FALSE;
}

static gboolean
check_identity (Audit               *self,
                const KbHeader      *header,
                guint64              seq,
                const KbPartDigest  *part,
                GError             **error)
{
  g_autoptr(GBytes) bytes = NULL;
  guint8 hash[KB_HASH_SIZE];

  if (!kb_storage_find_identity (self->storage, header->stream, seq, part->role, &bytes, error))
    return FALSE;
  if (bytes == NULL)
    {
      self->audit.n_lost++;
      return TRUE;
    }
  crypto_hash_sha256 (hash, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  return (g_bytes_get_size (bytes) == part->length &&
          memcmp (hash, part->hash, sizeof hash) == 0) ||
         audit_error (error, "An identity part is not the one that was sent");
}

static gboolean
check_parts (Audit          *self,
             KbEntry        *entry,
             const KbPlace  *place,
             GError        **error)
{
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < header->n_parts; i++)
    {
      const KbPartDigest *part = &header->parts[i];

      if (kb_role_is_identity (part->role))
        {
          if (!check_identity (self, header, place->seq, part, error))
            return FALSE;
        }
      else if (kb_entry_get_part (entry, part->role, NULL) == NULL)
        return audit_error (error, "A part is missing");
    }

  return kb_entry_verify_parts (entry, error);
}

/* What is found by must be what stands in the entry. */
static gboolean
check_row (Audit          *self,
           KbEntry        *entry,
           const KbPlace  *place,
           GError        **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  KbStoredPlace row;

  if (!kb_storage_find_entry (self->storage, kb_entry_get_id (entry), &row, error))
    return FALSE;

  return (row.stream == header->stream && row.seq == place->seq && row.hour == place->hour &&
          row.kind == header->kind &&
          memcmp (row.author, header->author, sizeof row.author) == 0 &&
          memcmp (row.case_id, header->case_id, sizeof row.case_id) == 0) ||
         audit_error (error, "The entry is not found by its id");
}

static gboolean
check_roster (Audit          *self,
              KbEntry        *entry,
              const KbPlace  *place,
              GError        **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  const guint8 *link;

  if (header->stream == KB_STREAM_ROSTER)
    {
      g_byte_array_append (self->roster_links, place->link, KB_HASH_SIZE);
      return kb_standing_apply (self->standing, entry, place->seq, error);
    }
  if (place->roster_seq == 0 || place->roster_seq > self->roster_links->len / KB_HASH_SIZE)
    return audit_error (error, "It names an entry of the roster that is not there");
  link = self->roster_links->data + (place->roster_seq - 1) * KB_HASH_SIZE;

  return (memcmp (link, place->roster_link, KB_HASH_SIZE) == 0 ||
          audit_error (error, "It names another roster")) &&
         kb_roster_check_author (kb_standing_get_roster (self->standing), entry,
                                 place->roster_seq, error);
}

static gboolean
check_author (Audit    *self,
              KbEntry  *entry,
              GError  **error)
{
  if (kb_entry_get_header (entry)->kind == KB_KIND_COMPLAINT)
    return TRUE;
  if (!kb_authors_check (self->authors, entry, error))
    return FALSE;
  kb_authors_accept (self->authors, entry);

  return TRUE;
}

static gboolean
check_entry (Audit          *self,
             KbEntry        *entry,
             const KbPlace  *place,
             GError        **error)
{
  KbChain *chain = &self->audit.heads[self->stream];

  if (chain->stream == KB_STREAM_ROSTER && chain->seq == 0)
    {
      if (!kb_standing_names_intake (self->standing, entry))
        return audit_error (error, "It does not name this server's key");
      for (guint i = KB_STREAM_ROSTER; i <= KB_STREAM_LEADERSHIP; i++)
        kb_chain_init (&self->audit.heads[i], kb_entry_get_id (entry), i);
    }

  return kb_chain_follow (chain, entry, place, error) &&
         kb_entry_verify_signature (entry, error) && kb_entry_check_rules (entry, error) &&
         check_row (self, entry, place, error) && check_parts (self, entry, place, error) &&
         check_roster (self, entry, place, error) && check_author (self, entry, error);
}

static gboolean
entry_cb (const KbPlace *place,
          gconstpointer  frame,
          gsize          size,
          gpointer       data)
{
  Audit *self = data;
  g_autoptr(KbEntry) entry = kb_entry_decode (frame, size, &self->error);

  if (entry != NULL && check_entry (self, entry, place, &self->error))
    return TRUE;
  g_prefix_error (&self->error, "entry %" G_GUINT64_FORMAT ": ", place->seq);

  return FALSE;
}

static gboolean
check_stream (Audit     *self,
              KbStream   stream,
              GError   **error)
{
  g_clear_pointer (&self->authors, kb_authors_free);
  self->authors = kb_authors_new ();
  self->stream = stream;
  if (!kb_storage_each (self->storage, stream, 0, G_MAXINT32, entry_cb, self, error))
    return FALSE;
  if (self->error == NULL)
    return TRUE;

  g_propagate_prefixed_error (error, g_steal_pointer (&self->error), "%s, ",
                              kb_stream_to_string (stream));
  return FALSE;
}

/**
 * kb_audit_run:
 * @intake: the public key that the genesis entry must name
 *
 * Reads the whole journal and checks what a desktop checks, and the identity
 * parts as well.
 *
 * Returns: %FALSE with an error that names the first wrong entry
 */
gboolean
kb_audit_run (KbStorage     *storage,
              const guint8   intake[KB_SIGN_PUBLIC_SIZE],
              KbAudit       *ret_audit,
              GError       **error)
{
  const guint8 zeros[KB_HASH_SIZE] = { 0 };
  g_autoptr(KbStanding) standing = kb_standing_new (intake);
  Audit self = { .storage = storage, .standing = standing };
  gboolean ok = kb_storage_begin (storage, FALSE, error);

  self.roster_links = g_byte_array_new ();
  for (guint i = KB_STREAM_ROSTER; i <= KB_STREAM_LEADERSHIP; i++)
    kb_chain_init (&self.audit.heads[i], zeros, i);
  for (guint i = KB_STREAM_ROSTER; ok && i <= KB_STREAM_LEADERSHIP; i++)
    ok = check_stream (&self, i, error);
  kb_storage_rollback (storage);
  g_byte_array_unref (self.roster_links);
  g_clear_pointer (&self.authors, kb_authors_free);
  if (ok)
    *ret_audit = self.audit;

  return ok;
}
