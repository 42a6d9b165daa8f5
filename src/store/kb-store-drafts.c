/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was typed and not sent. A row's content:
 *
 *   u8 stream ‖ 16 case ‖ u64 changed ‖ u8 n ‖ n kind ‖ text, up to the end */
#include "config.h"

#include "kb-store-jobs.h"

#include "kb-bytes.h"
#include "kb-limits.h"

#include <string.h>

static char done;

void
kb_draft_free (KbDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->text);
  g_free (self);
}

/* One of a kind for each case: the row says which. */
static gint64
row_of (KbStoreDb     *db,
        const KbDraft *draft)
{
  g_autoptr(GByteArray) name = g_byte_array_new ();

  kb_write_u8 (name, draft->stream);
  kb_write_bytes (name, draft->case_id, KB_CASE_ID_SIZE);
  kb_write_bytes (name, draft->kind, strlen (draft->kind));

  return kb_store_db_tag_row (db, 'd', name->data, name->len);
}

static void
fill_content (const KbDraft *draft,
              GByteArray    *out)
{
  g_byte_array_set_size (out, 0);
  kb_write_u8 (out, draft->stream);
  kb_write_bytes (out, draft->case_id, KB_CASE_ID_SIZE);
  kb_write_u64 (out, draft->changed);
  kb_write_u8 (out, strlen (draft->kind));
  kb_write_bytes (out, draft->kind, strlen (draft->kind));
  kb_write_bytes (out, draft->text, strlen (draft->text));
}

static KbDraft *
parse_content (GBytes  *plain,
               GError **error)
{
  KbDraft *draft = g_new0 (KbDraft, 1);
  const guint8 *kind, *text;
  KbReader reader;
  gsize n_kind, n_text;

  kb_reader_init (&reader, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
  draft->stream = kb_reader_u8 (&reader);
  kb_reader_copy (&reader, draft->case_id, KB_CASE_ID_SIZE);
  draft->changed = kb_reader_u64 (&reader);
  n_kind = kb_reader_u8 (&reader);
  kind = kb_reader_bytes (&reader, n_kind);
  n_text = kb_reader_remaining (&reader);
  text = kb_reader_bytes (&reader, n_text);
  if (!reader.failed)
    {
      draft->kind = g_strndup ((const char *) kind, n_kind);
      draft->text = g_strndup ((const char *) text, n_text);
      return draft;
    }
  kb_draft_free (draft);
  g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_DAMAGED,
                       "A draft is not of the agreed form");

  return NULL;
}

static gboolean
write_row (KbStoreDb      *db,
           const KbDraft  *draft,
           GError        **error)
{
  gboolean over = *draft->text == '\0';
  sqlite3_stmt *statement = db->statements[over ? KB_STATEMENT_DRAFT_REMOVE
                                                : KB_STATEMENT_DRAFT_SET];
  gint64 row = row_of (db, draft);

  sqlite3_bind_int64 (statement, 1, row);
  if (!over)
    {
      fill_content (draft, db->plain);
      kb_store_db_bind_sealed (db, statement, 2, 0, KB_COLUMN_DRAFT_CONTENT, row,
                               db->plain->data, db->plain->len);
    }

  return kb_store_db_finish (db, statement, sqlite3_step (statement), error);
}

static gpointer
set_job (KbStoreDb  *db,
         gpointer    data,
         GError    **error)
{
  if (!kb_store_db_begin (db, error))
    return NULL;

  return kb_store_db_end (db, write_row (db, data, error), error) ? &done : NULL;
}

static KbDraft *
read_row (KbStoreDb     *db,
          sqlite3_stmt  *statement,
          GError       **error)
{
  g_autoptr(GBytes) plain = NULL;

  plain = kb_store_db_open_column (db, statement, 1, KB_COLUMN_DRAFT_CONTENT,
                                   sqlite3_column_int64 (statement, 0), error);

  return plain != NULL ? parse_content (plain, error) : NULL;
}

static gpointer
list_job (KbStoreDb  *db,
          gpointer    data,
          GError    **error)
{
  sqlite3_stmt *statement = db->statements[KB_STATEMENT_DRAFT_LIST];
  g_autoptr(GPtrArray) drafts = NULL;
  int rc;

  drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_draft_free);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      KbDraft *draft = read_row (db, statement, error);

      if (draft == NULL)
        {
          sqlite3_reset (statement);
          return NULL;
        }
      g_ptr_array_add (drafts, draft);
    }

  return kb_store_db_finish (db, statement, rc, error) ? g_steal_pointer (&drafts) : NULL;
}

/**
 * kb_store_set_draft:
 * @self: a store
 * @draft: takes the place of the one of its stream, case and kind; an empty text ends that
 * @error: %KB_STORE_ERROR
 *
 * Returns: whether it is on disk
 */
gboolean
kb_store_set_draft (KbStore        *self,
                    const KbDraft  *draft,
                    GError        **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), FALSE);
  g_return_val_if_fail (draft != NULL && draft->kind != NULL && draft->text != NULL, FALSE);
  g_return_val_if_fail (strlen (draft->kind) <= G_MAXUINT8, FALSE);
  g_return_val_if_fail (strlen (draft->text) <= KB_LIMIT_DRAFT, FALSE);

  return kb_store_run (self, set_job, (gpointer) draft, error) != NULL;
}

/**
 * kb_store_list_drafts:
 * @self: a store
 * @error: %KB_STORE_ERROR
 *
 * Returns: (transfer full) (element-type KbDraft): all of them, in no order
 */
GPtrArray *
kb_store_list_drafts (KbStore  *self,
                      GError  **error)
{
  g_return_val_if_fail (KB_IS_STORE (self), NULL);

  return kb_store_run (self, list_job, NULL, error);
}
