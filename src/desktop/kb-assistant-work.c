/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-work.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-custody.h"

/* The steps of the assistant, each a blocking call for a worker thread.
 *
 * The ceremonies write office.ini once the server has the genesis entry or the
 * request. What is left to do then outlives a closed window by assistant.ini
 * beside it, written before: it holds the words of a request that waits; without
 * words the office was just founded and lacks its first keys. */

#define STAGE_FILE "assistant.ini"
#define GROUP "assistant"

G_DEFINE_QUARK (kb-assistant-error-quark, kb_assistant_error)

KbAssistantWork *
kb_assistant_work_new (const char *profile,
                       KbKeyring  *keyring)
{
  KbAssistantWork *self = g_atomic_rc_box_new0 (KbAssistantWork);

  self->profile = g_strdup (profile);
  self->keyring = g_object_ref (keyring);
  self->aim = KB_CODE_FIRST;
  self->role = KB_DEVICE_ROLE_OFFICER;

  return self;
}

KbAssistantWork *
kb_assistant_work_ref (KbAssistantWork *self)
{
  return g_atomic_rc_box_acquire (self);
}

/* What the names and the server decide. */
static void
forget_made (KbAssistantWork *self)
{
  g_clear_pointer (&self->recovery, kb_recovery_free);
  g_clear_pointer (&self->entry, kb_entry_unref);
  g_clear_pointer (&self->made_from, g_free);
  self->sheet_kept = FALSE;
}

static void
clear (KbAssistantWork *self)
{
  g_clear_pointer (&self->office, kb_desk_office_unref);
  g_clear_pointer (&self->sample, kb_sample_free);
  forget_made (self);
  g_clear_pointer (&self->membership, kb_membership_free);
  g_clear_pointer (&self->passphrase, kb_secret_unref);
  g_clear_object (&self->sheet_file);
  g_clear_object (&self->keyring);
  g_free (self->profile);
  g_free (self->address);
  g_free (self->ca_file);
  g_free (self->code_text);
  g_free (self->office_name);
  g_free (self->person);
  g_free (self->recipient);
  g_free (self->words);
}

void
kb_assistant_work_unref (KbAssistantWork *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/* The file that remembers. */

static char *
stage_path (KbAssistantWork *self)
{
  g_autofree char *directory = kb_membership_directory (self->profile);

  return g_build_filename (directory, STAGE_FILE, NULL);
}

static gboolean
write_stage (KbAssistantWork  *self,
             GError          **error)
{
  g_autofree char *path = stage_path (self);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  gsize size;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", directory,
                   g_strerror (saved));
      return FALSE;
    }
  g_key_file_set_string (file, GROUP, "words", self->words != NULL ? self->words : "");
  text = g_key_file_to_data (file, &size, NULL);

  return g_file_set_contents_full (path, text, size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static char *
read_membership (KbAssistantWork *self,
                 const char      *group,
                 const char      *key)
{
  g_autofree char *directory = kb_membership_directory (self->profile);
  g_autofree char *path = g_build_filename (directory, "office.ini", NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (file, group, key, NULL);
}

/* So that fields are not typed again where a new code is needed. */
static void
recall_typed (KbAssistantWork *self)
{
  g_autofree char *role = read_membership (self, "device", "role");

  self->address = read_membership (self, "office", "endpoint");
  self->ca_file = read_membership (self, "office", "ca");
  self->person = read_membership (self, "device", "name");
  if (role != NULL)
    kb_device_role_from_string (role, &self->role);
}

KbAssistantStage
kb_assistant_work_resume (KbAssistantWork *self)
{
  g_autofree char *directory = kb_membership_directory (self->profile);
  g_autofree char *membership = g_build_filename (directory, "office.ini", NULL);
  g_autofree char *path = stage_path (self);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *words = NULL;

  if (!g_file_test (membership, G_FILE_TEST_EXISTS))
    return KB_ASSISTANT_STAGE_NEW;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return KB_ASSISTANT_STAGE_MEMBER;

  recall_typed (self);
  words = g_key_file_get_string (file, GROUP, "words", NULL);
  if (words == NULL || *words == '\0')
    return KB_ASSISTANT_STAGE_FOUNDED;
  self->aim = KB_CODE_JOIN;
  self->words = g_steal_pointer (&words);

  return KB_ASSISTANT_STAGE_WAITING;
}

/* Code and address. */

/* A host alone is enough; what a person copies may end in a slash. */
static char *
clean_address (const char *typed)
{
  g_autofree char *address = g_strstrip (g_strdup (typed));
  gsize length = strlen (address);

  while (length > 0 && address[length - 1] == '/')
    address[--length] = '\0';
  if (strstr (address, "://") != NULL)
    return g_steal_pointer (&address);
  return g_strconcat ("https://", address, NULL);
}

static void
translate_address_error (GError  *local,
                         GError **error)
{
  int code;

  if (local->domain == G_URI_ERROR ||
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    code = KB_ASSISTANT_ERROR_ADDRESS;
  else if (local->domain == G_TLS_ERROR || local->domain == G_FILE_ERROR)
    code = KB_ASSISTANT_ERROR_CERTIFICATE;
  else
    {
      g_propagate_error (error, local);
      return;
    }
  g_set_error_literal (error, KB_ASSISTANT_ERROR, code, local->message);
  g_error_free (local);
}

static gboolean
check_office (KbAssistantWork  *self,
              GError          **error)
{
  static const guint8 none[KB_HASH_SIZE];
  gboolean founded = memcmp (self->genesis, none, sizeof none) != 0;
  gboolean starts = self->aim == KB_CODE_FIRST;

  if (starts && founded)
    g_set_error_literal (error, KB_ASSISTANT_ERROR, KB_ASSISTANT_ERROR_FOUNDED, "founded");
  else if (!starts && !founded)
    g_set_error_literal (error, KB_ASSISTANT_ERROR, KB_ASSISTANT_ERROR_NO_OFFICE, "no office");
  else if (starts ? kb_code_names_intake (self->code, self->intake)
                  : kb_code_names_genesis (self->code, self->genesis))
    return TRUE;
  else
    g_set_error_literal (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_CODE_OTHER, "another office");

  return FALSE;
}

gboolean
kb_assistant_job_ask (KbAssistantWork  *self,
                      GCancellable     *cancellable,
                      GError          **error)
{
  g_autofree char *address = clean_address (self->address);
  g_autofree char *office = NULL;
  GError *local = NULL;

  if (!kb_code_parse (self->code_text, self->aim, self->code, error))
    return FALSE;
  if (!kb_ceremony_ask_endpoint (address, self->ca_file, self->intake, self->genesis, &office,
                                 cancellable, &local))
    {
      translate_address_error (local, error);
      return FALSE;
    }
  if (!check_office (self, error))
    return FALSE;

  g_free (self->address);
  self->address = g_steal_pointer (&address);
  if (self->aim == KB_CODE_JOIN)
    {
      g_free (self->office_name);
      self->office_name = g_steal_pointer (&office);
    }

  return TRUE;
}

/* Keys. */

gboolean
kb_assistant_job_unlock (KbAssistantWork  *self,
                         GCancellable     *cancellable,
                         GError          **error)
{
  return kb_keyring_unlock (self->keyring, cancellable, error);
}

static char *
describe (KbAssistantWork *self)
{
  g_autofree char *intake = kb_hex_encode (self->intake, sizeof self->intake);
  g_autofree char *genesis = kb_hex_encode (self->genesis, sizeof self->genesis);

  return g_strdup_printf ("%d %s %s %s %d\n%s\n%s", self->aim, self->address, intake, genesis,
                          self->role, self->person,
                          self->office_name != NULL ? self->office_name : "");
}

static void
fill_membership (KbAssistantWork *self)
{
  KbMembership *membership = self->membership;

  g_free (membership->endpoint);
  membership->endpoint = g_strdup (self->address);
  g_free (membership->ca_file);
  membership->ca_file = g_strdup (self->ca_file);
  g_free (membership->name);
  membership->name = g_strdup (self->person);
  memcpy (membership->intake, self->intake, sizeof self->intake);
  memcpy (membership->genesis, self->genesis, sizeof self->genesis);
  membership->role = self->role;
}

gboolean
kb_assistant_job_keys (KbAssistantWork  *self,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_autofree char *made_from = describe (self);

  if (self->membership == NULL)
    self->membership = kb_membership_new (self->profile, self->keyring, cancellable, error);
  if (self->membership == NULL)
    return FALSE;
  if (g_strcmp0 (self->made_from, made_from) == 0)
    return TRUE;

  /* Another name is another office: its sheet is printed anew. */
  forget_made (self);
  fill_membership (self);
  if (self->aim == KB_CODE_FIRST)
    {
      self->recovery = kb_recovery_generate ();
      self->entry = kb_ceremony_compose_genesis (self->membership, self->office_name,
                                                 self->recovery);
    }
  self->made_from = g_steal_pointer (&made_from);

  return TRUE;
}

gboolean
kb_assistant_job_save_sheet (KbAssistantWork  *self,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_autoptr(KbSecret) text = kb_recovery_to_text (self->recovery);
  g_autoptr(GFileOutputStream) out = g_file_replace (self->sheet_file, NULL, FALSE,
                                                     G_FILE_CREATE_PRIVATE, cancellable, error);

  return out != NULL &&
         g_output_stream_write_all (G_OUTPUT_STREAM (out), kb_secret_get_data (text),
                                    kb_secret_get_size (text), NULL, cancellable, error) &&
         g_output_stream_close (G_OUTPUT_STREAM (out), cancellable, error);
}

/* Founding. */

gboolean
kb_assistant_job_found (KbAssistantWork  *self,
                        GCancellable     *cancellable,
                        GError          **error)
{
  GError *local = NULL;

  if (!write_stage (self, error))
    return FALSE;
  if (kb_ceremony_found (self->membership, self->entry, self->code, cancellable, &local))
    return TRUE;
  if (!g_error_matches (local, KB_OFFICE_ERROR, KB_OFFICE_ERROR_FOUNDED))
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  g_error_free (local);
  self->founded_before = TRUE;

  return TRUE;
}

/* The case file, open until the assistant is done with it. */
static gboolean
open_office (KbAssistantWork  *self,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(KbDeskOffice) office = NULL;

  if (self->office != NULL)
    return TRUE;
  membership = kb_membership_load (self->profile, self->keyring, cancellable, error);
  if (membership == NULL)
    return FALSE;
  key = kb_membership_store_key (membership, cancellable, error);
  if (key == NULL)
    return FALSE;
  office = kb_desk_office_new (g_steal_pointer (&membership), key);
  if (!kb_store_open (office->store, error) || !kb_sync_load (office->sync, error))
    return FALSE;
  self->office = g_steal_pointer (&office);

  return TRUE;
}

gboolean
kb_assistant_job_pull (KbAssistantWork  *self,
                       GCancellable     *cancellable,
                       GError          **error)
{
  return open_office (self, cancellable, error) &&
         kb_sync_pull (self->office->sync, cancellable, NULL, error);
}

gboolean
kb_assistant_job_mend (KbAssistantWork  *self,
                       GCancellable     *cancellable,
                       GError          **error)
{
  KbOffice office = {
    .membership = self->office->membership,
    .sync = self->office->sync,
    .store = self->office->store,
  };

  return kb_ceremony_mend (&office, NULL, cancellable, error);
}

/* Joining. */

gboolean
kb_assistant_job_custodian (KbAssistantWork  *self,
                            GCancellable     *cancellable,
                            GError          **error)
{
  g_autofree char *recipient = kb_custody_set_up (self->keyring, self->passphrase,
                                                  KB_CUSTODY_LOG_N, cancellable, error);

  if (recipient == NULL)
    return FALSE;
  g_clear_pointer (&self->passphrase, kb_secret_unref);
  g_free (self->recipient);
  self->recipient = g_steal_pointer (&recipient);

  return TRUE;
}

gboolean
kb_assistant_job_request (KbAssistantWork  *self,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_autofree char *request = NULL;

  g_clear_pointer (&self->words, g_free);
  request = kb_ceremony_request (self->membership, self->recipient, &self->words, error);

  return request != NULL && write_stage (self, error) &&
         kb_ceremony_send_request (self->membership, self->code, request, cancellable, error);
}

gboolean
kb_assistant_job_enrolled (KbAssistantWork  *self,
                           GCancellable     *cancellable,
                           GError          **error)
{
  if (self->membership == NULL)
    self->membership = kb_membership_load (self->profile, self->keyring, cancellable, error);
  return self->membership != NULL &&
         kb_ceremony_is_enrolled (self->membership, &self->enrolled, cancellable, error);
}

gboolean
kb_assistant_job_sample (KbAssistantWork  *self,
                         GCancellable     *cancellable,
                         GError          **error)
{
  g_autoptr(KbSample) sample = kb_sample_new ();

  if (!kb_sample_set_up (sample, cancellable, error))
    return FALSE;
  self->sample = g_steal_pointer (&sample);

  return TRUE;
}

gboolean
kb_assistant_job_finish (KbAssistantWork  *self,
                         GCancellable     *cancellable,
                         GError          **error)
{
  g_autofree char *path = stage_path (self);

  g_clear_pointer (&self->office, kb_desk_office_unref);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", path);

  return FALSE;
}

/* Threads. */

typedef struct
{
  KbAssistantWork *work;
  KbAssistantJob   job;
} Run;

static void
run_free (Run *run)
{
  kb_assistant_work_unref (run->work);
  g_free (run);
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      data,
            GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;

  if (run->job (run->work, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * kb_assistant_work_run_async:
 * @self: the work; nobody else touches it until @callback
 * @job: what to do
 * @source: for @callback
 */
void
kb_assistant_work_run_async (KbAssistantWork     *self,
                             KbAssistantJob       job,
                             GObject             *source,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);
  Run *run = g_new (Run, 1);

  run->work = kb_assistant_work_ref (self);
  run->job = job;
  /* A job that was done before it heard of the end is done: its fruits are there. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_run_in_thread (task, run_thread);
}

gboolean
kb_assistant_work_run_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
