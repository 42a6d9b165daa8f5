/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-refusal.h"
#include "kb-storage.h"

G_BEGIN_DECLS

typedef struct _KbJournalReader KbJournalReader;

/**
 * KbJournalReaderFunc:
 * @page: (nullable): frames, ending in a signed head; %NULL when refused
 *
 * Called on the main context.
 */
typedef void (*KbJournalReaderFunc) (GBytes    *page,
                                     KbRefusal  refusal,
                                     gpointer   data);

/* Returns: FALSE only when the storage failed. */
typedef gboolean (*KbStorageReadFunc) (KbStorage  *storage,
                                       gpointer    data,
                                       GError    **error);
typedef void     (*KbStorageDoneFunc) (KbRefusal   refusal,
                                       gpointer    data);

KbJournalReader *kb_journal_reader_new   (const char           *database,
                                          KbSigningKey         *intake,
                                          GError              **error);
void             kb_journal_reader_free  (KbJournalReader      *self);
void             kb_journal_reader_run   (KbJournalReader      *self,
                                          KbStorageReadFunc     read,
                                          KbStorageDoneFunc     done,
                                          gpointer              data);
void             kb_journal_reader_start (KbJournalReader      *self,
                                          const guint8          genesis[KB_HASH_SIZE],
                                          KbStream              stream,
                                          guint64               after,
                                          gboolean              only_custody,
                                          GHashTable           *held,
                                          KbJournalReaderFunc   func,
                                          gpointer              data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbJournalReader, kb_journal_reader_free)

G_END_DECLS
