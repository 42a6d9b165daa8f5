/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sqlite-storage.h"

#include "kb-sqlite-schema.h"

#include <string.h>

#define BUSY_MILLISECONDS 5000

typedef enum
{
  STATEMENT_BEGIN_READ,
  STATEMENT_BEGIN_WRITE,
  STATEMENT_COMMIT,
  STATEMENT_ROLLBACK,
  STATEMENT_ADD_ENTRY,
  STATEMENT_ADD_IDENTITY,
  STATEMENT_ADD_MAILBOX,
  STATEMENT_FIND_ENTRY,
  STATEMENT_FIND_HEAD,
  STATEMENT_FIND_AUTHOR,
  STATEMENT_EACH,
  STATEMENT_FIND_IDENTITY,
  STATEMENT_ADD_TOKEN,
  STATEMENT_DROP_FIRST_TOKENS,
  STATEMENT_CLAIM_TOKEN,
  STATEMENT_FIND_TOKEN,
  N_STATEMENTS
} Statement;

static const char *const sql[N_STATEMENTS] = {
  [STATEMENT_BEGIN_READ] = "BEGIN",
  [STATEMENT_BEGIN_WRITE] = "BEGIN IMMEDIATE",
  [STATEMENT_COMMIT] = "COMMIT",
  [STATEMENT_ROLLBACK] = "ROLLBACK",
  [STATEMENT_ADD_ENTRY] =
    "INSERT INTO entries (stream, seq, id, author, author_seq, kind, case_id, hour, roster_seq,"
    " roster_link, link, frame) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
  [STATEMENT_ADD_IDENTITY] =
    "INSERT INTO identity_parts (stream, seq, role, bytes) VALUES (?1, ?2, ?3, ?4)",
  [STATEMENT_ADD_MAILBOX] =
    "INSERT OR IGNORE INTO mailboxes (hash, stream, seq) VALUES (?1, ?2, ?3)",
  [STATEMENT_FIND_ENTRY] =
    "SELECT stream, seq, hour, kind, author, case_id FROM entries WHERE id = ?1",
  [STATEMENT_FIND_HEAD] =
    "SELECT seq, hour, link, roster_seq FROM entries WHERE stream = ?1"
    " ORDER BY seq DESC LIMIT 1",
  [STATEMENT_FIND_AUTHOR] =
    "SELECT author_seq, id FROM entries WHERE author = ?1 AND stream = ?2"
    " ORDER BY author_seq DESC LIMIT 1",
  [STATEMENT_EACH] =
    "SELECT seq, hour, roster_seq, roster_link, link, frame FROM entries"
    " WHERE stream = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
  [STATEMENT_FIND_IDENTITY] =
    "SELECT bytes FROM identity_parts WHERE stream = ?1 AND seq = ?2 AND role = ?3",
  [STATEMENT_ADD_TOKEN] = "INSERT INTO tokens (hash, device) VALUES (?1, ?2)",
  [STATEMENT_DROP_FIRST_TOKENS] = "DELETE FROM tokens WHERE device IS NULL",
  [STATEMENT_CLAIM_TOKEN] = "UPDATE tokens SET device = ?2 WHERE hash = ?1 AND device IS NULL",
  [STATEMENT_FIND_TOKEN] = "SELECT device FROM tokens WHERE hash = ?1",
};

struct _KbSqliteStorage
{
  GObject       parent_instance;

  sqlite3      *db;
  sqlite3_stmt *statements[N_STATEMENTS];
};

static void kb_sqlite_storage_iface_init (KbStorageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KbSqliteStorage, kb_sqlite_storage, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_STORAGE,
                                                      kb_sqlite_storage_iface_init))

/* A statement that leaves with its scope is reset, on every path, so that no
 * read transaction stays open behind it. */
static void
done_with (sqlite3_stmt **statement)
{
  if (*statement == NULL)
    return;
  sqlite3_reset (*statement);
  sqlite3_clear_bindings (*statement);
}

#define using_statement __attribute__ ((cleanup (done_with))) sqlite3_stmt *

static sqlite3_stmt *
get_statement (KbSqliteStorage  *self,
               Statement         which,
               GError          **error)
{
  if (self->statements[which] == NULL &&
      sqlite3_prepare_v3 (self->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                          &self->statements[which], NULL) != SQLITE_OK)
    kb_sqlite_set_error (self->db, error);

  return self->statements[which];
}

static gboolean
fail (KbSqliteStorage  *self,
      GError          **error)
{
  kb_sqlite_set_error (self->db, error);
  return FALSE;
}

static gboolean
finish (KbSqliteStorage  *self,
        sqlite3_stmt     *statement,
        GError          **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || fail (self, error);
}

static gboolean
run (KbSqliteStorage  *self,
     Statement         which,
     GError          **error)
{
  using_statement statement = get_statement (self, which, error);

  return statement != NULL && finish (self, statement, error);
}

static void
bind_blob (sqlite3_stmt  *statement,
           int            at,
           gconstpointer  data,
           gsize          size)
{
  sqlite3_bind_blob64 (statement, at, data, size, SQLITE_STATIC);
}

static void
bind_bytes (sqlite3_stmt *statement,
            int           at,
            GBytes       *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  bind_blob (statement, at, data, size);
}

/* A column of another length than expected is damage. */
static gboolean
copy_column (sqlite3_stmt *statement,
             int           column,
             gpointer      ret_data,
             gsize         size,
             GError      **error)
{
  gconstpointer blob = sqlite3_column_blob (statement, column);

  if (blob == NULL || sqlite3_column_bytes (statement, column) != (int) size)
    {
      g_set_error_literal (error, KB_STORAGE_ERROR, KB_STORAGE_ERROR_FAILED,
                           "The database is damaged");
      return FALSE;
    }
  memcpy (ret_data, blob, size);

  return TRUE;
}

static gboolean
begin (KbStorage  *storage,
       gboolean    to_write,
       GError    **error)
{
  return run (KB_SQLITE_STORAGE (storage),
              to_write ? STATEMENT_BEGIN_WRITE : STATEMENT_BEGIN_READ, error);
}

static gboolean
commit (KbStorage  *storage,
        GError    **error)
{
  return run (KB_SQLITE_STORAGE (storage), STATEMENT_COMMIT, error);
}

/* SQLite may have rolled back by itself; then there is nothing to do. */
static void
rollback (KbStorage *storage)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);

  if (!sqlite3_get_autocommit (self->db))
    run (self, STATEMENT_ROLLBACK, NULL);
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
  using_statement statement = get_statement (self, STATEMENT_ADD_ENTRY, error);
  const KbHeader *header = kb_entry_get_header (entry);
  g_autoptr(GBytes) frame = NULL;

  if (statement == NULL)
    return FALSE;

  frame = kb_entry_encode_for (entry, state_without_identity, NULL);
  sqlite3_bind_int64 (statement, 1, header->stream);
  sqlite3_bind_int64 (statement, 2, place->seq);
  bind_blob (statement, 3, kb_entry_get_id (entry), KB_HASH_SIZE);
  bind_blob (statement, 4, header->author, sizeof header->author);
  sqlite3_bind_int64 (statement, 5, header->author_seq);
  sqlite3_bind_int64 (statement, 6, header->kind);
  bind_blob (statement, 7, header->case_id, sizeof header->case_id);
  sqlite3_bind_int64 (statement, 8, place->hour);
  sqlite3_bind_int64 (statement, 9, place->roster_seq);
  bind_blob (statement, 10, place->roster_link, sizeof place->roster_link);
  bind_blob (statement, 11, place->link, sizeof place->link);
  bind_bytes (statement, 12, frame);

  return finish (self, statement, error);
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
      using_statement statement = NULL;
      GBytes *bytes;

      if (!kb_role_is_identity (header->parts[i].role) ||
          (bytes = kb_entry_get_part (entry, header->parts[i].role, NULL)) == NULL)
        continue;
      statement = get_statement (self, STATEMENT_ADD_IDENTITY, error);
      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, header->stream);
      sqlite3_bind_int64 (statement, 2, place->seq);
      sqlite3_bind_int64 (statement, 3, header->parts[i].role);
      bind_bytes (statement, 4, bytes);
      if (!finish (self, statement, error))
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
  using_statement statement = get_statement (self, STATEMENT_ADD_MAILBOX, error);

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, mailbox, KB_HASH_SIZE);
  sqlite3_bind_int64 (statement, 2, kb_entry_get_header (entry)->stream);
  sqlite3_bind_int64 (statement, 3, place->seq);

  return finish (self, statement, error);
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

/* Steps to at most one row. @ret_row says whether there is one. */
static gboolean
step_row (KbSqliteStorage  *self,
          sqlite3_stmt     *statement,
          gboolean         *ret_row,
          GError          **error)
{
  int status = sqlite3_step (statement);

  if (status != SQLITE_ROW && status != SQLITE_DONE)
    return fail (self, error);
  *ret_row = status == SQLITE_ROW;

  return TRUE;
}

static gboolean
find_entry (KbStorage      *storage,
            const guint8   *id,
            KbStoredPlace  *ret_place,
            GError        **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_FIND_ENTRY, error);
  KbStoredPlace place = { 0 };
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, id, KB_HASH_SIZE);
  if (!step_row (self, statement, &row, error))
    return FALSE;
  if (row)
    {
      place.stream = sqlite3_column_int (statement, 0);
      place.seq = sqlite3_column_int64 (statement, 1);
      place.hour = sqlite3_column_int64 (statement, 2);
      place.kind = sqlite3_column_int (statement, 3);
      if (!copy_column (statement, 4, place.author, sizeof place.author, error) ||
          !copy_column (statement, 5, place.case_id, sizeof place.case_id, error))
        return FALSE;
    }
  *ret_place = place;

  return TRUE;
}

static gboolean
find_head (KbStorage  *storage,
           KbStream    stream,
           KbChain    *chain,
           GError    **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_FIND_HEAD, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  if (!step_row (self, statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (!copy_column (statement, 2, chain->link, sizeof chain->link, error))
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
  using_statement statement = get_statement (self, STATEMENT_FIND_AUTHOR, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, author, KB_SIGN_PUBLIC_SIZE);
  sqlite3_bind_int64 (statement, 2, stream);
  if (!step_row (self, statement, &row, error))
    return FALSE;
  if (row && !copy_column (statement, 1, ret_id, KB_HASH_SIZE, error))
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

  return copy_column (statement, 3, ret_place->roster_link, KB_HASH_SIZE, error) &&
         copy_column (statement, 4, ret_place->link, KB_HASH_SIZE, error);
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
  using_statement statement = get_statement (self, STATEMENT_EACH, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  sqlite3_bind_int64 (statement, 2, after);
  sqlite3_bind_int64 (statement, 3, limit);
  while (step_row (self, statement, &row, error))
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
find_identity (KbStorage   *storage,
               KbStream     stream,
               guint64      seq,
               KbPartRole   role,
               GBytes     **ret_part,
               GError     **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_FIND_IDENTITY, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, stream);
  sqlite3_bind_int64 (statement, 2, seq);
  sqlite3_bind_int64 (statement, 3, role);
  if (!step_row (self, statement, &row, error))
    return FALSE;
  *ret_part = row ? g_bytes_new (sqlite3_column_blob (statement, 0),
                                 sqlite3_column_bytes (statement, 0))
                  : NULL;

  return TRUE;
}

static gboolean
add_token (KbStorage     *storage,
           const guint8  *token_hash,
           const guint8  *device,
           GError       **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_ADD_TOKEN, error);

  if (statement == NULL || (device == NULL && !run (self, STATEMENT_DROP_FIRST_TOKENS, error)))
    return FALSE;
  bind_blob (statement, 1, token_hash, KB_HASH_SIZE);
  if (device != NULL)
    bind_blob (statement, 2, device, KB_SIGN_PUBLIC_SIZE);

  return finish (self, statement, error);
}

static gboolean
claim_token (KbStorage     *storage,
             const guint8  *token_hash,
             const guint8  *device,
             GError       **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_CLAIM_TOKEN, error);

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, token_hash, KB_HASH_SIZE);
  bind_blob (statement, 2, device, KB_SIGN_PUBLIC_SIZE);

  return finish (self, statement, error);
}

static gboolean
find_token (KbStorage     *storage,
            const guint8  *token_hash,
            gboolean      *ret_found,
            gboolean      *ret_first,
            guint8        *ret_device,
            GError       **error)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (storage);
  using_statement statement = get_statement (self, STATEMENT_FIND_TOKEN, error);
  gboolean row, first;

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, token_hash, KB_HASH_SIZE);
  if (!step_row (self, statement, &row, error))
    return FALSE;
  first = row && sqlite3_column_type (statement, 0) == SQLITE_NULL;
  if (row && !first && !copy_column (statement, 0, ret_device, KB_SIGN_PUBLIC_SIZE, error))
    return FALSE;
  *ret_found = row;
  *ret_first = first;

  return TRUE;
}

static void
kb_sqlite_storage_finalize (GObject *object)
{
  KbSqliteStorage *self = KB_SQLITE_STORAGE (object);

  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);

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
  iface->find_head = find_head;
  iface->find_author = find_author;
  iface->each = each;
  iface->find_identity = find_identity;
  iface->add_token = add_token;
  iface->claim_token = claim_token;
  iface->find_token = find_token;
}

/* The page size counts only before the first page is written. FULL makes each
 * commit wait for the disk: a 201 is a promise. */
static gboolean
configure (sqlite3       *db,
           KbSqliteMode   mode,
           GError       **error)
{
  sqlite3_busy_timeout (db, BUSY_MILLISECONDS);

  if (mode == KB_SQLITE_CREATE &&
      !kb_sqlite_run (db, "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL", error))
    return FALSE;

  return kb_sqlite_run (db,
                        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                        "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;"
                        "PRAGMA temp_store = MEMORY", error) &&
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
  if (sqlite3_open_v2 (path, &self->db, flags, NULL) != SQLITE_OK)
    {
      kb_sqlite_set_error (self->db, error);
      return NULL;
    }
  if (!configure (self->db, mode, error))
    return NULL;

  return KB_STORAGE (g_steal_pointer (&self));
}
