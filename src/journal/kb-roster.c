/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-roster-private.h"

#include <string.h>

G_DEFINE_QUARK (kb-roster-error-quark, kb_roster_error)

static guint
hash_key (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);

  return hash;
}

static gboolean
keys_equal (gconstpointer a,
            gconstpointer b)
{
  return memcmp (a, b, KB_SIGN_PUBLIC_SIZE) == 0;
}

KbRoster *
kb_roster_new (void)
{
  KbRoster *self = g_new0 (KbRoster, 1);

  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_device_free);
  self->by_sign = g_hash_table_new (hash_key, keys_equal);
  self->appointments = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_appointment_free);
  self->grants = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_grant_free);
  self->audiences = kb_roster_new_audiences ();
  self->proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_proposal_free);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->carried_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
kb_roster_free (KbRoster *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_sign);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->appointments);
  g_hash_table_unref (self->audiences);
  g_ptr_array_unref (self->grants);
  g_ptr_array_unref (self->proposals);
  g_hash_table_unref (self->carried_out);
  g_hash_table_unref (self->settings);
  g_clear_pointer (&self->profile, kb_profile_free);
  g_free (self->profile_note);
  g_free (self->office);
  g_free (self);
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
    {
      g_set_error_literal (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY,
                           "The entry does not belong at this point of the roster");
      return FALSE;
    }
  if (!genesis && !kb_roster_check_author (self, entry, seq - 1, error))
    return FALSE;

  return kb_roster_apply_body (self, entry, seq, error);
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
 * kb_roster_get_recovery_token:
 *
 * Returns: (transfer none): SHA-256 of the paper key's token
 */
const guint8 *
kb_roster_get_recovery_token (const KbRoster *self)
{
  return self->recovery_token;
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
  return g_hash_table_lookup (self->by_sign, sign);
}

/**
 * kb_roster_find_token:
 *
 * Returns: (transfer none) (nullable): whose bearer token this is the hash of,
 *   revoked or not
 */
const KbDevice *
kb_roster_find_token (const KbRoster *self,
                      const guint8    token_hash[KB_HASH_SIZE])
{
  for (guint i = 0; i < self->devices->len; i++)
    {
      const KbDevice *device = self->devices->pdata[i];

      if (memcmp (device->token, token_hash, KB_HASH_SIZE) == 0)
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

/**
 * kb_roster_get_n_proposals:
 *
 * Returns: how many statements wait for a second person; a widening is carried
 *   out in the office stream, so that the caller sees there whether it was
 */
guint
kb_roster_get_n_proposals (const KbRoster *self)
{
  return self->proposals->len;
}

const KbProposal *
kb_roster_get_proposal (const KbRoster *self,
                        guint           i)
{
  g_return_val_if_fail (i < self->proposals->len, NULL);

  return self->proposals->pdata[i];
}

/**
 * kb_roster_get_n_supervisors:
 *
 * Returns: how many are not revoked
 */
guint
kb_roster_get_n_supervisors (const KbRoster *self)
{
  return kb_roster_count_supervisors (self, G_MAXUINT64);
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
