/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "swarm-desk.h"

#include <string.h>

#include "kb-bytes.h"
#include "kb-case-state.h"
#include "kb-compose.h"
#include "kb-endpoint.h"
#include "kb-json.h"
#include "kb-verify.h"

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* The session's keyring gets what this desktop's memory held. */
static gboolean
import_items (SwarmDesk   *desk,
              JsonObject  *command,
              JsonObject  *answer,
              GError     **error)
{
  JsonObject *items = kb_json_object (command, "items", error);
  g_autoptr(GList) names = items != NULL ? json_object_get_members (items) : NULL;

  for (GList *item = names; item != NULL; item = item->next)
    {
      const char *hex = json_object_get_string_member (items, item->data);
      gsize size = strlen (hex) / 2;
      g_autofree guint8 *data = g_malloc (size + 1);
      g_autoptr(KbSecret) secret = NULL;

      g_assert_true (kb_hex_decode (hex, data, size));
      secret = kb_secret_new (data, size);
      if (!kb_keyring_store (desk->keyring, item->data, secret, NULL, error))
        return FALSE;
    }

  return names != NULL;
}

static gboolean
exchange (SwarmDesk   *desk,
          JsonObject  *command,
          JsonObject  *answer,
          GError     **error)
{
  return kb_sync_exchange (desk->office.sync, NULL, NULL, error);
}

static gboolean
write_change (SwarmDesk   *desk,
              JsonObject  *command,
              JsonObject  *answer,
              GError     **error)
{
  JsonObject *members = kb_json_object (command, "members", error);
  guint8 case_id[KB_CASE_ID_SIZE];
  KbStream stream;

  return members != NULL && kb_json_hex (command, "case", case_id, sizeof case_id, error) &&
         kb_stream_from_string (json_object_get_string_member (command, "stream"), &stream) &&
         kb_sync_write (desk->office.sync, stream, case_id, members, error);
}

/* As a reporter's browser does, over this desktop's line to the server. */
static gboolean
complain (SwarmDesk   *desk,
          JsonObject  *command,
          JsonObject  *answer,
          GError     **error)
{
  KbComplaint complaint = { .story = kb_json_object (command, "story", error),
                            .contact = kb_json_object (command, "contact", NULL) };
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (desk->office.membership->endpoint, NULL, error);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(KbProfile) profile = NULL;
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;
  g_autofree char *note = NULL;

  if (endpoint == NULL || (note = kb_endpoint_get_profile (endpoint, NULL, error)) == NULL)
    return FALSE;
  profile = kb_profile_parse (note, strlen (note), NULL, error);
  if (profile == NULL)
    return FALSE;
  entry = kb_compose_complaint (&complaint, profile, reporter, now_seconds (), error);
  if (entry == NULL)
    return FALSE;
  wire = kb_entry_encode (entry);

  return kb_endpoint_file (endpoint, wire, NULL, error);
}

/* Puts an opening of the case's identity on record; nothing is released here. */
static gboolean
use_identity (SwarmDesk   *desk,
              JsonObject  *command,
              JsonObject  *answer,
              GError     **error)
{
  static const char *const parts[] = { "contact", NULL };
  static const char *const fields[] = { "phone", NULL };
  KbIdentityUse use = { .purpose = "open", .parts = parts, .fields = fields, .minutes = 1,
                        .letter = "700/1/2026" };
  g_autofree char *audience_key = NULL;
  g_autofree char *own_key = kb_sync_dup_custodian_recipient (desk->office.sync);
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) plain = NULL;
  guint8 case_id[KB_CASE_ID_SIZE];
  KbAuthorship authorship;
  guint32 epoch = 0;

  use.reason = json_object_get_string_member (command, "reason");
  audience_key = kb_sync_dup_audience_recipient (desk->office.sync, "office", &epoch);
  if (!kb_json_hex (command, "case", case_id, sizeof case_id, error) ||
      !kb_json_hex (command, "complaint", use.complaint, sizeof use.complaint, error))
    return FALSE;
  kb_sync_get_authorship (desk->office.sync, KB_STREAM_OFFICE, now_seconds (), &authorship);
  entry = kb_compose_identity_use (&authorship, &use, KB_STREAM_OFFICE, case_id, "office", epoch,
                                   audience_key, own_key, error);
  if (entry == NULL)
    return FALSE;
  plain = kb_sync_custody_plain (entry, &use);

  return kb_sync_push_with_plain (desk->office.sync, entry, plain, NULL, error);
}

static gboolean
verify (SwarmDesk   *desk,
        JsonObject  *command,
        JsonObject  *answer,
        GError     **error)
{
  KbVerifyReport report = { 0 };
  g_autofree char *alarm = NULL;
  guint n_pending, n_refused;

  if (!kb_verify_journal (desk->office.membership, desk->office.store, &report, NULL, error))
    return FALSE;
  g_object_get (desk->office.sync, "alarm", &alarm, "n-pending", &n_pending, "n-refused",
                &n_refused, NULL);
  json_object_set_int_member (answer, "wrong", report.n_wrong);
  json_object_set_int_member (answer, "quarantined", report.n_quarantined);
  json_object_set_string_member (answer, "alarm", alarm != NULL ? alarm : "");
  json_object_set_int_member (answer, "pending", n_pending);
  json_object_set_int_member (answer, "refused", n_refused);

  return TRUE;
}

/* The opened text of each entry, so that the test can look for what was acknowledged. */
static void
add_entry (JsonArray           *out,
           const KbStoredEntry *stored)
{
  g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (entry), KB_HASH_SIZE);
  g_autofree char *case_id = NULL;
  g_autofree char *text = NULL;

  case_id = kb_hex_encode (kb_entry_get_header (entry)->case_id, KB_CASE_ID_SIZE);
  json_object_set_int_member (object, "kind", kb_entry_get_header (entry)->kind);
  json_object_set_int_member (object, "seq", stored->place.seq);
  json_object_set_int_member (object, "quarantine", stored->quarantine);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "case", case_id);
  if (stored->plain != NULL)
    text = g_strndup (g_bytes_get_data (stored->plain, NULL), g_bytes_get_size (stored->plain));
  json_object_set_string_member (object, "text", text != NULL ? text : "");
  json_array_add_object_element (out, g_steal_pointer (&object));
}

static gboolean
list_entries (SwarmDesk   *desk,
              JsonObject  *command,
              JsonObject  *answer,
              GError     **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  JsonArray *out = json_array_new ();
  KbStream stream;

  json_object_set_array_member (answer, "entries", out);
  kb_stream_from_string (json_object_get_string_member (command, "stream"), &stream);
  entries = kb_store_load_stream (desk->office.store, stream, 0, G_MAXUINT, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    add_entry (out, entries->pdata[i]);

  return entries != NULL;
}

/* The folded cases of a stream: what must be the same on each desktop of it. */
static gboolean
list_cases (SwarmDesk   *desk,
            JsonObject  *command,
            JsonObject  *answer,
            GError     **error)
{
  g_autoptr(GArray) ids = kb_store_list_cases (desk->office.store, KB_STORE_VIEW_ALL, error);
  JsonObject *out = json_object_new ();
  g_autoptr(GPtrArray) cases = NULL;
  KbStream stream;

  json_object_set_object_member (answer, "cases", out);
  kb_stream_from_string (json_object_get_string_member (command, "stream"), &stream);
  if (ids != NULL)
    cases = kb_store_load_cases (desk->office.store, (const guint32 *) (gpointer) ids->data,
                                 ids->len, error);
  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      const KbStoredCase *stored = cases->pdata[i];
      g_autoptr(KbCaseState) state = kb_case_state_load (stored->snapshot, error);
      g_autofree char *name = NULL;
      g_autofree char *sum = NULL;

      if (state == NULL)
        return FALSE;
      if (state->stream != stream)
        continue;
      name = kb_hex_encode (state->case_id, KB_CASE_ID_SIZE);
      sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, stored->snapshot);
      json_object_set_string_member (out, name, sum);
    }

  return cases != NULL;
}

static gboolean
show_head (SwarmDesk   *desk,
           JsonObject  *command,
           JsonObject  *answer,
           GError     **error)
{
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autofree char *link = NULL;
      g_autofree char *text = NULL;
      KbChain head;

      kb_sync_get_head (desk->office.sync, stream, &head);
      link = kb_hex_encode (head.link, KB_HASH_SIZE);
      text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", head.seq, link);
      json_object_set_string_member (answer, kb_stream_to_string (stream), text);
    }

  return TRUE;
}

SwarmCommand
swarm_find_work (const char *name)
{
  static const struct
  {
    const char   *name;
    SwarmCommand  run;
  } commands[] = {
    { "import", import_items },
    { "exchange", exchange },
    { "write", write_change },
    { "complain", complain },
    { "use", use_identity },
    { "verify", verify },
    { "entries", list_entries },
    { "cases", list_cases },
    { "head", show_head },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return commands[i].run;

  return NULL;
}
