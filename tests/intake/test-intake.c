/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main job over HTTP, against the built program: complaints in, journal
 * out, identities on record. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-note.h"
#include "kb-roster-bodies.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  KbTestIntake *intake;
  KbTestOffice *office;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

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
             const char *token,
             KbEntry    *entry,
             const char *expected)
{
  g_autofree char *code = kb_test_intake_post (fixture->intake, token, entry);

  g_assert_cmpstr (code, ==, expected);
}

static void
assert_get (Fixture    *fixture,
            const char *path,
            const char *token,
            const char *expected)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (fixture->intake, "GET", path, token, NULL, NULL, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, expected);
}

/* Pulls a whole stream as a desktop does and checks chain and heads. Returns
 * the entries in order. */
static GPtrArray *
pull (Fixture    *fixture,
      const char *token,
      KbStream    stream)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  guint64 head_seq = G_MAXUINT64;
  KbChain chain;

  kb_chain_init (&chain, fixture->office->genesis, stream);
  while (chain.seq != head_seq)
    {
      g_autofree char *path = g_strdup_printf ("/v1/streams/%s/entries?after=%" G_GUINT64_FORMAT,
                                               kb_stream_to_string (stream), chain.seq);
      g_auto(KbTestAnswer) answer = { 0 };
      KbReader reader;

      kb_test_intake_send (fixture->intake, "GET", path, token, NULL, NULL, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      g_assert_cmpstr (soup_message_headers_get_content_type (answer.headers, NULL), ==,
                       "application/vnd.kumbang.frames");
      kb_reader_init (&reader, g_bytes_get_data (answer.body, NULL),
                      g_bytes_get_size (answer.body));
      while (kb_reader_remaining (&reader) > 0)
        {
          g_autoptr(GError) error = NULL;
          g_auto(KbFrame) frame = { 0 };
          guint32 size = kb_reader_u32 (&reader);
          const guint8 *data = kb_reader_bytes (&reader, size);

          g_assert_nonnull (data);
          g_assert_true (kb_frame_decode (data, size, &frame, &error));
          if (frame.type == KB_FRAME_END)
            {
              g_assert_true (kb_head_check (frame.note, &chain, fixture->intake->key, &error));
              head_seq = frame.head_seq;
              continue;
            }
          g_assert_nonnull (frame.entry);
          g_assert_true (kb_chain_follow (&chain, frame.entry, &frame.place, &error));
          g_ptr_array_add (entries, kb_entry_ref (frame.entry));
        }
    }

  return entries;
}

static KbPartState
state_of (KbEntry    *entry,
          KbPartRole  role)
{
  KbPartState state = KB_PART_ERASED;

  kb_entry_get_part (entry, role, &state);

  return state;
}

static void
test_roundtrip (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbEntry) complaint =
    kb_test_office_new_complaint (fixture->office, "Uang diminta", "no", TRUE);
  g_autoptr(GPtrArray) entries = NULL;
  KbEntry *got;

  assert_post (fixture, NULL, complaint, "");
  entries = pull (fixture, fixture->office->officer.token, KB_STREAM_OFFICE);
  g_assert_cmpuint (entries->len, ==, 1);
  got = entries->pdata[0];
  g_assert_cmpmem (kb_entry_get_id (got), KB_HASH_SIZE, kb_entry_get_id (complaint), KB_HASH_SIZE);
  g_assert_true (g_bytes_equal (kb_entry_get_part (got, KB_ROLE_STORY, NULL),
                                kb_entry_get_part (complaint, KB_ROLE_STORY, NULL)));
  g_assert_cmpint (state_of (got, KB_ROLE_CONTACT), ==, KB_PART_WITHHELD);
  g_assert_cmpint (state_of (got, KB_ROLE_CIVIL), ==, KB_PART_WITHHELD);
}

static void
test_streams_by_role (Fixture       *fixture,
                      gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) ours = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) leaders = kb_test_office_new_complaint (office, "b", "staff", TRUE);
  const struct
  {
    const char *token;
    KbStream    stream;
    gboolean    may;
    gboolean    stub;
  } cases[] = {
    { office->officer.token, KB_STREAM_ROSTER, TRUE, FALSE },
    { office->officer.token, KB_STREAM_OFFICE, TRUE, FALSE },
    { office->officer.token, KB_STREAM_LEADERSHIP, FALSE, FALSE },
    { office->supervisor.token, KB_STREAM_ROSTER, TRUE, FALSE },
    { office->supervisor.token, KB_STREAM_OFFICE, TRUE, FALSE },
    { office->supervisor.token, KB_STREAM_LEADERSHIP, TRUE, FALSE },
    { office->custodian.token, KB_STREAM_ROSTER, TRUE, TRUE },
    { office->custodian.token, KB_STREAM_OFFICE, TRUE, TRUE },
    { office->custodian.token, KB_STREAM_LEADERSHIP, TRUE, TRUE },
  };

  assert_post (fixture, NULL, ours, "");
  assert_post (fixture, NULL, leaders, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/v1/streams/%s/entries?after=0",
                                               kb_stream_to_string (cases[i].stream));

      assert_get (fixture, path, cases[i].token, cases[i].may ? "" : "not_allowed");
      if (cases[i].may && cases[i].stream != KB_STREAM_ROSTER)
        {
          g_autoptr(GPtrArray) entries = pull (fixture, cases[i].token, cases[i].stream);

          g_assert_cmpuint (entries->len, ==, 1);
          g_assert_cmpint (state_of (entries->pdata[0], KB_ROLE_BODY), ==, KB_PART_PRESENT);
          g_assert_cmpint (state_of (entries->pdata[0], KB_ROLE_STORY), ==,
                           cases[i].stub ? KB_PART_STUB : KB_PART_PRESENT);
          g_assert_cmpint (state_of (entries->pdata[0], KB_ROLE_CIVIL), ==, KB_PART_WITHHELD);
        }
      else if (cases[i].may)
        {
          g_autoptr(GPtrArray) entries = pull (fixture, cases[i].token, cases[i].stream);

          g_assert_cmpuint (entries->len, ==, office->entries->len);
        }
    }
}

static void
test_custody_for_custodian (Fixture       *fixture,
                            gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) use = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  assert_post (fixture, NULL, complaint, "");
  use = kb_test_office_new_use (office, &office->custodian, complaint, 1u << KB_ROLE_CIVIL);
  assert_post (fixture, office->custodian.token, use, "");
  entries = pull (fixture, office->custodian.token, KB_STREAM_OFFICE);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpint (state_of (entries->pdata[1], KB_ROLE_CUSTODY), ==, KB_PART_PRESENT);
}

static char *
release_path (KbEntry    *complaint,
              const char *role,
              KbEntry    *use)
{
  g_autofree char *id = kb_hex_encode (kb_entry_get_id (complaint), KB_HASH_SIZE);
  g_autofree char *use_id = kb_hex_encode (kb_entry_get_id (use), KB_HASH_SIZE);

  return g_strdup_printf ("/v1/identities/%s/%s?use=%s", id, role, use_id);
}

static void
assert_release (Fixture      *fixture,
                KbTestDevice *device,
                KbEntry      *complaint,
                const char   *role,
                KbEntry      *use,
                const char   *expected)
{
  g_autofree char *path = release_path (complaint, role, use);

  assert_get (fixture, path, device->token, expected);
}

static void
test_release (Fixture       *fixture,
              gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) other = kb_test_office_new_complaint (office, "b", "no", TRUE);
  g_autoptr(KbEntry) use = NULL;
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *path = NULL;

  assert_post (fixture, NULL, complaint, "");
  assert_post (fixture, NULL, other, "");
  use = kb_test_office_new_use (office, &office->custodian, complaint, 1u << KB_ROLE_CIVIL);
  assert_release (fixture, &office->custodian, complaint, "civil", use, "not_on_record");
  assert_post (fixture, office->custodian.token, use, "");

  assert_release (fixture, &office->custodian, complaint, "contact", use, "not_on_record");
  assert_release (fixture, &office->custodian, other, "civil", use, "not_on_record");
  assert_release (fixture, &office->custodian, complaint, "story", use, "not_found");
  assert_release (fixture, &office->custodian, complaint, "civil", complaint, "not_on_record");
  assert_release (fixture, &office->supervisor, complaint, "civil", use, "not_allowed");
  assert_release (fixture, &office->officer, complaint, "civil", use, "not_allowed");

  path = release_path (complaint, "civil", use);
  kb_test_intake_send (fixture->intake, "GET", path, office->custodian.token, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  g_assert_true (g_bytes_equal (answer.body, kb_entry_get_part (complaint, KB_ROLE_CIVIL, NULL)));
  assert_get (fixture, path, NULL, "unauthorized");
}

/* Desktops count uses whose purpose is "open"; another word must not be a way
 * to look without being counted. */
static void
test_release_uncounted (Fixture       *fixture,
                        gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) use = NULL;

  assert_post (fixture, NULL, complaint, "");
  office->use_purpose = "peek";
  use = kb_test_office_new_use (office, &office->custodian, complaint, 1u << KB_ROLE_CIVIL);
  assert_post (fixture, office->custodian.token, use, "");
  assert_release (fixture, &office->custodian, complaint, "civil", use, "not_on_record");
}

static void
test_use_only_by_custodian (Fixture       *fixture,
                            gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) bare = kb_test_office_new_complaint (office, "b", "no", FALSE);
  g_autoptr(KbEntry) use = NULL, no_part = NULL, unknown = NULL;

  assert_post (fixture, NULL, complaint, "");
  assert_post (fixture, NULL, bare, "");
  use = kb_test_office_new_use (office, &office->officer, complaint, 1u << KB_ROLE_CIVIL);
  assert_post (fixture, office->officer.token, use, "not_allowed");
  no_part = kb_test_office_new_use (office, &office->custodian, bare, 1u << KB_ROLE_CIVIL);
  assert_post (fixture, office->custodian.token, no_part, "bad_body");
  g_clear_pointer (&bare, kb_entry_unref);
  bare = kb_test_office_new_complaint (office, "c", "no", TRUE);
  unknown = kb_test_office_new_use (office, &office->custodian, bare, 1u << KB_ROLE_CIVIL);
  assert_post (fixture, office->custodian.token, unknown, "bad_body");
}

static void
test_duplicate (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(KbEntry) complaint =
    kb_test_office_new_complaint (fixture->office, "Sekali", "no", TRUE);
  g_autoptr(GPtrArray) entries = NULL;

  assert_post (fixture, NULL, complaint, "");
  assert_post (fixture, NULL, complaint, "already_stored");
  assert_post (fixture, NULL, complaint, "already_stored");
  entries = pull (fixture, fixture->office->officer.token, KB_STREAM_OFFICE);
  g_assert_cmpuint (entries->len, ==, 1);
}

static void
test_author_sequence (Fixture       *fixture,
                      gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", FALSE);
  g_autoptr(KbEntry) first = NULL, again = NULL, gap = NULL, second = NULL;

  assert_post (fixture, NULL, complaint, "");
  first = kb_test_office_new_work (office, &office->officer, complaint, "satu");
  again = kb_test_office_new_work (office, &office->officer, complaint, "lain");
  assert_post (fixture, office->officer.token, first, "");
  assert_post (fixture, office->officer.token, first, "already_stored");
  assert_post (fixture, office->officer.token, again, "author_sequence");
  kb_test_office_wrote (&office->officer, again);
  gap = kb_test_office_new_work (office, &office->officer, complaint, "dua");
  assert_post (fixture, office->officer.token, gap, "author_sequence");
  kb_test_office_wrote (&office->officer, first);
  second = kb_test_office_new_work (office, &office->officer, complaint, "dua");
  assert_post (fixture, office->supervisor.token, second, "not_allowed");
  assert_post (fixture, office->officer.token, second, "");
}

static void
test_stale_epoch (Fixture       *fixture,
                  gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", FALSE);
  g_autoptr(KbEntry) work = NULL, grant = NULL, late = NULL;
  g_autoptr(KbAgeIdentity) key = kb_age_identity_generate ();

  assert_post (fixture, NULL, complaint, "");
  work = kb_test_office_new_work (office, &office->officer, complaint, "satu");
  grant = kb_test_office_new_grant (office, "office", 2, key);
  assert_post (fixture, office->supervisor.token, grant, "");
  assert_post (fixture, office->officer.token, work, "stale_epoch");
  late = kb_test_office_new_complaint (office, "b", "no", FALSE);
  assert_post (fixture, NULL, late, "");
}

static void
test_profile (Fixture       *fixture,
              gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  const KbProfile *profile = kb_test_office_get_profile (office);
  g_autoptr(KbProfile) got = NULL;
  g_auto(KbTestAnswer) answer = { 0 };
  g_autoptr(GError) error = NULL;

  kb_test_intake_send (fixture->intake, "GET", "/v1/profile", NULL, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  got = kb_profile_parse (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body),
                          office->supervisor.device.sign, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (got->hash, KB_HASH_SIZE, profile->hash, KB_HASH_SIZE);
}

static void
test_expired_profile (Fixture       *fixture,
                      gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) profile = NULL, complaint = NULL;
  g_auto(KbTestAnswer) answer = { 0 };

  profile = kb_test_office_new_profile (office, 2, office->now - 100, office->now - 10);
  assert_post (fixture, office->supervisor.token, profile, "");
  kb_test_office_add (office, &office->supervisor, profile);
  office->now -= 50;
  complaint = kb_test_office_new_complaint (office, "a", "no", FALSE);
  assert_post (fixture, NULL, complaint, "profile_expired");
  kb_test_intake_send (fixture->intake, "GET", "/v1/profile", NULL, NULL, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
}

static void
test_former_profile (Fixture       *fixture,
                     gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", FALSE);
  g_autoptr(KbEntry) profile =
    kb_test_office_new_profile (office, 2, office->now, office->now + 86400);

  assert_post (fixture, office->supervisor.token, profile, "");
  assert_post (fixture, NULL, complaint, "");
}

static void
test_revoked (Fixture       *fixture,
              gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->supervisor, KB_STREAM_ROSTER);
  g_autoptr(GBytes) body = kb_roster_revocation_body (office->officer.device.sign);
  g_autoptr(KbEntry) revocation = kb_compose_roster (&authorship, KB_KIND_REVOCATION, body);

  assert_get (fixture, "/v1/streams/office/entries?after=0", office->officer.token, "");
  assert_post (fixture, office->supervisor.token, revocation, "");
  assert_get (fixture, "/v1/streams/office/entries?after=0", office->officer.token, "unauthorized");
  assert_get (fixture, "/v1/streams/office/entries?after=0", "x", "unauthorized");
  assert_get (fixture, "/v1/streams/office/entries?after=0", NULL, "unauthorized");
}

static void
test_restart (Fixture       *fixture,
              gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) before = kb_test_office_new_complaint (office, "a", "no", FALSE);
  g_autoptr(KbEntry) after = kb_test_office_new_complaint (office, "b", "no", FALSE);
  g_autoptr(KbEntry) work = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  assert_post (fixture, NULL, before, "");
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_intake_start (fixture->intake, NULL);
  assert_post (fixture, NULL, before, "already_stored");
  assert_post (fixture, NULL, after, "");
  work = kb_test_office_new_work (office, &office->officer, before, "satu");
  assert_post (fixture, office->officer.token, work, "");
  entries = pull (fixture, office->officer.token, KB_STREAM_OFFICE);
  g_assert_cmpuint (entries->len, ==, 3);
}

static void
test_first_code (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(KbTestIntake) intake = kb_test_intake_new ();
  g_autoptr(KbTestOffice) office = kb_test_office_new (intake->key, fixture->office->now);
  g_autoptr(KbTestOffice) other = kb_test_office_new (intake->key, fixture->office->now);
  Fixture fresh = { intake, office };
  g_autofree char *old = kb_test_intake_enroll (intake);
  g_autofree char *code = kb_test_intake_enroll (intake);
  const char *token = office->supervisor.token;

  kb_test_intake_start (intake, NULL);
  assert_get (&fresh, "/v1/profile", NULL, "no_profile");
  assert_get (&fresh, "/v1/streams/roster/entries?after=0", code, "only_genesis");
  assert_post (&fresh, code, office->entries->pdata[1], "only_genesis");
  assert_post (&fresh, old, office->entries->pdata[0], "unauthorized");
  assert_post (&fresh, code, fixture->office->entries->pdata[0], "wrong_intake");
  assert_post (&fresh, code, office->entries->pdata[0], "");

  /* Spent: it says no more than that its one entry is stored. */
  assert_post (&fresh, code, office->entries->pdata[0], "already_stored");
  assert_post (&fresh, token, office->entries->pdata[0], "already_stored");
  assert_post (&fresh, code, other->entries->pdata[0], "genesis_exists");
  assert_post (&fresh, code, office->entries->pdata[1], "unauthorized");
  assert_get (&fresh, "/v1/streams/roster/entries?after=0", code, "unauthorized");
  assert_post (&fresh, token, office->entries->pdata[1], "");
  g_assert_cmpint (kb_test_intake_command ((const char *const[]) {
    "enroll", "--data", intake->data, "--first", NULL }, NULL), ==, 1);
}

static void
test_token_is_hashed (Fixture       *fixture,
                      gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  const char *tokens[] = { office->supervisor.token, office->officer.token,
                           office->custodian.token };

  g_assert_true (kb_test_intake_holds (fixture->intake, office->supervisor.device.sign,
                                       KB_SIGN_PUBLIC_SIZE));
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    g_assert_false (kb_test_intake_holds (fixture->intake, tokens[i], strlen (tokens[i])));
}

static void
test_page_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(GPtrArray) entries = NULL;
  g_auto(KbTestAnswer) answer = { 0 };

  for (guint i = 0; i < KB_LIMIT_PAGE_ENTRIES + 5; i++)
    {
      g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "x", "no", FALSE);

      assert_post (fixture, NULL, complaint, "");
    }
  entries = pull (fixture, office->officer.token, KB_STREAM_OFFICE);
  g_assert_cmpuint (entries->len, ==, KB_LIMIT_PAGE_ENTRIES + 5);
  kb_test_intake_send (fixture->intake, "GET", "/v1/streams/office/entries?after=1005",
                       office->officer.token, NULL, NULL, &answer);
  g_assert_cmpuint (g_bytes_get_size (answer.body), <, 400);
}

#define ADD(path, func) g_test_add ("/intake/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("roundtrip", test_roundtrip);
  ADD ("streams-by-role", test_streams_by_role);
  ADD ("custody-for-custodian", test_custody_for_custodian);
  ADD ("release-on-record-only", test_release);
  ADD ("release-for-counted-purpose-only", test_release_uncounted);
  ADD ("use-only-by-custodian", test_use_only_by_custodian);
  ADD ("duplicate-stored-once", test_duplicate);
  ADD ("author-sequence", test_author_sequence);
  ADD ("stale-epoch", test_stale_epoch);
  ADD ("profile", test_profile);
  ADD ("expired-profile", test_expired_profile);
  ADD ("former-profile-until-its-date", test_former_profile);
  ADD ("revoked-token", test_revoked);
  ADD ("restart-goes-on", test_restart);
  ADD ("first-code-only-genesis", test_first_code);
  ADD ("token-is-hashed", test_token_is_hashed);
  ADD ("page-limit", test_page_limit);

  return g_test_run ();
}
