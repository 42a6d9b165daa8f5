/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-journal-writer.h"

#include <string.h>

/* Entries that share one commit, at most. */
#define BATCH 512
#define N_STREAMS (KB_STREAM_LEADERSHIP + 1)

/* The last entry of a device in a stream. */
typedef struct
{
  guint8  author[KB_SIGN_PUBLIC_SIZE];
  guint8  stream;
  guint64 seq;
  guint8  id[KB_HASH_SIZE];
} AuthorTip;

/**
 * KbJournalWriter:
 *
 * The one thread that orders, chains and stores. What waits is stored in one
 * transaction and answered after its commit, so that many submissions share one
 * wait for the disk and each 201 is true. A transaction that fails is undone as
 * a whole, in memory too: the state is read anew from the disk.
 */
struct _KbJournalWriter
{
  KbStorage           *storage;
  guint8               intake[KB_SIGN_PUBLIC_SIZE];
  KbClock              clock;
  KbJournalRosterFunc  roster_func;
  gpointer             data;
  GMainContext        *context;
  GThread             *thread;
  GAsyncQueue         *queue;
  guint                n_pending;   /* pushed and not answered; main context only */

  /* The thread's own; NULL standing: to be read anew. */
  KbStanding          *standing;
  KbChain              chains[N_STREAMS];
  GHashTable          *tips;        /* set of AuthorTip */
};

/* One transaction on its way back to the main context. */
typedef struct
{
  KbJournalWriter *writer;
  GPtrArray       *jobs;
} Batch;

static guint
tip_hash (gconstpointer key)
{
  const AuthorTip *tip = key;
  guint hash;

  memcpy (&hash, tip->author, sizeof hash);

  return hash ^ tip->stream;
}

static gboolean
tip_equal (gconstpointer a,
           gconstpointer b)
{
  const AuthorTip *x = a, *y = b;

  return x->stream == y->stream && memcmp (x->author, y->author, sizeof x->author) == 0;
}

static void
job_free (KbJournalJob *job)
{
  kb_entry_unref (job->entry);
  g_free (job);
}

/**
 * kb_journal_job_new:
 *
 * Returns: (transfer full): a job for kb_journal_writer_push()
 */
KbJournalJob *
kb_journal_job_new (KbEntry          *entry,
                    KbJournalJobFunc  done,
                    gpointer          data)
{
  KbJournalJob *job = g_new0 (KbJournalJob, 1);

  job->entry = kb_entry_ref (entry);
  job->done = done;
  job->data = data;

  return job;
}

/**
 * kb_refusal_from_storage:
 * @error: a #KbStorageError
 */
KbRefusal
kb_refusal_from_storage (const GError *error)
{
  if (g_error_matches (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FULL))
    return KB_REFUSAL_DISK_FULL;
  if (g_error_matches (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_BUSY))
    return KB_REFUSAL_BUSY;

  return KB_REFUSAL_INTERNAL;
}

/**
 * kb_refusal_from_entry:
 * @error: a #KbEntryError
 */
KbRefusal
kb_refusal_from_entry (const GError *error)
{
  if (g_error_matches (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_VERSION))
    return KB_REFUSAL_BAD_VERSION;
  if (g_error_matches (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_SIGNATURE))
    return KB_REFUSAL_BAD_SIGNATURE;
  if (g_error_matches (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_PART))
    return KB_REFUSAL_BAD_PART;
  if (g_error_matches (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE))
    return KB_REFUSAL_BAD_RULE;

  return KB_REFUSAL_MALFORMED;
}

static gboolean
load (KbJournalWriter  *self,
      GError          **error)
{
  g_autoptr(KbStanding) standing = kb_standing_load (self->storage, self->intake, error);
  const guint8 zeros[KB_HASH_SIZE] = { 0 };
  const guint8 *genesis;

  if (standing == NULL)
    return FALSE;

  genesis = kb_standing_get_genesis (standing);
  for (guint i = KB_STREAM_ROSTER; i < N_STREAMS; i++)
    {
      kb_chain_init (&self->chains[i], genesis != NULL ? genesis : zeros, i);
      if (!kb_storage_find_head (self->storage, i, &self->chains[i], error))
        return FALSE;
    }
  g_hash_table_remove_all (self->tips);
  self->standing = g_steal_pointer (&standing);

  return TRUE;
}

static gboolean
get_tip (KbJournalWriter  *self,
         const KbHeader   *header,
         AuthorTip       **ret_tip,
         GError          **error)
{
  AuthorTip wanted = { .stream = header->stream }, *tip;

  memcpy (wanted.author, header->author, sizeof wanted.author);
  tip = g_hash_table_lookup (self->tips, &wanted);
  if (tip == NULL)
    {
      if (!kb_storage_find_author (self->storage, header->stream, header->author, &wanted.seq,
                                   wanted.id, error))
        return FALSE;
      tip = g_memdup2 (&wanted, sizeof wanted);
      g_hash_table_add (self->tips, tip);
    }
  *ret_tip = tip;

  return TRUE;
}

/* A rotation makes a new epoch; what a device seals for an older one would be
 * readable for whoever was left out by the rotation. */
static KbRefusal
judge_epoch (KbJournalWriter *self,
             const KbHeader  *header)
{
  const KbGrant *grant;

  if (header->stream == KB_STREAM_ROSTER || header->audience[0] == '\0')
    return KB_REFUSAL_NONE;

  grant = kb_roster_find_grant (kb_standing_get_roster (self->standing), header->audience, 0);
  if (grant == NULL)
    return KB_REFUSAL_UNKNOWN_AUDIENCE;

  return header->epoch == grant->epoch ? KB_REFUSAL_NONE : KB_REFUSAL_STALE_EPOCH;
}

/* The first entry of all: the streams hang from its id. */
static KbRefusal
judge_genesis (KbJournalWriter *self,
               KbJournalJob    *job)
{
  if (kb_standing_get_genesis (self->standing) != NULL)
    return KB_REFUSAL_GENESIS_EXISTS;
  if (!job->claims_token)
    return KB_REFUSAL_NOT_ALLOWED;
  if (!kb_standing_names_intake (self->standing, job->entry))
    return KB_REFUSAL_WRONG_INTAKE;
  for (guint i = KB_STREAM_ROSTER; i < N_STREAMS; i++)
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

  return header->kind == KB_KIND_COMPLAINT ? KB_REFUSAL_NONE : judge_epoch (self, header);
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
  AuthorTip *tip;

  if (header->kind == KB_KIND_COMPLAINT)
    return TRUE;
  if (!get_tip (self, header, &tip, error))
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
  AuthorTip *tip;

  if (header->kind != KB_KIND_COMPLAINT)
    {
      if (!get_tip (self, header, &tip, error))
        return FALSE;
      tip->seq = header->author_seq;
      memcpy (tip->id, kb_entry_get_id (job->entry), sizeof tip->id);
    }
  if (job->claims_token)
    return kb_storage_claim_token (self->storage, job->token_hash, header->author, error);

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

/* Returns FALSE only when the storage failed. */
static gboolean
do_job (KbJournalWriter  *self,
        KbJournalJob     *job,
        GError          **error)
{
  if (!judge_sequence (self, job, error))
    return FALSE;
  if (job->refusal == KB_REFUSAL_NONE)
    job->refusal = judge_authority (self, job);

  return job->refusal != KB_REFUSAL_NONE || append (self, job, error);
}

/* Before the transaction: no lock is held while signatures are checked. */
static void
verify_batch (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (jobs, i);
      g_autoptr(GError) error = NULL;

      job->verified = kb_entry_verify_parts (job->entry, &error) &&
                      kb_entry_verify_signature (job->entry, &error);
      if (!job->verified)
        job->refusal = kb_refusal_from_entry (error);
    }
}

static gboolean
do_batch (KbJournalWriter  *self,
          GPtrArray        *jobs,
          GError          **error)
{
  guint n_stored = 0;

  verify_batch (jobs);
  if (self->standing == NULL && !load (self, error))
    return FALSE;
  if (!kb_storage_begin (self->storage, TRUE, error))
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (jobs, i);

      if (job->verified && !do_job (self, job, error))
        return FALSE;
      if (job->refusal == KB_REFUSAL_NONE)
        n_stored++;
    }
  if (n_stored > 0)
    return kb_storage_commit (self->storage, error);
  kb_storage_rollback (self->storage);

  return TRUE;
}

/* Refusals are replaced too: "already stored" may mean an entry of this very
 * transaction. */
static void
undo_batch (KbJournalWriter *self,
            GPtrArray       *jobs,
            const GError    *error)
{
  kb_storage_rollback (self->storage);
  g_clear_pointer (&self->standing, kb_standing_free);
  for (guint i = 0; i < jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (jobs, i);

      if (job->verified)
        job->refusal = kb_refusal_from_storage (error);
    }
}

static gboolean
answer_batch_cb (gpointer data)
{
  Batch *batch = data;
  KbJournalWriter *self = batch->writer;

  for (guint i = 0; i < batch->jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (batch->jobs, i);

      if (job->refusal == KB_REFUSAL_NONE &&
          kb_entry_get_header (job->entry)->stream == KB_STREAM_ROSTER)
        self->roster_func (job->entry, job->seq, self->data);
      job->done (job, job->data);
      self->n_pending--;
    }

  return G_SOURCE_REMOVE;
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->jobs);
  g_free (batch);
}

static void
answer_batch (KbJournalWriter *self,
              GPtrArray       *jobs)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Batch *batch = g_new0 (Batch, 1);

  batch->writer = self;
  batch->jobs = jobs;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_batch_cb, batch, batch_free);
  g_source_attach (source, self->context);
}

/* The writer itself in the queue means: stop. */
static gboolean
take_batch (KbJournalWriter *self,
            GPtrArray       *jobs)
{
  gpointer item = g_async_queue_pop (self->queue);

  for (; item != NULL && item != self; item = g_async_queue_try_pop (self->queue))
    {
      g_ptr_array_add (jobs, item);
      if (jobs->len == BATCH)
        return TRUE;
    }

  return item != self;
}

static gpointer
write_thread (gpointer data)
{
  KbJournalWriter *self = data;
  gboolean go_on = TRUE;

  while (go_on)
    {
      GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);
      g_autoptr(GError) error = NULL;

      go_on = take_batch (self, jobs);
      if (jobs->len > 0 && !do_batch (self, jobs, &error))
        {
          g_printerr ("kumbang-intake: %s\n", error->message);
          undo_batch (self, jobs, error);
        }
      if (jobs->len > 0)
        answer_batch (self, g_ptr_array_ref (jobs));
      g_ptr_array_unref (jobs);
    }

  return NULL;
}

/**
 * kb_journal_writer_new:
 * @storage: (transfer none): a connection that only the writer's thread uses from now on
 * @intake: this intake's public key, which the genesis entry must name
 * @roster_func: hears of each stored roster entry, on the caller's main context
 *
 * Reads the heads of all streams and starts the thread.
 */
KbJournalWriter *
kb_journal_writer_new (KbStorage            *storage,
                       const guint8          intake[KB_SIGN_PUBLIC_SIZE],
                       KbClock               clock,
                       KbJournalRosterFunc   roster_func,
                       gpointer              data,
                       GError              **error)
{
  g_autoptr(KbJournalWriter) self = g_new0 (KbJournalWriter, 1);

  self->storage = g_object_ref (storage);
  memcpy (self->intake, intake, sizeof self->intake);
  self->clock = clock;
  self->roster_func = roster_func;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  self->queue = g_async_queue_new ();
  self->tips = g_hash_table_new_full (tip_hash, tip_equal, g_free, NULL);
  if (!load (self, error))
    return NULL;
  self->thread = g_thread_new ("journal", write_thread, self);

  return g_steal_pointer (&self);
}

/**
 * kb_journal_writer_free:
 *
 * Stores what is queued and waits for it. Answers that the main context did not
 * deliver until now are lost; see kb_journal_writer_get_pending().
 */
void
kb_journal_writer_free (KbJournalWriter *self)
{
  if (self == NULL)
    return;

  if (self->thread != NULL)
    {
      g_async_queue_push (self->queue, self);
      g_thread_join (self->thread);
    }
  g_clear_pointer (&self->standing, kb_standing_free);
  g_clear_pointer (&self->tips, g_hash_table_unref);
  g_clear_pointer (&self->queue, g_async_queue_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->storage);
  g_free (self);
}

/**
 * kb_journal_writer_push:
 * @job: (transfer full):
 *
 * Queues an entry. What can be judged without the journal's state was judged.
 */
void
kb_journal_writer_push (KbJournalWriter *self,
                        KbJournalJob    *job)
{
  self->n_pending++;
  g_async_queue_push (self->queue, job);
}

/**
 * kb_journal_writer_get_pending:
 *
 * Returns: how many jobs were pushed and are not answered yet
 */
guint
kb_journal_writer_get_pending (KbJournalWriter *self)
{
  return self->n_pending;
}
