/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-json.h"

#include "kb-bytes.h"

#include <string.h>

G_DEFINE_QUARK (kb-json-error-quark, kb_json_error)

static JsonNode *
get_node (JsonObject  *object,
          const char  *member,
          JsonNodeType type,
          GType        value_type,
          GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || JSON_NODE_TYPE (node) != type ||
      (type == JSON_NODE_VALUE && json_node_get_value_type (node) != value_type))
    {
      g_set_error (error, KB_JSON_ERROR, KB_JSON_ERROR_TYPE,
                   "“%s” is missing or of the wrong type", member);
      return NULL;
    }

  return node;
}

/**
 * kb_json_string:
 *
 * Returns: (transfer none): the member's text, or %NULL with %KB_JSON_ERROR_TYPE
 */
const char *
kb_json_string (JsonObject  *object,
                const char  *member,
                GError     **error)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE, G_TYPE_STRING, error);

  return node != NULL ? json_node_get_string (node) : NULL;
}

const char *
kb_json_string_or (JsonObject *object,
                   const char *member,
                   const char *fallback)
{
  const char *value = kb_json_string (object, member, NULL);

  return value != NULL ? value : fallback;
}

gboolean
kb_json_int (JsonObject  *object,
             const char  *member,
             gint64      *ret_value,
             GError     **error)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE, G_TYPE_INT64, error);

  if (node == NULL)
    return FALSE;
  *ret_value = json_node_get_int (node);

  return TRUE;
}

gboolean
kb_json_bool_or (JsonObject *object,
                 const char *member,
                 gboolean    fallback)
{
  JsonNode *node = get_node (object, member, JSON_NODE_VALUE, G_TYPE_BOOLEAN, NULL);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

JsonObject *
kb_json_object (JsonObject  *object,
                const char  *member,
                GError     **error)
{
  JsonNode *node = get_node (object, member, JSON_NODE_OBJECT, G_TYPE_INVALID, error);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
kb_json_array (JsonObject  *object,
               const char  *member,
               GError     **error)
{
  JsonNode *node = get_node (object, member, JSON_NODE_ARRAY, G_TYPE_INVALID, error);

  return node != NULL ? json_node_get_array (node) : NULL;
}

/**
 * kb_json_hex:
 * @ret_data: (out caller-allocates): @size bytes, untouched on failure
 *
 * Returns: whether the member is exactly @size bytes in lower-case hexadecimal
 */
gboolean
kb_json_hex (JsonObject  *object,
             const char  *member,
             gpointer     ret_data,
             gsize        size,
             GError     **error)
{
  const char *text = kb_json_string (object, member, error);

  if (text == NULL)
    return FALSE;
  if (kb_hex_decode (text, ret_data, size))
    return TRUE;

  g_set_error (error, KB_JSON_ERROR, KB_JSON_ERROR_TYPE,
               "“%s” is not %" G_GSIZE_FORMAT " bytes in hexadecimal", member, size);
  return FALSE;
}

/**
 * kb_json_to_string:
 *
 * Returns: (transfer full): compact JSON on one line
 */
char *
kb_json_to_string (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}
