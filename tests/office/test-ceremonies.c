/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The office's ceremonies against the built kumbang-intake, from the founding on. */
#include "config.h"

#include "office-desk.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  KbTestIntake *intake;
  KbRecovery   *recovery;
  OfficeDesk   *supervisor;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *page = g_build_filename (g_getenv ("KB_SRCROOT"), "src", "portal", "dist", NULL);
  const char *options[] = { "--submissions-per-hour", "0", "--page", page, NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->supervisor = office_found ("sari", fixture->intake, &fixture->recovery);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const names[] = { "adi", "tuti", "budi", "ratna" };

  office_desk_lose (fixture->supervisor);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = kb_membership_directory (names[i]);
      g_autofree char *keys = g_build_filename (g_get_user_data_dir (), "keyrings", names[i], NULL);

      office_home_remove (g_steal_pointer (&folder));
      office_home_remove (g_steal_pointer (&keys));
    }
  kb_recovery_free (fixture->recovery);
  kb_test_intake_free (fixture->intake);
}

static OfficeDesk *
join (Fixture      *fixture,
      const char   *name,
      KbDeviceRole  role)
{
  return office_join (name, fixture->intake, fixture->supervisor, role,
                      role == KB_DEVICE_ROLE_SUPERVISOR ? fixture->recovery : NULL);
}

static gboolean
is_shut_out (OfficeDesk *desk)
{
  g_autoptr(GError) error = NULL;

  return !kb_sync_pull (desk->sync, NULL, NULL, &error) &&
         g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE);
}

/* Nothing to do writes nothing. */
static void
assert_whole (OfficeDesk *desk)
{
  guint64 before;
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;

  office_desk_pull (desk);
  before = office_desk_head (desk, KB_STREAM_ROSTER);
  roster = office_desk_roster (desk);
  g_assert_false (kb_office_lacks (roster, g_get_real_time () / G_USEC_PER_SEC));
  kb_ceremony_mend (&desk->office, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (office_desk_head (desk, KB_STREAM_ROSTER), ==, before);
}

static void
test_office_begins_whole (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(KbRoster) roster = office_desk_roster (fixture->supervisor);

  /* Genesis, two keys, a profile with the page that the server gave. */
  g_assert_cmpuint (office_desk_head (fixture->supervisor, KB_STREAM_ROSTER), ==, 4);
  g_assert_nonnull (kb_roster_get_profile (roster));
  g_assert_cmpuint (g_hash_table_size (kb_roster_get_profile (roster)->page), ==, 4);
  g_assert_cmpmem (fixture->recovery->genesis, KB_HASH_SIZE, kb_roster_get_genesis (roster),
                   KB_HASH_SIZE);
  assert_whole (fixture->supervisor);
}

/* A profile that ends this week, and one whose page is another. */
static void
test_profile_is_renewed (Fixture       *fixture,
                         gconstpointer  data)
{
  OfficeDesk *desk = fixture->supervisor;
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  kb_ceremony_publish_profile (&desk->office, NULL, 6, NULL, &error);
  g_assert_no_error (error);
  roster = office_desk_roster (desk);
  g_assert_true (kb_office_lacks (roster, now));
  kb_ceremony_mend (&desk->office, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_whole (desk);
}

static void
test_newcomers_read_what_was_before (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(OfficeDesk) officer = NULL;
  g_autoptr(OfficeDesk) deputy = NULL;

  office_complain (fixture->intake, "Kisah pertama", "no", NULL);
  office_complain (fixture->intake, "Kisah pimpinan", "staff", NULL);
  officer = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  g_assert_true (office_desk_reads (officer, KB_STREAM_OFFICE, "Kisah pertama"));
  g_assert_cmpuint (office_desk_head (officer, KB_STREAM_LEADERSHIP), ==, 0);
  deputy = join (fixture, "budi", KB_DEVICE_ROLE_SUPERVISOR);
  g_assert_true (office_desk_reads (deputy, KB_STREAM_OFFICE, "Kisah pertama"));
  g_assert_true (office_desk_reads (deputy, KB_STREAM_LEADERSHIP, "Kisah pimpinan"));
  assert_whole (fixture->supervisor);
  assert_whole (deputy);
}

static void
test_supervisor_takes_a_second_person (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(OfficeDesk) deputy = office_desk_new ("budi", fixture->intake);
  g_autofree char *request = office_ask (deputy, fixture->supervisor, KB_DEVICE_ROLE_SUPERVISOR);
  g_autoptr(KbRecovery) other = kb_recovery_generate ();
  guint64 before = office_desk_head (fixture->supervisor, KB_STREAM_ROSTER);
  gboolean enrolled = TRUE;
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_ceremony_approve (&fixture->supervisor->office, request, NULL, NULL, NULL,
                                       &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_SECOND);
  g_clear_error (&error);
  g_assert_false (kb_ceremony_approve (&fixture->supervisor->office, request, other, NULL, NULL,
                                       &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY);
  g_assert_true (kb_ceremony_is_enrolled (deputy->membership, &enrolled, NULL, NULL));
  g_assert_false (enrolled);
  office_desk_pull (fixture->supervisor);
  g_assert_cmpuint (office_desk_head (fixture->supervisor, KB_STREAM_ROSTER), ==, before);
}

static guint64
only_proposal (OfficeDesk *desk)
{
  g_autoptr(KbRoster) roster = NULL;

  office_desk_pull (desk);
  roster = office_desk_roster (desk);
  g_assert_cmpuint (kb_roster_get_n_proposals (roster), ==, 1);

  return kb_roster_get_proposal (roster, 0)->seq;
}

static void
test_second_person_sees_whose_key (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(OfficeDesk) deputy = join (fixture, "budi", KB_DEVICE_ROLE_SUPERVISOR);
  g_autoptr(OfficeDesk) custodian = join (fixture, "ratna", KB_DEVICE_ROLE_CUSTODIAN);
  g_autoptr(KbRoster) roster = NULL;
  g_autofree char *own = NULL, *proposed = NULL;
  guint64 seq;
  g_autoptr(GError) error = NULL;

  office_propose_own_key (fixture->supervisor, custodian);
  seq = only_proposal (deputy);
  roster = office_desk_roster (deputy);
  own = kb_ceremony_device_words (kb_roster_get_genesis (roster),
                                  kb_roster_find_device (roster, office_desk_sign (custodian)));
  proposed = kb_ceremony_proposal_words (roster, kb_roster_get_proposal (roster, 0));
  g_assert_cmpstr (proposed, ==, own);
  g_assert_false (kb_ceremony_second (&deputy->office, seq, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
}

static void
test_two_supervisors_appoint (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(OfficeDesk) deputy = join (fixture, "budi", KB_DEVICE_ROLE_SUPERVISOR);
  g_autoptr(OfficeDesk) custodian = join (fixture, "ratna", KB_DEVICE_ROLE_CUSTODIAN);
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;
  gboolean proposed = FALSE;
  guint64 seq;

  kb_ceremony_appoint (&fixture->supervisor->office, office_desk_sign (custodian),
                       "Kustodian", fixture->recovery, &proposed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (proposed);
  seq = only_proposal (deputy);
  g_assert_false (kb_ceremony_second (&fixture->supervisor->office, seq, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
  g_clear_error (&error);

  kb_ceremony_second (&deputy->office, seq, NULL, &error);
  g_assert_no_error (error);
  roster = office_desk_roster (deputy);
  g_assert_cmpstr (kb_roster_get_custodian (roster, G_MAXUINT64)->title, ==, "Kustodian");
  g_assert_cmpstr (kb_roster_get_profile (roster)->custodian, !=, "");
  assert_whole (fixture->supervisor);

  g_assert_false (kb_ceremony_second (&deputy->office, seq, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
}

static void
test_custodian_revoked_takes_no_identities (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(OfficeDesk) custodian = join (fixture, "ratna", KB_DEVICE_ROLE_CUSTODIAN);
  g_autoptr(KbRoster) before = NULL;
  g_autoptr(KbRoster) after = NULL;
  g_autoptr(GError) error = NULL;

  kb_ceremony_appoint (&fixture->supervisor->office, office_desk_sign (custodian),
                       "Kustodian", fixture->recovery, NULL, NULL, &error);
  g_assert_no_error (error);
  before = office_desk_roster (fixture->supervisor);
  g_assert_cmpstr (kb_roster_get_profile (before)->custodian, !=, "");
  kb_ceremony_revoke (&fixture->supervisor->office, office_desk_sign (custodian), NULL, &error);
  g_assert_no_error (error);
  after = office_desk_roster (fixture->supervisor);
  g_assert_cmpstr (kb_roster_get_profile (after)->custodian, ==, "");
  g_assert_true (is_shut_out (custodian));
}

static void
test_revoked_reads_nothing_new (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(OfficeDesk) lost = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  g_autoptr(OfficeDesk) stays = join (fixture, "tuti", KB_DEVICE_ROLE_OFFICER);
  g_autoptr(OfficeDesk) late = NULL;
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;

  office_complain (fixture->intake, "Kisah lama", "no", NULL);
  office_desk_pull (lost);
  kb_ceremony_revoke (&fixture->supervisor->office, office_desk_sign (lost), NULL, &error);
  g_assert_no_error (error);
  office_complain (fixture->intake, "Kisah baru", "no", NULL);

  g_assert_true (is_shut_out (lost));
  office_desk_pull (stays);
  g_assert_true (office_desk_reads (stays, KB_STREAM_OFFICE, "Kisah baru"));
  roster = office_desk_roster (stays);
  g_assert_cmpuint (kb_roster_find_grant (roster, "office", 0)->epoch, ==, 2);
  g_assert_false (kb_roster_holds (roster, kb_roster_find_device (roster, office_desk_sign (lost)),
                                   "office", 2));
  late = office_join ("ratna", fixture->intake, fixture->supervisor, KB_DEVICE_ROLE_OFFICER, NULL);
  g_assert_true (office_desk_reads (late, KB_STREAM_OFFICE, "Kisah lama"));
  g_assert_true (office_desk_reads (late, KB_STREAM_OFFICE, "Kisah baru"));
  assert_whole (fixture->supervisor);

  g_assert_false (kb_ceremony_revoke (&fixture->supervisor->office,
                                      office_desk_sign (fixture->supervisor), NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
}

static void
note (OfficeDesk   *desk,
      const guint8  case_id[KB_CASE_ID_SIZE],
      const char   *text)
{
  g_autofree char *json = g_strdup_printf ("{\"ops\":[{\"note\":\"%s\"}]}", text);
  g_autoptr(JsonNode) node = json_from_string (json, NULL);
  g_autoptr(GError) error = NULL;

  kb_sync_write (desk->sync, KB_STREAM_OFFICE, case_id, json_node_get_object (node), &error);
  g_assert_no_error (error);
  kb_sync_exchange (desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
test_excluded_officer_reads_no_further (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr(OfficeDesk) excluded = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  g_autoptr(OfficeDesk) stays = join (fixture, "tuti", KB_DEVICE_ROLE_OFFICER);
  guint8 named[1][KB_SIGN_PUBLIC_SIZE];
  guint8 case_id[KB_CASE_ID_SIZE];
  char audience[KB_LIMIT_AUDIENCE + 1];
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;
  guint64 before;

  office_complain (fixture->intake, "Kisah satu", "no", case_id);
  office_desk_pull (excluded);
  office_desk_pull (fixture->supervisor);
  memcpy (named[0], office_desk_sign (excluded), KB_SIGN_PUBLIC_SIZE);
  kb_ceremony_exclude (&fixture->supervisor->office, KB_STREAM_OFFICE, case_id, named, 1, NULL,
                       &error);
  g_assert_no_error (error);
  office_desk_pull (stays);
  note (stays, case_id, "Catatan rahasia");
  office_desk_pull (fixture->supervisor);
  g_assert_true (office_desk_reads (fixture->supervisor, KB_STREAM_OFFICE, "Catatan rahasia"));
  office_desk_pull (excluded);
  g_assert_false (office_desk_reads (excluded, KB_STREAM_OFFICE, "Catatan rahasia"));
  g_assert_true (office_desk_reads (excluded, KB_STREAM_OFFICE, "Kisah satu"));

  /* Once more changes nothing; a supervisor can't be left out. */
  before = office_desk_head (fixture->supervisor, KB_STREAM_ROSTER);
  kb_ceremony_exclude (&fixture->supervisor->office, KB_STREAM_OFFICE, case_id, named, 1, NULL,
                       &error);
  g_assert_no_error (error);
  g_assert_cmpuint (office_desk_head (fixture->supervisor, KB_STREAM_ROSTER), ==, before);
  memcpy (named[0], office_desk_sign (fixture->supervisor), KB_SIGN_PUBLIC_SIZE);
  g_assert_false (kb_ceremony_exclude (&fixture->supervisor->office, KB_STREAM_OFFICE, case_id,
                                       named, 1, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
  g_clear_error (&error);
  assert_whole (fixture->supervisor);

  /* Who is revoked loses the case's key, too; the excluded one does not come back by that. */
  kb_ceremony_revoke (&fixture->supervisor->office, office_desk_sign (stays), NULL, &error);
  g_assert_no_error (error);
  roster = office_desk_roster (fixture->supervisor);
  kb_case_audience (case_id, audience);
  g_assert_cmpuint (kb_roster_find_grant (roster, audience, 0)->epoch, ==, 2);
  g_assert_false (kb_roster_holds (roster, kb_roster_find_device (roster,
                                                                  office_desk_sign (excluded)),
                                   audience, 2));
  note (fixture->supervisor, case_id, "Catatan kedua");
  g_assert_true (office_desk_reads (fixture->supervisor, KB_STREAM_OFFICE, "Catatan kedua"));
}

static void
test_widening_takes_two (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(OfficeDesk) deputy = join (fixture, "budi", KB_DEVICE_ROLE_SUPERVISOR);
  g_autoptr(OfficeDesk) officer = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  guint8 case_id[KB_CASE_ID_SIZE];
  gboolean proposed = FALSE;
  g_autoptr(GError) error = NULL;

  office_complain (fixture->intake, "Kisah pimpinan", "staff", case_id);
  office_desk_pull (fixture->supervisor);
  kb_ceremony_widen (&fixture->supervisor->office, case_id, NULL, &proposed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (proposed);
  office_desk_pull (officer);
  g_assert_cmpuint (office_desk_head (officer, KB_STREAM_OFFICE), ==, 0);

  kb_ceremony_second (&deputy->office, only_proposal (deputy), NULL, &error);
  g_assert_no_error (error);
  office_desk_pull (officer);
  g_assert_true (office_desk_reads (officer, KB_STREAM_OFFICE, "Kisah pimpinan"));
  g_assert_cmpuint (office_desk_head (officer, KB_STREAM_LEADERSHIP), ==, 0);
  g_assert_false (kb_ceremony_widen (&fixture->supervisor->office, case_id, NULL, NULL, NULL,
                                     &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_STATE);
}

static void
test_widening_with_the_sheet (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(OfficeDesk) officer = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  guint8 case_id[KB_CASE_ID_SIZE];
  g_autoptr(GError) error = NULL;

  office_complain (fixture->intake, "Kisah pimpinan", "head", case_id);
  office_desk_pull (fixture->supervisor);
  g_assert_false (kb_ceremony_widen (&fixture->supervisor->office, case_id, NULL, NULL, NULL,
                                     &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_SECOND);
  g_clear_error (&error);
  kb_ceremony_widen (&fixture->supervisor->office, case_id, fixture->recovery, NULL, NULL, &error);
  g_assert_no_error (error);
  office_desk_pull (officer);
  g_assert_true (office_desk_reads (officer, KB_STREAM_OFFICE, "Kisah pimpinan"));
}

/* Every desktop's folder and keyring are gone; the sheet was typed from paper. */
static void
test_office_comes_back_from_paper (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr(KbSecret) paper = kb_recovery_to_text (fixture->recovery);
  g_autoptr(KbRecovery) typed = kb_recovery_from_text (paper, NULL);
  g_autoptr(KbRecovery) foreign = kb_recovery_generate ();
  g_autoptr(KbRoster) roster = NULL;
  g_autoptr(GError) error = NULL;
  OfficeDesk *officer = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  OfficeDesk *custodian = join (fixture, "ratna", KB_DEVICE_ROLE_CUSTODIAN);
  guint active = 0;

  kb_ceremony_appoint (&fixture->supervisor->office, office_desk_sign (custodian),
                       "Kustodian", fixture->recovery, NULL, NULL, &error);
  g_assert_no_error (error);
  office_complain (fixture->intake, "Kisah lama", "no", NULL);
  office_complain (fixture->intake, "Kisah pimpinan", "staff", NULL);
  office_desk_lose (officer);
  office_desk_lose (custodian);
  office_desk_lose (fixture->supervisor);

  fixture->supervisor = office_desk_new ("sari", fixture->intake);
  office_desk_open (fixture->supervisor);
  g_assert_false (kb_ceremony_recover (&fixture->supervisor->office, foreign, TRUE, NULL, &error));
  g_assert_error (error, KB_OFFICE_ERROR, KB_OFFICE_ERROR_RECOVERY);
  g_clear_error (&error);
  kb_ceremony_recover (&fixture->supervisor->office, typed, TRUE, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (office_desk_reads (fixture->supervisor, KB_STREAM_OFFICE, "Kisah lama"));
  g_assert_true (office_desk_reads (fixture->supervisor, KB_STREAM_LEADERSHIP, "Kisah pimpinan"));
  roster = office_desk_roster (fixture->supervisor);
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    active += kb_roster_is_active (roster, kb_roster_get_device (roster, i), G_MAXUINT64);
  g_assert_cmpuint (active, ==, 1);
  g_assert_cmpuint (kb_roster_find_grant (roster, "office", 0)->epoch, ==, 2);
  g_assert_cmpuint (kb_roster_find_grant (roster, "leadership", 0)->epoch, ==, 2);
  g_assert_cmpstr (kb_roster_get_profile (roster)->custodian, ==, "");
  assert_whole (fixture->supervisor);

  office_complain (fixture->intake, "Kisah sesudahnya", "no", NULL);
  office_desk_pull (fixture->supervisor);
  g_assert_true (office_desk_reads (fixture->supervisor, KB_STREAM_OFFICE, "Kisah sesudahnya"));
}

/* It may happen twice in an office's life. */
static void
test_sheet_works_again (Fixture       *fixture,
                        gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      office_desk_lose (fixture->supervisor);
      fixture->supervisor = office_desk_new ("sari", fixture->intake);
      office_desk_open (fixture->supervisor);
      kb_ceremony_recover (&fixture->supervisor->office, fixture->recovery, TRUE, NULL, &error);
      g_assert_no_error (error);
      assert_whole (fixture->supervisor);
    }
}

static void
assert_code_error (gboolean      ok,
                   GError      **error,
                   KbOfficeError code)
{
  g_assert_false (ok);
  g_assert_error (*error, KB_OFFICE_ERROR, (int) code);
  g_clear_error (error);
}

/* A code is for one computer, until it is closed, at one office. */
static void
test_code_is_used_once (Fixture       *fixture,
                        gconstpointer  data)
{
  KbOffice *office = &fixture->supervisor->office;
  g_autoptr(OfficeDesk) first = office_desk_new ("adi", fixture->intake);
  g_autoptr(OfficeDesk) second = office_desk_new ("tuti", fixture->intake);
  g_autofree char *request = NULL, *words = NULL, *other = NULL, *other_words = NULL;
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) error = NULL;

  request = kb_ceremony_request (first->membership, NULL, &words, &error);
  other = kb_ceremony_request (second->membership, NULL, &other_words, &error);
  g_assert_false (kb_ceremony_words_match (words, other_words));
  kb_ceremony_invite (office, code, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (kb_ceremony_fetch_request (office, code, NULL, &error));
  g_assert_no_error (error);

  kb_ceremony_send_request (first->membership, code, request, NULL, &error);
  g_assert_no_error (error);
  /* An answer that was lost on the way: the same request once more. */
  kb_ceremony_send_request (first->membership, code, request, NULL, &error);
  g_assert_no_error (error);
  assert_code_error (kb_ceremony_send_request (second->membership, code, other, NULL, &error),
                     &error, KB_OFFICE_ERROR_CODE_USED);

  for (guint i = 0; i < 2; i++)
    {
      kb_ceremony_close_invite (office, code, NULL, &error);
      g_assert_no_error (error);
    }
  assert_code_error (kb_ceremony_send_request (second->membership, code, other, NULL, &error),
                     &error, KB_OFFICE_ERROR_CODE_OVER);
  g_assert_null (kb_ceremony_fetch_request (office, code, NULL, &error));
  assert_code_error (FALSE, &error, KB_OFFICE_ERROR_CODE_OVER);
  code[0] ^= 1;
  assert_code_error (kb_ceremony_send_request (second->membership, code, other, NULL, &error),
                     &error, KB_OFFICE_ERROR_CODE_OTHER);
}

static void
test_founding_code_is_of_one_server (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(OfficeDesk) late = office_desk_new ("adi", fixture->intake);
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbEntry) genesis = NULL;
  guint8 other[KB_SIGN_PUBLIC_SIZE] = { 9 };
  guint8 secret[KB_CODE_HALF_SIZE] = { 7 };
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) error = NULL;

  genesis = kb_ceremony_compose_genesis (late->membership, "Kantor kedua", recovery);
  kb_code_new_first (secret, other, code);
  assert_code_error (kb_ceremony_found (late->membership, genesis, code, NULL, &error), &error,
                     KB_OFFICE_ERROR_CODE_OTHER);
  kb_code_new_first (secret, fixture->intake->key, code);
  assert_code_error (kb_ceremony_found (late->membership, genesis, code, NULL, &error), &error,
                     KB_OFFICE_ERROR_CODE_USED);
}

/* The server is away: said so, and nothing is half done when it is back. */
static void
test_server_that_is_away (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(OfficeDesk) officer = join (fixture, "adi", KB_DEVICE_ROLE_OFFICER);
  guint8 intake[KB_SIGN_PUBLIC_SIZE], genesis[KB_HASH_SIZE], code[KB_CODE_SIZE];
  g_autofree char *office = NULL;
  g_autofree char *url = g_strdup (fixture->supervisor->membership->endpoint);
  g_autoptr(GError) error = NULL;

  kb_test_intake_end (fixture->intake, SIGTERM);
  g_assert_false (kb_ceremony_ask_endpoint (url, NULL, intake, genesis, &office, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_false (kb_ceremony_invite (&fixture->supervisor->office, code, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE);
  g_clear_error (&error);
  g_assert_false (kb_ceremony_revoke (&fixture->supervisor->office, office_desk_sign (officer),
                                      NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE);
}

#define ADD(name, function) \
  g_test_add ("/office/ceremonies/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  char *home = office_home_new ();
  int code;

  g_test_init (&argc, &argv, NULL);
  ADD ("office-begins-whole", test_office_begins_whole);
  ADD ("profile-is-renewed", test_profile_is_renewed);
  ADD ("newcomers-read-what-was-before", test_newcomers_read_what_was_before);
  ADD ("supervisor-takes-a-second-person", test_supervisor_takes_a_second_person);
  ADD ("second-person-sees-whose-key", test_second_person_sees_whose_key);
  ADD ("two-supervisors-appoint", test_two_supervisors_appoint);
  ADD ("custodian-revoked-takes-no-identities", test_custodian_revoked_takes_no_identities);
  ADD ("revoked-reads-nothing-new", test_revoked_reads_nothing_new);
  ADD ("excluded-officer-reads-no-further", test_excluded_officer_reads_no_further);
  ADD ("widening-takes-two", test_widening_takes_two);
  ADD ("widening-with-the-sheet", test_widening_with_the_sheet);
  ADD ("code-is-used-once", test_code_is_used_once);
  ADD ("founding-code-is-of-one-server", test_founding_code_is_of_one_server);
  ADD ("server-that-is-away", test_server_that_is_away);
  ADD ("office-comes-back-from-paper", test_office_comes_back_from_paper);
  ADD ("sheet-works-again", test_sheet_works_again);
  code = g_test_run ();
  office_home_remove (home);

  return code;
}
