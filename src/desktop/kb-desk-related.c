/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-related.h"

#include "kb-desk-private.h"
#include "kb-desk-similar.h"
#include "kb-words.h"

#define MAX_FOUND 20u

typedef struct
{
  KbDeskOffice *office;
  guint32       self_id;
  GStrv         hexes;           /* NULL: ids are there */
  GArray       *ids;             /* guint32 */
  GArray       *hits;            /* of KbSimilarHit, or NULL */
  GStrv         linked;          /* hex of cases that are not offered again, or NULL */
} KbFinding;

static void
kb_finding_free (KbFinding *self)
{
  kb_desk_office_unref (self->office);
  g_strfreev (self->hexes);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->hits, g_array_unref);
  g_strfreev (self->linked);
  g_free (self);
}

static void
found_case_free (gpointer data)
{
  KbFoundCase *found = data;

  g_free (found->hex);
  g_free (found->number);
  g_free (found->text);
  g_free (found);
}

static guint
find_why (const KbFinding *finding,
          guint32          id)
{
  for (guint i = 0; finding->hits != NULL && i < finding->hits->len; i++)
    if (g_array_index (finding->hits, KbSimilarHit, i).id == id)
      return g_array_index (finding->hits, KbSimilarHit, i).why;

  return 0;
}

static void
add_found (GPtrArray          *found_cases,
           const KbFinding    *finding,
           const KbStoredCase *stored)
{
  g_autoptr (KbCaseState) state = kb_case_state_load (stored->snapshot, NULL);
  g_autofree char *kind = NULL;
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  KbFoundCase *found;

  if (state == NULL)
    return;
  hex = kb_hex_encode (state->case_id, KB_CASE_ID_SIZE);
  if (finding->linked != NULL && g_strv_contains ((const char *const *) finding->linked, hex))
    return;
  kind = kb_words_kind_of (state->category, state->group);
  text = g_strdup_printf ("%s%s%s", *state->subject != '\0' ? state->subject : kind,
                          *state->unit != '\0' ? " · " : "", state->unit);
  found = g_new0 (KbFoundCase, 1);
  found->id = stored->id;
  found->hex = g_steal_pointer (&hex);
  found->why = find_why (finding, stored->id);
  found->number = kb_case_state_number (state);
  found->text = kb_line_for_display (text);
  found->status = state->status;
  g_ptr_array_add (found_cases, found);
}

/* A link may go from one journal to the other. */
static void
find_ids (KbFinding *finding)
{
  finding->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (char **hex = finding->hexes; *hex != NULL; hex++)
    {
      guint8 case_id[KB_CASE_ID_SIZE];
      guint32 id = 0;

      if (!kb_hex_decode (*hex, case_id, sizeof case_id))
        continue;
      if (kb_store_find_case (finding->office->store, KB_STREAM_OFFICE, case_id, &id, NULL) ||
          kb_store_find_case (finding->office->store, KB_STREAM_LEADERSHIP, case_id, &id, NULL))
        g_array_append_val (finding->ids, id);
    }
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbFinding *finding = data;
  g_autoptr (GPtrArray) stored = NULL;
  GPtrArray *found_cases;
  GError *error = NULL;

  if (finding->hexes != NULL)
    find_ids (finding);
  stored = kb_store_load_cases (finding->office->store, (const guint32 *) finding->ids->data,
                                finding->ids->len, &error);
  if (stored == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  found_cases = g_ptr_array_new_with_free_func (found_case_free);
  for (guint i = 0; i < stored->len; i++)
    {
      const KbStoredCase *at = stored->pdata[i];

      if (at != NULL && at->id != finding->self_id)
        add_found (found_cases, finding, at);
    }
  g_task_return_pointer (task, found_cases, (GDestroyNotify) g_ptr_array_unref);
}

/* NULL: the case file is closed, which was answered. */
static GTask *
new_task (KbDesk              *self,
          KbCase              *kase,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  KbFinding *finding;

  if (self->office == NULL)
    {
      g_task_return_new_error (task, KB_STORE_ERROR, KB_STORE_ERROR_IO, "the case file is closed");
      g_object_unref (task);
      return NULL;
    }
  finding = g_new0 (KbFinding, 1);
  finding->office = g_atomic_rc_box_acquire (self->office);
  finding->self_id = kb_case_get_id (kase);
  g_task_set_task_data (task, finding, (GDestroyNotify) kb_finding_free);
  return task;
}

void
kb_desk_load_related_async (KbDesk              *self,
                            KbCase              *kase,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = new_task (self, kase, cancellable, callback, user_data);
  KbFinding *finding;

  if (task == NULL)
    return;
  finding = g_task_get_task_data (task);
  finding->hexes = kb_case_fields_dup_values (kb_case_get_state (kase)->fields, KB_WORK_RELATED);
  g_task_run_in_thread (task, find_thread);
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbFinding *finding = g_task_get_task_data (task);
  GError *error = NULL;

  finding->ids = kb_text_index_search_finish (KB_TEXT_INDEX (source), result, NULL, &error);
  if (finding->ids == NULL)
    g_task_return_error (task, error);
  else
    g_task_run_in_thread (task, find_thread);
}

void
kb_desk_find_cases_async (KbDesk              *self,
                          KbCase              *kase,
                          const char          *query,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = new_task (self, kase, cancellable, callback, user_data);

  if (task != NULL)
    kb_text_index_search_async (self->office->index, query, MAX_FOUND, cancellable, searched_cb,
                                task);
}

static void
alike_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GTask) task = data;
  KbFinding *finding = g_task_get_task_data (task);
  GError *error = NULL;

  finding->hits = kb_desk_find_similar_finish (KB_DESK (source), result, &error);
  if (finding->hits == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  finding->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < finding->hits->len; i++)
    g_array_append_val (finding->ids, g_array_index (finding->hits, KbSimilarHit, i).id);
  g_task_run_in_thread (task, find_thread);
}

void
kb_desk_find_alike_async (KbDesk              *self,
                          KbCase              *kase,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = new_task (self, kase, cancellable, callback, user_data);
  KbFinding *finding;

  if (task == NULL)
    return;
  finding = g_task_get_task_data (task);
  finding->linked = kb_case_fields_dup_values (kb_case_get_state (kase)->fields, KB_WORK_RELATED);
  kb_desk_find_similar_async (self, kb_case_get_id (kase), cancellable, alike_cb, task);
}

GPtrArray *
kb_desk_found_cases_finish (KbDesk        *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
