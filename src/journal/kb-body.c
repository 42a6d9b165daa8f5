/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-body.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

#define IDENTITY_PARTS (1u << KB_ROLE_CONTACT | 1u << KB_ROLE_CIVIL | 1u << KB_ROLE_KTP)

static gboolean
rule_error (GError     **error,
            const char  *message)
{
  g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE, message);
  return FALSE;
}

static gboolean
parse_error (GError **error,
             GError  *cause)
{
  g_set_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE, "The body is damaged: %s",
               cause->message);
  return FALSE;
}

/**
 * kb_body_parse:
 *
 * Returns: (transfer full): the clear body's JSON of version 1, or %NULL with
 *   %KB_ENTRY_ERROR_RULE
 */
JsonObject *
kb_body_parse (const KbEntry  *entry,
               GError        **error)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GError) local = NULL;
  GBytes *body = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);
  gint64 version;

  if (body == NULL)
    {
      rule_error (error, "The entry has no body");
      return NULL;
    }

  object = kb_json_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), KB_LIMIT_BODY,
                          &local);
  if (object == NULL || !kb_json_int (object, "v", &version, &local))
    {
      parse_error (error, local);
      return NULL;
    }
  if (version != 1)
    {
      g_set_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_VERSION,
                   "The body is of version %" G_GINT64_FORMAT, version);
      return NULL;
    }

  return g_steal_pointer (&object);
}

#define COMPLAINT_START "{\"v\":1,\"mailbox\":\""
#define COMPLAINT_END "\"}"

/**
 * kb_body_new_complaint:
 * @mailbox_hash: (nullable): %KB_HASH_SIZE bytes, or %NULL where the server seals
 *
 * Returns: (transfer full): the body's bytes
 */
GBytes *
kb_body_new_complaint (const guint8 *mailbox_hash)
{
  g_autofree char *hex = NULL;
  char *body;

  if (mailbox_hash == NULL)
    return g_bytes_new_static ("{\"v\":1}", 7);
  hex = kb_hex_encode (mailbox_hash, KB_HASH_SIZE);
  body = g_strconcat (COMPLAINT_START, hex, COMPLAINT_END, NULL);

  return g_bytes_new_take (body, strlen (body));
}

/* The spelling that our page writes, read without a parser: this is the bulk
 * of every pull. */
static gboolean
read_usual_complaint (GBytes *body,
                      guint8  ret_mailbox_hash[KB_HASH_SIZE])
{
  const gsize start = strlen (COMPLAINT_START);
  char hex[2 * KB_HASH_SIZE + 1] = { 0 };
  const char *text;
  gsize size;

  text = g_bytes_get_data (body, &size);
  if (size != start + 2 * KB_HASH_SIZE + strlen (COMPLAINT_END) ||
      memcmp (text, COMPLAINT_START, start) != 0 ||
      memcmp (text + start + 2 * KB_HASH_SIZE, COMPLAINT_END, strlen (COMPLAINT_END)) != 0)
    return FALSE;
  memcpy (hex, text + start, 2 * KB_HASH_SIZE);

  return kb_hex_decode (hex, ret_mailbox_hash, KB_HASH_SIZE);
}

/**
 * kb_body_read_complaint:
 * @entry: a complaint
 * @ret_has_mailbox: (out): whether the reporter can come back
 * @ret_mailbox_hash: (out caller-allocates): SHA-256 of the mailbox token
 *
 * Returns: %FALSE with %KB_ENTRY_ERROR_RULE or _VERSION if the body is not a
 *   complaint's; the out parameters are then untouched
 */
gboolean
kb_body_read_complaint (const KbEntry  *entry,
                        gboolean       *ret_has_mailbox,
                        guint8          ret_mailbox_hash[KB_HASH_SIZE],
                        GError        **error)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GError) local = NULL;
  GBytes *body = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);

  if (body != NULL && read_usual_complaint (body, ret_mailbox_hash))
    {
      *ret_has_mailbox = TRUE;
      return TRUE;
    }

  object = kb_body_parse (entry, error);
  if (object == NULL)
    return FALSE;
  if (!json_object_has_member (object, "mailbox"))
    {
      *ret_has_mailbox = FALSE;
      return TRUE;
    }
  if (!kb_json_hex (object, "mailbox", ret_mailbox_hash, KB_HASH_SIZE, &local))
    return parse_error (error, local);
  *ret_has_mailbox = TRUE;

  return TRUE;
}

static gboolean
purpose_is_valid (const char *purpose)
{
  gsize size = strlen (purpose);

  if (size == 0 || size >= sizeof ((KbIdentityUseBody *) NULL)->purpose)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_islower (purpose[i]) && purpose[i] != '-')
      return FALSE;

  return TRUE;
}

/**
 * kb_body_new_identity_use:
 *
 * Returns: (transfer full):
 *   {"v":1,"purpose":"open","complaint":"<hex id>","parts":["contact",…]}
 */
GBytes *
kb_body_new_identity_use (const KbIdentityUseBody *body)
{
  g_autofree char *complaint = NULL;
  GString *json;

  g_return_val_if_fail (purpose_is_valid (body->purpose), NULL);
  g_return_val_if_fail ((body->parts & ~IDENTITY_PARTS) == 0, NULL);

  complaint = kb_hex_encode (body->complaint, KB_HASH_SIZE);
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"v\":1,\"purpose\":\"%s\",\"complaint\":\"%s\",\"parts\":[",
                          body->purpose, complaint);
  for (guint role = KB_ROLE_CONTACT; role <= KB_ROLE_KTP; role++)
    if (body->parts & 1u << role)
      g_string_append_printf (json, "%s\"%s\"", json->str[json->len - 1] == '[' ? "" : ",",
                              kb_role_to_string (role));
  g_string_append (json, "]}");

  return g_string_free_to_bytes (json);
}

static gboolean
read_identity_parts (JsonArray *array,
                     guint     *ret_parts)
{
  guint parts = 0;

  if (json_array_get_length (array) > 3)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      KbPartRole role;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING ||
          !kb_role_from_string (json_node_get_string (node), &role) ||
          (IDENTITY_PARTS & 1u << role) == 0 || (parts & 1u << role) != 0)
        return FALSE;
      parts |= 1u << role;
    }
  *ret_parts = parts;

  return TRUE;
}

/**
 * kb_body_read_identity_use:
 * @entry: an identity-use entry
 * @ret_body: (out caller-allocates): untouched on failure
 *
 * Returns: %FALSE with %KB_ENTRY_ERROR_RULE or _VERSION if the body does not
 *   say which identity is used for what
 */
gboolean
kb_body_read_identity_use (const KbEntry      *entry,
                           KbIdentityUseBody  *ret_body,
                           GError            **error)
{
  g_autoptr(JsonObject) object = kb_body_parse (entry, error);
  g_autoptr(GError) local = NULL;
  KbIdentityUseBody body = { 0 };
  const char *purpose;
  JsonArray *parts;

  if (object == NULL)
    return FALSE;

  purpose = kb_json_string (object, "purpose", &local);
  if (purpose == NULL ||
      !kb_json_hex (object, "complaint", body.complaint, KB_HASH_SIZE, &local) ||
      (parts = kb_json_array (object, "parts", &local)) == NULL)
    return parse_error (error, local);
  if (!purpose_is_valid (purpose) || !read_identity_parts (parts, &body.parts))
    return rule_error (error, "The body does not name a purpose and parts of an identity");
  g_strlcpy (body.purpose, purpose, sizeof body.purpose);
  *ret_body = body;

  return TRUE;
}
