/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"

#include <glib/gi18n.h>
#include <string.h>

/* Meta "canaries": hex of case and id of each that the server took and that
 * was not seen in the chain yet, one a line. */
#define META "canaries"
#define MAX_WAITING 16

static GStrv
load (KbSync *self)
{
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, META, NULL);
  g_autofree char *text = meta != NULL ? g_strndup (g_bytes_get_data (meta, NULL),
                                                    g_bytes_get_size (meta))
                                       : g_strdup ("");

  return g_strsplit (text, "\n", MAX_WAITING);
}

static gboolean
save (KbSync             *self,
      const char *const  *lines,
      GError            **error)
{
  g_autofree char *text = g_strjoinv ("\n", (GStrv) lines);
  g_autoptr(GBytes) meta = g_bytes_new (text, strlen (text));

  return kb_store_set_meta (self->store, META, meta, error);
}

static gboolean
remember (KbSync         *self,
          const KbEntry  *entry,
          GError        **error)
{
  g_auto(GStrv) lines = load (self);
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();
  g_autofree char *case_id = kb_hex_encode (kb_entry_get_header (entry)->case_id, KB_CASE_ID_SIZE);
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (entry), KB_HASH_SIZE);
  g_autofree char *line = g_strdup_printf ("%s %s", case_id, id);
  g_auto(GStrv) kept = NULL;

  g_strv_builder_add (all, line);
  for (guint i = 0; lines[i] != NULL && i < MAX_WAITING - 1; i++)
    if (*lines[i] != '\0')
      g_strv_builder_add (all, lines[i]);
  kept = g_strv_builder_end (all);

  return save (self, (const char *const *) kept, error);
}

/* The very entry, not only one under the same case. The disk failing is no alarm. */
static gboolean
is_in_chain (KbSync      *self,
             const char  *line,
             gboolean    *ret_known)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 2);
  guint8 case_id[KB_CASE_ID_SIZE], id[KB_HASH_SIZE];
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  guint32 row;

  *ret_known = TRUE;
  if (g_strv_length (words) != 2 || !kb_hex_decode (words[0], case_id, sizeof case_id) ||
      !kb_hex_decode (words[1], id, sizeof id))
    return TRUE;
  if (!kb_store_find_case (self->store, KB_STREAM_OFFICE, case_id, &row, &error))
    {
      *ret_known = g_error_matches (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
      return FALSE;
    }
  entries = kb_store_load_entries (self->store, row, NULL);
  *ret_known = entries != NULL;
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);

      if (entry != NULL && memcmp (kb_entry_get_id (entry), id, KB_HASH_SIZE) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * kb_sync_check_canaries:
 *
 * The office stream was pulled to its end: what the server took before that is
 * in it. Under the pull lock.
 */
void
kb_sync_check_canaries (KbSync *self)
{
  g_auto(GStrv) lines = load (self);
  g_autoptr(GStrvBuilder) missing = g_strv_builder_new ();
  g_auto(GStrv) kept = NULL;

  if (lines[0] == NULL || *lines[0] == '\0')
    return;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean known;

      if (is_in_chain (self, lines[i], &known))
        continue;
      g_strv_builder_add (missing, lines[i]);
      if (known)
        kb_sync_raise_alarm (self, "withheld", KB_STREAM_OFFICE,
                             self->ledger->heads[KB_STREAM_OFFICE].seq, NULL);
    }
  kept = g_strv_builder_end (missing);
  if (g_strv_length (kept) < g_strv_length (lines))
    save (self, (const char *const *) kept, NULL);
}

/* From outside a test must look like any complaint, so it has an identity, of nobody. */
static JsonObject *
nobody (const char *member)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, member, "uji-jalur");

  return part;
}

static KbEntry *
compose (KbSync  *self,
         GError **error)
{
  g_autoptr(JsonObject) story = json_object_new ();
  g_autoptr(JsonObject) contact = nobody ("phone");
  g_autoptr(JsonObject) civil = nobody ("name");
  KbComplaint complaint = { .story = story, .contact = contact, .civil = civil };
  KbEntry *entry = NULL;

  json_object_set_string_member (story, "alias", "uji-jalur");
  json_object_set_string_member (story, "category", "etik");
  json_object_set_string_member (story, "group", "curang");
  json_object_set_string_member (story, "text", _("A test of the line, filed by the office."));
  g_mutex_lock (&self->lock);
  if (kb_ledger_get_role (self->ledger) != KB_DEVICE_ROLE_SUPERVISOR)
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                         _("Only a supervisor tests the line"));
  else if (kb_roster_get_profile (self->ledger->roster) == NULL)
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                         _("The office has published no profile yet, so nobody can file"));
  else
    entry = kb_compose_canary (&complaint, kb_roster_get_profile (self->ledger->roster),
                               self->membership->device, g_get_real_time () / G_USEC_PER_SEC,
                               error);
  g_mutex_unlock (&self->lock);

  return entry;
}

static gboolean
file_locked (KbSync        *self,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(KbEntry) entry = compose (self, error);
  g_autoptr(KbEndpoint) stranger = NULL;
  g_autoptr(GBytes) wire = NULL;

  if (entry == NULL)
    return FALSE;
  stranger = kb_endpoint_new (self->membership->endpoint, self->membership->ca_file, error);
  if (stranger == NULL)
    return FALSE;
  kb_endpoint_be_a_stranger (stranger);
  wire = kb_entry_encode (entry);

  return kb_endpoint_file (stranger, wire, cancellable, error) && remember (self, entry, error);
}

/**
 * kb_sync_file_canary:
 * @cancellable: (nullable): a cancellable
 * @error: %KB_SYNC_ERROR_NOT_ENTITLED on another desktop than a supervisor's, or where the office
 *   has no profile; else as of any request
 *
 * Files a complaint as a reporter does: sealed, without the token, on a
 * connection of its own. Whoever can't open it can't tell it from a real one.
 * The next whole pull must show it. Blocks.
 */
gboolean
kb_sync_file_canary (KbSync        *self,
                     GCancellable  *cancellable,
                     GError       **error)
{
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  ok = file_locked (self, cancellable, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}
