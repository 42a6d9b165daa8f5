/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-chain.h"

#include "kb-bytes.h"

#include <string.h>

/* Saved form: u8 version ‖ u32 n ‖ n × (32 author ‖ u64 seq ‖ 32 id), authors ascending. */
#define SAVED_VERSION 1
#define SAVED_AUTHOR_SIZE (KB_SIGN_PUBLIC_SIZE + 8 + KB_HASH_SIZE)

typedef struct
{
  guint8  author[KB_SIGN_PUBLIC_SIZE];
  guint64 seq;
  guint8  id[KB_HASH_SIZE];
} LastEntry;

/* One office has at most KB_LIMIT_DEVICES authors: a sorted array is enough. */
struct _KbAuthors
{
  GArray *last;   /* LastEntry, by author */
};

KbAuthors *
kb_authors_new (void)
{
  KbAuthors *self = g_new0 (KbAuthors, 1);

  self->last = g_array_new (FALSE, TRUE, sizeof (LastEntry));

  return self;
}

void
kb_authors_free (KbAuthors *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->last);
  g_free (self);
}

/* Returns where @author is, or where it would be inserted. */
static guint
find_index (const KbAuthors *self,
            const guint8    *author,
            gboolean        *ret_found)
{
  guint low = 0, high = self->last->len;

  *ret_found = FALSE;
  while (low < high && !*ret_found)
    {
      guint middle = low + (high - low) / 2;
      int order = memcmp (g_array_index (self->last, LastEntry, middle).author, author,
                          KB_SIGN_PUBLIC_SIZE);

      if (order == 0)
        *ret_found = TRUE;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return *ret_found ? high : low;
}

static gboolean
author_error (GError         **error,
              KbChainError     code,
              const KbHeader  *header,
              const char      *message)
{
  g_autofree char *author = kb_hex_encode (header->author, 4);

  g_set_error (error, KB_CHAIN_ERROR, code, "Author %s…, number %" G_GUINT64_FORMAT ": %s",
               author, header->author_seq, message);
  return FALSE;
}

/**
 * kb_authors_accept:
 * @entry: an entry by an enrolled device
 *
 * Takes @entry for its author's last without a check, to go on behind an alarm.
 */
void
kb_authors_accept (KbAuthors     *self,
                   const KbEntry *entry)
{
  const KbHeader *header;
  LastEntry last;
  gboolean found;
  guint i;

  g_return_if_fail (self != NULL && entry != NULL);

  header = kb_entry_get_header (entry);
  i = find_index (self, header->author, &found);
  memcpy (last.author, header->author, KB_SIGN_PUBLIC_SIZE);
  last.seq = header->author_seq;
  memcpy (last.id, kb_entry_get_id (entry), KB_HASH_SIZE);
  if (found)
    g_array_index (self->last, LastEntry, i) = last;
  else
    g_array_insert_val (self->last, i, last);
}

/**
 * kb_authors_check:
 * @entry: the next entry, by an enrolled device
 *
 * Checks that the author's own numbers go on without a gap, and takes the
 * entry as the last one; nothing changes on failure. The last entry once more
 * is fine.
 *
 * Returns: %FALSE with %KB_CHAIN_ERROR_AUTHOR_GAP or %KB_CHAIN_ERROR_AUTHOR_FORK
 */
gboolean
kb_authors_check (KbAuthors      *self,
                  const KbEntry  *entry,
                  GError        **error)
{
  const KbHeader *header;
  guint8 last_id[KB_HASH_SIZE];
  guint64 last_seq;

  g_return_val_if_fail (self != NULL && entry != NULL, FALSE);

  header = kb_entry_get_header (entry);
  kb_authors_get (self, header->author, &last_seq, last_id);
  if (header->author_seq == last_seq &&
      memcmp (kb_entry_get_id (entry), last_id, KB_HASH_SIZE) == 0)
    return TRUE;
  if (header->author_seq <= last_seq)
    return author_error (error, KB_CHAIN_ERROR_AUTHOR_FORK, header, "used for another entry");
  if (header->author_seq > last_seq + 1)
    return author_error (error, KB_CHAIN_ERROR_AUTHOR_GAP, header, "an earlier one is missing");
  if (memcmp (header->author_prev, last_id, KB_HASH_SIZE) != 0)
    return author_error (error, KB_CHAIN_ERROR_AUTHOR_FORK, header, "follows another entry");
  kb_authors_accept (self, entry);

  return TRUE;
}

/**
 * kb_authors_get:
 * @ret_seq: (out): the author's last number, 0 if there is none
 * @ret_id: (out caller-allocates): the id of that entry, zeros if there is none
 */
void
kb_authors_get (KbAuthors    *self,
                const guint8  author[KB_SIGN_PUBLIC_SIZE],
                guint64      *ret_seq,
                guint8        ret_id[KB_HASH_SIZE])
{
  static const LastEntry none;
  const LastEntry *last = &none;
  gboolean found;
  guint i;

  g_return_if_fail (self != NULL && author != NULL);

  i = find_index (self, author, &found);
  if (found)
    last = &g_array_index (self->last, LastEntry, i);
  *ret_seq = last->seq;
  memcpy (ret_id, last->id, KB_HASH_SIZE);
}

/**
 * kb_authors_save:
 *
 * Returns: (transfer full): the same bytes for the same state
 */
GBytes *
kb_authors_save (KbAuthors *self)
{
  GByteArray *out;

  g_return_val_if_fail (self != NULL, NULL);

  out = g_byte_array_new ();
  kb_write_u8 (out, SAVED_VERSION);
  kb_write_u32 (out, self->last->len);
  for (guint i = 0; i < self->last->len; i++)
    {
      const LastEntry *last = &g_array_index (self->last, LastEntry, i);

      kb_write_bytes (out, last->author, KB_SIGN_PUBLIC_SIZE);
      kb_write_u64 (out, last->seq);
      kb_write_bytes (out, last->id, KB_HASH_SIZE);
    }

  return g_byte_array_free_to_bytes (out);
}

static gboolean
load_authors (KbAuthors *self,
              KbReader  *reader)
{
  guint8 version = kb_reader_u8 (reader);
  guint32 n = kb_reader_u32 (reader);

  if (version != SAVED_VERSION || n != kb_reader_remaining (reader) / SAVED_AUTHOR_SIZE)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      LastEntry last;

      kb_reader_copy (reader, last.author, KB_SIGN_PUBLIC_SIZE);
      last.seq = kb_reader_u64 (reader);
      kb_reader_copy (reader, last.id, KB_HASH_SIZE);
      if (i > 0 && memcmp (g_array_index (self->last, LastEntry, i - 1).author, last.author,
                           KB_SIGN_PUBLIC_SIZE) >= 0)
        return FALSE;
      g_array_append_val (self->last, last);
    }

  return kb_reader_finish (reader);
}

/**
 * kb_authors_load:
 * @saved: from kb_authors_save()
 *
 * Returns: (transfer full): the state, or %NULL with %KB_ENTRY_ERROR_MALFORMED
 */
KbAuthors *
kb_authors_load (GBytes  *saved,
                 GError **error)
{
  g_autoptr(KbAuthors) self = kb_authors_new ();
  KbReader reader;

  g_return_val_if_fail (saved != NULL, NULL);

  kb_reader_init (&reader, g_bytes_get_data (saved, NULL), g_bytes_get_size (saved));
  if (load_authors (self, &reader))
    return g_steal_pointer (&self);

  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED,
                       "The saved authors' numbers are damaged");
  return NULL;
}
