/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-receipt.h"

G_BEGIN_DECLS

/**
 * KbReporterAddress:
 *
 * What the story of a complaint says of the way back to its reporter.
 */
typedef struct
{
  guint8  rpk[KB_SIGN_PUBLIC_SIZE];   /* the complaint's author */
  guint8  answer[32];                 /* HMAC key; wiped by kb_reporter_address_clear() */
  char    recipient[64];              /* age1… */
} KbReporterAddress;

/* FALSE: the complaint has no way back (sealed by the server). @story: as opened. */
gboolean    kb_reporter_address_read  (KbReporterAddress       *ret_address,
                                       const KbHeader          *complaint,
                                       GBytes                  *story);
void        kb_reporter_address_clear (KbReporterAddress       *self);
guint64     kb_answer_next_counter    (guint64                  highest);
/* Members of the part `message`, for kb_compose_case_entry(); @content is taken. */
JsonObject *kb_answer_new             (const KbReporterAddress *address,
                                       guint64                  counter,
                                       JsonObject              *content);
/* The content where the mac is right, else NULL. */
JsonObject *kb_answer_open            (const guint8             rpk[KB_SIGN_PUBLIC_SIZE],
                                       const guint8             answer[32],
                                       JsonObject              *members,
                                       guint64                 *ret_counter);
/* As the page does it: @kind "message" or "objection". @last_seq, @last_id: of the reporter's
 * entry before; @recipient: of the newest card or the profile. */
KbEntry    *kb_compose_reporter_message (KbReporter            *reporter,
                                       const KbHeader          *complaint,
                                       guint64                  last_seq,
                                       const guint8             last_id[KB_HASH_SIZE],
                                       const guint8             profile[KB_HASH_SIZE],
                                       const char              *audience,
                                       guint32                  epoch,
                                       const char              *recipient,
                                       const char              *kind,
                                       const char              *text,
                                       gint64                   now,
                                       GError                 **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbReporterAddress, kb_reporter_address_clear)

G_END_DECLS
