/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-profile.h"
#include "kb-receipt.h"
#include "kb-roster.h"

G_BEGIN_DECLS

/**
 * KbComplaint:
 * @story: members of the story, without context, v, profile, answer and age
 * @contact: (nullable): members of the part contact, without context and v
 * @civil: (nullable): likewise
 *
 * What a reporter typed. The stream follows from story.reported.inspectorate.
 */
typedef struct
{
  JsonObject *story;
  JsonObject *contact;
  JsonObject *civil;
} KbComplaint;

/* As the page does it: seals, signs, in this order and with these bytes. */
KbEntry *kb_compose_complaint        (const KbComplaint  *complaint,
                                      const KbProfile    *profile,
                                      KbReporter         *reporter,
                                      gint64              now,
                                      GError            **error);
/* Without JavaScript: sealed_by the server, story only, one-use key, no mailbox. */
KbEntry *kb_compose_server_complaint (JsonObject         *story,
                                      const KbProfile    *profile,
                                      gint64              now,
                                      GError            **error);

/**
 * KbAuthorship:
 *
 * What a device needs to write its next entry in a stream.
 */
typedef struct
{
  guint8        genesis[KB_HASH_SIZE];   /* zeros for the genesis entry */
  KbSigningKey *device;
  guint64       last_seq;                /* of this author in this stream; 0 for none */
  guint8        last_id[KB_HASH_SIZE];
  KbChain       seen;                    /* head of the stream */
  KbChain       seen_roster;
  gint64        now;                     /* seconds since 1970 */
  guint8        replaces[KB_HASH_SIZE];  /* of an entry that no journal took, made anew; or zeros */
} KbAuthorship;

/* A roster entry with a clear body. */
KbEntry *kb_compose_roster       (const KbAuthorship *authorship,
                                  KbKind              kind,
                                  GBytes             *body);
/* A grant: body, and the secret sealed to the devices and recovery. */
KbEntry *kb_compose_grant        (const KbAuthorship *authorship,
                                  const char         *audience,
                                  guint32             epoch,
                                  KbSecret           *secret,        /* AGE-SECRET-KEY-1… text */
                                  const char         *recipient,
                                  const KbDevice *const *devices,    /* at least one */
                                  guint               n_devices,
                                  const char         *recovery,      /* age1… of the paper key */
                                  GError            **error);

typedef struct
{
  const char        *purpose;            /* "open"; attest, relay, check, hand-over come later */
  guint8             complaint[KB_HASH_SIZE];
  const char *const *parts;              /* "contact", "civil"; NULL-terminated */
  const char *const *fields;             /* members to show; NULL-terminated */
  const char        *reason;
  const char        *letter;
  guint              minutes;
} KbIdentityUse;

KbEntry *kb_compose_identity_use (const KbAuthorship  *authorship,
                                  const KbIdentityUse *use,
                                  KbStream             stream,
                                  const guint8         case_id[KB_CASE_ID_SIZE],
                                  const char          *audience,
                                  guint32              epoch,
                                  const char          *audience_recipient,
                                  const char          *custodian_recipient,
                                  GError             **error);
/* No parts: its `seen` is what it says. */
KbEntry *kb_compose_heartbeat    (const KbAuthorship  *authorship,
                                  KbStream             stream);
/* A complaint by a key of its own that a supervisor's device signs as a test of the line. */
KbEntry *kb_compose_canary       (const KbComplaint   *complaint,
                                  const KbProfile     *profile,
                                  KbSigningKey        *supervisor,
                                  gint64               now,
                                  GError             **error);
/* What came on paper or by mouth, typed by an officer: as kb_compose_complaint(), and signed by
 * that device. @channel: "letter", "walk-in", "phone", "email" or "other". */
KbEntry *kb_compose_filed            (const KbComplaint   *complaint,
                                      const KbProfile     *profile,
                                      KbReporter          *reporter,
                                      KbSigningKey        *officer,
                                      const char          *channel,
                                      gint64               now,
                                      GError             **error);
/* A leadership case's story, sealed anew to the office; @body from
 * kb_roster_statement_body() over kb_roster_widening_statement(). */
KbEntry *kb_compose_widening     (const KbAuthorship  *authorship,
                                  const guint8         case_id[KB_CASE_ID_SIZE],
                                  GBytes              *body,
                                  GBytes              *story,        /* JSON as opened */
                                  guint32              epoch,
                                  const char          *recipient,
                                  GError             **error);
/* Work, and a device's message. */
KbEntry *kb_compose_case_entry   (const KbAuthorship  *authorship,
                                  KbKind               kind,
                                  KbStream             stream,
                                  const guint8         case_id[KB_CASE_ID_SIZE],
                                  const char          *audience,
                                  guint32              epoch,
                                  JsonObject          *members,
                                  const char *const   *recipients,   /* age1…, NULL-terminated */
                                  GError             **error);

G_END_DECLS
