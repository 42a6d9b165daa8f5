/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader of JSON that makes json-glib's objects. json-glib's own parser lets
 * pass what must not be in signed text (comments, names given twice, unknown
 * escapes, half a surrogate pair, deep nesting), and takes six times as long,
 * which is felt where ten thousand stories are pulled. */
#include "config.h"

#include "kb-json.h"

#include "kb-limits.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *at;
  const char *end;
  guint       depth;
} Reader;

static JsonNode *read_value (Reader  *reader,
                             GError **error);

static gpointer
syntax_error (GError **error)
{
  g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_SYNTAX, "Not well-formed JSON");
  return NULL;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\r' || *reader->at == '\n'))
    reader->at++;
}

static gboolean
take (Reader *reader,
      char    wanted)
{
  skip_space (reader);
  if (reader->at == reader->end || *reader->at != wanted)
    return FALSE;
  reader->at++;

  return TRUE;
}

/* The four digits of a \u escape. */
static gboolean
read_unit (Reader *reader,
           guint  *ret_unit)
{
  guint unit = 0;

  if (reader->end - reader->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++, reader->at++)
    {
      if (!g_ascii_isxdigit (*reader->at))
        return FALSE;
      unit = unit << 4 | g_ascii_xdigit_value (*reader->at);
    }
  *ret_unit = unit;

  return TRUE;
}

/* Behind \u. U+0000 would end the text for C, but not for JavaScript. */
static gboolean
read_character (Reader   *reader,
                gunichar *ret_character)
{
  guint unit, low;

  if (!read_unit (reader, &unit) || unit == 0)
    return FALSE;
  *ret_character = unit;
  if ((unit & 0xf800) != 0xd800)
    return TRUE;
  if ((unit & 0xfc00) != 0xd800 || reader->end - reader->at < 2 ||
      *reader->at++ != '\\' || *reader->at++ != 'u' ||
      !read_unit (reader, &low) || (low & 0xfc00) != 0xdc00)
    return FALSE;
  *ret_character = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);

  return TRUE;
}

/* Behind the backslash. */
static gboolean
read_escape (Reader  *reader,
             GString *text)
{
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *escape;
  gunichar character;
  char c;

  if (reader->at == reader->end)
    return FALSE;
  c = *reader->at++;
  if (c == 'u')
    {
      if (!read_character (reader, &character))
        return FALSE;
      g_string_append_unichar (text, character);
      return TRUE;
    }
  escape = memchr (escapes, c, sizeof escapes - 1);
  if (escape == NULL)
    return FALSE;
  g_string_append_c (text, meanings[escape - escapes]);

  return TRUE;
}

/* Up to the next character that is not simply itself. */
static gsize
plain_length (const Reader *reader)
{
  const char *at = reader->at;

  while (at < reader->end && *at != '"' && *at != '\\' && (guchar) *at >= 0x20)
    at++;

  return at - reader->at;
}

static char *
read_string (Reader  *reader,
             GError **error)
{
  g_autoptr(GString) text = NULL;
  gsize length;

  if (!take (reader, '"'))
    return syntax_error (error);

  length = plain_length (reader);
  text = g_string_new_len (reader->at, length);
  reader->at += length;
  while (reader->at < reader->end && *reader->at == '\\')
    {
      reader->at++;
      if (!read_escape (reader, text))
        return syntax_error (error);
      length = plain_length (reader);
      g_string_append_len (text, reader->at, length);
      reader->at += length;
    }
  if (reader->at == reader->end || *reader->at != '"')
    return syntax_error (error);
  reader->at++;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Ours never need escapes in names: an escaped one is refused, so that a name
 * has one spelling, and so is one with DEL, which json-glib writes escaped. */
static gboolean
read_member (Reader      *reader,
             JsonObject  *object,
             GError     **error)
{
  const char *start;
  g_autofree char *name = NULL;
  JsonNode *value;

  skip_space (reader);
  start = reader->at;
  name = read_string (reader, error);
  if (name == NULL)
    return FALSE;
  if (memchr (start, '\\', reader->at - start) != NULL || strchr (name, '\x7f') != NULL)
    {
      syntax_error (error);
      return FALSE;
    }
  if (json_object_has_member (object, name))
    {
      g_set_error_literal (error, KB_JSON_ERROR, KB_JSON_ERROR_DUPLICATE,
                           "A member name is given twice");
      return FALSE;
    }
  if (!take (reader, ':'))
    {
      syntax_error (error);
      return FALSE;
    }
  value = read_value (reader, error);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, name, value);

  return TRUE;
}

static JsonNode *
read_object (Reader  *reader,
             GError **error)
{
  g_autoptr(JsonObject) object = json_object_new ();

  if (!take (reader, '}'))
    {
      do
        if (!read_member (reader, object, error))
          return NULL;
      while (take (reader, ','));
      if (!take (reader, '}'))
        return syntax_error (error);
    }

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_array (Reader  *reader,
            GError **error)
{
  g_autoptr(JsonArray) array = json_array_new ();
  JsonNode *value;

  if (!take (reader, ']'))
    {
      do
        {
          value = read_value (reader, error);
          if (value == NULL)
            return NULL;
          json_array_add_element (array, value);
        }
      while (take (reader, ','));
      if (!take (reader, ']'))
        return syntax_error (error);
    }

  return json_node_init_array (json_node_alloc (), array);
}

static gsize
skip_digits (Reader *reader)
{
  const char *start = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;

  return reader->at - start;
}

static gboolean
skip_one_of (Reader     *reader,
             const char *characters)
{
  if (reader->at == reader->end || *reader->at == '\0' || strchr (characters, *reader->at) == NULL)
    return FALSE;
  reader->at++;

  return TRUE;
}

/* Whole numbers have to fit 64 bits, others 64 characters and a double. */
static JsonNode *
make_number (const char  *start,
             gsize        size,
             gboolean     whole,
             GError     **error)
{
  char text[64];
  gint64 integer;
  double real;

  if (size >= sizeof text)
    return syntax_error (error);
  memcpy (text, start, size);
  text[size] = '\0';
  if (whole)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL)
             ? json_node_init_int (json_node_alloc (), integer)
             : syntax_error (error);
  real = g_ascii_strtod (text, NULL);

  return isfinite (real) ? json_node_init_double (json_node_alloc (), real) : syntax_error (error);
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static JsonNode *
read_number (Reader  *reader,
             GError **error)
{
  const char *start = reader->at;
  gboolean whole = TRUE;

  skip_one_of (reader, "-");
  if (!skip_one_of (reader, "0") && skip_digits (reader) == 0)
    return syntax_error (error);
  if (skip_one_of (reader, "."))
    {
      whole = FALSE;
      if (skip_digits (reader) == 0)
        return syntax_error (error);
    }
  if (skip_one_of (reader, "eE"))
    {
      whole = FALSE;
      skip_one_of (reader, "+-");
      if (skip_digits (reader) == 0)
        return syntax_error (error);
    }

  return make_number (start, reader->at - start, whole, error);
}

static gboolean
take_word (Reader     *reader,
           const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;

  return TRUE;
}

/* An object, an array, or a value that is no string. */
static JsonNode *
read_nested (Reader  *reader,
             GError **error)
{
  if (take (reader, '{'))
    return read_object (reader, error);
  if (take (reader, '['))
    return read_array (reader, error);
  if (take_word (reader, "true"))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (take_word (reader, "false"))
    return json_node_init_boolean (json_node_alloc (), FALSE);
  if (take_word (reader, "null"))
    return json_node_init_null (json_node_alloc ());

  return read_number (reader, error);
}

static JsonNode *
read_value (Reader  *reader,
            GError **error)
{
  g_autofree char *text = NULL;
  JsonNode *node;

  skip_space (reader);
  if (reader->at == reader->end || reader->depth >= KB_LIMIT_JSON_DEPTH)
    return syntax_error (error);
  if (*reader->at == '"')
    {
      text = read_string (reader, error);
      return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
    }

  reader->depth++;
  node = read_nested (reader, error);
  reader->depth--;

  return node;
}

/**
 * kb_json_parse:
 * @data: UTF-8 text, one JSON object; spaces may follow it
 * @size: its length in bytes
 * @max_size: the longest text accepted
 *
 * Strict, since signed text is read: no duplicate names, no comments, no NUL,
 * at most KB_LIMIT_JSON_DEPTH levels.
 *
 * Returns: (transfer full): the object, or %NULL with a #KbJsonError
 */
JsonObject *
kb_json_parse (gconstpointer   data,
               gsize           size,
               gsize           max_size,
               GError        **error)
{
  Reader reader = { .at = data, .end = size > 0 ? (const char *) data + size : data };
  g_autoptr(JsonNode) root = NULL;

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
  root = read_value (&reader, error);
  if (root == NULL)
    return NULL;
  skip_space (&reader);
  if (reader.at != reader.end || !JSON_NODE_HOLDS_OBJECT (root))
    return syntax_error (error);

  return json_object_ref (json_node_get_object (root));
}
