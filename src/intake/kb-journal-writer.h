/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-clock.h"
#include "kb-refusal.h"
#include "kb-standing.h"

G_BEGIN_DECLS

typedef struct _KbJournalJob KbJournalJob;
typedef struct _KbJournalWriter KbJournalWriter;

/**
 * KbJournalJobFunc:
 * @job: answered; freed after this call
 *
 * Called on the main context once the entry is on the disk, or refused.
 */
typedef void (*KbJournalJobFunc) (KbJournalJob *job,
                                  gpointer      data);

/**
 * KbJournalWorkFunc:
 *
 * What a job does, in the writer's thread and inside its transaction. Sets the
 * job's refusal, or "stored".
 *
 * Returns: %FALSE only when the storage failed
 */
typedef gboolean (*KbJournalWorkFunc) (KbJournalWriter  *self,
                                       KbJournalJob     *job,
                                       GError          **error);

/**
 * KbJournalRosterFunc:
 *
 * Called on the main context for each roster entry that was stored, before its
 * job is answered.
 */
typedef void (*KbJournalRosterFunc) (KbEntry  *entry,
                                     guint64   seq,
                                     gpointer  data);

struct _KbJournalJob
{
  KbJournalWorkFunc work;
  gpointer          task;       /* of a job without an entry */
  GDestroyNotify    free_task;
  KbEntry          *entry;      /* (nullable) */
  gboolean          has_mailbox;
  guint8            mailbox[KB_HASH_SIZE];
  gboolean          first;      /* by the first code: may be the genesis entry */
  KbJournalJobFunc  done;
  gpointer          data;

  /* The answer. */
  gboolean          verified;   /* signature and parts are right */
  gboolean          stored;
  KbRefusal         refusal;
  guint64           seq;
};

KbJournalJob    *kb_journal_job_new            (KbEntry              *entry,
                                                KbJournalJobFunc      done,
                                                gpointer              data);
KbJournalJob    *kb_journal_task_new           (KbJournalWorkFunc     work,
                                                gpointer              task,
                                                GDestroyNotify        free_task,
                                                KbJournalJobFunc      done,
                                                gpointer              data);

KbJournalWriter *kb_journal_writer_new         (KbStorage            *storage,
                                                const guint8          intake[KB_SIGN_PUBLIC_SIZE],
                                                KbClock               clock,
                                                KbJournalRosterFunc   roster_func,
                                                gpointer              data,
                                                GError              **error);
void             kb_journal_writer_free        (KbJournalWriter      *self);
void             kb_journal_writer_push        (KbJournalWriter      *self,
                                                KbJournalJob         *job);
guint            kb_journal_writer_get_pending (KbJournalWriter      *self);

KbRefusal        kb_refusal_from_storage       (const GError         *error);
KbRefusal        kb_refusal_from_entry         (const GError         *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbJournalWriter, kb_journal_writer_free)

G_END_DECLS
