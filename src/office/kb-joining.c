/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a computer joins: a code from mouth to ear, a request by way of the server, seven words that
 * two people compare, an entry. */
#include "config.h"

#include <glib/gi18n.h>
#include <sodium.h>
#include <string.h>

#include "kb-endpoint.h"
#include "kb-office-private.h"

static KbEndpoint *
open_endpoint (KbMembership  *membership,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = NULL;
  g_autoptr(KbSecret) token = NULL;

  token = membership->token != NULL
    ? kb_secret_ref (membership->token)
    : kb_keyring_lookup (membership->keyring, KB_KEYRING_TOKEN, cancellable, error);
  if (token == NULL)
    return NULL;
  endpoint = kb_endpoint_new (membership->endpoint, membership->ca_file, error);
  if (endpoint != NULL)
    kb_endpoint_set_token (endpoint, token);

  return g_steal_pointer (&endpoint);
}

static gboolean
check_code (const guint8   code[KB_CODE_SIZE],
            const guint8   genesis[KB_HASH_SIZE],
            GError       **error)
{
  if (kb_code_names_genesis (code, genesis))
    return TRUE;
  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_OTHER,
                       _("The code is of another office than the one at this address"));
  return FALSE;
}

/* What the server says of a meeting place, in the words of a code. */
static gboolean
place_error (GError  *cause,
             GError **error)
{
  g_autoptr(GError) local = cause;

  if (g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_FOUND))
    g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_OVER,
                         _("Nobody waits for this code any more: codes are good for one day, or "
                           "until they are closed. Ask for a new one."));
  else if (g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_CONFLICT))
    g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_USED,
                         _("Another computer has used this code. Ask for a new one, and tell the "
                           "supervisor of it."));
  else
    g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/**
 * kb_ceremony_invite:
 * @ret_code: (out caller-allocates): to be handed on by voice or paper, never
 *   by way of the server
 *
 * Returns: whether a request can be left for @ret_code, for 24 hours
 */
gboolean
kb_ceremony_invite (const KbOffice  *office,
                    guint8           ret_code[KB_CODE_SIZE],
                    GCancellable    *cancellable,
                    GError         **error)
{
  g_autoptr(KbEndpoint) endpoint = open_endpoint (office->membership, cancellable, error);
  guint8 nonce[8];
  guint8 code[KB_CODE_SIZE];
  char place[KB_CODE_PLACE_SIZE];

  if (endpoint == NULL)
    return FALSE;
  randombytes_buf (nonce, sizeof nonce);
  kb_code_new_join (office->membership->genesis, nonce, code);
  kb_code_get_place (code, place);
  if (!kb_endpoint_open_join (endpoint, place, cancellable, error))
    return FALSE;
  memcpy (ret_code, code, sizeof code);

  return TRUE;
}

/**
 * kb_ceremony_fetch_request:
 *
 * Returns: (transfer full) (nullable): what one who joins has left; %NULL
 *   without an error while nobody has used the code, with
 *   %KB_OFFICE_ERROR_CODE_OVER when nobody can any more
 */
char *
kb_ceremony_fetch_request (const KbOffice  *office,
                           const guint8     code[KB_CODE_SIZE],
                           GCancellable    *cancellable,
                           GError         **error)
{
  g_autoptr(KbEndpoint) endpoint = open_endpoint (office->membership, cancellable, error);
  char place[KB_CODE_PLACE_SIZE];
  GError *local = NULL;
  char *request;

  if (endpoint == NULL || !check_code (code, office->membership->genesis, error))
    return NULL;
  kb_code_get_place (code, place);
  request = kb_endpoint_get_join (endpoint, place, cancellable, &local);
  if (local != NULL)
    place_error (local, error);

  return request;
}

/**
 * kb_ceremony_close_invite:
 *
 * Returns: whether nobody can use @code from now on; one that is over already
 *   is no error
 */
gboolean
kb_ceremony_close_invite (const KbOffice  *office,
                          const guint8     code[KB_CODE_SIZE],
                          GCancellable    *cancellable,
                          GError         **error)
{
  g_autoptr(KbEndpoint) endpoint = open_endpoint (office->membership, cancellable, error);
  char place[KB_CODE_PLACE_SIZE];
  GError *local = NULL;

  if (endpoint == NULL)
    return FALSE;
  kb_code_get_place (code, place);
  if (kb_endpoint_close_join (endpoint, place, cancellable, &local))
    return TRUE;
  if (!g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  g_error_free (local);

  return TRUE;
}

static gboolean
enrol (const KbOffice       *office,
       const KbRoster       *roster,
       const KbJoinRequest  *join,
       KbRecovery           *second,
       gboolean             *ret_proposed,
       GCancellable         *cancellable,
       GError              **error)
{
  const KbDevice *present = kb_roster_find_device (roster, join->device.sign);
  g_autofree char *statement = NULL;
  g_autoptr(GBytes) body = NULL;

  if (present != NULL)
    return kb_roster_is_active (roster, present, G_MAXUINT64) ||
           kb_office_state_error (error, _("This computer was revoked: it can join again only "
                                           "with new keys"));
  if (join->device.role == KB_DEVICE_ROLE_SUPERVISOR)
    {
      statement = kb_roster_device_statement (&join->device, join->accept);
      return kb_office_two_persons (office, roster, statement, second, ret_proposed, cancellable,
                                    error);
    }
  body = kb_roster_device_body (&join->device, join->accept);

  return kb_office_push_body (office, KB_KIND_DEVICE, body, cancellable, error);
}

/**
 * kb_ceremony_approve:
 * @request: from kb_ceremony_fetch_request(); the seven words were compared by
 *   two people before
 * @second: (nullable): the recovery sheet, for a supervisor's device where
 *   there is one supervisor
 * @ret_proposed: (out) (optional): another supervisor has to agree first
 *
 * A device that is enrolled already only gets the keys that it lacks.
 *
 * Returns: whether the device is enrolled and holds its keys, or was proposed
 */
gboolean
kb_ceremony_approve (const KbOffice  *office,
                     const char      *request,
                     KbRecovery      *second,
                     gboolean        *ret_proposed,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_autoptr(KbJoinRequest) join = kb_join_request_parse (request, error);
  g_autoptr(KbRoster) roster = NULL;
  gboolean proposed = FALSE;

  if (join == NULL || !kb_join_request_check (join, office->membership->genesis, error) ||
      (roster = kb_office_begin (office, cancellable, error)) == NULL ||
      !enrol (office, roster, join, second, &proposed, cancellable, error) ||
      (!proposed && !kb_ceremony_mend (office, NULL, cancellable, error)))
    return FALSE;
  if (ret_proposed != NULL)
    *ret_proposed = proposed;

  return TRUE;
}

/**
 * kb_ceremony_send_request:
 * @code: from the supervisor, by voice or paper
 * @request: from kb_ceremony_request()
 *
 * Leaves the request where the supervisor looks for it. From then on this
 * profile is one of the office that waits to be let in.
 *
 * Returns: whether it is there; else a #KbOfficeError about the code, or a #KbSyncError
 */
gboolean
kb_ceremony_send_request (KbMembership  *membership,
                          const guint8   code[KB_CODE_SIZE],
                          const char    *request,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (membership->endpoint, membership->ca_file,
                                                     error);
  char place[KB_CODE_PLACE_SIZE];
  GError *local = NULL;

  if (endpoint == NULL || !check_code (code, membership->genesis, error))
    return FALSE;
  kb_code_get_place (code, place);
  if (!kb_endpoint_post_join (endpoint, place, request, cancellable, &local))
    return place_error (local, error);

  return kb_membership_save (membership, error);
}

/**
 * kb_ceremony_is_enrolled:
 * @ret_enrolled: (out): whether the server's roster has this device; a revoked
 *   one it has no more
 */
gboolean
kb_ceremony_is_enrolled (KbMembership  *membership,
                         gboolean      *ret_enrolled,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(KbEndpoint) endpoint = open_endpoint (membership, cancellable, error);
  g_autoptr(GInputStream) answer = NULL;
  g_autoptr(GError) local = NULL;

  if (endpoint == NULL)
    return FALSE;
  answer = kb_endpoint_open_stream (endpoint, KB_STREAM_ROSTER, 0, cancellable, &local);
  if (answer == NULL && !g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *ret_enrolled = answer != NULL;

  return TRUE;
}
