/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an office begins: the server's answer, the genesis entry, the one-time code. */
#include "config.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-endpoint.h"
#include "kb-office-private.h"
#include "kb-token.h"

/**
 * kb_ceremony_ask_endpoint:
 * @url: address of a server
 * @ret_intake: (out caller-allocates): the key that it claims to sign with
 * @ret_genesis: (out caller-allocates): zeros where no office was founded there
 * @ret_office: (out) (nullable): the office's name, %NULL likewise
 *
 * What comes back is a claim: kb_code_names_intake() and
 * kb_code_names_genesis() say whether it is the server that a code is for.
 *
 * Returns: whether a Kumbang server answers there; else a #KbSyncError, or
 *   %G_IO_ERROR_INVALID_ARGUMENT for an address that can't be used
 */
gboolean
kb_ceremony_ask_endpoint (const char    *url,
                          const char    *ca_file,
                          guint8         ret_intake[KB_SIGN_PUBLIC_SIZE],
                          guint8         ret_genesis[KB_HASH_SIZE],
                          char         **ret_office,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (url, ca_file, error);

  return endpoint != NULL &&
         kb_endpoint_get_office (endpoint, ret_intake, ret_genesis, ret_office, cancellable, error);
}

/**
 * kb_ceremony_compose_genesis:
 * @membership: new, with endpoint, intake's key and the person's name
 * @office_name: what reporters see
 * @recovery: new; it is told the office and its server, for its sheet
 *
 * Returns: (transfer full): the office's first entry, sent by nobody yet
 */
KbEntry *
kb_ceremony_compose_genesis (KbMembership *membership,
                             const char   *office_name,
                             KbRecovery   *recovery)
{
  g_autofree char *recovery_age = kb_age_identity_get_recipient (recovery->age);
  g_autoptr(KbSecret) recovery_token = kb_token_new_recovery (recovery->sign);
  KbAuthorship authorship = { .device = membership->device, .now = kb_office_now () };
  guint8 token[KB_HASH_SIZE];
  KbDevice device;
  g_autoptr(GBytes) body = NULL;
  KbEntry *genesis;

  kb_office_describe_device (membership, KB_DEVICE_ROLE_SUPERVISOR, NULL, &device);
  kb_token_hash (recovery_token, token);
  kb_chain_init (&authorship.seen, authorship.genesis, KB_STREAM_ROSTER);
  kb_chain_init (&authorship.seen_roster, authorship.genesis, KB_STREAM_ROSTER);
  body = kb_roster_genesis_body (office_name, membership->intake,
                                 kb_signing_key_get_public (recovery->sign), recovery_age, token,
                                 &device);
  genesis = kb_compose_roster (&authorship, KB_KIND_GENESIS, body);

  memcpy (recovery->genesis, kb_entry_get_id (genesis), KB_HASH_SIZE);
  memcpy (recovery->intake, membership->intake, KB_SIGN_PUBLIC_SIZE);
  g_free (recovery->endpoint);
  recovery->endpoint = g_strdup (membership->endpoint);

  return genesis;
}

static gboolean
keep_founded (KbMembership  *membership,
              const guint8   genesis[KB_HASH_SIZE],
              GError       **error)
{
  memcpy (membership->genesis, genesis, KB_HASH_SIZE);
  membership->role = KB_DEVICE_ROLE_SUPERVISOR;

  return kb_membership_save (membership, error);
}

/* The server did not take the entry. Perhaps it did, and its answer was lost; perhaps this
 * computer founded the office before and ended before it could remember. */
static gboolean
settle (KbMembership  *membership,
        KbEndpoint    *endpoint,
        KbEntry       *genesis,
        GCancellable  *cancellable,
        GError        *refusal,
        GError       **error)
{
  g_autoptr(GError) local = refusal;
  guint8 intake[KB_SIGN_PUBLIC_SIZE];
  guint8 founded[KB_HASH_SIZE] = { 0 };
  g_autofree char *office = NULL;
  gboolean ours = FALSE;

  if (!kb_endpoint_get_office (endpoint, intake, founded, &office, cancellable, NULL) ||
      (office == NULL && !g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE)))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (memcmp (founded, kb_entry_get_id (genesis), KB_HASH_SIZE) == 0)
    return keep_founded (membership, founded, error);
  if (office != NULL && !kb_ceremony_is_enrolled (membership, &ours, cancellable, error))
    return FALSE;
  if (ours)
    {
      if (keep_founded (membership, founded, error))
        g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_FOUNDED,
                             _("This computer founded the office before and is its member now. "
                               "Keep the recovery sheet that was printed first and destroy the "
                               "new one: it is of no use."));
      return FALSE;
    }

  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_USED,
                       office != NULL
                         ? _("An office was founded on this server before: its one-time code is "
                             "used up")
                         : _("The server does not know this code: a newer one was printed, or it "
                             "was used"));
  return FALSE;
}

/**
 * kb_ceremony_found:
 * @genesis: from kb_ceremony_compose_genesis(); may be sent again after a failure
 * @code: what `kumbang-intake enroll --first` printed
 *
 * Returns: whether the office exists now and this profile is its member; else a
 *   #KbOfficeError about the code, or a #KbSyncError
 */
gboolean
kb_ceremony_found (KbMembership  *membership,
                   KbEntry       *genesis,
                   const guint8   code[KB_CODE_SIZE],
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (membership->endpoint, membership->ca_file,
                                                     error);
  g_autofree char *bearer = kb_code_get_token (code);
  g_autoptr(KbSecret) token = kb_secret_new (bearer, strlen (bearer));
  g_autoptr(GBytes) wire = kb_entry_encode (genesis);
  g_autoptr(GError) local = NULL;

  sodium_memzero (bearer, strlen (bearer));
  if (endpoint == NULL)
    return FALSE;
  if (!kb_code_names_intake (code, membership->intake))
    {
      g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_OTHER,
                           _("The code is of another server than the one at this address"));
      return FALSE;
    }
  kb_endpoint_set_token (endpoint, token);
  if (kb_endpoint_push (endpoint, wire, cancellable, &local))
    return keep_founded (membership, kb_entry_get_id (genesis), error);

  return settle (membership, endpoint, genesis, cancellable, g_steal_pointer (&local), error);
}
