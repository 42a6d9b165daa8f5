/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbAccess:
 *
 * Who has access as of one moment: what the pane of devices shows. Immutable;
 * made on a worker thread.
 */
#define KB_TYPE_ACCESS (kb_access_get_type ())
G_DECLARE_FINAL_TYPE (KbAccess, kb_access, KB, ACCESS, GObject)

KbAccess       *kb_access_load          (KbSync          *sync,
                                         KbStore         *store,
                                         KbMembership    *membership,
                                         GError         **error);
/* From parts, for tests. @roster is taken. */
KbAccess       *kb_access_new           (KbRoster        *roster,
                                         const guint8     own[KB_SIGN_PUBLIC_SIZE]);
void            kb_access_set_hour      (KbAccess        *self,
                                         guint64          seq,
                                         guint64          hour);
void            kb_access_set_heard     (KbAccess        *self,
                                         const guint8     sign[KB_SIGN_PUBLIC_SIZE],
                                         guint64          hour);
const KbRoster *kb_access_get_roster    (KbAccess        *self);
const KbDevice *kb_access_get_own       (KbAccess        *self);
/* Hours since 1970 at which the server took the roster's entry @seq; 0: not known. */
guint64         kb_access_get_hour      (KbAccess        *self,
                                         guint64          seq);
/* Hour of the newest entry by that device that was found; 0: none. */
guint64         kb_access_get_heard     (KbAccess        *self,
                                         const guint8     sign[KB_SIGN_PUBLIC_SIZE]);
guint64         kb_access_get_head      (KbAccess        *self,
                                         KbStream         stream);
const char     *kb_access_get_profile   (KbAccess        *self);
/* Colleagues of whom nothing was heard for long. */
const char    **kb_access_get_quiet     (KbAccess        *self);
/* "AUDIENCE/EPOCH" of the keys in this computer's keyring, sorted. */
const char    **kb_access_get_key_names (KbAccess        *self);

G_END_DECLS
