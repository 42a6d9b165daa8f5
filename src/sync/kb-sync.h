/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-alarm.h"
#include "kb-case.h"
#include "kb-similar.h"
#include "kb-compose.h"
#include "kb-membership.h"
#include "kb-store.h"
#include "kb-sync-error.h"
#include "kb-text-index.h"

G_BEGIN_DECLS

/**
 * KbSync:
 *
 * Pulls, checks, opens and folds; pushes what this device writes. One pull at
 * a time. The same object serves the desktop and the command line.
 *
 * Properties (change on the main context of the constructing thread):
 * "pulling" (boolean), "progress" (double 0–1, -1 unknown), "last-pull" (int64,
 * seconds, 0 never), "offline" (boolean), "alarm" (string code of the oldest KbAlarm,
 * or NULL; kept in the store; "notify" with each one), "alarm-since" (int64),
 * "store-older" (boolean: the file is
 * older than what the keyring witnessed: a restored copy), "retry-after" (uint,
 * seconds that a busy server asked for, else 0), "n-pending" (uint, written here, not yet seen in
 * the chain), "n-refused" (uint, of them, what the server would not take), "next-try" (int64,
 * seconds, 0 none: when the outbox should be sent again; the caller keeps the timer).
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

/* @membership is borrowed and must outlive the object. */
KbSync         *kb_sync_new           (KbMembership         *membership,
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
/* A person has looked at these alarms, from kb_sync_dup_alarms(). */
gboolean        kb_sync_clear_alarms  (KbSync               *self,
                                       GArray               *seen,
                                       GError              **error);
/* Of KbAlarm, the oldest first: all that no person has looked at yet. */
GArray         *kb_sync_dup_alarms    (KbSync               *self);

/* A copy of what the roster says now, for panels: who the custodian is, who is enrolled. */
char           *kb_sync_dup_custodian_name (KbSync          *self);     /* NULL: none appointed */
gboolean        kb_sync_is_custodian  (KbSync               *self);     /* this device, appointed */
char           *kb_sync_dup_office    (KbSync               *self);
char           *kb_sync_dup_device_name (KbSync             *self,
                                         const guint8        sign[KB_SIGN_PUBLIC_SIZE]);
/* age1… of the custodian in force, or NULL. */
char           *kb_sync_dup_custodian_recipient (KbSync     *self);
/* age1… of the audience's latest epoch, or NULL. */
char           *kb_sync_dup_audience_recipient (KbSync      *self,
                                                const char  *audience,
                                                guint32     *ret_epoch);

/* What this device needs to write its next entry in @stream, as of the last pull; the device in it
 * is borrowed. */
void            kb_sync_get_authorship (KbSync              *self,
                                        KbStream             stream,
                                        gint64               now,
                                        KbAuthorship        *ret_authorship);
/* Requests go with this token from now on: the recovery sheet's, until this device is enrolled. */
void            kb_sync_use_token     (KbSync               *self,
                                       KbSecret             *token);        /* nullable */
/* Pushes one entry and pulls until it is seen in the verified chain. */
gboolean        kb_sync_push          (KbSync               *self,
                                       KbEntry              *entry,
                                       GCancellable         *cancellable,
                                       GError              **error);
/* The same, keeping what was sealed in it: this device may hold no key that opens it again. */
gboolean        kb_sync_push_with_plain (KbSync             *self,
                                         KbEntry            *entry,
                                         GBytes             *plain,
                                         GCancellable       *cancellable,
                                         GError            **error);
/**
 * kb_sync_write:
 * @members: of the part `work` without context and v: {"ops": […]}
 *
 * One change of a case: sealed, signed and put in the outbox; durable, and shown as pending, when
 * this returns. Needs no network.
 */
gboolean        kb_sync_write         (KbSync               *self,
                                       KbStream              stream,
                                       const guint8          case_id[KB_CASE_ID_SIZE],
                                       JsonObject           *members,
                                       GError              **error);
/* Any other entry of this device, as it is; @plain as in KbOutboxItem. */
gboolean        kb_sync_enqueue       (KbSync               *self,
                                       KbEntry              *entry,
                                       GBytes               *plain,
                                       GError              **error);
/* What waits, of KbOutboxItem, in the order of writing. No I/O; any thread. */
GPtrArray      *kb_sync_dup_outbox    (KbSync               *self);
/* What an item says, for a person: a line for each change. */
char           *kb_sync_describe_item (const KbOutboxItem   *item);
/* Gives up what the server refused: @id is KbOutboxItem's. Only what was refused. */
gboolean        kb_sync_drop_refused  (KbSync               *self,
                                       gint64                id,
                                       GError              **error);
/* Sends the outbox in order, sealing anew what has an old key, and pulls. Blocks; one attempt.
 * Nothing waiting: the same as a pull. */
gboolean        kb_sync_exchange      (KbSync               *self,
                                       GCancellable         *cancellable,
                                       KbPullSummary        *ret_summary,
                                       GError              **error);
void            kb_sync_exchange_async (KbSync              *self,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean        kb_sync_exchange_finish (KbSync             *self,
                                       GAsyncResult         *result,
                                       KbPullSummary        *ret_summary,
                                       GError              **error);
/* Fetches page and profile as a stranger does and compares them; a difference is an alarm
 * ("page", "profile"). FALSE only where they could not be fetched. */
gboolean        kb_sync_watch_page    (KbSync               *self,
                                       GCancellable         *cancellable,
                                       GError              **error);
/* The same, at most once an hour; a failure is kept for the next time. */
void            kb_sync_watch_hourly  (KbSync               *self,
                                       GCancellable         *cancellable);
/* Files a test of the line and remembers it: one that the server took and does not show in the
 * chain with the next pull is an alarm ("withheld"). */
gboolean        kb_sync_file_canary   (KbSync               *self,
                                       GCancellable         *cancellable,
                                       GError              **error);
/* Hands all that this desktop holds to a server that was restored; see docs/protocol.md. */
gboolean        kb_sync_republish     (KbSync               *self,
                                       KbSecret             *first_code,   /* nullable: the token */
                                       gboolean              finish,     /* supervisor */
                                       GCancellable         *cancellable,
                                       guint64              *ret_n_entries,
                                       GError              **error);
/* A copy of the roster as of the last pull, for panels and ceremonies. */
KbRoster       *kb_sync_dup_roster    (KbSync               *self);
/* The head of a stream; seq 0 for none. */
void            kb_sync_get_head      (KbSync               *self,
                                       KbStream              stream,
                                       KbChain              *ret_head);
/* 12 words of the link at @seq (0: the head), and the QR text. NULL: no such seq here. */
char           *kb_sync_compare_words (KbSync               *self,
                                       KbStream              stream,
                                       guint64               seq,
                                       char                **ret_qr_text,
                                       GError              **error);
/* What another person's screen or paper says; another link there is an alarm ("fork"). */
gboolean        kb_sync_compare       (KbSync               *self,
                                       KbStream              stream,
                                       guint64               seq,
                                       const char           *words_or_qr_text,
                                       gboolean             *ret_equal,
                                       GError              **error);
/* Names of colleagues of whom nothing was heard for 16 days: a warning, not an alarm. */
GStrv           kb_sync_dup_quiet     (KbSync               *self);
/* Which keys this device holds: of "AUDIENCE/EPOCH", sorted. */
GStrv           kb_sync_dup_key_names (KbSync               *self);
/* The custody part's JSON of an identity-use entry, as the fold reads it. */
GBytes         *kb_sync_custody_plain (const KbEntry        *entry,
                                       const KbIdentityUse  *use);
/* One sealed identity part of @complaint, released for the entry @use. */
GBytes         *kb_sync_fetch_identity (KbSync              *self,
                                        const guint8         complaint[KB_HASH_SIZE],
                                        KbPartRole           role,
                                        const guint8         use[KB_HASH_SIZE],
                                        GCancellable        *cancellable,
                                        GError             **error);

/**
 * kb_sync_tell:
 * @content: of docs/protocol.md "Answers", without counter: {"kind": "message", "text": …}; taken
 *
 * To the case's reporter: sealed, proved, signed and put in the outbox. KB_SYNC_ERROR_NO_MAILBOX
 * where there is no way back. Needs no network.
 */
gboolean        kb_sync_tell          (KbSync               *self,
                                       KbStream              stream,
                                       const guint8          case_id[KB_CASE_ID_SIZE],
                                       JsonObject           *content,
                                       GError              **error);
/* Status cards that are due, into the outbox: of this case at once, or (NULL) of all cases as
 * docs/protocol.md says; a pull that reached the end does the latter. */
gboolean        kb_sync_write_cards   (KbSync               *self,
                                       KbStream              stream,
                                       const guint8         *case_id,       /* nullable */
                                       gint64                now,
                                       guint                *ret_n_cards,
                                       GError              **error);
/**
 * kb_sync_seal_filed:
 * @complaint: what was told on paper or by mouth; wiped by the caller at once
 * @channel: "letter", "walk-in", "phone", "email", "other"
 * @ret_words: the reporter's receipt, to be handed over
 *
 * A complaint typed by this officer, sealed: from here on nobody here can read its identity.
 */
KbEntry        *kb_sync_seal_filed    (KbSync               *self,
                                       const KbComplaint    *complaint,
                                       const char           *channel,
                                       KbSecret            **ret_words,
                                       GError              **error);
/* Sends it as the page does and pulls until it is seen; the same entry may be sent again. */
gboolean        kb_sync_file          (KbSync               *self,
                                       KbEntry              *entry,
                                       GCancellable         *cancellable,
                                       GError              **error);
/* What the office chose: section → value, JSON text. */
GHashTable     *kb_sync_dup_settings  (KbSync               *self);

typedef struct
{
  guint8        device[KB_SIGN_PUBLIC_SIZE];
  char         *name;
  KbDeviceRole  role;
} KbPerson;

/* Those enrolled now who read this case, of KbPerson: whom it can be assigned to. No I/O. */
GPtrArray      *kb_sync_dup_people    (KbSync               *self,
                                       KbStream              stream,
                                       const guint8          case_id[KB_CASE_ID_SIZE]);
/* Text of a stored entry for the index. */
char           *kb_sync_search_text   (const KbStoredEntry  *entry,
                                       const KbStoredCase   *stored_case);
/* The same for kb_text_index_fill_async(), with a KbSync that learns what cases are alike. */
char           *kb_sync_index_text    (const KbStoredEntry  *entry,
                                       const KbStoredCase   *stored_case,
                                       gpointer              sync);
/* Of the stories that the index got. */
KbSimilar      *kb_sync_get_similar   (KbSync               *self);
/* The case with what waits of it in the outbox on top; @state is taken. No I/O; any thread. */
KbCaseState    *kb_sync_fold_waiting  (KbSync               *self,
                                       KbCaseState          *state);
/* A case in full from its rows, entries with the authors' names. No I/O; any thread. */
KbCase         *kb_sync_make_case     (KbSync               *self,
                                       const KbStoredCase   *stored_case,
                                       GPtrArray            *entries,       /* of KbStoredEntry* */
                                       GError              **error);

G_END_DECLS
