/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox against a server that fails, lies and loses answers. */
#include "config.h"

#include "sync-notes.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desk;
  KbEntry    *complaint;        /* the journal's */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  fixture->desk = sync_desk_new (fixture->office, OFFICER);
  sync_office_file (fixture->office, 1, 20);
  fixture->complaint = g_array_index (fixture->office->journal[KB_STREAM_OFFICE], Placed, 0).entry;
  kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  sync_write_note (fixture->desk, fixture->complaint, "a");
  sync_write_note (fixture->desk, fixture->complaint, "b");
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

static gint64
seconds_to_wait (Fixture *fixture)
{
  gint64 next_try;

  g_object_get (fixture->desk->sync, "next-try", &next_try, NULL);

  return next_try - g_get_real_time () / G_USEC_PER_SEC;
}

static void
fails_with (Fixture     *fixture,
            KbSyncError  code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, (int) code);
}

/* Whatever went wrong before: both are in the journal, once and in order. */
static void
recovers (Fixture *fixture)
{
  g_autofree char *notes = NULL;
  g_autoptr(GError) error = NULL;

  kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  notes = sync_notes_in_chain (fixture->desk, NULL);
  g_assert_cmpstr (notes, ==, "a b");
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 0);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, 3);
  g_assert_null (sync_desk_alarm (fixture->desk));
}

/* 2, 5, 15, 30, 60, then every 300 s; a restart begins anew, success ends it. */
static void
test_back_off (Fixture       *fixture,
               gconstpointer  data)
{
  const gint64 waits[] = { 2, 5, 15, 30, 60, 300, 300 };

  fixture->server->status = 500;
  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      fails_with (fixture, KB_SYNC_ERROR_SERVER);
      g_assert_cmpint (seconds_to_wait (fixture), <=, waits[i]);
      g_assert_cmpint (seconds_to_wait (fixture), >=, waits[i] - 1);
    }
  g_assert_cmpuint (sync_n_refused (fixture->desk), ==, 0);
  fixture->server->status = 0;
  recovers (fixture);
  g_assert_cmpint (seconds_to_wait (fixture), <, 0);
}

/* The server's own word for when goes before ours. */
static void
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  fixture->server->status = 503;
  fixture->server->retry_after = "77";
  fails_with (fixture, KB_SYNC_ERROR_BUSY);
  g_assert_cmpint (seconds_to_wait (fixture), >=, 76);
  g_assert_cmpint (seconds_to_wait (fixture), <=, 77);
  fixture->server->status = 0;
  recovers (fixture);
}

/* 401 is about the device, not about what it wrote. */
static void
test_unknown_device (Fixture       *fixture,
                     gconstpointer  data)
{
  fixture->server->status = 401;
  fails_with (fixture, KB_SYNC_ERROR_UNKNOWN_DEVICE);
  g_assert_cmpuint (sync_n_refused (fixture->desk), ==, 0);
  fixture->server->status = 0;
  recovers (fixture);
}

/* Nor is an address that is not there. */
static void
test_wrong_address (Fixture       *fixture,
                    gconstpointer  data)
{
  fixture->server->status = 404;
  fails_with (fixture, KB_SYNC_ERROR_NOT_FOUND);
  g_assert_cmpuint (sync_n_refused (fixture->desk), ==, 0);
  fixture->server->status = 0;
  recovers (fixture);
}

static void
test_unreachable (Fixture       *fixture,
                  gconstpointer  data)
{
  sync_server_free (g_steal_pointer (&fixture->server));
  fails_with (fixture, KB_SYNC_ERROR_UNREACHABLE);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
}

/* Stored, and the answer was an error: the pull shows it, and it is not sent again. */
static void
test_answer_lost (Fixture       *fixture,
                  gconstpointer  data)
{
  fixture->server->push_loses_answer = TRUE;
  fails_with (fixture, KB_SYNC_ERROR_SERVER);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 1);
  fails_with (fixture, KB_SYNC_ERROR_SERVER);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 0);
  fixture->server->push_loses_answer = FALSE;
  recovers (fixture);
}

/* The answer was lost, and then the server says that the key is old: the entry
 * was taken with the old key, so it must not be sealed anew. */
static void
test_answer_lost_then_stale (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GPtrArray) waiting = kb_store_outbox_list (fixture->desk->store, NULL);
  KbOutboxItem *first = waiting->pdata[0];
  g_autoptr(KbEntry) entry = kb_entry_decode_bytes (first->wire, NULL);

  sync_office_append (fixture->office, entry);
  fixture->server->push_code = "stale_epoch";
  fails_with (fixture, KB_SYNC_ERROR_CONFLICT);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 1);
  fixture->server->push_code = NULL;
  recovers (fixture);
}

/* A server that always says so is not asked for ever. */
static void
test_always_stale (Fixture       *fixture,
                   gconstpointer  data)
{
  guint n_before = fixture->server->n_requests;

  fixture->server->push_code = "author_sequence";
  fails_with (fixture, KB_SYNC_ERROR_CONFLICT);
  g_assert_cmpuint (fixture->server->n_requests - n_before, <, 20);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
  g_assert_cmpuint (sync_n_refused (fixture->desk), ==, 0);
  fixture->server->push_code = NULL;
  recovers (fixture);
}

/* "It is here already", and the journal does not show it: not sent, and said. */
static void
test_not_shown (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server->push_code = "already_stored";
  fails_with (fixture, KB_SYNC_ERROR_PROTOCOL);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
  g_assert_cmpint (seconds_to_wait (fixture), >=, 1);
  fixture->server->push_code = NULL;
  recovers (fixture);
}

static void
spoil_part (KbStream   stream,
            KbPlace   *place,
            KbEntry  **entry,
            guint      i)
{
  g_autoptr(GBytes) wire = NULL;
  KbEntry *spoilt;

  if (stream != KB_STREAM_OFFICE || kb_entry_get_header (*entry)->kind != KB_KIND_WORK)
    return;
  wire = kb_entry_encode (*entry);
  spoilt = sync_office_spoil (*entry, g_bytes_get_size (wire) - 10);
  kb_entry_unref (*entry);
  *entry = spoilt;
}

/* The chain shows it with another part than was written: what was written is kept. */
static void
test_spoilt_copy (Fixture       *fixture,
                  gconstpointer  data)
{
  fixture->server->tamper = spoil_part;
  fails_with (fixture, KB_SYNC_ERROR_PROTOCOL);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, 2, NULL), ==,
                    KB_QUARANTINE_PART);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
}

/* Refused one by one, none in the way of the other; kept over a restart. */
static void
test_all_refused (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autofree char *change = NULL;

  fixture->server->push_code = "case_used";
  kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  sync_desk_restart (fixture->desk);
  g_assert_cmpuint (sync_n_refused (fixture->desk), ==, 2);
  items = kb_sync_dup_outbox (fixture->desk->sync);
  change = kb_sync_describe_item (items->pdata[1]);
  g_assert_cmpstr (change, ==, "b");
  g_assert_cmpstr (((KbOutboxItem *) items->pdata[1])->refusal, ==, "case_used");
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (kb_sync_exchange (fixture->desk->sync, cancellable, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
  recovers (fixture);
}

/* No room for what is pulled: once there is, nothing counts as seen that was not kept. */
static void
test_disk_full (Fixture       *fixture,
                gconstpointer  data)
{
  struct rlimit before, none;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = (struct rlimit) { 1, before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  g_assert_false (kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_FULL);
  g_assert_cmpuint (sync_n_pending (fixture->desk), ==, 2);
  fixture->server->push_code = "already_stored";
  recovers (fixture);
}

/* Days without a server: hundreds of changes, each with its number. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *notes = NULL;
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start;

  fixture->server->status = 500;
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      sync_write_note (fixture->desk, fixture->complaint, text);
      if (i % 100 == 0)
        kb_sync_exchange (fixture->desk->sync, NULL, NULL, NULL);
    }
  sync_desk_restart (fixture->desk);
  start = g_get_monotonic_time ();
  g_assert_cmpuint (sync_n_timeline (fixture->desk, fixture->complaint), ==, 403);
  g_test_message ("case with 402 waiting changes: %.1f ms",
                  (double) (g_get_monotonic_time () - start) / 1000);
  fixture->server->status = 0;
  kb_sync_exchange (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  notes = sync_notes_in_chain (fixture->desk, NULL);
  words = g_strsplit (notes, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 402);
  for (guint i = 0; i < 400; i++)
    g_assert_cmpuint (g_ascii_strtoull (words[i + 2], NULL, 10), ==, i);
}

#define ADD(name, func) \
  g_test_add ("/sync/outbox-faults/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("back-off-grows-and-ends", test_back_off);
  ADD ("busy-server-says-when", test_busy);
  ADD ("unknown-device-keeps-all", test_unknown_device);
  ADD ("wrong-address-keeps-all", test_wrong_address);
  ADD ("unreachable-keeps-all", test_unreachable);
  ADD ("answer-lost-is-not-sent-twice", test_answer_lost);
  ADD ("answer-lost-then-stale-is-not-doubled", test_answer_lost_then_stale);
  ADD ("always-stale-ends", test_always_stale);
  ADD ("taken-and-not-shown-is-said", test_not_shown);
  ADD ("spoilt-copy-loses-nothing", test_spoilt_copy);
  ADD ("refused-are-kept-with-their-code", test_all_refused);
  ADD ("cancelled-keeps-all", test_cancelled);
  ADD ("disk-full-keeps-all", test_disk_full);
  ADD ("hundreds-in-order", test_many);

  return g_test_run ();
}
