/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What reporters get, looked at as a stranger: a profile or a page that the
 * office has not signed is an alarm. */
#include "config.h"

#include "sync-desk.h"

#include <string.h>

#define PAGE_TEXT "<!doctype html><title>Kumbang</title>"
#define DAY 86400

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desk;
  GPtrArray  *notes;            /* all that was ever served */
} Fixture;

static void
pull (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
watch (Fixture    *fixture,
       const char *alarm)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *raised = NULL;

  kb_sync_watch_page (fixture->desk->sync, NULL, &error);
  g_assert_no_error (error);
  raised = sync_desk_alarm (fixture->desk);
  g_assert_cmpstr (raised, ==, alarm);
}

/* The newest profile once more with another serial, page hashes or recipient, signed by @signer. */
static char *
new_note (Fixture      *fixture,
          gint64        serial,
          const char   *page,
          const char   *recipient,
          KbSigningKey *signer)
{
  KbTestOffice *office = fixture->office->office;
  const char *newest = kb_roster_get_profile_note (office->roster);
  g_autoptr(KbProfile) profile = kb_profile_parse (newest, strlen (newest), NULL, NULL);
  static const char *const files[] = { "index.html", "en.html", "kumbang.js", "kembali.js" };
  char *note;

  profile->serial = serial;
  for (guint i = 0; page != NULL && i < G_N_ELEMENTS (files); i++)
    g_hash_table_replace (profile->page, g_strdup (files[i]),
                          g_compute_checksum_for_string (G_CHECKSUM_SHA256, page, -1));
  if (recipient != NULL)
    g_strlcpy (profile->recipients[0].recipient, recipient,
               sizeof profile->recipients[0].recipient);
  note = kb_profile_sign (profile, signer);
  g_ptr_array_add (fixture->notes, note);

  return note;
}

static void
publish (Fixture    *fixture,
         const char *note)
{
  KbTestOffice *office = fixture->office->office;
  KbAuthorship authorship = kb_test_office_authorship (office, &office->supervisor,
                                                       KB_STREAM_ROSTER);
  g_autoptr(GBytes) body = g_bytes_new (note, strlen (note));
  g_autoptr(KbEntry) entry = kb_compose_roster (&authorship, KB_KIND_PROFILE, body);

  kb_test_office_add (office, &office->supervisor, entry);
  sync_office_append (fixture->office, entry);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  KbSigningKey *signer;

  fixture->folder = sync_folder_new ();
  fixture->notes = g_ptr_array_new_with_free_func (g_free);
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  fixture->desk = sync_desk_new (fixture->office, OFFICER);
  signer = fixture->office->office->supervisor.sign;
  publish (fixture, new_note (fixture, 2, PAGE_TEXT, NULL, signer));
  fixture->server->profile = kb_roster_get_profile_note (fixture->office->office->roster);
  fixture->server->page = PAGE_TEXT;
  pull (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sync_desk_free (fixture->desk);
  sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  g_ptr_array_unref (fixture->notes);
  sync_folder_remove (fixture->folder);
}

static void
test_as_signed (Fixture *fixture, gconstpointer data)
{
  watch (fixture, NULL);
  g_assert_false (fixture->server->token_shown);
  g_assert_nonnull (strstr (fixture->server->agent, "Mozilla/"));
  g_assert_null (strstr (fixture->server->agent, "kumbang"));
}

static void
test_swapped_recipient (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbAgeIdentity) theirs = kb_age_identity_generate ();
  g_autofree char *recipient = kb_age_identity_get_recipient (theirs);
  g_autoptr(KbSigningKey) own = kb_signing_key_generate ();

  fixture->server->profile = new_note (fixture, 3, NULL, recipient, own);
  watch (fixture, "profile");
}

/* Somebody keeps text and signature, and changes one letter. */
static void
test_changed_note (Fixture *fixture, gconstpointer data)
{
  char *note = g_strdup (fixture->server->profile);

  g_ptr_array_add (fixture->notes, note);
  strstr (note, "age1")[10] ^= 1;
  fixture->server->profile = note;
  watch (fixture, "profile");
}

static void
test_swapped_page (Fixture *fixture, gconstpointer data)
{
  fixture->server->page = PAGE_TEXT " ";
  watch (fixture, "page");
}

static void
test_redirected_page (Fixture *fixture, gconstpointer data)
{
  fixture->server->redirect = "https://contoh.invalid/";
  watch (fixture, "page");
}

/* Nobody could fetch it: that is no word about the page. */
static void
test_broken_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *alarm = NULL;

  fixture->server->status = 500;
  g_assert_false (kb_sync_watch_page (fixture->desk->sync, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_SERVER);
  alarm = sync_desk_alarm (fixture->desk);
  g_assert_null (alarm);
}

/* A page that fails does not hide a swapped profile. */
static void
test_broken_page_hides_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *alarm = NULL;

  fixture->server->profile = "catatan\n";
  fixture->server->page = NULL;
  kb_sync_watch_page (fixture->desk->sync, NULL, NULL);
  alarm = sync_desk_alarm (fixture->desk);
  g_assert_cmpstr (alarm, ==, "profile");
}

/* A new profile is served a moment later than it is in the roster; for ever is too late. */
static void
test_late_profile (Fixture *fixture, gconstpointer data)
{
  KbSigningKey *signer = fixture->office->office->supervisor.sign;

  fixture->server->profile = fixture->notes->pdata[0];
  publish (fixture, new_note (fixture, 3, PAGE_TEXT, NULL, signer));
  pull (fixture);
  watch (fixture, NULL);
  watch (fixture, NULL);
  fixture->server->profile = kb_roster_get_profile_note (fixture->office->office->roster);
  pull (fixture);
  watch (fixture, NULL);

  fixture->server->profile = fixture->notes->pdata[0];
  watch (fixture, NULL);
  pull (fixture);
  watch (fixture, "profile");
}

/* A supervisor published between pull and look. */
static void
test_newer_profile (Fixture *fixture, gconstpointer data)
{
  KbSigningKey *signer = fixture->office->office->supervisor.sign;

  fixture->server->profile = new_note (fixture, 3, PAGE_TEXT, NULL, signer);
  watch (fixture, NULL);
  publish (fixture, fixture->server->profile);
  pull (fixture);
  watch (fixture, NULL);
}

/* Without hashes in the profile the page is nobody's word. */
static void
test_no_hashes (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) entry = kb_test_office_new_profile (office, 3, office->now,
                                                         office->now + DAY);

  kb_test_office_add (office, &office->supervisor, entry);
  sync_office_append (fixture->office, entry);
  fixture->server->profile = kb_roster_get_profile_note (office->roster);
  fixture->server->page = "lain";
  pull (fixture);
  watch (fixture, NULL);
}

static void
test_hourly (Fixture *fixture, gconstpointer data)
{
  guint before;

  kb_sync_watch_hourly (fixture->desk->sync, NULL);
  before = fixture->server->n_requests;
  kb_sync_watch_hourly (fixture->desk->sync, NULL);
  g_assert_cmpuint (fixture->server->n_requests, ==, before);
}

static void
watch_now (Fixture *fixture)
{
  g_autoptr(GBytes) never = g_bytes_new_static ("", 0);

  kb_store_set_meta (fixture->desk->store, "watch/last", never, NULL);
  kb_sync_watch_hourly (fixture->desk->sync, NULL);
}

/* The journal goes on, and what reporters get is kept from us. */
static void
test_blind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *since = g_strdup_printf ("%" G_GINT64_FORMAT,
                                            g_get_real_time () / G_USEC_PER_SEC - DAY);
  g_autoptr(GBytes) yesterday = g_bytes_new (since, strlen (since));
  g_autofree char *soon = NULL, *late = NULL;

  fixture->server->status = 503;
  watch_now (fixture);
  soon = sync_desk_alarm (fixture->desk);
  g_assert_null (soon);
  fixture->server->status = 0;
  watch_now (fixture);
  fixture->server->status = 503;
  watch_now (fixture);
  kb_store_set_meta (fixture->desk->store, "watch/blind", yesterday, NULL);
  watch_now (fixture);
  late = sync_desk_alarm (fixture->desk);
  g_assert_cmpstr (late, ==, "unseen");
}

static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  kb_sync_exchange_finish (KB_SYNC (source), result, NULL, NULL);
  g_main_loop_quit (data);
}

/* A server that takes no entry is looked at all the same. */
static void
test_while_nothing_is_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  KbAuthorship authorship;
  g_autoptr(KbEntry) beat = NULL;
  g_autofree char *alarm = NULL;
  g_autoptr(GError) error = NULL;

  kb_sync_get_authorship (fixture->desk->sync, KB_STREAM_OFFICE, 1, &authorship);
  beat = kb_compose_heartbeat (&authorship, KB_STREAM_OFFICE);
  kb_sync_enqueue (fixture->desk->sync, beat, NULL, &error);
  g_assert_no_error (error);
  fixture->server->push_code = "stale_epoch";
  fixture->server->page = "lain";
  kb_sync_exchange_async (fixture->desk->sync, NULL, exchanged_cb, loop);
  g_main_loop_run (loop);
  alarm = sync_desk_alarm (fixture->desk);
  g_assert_cmpstr (alarm, ==, "page");
}

/* An alarm that came while a person looked at another one was not looked at. */
static void
test_later_alarm_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GArray) seen = NULL, left = NULL;

  fixture->server->page = "lain";
  watch (fixture, "page");
  seen = kb_sync_dup_alarms (fixture->desk->sync);
  fixture->server->profile = "catatan\n";
  kb_sync_watch_page (fixture->desk->sync, NULL, NULL);
  g_assert_true (kb_sync_clear_alarms (fixture->desk->sync, seen, NULL));
  sync_desk_restart (fixture->desk);
  left = kb_sync_dup_alarms (fixture->desk->sync);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (g_array_index (left, KbAlarm, 0).code, ==, "profile");
}

#define ADD(name, function) \
  g_test_add ("/sync/watch/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("as-signed-by-a-stranger", test_as_signed);
  ADD ("swapped-recipient", test_swapped_recipient);
  ADD ("changed-letter", test_changed_note);
  ADD ("swapped-page", test_swapped_page);
  ADD ("redirected-page", test_redirected_page);
  ADD ("broken-server-is-no-alarm", test_broken_server);
  ADD ("broken-page-hides-nothing", test_broken_page_hides_nothing);
  ADD ("late-profile-counts-after-a-pull", test_late_profile);
  ADD ("newer-profile-is-waited-for", test_newer_profile);
  ADD ("no-hashes-no-word", test_no_hashes);
  ADD ("once-an-hour", test_hourly);
  ADD ("blind-for-a-day", test_blind);
  ADD ("later-alarm-stays", test_later_alarm_stays);
  ADD ("while-nothing-is-taken", test_while_nothing_is_taken);

  return g_test_run ();
}
