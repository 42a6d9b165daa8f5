/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ceremony.h"

#include <string.h>

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-endpoint.h"
#include "kb-json.h"
#include "kb-office-private.h"
#include "kb-roster-bodies.h"
#include "kb-token.h"

static const char *const AUDIENCES[] = { "office", "leadership" };

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
keep_membership (KbMembership  *membership,
                 KbSecret      *code,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return kb_keyring_store (membership->keyring, KB_KEYRING_TOKEN, code, cancellable, error) &&
         kb_membership_save (membership, error);
}

/**
 * kb_ceremony_found:
 * @membership: new, with endpoint, intake's key and the person's name
 * @office_name: what reporters see
 * @recovery: printed once by the caller, before this
 * @code: what `kumbang-intake enroll --first` printed
 *
 * Returns: whether the office exists now; else a #KbSyncError
 */
gboolean
kb_ceremony_found (KbMembership  *membership,
                   const char    *office_name,
                   KbRecovery    *recovery,
                   KbSecret      *code,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(KbSecret) token = kb_keyring_lookup (membership->keyring, KB_KEYRING_TOKEN,
                                                 cancellable, error);
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (membership->endpoint, membership->ca_file,
                                                     token != NULL ? error : NULL);
  g_autofree char *recovery_age = kb_age_identity_get_recipient (recovery->age);
  g_autofree char *device_age = kb_age_identity_get_recipient (membership->device_age);
  KbAuthorship authorship = { .device = membership->device, .now = now_seconds () };
  g_autoptr(KbSecret) recovery_token = kb_token_new_recovery (recovery->sign);
  KbDevice device = { .name = membership->name, .role = KB_DEVICE_ROLE_SUPERVISOR };
  guint8 recovery_hash[KB_HASH_SIZE];
  g_autoptr(GBytes) body = NULL;
  g_autoptr(KbEntry) genesis = NULL;
  g_autoptr(GBytes) wire = NULL;

  if (endpoint == NULL || token == NULL)
    return FALSE;

  memcpy (device.sign, kb_signing_key_get_public (membership->device), sizeof device.sign);
  g_strlcpy (device.age, device_age, sizeof device.age);
  kb_chain_init (&authorship.seen, authorship.genesis, KB_STREAM_ROSTER);
  kb_chain_init (&authorship.seen_roster, authorship.genesis, KB_STREAM_ROSTER);
  kb_token_hash (token, device.token);
  kb_token_hash (recovery_token, recovery_hash);
  body = kb_roster_genesis_body (office_name, membership->intake,
                                 kb_signing_key_get_public (recovery->sign), recovery_age,
                                 recovery_hash, &device);
  genesis = kb_compose_roster (&authorship, KB_KIND_GENESIS, body);
  wire = kb_entry_encode (genesis);

  kb_endpoint_set_token (endpoint, code);
  if (!kb_endpoint_push (endpoint, wire, cancellable, error))
    return FALSE;

  memcpy (membership->genesis, kb_entry_get_id (genesis), KB_HASH_SIZE);
  membership->role = KB_DEVICE_ROLE_SUPERVISOR;

  return keep_membership (membership, code, cancellable, error);
}

/* Seals an audience's secret to every device that is entitled now, and to
 * recovery. Devices that had it keep it: the secret is the same. */
static gboolean
grant (const KbOffice  *office,
       const char      *audience,
       guint32          epoch,
       KbAgeIdentity   *secret,
       GCancellable    *cancellable,
       GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_read_roster (office, error);
  g_autoptr(GPtrArray) readers = NULL;
  g_autoptr(KbSecret) text = kb_age_identity_to_secret (secret);
  g_autofree char *recipient = kb_age_identity_get_recipient (secret);
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  if (roster == NULL)
    return FALSE;

  readers = kb_office_readers (roster, audience);
  kb_sync_get_authorship (office->sync, KB_STREAM_ROSTER, now_seconds (), &authorship);
  entry = kb_compose_grant (&authorship, audience, epoch, text, recipient,
                            (const KbDevice *const *) readers->pdata, readers->len,
                            kb_roster_get_recovery_age (roster), error);

  return entry != NULL && kb_sync_push (office->sync, entry, cancellable, error);
}

/**
 * kb_ceremony_grant_first:
 *
 * Makes the first secret of each audience; this device gets them back with the
 * verified grant.
 *
 * Returns: whether both were granted
 */
gboolean
kb_ceremony_grant_first (const KbOffice  *office,
                         GCancellable    *cancellable,
                         GError         **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (AUDIENCES); i++)
    {
      g_autoptr(KbAgeIdentity) secret = kb_age_identity_generate ();

      if (!grant (office, AUDIENCES[i], 1, secret, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* The newcomer gets the present key of each audience of its role. */
static gboolean
grant_again (const KbOffice  *office,
             KbDeviceRole     role,
             GCancellable    *cancellable,
             GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_read_roster (office, error);

  if (roster == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (AUDIENCES); i++)
    {
      const KbGrant *latest = kb_roster_find_grant (roster, AUDIENCES[i], 0);
      g_autofree char *item = NULL;
      g_autoptr(KbSecret) text = NULL;
      g_autoptr(KbAgeIdentity) secret = NULL;

      if (latest == NULL || !kb_role_reads (role, AUDIENCES[i]))
        continue;

      item = g_strdup_printf ("audience/%s/%u", AUDIENCES[i], latest->epoch);
      text = kb_keyring_lookup (office->membership->keyring, item, cancellable, error);
      if (text == NULL || (secret = kb_age_identity_parse (text, error)) == NULL ||
          !grant (office, AUDIENCES[i], latest->epoch, secret, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
push_body (const KbOffice  *office,
           KbKind           kind,
           GBytes          *body,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  kb_sync_get_authorship (office->sync, KB_STREAM_ROSTER, now_seconds (), &authorship);
  entry = kb_compose_roster (&authorship, kind, body);

  return kb_sync_push (office->sync, entry, cancellable, error);
}

/**
 * kb_ceremony_approve:
 * @request: one line of JSON from kb_ceremony_request(); the seven words were
 *   compared by two people before
 *
 * Returns: whether the device is enrolled and holds its keys
 */
gboolean
kb_ceremony_approve (const KbOffice  *office,
                     const char      *request,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(KbJoinRequest) join = kb_join_request_parse (request, error);
  g_autoptr(GBytes) body = NULL;

  if (join == NULL || !kb_join_request_check (join, office->membership->genesis, error))
    return FALSE;

  body = kb_roster_device_body (&join->device, join->accept);

  return push_body (office, KB_KIND_DEVICE, body, cancellable, error) &&
         grant_again (office, join->device.role, cancellable, error);
}

/**
 * kb_ceremony_appoint:
 * @device: an enrolled device of role custodian
 * @recipient: age1… from kb_custody_set_up() on that device
 * @title: what reporters are told, for example “Kustodian Inspektorat”
 * @second: the second person
 *
 * Returns: whether the appointment is in the verified chain
 */
gboolean
kb_ceremony_appoint (const KbOffice  *office,
                     const guint8     device[KB_SIGN_PUBLIC_SIZE],
                     const char      *recipient,
                     const char      *title,
                     KbRecovery      *second,
                     GCancellable    *cancellable,
                     GError         **error)
{
  KbAppointment appointment = { .title = (char *) title, .since = now_seconds () };
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *statement = NULL;
  g_autoptr(GBytes) body = NULL;

  memcpy (appointment.device, device, sizeof appointment.device);
  g_strlcpy (appointment.recipient, recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (office->membership->genesis, statement, second->sign, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (second->sign),
                                   signature);

  return push_body (office, KB_KIND_APPOINTMENT, body, cancellable, error);
}

/**
 * kb_ceremony_publish_profile:
 * @page_dir: (nullable): folder of the page that the intake serves
 * @days: validity, at most %KB_LIMIT_PROFILE_DAYS
 *
 * Returns: whether the new profile is in the verified chain
 */
gboolean
kb_ceremony_publish_profile (const KbOffice  *office,
                             const char      *page_dir,
                             guint            days,
                             GCancellable    *cancellable,
                             GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_read_roster (office, error);
  g_autoptr(KbProfile) profile = NULL;
  g_autofree char *note = NULL;
  g_autoptr(GBytes) body = NULL;

  if (roster == NULL)
    return FALSE;

  profile = kb_office_describe (roster, now_seconds (), MIN (days, KB_LIMIT_PROFILE_DAYS));
  if (page_dir != NULL && !kb_office_hash_page (profile, page_dir, error))
    return FALSE;
  note = kb_profile_sign (profile, office->membership->device);
  body = g_bytes_new (note, strlen (note));

  return push_body (office, KB_KIND_PROFILE, body, cancellable, error);
}
