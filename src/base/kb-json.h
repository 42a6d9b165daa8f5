/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_JSON_ERROR (kb_json_error_quark ())

/**
 * KbJsonError:
 * @KB_JSON_ERROR_SIZE: longer than the stated maximum
 * @KB_JSON_ERROR_TEXT: a NUL byte or invalid UTF-8
 * @KB_JSON_ERROR_SYNTAX: not JSON, or nested too deep
 * @KB_JSON_ERROR_DUPLICATE: a member name twice in one object
 * @KB_JSON_ERROR_TYPE: a member is missing or of another type than expected
 */
typedef enum
{
  KB_JSON_ERROR_SIZE,
  KB_JSON_ERROR_TEXT,
  KB_JSON_ERROR_SYNTAX,
  KB_JSON_ERROR_DUPLICATE,
  KB_JSON_ERROR_TYPE,
} KbJsonError;

GQuark       kb_json_error_quark (void);

JsonObject  *kb_json_parse       (gconstpointer  data,
                                  gsize          size,
                                  gsize          max_size,
                                  GError       **error);
const char  *kb_json_string      (JsonObject    *object,
                                  const char    *member,
                                  GError       **error);
const char  *kb_json_string_or   (JsonObject    *object,
                                  const char    *member,
                                  const char    *fallback);
gboolean     kb_json_int         (JsonObject    *object,
                                  const char    *member,
                                  gint64        *ret_value,
                                  GError       **error);
gboolean     kb_json_bool_or     (JsonObject    *object,
                                  const char    *member,
                                  gboolean       fallback);
JsonObject  *kb_json_object      (JsonObject    *object,
                                  const char    *member,
                                  GError       **error);
JsonArray   *kb_json_array       (JsonObject    *object,
                                  const char    *member,
                                  GError       **error);
gboolean     kb_json_hex         (JsonObject    *object,
                                  const char    *member,
                                  gpointer       ret_data,
                                  gsize          size,
                                  GError       **error);
char        *kb_json_to_string   (JsonObject    *object);

G_END_DECLS
