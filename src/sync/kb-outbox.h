/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store.h"

G_BEGIN_DECLS

/**
 * KbWaiting:
 * @entry: decoded from @item
 * @plain: (nullable): what is sealed in it, as the fold reads it
 * @place: behind all others
 * @sent: the server took it in the exchange that runs; only that looks at it
 *
 * One entry of the outbox. Reference counted; but for @sent it never changes.
 */
typedef struct
{
  KbOutboxItem *item;
  KbEntry      *entry;
  GBytes       *plain;
  KbPlace       place;
  gboolean      sent;
} KbWaiting;

void        kb_waiting_unref         (KbWaiting      *self);
/* @plain, members of a part, as whoever opens @entry finds them. */
GBytes     *kb_outbox_opened         (const KbEntry  *entry,
                                      GBytes         *plain);

/**
 * KbOutbox:
 *
 * The store's outbox, held in memory for those who show it. Any thread; who
 * writes holds kb_outbox_begin() … kb_outbox_end(), so that numbers follow each other.
 */
typedef struct _KbOutbox KbOutbox;

KbOutbox   *kb_outbox_new            (KbStore        *store);
void        kb_outbox_free           (KbOutbox       *self);
void        kb_outbox_begin          (KbOutbox       *self);
void        kb_outbox_end            (KbOutbox       *self);
/* From the store: at the start, and when a commit may have taken something out. */
gboolean    kb_outbox_load           (KbOutbox       *self,
                                      GError        **error);
gboolean    kb_outbox_add            (KbOutbox       *self,
                                      KbEntry        *entry,
                                      GBytes         *plain,     /* nullable */
                                      GError        **error);
/* The same change in another entry, or the same entry with a refusal. */
gboolean    kb_outbox_replace        (KbOutbox       *self,
                                      const KbWaiting *waiting,
                                      KbEntry        *entry,
                                      const char     *refusal,   /* nullable */
                                      GError        **error);
gboolean    kb_outbox_drop_refused   (KbOutbox       *self,
                                      gint64          id,
                                      GError        **error);
void        kb_outbox_count          (KbOutbox       *self,
                                      guint          *ret_n,
                                      guint          *ret_n_refused);
/* Moves an author's last number behind what waits in @stream. */
void        kb_outbox_follow         (KbOutbox       *self,
                                      KbStream        stream,
                                      guint64        *last_seq,
                                      guint8          last_id[KB_HASH_SIZE]);
/* Of KbWaiting, in the order of writing. */
GPtrArray  *kb_outbox_dup            (KbOutbox       *self,
                                      KbStream        stream);
/* Copies of all, of KbOutboxItem. */
GPtrArray  *kb_outbox_dup_items      (KbOutbox       *self);
/* What of a case waits and was not refused; NULL: nothing. Takes no time where nothing waits. */
GPtrArray  *kb_outbox_dup_case       (KbOutbox       *self,
                                      KbStream        stream,
                                      const guint8    case_id[KB_CASE_ID_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbOutbox, kb_outbox_free)

G_END_DECLS
