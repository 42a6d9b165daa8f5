/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-reporters.h"

#include <string.h>

typedef struct
{
  gboolean found;               /* the case has a complaint */
  guint8   author[KB_SIGN_PUBLIC_SIZE];
  guint64  last_seq;
  guint8   last_id[KB_HASH_SIZE];
} Reporter;

struct _KbReporters
{
  KbStore      *store;
  const KbPage *page;
  GHashTable   *cases;          /* case → Reporter, as far as they were asked for */
};

static guint
case_hash (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);

  return hash;
}

static gboolean
case_equal (gconstpointer a,
            gconstpointer b)
{
  return memcmp (a, b, KB_CASE_ID_SIZE) == 0;
}

KbReporters *
kb_reporters_new (KbStore      *store,
                  const KbPage *page)
{
  KbReporters *self = g_new0 (KbReporters, 1);

  self->store = store;
  self->page = page;
  self->cases = g_hash_table_new_full (case_hash, case_equal, g_free, g_free);

  return self;
}

void
kb_reporters_free (KbReporters *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->cases);
  g_free (self);
}

/* Signed by its author, and of its kind's form: what is sealed in it may be anything. */
static gboolean
counts (guint quarantine)
{
  return quarantine != KB_QUARANTINE_SIGNATURE && quarantine != KB_QUARANTINE_AUTHORITY &&
         quarantine != KB_QUARANTINE_RULE;
}

/* The case's first complaint is the one that counts; its author's entries go on from it. */
static void
take (Reporter      *reporter,
      const KbEntry *entry,
      guint          quarantine)
{
  const KbHeader *header = kb_entry_get_header (entry);

  if (!counts (quarantine))
    return;
  if (header->kind == KB_KIND_COMPLAINT && !reporter->found)
    {
      reporter->found = TRUE;
      memcpy (reporter->author, header->author, sizeof reporter->author);
    }
  else if (!kb_header_is_reporters_message (header) || header->author_seq <= reporter->last_seq ||
           memcmp (header->author, reporter->author, sizeof reporter->author) != 0)
    return;
  reporter->last_seq = header->author_seq;
  memcpy (reporter->last_id, kb_entry_get_id (entry), KB_HASH_SIZE);
}

static gboolean
load_stored (KbReporters   *self,
             const guint8  *case_id,
             Reporter      *reporter,
             GError       **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) local = NULL;
  guint32 row;

  if (!kb_store_find_case (self->store, self->page->stream, case_id, &row, &local))
    {
      if (g_error_matches (local, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  entries = kb_store_load_entries (self->store, row, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);

      if (entry != NULL)
        take (reporter, entry, stored->quarantine);
    }

  return entries != NULL;
}

/* As of the entry before @pulled. */
static Reporter *
find (KbReporters     *self,
      const KbPulled  *pulled,
      GError         **error)
{
  const guint8 *case_id = kb_entry_get_header (pulled->entry)->case_id;
  Reporter *reporter = g_hash_table_lookup (self->cases, case_id);

  if (reporter != NULL)
    return reporter;
  reporter = g_new0 (Reporter, 1);
  if (!load_stored (self, case_id, reporter, error))
    {
      g_free (reporter);
      return NULL;
    }
  for (const KbPulled *before = self->page->entries; before < pulled; before++)
    if (case_equal (kb_entry_get_header (before->entry)->case_id, case_id))
      take (reporter, before->entry, before->quarantine);
  g_hash_table_insert (self->cases, g_memdup2 (case_id, KB_CASE_ID_SIZE), reporter);

  return reporter;
}

/* One dropped entry is one alarm, not one for each that follows. */
static gboolean
check_number (const Reporter  *reporter,
              const KbEntry   *entry,
              GError         **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  gboolean gap = header->author_seq > reporter->last_seq + 1;

  if (header->author_seq == reporter->last_seq &&
      memcmp (kb_entry_get_id (entry), reporter->last_id, KB_HASH_SIZE) == 0)
    return TRUE;
  if (header->author_seq == reporter->last_seq + 1 &&
      memcmp (header->author_prev, reporter->last_id, KB_HASH_SIZE) == 0)
    return TRUE;
  g_set_error (error, KB_CHAIN_ERROR,
               gap ? KB_CHAIN_ERROR_AUTHOR_GAP : KB_CHAIN_ERROR_AUTHOR_FORK,
               "A reporter's message, number %" G_GUINT64_FORMAT ": %s", header->author_seq,
               gap ? "an earlier one is missing" : "used for another one");

  return FALSE;
}

/**
 * kb_reporters_check:
 * @pulled: (inout): the next entry of the page; set aside where it must be
 * @error: a #KbChainError where a message was dropped or doubled, or a #KbStoreError
 *
 * A message is by whoever filed the complaint of that case, in that stream, and
 * the numbers of both go on.
 */
gboolean
kb_reporters_check (KbReporters  *self,
                    KbPulled     *pulled,
                    GError      **error)
{
  const KbHeader *header = kb_entry_get_header (pulled->entry);
  gboolean right;
  Reporter *reporter;

  if (!kb_header_is_reporters_message (header) || !counts (pulled->quarantine))
    {
      reporter = g_hash_table_lookup (self->cases, header->case_id);
      if (reporter != NULL)
        take (reporter, pulled->entry, pulled->quarantine);
      return TRUE;
    }
  reporter = find (self, pulled, error);
  if (reporter == NULL)
    return FALSE;
  if (!reporter->found || memcmp (header->author, reporter->author, KB_SIGN_PUBLIC_SIZE) != 0)
    {
      pulled->quarantine = KB_QUARANTINE_AUTHORITY;
      return TRUE;
    }
  right = check_number (reporter, pulled->entry, error);
  take (reporter, pulled->entry, pulled->quarantine);
  if (!right)
    pulled->quarantine = KB_QUARANTINE_AUTHOR_SEQ;

  return right;
}
