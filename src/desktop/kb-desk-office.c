/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-office.h"

#include <glib/gi18n.h>

#include "kb-desk-private.h"

/* What takes time and concerns the office as a whole: on a thread of its own,
 * one writing ceremony after the other. */

typedef struct
{
  KbDeskOffice   *office;
  gboolean        writes;
  KbDeskJob       job;
  gpointer        data;
  GTask          *outer;         /* of the caller */
} KbDeskRun;

static void
kb_desk_run_free (KbDeskRun *self)
{
  g_clear_pointer (&self->office, kb_desk_office_unref);
  g_clear_object (&self->outer);
  g_free (self);
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  KbDeskRun *run = data;
  const KbOffice office = { run->office->membership, run->office->sync, run->office->store };
  GError *error = NULL;
  gboolean done;

  if (run->writes)
    g_mutex_lock (&run->office->ceremony);
  done = run->job (&office, run->data, cancellable, &error);
  if (run->writes)
    g_mutex_unlock (&run->office->ceremony);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_doing (KbDesk     *self,
           const char *doing)
{
  g_free (self->doing);
  self->doing = g_strdup (doing);
  kb_desk_notify (self, KB_DESK_PROP_OFFICE);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  KbDeskRun *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (GTask) outer = g_steal_pointer (&run->outer);
  GError *error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (run->writes)
    {
      self->n_doing--;
      if (self->n_doing == 0)
        set_doing (self, NULL);
      /* Also what failed half-way has written. */
      if (self->office == run->office)
        kb_desk_read_roster (self);
    }
  if (done)
    g_task_return_pointer (outer, run->data, NULL);
  else
    g_task_return_error (outer, error);
}

/**
 * kb_desk_run_async:
 * @self: the desk
 * @doing: (nullable): what is being done, for people; %NULL: it only reads
 * @job: what to do
 * @data: for @job
 * @destroy: (nullable): frees @data, after @callback
 * @cancellable: (nullable): a cancellable
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * Runs @job on a worker thread. Jobs that write run one after the other.
 */
void
kb_desk_run_async (KbDesk              *self,
                   const char          *doing,
                   KbDeskJob            job,
                   gpointer             data,
                   GDestroyNotify       destroy,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) outer = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) task = NULL;
  KbDeskRun *run;

  g_task_set_task_data (outer, data, destroy);
  g_task_set_check_cancellable (outer, FALSE);
  if (self->office == NULL)
    {
      g_task_return_new_error (outer, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the case file is closed");
      return;
    }

  run = g_new0 (KbDeskRun, 1);
  run->office = g_atomic_rc_box_acquire (self->office);
  run->writes = doing != NULL;
  run->job = job;
  run->data = data;
  run->outer = g_steal_pointer (&outer);
  task = g_task_new (self, cancellable, ran_cb, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) kb_desk_run_free);
  if (run->writes)
    {
      self->n_doing++;
      set_doing (self, doing);
    }
  g_task_run_in_thread (task, run_thread);
}

/**
 * kb_desk_run_finish:
 *
 * Returns: (transfer none) (nullable): the job's data; %NULL: it failed
 */
gpointer
kb_desk_run_finish (KbDesk        *self,
                    GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
kb_desk_get_doing (KbDesk *self)
{
  return self->doing;
}

static gboolean
watch_job (const KbOffice  *office,
           gpointer         data,
           GCancellable    *cancellable,
           GError         **error)
{
  kb_sync_watch_hourly (office->sync, cancellable);
  return TRUE;
}

static gboolean
lacks_job (const KbOffice  *office,
           gpointer         data,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr (KbRoster) roster = kb_sync_dup_roster (office->sync);
  gboolean *lacks = data;

  *lacks = kb_office_lacks (roster, g_get_real_time () / G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
mend_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  return kb_ceremony_mend (office, NULL, cancellable, error);
}

static void
lacks_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  const gboolean *lacks = kb_desk_run_finish (self, result, NULL);

  /* Should it fail, the next pull sees it again. */
  if (lacks != NULL && *lacks && self->n_doing == 0)
    kb_desk_run_async (self, _("Bringing the office's keys up to date…"), mend_job, NULL, NULL,
                       self->cancellable, NULL, NULL);
}

/**
 * kb_desk_look_after:
 * @self: the desk, after a pull
 *
 * Looks at the reporters' page once an hour, as a stranger does. A supervisor's
 * desk also finishes what a ceremony left undone: keys of newcomers, new keys
 * after a revocation, a profile that runs out.
 */
void
kb_desk_look_after (KbDesk *self)
{
  g_autofree char *alarm = NULL;

  kb_desk_run_async (self, NULL, watch_job, NULL, NULL, self->cancellable, NULL, NULL);
  g_object_get (self, "alarm", &alarm, NULL);
  if (self->role == KB_DESK_ROLE_SUPERVISOR && alarm == NULL && self->n_doing == 0)
    kb_desk_run_async (self, NULL, lacks_job, g_new0 (gboolean, 1), g_free, self->cancellable,
                       lacks_cb, NULL);
}
