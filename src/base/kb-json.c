/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-json.h"

#include "kb-bytes.h"
#include "kb-limits.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (kb-json-error-quark, kb_json_error)

/* A scan of JSON text that refuses what json-glib lets pass: comments, names
 * given twice, deep nesting and text behind the value. The values themselves
 * are left to json-glib. */
typedef struct
{
  const char *at;
  const char *end;
  guint       depth;
} Scan;

static gboolean scan_value (Scan    *scan,
                            GError **error);

static gboolean
syntax_error (GError **error)
{
  g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_SYNTAX, "Not well-formed JSON");
  return FALSE;
}

static void
skip_space (Scan *scan)
{
  while (scan->at < scan->end && strchr (" \t\r\n", *scan->at) != NULL && *scan->at != '\0')
    scan->at++;
}

static gboolean
take (Scan *scan,
      char  wanted)
{
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != wanted)
    return FALSE;
  scan->at++;
  return TRUE;
}

/* The four digits of a \u escape. */
static gboolean
scan_unit (Scan  *scan,
           guint *ret_unit)
{
  guint unit = 0;

  if (scan->end - scan->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++, scan->at++)
    {
      if (!g_ascii_isxdigit (*scan->at))
        return FALSE;
      unit = unit << 4 | g_ascii_xdigit_value (*scan->at);
    }
  *ret_unit = unit;

  return TRUE;
}

/* Behind the backslash. json-glib lets unknown escapes and half a surrogate
 * pair pass, and \u0000 would end the text for C, but not for JavaScript. */
static gboolean
scan_escape (Scan *scan)
{
  guint unit, low;

  if (scan->at == scan->end || *scan->at == '\0')
    return FALSE;
  if (*scan->at++ != 'u')
    return strchr ("\"\\/bfnrt", scan->at[-1]) != NULL;
  if (!scan_unit (scan, &unit) || unit == 0)
    return FALSE;
  if ((unit & 0xf800) != 0xd800)
    return TRUE;
  if ((unit & 0xfc00) != 0xd800 || scan->end - scan->at < 2 ||
      *scan->at++ != '\\' || *scan->at++ != 'u')
    return FALSE;

  return scan_unit (scan, &low) && (low & 0xfc00) == 0xdc00;
}

static gboolean
scan_string (Scan        *scan,
             const char **ret_start,
             gsize       *ret_length,
             GError     **error)
{
  if (!take (scan, '"'))
    return syntax_error (error);

  *ret_start = scan->at;
  while (scan->at < scan->end && *scan->at != '"')
    {
      char c = *scan->at++;

      if ((guchar) c < 0x20 || (c == '\\' && !scan_escape (scan)))
        return syntax_error (error);
    }
  if (scan->at == scan->end)
    return syntax_error (error);
  *ret_length = scan->at++ - *ret_start;

  return TRUE;
}

/* Names are compared as spelled; ours never need escapes, so an escaped name
 * is refused rather than decoded. */
static gboolean
scan_member (Scan        *scan,
             GHashTable  *names,
             GError     **error)
{
  const char *start;
  gsize length;
  char *name;

  if (!scan_string (scan, &start, &length, error))
    return FALSE;
  if (memchr (start, '\\', length) != NULL)
    return syntax_error (error);

  name = g_strndup (start, length);
  if (!g_hash_table_add (names, name))
    {
      g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_DUPLICATE,
                           "A member name is given twice");
      return FALSE;
    }

  return take (scan, ':') ? scan_value (scan, error) : syntax_error (error);
}

static gboolean
scan_object (Scan    *scan,
             GError **error)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (take (scan, '}'))
    return TRUE;
  do
    if (!scan_member (scan, names, error))
      return FALSE;
  while (take (scan, ','));

  return take (scan, '}') || syntax_error (error);
}

static gboolean
scan_array (Scan    *scan,
            GError **error)
{
  if (take (scan, ']'))
    return TRUE;
  do
    if (!scan_value (scan, error))
      return FALSE;
  while (take (scan, ','));

  return take (scan, ']') || syntax_error (error);
}

static gsize
skip_digits (Scan *scan)
{
  const char *start = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;

  return scan->at - start;
}

static gboolean
skip_one_of (Scan       *scan,
             const char *characters)
{
  if (scan->at == scan->end || *scan->at == '\0' || strchr (characters, *scan->at) == NULL)
    return FALSE;
  scan->at++;

  return TRUE;
}

/* json-glib reads 010 as eight, and a number too large as another one. Whole
 * numbers have to fit 64 bits, others 64 characters and a double. */
static gboolean
number_fits (const char *start,
             gsize       size,
             gboolean    whole)
{
  char text[64];

  if (size >= sizeof text)
    return FALSE;
  memcpy (text, start, size);
  text[size] = '\0';
  if (whole)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL);

  return isfinite (g_ascii_strtod (text, NULL));
}

static gboolean
scan_number (Scan    *scan,
             GError **error)
{
  const char *start = scan->at;
  gboolean whole = TRUE, zero;

  skip_one_of (scan, "-");
  zero = scan->at < scan->end && *scan->at == '0';
  if (skip_digits (scan) != 1 && (zero || !g_ascii_isdigit (scan->at[-1])))
    return syntax_error (error);
  if (skip_one_of (scan, "."))
    {
      whole = FALSE;
      if (skip_digits (scan) == 0)
        return syntax_error (error);
    }
  if (skip_one_of (scan, "eE"))
    {
      whole = FALSE;
      skip_one_of (scan, "+-");
      if (skip_digits (scan) == 0)
        return syntax_error (error);
    }

  return number_fits (start, scan->at - start, whole) || syntax_error (error);
}

static gboolean
scan_scalar (Scan    *scan,
             GError **error)
{
  static const char *const names[] = { "true", "false", "null" };

  if (g_ascii_isdigit (*scan->at) || *scan->at == '-')
    return scan_number (scan, error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize size = strlen (names[i]);

      if ((gsize) (scan->end - scan->at) >= size && memcmp (scan->at, names[i], size) == 0)
        {
          scan->at += size;
          return TRUE;
        }
    }

  return syntax_error (error);
}

static gboolean
scan_value (Scan    *scan,
            GError **error)
{
  const char *start;
  gsize length;
  gboolean ok;

  skip_space (scan);
  if (scan->at == scan->end || scan->depth >= KB_LIMIT_JSON_DEPTH)
    return syntax_error (error);
  if (*scan->at == '"')
    return scan_string (scan, &start, &length, error);

  scan->depth++;
  if (take (scan, '{'))
    ok = scan_object (scan, error);
  else if (take (scan, '['))
    ok = scan_array (scan, error);
  else
    ok = scan_scalar (scan, error);
  scan->depth--;

  return ok;
}

/**
 * kb_json_parse:
 * @data: UTF-8 text, one JSON object; spaces may follow it
 * @size: its length in bytes
 * @max_size: the longest text accepted
 *
 * Strict where it matters for signed text: no duplicate names, no comments, no
 * NUL, at most KB_LIMIT_JSON_DEPTH levels. Everything inside comes from
 * json-glib.
 *
 * Returns: (transfer full): the object, or %NULL with a #KbJsonError
 */
JsonObject *
kb_json_parse (gconstpointer   data,
               gsize           size,
               gsize           max_size,
               GError        **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(GError) local = NULL;
  Scan scan = { .at = data, .end = (const char *) data + size };
  JsonNode *root;

  if (size > max_size)
    {
      g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_SIZE, "The text is too long");
      return NULL;
    }
  if (!g_utf8_validate_len (data, size, NULL))
    {
      g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_TEXT, "Not valid UTF-8 text");
      return NULL;
    }
  if (!scan_value (&scan, error))
    return NULL;
  skip_space (&scan);

  parser = json_parser_new ();
  if (scan.at != scan.end || !json_parser_load_from_data (parser, data, size, &local) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      syntax_error (error);
      return NULL;
    }

  return json_object_ref (json_node_get_object (root));
}

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
