/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-endpoint.h"
#include "kb-ledger.h"
#include "kb-similar.h"
#include "kb-text-index.h"

G_BEGIN_DECLS

/**
 * KbPullWatch:
 * @committed: a page is durable; the changed cases (guint32), how many are new
 *   and the progress, 0 to 1. On the pull's storing thread.
 * @alarm: an entry that alarms, and the pull goes on: its author's number is
 *   missing or doubled, or its author was shown another journal
 */
typedef struct
{
  void     (*committed)    (gpointer       data,
                            GArray        *changed,
                            guint          n_new,
                            double         progress);
  void     (*alarm)        (gpointer        data,
                            const char     *code,
                            const KbEntry  *entry,
                            guint64         seq);
  gpointer   data;
} KbPullWatch;

/**
 * KbPull:
 *
 * What one pull works with. Counters add up over its streams.
 */
typedef struct
{
  KbEndpoint        *endpoint;
  KbLedger          *ledger;
  GMutex            *ledger_lock;  /* held while roster and heads change */
  KbTextIndex       *index;        /* nullable */
  KbSimilar         *similar;      /* gets the stories that the index gets */
  KbPullWatch        watch;
  guint              n_entries;
  guint              n_new_cases;
  guint              n_quarantined;
  gboolean           complete[KB_N_STREAMS];  /* pulled to the end that the server states */
} KbPull;

gboolean kb_pull_stream (KbPull        *self,
                         KbStream       stream,
                         GCancellable  *cancellable,
                         GError       **error);

G_END_DECLS
