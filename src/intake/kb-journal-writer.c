/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-journal-writer-private.h"

#include <string.h>

/* Entries that share one commit, at most. */
#define BATCH 512

/* One transaction on its way back to the main context. */
typedef struct
{
  KbJournalWriter *writer;
  GPtrArray       *jobs;
} Batch;

static guint
tip_hash (gconstpointer key)
{
  const KbAuthorTip *tip = key;
  guint hash;

  memcpy (&hash, tip->author, sizeof hash);

  return hash ^ tip->stream;
}

static gboolean
tip_equal (gconstpointer a,
           gconstpointer b)
{
  const KbAuthorTip *x = a, *y = b;

  return x->stream == y->stream && memcmp (x->author, y->author, sizeof x->author) == 0;
}

static void
job_free (KbJournalJob *job)
{
  g_clear_pointer (&job->entry, kb_entry_unref);
  if (job->free_task != NULL)
    job->free_task (job->task);
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

  job->work = kb_journal_append;
  job->entry = kb_entry_ref (entry);
  job->done = done;
  job->data = data;

  return job;
}

/**
 * kb_journal_task_new:
 * @work: what the writer's thread does in its transaction
 * @task: (transfer full): @work's own; freed by @free_task with the job
 *
 * Returns: (transfer full): a job without an entry for kb_journal_writer_push()
 */
KbJournalJob *
kb_journal_task_new (KbJournalWorkFunc  work,
                     gpointer           task,
                     GDestroyNotify     free_task,
                     KbJournalJobFunc   done,
                     gpointer           data)
{
  KbJournalJob *job = g_new0 (KbJournalJob, 1);

  job->work = work;
  job->verified = TRUE;
  job->task = task;
  job->free_task = free_task;
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

gboolean
kb_journal_writer_load (KbJournalWriter  *self,
                        GError          **error)
{
  g_autoptr(KbStanding) standing = kb_standing_load (self->storage, self->intake, error);
  const guint8 zeros[KB_HASH_SIZE] = { 0 };
  const guint8 *genesis;

  if (standing == NULL)
    return FALSE;

  genesis = kb_standing_get_genesis (standing);
  for (guint i = KB_STREAM_ROSTER; i < KB_N_STREAMS; i++)
    {
      kb_chain_init (&self->chains[i], genesis != NULL ? genesis : zeros, i);
      if (!kb_storage_find_head (self->storage, i, &self->chains[i], error))
        return FALSE;
    }
  g_hash_table_remove_all (self->tips);
  self->standing = g_steal_pointer (&standing);

  return TRUE;
}

/**
 * kb_journal_writer_get_tip:
 * @ret_tip: (out) (transfer none): of the header's author in its stream; number 0 for none
 */
gboolean
kb_journal_writer_get_tip (KbJournalWriter  *self,
                           const KbHeader   *header,
                           KbAuthorTip     **ret_tip,
                           GError          **error)
{
  KbAuthorTip wanted = { .stream = header->stream }, *tip;

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

/* Before the transaction: no lock is held while signatures are checked. */
static void
verify_batch (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (jobs, i);
      g_autoptr(GError) error = NULL;

      if (job->entry == NULL)
        continue;
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
  if (self->standing == NULL && !kb_journal_writer_load (self, error))
    return FALSE;
  if (!kb_storage_begin (self->storage, TRUE, error))
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      KbJournalJob *job = g_ptr_array_index (jobs, i);

      if (job->verified && !job->work (self, job, error))
        return FALSE;
      if (job->stored)
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

      job->stored = FALSE;
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

      if (job->entry != NULL && job->stored &&
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
  if (!kb_journal_writer_load (self, error))
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
