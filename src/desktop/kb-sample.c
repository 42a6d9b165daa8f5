/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sample.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-assistant-work.h"
#include "kb-compose.h"
#include "kb-endpoint.h"
#include "kb-json.h"
#include "kb-limits.h"

#define PROGRAM "kumbang-intake"

/* The shell waits on a pipe that we hold: it ends with us, however we end. */
#define KEEPER "server=$1 data=$2 profile=$3; " \
               "\"$server\" serve --data \"$data/intake\" --listen 127.0.0.1:0 " \
               "--submissions-per-hour 0 </dev/null & " \
               "read -r gone; kill $!; wait; rm -rf -- \"$data\" \"$profile\""

struct _KbSample
{
  char        *profile;
  KbKeyring   *keyring;
  char        *folder;           /* the server's */
  GSubprocess *keeper;
};

/* In a build tree the program lies in the folder beside ours. */
static char *
find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *built = g_build_filename (folder, "..", "intake", PROGRAM, NULL);

  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);
  return g_find_program_in_path (PROGRAM);
}

gboolean
kb_sample_is_possible (void)
{
  g_autofree char *program = find_program ();

  return program != NULL;
}

KbSample *
kb_sample_new (void)
{
  KbSample *self = g_new0 (KbSample, 1);

  self->profile = g_strdup_printf ("contoh-%08x", g_random_int ());
  self->keyring = kb_memory_keyring_new ();

  return self;
}

const char *
kb_sample_get_profile (KbSample *self)
{
  return self->profile;
}

KbKeyring *
kb_sample_get_keyring (KbSample *self)
{
  return self->keyring;
}

void
kb_sample_free (KbSample *self)
{
  if (self == NULL)
    return;
  if (self->keeper != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->keeper), NULL, NULL);
      g_subprocess_wait (self->keeper, NULL, NULL);
    }
  g_clear_object (&self->keeper);
  g_clear_object (&self->keyring);
  g_free (self->folder);
  g_free (self->profile);
  g_free (self);
}

/* The server. */

/* The only line that the program prints. */
static char *
ask_program (const char    *program,
             const char    *data,
             const char    *word,
             const char    *option,  /* nullable */
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                     G_SUBPROCESS_FLAGS_STDERR_SILENCE, error,
                                                   program, word, "--data", data, option, NULL);
  g_autofree char *line = NULL;

  if (child == NULL || !g_subprocess_communicate_utf8 (child, NULL, cancellable, &line, NULL,
                                                       error) ||
      !g_subprocess_wait_check (child, cancellable, error))
    return NULL;

  return g_strdup (g_strstrip (line));
}

/* Starts the keeper, which starts the server; returns the server's address. */
static char *
start_server (KbSample      *self,
              const char    *program,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autofree char *profile = kb_membership_directory (self->profile);
  g_autoptr(GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  self->keeper = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                     G_SUBPROCESS_FLAGS_STDERR_SILENCE, error,
                                   "/bin/sh", "-c", KEEPER, "kumbang-sample", program,
                                   self->folder, profile, NULL);
  if (self->keeper == NULL)
    return NULL;
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->keeper));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  line = g_data_input_stream_read_line_utf8 (lines, NULL, cancellable, error);
  if (line != NULL && g_str_has_prefix (line, "listening "))
    return g_strdup (line + strlen ("listening "));
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the server does not start");

  return NULL;
}

/* The complaints. */

static gboolean
file_one (const char       *line,
          gsize             size,
          KbEndpoint       *endpoint,
          const KbProfile  *profile,
          GCancellable     *cancellable,
          GError          **error)
{
  g_autoptr(JsonObject) sample = kb_json_parse (line, size, KB_LIMIT_FORM, error);
  KbComplaint complaint = { 0 };
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;

  /* No custodian, so no identities. */
  complaint.story = sample != NULL ? kb_json_object (sample, "story", error) : NULL;
  if (complaint.story == NULL)
    return FALSE;
  entry = kb_compose_complaint (&complaint, profile, reporter,
                                g_get_real_time () / G_USEC_PER_SEC, error);
  if (entry == NULL)
    return FALSE;
  wire = kb_entry_encode (entry);

  return kb_endpoint_file (endpoint, wire, cancellable, error);
}

static gboolean
file_all (const char    *address,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr(GBytes) samples = g_resources_lookup_data (KB_RESOURCES "samples.jsonl",
                                                       G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (address, NULL, error);
  g_autofree char *note = NULL;
  g_autoptr(KbProfile) profile = NULL;
  const char *at;
  const char *end;

  if (samples == NULL || endpoint == NULL)
    return FALSE;
  note = kb_endpoint_get_profile (endpoint, cancellable, error);
  profile = note != NULL ? kb_profile_parse (note, strlen (note), NULL, error) : NULL;
  if (profile == NULL)
    return FALSE;

  at = g_bytes_get_data (samples, NULL);
  end = at + g_bytes_get_size (samples);
  while (at < end)
    {
      const char *newline = memchr (at, '\n', end - at);
      gsize size = newline != NULL ? newline - at : end - at;

      if (!file_one (at, size, endpoint, profile, cancellable, error))
        return FALSE;
      at += size + 1;
    }

  return TRUE;
}

/* As a person would, step by step. */
static gboolean
found (KbSample      *self,
       const char    *address,
       const char    *code,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autoptr(KbAssistantWork) work = kb_assistant_work_new (self->profile, self->keyring);

  work->aim = KB_CODE_FIRST;
  work->address = g_strdup (address);
  work->code_text = g_strdup (code);
  work->office_name = g_strdup (_("Sample office"));
  work->person = g_strdup (_("You"));

  return kb_assistant_job_ask (work, cancellable, error) &&
         kb_assistant_job_keys (work, cancellable, error) &&
         kb_assistant_job_found (work, cancellable, error) &&
         kb_assistant_job_pull (work, cancellable, error) &&
         kb_assistant_job_mend (work, cancellable, error) &&
         kb_assistant_job_finish (work, cancellable, error);
}

gboolean
kb_sample_set_up (KbSample      *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree char *program = find_program ();
  g_autofree char *data = NULL;
  g_autofree char *key = NULL;
  g_autofree char *code = NULL;
  g_autofree char *address = NULL;

  if (program == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, PROGRAM);
      return FALSE;
    }
  self->folder = g_dir_make_tmp ("kumbang-contoh-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  data = g_build_filename (self->folder, "intake", NULL);
  key = ask_program (program, data, "init", NULL, cancellable, error);
  code = key != NULL ? ask_program (program, data, "enroll", "--first", cancellable, error) : NULL;
  address = code != NULL ? start_server (self, program, cancellable, error) : NULL;

  return address != NULL && found (self, address, code, cancellable, error) &&
         file_all (address, cancellable, error);
}
