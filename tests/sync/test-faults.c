/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Network and server at fault: each has its own error, and nothing is lost. */
#include "config.h"

#include "kb-verify.h"
#include "sync-desk.h"
#include "sync-person.h"

#include <string.h>

#define N_FILED 35
#define PAGE 10

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desk;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  fixture->server->page_size = PAGE;
  fixture->desk = sync_desk_new (fixture->office, OFFICER);
  sync_office_file (fixture->office, N_FILED, 20);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sync_desk_free (fixture->desk);
  if (fixture->server != NULL)
    sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  sync_folder_remove (fixture->folder);
}

static void
fails_with (Fixture     *fixture,
            KbSyncError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_sync_pull (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, (int) code);
}

/* Whatever went wrong before: the next pull brings everything, once. */
static void
recovers (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, N_FILED);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desk), ==, N_FILED);
}

static void
status (Fixture     *fixture,
        guint        code,
        KbSyncError  expected)
{
  fixture->server->status = code;
  fails_with (fixture, expected);
  fixture->server->status = 0;
  recovers (fixture);
}

static void
test_401 (Fixture *fixture, gconstpointer data)
{
  status (fixture, 401, KB_SYNC_ERROR_UNKNOWN_DEVICE);
}

static void
test_403 (Fixture *fixture, gconstpointer data)
{
  status (fixture, 403, KB_SYNC_ERROR_NOT_ENTITLED);
}

static void
test_404 (Fixture *fixture, gconstpointer data)
{
  status (fixture, 404, KB_SYNC_ERROR_NOT_FOUND);
}

static void
test_500 (Fixture *fixture, gconstpointer data)
{
  status (fixture, 500, KB_SYNC_ERROR_SERVER);
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  status (fixture, 302, KB_SYNC_ERROR_SERVER);
}

static void
test_429 (Fixture       *fixture,
          gconstpointer  data)
{
  guint seconds;

  fixture->server->status = 429;
  fixture->server->retry_after = "17";
  fails_with (fixture, KB_SYNC_ERROR_BUSY);
  g_object_get (fixture->desk->sync, "retry-after", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 17);
  fixture->server->status = 0;
  recovers (fixture);
  g_object_get (fixture->desk->sync, "retry-after", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 0);
}

static void
test_503_without_time (Fixture       *fixture,
                       gconstpointer  data)
{
  guint seconds;

  fixture->server->status = 503;
  fixture->server->retry_after = "besok";
  fails_with (fixture, KB_SYNC_ERROR_BUSY);
  g_object_get (fixture->desk->sync, "retry-after", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 0);
}

static void
test_unreachable (Fixture       *fixture,
                  gconstpointer  data)
{
  gboolean offline;

  sync_server_free (g_steal_pointer (&fixture->server));
  fails_with (fixture, KB_SYNC_ERROR_UNREACHABLE);
  g_object_get (fixture->desk->sync, "offline", &offline, NULL);
  g_assert_true (offline);
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  fixture->server->cut_after = 9000;
  fixture->server->cut_from_page = 3;
  fails_with (fixture, KB_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, 2 * PAGE);
  fixture->server->cut_after = 0;
  recovers (fixture);
}

static void
answer (Fixture     *fixture,
        gconstpointer data,
        gsize        size,
        KbSyncError  expected)
{
  fixture->server->answer = g_bytes_new (data, size);
  fails_with (fixture, expected);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, 0);
  g_clear_pointer (&fixture->server->answer, g_bytes_unref);
  recovers (fixture);
}

static void
test_garbage (Fixture       *fixture,
              gconstpointer  data)
{
  static const guint8 garbage[] = { 0, 0, 0, 4, 9, 1, 2, 3 };

  answer (fixture, garbage, sizeof garbage, KB_SYNC_ERROR_PROTOCOL);
}

static void
test_huge_frame (Fixture       *fixture,
                 gconstpointer  data)
{
  static const guint8 huge[] = { 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4 };

  answer (fixture, huge, sizeof huge, KB_SYNC_ERROR_PROTOCOL);
}

static void
test_empty_frame (Fixture       *fixture,
                  gconstpointer  data)
{
  static const guint8 empty[] = { 0, 0, 0, 0 };

  answer (fixture, empty, sizeof empty, KB_SYNC_ERROR_PROTOCOL);
}

static void
test_no_end (Fixture       *fixture,
             gconstpointer  data)
{
  answer (fixture, "", 0, KB_SYNC_ERROR_UNREACHABLE);
}

static void
test_wrong_type (Fixture       *fixture,
                 gconstpointer  data)
{
  fixture->server->content_type = "text/html";
  fails_with (fixture, KB_SYNC_ERROR_PROTOCOL);
  fixture->server->content_type = NULL;
  recovers (fixture);
}

static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint64 head;

  fixture->server->cancel_at_page = cancellable;
  fixture->server->cancel_after_pages = 2;
  g_assert_false (kb_sync_pull (fixture->desk->sync, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  head = sync_desk_head (fixture->desk, KB_STREAM_OFFICE);
  g_assert_cmpuint (head, ==, 2 * PAGE);
  fixture->server->cancel_at_page = NULL;
  recovers (fixture);
}

static void
test_no_token (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  kb_keyring_remove (fixture->desk->membership->keyring, KB_KEYRING_TOKEN, NULL, NULL);
  g_assert_false (kb_sync_pull (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
}

static KbEntry *
work_of (Fixture *fixture)
{
  KbTestOffice *office = fixture->office->office;
  KbEntry *first = g_array_index (fixture->office->journal[KB_STREAM_OFFICE], Placed, 0).entry;

  return kb_test_office_new_work (office, &office->officer, first, "Catatan");
}

static void
test_push_conflict (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(KbEntry) work = work_of (fixture);
  g_autoptr(GError) error = NULL;

  fixture->server->push_code = "stale_epoch";
  g_assert_false (kb_sync_push (fixture->desk->sync, work, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_CONFLICT);
}

/* The server had it, the answer was lost: sending again is no second entry. */
static void
test_push_again (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(KbEntry) work = work_of (fixture);
  g_autoptr(GError) error = NULL;

  fixture->server->push_loses_answer = TRUE;
  g_assert_false (kb_sync_push (fixture->desk->sync, work, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_SERVER);
  g_clear_error (&error);
  fixture->server->push_code = "already_stored";
  kb_sync_push (fixture->desk->sync, work, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, N_FILED + 1);
}

/* The server says that it has it, and does not show it. */
static void
test_push_not_shown (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(KbEntry) work = work_of (fixture);
  g_autoptr(GError) error = NULL;

  fixture->server->push_code = "already_stored";
  g_assert_false (kb_sync_push (fixture->desk->sync, work, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL);
}

static void
use_tls (Fixture  *fixture,
         char    **ret_pem)
{
  g_autoptr(GTlsCertificate) certificate = sync_server_certificate (ret_pem, fixture->folder);

  sync_server_free (g_steal_pointer (&fixture->server));
  fixture->server = sync_server_new (fixture->office, certificate);
}

static void
test_tls_unknown (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *pem = NULL;

  use_tls (fixture, &pem);
  fails_with (fixture, KB_SYNC_ERROR_TLS);
  g_assert_cmpuint (fixture->server->n_requests, ==, 0);
}

static void
test_tls_own (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *pem = NULL;

  use_tls (fixture, &pem);
  fixture->desk->membership->ca_file = g_steal_pointer (&pem);
  recovers (fixture);
}

static void
test_store_key_gone (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  kb_keyring_remove (fixture->desk->membership->keyring, KB_KEYRING_STORE, NULL, NULL);
  g_assert_null (kb_membership_store_key (fixture->desk->membership, NULL, &error));
  g_assert_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING);
}

static GSubprocess *
spawn_pull (const char *keys)
{
  g_autofree char *exe = g_build_filename (g_getenv ("KB_BUILDROOT"), "tests", "sync", "pull-child",
                                           NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, exe, keys,
                                         NULL);

  g_assert_no_error (error);

  return child;
}

static gboolean
kill_cb (gpointer data)
{
  g_subprocess_force_exit (data);
  return G_SOURCE_REMOVE;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GMainLoop *loop = data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_main_loop_quit (loop);
}

/* Ends by itself or by SIGKILL after @milliseconds; TRUE: it was killed. */
static gboolean
run_pull (const char *keys,
          guint       milliseconds)
{
  g_autoptr(GSubprocess) child = spawn_pull (keys);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint timer = milliseconds > 0 ? g_timeout_add (milliseconds, kill_cb, child) : 0;

  g_subprocess_wait_async (child, NULL, ended_cb, loop);
  g_main_loop_run (loop);
  if (g_subprocess_get_if_signaled (child))
    return TRUE;
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  if (timer != 0)
    g_source_remove (timer);

  return FALSE;
}

static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  KbMembership *officer = fixture->office->people[OFFICER];
  g_autofree char *keys = g_build_filename (fixture->folder, "keys.ini", NULL);
  g_autoptr(GError) error = NULL;
  KbVerifyReport report;
  const guint n = 2000;
  guint n_killed = 0;

  sync_office_file (fixture->office, n - N_FILED, 500);
  fixture->server->page_size = 50;
  sync_person_write (officer, keys);
  kb_store_close (fixture->desk->store);
  /* Later each time, so that each moment of a pull is hit somewhere. */
  for (guint i = 0; i < 40 && run_pull (keys, 4 + 3 * i); i++)
    n_killed++;
  g_assert_cmpuint (n_killed, >, 0);
  g_assert_false (run_pull (keys, 0));

  sync_desk_restart (fixture->desk);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, n);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desk), ==, n);
  kb_verify_journal (officer, fixture->desk->store, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_entries[KB_STREAM_OFFICE], ==, n);
  g_assert_cmpuint (report.n_wrong, ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/sync/faults/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("401-is-unknown-device", test_401);
  ADD ("403-is-not-entitled", test_403);
  ADD ("404-is-not-found", test_404);
  ADD ("500-is-server", test_500);
  ADD ("redirect-is-not-followed", test_redirect);
  ADD ("429-keeps-retry-after", test_429);
  ADD ("503-without-a-time", test_503_without_time);
  ADD ("unreachable-is-offline", test_unreachable);
  ADD ("cut-in-mid-page-resumes", test_cut);
  ADD ("garbage-frame", test_garbage);
  ADD ("huge-frame", test_huge_frame);
  ADD ("empty-frame", test_empty_frame);
  ADD ("page-without-end", test_no_end);
  ADD ("wrong-content-type", test_wrong_type);
  ADD ("cancel-keeps-whole-pages", test_cancel);
  ADD ("token-missing", test_no_token);
  ADD ("push-conflict", test_push_conflict);
  ADD ("push-again-after-lost-answer", test_push_again);
  ADD ("push-not-shown-is-an-error", test_push_not_shown);
  ADD ("tls-unknown-certificate", test_tls_unknown);
  ADD ("tls-own-certificate", test_tls_own);
  ADD ("store-key-gone-makes-no-new-one", test_store_key_gone);

  ADD ("killed-again-and-again-loses-nothing", test_killed);

  return g_test_run ();
}
