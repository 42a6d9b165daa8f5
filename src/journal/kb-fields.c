/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-fields.h"

#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-limits.h"

#include <string.h>

#define RECIPIENT_PREFIX "age1"
#define RECIPIENT_LENGTH 62
#define BECH32_ALPHABET "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

static gboolean
field_error (GError     **error,
             const char  *member)
{
  g_set_error (error, KB_JSON_ERROR, KB_JSON_ERROR_TYPE, "“%s” has a value that is not allowed",
               member);
  return FALSE;
}

/* Returns: (transfer full): a text that is not empty, has no control
 * characters, and at most @max_chars characters */
char *
kb_fields_text (JsonObject  *object,
                const char  *member,
                gsize        max_chars,
                GError     **error)
{
  const char *text = kb_json_string (object, member, error);

  if (text == NULL)
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        field_error (error, member);
        return NULL;
      }
  if (*text == '\0' || (gsize) g_utf8_strlen (text, -1) > max_chars)
    {
      field_error (error, member);
      return NULL;
    }

  return g_strdup (text);
}

/* The form only: whoever seals to it parses it with its checksum. */
gboolean
kb_fields_recipient (JsonObject  *object,
                     const char  *member,
                     char         ret_recipient[KB_RECIPIENT_SIZE],
                     GError     **error)
{
  const char *text = kb_json_string (object, member, error);

  if (text == NULL)
    return FALSE;
  if (strlen (text) != RECIPIENT_LENGTH || !g_str_has_prefix (text, RECIPIENT_PREFIX) ||
      strspn (text + strlen (RECIPIENT_PREFIX), BECH32_ALPHABET) !=
      RECIPIENT_LENGTH - strlen (RECIPIENT_PREFIX))
    return field_error (error, member);
  g_strlcpy (ret_recipient, text, KB_RECIPIENT_SIZE);

  return TRUE;
}

/* @ret_audience has KB_LIMIT_AUDIENCE + 1 bytes. */
gboolean
kb_fields_audience (JsonObject  *object,
                    char        *ret_audience,
                    guint32     *ret_epoch,
                    GError     **error)
{
  const char *audience = kb_json_string (object, "audience", error);
  gint64 epoch;

  if (audience == NULL || !kb_json_int (object, "epoch", &epoch, error))
    return FALSE;
  if (*audience == '\0' || strlen (audience) > KB_LIMIT_AUDIENCE ||
      strspn (audience, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (audience))
    return field_error (error, "audience");
  if (epoch < 1 || epoch > G_MAXUINT32)
    return field_error (error, "epoch");
  g_strlcpy (ret_audience, audience, KB_LIMIT_AUDIENCE + 1);
  *ret_epoch = epoch;

  return TRUE;
}

void
kb_fields_set_hex (JsonObject    *object,
                   const char    *member,
                   gconstpointer  data,
                   gsize          size)
{
  g_autofree char *hex = kb_hex_encode (data, size);

  json_object_set_string_member (object, member, hex);
}

/* Returns: (transfer full): the JSON's bytes, without a terminator */
GBytes *
kb_fields_to_bytes (JsonObject *object)
{
  char *json = kb_json_to_string (object);

  return g_bytes_new_take (json, strlen (json));
}
