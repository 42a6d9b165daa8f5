/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store-db.h"

#include "kb-bytes.h"

#include <string.h>

typedef struct
{
  guint32  id;                  /* 0: not there yet */
  guint64  sort;
  guint32  views;
  GBytes  *snapshot;
  guint8   tag[KB_ROW_TAG_SIZE];
} Case;

typedef struct
{
  KbStoreDb     *db;
  KbStoreAppend *append;
  KbStoreStream  stream;
  GArray        *changed;
  GHashTable    *seen;          /* what is in @changed */
  guint          n_duplicates;
  gboolean       waiting;       /* the outbox holds something */
} Run;

/* What is known of an entry's number before it is added. */
typedef enum
{
  CLAIM_NEW,
  CLAIM_NONE,                   /* the number is not claimed, or by the same entry elsewhere */
  CLAIM_HELD,                   /* this very entry is here already */
  CLAIM_TAKEN,                  /* another entry has the place or the number */
  CLAIM_FAILED,
} Claim;

static Claim
compare_id (Run               *run,
            const KbStoreItem *item,
            guint64            row,
            Claim              if_same,
            GError           **error)
{
  guint8 id[KB_HASH_SIZE];
  KbPlace place;
  gboolean found;

  if (!kb_store_db_get_place (run->db, row, &place, id, &found, error))
    return CLAIM_FAILED;
  if (!found)
    return CLAIM_NEW;

  return memcmp (id, item->id, sizeof id) == 0 ? if_same : CLAIM_TAKEN;
}

static Claim
look_up_claim (Run                *run,
               const KbStoreItem  *item,
               guint8              tag[KB_ROW_TAG_SIZE],
               GError            **error)
{
  sqlite3_stmt *by_tag = run->db->statements[KB_STATEMENT_ENTRY_BY_TAG];
  guint8 number[KB_SIGN_PUBLIC_SIZE + 1 + 8];
  guint64 big = GUINT64_TO_BE (item->author_seq);
  guint64 row = KB_STORE_ROW (item->stored.stream, item->stored.place.seq);
  Claim claim = compare_id (run, item, row, CLAIM_HELD, error);
  int rc;

  if (claim != CLAIM_NEW)
    return claim;
  if (item->author_seq == 0 || item->stored.quarantine != 0)
    return CLAIM_NONE;

  memcpy (number, item->author, KB_SIGN_PUBLIC_SIZE);
  number[KB_SIGN_PUBLIC_SIZE] = item->stored.stream;
  memcpy (number + KB_SIGN_PUBLIC_SIZE + 1, &big, sizeof big);
  kb_row_seal_tag (run->db->seal, 'a', number, sizeof number, tag);

  sqlite3_bind_blob (by_tag, 1, tag, KB_ROW_TAG_SIZE, SQLITE_STATIC);
  rc = sqlite3_step (by_tag);
  row = rc == SQLITE_ROW ? sqlite3_column_int64 (by_tag, 0) : 0;
  if (!kb_store_db_finish (run->db, by_tag, rc, error))
    return CLAIM_FAILED;

  return row == 0 ? CLAIM_NEW : compare_id (run, item, row, CLAIM_NONE, error);
}

static void
fill_place (const KbStoreItem *item,
            GByteArray        *out)
{
  const KbPlace *place = &item->stored.place;

  g_byte_array_set_size (out, 0);
  kb_write_u64 (out, place->roster_seq);
  kb_write_bytes (out, place->roster_link, KB_HASH_SIZE);
  kb_write_bytes (out, place->link, KB_HASH_SIZE);
  kb_write_bytes (out, item->id, KB_HASH_SIZE);
  kb_write_u8 (out, item->stored.quarantine);
}

static void
fill_content (const KbStoreItem *item,
              GByteArray        *out)
{
  gsize size = 0;
  gconstpointer data = item->stored.wire != NULL ? g_bytes_get_data (item->stored.wire, &size)
                                                 : NULL;

  g_byte_array_set_size (out, 0);
  kb_write_u32 (out, size);
  kb_write_bytes (out, data, size);
  kb_write_u8 (out, item->stored.plain != NULL);
  if (item->stored.plain != NULL)
    {
      data = g_bytes_get_data (item->stored.plain, &size);
      kb_write_bytes (out, data, size);
    }
}

static gboolean
add_entry (Run                *run,
           const KbStoreItem  *item,
           const guint8       *tag,
           GError            **error)
{
  KbStoreDb *db = run->db;
  sqlite3_stmt *statement = db->statements[KB_STATEMENT_ENTRY_ADD];
  guint64 row = KB_STORE_ROW (item->stored.stream, item->stored.place.seq);

  sqlite3_bind_int64 (statement, 1, row);
  sqlite3_bind_int64 (statement, 2, item->stored.place.hour);
  if (item->stored.case_row != 0)
    sqlite3_bind_int64 (statement, 3, item->stored.case_row);
  else
    sqlite3_bind_null (statement, 3);
  if (tag != NULL)
    sqlite3_bind_blob (statement, 4, tag, KB_ROW_TAG_SIZE, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, 4);
  fill_place (item, db->plain);
  kb_store_db_bind_sealed (db, statement, 5, 0, KB_COLUMN_ENTRY_PLACE, row,
                           db->plain->data, db->plain->len);
  fill_content (item, db->plain);
  kb_store_db_bind_sealed (db, statement, 6, 1, KB_COLUMN_ENTRY_CONTENT, row,
                           db->plain->data, db->plain->len);

  return kb_store_db_finish (db, statement, sqlite3_step (statement), error);
}

static gboolean
write_case (Run                *run,
            const KbStoreItem  *item,
            const Case         *before,
            Case               *after,
            GError            **error)
{
  KbStoreDb *db = run->db;
  gboolean is_new = before->id == 0;
  sqlite3_stmt *statement = db->statements[is_new ? KB_STATEMENT_CASE_ADD : KB_STATEMENT_CASE_SET];
  gsize size;
  gconstpointer data = g_bytes_get_data (after->snapshot, &size);
  int parameter = 1;

  g_byte_array_set_size (db->plain, 0);
  kb_write_bytes (db->plain, item->case_id, KB_CASE_ID_SIZE);
  kb_write_bytes (db->plain, data, size);

  sqlite3_bind_int64 (statement, parameter++, after->id);
  if (is_new)
    sqlite3_bind_blob (statement, parameter++, before->tag, KB_ROW_TAG_SIZE, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, parameter++, after->sort);
  sqlite3_bind_int64 (statement, parameter++, after->views);
  kb_store_db_bind_sealed (db, statement, parameter, 0, KB_COLUMN_CASE_SNAPSHOT, after->id,
                           db->plain->data, db->plain->len);

  return kb_store_db_finish (db, statement, sqlite3_step (statement), error);
}

/* The fold has answered with a snapshot: @item belongs to a case. */
static gboolean
keep_case (Run          *run,
           KbStoreItem  *item,
           const Case   *before,
           Case         *after,
           GError      **error)
{
  after->id = before->id != 0 ? before->id : run->db->last_case + 1;
  /* What is in no list is nobody's to read. */
  if (before->id == 0)
    after->views |= after->views != 0 ? KB_STORE_VIEW_UNREAD : 0;
  else
    after->views |= before->views & KB_STORE_VIEW_UNREAD;
  if (!write_case (run, item, before, after, error))
    return FALSE;

  run->db->last_case = MAX (run->db->last_case, after->id);
  kb_store_db_count (run->db, before->views, after->views);
  item->stored.case_row = after->id;
  if (g_hash_table_add (run->seen, GUINT_TO_POINTER (after->id)))
    g_array_append_val (run->changed, after->id);

  return TRUE;
}

static gboolean
fold (Run          *run,
      KbStoreItem  *item,
      const Case   *before,
      GError      **error)
{
  const KbStoreFold *how = run->append->fold;
  g_autoptr(GBytes) stream_state = NULL;
  g_autoptr(GBytes) snapshot = NULL;
  g_autofree char *search_text = NULL;
  Case after = { .id = 0 };

  if (!how->fold (how->data, &item->stored, item->item, run->stream.state, before->snapshot,
                  &stream_state, &snapshot, &after.sort, &after.views, &search_text, error))
    return FALSE;

  if (stream_state != NULL)
    {
      g_clear_pointer (&run->stream.state, g_bytes_unref);
      run->stream.state = g_steal_pointer (&stream_state);
    }
  if (snapshot == NULL)
    return TRUE;

  after.snapshot = snapshot;
  item->search_text = g_steal_pointer (&search_text);

  return keep_case (run, item, before, &after, error);
}

static gboolean
is_of_case (const KbStoreItem *item)
{
  static const guint8 none[KB_CASE_ID_SIZE];

  return memcmp (item->case_id, none, sizeof none) != 0;
}

static gboolean
fold_into_case (Run          *run,
                KbStoreItem  *item,
                GError      **error)
{
  Case before = { .id = 0 };
  gboolean folded;

  if (run->append->fold == NULL)
    return TRUE;
  if (is_of_case (item))
    {
      kb_store_db_case_tag (run->db, item->stored.stream, item->case_id, before.tag);
      if (!kb_store_db_find_case (run->db, item->stored.stream, item->case_id, &before.id,
                                  &before.sort, &before.views, &before.snapshot, error))
        return FALSE;
    }

  folded = fold (run, item, &before, error);
  g_clear_pointer (&before.snapshot, g_bytes_unref);

  return folded;
}

/* What was set aside may be a changed copy: the outbox keeps the whole one. */
static gboolean
take_out_of_outbox (Run                *run,
                    const KbStoreItem  *item,
                    GError            **error)
{
  return !run->waiting || item->stored.quarantine != 0
         || kb_store_db_outbox_sent (run->db, item->id, error);
}

static gboolean
append_item (Run          *run,
             KbStoreItem  *item,
             GError      **error)
{
  guint8 tag[KB_ROW_TAG_SIZE];
  Claim claim = look_up_claim (run, item, tag, error);
  gboolean again = claim == CLAIM_NONE && item->author_seq != 0 && item->stored.quarantine == 0;

  switch (claim)
    {
    case CLAIM_FAILED:
      return FALSE;
    case CLAIM_HELD:
      return take_out_of_outbox (run, item, error);
    case CLAIM_TAKEN:
      item->duplicate = TRUE;
      run->n_duplicates++;
      return TRUE;
    case CLAIM_NEW:
    case CLAIM_NONE:
    default:
      break;
    }

  return (again || fold_into_case (run, item, error))
         && add_entry (run, item, claim == CLAIM_NEW ? tag : NULL, error)
         && take_out_of_outbox (run, item, error);
}

static gboolean
write_stream (Run           *run,
              const KbChain *head,
              GError       **error)
{
  KbStoreDb *db = run->db;
  sqlite3_stmt *statement = db->statements[KB_STATEMENT_STREAM_SET];

  g_byte_array_set_size (db->plain, 0);
  kb_write_bytes (db->plain, head->genesis, KB_HASH_SIZE);
  kb_write_bytes (db->plain, head->link, KB_HASH_SIZE);
  sqlite3_bind_int (statement, 1, head->stream);
  sqlite3_bind_int64 (statement, 2, head->seq);
  sqlite3_bind_int64 (statement, 3, head->hour);
  kb_store_db_bind_sealed (db, statement, 4, 0, KB_COLUMN_STREAM_HEAD, head->stream,
                           db->plain->data, db->plain->len);
  if (run->stream.state != NULL)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (run->stream.state, &size);

      kb_store_db_bind_sealed (db, statement, 5, 1, KB_COLUMN_STREAM_STATE, head->stream,
                               data, size);
    }
  else
    sqlite3_bind_null (statement, 5);

  return kb_store_db_finish (db, statement, sqlite3_step (statement), error);
}

static gboolean
append_all (Run     *run,
            GError **error)
{
  const KbStoreAppend *append = run->append;

  if (!kb_store_db_get_stream (run->db, append->head->stream, &run->stream, error)
      || !kb_store_db_has_outbox (run->db, &run->waiting, error))
    return FALSE;
  for (guint i = 0; i < append->items->len; i++)
    if (!append_item (run, append->items->pdata[i], error))
      return FALSE;
  if (run->n_duplicates > 0)
    {
      g_set_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DUPLICATE,
                   "%u entries claim a number that another entry has", run->n_duplicates);
      return FALSE;
    }

  return write_stream (run, append->head, error) && kb_store_db_commit (run->db, error);
}

/* What a call answers in the items is as if it had not been made. */
static void
reset_items (GPtrArray *items,
             gboolean   all)
{
  for (guint i = 0; i < items->len; i++)
    {
      KbStoreItem *item = items->pdata[i];

      item->stored.case_row = 0;
      item->duplicate &= !all;
      g_clear_pointer (&item->search_text, g_free);
    }
}

/*< private >
 * kb_store_db_append:
 *
 * Returns: (transfer full): the changed cases, or %NULL with nothing kept
 */
GArray *
kb_store_db_append (KbStoreDb      *self,
                    KbStoreAppend  *append,
                    GError        **error)
{
  g_autoptr(GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  Run run = { .db = self, .append = append, .changed = changed, .seen = seen };
  guint32 last_case = self->last_case;
  gboolean kept;

  reset_items (append->items, TRUE);
  if (!kb_store_db_begin (self, error))
    return NULL;

  kept = append_all (&run, error);
  if (!kept)
    {
      kb_store_db_rollback (self);
      self->last_case = last_case;
      reset_items (append->items, FALSE);
    }
  kb_store_stream_clear (&run.stream);

  return kept ? g_steal_pointer (&changed) : NULL;
}
