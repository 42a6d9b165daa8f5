/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store-worker.h"

/* The log is moved into the file when nobody waits, from this size on (of 16 KiB
 * pages), and even though somebody waits from the second. */
#define CHECKPOINT_IDLE 256
#define CHECKPOINT_BUSY 8192

typedef enum
{
  JOB_OPEN,
  JOB_RUN,
  JOB_QUIT,
} JobKind;

typedef struct
{
  JobKind         kind;
  KbStoreJobFunc  func;
  gpointer        request;

  GTask          *task;         /* who waits, or: */
  GDestroyNotify  free_answer;

  GMutex          mutex;        /* guards what follows */
  GCond           cond;
  gboolean        done;
  gpointer        answer;
  GError         *error;
} Job;

/* Referenced by the store and by the thread. */
struct _KbStoreWorker
{
  gatomicrefcount  refs;
  GAsyncQueue     *queue;
  GThread         *thread;
  char            *path;
  KbSecret        *key;
  KbStoreDb       *db;          /* the thread's alone */
};

static void
worker_unref (KbStoreWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_async_queue_unref (self->queue);
  kb_secret_unref (self->key);
  g_free (self->path);
  g_free (self);
}

static void
answer_task (Job      *job,
             gpointer  answer,
             GError   *error)
{
  if (error != NULL)
    g_task_return_error (job->task, error);
  else if (job->free_answer != NULL)
    g_task_return_pointer (job->task, answer, job->free_answer);
  else
    g_task_return_boolean (job->task, TRUE);
  g_object_unref (job->task);
  g_free (job);
}

static void
answer_waiting (Job      *job,
                gpointer  answer,
                GError   *error)
{
  g_mutex_lock (&job->mutex);
  job->answer = answer;
  job->error = error;
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
}

static gpointer
open_db (KbStoreWorker  *self,
         GError        **error)
{
  if (self->db == NULL)
    self->db = kb_store_db_open (self->path, self->key, error);

  return self->db;
}

static gpointer
run_job (KbStoreWorker  *self,
         Job            *job,
         GError        **error)
{
  if (job->kind == JOB_OPEN)
    return open_db (self, error);
  if (self->db != NULL)
    return job->func (self->db, job->request, error);

  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_IO, "The store is not open");

  return NULL;
}

static void
do_job (KbStoreWorker *self,
        Job           *job)
{
  GError *error = NULL;
  gpointer answer = NULL;

  if (job->task == NULL || !g_task_return_error_if_cancelled (job->task))
    answer = run_job (self, job, &error);
  else
    {
      g_object_unref (job->task);
      g_free (job);
      return;
    }

  if (job->task != NULL)
    answer_task (job, answer, error);
  else
    answer_waiting (job, answer, error);
}

static gpointer
thread_main (gpointer data)
{
  KbStoreWorker *self = data;
  Job *job;

  while ((job = g_async_queue_pop (self->queue))->kind != JOB_QUIT)
    {
      do_job (self, job);
      if (self->db != NULL)
        kb_store_db_checkpoint (self->db, g_async_queue_length (self->queue) > 0
                                          ? CHECKPOINT_BUSY : CHECKPOINT_IDLE);
    }

  g_clear_pointer (&self->db, kb_store_db_close);
  g_free (job);
  worker_unref (self);

  return NULL;
}

KbStoreWorker *
kb_store_worker_new (const char *path,
                     KbSecret   *key)
{
  KbStoreWorker *self = g_new0 (KbStoreWorker, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  self->queue = g_async_queue_new ();
  self->path = g_strdup (path);
  self->key = kb_secret_ref (key);
  self->thread = g_thread_new ("kumbang-store", thread_main, self);

  return self;
}

void
kb_store_worker_free (KbStoreWorker *self)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_QUIT;
  g_async_queue_push (self->queue, job);
  /* The last reference to a store may go on its own thread, with the task that
   * had it; the thread then ends by itself. */
  if (self->thread == g_thread_self ())
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  worker_unref (self);
}

static gpointer
wait_for_job (KbStoreWorker  *self,
              Job            *job,
              GError        **error)
{
  g_assert (self->thread != g_thread_self ());

  g_mutex_init (&job->mutex);
  g_cond_init (&job->cond);
  g_async_queue_push (self->queue, job);
  g_mutex_lock (&job->mutex);
  while (!job->done)
    g_cond_wait (&job->cond, &job->mutex);
  g_mutex_unlock (&job->mutex);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->cond);
  if (job->error != NULL)
    g_propagate_error (error, job->error);

  return job->answer;
}

gboolean
kb_store_worker_open (KbStoreWorker  *self,
                      GError        **error)
{
  Job job = { .kind = JOB_OPEN };

  return wait_for_job (self, &job, error) != NULL;
}

void
kb_store_worker_open_task (KbStoreWorker *self,
                           GTask         *task)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_OPEN;
  job->task = task;
  g_async_queue_push (self->queue, job);
}

gpointer
kb_store_worker_run (KbStoreWorker   *self,
                     KbStoreJobFunc   func,
                     gpointer         request,
                     GError         **error)
{
  Job job = { .kind = JOB_RUN, .func = func, .request = request };

  return wait_for_job (self, &job, error);
}

void
kb_store_worker_run_task (KbStoreWorker  *self,
                          KbStoreJobFunc  func,
                          GTask          *task,
                          GDestroyNotify  free_answer)
{
  Job *job = g_new0 (Job, 1);

  job->kind = JOB_RUN;
  job->func = func;
  job->task = task;
  job->request = g_task_get_task_data (task);
  job->free_answer = free_answer;
  g_async_queue_push (self->queue, job);
}
