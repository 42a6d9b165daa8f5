/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What persons of an office say, sign and compare. */
#include "config.h"

#include "vectors-private.h"

#include "kb-code.h"
#include "kb-compare-words.h"
#include "kb-receipt.h"
#include "kb-roster-bodies.h"
#include "kb-token.h"

#include <string.h>

static JsonObject *
enrol_vector (void)
{
  g_autoptr(KbSigningKey) key = vector_key_of ("device");
  g_autofree char *age = vector_recipient_of ("device age");
  g_autofree char *words = NULL;
  KbDevice device = { .name = (char *) "Komputer Irban — 2", .role = KB_DEVICE_ROLE_OFFICER };
  guint8 genesis[KB_HASH_SIZE], digest[KB_HASH_SIZE], accept[KB_SIGN_SIGNATURE_SIZE];
  JsonObject *object = json_object_new ();

  vector_fill ("genesis", genesis, sizeof genesis);
  memcpy (device.sign, kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (device.age, age, sizeof device.age);
  vector_fill ("device token", device.token, sizeof device.token);
  kb_roster_enrol_digest (genesis, &device, digest);
  kb_roster_accept (genesis, &device, key, accept);
  words = kb_words_from_bits (digest);

  vector_set_seed (object, key);
  vector_set_hex (object, "genesis", genesis, sizeof genesis);
  json_object_set_string_member (object, "role", kb_device_role_to_string (device.role));
  json_object_set_string_member (object, "name", device.name);
  vector_set_hex (object, "sign", device.sign, KB_SIGN_PUBLIC_SIZE);
  json_object_set_string_member (object, "age", device.age);
  vector_set_hex (object, "token", device.token, sizeof device.token);
  json_object_set_string_member (object, "recipient", device.recipient);
  vector_set_hex (object, "digest", digest, sizeof digest);
  json_object_set_string_member (object, "words", words);
  vector_set_hex (object, "accept", accept, sizeof accept);

  return object;
}

static JsonObject *
appointment_vector (void)
{
  g_autoptr(KbSigningKey) key = vector_key_of ("recovery");
  g_autofree char *recipient = vector_recipient_of ("custodian");
  g_autofree char *statement = NULL;
  KbAppointment appointment = { .title = (char *) "Sekretaris Inspektorat", .since = 1790000000 };
  guint8 genesis[KB_HASH_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];
  JsonObject *object = json_object_new ();

  vector_fill ("genesis", genesis, sizeof genesis);
  vector_fill ("custodian device", appointment.device, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (genesis, statement, key, signature);

  vector_set_seed (object, key);
  vector_set_hex (object, "genesis", genesis, sizeof genesis);
  json_object_set_string_member (object, "statement", statement);
  vector_set_hex (object, "cosign", signature, sizeof signature);

  return object;
}

static JsonArray *
codes_vector (void)
{
  JsonArray *array = json_array_new ();
  guint8 code[KB_CODE_SIZE];
  char place[KB_CODE_PLACE_SIZE];

  vector_fill ("code", code, sizeof code);
  kb_code_get_place (code, place);
  for (KbCodeType type = KB_CODE_FIRST; type <= KB_CODE_JOIN; type++)
    {
      g_autofree char *text = kb_code_to_text (type, code);
      g_autofree char *token = kb_code_get_token (code);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "type", type);
      vector_set_hex (object, "code", code, sizeof code);
      json_object_set_string_member (object, "text", text);
      json_object_set_string_member (object, type == KB_CODE_FIRST ? "token" : "place",
                                     type == KB_CODE_FIRST ? token : place);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonObject *
compare_vector (void)
{
  guint8 genesis[KB_HASH_SIZE], link[KB_HASH_SIZE], hash[KB_HASH_SIZE];
  g_autofree char *words = NULL;
  JsonObject *object = json_object_new ();

  vector_fill ("genesis", genesis, sizeof genesis);
  vector_fill ("link", link, sizeof link);
  kb_compare_hash (genesis, KB_STREAM_OFFICE, 1204, link, hash);
  words = kb_compare_words (hash);
  vector_set_hex (object, "genesis", genesis, sizeof genesis);
  json_object_set_int_member (object, "stream", KB_STREAM_OFFICE);
  json_object_set_int_member (object, "seq", 1204);
  vector_set_hex (object, "link", link, sizeof link);
  vector_set_hex (object, "hash", hash, sizeof hash);
  json_object_set_string_member (object, "words", words);

  return object;
}

static JsonObject *
recovery_vector (void)
{
  g_autoptr(KbSigningKey) key = vector_key_of ("recovery");
  g_autoptr(KbSecret) token = kb_token_new_recovery (key);
  g_autofree char *text = g_strndup ((const char *) kb_secret_get_data (token),
                                     kb_secret_get_size (token));
  guint8 hash[KB_HASH_SIZE];
  JsonObject *object = json_object_new ();

  kb_token_hash (token, hash);
  vector_set_seed (object, key);
  json_object_set_string_member (object, "token", text);
  vector_set_hex (object, "token_hash", hash, sizeof hash);

  return object;
}

static JsonObject *
case_vector (void)
{
  guint8 case_id[KB_CASE_ID_SIZE];
  char audience[KB_LIMIT_AUDIENCE + 1];
  JsonObject *object = json_object_new ();

  vector_fill ("case", case_id, sizeof case_id);
  kb_case_audience (case_id, audience);
  vector_set_hex (object, "case", case_id, sizeof case_id);
  json_object_set_string_member (object, "audience", audience);

  return object;
}

static JsonObject *
canary_vector (void)
{
  g_autoptr(KbSigningKey) key = vector_key_of ("device");
  guint8 context[KB_HASH_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];
  JsonObject *object = json_object_new ();

  vector_fill ("context", context, sizeof context);
  kb_signing_key_sign (key, KB_CANARY_LABEL, context, sizeof context, signature);
  vector_set_seed (object, key);
  vector_set_hex (object, "context", context, sizeof context);
  vector_set_hex (object, "signature", signature, sizeof signature);

  return object;
}

void
vectors_add_office (JsonObject *object)
{
  json_object_set_object_member (object, "enrol", enrol_vector ());
  json_object_set_object_member (object, "appointment", appointment_vector ());
  json_object_set_array_member (object, "codes", codes_vector ());
  json_object_set_object_member (object, "compare", compare_vector ());
  json_object_set_object_member (object, "recovery", recovery_vector ());
  json_object_set_object_member (object, "case", case_vector ());
  json_object_set_object_member (object, "canary", canary_vector ());
}
