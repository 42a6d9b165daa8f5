/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store-db.h"

#include "kb-bytes.h"

#include <string.h>

#define SEQ_MASK ((G_GUINT64_CONSTANT (1) << 48) - 1)

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED,
                       "A row of the store is not of the agreed form");
  return FALSE;
}

/*< private >
 * kb_store_stream_clear:
 */
void
kb_store_stream_clear (KbStoreStream *self)
{
  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_pointer (&self->state, g_bytes_unref);
}

static gboolean
read_stream (KbStoreDb      *self,
             sqlite3_stmt   *statement,
             guint           stream,
             KbStoreStream  *out,
             GError        **error)
{
  out->seq = sqlite3_column_int64 (statement, 0);
  out->hour = sqlite3_column_int64 (statement, 1);
  out->head = kb_store_db_open_column (self, statement, 2, KB_COLUMN_STREAM_HEAD, stream, error);
  if (out->head == NULL)
    return FALSE;
  if (g_bytes_get_size (out->head) != 2 * KB_HASH_SIZE)
    return set_damaged (error);
  if (sqlite3_column_type (statement, 3) == SQLITE_NULL)
    return TRUE;
  out->state = kb_store_db_open_column (self, statement, 3, KB_COLUMN_STREAM_STATE, stream, error);

  return out->state != NULL;
}

/*< private >
 * kb_store_db_get_stream:
 *
 * @ret_stream->head is %NULL for a stream that has nothing yet.
 */
gboolean
kb_store_db_get_stream (KbStoreDb      *self,
                        guint           stream,
                        KbStoreStream  *ret_stream,
                        GError        **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_STREAM_GET];
  KbStoreStream out = { NULL };
  gboolean read;
  int rc;

  sqlite3_bind_int (statement, 1, stream);
  rc = sqlite3_step (statement);
  read = rc != SQLITE_ROW || read_stream (self, statement, stream, &out, error);
  if (!read)
    sqlite3_reset (statement);
  else
    read = kb_store_db_finish (self, statement, rc, error);

  if (read)
    *ret_stream = out;
  else
    kb_store_stream_clear (&out);

  return read;
}

/*< private >
 * kb_store_db_case_tag:
 */
void
kb_store_db_case_tag (KbStoreDb    *self,
                      guint         stream,
                      const guint8  case_id[KB_CASE_ID_SIZE],
                      guint8        ret_tag[KB_ROW_TAG_SIZE])
{
  guint8 name[1 + KB_CASE_ID_SIZE];

  name[0] = stream;
  memcpy (name + 1, case_id, KB_CASE_ID_SIZE);
  kb_row_seal_tag (self->seal, 'c', name, sizeof name, ret_tag);
}

/* A sealed snapshot is the case's id and what the fold gave. */
static GBytes *
open_snapshot (KbStoreDb     *self,
               sqlite3_stmt  *statement,
               int            result_column,
               guint32        id,
               const guint8  *case_id,
               GError       **error)
{
  g_autoptr(GBytes) plain = kb_store_db_open_column (self, statement, result_column,
                                                     KB_COLUMN_CASE_SNAPSHOT, id, error);
  gsize size;
  const guint8 *data = plain != NULL ? g_bytes_get_data (plain, &size) : NULL;

  if (data == NULL)
    return NULL;
  if (size < KB_CASE_ID_SIZE || (case_id != NULL && memcmp (data, case_id, KB_CASE_ID_SIZE) != 0))
    {
      set_damaged (error);
      return NULL;
    }

  return g_bytes_new_from_bytes (plain, KB_CASE_ID_SIZE, size - KB_CASE_ID_SIZE);
}

/*< private >
 * kb_store_db_find_case:
 */
gboolean
kb_store_db_find_case (KbStoreDb     *self,
                       guint          stream,
                       const guint8   case_id[KB_CASE_ID_SIZE],
                       guint32       *ret_id,
                       guint64       *ret_sort,
                       guint32       *ret_views,
                       GBytes       **ret_snapshot,
                       GError       **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_CASE_FIND];
  guint8 tag[KB_ROW_TAG_SIZE];
  g_autoptr(GBytes) snapshot = NULL;
  guint32 id = 0;
  int rc;

  kb_store_db_case_tag (self, stream, case_id, tag);
  sqlite3_bind_blob (statement, 1, tag, sizeof tag, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      id = sqlite3_column_int64 (statement, 0);
      *ret_sort = sqlite3_column_int64 (statement, 1);
      *ret_views = sqlite3_column_int64 (statement, 2);
      snapshot = open_snapshot (self, statement, 3, id, case_id, error);
      if (snapshot == NULL)
        {
          sqlite3_reset (statement);
          return FALSE;
        }
    }
  if (!kb_store_db_finish (self, statement, rc, error))
    return FALSE;
  *ret_id = id;
  *ret_snapshot = g_steal_pointer (&snapshot);

  return TRUE;
}

/*    0  u64 roster seq ‖ 32 roster link ‖ 32 link ‖ 32 id ‖ u8 quarantine   105 */
static gboolean
parse_place (GBytes   *plain,
             KbPlace  *place,
             guint8    ret_id[KB_HASH_SIZE],
             guint    *ret_quarantine,
             GError  **error)
{
  KbReader reader;
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);

  kb_reader_init (&reader, data, size);
  place->roster_seq = kb_reader_u64 (&reader);
  kb_reader_copy (&reader, place->roster_link, KB_HASH_SIZE);
  kb_reader_copy (&reader, place->link, KB_HASH_SIZE);
  kb_reader_copy (&reader, ret_id, KB_HASH_SIZE);
  *ret_quarantine = kb_reader_u8 (&reader);

  return kb_reader_finish (&reader) || set_damaged (error);
}

static gboolean
read_place (KbStoreDb     *self,
            sqlite3_stmt  *statement,
            guint64        row,
            KbPlace       *place,
            guint8         ret_id[KB_HASH_SIZE],
            GError       **error)
{
  g_autoptr(GBytes) plain = kb_store_db_open_column (self, statement, 1, KB_COLUMN_ENTRY_PLACE,
                                                     row, error);
  guint quarantine;

  place->seq = row & SEQ_MASK;
  place->hour = sqlite3_column_int64 (statement, 0);

  return plain != NULL && parse_place (plain, place, ret_id, &quarantine, error);
}

/*< private >
 * kb_store_db_get_place:
 */
gboolean
kb_store_db_get_place (KbStoreDb  *self,
                       guint64     row,
                       KbPlace    *ret_place,
                       guint8      ret_id[KB_HASH_SIZE],
                       gboolean   *ret_found,
                       GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_ENTRY_PLACE];
  int rc;

  sqlite3_bind_int64 (statement, 1, row);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW && !read_place (self, statement, row, ret_place, ret_id, error))
    {
      sqlite3_reset (statement);
      return FALSE;
    }
  *ret_found = rc == SQLITE_ROW;

  return kb_store_db_finish (self, statement, rc, error);
}

/*    0  u32 n ‖ n entry on the wire ‖ u8 opened ‖ opened part, up to the end */
static gboolean
parse_content (GBytes         *plain,
               KbStoredEntry  *entry,
               GError        **error)
{
  KbReader reader;
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  guint32 n_wire;
  guint8 opened;

  kb_reader_init (&reader, data, size);
  n_wire = kb_reader_u32 (&reader);
  kb_reader_bytes (&reader, n_wire);
  opened = kb_reader_u8 (&reader);
  if (reader.failed || opened > 1 || (!opened && kb_reader_remaining (&reader) > 0))
    return set_damaged (error);

  entry->wire = g_bytes_new_from_bytes (plain, 4, n_wire);
  if (opened)
    entry->plain = g_bytes_new_from_bytes (plain, reader.offset, size - reader.offset);

  return TRUE;
}

/* Columns: id, hour, case_row, place, content. */
static gboolean
read_entry (KbStoreDb      *self,
            sqlite3_stmt   *statement,
            KbStoredEntry  *entry,
            GError        **error)
{
  guint64 row = sqlite3_column_int64 (statement, 0);
  g_autoptr(GBytes) place = NULL;
  g_autoptr(GBytes) content = NULL;
  guint8 id[KB_HASH_SIZE];

  entry->stream = row >> 48;
  entry->place.seq = row & SEQ_MASK;
  entry->place.hour = sqlite3_column_int64 (statement, 1);
  entry->case_row = sqlite3_column_int64 (statement, 2);
  place = kb_store_db_open_column (self, statement, 3, KB_COLUMN_ENTRY_PLACE, row, error);
  if (place == NULL || !parse_place (place, &entry->place, id, &entry->quarantine, error))
    return FALSE;
  content = kb_store_db_open_column (self, statement, 4, KB_COLUMN_ENTRY_CONTENT, row, error);

  return content != NULL && parse_content (content, entry, error);
}

static GPtrArray *
read_entries (KbStoreDb     *self,
              sqlite3_stmt  *statement,
              GError       **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  int rc;

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_stored_entry_free);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      KbStoredEntry *entry = g_new0 (KbStoredEntry, 1);

      g_ptr_array_add (entries, entry);
      if (!read_entry (self, statement, entry, error))
        {
          sqlite3_reset (statement);
          return NULL;
        }
    }
  if (!kb_store_db_finish (self, statement, rc, error))
    return NULL;

  return g_steal_pointer (&entries);
}

/*< private >
 * kb_store_db_load_stream:
 */
GPtrArray *
kb_store_db_load_stream (KbStoreDb  *self,
                         guint       stream,
                         guint64     after,
                         guint       max,
                         GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_ENTRIES_OF_STREAM];

  sqlite3_bind_int64 (statement, 1, KB_STORE_ROW (stream, MIN (after, SEQ_MASK)));
  sqlite3_bind_int64 (statement, 2, KB_STORE_ROW (stream, SEQ_MASK));
  sqlite3_bind_int64 (statement, 3, max);

  return read_entries (self, statement, error);
}

/*< private >
 * kb_store_db_load_entries:
 */
GPtrArray *
kb_store_db_load_entries (KbStoreDb  *self,
                          guint32     case_row,
                          GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_ENTRIES_OF_CASE];

  sqlite3_bind_int64 (statement, 1, case_row);

  return read_entries (self, statement, error);
}

static gboolean
set_not_found (GError **error)
{
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such case");
  return FALSE;
}

static KbStoredCase *
load_case (KbStoreDb  *self,
           guint32     id,
           GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_CASE_GET];
  KbStoredCase *loaded = NULL;
  int rc;

  sqlite3_bind_int64 (statement, 1, id);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      GBytes *snapshot = open_snapshot (self, statement, 1, id, NULL, error);

      if (snapshot != NULL)
        {
          loaded = g_new0 (KbStoredCase, 1);
          loaded->id = id;
          loaded->unread = (sqlite3_column_int64 (statement, 0) & KB_STORE_VIEW_UNREAD) != 0;
          loaded->snapshot = snapshot;
        }
    }
  else if (rc == SQLITE_DONE)
    set_not_found (error);
  else
    kb_store_db_fail (self, error);
  sqlite3_reset (statement);

  return loaded;
}

/*< private >
 * kb_store_db_load_cases:
 */
GPtrArray *
kb_store_db_load_cases (KbStoreDb      *self,
                        const guint32  *ids,
                        guint           n_ids,
                        GError        **error)
{
  g_autoptr(GPtrArray) cases = NULL;

  cases = g_ptr_array_new_full (n_ids, (GDestroyNotify) kb_stored_case_free);
  for (guint i = 0; i < n_ids; i++)
    {
      KbStoredCase *loaded = load_case (self, ids[i], error);

      if (loaded == NULL)
        return NULL;
      g_ptr_array_add (cases, loaded);
    }

  return g_steal_pointer (&cases);
}

/*< private >
 * kb_store_db_list_cases:
 */
GArray *
kb_store_db_list_cases (KbStoreDb  *self,
                        guint32     view,
                        GError    **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_CASES_OF_VIEW];
  guint n_expected = self->counts[g_bit_nth_lsf (view, -1) % KB_STORE_N_VIEWS];
  g_autoptr(GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_expected);
  int rc;

  sqlite3_bind_int64 (statement, 1, view);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      guint32 id = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ids, id);
    }
  if (!kb_store_db_finish (self, statement, rc, error))
    return NULL;

  return g_steal_pointer (&ids);
}

static gboolean
write_unread (KbStoreDb  *self,
              guint32     id,
              gboolean    unread,
              GError    **error)
{
  sqlite3_stmt *get = self->statements[KB_STATEMENT_CASE_GET];
  sqlite3_stmt *set = self->statements[KB_STATEMENT_CASE_VIEWS];
  guint32 before, after;
  int rc;

  sqlite3_bind_int64 (get, 1, id);
  rc = sqlite3_step (get);
  before = rc == SQLITE_ROW ? sqlite3_column_int64 (get, 0) : 0;
  if (!kb_store_db_finish (self, get, rc, error))
    return FALSE;
  if (rc == SQLITE_DONE)
    return set_not_found (error);

  after = unread ? before | KB_STORE_VIEW_UNREAD : before & ~KB_STORE_VIEW_UNREAD;
  if (after == before)
    return TRUE;
  sqlite3_bind_int64 (set, 1, id);
  sqlite3_bind_int64 (set, 2, after);
  kb_store_db_count (self, before, after);

  return kb_store_db_finish (self, set, sqlite3_step (set), error);
}

/*< private >
 * kb_store_db_set_unread:
 */
gboolean
kb_store_db_set_unread (KbStoreDb  *self,
                        guint32     id,
                        gboolean    unread,
                        GError    **error)
{
  return kb_store_db_begin (self, error)
         && kb_store_db_end (self, write_unread (self, id, unread, error), error);
}

/* The name itself is not written: its tag is the row id. */
static gint64
meta_row (KbStoreDb  *self,
          const char *name)
{
  return kb_store_db_tag_row (self, 'm', name, strlen (name));
}

/*< private >
 * kb_store_db_get_meta:
 *
 * @ret_value is %NULL where there is none.
 */
gboolean
kb_store_db_get_meta (KbStoreDb   *self,
                      const char  *name,
                      GBytes     **ret_value,
                      GError     **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_META_GET];
  guint64 row = meta_row (self, name);
  GBytes *value = NULL;
  int rc;

  sqlite3_bind_int64 (statement, 1, row);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      value = kb_store_db_open_column (self, statement, 0, KB_COLUMN_META_VALUE, row, error);
      if (value == NULL)
        {
          sqlite3_reset (statement);
          return FALSE;
        }
    }
  if (!kb_store_db_finish (self, statement, rc, error))
    return FALSE;
  *ret_value = value;

  return TRUE;
}

/*< private >
 * kb_store_db_set_meta:
 */
gboolean
kb_store_db_set_meta (KbStoreDb   *self,
                      const char  *name,
                      GBytes      *value,
                      GError     **error)
{
  sqlite3_stmt *statement = self->statements[KB_STATEMENT_META_SET];
  guint64 row = meta_row (self, name);
  gsize size;
  gconstpointer data = g_bytes_get_data (value, &size);

  if (!kb_store_db_begin (self, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row);
  kb_store_db_bind_sealed (self, statement, 2, 0, KB_COLUMN_META_VALUE, row, data, size);

  return kb_store_db_end (self, kb_store_db_finish (self, statement, sqlite3_step (statement),
                                                    error), error);
}
