/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include "kb-bytes.h"

/* What filters ask of each case: an index that a worker fills from the case
 * file behind the first frame, and then what changes. */

#define BATCH 128               /* cases a turn of the store's thread, so that rows come between */
#define SLICE_US 4000           /* of a frame, for what changed */
#define DAY_CHECK_SECONDS 60    /* a computer that slept over midnight finds out soon */

typedef struct
{
  KbDeskOffice *office;
  KbClocks     *clocks;
  gint64        now;
  GArray       *ids;             /* guint32; NULL: all */
} KbDeskReading;

typedef struct
{
  KbCaseIndex *index;
  GBytes      *views;            /* saved ones, or NULL */
} KbDeskFilled;

typedef struct
{
  guint32      id;
  gboolean     unread;
  KbCaseState *state;
} KbDeskRead;

static void
reading_free (KbDeskReading *self)
{
  kb_desk_office_unref (self->office);
  kb_clocks_unref (self->clocks);
  g_clear_pointer (&self->ids, g_array_unref);
  g_free (self);
}

static void
filled_free (KbDeskFilled *self)
{
  g_clear_pointer (&self->index, kb_case_index_free);
  g_clear_pointer (&self->views, g_bytes_unref);
  g_free (self);
}

static void
read_clear (KbDeskRead *self)
{
  kb_case_state_free (self->state);
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Appends what is known of @n_ids cases. */
static gboolean
read_cases (KbDeskOffice   *office,
            const guint32  *ids,
            guint           n_ids,
            GArray         *ret_cases,
            GError        **error)
{
  g_autoptr (GPtrArray) stored = kb_store_load_cases (office->store, ids, n_ids, error);

  if (stored == NULL)
    return FALSE;
  for (guint i = 0; i < stored->len; i++)
    {
      const KbStoredCase *stored_case = g_ptr_array_index (stored, i);
      KbDeskRead read = { stored_case->id, stored_case->unread };

      read.state = kb_case_state_load (stored_case->snapshot, NULL);
      if (read.state == NULL)
        continue;
      read.state = kb_sync_fold_waiting (office->sync, read.state);
      g_array_append_val (ret_cases, read);
    }
  return TRUE;
}

static GArray *
new_cases (void)
{
  GArray *cases = g_array_new (FALSE, FALSE, sizeof (KbDeskRead));

  g_array_set_clear_func (cases, (GDestroyNotify) read_clear);
  return cases;
}

/* ---- all of it ---- */

static gboolean
fill (KbDeskReading  *reading,
      KbCaseIndex    *index,
      GCancellable   *cancellable,
      GError        **error)
{
  g_autoptr (GArray) ids = kb_store_list_cases (reading->office->store, KB_STORE_VIEW_ALL, error);

  for (guint at = 0; ids != NULL && at < ids->len; at += BATCH)
    {
      g_autoptr (GArray) cases = new_cases ();

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !read_cases (reading->office, &g_array_index (ids, guint32, at),
                       MIN (BATCH, ids->len - at), cases, error))
        return FALSE;
      for (guint i = 0; i < cases->len; i++)
        {
          const KbDeskRead *read = &g_array_index (cases, KbDeskRead, i);

          kb_case_index_set (index, read->id, read->state, read->unread, reading->now);
        }
    }
  return ids != NULL;
}

static void
fill_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskReading *reading = data;
  KbDeskFilled *filled = g_new0 (KbDeskFilled, 1);
  const guint8 *device = kb_signing_key_get_public (reading->office->membership->device);
  g_autofree char *me = kb_hex_encode (device, KB_SIGN_PUBLIC_SIZE);
  GError *error = NULL;

  filled->index = kb_case_index_new (reading->clocks, me);
  if (fill (reading, filled->index, cancellable, &error))
    filled->views = kb_store_get_meta (reading->office->store, KB_DESK_SAVED_VIEWS, &error);
  if (error == NULL)
    {
      g_task_return_pointer (task, filled, (GDestroyNotify) filled_free);
      return;
    }
  filled_free (filled);
  g_task_return_error (task, error);
}

static KbDeskReading *
reading_new (KbDesk *self)
{
  KbDeskReading *reading = g_new0 (KbDeskReading, 1);

  reading->office = g_atomic_rc_box_acquire (self->office);
  reading->clocks = kb_clocks_ref (kb_desk_get_clocks (self));
  reading->now = get_now ();
  return reading;
}

static gboolean
is_of_this_office (KbDesk       *self,
                   GAsyncResult *result)
{
  KbDeskReading *reading = g_task_get_task_data (G_TASK (result));

  return self->office == reading->office;
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  g_autoptr (GError) error = NULL;
  KbDeskFilled *filled = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean is_again;

  if (!is_of_this_office (self, result))
    {
      g_clear_pointer (&filled, filled_free);
      return;
    }
  self->filling = FALSE;
  if (filled == NULL)
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      kb_desk_set_pull_fault (self, fault);
      return;
    }
  is_again = self->case_index != NULL;    /* rows, too, are judged by day and clocks */
  g_clear_pointer (&self->case_index, kb_case_index_free);
  self->case_index = g_steal_pointer (&filled->index);
  kb_desk_take_saved_views (self, filled->views);
  filled_free (filled);
  if (self->fill_again)
    kb_desk_fill_case_index (self);
  else
    kb_desk_update_case_index (self);
  kb_desk_update_counts (self);
  kb_desk_update_list (self);
  if (is_again)
    kb_case_list_refresh_all (self->cases);
}

static gboolean
day_cb (gpointer data)
{
  KbDesk *self = data;

  if (kb_workdays_day_of (get_now ()) != self->index_day)
    kb_desk_fill_case_index (self);
  return G_SOURCE_CONTINUE;
}

/* At the start, on another day, with other clocks. */
void
kb_desk_fill_case_index (KbDesk *self)
{
  g_autoptr (GTask) task = NULL;
  KbDeskReading *reading;

  if (self->office == NULL)
    return;
  self->fill_again = self->filling;
  if (self->filling)
    return;
  self->filling = TRUE;
  reading = reading_new (self);
  self->index_day = kb_workdays_day_of (reading->now);
  if (self->day_id == 0)
    self->day_id = g_timeout_add_seconds (DAY_CHECK_SECONDS, day_cb, self);
  task = g_task_new (self, self->cancellable, filled_cb, NULL);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, fill_thread);
}

/* ---- what changed ---- */

static gboolean
take_cb (gpointer data)
{
  KbDesk *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (self->read_at < self->read->len && g_get_monotonic_time () < end)
    {
      const KbDeskRead *read = &g_array_index (self->read, KbDeskRead, self->read_at++);

      kb_case_index_set (self->case_index, read->id, read->state, read->unread, get_now ());
    }
  if (self->read_at < self->read->len)
    return G_SOURCE_CONTINUE;
  self->take_id = 0;
  g_clear_pointer (&self->read, g_array_unref);
  kb_desk_update_counts (self);
  kb_desk_update_list (self);
  kb_desk_update_case_index (self);
  return G_SOURCE_REMOVE;
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskReading *reading = data;
  g_autoptr (GArray) cases = new_cases ();
  GError *error = NULL;

  for (guint at = 0; error == NULL && at < reading->ids->len; at += BATCH)
    read_cases (reading->office, &g_array_index (reading->ids, guint32, at),
                MIN (BATCH, reading->ids->len - at), cases, &error);
  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&cases), (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  g_autoptr (GArray) cases = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!is_of_this_office (self, result))
    return;
  self->reading = FALSE;
  if (cases == NULL)
    return;
  self->read = g_steal_pointer (&cases);
  self->read_at = 0;
  self->take_id = g_idle_add (take_cb, self);
}

/* Takes up what changed, unless that is being done or there is no index yet. */
void
kb_desk_update_case_index (KbDesk *self)
{
  g_autoptr (GTask) task = NULL;
  KbDeskReading *reading;
  GHashTableIter iter;
  gpointer id;

  if (self->office == NULL || self->case_index == NULL || self->filling || self->reading ||
      self->take_id != 0 || g_hash_table_size (self->stale) == 0)
    return;
  self->reading = TRUE;
  reading = reading_new (self);
  reading->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_hash_table_iter_init (&iter, self->stale);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      guint32 number = GPOINTER_TO_UINT (id);

      g_array_append_val (reading->ids, number);
    }
  g_hash_table_remove_all (self->stale);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (task, read_thread);
}

void
kb_desk_mark_stale (KbDesk        *self,
                    const guint32 *ids,
                    guint          n_ids)
{
  for (guint i = 0; i < n_ids; i++)
    g_hash_table_add (self->stale, GUINT_TO_POINTER (ids[i]));
}

/* The case file is closed. */
void
kb_desk_drop_case_index (KbDesk *self)
{
  g_clear_handle_id (&self->day_id, g_source_remove);
  g_clear_handle_id (&self->take_id, g_source_remove);
  g_clear_pointer (&self->read, g_array_unref);
  g_clear_pointer (&self->case_index, kb_case_index_free);
  g_hash_table_remove_all (self->stale);
  self->filling = self->fill_again = self->reading = FALSE;
}

/* The office's settings are others. */
void
kb_desk_judge_again (KbDesk *self)
{
  if (self->case_index != NULL || self->filling)
    kb_desk_fill_case_index (self);
}

/**
 * kb_desk_get_index:
 * @self: the desk
 *
 * Returns: (transfer none) (nullable): what is known of all cases; %NULL until it is filled
 */
KbCaseIndex *
kb_desk_get_index (KbDesk *self)
{
  return self->case_index;
}
