/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster-bodies.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_DEVICE_NAME_BYTES 255   /* its length is one byte in the enrolment's digest */
#define KB_STATEMENT_CUSTODIAN "custodian"

struct _KbRoster
{
  guint8      genesis[KB_HASH_SIZE];      /* zeros: empty */
  guint8      intake[KB_SIGN_PUBLIC_SIZE];
  guint8      recovery[KB_SIGN_PUBLIC_SIZE];
  guint8      recovery_token[KB_HASH_SIZE];
  char        recovery_age[64];
  char       *office;
  GPtrArray  *devices;                    /* KbDevice */
  GHashTable *by_sign;                    /* KbDevice by its key */
  GPtrArray  *appointments;               /* KbAppointment, as they came */
  GPtrArray  *grants;                     /* KbGrant, as they came */
  GHashTable *audiences;                  /* name → GPtrArray of KbEpoch, the first at 0 */
  guint       n_case_audiences;
  GPtrArray  *proposals;                  /* KbProposal, open ones */
  GHashTable *carried_out;                /* statements */
  GHashTable *settings;                   /* section → newest value, JSON text */
  KbProfile  *profile;
  char       *profile_note;
};

/* One key of an audience, and who was given it when. */
typedef struct
{
  const KbGrant *last;
  guint64        since_seq;               /* roster seq of its first grant */
  GArray        *holders;                 /* KbHolder */
} KbEpoch;

typedef struct
{
  const KbDevice *device;
  guint64         since_seq;
} KbHolder;

/* Readers of bodies; they know nothing of the state. Failures are
 * KB_ROSTER_ERROR_MALFORMED. */
typedef struct
{
  guint8    intake[KB_SIGN_PUBLIC_SIZE];
  guint8    recovery[KB_SIGN_PUBLIC_SIZE];
  guint8    recovery_token[KB_HASH_SIZE];
  char      recovery_age[64];
  char     *office;
  KbDevice *device;
} KbGenesisBody;

typedef struct
{
  char        *text;
  KbStatement *statement;
  guint8       key[KB_SIGN_PUBLIC_SIZE];
  guint8       signature[KB_SIGN_SIGNATURE_SIZE];
} KbStatementBody;

void           kb_device_free               (KbDevice           *self);
void           kb_appointment_free          (KbAppointment      *self);
void           kb_grant_free                (KbGrant            *self);
void           kb_proposal_free             (KbProposal         *self);
void           kb_genesis_body_clear        (KbGenesisBody      *self);
void           kb_statement_body_clear      (KbStatementBody    *self);

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
gboolean       kb_roster_read_statement     (JsonObject         *body,
                                             KbStatementBody    *ret_statement,
                                             GError            **error);
KbGrant       *kb_roster_read_grant         (JsonObject         *body,
                                             GError            **error);
gboolean       kb_roster_read_settings      (JsonObject         *body,
                                             char              **ret_section,
                                             char              **ret_value,
                                             GError            **error);
gboolean       kb_roster_verify_accept      (const guint8        genesis[KB_HASH_SIZE],
                                             const KbDevice     *device,
                                             const guint8        accept[KB_SIGN_SIGNATURE_SIZE]);
gboolean       kb_roster_verify_cosign      (const guint8        genesis[KB_HASH_SIZE],
                                             const char         *statement,
                                             const guint8        key[KB_SIGN_PUBLIC_SIZE],
                                             const guint8        signature[KB_SIGN_SIGNATURE_SIZE]);

/* State; all but the last only read. */
guint          kb_roster_count_supervisors  (const KbRoster     *self,
                                             guint64             roster_seq);
gboolean       kb_roster_check_second       (const KbRoster     *self,
                                             const KbHeader     *header,
                                             const KbStatementBody *statement,
                                             guint64             roster_seq);
/* Epoch 0: the newest that was granted by @roster_seq. */
const KbEpoch *kb_roster_find_epoch         (const KbRoster     *self,
                                             const char         *audience,
                                             guint32             epoch,
                                             guint64             roster_seq);
gboolean       kb_epoch_is_held             (const KbEpoch      *self,
                                             const KbDevice     *device,
                                             guint64             roster_seq);
GHashTable    *kb_roster_new_audiences      (void);
void           kb_roster_add_grant          (KbRoster           *self,
                                             KbGrant            *grant,
                                             guint64             seq);
gboolean       kb_roster_apply_body         (KbRoster           *self,
                                             const KbEntry      *entry,
                                             guint64             seq,
                                             GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbDevice, kb_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAppointment, kb_appointment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbGrant, kb_grant_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbProposal, kb_proposal_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbGenesisBody, kb_genesis_body_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbStatementBody, kb_statement_body_clear)

G_END_DECLS
