/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"
#include "kb-desk-similar.h"

#define MAX_SIMILAR 5

typedef struct
{
  KbSimilar *similar;
  guint32    id;
} KbDeskSimilar;

static void
kb_desk_similar_free (gpointer data)
{
  KbDeskSimilar *self = data;

  kb_similar_unref (self->similar);
  g_free (self);
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskSimilar *asked = data;

  g_task_return_pointer (task, kb_similar_find (asked->similar, asked->id, MAX_SIMILAR),
                         (GDestroyNotify) g_array_unref);
}

/**
 * kb_desk_find_similar_async:
 * @self: the desk
 * @id: a case
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known
 * @user_data: for @callback
 */
void
kb_desk_find_similar_async (KbDesk              *self,
                            guint32              id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  KbDeskSimilar *asked;

  g_return_if_fail (KB_IS_DESK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  if (self->office == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the case file is closed");
      return;
    }
  asked = g_new0 (KbDeskSimilar, 1);
  asked->similar = kb_similar_ref (kb_sync_get_similar (self->office->sync));
  asked->id = id;
  g_task_set_task_data (task, asked, kb_desk_similar_free);
  g_task_run_in_thread (task, find_thread);
}

/**
 * kb_desk_find_similar_finish:
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type KbSimilarHit): the likeliest first
 */
GArray *
kb_desk_find_similar_finish (KbDesk        *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
