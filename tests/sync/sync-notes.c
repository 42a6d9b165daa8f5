/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-notes.h"

#include "kb-json.h"

#include <string.h>

JsonObject *
sync_note_new (const char *text)
{
  JsonObject *members = json_object_new ();
  JsonObject *op = json_object_new ();
  JsonArray *ops = json_array_new ();

  json_object_set_string_member (op, "note", text);
  json_array_add_object_element (ops, op);
  json_object_set_array_member (members, "ops", ops);

  return members;
}

GBytes *
sync_note_plain (JsonObject *members)
{
  char *text = kb_json_to_string (members);

  return g_bytes_new_take (text, strlen (text));
}

void
sync_write_note (SyncDesk   *desk,
                 KbEntry    *complaint,
                 const char *text)
{
  const KbHeader *header = kb_entry_get_header (complaint);
  g_autoptr(JsonObject) members = sync_note_new (text);
  g_autoptr(GError) error = NULL;

  kb_sync_write (desk->sync, header->stream, header->case_id, members, &error);
  g_assert_no_error (error);
}

static char *
note_of (GBytes *plain)
{
  g_autoptr(JsonObject) object = NULL;
  JsonArray *ops;

  g_assert_nonnull (plain);
  object = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                          KB_LIMIT_STORY, NULL);
  g_assert_nonnull (object);
  ops = kb_json_array (object, "ops", NULL);

  g_assert_nonnull (ops);

  return g_strdup (kb_json_string (json_array_get_object_element (ops, 0), "note", NULL));
}

char *
sync_notes_in_chain (SyncDesk     *desk,
                     const guint8 *author)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (desk->store, KB_STREAM_OFFICE, 0, 100000,
                                                       NULL);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < entries->len; i++)
    {
      const KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);
      const KbHeader *header = kb_entry_get_header (entry);

      if (header->kind == KB_KIND_WORK && stored->quarantine == KB_QUARANTINE_NONE &&
          (author == NULL || memcmp (author, header->author, KB_SIGN_PUBLIC_SIZE) == 0))
        g_ptr_array_add (notes, note_of (stored->plain));
    }
  g_ptr_array_add (notes, NULL);

  return g_strjoinv (" ", (char **) notes->pdata);
}

static guint
get_uint (SyncDesk   *desk,
          const char *name)
{
  guint n;

  g_object_get (desk->sync, name, &n, NULL);

  return n;
}

guint
sync_n_pending (SyncDesk *desk)
{
  return get_uint (desk, "n-pending");
}

guint
sync_n_refused (SyncDesk *desk)
{
  return get_uint (desk, "n-refused");
}

guint
sync_n_timeline (SyncDesk *desk,
                 KbEntry  *complaint)
{
  const KbHeader *header = kb_entry_get_header (complaint);
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbCase) kase = NULL;
  guint32 row;

  g_assert_true (kb_store_find_case (desk->store, header->stream, header->case_id, &row, NULL));
  cases = kb_store_load_cases (desk->store, &row, 1, NULL);
  entries = kb_store_load_entries (desk->store, row, NULL);
  kase = kb_sync_make_case (desk->sync, cases->pdata[0], entries, NULL);
  g_assert_nonnull (kase);
  g_assert_cmpuint (kb_case_get_state (kase)->n_entries, ==,
                    g_list_model_get_n_items (kb_case_get_timeline (kase)));

  return g_list_model_get_n_items (kb_case_get_timeline (kase));
}
