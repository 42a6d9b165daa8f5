/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-outbox.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

struct _KbOutbox
{
  KbStore    *store;
  GMutex      writing;          /* one writer at a time; before @lock */
  GMutex      lock;             /* guards what follows; never held over a call of the store */
  GPtrArray  *waiting;          /* of KbWaiting, in the order of writing */
  GHashTable *cases;            /* a KbWaiting of the case → GPtrArray of KbWaiting, not refused */
};

static void
waiting_clear (gpointer data)
{
  KbWaiting *self = data;

  kb_outbox_item_free (self->item);
  g_clear_pointer (&self->entry, kb_entry_unref);
  g_clear_pointer (&self->plain, g_bytes_unref);
}

void
kb_waiting_unref (KbWaiting *self)
{
  g_atomic_rc_box_release_full (self, waiting_clear);
}

/* The part as it is once opened: with the context of the entry that it is in. */
GBytes *
kb_outbox_opened (const KbEntry *entry,
                  GBytes        *plain)
{
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(JsonObject) part = json_object_new ();
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  char *text;

  if (plain == NULL)
    return NULL;
  members = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                           KB_LIMIT_STORY, NULL);
  if (members == NULL)
    return NULL;
  kb_header_get_context (kb_entry_get_header (entry), context);
  hex = kb_hex_encode (context, sizeof context);
  json_object_set_string_member (part, "context", hex);
  json_object_set_int_member (part, "v", 1);
  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &name, &node))
    if (!json_object_has_member (part, name))
      json_object_set_member (part, name, json_node_copy (node));
  text = kb_json_to_string (part);

  return g_bytes_new_take (text, strlen (text));
}

/* Takes @item; NULL where it holds no entry, which only a newer program can have written. */
static KbWaiting *
waiting_new (KbOutboxItem *item)
{
  KbEntry *entry = kb_entry_decode_bytes (item->wire, NULL);
  KbWaiting *self;

  if (entry == NULL)
    {
      kb_outbox_item_free (item);
      return NULL;
    }
  self = g_atomic_rc_box_new0 (KbWaiting);
  self->item = item;
  self->entry = entry;
  self->plain = kb_outbox_opened (entry, item->plain);
  self->place.seq = G_MAXUINT64;
  self->place.hour = kb_entry_get_header (entry)->author_time / 3600;

  return self;
}

static guint
case_hash (gconstpointer key)
{
  const KbWaiting *waiting = key;
  guint hash;

  memcpy (&hash, waiting->item->case_id, sizeof hash);

  return hash ^ waiting->item->stream;
}

static gboolean
case_equal (gconstpointer a,
            gconstpointer b)
{
  const KbOutboxItem *x = ((const KbWaiting *) a)->item, *y = ((const KbWaiting *) b)->item;

  return x->stream == y->stream && memcmp (x->case_id, y->case_id, KB_CASE_ID_SIZE) == 0;
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) kb_waiting_unref);
}

KbOutbox *
kb_outbox_new (KbStore *store)
{
  KbOutbox *self = g_new0 (KbOutbox, 1);

  self->store = g_object_ref (store);
  g_mutex_init (&self->writing);
  g_mutex_init (&self->lock);
  self->waiting = new_list ();
  self->cases = g_hash_table_new_full (case_hash, case_equal, NULL,
                                       (GDestroyNotify) g_ptr_array_unref);

  return self;
}

void
kb_outbox_free (KbOutbox *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->cases);
  g_ptr_array_unref (self->waiting);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->writing);
  g_object_unref (self->store);
  g_free (self);
}

void
kb_outbox_begin (KbOutbox *self)
{
  g_mutex_lock (&self->writing);
}

void
kb_outbox_end (KbOutbox *self)
{
  g_mutex_unlock (&self->writing);
}

/* Under the lock. */
static void
list_by_case (KbOutbox  *self,
              KbWaiting *waiting)
{
  GPtrArray *list;

  if (waiting->item->refusal != NULL)
    return;
  list = g_hash_table_lookup (self->cases, waiting);
  if (list == NULL)
    {
      list = new_list ();
      g_hash_table_insert (self->cases, waiting, list);
    }
  g_ptr_array_add (list, g_atomic_rc_box_acquire (waiting));
}

/* Under the lock; the hash's keys are borrowed from the list. */
static void
list_all_by_case (KbOutbox *self)
{
  g_hash_table_remove_all (self->cases);
  for (guint i = 0; i < self->waiting->len; i++)
    list_by_case (self, self->waiting->pdata[i]);
}

/* What is held already under this id, and still is the same entry. */
static KbWaiting *
find_held (KbOutbox           *self,
           const KbOutboxItem *item)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      KbWaiting *waiting = self->waiting->pdata[i];

      if (waiting->item->id == item->id &&
          memcmp (waiting->item->entry_id, item->entry_id, KB_HASH_SIZE) == 0)
        return waiting;
    }

  return NULL;
}

static void
take_list (KbOutbox  *self,
           GPtrArray *waiting)
{
  GPtrArray *before;

  g_mutex_lock (&self->lock);
  before = self->waiting;
  self->waiting = waiting;
  list_all_by_case (self);
  g_mutex_unlock (&self->lock);
  g_ptr_array_unref (before);
}

/**
 * kb_outbox_load:
 * @error: a #KbStoreError
 *
 * Holds what the store holds; under kb_outbox_begin().
 */
gboolean
kb_outbox_load (KbOutbox  *self,
                GError   **error)
{
  g_autoptr(GPtrArray) items = kb_store_outbox_list (self->store, error);
  GPtrArray *waiting;

  if (items == NULL)
    return FALSE;
  waiting = new_list ();
  for (guint i = 0; i < items->len; i++)
    {
      KbWaiting *one = find_held (self, items->pdata[i]);

      if (one != NULL)
        g_atomic_rc_box_acquire (one);
      else
        one = waiting_new (g_steal_pointer (&items->pdata[i]));
      if (one != NULL)
        g_ptr_array_add (waiting, one);
    }
  take_list (self, waiting);

  return TRUE;
}

static KbOutboxItem *
new_item (KbEntry *entry,
          GBytes  *plain)
{
  const KbHeader *header = kb_entry_get_header (entry);
  KbOutboxItem *item = g_new0 (KbOutboxItem, 1);

  item->stream = header->stream;
  memcpy (item->case_id, header->case_id, KB_CASE_ID_SIZE);
  memcpy (item->entry_id, kb_entry_get_id (entry), KB_HASH_SIZE);
  item->wire = kb_entry_encode (entry);
  item->plain = plain != NULL ? g_bytes_ref (plain) : NULL;

  return item;
}

/**
 * kb_outbox_add:
 *
 * Durable when it returns %TRUE; under kb_outbox_begin().
 */
gboolean
kb_outbox_add (KbOutbox  *self,
               KbEntry   *entry,
               GBytes    *plain,
               GError   **error)
{
  KbOutboxItem *item = new_item (entry, plain);
  KbWaiting *waiting;

  if (!kb_store_outbox_add (self->store, item, error))
    {
      kb_outbox_item_free (item);
      return FALSE;
    }
  waiting = waiting_new (item);
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->waiting, waiting);
  list_by_case (self, waiting);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static void
put_in_place_of (KbOutbox        *self,
                 const KbWaiting *old,
                 KbWaiting       *waiting)
{
  guint i;

  g_mutex_lock (&self->lock);
  if (g_ptr_array_find (self->waiting, old, &i))
    {
      g_hash_table_remove_all (self->cases);
      kb_waiting_unref (self->waiting->pdata[i]);
      self->waiting->pdata[i] = g_steal_pointer (&waiting);
      list_all_by_case (self);
    }
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&waiting, kb_waiting_unref);
}

/**
 * kb_outbox_replace:
 * @waiting: from kb_outbox_dup()
 *
 * Durable when it returns %TRUE; under kb_outbox_begin().
 */
gboolean
kb_outbox_replace (KbOutbox         *self,
                   const KbWaiting  *waiting,
                   KbEntry          *entry,
                   const char       *refusal,
                   GError          **error)
{
  KbOutboxItem *item = new_item (entry, waiting->item->plain);

  item->id = waiting->item->id;
  item->refusal = g_strdup (refusal);
  if (!kb_store_outbox_replace (self->store, item, error))
    {
      kb_outbox_item_free (item);
      return FALSE;
    }
  put_in_place_of (self, waiting, waiting_new (item));

  return TRUE;
}

/**
 * kb_outbox_drop_refused:
 * @id: of a refused item
 * @error: %KB_STORE_ERROR_NOT_FOUND
 *
 * Under kb_outbox_begin().
 */
gboolean
kb_outbox_drop_refused (KbOutbox  *self,
                        gint64     id,
                        GError   **error)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      const KbOutboxItem *item = ((KbWaiting *) self->waiting->pdata[i])->item;

      if (item->id == id && item->refusal != NULL)
        return kb_store_outbox_remove (self->store, id, error) && kb_outbox_load (self, error);
    }
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND,
                       "No refused entry has this number");

  return FALSE;
}

void
kb_outbox_count (KbOutbox *self,
                 guint    *ret_n,
                 guint    *ret_n_refused)
{
  g_mutex_lock (&self->lock);
  *ret_n = self->waiting->len;
  *ret_n_refused = 0;
  for (guint i = 0; i < self->waiting->len; i++)
    *ret_n_refused += ((KbWaiting *) self->waiting->pdata[i])->item->refusal != NULL;
  g_mutex_unlock (&self->lock);
}

void
kb_outbox_follow (KbOutbox *self,
                  KbStream  stream,
                  guint64  *last_seq,
                  guint8    last_id[KB_HASH_SIZE])
{
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->waiting->len; i++)
    {
      const KbWaiting *waiting = self->waiting->pdata[i];
      const KbHeader *header = kb_entry_get_header (waiting->entry);

      if (header->stream != stream || waiting->item->refusal != NULL ||
          header->author_seq <= *last_seq)
        continue;
      *last_seq = header->author_seq;
      memcpy (last_id, kb_entry_get_id (waiting->entry), KB_HASH_SIZE);
    }
  g_mutex_unlock (&self->lock);
}

GPtrArray *
kb_outbox_dup (KbOutbox *self,
               KbStream  stream)
{
  GPtrArray *list = new_list ();

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->waiting->len; i++)
    {
      KbWaiting *waiting = self->waiting->pdata[i];

      if (waiting->item->stream == stream)
        g_ptr_array_add (list, g_atomic_rc_box_acquire (waiting));
    }
  g_mutex_unlock (&self->lock);

  return list;
}

static gpointer
acquire (gconstpointer waiting,
         gpointer      data)
{
  return g_atomic_rc_box_acquire ((gpointer) waiting);
}

GPtrArray *
kb_outbox_dup_case (KbOutbox     *self,
                    KbStream      stream,
                    const guint8  case_id[KB_CASE_ID_SIZE])
{
  KbOutboxItem item = { .stream = stream };
  KbWaiting key = { .item = &item };
  GPtrArray *list;

  memcpy (item.case_id, case_id, KB_CASE_ID_SIZE);
  g_mutex_lock (&self->lock);
  list = g_hash_table_lookup (self->cases, &key);
  if (list != NULL)
    list = g_ptr_array_copy (list, acquire, NULL);
  g_mutex_unlock (&self->lock);

  return list;
}

static KbOutboxItem *
copy_item (const KbOutboxItem *item)
{
  KbOutboxItem *copy = g_memdup2 (item, sizeof *item);

  copy->wire = g_bytes_ref (item->wire);
  copy->plain = item->plain != NULL ? g_bytes_ref (item->plain) : NULL;
  copy->refusal = g_strdup (item->refusal);

  return copy;
}

GPtrArray *
kb_outbox_dup_items (KbOutbox *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_outbox_item_free);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->waiting->len; i++)
    g_ptr_array_add (items, copy_item (((KbWaiting *) self->waiting->pdata[i])->item));
  g_mutex_unlock (&self->lock);

  return items;
}
