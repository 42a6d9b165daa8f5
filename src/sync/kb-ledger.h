/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"
#include "kb-heard.h"
#include "kb-membership.h"
#include "kb-store.h"

G_BEGIN_DECLS

#define KB_N_STREAMS 4          /* indexed by KbStream; 0 is unused */

/**
 * KbWitness:
 *
 * What the keyring remembers of a stream's head, so that an older copy of the
 * store, or of the server, is noticed.
 */
typedef struct
{
  guint64 seq;                  /* 0: none */
  guint8  link[KB_HASH_SIZE];
  guint64 author_seq;           /* of this device */
} KbWitness;

#define KB_LEDGER_RECENT 4096   /* links of the last entries, by seq modulo this */

typedef struct
{
  guint64 seq;
  guint8  link[KB_HASH_SIZE];
} KbRecent;

/**
 * KbLedger:
 *
 * What this device knows of the journal, held in memory and rebuilt from the
 * store: the roster, the heads, each author's last number, the keys.
 */
typedef struct
{
  KbMembership *membership;     /* borrowed */
  KbStore      *store;          /* borrowed */
  KbRoster     *roster;
  GByteArray   *roster_links;   /* link of seq n at (n - 1) * KB_HASH_SIZE */
  KbChain       heads[KB_N_STREAMS];
  KbAuthors    *authors[KB_N_STREAMS];
  KbHeard      *heard[KB_N_STREAMS];
  KbHeard      *enrolled;       /* when each device was */
  GHashTable   *keys;           /* "AUDIENCE/EPOCH" → KbAgeIdentity */
  KbWitness     witness[KB_N_STREAMS];
  KbRecent     *recent[KB_N_STREAMS];   /* nullable */
  guint64       floor[KB_N_STREAMS];    /* roster seq that a new entry states at least */
} KbLedger;

KbLedger      *kb_ledger_new           (KbMembership    *membership,
                                        KbStore         *store);
void           kb_ledger_free          (KbLedger        *self);
gboolean       kb_ledger_load          (KbLedger        *self,
                                        GCancellable    *cancellable,
                                        GError         **error);
gboolean       kb_ledger_load_witness  (KbLedger        *self,
                                        GCancellable    *cancellable,
                                        GError         **error);
gboolean       kb_ledger_save          (KbLedger        *self,
                                        KbStream         stream,
                                        GCancellable    *cancellable,
                                        GError         **error);
KbDeviceRole   kb_ledger_get_role      (const KbLedger  *self);
gboolean       kb_ledger_has_audience  (const KbLedger  *self,
                                        const char      *audience);
gboolean       kb_ledger_open_grants   (KbLedger        *self,
                                        GCancellable    *cancellable,
                                        GError         **error);
gboolean       kb_ledger_raise_floor   (KbLedger        *self,
                                        KbStream         stream,
                                        guint64          roster_seq,
                                        GError         **error);
const guint8  *kb_ledger_roster_link   (const KbLedger  *self,
                                        guint64          seq);
gboolean       kb_ledger_follow_author (KbLedger        *self,
                                        const KbEntry   *entry,
                                        KbQuarantine     quarantine,
                                        GError         **error);
void           kb_ledger_hear          (KbLedger        *self,
                                        const KbEntry   *entry,
                                        const KbPlace   *place,
                                        KbQuarantine     quarantine);
KbQuarantine   kb_ledger_enrol         (KbLedger        *self,
                                        const KbEntry   *entry,
                                        const KbPlace   *place,
                                        KbQuarantine     quarantine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbLedger, kb_ledger_free)

G_END_DECLS
