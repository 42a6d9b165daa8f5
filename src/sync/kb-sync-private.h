/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-alarm.h"
#include "kb-endpoint.h"
#include "kb-ledger.h"
#include "kb-outbox.h"
#include "kb-sync.h"

G_BEGIN_DECLS

struct _KbSync
{
  GObject       parent_instance;

  KbMembership *membership;     /* borrowed */
  KbStore      *store;
  KbTextIndex  *index;          /* nullable */
  GMainContext *context;        /* where properties are notified */
  KbEndpoint   *endpoint;       /* made with the first request */
  KbSecret     *token;          /* (nullable): in place of the keyring's */

  KbOutbox     *outbox;

  GMutex        pull_lock;      /* one pull or push at a time; before the outbox's locks */
  GMutex        lock;           /* guards what follows */
  KbLedger     *ledger;         /* changed only under both locks */
  gboolean      pulling;
  double        progress;
  gint64        last_pull;
  gboolean      offline;
  GArray       *alarms;         /* of KbAlarm, the oldest first */
  gboolean      store_older;
  guint         retry_after;
  guint         n_failures;     /* exchanges in a row that left something waiting */
  gint64        next_try;
};

gboolean    kb_sync_pull_locked  (KbSync         *self,
                                  GCancellable   *cancellable,
                                  KbPullSummary  *ret_summary,
                                  GError        **error);
/* What a pull, or a failure before it, says of the connection. */
void        kb_sync_note_outcome (KbSync         *self,
                                  const GError   *error);
KbEndpoint *kb_sync_get_endpoint (KbSync         *self,
                                  GCancellable   *cancellable,
                                  GError        **error);

/* Alarms, and what the store keeps of them. */
gboolean    kb_sync_load_alarms  (KbSync         *self,
                                  GError        **error);
void        kb_sync_raise_alarm  (KbSync         *self,
                                  const char     *code,
                                  guint8          stream,
                                  guint64         seq,
                                  const guint8   *author);
/* kb-sync-write.c: under the pull lock, behind a pull that saw all: what waits with a number or a
 * key that the journal has gone past is made anew. */
gboolean    kb_sync_mend_outbox  (KbSync         *self,
                                  GError        **error);
/* kb-sync-exchange.c */
gboolean    kb_sync_exchange_locked (KbSync      *self,
                                  GCancellable   *cancellable,
                                  KbPullSummary  *ret_summary,
                                  GError        **error);

/* After a pull: of the office stream, and of each stream, to its end. */
void        kb_sync_check_canaries (KbSync       *self);
void        kb_sync_beat         (KbSync         *self,
                                  KbStream        stream);

/* After each pull that reached the server. */
void        kb_sync_watch_after_pull (KbSync     *self);

/* A change of state that is told on the main context. */
void        kb_sync_notify       (KbSync         *self,
                                  const char     *property);
void        kb_sync_emit_changed (KbSync         *self,
                                  GArray         *changed,
                                  guint           n_new);

G_END_DECLS
