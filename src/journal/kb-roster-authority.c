/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may write what, judged at a point of the roster. */
#include "config.h"

#include "kb-bytes.h"
#include "kb-roster-private.h"
#include "kb-sha256.h"

#define OFFICER (1u << KB_DEVICE_ROLE_OFFICER)
#define SUPERVISOR (1u << KB_DEVICE_ROLE_SUPERVISOR)
#define CUSTODIAN (1u << KB_DEVICE_ROLE_CUSTODIAN)

/**
 * kb_roster_is_active:
 * @roster_seq: the point of the roster at which this is judged
 *
 * Returns: whether @device was enrolled and not revoked there
 */
gboolean
kb_roster_is_active (const KbRoster *self,
                     const KbDevice *device,
                     guint64         roster_seq)
{
  g_return_val_if_fail (self != NULL && device != NULL, FALSE);

  return device->since_seq <= roster_seq &&
         (device->revoked_seq == 0 || device->revoked_seq > roster_seq);
}

guint
kb_roster_count_supervisors (const KbRoster *self,
                             guint64         roster_seq)
{
  guint n = 0;

  for (guint i = 0; i < self->devices->len; i++)
    {
      const KbDevice *device = self->devices->pdata[i];

      if (device->role == KB_DEVICE_ROLE_SUPERVISOR &&
          kb_roster_is_active (self, device, roster_seq))
        n++;
    }

  return n;
}

/**
 * kb_role_may_pull:
 *
 * Returns: whether devices of @role get the entries of @stream at all
 */
gboolean
kb_role_may_pull (KbDeviceRole role,
                  KbStream     stream)
{
  if (role == KB_DEVICE_ROLE_OFFICER)
    return stream == KB_STREAM_ROSTER || stream == KB_STREAM_OFFICE;

  return role == KB_DEVICE_ROLE_SUPERVISOR || role == KB_DEVICE_ROLE_CUSTODIAN;
}

/* Which roles may write a kind that only devices write; 0 for none. */
static guint
roles_of_kind (guint8 kind)
{
  switch (kind)
    {
    case KB_KIND_DEVICE:
    case KB_KIND_REVOCATION:
    case KB_KIND_APPOINTMENT:
    case KB_KIND_GRANT:
    case KB_KIND_PROFILE:
    case KB_KIND_PROPOSAL:
    case KB_KIND_SETTINGS:
    case KB_KIND_WIDENING:
      return SUPERVISOR;
    case KB_KIND_MESSAGE:
    case KB_KIND_WORK:
      return OFFICER | SUPERVISOR;
    case KB_KIND_IDENTITY_USE:
      return CUSTODIAN;
    case KB_KIND_GENESIS:     /* once, before there is anyone */
    case KB_KIND_RECOVERY:    /* the paper key only */
    case KB_KIND_COMPLAINT:   /* reporters only */
    case KB_KIND_EXPUNGE:     /* by two persons, in a next version */
      return 0;
    default:
      return OFFICER | SUPERVISOR | CUSTODIAN;
    }
}

static gboolean
reporters_may_write (const KbHeader *header)
{
  return header->kind == KB_KIND_COMPLAINT || kb_header_is_reporters_message (header) ||
         (!kb_kind_is_known (header->kind) && header->stream != KB_STREAM_ROSTER);
}

static gboolean
authority_error (GError     **error,
                 const char  *message)
{
  g_set_error_literal (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY, message);
  return FALSE;
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

gboolean
kb_roster_check_second (const KbRoster        *self,
                        const KbHeader        *header,
                        const KbStatementBody *statement,
                        guint64                roster_seq)
{
  return may_cosign (self, header, statement->key, roster_seq) &&
         kb_roster_verify_cosign (self->genesis, statement->text, statement->key,
                                  statement->signature);
}

/* Officers who were excluded from a case do not write there. The custodian
 * holds no such key and is bound by the appointment instead. */
static gboolean
is_excluded (const KbRoster *self,
             const KbDevice *device,
             const KbHeader *header,
             guint64         roster_seq)
{
  char audience[KB_LIMIT_AUDIENCE + 1];
  const KbEpoch *newest;

  if (self->n_case_audiences == 0 || device->role == KB_DEVICE_ROLE_CUSTODIAN ||
      kb_is_zero (header->case_id, KB_CASE_ID_SIZE))
    return FALSE;
  kb_case_audience (header->case_id, audience);
  newest = kb_roster_find_epoch (self, audience, 0, roster_seq);

  return newest != NULL && !kb_epoch_is_held (newest, device, roster_seq);
}

static gboolean
check_widening (const KbRoster  *self,
                const KbEntry   *entry,
                guint64          roster_seq,
                GError         **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  g_autoptr(JsonObject) body = kb_roster_parse_body (entry, error);
  g_auto(KbStatementBody) read = { 0 };

  if (body == NULL || !kb_roster_read_statement (body, &read, error))
    return FALSE;
  if (read.statement->kind != KB_STATEMENT_WIDENING ||
      memcmp (read.statement->case_id, header->case_id, KB_CASE_ID_SIZE) != 0)
    return authority_error (error, "The statement is not about this case");
  if (!kb_roster_check_second (self, header, &read, roster_seq))
    {
      g_set_error_literal (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_COSIGN,
                           "The statement is not signed by a second person");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_custodian (const KbRoster  *self,
                 const KbDevice  *device,
                 guint64          roster_seq,
                 GError         **error)
{
  const KbAppointment *custodian = kb_roster_get_custodian (self, roster_seq);

  if (custodian == NULL || memcmp (custodian->device, device->sign, KB_SIGN_PUBLIC_SIZE) != 0)
    return authority_error (error, "The author was not the appointed custodian at that point");

  return TRUE;
}

static gboolean
check_device (const KbRoster  *self,
              const KbDevice  *device,
              const KbEntry   *entry,
              guint64          roster_seq,
              GError         **error)
{
  const KbHeader *header = kb_entry_get_header (entry);

  if (!kb_roster_is_active (self, device, roster_seq))
    return authority_error (error, "The author's device was not enrolled at that point");
  if ((roles_of_kind (header->kind) & 1u << device->role) == 0 ||
      !kb_role_may_pull (device->role, header->stream))
    return authority_error (error, "The author's role does not write such entries");

  if (kb_header_is_reporters_message (header))
    return authority_error (error, "Only reporters name a profile");
  if (is_excluded (self, device, header, roster_seq))
    return authority_error (error, "The author was excluded from the case");
  if (header->kind == KB_KIND_IDENTITY_USE)
    return check_custodian (self, device, roster_seq, error);
  if (header->kind == KB_KIND_WIDENING)
    return check_widening (self, entry, roster_seq, error);

  return TRUE;
}

/**
 * kb_roster_check_author:
 * @entry: of any stream but the genesis entry
 * @roster_seq: the roster's head when the entry was appended, from its place
 *
 * Complaints and reporters' messages are by any key that was never enrolled;
 * that a message is by the complaint's author is for whoever knows the cases. A
 * widening's body is judged as well; that it is the case's first in the office
 * stream is for whoever knows the cases.
 *
 * Returns: %FALSE with %KB_ROSTER_ERROR_AUTHORITY if the author might not write
 *   this entry there and then; of a widening also _MALFORMED or _COSIGN
 */
gboolean
kb_roster_check_author (const KbRoster  *self,
                        const KbEntry   *entry,
                        guint64          roster_seq,
                        GError         **error)
{
  const KbHeader *header;
  const KbDevice *device;

  g_return_val_if_fail (self != NULL && entry != NULL, FALSE);

  header = kb_entry_get_header (entry);
  if (memcmp (header->genesis, self->genesis, KB_HASH_SIZE) != 0)
    return authority_error (error, "The entry is for another office");

  device = kb_roster_find_device (self, header->author);
  if (device != NULL)
    return check_device (self, device, entry, roster_seq, error);
  if (header->kind == KB_KIND_RECOVERY && header->stream == KB_STREAM_ROSTER &&
      memcmp (header->author, self->recovery, KB_SIGN_PUBLIC_SIZE) == 0)
    return TRUE;
  if (!reporters_may_write (header))
    return authority_error (error, "The author's device is not enrolled");

  return TRUE;
}

/**
 * kb_roster_check_canary:
 * @complaint: whose story states @key and @signature
 * @roster_seq: from its place
 *
 * Returns: whether a supervisor's device of that point filed it to test the
 *   line; if not, it is a complaint like any other
 */
gboolean
kb_roster_check_canary (const KbRoster *self,
                        const KbEntry  *complaint,
                        guint64         roster_seq,
                        const guint8    key[KB_SIGN_PUBLIC_SIZE],
                        const guint8    signature[KB_SIGN_SIGNATURE_SIZE])
{
  const KbDevice *device = kb_roster_find_device (self, key);
  guint8 context[KB_HASH_SIZE];

  if (device == NULL || device->role != KB_DEVICE_ROLE_SUPERVISOR ||
      !kb_roster_is_active (self, device, roster_seq))
    return FALSE;
  kb_header_get_context (kb_entry_get_header (complaint), context);

  return kb_sign_verify (key, KB_CANARY_LABEL, context, sizeof context, signature);
}

/**
 * kb_roster_check_filed:
 * @channel: that the story states, with @key and @signature
 * @roster_seq: from the complaint's place
 *
 * Returns: whether an officer's or a supervisor's device of that point says
 *   that it came that way; if not, it came by the page
 */
gboolean
kb_roster_check_filed (const KbRoster *self,
                       const KbEntry  *complaint,
                       guint64         roster_seq,
                       const char     *channel,
                       const guint8    key[KB_SIGN_PUBLIC_SIZE],
                       const guint8    signature[KB_SIGN_SIGNATURE_SIZE])
{
  const KbDevice *device = kb_roster_find_device (self, key);
  g_autoptr(GByteArray) signed_bytes = g_byte_array_new ();
  guint8 context[KB_HASH_SIZE];

  if (device == NULL || device->role == KB_DEVICE_ROLE_CUSTODIAN ||
      !kb_roster_is_active (self, device, roster_seq))
    return FALSE;
  kb_header_get_context (kb_entry_get_header (complaint), context);
  kb_write_bytes (signed_bytes, context, sizeof context);
  kb_write_bytes (signed_bytes, channel, strlen (channel));

  return kb_sign_verify (key, KB_FILED_LABEL, signed_bytes->data, signed_bytes->len, signature);
}
