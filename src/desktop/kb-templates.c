/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-templates.h"

#include <gio/gio.h>

#include "kb-json.h"
#include "kb-limits.h"

/* Compiled in: what is wrong in it is a fault of this program, which ends. */
static GArray *
load (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (KB_RESOURCES "templates.json", 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) file = NULL;
  GArray *templates = g_array_new (FALSE, TRUE, sizeof (KbTemplate));
  JsonArray *array;

  g_assert (bytes != NULL);
  file = kb_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), KB_LIMIT_DRAFT,
                        &error);
  g_assert_no_error (error);
  array = kb_json_array (file, "templates", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);
      KbTemplate template = {
        .title = g_strdup (kb_json_string_or (object, "title", "")),
        .text = g_strdup (kb_json_string_or (object, "text", "")),
        .asks = json_object_get_boolean_member (object, "asks"),
      };

      g_array_append_val (templates, template);
    }

  return templates;
}

static GArray *
get_all (void)
{
  static GArray *templates;

  if (g_once_init_enter (&templates))
    g_once_init_leave (&templates, load ());

  return templates;
}

guint
kb_templates_get_n (void)
{
  return get_all ()->len;
}

/**
 * kb_templates_get:
 * @i: less than kb_templates_get_n()
 */
const KbTemplate *
kb_templates_get (guint i)
{
  return &g_array_index (get_all (), KbTemplate, i);
}
