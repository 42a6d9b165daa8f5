/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct _KbRoster
{
  guint8      genesis[KB_HASH_SIZE];      /* zeros: empty */
  guint8      intake[KB_SIGN_PUBLIC_SIZE];
  guint8      recovery[KB_SIGN_PUBLIC_SIZE];
  char        recovery_age[64];
  char       *office;
  GPtrArray  *devices;                    /* KbDevice */
  GPtrArray  *appointments;               /* KbAppointment, as they came */
  GPtrArray  *grants;                     /* KbGrant, as they came */
  KbProfile  *profile;
  char       *profile_note;
};

/* Readers of bodies; they know nothing of the state. Failures are
 * KB_ROSTER_ERROR_MALFORMED. */
typedef struct
{
  guint8    intake[KB_SIGN_PUBLIC_SIZE];
  guint8    recovery[KB_SIGN_PUBLIC_SIZE];
  char      recovery_age[64];
  char     *office;
  KbDevice *device;
} KbGenesisBody;

typedef struct
{
  char          *statement;
  KbAppointment *appointment;
  guint8         key[KB_SIGN_PUBLIC_SIZE];
  guint8         signature[KB_SIGN_SIGNATURE_SIZE];
} KbAppointmentBody;

void           kb_device_free               (KbDevice           *self);
void           kb_appointment_free          (KbAppointment      *self);
void           kb_grant_free                (KbGrant            *self);
void           kb_genesis_body_clear        (KbGenesisBody      *self);
void           kb_appointment_body_clear    (KbAppointmentBody  *self);

JsonObject    *kb_roster_parse_body         (const KbEntry      *entry,
                                             GError            **error);
gboolean       kb_roster_read_genesis       (JsonObject         *body,
                                             KbGenesisBody      *ret_genesis,
                                             GError            **error);
KbDevice      *kb_roster_read_device        (JsonObject         *body,
                                             guint8              ret_accept[KB_SIGN_SIGNATURE_SIZE],
                                             GError            **error);
gboolean       kb_roster_read_revocation    (JsonObject         *body,
                                             guint8              ret_device[KB_SIGN_PUBLIC_SIZE],
                                             GError            **error);
gboolean       kb_roster_read_appointment   (JsonObject         *body,
                                             KbAppointmentBody  *ret_appointment,
                                             GError            **error);
KbGrant       *kb_roster_read_grant         (JsonObject         *body,
                                             GError            **error);
gboolean       kb_roster_verify_accept      (const guint8        genesis[KB_HASH_SIZE],
                                             const KbDevice     *device,
                                             const guint8        accept[KB_SIGN_SIGNATURE_SIZE]);
gboolean       kb_roster_verify_cosign      (const guint8        genesis[KB_HASH_SIZE],
                                             const char         *statement,
                                             const guint8        key[KB_SIGN_PUBLIC_SIZE],
                                             const guint8        signature[KB_SIGN_SIGNATURE_SIZE]);

guint          kb_roster_count_supervisors  (const KbRoster     *self,
                                             guint64             roster_seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbDevice, kb_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAppointment, kb_appointment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbGrant, kb_grant_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbGenesisBody, kb_genesis_body_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbAppointmentBody, kb_appointment_body_clear)

G_END_DECLS
