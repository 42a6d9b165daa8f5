/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store.h"

#include "kb-store-worker.h"

#include <sodium.h>
#include <string.h>

struct _KbStore
{
  GObject        parent_instance;

  char          *path;
  KbSecret      *key;
  KbStoreWorker *worker;        /* NULL once closed */
};

G_DEFINE_QUARK (kb-store-error-quark, kb_store_error)

G_DEFINE_FINAL_TYPE (KbStore, kb_store, G_TYPE_OBJECT)

/* What the calls hand to the store's thread. */
typedef struct
{
  KbStream       stream;
  guint64        seq;
  guint          max;
  guint32        view;
  guint32        id;
  gboolean       unread;
  const guint32 *ids;
  guint          n_ids;
  const guint8  *case_id;
  const char    *name;
  GBytes        *value;
  guint32       *owned_ids;
} Request;

/* Answers "done" of jobs that have nothing to give. */
static char done;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->owned_ids);
  g_free (request);
}

/**
 * kb_stored_entry_clear:
 * @self: an entry
 *
 * Drops the bytes that it holds.
 */
void
kb_stored_entry_clear (KbStoredEntry *self)
{
  g_clear_pointer (&self->wire, g_bytes_unref);
  g_clear_pointer (&self->plain, g_bytes_unref);
}

/**
 * kb_stored_entry_free:
 * @self: (nullable): an entry on the heap
 */
void
kb_stored_entry_free (KbStoredEntry *self)
{
  if (self == NULL)
    return;
  kb_stored_entry_clear (self);
  g_free (self);
}

/**
 * kb_stored_case_free:
 * @self: (nullable): a case
 */
void
kb_stored_case_free (KbStoredCase *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->snapshot, g_bytes_unref);
  g_free (self);
}

static gpointer
run (KbStore         *self,
     KbStoreJobFunc   func,
     gpointer         request,
     GError         **error)
{
  if (self->worker != NULL)
    return kb_store_worker_run (self->worker, func, request, error);

  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_IO, "The store is closed");

  return NULL;
}

static void
run_async (KbStore             *self,
           KbStoreJobFunc       func,
           const Request       *request,
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

static void
kb_store_dispose (GObject *object)
{
  kb_store_close (KB_STORE (object));

  G_OBJECT_CLASS (kb_store_parent_class)->dispose (object);
}

static void
kb_store_finalize (GObject *object)
{
  KbStore *self = KB_STORE (object);

  g_free (self->path);
  g_clear_pointer (&self->key, kb_secret_unref);

  G_OBJECT_CLASS (kb_store_parent_class)->finalize (object);
}

static void
kb_store_class_init (KbStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = kb_store_dispose;
  object_class->finalize = kb_store_finalize;
}

static void
kb_store_init (KbStore *self)
{
}

/**
 * kb_store_new:
 * @path: the file; its folder must exist
 * @key: the store key, 32 bytes
 *
 * Returns: (transfer full): a store that is not open yet
 */
KbStore *
kb_store_new (const char *path,
              KbSecret   *key)
{
  KbStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (kb_secret_get_size (key) == crypto_kdf_KEYBYTES, NULL);

  self = g_object_new (KB_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->key = kb_secret_ref (key);
  self->worker = kb_store_worker_new (path, key);

  return self;
}

/**
 * kb_store_open:
 * @self: a store
 * @error: %KB_STORE_ERROR
 *
 * Opens the file, or makes a new one where there is none. An empty, short,
 * foreign or newer file, or one of another key, is left as it is, its log too.
 *
 * Returns: whether it is open
 */
gboolean
kb_store_open (KbStore  *self,
               GError  **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  if (self->worker == NULL)
    self->worker = kb_store_worker_new (self->path, self->key);

  return kb_store_worker_open (self->worker, error);
}

/**
 * kb_store_close:
 * @self: a store
 *
 * Waits for what is queued, then closes the file.
 */
void
kb_store_close (KbStore *self)
{
  g_return_if_fail (KB_IS_STORE (self));

  g_clear_pointer (&self->worker, kb_store_worker_free);
}

static gpointer
append_job (KbStoreDb  *db,
            gpointer    data,
            GError    **error)
{
  return kb_store_db_append (db, data, error);
}

/**
 * kb_store_append:
 * @self: a store
 * @items: (element-type KbStoreItem): entries of one stream, in seq order
 * @head: the stream's head after them; its stream is that of all @items
 * @fold: (nullable): makes cases of entries; %NULL for the roster
 * @ret_changed: (out) (optional): ids of the cases that were made or changed
 * @error: %KB_STORE_ERROR, or what the fold answered
 *
 * Keeps all of it or nothing. On disk when it returns %TRUE.
 *
 * Returns: whether everything is kept
 */
gboolean
kb_store_append (KbStore            *self,
                 GPtrArray          *items,
                 const KbChain      *head,
                 const KbStoreFold  *fold,
                 GArray            **ret_changed,
                 GError            **error)
{
  KbStoreAppend append = { .items = items, .head = head, .fold = fold };
  GArray *changed;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (items != NULL && head != NULL, FALSE);

  changed = run (self, append_job, &append, error);
  if (changed == NULL)
    return FALSE;
  if (ret_changed != NULL)
    *ret_changed = changed;
  else
    g_array_unref (changed);

  return TRUE;
}

static gpointer
get_head_job (KbStoreDb  *db,
              gpointer    data,
              GError    **error)
{
  Request *request = data;
  KbStoreStream stream;
  KbChain *head;

  if (!kb_store_db_get_stream (db, request->stream, &stream, error))
    return NULL;

  head = g_new0 (KbChain, 1);
  head->stream = request->stream;
  head->seq = stream.seq;
  head->hour = stream.hour;
  if (stream.head != NULL)
    {
      const guint8 *bytes = g_bytes_get_data (stream.head, NULL);

      memcpy (head->genesis, bytes, KB_HASH_SIZE);
      memcpy (head->link, bytes + KB_HASH_SIZE, KB_HASH_SIZE);
    }
  kb_store_stream_clear (&stream);

  return head;
}

/**
 * kb_store_get_head:
 * @self: a store
 * @stream: which
 * @ret_head: (out caller-allocates): its head; all zeros but the stream when nothing is there
 * @error: %KB_STORE_ERROR
 */
gboolean
kb_store_get_head (KbStore   *self,
                   KbStream   stream,
                   KbChain   *ret_head,
                   GError   **error)
{
  Request request = { .stream = stream };
  g_autofree KbChain *head = NULL;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  head = run (self, get_head_job, &request, error);
  if (head == NULL)
    return FALSE;
  *ret_head = *head;

  return TRUE;
}

static gpointer
get_link_job (KbStoreDb  *db,
              gpointer    data,
              GError    **error)
{
  Request *request = data;
  guint8 id[KB_HASH_SIZE];
  KbPlace place;
  gboolean found;

  if (!kb_store_db_get_place (db, KB_STORE_ROW (request->stream, request->seq), &place, id,
                              &found, error))
    return NULL;
  if (!found)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such entry");
      return NULL;
    }

  return g_memdup2 (place.link, KB_HASH_SIZE);
}

/**
 * kb_store_get_link:
 * @self: a store
 * @stream: which
 * @seq: place in it; 0 answers zeros, as the chain does
 * @ret_link: (out caller-allocates): the link there
 * @error: %KB_STORE_ERROR_NOT_FOUND if it is not held
 */
gboolean
kb_store_get_link (KbStore   *self,
                   KbStream   stream,
                   guint64    seq,
                   guint8     ret_link[KB_HASH_SIZE],
                   GError   **error)
{
  Request request = { .stream = stream, .seq = seq };
  g_autofree guint8 *link = NULL;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  if (seq == 0)
    {
      memset (ret_link, 0, KB_HASH_SIZE);
      return TRUE;
    }
  link = run (self, get_link_job, &request, error);
  if (link == NULL)
    return FALSE;
  memcpy (ret_link, link, KB_HASH_SIZE);

  return TRUE;
}

static gpointer
load_stream_job (KbStoreDb  *db,
                 gpointer    data,
                 GError    **error)
{
  Request *request = data;

  return kb_store_db_load_stream (db, request->stream, request->seq, request->max, error);
}

/**
 * kb_store_load_stream:
 * @self: a store
 * @stream: which
 * @after: 0 for the beginning
 * @max: at most so many
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (element-type KbStoredEntry): entries in order; empty at the end
 */
GPtrArray *
kb_store_load_stream (KbStore   *self,
                      KbStream   stream,
                      guint64    after,
                      guint      max,
                      GError   **error)
{
  Request request = { .stream = stream, .seq = after, .max = max };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return run (self, load_stream_job, &request, error);
}

static gpointer
get_meta_job (KbStoreDb  *db,
              gpointer    data,
              GError    **error)
{
  Request *request = data;

  return kb_store_db_get_meta (db, request->name, &request->value, error) ? &done : NULL;
}

/**
 * kb_store_get_meta:
 * @self: a store
 * @name: what the value was kept under
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (nullable): the value; %NULL without @error where there is none
 */
GBytes *
kb_store_get_meta (KbStore     *self,
                   const char  *name,
                   GError     **error)
{
  Request request = { .name = name };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return run (self, get_meta_job, &request, error) != NULL ? request.value : NULL;
}

static gpointer
set_meta_job (KbStoreDb  *db,
              gpointer    data,
              GError    **error)
{
  Request *request = data;

  return kb_store_db_set_meta (db, request->name, request->value, error) ? &done : NULL;
}

/**
 * kb_store_set_meta:
 * @self: a store
 * @name: neither name nor value can be read from the file
 * @value: replaces an older one
 * @error: %KB_STORE_ERROR
 */
gboolean
kb_store_set_meta (KbStore     *self,
                   const char  *name,
                   GBytes      *value,
                   GError     **error)
{
  Request request = { .name = name, .value = value };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  return run (self, set_meta_job, &request, error) != NULL;
}

static gpointer
list_cases_job (KbStoreDb  *db,
                gpointer    data,
                GError    **error)
{
  Request *request = data;

  return kb_store_db_list_cases (db, request->view, error);
}

/**
 * kb_store_list_cases:
 * @self: a store
 * @view: KB_STORE_VIEW_… bits; a case in any of them is listed
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (element-type guint32): case ids, newest first
 */
GArray *
kb_store_list_cases (KbStore  *self,
                     guint32   view,
                     GError  **error)
{
  Request request = { .view = view };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return run (self, list_cases_job, &request, error);
}

static gpointer
get_counts_job (KbStoreDb  *db,
                gpointer    data,
                GError    **error)
{
  return g_memdup2 (db->counts, sizeof db->counts);
}

/**
 * kb_store_get_counts:
 * @self: a store
 * @ret_counts: (out caller-allocates): cases in each view, by number of the bit
 * @error: %KB_STORE_ERROR
 */
gboolean
kb_store_get_counts (KbStore  *self,
                     guint     ret_counts[KB_STORE_N_VIEWS],
                     GError  **error)
{
  g_autofree guint *counts = NULL;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  counts = run (self, get_counts_job, NULL, error);
  if (counts == NULL)
    return FALSE;
  memcpy (ret_counts, counts, KB_STORE_N_VIEWS * sizeof *counts);

  return TRUE;
}

static gpointer
load_cases_job (KbStoreDb  *db,
                gpointer    data,
                GError    **error)
{
  Request *request = data;

  return kb_store_db_load_cases (db, request->ids, request->n_ids, error);
}

/**
 * kb_store_load_cases:
 * @self: a store
 * @ids: (array length=n_ids): case ids
 * @n_ids: how many
 * @error: %KB_STORE_ERROR_NOT_FOUND if one is not there
 *
 * Returns: (transfer full) (element-type KbStoredCase): the cases, in the order of @ids
 */
GPtrArray *
kb_store_load_cases (KbStore        *self,
                     const guint32  *ids,
                     guint           n_ids,
                     GError        **error)
{
  Request request = { .ids = ids, .n_ids = n_ids };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return run (self, load_cases_job, &request, error);
}

static gpointer
load_entries_job (KbStoreDb  *db,
                  gpointer    data,
                  GError    **error)
{
  Request *request = data;

  return kb_store_db_load_entries (db, request->id, error);
}

/**
 * kb_store_load_entries:
 * @self: a store
 * @case_row: a case
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (element-type KbStoredEntry): its entries in seq order
 */
GPtrArray *
kb_store_load_entries (KbStore  *self,
                       guint32   case_row,
                       GError  **error)
{
  Request request = { .id = case_row };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return run (self, load_entries_job, &request, error);
}

static gpointer
find_case_job (KbStoreDb  *db,
               gpointer    data,
               GError    **error)
{
  Request *request = data;
  g_autoptr(GBytes) snapshot = NULL;
  guint64 sort;
  guint32 views;

  if (!kb_store_db_find_case (db, request->stream, request->case_id, &request->id, &sort, &views,
                              &snapshot, error))
    return NULL;
  if (request->id == 0)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such case");
      return NULL;
    }

  return &done;
}

/**
 * kb_store_find_case:
 * @self: a store
 * @stream: its stream
 * @case_id: as in the headers
 * @ret_id: (out): its id in this file
 * @error: %KB_STORE_ERROR_NOT_FOUND
 */
gboolean
kb_store_find_case (KbStore       *self,
                    KbStream       stream,
                    const guint8   case_id[KB_CASE_ID_SIZE],
                    guint32       *ret_id,
                    GError       **error)
{
  Request request = { .stream = stream, .case_id = case_id };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  if (run (self, find_case_job, &request, error) == NULL)
    return FALSE;
  *ret_id = request.id;

  return TRUE;
}

static gpointer
set_unread_job (KbStoreDb  *db,
                gpointer    data,
                GError    **error)
{
  Request *request = data;

  return kb_store_db_set_unread (db, request->id, request->unread, error) ? &done : NULL;
}

/**
 * kb_store_set_unread:
 * @self: a store
 * @id: a case
 * @unread: whether it shall count as unread
 * @error: %KB_STORE_ERROR_NOT_FOUND
 */
gboolean
kb_store_set_unread (KbStore   *self,
                     guint32    id,
                     gboolean   unread,
                     GError   **error)
{
  Request request = { .id = id, .unread = unread };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  return run (self, set_unread_job, &request, error) != NULL;
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
  Request request = { .view = view };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, list_cases_job, &request, kb_store_list_cases_async,
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
  Request request = { .id = 0 };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, get_counts_job, &request, kb_store_get_counts_async, g_free,
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
  Request request = { .ids = copy, .owned_ids = copy, .n_ids = n_ids };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, load_cases_job, &request, kb_store_load_cases_async,
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
  Request request = { .id = case_row };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, load_entries_job, &request, kb_store_load_entries_async,
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
  Request request = { .id = id, .unread = unread };

  g_return_if_fail (KB_IS_STORE (self));

  run_async (self, set_unread_job, &request, kb_store_set_unread_async, NULL,
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
