/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include <string.h>

/* What is listed. The first list comes from the case file's own views; from
 * when the index of the cases is filled on, lists and counts come from there. */

#define MAX_HITS 200
#define ALL_HITS_MS 400         /* without a key, before all hits of a search are asked for */

/* Views that the case file keeps itself; 0: none. */
static const guint32 store_views[KB_N_CASE_VIEWS] = {
  [KB_CASE_VIEW_UNREAD] = KB_STORE_VIEW_UNREAD,
  [KB_CASE_VIEW_ALL] = KB_STORE_VIEW_ALL,
  [KB_CASE_VIEW_LEADERSHIP] = KB_STORE_VIEW_LEADERSHIP,
  [KB_CASE_VIEW_OPENED] = KB_STORE_VIEW_OPENED,
  [KB_CASE_VIEW_QUARANTINED] = KB_STORE_VIEW_QUARANTINED,
};

static void
set_listing (KbDesk   *self,
             gboolean  listing)
{
  if (self->listing == listing)
    return;
  self->listing = listing;
  kb_desk_notify (self, KB_DESK_PROP_LISTING);
}

/* ---- the search within the list ---- */

static gboolean
lists_all (KbDesk *self)
{
  return self->filter->view == KB_CASE_VIEW_ALL && kb_case_filter_is_plain (self->filter);
}

/* Hits that the list does not hold are left out. */
static GArray *
keep_in_list (KbDesk *self,
              GArray *hits)
{
  g_autoptr (GHashTable) listed = NULL;
  GArray *kept;

  kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_vals (kept, hits->data, hits->len);
  if (self->case_index != NULL)
    {
      kb_case_index_narrow (self->case_index, self->filter, kept);
      return kept;
    }
  if (lists_all (self) || self->view_ids == NULL)
    return kept;
  g_array_set_size (kept, 0);
  listed = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < self->view_ids->len; i++)
    g_hash_table_add (listed, GUINT_TO_POINTER (g_array_index (self->view_ids, guint32, i)));
  for (guint i = 0; i < hits->len; i++)
    if (g_hash_table_contains (listed, GUINT_TO_POINTER (g_array_index (hits, guint32, i))))
      g_array_append_val (kept, g_array_index (hits, guint32, i));
  return kept;
}

static void
set_more_hits (KbDesk *self,
               GArray *hits)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->cases));
  guint more = hits != NULL && hits->len > shown ? hits->len : 0;

  g_clear_pointer (&self->all_hits, g_array_unref);
  if (more > 0)
    self->all_hits = g_array_ref (hits);
  if (self->n_hits == more)
    return;
  self->n_hits = more;
  kb_desk_notify (self, KB_DESK_PROP_N_HITS);
}

static void
searched_all_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  g_autoptr (KbDesk) self = data;
  g_autoptr (GArray) hits = kb_text_index_search_finish (KB_TEXT_INDEX (source), result, NULL,
                                                         NULL);
  g_autoptr (GArray) kept = NULL;

  if (hits == NULL || self->search == NULL || self->office == NULL)
    return;
  kept = keep_in_list (self, hits);
  if (!lists_all (self))
    {
      kb_case_list_set_ids (self->cases, kept);
      set_more_hits (self, NULL);
    }
  else
    {
      set_more_hits (self, kept);
    }
}

/* Among the newest may be few of the list, or there are more: both need all of them. */
static gboolean
search_all_cb (gpointer data)
{
  KbDesk *self = data;

  self->all_hits_id = 0;
  kb_text_index_search_async (self->office->index, self->search, G_MAXUINT, self->cancellable,
                              searched_all_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (KbDesk) self = data;
  guint total = 0;
  g_autoptr (GArray) hits = kb_text_index_search_finish (KB_TEXT_INDEX (source), result, &total,
                                                         NULL);
  g_autoptr (GArray) kept = NULL;

  if (hits == NULL || self->search == NULL || self->office == NULL)
    return;
  kept = keep_in_list (self, hits);
  kb_case_list_set_ids (self->cases, kept);
  set_more_hits (self, NULL);
  if (total == 0 && hits->len > 0 && self->all_hits_id == 0)
    self->all_hits_id = g_timeout_add (lists_all (self) ? ALL_HITS_MS : 0, search_all_cb, self);
}

void
kb_desk_search (KbDesk *self)
{
  g_clear_handle_id (&self->all_hits_id, g_source_remove);
  kb_text_index_search_async (self->office->index, self->search, MAX_HITS, self->cancellable,
                              searched_cb, g_object_ref (self));
}

/**
 * kb_desk_show_all_hits:
 * @self: the desk
 *
 * Lists all hits of the search, where "n-hits" says that there are more.
 */
void
kb_desk_show_all_hits (KbDesk *self)
{
  if (self->all_hits == NULL)
    return;
  kb_case_list_set_ids (self->cases, self->all_hits);
  set_more_hits (self, NULL);
}

/**
 * kb_desk_set_search:
 * @self: the desk
 * @query: (nullable): words that a case must hold; %NULL or "" for all of the list
 *
 * The newest hits come first, whatever the order of the list.
 */
void
kb_desk_set_search (KbDesk     *self,
                    const char *query)
{
  g_return_if_fail (KB_IS_DESK (self));

  if (query != NULL && *query == '\0')
    query = NULL;
  if (g_strcmp0 (self->search, query) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (query);
  kb_desk_notify (self, KB_DESK_PROP_SEARCH);
  if (self->office == NULL)
    return;
  if (self->search != NULL)
    {
      kb_desk_search (self);
      return;
    }
  g_clear_handle_id (&self->all_hits_id, g_source_remove);
  if (self->view_ids != NULL)
    kb_case_list_set_ids (self->cases, self->view_ids);
  set_more_hits (self, NULL);
}

/* ---- the list ---- */

/* Looking at the first row asks for the first page, which is then on its way
 * while the widgets are made. */
static void
take_list (KbDesk *self,
           GArray *ids)
{
  g_autoptr (KbCaseRow) first = NULL;

  g_clear_pointer (&self->view_ids, g_array_unref);
  self->view_ids = g_array_ref (ids);
  if (ids->len == 0)
    kb_desk_settle_soon (self);
  if (self->search != NULL)
    {
      kb_desk_search (self);
      return;
    }
  kb_case_list_set_ids (self->cases, ids);
  first = g_list_model_get_item (G_LIST_MODEL (self->cases), 0);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (KbDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = kb_store_list_cases_finish (KB_STORE (source), result, &error);
  gboolean again = self->list_again;

  if (self->office == NULL || self->office->store != KB_STORE (source))
    return;
  g_clear_object (&self->listing_store);
  self->list_again = FALSE;
  if (again)
    {
      kb_desk_update_list (self);
      return;
    }
  if (ids != NULL)
    {
      take_list (self, ids);
    }
  else
    {
      g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

      kb_desk_set_pull_fault (self, fault);
    }
  set_listing (self, FALSE);
}

/* One listing at a time; what comes meanwhile is one more after it. */
static void
list_from_store (KbDesk *self)
{
  guint32 view = kb_case_filter_is_plain (self->filter) ? store_views[self->filter->view] : 0;

  if (self->listing_store == self->office->store)
    {
      self->list_again = TRUE;
      return;
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->cases)) == 0 && self->search == NULL)
    set_listing (self, TRUE);
  /* Other lists wait for the index. */
  if (view == 0)
    return;
  g_set_object (&self->listing_store, self->office->store);
  kb_store_list_cases_async (self->office->store, view, self->cancellable, listed_cb,
                             g_object_ref (self));
}

void
kb_desk_update_list (KbDesk *self)
{
  g_autoptr (GArray) ids = NULL;

  if (self->office == NULL)
    return;
  if (self->case_index == NULL)
    {
      list_from_store (self);
      return;
    }
  if (self->listing_store != NULL)
    self->list_again = TRUE;     /* what it answers is older than this */
  ids = kb_case_index_list (self->case_index, self->filter, self->order);
  take_list (self, ids);
  set_listing (self, FALSE);
}

/**
 * kb_desk_get_filter:
 * @self: the desk
 *
 * Returns: (transfer none): what is listed
 */
const KbCaseFilter *
kb_desk_get_filter (KbDesk *self)
{
  return self->filter;
}

/**
 * kb_desk_set_filter:
 * @self: the desk
 * @filter: what to list
 */
void
kb_desk_set_filter (KbDesk             *self,
                    const KbCaseFilter *filter)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint32));
  KbCaseView before = self->filter->view;

  g_return_if_fail (KB_IS_DESK (self));

  if (kb_case_filter_equal (self->filter, filter))
    return;
  kb_case_filter_free (self->filter);
  self->filter = kb_case_filter_copy (filter);
  g_clear_pointer (&self->view_ids, g_array_unref);
  if (before != filter->view)
    kb_desk_notify (self, KB_DESK_PROP_VIEW);
  kb_desk_emit_filter_changed (self);
  if (self->case_index == NULL)
    kb_case_list_set_ids (self->cases, none);
  kb_desk_update_list (self);
}

/**
 * kb_desk_set_view:
 * @self: the desk
 * @view: what to list, without any other filter
 */
void
kb_desk_set_view (KbDesk     *self,
                  KbCaseView  view)
{
  const KbCaseFilter filter = { .view = view };

  kb_desk_set_filter (self, &filter);
}

/**
 * kb_desk_get_order:
 * @self: the desk
 *
 * Returns: the order of the list
 */
KbCaseOrder
kb_desk_get_order (KbDesk *self)
{
  return self->order;
}

/**
 * kb_desk_set_order:
 * @self: the desk
 * @order: the order of the list
 */
void
kb_desk_set_order (KbDesk      *self,
                   KbCaseOrder  order)
{
  if (self->order == order)
    return;
  self->order = order;
  kb_desk_emit_filter_changed (self);
  kb_desk_update_list (self);
}

/* ---- counts ---- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbDesk) self = data;
  guint counts[KB_STORE_N_VIEWS];

  if (!kb_store_get_counts_finish (KB_STORE (source), result, counts, NULL))
    return;
  if (self->office == NULL || self->office->store != KB_STORE (source) || self->case_index != NULL)
    return;
  for (guint view = 0; view < KB_N_CASE_VIEWS; view++)
    for (guint i = 0; i < KB_STORE_N_VIEWS; i++)
      if (store_views[view] == 1u << i)
        self->counts[view] = counts[i];
  kb_desk_emit_counts (self);
}

void
kb_desk_update_counts (KbDesk *self)
{
  if (self->office == NULL)
    return;
  if (self->case_index == NULL)
    {
      kb_store_get_counts_async (self->office->store, self->cancellable, counted_cb,
                                 g_object_ref (self));
      return;
    }
  kb_case_index_count (self->case_index, self->counts);
  kb_desk_emit_counts (self);
}

/**
 * kb_desk_get_view_count:
 * @self: the desk
 * @view: one of the views
 *
 * Returns: how many cases are in it; %G_MAXUINT while that is not known
 */
guint
kb_desk_get_view_count (KbDesk     *self,
                        KbCaseView  view)
{
  if (self->case_index == NULL && store_views[view] == 0)
    return G_MAXUINT;
  return self->counts[view];
}

/* ---- from open to closed ---- */

void
kb_desk_init_lists (KbDesk *self)
{
  self->filter = kb_case_filter_new ();
  self->stale = g_hash_table_new (NULL, NULL);
  self->saved_views = kb_desk_new_saved_views ();
}

void
kb_desk_free_lists (KbDesk *self)
{
  kb_case_filter_free (self->filter);
  g_hash_table_unref (self->stale);
  g_ptr_array_unref (self->saved_views);
}

/* The case file is closed: nothing of it stays. */
void
kb_desk_drop_lists (KbDesk *self)
{
  kb_desk_drop_case_index (self);
  g_clear_handle_id (&self->all_hits_id, g_source_remove);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->view_ids, g_array_unref);
  g_clear_pointer (&self->all_hits, g_array_unref);
  g_clear_object (&self->listing_store);
  g_ptr_array_set_size (self->saved_views, 0);
  self->saved_views_read = FALSE;
  self->n_hits = 0;
  self->listing = FALSE;
  self->list_again = FALSE;
  memset (self->counts, 0, sizeof self->counts);
}
