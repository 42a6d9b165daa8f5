/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the bodies of roster entries, for the office's ceremonies, and what is
 * signed in them. docs/protocol.md lists their members. */
#include "config.h"

#include "kb-roster-private.h"

#include "kb-bytes.h"
#include "kb-fields.h"
#include "kb-json.h"
#include "kb-sha256.h"

#define ENROL_LABEL "kumbang/enrol/v1"
#define STATEMENT_LABEL "kumbang/statement/v1"

static const char *const role_names[] = { NULL, "officer", "supervisor", "custodian" };

const char *
kb_device_role_to_string (KbDeviceRole role)
{
  return role < G_N_ELEMENTS (role_names) ? role_names[role] : NULL;
}

gboolean
kb_device_role_from_string (const char   *name,
                            KbDeviceRole *ret_role)
{
  for (guint i = 1; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (role_names[i], name) == 0)
      {
        *ret_role = i;
        return TRUE;
      }

  return FALSE;
}

static JsonObject *
new_body (void)
{
  JsonObject *body = json_object_new ();

  json_object_set_int_member (body, "v", 1);

  return body;
}

static JsonObject *
device_to_json (const KbDevice *device)
{
  JsonObject *object = json_object_new ();

  kb_fields_set_hex (object, "sign", device->sign, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (object, "age", device->age);
  json_object_set_string_member (object, "name", device->name);
  json_object_set_string_member (object, "role", kb_device_role_to_string (device->role));
  kb_fields_set_hex (object, "token", device->token, KB_HASH_SIZE);
  if (device->recipient[0] != '\0')
    json_object_set_string_member (object, "recipient", device->recipient);

  return object;
}

/**
 * kb_roster_genesis_body:
 * @intake: the key that signs heads
 * @recovery_sign: public half of the paper key
 * @recovery_age: recipient of the paper key
 * @recovery_token: SHA-256 of the paper key's token
 * @device: the first device, a supervisor's
 *
 * Returns: (transfer full): the body of the office's first entry
 */
GBytes *
kb_roster_genesis_body (const char     *office,
                        const guint8    intake[KB_SIGN_PUBLIC_SIZE],
                        const guint8    recovery_sign[KB_SIGN_PUBLIC_SIZE],
                        const char     *recovery_age,
                        const guint8    recovery_token[KB_HASH_SIZE],
                        const KbDevice *device)
{
  g_autoptr(JsonObject) body = new_body ();
  JsonObject *recovery = json_object_new ();

  kb_fields_set_hex (recovery, "sign", recovery_sign, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (recovery, "age", recovery_age);
  kb_fields_set_hex (recovery, "token", recovery_token, KB_HASH_SIZE);
  json_object_set_string_member (body, "office", office);
  kb_fields_set_hex (body, "intake", intake, KB_SIGN_PUBLIC_SIZE);
  json_object_set_object_member (body, "recovery", recovery);
  json_object_set_object_member (body, "device", device_to_json (device));

  return kb_fields_to_bytes (body);
}

static JsonObject *
add_enrolment (JsonObject     *object,
               const KbDevice *device,
               const guint8    accept[KB_SIGN_SIGNATURE_SIZE])
{
  json_object_set_object_member (object, "device", device_to_json (device));
  kb_fields_set_hex (object, "accept", accept, KB_SIGN_SIGNATURE_SIZE);

  return object;
}

/**
 * kb_roster_device_body:
 * @device: an officer's or custodian's; in a recovery a supervisor's
 * @accept: from kb_roster_accept()
 *
 * Returns: (transfer full): the body of a device's enrolment, or of a recovery
 */
GBytes *
kb_roster_device_body (const KbDevice *device,
                       const guint8    accept[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(JsonObject) body = add_enrolment (new_body (), device, accept);

  return kb_fields_to_bytes (body);
}

/**
 * kb_roster_device_statement:
 * @device: a supervisor's
 * @accept: from kb_roster_accept()
 *
 * Returns: (transfer full): the JSON text that two persons sign to enrol it
 */
char *
kb_roster_device_statement (const KbDevice *device,
                            const guint8    accept[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(JsonObject) object = add_enrolment (json_object_new (), device, accept);

  return kb_json_to_string (object);
}

/**
 * kb_roster_revocation_body:
 * @device: the device that is to write and pull no more
 *
 * Returns: (transfer full): the body of a revocation
 */
GBytes *
kb_roster_revocation_body (const guint8 device[KB_SIGN_PUBLIC_SIZE])
{
  g_autoptr(JsonObject) body = new_body ();

  kb_fields_set_hex (body, "device", device, KB_SIGN_PUBLIC_SIZE);

  return kb_fields_to_bytes (body);
}

static void
hash_text (KbSha256   *hash,
           const char *text)
{
  kb_sha256_u8 (hash, strlen (text));
  kb_sha256_bytes (hash, text, strlen (text));
}

/**
 * kb_roster_enrol_digest:
 * @ret_digest: (out caller-allocates): what the joining device signs, and whose
 *   first 77 bits two people compare as words
 */
void
kb_roster_enrol_digest (const guint8    genesis[KB_HASH_SIZE],
                        const KbDevice *device,
                        guint8          ret_digest[KB_HASH_SIZE])
{
  KbSha256 hash;

  g_return_if_fail (strlen (device->name) <= KB_DEVICE_NAME_BYTES);

  kb_sha256_init (&hash, ENROL_LABEL);
  kb_sha256_bytes (&hash, genesis, KB_HASH_SIZE);
  hash_text (&hash, kb_device_role_to_string (device->role));
  hash_text (&hash, device->name);
  kb_sha256_bytes (&hash, device->sign, KB_SIGN_PUBLIC_SIZE);
  hash_text (&hash, device->age);
  kb_sha256_bytes (&hash, device->token, KB_HASH_SIZE);
  hash_text (&hash, device->recipient);
  kb_sha256_finish (&hash, ret_digest);
}

/**
 * kb_roster_accept:
 * @joining: the device's own key
 * @ret_accept: (out caller-allocates): the joining device's consent to @device
 */
void
kb_roster_accept (const guint8    genesis[KB_HASH_SIZE],
                  const KbDevice *device,
                  KbSigningKey   *joining,
                  guint8          ret_accept[KB_SIGN_SIGNATURE_SIZE])
{
  guint8 digest[KB_HASH_SIZE];

  kb_roster_enrol_digest (genesis, device, digest);
  kb_signing_key_sign (joining, ENROL_LABEL, digest, sizeof digest, ret_accept);
}

gboolean
kb_roster_verify_accept (const guint8    genesis[KB_HASH_SIZE],
                         const KbDevice *device,
                         const guint8    accept[KB_SIGN_SIGNATURE_SIZE])
{
  guint8 digest[KB_HASH_SIZE];

  kb_roster_enrol_digest (genesis, device, digest);

  return kb_sign_verify (device->sign, ENROL_LABEL, digest, sizeof digest, accept);
}

/**
 * kb_roster_appointment_statement:
 *
 * Returns: (transfer full): the JSON text that two persons sign
 */
char *
kb_roster_appointment_statement (const KbAppointment *appointment)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "office", KB_STATEMENT_CUSTODIAN);
  kb_fields_set_hex (object, "device", appointment->device, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (object, "recipient", appointment->recipient);
  json_object_set_string_member (object, "title", appointment->title);
  json_object_set_int_member (object, "since", appointment->since);

  return kb_json_to_string (object);
}

/**
 * kb_roster_widening_statement:
 * @case_id: a leadership case
 * @complaint: id of the entry that it began with
 *
 * Returns: (transfer full): the JSON text that two persons sign
 */
char *
kb_roster_widening_statement (const guint8 case_id[KB_CASE_ID_SIZE],
                              const guint8 complaint[KB_HASH_SIZE])
{
  g_autoptr(JsonObject) object = json_object_new ();

  kb_fields_set_hex (object, "widen", case_id, KB_CASE_ID_SIZE);
  kb_fields_set_hex (object, "complaint", complaint, KB_HASH_SIZE);

  return kb_json_to_string (object);
}

/* genesis ‖ statement */
static GByteArray *
cosigned_text (const guint8  genesis[KB_HASH_SIZE],
               const char   *statement)
{
  GByteArray *text = g_byte_array_new ();

  kb_write_bytes (text, genesis, KB_HASH_SIZE);
  kb_write_bytes (text, statement, strlen (statement));

  return text;
}

/**
 * kb_roster_cosign:
 * @statement: from one of the functions that make statements
 * @second: another supervisor's device, or the paper key
 * @ret_signature: (out caller-allocates): the second person's
 */
void
kb_roster_cosign (const guint8  genesis[KB_HASH_SIZE],
                  const char   *statement,
                  KbSigningKey *second,
                  guint8        ret_signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(GByteArray) text = cosigned_text (genesis, statement);

  kb_signing_key_sign (second, STATEMENT_LABEL, text->data, text->len, ret_signature);
}

gboolean
kb_roster_verify_cosign (const guint8  genesis[KB_HASH_SIZE],
                         const char   *statement,
                         const guint8  key[KB_SIGN_PUBLIC_SIZE],
                         const guint8  signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(GByteArray) text = cosigned_text (genesis, statement);

  return kb_sign_verify (key, STATEMENT_LABEL, text->data, text->len, signature);
}

/**
 * kb_roster_statement_body:
 * @statement: what is done
 * @key: who cosigned: a second person; in a proposal its author
 * @signature: from kb_roster_cosign()
 *
 * Returns: (transfer full): the body of an appointment, a supervisor's
 *   enrolment, a widening or a proposal
 */
GBytes *
kb_roster_statement_body (const char   *statement,
                          const guint8  key[KB_SIGN_PUBLIC_SIZE],
                          const guint8  signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(JsonObject) body = new_body ();
  JsonObject *cosign = json_object_new ();

  kb_fields_set_hex (cosign, "key", key, KB_SIGN_PUBLIC_SIZE);
  kb_fields_set_hex (cosign, "signature", signature, KB_SIGN_SIGNATURE_SIZE);
  json_object_set_string_member (body, "statement", statement);
  json_object_set_object_member (body, "cosign", cosign);

  return kb_fields_to_bytes (body);
}

/**
 * kb_roster_grant_body:
 * @audience: "office", "leadership" or a case's own
 * @epoch: from 1
 * @recipient: of the audience's key in this epoch
 * @devices: to which it is sealed, 1 to %KB_LIMIT_GRANT_DEVICES
 *
 * Returns: (transfer full): the clear body of a grant
 */
GBytes *
kb_roster_grant_body (const char            *audience,
                      guint32                epoch,
                      const char            *recipient,
                      const KbDevice *const *devices,
                      guint                  n_devices)
{
  g_autoptr(JsonObject) body = new_body ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n_devices; i++)
    {
      g_autofree char *hex = kb_hex_encode (devices[i]->sign, KB_SIGN_PUBLIC_SIZE);

      json_array_add_string_element (array, hex);
    }
  json_object_set_string_member (body, "audience", audience);
  json_object_set_int_member (body, "epoch", epoch);
  json_object_set_string_member (body, "recipient", recipient);
  json_object_set_array_member (body, "devices", array);

  return kb_fields_to_bytes (body);
}
