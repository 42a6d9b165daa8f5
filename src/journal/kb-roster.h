/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-profile.h"

G_BEGIN_DECLS

#define KB_ROSTER_ERROR (kb_roster_error_quark ())

/**
 * KbRosterError:
 * @KB_ROSTER_ERROR_MALFORMED: a body that does not say what its kind demands
 * @KB_ROSTER_ERROR_AUTHORITY: the author may not do this, or not at that point
 * @KB_ROSTER_ERROR_COSIGN: the second person's signature is missing or wrong
 */
typedef enum
{
  KB_ROSTER_ERROR_MALFORMED,
  KB_ROSTER_ERROR_AUTHORITY,
  KB_ROSTER_ERROR_COSIGN,
} KbRosterError;

GQuark kb_roster_error_quark (void);

#define KB_FILED_LABEL "kumbang/filed/v1"     /* … over context and channel of what was typed */
#define KB_CANARY_LABEL "kumbang/canary/v1"   /* type of a canary's signature over its context */

typedef enum
{
  KB_DEVICE_ROLE_OFFICER = 1,
  KB_DEVICE_ROLE_SUPERVISOR = 2,
  KB_DEVICE_ROLE_CUSTODIAN = 3,
} KbDeviceRole;

typedef struct
{
  guint8        sign[KB_SIGN_PUBLIC_SIZE];
  char          age[64];          /* age1… */
  char         *name;
  KbDeviceRole  role;
  guint8        token[KB_HASH_SIZE];     /* SHA-256 of its bearer token */
  char          recipient[64];    /* a custodian's own age1…, else "" */
  guint64       since_seq;        /* roster seq of the enrolment */
  guint64       revoked_seq;      /* 0: not revoked */
} KbDevice;

typedef struct
{
  guint8   device[KB_SIGN_PUBLIC_SIZE];
  char     recipient[64];         /* age1… */
  char    *title;
  gint64   since;                 /* seconds since 1970 */
  guint64  since_seq;             /* roster seq */
} KbAppointment;

typedef struct
{
  char     audience[KB_LIMIT_AUDIENCE + 1];
  guint32  epoch;
  char     recipient[64];         /* age1… */
  guint    n_devices;
  guint8 (*devices)[KB_SIGN_PUBLIC_SIZE];   /* to whom it is sealed, beside recovery */
  KbEntry *entry;                 /* carries the sealed key */
} KbGrant;

/**
 * KbProposal:
 * @statement: JSON text: what is to be done
 *
 * What a supervisor asks a second one to sign.
 */
typedef struct
{
  char    *statement;
  guint8   key[KB_SIGN_PUBLIC_SIZE];          /* of the supervisor who proposed it */
  guint8   signature[KB_SIGN_SIGNATURE_SIZE];
  guint64  seq;                               /* roster seq */
} KbProposal;

/**
 * KbRoster:
 *
 * State folded from the roster stream: pure, no I/O, no clock. The same
 * entries give the same state.
 */
typedef struct _KbRoster KbRoster;

KbRoster            *kb_roster_new              (void);
void                 kb_roster_free             (KbRoster            *self);
/* Folds one verified roster entry; the state is untouched on failure (the entry is then
 * quarantined). */
gboolean             kb_roster_apply            (KbRoster            *self,
                                                 const KbEntry       *entry,
                                                 guint64              seq,
                                                 GError             **error);
gboolean             kb_roster_is_empty         (const KbRoster      *self);
const guint8        *kb_roster_get_genesis      (const KbRoster      *self);
const guint8        *kb_roster_get_intake_key   (const KbRoster      *self);
const guint8        *kb_roster_get_recovery_key (const KbRoster      *self);
const char          *kb_roster_get_recovery_age (const KbRoster      *self);
const char          *kb_roster_get_office       (const KbRoster      *self);
guint                kb_roster_get_n_devices    (const KbRoster      *self);
const KbDevice      *kb_roster_get_device       (const KbRoster      *self,
                                                 guint                i);
const KbDevice      *kb_roster_find_device      (const KbRoster      *self,
                                                 const guint8         sign[KB_SIGN_PUBLIC_SIZE]);
gboolean             kb_roster_is_active        (const KbRoster      *self,
                                                 const KbDevice      *device,
                                                 guint64              roster_seq);
/* The appointment in force at @roster_seq (G_MAXUINT64: the latest), or NULL. */
const KbAppointment *kb_roster_get_custodian    (const KbRoster      *self,
                                                 guint64              roster_seq);
guint                kb_roster_get_n_grants     (const KbRoster      *self);
const KbGrant       *kb_roster_get_grant        (const KbRoster      *self,
                                                 guint                i);
const KbGrant       *kb_roster_find_grant       (const KbRoster      *self,
                                                 const char          *audience,
                                                 guint32              epoch);   /* 0: the latest */
/* Does the device hold this key, by what the roster's grants say? Epoch 0: the latest. */
gboolean             kb_roster_holds            (const KbRoster      *self,
                                                 const KbDevice      *device,
                                                 const char          *audience,
                                                 guint32              epoch);
/* The newest epoch of @audience as of @roster_seq; 0: it had no key yet. */
guint32              kb_roster_get_newest_epoch (const KbRoster      *self,
                                                 const char          *audience,
                                                 guint64              roster_seq);
/* The roster seq of that epoch's first grant, from which on the one before is old; 0: none. */
guint64              kb_roster_get_epoch_since  (const KbRoster      *self,
                                                 const char          *audience,
                                                 guint32              epoch);
/* Does @role read @audience at all? A case's own audience: officers and supervisors. */
gboolean             kb_role_reads              (KbDeviceRole         role,
                                                 const char          *audience);
/* The audience that entries of this case are sealed to: its own once it has one. */
void                 kb_roster_get_case_audience (const KbRoster     *self,
                                                 KbStream             stream,
                                                 const guint8         case_id[KB_CASE_ID_SIZE],
                                                 char                 ret_audience[33]);
/* Whose token hashes to this; revoked devices too. NULL: nobody's. */
const KbDevice      *kb_roster_find_token       (const KbRoster      *self,
                                                 const guint8         token_hash[KB_HASH_SIZE]);
const guint8        *kb_roster_get_recovery_token (const KbRoster    *self);
/* Proposals that the roster has not seen carried out, of supervisors who are not revoked. A
 * widening is carried out in the office stream: the caller sees there whether it was. */
guint                kb_roster_get_n_proposals  (const KbRoster      *self);
const KbProposal    *kb_roster_get_proposal     (const KbRoster      *self,
                                                 guint                i);
/* Supervisors who are not revoked: with one, the paper key is the second person. */
guint                kb_roster_get_n_supervisors (const KbRoster     *self);
/* The latest profile's note, or NULL. */
const char          *kb_roster_get_profile_note (const KbRoster      *self);
const KbProfile     *kb_roster_get_profile      (const KbRoster      *self);
/* May this author write this entry, judged at @roster_seq? Complaints and reporters' messages:
 * any key not enrolled. */
gboolean             kb_roster_check_author     (const KbRoster      *self,
                                                 const KbEntry       *entry,
                                                 guint64              roster_seq,
                                                 GError             **error);
/* Was this complaint signed as a test of the line by a supervisor's device, at @roster_seq? @key
 * and @signature are what its story states. */
gboolean             kb_roster_check_canary     (const KbRoster      *self,
                                                 const KbEntry       *complaint,
                                                 guint64              roster_seq,
                                                 const guint8         key[KB_SIGN_PUBLIC_SIZE],
                                                 const guint8         signature[
                                                   KB_SIGN_SIGNATURE_SIZE]);
/* Was it typed at an officer's or a supervisor's device, at @roster_seq? */
gboolean             kb_roster_check_filed      (const KbRoster      *self,
                                                 const KbEntry       *complaint,
                                                 guint64              roster_seq,
                                                 const char          *channel,
                                                 const guint8         key[KB_SIGN_PUBLIC_SIZE],
                                                 const guint8         signature[
                                                   KB_SIGN_SIGNATURE_SIZE]);
/* Which streams a role pulls. */
gboolean             kb_role_may_pull           (KbDeviceRole         role,
                                                 KbStream             stream);
const char          *kb_device_role_to_string   (KbDeviceRole         role);
gboolean             kb_device_role_from_string (const char          *name,
                                                 KbDeviceRole        *ret_role);

/* Of a settings entry: section → value, JSON text; only the newest of each. (transfer full) */
GHashTable          *kb_roster_dup_settings     (const KbRoster      *self);
/* Body of a settings entry; @value: JSON text of an object. KB_ROSTER_ERROR_MALFORMED. */
GBytes              *kb_roster_settings_body    (const char          *section,
                                                 const char          *value,
                                                 GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbRoster, kb_roster_free)

G_END_DECLS
