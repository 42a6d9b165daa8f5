/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bodies of roster entries: written by the office's ceremonies, read by
 * the fold. docs/protocol.md lists their members. */
#include "config.h"

#include "kb-roster-private.h"

#include "kb-bytes.h"
#include "kb-fields.h"
#include "kb-json.h"
#include "kb-sha256.h"

#define ENROL_LABEL "kumbang/enrol/v1"
#define APPOINT_LABEL "kumbang/appoint/v1"
#define CUSTODIAN "custodian"
#define MAX_NAME_BYTES 255   /* its length is one byte in the enrolment's digest */

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
  g_free (self);
}

void
kb_genesis_body_clear (KbGenesisBody *self)
{
  g_clear_pointer (&self->office, g_free);
  g_clear_pointer (&self->device, kb_device_free);
}

void
kb_appointment_body_clear (KbAppointmentBody *self)
{
  g_clear_pointer (&self->statement, g_free);
  g_clear_pointer (&self->appointment, kb_appointment_free);
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

  return object;
}

/**
 * kb_roster_genesis_body:
 * @intake: the key that signs heads
 * @recovery_sign: public half of the paper key
 * @recovery_age: recipient of the paper key
 * @device: the first device, a supervisor's
 *
 * Returns: (transfer full): the body of the office's first entry
 */
GBytes *
kb_roster_genesis_body (const char     *office,
                        const guint8    intake[KB_SIGN_PUBLIC_SIZE],
                        const guint8    recovery_sign[KB_SIGN_PUBLIC_SIZE],
                        const char     *recovery_age,
                        const KbDevice *device)
{
  g_autoptr(JsonObject) body = new_body ();
  JsonObject *recovery = json_object_new ();

  kb_fields_set_hex (recovery, "sign", recovery_sign, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (recovery, "age", recovery_age);
  json_object_set_string_member (body, "office", office);
  kb_fields_set_hex (body, "intake", intake, KB_SIGN_PUBLIC_SIZE);
  json_object_set_object_member (body, "recovery", recovery);
  json_object_set_object_member (body, "device", device_to_json (device));

  return kb_fields_to_bytes (body);
}

/**
 * kb_roster_device_body:
 * @accept: by the joining device over kb_roster_enrol_digest(), type "kumbang/enrol/v1"
 *
 * Returns: (transfer full): the body of a device's enrolment
 */
GBytes *
kb_roster_device_body (const KbDevice *device,
                       const guint8    accept[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(JsonObject) body = new_body ();

  json_object_set_object_member (body, "device", device_to_json (device));
  kb_fields_set_hex (body, "accept", accept, KB_SIGN_SIGNATURE_SIZE);

  return kb_fields_to_bytes (body);
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

  g_return_if_fail (strlen (device->name) <= MAX_NAME_BYTES);

  kb_sha256_init (&hash, ENROL_LABEL);
  kb_sha256_bytes (&hash, genesis, KB_HASH_SIZE);
  hash_text (&hash, kb_device_role_to_string (device->role));
  hash_text (&hash, device->name);
  kb_sha256_bytes (&hash, device->sign, KB_SIGN_PUBLIC_SIZE);
  hash_text (&hash, device->age);
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

  json_object_set_string_member (object, "office", CUSTODIAN);
  kb_fields_set_hex (object, "device", appointment->device, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (object, "recipient", appointment->recipient);
  json_object_set_string_member (object, "title", appointment->title);
  json_object_set_int_member (object, "since", appointment->since);

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
 * @statement: from kb_roster_appointment_statement()
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

  kb_signing_key_sign (second, APPOINT_LABEL, text->data, text->len, ret_signature);
}

gboolean
kb_roster_verify_cosign (const guint8  genesis[KB_HASH_SIZE],
                         const char   *statement,
                         const guint8  key[KB_SIGN_PUBLIC_SIZE],
                         const guint8  signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(GByteArray) text = cosigned_text (genesis, statement);

  return kb_sign_verify (key, APPOINT_LABEL, text->data, text->len, signature);
}

/**
 * kb_roster_appointment_body:
 * @second: who cosigned
 * @signature: from kb_roster_cosign()
 *
 * Returns: (transfer full): the body of an appointment
 */
GBytes *
kb_roster_appointment_body (const char   *statement,
                            const guint8  second[KB_SIGN_PUBLIC_SIZE],
                            const guint8  signature[KB_SIGN_SIGNATURE_SIZE])
{
  g_autoptr(JsonObject) body = new_body ();
  JsonObject *cosign = json_object_new ();

  kb_fields_set_hex (cosign, "key", second, KB_SIGN_PUBLIC_SIZE);
  kb_fields_set_hex (cosign, "signature", signature, KB_SIGN_SIGNATURE_SIZE);
  json_object_set_string_member (body, "statement", statement);
  json_object_set_object_member (body, "cosign", cosign);

  return kb_fields_to_bytes (body);
}

/**
 * kb_roster_grant_body:
 * @audience: "office" or "leadership"
 * @epoch: from 1
 * @recipient: of the audience's key in this epoch
 *
 * Returns: (transfer full): the clear body of a grant
 */
GBytes *
kb_roster_grant_body (const char *audience,
                      guint32     epoch,
                      const char *recipient)
{
  g_autoptr(JsonObject) body = new_body ();

  json_object_set_string_member (body, "audience", audience);
  json_object_set_int_member (body, "epoch", epoch);
  json_object_set_string_member (body, "recipient", recipient);

  return kb_fields_to_bytes (body);
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

static KbDevice *
read_device (JsonObject  *body,
             GError     **error)
{
  g_autoptr(KbDevice) device = g_new0 (KbDevice, 1);
  JsonObject *object = kb_json_object (body, "device", error);
  const char *role;

  if (object == NULL || !kb_json_hex (object, "sign", device->sign, KB_SIGN_PUBLIC_SIZE, error) ||
      !kb_fields_recipient (object, "age", device->age, error))
    return NULL;
  device->name = kb_fields_text (object, "name", KB_LIMIT_NAME_CHARS, error);
  if (device->name == NULL || (role = kb_json_string (object, "role", error)) == NULL)
    return NULL;
  if (strlen (device->name) > MAX_NAME_BYTES || !kb_device_role_from_string (role, &device->role))
    {
      malformed (error, "a device's name or role is not allowed");
      return NULL;
    }

  return g_steal_pointer (&device);
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
read_statement (const char  *statement,
                GError     **error)
{
  g_autoptr(KbAppointment) appointment = g_new0 (KbAppointment, 1);
  g_autoptr(JsonObject) object = kb_json_parse (statement, strlen (statement), KB_LIMIT_BODY,
                                                error);
  const char *office;

  if (object == NULL || (office = kb_json_string (object, "office", error)) == NULL ||
      !kb_json_hex (object, "device", appointment->device, KB_SIGN_PUBLIC_SIZE, error) ||
      !kb_fields_recipient (object, "recipient", appointment->recipient, error) ||
      !kb_json_int (object, "since", &appointment->since, error))
    return NULL;
  if (strcmp (office, CUSTODIAN) != 0)
    {
      malformed (error, "an office that nobody is appointed to");
      return NULL;
    }
  appointment->title = kb_fields_text (object, "title", KB_LIMIT_NAME_CHARS, error);

  return appointment->title != NULL ? g_steal_pointer (&appointment) : NULL;
}

gboolean
kb_roster_read_appointment (JsonObject         *body,
                            KbAppointmentBody  *ret_appointment,
                            GError            **error)
{
  g_auto(KbAppointmentBody) read = { 0 };
  g_autoptr(GError) local = NULL;
  const char *statement = kb_json_string (body, "statement", &local);
  JsonObject *cosign;

  if (statement == NULL || (cosign = kb_json_object (body, "cosign", &local)) == NULL ||
      !kb_json_hex (cosign, "key", read.key, KB_SIGN_PUBLIC_SIZE, &local) ||
      !kb_json_hex (cosign, "signature", read.signature, KB_SIGN_SIGNATURE_SIZE, &local) ||
      (read.appointment = read_statement (statement, &local)) == NULL)
    return malformed_by (error, local);
  read.statement = g_strdup (statement);
  *ret_appointment = read;
  read = (KbAppointmentBody) { 0 };

  return TRUE;
}

KbGrant *
kb_roster_read_grant (JsonObject  *body,
                      GError     **error)
{
  g_autoptr(KbGrant) grant = g_new0 (KbGrant, 1);
  g_autoptr(GError) local = NULL;

  if (!kb_fields_audience (body, grant->audience, &grant->epoch, &local) ||
      !kb_fields_recipient (body, "recipient", grant->recipient, &local))
    {
      malformed_by (error, local);
      return NULL;
    }

  return g_steal_pointer (&grant);
}
