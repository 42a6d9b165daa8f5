/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-roster.h"
#include "kb-roster-private.h"
#include "kb-sha256.h"

G_DEFINE_QUARK (kb-roster-error-quark, kb_roster_error)

KbRoster *
kb_roster_new (void)
{
  KbRoster *self = g_new0 (KbRoster, 1);

  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_device_free);
  self->appointments = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_appointment_free);
  self->grants = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_grant_free);

  return self;
}

void
kb_roster_free (KbRoster *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->appointments);
  g_ptr_array_unref (self->grants);
  g_clear_pointer (&self->profile, kb_profile_free);
  g_free (self->profile_note);
  g_free (self->office);
  g_free (self);
}

static gboolean
roster_error (GError        **error,
              KbRosterError   code,
              const char     *message)
{
  g_set_error_literal (error, KB_ROSTER_ERROR, code, message);
  return FALSE;
}

static gboolean
apply_genesis (KbRoster       *self,
               const KbEntry  *entry,
               JsonObject     *body,
               guint64         seq,
               GError        **error)
{
  g_auto(KbGenesisBody) genesis = { 0 };
  const KbHeader *header = kb_entry_get_header (entry);

  if (!kb_roster_read_genesis (body, &genesis, error))
    return FALSE;
  if (genesis.device->role != KB_DEVICE_ROLE_SUPERVISOR ||
      memcmp (genesis.device->sign, header->author, KB_SIGN_PUBLIC_SIZE) != 0)
    return roster_error (error, KB_ROSTER_ERROR_AUTHORITY,
                         "The first entry is not by the supervisor's device that it names");

  memcpy (self->genesis, kb_entry_get_id (entry), KB_HASH_SIZE);
  memcpy (self->intake, genesis.intake, KB_SIGN_PUBLIC_SIZE);
  memcpy (self->recovery, genesis.recovery, KB_SIGN_PUBLIC_SIZE);
  memcpy (self->recovery_age, genesis.recovery_age, sizeof self->recovery_age);
  self->office = g_steal_pointer (&genesis.office);
  genesis.device->since_seq = seq;
  g_ptr_array_add (self->devices, g_steal_pointer (&genesis.device));

  return TRUE;
}

static gboolean
key_is_taken (const KbRoster *self,
              const guint8   *sign)
{
  return kb_roster_find_device (self, sign) != NULL ||
         memcmp (self->intake, sign, KB_SIGN_PUBLIC_SIZE) == 0 ||
         memcmp (self->recovery, sign, KB_SIGN_PUBLIC_SIZE) == 0;
}

static gboolean
apply_device (KbRoster       *self,
              const KbEntry  *entry,
              JsonObject     *body,
              guint64         seq,
              GError        **error)
{
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];
  g_autoptr(KbDevice) device = kb_roster_read_device (body, accept, error);

  if (device == NULL)
    return FALSE;
  if (key_is_taken (self, device->sign) || self->devices->len >= KB_LIMIT_DEVICES)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The device's key is in use already, or there are too many devices");
  if (!kb_roster_verify_accept (self->genesis, device, accept))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "The joining device has not agreed to its enrolment");

  device->since_seq = seq;
  g_ptr_array_add (self->devices, g_steal_pointer (&device));

  return TRUE;
}

static gboolean
apply_revocation (KbRoster       *self,
                  const KbEntry  *entry,
                  JsonObject     *body,
                  guint64         seq,
                  GError        **error)
{
  guint8 sign[KB_SIGN_PUBLIC_SIZE];
  KbDevice *device;

  if (!kb_roster_read_revocation (body, sign, error))
    return FALSE;
  device = (KbDevice *) kb_roster_find_device (self, sign);
  if (device == NULL || !kb_roster_is_active (self, device, seq))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED, "No such device is enrolled");
  if (device->role == KB_DEVICE_ROLE_SUPERVISOR && kb_roster_count_supervisors (self, seq) == 1)
    return roster_error (error, KB_ROSTER_ERROR_AUTHORITY,
                         "The last supervisor's device can't be revoked");
  device->revoked_seq = seq;

  return TRUE;
}

/* Another supervisor; where there is none, whoever holds the paper key. */
static gboolean
may_cosign (const KbRoster *self,
            const KbHeader *header,
            const guint8   *key,
            guint64         seq)
{
  const KbDevice *device = kb_roster_find_device (self, key);

  if (device != NULL)
    return device->role == KB_DEVICE_ROLE_SUPERVISOR && kb_roster_is_active (self, device, seq) &&
           memcmp (key, header->author, KB_SIGN_PUBLIC_SIZE) != 0;

  return memcmp (key, self->recovery, KB_SIGN_PUBLIC_SIZE) == 0 &&
         kb_roster_count_supervisors (self, seq) == 1;
}

/* The same statement once more would bring a former custodian back by one
 * person's hand. */
static gboolean
was_appointed (const KbRoster      *self,
               const KbAppointment *appointment)
{
  for (guint i = 0; i < self->appointments->len; i++)
    {
      const KbAppointment *before = self->appointments->pdata[i];

      if (memcmp (before->device, appointment->device, sizeof before->device) == 0 &&
          before->since == appointment->since &&
          strcmp (before->recipient, appointment->recipient) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
apply_appointment (KbRoster       *self,
                   const KbEntry  *entry,
                   JsonObject     *body,
                   guint64         seq,
                   GError        **error)
{
  g_auto(KbAppointmentBody) read = { 0 };
  const KbDevice *device;

  if (!kb_roster_read_appointment (body, &read, error))
    return FALSE;
  device = kb_roster_find_device (self, read.appointment->device);
  if (device == NULL || device->role != KB_DEVICE_ROLE_CUSTODIAN ||
      !kb_roster_is_active (self, device, seq))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The appointed device is not a custodian's");
  if (was_appointed (self, read.appointment) ||
      !may_cosign (self, kb_entry_get_header (entry), read.key, seq) ||
      !kb_roster_verify_cosign (self->genesis, read.statement, read.key, read.signature))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "The appointment is not signed by a second person");

  read.appointment->since_seq = seq;
  g_ptr_array_add (self->appointments, g_steal_pointer (&read.appointment));

  return TRUE;
}

/* An epoch has one recipient; the same epoch is granted again to newcomers. */
static gboolean
grant_fits (const KbRoster *self,
            const KbGrant  *grant)
{
  const KbGrant *same = kb_roster_find_grant (self, grant->audience, grant->epoch);
  const KbGrant *latest = kb_roster_find_grant (self, grant->audience, 0);

  if (same != NULL)
    return strcmp (same->recipient, grant->recipient) == 0;

  return grant->epoch == (latest != NULL ? latest->epoch : 0) + 1;
}

static gboolean
apply_grant (KbRoster       *self,
             const KbEntry  *entry,
             JsonObject     *body,
             guint64         seq,
             GError        **error)
{
  g_autoptr(KbGrant) grant = kb_roster_read_grant (body, error);

  if (grant == NULL)
    return FALSE;
  if (!kb_entry_has_part (entry, KB_ROLE_KEY) || !grant_fits (self, grant))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The grant is not for the next key of its audience");
  grant->entry = kb_entry_ref ((KbEntry *) entry);
  g_ptr_array_add (self->grants, g_steal_pointer (&grant));

  return TRUE;
}

/* Reporters seal only to what was granted and appointed in the roster. */
static gboolean
profile_fits (const KbRoster   *self,
              const KbProfile  *profile,
              guint64           seq,
              GError          **error)
{
  const KbAppointment *custodian = kb_roster_get_custodian (self, seq);

  if (memcmp (profile->genesis, self->genesis, KB_HASH_SIZE) != 0 ||
      (self->profile != NULL && profile->serial <= self->profile->serial))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The profile is for another office, or older than the last one");
  for (guint i = 0; i < profile->n_recipients; i++)
    {
      const KbProfileRecipient *recipient = &profile->recipients[i];
      const KbGrant *grant = kb_roster_find_grant (self, recipient->audience, recipient->epoch);

      if (grant == NULL || strcmp (grant->recipient, recipient->recipient) != 0)
        return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                             "The profile names a recipient that was not granted");
    }
  if (profile->custodian[0] != '\0' &&
      (custodian == NULL || strcmp (custodian->recipient, profile->custodian) != 0))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The profile names a custodian who was not appointed");

  return TRUE;
}

static gboolean
apply_profile (KbRoster       *self,
               const KbEntry  *entry,
               guint64         seq,
               GError        **error)
{
  g_autoptr(KbProfile) profile = NULL;
  g_autoptr(GError) local = NULL;
  GBytes *body = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);

  if (body == NULL)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED, "The roster entry has no body");
  profile = kb_profile_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                              kb_entry_get_header (entry)->author, &local);
  if (profile == NULL)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED, local->message);
  if (!profile_fits (self, profile, seq, error))
    return FALSE;

  g_clear_pointer (&self->profile, kb_profile_free);
  g_free (self->profile_note);
  self->profile = g_steal_pointer (&profile);
  self->profile_note = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return TRUE;
}

static gboolean
apply_body (KbRoster       *self,
            const KbEntry  *entry,
            guint64         seq,
            GError        **error)
{
  static gboolean (* const apply[]) (KbRoster       *roster,
                                     const KbEntry  *applied,
                                     JsonObject     *body,
                                     guint64         at,
                                     GError        **reason) = {
    [KB_KIND_GENESIS] = apply_genesis,
    [KB_KIND_DEVICE] = apply_device,
    [KB_KIND_REVOCATION] = apply_revocation,
    [KB_KIND_APPOINTMENT] = apply_appointment,
    [KB_KIND_GRANT] = apply_grant,
  };
  g_autoptr(JsonObject) body = NULL;
  guint8 kind = kb_entry_get_header (entry)->kind;

  if (kind >= G_N_ELEMENTS (apply) || apply[kind] == NULL)
    return TRUE;
  body = kb_roster_parse_body (entry, error);

  return body != NULL && apply[kind] (self, entry, body, seq, error);
}

/**
 * kb_roster_apply:
 * @entry: of the roster stream; signature, parts and rules were checked
 * @seq: its place in that stream
 *
 * Folds one entry into the state; authority is judged at the entry before.
 * Nothing changes on failure; the entry is then quarantined. Kinds not known
 * yet change nothing and succeed.
 *
 * Returns: %FALSE with a #KbRosterError
 */
gboolean
kb_roster_apply (KbRoster       *self,
                 const KbEntry  *entry,
                 guint64         seq,
                 GError        **error)
{
  const KbHeader *header;
  gboolean genesis;

  g_return_val_if_fail (self != NULL && entry != NULL && seq > 0, FALSE);

  header = kb_entry_get_header (entry);
  genesis = header->kind == KB_KIND_GENESIS;
  if (header->stream != KB_STREAM_ROSTER || genesis != kb_roster_is_empty (self) ||
      genesis != (seq == 1))
    return roster_error (error, KB_ROSTER_ERROR_AUTHORITY,
                         "The entry does not belong at this point of the roster");
  if (!genesis && !kb_roster_check_author (self, entry, seq - 1, error))
    return FALSE;
  if (header->kind == KB_KIND_PROFILE)
    return apply_profile (self, entry, seq, error);

  return apply_body (self, entry, seq, error);
}

gboolean
kb_roster_is_empty (const KbRoster *self)
{
  return self->devices->len == 0;
}

/**
 * kb_roster_get_genesis:
 *
 * Returns: (transfer none): the office's id, zeros while the roster is empty
 */
const guint8 *
kb_roster_get_genesis (const KbRoster *self)
{
  return self->genesis;
}

const guint8 *
kb_roster_get_intake_key (const KbRoster *self)
{
  return self->intake;
}

const guint8 *
kb_roster_get_recovery_key (const KbRoster *self)
{
  return self->recovery;
}

/**
 * kb_roster_get_recovery_age:
 *
 * Returns: (transfer none): age1… of the paper key
 */
const char *
kb_roster_get_recovery_age (const KbRoster *self)
{
  return self->recovery_age;
}

/**
 * kb_roster_get_office:
 *
 * Returns: (transfer none) (nullable): the office's name
 */
const char *
kb_roster_get_office (const KbRoster *self)
{
  return self->office;
}

/**
 * kb_roster_get_n_devices:
 *
 * Returns: how many were ever enrolled, revoked ones too
 */
guint
kb_roster_get_n_devices (const KbRoster *self)
{
  return self->devices->len;
}

const KbDevice *
kb_roster_get_device (const KbRoster *self,
                      guint           i)
{
  g_return_val_if_fail (i < self->devices->len, NULL);

  return self->devices->pdata[i];
}

/**
 * kb_roster_find_device:
 *
 * Returns: (transfer none) (nullable): the device, revoked or not
 */
const KbDevice *
kb_roster_find_device (const KbRoster *self,
                       const guint8    sign[KB_SIGN_PUBLIC_SIZE])
{
  for (guint i = 0; i < self->devices->len; i++)
    {
      const KbDevice *device = self->devices->pdata[i];

      if (memcmp (device->sign, sign, KB_SIGN_PUBLIC_SIZE) == 0)
        return device;
    }

  return NULL;
}

/**
 * kb_roster_get_custodian:
 * @roster_seq: the point at which this is judged; %G_MAXUINT64: now
 *
 * Returns: (transfer none) (nullable): the last appointment made by then, or
 *   %NULL if there was none or its device was revoked
 */
const KbAppointment *
kb_roster_get_custodian (const KbRoster *self,
                         guint64         roster_seq)
{
  for (guint i = self->appointments->len; i > 0; i--)
    {
      const KbAppointment *appointment = self->appointments->pdata[i - 1];

      if (appointment->since_seq <= roster_seq)
        return kb_roster_is_active (self, kb_roster_find_device (self, appointment->device),
                                    roster_seq) ? appointment : NULL;
    }

  return NULL;
}

guint
kb_roster_get_n_grants (const KbRoster *self)
{
  return self->grants->len;
}

const KbGrant *
kb_roster_get_grant (const KbRoster *self,
                     guint           i)
{
  g_return_val_if_fail (i < self->grants->len, NULL);

  return self->grants->pdata[i];
}

/**
 * kb_roster_find_grant:
 * @epoch: 0 for the highest
 *
 * Returns: (transfer none) (nullable): the last grant of that key; earlier
 *   ones of the same epoch may be sealed to other devices
 */
const KbGrant *
kb_roster_find_grant (const KbRoster *self,
                      const char     *audience,
                      guint32         epoch)
{
  const KbGrant *found = NULL;

  for (guint i = 0; i < self->grants->len; i++)
    {
      const KbGrant *grant = self->grants->pdata[i];

      if (strcmp (grant->audience, audience) == 0 &&
          (epoch == 0 ? found == NULL || grant->epoch >= found->epoch : grant->epoch == epoch))
        found = grant;
    }

  return found;
}

/**
 * kb_roster_get_profile_note:
 *
 * Returns: (transfer none) (nullable): the last profile as it is published
 */
const char *
kb_roster_get_profile_note (const KbRoster *self)
{
  return self->profile_note;
}

const KbProfile *
kb_roster_get_profile (const KbRoster *self)
{
  return self->profile;
}
