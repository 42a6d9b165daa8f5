/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-office-private.h"
#include "kb-receipt.h"

#define ENROL_TYPE "kumbang/enrol/v1"
#define MAX_NAME_BYTES 255      /* its length is one byte in the enrolment's digest */

void
kb_join_request_free (KbJoinRequest *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->device.name);
  g_free (self);
}

/**
 * kb_ceremony_device_words:
 *
 * Returns: (transfer full): seven words of the digest that the device signed
 *   when it joined; the eighth, a check word, is for receipts only
 */
char *
kb_ceremony_device_words (const guint8    genesis[KB_HASH_SIZE],
                          const KbDevice *device)
{
  guint8 digest[KB_HASH_SIZE];
  char *words;

  kb_roster_enrol_digest (genesis, device, digest);
  words = kb_words_from_bits (digest);
  *strrchr (words, ' ') = '\0';

  return words;
}

/**
 * kb_ceremony_request:
 * @membership: the joining device's: new, with genesis, role and name
 * @recipient: (nullable): a custodian's own, from kb_custody_set_up()
 * @ret_words: (out): seven words to compare with the supervisor's screen
 *
 * Returns: (transfer full): the request, one line of JSON without secrets;
 *   %NULL with %KB_OFFICE_ERROR_STATE where a custodian has no recipient yet
 */
char *
kb_ceremony_request (KbMembership  *membership,
                     const char    *recipient,
                     char         **ret_words,
                     GError       **error)
{
  gboolean custodian = membership->role == KB_DEVICE_ROLE_CUSTODIAN;
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];
  KbDevice device;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(JsonObject) request = NULL;
  g_autofree char *office = kb_hex_encode (membership->genesis, KB_HASH_SIZE);

  if (custodian && recipient == NULL)
    {
      kb_office_state_error (error, _("A custodian needs a key of their own first"));
      return NULL;
    }
  kb_office_describe_device (membership, membership->role, custodian ? recipient : NULL, &device);
  kb_roster_accept (membership->genesis, &device, membership->device, accept);

  /* The body of the entry to come, and the office that it is for. */
  body = kb_roster_device_body (&device, accept);
  request = kb_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), KB_LIMIT_BODY,
                           error);
  if (request == NULL)
    return NULL;
  json_object_set_string_member (request, "genesis", office);
  *ret_words = kb_ceremony_device_words (membership->genesis, &device);

  return kb_json_to_string (request);
}

static gboolean
read_device (JsonObject  *object,
             KbDevice    *device,
             GError     **error)
{
  const char *age = kb_json_string (object, "age", error);
  const char *name = age != NULL ? kb_json_string (object, "name", error) : NULL;
  const char *role = name != NULL ? kb_json_string (object, "role", error) : NULL;
  const char *recipient = kb_json_string_or (object, "recipient", "");

  if (role == NULL || !kb_json_hex (object, "sign", device->sign, sizeof device->sign, error) ||
      !kb_json_hex (object, "token", device->token, sizeof device->token, error))
    return FALSE;
  if (strlen (age) >= sizeof device->age || strlen (recipient) >= sizeof device->recipient ||
      !kb_device_role_from_string (role, &device->role) || *name == '\0' ||
      g_utf8_strlen (name, -1) > KB_LIMIT_NAME_CHARS || strlen (name) > MAX_NAME_BYTES)
    {
      g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_REQUEST, "No such device");
      return FALSE;
    }
  g_strlcpy (device->age, age, sizeof device->age);
  g_strlcpy (device->recipient, recipient, sizeof device->recipient);
  device->name = g_strdup (name);

  return TRUE;
}

/**
 * kb_join_request_parse:
 * @text: from kb_ceremony_request(), perhaps typed or mailed
 *
 * Returns: (transfer full): the request, or %NULL with %KB_OFFICE_ERROR_REQUEST
 */
KbJoinRequest *
kb_join_request_parse (const char  *text,
                       GError     **error)
{
  g_autoptr(KbJoinRequest) self = g_new0 (KbJoinRequest, 1);
  g_autoptr(JsonObject) request = kb_json_parse (text, strlen (text), KB_LIMIT_BODY, NULL);
  JsonObject *device = request != NULL ? kb_json_object (request, "device", NULL) : NULL;

  if (device != NULL && read_device (device, &self->device, NULL) &&
      kb_json_hex (request, "genesis", self->genesis, sizeof self->genesis, NULL) &&
      kb_json_hex (request, "accept", self->accept, sizeof self->accept, NULL))
    return g_steal_pointer (&self);

  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_REQUEST,
                       _("The text is not a device's request to join"));
  return NULL;
}

/**
 * kb_join_request_check:
 * @genesis: of our office
 *
 * Returns: whether the request is for our office and signed by the device's key
 */
gboolean
kb_join_request_check (const KbJoinRequest  *self,
                       const guint8          genesis[KB_HASH_SIZE],
                       GError              **error)
{
  guint8 digest[KB_HASH_SIZE];

  kb_roster_enrol_digest (genesis, &self->device, digest);
  if (memcmp (self->genesis, genesis, KB_HASH_SIZE) == 0 &&
      kb_sign_verify (self->device.sign, ENROL_TYPE, digest, sizeof digest, self->accept))
    return TRUE;

  g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_REQUEST,
                       _("The request is for another office, or was changed on its way"));
  return FALSE;
}

/**
 * kb_ceremony_read_request:
 * @ret_device: (out caller-allocates): its name is to be freed by the caller
 * @ret_words: (out): the seven words that the joiner's screen shows
 *
 * Returns: whether the request could be approved; nothing is written
 */
gboolean
kb_ceremony_read_request (const KbOffice  *office,
                          const char      *request,
                          KbDevice        *ret_device,
                          char           **ret_words,
                          GError         **error)
{
  g_autoptr(KbJoinRequest) join = kb_join_request_parse (request, error);

  if (join == NULL || !kb_join_request_check (join, office->membership->genesis, error))
    return FALSE;

  *ret_words = kb_ceremony_device_words (office->membership->genesis, &join->device);
  *ret_device = join->device;
  join->device.name = NULL;

  return TRUE;
}

/**
 * kb_ceremony_words_match:
 * @words: from kb_ceremony_read_request()
 * @typed: what a person typed off the other screen
 */
gboolean
kb_ceremony_words_match (const char *words,
                         const char *typed)
{
  g_auto(GStrv) parts = g_strsplit_set (typed, " \t\r\n,.-", -1);
  g_autoptr(GString) normal = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      {
        g_autofree char *lower = g_ascii_strdown (parts[i], -1);

        g_string_append_printf (normal, "%s%s", normal->len > 0 ? " " : "", lower);
      }

  return g_str_equal (normal->str, words);
}
