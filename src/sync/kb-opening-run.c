/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-opening-run.h"

#include <string.h>

#include "kb-bytes.h"
#include "kb-case-state.h"
#include "kb-identity-wire.h"
#include "kb-json.h"
#include "kb-opening.h"

#define PROGRAM "kumbang-identity"

struct _KbOpeningRun
{
  KbSync         *sync;
  KbStore        *store;
  KbKeyring      *keyring;
  KbSecret       *passphrase;
  guint32         case_row;

  KbIdentityUse   use;              /* borrows the copies below */
  char           *purpose;
  char           *reason;
  char           *letter;
  GStrv           parts;
  GStrv           fields;

  KbCaseState    *state;
  KbEntry        *complaint;
  KbSecret       *wrapped_key;
  guint8          use_id[KB_HASH_SIZE];

  GSubprocess    *child;
};

KbOpeningRun *
kb_opening_run_new (KbSync              *sync,
                    KbStore             *store,
                    KbKeyring           *keyring,
                    guint32              case_row,
                    const KbIdentityUse *use,
                    KbSecret            *passphrase)
{
  KbOpeningRun *self = g_new0 (KbOpeningRun, 1);

  self->sync = g_object_ref (sync);
  self->store = g_object_ref (store);
  self->keyring = g_object_ref (keyring);
  self->passphrase = kb_secret_ref (passphrase);
  self->case_row = case_row;
  self->purpose = g_strdup (use->purpose);
  self->reason = g_strdup (use->reason);
  self->letter = g_strdup (use->letter);
  self->parts = g_strdupv ((GStrv) use->parts);
  self->fields = g_strdupv ((GStrv) use->fields);
  self->use = (KbIdentityUse) {
    .purpose = self->purpose,
    .parts = (const char *const *) self->parts,
    .fields = (const char *const *) self->fields,
    .reason = self->reason,
    .letter = self->letter,
    .minutes = use->minutes,
  };

  return self;
}

void
kb_opening_run_free (KbOpeningRun *self)
{
  g_object_unref (self->sync);
  g_object_unref (self->store);
  g_object_unref (self->keyring);
  kb_secret_unref (self->passphrase);
  g_free (self->purpose);
  g_free (self->reason);
  g_free (self->letter);
  g_strfreev (self->parts);
  g_strfreev (self->fields);
  g_clear_pointer (&self->state, kb_case_state_free);
  g_clear_pointer (&self->complaint, kb_entry_unref);
  g_clear_pointer (&self->wrapped_key, kb_secret_unref);
  g_clear_object (&self->child);
  g_free (self);
}

static gboolean
load_case (KbOpeningRun  *self,
           GError       **error)
{
  g_autoptr(GPtrArray) cases = kb_store_load_cases (self->store, &self->case_row, 1, error);
  KbStoredCase *stored;

  if (cases == NULL)
    return FALSE;
  if (cases->len != 1)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such case");
      return FALSE;
    }

  stored = g_ptr_array_index (cases, 0);
  self->state = kb_case_state_load (stored->snapshot, error);

  return self->state != NULL;
}

static gboolean
load_complaint (KbOpeningRun  *self,
                GError       **error)
{
  g_autoptr(GPtrArray) entries = kb_store_load_entries (self->store, self->case_row, error);

  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len && self->complaint == NULL; i++)
    {
      KbStoredEntry *stored = g_ptr_array_index (entries, i);
      g_autoptr(KbEntry) entry = kb_entry_decode (g_bytes_get_data (stored->wire, NULL),
                                                  g_bytes_get_size (stored->wire), NULL);

      if (entry != NULL &&
          memcmp (kb_entry_get_id (entry), self->state->complaint_id, KB_HASH_SIZE) == 0)
        self->complaint = g_steal_pointer (&entry);
    }

  for (guint i = 0; self->parts[i] != NULL; i++)
    {
      KbPartRole role;

      if (self->complaint == NULL || !kb_role_from_string (self->parts[i], &role) ||
          !kb_entry_has_part (self->complaint, role))
        {
          g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NO_IDENTITY,
                               "This complaint was sent without that part of an identity");
          return FALSE;
        }
    }
  memcpy (self->use.complaint, self->state->complaint_id, KB_HASH_SIZE);

  return TRUE;
}

gboolean
kb_opening_run_prepare (KbOpeningRun  *self,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(GError) local = NULL;

  if (!load_case (self, error) || !load_complaint (self, error))
    return FALSE;

  self->wrapped_key = kb_keyring_lookup (self->keyring, KB_KEYRING_CUSTODIAN, cancellable, &local);
  if (self->wrapped_key != NULL)
    return TRUE;

  if (g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NO_KEY,
                         "This keyring holds no custodian's key");
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* In a build tree the program lies in the folder beside ours. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *built = g_build_filename (folder != NULL ? folder : ".", "..", "identity",
                                             PROGRAM, NULL);

  if (folder != NULL && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);

  return g_build_filename (KB_LIBEXECDIR, PROGRAM, NULL);
}

gboolean
kb_opening_run_spawn (KbOpeningRun  *self,
                      GError       **error)
{
  g_autofree char *program = find_program ();
  g_autoptr(GError) local = NULL;

  self->child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                  &local, program, NULL);
  if (self->child != NULL)
    return TRUE;

  g_set_error (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WINDOW,
               "The identity window could not be started: %s", local->message);
  return FALSE;
}

GOutputStream *
kb_opening_run_get_input (KbOpeningRun *self)
{
  return g_subprocess_get_stdin_pipe (self->child);
}

static void
set_failure (GError     **error,
             const char  *code)
{
  if (g_str_equal (code, "passphrase"))
    g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_PASSPHRASE,
                         "The passphrase does not fit");
  else if (g_str_equal (code, "key"))
    g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NO_KEY,
                         "The keyring's item is not a custodian's key");
  else if (g_str_equal (code, "display"))
    g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WINDOW,
                         "There is no screen to show an identity on");
  else
    g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_SEAL,
                         "The sealed identity does not fit its complaint");
}

gboolean
kb_opening_run_next (KbOpeningRun  *self,
                     guint8        *ret_type,
                     guint         *ret_seconds,
                     GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(KbSecret) payload = kb_identity_wire_read (g_subprocess_get_stdout_pipe (self->child),
                                                       ret_type, NULL, &local);
  KbReader reader;

  *ret_seconds = 0;
  if (payload == NULL)
    {
      g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WINDOW,
                           "The identity window ended early");
      return FALSE;
    }

  kb_reader_init (&reader, kb_secret_get_data (payload), kb_secret_get_size (payload));
  if (*ret_type == KB_IDENTITY_FAILED)
    {
      g_autofree char *code = g_strndup ((const char *) kb_secret_get_data (payload),
                                         MIN (kb_secret_get_size (payload), 32));

      set_failure (error, code);
      return FALSE;
    }
  if (*ret_type == KB_IDENTITY_SECONDS)
    *ret_seconds = kb_reader_u32 (&reader);

  return TRUE;
}

gboolean
kb_opening_run_unlock (KbOpeningRun  *self,
                       GError       **error)
{
  gsize n_passphrase = kb_secret_get_size (self->passphrase);
  gsize n_key = kb_secret_get_size (self->wrapped_key);
  g_autoptr(KbSecret) message = kb_secret_new_zeroed (2 + n_passphrase + n_key);
  guint8 *bytes = kb_secret_get_writable (message);
  guint8 type;
  guint seconds;

  if (n_passphrase > KB_LIMIT_PASSPHRASE)
    {
      set_failure (error, "passphrase");
      return FALSE;
    }
  bytes[0] = n_passphrase >> 8;
  bytes[1] = n_passphrase & 0xff;
  memcpy (bytes + 2, kb_secret_get_data (self->passphrase), n_passphrase);
  memcpy (bytes + 2 + n_passphrase, kb_secret_get_data (self->wrapped_key), n_key);
  g_clear_pointer (&self->wrapped_key, kb_secret_unref);

  /* A window process that has gone already is told by the read. */
  kb_identity_wire_write (kb_opening_run_get_input (self), KB_IDENTITY_UNLOCK, message, NULL, NULL);

  return kb_opening_run_next (self, &type, &seconds, error);
}

gboolean
kb_opening_run_record (KbOpeningRun  *self,
                       GCancellable  *cancellable,
                       GError       **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *audience = kb_stream_to_string (self->state->stream);
  KbAuthorship authorship;
  guint32 epoch;
  g_autofree char *audience_recipient = kb_sync_dup_audience_recipient (self->sync, audience,
                                                                        &epoch);
  g_autofree char *custodian = kb_sync_dup_custodian_recipient (self->sync);
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GError) local = NULL;

  if (audience_recipient == NULL || custodian == NULL)
    {
      g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NO_KEY,
                           "No custodian is appointed");
      return FALSE;
    }

  kb_sync_get_authorship (self->sync, self->state->stream, now, &authorship);
  entry = kb_compose_identity_use (&authorship, &self->use, self->state->stream,
                                   self->state->case_id,
                                   audience, epoch, audience_recipient, custodian, error);
  if (entry == NULL)
    return FALSE;

  memcpy (self->use_id, kb_entry_get_id (entry), KB_HASH_SIZE);
  plain = kb_sync_custody_plain (entry, &self->use);
  if (kb_sync_push_with_plain (self->sync, entry, plain, cancellable, &local))
    return TRUE;

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NOT_RECORDED,
                 "The opening could not be put on record: %s", local->message);
  return FALSE;
}

static GBytes *
describe (KbOpeningRun *self)
{
  g_autoptr(JsonObject) request = json_object_new ();
  g_autofree char *number = kb_case_state_number (self->state);
  g_autofree char *name = kb_sync_dup_custodian_name (self->sync);
  g_autofree char *upper = g_utf8_strup (name != NULL ? name : "", -1);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H.%M");
  g_autofree char *watermark = g_strdup_printf ("%s · %s · %s", upper, number, clock);
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;
  JsonArray *fields = json_array_new ();
  char *text;

  kb_header_get_context (kb_entry_get_header (self->complaint), context);
  hex = kb_hex_encode (context, sizeof context);
  for (guint i = 0; self->fields[i] != NULL; i++)
    json_array_add_string_element (fields, self->fields[i]);

  json_object_set_string_member (request, "context", hex);
  json_object_set_string_member (request, "number", number);
  json_object_set_string_member (request, "letter", self->letter);
  json_object_set_string_member (request, "watermark", watermark);
  json_object_set_int_member (request, "minutes", self->use.minutes);
  json_object_set_array_member (request, "fields", fields);
  text = kb_json_to_string (request);

  return g_bytes_new_take (text, strlen (text));
}

/* The released bytes are those that the reporter signed, or nothing is shown. */
static GBytes *
fetch_part (KbOpeningRun  *self,
            KbPartRole     role,
            GError       **error)
{
  const KbHeader *header = kb_entry_get_header (self->complaint);
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) sealed = kb_sync_fetch_identity (self->sync, self->use.complaint, role,
                                                     self->use_id,
                                                     NULL, &local);
  KbHeader found = { 0 };

  if (sealed == NULL)
    {
      g_set_error (error, KB_OPENING_ERROR, KB_OPENING_ERROR_NOT_RELEASED,
                   "On record, but the server released no part: %s", local->message);
      return NULL;
    }

  kb_header_add_part (&found, role, sealed);
  for (guint i = 0; i < header->n_parts; i++)
    if (header->parts[i].role == role &&
        memcmp (header->parts[i].hash, found.parts[0].hash, KB_HASH_SIZE) == 0)
      return g_steal_pointer (&sealed);

  set_failure (error, "seal");
  return NULL;
}

gboolean
kb_opening_run_release (KbOpeningRun  *self,
                        GError       **error)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  g_autoptr(GBytes) request = describe (self);
  g_autoptr(KbSecret) payload = NULL;
  g_autoptr(GError) local = NULL;

  kb_write_u32 (message, g_bytes_get_size (request));
  kb_write_bytes (message, g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  for (guint i = 0; self->parts[i] != NULL; i++)
    {
      g_autoptr(GBytes) sealed = NULL;
      KbPartRole role;

      if (!kb_role_from_string (self->parts[i], &role) ||
          (sealed = fetch_part (self, role, error)) == NULL)
        return FALSE;
      kb_write_u8 (message, role);
      kb_write_u32 (message, g_bytes_get_size (sealed));
      kb_write_bytes (message, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
    }

  payload = kb_secret_new (message->data, message->len);
  if (kb_identity_wire_write (kb_opening_run_get_input (self), KB_IDENTITY_SHOW, payload, NULL,
                              &local))
    return TRUE;

  g_set_error_literal (error, KB_OPENING_ERROR, KB_OPENING_ERROR_WINDOW,
                       "The identity window ended early");
  return FALSE;
}

void
kb_opening_run_end (KbOpeningRun *self)
{
  if (self->child == NULL)
    return;

  /* Its input closing is its sign to go; killing is for one that does not listen. */
  g_output_stream_close (kb_opening_run_get_input (self), NULL, NULL);
  g_subprocess_wait (self->child, NULL, NULL);
}
