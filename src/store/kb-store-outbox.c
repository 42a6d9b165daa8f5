/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What this device wrote and has not yet seen in the verified chain. A row's content:
 *
 *   u8 stream ‖ 16 case ‖ 32 entry id ‖ u32 n ‖ n entry on the wire
 *   ‖ u8 kept ‖ if kept: u32 n ‖ n what is sealed in it ‖ the refusal's code, up to the end */
#include "config.h"

#include "kb-store-jobs.h"

#include "kb-bytes.h"

#include <string.h>

static char done;

void
kb_outbox_item_free (KbOutboxItem *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->wire, g_bytes_unref);
  g_clear_pointer (&self->plain, g_bytes_unref);
  g_free (self->refusal);
  g_free (self);
}

/*< private >
 * kb_store_db_has_outbox:
 */
gboolean
kb_store_db_has_outbox (KbStoreDb  *self,
                        gboolean   *ret_waiting,
                        GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_OUTBOX_LIST];
  int rc = sqlite3_step (statement);

  *ret_waiting = rc == SQLITE_ROW;

  return kb_store_db_finish (self, statement, rc, error);
}

static void
fill_tag (KbStoreDb    *db,
          const guint8  entry_id[KB_HASH_SIZE],
          guint8        ret_tag[KB_ROW_TAG_SIZE])
{
  kb_row_seal_tag (db->seal, 'o', entry_id, KB_HASH_SIZE, ret_tag);
}

/*< private >
 * kb_store_db_outbox_sent:
 */
gboolean
kb_store_db_outbox_sent (KbStoreDb     *self,
                         const guint8   entry_id[KB_HASH_SIZE],
                         GError       **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_OUTBOX_SENT];
  guint8 tag[KB_ROW_TAG_SIZE];

  fill_tag (self, entry_id, tag);
  sqlite3_bind_blob (statement, 1, tag, sizeof tag, SQLITE_STATIC);

  return kb_store_db_finish (self, statement, sqlite3_step (statement), error);
}

static void
write_sized (GByteArray *out,
             GBytes     *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  kb_write_u32 (out, size);
  kb_write_bytes (out, data, size);
}

static void
fill_content (const KbOutboxItem *item,
              GByteArray         *out)
{
  g_byte_array_set_size (out, 0);
  kb_write_u8 (out, item->stream);
  kb_write_bytes (out, item->case_id, KB_CASE_ID_SIZE);
  kb_write_bytes (out, item->entry_id, KB_HASH_SIZE);
  write_sized (out, item->wire);
  kb_write_u8 (out, item->plain != NULL);
  if (item->plain != NULL)
    write_sized (out, item->plain);
  if (item->refusal != NULL)
    kb_write_bytes (out, item->refusal, strlen (item->refusal));
}

static GBytes *
read_sized (KbReader *reader,
            GBytes   *whole)
{
  guint32 size = kb_reader_u32 (reader);
  const guint8 *data = kb_reader_bytes (reader, size);

  if (data == NULL)
    return NULL;

  return g_bytes_new_from_bytes (whole, data - (const guint8 *) g_bytes_get_data (whole, NULL),
                                 size);
}

static gboolean
parse_content (GBytes        *plain,
               KbOutboxItem  *item,
               GError       **error)
{
  gboolean kept;
  KbReader reader;
  gsize rest;

  kb_reader_init (&reader, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  item->stream = kb_reader_u8 (&reader);
  kb_reader_copy (&reader, item->case_id, KB_CASE_ID_SIZE);
  kb_reader_copy (&reader, item->entry_id, KB_HASH_SIZE);
  item->wire = read_sized (&reader, plain);
  kept = kb_reader_u8 (&reader);
  if (kept)
    item->plain = read_sized (&reader, plain);
  rest = kb_reader_remaining (&reader);
  if (rest > 0)
    item->refusal = g_strndup ((const char *) kb_reader_bytes (&reader, rest), rest);
  if (kb_reader_finish (&reader) && item->wire != NULL && (!kept || item->plain != NULL))
    return TRUE;
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED,
                       "A row of the outbox is not of the agreed form");

  return FALSE;
}

/* Runs ADD or SET for @item at its id. */
static gboolean
write_row (KbStoreDb           *db,
           KbStatement          which,
           const KbOutboxItem  *item,
           GError             **error)
{
  sqlite3_stmt *statement = db->statements[which];
  guint8 tag[KB_ROW_TAG_SIZE];

  fill_tag (db, item->entry_id, tag);
  fill_content (item, db->plain);
  sqlite3_bind_int64 (statement, 1, item->id);
  sqlite3_bind_blob (statement, 2, tag, sizeof tag, SQLITE_STATIC);
  kb_store_db_bind_sealed (db, statement, 3, 0, KB_COLUMN_OUTBOX_CONTENT, item->id,
                           db->plain->data, db->plain->len);

  return kb_store_db_finish (db, statement, sqlite3_step (statement), error);
}

static gpointer
end (KbStoreDb  *db,
     gboolean    written,
     GError    **error)
{
  return kb_store_db_end (db, written, error) ? &done : NULL;
}

static gboolean
add_row (KbStoreDb     *db,
         KbOutboxItem  *item,
         GError       **error)
{
  sqlite3_stmt *next = db->statements[KB_STATEMENT_OUTBOX_NEXT];
  int rc = sqlite3_step (next);

  if (rc == SQLITE_ROW)
    item->id = sqlite3_column_int64 (next, 0);

  return kb_store_db_finish (db, next, rc, error)
         && write_row (db, KB_STATEMENT_OUTBOX_ADD, item, error);
}

static gpointer
add_job (KbStoreDb  *db,
         gpointer    data,
         GError    **error)
{
  return kb_store_db_begin (db, error) ? end (db, add_row (db, data, error), error) : NULL;
}

/* The statement must have met one row, or there is no such item. */
static gboolean
check_met (KbStoreDb  *db,
           GError    **error)
{
  if (sqlite3_changes (db->sqlite) == 1)
    return TRUE;
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND,
                       "No such entry in the outbox");

  return FALSE;
}

static gpointer
replace_job (KbStoreDb  *db,
             gpointer    data,
             GError    **error)
{
  if (!kb_store_db_begin (db, error))
    return NULL;

  return end (db, write_row (db, KB_STATEMENT_OUTBOX_SET, data, error) && check_met (db, error),
              error);
}

static gpointer
remove_job (KbStoreDb  *db,
            gpointer    data,
            GError    **error)
{
  sqlite3_stmt *statement = db->statements[KB_STATEMENT_OUTBOX_REMOVE];

  if (!kb_store_db_begin (db, error))
    return NULL;
  sqlite3_bind_int64 (statement, 1, *(gint64 *) data);

  return end (db, kb_store_db_finish (db, statement, sqlite3_step (statement), error)
                  && check_met (db, error), error);
}

static KbOutboxItem *
read_row (KbStoreDb     *db,
          sqlite3_stmt  *statement,
          GError       **error)
{
  gint64 id = sqlite3_column_int64 (statement, 0);
  g_autoptr(GBytes) plain = kb_store_db_open_column (db, statement, 1, KB_COLUMN_OUTBOX_CONTENT,
                                                     id, error);
  KbOutboxItem *item;

  if (plain == NULL)
    return NULL;
  item = g_new0 (KbOutboxItem, 1);
  item->id = id;
  if (!parse_content (plain, item, error))
    g_clear_pointer (&item, kb_outbox_item_free);

  return item;
}

static gpointer
list_job (KbStoreDb  *db,
          gpointer    data,
          GError    **error)
{
  sqlite3_stmt *statement = db->statements[KB_STATEMENT_OUTBOX_LIST];
  g_autoptr(GPtrArray) items = NULL;
  int rc;

  items = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_outbox_item_free);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      KbOutboxItem *item = read_row (db, statement, error);

      if (item == NULL)
        {
          sqlite3_reset (statement);
          return NULL;
        }
      g_ptr_array_add (items, item);
    }

  return kb_store_db_finish (db, statement, rc, error) ? g_steal_pointer (&items) : NULL;
}

/**
 * kb_store_outbox_add:
 * @self: a store
 * @item: an entry behind all others; its @id is filled in and never used again
 * @error: %KB_STORE_ERROR
 *
 * Returns: whether it is on disk
 */
gboolean
kb_store_outbox_add (KbStore       *self,
                     KbOutboxItem  *item,
                     GError       **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (item != NULL && item->wire != NULL, FALSE);

  return kb_store_run (self, add_job, item, error) != NULL;
}

/**
 * kb_store_outbox_list:
 * @self: a store
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (element-type KbOutboxItem): what waits, in the order of writing
 */
GPtrArray *
kb_store_outbox_list (KbStore  *self,
                      GError  **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, list_job, NULL, error);
}

/**
 * kb_store_outbox_replace:
 * @self: a store
 * @item: with the id of one that waits
 * @error: %KB_STORE_ERROR_NOT_FOUND if it waits no longer
 *
 * Returns: whether the change is on disk
 */
gboolean
kb_store_outbox_replace (KbStore             *self,
                         const KbOutboxItem  *item,
                         GError             **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (item != NULL && item->wire != NULL, FALSE);

  return kb_store_run (self, replace_job, (gpointer) item, error) != NULL;
}

/**
 * kb_store_outbox_remove:
 * @self: a store
 * @id: of one that waits
 * @error: %KB_STORE_ERROR_NOT_FOUND if it waits no longer
 *
 * Gives up what was written: a person's decision.
 */
gboolean
kb_store_outbox_remove (KbStore  *self,
                        gint64    id,
                        GError  **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), FALSE);

  return kb_store_run (self, remove_job, &id, error) != NULL;
}
