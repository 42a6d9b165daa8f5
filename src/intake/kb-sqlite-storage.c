/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sqlite-storage.h"

#include "kb-sqlite-joins.h"
#include "kb-sqlite-schema.h"
#include "kb-sqlite-statement.h"

#include <string.h>

#define BUSY_MILLISECONDS 5000

struct _KbSqliteStorage
{
  GObject  parent_instance;

  KbSqlite sqlite;
};

static void kb_sqlite_storage_iface_init (KbStorageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KbSqliteStorage, kb_sqlite_storage, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_STORAGE,
                                                      kb_sqlite_storage_iface_init))

static gboolean
begin (KbStorage  *storage,
       gboolean    to_write,
       GError    **error)
{
  return kb_sqlite_do (&KB_SQLITE_STORAGE (storage)->sqlite,
                       to_write ? KB_SQLITE_BEGIN_WRITE : KB_SQLITE_BEGIN_READ, error);
}

static gboolean
commit (KbStorage  *storage,
        GError    **error)
{
  return kb_sqlite_do (&KB_SQLITE_STORAGE (storage)->sqlite, KB_SQLITE_COMMIT, error);
}

/* SQLite may have rolled back by itself; then there is nothing to do. */
static void
rollback (KbStorage *storage)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);

  if (!sqlite3_get_autocommit (self->sqlite.db))
    kb_sqlite_do (&self->sqlite, KB_SQLITE_ROLLBACK, NULL);
}

static KbPartState
state_without_identity (const KbEntry *entry,
                        guint          part,
                        gpointer       data)
{
  guint8 role = kb_entry_get_header (entry)->parts[part].role;

  return kb_role_is_identity (role) ? KB_PART_WITHHELD : KB_PART_PRESENT;
}

static gboolean
add_entry (KbSqliteStorage  *self,
           KbEntry          *entry,
           const KbPlace    *place,
           GError          **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_ADD_ENTRY, error);
  const KbHeader *header = kb_entry_get_header (entry);
  g_autoptr(GBytes) frame = NULL;

  if (statement == NULL)
    return FALSE;

  frame = kb_entry_encode_for (entry, state_without_identity, NULL);
  sqlite3_bind_int64 (statement, 1, header->stream);
  sqlite3_bind_int64 (statement, 2, place->seq);
  kb_sqlite_bind_blob (statement, 3, kb_entry_get_id (entry), KB_HASH_SIZE);
  kb_sqlite_bind_blob (statement, 4, header->author, sizeof header->author);
  sqlite3_bind_int64 (statement, 5, header->author_seq);
  sqlite3_bind_int64 (statement, 6, header->kind);
  kb_sqlite_bind_blob (statement, 7, header->case_id, sizeof header->case_id);
  sqlite3_bind_int64 (statement, 8, place->hour);
  sqlite3_bind_int64 (statement, 9, place->roster_seq);
  kb_sqlite_bind_blob (statement, 10, place->roster_link, sizeof place->roster_link);
  kb_sqlite_bind_blob (statement, 11, place->link, sizeof place->link);
  kb_sqlite_bind_bytes (statement, 12, frame);

  return kb_sqlite_finish (&self->sqlite, statement, error);
}

static gboolean
add_identity_parts (KbSqliteStorage  *self,
                    KbEntry          *entry,
                    const KbPlace    *place,
                    GError          **error)
{
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < header->n_parts; i++)
    {
      KB_SQLITE_USE statement = NULL;
      GBytes *bytes;

      if (!kb_role_is_identity (header->parts[i].role) ||
          (bytes = kb_entry_get_part (entry, header->parts[i].role, NULL)) == NULL)
        continue;
      statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_ADD_IDENTITY, error);
      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, header->stream);
      sqlite3_bind_int64 (statement, 2, place->seq);
      sqlite3_bind_int64 (statement, 3, header->parts[i].role);
      kb_sqlite_bind_bytes (statement, 4, bytes);
      if (!kb_sqlite_finish (&self->sqlite, statement, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_mailbox (KbSqliteStorage  *self,
             KbEntry          *entry,
             const KbPlace    *place,
             const guint8     *mailbox,
             GError          **error)
{
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_ADD_MAILBOX, error);

  if (statement == NULL)
    return FALSE;
  kb_sqlite_bind_blob (statement, 1, mailbox, KB_HASH_SIZE);
  sqlite3_bind_int64 (statement, 2, kb_entry_get_header (entry)->stream);
  sqlite3_bind_int64 (statement, 3, place->seq);

  return kb_sqlite_finish (&self->sqlite, statement, error);
}

/* Only the entry itself can be taken; it is stored first. */
static gboolean
append (KbStorage      *storage,
        KbEntry        *entry,
        const KbPlace  *place,
        const guint8   *mailbox,
        GError        **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);

  return add_entry (self, entry, place, error) &&
         add_identity_parts (self, entry, place, error) &&
         (mailbox == NULL || add_mailbox (self, entry, place, mailbox, error));
}

static gboolean
find_place (KbStorage          *storage,
            KbSqliteStatement   which,
            const guint8       *key,
            gsize               size,
            KbStoredPlace      *ret_place,
            GError            **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, which, error);
  KbStoredPlace place = { 0 };
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kb_sqlite_bind_blob (statement, 1, key, size);
  if (!kb_sqlite_step (&self->sqlite, statement, &row, error))
    return FALSE;
  if (row)
    {
      place.stream = sqlite3_column_int (statement, 0);
      place.seq = sqlite3_column_int64 (statement, 1);
      place.hour = sqlite3_column_int64 (statement, 2);
      place.kind = sqlite3_column_int (statement, 3);
      if (!kb_sqlite_copy_column (statement, 4, place.author, sizeof place.author, error) ||
          !kb_sqlite_copy_column (statement, 5, place.case_id, sizeof place.case_id, error))
        return FALSE;
    }
  *ret_place = place;

  return TRUE;
}

static gboolean
find_entry (KbStorage      *storage,
            const guint8   *id,
            KbStoredPlace  *ret_place,
            GError        **error)
{
  return find_place (storage, KB_SQLITE_FIND_ENTRY, id, KB_HASH_SIZE, ret_place, error);
}

static gboolean
find_complaint (KbStorage      *storage,
                const guint8   *case_id,
                KbStoredPlace  *ret_place,
                GError        **error)
{
  return find_place (storage, KB_SQLITE_FIND_COMPLAINT, case_id, KB_CASE_ID_SIZE, ret_place,
                     error);
}

static gboolean
find_mailbox (KbStorage      *storage,
              const guint8   *mailbox,
              KbStoredPlace  *ret_place,
              GError        **error)
{
  return find_place (storage, KB_SQLITE_FIND_MAILBOX, mailbox, KB_HASH_SIZE, ret_place, error);
}

static gboolean
find_head (KbStorage  *storage,
           KbStream    stream,
           KbChain    *chain,
           GError    **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_FIND_HEAD, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  if (!kb_sqlite_step (&self->sqlite, statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (!kb_sqlite_copy_column (statement, 2, chain->link, sizeof chain->link, error))
    return FALSE;
  chain->seq = sqlite3_column_int64 (statement, 0);
  chain->hour = sqlite3_column_int64 (statement, 1);
  chain->roster_seq = sqlite3_column_int64 (statement, 3);

  return TRUE;
}

static gboolean
find_author (KbStorage     *storage,
             KbStream       stream,
             const guint8  *author,
             guint64       *ret_seq,
             guint8        *ret_id,
             GError       **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_FIND_AUTHOR, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  kb_sqlite_bind_blob (statement, 1, author, KB_SIGN_PUBLIC_SIZE);
  sqlite3_bind_int64 (statement, 2, stream);
  if (!kb_sqlite_step (&self->sqlite, statement, &row, error))
    return FALSE;
  if (row && !kb_sqlite_copy_column (statement, 1, ret_id, KB_HASH_SIZE, error))
    return FALSE;
  if (!row)
    memset (ret_id, 0, KB_HASH_SIZE);
  *ret_seq = row ? sqlite3_column_int64 (statement, 0) : 0;

  return TRUE;
}

static gboolean
read_place (sqlite3_stmt  *statement,
            KbPlace       *ret_place,
            GError       **error)
{
  ret_place->seq = sqlite3_column_int64 (statement, 0);
  ret_place->hour = sqlite3_column_int64 (statement, 1);
  ret_place->roster_seq = sqlite3_column_int64 (statement, 2);

  return kb_sqlite_copy_column (statement, 3, ret_place->roster_link, KB_HASH_SIZE, error) &&
         kb_sqlite_copy_column (statement, 4, ret_place->link, KB_HASH_SIZE, error);
}

static gboolean
each_row (KbSqliteStorage     *self,
          sqlite3_stmt        *statement,
          KbStorageEntryFunc   func,
          gpointer             data,
          GError             **error)
{
  gboolean row;

  while (kb_sqlite_step (&self->sqlite, statement, &row, error))
    {
      KbPlace place;

      if (!row)
        return TRUE;
      if (!read_place (statement, &place, error))
        return FALSE;
      if (!func (&place, sqlite3_column_blob (statement, 5),
                 sqlite3_column_bytes (statement, 5), data))
        return TRUE;
    }

  return FALSE;
}

static gboolean
each (KbStorage           *storage,
      KbStream             stream,
      guint64              after,
      guint                limit,
      KbStorageEntryFunc   func,
      gpointer             data,
      GError             **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_EACH, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  sqlite3_bind_int64 (statement, 2, after);
  sqlite3_bind_int64 (statement, 3, limit);

  return each_row (self, statement, func, data, error);
}

static gboolean
each_message (KbStorage           *storage,
              KbStream             stream,
              const guint8        *case_id,
              guint                limit,
              KbStorageEntryFunc   func,
              gpointer             data,
              GError             **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_EACH_MESSAGE, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  kb_sqlite_bind_blob (statement, 2, case_id, KB_CASE_ID_SIZE);
  sqlite3_bind_int64 (statement, 3, limit);

  return each_row (self, statement, func, data, error);
}

static gboolean
find_identity (KbStorage   *storage,
               KbStream     stream,
               guint64      seq,
               KbPartRole   role,
               GBytes     **ret_part,
               GError     **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  KB_SQLITE_USE statement = kb_sqlite_get (&self->sqlite, KB_SQLITE_FIND_IDENTITY, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, role);
  if (!kb_sqlite_step (&self->sqlite, statement, &row, error))
    return FALSE;
  *ret_part = row ? kb_sqlite_column_bytes (statement, 0) : NULL;

  return TRUE;
}

static gboolean
find_fact (KbStorage   *storage,
           const char  *name,
           GBytes     **ret_value,
           GError     **error)
{
  return kb_sqlite_find_fact (&KB_SQLITE_STORAGE (storage)->sqlite, name, ret_value, error);
}

static gboolean
put_fact (KbStorage   *storage,
          const char  *name,
          GBytes      *value,
          GError     **error)
{
  return kb_sqlite_put_fact (&KB_SQLITE_STORAGE (storage)->sqlite, name, value, error);
}

static gboolean
find_join (KbStorage     *storage,
           const guint8  *place,
           KbJoin        *ret_join,
           GError       **error)
{
  return kb_sqlite_find_join (&KB_SQLITE_STORAGE (storage)->sqlite, place, ret_join, error);
}

static gboolean
put_join (KbStorage     *storage,
          const guint8  *place,
          const KbJoin  *join,
          GError       **error)
{
  return kb_sqlite_put_join (&KB_SQLITE_STORAGE (storage)->sqlite, place, join, error);
}

static gboolean
drop_joins (KbStorage  *storage,
            guint64     before,
            GError    **error)
{
  return kb_sqlite_drop_joins (&KB_SQLITE_STORAGE (storage)->sqlite, before, error);
}

static gboolean
count_joins (KbStorage  *storage,
             guint      *ret_n,
             GError    **error)
{
  return kb_sqlite_count_joins (&KB_SQLITE_STORAGE (storage)->sqlite, ret_n, error);
}

static void
kb_sqlite_storage_finalize (GObject *object)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (object);

  kb_sqlite_close (&self->sqlite);

  G_OBJECT_CLASS (kb_sqlite_storage_parent_class)->finalize (object);
}

static void
kb_sqlite_storage_class_init (KbSqliteStorageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_sqlite_storage_finalize;
}

static void
kb_sqlite_storage_init (KbSqliteStorage *self)
{
}

static void
kb_sqlite_storage_iface_init (KbStorageInterface *iface)
{
  iface->begin = begin;
  iface->commit = commit;
  iface->rollback = rollback;
  iface->append = append;
  iface->find_entry = find_entry;
  iface->find_complaint = find_complaint;
  iface->find_mailbox = find_mailbox;
  iface->each_message = each_message;
  iface->find_head = find_head;
  iface->find_author = find_author;
  iface->each = each;
  iface->find_identity = find_identity;
  iface->find_fact = find_fact;
  iface->put_fact = put_fact;
  iface->find_join = find_join;
  iface->put_join = put_join;
  iface->drop_joins = drop_joins;
  iface->count_joins = count_joins;
}

/* The page size counts only before the first page is written. FULL makes each
 * commit wait for the disk: a 201 is a promise. */
/* Ids, authors, cases and mailboxes come in no order, so each entry touches a
 * page in each of four indexes: small pages, and a log that several touches of
 * one page share, halve what a submission writes. */
static gboolean
configure (sqlite3       *db,
           KbSqliteMode   mode,
           GError       **error)
{
  sqlite3_busy_timeout (db, BUSY_MILLISECONDS);

  if (mode == KB_SQLITE_CREATE &&
      !kb_sqlite_run (db, "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL", error))
    return FALSE;

  return kb_sqlite_run (db,
                        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                        "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
                        "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000", error) &&
         (mode == KB_SQLITE_READ ||
          kb_sqlite_prepare_schema (db, mode == KB_SQLITE_CREATE, error)) &&
         (mode != KB_SQLITE_READ || kb_sqlite_run (db, "PRAGMA query_only = ON", error));
}

/**
 * kb_sqlite_storage_open:
 * @path: the database file
 * @mode: %KB_SQLITE_CREATE makes it; the others want it to exist
 *
 * Returns: (transfer full): one connection, for one thread at a time, or %NULL
 *   with a #KbStorageError
 */
KbStorage *
kb_sqlite_storage_open (const char    *path,
                        KbSqliteMode   mode,
                        GError       **error)
{
  g_autoptr(KbSqliteStorage) self = g_object_new (KB_TYPE_SQLITE_STORAGE, NULL);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
              (mode == KB_SQLITE_CREATE ? SQLITE_OPEN_CREATE : 0);

  if (mode == KB_SQLITE_CREATE && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_TAKEN,
                           "The database exists already");
      return NULL;
    }
  if (sqlite3_open_v2 (path, &self->sqlite.db, flags, NULL) != SQLITE_OK)
    {
      kb_sqlite_set_error (self->sqlite.db, error);
      return NULL;
    }
  if (!configure (self->sqlite.db, mode, error))
    return NULL;

  return KB_STORAGE (g_steal_pointer (&self));
}
