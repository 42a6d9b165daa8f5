/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Killed servers, full disks, slow and silent connections. */
#define _GNU_SOURCE             /* prlimit() */
#include "config.h"

#include "kb-test-intake.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

#define ENTRY_TYPE "application/vnd.kumbang.entry"
#define KILLS 12
#define PER_ROUND 40
#define WORKERS 4
#define COPIES 8

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
} Fixture;

static const char *const no_limit[] = { "--submissions-per-hour", "0", NULL };
static const char *const impatient[] = { "--submissions-per-hour", "0", "--request-seconds", "3",
                                         "--idle-seconds", "2", "--connections", "6", NULL };

static void
set_up (Fixture       *fixture,
        gconstpointer  options)
{
  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->intake->process != NULL)
    g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
}

static void
assert_post (Fixture    *fixture,
             KbEntry    *entry,
             const char *expected)
{
  g_autofree char *code = kb_test_intake_post (fixture->intake, NULL, entry);

  g_assert_cmpstr (code, ==, expected);
}

/* Posts over a connection of its own, from any thread; the status, or 0. */
static guint
post_alone (KbTestIntake *intake,
            KbEntry      *entry)
{
  g_autoptr(GBytes) body = kb_entry_encode (entry);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", intake->port, NULL, NULL);
  g_autofree char *head =
    g_strdup_printf ("POST /v1/complaints HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                     "Content-Type: " ENTRY_TYPE "\r\nContent-Length: %zu\r\n\r\n",
                     g_bytes_get_size (body));
  char answer[13] = "";
  gsize n;

  if (connection == NULL ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head,
                                  strlen (head), NULL, NULL, NULL) ||
      !g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                  g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                                  NULL, NULL, NULL) ||
      !g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer,
                                sizeof answer - 1, &n, NULL, NULL) ||
      n < sizeof answer - 1)
    return 0;

  return g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10);
}

typedef struct
{
  KbTestIntake *intake;
  KbEntry     **entries;
  gint         *acknowledged;   /* by entry */
  gint          next;
  gint          n_acknowledged;
} Round;

static gpointer
post_thread (gpointer data)
{
  Round *round = data;
  int i;

  while ((i = g_atomic_int_add (&round->next, 1)) < PER_ROUND)
    if (post_alone (round->intake, round->entries[i]) == 201)
      {
        g_atomic_int_set (&round->acknowledged[i], 1);
        g_atomic_int_inc (&round->n_acknowledged);
      }

  return NULL;
}

/* The server is killed while others are on their way, each time a little later. */
static void
run_round (Fixture *fixture,
           Round   *round,
           int      kill_after)
{
  GThread *threads[WORKERS];

  for (guint i = 0; i < WORKERS; i++)
    threads[i] = g_thread_new ("post", post_thread, round);
  while (g_atomic_int_get (&round->n_acknowledged) < kill_after)
    g_thread_yield ();
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGKILL), ==, -1);
  for (guint i = 0; i < WORKERS; i++)
    g_thread_join (threads[i]);
}

static void
test_kill (Fixture       *fixture,
           gconstpointer  options)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  gint acknowledged[KILLS * PER_ROUND] = { 0 };
  guint n = 0;

  for (guint i = 0; i < KILLS * PER_ROUND; i++)
    g_ptr_array_add (entries, kb_test_office_new_complaint (fixture->office, "x", "no", FALSE));
  for (guint i = 0; i < KILLS; i++)
    {
      Round round = { fixture->intake, (KbEntry **) entries->pdata + i * PER_ROUND,
                      acknowledged + i * PER_ROUND };

      run_round (fixture, &round, 1 + i * 2);
      kb_test_intake_start (fixture->intake, options);
    }
  for (guint i = 0; i < entries->len; i++)
    if (acknowledged[i])
      {
        assert_post (fixture, entries->pdata[i], "already_stored");
        n++;
      }
  g_test_message ("%u acknowledged over %d kills, all there", n, KILLS);
  g_assert_cmpuint (n, >=, KILLS);
}

typedef struct
{
  KbTestIntake *intake;
  KbEntry      *entry;
  guint         status;
} Copy;

static gpointer
copy_thread (gpointer data)
{
  Copy *copy = data;

  copy->status = post_alone (copy->intake, copy->entry);

  return NULL;
}

static void
test_simultaneous (Fixture       *fixture,
                   gconstpointer  data)
{
  guint before = kb_test_intake_count (fixture->intake, "entries");

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
      GThread *threads[COPIES];
      Copy copies[COPIES];
      guint n_created = 0;

      for (guint k = 0; k < COPIES; k++)
        {
          copies[k] = (Copy) { fixture->intake, entry };
          threads[k] = g_thread_new ("copy", copy_thread, &copies[k]);
        }
      for (guint k = 0; k < COPIES; k++)
        {
          g_thread_join (threads[k]);
          n_created += copies[k].status == 201;
          g_assert_true (copies[k].status == 201 || copies[k].status == 409);
        }
      g_assert_cmpuint (n_created, ==, 1);
    }
  g_assert_cmpuint (kb_test_intake_count (fixture->intake, "entries"), ==, before + 10);
}

static void
set_file_limit (Fixture *fixture,
                rlim_t   bytes)
{
  const struct rlimit limit = { bytes, RLIM_INFINITY };
  GPid pid = g_ascii_strtoull (g_subprocess_get_identifier (fixture->intake->process), NULL, 10);

  g_assert_cmpint (prlimit (pid, RLIMIT_FSIZE, &limit, NULL), ==, 0);
}

static void
test_disk_full (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbEntry) before = kb_test_office_new_complaint (fixture->office, "a", "no", TRUE);
  g_autoptr(KbEntry) during = kb_test_office_new_complaint (fixture->office, "b", "no", TRUE);
  g_auto(KbTestAnswer) answer = { 0 };

  assert_post (fixture, before, "");
  set_file_limit (fixture, 16384);
  assert_post (fixture, during, "disk_full");
  assert_post (fixture, during, "disk_full");
  kb_test_intake_send (fixture->intake, "GET", "/v1/streams/office/entries?after=0",
                       fixture->office->officer.token, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);

  set_file_limit (fixture, RLIM_INFINITY);
  assert_post (fixture, before, "already_stored");
  assert_post (fixture, during, "");
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGKILL), ==, -1);
  kb_test_intake_start (fixture->intake, NULL);
  assert_post (fixture, during, "already_stored");
}

static gboolean
run_mount (const char *options,
           const char *folder)
{
  g_autoptr(GSubprocess) mount =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "mount", "-t", "tmpfs", "-o",
                      options, "kumbang-test", folder, NULL);

  return mount != NULL && g_subprocess_wait_check (mount, NULL, NULL);
}

static gboolean
run_umount (const char *folder)
{
  g_autoptr(GSubprocess) umount =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "umount", folder, NULL);

  return umount != NULL && g_subprocess_wait_check (umount, NULL, NULL);
}

/* Moves the intake to a disk that is full soon. */
static void
move_to_small_disk (Fixture    *fixture,
                    const char *folder)
{
  g_autoptr(GSubprocess) copy = NULL;
  g_autofree char *from = g_strconcat (fixture->intake->data, "/.", NULL);

  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  copy = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "cp", "-a", from, folder, NULL);
  g_assert_true (g_subprocess_wait_check (copy, NULL, NULL));
  g_free (fixture->intake->data);
  fixture->intake->data = g_strdup (folder);
  kb_test_intake_start (fixture->intake, no_limit);
}

static void
test_small_disk (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->intake->folder, "small", NULL);
  g_autoptr(GPtrArray) stored = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  g_autoptr(KbEntry) last = NULL;
  g_autofree char *code = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  if (!run_mount ("size=2m", folder))
    {
      g_test_skip ("only root may mount a small disk");
      return;
    }
  move_to_small_disk (fixture, folder);
  while (g_strcmp0 (code, "disk_full") != 0)
    {
      g_clear_pointer (&code, g_free);
      g_clear_pointer (&last, kb_entry_unref);
      last = kb_test_office_new_complaint (fixture->office, "x", "no", TRUE);
      code = kb_test_intake_post (fixture->intake, NULL, last);
      if (g_str_equal (code, ""))
        g_ptr_array_add (stored, kb_entry_ref (last));
      else
        g_assert_cmpstr (code, ==, "disk_full");
    }
  g_assert_cmpuint (stored->len, >, 10);

  g_assert_true (run_mount ("remount,size=64m", folder));
  assert_post (fixture, last, "");
  for (guint i = 0; i < stored->len; i++)
    assert_post (fixture, stored->pdata[i], "already_stored");
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  g_assert_true (run_umount (folder));
}

static void
test_locked (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->intake->data, "intake.db", NULL);
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office, "a", "no", TRUE);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_post (fixture, entry, "busy");
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close (db);
  assert_post (fixture, entry, "");
}

/* Sends @text and waits; answers the seconds until the server closed. */
static double
seconds_until_closed (Fixture    *fixture,
                      const char *text)
{
  g_autoptr(GTimer) timer = g_timer_new ();
  gboolean closed;
  g_autofree char *answer =
    kb_test_intake_raw (fixture->intake, text, strlen (text), 20, &closed);

  g_assert_true (closed);

  return g_timer_elapsed (timer, NULL);
}

static void
test_silent (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const starts[] = {
    "", "P", "POST /v1/complaints HTTP/1.1\r\nHost: x\r\n",
    "POST /v1/complaints HTTP/1.1\r\nHost: x\r\nContent-Type: " ENTRY_TYPE "\r\n"
    "Content-Length: 5000\r\n\r\nabc",
    "GET /v1/profile HTTP/1.1\r\nHost: x\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    g_assert_cmpfloat (seconds_until_closed (fixture, starts[i]), <, 8);
}

/* A byte now and then keeps a connection from being silent, not from being slow. */
static void
test_dribble (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", fixture->intake->port, NULL, NULL);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr(GTimer) timer = g_timer_new ();
  gboolean open = TRUE;

  while (open && g_timer_elapsed (timer, NULL) < 20)
    {
      open = g_output_stream_write_all (out, "X", 1, NULL, NULL, NULL);
      if (g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, 300 * 1000, NULL, NULL))
        open = FALSE;
    }
  g_assert_false (open);
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 10);
}

static void
test_crowd (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  char byte;

  for (guint i = 0; i < 12; i++)
    g_ptr_array_add (crowd, g_socket_client_connect_to_host (client, "127.0.0.1",
                                                             fixture->intake->port, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (crowd->pdata[11]), &byte, 1,
                                        NULL, NULL), <=, 0);
  g_ptr_array_set_size (crowd, 0);
  while (post_alone (fixture->intake, fixture->office->entries->pdata[0]) == 0)
    g_thread_yield ();
}

/* Browsers that keep their connection for later make way for who comes now. */
static void
test_idle_crowd (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char request[] = "GET /v1/profile HTTP/1.1\r\nHost: x\r\n\r\n";
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 40; i++)
    {
      GSocketConnection *connection =
        g_socket_client_connect_to_host (client, "127.0.0.1", fixture->intake->port, NULL, NULL);
      char answer[12];

      g_ptr_array_add (crowd, connection);
      g_assert_true (g_output_stream_write_all (
        g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL,
        NULL, NULL));
      g_assert_cmpint (g_input_stream_read (
        g_io_stream_get_input_stream (G_IO_STREAM (connection)), answer, sizeof answer, NULL,
        NULL), ==, sizeof answer);
    }
}

/* Where the system grants few descriptors, fewer connections are taken, and
 * what is too many is told so at once. */
static void
test_few_descriptors (Fixture       *fixture,
                      gconstpointer  data)
{
  const struct rlimit few = { 128, 128 };
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  pid_t pid = atoi (g_subprocess_get_identifier (fixture->intake->process));
  char byte;

  g_assert_cmpint (prlimit (pid, RLIMIT_NOFILE, &few, NULL), ==, 0);
  g_socket_client_set_timeout (client, 10);
  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (crowd, g_socket_client_connect_to_host (client, "127.0.0.1",
                                                             fixture->intake->port, NULL, NULL));
  g_input_stream_read (g_io_stream_get_input_stream (crowd->pdata[199]), &byte, 1, NULL, &error);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
}

static void
test_second_server (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *exe =
    g_build_filename (g_getenv ("KB_BUILDROOT"), "src", "intake", "kumbang-intake", NULL);
  const struct
  {
    const char *listen;
    const char *extra;
    int         status;
    const char *says;
  } cases[] = {
    { "127.0.0.1:0", NULL, 1, "already serves" },
    { "0.0.0.0:0", NULL, 2, "--tls-cert" },
    { "[::]:0", NULL, 2, "--tls-cert" },
    { "192.0.2.1:0", NULL, 2, "--tls-cert" },
    { "localhost:0", NULL, 2, "numeric" },
    { "127.0.0.1:0", "--tls-cert=x", 2, "--tls-key" },
    { "0.0.0.0:0", "--behind-proxy", 1, "already serves" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *argv[] = { exe, "serve", "--data", fixture->intake->data, "--listen",
                             cases[i].listen, cases[i].extra, NULL };
      g_autoptr(GSubprocess) process =
        g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL);
      g_autofree char *err = NULL;

      g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &err, NULL));
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, cases[i].status);
      g_assert_nonnull (strstr (err, cases[i].says));
    }
}

static void
test_modes (Fixture       *fixture,
            gconstpointer  data)
{
  static const char *const names[] = { "intake.key", "intake.db", "intake.db-wal", "intake.db-shm",
                                       "lock" };
  GStatBuf info;

  g_assert_cmpint (g_stat (fixture->intake->data, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->intake->data, names[i], NULL);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
}

static gboolean
accept_cb (SoupMessage          *message,
           GTlsCertificate      *certificate,
           GTlsCertificateFlags  errors,
           gpointer              data)
{
  return TRUE;
}

static void
test_tls (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *key = g_build_filename (fixture->intake->folder, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (fixture->intake->folder, "cert.pem", NULL);
  g_autoptr(GSubprocess) openssl =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "openssl", "req", "-x509",
                      "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-keyout", key, "-out", certificate, "-subj", "/CN=localhost", "-days", "2",
                      NULL);
  const char *options[] = { "--tls-cert", certificate, "--tls-key", key, "--idle-seconds", "6",
                            NULL };
  g_autofree char *uri = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(GBytes) body = NULL;

  g_assert_true (g_subprocess_wait_check (openssl, NULL, NULL));
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_intake_start (fixture->intake, options);
  g_assert_true (g_str_has_prefix (fixture->intake->uri, "https://"));

  uri = g_strdup_printf ("https://127.0.0.1:%u/v1/profile", fixture->intake->port);
  message = soup_message_new ("GET", uri);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  body = soup_session_send_and_read (fixture->intake->session, message, NULL, NULL);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpuint (g_bytes_get_size (body), >, 100);

  /* Neither plain HTTP nor half a greeting holds a place. */
  g_assert_cmpfloat (seconds_until_closed (fixture, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), <, 25);
  g_assert_cmpfloat (seconds_until_closed (fixture, "\x16\x03\x01"), <, 25);
}

#define ADD(path, options, func) \
  g_test_add ("/faults/" path, Fixture, options, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("killed-server-keeps-what-it-acknowledged", no_limit, test_kill);
  ADD ("simultaneous-copies-stored-once", no_limit, test_simultaneous);
  ADD ("disk-full", no_limit, test_disk_full);
  ADD ("small-disk", no_limit, test_small_disk);
  ADD ("database-locked", no_limit, test_locked);
  ADD ("silent-connections-closed", impatient, test_silent);
  ADD ("slow-connection-closed", impatient, test_dribble);
  ADD ("no-more-connections-than-stated", impatient, test_crowd);
  ADD ("idle-connections-make-way", impatient, test_idle_crowd);
  ADD ("no-more-connections-than-descriptors", no_limit, test_few_descriptors);
  ADD ("refuses-to-serve", no_limit, test_second_server);
  ADD ("files-only-for-owner", no_limit, test_modes);
  ADD ("tls", no_limit, test_tls);

  return g_test_run ();
}
