/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-endpoint.h"
#include "kb-ledger.h"
#include "kb-text-index.h"

G_BEGIN_DECLS

/**
 * KbPullWatch:
 * @committed: a page is durable; the changed cases (guint32), how many are new
 *   and the progress, 0 to 1. On the pull's storing thread.
 * @author_alarm: an author's number is missing or doubled; the pull goes on
 */
typedef struct
{
  void     (*committed)    (gpointer       data,
                            GArray        *changed,
                            guint          n_new,
                            double         progress);
  void     (*author_alarm) (gpointer       data,
                            const GError  *error);
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
  KbPullWatch        watch;
  guint              n_entries;
  guint              n_new_cases;
  guint              n_quarantined;
} KbPull;

gboolean kb_pull_stream (KbPull        *self,
                         KbStream       stream,
                         GCancellable  *cancellable,
                         GError       **error);

G_END_DECLS
