/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an office comes back from paper after every desktop was lost. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-check.h"
#include "kb-endpoint.h"
#include "kb-office-private.h"
#include "kb-token.h"

static gboolean
recovery_error (GError     **error,
                const char  *message)
{
  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY, message);
  return FALSE;
}

/* The sheet's own chain of entries: it may have brought the office back before. */
static gboolean
find_last (const KbOffice  *office,
           KbAuthorship    *authorship,
           GError         **error)
{
  const guint8 *key = kb_signing_key_get_public (authorship->device);
  g_autoptr(GPtrArray) entries = kb_store_load_stream (office->store, KB_STREAM_ROSTER, 0,
                                                       G_MAXUINT, error);

  if (entries == NULL)
    return FALSE;
  authorship->last_seq = 0;
  memset (authorship->last_id, 0, sizeof authorship->last_id);
  for (guint i = 0; i < entries->len; i++)
    {
      KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, error);

      if (entry == NULL)
        return FALSE;
      if (memcmp (kb_entry_get_header (entry)->author, key, KB_SIGN_PUBLIC_SIZE) == 0)
        {
          authorship->last_seq = kb_entry_get_header (entry)->author_seq;
          memcpy (authorship->last_id, kb_entry_get_id (entry), KB_HASH_SIZE);
        }
    }

  return TRUE;
}

static KbEntry *
compose_recovery (const KbOffice  *office,
                  KbRecovery      *recovery,
                  GError         **error)
{
  KbMembership *membership = office->membership;
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];
  g_autoptr(GBytes) body = NULL;
  KbAuthorship authorship;
  KbDevice device;

  kb_sync_get_authorship (office->sync, KB_STREAM_ROSTER, kb_office_now (), &authorship);
  authorship.device = recovery->sign;
  if (!find_last (office, &authorship, error))
    return NULL;
  kb_office_describe_device (membership, KB_DEVICE_ROLE_SUPERVISOR, NULL, &device);
  kb_roster_accept (membership->genesis, &device, membership->device, accept);
  body = kb_roster_device_body (&device, accept);

  return kb_compose_roster (&authorship, KB_KIND_RECOVERY, body);
}

/* With the sheet's own token: it reads the roster and writes this one entry. */
static gboolean
enrol_by_sheet (const KbOffice  *office,
                KbRecovery      *recovery,
                GCancellable    *cancellable,
                GError         **error)
{
  KbMembership *membership = office->membership;
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (membership->endpoint, membership->ca_file,
                                                     error);
  g_autoptr(KbSecret) token = kb_token_new_recovery (recovery->sign);
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;
  g_autoptr(GError) local = NULL;

  if (endpoint == NULL)
    return FALSE;
  kb_endpoint_set_token (endpoint, token);
  kb_sync_use_token (office->sync, token);
  roster = kb_office_begin (office, cancellable, &local);
  kb_sync_use_token (office->sync, NULL);
  if (g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE))
    return recovery_error (error, _("The server does not know this recovery sheet: it is another "
                                    "office's"));
  if (roster == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (memcmp (kb_roster_get_recovery_key (roster), kb_signing_key_get_public (recovery->sign),
              KB_SIGN_PUBLIC_SIZE) != 0)
    return recovery_error (error, _("The recovery sheet is another office's"));

  entry = compose_recovery (office, recovery, error);
  if (entry == NULL)
    return FALSE;
  wire = kb_entry_encode (entry);

  return kb_endpoint_push (endpoint, wire, cancellable, error);
}

/* Every key was sealed to the sheet, too. The desktop takes them from its keyring, where the
 * grants to it follow. */
static gboolean
take_keys (const KbOffice  *office,
           const KbRoster  *roster,
           KbRecovery      *recovery,
           GCancellable    *cancellable,
           GError         **error)
{
  for (guint i = 0; i < kb_roster_get_n_grants (roster); i++)
    {
      const KbGrant *grant = kb_roster_get_grant (roster, i);
      GBytes *part = kb_entry_get_part (grant->entry, KB_ROLE_KEY, NULL);
      g_autofree char *item = g_strdup_printf ("audience/%s/%u", grant->audience, grant->epoch);
      g_autoptr(KbSecret) secret =
        part != NULL ? kb_check_open_grant (grant, part, recovery->age) : NULL;

      if (secret != NULL &&
          !kb_keyring_store (office->membership->keyring, item, secret, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
revoke_all_others (const KbOffice  *office,
                   const KbRoster  *roster,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const guint8 *own = kb_signing_key_get_public (office->membership->device);

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);
      g_autoptr(GBytes) body = kb_roster_revocation_body (device->sign);

      if (memcmp (device->sign, own, KB_SIGN_PUBLIC_SIZE) != 0 &&
          kb_roster_is_active (roster, device, G_MAXUINT64) &&
          !kb_office_push_body (office, KB_KIND_REVOCATION, body, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * kb_ceremony_recover:
 * @office: of a new membership with endpoint, intake, genesis, role and name;
 *   its store is empty, or this office's
 * @recovery: the sheet
 * @revoke_others: the lost desktops write and pull no more
 *
 * May be repeated: a device that is enrolled already goes on from there.
 *
 * Returns: whether this desktop is a supervisor's of the office, with every key
 */
gboolean
kb_ceremony_recover (const KbOffice  *office,
                     KbRecovery      *recovery,
                     gboolean         revoke_others,
                     GCancellable    *cancellable,
                     GError         **error)
{
  static const guint8 unknown[KB_HASH_SIZE];
  KbMembership *membership = office->membership;
  g_autoptr(KbRoster) roster = NULL;
  gboolean enrolled = FALSE;

  if (memcmp (recovery->genesis, unknown, KB_HASH_SIZE) != 0 &&
      memcmp (recovery->genesis, membership->genesis, KB_HASH_SIZE) != 0)
    return recovery_error (error, _("The recovery sheet is of another office than the one at this "
                                    "address"));
  if (!kb_ceremony_is_enrolled (membership, &enrolled, cancellable, error) ||
      (!enrolled && !enrol_by_sheet (office, recovery, cancellable, error)) ||
      (roster = kb_office_begin (office, cancellable, error)) == NULL ||
      !take_keys (office, roster, recovery, cancellable, error) ||
      !kb_membership_save (membership, error) ||
      (revoke_others && !revoke_all_others (office, roster, cancellable, error)) ||
      !kb_ceremony_mend (office, NULL, cancellable, error))
    return FALSE;

  /* With the keys, the cases come too. */
  return kb_sync_pull (office->sync, cancellable, NULL, error);
}
