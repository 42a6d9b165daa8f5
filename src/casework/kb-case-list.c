/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 100,000 cases are an array of 100,000 numbers here, and rows only where
 * somebody looks. A row that somebody holds (a widget, the selection) stays the
 * same object for as long as it is held; the newest few hundred are held here. */
#include "config.h"

#include "kb-case.h"

#include <string.h>

#define PAGE_SIZE 64
#define MAX_KEPT 512            /* rows held by the list itself */
#define MAX_REQUESTS 4          /* beyond that, the farthest is cancelled */
#define NEAR_PAGES 2

typedef struct
{
  KbCaseList   *list;           /* owned while the source works */
  guint         page;
  gboolean      is_refresh;     /* of single rows anywhere: never cancelled */
  GPtrArray    *rows;
  GCancellable *cancellable;
} Request;

struct _KbCaseList
{
  GObject       parent_instance;

  KbCaseSource *source;
  GArray       *ids;
  GHashTable   *rows;           /* id → KbCaseRow, weak: every row that lives */
  GQueue        kept;           /* KbCaseRow, strong: newest use first */
  GHashTable   *kept_links;     /* KbCaseRow → its link in kept */
  GHashTable   *asked;          /* KbCaseRow set: a request is under way */
  GArray       *pages;          /* asked for since the last idle */
  GPtrArray    *stale;          /* KbCaseRow, strong: to be loaded anew */
  GPtrArray    *requests;       /* not owned */
  guint         idle_id;
};

static void kb_case_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KbCaseList, kb_case_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, kb_case_list_model_init))

static guint32
id_at (KbCaseList *self,
       guint       position)
{
  return g_array_index (self->ids, guint32, position);
}

static void
row_gone_cb (gpointer  data,
             GObject  *row)
{
  KbCaseList *self = data;
  GHashTableIter iter;
  gpointer value;

  /* The row's own fields are gone already: found by its address. Rarely more
   * than MAX_KEPT rows live. */
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (value == row)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static void
drop_oldest (KbCaseList *self)
{
  while (self->kept.length > MAX_KEPT)
    {
      KbCaseRow *row = g_queue_pop_tail (&self->kept);

      g_hash_table_remove (self->kept_links, row);
      g_object_unref (row);
    }
}

static void
keep (KbCaseList *self,
      KbCaseRow  *row)
{
  GList *link = g_hash_table_lookup (self->kept_links, row);

  if (link != NULL)
    {
      g_queue_unlink (&self->kept, link);
      g_queue_push_head_link (&self->kept, link);
      return;
    }

  g_queue_push_head (&self->kept, g_object_ref (row));
  g_hash_table_insert (self->kept_links, row, self->kept.head);
  drop_oldest (self);
}

static KbCaseRow *
get_row (KbCaseList *self,
         guint       position)
{
  guint32 id = id_at (self, position);
  KbCaseRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (id));

  if (row != NULL)
    return g_object_ref (row);

  row = kb_case_row_new (id);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (id), row);
  g_object_weak_ref (G_OBJECT (row), row_gone_cb, self);

  return row;
}

static gboolean
is_loaded (KbCaseRow *row)
{
  gboolean loaded;

  g_object_get (row, "loaded", &loaded, NULL);

  return loaded;
}

static void
request_free (Request *request)
{
  KbCaseList *self = request->list;

  g_ptr_array_remove_fast (self->requests, request);
  for (guint i = 0; i < request->rows->len; i++)
    g_hash_table_remove (self->asked, request->rows->pdata[i]);
  g_ptr_array_unref (request->rows);
  g_object_unref (request->cancellable);
  g_free (request);
  g_object_unref (self);
}

/* Rows that could not be filled stay empty, and are asked for again when they
 * are looked at again. */
static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  KB_CASE_SOURCE_GET_IFACE (source)->fill_finish (KB_CASE_SOURCE (source), result, NULL);
  request_free (data);
}

static void
send (KbCaseList *self,
      GPtrArray  *rows,
      guint       page,
      gboolean    is_refresh)
{
  Request *request;

  if (rows->len == 0)
    return;

  request = g_new0 (Request, 1);
  request->list = g_object_ref (self);
  request->page = page;
  request->is_refresh = is_refresh;
  request->rows = g_ptr_array_ref (rows);
  request->cancellable = g_cancellable_new ();
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (self->asked, rows->pdata[i]);
  g_ptr_array_add (self->requests, request);
  KB_CASE_SOURCE_GET_IFACE (self->source)->fill_async (self->source, rows, request->cancellable,
                                                       filled_cb, request);
}

static void
send_page (KbCaseList *self,
           guint       page)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint end = MIN ((page + 1) * PAGE_SIZE, self->ids->len);

  for (guint i = page * PAGE_SIZE; i < end; i++)
    {
      g_autoptr(KbCaseRow) row = get_row (self, i);

      keep (self, row);
      if (!is_loaded (row) && !g_hash_table_contains (self->asked, row))
        g_ptr_array_add (rows, g_steal_pointer (&row));
    }
  send (self, rows, page, FALSE);
}

static guint
distance (guint a,
          guint b)
{
  return a > b ? a - b : b - a;
}

/* Somebody scrolled on: what waits for pages far from @page is not wanted. */
static void
cancel_far (KbCaseList *self,
            guint       page)
{
  guint n_waiting = self->requests->len;

  for (guint i = 0; i < self->requests->len && n_waiting > MAX_REQUESTS; i++)
    {
      Request *request = self->requests->pdata[i];

      if (request->is_refresh || distance (request->page, page) <= NEAR_PAGES)
        continue;
      g_cancellable_cancel (request->cancellable);
      n_waiting--;
    }
}

static gboolean
send_idle_cb (gpointer data)
{
  KbCaseList *self = data;
  g_autoptr(GArray) pages = g_steal_pointer (&self->pages);
  g_autoptr(GPtrArray) stale = g_steal_pointer (&self->stale);

  self->idle_id = 0;
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->stale = g_ptr_array_new_with_free_func (g_object_unref);

  if (pages->len > 0)
    cancel_far (self, g_array_index (pages, guint, pages->len - 1));
  for (guint i = 0; i < pages->len; i++)
    send_page (self, g_array_index (pages, guint, i));
  send (self, stale, 0, TRUE);

  return G_SOURCE_REMOVE;
}

/* Before the next frame is drawn, after all of this frame's rows were asked for. */
static void
send_soon (KbCaseList *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, send_idle_cb, self, NULL);
}

static void
want_page (KbCaseList *self,
           guint       page)
{
  for (guint i = 0; i < self->pages->len; i++)
    if (g_array_index (self->pages, guint, i) == page)
      return;

  g_array_append_val (self->pages, page);
  send_soon (self);
}

static GType
kb_case_list_get_item_type (GListModel *model)
{
  return KB_TYPE_CASE_ROW;
}

static guint
kb_case_list_get_n_items (GListModel *model)
{
  return KB_CASE_LIST (model)->ids->len;
}

static gpointer
kb_case_list_get_item (GListModel *model,
                       guint       position)
{
  KbCaseList *self = KB_CASE_LIST (model);
  KbCaseRow *row;

  if (position >= self->ids->len)
    return NULL;

  row = get_row (self, position);
  keep (self, row);
  if (!is_loaded (row) && !g_hash_table_contains (self->asked, row))
    want_page (self, position / PAGE_SIZE);

  return row;
}

static void
kb_case_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = kb_case_list_get_item_type;
  iface->get_n_items = kb_case_list_get_n_items;
  iface->get_item = kb_case_list_get_item;
}

static void
forget_rows (KbCaseList *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_object_weak_unref (row, row_gone_cb, self);
  g_hash_table_remove_all (self->rows);
  g_hash_table_remove_all (self->kept_links);
  g_queue_clear_full (&self->kept, g_object_unref);
}

static void
kb_case_list_dispose (GObject *object)
{
  KbCaseList *self = KB_CASE_LIST (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  forget_rows (self);
  g_ptr_array_set_size (self->stale, 0);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (kb_case_list_parent_class)->dispose (object);
}

static void
kb_case_list_finalize (GObject *object)
{
  KbCaseList *self = KB_CASE_LIST (object);

  g_array_unref (self->ids);
  g_array_unref (self->pages);
  g_ptr_array_unref (self->stale);
  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->kept_links);
  g_hash_table_unref (self->asked);

  G_OBJECT_CLASS (kb_case_list_parent_class)->finalize (object);
}

static void
kb_case_list_class_init (KbCaseListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kb_case_list_dispose;
  object_class->finalize = kb_case_list_finalize;
}

static void
kb_case_list_init (KbCaseList *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  self->stale = g_ptr_array_new_with_free_func (g_object_unref);
  self->requests = g_ptr_array_new ();
  self->rows = g_hash_table_new (NULL, NULL);
  self->kept_links = g_hash_table_new (NULL, NULL);
  self->asked = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->kept);
}

/**
 * kb_case_list_new:
 * @source: fills the rows
 *
 * Returns: (transfer full): an empty list
 */
KbCaseList *
kb_case_list_new (KbCaseSource *source)
{
  KbCaseList *self;

  g_return_val_if_fail (KB_IS_CASE_SOURCE (source), NULL);

  self = g_object_new (KB_TYPE_CASE_LIST, NULL);
  self->source = g_object_ref (source);

  return self;
}

/**
 * kb_case_list_set_ids:
 * @self: a list
 * @ids: (element-type guint32): the cases in display order, each once; the
 *   list keeps a reference, so leave the array as it is
 *
 * Emits one #GListModel::items-changed for what differs between the ends that
 * are alike, and none if nothing differs. Rows keep their identity.
 */
void
kb_case_list_set_ids (KbCaseList *self,
                      GArray     *ids)
{
  g_autoptr(GArray) before = NULL;
  guint shorter, prefix = 0, suffix = 0;

  g_return_if_fail (KB_IS_CASE_LIST (self));
  g_return_if_fail (ids != NULL);

  /* Pages that are asked for are pages of the list as it was. */
  if (self->idle_id != 0)
    {
      g_clear_handle_id (&self->idle_id, g_source_remove);
      send_idle_cb (self);
    }
  before = g_steal_pointer (&self->ids);
  self->ids = g_array_ref (ids);
  shorter = MIN (before->len, ids->len);
  while (prefix < shorter && g_array_index (before, guint32, prefix) == id_at (self, prefix))
    prefix++;
  while (suffix < shorter - prefix
         && g_array_index (before, guint32, before->len - 1 - suffix)
            == id_at (self, ids->len - 1 - suffix))
    suffix++;

  if (before->len != ids->len || prefix < ids->len)
    g_list_model_items_changed (G_LIST_MODEL (self), prefix, before->len - prefix - suffix,
                                ids->len - prefix - suffix);
}

/**
 * kb_case_list_refresh:
 * @self: a list
 * @ids: (array length=n_ids): cases that changed
 * @n_ids: how many
 *
 * Rows of these that somebody holds are loaded anew.
 */
void
kb_case_list_refresh (KbCaseList    *self,
                      const guint32 *ids,
                      guint          n_ids)
{
  g_return_if_fail (KB_IS_CASE_LIST (self));

  for (guint i = 0; i < n_ids; i++)
    {
      KbCaseRow *row = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (ids[i]));

      if (row != NULL && !g_ptr_array_find (self->stale, row, NULL))
        g_ptr_array_add (self->stale, g_object_ref (row));
    }
  if (self->stale->len > 0)
    send_soon (self);
}

/**
 * kb_case_list_refresh_all:
 * @self: a list
 *
 * All rows that somebody holds are loaded anew.
 */
void
kb_case_list_refresh_all (KbCaseList *self)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (KB_IS_CASE_LIST (self));

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      guint32 number = GPOINTER_TO_UINT (id);

      kb_case_list_refresh (self, &number, 1);
    }
}

/**
 * kb_case_list_get_row:
 * @self: a list
 * @id: a case
 *
 * Returns: (transfer none) (nullable): its row, where somebody holds it
 */
KbCaseRow *
kb_case_list_get_row (KbCaseList *self,
                      guint32     id)
{
  g_return_val_if_fail (KB_IS_CASE_LIST (self), NULL);

  return g_hash_table_lookup (self->rows, GUINT_TO_POINTER (id));
}

/**
 * kb_case_list_find:
 * @self: a list
 * @id: a case
 * @ret_position: (out) (optional): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
kb_case_list_find (KbCaseList *self,
                   guint32     id,
                   guint      *ret_position)
{
  g_return_val_if_fail (KB_IS_CASE_LIST (self), FALSE);

  for (guint i = 0; i < self->ids->len; i++)
    if (id_at (self, i) == id)
      {
        if (ret_position != NULL)
          *ret_position = i;
        return TRUE;
      }

  return FALSE;
}
