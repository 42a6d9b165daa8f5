/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-alarm.h"
#include "kb-answer.h"
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
  KbSimilar    *similar;        /* of what the index gets */
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
  GArray       *card_rows;      /* guint32: cases that changed since cards were looked for */
  GArray       *card_sweep;     /* guint32: cases that are still to be looked at for cards */
  gint64        card_swept;     /* when all of them were begun */
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
/* To whom an entry of a case is sealed today; epoch 0: no key was granted yet. */
typedef struct
{
  char    audience[KB_LIMIT_AUDIENCE + 1];
  guint32 epoch;
  char    recipient[64];        /* age1… */
} KbAddressee;

void        kb_sync_find_addressee (KbSync       *self,
                                  KbStream        stream,
                                  const guint8    case_id[KB_CASE_ID_SIZE],
                                  KbAddressee    *ret_addressee);
/* A case shows what was written, and the caller's timer sends it. */
void        kb_sync_announce     (KbSync         *self,
                                  KbStream        stream,
                                  const guint8    case_id[KB_CASE_ID_SIZE]);
gboolean    kb_sync_write_message (KbSync        *self,
                                  KbStream        stream,
                                  const guint8    case_id[KB_CASE_ID_SIZE],
                                  const KbReporterAddress *address,
                                  JsonObject     *members,
                                  GError        **error);
/* kb-sync-tell.c: the way back to a case's reporter; KB_SYNC_ERROR_NO_MAILBOX. @ret_entries: the
 * case's, of KbStoredEntry. */
gboolean    kb_sync_find_reporter (KbSync        *self,
                                  KbStream        stream,
                                  const guint8    case_id[KB_CASE_ID_SIZE],
                                  KbReporterAddress *ret_address,
                                  GPtrArray     **ret_entries,   /* optional */
                                  GError        **error);
KbCaseState *kb_sync_load_case   (KbSync         *self,
                                  guint32         row,
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

/* Behind a pull: cards that are due in streams that it saw to their end. Under the pull lock. */
void        kb_sync_write_due_cards (KbSync      *self,
                                  const gboolean  complete[KB_N_STREAMS]);
void        kb_sync_note_card_rows (KbSync       *self,
                                  GArray         *changed);
/* After each pull that reached the server. */
void        kb_sync_watch_after_pull (KbSync     *self);

/* A change of state that is told on the main context. */
void        kb_sync_notify       (KbSync         *self,
                                  const char     *property);
void        kb_sync_emit_changed (KbSync         *self,
                                  GArray         *changed,
                                  guint           n_new);

/* What waits is found, too. */
void             kb_sync_index_outbox   (KbSync              *self);

G_END_DECLS
