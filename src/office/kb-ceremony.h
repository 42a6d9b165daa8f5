/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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

/* Writes the genesis entry with the server's one-time code. @membership has device keys, endpoint,
 * intake and name; genesis and role are filled in, token and office.ini are kept. */
gboolean  kb_ceremony_found           (KbMembership      *membership,
                                       const char        *office_name,
                                       KbRecovery        *recovery,
                                       KbSecret          *code,
                                       GCancellable      *cancellable,
                                       GError           **error);
/* The first keys of the audiences office and leadership. After kb_ceremony_found() and a pull. */
gboolean  kb_ceremony_grant_first     (const KbOffice    *office,
                                       GCancellable      *cancellable,
                                       GError           **error);
/* A device's request to join: one line of JSON. Also the seven words that two people compare. */
char     *kb_ceremony_request         (KbMembership      *membership,
                                       const guint8       genesis[KB_HASH_SIZE],
                                       KbDeviceRole       role,
                                       const char        *name,
                                       char             **ret_words,
                                       GError           **error);
/* Reads a request and its words; nothing is written. */
gboolean  kb_ceremony_read_request    (const KbOffice    *office,
                                       const char        *request,
                                       KbDevice          *ret_device,
                                       char             **ret_words,
                                       GError           **error);
/* Enrols the device of a request and grants it the keys of its role. */
gboolean  kb_ceremony_approve         (const KbOffice    *office,
                                       const char        *request,
                                       GCancellable      *cancellable,
                                       GError           **error);
/* Appoints an enrolled custodian's device; the recovery key is the second person. */
gboolean  kb_ceremony_appoint         (const KbOffice    *office,
                                       const guint8       device[KB_SIGN_PUBLIC_SIZE],
                                       const char        *recipient,
                                       const char        *title,
                                       KbRecovery        *second,
                                       GCancellable      *cancellable,
                                       GError           **error);
/* Signs what reporters' browsers need to know, for @days; hashes the files of @page_dir. */
gboolean  kb_ceremony_publish_profile (const KbOffice    *office,
                                       const char        *page_dir,   /* nullable */
                                       guint              days,
                                       GCancellable      *cancellable,
                                       GError           **error);

G_END_DECLS
