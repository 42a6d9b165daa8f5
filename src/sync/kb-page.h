/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ledger.h"

G_BEGIN_DECLS

/**
 * KbPulled:
 *
 * One entry on its way from the wire into the store.
 */
typedef struct
{
  KbEntry      *entry;
  KbPlace       place;
  GBytes       *wire;
  KbQuarantine  quarantine;
  GBytes       *plain;          /* nullable */
  KbCaseChannel channel;        /* of a complaint */
  gboolean      canary;         /* a test of the line, signed by a supervisor */
  gboolean      old_key;        /* a complaint to a key that was not the newest */
  char         *author_name;    /* (nullable): of an enrolled device */
  const char   *author_role;    /* (nullable) */
  KbCaseState  *folded;         /* (nullable): its case after it, kept for the index */
  KbStoreItem   item;
} KbPulled;

/**
 * KbPage:
 *
 * One page of the journal: entries whose links were followed, and whose last
 * link the intake has signed.
 */
typedef struct
{
  KbStream     stream;
  KbPulled    *entries;         /* room for KB_LIMIT_PAGE_ENTRIES */
  guint        n_entries;
  KbChain      head;            /* after the last of them */
  guint64      server_seq;      /* head of the stream as the server says */
  GError      *critical;        /* (nullable): an entry behind them needs a newer program */
  guint        n_unchecked;     /* of the pull: chunks still with the openers */
} KbPage;

/**
 * KbPageWatch:
 * @need_roster: the entry to come names a roster seq not known yet; pull it
 * @chunk: entries [first, first + n) were read and followed
 */
typedef struct
{
  gboolean (*need_roster) (gpointer   data,
                           guint64    seq,
                           GError   **error);
  void     (*chunk)       (gpointer   data,
                           KbPage    *page,
                           guint      first,
                           guint      n);
  gpointer   data;
} KbPageWatch;

KbPage   *kb_page_new   (KbStream             stream);
void      kb_page_free  (KbPage              *self);
gboolean  kb_page_read  (KbPage              *self,
                         GInputStream        *frames,
                         const KbLedger      *ledger,
                         const KbChain       *from,
                         const KbPageWatch   *watch,
                         GCancellable        *cancellable,
                         GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbPage, kb_page_free)

G_END_DECLS
