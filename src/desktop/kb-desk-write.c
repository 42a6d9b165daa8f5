/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

/* What a person writes in a case: sealed and put on disk on a worker thread, in
 * the order of writing, also when the case file is closed meanwhile. */

typedef struct
{
  KbDeskOffice    *office;
  guint32          id;
  JsonObject      *members;
  KbDeskWriteFunc  func;
} KbDeskWrite;

static void
kb_desk_write_free (KbDeskWrite *self)
{
  kb_desk_office_unref (self->office);
  json_object_unref (self->members);
  g_free (self);
}

static gboolean
write_change (KbDeskWrite  *write,
              GError      **error)
{
  g_autoptr (GPtrArray) cases = kb_store_load_cases (write->office->store, &write->id, 1, error);
  g_autoptr (KbCaseState) state = NULL;

  if (cases == NULL)
    return FALSE;
  state = kb_case_state_load (((KbStoredCase *) g_ptr_array_index (cases, 0))->snapshot, error);
  return state != NULL &&
      write->func (write->office->sync, state->stream, state->case_id, write->members, error);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_change (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void written_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      data);

static void
write_first (KbDesk *self)
{
  GTask *waiting = g_queue_peek_head (&self->writes);
  g_autoptr (GTask) task = NULL;

  if (waiting == NULL)
    return;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_task_data (task, g_task_get_task_data (waiting), NULL);
  g_task_run_in_thread (task, write_thread);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  g_autoptr (GTask) waiting = g_queue_pop_head (&self->writes);
  GError *error = NULL;

  write_first (self);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (waiting, TRUE);
  else
    g_task_return_error (waiting, error);
}

/**
 * kb_desk_queue_write:
 * @func: writes @members, on a worker thread
 * @callback: (nullable): gets a #GTask that says whether it is on disk
 *
 * Behind what was written before.
 */
void
kb_desk_queue_write (KbDesk              *self,
                     guint32              id,
                     JsonObject          *members,
                     KbDeskWriteFunc      func,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  KbDeskWrite *write;

  g_task_set_source_tag (task, func);
  if (self->office == NULL)
    {
      g_task_return_new_error (task, KB_STORE_ERROR, KB_STORE_ERROR_IO, "the case file is closed");
      g_object_unref (task);
      return;
    }
  write = g_new0 (KbDeskWrite, 1);
  write->office = g_atomic_rc_box_acquire (self->office);
  write->id = id;
  write->members = json_object_ref (members);
  write->func = func;
  g_task_set_task_data (task, write, (GDestroyNotify) kb_desk_write_free);
  g_queue_push_tail (&self->writes, task);
  if (self->writes.length == 1)
    write_first (self);
}

/**
 * kb_desk_write:
 * @self: the desk
 * @id: the case
 * @members: of the part `work`: {"ops": […]}
 * @callback: (nullable): called when it is on disk, or is not
 * @user_data: for @callback
 *
 * The case shows it with its next "case-changed"; it is sent by itself.
 */
void
kb_desk_write (KbDesk              *self,
               guint32              id,
               JsonObject          *members,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_return_if_fail (KB_IS_DESK (self));
  g_return_if_fail (members != NULL);

  kb_desk_queue_write (self, id, members, kb_sync_write, callback, user_data);
}

/**
 * kb_desk_write_finish:
 *
 * Returns: whether the change is on disk
 */
gboolean
kb_desk_write_finish (KbDesk        *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kb_desk_dup_refused:
 * @self: the desk
 *
 * Returns: (transfer full) (nullable): what the server would not take, in the
 *   person's own words; %NULL: nothing
 */
char *
kb_desk_dup_refused (KbDesk *self)
{
  g_autoptr (GPtrArray) items = NULL;
  GString *text = g_string_new (NULL);

  items = self->office != NULL ? kb_sync_dup_outbox (self->office->sync) : g_ptr_array_new ();
  for (guint i = 0; i < items->len; i++)
    {
      const KbOutboxItem *item = g_ptr_array_index (items, i);
      g_autofree char *change = kb_sync_describe_item (item);

      if (item->refusal != NULL)
        g_string_append_printf (text, "%s%s (%s)", text->len > 0 ? "\n\n" : "", change,
                                item->refusal);
    }
  return g_string_free (text, text->len == 0);
}

static void
drop_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskOffice *office = data;
  g_autoptr (GPtrArray) items = kb_sync_dup_outbox (office->sync);

  for (guint i = 0; i < items->len; i++)
    {
      const KbOutboxItem *item = g_ptr_array_index (items, i);

      if (item->refusal != NULL)
        kb_sync_drop_refused (office->sync, item->id, NULL);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * kb_desk_drop_refused:
 * @self: the desk
 *
 * Gives up all that the server would not take.
 */
void
kb_desk_drop_refused (KbDesk *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (KB_IS_DESK (self));

  if (self->office == NULL)
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->office),
                        (GDestroyNotify) kb_desk_office_unref);
  g_task_run_in_thread (task, drop_thread);
}
