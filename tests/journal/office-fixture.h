/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-age-open.h"
#include "kb-compose.h"
#include "kb-frame.h"

G_BEGIN_DECLS

#define OFFICE_N_STREAMS 4   /* indexed by KbStream; 0 is not used */
#define OFFICE_NOW G_GINT64_CONSTANT (1795000000)

typedef struct
{
  KbSigningKey  *sign;
  KbAgeIdentity *age;
  KbDevice       device;
  guint64        last_seq[OFFICE_N_STREAMS];
  guint8         last_id[OFFICE_N_STREAMS][KB_HASH_SIZE];
} OfficeDevice;

/* One office with its server's chains, all keys at hand: a supervisor, an
 * officer, an appointed custodian, two audiences and a profile in force. */
typedef struct
{
  KbSigningKey  *intake;
  KbSigningKey  *recovery;
  KbAgeIdentity *recovery_age;
  KbAgeIdentity *audience_keys[OFFICE_N_STREAMS];
  KbAgeIdentity *custody_key;
  OfficeDevice   supervisor;
  OfficeDevice   officer;
  OfficeDevice   custodian;
  KbRoster      *roster;
  KbChain        chains[OFFICE_N_STREAMS];
  GPtrArray     *entries[OFFICE_N_STREAMS];   /* KbEntry */
  GArray        *places[OFFICE_N_STREAMS];    /* KbPlace */
} Office;

/* How far office_new_until() goes. */
typedef enum
{
  OFFICE_GENESIS,
  OFFICE_DEVICES,
  OFFICE_APPOINTED,
  OFFICE_GRANTED,
  OFFICE_COMPLETE,
} OfficeStep;

Office     *office_new               (void);
Office     *office_new_until         (OfficeStep       step);
void        office_free              (Office          *self);

void        office_device_init       (OfficeDevice    *device,
                                      const char      *name,
                                      KbDeviceRole     role);
void        office_device_clear      (OfficeDevice    *device);
void        office_authorship        (Office          *self,
                                      OfficeDevice    *device,
                                      KbStream         stream,
                                      KbAuthorship    *ret_authorship);
/* Takes @entry, as the server does; a roster entry must be one that applies. */
KbEntry    *office_append            (Office          *self,
                                      KbEntry         *entry);
/* Makes a roster entry by @author without appending it. */
KbEntry    *office_roster_entry      (Office          *self,
                                      OfficeDevice    *author,
                                      KbKind           kind,
                                      GBytes          *body);
GBytes     *office_device_body       (Office          *self,
                                      OfficeDevice    *device);
GBytes     *office_supervisor_body   (Office          *self,
                                      OfficeDevice    *device,
                                      KbSigningKey    *second);
GBytes     *office_appointment_body  (Office          *self,
                                      OfficeDevice    *custodian,
                                      KbSigningKey    *second);
GBytes     *office_profile_body      (Office          *self,
                                      gint64           serial,
                                      KbSigningKey    *signer);
KbEntry    *office_grant             (Office          *self,
                                      OfficeDevice    *author,
                                      KbStream         audience,
                                      guint32          epoch);

KbEntry    *office_complaint         (Office          *self,
                                      KbReporter      *reporter,   /* NULL: a new one */
                                      const char      *inspectorate,
                                      gboolean         identity);
KbEntry    *office_work              (Office          *self,
                                      OfficeDevice    *device,
                                      const KbEntry   *complaint);
KbEntry    *office_message           (Office          *self,
                                      OfficeDevice    *device,
                                      const KbEntry   *complaint);
KbEntry    *office_identity_use      (Office          *self,
                                      OfficeDevice    *device,
                                      const KbEntry   *complaint);
GBytes     *office_page              (Office          *self,
                                      KbStream         stream);
/* The sealed part's JSON, opened with @identity. */
JsonObject *office_open              (const KbEntry   *entry,
                                      KbPartRole       role,
                                      KbAgeIdentity   *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Office, office_free)

G_END_DECLS
