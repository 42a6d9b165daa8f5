/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The pull against an intake that behaves: what arrives, for whom, and how often. */
#include "config.h"

#include "kb-verify.h"
#include "sync-desk.h"

#include <string.h>

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  sync_folder_remove (fixture->folder);
}

static void
pull (SyncDesk      *desk,
      KbPullSummary *ret_summary)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (desk->sync, NULL, ret_summary, &error);
  g_assert_no_error (error);
}

static void
file (Fixture    *fixture,
      const char *text,
      const char *inspectorate)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_complaint (fixture->office->office, text,
                                                           inspectorate, TRUE);

  sync_office_append (fixture->office, entry);
}

static void
test_story_arrives (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = NULL;
  g_autofree char *plain = NULL;
  KbPullSummary summary;

  file (fixture, "Pungutan di loket empat.", "no");
  desk = sync_desk_new (fixture->office, OFFICER);
  pull (desk, &summary);

  g_assert_cmpuint (sync_desk_entry (desk, KB_STREAM_OFFICE, 1, &plain), ==, KB_QUARANTINE_NONE);
  g_assert_nonnull (strstr (plain, "\"text\":\"Pungutan di loket empat.\""));
  g_assert_cmpint (plain[strlen (plain) - 1], ==, '}');
  g_assert_cmpuint (summary.n_new_cases, ==, 1);
  g_assert_cmpuint (summary.n_quarantined, ==, 0);
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, 1);
}

static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbPullSummary summary;

  sync_office_file (fixture->office, 137, 20);
  fixture->server->page_size = 10;
  pull (desk, &summary);

  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_OFFICE), ==, 137);
  g_assert_cmpuint (summary.n_new_cases, ==, 137);
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, 137);
  for (guint seq = 1; seq <= 137; seq++)
    {
      g_autofree char *plain = NULL;
      g_autofree char *wanted = g_strdup_printf ("Laporan nomor %u. ", seq);

      sync_desk_entry (desk, KB_STREAM_OFFICE, seq, &plain);
      g_assert_nonnull (strstr (plain, wanted));
    }
}

static void
test_nothing_new (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbPullSummary summary;
  guint before;

  sync_office_file (fixture->office, 5, 20);
  pull (desk, NULL);
  before = fixture->server->n_requests;
  pull (desk, &summary);

  g_assert_cmpuint (fixture->server->n_requests - before, ==, 2);
  g_assert_cmpuint (summary.n_entries, ==, 0);
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbPullSummary summary;

  sync_office_file (fixture->office, 5, 20);
  pull (desk, NULL);
  sync_desk_restart (desk);
  sync_office_file (fixture->office, 3, 20);
  pull (desk, &summary);

  g_assert_cmpuint (summary.n_entries, ==, 3);
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, 8);
}

static void
test_officer_no_leadership (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);

  file (fixture, "Tentang inspektur sendiri.", "head");
  pull (desk, NULL);

  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_LEADERSHIP), ==, 0);
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, 0);
}

static void
test_supervisor_leadership (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, SUPERVISOR);
  g_autofree char *plain = NULL;

  file (fixture, "Tentang inspektur sendiri.", "head");
  pull (desk, NULL);

  g_assert_cmpuint (sync_desk_entry (desk, KB_STREAM_LEADERSHIP, 1, &plain), ==, 0);
  g_assert_nonnull (strstr (plain, "inspektur sendiri"));
}

static void
test_custodian_sealed (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, CUSTODIAN);
  g_autofree char *plain = NULL;

  file (fixture, "Bukan untuk kustodian.", "no");
  pull (desk, NULL);

  g_assert_cmpuint (sync_desk_entry (desk, KB_STREAM_OFFICE, 1, &plain), ==, KB_QUARANTINE_NONE);
  g_assert_null (plain);
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, 1);
  g_assert_true (kb_sync_is_custodian (desk->sync));
}

/* The custody part is sealed to the custodian's key under its passphrase. */
static void
test_custodian_keeps_own (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, CUSTODIAN);
  g_autoptr(SyncDesk) officer = sync_desk_new (fixture->office, OFFICER);
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "Kisah", "no", TRUE);
  g_autoptr(KbEntry) use = NULL;
  g_autoptr(GBytes) plain = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *read = NULL;
  g_autoptr(GError) error = NULL;
  const char *fields[] = { "name", NULL };
  KbIdentityUse written = { .purpose = "open", .fields = fields, .minutes = 3,
                            .reason = "Pemanggilan untuk klarifikasi", .letter = "700/1/2026" };

  sync_office_append (fixture->office, complaint);
  pull (desk, NULL);
  use = kb_test_office_new_use (office, &office->custodian, complaint, 1u << KB_ROLE_CIVIL);
  plain = kb_sync_custody_plain (use, &written);
  kb_sync_push_with_plain (desk->sync, use, plain, NULL, &error);
  g_assert_no_error (error);
  pull (officer, NULL);

  g_assert_cmpuint (sync_desk_entry (desk, KB_STREAM_OFFICE, 2, &kept), ==, KB_QUARANTINE_NONE);
  g_assert_cmpuint (sync_desk_entry (officer, KB_STREAM_OFFICE, 2, &read), ==, KB_QUARANTINE_NONE);
  g_assert_nonnull (strstr (kept, "Pemanggilan"));
  g_assert_nonnull (strstr (read, "Pemanggilan"));
}

static void
test_roster_grows (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) profile = NULL;

  /* The server's office stream runs ahead of the roster that it shows first. */
  fixture->server->roster_grows = TRUE;
  sync_office_file (fixture->office, 1, 20);
  pull (desk, NULL);
  profile = kb_test_office_new_profile (office, 2, office->now, office->now + 86400);
  kb_test_office_add (office, &office->supervisor, profile);
  sync_office_append (fixture->office, profile);
  sync_office_file (fixture->office, 5, 20);
  pull (desk, NULL);

  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_OFFICE), ==, 6);
  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_ROSTER), ==, fixture->office->heads[1].seq);
}

static void
test_key_comes_later (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  g_autofree char *plain = NULL;

  sync_office_file (fixture->office, 1, 20);
  fixture->server->roster_end = 4;      /* enrolled, not granted yet */
  pull (desk, NULL);
  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_OFFICE), ==, 0);
  fixture->server->roster_end = 0;
  pull (desk, NULL);

  g_assert_cmpuint (sync_desk_entry (desk, KB_STREAM_OFFICE, 1, &plain), ==, KB_QUARANTINE_NONE);
  g_assert_nonnull (plain);
}

static void
test_push_seen (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "Kisah", "no", FALSE);
  g_autoptr(KbEntry) work = NULL;
  g_autoptr(GError) error = NULL;
  KbAuthorship authorship;

  sync_office_append (fixture->office, complaint);
  pull (desk, NULL);
  work = kb_test_office_new_work (office, &office->officer, complaint, "Sudah ditelaah");
  kb_sync_push (desk->sync, work, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (sync_desk_head (desk, KB_STREAM_OFFICE), ==, 2);
  kb_sync_get_authorship (desk->sync, KB_STREAM_OFFICE, 0, &authorship);
  g_assert_cmpuint (authorship.last_seq, ==, 1);
  g_assert_cmpmem (authorship.last_id, KB_HASH_SIZE, kb_entry_get_id (work), KB_HASH_SIZE);
}

static void
test_authorship_survives (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "Kisah", "no", FALSE);
  KbAuthorship authorship;

  sync_office_append (fixture->office, complaint);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(KbEntry) work = kb_test_office_new_work (office, &office->officer, complaint, "x");

      sync_office_append (fixture->office, work);
      kb_test_office_wrote (&office->officer, work);
    }
  pull (desk, NULL);
  sync_desk_restart (desk);

  kb_sync_get_authorship (desk->sync, KB_STREAM_OFFICE, 0, &authorship);
  g_assert_cmpuint (authorship.last_seq, ==, 3);
  g_assert_cmpmem (authorship.seen.link, KB_HASH_SIZE,
                   fixture->office->heads[KB_STREAM_OFFICE].link, KB_HASH_SIZE);
}

static void
test_verify_intact (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, SUPERVISOR);
  g_autoptr(GError) error = NULL;
  KbVerifyReport report;

  sync_office_file (fixture->office, 30, 20);
  file (fixture, "Tentang inspektur sendiri.", "head");
  pull (desk, NULL);
  kb_verify_journal (desk->membership, desk->store, &report, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (report.n_entries[KB_STREAM_OFFICE], ==, 30);
  g_assert_cmpuint (report.n_entries[KB_STREAM_LEADERSHIP], ==, 1);
  g_assert_cmpuint (report.n_wrong, ==, 0);
}

static void
changed_cb (KbSync *sync,
            GArray *ids,
            guint   n_new,
            gpointer data)
{
  guint *total = data;

  *total += n_new;
}

static void
pulled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GMainLoop *loop = data;
  g_autoptr(GError) error = NULL;

  kb_sync_pull_finish (KB_SYNC (source), result, NULL, &error);
  g_assert_no_error (error);
  g_main_loop_quit (loop);
}

static void
test_changed_on_main (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint n_new = 0;

  sync_office_file (fixture->office, 25, 20);
  fixture->server->page_size = 10;
  g_signal_connect (desk->sync, "changed", G_CALLBACK (changed_cb), &n_new);
  kb_sync_pull_async (desk->sync, NULL, pulled_cb, loop);
  g_main_loop_run (loop);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_cmpuint (n_new, ==, 25);
}

static void
test_case_for_panel (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  g_autoptr(GArray) ids = NULL;
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(KbCase) shown = NULL;
  g_autofree char *text = NULL;
  guint32 id;

  file (fixture, "Pungutan di loket empat.", "no");
  pull (desk, NULL);
  ids = kb_store_list_cases (desk->store, KB_STORE_VIEW_ALL, NULL);
  id = g_array_index (ids, guint32, 0);
  cases = kb_store_load_cases (desk->store, &id, 1, NULL);
  entries = kb_store_load_entries (desk->store, id, NULL);
  shown = kb_sync_make_case (desk->sync, cases->pdata[0], entries, NULL);
  g_object_get (shown, "text", &text, NULL);

  g_assert_cmpstr (text, ==, "Pungutan di loket empat.");
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GArray **found = data;
  g_autoptr(GError) error = NULL;

  *found = kb_text_index_search_finish (KB_TEXT_INDEX (source), result, NULL, &error);
  g_assert_no_error (error);
}

static void
test_index_fed (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(SyncDesk) desk = sync_desk_new (fixture->office, OFFICER);
  g_autoptr(KbTextIndex) index = kb_text_index_new ();
  g_autoptr(KbSync) sync = kb_sync_new (desk->membership, desk->store, index);
  g_autoptr(GArray) found = NULL;
  g_autoptr(GError) error = NULL;
  guint n_texts = 0;

  file (fixture, "Pungutan di loket empat.", "no");
  file (fixture, "Pengadaan meja yang tidak ada.", "no");
  kb_sync_load (sync, &error);
  g_assert_no_error (error);
  kb_sync_pull (sync, NULL, NULL, &error);
  g_assert_no_error (error);
  /* A search goes before texts that wait. */
  while (n_texts < 2)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
      g_object_get (index, "n-texts", &n_texts, NULL);
    }
  kb_text_index_search_async (index, "lok", 10, NULL, found_cb, &found);
  while (found == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (found->len, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define ADD(name, function) \
  g_test_add ("/sync/pull/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("story-arrives-whole", test_story_arrives);
  ADD ("pages-keep-order", test_pages);
  ADD ("nothing-new-is-one-request-a-stream", test_nothing_new);
  ADD ("goes-on-after-restart", test_restart);
  ADD ("officer-gets-no-leadership", test_officer_no_leadership);
  ADD ("supervisor-reads-leadership", test_supervisor_leadership);
  ADD ("custodian-gets-no-story", test_custodian_sealed);
  ADD ("custodian-keeps-what-it-wrote", test_custodian_keeps_own);
  ADD ("roster-is-fetched-when-it-grows", test_roster_grows);
  ADD ("waits-for-the-key", test_key_comes_later);
  ADD ("push-is-seen-in-the-chain", test_push_seen);
  ADD ("authorship-survives-restart", test_authorship_survives);
  ADD ("verify-finds-it-intact", test_verify_intact);
  ADD ("changed-counts-new-cases", test_changed_on_main);
  ADD ("case-for-the-panel", test_case_for_panel);
  ADD ("index-is-fed", test_index_fed);

  return g_test_run ();
}
