/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-verify.h"

#include "kb-check.h"

#include <string.h>

#define BATCH 500

typedef struct
{
  KbLedger       *ledger;
  KbVerifyReport *report;
  KbChain         chain;
} Verifying;

static void
note_wrong (Verifying           *verifying,
            const KbStoredEntry *stored)
{
  KbVerifyReport *report = verifying->report;

  if (report->n_wrong++ > 0)
    return;
  report->first_wrong = stored->place.seq;
  report->wrong_stream = stored->stream;
}

/* The verdict at the time of the pull. An author's number is judged against
 * the whole chain, which following the links has just shown to be the same. */
static gboolean
same_verdict (const KbStoredEntry *stored,
              const KbEntry       *entry,
              KbQuarantine         quarantine,
              GBytes              *plain)
{
  /* Whose case it is was judged by the entries before it. */
  if (stored->quarantine == KB_QUARANTINE_AUTHORITY &&
      kb_header_is_reporters_message (kb_entry_get_header (entry)))
    return TRUE;
  if (stored->quarantine == KB_QUARANTINE_AUTHOR_SEQ)
    return TRUE;
  if (stored->stream == KB_STREAM_ROSTER && quarantine == KB_QUARANTINE_NONE)
    return TRUE;
  if (stored->quarantine != quarantine)
    return FALSE;

  return plain == NULL || (stored->plain != NULL && g_bytes_equal (plain, stored->plain));
}

static gboolean
verify_entry (Verifying            *verifying,
              const KbStoredEntry  *stored,
              GError              **error)
{
  g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, error);
  g_autoptr(GBytes) plain = NULL;
  KbQuarantine quarantine;
  const guint8 *link;

  if (entry == NULL || !kb_chain_follow (&verifying->chain, entry, &stored->place, error))
    return FALSE;
  link = kb_ledger_roster_link (verifying->ledger, stored->place.roster_seq);
  if (link == NULL || memcmp (link, stored->place.roster_link, KB_HASH_SIZE) != 0)
    {
      g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_FORK,
                   "Entry %" G_GUINT64_FORMAT ": refers to another roster", stored->place.seq);
      return FALSE;
    }

  quarantine = kb_check_entry (verifying->ledger, stored->stream, entry, &stored->place, &plain);
  if (!same_verdict (stored, entry, quarantine, plain))
    note_wrong (verifying, stored);
  if (stored->quarantine != KB_QUARANTINE_NONE)
    verifying->report->n_quarantined++;
  verifying->report->n_entries[stored->stream]++;

  return TRUE;
}

static gboolean
verify_stream (Verifying     *verifying,
               KbStream       stream,
               GCancellable  *cancellable,
               GError       **error)
{
  KbLedger *ledger = verifying->ledger;
  const KbChain *head = &ledger->heads[stream];

  kb_chain_init (&verifying->chain, ledger->membership->genesis, stream);
  while (verifying->chain.seq < head->seq)
    {
      g_autoptr(GPtrArray) entries = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      entries = kb_store_load_stream (ledger->store, stream, verifying->chain.seq, BATCH, error);
      if (entries == NULL)
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        if (!verify_entry (verifying, entries->pdata[i], error))
          return FALSE;
      if (entries->len == 0)
        break;
    }
  if (verifying->chain.seq == head->seq &&
      (head->seq == 0 || memcmp (verifying->chain.link, head->link, KB_HASH_SIZE) == 0))
    return TRUE;
  g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_GAP,
               "The stored %s stream does not reach its head", kb_stream_to_string (stream));

  return FALSE;
}

/**
 * kb_verify_journal:
 * @membership: whose journal
 * @store: an open store; only read
 * @ret_report: (out caller-allocates): counts
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Checks all that is stored anew, from the genesis entry on: links, signatures,
 * authority, parts, contexts, and that the opened texts are what is sealed.
 *
 * Returns: %FALSE with a #KbChainError where the chain is broken, or a
 *   #KbStoreError; single entries that fail are counted in the report
 */
gboolean
kb_verify_journal (KbMembership    *membership,
                   KbStore         *store,
                   KbVerifyReport  *ret_report,
                   GCancellable    *cancellable,
                   GError         **error)
{
  g_autoptr(KbLedger) ledger = kb_ledger_new (membership, store);
  KbVerifyReport report = { 0 };
  Verifying verifying = { .ledger = ledger, .report = &report };

  if (!kb_ledger_load (ledger, cancellable, error))
    return FALSE;
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    if (!verify_stream (&verifying, stream, cancellable, error))
      return FALSE;
  *ret_report = report;

  return TRUE;
}
