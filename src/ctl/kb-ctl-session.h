/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"
#include "kb-ctl.h"
#include "kb-endpoint.h"
#include "kb-sync.h"

G_BEGIN_DECLS

/**
 * KbCtlSession:
 *
 * A profile in use: its keys, its file and the sync over both. All members
 * are there; what is opened here is closed with kb_ctl_session_free().
 */
typedef struct
{
  KbKeyring    *keyring;
  KbMembership *membership;
  KbStore      *store;
  KbSync       *sync;
} KbCtlSession;

KbCtlSession *kb_ctl_session_open      (KbCtl         *ctl,
                                        GError       **error);
/* For a membership that was made a moment ago; takes it. */
KbCtlSession *kb_ctl_session_open_with (KbMembership  *membership,
                                        GError       **error);
void          kb_ctl_session_free      (KbCtlSession  *self);
KbOffice      kb_ctl_session_office    (KbCtlSession  *self);
/* Pulls, and fails for an alarm even where the pull itself went through. */
gboolean      kb_ctl_session_pull      (KbCtlSession  *self,
                                        KbPullSummary *ret_summary,   /* nullable */
                                        GError       **error);
/* Fails where an alarm is raised that nobody has looked at. */
gboolean      kb_ctl_session_check     (KbCtlSession  *self,
                                        GError       **error);
/* The profile's keyring, unlocked; a prompt is shown only to somebody at a terminal. */
/* The server as a stranger reaches it, and whose it is. @url NULL: the profile's. */
KbEndpoint   *kb_ctl_reach             (KbCtl         *ctl,
                                        const char    *url,
                                        const char    *ca_file,
                                        KbProfile    **ret_profile,
                                        GError       **error);
KbKeyring    *kb_ctl_open_keyring      (KbCtl         *ctl,
                                        GError       **error);
/* Fails where the profile belongs to an office already. */
gboolean      kb_ctl_check_unjoined    (KbCtl         *ctl,
                                        GError       **error);
/* The recovery sheet from a descriptor. */
KbRecovery   *kb_ctl_read_sheet        (int            fd,
                                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbCtlSession, kb_ctl_session_free)

G_END_DECLS
