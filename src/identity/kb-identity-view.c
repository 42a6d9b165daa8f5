/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-identity-view.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

#define MAX_FIELDS 16

G_DEFINE_QUARK (kb-identity-error-quark, kb_identity_error)

/**
 * kb_identity_error_to_code:
 *
 * Returns: the word that stands for @error on the wire
 */
const char *
kb_identity_error_to_code (const GError *error)
{
  static const char *const codes[] = { "passphrase", "key", "seal", "context", "text" };

  if (error == NULL || error->domain != KB_IDENTITY_ERROR ||
      error->code >= (int) G_N_ELEMENTS (codes))
    return "text";

  return codes[error->code];
}

static gpointer
fail (GError          **error,
      KbIdentityError   code,
      const char       *message)
{
  g_set_error_literal (error, KB_IDENTITY_ERROR, code, message);
  return NULL;
}

static gboolean
refuse (GError          **error,
        KbIdentityError   code,
        const char       *message)
{
  fail (error, code, message);
  return FALSE;
}

/**
 * kb_identity_unlock:
 * @message: payload of %KB_IDENTITY_UNLOCK: u16 n ‖ passphrase ‖ armored age file
 *
 * Takes a second or two: the key is under scrypt.
 *
 * Returns: (transfer full): the custodian's key, or %NULL with a #KbIdentityError
 */
KbAgeIdentity *
kb_identity_unlock (KbSecret  *message,
                    GError   **error)
{
  g_autoptr(KbSecret) passphrase = NULL;
  g_autoptr(KbAgeIdentity) scrypt = NULL;
  g_autoptr(KbSecret) text = NULL;
  g_autoptr(KbAgeIdentity) custodian = NULL;
  g_autoptr(GBytes) armored = NULL;
  g_autoptr(GBytes) wrapped = NULL;
  g_autoptr(GError) local = NULL;
  const guint8 *bytes;
  KbReader reader;
  gsize size;

  kb_reader_init (&reader, kb_secret_get_data (message), kb_secret_get_size (message));
  size = kb_reader_u16 (&reader);
  bytes = kb_reader_bytes (&reader, size);
  if (bytes == NULL || size == 0 || size > KB_LIMIT_PASSPHRASE)
    return fail (error, KB_IDENTITY_ERROR_PASSPHRASE, "No passphrase was given");
  passphrase = kb_secret_new (bytes, size);

  size = kb_reader_remaining (&reader);
  armored = g_bytes_new (kb_reader_bytes (&reader, size), size);
  wrapped = kb_age_armor_decode (armored, &local);
  if (wrapped == NULL)
    return fail (error, KB_IDENTITY_ERROR_KEY, "The keyring's item is not a custodian's key");

  scrypt = kb_age_identity_new_scrypt (passphrase, KB_LIMIT_SCRYPT_LOG_N);
  text = kb_age_open_secret (g_bytes_get_data (wrapped, NULL), g_bytes_get_size (wrapped),
                             &scrypt, 1, KB_LIMIT_IDENTITY, &local);
  if (g_error_matches (local, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH))
    return fail (error, KB_IDENTITY_ERROR_PASSPHRASE, "The passphrase does not fit");
  if (text != NULL)
    custodian = kb_age_identity_parse (text, NULL);
  if (custodian == NULL)
    return fail (error, KB_IDENTITY_ERROR_KEY, "The keyring's item is not a custodian's key");

  return g_steal_pointer (&custodian);
}

/* Line ends and controls could fake further fields, direction overrides
 * (U+202A–E) and isolates (U+2066–9) another name. */
static gboolean
is_break (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

static gboolean
is_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* In place: nothing gets longer, and no copy is left behind. */
static gsize
make_harmless (char  *text,
               gsize  size)
{
  char *to = text;
  char *next;

  for (char *at = text; at < text + size; at = next)
    {
      gunichar c = g_utf8_get_char (at);

      next = g_utf8_next_char (at);
      if (is_break (c))
        *to++ = ' ';
      else if (!is_direction (c))
        {
          memmove (to, at, next - at);
          to += next - at;
        }
    }

  return to - text;
}

static void
take_field (KbIdentityView *self,
            JsonObject     *part,
            const char     *field)
{
  const char *value = kb_json_string_or (part, field, NULL);
  g_autoptr(KbSecret) text = NULL;
  gsize size;

  if (value == NULL)
    return;
  text = kb_secret_new (value, strlen (value));
  size = make_harmless ((char *) kb_secret_get_writable (text), kb_secret_get_size (text));
  g_ptr_array_add (self->names, g_strdup (field));
  g_ptr_array_add (self->values, kb_secret_new (kb_secret_get_data (text), size));
}

/* One sealed part: opened, its context compared, the wanted fields taken. */
static gboolean
open_part (KbIdentityView  *self,
           KbReader        *reader,
           KbAgeIdentity   *custodian,
           JsonObject      *request,
           GError         **error)
{
  g_autoptr(KbSecret) plain = NULL;
  g_autoptr(JsonObject) part = NULL;
  JsonArray *fields = kb_json_array (request, "fields", NULL);
  gsize size;
  const guint8 *sealed;

  kb_reader_u8 (reader);
  size = kb_reader_u32 (reader);
  sealed = size <= KB_LIMIT_PART ? kb_reader_bytes (reader, size) : NULL;
  if (sealed == NULL)
    return refuse (error, KB_IDENTITY_ERROR_TEXT, "A part is cut off");

  plain = kb_age_open_secret (sealed, size, &custodian, 1, KB_LIMIT_IDENTITY, NULL);
  if (plain == NULL)
    return refuse (error, KB_IDENTITY_ERROR_SEAL, "A part does not open with this key");

  part = kb_json_parse (kb_secret_get_data (plain), kb_secret_get_size (plain),
                        KB_LIMIT_IDENTITY, NULL);
  if (part == NULL)
    return refuse (error, KB_IDENTITY_ERROR_TEXT, "A part does not hold the agreed text");
  if (g_strcmp0 (kb_json_string_or (part, "context", ""),
                 kb_json_string_or (request, "context", NULL)) != 0)
    return refuse (error, KB_IDENTITY_ERROR_CONTEXT, "A part belongs to another complaint");

  for (guint i = 0; i < MIN (json_array_get_length (fields), MAX_FIELDS); i++)
    {
      JsonNode *name = json_array_get_element (fields, i);

      if (json_node_get_value_type (name) == G_TYPE_STRING)
        take_field (self, part, json_node_get_string (name));
    }

  return TRUE;
}

static KbIdentityView *
read_request (JsonObject  *request,
              GError     **error)
{
  g_autoptr(KbIdentityView) self = NULL;
  gint64 minutes;

  if (kb_json_string (request, "context", error) == NULL ||
      kb_json_array (request, "fields", error) == NULL ||
      !kb_json_int (request, "minutes", &minutes, error))
    return NULL;
  if (minutes < 1 || minutes > KB_LIMIT_IDENTITY_MINUTES)
    return fail (error, KB_IDENTITY_ERROR_TEXT, "An impossible number of minutes");

  self = g_new0 (KbIdentityView, 1);
  self->number = g_strdup (kb_json_string_or (request, "number", ""));
  self->letter = g_strdup (kb_json_string_or (request, "letter", ""));
  self->watermark = g_strdup (kb_json_string_or (request, "watermark", ""));
  self->seconds = minutes * 60;
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_secret_unref);

  return g_steal_pointer (&self);
}

/**
 * kb_identity_view_open:
 * @message: payload of %KB_IDENTITY_SHOW: u32 n ‖ JSON ‖ parts
 * @custodian: the unlocked key
 *
 * The JSON says `context` (hex, of the complaint's header), `fields` (member
 * names to show), `minutes`, and the words `number`, `letter`, `watermark`.
 *
 * Returns: (transfer full): the chosen fields, or %NULL with a #KbIdentityError
 */
KbIdentityView *
kb_identity_view_open (KbSecret       *message,
                       KbAgeIdentity  *custodian,
                       GError        **error)
{
  g_autoptr(JsonObject) request = NULL;
  g_autoptr(KbIdentityView) self = NULL;
  const guint8 *json;
  KbReader reader;
  gsize size;

  kb_reader_init (&reader, kb_secret_get_data (message), kb_secret_get_size (message));
  size = kb_reader_u32 (&reader);
  json = kb_reader_bytes (&reader, size);
  if (json != NULL)
    request = kb_json_parse (json, size, KB_LIMIT_BODY, NULL);
  if (request == NULL || (self = read_request (request, NULL)) == NULL)
    return fail (error, KB_IDENTITY_ERROR_TEXT, "The request to show is not of the agreed form");

  while (kb_reader_remaining (&reader) > 0)
    if (!open_part (self, &reader, custodian, request, error))
      return NULL;
  if (!kb_reader_finish (&reader))
    return fail (error, KB_IDENTITY_ERROR_TEXT, "The request to show is cut off");

  return g_steal_pointer (&self);
}

void
kb_identity_view_free (KbIdentityView *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->number);
  g_free (self->letter);
  g_free (self->watermark);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  g_free (self);
}
