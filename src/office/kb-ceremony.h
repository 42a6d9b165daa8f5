/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-code.h"
#include "kb-recovery.h"
#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbOffice:
 *
 * What a supervisor's ceremony works with. All calls block; each writes signed
 * entries and returns when they were seen in the verified chain. Borrowed.
 */
typedef struct
{
  KbMembership *membership;
  KbSync       *sync;
  KbStore      *store;
} KbOffice;

/* Asks the endpoint who it is, before there is an office or a membership: its key, and the genesis
 * and name of its office (zeros and NULL before the founding). */
gboolean  kb_ceremony_ask_endpoint    (const char         *url,
                                       const char         *ca_file,      /* nullable */
                                       guint8              ret_intake[KB_SIGN_PUBLIC_SIZE],
                                       guint8              ret_genesis[KB_HASH_SIZE],
                                       char              **ret_office,
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Founding. Makes the genesis entry; the sheet, which names it, is to be printed before
 * kb_ceremony_found() sends it. @membership has device keys, endpoint, intake and name. */
KbEntry  *kb_ceremony_compose_genesis (KbMembership       *membership,
                                       const char         *office_name,
                                       KbRecovery         *recovery);
/* Writes the genesis entry with the server's one-time code; genesis and role are filled in, token
 * and office.ini are kept. */
gboolean  kb_ceremony_found           (KbMembership       *membership,
                                       KbEntry            *genesis,
                                       const guint8        code[KB_CODE_SIZE],
                                       GCancellable       *cancellable,
                                       GError            **error);
/* Whatever the roster lacks: first keys, keys of newcomers, a new epoch where a revoked device
 * holds the newest, a profile that names it all and is good for another week. Nothing to do: no
 * entry is written. Any supervisor, any time; safe to repeat. @page_dir NULL: the page's hashes
 * stay as they were. */
gboolean  kb_ceremony_mend            (const KbOffice     *office,
                                       const char         *page_dir,     /* nullable */
                                       GCancellable       *cancellable,
                                       GError            **error);
/* Does the roster lack what a supervisor's desktop could mend? For after a pull; @now: seconds. */
gboolean  kb_office_lacks             (const KbRoster     *roster,
                                       gint64              now);
/* Signs what reporters' browsers need to know, for @days; hashes the files of @page_dir. */
gboolean  kb_ceremony_publish_profile (const KbOffice     *office,
                                       const char         *page_dir,     /* nullable */
                                       guint               days,
                                       GCancellable       *cancellable,
                                       GError            **error);

/* What the office chooses instead of a preset, for all its desktops; @section and @value as for
 * kb_roster_settings_body(). What is so already writes nothing. */
gboolean  kb_ceremony_set_setting     (const KbOffice     *office,
                                       const char         *section,
                                       const char         *value,
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Joining, the supervisor's side. */
gboolean  kb_ceremony_invite          (const KbOffice     *office,
                                       guint8              ret_code[KB_CODE_SIZE],
                                       GCancellable       *cancellable,
                                       GError            **error);
/* NULL without error: nobody has used the code yet. */
char     *kb_ceremony_fetch_request   (const KbOffice     *office,
                                       const guint8        code[KB_CODE_SIZE],
                                       GCancellable       *cancellable,
                                       GError            **error);
gboolean  kb_ceremony_close_invite    (const KbOffice     *office,
                                       const guint8        code[KB_CODE_SIZE],
                                       GCancellable       *cancellable,
                                       GError            **error);
/* Reads a request and its words; nothing is written. */
gboolean  kb_ceremony_read_request    (const KbOffice     *office,
                                       const char         *request,
                                       KbDevice           *ret_device,   /* clear its name */
                                       char              **ret_words,
                                       GError            **error);
/* Do the typed words (any spacing and case) fit the request's? */
gboolean  kb_ceremony_words_match     (const char         *words,
                                       const char         *typed);
/* Enrols the device of a request and grants it the keys of its role. A supervisor's device takes
 * a second person: @second where there is one supervisor; with more it is proposed, and
 * @ret_proposed says so. */
gboolean  kb_ceremony_approve         (const KbOffice     *office,
                                       const char         *request,
                                       KbRecovery         *second,       /* nullable */
                                       gboolean           *ret_proposed, /* nullable */
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Joining, the newcomer's side. @membership is new; endpoint, intake, genesis, role and name are
 * filled in. @recipient: a custodian's own, from kb_custody_set_up(); of use to custodians only.
 * kb_ceremony_send_request() keeps the membership: from then on the profile waits to be let in. */
char     *kb_ceremony_request         (KbMembership       *membership,
                                       const char         *recipient,    /* nullable */
                                       char              **ret_words,
                                       GError            **error);
gboolean  kb_ceremony_send_request    (KbMembership       *membership,
                                       const guint8        code[KB_CODE_SIZE],
                                       const char         *request,
                                       GCancellable       *cancellable,
                                       GError            **error);
/* Is this device enrolled by now? One question to the server. */
gboolean  kb_ceremony_is_enrolled     (KbMembership       *membership,
                                       gboolean           *ret_enrolled,
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Two persons. Proposes or, where there is one supervisor, writes it with @second. */
gboolean  kb_ceremony_appoint         (const KbOffice     *office,
                                       const guint8        device[KB_SIGN_PUBLIC_SIZE],
                                       const char         *title,
                                       KbRecovery         *second,       /* nullable */
                                       gboolean           *ret_proposed, /* nullable */
                                       GCancellable       *cancellable,
                                       GError            **error);
/* The seven words of a device, which its own screen shows too: when it joins, and later among what
 * it says of itself. */
char     *kb_ceremony_device_words    (const guint8        genesis[KB_HASH_SIZE],
                                       const KbDevice     *device);
/* Those of the device that a proposal is about, for the second person to compare; NULL for none. */
char     *kb_ceremony_proposal_words  (const KbRoster     *roster,
                                       const KbProposal   *proposal);
/* The second person carries out what another supervisor proposed: @seq is the KbProposal's. */
gboolean  kb_ceremony_second          (const KbOffice     *office,
                                       guint64             seq,
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Revokes, then mends: new keys for those who remain, a new profile. */
gboolean  kb_ceremony_revoke          (const KbOffice     *office,
                                       const guint8        device[KB_SIGN_PUBLIC_SIZE],
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Streams. Gives the case an audience of its own, or its next epoch, without these devices. */
gboolean  kb_ceremony_exclude         (const KbOffice     *office,
                                       KbStream            stream,
                                       const guint8        case_id[KB_CASE_ID_SIZE],
                                       const guint8      (*devices)[KB_SIGN_PUBLIC_SIZE],
                                       guint               n_devices,
                                       GCancellable       *cancellable,
                                       GError            **error);
/* Takes a leadership case to the case team. */
gboolean  kb_ceremony_widen           (const KbOffice     *office,
                                       const guint8        case_id[KB_CASE_ID_SIZE],
                                       KbRecovery         *second,       /* nullable */
                                       gboolean           *ret_proposed, /* nullable */
                                       GCancellable       *cancellable,
                                       GError            **error);

/* Every desktop lost: enrols @membership as a supervisor by the paper key, takes the keys, and
 * revokes the devices that are gone. @membership as for joining; genesis comes from the sheet or
 * the endpoint and is compared. */
gboolean  kb_ceremony_recover         (const KbOffice     *office,
                                       KbRecovery         *recovery,
                                       gboolean            revoke_others,
                                       GCancellable       *cancellable,
                                       GError            **error);

G_END_DECLS
