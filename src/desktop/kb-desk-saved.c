/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include <string.h>

#include "kb-json.h"
#include "kb-limits.h"

/* Saved views: filters under a name, kept sealed in the case file. */

#define MAX_SAVED 65536u        /* bytes of all saved views */

static void
saved_view_free (gpointer data)
{
  KbSavedView *self = data;

  g_free (self->name);
  kb_case_filter_free (self->filter);
  g_free (self);
}

GPtrArray *
kb_desk_new_saved_views (void)
{
  return g_ptr_array_new_with_free_func (saved_view_free);
}

static void
take_view (JsonArray *array,
           guint      i,
           JsonNode  *node,
           gpointer   data)
{
  GPtrArray *views = data;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = object != NULL ? kb_json_string_or (object, "name", NULL) : NULL;
  const char *json = object != NULL ? kb_json_string_or (object, "filter", NULL) : NULL;
  KbCaseFilter *filter = json != NULL ? kb_case_filter_from_json (json) : NULL;
  KbSavedView *view;

  if (name == NULL || filter == NULL || views->len >= KB_LIMIT_SAVED_VIEWS)
    {
      g_clear_pointer (&filter, kb_case_filter_free);
      return;
    }
  view = g_new0 (KbSavedView, 1);
  view->name = g_strdup (name);
  view->filter = filter;
  g_ptr_array_add (views, view);
}

/* {"views": [{"name": …, "filter": "…"}]}; of what is not that, nothing is kept. */
void
kb_desk_take_saved_views (KbDesk *self,
                          GBytes *saved)
{
  g_autoptr (JsonObject) object = NULL;
  JsonArray *array = NULL;

  if (self->saved_views_read)
    return;
  self->saved_views_read = TRUE;
  if (saved != NULL)
    object = kb_json_parse (g_bytes_get_data (saved, NULL), g_bytes_get_size (saved), MAX_SAVED,
                            NULL);
  if (object != NULL)
    array = kb_json_array (object, "views", NULL);
  if (array != NULL)
    json_array_foreach_element (array, take_view, self->saved_views);
  kb_desk_emit_counts (self);
}

static GBytes *
save_views (KbDesk *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *array = json_array_new ();
  char *text;

  for (guint i = 0; i < self->saved_views->len; i++)
    {
      const KbSavedView *view = g_ptr_array_index (self->saved_views, i);
      g_autofree char *filter = kb_case_filter_to_json (view->filter);
      JsonObject *member = json_object_new ();

      json_object_set_string_member (member, "name", view->name);
      json_object_set_string_member (member, "filter", filter);
      json_array_add_object_element (array, member);
    }
  json_object_set_array_member (object, "views", array);
  text = kb_json_to_string (object);
  return g_bytes_new_take (text, strlen (text));
}

typedef struct
{
  KbDeskOffice *office;
  GBytes       *views;
} KbDeskSaving;

static void
saving_free (KbDeskSaving *self)
{
  kb_desk_office_unref (self->office);
  g_bytes_unref (self->views);
  g_free (self);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskSaving *saving = data;
  GError *error = NULL;

  if (kb_store_set_meta (saving->office->store, KB_DESK_SAVED_VIEWS, saving->views, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      kb_desk_set_pull_fault (KB_DESK (source), fault);
    }
}

/**
 * kb_desk_get_saved_views:
 * @self: the desk
 *
 * Returns: (transfer none) (element-type KbSavedView): in the order in which they were saved
 */
GPtrArray *
kb_desk_get_saved_views (KbDesk *self)
{
  return self->saved_views;
}

/**
 * kb_desk_save_view:
 * @self: the desk
 * @name: its name
 * @filter: (nullable): what it lists, also in place of what had that name; %NULL forgets it
 *
 * At most %KB_LIMIT_SAVED_VIEWS are kept: one more is not. "counts-changed" says that it is done.
 */
void
kb_desk_save_view (KbDesk             *self,
                   const char         *name,
                   const KbCaseFilter *filter)
{
  KbSavedView *view = NULL;
  KbDeskSaving *saving;
  g_autoptr (GTask) task = NULL;
  guint at = 0;

  while (at < self->saved_views->len &&
         !g_str_equal (((KbSavedView *) self->saved_views->pdata[at])->name, name))
    at++;
  if (self->office == NULL || !self->saved_views_read ||
      (filter != NULL && at >= KB_LIMIT_SAVED_VIEWS))
    return;
  if (at < self->saved_views->len)
    g_ptr_array_remove_index (self->saved_views, at);
  if (filter != NULL)
    {
      view = g_new0 (KbSavedView, 1);
      view->name = g_strdup (name);
      view->filter = kb_case_filter_copy (filter);
      g_ptr_array_insert (self->saved_views, at, view);
    }
  kb_desk_emit_counts (self);
  saving = g_new0 (KbDeskSaving, 1);
  saving->office = g_atomic_rc_box_acquire (self->office);
  saving->views = save_views (self);
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_thread);
}
