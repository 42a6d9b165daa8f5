/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-membership.h"
#include "kb-store.h"
#include "kb-text-index.h"

G_BEGIN_DECLS

#define KB_SYNC_ERROR (kb_sync_error_quark ())

/**
 * KbSyncError: what a person is told apart
 * @KB_SYNC_ERROR_UNREACHABLE: no connection to the server
 * @KB_SYNC_ERROR_TLS: its certificate does not fit
 * @KB_SYNC_ERROR_UNKNOWN_DEVICE: 401, the server does not know this device
 * @KB_SYNC_ERROR_NOT_ENTITLED: 403
 * @KB_SYNC_ERROR_BUSY: 429 or 503; tried again later
 * @KB_SYNC_ERROR_SERVER: another 4xx or 5xx
 * @KB_SYNC_ERROR_PROTOCOL: an answer that is not of the agreed form
 * @KB_SYNC_ERROR_JOURNAL: the server's journal does not fit what this computer
 *   has seen (chain errors); an alarm, kept until a person has looked
 * @KB_SYNC_ERROR_UPDATE: an entry that only a newer program understands
 * @KB_SYNC_ERROR_CONFLICT: 409: the entry was not taken as it is
 */
typedef enum
{
  KB_SYNC_ERROR_UNREACHABLE,
  KB_SYNC_ERROR_TLS,
  KB_SYNC_ERROR_UNKNOWN_DEVICE,
  KB_SYNC_ERROR_NOT_ENTITLED,
  KB_SYNC_ERROR_BUSY,
  KB_SYNC_ERROR_SERVER,
  KB_SYNC_ERROR_PROTOCOL,
  KB_SYNC_ERROR_JOURNAL,
  KB_SYNC_ERROR_UPDATE,
  KB_SYNC_ERROR_CONFLICT,
} KbSyncError;

GQuark kb_sync_error_quark (void);

/**
 * KbSync:
 *
 * Pulls, checks, opens and folds; pushes what this device writes. One pull at
 * a time. The same object serves the desktop and the command line.
 *
 * Properties (change on the main context of the constructing thread):
 * "pulling" (boolean), "progress" (double 0–1, -1 unknown), "last-pull" (int64,
 * seconds, 0 never), "offline" (boolean), "alarm" (string code of KbChainError, or NULL;
 * kept in the store), "alarm-since" (int64).
 * Signal "changed" (GArray of guint32 case ids, guint n_new_cases) after each commit.
 */
#define KB_TYPE_SYNC (kb_sync_get_type ())
G_DECLARE_FINAL_TYPE (KbSync, kb_sync, KB, SYNC, GObject)

typedef struct
{
  guint n_entries;
  guint n_new_cases;
  guint n_quarantined;
} KbPullSummary;

KbSync         *kb_sync_new           (KbMembership         *membership,   /* borrowed, must outlive */
                                       KbStore              *store,
                                       KbTextIndex          *index);       /* nullable */
/* Loads roster and heads from the store; call once, after kb_store_open(). */
gboolean        kb_sync_load          (KbSync               *self,
                                       GError              **error);
gboolean        kb_sync_pull          (KbSync               *self,         /* blocks */
                                       GCancellable         *cancellable,
                                       KbPullSummary        *ret_summary,
                                       GError              **error);
void            kb_sync_pull_async    (KbSync               *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean        kb_sync_pull_finish   (KbSync               *self,
                                       GAsyncResult         *result,
                                       KbPullSummary        *ret_summary,
                                       GError              **error);
/* A copy of what the roster says now, for panels: who the custodian is, who is enrolled. */
char           *kb_sync_dup_custodian_name (KbSync          *self);        /* NULL: none appointed */
gboolean        kb_sync_is_custodian  (KbSync               *self);        /* this device, appointed */
char           *kb_sync_dup_office    (KbSync               *self);
char           *kb_sync_dup_device_name (KbSync             *self,
                                         const guint8        sign[KB_SIGN_PUBLIC_SIZE]);
/* Pushes one entry and pulls until it is seen in the verified chain. */
gboolean        kb_sync_push          (KbSync               *self,
                                       KbEntry              *entry,
                                       GCancellable         *cancellable,
                                       GError              **error);
/* Text of a stored entry for the index; for kb_text_index_fill_async(). */
char           *kb_sync_search_text   (const KbStoredEntry  *entry,
                                       const KbStoredCase   *stored_case);
/* Fold inputs of a case from its stored entries, for kb_case_new(). */

G_END_DECLS
