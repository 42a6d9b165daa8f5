/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-query.h"

#include "kb-bytes.h"

#include <string.h>

/* A query of ours is exactly NAME=VALUE, so that one request has one spelling. */
static const char *
value_of (const char *query,
          const char *name)
{
  gsize length = strlen (name);

  if (query == NULL || strncmp (query, name, length) != 0 || query[length] != '=')
    return NULL;

  return query + length + 1;
}

/**
 * kb_query_u64:
 * @query: (nullable): the part of the address behind "?", as it came
 * @name: the one parameter expected
 * @ret_value: (out): untouched on failure
 *
 * Returns: whether @query is @name=NUMBER and nothing else; the number has no
 *   leading zeros and is at most 2^63 - 1
 */
gboolean
kb_query_u64 (const char *query,
              const char *name,
              guint64    *ret_value)
{
  const char *text = value_of (query, name);
  guint64 value;

  if (text == NULL || (text[0] == '0' && text[1] != '\0') || strlen (text) > 19 ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *ret_value = value;

  return TRUE;
}

/**
 * kb_query_hex:
 * @ret_data: (out caller-allocates): @size bytes, untouched on failure
 *
 * Returns: whether @query is @name=HEX and nothing else
 */
gboolean
kb_query_hex (const char *query,
              const char *name,
              gpointer    ret_data,
              gsize       size)
{
  const char *text = value_of (query, name);

  return text != NULL && kb_hex_decode (text, ret_data, size);
}
