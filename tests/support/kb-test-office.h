/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-open.h"
#include "kb-compose.h"

G_BEGIN_DECLS

#define KB_TEST_STREAMS 4

/**
 * KbTestDevice:
 *
 * One desktop of the office, with what it needs to write its next entry.
 */
typedef struct
{
  KbDevice       device;
  KbSigningKey  *sign;
  KbAgeIdentity *age;
  guint64        last_seq[KB_TEST_STREAMS];     /* by stream */
  guint8         last_id[KB_TEST_STREAMS][KB_HASH_SIZE];
  char          *token;                         /* its own, as text */
} KbTestDevice;

/**
 * KbTestOffice:
 *
 * An office after its founding: supervisor, officer and custodian, both group
 * keys granted, the custodian appointed, a profile signed. @entries are its
 * roster entries in order.
 */
typedef struct
{
  guint8         genesis[KB_HASH_SIZE];
  gint64         now;
  KbRoster      *roster;
  GPtrArray     *entries;       /* of KbEntry */
  KbSigningKey  *recovery;
  KbAgeIdentity *recovery_age;
  KbAgeIdentity *office_key;
  KbAgeIdentity *leadership_key;
  KbAgeIdentity *custodian_key;
  KbTestDevice   supervisor;
  KbTestDevice   officer;
  KbTestDevice   custodian;
  const char    *use_purpose;   /* of the next identity uses; NULL: "open" */
} KbTestOffice;

/* One that nobody knows yet, with keys and a token. */
void             kb_test_device_init         (KbTestDevice     *self,
                                              const char       *name,
                                              KbDeviceRole      role);
void             kb_test_device_clear        (KbTestDevice     *self);
KbTestOffice    *kb_test_office_new          (const guint8      intake[KB_SIGN_PUBLIC_SIZE],
                                              gint64            now);
void             kb_test_office_free         (KbTestOffice     *self);
const KbProfile *kb_test_office_get_profile  (KbTestOffice     *self);
KbAuthorship     kb_test_office_authorship   (KbTestOffice     *self,
                                              KbTestDevice     *device,
                                              KbStream          stream);
/* The entry counts as this device's last one from now on. */
void             kb_test_office_wrote        (KbTestDevice     *device,
                                              KbEntry          *entry);
/* Folds a roster entry of @device and keeps it in @entries. */
void             kb_test_office_add          (KbTestOffice     *self,
                                              KbTestDevice     *device,
                                              KbEntry          *entry);
KbEntry         *kb_test_office_new_profile  (KbTestOffice     *self,
                                              gint64            serial,
                                              gint64            issued,
                                              gint64            not_after);
/* @second co-signs for a supervisor's device; NULL: the paper key, right while there is one. */
KbEntry         *kb_test_office_new_enrolment (KbTestOffice    *self,
                                               KbTestDevice    *device,
                                               KbSigningKey    *second);
/* To every device that may have the key. */
KbEntry         *kb_test_office_new_grant    (KbTestOffice     *self,
                                              const char       *audience,
                                              guint32           epoch,
                                              KbAgeIdentity    *key);
/* @inspectorate: "no" for the office's stream, else the leadership's. */
KbEntry         *kb_test_office_new_complaint (KbTestOffice    *self,
                                               const char      *text,
                                               const char      *inspectorate,
                                               gboolean         with_identity);
/* @parts: bits 1 << role. */
KbEntry         *kb_test_office_new_use      (KbTestOffice     *self,
                                              KbTestDevice     *device,
                                              KbEntry          *complaint,
                                              guint             parts);
KbEntry         *kb_test_office_new_work     (KbTestOffice     *self,
                                              KbTestDevice     *device,
                                              KbEntry          *complaint,
                                              const char       *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbTestOffice, kb_test_office_free)

G_END_DECLS
