/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes two persons: proposed by one supervisor and carried out by another, or with the
 * recovery sheet where there is only one. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-office-private.h"

static const KbKind kinds[] = {
  [KB_STATEMENT_DEVICE] = KB_KIND_DEVICE,
  [KB_STATEMENT_APPOINTMENT] = KB_KIND_APPOINTMENT,
};

static gboolean
carry_out (const KbOffice  *office,
           const KbRoster  *roster,
           const char      *text,
           const guint8     key[KB_SIGN_PUBLIC_SIZE],
           const guint8     signature[KB_SIGN_SIGNATURE_SIZE],
           GCancellable    *cancellable,
           GError         **error)
{
  g_autoptr(KbStatement) statement = kb_statement_parse (text, error);
  g_autoptr(GBytes) body = NULL;

  if (statement == NULL)
    return FALSE;
  body = kb_roster_statement_body (text, key, signature);
  if (statement->kind == KB_STATEMENT_WIDENING)
    return kb_office_push_widening (office, roster, statement, body, cancellable, error);

  return kb_office_push_body (office, kinds[statement->kind], body, cancellable, error);
}

static gboolean
carry_out_with_sheet (const KbOffice  *office,
                      const KbRoster  *roster,
                      const char      *statement,
                      KbRecovery      *second,
                      GCancellable    *cancellable,
                      GError         **error)
{
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  const guint8 *key;

  if (second == NULL)
    {
      g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_SECOND,
                           _("This takes two persons. There is one supervisor, so the recovery "
                             "sheet stands for the second."));
      return FALSE;
    }
  key = kb_signing_key_get_public (second->sign);
  if (memcmp (key, kb_roster_get_recovery_key (roster), KB_SIGN_PUBLIC_SIZE) != 0)
    {
      g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY,
                           _("The recovery sheet is another office's"));
      return FALSE;
    }
  kb_roster_cosign (kb_roster_get_genesis (roster), statement, second->sign, signature);

  return carry_out (office, roster, statement, key, signature, cancellable, error);
}

/**
 * kb_office_two_persons:
 * @statement: what is to be done
 * @second: (nullable): the recovery sheet; of use where there is one supervisor
 * @ret_proposed: (out) (optional): whether another supervisor has to agree first
 *
 * Returns: whether it is done or proposed; %KB_OFFICE_ERROR_SECOND where the
 *   sheet is needed
 */
gboolean
kb_office_two_persons (const KbOffice  *office,
                       const KbRoster  *roster,
                       const char      *statement,
                       KbRecovery      *second,
                       gboolean        *ret_proposed,
                       GCancellable    *cancellable,
                       GError         **error)
{
  KbSigningKey *device = office->membership->device;
  gboolean proposed = kb_roster_get_n_supervisors (roster) > 1;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autoptr(GBytes) body = NULL;
  gboolean ok;

  if (!proposed)
    ok = carry_out_with_sheet (office, roster, statement, second, cancellable, error);
  else
    {
      kb_roster_cosign (kb_roster_get_genesis (roster), statement, device, signature);
      body = kb_roster_statement_body (statement, kb_signing_key_get_public (device), signature);
      ok = kb_office_push_body (office, KB_KIND_PROPOSAL, body, cancellable, error);
    }
  if (ok && ret_proposed != NULL)
    *ret_proposed = proposed;

  return ok;
}

/**
 * kb_ceremony_appoint:
 * @device: an enrolled device of role custodian
 * @title: what reporters are told, for example “Kustodian Inspektorat”
 *
 * Returns: whether the appointment is in the verified chain and in the profile,
 *   or was proposed
 */
gboolean
kb_ceremony_appoint (const KbOffice  *office,
                     const guint8     device[KB_SIGN_PUBLIC_SIZE],
                     const char      *title,
                     KbRecovery      *second,
                     gboolean        *ret_proposed,
                     GCancellable    *cancellable,
                     GError         **error)
{
  KbAppointment appointment = { .title = (char *) title, .since = kb_office_now () };
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  g_autofree char *statement = NULL;
  const KbDevice *found;
  gboolean proposed;

  if (roster == NULL)
    return FALSE;
  found = kb_roster_find_device (roster, device);
  if (found == NULL || found->role != KB_DEVICE_ROLE_CUSTODIAN ||
      !kb_roster_is_active (roster, found, G_MAXUINT64))
    return kb_office_state_error (error, _("The computer is not enrolled as a custodian's"));

  memcpy (appointment.device, device, sizeof appointment.device);
  g_strlcpy (appointment.recipient, found->recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  if (!kb_office_two_persons (office, roster, statement, second, &proposed, cancellable, error) ||
      (!proposed && !kb_ceremony_mend (office, NULL, cancellable, error)))
    return FALSE;
  if (ret_proposed != NULL)
    *ret_proposed = proposed;

  return TRUE;
}

/**
 * kb_ceremony_proposal_words:
 * @roster: that holds @proposal
 *
 * A name is what the first person typed. The words are the computer's, so that the
 * second person need not take the first one's word for whose computer it is.
 *
 * Returns: (transfer full) (nullable): seven words; %NULL where it is about no device
 */
char *
kb_ceremony_proposal_words (const KbRoster   *roster,
                            const KbProposal *proposal)
{
  g_autoptr(KbStatement) statement = kb_statement_parse (proposal->statement, NULL);
  const KbDevice *device = NULL;

  if (statement != NULL && statement->kind == KB_STATEMENT_DEVICE)
    device = statement->device;
  else if (statement != NULL && statement->kind == KB_STATEMENT_APPOINTMENT)
    device = kb_roster_find_device (roster, statement->appointment->device);

  return device != NULL ? kb_ceremony_device_words (kb_roster_get_genesis (roster), device) : NULL;
}

/* The second person agrees to a device; the key comes with it, or from nobody. */
static gboolean
check_custodian_key (const KbRoster  *roster,
                     const char      *text,
                     GError         **error)
{
  g_autoptr(KbStatement) statement = kb_statement_parse (text, error);
  const KbDevice *device;

  if (statement == NULL)
    return FALSE;
  if (statement->kind != KB_STATEMENT_APPOINTMENT)
    return TRUE;
  device = kb_roster_find_device (roster, statement->appointment->device);

  return (device != NULL && strcmp (device->recipient, statement->appointment->recipient) == 0) ||
         kb_office_state_error (error, _("The proposal names another key than the one that the "
                                         "custodian's computer joined with. Do not agree to it."));
}

/**
 * kb_ceremony_second:
 * @seq: of a #KbProposal of the present roster
 *
 * Returns: whether what it says is done now; %KB_OFFICE_ERROR_STATE where it is
 *   not open any more, or this computer's own
 */
gboolean
kb_ceremony_second (const KbOffice  *office,
                    guint64          seq,
                    GCancellable    *cancellable,
                    GError         **error)
{
  g_autoptr(KbRoster) roster = kb_office_begin (office, cancellable, error);
  const KbProposal *proposal = NULL;

  if (roster == NULL)
    return FALSE;
  for (guint i = 0; i < kb_roster_get_n_proposals (roster) && proposal == NULL; i++)
    if (kb_roster_get_proposal (roster, i)->seq == seq)
      proposal = kb_roster_get_proposal (roster, i);
  if (proposal == NULL)
    return kb_office_state_error (error, _("There is no such proposal any more: it was carried "
                                           "out, or who made it was revoked"));
  if (memcmp (proposal->key, kb_signing_key_get_public (office->membership->device),
              KB_SIGN_PUBLIC_SIZE) == 0)
    return kb_office_state_error (error, _("This is your own proposal: another supervisor has to "
                                           "agree"));

  return check_custodian_key (roster, proposal->statement, error) &&
         carry_out (office, roster, proposal->statement, proposal->key, proposal->signature,
                    cancellable, error) &&
         kb_ceremony_mend (office, NULL, cancellable, error);
}
