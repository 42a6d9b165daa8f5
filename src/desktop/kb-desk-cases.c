/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include "kb-desk-talk.h"

/* Rows and cases, as the windows show them. */

/* ---- rows, in pages, as the list asks for them ---- */

typedef struct
{
  KbDeskOffice *office;
  GPtrArray    *rows;            /* of KbCaseRow */
} KbDeskFill;

static void
kb_desk_fill_free (KbDeskFill *self)
{
  kb_desk_office_unref (self->office);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static void
judge_row (KbDesk            *self,
           KbCaseRow         *row,
           const KbCaseState *state)
{
  KbClocks *clocks = kb_desk_get_clocks (self);
  KbCaseDue due = KB_CASE_DUE_CALM;
  KbDeadline worst;

  if (state->sealed ||
      !kb_clocks_find_worst (clocks, state, g_get_real_time () / G_USEC_PER_SEC, &worst))
    {
      kb_case_row_set_due (row, KB_CASE_DUE_NONE, 0);
      return;
    }
  if (worst.state == KB_DEADLINE_PAUSED)
    due = KB_CASE_DUE_PAUSED;
  else if (worst.left < 0)
    due = KB_CASE_DUE_LATE;
  else if ((guint) worst.left <= kb_clocks_get_warn (clocks))
    due = KB_CASE_DUE_SOON;
  kb_case_row_set_due (row, due, worst.left);
}

static void
fill_row (KbDesk             *self,
          KbSync             *sync,
          GHashTable         *rows,
          const KbStoredCase *stored_case)
{
  KbCaseRow *row = g_hash_table_lookup (rows, GUINT_TO_POINTER (stored_case->id));
  g_autoptr (KbCaseState) state = NULL;

  if (row == NULL)
    return;
  state = kb_case_state_load (stored_case->snapshot, NULL);
  if (state == NULL)
    return;
  state = kb_sync_fold_waiting (sync, g_steal_pointer (&state));
  g_object_freeze_notify (G_OBJECT (row));
  kb_case_row_fill (row, state, stored_case->unread);
  judge_row (self, row, state);
  kb_case_row_set_draft (row, kb_desk_has_draft (self, stored_case->id));
  g_object_thaw_notify (G_OBJECT (row));
}

/* A draft begins, ends or is put on disk. */
void
kb_desk_mark_draft (KbDesk  *self,
                    guint32  id)
{
  KbCaseRow *row = kb_case_list_get_row (self->cases, id);

  if (row != NULL)
    kb_case_row_set_draft (row, kb_desk_has_draft (self, id));
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbDesk *self = g_task_get_source_object (task);
  KbDeskFill *fill = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) stored = kb_store_load_cases_finish (KB_STORE (source), result, &error);
  g_autoptr (GHashTable) rows = NULL;

  if (stored == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  rows = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < fill->rows->len; i++)
    {
      KbCaseRow *row = g_ptr_array_index (fill->rows, i);

      g_hash_table_insert (rows, GUINT_TO_POINTER (kb_case_row_get_id (row)), row);
    }
  for (guint i = 0; i < stored->len; i++)
    fill_row (self, fill->office->sync, rows, g_ptr_array_index (stored, i));
  kb_desk_settle_soon (self);
  g_task_return_boolean (task, TRUE);
}

static void
fill_async (KbCaseSource        *source,
            GPtrArray           *rows,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  KbDesk *self = KB_DESK (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree guint32 *ids = g_new (guint32, rows->len);
  KbDeskFill *fill;

  if (self->office == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the case file is closed");
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    ids[i] = kb_case_row_get_id (g_ptr_array_index (rows, i));
  fill = g_new0 (KbDeskFill, 1);
  fill->office = g_atomic_rc_box_acquire (self->office);
  fill->rows = g_ptr_array_ref (rows);
  g_task_set_task_data (task, fill, (GDestroyNotify) kb_desk_fill_free);
  kb_store_load_cases_async (self->office->store, ids, rows->len, cancellable, filled_cb,
                             g_steal_pointer (&task));
}

static gboolean
fill_finish (KbCaseSource  *source,
             GAsyncResult  *result,
             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
kb_desk_source_init (KbCaseSourceInterface *iface)
{
  iface->fill_async = fill_async;
  iface->fill_finish = fill_finish;
}

/* ---- the text index ---- */

static void
index_filled_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (KbDesk) self = data;

  /* What was searched while it filled may have more hits now. */
  if (kb_text_index_fill_finish (KB_TEXT_INDEX (source), result, NULL) && self->search != NULL &&
      self->office != NULL)
    kb_desk_search (self);
}

void
kb_desk_fill_index (KbDesk *self)
{
  kb_text_index_fill_async (self->office->index, self->office->store, kb_sync_index_text,
                            self->office->sync, self->cancellable,
                            index_filled_cb, g_object_ref (self));
}

/* ---- one case ---- */

typedef struct
{
  KbDesk   *desk;
  guint32   id;
  gboolean  unread;
} KbDeskMark;

static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autofree KbDeskMark *mark = data;
  g_autoptr (KbDesk) self = mark->desk;

  if (!kb_store_set_unread_finish (KB_STORE (source), result, NULL))
    return;
  kb_case_list_refresh (self->cases, &mark->id, 1);
  if (self->case_index != NULL)
    kb_case_index_set_unread (self->case_index, mark->id, mark->unread);
  /* An index that is being filled may have read it before. */
  if (self->filling)
    kb_desk_mark_stale (self, &mark->id, 1);
  kb_desk_update_counts (self);
}

/**
 * kb_desk_set_unread:
 * @self: the desk
 * @id: the case
 * @unread: what it shall be
 *
 * The case stays in the list of unread ones until that is listed again, so
 * that it does not vanish while it is being read.
 */
void
kb_desk_set_unread (KbDesk   *self,
                    guint32   id,
                    gboolean  unread)
{
  KbDeskMark *mark;

  g_return_if_fail (KB_IS_DESK (self));

  if (self->office == NULL)
    return;
  mark = g_new0 (KbDeskMark, 1);
  mark->desk = g_object_ref (self);
  mark->id = id;
  mark->unread = unread;
  kb_store_set_unread_async (self->office->store, id, unread, self->cancellable, marked_cb, mark);
}

typedef struct
{
  KbDeskOffice *office;
  GPtrArray    *cases;           /* of KbStoredCase */
  guint32       id;
} KbDeskLoad;

static void
kb_desk_load_free (KbDeskLoad *self)
{
  kb_desk_office_unref (self->office);
  g_clear_pointer (&self->cases, g_ptr_array_unref);
  g_free (self);
}

static void
entries_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbDeskLoad *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = kb_store_load_entries_finish (KB_STORE (source), result, &error);
  KbCase *kase = NULL;

  if (entries != NULL)
    kase = kb_sync_make_case (load->office->sync, g_ptr_array_index (load->cases, 0), entries,
                              &error);
  if (kase != NULL)
    g_task_return_pointer (task, kase, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
case_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbDeskLoad *load = g_task_get_task_data (task);
  GError *error = NULL;

  load->cases = kb_store_load_cases_finish (KB_STORE (source), result, &error);
  if (load->cases == NULL)
    g_task_return_error (task, error);
  else if (load->cases->len == 0)
    g_task_return_new_error (task, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "no such case");
  else
    {
      GCancellable *cancellable = g_task_get_cancellable (task);

      kb_store_load_entries_async (KB_STORE (source), load->id, cancellable, entries_cb,
                                   g_steal_pointer (&task));
    }
}

/**
 * kb_desk_load_case_async:
 * @self: the desk
 * @id: the case
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
kb_desk_load_case_async (KbDesk              *self,
                         guint32              id,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KbDeskLoad *load;

  if (self->office == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the case file is closed");
      return;
    }
  load = g_new0 (KbDeskLoad, 1);
  load->office = g_atomic_rc_box_acquire (self->office);
  load->id = id;
  g_task_set_task_data (task, load, (GDestroyNotify) kb_desk_load_free);
  kb_store_load_cases_async (self->office->store, &id, 1, cancellable, case_cb,
                             g_steal_pointer (&task));
}

/**
 * kb_desk_load_case_finish:
 *
 * Returns: (transfer full): the case in full
 */
KbCase *
kb_desk_load_case_finish (KbDesk        *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
