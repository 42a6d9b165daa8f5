/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the bodies of roster entries; knows nothing of the state. */
#include "config.h"

#include "kb-roster-private.h"

#include "kb-bytes.h"
#include "kb-fields.h"
#include "kb-json.h"

#include <string.h>

void
kb_device_free (KbDevice *self)
{
  g_free (self->name);
  g_free (self);
}

void
kb_appointment_free (KbAppointment *self)
{
  g_free (self->title);
  g_free (self);
}

void
kb_grant_free (KbGrant *self)
{
  g_clear_pointer (&self->entry, kb_entry_unref);
  g_free (self->devices);
  g_free (self);
}

void
kb_proposal_free (KbProposal *self)
{
  g_free (self->statement);
  g_free (self);
}

void
kb_genesis_body_clear (KbGenesisBody *self)
{
  g_clear_pointer (&self->office, g_free);
  g_clear_pointer (&self->device, kb_device_free);
}

void
kb_statement_body_clear (KbStatementBody *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->statement, kb_statement_free);
}

/**
 * kb_statement_free:
 */
void
kb_statement_free (KbStatement *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->device, kb_device_free);
  g_clear_pointer (&self->appointment, kb_appointment_free);
  g_free (self);
}

static gboolean
malformed (GError     **error,
           const char  *message)
{
  g_set_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_MALFORMED,
               "The roster entry is damaged: %s", message);
  return FALSE;
}

/* Hands on what went wrong inside a body under the roster's own code. */
static gboolean
malformed_by (GError **error,
              GError  *cause)
{
  return malformed (error, cause->message);
}

JsonObject *
kb_roster_parse_body (const KbEntry  *entry,
                      GError        **error)
{
  g_autoptr(JsonObject) body = NULL;
  g_autoptr(GError) local = NULL;
  GBytes *bytes = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);
  gint64 version;

  if (bytes == NULL)
    {
      malformed (error, "it has no body");
      return NULL;
    }
  body = kb_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), KB_LIMIT_BODY,
                        &local);
  if (body == NULL || !kb_json_int (body, "v", &version, &local))
    {
      malformed_by (error, local);
      return NULL;
    }
  if (version != 1)
    {
      malformed (error, "its version is not known");
      return NULL;
    }

  return g_steal_pointer (&body);
}

/* Only a custodian has a recipient of its own, and may still be without. */
static gboolean
read_own_recipient (JsonObject  *object,
                    KbDevice    *device,
                    GError     **error)
{
  if (!json_object_has_member (object, "recipient"))
    return TRUE;
  if (device->role != KB_DEVICE_ROLE_CUSTODIAN)
    return malformed (error, "a recipient of a device that is no custodian's");

  return kb_fields_recipient (object, "recipient", device->recipient, error);
}

static KbDevice *
read_device (JsonObject  *body,
             GError     **error)
{
  g_autoptr(KbDevice) device = g_new0 (KbDevice, 1);
  JsonObject *object = kb_json_object (body, "device", error);
  const char *role;

  if (object == NULL || !kb_json_hex (object, "sign", device->sign, KB_SIGN_PUBLIC_SIZE, error) ||
      !kb_json_hex (object, "token", device->token, KB_HASH_SIZE, error) ||
      !kb_fields_recipient (object, "age", device->age, error))
    return NULL;
  device->name = kb_fields_text (object, "name", KB_LIMIT_NAME_CHARS, error);
  if (device->name == NULL || (role = kb_json_string (object, "role", error)) == NULL)
    return NULL;
  if (strlen (device->name) > KB_DEVICE_NAME_BYTES ||
      !kb_device_role_from_string (role, &device->role))
    {
      malformed (error, "a device's name or role is not allowed");
      return NULL;
    }

  return read_own_recipient (object, device, error) ? g_steal_pointer (&device) : NULL;
}

gboolean
kb_roster_read_genesis (JsonObject     *body,
                        KbGenesisBody  *ret_genesis,
                        GError        **error)
{
  g_auto(KbGenesisBody) genesis = { 0 };
  g_autoptr(GError) local = NULL;
  JsonObject *recovery;

  genesis.office = kb_fields_text (body, "office", KB_LIMIT_NAME_CHARS, &local);
  if (genesis.office == NULL ||
      !kb_json_hex (body, "intake", genesis.intake, KB_SIGN_PUBLIC_SIZE, &local) ||
      (recovery = kb_json_object (body, "recovery", &local)) == NULL ||
      !kb_json_hex (recovery, "sign", genesis.recovery, KB_SIGN_PUBLIC_SIZE, &local) ||
      !kb_json_hex (recovery, "token", genesis.recovery_token, KB_HASH_SIZE, &local) ||
      !kb_fields_recipient (recovery, "age", genesis.recovery_age, &local) ||
      (genesis.device = read_device (body, &local)) == NULL)
    return malformed_by (error, local);
  *ret_genesis = genesis;
  genesis = (KbGenesisBody) { 0 };

  return TRUE;
}

KbDevice *
kb_roster_read_device (JsonObject  *body,
                       guint8       ret_accept[KB_SIGN_SIGNATURE_SIZE],
                       GError     **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(KbDevice) device = read_device (body, &local);

  if (device == NULL || !kb_json_hex (body, "accept", ret_accept, KB_SIGN_SIGNATURE_SIZE, &local))
    {
      malformed_by (error, local);
      return NULL;
    }

  return g_steal_pointer (&device);
}

gboolean
kb_roster_read_revocation (JsonObject  *body,
                           guint8       ret_device[KB_SIGN_PUBLIC_SIZE],
                           GError     **error)
{
  g_autoptr(GError) local = NULL;

  return kb_json_hex (body, "device", ret_device, KB_SIGN_PUBLIC_SIZE, &local) ||
         malformed_by (error, local);
}

static KbAppointment *
read_appointment (JsonObject  *object,
                  GError     **error)
{
  g_autoptr(KbAppointment) appointment = g_new0 (KbAppointment, 1);
  const char *office = kb_json_string (object, "office", error);

  if (office == NULL ||
      !kb_json_hex (object, "device", appointment->device, KB_SIGN_PUBLIC_SIZE, error) ||
      !kb_fields_recipient (object, "recipient", appointment->recipient, error) ||
      !kb_json_int (object, "since", &appointment->since, error))
    return NULL;
  if (strcmp (office, KB_STATEMENT_CUSTODIAN) != 0)
    {
      malformed (error, "an office that nobody is appointed to");
      return NULL;
    }
  appointment->title = kb_fields_text (object, "title", KB_LIMIT_NAME_CHARS, error);

  return appointment->title != NULL ? g_steal_pointer (&appointment) : NULL;
}

static gboolean
read_statement (JsonObject   *object,
                KbStatement  *statement,
                GError      **error)
{
  if (json_object_has_member (object, "office"))
    {
      statement->kind = KB_STATEMENT_APPOINTMENT;
      statement->appointment = read_appointment (object, error);
      return statement->appointment != NULL;
    }
  if (json_object_has_member (object, "widen"))
    {
      statement->kind = KB_STATEMENT_WIDENING;
      return kb_json_hex (object, "widen", statement->case_id, KB_CASE_ID_SIZE, error) &&
             kb_json_hex (object, "complaint", statement->complaint, KB_HASH_SIZE, error);
    }
  statement->kind = KB_STATEMENT_DEVICE;
  statement->device = read_device (object, error);

  return statement->device != NULL &&
         kb_json_hex (object, "accept", statement->accept, KB_SIGN_SIGNATURE_SIZE, error);
}

/**
 * kb_statement_parse:
 * @text: what two persons sign
 *
 * Returns: (transfer full): what it says, or %NULL with %KB_ROSTER_ERROR_MALFORMED
 */
KbStatement *
kb_statement_parse (const char  *text,
                    GError     **error)
{
  g_autoptr(KbStatement) statement = g_new0 (KbStatement, 1);
  g_autoptr(GError) local = NULL;
  g_autoptr(JsonObject) object = kb_json_parse (text, strlen (text), KB_LIMIT_BODY, &local);

  if (object != NULL && read_statement (object, statement, &local))
    return g_steal_pointer (&statement);

  malformed_by (error, local);
  return NULL;
}

gboolean
kb_roster_read_statement (JsonObject       *body,
                          KbStatementBody  *ret_statement,
                          GError          **error)
{
  g_auto(KbStatementBody) read = { 0 };
  g_autoptr(GError) local = NULL;
  const char *text = kb_json_string (body, "statement", &local);
  JsonObject *cosign;

  if (text == NULL || (cosign = kb_json_object (body, "cosign", &local)) == NULL ||
      !kb_json_hex (cosign, "key", read.key, KB_SIGN_PUBLIC_SIZE, &local) ||
      !kb_json_hex (cosign, "signature", read.signature, KB_SIGN_SIGNATURE_SIZE, &local))
    return malformed_by (error, local);
  read.statement = kb_statement_parse (text, error);
  if (read.statement == NULL)
    return FALSE;
  read.text = g_strdup (text);
  *ret_statement = read;
  read = (KbStatementBody) { 0 };

  return TRUE;
}

static gboolean
read_grant_devices (JsonObject  *body,
                    KbGrant     *grant,
                    GError     **error)
{
  JsonArray *array = kb_json_array (body, "devices", error);
  guint n;

  if (array == NULL)
    return FALSE;
  n = json_array_get_length (array);
  if (n == 0 || n > KB_LIMIT_GRANT_DEVICES)
    return malformed (error, "a grant names no device, or too many");

  grant->devices = g_malloc0_n (n, KB_SIGN_PUBLIC_SIZE);
  for (grant->n_devices = 0; grant->n_devices < n; grant->n_devices++)
    {
      JsonNode *node = json_array_get_element (array, grant->n_devices);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING ||
          !kb_hex_decode (json_node_get_string (node), grant->devices[grant->n_devices],
                          KB_SIGN_PUBLIC_SIZE))
        return malformed (error, "a grant's device is not a key");
    }

  return TRUE;
}

KbGrant *
kb_roster_read_grant (JsonObject  *body,
                      GError     **error)
{
  g_autoptr(KbGrant) grant = g_new0 (KbGrant, 1);
  g_autoptr(GError) local = NULL;

  if (!kb_fields_audience (body, grant->audience, &grant->epoch, &local) ||
      !kb_fields_recipient (body, "recipient", grant->recipient, &local) ||
      !read_grant_devices (body, grant, &local))
    {
      malformed_by (error, local);
      return NULL;
    }

  return g_steal_pointer (&grant);
}
