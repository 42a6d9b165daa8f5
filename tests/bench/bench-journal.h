/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-storage.h"
#include "kb-test-office.h"

G_BEGIN_DECLS

#define BENCH_YEAR_HOURS (365 * 24)

/**
 * BenchJournal:
 *
 * The journal of an intake that is not running, written without asking it: what
 * it would refuse gets in, too. Where something fails the program ends.
 */
typedef struct
{
  KbStorage    *storage;
  KbSigningKey *intake;
  KbChain       chains[KB_TEST_STREAMS];
  guint64       hour;           /* of what comes next; a year ago at first */
  guint         n_waiting;      /* not committed yet */
} BenchJournal;

BenchJournal *bench_journal_open         (const char    *data);
void          bench_journal_commit       (BenchJournal  *self);
/* Commits, and frees @self. */
void          bench_journal_close        (BenchJournal  *self);
/* The office's roster so far. */
void          bench_journal_begin        (BenchJournal  *self,
                                          KbTestOffice  *office);
void          bench_journal_append       (BenchJournal  *self,
                                          KbEntry       *entry);
/* As a hostile server: states another head of the roster. */
void          bench_journal_append_with  (BenchJournal  *self,
                                          KbEntry       *entry,
                                          const KbChain *roster);
/* The supervisor's desktop, which has pulled nothing, as @profile. */
void          bench_journal_keep_profile (BenchJournal  *self,
                                          KbTestOffice  *office,
                                          const char    *profile);

G_END_DECLS
