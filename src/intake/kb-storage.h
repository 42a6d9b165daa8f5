/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-chain.h"

G_BEGIN_DECLS

#define KB_STORAGE_ERROR (kb_storage_error_quark ())

/**
 * KbStorageError:
 * @KB_STORAGE_ERROR_FULL: no room on the disk; nothing was changed
 * @KB_STORAGE_ERROR_BUSY: another program holds the database
 * @KB_STORAGE_ERROR_TAKEN: an id, an author's number or a case that is stored already
 * @KB_STORAGE_ERROR_FOREIGN: not a database of this program
 * @KB_STORAGE_ERROR_VERSION: made by a newer version of this program
 * @KB_STORAGE_ERROR_FAILED: anything else, damage above all
 */
typedef enum
{
  KB_STORAGE_ERROR_FULL,
  KB_STORAGE_ERROR_BUSY,
  KB_STORAGE_ERROR_TAKEN,
  KB_STORAGE_ERROR_FOREIGN,
  KB_STORAGE_ERROR_VERSION,
  KB_STORAGE_ERROR_FAILED,
} KbStorageError;

GQuark kb_storage_error_quark (void);

/**
 * KbStoredPlace:
 *
 * Where an entry stands and what it is, without its bytes.
 */
typedef struct
{
  guint8  stream;               /* 0: no such entry */
  guint64 seq;
  guint64 hour;
  guint8  kind;
  guint8  author[KB_SIGN_PUBLIC_SIZE];
  guint8  case_id[KB_CASE_ID_SIZE];
} KbStoredPlace;

/* Facts. The hash of the first code's token; "restoring" is there until the
 * journal is whole again. */
#define KB_FACT_FIRST_CODE "first-code"
#define KB_FACT_RESTORING "restoring"

#define KB_JOIN_PLACE_SIZE 16

/**
 * KbJoin:
 * @hour: in which the place was opened
 * @request: (nullable): what was left there
 *
 * A meeting place of a desktop that wants to join.
 */
typedef struct
{
  guint64  hour;                /* 0: no such place */
  GBytes  *request;
} KbJoin;

/**
 * KbStorageEntryFunc:
 * @place: where the entry stands
 * @frame: the entry on the wire, identity parts withheld; valid in this call only
 *
 * Returns: whether to go on
 */
typedef gboolean (*KbStorageEntryFunc) (const KbPlace *place,
                                        gconstpointer  frame,
                                        gsize          size,
                                        gpointer       data);

/**
 * KbStorage:
 *
 * What the intake keeps. One object is one connection and belongs to one
 * thread at a time. Another database than SQLite implements these functions.
 * All of them are fallible with #KbStorageError; what is not there is not an
 * error.
 */
#define KB_TYPE_STORAGE (kb_storage_get_type ())
G_DECLARE_INTERFACE (KbStorage, kb_storage, KB, STORAGE, GObject)

struct _KbStorageInterface
{
  GTypeInterface parent_iface;

  gboolean (*begin)           (KbStorage          *self,
                               gboolean            to_write,
                               GError            **error);
  gboolean (*commit)          (KbStorage          *self,
                               GError            **error);
  void     (*rollback)        (KbStorage          *self);
  gboolean (*append)          (KbStorage          *self,
                               KbEntry            *entry,
                               const KbPlace      *place,
                               const guint8       *mailbox,
                               GError            **error);
  gboolean (*find_entry)      (KbStorage          *self,
                               const guint8       *id,
                               KbStoredPlace      *ret_place,
                               GError            **error);
  gboolean (*find_complaint)  (KbStorage          *self,
                               const guint8       *case_id,
                               KbStoredPlace      *ret_place,
                               GError            **error);
  gboolean (*find_mailbox)    (KbStorage          *self,
                               const guint8       *mailbox,
                               KbStoredPlace      *ret_place,
                               GError            **error);
  gboolean (*each_message)    (KbStorage          *self,
                               KbStream            stream,
                               const guint8       *case_id,
                               guint               limit,
                               KbStorageEntryFunc  func,
                               gpointer            data,
                               GError            **error);
  gboolean (*find_head)       (KbStorage          *self,
                               KbStream            stream,
                               KbChain            *chain,
                               GError            **error);
  gboolean (*find_author)     (KbStorage          *self,
                               KbStream            stream,
                               const guint8       *author,
                               guint64            *ret_seq,
                               guint8             *ret_id,
                               GError            **error);
  gboolean (*each)            (KbStorage          *self,
                               KbStream            stream,
                               guint64             after,
                               guint               limit,
                               KbStorageEntryFunc  func,
                               gpointer            data,
                               GError            **error);
  gboolean (*find_identity)   (KbStorage          *self,
                               KbStream            stream,
                               guint64             seq,
                               KbPartRole          role,
                               GBytes            **ret_part,
                               GError            **error);
  gboolean (*find_fact)       (KbStorage          *self,
                               const char         *name,
                               GBytes            **ret_value,
                               GError            **error);
  gboolean (*put_fact)        (KbStorage          *self,
                               const char         *name,
                               GBytes             *value,
                               GError            **error);
  gboolean (*find_join)       (KbStorage          *self,
                               const guint8       *place,
                               KbJoin             *ret_join,
                               GError            **error);
  gboolean (*put_join)        (KbStorage          *self,
                               const guint8       *place,
                               const KbJoin       *join,
                               GError            **error);
  gboolean (*drop_joins)      (KbStorage          *self,
                               guint64             before,
                               GError            **error);
  gboolean (*count_joins)     (KbStorage          *self,
                               guint              *ret_n,
                               GError            **error);
};

gboolean kb_storage_begin         (KbStorage           *self,
                                   gboolean             to_write,
                                   GError             **error);
gboolean kb_storage_commit        (KbStorage           *self,
                                   GError             **error);
void     kb_storage_rollback      (KbStorage           *self);
gboolean kb_storage_append        (KbStorage           *self,
                                   KbEntry             *entry,
                                   const KbPlace       *place,
                                   const guint8        *mailbox,
                                   GError             **error);
gboolean kb_storage_find_entry    (KbStorage           *self,
                                   const guint8         id[KB_HASH_SIZE],
                                   KbStoredPlace       *ret_place,
                                   GError             **error);
gboolean kb_storage_find_complaint (KbStorage          *self,
                                   const guint8         case_id[KB_CASE_ID_SIZE],
                                   KbStoredPlace       *ret_place,
                                   GError             **error);
gboolean kb_storage_find_mailbox  (KbStorage           *self,
                                   const guint8         mailbox[KB_HASH_SIZE],
                                   KbStoredPlace       *ret_place,
                                   GError             **error);
gboolean kb_storage_each_message  (KbStorage           *self,
                                   KbStream             stream,
                                   const guint8         case_id[KB_CASE_ID_SIZE],
                                   guint                limit,
                                   KbStorageEntryFunc   func,
                                   gpointer             data,
                                   GError             **error);
gboolean kb_storage_find_head     (KbStorage           *self,
                                   KbStream             stream,
                                   KbChain             *chain,
                                   GError             **error);
gboolean kb_storage_find_author   (KbStorage           *self,
                                   KbStream             stream,
                                   const guint8         author[KB_SIGN_PUBLIC_SIZE],
                                   guint64             *ret_seq,
                                   guint8               ret_id[KB_HASH_SIZE],
                                   GError             **error);
gboolean kb_storage_each          (KbStorage           *self,
                                   KbStream             stream,
                                   guint64              after,
                                   guint                limit,
                                   KbStorageEntryFunc   func,
                                   gpointer             data,
                                   GError             **error);
gboolean kb_storage_find_identity (KbStorage           *self,
                                   KbStream             stream,
                                   guint64              seq,
                                   KbPartRole           role,
                                   GBytes             **ret_part,
                                   GError             **error);
gboolean kb_storage_find_fact     (KbStorage           *self,
                                   const char          *name,
                                   GBytes             **ret_value,
                                   GError             **error);
gboolean kb_storage_put_fact      (KbStorage           *self,
                                   const char          *name,
                                   GBytes              *value,
                                   GError             **error);
gboolean kb_storage_find_join     (KbStorage           *self,
                                   const guint8         place[KB_JOIN_PLACE_SIZE],
                                   KbJoin              *ret_join,
                                   GError             **error);
gboolean kb_storage_put_join      (KbStorage           *self,
                                   const guint8         place[KB_JOIN_PLACE_SIZE],
                                   const KbJoin        *join,
                                   GError             **error);
gboolean kb_storage_drop_joins    (KbStorage           *self,
                                   guint64              before,
                                   GError             **error);
gboolean kb_storage_count_joins   (KbStorage           *self,
                                   guint               *ret_n,
                                   GError             **error);

void     kb_join_clear            (KbJoin              *self);
gboolean kb_role_is_identity      (guint8               role);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbJoin, kb_join_clear)

G_END_DECLS
