/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-journal-writer.h"

G_BEGIN_DECLS

#define KB_N_STREAMS (KB_STREAM_LEADERSHIP + 1)

/* The last entry of a device in a stream. */
typedef struct
{
  guint8  author[KB_SIGN_PUBLIC_SIZE];
  guint8  stream;
  guint64 seq;
  guint8  id[KB_HASH_SIZE];
} KbAuthorTip;

/**
 * KbJournalWriter:
 *
 * The one thread that orders, chains and stores. What waits is stored in one
 * transaction and answered after its commit, so that many submissions share one
 * wait for the disk and each 201 is true. A transaction that fails is undone as
 * a whole, in memory too: the state is read anew from the disk.
 */
struct _KbJournalWriter
{
  KbStorage           *storage;
  guint8               intake[KB_SIGN_PUBLIC_SIZE];
  KbClock              clock;
  KbJournalRosterFunc  roster_func;
  gpointer             data;
  GMainContext        *context;
  GThread             *thread;
  GAsyncQueue         *queue;
  guint                n_pending;   /* pushed and not answered; main context only */

  /* The thread's own; NULL standing: to be read anew. */
  KbStanding          *standing;
  KbChain              chains[KB_N_STREAMS];
  GHashTable          *tips;        /* set of KbAuthorTip */
};

gboolean kb_journal_append         (KbJournalWriter  *self,
                                    KbJournalJob     *job,
                                    GError          **error);
gboolean kb_journal_judge_reporter (KbJournalWriter  *self,
                                    const KbHeader   *header,
                                    KbRefusal        *ret_refusal,
                                    GError          **error);
gboolean kb_journal_judge_message  (KbJournalWriter  *self,
                                    const KbHeader   *header,
                                    KbRefusal        *ret_refusal,
                                    GError          **error);
gboolean kb_journal_writer_load    (KbJournalWriter  *self,
                                    GError          **error);
gboolean kb_journal_writer_get_tip (KbJournalWriter  *self,
                                    const KbHeader   *header,
                                    KbAuthorTip     **ret_tip,
                                    GError          **error);

G_END_DECLS
