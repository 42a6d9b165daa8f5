/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the office chose instead of the presets that the program brings:
 *
 *   {"v": 1, "section": "clocks", "value": {"verify": 14, "warn": 3}}
 *
 * The roster keeps the newest value of each section, and reads no more of it
 * than whether it has the section's form. */
#include "config.h"

#include "kb-roster-private.h"

#include "kb-clock.h"
#include "kb-fields.h"
#include "kb-json.h"

#include <string.h>

#define HOLIDAYS "holidays-"
#define MAX_CLOCKS 16

static gboolean
malformed (GError     **error,
           const char  *message)
{
  g_set_error_literal (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_MALFORMED, message);
  return FALSE;
}

static gboolean
is_code (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= KB_LIMIT_WORK_FIELD &&
         strspn (name, "abcdefghijklmnopqrstuvwxyz_") == length;
}

static gboolean
check_clocks (JsonObject  *value,
              GError     **error)
{
  JsonObjectIter iter;
  const char *name;

  if (json_object_get_size (value) > MAX_CLOCKS)
    return malformed (error, "The setting has too many clocks");
  json_object_iter_init (&iter, value);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      gint64 days;

      if (!is_code (name) || !kb_json_int (value, name, &days, NULL) || days < 1 ||
          days > KB_LIMIT_CLOCK_DAYS)
        return malformed (error, "A clock's days are not a number that is allowed");
    }

  return TRUE;
}

/* One line; it may be empty. */
static gboolean
is_line (JsonNode *node)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (text == NULL || g_utf8_strlen (text, -1) > (glong) KB_LIMIT_NAME_CHARS)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static gboolean
are_lines (JsonNode *node)
{
  JsonArray *lines = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (lines == NULL || json_array_get_length (lines) > KB_LIMIT_LETTERHEAD_LINES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (lines); i++)
    if (!is_line (json_array_get_element (lines, i)))
      return FALSE;

  return TRUE;
}

static gboolean
check_letterhead (JsonObject  *value,
                  GError     **error)
{
  static const char * const members[] = {
    "city", "signer", "signer_title", "signer_id", "numbering", NULL
  };
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, value);
  while (json_object_iter_next (&iter, &name, &node))
    if (strcmp (name, "lines") == 0 ? !are_lines (node)
                                    : !g_strv_contains (members, name) || !is_line (node))
      return malformed (error, "A line of the letterhead is not allowed");

  return TRUE;
}

static gboolean
is_day_of (const char *text,
           guint       year)
{
  g_autofree char *start = g_strdup_printf ("%04u-", year);
  guint32 day;

  return kb_day_parse (text, &day) && g_str_has_prefix (text, start);
}

static gboolean
is_holiday (JsonNode *node,
            guint     year)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *name = NULL;

  if (object == NULL || json_object_get_size (object) != 2 ||
      !is_day_of (kb_json_string_or (object, "date", ""), year))
    return FALSE;
  name = kb_fields_text (object, "name", KB_LIMIT_NAME_CHARS, NULL);

  return name != NULL;
}

static gboolean
is_date (JsonNode *node,
         guint     year)
{
  return JSON_NODE_HOLDS_VALUE (node) && is_day_of (json_node_get_string (node), year);
}

static gboolean
are_days (JsonNode  *node,
          guint      year,
          gboolean (*is_one) (JsonNode *node, guint year))
{
  JsonArray *days = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (days == NULL || json_array_get_length (days) > KB_LIMIT_SETTING_DAYS)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (days); i++)
    if (!is_one (json_array_get_element (days, i), year))
      return FALSE;

  return TRUE;
}

static gboolean
check_holidays (JsonObject  *value,
                guint        year,
                GError     **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, value);
  while (json_object_iter_next (&iter, &name, &node))
    if (!(strcmp (name, "add") == 0 && are_days (node, year, is_holiday)) &&
        !(strcmp (name, "remove") == 0 && are_days (node, year, is_date)))
      return malformed (error, "A holiday is not a day of its year, or has no name");

  return TRUE;
}

static gboolean
read_year (const char *section,
           guint      *ret_year)
{
  guint32 day;
  g_autofree char *first = NULL;

  if (!g_str_has_prefix (section, HOLIDAYS))
    return FALSE;
  first = g_strconcat (section + strlen (HOLIDAYS), "-01-01", NULL);
  if (!kb_day_parse (first, &day))
    return FALSE;
  *ret_year = g_ascii_strtoull (first, NULL, 10);

  return TRUE;
}

static gboolean
check_value (const char  *section,
             JsonObject  *value,
             GError     **error)
{
  guint year;

  if (strcmp (section, "clocks") == 0)
    return check_clocks (value, error);
  if (strcmp (section, "letterhead") == 0)
    return check_letterhead (value, error);
  if (read_year (section, &year))
    return check_holidays (value, year, error);

  return malformed (error, "The setting is not one that this program knows");
}

/* Reads the body of a settings entry. */
gboolean
kb_roster_read_settings (JsonObject  *body,
                         char       **ret_section,
                         char       **ret_value,
                         GError     **error)
{
  const char *section = kb_json_string_or (body, "section", "");
  JsonObject *value = kb_json_object (body, "value", NULL);

  if (value == NULL)
    return malformed (error, "The setting has no value");
  if (!check_value (section, value, error))
    return FALSE;
  *ret_section = g_strdup (section);
  *ret_value = kb_json_to_string (value);

  return TRUE;
}

/**
 * kb_roster_settings_body:
 * @section: "clocks", "letterhead" or "holidays-YEAR"
 * @value: JSON text of an object, as docs/protocol.md says
 *
 * Returns: (transfer full): the body of a settings entry, or %NULL with
 *   %KB_ROSTER_ERROR_MALFORMED where it is no such section, has another form, or
 *   is more than fits in a body
 */
GBytes *
kb_roster_settings_body (const char  *section,
                         const char  *value,
                         GError     **error)
{
  g_autoptr(JsonObject) object = kb_json_parse (value, strlen (value), KB_LIMIT_BODY, NULL);
  g_autoptr(JsonObject) body = json_object_new ();
  g_autoptr(GBytes) bytes = NULL;

  if (object == NULL)
    {
      malformed (error, "The setting is not a JSON object, or too long");
      return NULL;
    }
  if (!check_value (section, object, error))
    return NULL;

  json_object_set_int_member (body, "v", 1);
  json_object_set_string_member (body, "section", section);
  json_object_set_object_member (body, "value", g_steal_pointer (&object));
  bytes = kb_fields_to_bytes (body);
  if (g_bytes_get_size (bytes) > KB_LIMIT_BODY)
    {
      malformed (error, "The setting is too long");
      return NULL;
    }

  return g_steal_pointer (&bytes);
}

/**
 * kb_roster_dup_settings:
 *
 * Returns: (transfer full) (element-type utf8 utf8): section → its newest value
 *   as JSON text
 */
GHashTable *
kb_roster_dup_settings (const KbRoster *self)
{
  GHashTable *settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer section;
  gpointer value;

  g_hash_table_iter_init (&iter, self->settings);
  while (g_hash_table_iter_next (&iter, &section, &value))
    g_hash_table_insert (settings, g_strdup (section), g_strdup (value));

  return settings;
}
