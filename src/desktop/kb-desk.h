/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"
#include "kb-fault.h"
#include "kb-keyring.h"
#include "kb-opening.h"

G_BEGIN_DECLS

typedef enum
{
  KB_DESK_STAGE_STARTING,
  KB_DESK_STAGE_READY,
  KB_DESK_STAGE_FAULT,           /* "fault" says what keeps the case file closed */
  KB_DESK_STAGE_LOCKED,          /* by the person; nothing is held in memory */
} KbDeskStage;

typedef enum
{
  KB_DESK_ROLE_OFFICER,
  KB_DESK_ROLE_SUPERVISOR,
  KB_DESK_ROLE_CUSTODIAN,
} KbDeskRole;

/**
 * KbDesk:
 *
 * One person's desk: it owns keyring, membership, store, text index and sync,
 * and shows them to the windows as properties that change on the main thread.
 * Everything that takes time runs elsewhere.
 *
 * Properties:
 * "stage" (int, #KbDeskStage), "fault" (#KbFault, %NULL), "role" (int, #KbDeskRole);
 * "office", "person", "custodian-name" (strings, the last %NULL: none is appointed);
 * "is-custodian" (boolean: this device is the one appointed), "custodian-recipient" (string, %NULL:
 * no key was made);
 * "pulling", "offline" (booleans), "progress" (double, -1 unknown), "last-pull" (int64, 0 never),
 * "pull-fault" (#KbFault, %NULL), "pull-interval" (uint, seconds, 0 never);
 * "n-pending" (uint: written here, not in the journal yet), "n-refused" (uint: of them, what the
 * server would not take);
 * "alarm" (string code, %NULL), "alarm-since" (int64);
 * "store-older" (boolean: the case file is an older copy than the keyring remembers);
 * "view" (uint, #KbCaseView), "search" (string), "cases" (GListModel of KbCaseRow),
 * "listing" (boolean: the rows are not there yet), "n-hits" (uint: hits of the search where they
 * are more than are listed, else 0);
 * "opening" (#KbOpening, %NULL), "opening-case" (uint).
 *
 * Signals: "counts-changed" (saved views, too); "filter-changed" (or the order); "arrived"
 * (guint: new cases); "case-changed" (guint id) of a case that a pull changed; "opening-ended"
 * (guint id, GError or %NULL) when the window of an identity is closed or never opened;
 * "draft-changed" (guint id) when a draft of the case begins, ends or is put on disk;
 * "settings-changed" when the office's settings, and with them its clocks, are others.
 */
#define KB_TYPE_DESK (kb_desk_get_type ())
G_DECLARE_FINAL_TYPE (KbDesk, kb_desk, KB, DESK, GObject)

KbDesk     *kb_desk_new                   (const char           *profile);
KbDesk     *kb_desk_new_with_keyring      (const char           *profile,
                                           KbKeyring            *keyring);
void        kb_desk_start                 (KbDesk               *self);
void        kb_desk_stop                  (KbDesk               *self);
void        kb_desk_lock                  (KbDesk               *self);
void        kb_desk_unlock_keyring        (KbDesk               *self);
void        kb_desk_rebuild               (KbDesk               *self);

void        kb_desk_pull                  (KbDesk               *self);
void        kb_desk_cancel_pull           (KbDesk               *self);
GListModel *kb_desk_get_cases             (KbDesk               *self);
void        kb_desk_set_search            (KbDesk               *self,
                                           const char           *query);
void        kb_desk_set_unread            (KbDesk               *self,
                                           guint32               id,
                                           gboolean              unread);
void        kb_desk_load_case_async       (KbDesk               *self,
                                           guint32               id,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
KbCase     *kb_desk_load_case_finish      (KbDesk               *self,
                                           GAsyncResult         *result,
                                           GError              **error);

void        kb_desk_write                 (KbDesk               *self,
                                           guint32               id,
                                           JsonObject           *members,
                                           GAsyncReadyCallback   callback,     /* nullable */
                                           gpointer              user_data);
gboolean    kb_desk_write_finish          (KbDesk               *self,
                                           GAsyncResult         *result,
                                           GError              **error);
char       *kb_desk_dup_refused           (KbDesk               *self);
void        kb_desk_drop_refused          (KbDesk               *self);
GPtrArray  *kb_desk_dup_people            (KbDesk               *self,
                                           KbCase               *kase);

gboolean    kb_desk_open_identity         (KbDesk               *self,
                                           guint32               id,
                                           const KbIdentityUse  *use,
                                           KbSecret             *passphrase);
void        kb_desk_close_identity        (KbDesk               *self);

void        kb_desk_make_custodian_async  (KbDesk               *self,
                                           KbSecret             *passphrase,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char       *kb_desk_make_custodian_finish (KbDesk               *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
