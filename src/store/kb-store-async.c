/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store's calls for windows; see kb-store.c for what each answers. */
#include "config.h"

#include "kb-store-jobs.h"

#include <string.h>

static void
request_free (gpointer data)
{
  KbStoreRequest *request = data;

  g_free (request->owned_ids);
  g_free (request);
}

static void
run_async (KbStore             *self,
           KbStoreJobFunc       func,
           const KbStoreRequest       *request,
           gpointer             tag,
           GDestroyNotify       free_answer,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_memdup2 (request, sizeof *request), request_free);
  if (self->worker != NULL)
    {
      kb_store_worker_run_task (self->worker, func, task, free_answer);
      return;
    }

  g_task_return_new_error (task, KB_STORE_ERROR, KB_STORE_ERROR_IO, "The store is closed");
  g_object_unref (task);
}

/**
 * kb_store_open_async:
 *
 * kb_store_open() without blocking.
 */
void
kb_store_open_async (KbStore             *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (KB_IS_STORE (self));

  if (self->worker == NULL)
    self->worker = kb_store_worker_new (self->path, self->key);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kb_store_open_async);
  kb_store_worker_open_task (self->worker, task);
}

/**
 * kb_store_open_finish:
 */
gboolean
kb_store_open_finish (KbStore       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kb_store_list_cases_async:
 *
 * kb_store_list_cases() without blocking.
 */
void
kb_store_list_cases_async (KbStore             *self,
                           guint32              view,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  KbStoreRequest request = { .view = view };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, kb_store_job_list_cases, &request, kb_store_list_cases_async,
             (GDestroyNotify) g_array_unref, cancellable, callback, user_data);
}

/**
 * kb_store_list_cases_finish:
 */
GArray *
kb_store_list_cases_finish (KbStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kb_store_get_counts_async:
 *
 * kb_store_get_counts() without blocking.
 */
void
kb_store_get_counts_async (KbStore             *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  KbStoreRequest request = { .id = 0 };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, kb_store_job_get_counts, &request, kb_store_get_counts_async, g_free,
             cancellable, callback, user_data);
}

/**
 * kb_store_get_counts_finish:
 */
gboolean
kb_store_get_counts_finish (KbStore       *self,
                            GAsyncResult  *result,
                            guint          ret_counts[KB_STORE_N_VIEWS],
                            GError       **error)
{
  g_autofree guint *counts = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  counts = g_task_propagate_pointer (G_TASK (result), error);
  if (counts == NULL)
    return FALSE;
  memcpy (ret_counts, counts, KB_STORE_N_VIEWS * sizeof *counts);

  return TRUE;
}

/**
 * kb_store_load_cases_async:
 *
 * kb_store_load_cases() without blocking; @ids is copied.
 */
void
kb_store_load_cases_async (KbStore             *self,
                           const guint32       *ids,
                           guint                n_ids,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  guint32 *copy = g_memdup2 (ids, n_ids * sizeof *ids);
  KbStoreRequest request = { .ids = copy, .owned_ids = copy, .n_ids = n_ids };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, kb_store_job_load_cases, &request, kb_store_load_cases_async,
             (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * kb_store_load_cases_finish:
 */
GPtrArray *
kb_store_load_cases_finish (KbStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kb_store_load_entries_async:
 *
 * kb_store_load_entries() without blocking.
 */
void
kb_store_load_entries_async (KbStore             *self,
                             guint32              case_row,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  KbStoreRequest request = { .id = case_row };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, kb_store_job_load_entries, &request, kb_store_load_entries_async,
             (GDestroyNotify) g_ptr_array_unref, cancellable, callback, user_data);
}

/**
 * kb_store_load_entries_finish:
 */
GPtrArray *
kb_store_load_entries_finish (KbStore       *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kb_store_set_unread_async:
 *
 * kb_store_set_unread() without blocking.
 */
void
kb_store_set_unread_async (KbStore             *self,
                           guint32              id,
                           gboolean             unread,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  KbStoreRequest request = { .id = id, .unread = unread };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, kb_store_job_set_unread, &request, kb_store_set_unread_async, NULL,
             cancellable, callback, user_data);
}

/**
 * kb_store_set_unread_finish:
 */
gboolean
kb_store_set_unread_finish (KbStore       *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
