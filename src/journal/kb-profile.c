/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-profile.h"

#include "kb-bytes.h"
#include "kb-fields.h"
#include "kb-json.h"

#include <sodium.h>
#include <string.h>

#define TITLE "kumbang/profile/v1\n"
#define KEY_NAME "supervisor"
#define SECONDS_PER_DAY (24 * 60 * 60)
#define MAX_PAGE_FILES 32

G_DEFINE_QUARK (kb-profile-error-quark, kb_profile_error)

/**
 * kb_profile_new:
 *
 * Returns: (transfer full): an empty profile, to be filled and signed
 */
KbProfile *
kb_profile_new (void)
{
  KbProfile *self = g_new0 (KbProfile, 1);

  self->page = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
kb_profile_free (KbProfile *self)
{
  if (self == NULL)
    return;

  g_free (self->office);
  g_free (self->custodian_title);
  g_hash_table_unref (self->page);
  g_free (self);
}

static JsonArray *
recipients_to_json (const KbProfile *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->n_recipients; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "audience", self->recipients[i].audience);
      json_object_set_int_member (object, "epoch", self->recipients[i].epoch);
      json_object_set_string_member (object, "recipient", self->recipients[i].recipient);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
set_custodian (const KbProfile *self,
               JsonObject      *object)
{
  JsonObject *custodian;

  if (self->custodian[0] == '\0')
    {
      json_object_set_null_member (object, "custodian");
      return;
    }
  custodian = json_object_new ();
  json_object_set_string_member (custodian, "recipient", self->custodian);
  json_object_set_string_member (custodian, "title", self->custodian_title);
  json_object_set_int_member (custodian, "since", self->custodian_since);
  json_object_set_object_member (object, "custodian", custodian);
}

/* Sorted, so that the same profile is the same text. */
static JsonObject *
page_to_json (const KbProfile *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr(GList) names = g_list_sort (g_hash_table_get_keys (self->page),
                                        (GCompareFunc) strcmp);

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data, g_hash_table_lookup (self->page, l->data));

  return object;
}

static JsonObject *
profile_to_json (const KbProfile *self)
{
  JsonObject *object = json_object_new ();

  kb_fields_set_hex (object, "genesis", self->genesis, KB_HASH_SIZE);
  json_object_set_int_member (object, "serial", self->serial);
  json_object_set_int_member (object, "issued", self->issued);
  json_object_set_int_member (object, "not_after", self->not_after);
  json_object_set_string_member (object, "office", self->office);
  json_object_set_array_member (object, "recipients", recipients_to_json (self));
  set_custodian (self, object);
  json_object_set_object_member (object, "page", page_to_json (self));

  return object;
}

/**
 * kb_profile_sign:
 * @supervisor: a supervisor's device
 *
 * Returns: (transfer full): the profile's signed note, which is also the body
 *   of a profile entry
 */
char *
kb_profile_sign (const KbProfile *self,
                 KbSigningKey    *supervisor)
{
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL && supervisor != NULL, NULL);

  object = profile_to_json (self);
  json = kb_json_to_string (object);
  text = g_strconcat (TITLE, json, "\n", NULL);

  return kb_note_sign (text, KEY_NAME, supervisor);
}

static gboolean
malformed (GError     **error,
           const char  *message)
{
  g_set_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_MALFORMED,
               "The office's profile is damaged: %s", message);
  return FALSE;
}

static gboolean
read_dates (KbProfile   *self,
            JsonObject  *object,
            GError     **error)
{
  if (!kb_json_int (object, "serial", &self->serial, error) ||
      !kb_json_int (object, "issued", &self->issued, error) ||
      !kb_json_int (object, "not_after", &self->not_after, error))
    return FALSE;
  if (self->serial < 1 || self->issued < 0 || self->not_after <= self->issued ||
      self->not_after - self->issued > (gint64) KB_LIMIT_PROFILE_DAYS * SECONDS_PER_DAY)
    return malformed (error, "its dates are not allowed");

  return TRUE;
}

static gboolean
read_recipient (KbProfile   *self,
                JsonNode    *node,
                GError     **error)
{
  KbProfileRecipient *recipient = &self->recipients[self->n_recipients];
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return malformed (error, "a recipient is no object");
  object = json_node_get_object (node);
  if (!kb_fields_audience (object, recipient->audience, &recipient->epoch, error) ||
      !kb_fields_recipient (object, "recipient", recipient->recipient, error))
    return FALSE;
  if (kb_profile_find_recipient (self, recipient->audience) != NULL)
    return malformed (error, "an audience is named twice");
  self->n_recipients++;

  return TRUE;
}

static gboolean
read_recipients (KbProfile   *self,
                 JsonObject  *object,
                 GError     **error)
{
  JsonArray *array = kb_json_array (object, "recipients", error);
  guint n;

  if (array == NULL)
    return FALSE;
  n = json_array_get_length (array);
  if (n == 0 || n > G_N_ELEMENTS (self->recipients))
    return malformed (error, "it names no recipients, or too many");
  for (guint i = 0; i < n; i++)
    if (!read_recipient (self, json_array_get_element (array, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
read_custodian (KbProfile   *self,
                JsonObject  *object,
                GError     **error)
{
  JsonNode *node = json_object_get_member (object, "custodian");
  JsonObject *custodian;

  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  custodian = kb_json_object (object, "custodian", error);
  if (custodian == NULL)
    return FALSE;
  self->custodian_title = kb_fields_text (custodian, "title", KB_LIMIT_NAME_CHARS, error);

  return self->custodian_title != NULL &&
         kb_fields_recipient (custodian, "recipient", self->custodian, error) &&
         kb_json_int (custodian, "since", &self->custodian_since, error);
}

static gboolean
read_page (KbProfile   *self,
           JsonObject  *object,
           GError     **error)
{
  JsonObject *page = kb_json_object (object, "page", error);
  g_autoptr(GList) names = NULL;

  if (page == NULL)
    return FALSE;
  if (json_object_get_size (page) > MAX_PAGE_FILES)
    return malformed (error, "it names too many files");
  names = json_object_get_members (page);
  for (GList *l = names; l != NULL; l = l->next)
    {
      guint8 hash[KB_HASH_SIZE];

      if (!kb_json_hex (page, l->data, hash, sizeof hash, error))
        return FALSE;
      g_hash_table_insert (self->page, g_strdup (l->data), kb_hex_encode (hash, sizeof hash));
    }

  return TRUE;
}

static gboolean
read_profile (KbProfile   *self,
              JsonObject  *object,
              GError     **error)
{
  if (!kb_json_hex (object, "genesis", self->genesis, KB_HASH_SIZE, error) ||
      !read_dates (self, object, error))
    return FALSE;
  self->office = kb_fields_text (object, "office", KB_LIMIT_NAME_CHARS, error);

  return self->office != NULL && read_recipients (self, object, error) &&
         read_custodian (self, object, error) && read_page (self, object, error);
}

static KbProfile *
parse_text (const char  *text,
            GError     **error)
{
  g_autoptr(KbProfile) self = kb_profile_new ();
  g_autoptr(JsonObject) object = NULL;
  const char *json;
  gsize size;

  if (!g_str_has_prefix (text, TITLE))
    {
      malformed (error, "it is another kind of note");
      return NULL;
    }
  json = text + strlen (TITLE);
  size = strlen (json);
  if (strchr (json, '\n') != json + size - 1)
    {
      malformed (error, "it is not one line");
      return NULL;
    }
  object = kb_json_parse (json, size - 1, KB_LIMIT_NOTE, error);
  if (object == NULL || !read_profile (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * kb_profile_parse:
 * @size: of @note in bytes
 * @supervisor: (nullable): the device whose signature it must bear, or %NULL
 *   to read it as a stranger does, who can't check the signature
 *
 * Dates are checked for sense only; see kb_profile_check_date().
 *
 * Returns: (transfer full): the profile, or %NULL with
 *   %KB_PROFILE_ERROR_SIGNATURE or %KB_PROFILE_ERROR_MALFORMED
 */
KbProfile *
kb_profile_parse (const char    *note,
                  gsize          size,
                  const guint8  *supervisor,
                  GError       **error)
{
  g_autoptr(KbProfile) self = NULL;
  g_autoptr(GError) local = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (note != NULL || size == 0, NULL);

  text = kb_note_read_unverified (note, size, KEY_NAME, &local);
  if (text == NULL)
    {
      malformed (error, local->message);
      return NULL;
    }
  if (supervisor != NULL)
    {
      g_autofree char *verified = kb_note_open (note, size, KEY_NAME, supervisor, NULL);

      if (verified == NULL)
        {
          g_set_error_literal (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_SIGNATURE,
                               "The office's profile is not signed by the expected device");
          return NULL;
        }
    }

  self = parse_text (text, &local);
  if (self == NULL)
    {
      if (local->domain == KB_PROFILE_ERROR)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        malformed (error, local->message);
      return NULL;
    }
  crypto_hash_sha256 (self->hash, (const guint8 *) note, size);

  return g_steal_pointer (&self);
}

/**
 * kb_profile_find_recipient:
 * @audience: e.g. "office"
 *
 * Returns: (transfer none) (nullable): to whom parts for @audience are sealed
 */
const KbProfileRecipient *
kb_profile_find_recipient (const KbProfile *self,
                           const char      *audience)
{
  g_return_val_if_fail (self != NULL && audience != NULL, NULL);

  for (guint i = 0; i < self->n_recipients; i++)
    if (strcmp (self->recipients[i].audience, audience) == 0)
      return &self->recipients[i];

  return NULL;
}

/**
 * kb_profile_check_date:
 * @now: seconds since 1970
 *
 * A profile from the future is accepted for a day: clocks of phones are off.
 *
 * Returns: %FALSE with %KB_PROFILE_ERROR_EXPIRED outside its dates
 */
gboolean
kb_profile_check_date (const KbProfile  *self,
                       gint64            now,
                       GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (now <= self->not_after && now >= self->issued - SECONDS_PER_DAY)
    return TRUE;

  g_set_error_literal (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_EXPIRED,
                       "The office's profile is out of date");
  return FALSE;
}
