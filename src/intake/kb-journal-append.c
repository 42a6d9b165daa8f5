/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal's state says of a new entry; all in the writer's thread. */
#include "config.h"

#include "kb-journal-writer-private.h"

#include <string.h>

/* A rotation makes a new epoch, an exclusion an audience of the case's own; what
 * a device seals for the one before would be readable for whoever was left out.
 * A widening begins its case in the stream. */
static KbRefusal
judge_epoch (KbJournalWriter *self,
             const KbHeader  *header)
{
  const KbRoster *roster = kb_standing_get_roster (self->standing);
  char audience[KB_LIMIT_AUDIENCE + 1];
  const KbGrant *grant;

  if (header->stream == KB_STREAM_ROSTER || header->audience[0] == '\0')
    return KB_REFUSAL_NONE;

  grant = kb_roster_find_grant (roster, header->audience, 0);
  if (grant == NULL)
    return KB_REFUSAL_UNKNOWN_AUDIENCE;
  kb_roster_get_case_audience (roster, header->stream, header->case_id, audience);
  if (header->kind != KB_KIND_WIDENING && !g_str_equal (header->audience, audience))
    return KB_REFUSAL_STALE_EPOCH;

  return header->epoch == grant->epoch ? KB_REFUSAL_NONE : KB_REFUSAL_STALE_EPOCH;
}

/* The first entry of all: the streams hang from its id. */
static KbRefusal
judge_genesis (KbJournalWriter *self,
               KbJournalJob    *job)
{
  if (kb_standing_get_genesis (self->standing) != NULL)
    return KB_REFUSAL_GENESIS_EXISTS;
  if (!job->first)
    return KB_REFUSAL_NOT_ALLOWED;
  if (!kb_standing_names_intake (self->standing, job->entry))
    return KB_REFUSAL_WRONG_INTAKE;
  for (guint i = KB_STREAM_ROSTER; i < KB_N_STREAMS; i++)
    kb_chain_init (&self->chains[i], kb_entry_get_id (job->entry), i);

  return KB_REFUSAL_NONE;
}

static KbRefusal
judge_authority (KbJournalWriter *self,
                 KbJournalJob    *job)
{
  const KbHeader *header = kb_entry_get_header (job->entry);

  if (header->kind == KB_KIND_GENESIS)
    return judge_genesis (self, job);
  if (!kb_roster_check_author (kb_standing_get_roster (self->standing), job->entry,
                               self->chains[KB_STREAM_ROSTER].seq, NULL))
    return KB_REFUSAL_NOT_ALLOWED;

  return header->kind == KB_KIND_COMPLAINT || kb_header_is_reporters_message (header)
           ? KB_REFUSAL_NONE : judge_epoch (self, header);
}

/* Which of the unique things was stored already. */
static gboolean
judge_taken (KbJournalWriter  *self,
             KbJournalJob     *job,
             GError          **error)
{
  const KbHeader *header = kb_entry_get_header (job->entry);
  KbStoredPlace place;
  guint8 id[KB_HASH_SIZE];
  guint64 seq;

  if (!kb_storage_find_entry (self->storage, kb_entry_get_id (job->entry), &place, error) ||
      !kb_storage_find_author (self->storage, header->stream, header->author, &seq, id, error))
    return FALSE;

  job->seq = place.seq;
  if (place.stream != 0)
    job->refusal = KB_REFUSAL_ALREADY_STORED;
  else if (seq >= header->author_seq)
    job->refusal = KB_REFUSAL_AUTHOR_SEQUENCE;
  else
    job->refusal = KB_REFUSAL_CASE_USED;

  return TRUE;
}

/* A device's numbers have no gap. The entry that is sent a second time is told
 * from one with a wrong number by judge_taken(). */
static gboolean
judge_sequence (KbJournalWriter  *self,
                KbJournalJob     *job,
                GError          **error)
{
  const KbHeader *header = kb_entry_get_header (job->entry);
  KbAuthorTip *tip;

  if (header->kind == KB_KIND_COMPLAINT)
    return TRUE;
  if (!kb_journal_writer_get_tip (self, header, &tip, error))
    return FALSE;
  if (header->author_seq <= tip->seq)
    return judge_taken (self, job, error);
  if (header->author_seq != tip->seq + 1 ||
      memcmp (header->author_prev, tip->id, sizeof tip->id) != 0)
    job->refusal = KB_REFUSAL_AUTHOR_SEQUENCE;

  return TRUE;
}

static gboolean
note_stored (KbJournalWriter  *self,
             KbJournalJob     *job,
             GError          **error)
{
  const KbHeader *header = kb_entry_get_header (job->entry);
  KbAuthorTip *tip;

  if (header->kind == KB_KIND_COMPLAINT)
    return TRUE;
  if (!kb_journal_writer_get_tip (self, header, &tip, error))
    return FALSE;
  tip->seq = header->author_seq;
  memcpy (tip->id, kb_entry_get_id (job->entry), sizeof tip->id);

  return TRUE;
}

/* A roster entry is folded before it is stored: one that the fold refuses never
 * gets a place. The state of a failed transaction is read anew, so folding
 * early does no harm. */
static gboolean
append (KbJournalWriter  *self,
        KbJournalJob     *job,
        GError          **error)
{
  KbChain *chain = &self->chains[kb_entry_get_header (job->entry)->stream];
  KbChain before = *chain, roster = self->chains[KB_STREAM_ROSTER];
  g_autoptr(GError) local = NULL;
  KbPlace place;

  if (chain->stream == KB_STREAM_ROSTER &&
      !kb_standing_apply (self->standing, job->entry, chain->seq + 1, NULL))
    {
      job->refusal = KB_REFUSAL_BAD_BODY;
      return TRUE;
    }

  kb_chain_append (chain, job->entry, kb_clock_hour (&self->clock), &roster, &place);
  if (kb_storage_append (self->storage, job->entry, &place,
                         job->has_mailbox ? job->mailbox : NULL, &local))
    {
      job->seq = place.seq;
      job->stored = TRUE;
      return note_stored (self, job, error);
    }
  if (!g_error_matches (local, KB_STORAGE_ERROR, KB_STORAGE_ERROR_TAKEN))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *chain = before;

  return judge_taken (self, job, error);
}

/**
 * kb_journal_append:
 *
 * Judges the job's entry by the journal's state and appends it, or sets the
 * job's refusal.
 *
 * Returns: %FALSE only when the storage failed
 */
gboolean
kb_journal_append (KbJournalWriter  *self,
                   KbJournalJob     *job,
                   GError          **error)
{
  const KbHeader *header = kb_entry_get_header (job->entry);
  gboolean message = kb_header_is_reporters_message (header);

  if (message && !kb_journal_judge_reporter (self, header, &job->refusal, error))
    return FALSE;
  if (job->refusal == KB_REFUSAL_NONE && !judge_sequence (self, job, error))
    return FALSE;
  if (job->refusal == KB_REFUSAL_NONE && message &&
      !kb_journal_judge_message (self, header, &job->refusal, error))
    return FALSE;
  if (job->refusal == KB_REFUSAL_NONE)
    job->refusal = judge_authority (self, job);

  return job->refusal != KB_REFUSAL_NONE || append (self, job, error);
}
