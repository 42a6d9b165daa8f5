/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors.h"

#include "kb-bytes.h"
#include "kb-entry.h"
#include "kb-json.h"

#include <string.h>

static char *
read_committed (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("KB_SRCROOT"), "tests", "journal",
                                            "vectors.json", NULL);
  g_autoptr(GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);

  return node;
}

/* A difference is a change of the protocol. How JSON is laid out is not. */
static void
test_regenerated_are_the_same (void)
{
  g_autofree char *committed = read_committed ();
  g_autofree char *built = vectors_build ();
  g_autoptr(JsonNode) expected = parse (committed);
  g_autoptr(JsonNode) node = parse (built);
  g_autoptr(GList) members = json_object_get_members (json_node_get_object (expected));

  for (GList *l = members; l != NULL; l = l->next)
    {
      g_test_message ("%s", (char *) l->data);
      g_assert_true (json_node_equal (json_object_get_member (json_node_get_object (expected),
                                                              l->data),
                                      json_object_get_member (json_node_get_object (node),
                                                              l->data)));
    }
  g_assert_true (json_node_equal (expected, node));
}

static void
test_entries_decode_and_verify (void)
{
  g_autofree char *committed = read_committed ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) vectors = kb_json_parse (committed, strlen (committed), 1 << 20, &error);
  JsonArray *headers;

  g_assert_no_error (error);
  headers = kb_json_array (vectors, "headers", NULL);
  for (guint i = 0; i < json_array_get_length (headers); i++)
    {
      JsonObject *vector = json_array_get_object_element (headers, i);
      const char *hex = kb_json_string (vector, "entry", NULL);
      gsize size = strlen (hex) / 2;
      g_autofree guint8 *wire = g_malloc (size);
      g_autoptr(KbEntry) entry = NULL;
      guint8 id[KB_HASH_SIZE];

      g_assert_true (kb_hex_decode (hex, wire, size));
      entry = kb_entry_decode (wire, size, &error);
      g_assert_no_error (error);
      g_assert_true (kb_entry_verify_signature (entry, NULL) && kb_entry_verify_parts (entry,
                                                                                       NULL));
      g_assert_true (kb_json_hex (vector, "id", id, sizeof id, NULL));
      g_assert_cmpmem (kb_entry_get_id (entry), KB_HASH_SIZE, id, sizeof id);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/vectors/regenerated-are-the-same", test_regenerated_are_the_same);
  g_test_add_func ("/journal/vectors/entries-decode-and-verify", test_entries_decode_and_verify);

  return g_test_run ();
}
