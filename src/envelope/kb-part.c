/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-part.h"

#include "kb-age-seal.h"
#include "kb-bytes.h"
#include "kb-json.h"

#include <sodium.h>
#include <string.h>

/* Returns: (transfer full): {"context": "<hex>", "v": 1}; only the first 140
 * bytes of @header must be final. */
JsonObject *
kb_part_new (const KbHeader *header)
{
  JsonObject *part = json_object_new ();
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;

  kb_header_get_context (header, context);
  hex = kb_hex_encode (context, sizeof context);
  json_object_set_string_member (part, "context", hex);
  json_object_set_int_member (part, "v", 1);

  return part;
}

/* Adds copies of @members, but none that would replace what is there. */
void
kb_part_add (JsonObject *part,
             JsonObject *members)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &name, &node))
    if (!json_object_has_member (part, name))
      json_object_set_member (part, name, json_node_copy (node));
}

static GPtrArray *
parse_recipients (const char *const  *texts,
                  GError            **error)
{
  g_autoptr(GPtrArray) recipients =
    g_ptr_array_new_with_free_func ((GDestroyNotify) kb_age_recipient_unref);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      KbAgeRecipient *recipient = kb_age_recipient_parse (texts[i], error);

      if (recipient == NULL)
        return NULL;
      g_ptr_array_add (recipients, recipient);
    }

  return g_steal_pointer (&recipients);
}

static void
wipe_bytes (GBytes *bytes)
{
  gsize size;
  gpointer data = g_bytes_unref_to_data (bytes, &size);

  sodium_memzero (data, size);
  g_free (data);
}

/* @recipients: age1…, NULL-terminated. What is wiped is what was made here;
 * json-glib keeps copies of its own. */
GBytes *
kb_part_seal (JsonObject         *part,
              gsize               max,
              const char *const  *recipients,
              GError            **error)
{
  g_autoptr(GPtrArray) parsed = parse_recipients (recipients, error);
  char *json;
  GBytes *padded;
  GBytes *sealed = NULL;

  if (parsed == NULL)
    return NULL;

  json = kb_json_to_string (part);
  padded = kb_seal_pad_json (json, max, error);
  if (padded != NULL)
    {
      sealed = kb_age_seal (g_bytes_get_data (padded, NULL), g_bytes_get_size (padded),
                            (KbAgeRecipient *const *) parsed->pdata, parsed->len, error);
      wipe_bytes (padded);
    }
  sodium_memzero (json, strlen (json));
  g_free (json);

  return sealed;
}
