/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"

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

/* The roster as this desktop has verified it. */
KbRoster      *kb_office_read_roster (const KbOffice       *office,
                                      GError              **error);
/* The devices that read an audience and are not revoked; owned by the roster. */
GPtrArray     *kb_office_readers     (const KbRoster       *roster,
                                      const char           *audience);
KbProfile     *kb_office_describe    (const KbRoster       *roster,
                                      gint64                now,
                                      guint                 days);
gboolean       kb_office_hash_page   (KbProfile            *profile,
                                      const char           *page_dir,
                                      GError              **error);

G_END_DECLS
