/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "kb-row-seal.h"
#include "kb-store.h"

G_BEGIN_DECLS

/* Private to store/: the database itself, used by the store's thread only. */

typedef enum
{
  KB_STATEMENT_BEGIN,
  KB_STATEMENT_COMMIT,
  KB_STATEMENT_ROLLBACK,
  KB_STATEMENT_META_GET,
  KB_STATEMENT_META_SET,
  KB_STATEMENT_STREAM_GET,
  KB_STATEMENT_STREAM_SET,
  KB_STATEMENT_ENTRY_ADD,
  KB_STATEMENT_ENTRY_PLACE,
  KB_STATEMENT_ENTRY_BY_TAG,
  KB_STATEMENT_ENTRIES_OF_STREAM,
  KB_STATEMENT_ENTRIES_OF_CASE,
  KB_STATEMENT_CASE_FIND,
  KB_STATEMENT_CASE_GET,
  KB_STATEMENT_CASE_ADD,
  KB_STATEMENT_CASE_SET,
  KB_STATEMENT_CASE_VIEWS,
  KB_STATEMENT_CASES_OF_VIEW,
  KB_STATEMENT_COUNTER_SET,
  KB_STATEMENT_OUTBOX_NEXT,
  KB_STATEMENT_OUTBOX_ADD,
  KB_STATEMENT_OUTBOX_SET,
  KB_STATEMENT_OUTBOX_LIST,
  KB_STATEMENT_OUTBOX_REMOVE,
  KB_STATEMENT_OUTBOX_SENT,
  KB_STATEMENT_DRAFT_SET,
  KB_STATEMENT_DRAFT_REMOVE,
  KB_STATEMENT_DRAFT_LIST,
  KB_N_STATEMENTS,
} KbStatement;

typedef struct
{
  char         *path;
  char         *registered;     /* among this process's open files */
  sqlite3      *sqlite;
  KbRowSeal    *seal;
  sqlite3_stmt *statements[KB_N_STATEMENTS];
  guint         counts[KB_STORE_N_VIEWS];
  guint         kept_counts[KB_STORE_N_VIEWS];   /* as committed */
  guint32       last_case;
  int           wal_pages;
  GByteArray   *plain;          /* scratch, reused */
  GByteArray   *sealed[2];      /* scratch, bound while a statement runs */
} KbStoreDb;

KbStoreDb    *kb_store_db_open       (const char     *path,
                                      KbSecret       *key,
                                      GError        **error);
void          kb_store_db_close      (KbStoreDb      *self);
gboolean      kb_store_db_begin      (KbStoreDb      *self,
                                      GError        **error);
gboolean      kb_store_db_commit     (KbStoreDb      *self,
                                      GError        **error);
void          kb_store_db_rollback   (KbStoreDb      *self);
/* Commits where @written, else rolls back; returns whether it is on disk. */
gboolean      kb_store_db_end        (KbStoreDb      *self,
                                      gboolean        written,
                                      GError        **error);
/* A row id that says nothing about @data: the first 8 bytes of its tag. */
gint64        kb_store_db_tag_row    (KbStoreDb      *self,
                                      char            purpose,
                                      gconstpointer   data,
                                      gsize           size);
/* Moves the log into the file when it has grown; errors are left for the next time. */
void          kb_store_db_checkpoint (KbStoreDb      *self,
                                      int             min_pages);
gboolean      kb_store_db_fail       (KbStoreDb      *self,
                                      GError        **error);
/* Ends the statement: TRUE if it came to its end. */
gboolean      kb_store_db_finish     (KbStoreDb      *self,
                                      sqlite3_stmt   *statement,
                                      int             rc,
                                      GError        **error);
void          kb_store_db_bind_sealed (KbStoreDb     *self,
                                      sqlite3_stmt   *statement,
                                      int             parameter,
                                      guint           scratch,
                                      KbColumn        column,
                                      guint64         row,
                                      gconstpointer   plain,
                                      gsize           size);
GBytes       *kb_store_db_open_column (KbStoreDb     *self,
                                      sqlite3_stmt   *statement,
                                      int             result_column,
                                      KbColumn        column,
                                      guint64         row,
                                      GError        **error);
/* Counts @before → @after, view bits of one case. */
void          kb_store_db_count      (KbStoreDb      *self,
                                      guint32         before,
                                      guint32         after);

/* kb-store-file.c */
#define KB_STORE_APPLICATION_ID 0x4b4d4247   /* KMBG, at its place in SQLite's header */

char         *kb_store_file_register         (const char     *path);
void          kb_store_file_unregister       (char           *name);
gboolean      kb_store_file_check_version    (guint32         application,
                                              int             version,
                                              GError        **error);
gboolean      kb_store_file_check            (const char     *path,
                                              gboolean       *ret_exists,
                                              GError        **error);
void          kb_store_file_remove_empty_log (const char     *store_path);

/* kb-store-schema.c */
extern const char * const kb_store_statements[KB_N_STATEMENTS];
int           kb_store_schema_version (void);
gboolean      kb_store_schema_migrate (sqlite3       *sqlite,
                                       int            from);

/* kb-store-append.c */
typedef struct
{
  GPtrArray         *items;
  const KbChain     *head;
  const KbStoreFold *fold;
} KbStoreAppend;

GArray       *kb_store_db_append     (KbStoreDb      *self,
                                      KbStoreAppend  *append,
                                      GError        **error);

/* kb-store-outbox.c */
/* Is anything waiting? Asked once for each page that is appended. */
gboolean      kb_store_db_has_outbox (KbStoreDb      *self,
                                      gboolean       *ret_waiting,
                                      GError        **error);
/* The entry is in the chain: it waits no longer. */
gboolean      kb_store_db_outbox_sent (KbStoreDb     *self,
                                      const guint8    entry_id[KB_HASH_SIZE],
                                      GError        **error);

/* kb-store-read.c */
#define KB_STORE_ROW(stream, seq) (((guint64) (stream) << 48) | (seq))

typedef struct
{
  GBytes *head;                 /* nullable: genesis ‖ link */
  GBytes *state;                /* nullable */
  guint64 seq;
  guint64 hour;
} KbStoreStream;

void          kb_store_stream_clear  (KbStoreStream  *self);
gboolean      kb_store_db_get_stream (KbStoreDb      *self,
                                      guint           stream,
                                      KbStoreStream  *ret_stream,
                                      GError        **error);
/* 0 without error: no such case. */
gboolean      kb_store_db_find_case  (KbStoreDb      *self,
                                      guint           stream,
                                      const guint8    case_id[KB_CASE_ID_SIZE],
                                      guint32        *ret_id,
                                      guint64        *ret_sort,
                                      guint32        *ret_views,
                                      GBytes        **ret_snapshot,
                                      GError        **error);
void          kb_store_db_case_tag   (KbStoreDb      *self,
                                      guint           stream,
                                      const guint8    case_id[KB_CASE_ID_SIZE],
                                      guint8          ret_tag[KB_ROW_TAG_SIZE]);
/* The id of the entry at a place; FALSE without error: none there. */
gboolean      kb_store_db_get_place  (KbStoreDb      *self,
                                      guint64         row,
                                      KbPlace        *ret_place,
                                      guint8          ret_id[KB_HASH_SIZE],
                                      gboolean       *ret_found,
                                      GError        **error);
GPtrArray    *kb_store_db_load_stream  (KbStoreDb    *self,
                                        guint         stream,
                                        guint64       after,
                                        guint         max,
                                        GError      **error);
GPtrArray    *kb_store_db_load_entries (KbStoreDb    *self,
                                        guint32       case_row,
                                        GError      **error);
GPtrArray    *kb_store_db_load_cases   (KbStoreDb    *self,
                                        const guint32 *ids,
                                        guint         n_ids,
                                        GError      **error);
GArray       *kb_store_db_list_cases   (KbStoreDb    *self,
                                        guint32       view,
                                        GError      **error);
gboolean      kb_store_db_set_unread   (KbStoreDb    *self,
                                        guint32       id,
                                        gboolean      unread,
                                        GError      **error);
gboolean      kb_store_db_get_meta     (KbStoreDb    *self,
                                        const char   *name,
                                        GBytes      **ret_value,
                                        GError      **error);
gboolean      kb_store_db_set_meta     (KbStoreDb    *self,
                                        const char   *name,
                                        GBytes       *value,
                                        GError      **error);

G_END_DECLS
