/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE             /* memmem() */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"
#include "kb-code.h"
#include "kb-json.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define ENTRY_TYPE "application/vnd.kumbang.entry"

static char *
program (void)
{
  return g_build_filename (g_getenv ("KB_BUILDROOT"), "src", "intake", "kumbang-intake", NULL);
}

/* Runs one command to its end and returns what it printed. */
static char *
run (const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  return g_strchomp (out);
}

/**
 * kb_test_intake_new:
 *
 * Returns: (transfer full): an intake with a new data folder, not running yet
 */
KbTestIntake *
kb_test_intake_new (void)
{
  KbTestIntake *self = g_new0 (KbTestIntake, 1);
  g_autofree char *exe = program ();
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  self->folder = g_dir_make_tmp ("kumbang-intake-XXXXXX", &error);
  g_assert_no_error (error);
  self->data = g_build_filename (self->folder, "data", NULL);
  out = run ((const char *const[]) { exe, "init", "--data", self->data, NULL });
  g_assert_true (g_str_has_prefix (out, "intake "));
  g_assert_true (kb_hex_decode (out + strlen ("intake "), self->key, sizeof self->key));
  self->session = soup_session_new_with_options ("max-conns", 64, "max-conns-per-host", 64,
                                                 "timeout", 60, NULL);

  return self;
}

KbTestIntake *
kb_test_intake_new_from (KbTestIntake *lost,
                         const char   *command,
                         const char   *option,
                         const char   *file)
{
  KbTestIntake *self = g_new0 (KbTestIntake, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  self->folder = g_dir_make_tmp ("kumbang-intake-XXXXXX", &error);
  g_assert_no_error (error);
  self->data = g_build_filename (self->folder, "data", NULL);
  memcpy (self->key, lost->key, sizeof self->key);
  self->session = g_object_ref (lost->session);
  if (kb_test_intake_command ((const char *const[]) { command, "--data", self->data, option, file,
                                                      NULL }, &out) != 0)
    g_error ("%s", out);

  return self;
}

/**
 * kb_test_intake_command:
 * @ret_out: (out) (optional) (transfer full): standard output and error
 *
 * Returns: the exit status, or -1 if it was killed
 */
int
kb_test_intake_command (const char *const  *words,
                        char              **ret_out)
{
  g_autofree char *exe = program ();
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  g_ptr_array_add (argv, exe);
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (ret_out != NULL)
    *ret_out = g_steal_pointer (&out);

  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  remove (path);
}

void
kb_test_intake_free (KbTestIntake *self)
{
  if (self == NULL)
    return;

  if (self->process != NULL)
    kb_test_intake_end (self, SIGKILL);
  remove_folder (self->folder);
  g_clear_object (&self->session);
  g_free (self->folder);
  g_free (self->data);
  g_free (self);
}

/* A test that fails leaves no server behind. */
static void
die_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/**
 * kb_test_intake_start:
 *
 * Starts the server on a free loopback port and returns when it listens.
 */
void
kb_test_intake_start (KbTestIntake       *self,
                      const char *const  *options)
{
  g_autofree char *exe = program ();
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  g_assert_null (self->process);
  g_ptr_array_add (argv, exe);
  g_ptr_array_add (argv, (gpointer) "serve");
  g_ptr_array_add (argv, (gpointer) "--data");
  g_ptr_array_add (argv, self->data);
  g_ptr_array_add (argv, (gpointer) "--listen");
  g_ptr_array_add (argv, (gpointer) "127.0.0.1:0");
  for (; options != NULL && *options != NULL; options++)
    g_ptr_array_add (argv, (gpointer) *options);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  /* libsoup 3.2 loses an address with each listener and a GSocket with each connection. */
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  self->process =
    g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening "));
  self->uri = g_strdup (line + strlen ("listening "));
  self->port = g_ascii_strtoull (strrchr (self->uri, ':') + 1, NULL, 10);
}

int
kb_test_intake_end (KbTestIntake *self,
                    int           signal)
{
  int status;

  g_subprocess_send_signal (self->process, signal);
  g_subprocess_wait (self->process, NULL, NULL);
  status = g_subprocess_get_if_exited (self->process)
             ? g_subprocess_get_exit_status (self->process) : -1;
  g_clear_object (&self->process);
  g_clear_pointer (&self->uri, g_free);
  soup_session_abort (self->session);

  return status;
}

/**
 * kb_test_intake_enroll:
 *
 * Returns: (transfer full): the bearer token of a new first code, once it named this intake
 */
char *
kb_test_intake_enroll (KbTestIntake *self)
{
  g_autofree char *exe = program ();
  g_autofree char *text =
    run ((const char *const[]) { exe, "enroll", "--data", self->data, "--first", NULL });
  guint8 code[KB_CODE_SIZE];

  g_assert_true (kb_code_parse (text, KB_CODE_FIRST, code, NULL));
  g_assert_true (kb_code_names_intake (code, self->key));

  return kb_code_get_token (code);
}

/**
 * kb_test_intake_found:
 *
 * Returns: (transfer full): an office whose roster the intake has
 */
KbTestOffice *
kb_test_intake_found (KbTestIntake *self)
{
  KbTestOffice *office = kb_test_office_new (self->key, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *first = kb_test_intake_enroll (self);

  for (guint i = 0; i < office->entries->len; i++)
    {
      g_autofree char *code = kb_test_intake_post (self, i == 0 ? first : office->supervisor.token,
                                                   office->entries->pdata[i]);

      g_assert_cmpstr (code, ==, "");
    }

  return office;
}

/**
 * kb_test_intake_send:
 * @token: (nullable): a bearer token
 * @content_type: (nullable): of @body
 * @ret_answer: (out): free with kb_test_answer_clear()
 */
void
kb_test_intake_send (KbTestIntake *self,
                     const char   *method,
                     const char   *path,
                     const char   *token,
                     const char   *content_type,
                     GBytes       *body,
                     KbTestAnswer *ret_answer)
{
  g_autofree char *uri = g_strconcat (self->uri, path[0] == '/' ? path + 1 : path, NULL);
  g_autoptr(SoupMessage) message = soup_message_new (method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  /* An entry has its id: sent twice it is stored once, so a connection may be used again. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  if (token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_replace (headers, "Authorization", value);
    }
  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, content_type, body);
  ret_answer->body = soup_session_send_and_read (self->session, message, NULL, NULL);
  ret_answer->status = ret_answer->body != NULL ? soup_message_get_status (message) : 0;
  ret_answer->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
}

char *
kb_test_intake_post (KbTestIntake *self,
                     const char   *token,
                     KbEntry      *entry)
{
  g_autoptr(GBytes) body = kb_entry_encode (entry);
  gboolean message = kb_entry_get_header (entry)->kind == KB_KIND_MESSAGE;
  const char *path = token != NULL ? "/v1/entries" : message ? "/v1/messages" : "/v1/complaints";
  g_auto(KbTestAnswer) answer = { 0 };

  kb_test_intake_send (self, "POST", path, token, ENTRY_TYPE, body, &answer);

  return kb_test_answer_get_code (&answer);
}

static gboolean
file_holds (const char    *path,
            gconstpointer  needle,
            gsize          size)
{
  g_autofree char *data = NULL;
  gsize length;

  return g_file_get_contents (path, &data, &length, NULL) &&
         memmem (data, length, needle, size) != NULL;
}

/**
 * kb_test_intake_holds:
 *
 * Returns: whether any file of the data folder has these bytes in it
 */
gboolean
kb_test_intake_holds (KbTestIntake  *self,
                      gconstpointer  needle,
                      gsize          size)
{
  g_autoptr(GDir) dir = g_dir_open (self->data, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->data, name, NULL);

      if (file_holds (path, needle, size))
        return TRUE;
    }

  return FALSE;
}

char *
kb_test_intake_raw (KbTestIntake  *self,
                    gconstpointer  bytes,
                    gsize          size,
                    guint          seconds,
                    gboolean      *ret_closed)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  GString *answer = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  char buffer[4096];
  gssize n;

  g_socket_client_set_timeout (client, seconds);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, size,
                             NULL, NULL, NULL);
  do
    {
      n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                               sizeof buffer, NULL, &error);
      if (n > 0)
        g_string_append_len (answer, buffer, n);
    }
  while (n > 0);
  *ret_closed = n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  return g_string_free (answer, answer->len == 0);
}

guint
kb_test_intake_count (KbTestIntake *self,
                      const char   *table)
{
  g_autofree char *path = g_build_filename (self->data, "intake.db", NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = NULL;
  guint count;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  count = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return count;
}

/**
 * kb_test_answer_get_code:
 *
 * Returns: (transfer full): the error code; "" for 200 and 201; "no answer" or
 *   "no code" where there is none
 */
char *
kb_test_answer_get_code (const KbTestAnswer *self)
{
  g_autoptr(JsonObject) object = NULL;

  if (self->status == 0)
    return g_strdup ("no answer");
  if (self->status < 300)
    return g_strdup ("");
  object = kb_json_parse (g_bytes_get_data (self->body, NULL), g_bytes_get_size (self->body), 4096,
                          NULL);

  return g_strdup (object != NULL ? kb_json_string_or (object, "code", "no code") : "no code");
}

void
kb_test_answer_clear (KbTestAnswer *self)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->headers, soup_message_headers_unref);
}
