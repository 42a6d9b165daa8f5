/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "kb-chain.h"
#include "kb-secret.h"

G_BEGIN_DECLS

#define KB_STORE_ERROR (kb_store_error_quark ())

/**
 * KbStoreError:
 * @KB_STORE_ERROR_KEY: the key does not fit this file
 * @KB_STORE_ERROR_FOREIGN: not a file of this program
 * @KB_STORE_ERROR_NEWER: written by a newer version of the program
 * @KB_STORE_ERROR_DAMAGED: truncated or changed; nothing was overwritten
 * @KB_STORE_ERROR_LOCKED: another program holds it
 * @KB_STORE_ERROR_FULL: no room on the disk; the last change was not kept
 * @KB_STORE_ERROR_DUPLICATE: an author's number is there already, under another id
 * @KB_STORE_ERROR_NOT_FOUND: no such case or entry
 * @KB_STORE_ERROR_IO: the disk does not answer as it should
 */
typedef enum
{
  KB_STORE_ERROR_KEY,
  KB_STORE_ERROR_FOREIGN,
  KB_STORE_ERROR_NEWER,
  KB_STORE_ERROR_DAMAGED,
  KB_STORE_ERROR_LOCKED,
  KB_STORE_ERROR_FULL,
  KB_STORE_ERROR_DUPLICATE,
  KB_STORE_ERROR_NOT_FOUND,
  KB_STORE_ERROR_IO,
} KbStoreError;

GQuark kb_store_error_quark (void);

/**
 * KbStore:
 *
 * The desktop's working file: SQLite, every row sealed with XChaCha20-Poly1305
 * under the store key and bound to its table, row and column. One thread owns
 * the database; all calls queue to it. The plain calls block and are for
 * worker threads and the command line, the _async ones for windows.
 */
#define KB_TYPE_STORE (kb_store_get_type ())
G_DECLARE_FINAL_TYPE (KbStore, kb_store, KB, STORE, GObject)

/**
 * KbStoredEntry:
 * @wire: the entry on the wire, as pulled
 * @plain: (nullable): the part that this device opened, without padding
 */
typedef struct
{
  guint8   stream;
  KbPlace  place;
  guint32  case_row;             /* 0: of no case */
  guint    quarantine;
  GBytes  *wire;
  GBytes  *plain;
} KbStoredEntry;

void kb_stored_entry_clear (KbStoredEntry *self);
void kb_stored_entry_free  (KbStoredEntry *self);

typedef struct
{
  guint32  id;
  gboolean unread;
  GBytes  *snapshot;             /* the fold's opaque bytes */
} KbStoredCase;

void kb_stored_case_free (KbStoredCase *self);

/**
 * KbStoreFold:
 *
 * How the store asks for the fold without knowing it. Called on the store's
 * thread inside the transaction. @ret_stream_state and @ret_snapshot replace
 * what was; @ret_snapshot %NULL: the entry is of no case. @ret_sort orders
 * the lists (server hour), @ret_views are bits of the lists that the case is in.
 */
typedef struct
{
  gboolean (*fold) (gpointer              data,
                    const KbStoredEntry  *entry,
                    gpointer              item,          /* as in KbStoreItem */
                    GBytes               *stream_state,  /* nullable */
                    GBytes               *snapshot,      /* nullable */
                    GBytes              **ret_stream_state,
                    GBytes              **ret_snapshot,
                    guint64              *ret_sort,
                    guint32              *ret_views,
                    char                **ret_search_text, /* nullable: for the index */
                    GError              **error);
  gpointer   data;
} KbStoreFold;

/**
 * KbStoreItem:
 * @stored: the entry; @stored.case_row is filled in by the store
 * @author_seq: 0, or a quarantined @stored: the number is not claimed, since
 *   what is not proved to be by an author may not use up that author's numbers
 * @item: handed to the fold; freed by the caller
 * @duplicate: out: set on each item that made the call fail with
 *   %KB_STORE_ERROR_DUPLICATE, so that the caller can set those aside and repeat
 * @search_text: (nullable): out: what the fold gave for the index; the caller's to free
 *
 * One entry to append. A keyed hash of author, stream and number, made by the
 * store, is unique in the file without showing the author. The same id at the
 * same place is skipped; the same id at a later place is kept for the chain,
 * belongs to no case and is not folded again.
 */
typedef struct
{
  KbStoredEntry  stored;
  guint8         case_id[KB_CASE_ID_SIZE];
  guint8         author[KB_SIGN_PUBLIC_SIZE];
  guint64        author_seq;
  guint8         id[KB_HASH_SIZE];
  gpointer       item;
  gboolean       duplicate;
  char          *search_text;
} KbStoreItem;

/* Views are bits; KB_STORE_VIEW_UNREAD is kept by the store itself: a new case is unread, a later
 * entry makes its case unread again where the fold answers that bit. */
#define KB_STORE_VIEW_ALL         (1u << 0)
#define KB_STORE_VIEW_UNREAD      (1u << 1)
#define KB_STORE_VIEW_LEADERSHIP  (1u << 2)
#define KB_STORE_VIEW_QUARANTINED (1u << 3)
#define KB_STORE_VIEW_OPENED      (1u << 4)
#define KB_STORE_N_VIEWS 8

KbStore    *kb_store_new            (const char          *path,
                                     KbSecret            *key);
/* Opens or creates the file; named errors, nothing changed on failure. One owner at a time: while
 * one program has it open, another gets KB_STORE_ERROR_LOCKED after a second. */
gboolean    kb_store_open           (KbStore             *self,
                                     GError             **error);
/* Waits for what is queued, then closes. Also done at the last unref. */
void        kb_store_close          (KbStore             *self);

/* All or nothing: the items, the fold's results and the new head in one transaction. */
gboolean    kb_store_append         (KbStore             *self,
                                     GPtrArray           *items,      /* of KbStoreItem* */
                                     const KbChain       *head,
                                     const KbStoreFold   *fold,
                                     GArray             **ret_changed, /* guint32 case ids */
                                     GError             **error);
gboolean    kb_store_get_head       (KbStore             *self,
                                     KbStream             stream,
                                     KbChain             *ret_head,   /* seq 0 when there is none */
                                     GError             **error);
gboolean    kb_store_get_link       (KbStore             *self,
                                     KbStream             stream,
                                     guint64              seq,
                                     guint8               ret_link[KB_HASH_SIZE],
                                     GError             **error);
/* Entries of a stream after @after, at most @max, in order. */
GPtrArray  *kb_store_load_stream    (KbStore             *self,
                                     KbStream             stream,
                                     guint64              after,
                                     guint                max,
                                     GError             **error);
/* NULL without error: nothing is kept under that name. */
GBytes     *kb_store_get_meta       (KbStore             *self,
                                     const char          *name,
                                     GError             **error);
gboolean    kb_store_set_meta       (KbStore             *self,
                                     const char          *name,
                                     GBytes              *value,
                                     GError             **error);

/**
 * KbOutboxItem:
 * @id: order of writing
 * @plain: (nullable): what is sealed in the entry, without its context, to be sealed anew
 * @refusal: (nullable): the server's code when it would not take it; a person decides
 *
 * An entry that this device wrote and has not yet seen in the verified chain.
 */
typedef struct
{
  gint64   id;
  guint8   stream;
  guint8   case_id[KB_CASE_ID_SIZE];
  guint8   entry_id[KB_HASH_SIZE];
  GBytes  *wire;
  GBytes  *plain;
  char    *refusal;
} KbOutboxItem;

void        kb_outbox_item_free     (KbOutboxItem        *self);
/* Durable when it returns. Fills @item->id. */
gboolean    kb_store_outbox_add     (KbStore             *self,
                                     KbOutboxItem        *item,
                                     GError             **error);
/* Of KbOutboxItem, in the order of writing. kb_store_append() takes out, in its transaction, what
 * it stores. */
GPtrArray  *kb_store_outbox_list    (KbStore             *self,
                                     GError             **error);
/* The same change in a new entry (sealed anew), or with a refusal. */
gboolean    kb_store_outbox_replace (KbStore             *self,
                                     const KbOutboxItem  *item,
                                     GError             **error);
gboolean    kb_store_outbox_remove  (KbStore             *self,
                                     gint64               id,
                                     GError             **error);

/**
 * KbDraft:
 * @stream: 0: of no case (a complaint on paper)
 * @kind: [a-z-], "note", "message", "sheet", "paper"
 * @text: JSON or plain text of the one who keeps it, at most KB_LIMIT_DRAFT bytes
 *
 * What was typed and not sent: sealed like every row. One of a kind for each case; it stays over
 * rebuilds of the file.
 */
typedef struct
{
  guint8   stream;
  guint8   case_id[KB_CASE_ID_SIZE];
  char    *kind;
  char    *text;
  gint64   changed;              /* seconds since 1970 */
} KbDraft;

void        kb_draft_free           (KbDraft             *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbDraft, kb_draft_free)
/* Durable when it returns. @text empty: the draft goes. */
gboolean    kb_store_set_draft      (KbStore             *self,
                                     const KbDraft       *draft,
                                     GError             **error);
/* Of KbDraft, all of them. */
GPtrArray  *kb_store_list_drafts    (KbStore             *self,
                                     GError             **error);

/* Case ids of a view, newest first (guint32). */
GArray     *kb_store_list_cases     (KbStore             *self,
                                     guint32              view,
                                     GError             **error);
/* KB_STORE_N_VIEWS counts, kept with each change, never counted. */
gboolean    kb_store_get_counts     (KbStore             *self,
                                     guint                ret_counts[KB_STORE_N_VIEWS],
                                     GError             **error);
/* Of KbStoredCase, in the order of @ids. */
GPtrArray  *kb_store_load_cases     (KbStore             *self,
                                     const guint32       *ids,
                                     guint                n_ids,
                                     GError             **error);
/* Of KbStoredEntry, in seq order. */
GPtrArray  *kb_store_load_entries   (KbStore             *self,
                                     guint32              case_row,
                                     GError             **error);
gboolean    kb_store_find_case      (KbStore             *self,
                                     KbStream             stream,
                                     const guint8         case_id[KB_CASE_ID_SIZE],
                                     guint32             *ret_id,
                                     GError             **error);
gboolean    kb_store_set_unread     (KbStore             *self,
                                     guint32              id,
                                     gboolean             unread,
                                     GError             **error);

/* The same for windows: list, counts, cases, entries, unread, open. */
void        kb_store_open_async           (KbStore *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean    kb_store_open_finish          (KbStore *self, GAsyncResult *result, GError **error);
void        kb_store_list_cases_async     (KbStore *self,
                                           guint32 view,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GArray     *kb_store_list_cases_finish    (KbStore *self, GAsyncResult *result, GError **error);
void        kb_store_get_counts_async     (KbStore *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean    kb_store_get_counts_finish    (KbStore *self,
                                           GAsyncResult *result,
                                           guint ret_counts[KB_STORE_N_VIEWS],
                                           GError **error);
void        kb_store_load_cases_async     (KbStore *self,
                                           const guint32 *ids,
                                           guint n_ids,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray  *kb_store_load_cases_finish    (KbStore *self, GAsyncResult *result, GError **error);
void        kb_store_load_entries_async   (KbStore *self,
                                           guint32 case_row,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray  *kb_store_load_entries_finish  (KbStore *self, GAsyncResult *result, GError **error);
void        kb_store_set_unread_async     (KbStore *self,
                                           guint32 id,
                                           gboolean unread,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean    kb_store_set_unread_finish    (KbStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
