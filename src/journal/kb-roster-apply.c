/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each kind of roster entry changes. */
#include "config.h"

#include "kb-roster-private.h"

#include <string.h>

static gboolean
roster_error (GError        **error,
              KbRosterError   code,
              const char     *message)
{
  g_set_error_literal (error, KB_ROSTER_ERROR, code, message);
  return FALSE;
}

/* Takes @device. */
static void
add_device (KbRoster *self,
            KbDevice *device,
            guint64   seq)
{
  device->since_seq = seq;
  g_ptr_array_add (self->devices, device);
  g_hash_table_insert (self->by_sign, device->sign, device);
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
  memcpy (self->recovery_token, genesis.recovery_token, KB_HASH_SIZE);
  memcpy (self->recovery_age, genesis.recovery_age, sizeof self->recovery_age);
  self->office = g_steal_pointer (&genesis.office);
  add_device (self, g_steal_pointer (&genesis.device), seq);

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
token_is_taken (const KbRoster *self,
                const guint8   *token)
{
  return kb_roster_find_token (self, token) != NULL ||
         memcmp (self->recovery_token, token, KB_HASH_SIZE) == 0;
}

static gboolean
may_enrol (const KbRoster  *self,
           const KbDevice  *device,
           const guint8    *accept,
           GError         **error)
{
  if (key_is_taken (self, device->sign) || token_is_taken (self, device->token) ||
      self->devices->len >= KB_LIMIT_DEVICES)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The device's key is in use already, or there are too many devices");
  if (!kb_roster_verify_accept (self->genesis, device, accept))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "The joining device has not agreed to its enrolment");

  return TRUE;
}

static gboolean
proposes (const KbProposal *proposal,
          const char       *statement)
{
  return strcmp (proposal->statement, statement) == 0;
}

static void
carry_out (KbRoster   *self,
           const char *statement)
{
  g_hash_table_add (self->carried_out, g_strdup (statement));
  for (guint i = self->proposals->len; i > 0; i--)
    if (proposes (self->proposals->pdata[i - 1], statement))
      g_ptr_array_remove_index (self->proposals, i - 1);
}

/* A statement of two persons, of this kind, that was not carried out yet. */
static gboolean
read_seconded (const KbRoster   *self,
               const KbEntry    *entry,
               JsonObject       *body,
               KbStatementKind   kind,
               guint64           seq,
               KbStatementBody  *ret_statement,
               GError          **error)
{
  if (!kb_roster_read_statement (body, ret_statement, error))
    return FALSE;
  if (ret_statement->statement->kind != kind)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The statement is of another kind than its entry");
  if (g_hash_table_contains (self->carried_out, ret_statement->text) ||
      !kb_roster_check_second (self, kb_entry_get_header (entry), ret_statement, seq))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "The statement is not signed by a second person");

  return TRUE;
}

/* Two persons let someone become one of those who decide. */
static gboolean
apply_supervisor (KbRoster       *self,
                  const KbEntry  *entry,
                  JsonObject     *body,
                  guint64         seq,
                  GError        **error)
{
  g_auto(KbStatementBody) read = { 0 };

  if (!read_seconded (self, entry, body, KB_STATEMENT_DEVICE, seq, &read, error))
    return FALSE;
  if (read.statement->device->role != KB_DEVICE_ROLE_SUPERVISOR)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED, "The device is not a supervisor's");
  if (!may_enrol (self, read.statement->device, read.statement->accept, error))
    return FALSE;
  add_device (self, g_steal_pointer (&read.statement->device), seq);
  carry_out (self, read.text);

  return TRUE;
}

static gboolean
enrol_alone (KbRoster    *self,
             JsonObject  *body,
             gboolean     supervisor,
             guint64      seq,
             GError     **error)
{
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];
  g_autoptr(KbDevice) device = kb_roster_read_device (body, accept, error);

  if (device == NULL)
    return FALSE;
  if (supervisor != (device->role == KB_DEVICE_ROLE_SUPERVISOR))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "A device of that role is not enrolled in this way");
  if (!may_enrol (self, device, accept, error))
    return FALSE;
  add_device (self, g_steal_pointer (&device), seq);

  return TRUE;
}

static gboolean
apply_device (KbRoster       *self,
              const KbEntry  *entry,
              JsonObject     *body,
              guint64         seq,
              GError        **error)
{
  if (json_object_has_member (body, "statement"))
    return apply_supervisor (self, entry, body, seq, error);

  return enrol_alone (self, body, FALSE, seq, error);
}

/* By the paper key: every desktop was lost. */
static gboolean
apply_recovery (KbRoster       *self,
                const KbEntry  *entry,
                JsonObject     *body,
                guint64         seq,
                GError        **error)
{
  return enrol_alone (self, body, TRUE, seq, error);
}

/* A revoked device's signature is no second person's any more. */
static void
drop_proposals_of (KbRoster       *self,
                   const KbDevice *device)
{
  for (guint i = self->proposals->len; i > 0; i--)
    {
      const KbProposal *proposal = self->proposals->pdata[i - 1];

      if (memcmp (proposal->key, device->sign, KB_SIGN_PUBLIC_SIZE) == 0)
        g_ptr_array_remove_index (self->proposals, i - 1);
    }
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
  drop_proposals_of (self, device);

  return TRUE;
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
  g_auto(KbStatementBody) read = { 0 };
  KbAppointment *appointment;
  const KbDevice *device;

  if (!read_seconded (self, entry, body, KB_STATEMENT_APPOINTMENT, seq, &read, error))
    return FALSE;
  appointment = read.statement->appointment;
  if (was_appointed (self, appointment))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN, "The appointment was made before");
  device = kb_roster_find_device (self, appointment->device);
  if (device == NULL || device->role != KB_DEVICE_ROLE_CUSTODIAN ||
      !kb_roster_is_active (self, device, seq))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The appointed device is not a custodian's");
  /* Identities are sealed to the key that its seven words spoke of, and to no other. */
  if (device->recipient[0] != '\0' && strcmp (device->recipient, appointment->recipient) != 0)
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The appointment names another key than the custodian's own");

  appointment->since_seq = seq;
  g_ptr_array_add (self->appointments, g_steal_pointer (&read.statement->appointment));
  carry_out (self, read.text);

  return TRUE;
}

static gboolean
is_open (const KbRoster        *self,
         const KbStatementBody *proposed)
{
  for (guint i = 0; i < self->proposals->len; i++)
    {
      const KbProposal *proposal = self->proposals->pdata[i];

      if (proposes (proposal, proposed->text) &&
          memcmp (proposal->key, proposed->key, KB_SIGN_PUBLIC_SIZE) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
apply_proposal (KbRoster       *self,
                const KbEntry  *entry,
                JsonObject     *body,
                guint64         seq,
                GError        **error)
{
  g_auto(KbStatementBody) read = { 0 };
  KbProposal *proposal;

  if (!kb_roster_read_statement (body, &read, error))
    return FALSE;
  if (memcmp (read.key, kb_entry_get_header (entry)->author, KB_SIGN_PUBLIC_SIZE) != 0 ||
      !kb_roster_verify_cosign (self->genesis, read.text, read.key, read.signature))
    return roster_error (error, KB_ROSTER_ERROR_COSIGN,
                         "The proposal is not signed by who proposes it");
  if (g_hash_table_contains (self->carried_out, read.text) || is_open (self, &read))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The same was proposed or carried out before");

  proposal = g_new0 (KbProposal, 1);
  proposal->statement = g_steal_pointer (&read.text);
  memcpy (proposal->key, read.key, sizeof read.key);
  memcpy (proposal->signature, read.signature, sizeof read.signature);
  proposal->seq = seq;
  g_ptr_array_add (self->proposals, proposal);

  return TRUE;
}

static gboolean
apply_settings (KbRoster       *self,
                const KbEntry  *entry,
                JsonObject     *body,
                guint64         seq,
                GError        **error)
{
  char *section;
  char *value;

  if (!kb_roster_read_settings (body, &section, &value, error))
    return FALSE;
  g_hash_table_replace (self->settings, section, value);

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
readers_fit (const KbRoster *self,
             const KbGrant  *grant,
             guint64         seq)
{
  for (guint i = 0; i < grant->n_devices; i++)
    {
      const KbDevice *device = kb_roster_find_device (self, grant->devices[i]);

      if (device == NULL || !kb_roster_is_active (self, device, seq) ||
          !kb_role_reads (device->role, grant->audience))
        return FALSE;
    }

  return TRUE;
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
  if (!readers_fit (self, grant, seq))
    return roster_error (error, KB_ROSTER_ERROR_MALFORMED,
                         "The grant is to a device that may not have that key");
  grant->entry = kb_entry_ref ((KbEntry *) entry);
  kb_roster_add_grant (self, g_steal_pointer (&grant), seq);

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

/* Authority was checked. */
gboolean
kb_roster_apply_body (KbRoster       *self,
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
    [KB_KIND_PROPOSAL] = apply_proposal,
    [KB_KIND_RECOVERY] = apply_recovery,
    [KB_KIND_SETTINGS] = apply_settings,
  };
  g_autoptr(JsonObject) body = NULL;
  guint8 kind = kb_entry_get_header (entry)->kind;

  if (kind == KB_KIND_PROFILE)
    return apply_profile (self, entry, seq, error);
  if (kind >= G_N_ELEMENTS (apply) || apply[kind] == NULL)
    return TRUE;
  body = kb_roster_parse_body (entry, error);

  return body != NULL && apply[kind] (self, entry, body, seq, error);
}
