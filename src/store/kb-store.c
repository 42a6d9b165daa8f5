/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store.h"

#include "kb-store-jobs.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK (kb-store-error-quark, kb_store_error)

G_DEFINE_FINAL_TYPE (KbStore, kb_store, G_TYPE_OBJECT)

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

/*< private >
 * kb_store_run:
 *
 * Has @func done on the store's thread, and waits for it.
 */
gpointer
kb_store_run (KbStore         *self,
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

  changed = kb_store_run (self, kb_store_job_append, &append, error);
  if (changed == NULL)
    return FALSE;
  if (ret_changed != NULL)
    *ret_changed = changed;
  else
    g_array_unref (changed);

  return TRUE;
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
  KbStoreRequest request = { .stream = stream };
  g_autofree KbChain *head = NULL;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  head = kb_store_run (self, kb_store_job_get_head, &request, error);
  if (head == NULL)
    return FALSE;
  *ret_head = *head;

  return TRUE;
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
  KbStoreRequest request = { .stream = stream, .seq = seq };
  g_autofree guint8 *link = NULL;

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  if (seq == 0)
    {
      memset (ret_link, 0, KB_HASH_SIZE);
      return TRUE;
    }
  link = kb_store_run (self, kb_store_job_get_link, &request, error);
  if (link == NULL)
    return FALSE;
  memcpy (ret_link, link, KB_HASH_SIZE);

  return TRUE;
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
  KbStoreRequest request = { .stream = stream, .seq = after, .max = max };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, kb_store_job_load_stream, &request, error);
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
  KbStoreRequest request = { .name = name };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return kb_store_run (self, kb_store_job_get_meta, &request, error) != NULL ? request.value : NULL;
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
  KbStoreRequest request = { .name = name, .value = value };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL && value != NULL, FALSE);

  return kb_store_run (self, kb_store_job_set_meta, &request, error) != NULL;
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
  KbStoreRequest request = { .view = view };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, kb_store_job_list_cases, &request, error);
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

  counts = kb_store_run (self, kb_store_job_get_counts, NULL, error);
  if (counts == NULL)
    return FALSE;
  memcpy (ret_counts, counts, KB_STORE_N_VIEWS * sizeof *counts);

  return TRUE;
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
  KbStoreRequest request = { .ids = ids, .n_ids = n_ids };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, kb_store_job_load_cases, &request, error);
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
  KbStoreRequest request = { .id = case_row };

  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, kb_store_job_load_entries, &request, error);
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
  KbStoreRequest request = { .stream = stream, .case_id = case_id };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  if (kb_store_run (self, kb_store_job_find_case, &request, error) == NULL)
    return FALSE;
  *ret_id = request.id;

  return TRUE;
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
  KbStoreRequest request = { .id = id, .unread = unread };

  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  return kb_store_run (self, kb_store_job_set_unread, &request, error) != NULL;
}
