/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster.h"

G_BEGIN_DECLS

/* Bodies of roster entries, made by the office's ceremonies. */
GBytes *kb_roster_genesis_body          (const char          *office,
                                         const guint8         intake[KB_SIGN_PUBLIC_SIZE],
                                         const guint8         recovery_sign[KB_SIGN_PUBLIC_SIZE],
                                         const char          *recovery_age,
                                         const guint8         recovery_token[KB_HASH_SIZE],
                                         const KbDevice      *device);
GBytes *kb_roster_device_body           (const KbDevice      *device,
                                         const guint8         accept[KB_SIGN_SIGNATURE_SIZE]);
GBytes *kb_roster_revocation_body       (const guint8         device[KB_SIGN_PUBLIC_SIZE]);
GBytes *kb_roster_grant_body            (const char          *audience,
                                         guint32              epoch,
                                         const char          *recipient,
                                         const KbDevice *const *devices,
                                         guint                n_devices);
/* What two persons sign: of an appointment, a supervisor's enrolment, a widening, a proposal. */
GBytes *kb_roster_statement_body        (const char          *statement,
                                         const guint8         key[KB_SIGN_PUBLIC_SIZE],
                                         const guint8         signature[KB_SIGN_SIGNATURE_SIZE]);

char   *kb_roster_appointment_statement (const KbAppointment *appointment);
char   *kb_roster_device_statement      (const KbDevice      *device,
                                         const guint8         accept[KB_SIGN_SIGNATURE_SIZE]);
char   *kb_roster_widening_statement    (const guint8         case_id[KB_CASE_ID_SIZE],
                                         const guint8         complaint[KB_HASH_SIZE]);
void    kb_roster_cosign                (const guint8         genesis[KB_HASH_SIZE],
                                         const char          *statement,
                                         KbSigningKey        *second,
                                         guint8         ret_signature[KB_SIGN_SIGNATURE_SIZE]);

/* A device's consent to its enrolment, and what two people compare of it. */
void    kb_roster_enrol_digest          (const guint8         genesis[KB_HASH_SIZE],
                                         const KbDevice      *device,
                                         guint8               ret_digest[KB_HASH_SIZE]);
void    kb_roster_accept                (const guint8         genesis[KB_HASH_SIZE],
                                         const KbDevice      *device,
                                         KbSigningKey        *joining,
                                         guint8               ret_accept[KB_SIGN_SIGNATURE_SIZE]);

typedef enum
{
  KB_STATEMENT_DEVICE,
  KB_STATEMENT_APPOINTMENT,
  KB_STATEMENT_WIDENING,
} KbStatementKind;

/**
 * KbStatement:
 *
 * What a statement of two persons says, for who is asked to be the second.
 */
typedef struct
{
  KbStatementKind  kind;
  KbDevice        *device;                          /* a supervisor's enrolment */
  guint8           accept[KB_SIGN_SIGNATURE_SIZE];  /* its consent */
  KbAppointment   *appointment;
  guint8           case_id[KB_CASE_ID_SIZE];        /* to be widened */
  guint8           complaint[KB_HASH_SIZE];
} KbStatement;

KbStatement *kb_statement_parse (const char   *text,
                                 GError      **error);
void         kb_statement_free  (KbStatement  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbStatement, kb_statement_free)

G_END_DECLS
