/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-journal-writer.h"

G_BEGIN_DECLS

/**
 * KbRefill:
 * @frames: what a desktop sent; must stay until the job is done
 * @roster: (element-type KbEntry): roster entries that were stored
 * @first_seq: of the first of them
 *
 * The task of a job that brings a part of a stream back.
 */
typedef struct
{
  KbStream   stream;
  KbReader   frames;
  GPtrArray *roster;
  guint64    first_seq;
} KbRefill;

KbRefill *kb_refill_new         (KbStream          stream,
                                 gconstpointer     frames,
                                 gsize             size);
void      kb_refill_free        (gpointer          self);
gboolean  kb_refill_next        (KbReader         *frames,
                                 KbFrame          *ret_frame) G_GNUC_WARN_UNUSED_RESULT;
/* Of jobs: stores, or ends the refill. */
gboolean  kb_refill_work        (KbJournalWriter  *writer,
                                 KbJournalJob     *job,
                                 GError          **error);
gboolean  kb_refill_finish_work (KbJournalWriter  *writer,
                                 KbJournalJob     *job,
                                 GError          **error);

G_END_DECLS
