/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"
#include "kb-roster-bodies.h"

G_BEGIN_DECLS

/* A device's request to join, as text: one line of JSON. */
typedef struct
{
  guint8    genesis[KB_HASH_SIZE];
  KbDevice  device;             /* owns its name */
  guint8    accept[KB_SIGN_SIGNATURE_SIZE];
} KbJoinRequest;

KbJoinRequest *kb_join_request_parse (const char           *text,
                                      GError              **error);
gboolean       kb_join_request_check (const KbJoinRequest  *self,
                                      const guint8          genesis[KB_HASH_SIZE],
                                      GError              **error);
void           kb_join_request_free  (KbJoinRequest        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbJoinRequest, kb_join_request_free)

gint64         kb_office_now         (void);
gboolean       kb_office_state_error (GError              **error,
                                      const char           *message);
/* Pulls, so that what a ceremony that broke off wrote is known, then the roster. */
KbRoster      *kb_office_begin       (const KbOffice       *office,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* The roster as this desktop has verified it. */
KbRoster      *kb_office_read_roster (const KbOffice       *office,
                                      GError              **error);
gboolean       kb_office_push_body   (const KbOffice       *office,
                                      KbKind                kind,
                                      GBytes               *body,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* Seals @secret to @devices (of const KbDevice*) and recovery, in as many entries as it takes. */
gboolean       kb_office_grant       (const KbOffice       *office,
                                      const KbRoster       *roster,
                                      const char           *audience,
                                      guint32               epoch,
                                      KbAgeIdentity        *secret,
                                      GPtrArray            *devices,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* What this membership is in the roster's words: keys, token, name, role. */
void           kb_office_describe_device (KbMembership     *membership,
                                          KbDeviceRole      role,
                                          const char       *recipient,  /* nullable */
                                          KbDevice         *ret_device); /* borrows the name */
KbProfile     *kb_office_describe    (const KbRoster       *roster,
                                      gint64                now,
                                      guint                 days);
gboolean       kb_office_hash_page   (KbProfile            *profile,
                                      const char           *page_dir,
                                      GError              **error);
void           kb_office_adopt_page   (KbProfile            *profile,
                                       const KbMembership   *membership,
                                       GCancellable         *cancellable);
/* Two persons: carries @statement out with @second, or proposes it to another supervisor. */
gboolean       kb_office_two_persons (const KbOffice       *office,
                                      const KbRoster       *roster,
                                      const char           *statement,
                                      KbRecovery           *second,
                                      gboolean             *ret_proposed,
                                      GCancellable         *cancellable,
                                      GError              **error);
/* The entry that takes a case to the office's stream; @body says who agreed. */
gboolean       kb_office_push_widening (const KbOffice     *office,
                                        const KbRoster     *roster,
                                        const KbStatement  *statement,
                                        GBytes             *body,
                                        GCancellable       *cancellable,
                                        GError            **error);

G_END_DECLS
