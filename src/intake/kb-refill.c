/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Entries that come back from desktops to a server that lost them. Each is
 * checked as a desktop checks what a server says, and gets the place that it
 * had: who was promised a number finds it again. */
#include "config.h"

#include "kb-refill.h"

#include "kb-body.h"
#include "kb-journal-writer-private.h"

#include <string.h>

/* How far the clock of the new machine may be behind that of the lost one. */
#define HOURS_AHEAD 1

KbRefill *
kb_refill_new (KbStream      stream,
               gconstpointer frames,
               gsize         size)
{
  KbRefill *self = g_new0 (KbRefill, 1);

  self->stream = stream;
  kb_reader_init (&self->frames, frames, size);
  self->roster = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);

  return self;
}

void
kb_refill_free (gpointer self)
{
  g_ptr_array_unref (((KbRefill *) self)->roster);
  g_free (self);
}

/**
 * kb_refill_next:
 * @ret_frame: (out caller-allocates): to be cleared; untouched on failure
 *
 * Returns: whether an entry's frame, whole and of a readable entry, came next
 */
gboolean
kb_refill_next (KbReader *frames,
                KbFrame  *ret_frame)
{
  guint32 size = kb_reader_u32 (frames);
  const guint8 *data = kb_reader_bytes (frames, size);
  g_auto(KbFrame) frame = { 0 };

  if (data == NULL || !kb_frame_decode (data, size, &frame, NULL) ||
      frame.type != KB_FRAME_ENTRY || frame.entry == NULL)
    return FALSE;
  *ret_frame = frame;
  frame = (KbFrame) { 0 };

  return TRUE;
}

typedef struct
{
  const KbFrame *frame;
  gboolean       equal;
} Compared;

static gboolean
compare_cb (const KbPlace *place,
            gconstpointer  frame,
            gsize          size,
            gpointer       data)
{
  Compared *compared = data;
  g_autoptr(KbEntry) stored = kb_entry_decode (frame, size, NULL);

  compared->equal = stored != NULL &&
    memcmp (place->link, compared->frame->place.link, KB_HASH_SIZE) == 0 &&
    memcmp (kb_entry_get_id (stored), kb_entry_get_id (compared->frame->entry), KB_HASH_SIZE) == 0;

  return FALSE;
}

/* What is there already is passed over where it is the same. */
static gboolean
compare (KbJournalWriter  *writer,
         KbJournalJob     *job,
         const KbFrame    *frame,
         KbStream          stream,
         GError          **error)
{
  Compared compared = { .frame = frame };

  if (frame->place.seq == 0)
    {
      job->refusal = KB_REFUSAL_MALFORMED;
      return TRUE;
    }
  if (!kb_storage_each (writer->storage, stream, frame->place.seq - 1, 1, compare_cb, &compared,
                        error))
    return FALSE;
  if (!compared.equal)
    job->refusal = KB_REFUSAL_FORK;

  return TRUE;
}

/* No desktop has identity parts; whatever else is missing another one has. */
static gboolean
has_parts (KbEntry *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < header->n_parts; i++)
    {
      KbPartState state;

      kb_entry_get_part (entry, header->parts[i].role, &state);
      if (state != KB_PART_PRESENT &&
          !(state == KB_PART_WITHHELD && kb_role_is_identity (header->parts[i].role)))
        return FALSE;
    }

  return TRUE;
}

static KbRefusal
check_alone (KbJournalWriter *writer,
             const KbFrame   *frame)
{
  g_autoptr(GError) error = NULL;

  if (!has_parts (frame->entry))
    return KB_REFUSAL_BAD_PART;
  if (!kb_kind_is_known (kb_entry_get_header (frame->entry)->kind))
    return KB_REFUSAL_WRONG_KIND;
  if (!kb_entry_verify_parts (frame->entry, &error) ||
      !kb_entry_verify_signature (frame->entry, &error) ||
      !kb_entry_check_rules (frame->entry, &error))
    return kb_refusal_from_entry (error);
  if (frame->place.hour > kb_clock_hour (&writer->clock) + HOURS_AHEAD)
    return KB_REFUSAL_BAD_RULE;

  return KB_REFUSAL_NONE;
}

/* Where nothing is there yet, the genesis entry says what the streams hang from. */
static KbRefusal
check_genesis (KbJournalWriter *writer,
               const KbFrame   *frame)
{
  if (kb_entry_get_header (frame->entry)->stream != KB_STREAM_ROSTER)
    return KB_REFUSAL_GAP;
  if (!kb_standing_names_intake (writer->standing, frame->entry))
    return KB_REFUSAL_WRONG_INTAKE;
  for (guint i = KB_STREAM_ROSTER; i < KB_N_STREAMS; i++)
    kb_chain_init (&writer->chains[i], kb_entry_get_id (frame->entry), i);

  return KB_REFUSAL_NONE;
}

static gboolean
take_link_cb (const KbPlace *place,
              gconstpointer  frame,
              gsize          size,
              gpointer       data)
{
  memcpy (data, place->link, KB_HASH_SIZE);

  return FALSE;
}

/* The roster that the entry's place names must be there, and be the same. */
static gboolean
check_roster_link (KbJournalWriter  *writer,
                   KbJournalJob     *job,
                   const KbPlace    *place,
                   GError          **error)
{
  guint8 link[KB_HASH_SIZE] = { 0 };

  if (place->roster_seq == 0 || place->roster_seq > writer->chains[KB_STREAM_ROSTER].seq)
    {
      job->refusal = KB_REFUSAL_GAP;
      return TRUE;
    }
  if (!kb_storage_each (writer->storage, KB_STREAM_ROSTER, place->roster_seq - 1, 1, take_link_cb,
                        link, error))
    return FALSE;
  if (memcmp (link, place->roster_link, KB_HASH_SIZE) != 0)
    job->refusal = KB_REFUSAL_FORK;

  return TRUE;
}

/* The last check of a roster entry folds it. */
static KbRefusal
check_authority (KbJournalWriter   *writer,
                 const KbFrame     *frame,
                 const KbAuthorTip *tip)
{
  const KbHeader *header = kb_entry_get_header (frame->entry);

  if (header->kind != KB_KIND_COMPLAINT &&
      (header->author_seq != tip->seq + 1 ||
       memcmp (header->author_prev, tip->id, sizeof tip->id) != 0))
    return KB_REFUSAL_AUTHOR_SEQUENCE;
  if (header->stream == KB_STREAM_ROSTER)
    return kb_standing_apply (writer->standing, frame->entry, frame->place.seq, NULL)
             ? KB_REFUSAL_NONE : KB_REFUSAL_BAD_BODY;

  return kb_roster_check_author (kb_standing_get_roster (writer->standing), frame->entry,
                                 frame->place.roster_seq, NULL)
           ? KB_REFUSAL_NONE : KB_REFUSAL_NOT_ALLOWED;
}

static KbRefusal
refusal_from_chain (const GError *error)
{
  return g_error_matches (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_LINK) ? KB_REFUSAL_FORK
                                                                      : KB_REFUSAL_BAD_RULE;
}

/* Everything that is checked against what is stored. @chain is moved. */
static gboolean
check_place (KbJournalWriter  *writer,
             KbJournalJob     *job,
             const KbFrame    *frame,
             KbChain          *chain,
             KbAuthorTip     **ret_tip,
             GError          **error)
{
  g_autoptr(GError) local = NULL;

  if (kb_standing_get_genesis (writer->standing) == NULL)
    job->refusal = check_genesis (writer, frame);
  if (job->refusal != KB_REFUSAL_NONE)
    return TRUE;
  *chain = writer->chains[chain->stream];
  if (!kb_chain_follow (chain, frame->entry, &frame->place, &local))
    job->refusal = refusal_from_chain (local);
  else if (chain->stream != KB_STREAM_ROSTER &&
           !check_roster_link (writer, job, &frame->place, error))
    return FALSE;
  if (job->refusal != KB_REFUSAL_NONE)
    return TRUE;
  if (!kb_journal_writer_get_tip (writer, kb_entry_get_header (frame->entry), ret_tip, error))
    return FALSE;
  job->refusal = check_authority (writer, frame, *ret_tip);
  if (job->refusal == KB_REFUSAL_NONE &&
      kb_header_is_reporters_message (kb_entry_get_header (frame->entry)))
    return kb_journal_judge_reporter (writer, kb_entry_get_header (frame->entry), &job->refusal,
                                      error);

  return TRUE;
}

static gboolean
store (KbJournalWriter  *writer,
       KbJournalJob     *job,
       const KbFrame    *frame,
       KbAuthorTip      *tip,
       GError          **error)
{
  const KbHeader *header = kb_entry_get_header (frame->entry);
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox = FALSE;
  g_autoptr(GError) local = NULL;

  if (header->kind == KB_KIND_COMPLAINT &&
      !kb_body_read_complaint (frame->entry, &has_mailbox, mailbox, NULL))
    has_mailbox = FALSE;
  if (kb_storage_append (writer->storage, frame->entry, &frame->place,
                         has_mailbox ? mailbox : NULL, &local))
    {
      job->stored = TRUE;
      tip->seq = header->author_seq;
      memcpy (tip->id, kb_entry_get_id (frame->entry), sizeof tip->id);
      return TRUE;
    }
  if (!g_error_matches (local, KB_STORAGE_ERROR, KB_STORAGE_ERROR_TAKEN))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Its id or number is in another place: that is another journal. What was
   * folded for it is read anew. */
  job->refusal = KB_REFUSAL_FORK;
  g_clear_pointer (&writer->standing, kb_standing_free);

  return kb_journal_writer_load (writer, error);
}

static gboolean
take (KbJournalWriter  *writer,
      KbJournalJob     *job,
      const KbFrame    *frame,
      GError          **error)
{
  KbRefill *self = job->task;
  KbChain chain = writer->chains[self->stream];
  KbAuthorTip *tip = NULL;

  if (kb_entry_get_header (frame->entry)->stream != self->stream)
    job->refusal = KB_REFUSAL_MALFORMED;
  else if (frame->place.seq <= chain.seq)
    return compare (writer, job, frame, self->stream, error);
  else if (frame->place.seq != chain.seq + 1)
    job->refusal = KB_REFUSAL_GAP;
  else
    job->refusal = check_alone (writer, frame);
  if (job->refusal != KB_REFUSAL_NONE)
    return TRUE;

  if (!check_place (writer, job, frame, &chain, &tip, error))
    return FALSE;
  if (job->refusal != KB_REFUSAL_NONE)
    return TRUE;
  if (!store (writer, job, frame, tip, error))
    return FALSE;
  if (job->refusal != KB_REFUSAL_NONE)
    return TRUE;
  writer->chains[self->stream] = chain;
  if (self->stream == KB_STREAM_ROSTER)
    {
      self->first_seq = self->roster->len == 0 ? chain.seq : self->first_seq;
      g_ptr_array_add (self->roster, kb_entry_ref (frame->entry));
    }

  return TRUE;
}

/* A request that was queued before the refill ended comes too late. */
static gboolean
check_restoring (KbJournalWriter  *writer,
                 KbJournalJob     *job,
                 GError          **error)
{
  g_autoptr(GBytes) restoring = NULL;

  if (!kb_storage_find_fact (writer->storage, KB_FACT_RESTORING, &restoring, error))
    return FALSE;
  if (restoring == NULL)
    job->refusal = KB_REFUSAL_NOT_RESTORING;

  return TRUE;
}

/**
 * kb_refill_work:
 *
 * Takes frame after frame. What stands before one that is refused is stored:
 * each entry is right by itself and those before it.
 */
gboolean
kb_refill_work (KbJournalWriter  *writer,
                KbJournalJob     *job,
                GError          **error)
{
  KbRefill *self = job->task;

  if (!check_restoring (writer, job, error))
    return FALSE;
  while (job->refusal == KB_REFUSAL_NONE && kb_reader_remaining (&self->frames) > 0)
    {
      g_auto(KbFrame) frame = { 0 };

      if (!kb_refill_next (&self->frames, &frame))
        job->refusal = KB_REFUSAL_MALFORMED;
      else if (!take (writer, job, &frame, error))
        return FALSE;
    }
  job->seq = writer->chains[self->stream].seq;

  return TRUE;
}

/**
 * kb_refill_finish_work:
 *
 * The journal is whole as far as desktops can tell: the server goes on.
 */
gboolean
kb_refill_finish_work (KbJournalWriter  *writer,
                       KbJournalJob     *job,
                       GError          **error)
{
  job->stored = TRUE;

  return kb_storage_put_fact (writer->storage, KB_FACT_RESTORING, NULL, error) &&
         kb_storage_put_fact (writer->storage, KB_FACT_FIRST_CODE, NULL, error);
}
