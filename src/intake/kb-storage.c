/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-storage.h"

G_DEFINE_QUARK (kb-storage-error-quark, kb_storage_error)
G_DEFINE_INTERFACE (KbStorage, kb_storage, G_TYPE_OBJECT)

static void
kb_storage_default_init (KbStorageInterface *iface)
{
}

/**
 * kb_storage_begin:
 * @to_write: whether anything is going to be stored
 *
 * Starts a transaction; reads in it all see the same state.
 */
gboolean
kb_storage_begin (KbStorage  *self,
                  gboolean    to_write,
                  GError    **error)
{
  return KB_STORAGE_GET_IFACE (self)->begin (self, to_write, error);
}

/**
 * kb_storage_commit:
 *
 * Returns: whether all of the transaction is on the disk; if not, none of it is
 */
gboolean
kb_storage_commit (KbStorage  *self,
                   GError    **error)
{
  return KB_STORAGE_GET_IFACE (self)->commit (self, error);
}

void
kb_storage_rollback (KbStorage *self)
{
  KB_STORAGE_GET_IFACE (self)->rollback (self);
}

/**
 * kb_storage_append:
 * @mailbox: (nullable) (array fixed-size=32): hash of a reporter's mailbox
 *
 * Stores an entry with its place. Identity parts are kept apart from the rest.
 * %KB_STORAGE_ERROR_TAKEN leaves the transaction as it was before this call.
 */
gboolean
kb_storage_append (KbStorage      *self,
                   KbEntry        *entry,
                   const KbPlace  *place,
                   const guint8   *mailbox,
                   GError        **error)
{
  return KB_STORAGE_GET_IFACE (self)->append (self, entry, place, mailbox, error);
}

/**
 * kb_storage_find_entry:
 * @ret_place: (out): its stream is 0 when there is no such entry
 */
gboolean
kb_storage_find_entry (KbStorage      *self,
                       const guint8    id[KB_HASH_SIZE],
                       KbStoredPlace  *ret_place,
                       GError        **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_entry (self, id, ret_place, error);
}

/**
 * kb_storage_find_complaint:
 * @ret_place: (out): of the case's complaint; its stream is 0 when there is none
 */
gboolean
kb_storage_find_complaint (KbStorage      *self,
                           const guint8    case_id[KB_CASE_ID_SIZE],
                           KbStoredPlace  *ret_place,
                           GError        **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_complaint (self, case_id, ret_place, error);
}

/**
 * kb_storage_find_mailbox:
 * @mailbox: SHA-256 of what the reporter shows
 * @ret_place: (out): of the complaint; its stream is 0 when there is none
 */
gboolean
kb_storage_find_mailbox (KbStorage      *self,
                         const guint8    mailbox[KB_HASH_SIZE],
                         KbStoredPlace  *ret_place,
                         GError        **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_mailbox (self, mailbox, ret_place, error);
}

/**
 * kb_storage_each_message:
 * @limit: how many at most, the newest
 *
 * Calls @func for each message of a case in seq order.
 */
gboolean
kb_storage_each_message (KbStorage           *self,
                         KbStream             stream,
                         const guint8         case_id[KB_CASE_ID_SIZE],
                         guint                limit,
                         KbStorageEntryFunc   func,
                         gpointer             data,
                         GError             **error)
{
  return KB_STORAGE_GET_IFACE (self)->each_message (self, stream, case_id, limit, func, data,
                                                    error);
}

/**
 * kb_storage_find_head:
 * @chain: (inout): initialised; moved to the stream's last entry, if there is one
 */
gboolean
kb_storage_find_head (KbStorage  *self,
                      KbStream    stream,
                      KbChain    *chain,
                      GError    **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_head (self, stream, chain, error);
}

/**
 * kb_storage_find_author:
 * @ret_seq: (out): the author's last number in @stream; 0 for none
 * @ret_id: (out caller-allocates): that entry's id, or zeros
 */
gboolean
kb_storage_find_author (KbStorage     *self,
                        KbStream       stream,
                        const guint8   author[KB_SIGN_PUBLIC_SIZE],
                        guint64       *ret_seq,
                        guint8         ret_id[KB_HASH_SIZE],
                        GError       **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_author (self, stream, author, ret_seq, ret_id, error);
}

/**
 * kb_storage_each:
 * @after: the last seq that is not wanted
 * @limit: how many entries at most
 *
 * Calls @func for each entry behind @after in seq order.
 */
gboolean
kb_storage_each (KbStorage           *self,
                 KbStream             stream,
                 guint64              after,
                 guint                limit,
                 KbStorageEntryFunc   func,
                 gpointer             data,
                 GError             **error)
{
  return KB_STORAGE_GET_IFACE (self)->each (self, stream, after, limit, func, data, error);
}

/**
 * kb_storage_find_identity:
 * @ret_part: (out) (nullable): the sealed part, or %NULL
 */
gboolean
kb_storage_find_identity (KbStorage   *self,
                          KbStream     stream,
                          guint64      seq,
                          KbPartRole   role,
                          GBytes     **ret_part,
                          GError     **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_identity (self, stream, seq, role, ret_part, error);
}

/**
 * kb_storage_find_fact:
 * @ret_value: (out) (nullable): %NULL where there is none
 */
gboolean
kb_storage_find_fact (KbStorage   *self,
                      const char  *name,
                      GBytes     **ret_value,
                      GError     **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_fact (self, name, ret_value, error);
}

/**
 * kb_storage_put_fact:
 * @value: (nullable): replaces the one before; %NULL for none
 */
gboolean
kb_storage_put_fact (KbStorage   *self,
                     const char  *name,
                     GBytes      *value,
                     GError     **error)
{
  return KB_STORAGE_GET_IFACE (self)->put_fact (self, name, value, error);
}

/**
 * kb_storage_find_join:
 * @ret_join: (out): to be cleared; its hour is 0 when there is no such place
 */
gboolean
kb_storage_find_join (KbStorage     *self,
                      const guint8   place[KB_JOIN_PLACE_SIZE],
                      KbJoin        *ret_join,
                      GError       **error)
{
  return KB_STORAGE_GET_IFACE (self)->find_join (self, place, ret_join, error);
}

/**
 * kb_storage_put_join:
 * @join: replaces the one before; hour 0 takes the place away
 */
gboolean
kb_storage_put_join (KbStorage     *self,
                     const guint8   place[KB_JOIN_PLACE_SIZE],
                     const KbJoin  *join,
                     GError       **error)
{
  return KB_STORAGE_GET_IFACE (self)->put_join (self, place, join, error);
}

/**
 * kb_storage_drop_joins:
 * @before: places opened before this hour are taken away
 */
gboolean
kb_storage_drop_joins (KbStorage  *self,
                       guint64     before,
                       GError    **error)
{
  return KB_STORAGE_GET_IFACE (self)->drop_joins (self, before, error);
}

gboolean
kb_storage_count_joins (KbStorage  *self,
                        guint      *ret_n,
                        GError    **error)
{
  return KB_STORAGE_GET_IFACE (self)->count_joins (self, ret_n, error);
}

void
kb_join_clear (KbJoin *self)
{
  g_clear_pointer (&self->request, g_bytes_unref);
}

/**
 * kb_role_is_identity:
 *
 * Returns: whether a part of this role is released on record only
 */
gboolean
kb_role_is_identity (guint8 role)
{
  return role == KB_ROLE_CONTACT || role == KB_ROLE_CIVIL || role == KB_ROLE_KTP;
}
