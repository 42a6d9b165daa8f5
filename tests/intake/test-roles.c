/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each kind of caller may do beside the ordinary: the paper key, officers
 * who were excluded from a case, kinds that came later. Over HTTP. */
#include "config.h"

#include "kb-test-intake.h"

#include "kb-bytes.h"
#include "kb-frame.h"
#include "kb-roster-bodies.h"
#include "kb-token.h"

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
  g_assert_cmpint (kb_test_intake_end (fixture->intake, SIGTERM), ==, 0);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
}

static void
post (Fixture    *fixture,
      const char *token,
      KbEntry    *entry,
      const char *expected)
{
  g_autofree char *code = kb_test_intake_post (fixture->intake, token, entry);

  g_assert_cmpstr (code, ==, expected);
}

static void
request (Fixture    *fixture,
         const char *method,
         const char *path,
         const char *token,
         const char *expected)
{
  g_auto(KbTestAnswer) answer = { 0 };
  g_autofree char *code = NULL;

  kb_test_intake_send (fixture->intake, method, path, token, NULL, NULL, &answer);
  code = kb_test_answer_get_code (&answer);
  g_assert_cmpstr (code, ==, expected);
}

/* A supervisor's roster entry, posted and folded. */
static void
add (Fixture *fixture,
     KbEntry *entry)
{
  post (fixture, fixture->office->supervisor.token, entry, "");
  kb_test_office_add (fixture->office, &fixture->office->supervisor, entry);
}

static void
revoke_device (Fixture      *fixture,
               KbTestDevice *device)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->supervisor, KB_STREAM_ROSTER);
  g_autoptr(GBytes) body = kb_roster_revocation_body (device->device.sign);
  g_autoptr(KbEntry) entry = kb_compose_roster (&authorship, KB_KIND_REVOCATION, body);

  add (fixture, entry);
}

static char *
recovery_token (Fixture *fixture)
{
  g_autoptr(KbSecret) token = kb_token_new_recovery (fixture->office->recovery);

  return g_strndup ((const char *) kb_secret_get_data (token), kb_secret_get_size (token));
}

static void
test_paper_key (Fixture       *fixture,
                gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autofree char *token = recovery_token (fixture);
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", TRUE);
  g_autoptr(KbEntry) work = NULL, entry = NULL, again = NULL;
  g_autoptr(GBytes) body = NULL;
  KbTestDevice paper = { .sign = office->recovery };
  KbTestDevice fresh = { 0 };
  KbAuthorship authorship;
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];

  post (fixture, NULL, complaint, "");
  request (fixture, "GET", "/v1/streams/roster/entries?after=0", token, "");
  request (fixture, "GET", "/v1/streams/office/entries?after=0", token, "not_allowed");
  request (fixture, "GET", "/v1/streams/leadership/entries?after=0", token, "not_allowed");
  request (fixture, "PUT", "/v1/joins/00000000000000000000000000000000", token, "not_allowed");
  request (fixture, "GET", "/v1/republish", token, "not_allowed");
  request (fixture, "DELETE", "/v1/republish", token, "not_allowed");
  work = kb_test_office_new_work (office, &office->supervisor, complaint, "x");
  post (fixture, token, work, "not_allowed");

  kb_test_device_init (&fresh, "Baru", KB_DEVICE_ROLE_SUPERVISOR);
  kb_roster_accept (office->genesis, &fresh.device, fresh.sign, accept);
  body = kb_roster_device_body (&fresh.device, accept);
  authorship = kb_test_office_authorship (office, &paper, KB_STREAM_ROSTER);
  entry = kb_compose_roster (&authorship, KB_KIND_RECOVERY, body);
  post (fixture, office->supervisor.token, entry, "not_allowed");
  request (fixture, "GET", "/v1/streams/office/entries?after=0", fresh.token, "unauthorized");
  post (fixture, token, entry, "");
  post (fixture, token, entry, "already_stored");
  request (fixture, "GET", "/v1/streams/leadership/entries?after=0", fresh.token, "");
  kb_test_device_clear (&fresh);
}

static void
test_tokens_follow_the_roster (Fixture       *fixture,
                               gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  KbTestDevice late = { 0 };
  g_autoptr(KbEntry) entry = NULL;
  const char *path = "/v1/streams/roster/entries?after=0";

  kb_test_device_init (&late, "Baru", KB_DEVICE_ROLE_OFFICER);
  request (fixture, "GET", path, late.token, "unauthorized");
  entry = kb_test_office_new_enrolment (office, &late, NULL);
  add (fixture, entry);
  request (fixture, "GET", path, late.token, "");
  kb_test_intake_end (fixture->intake, SIGKILL);
  kb_test_intake_start (fixture->intake, NULL);
  request (fixture, "GET", path, late.token, "");
  revoke_device (fixture, &late);
  request (fixture, "GET", path, late.token, "unauthorized");
  kb_test_intake_end (fixture->intake, SIGKILL);
  kb_test_intake_start (fixture->intake, NULL);
  request (fixture, "GET", path, late.token, "unauthorized");
  kb_test_device_clear (&late);
}

static void
test_heartbeats (Fixture       *fixture,
                 gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  const struct
  {
    KbTestDevice *device;
    KbStream      stream;
    const char   *expected;
  } cases[] = {
    { &office->officer, KB_STREAM_ROSTER, "" },
    { &office->officer, KB_STREAM_OFFICE, "" },
    { &office->officer, KB_STREAM_LEADERSHIP, "not_allowed" },
    { &office->custodian, KB_STREAM_LEADERSHIP, "" },
    { &office->supervisor, KB_STREAM_ROSTER, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      KbAuthorship authorship =
        kb_test_office_authorship (office, cases[i].device, cases[i].stream);
      g_autoptr(KbEntry) beat = kb_compose_heartbeat (&authorship, cases[i].stream);

      post (fixture, cases[i].device->token, beat, cases[i].expected);
      if (cases[i].expected[0] == '\0')
        kb_test_office_wrote (cases[i].device, beat);
    }
}

static KbEntry *
case_work (Fixture       *fixture,
           KbTestDevice  *device,
           KbEntry       *complaint,
           const char    *audience,
           guint32        epoch,
           KbAgeIdentity *key)
{
  const KbHeader *header = kb_entry_get_header (complaint);
  KbAuthorship authorship =
    kb_test_office_authorship (fixture->office, device, header->stream);
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  const char *recipients[] = { recipient, NULL };
  g_autoptr(JsonObject) members = json_object_new ();
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  json_object_set_string_member (members, "note", "x");
  entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, header->stream, header->case_id,
                                 audience, epoch, members, recipients, &error);
  g_assert_no_error (error);

  return entry;
}

/* A case's own key for these devices. */
static void
grant_case (Fixture               *fixture,
            const char            *audience,
            guint32                epoch,
            KbAgeIdentity         *key,
            const KbDevice *const *devices,
            guint                  n_devices)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->supervisor, KB_STREAM_ROSTER);
  g_autoptr(KbSecret) secret = kb_age_identity_to_secret (key);
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  g_autofree char *recovery = kb_age_identity_get_recipient (office->recovery_age);
  g_autoptr(GError) error = NULL;
  g_autoptr(KbEntry) entry = kb_compose_grant (&authorship, audience, epoch, secret, recipient,
                                               devices, n_devices, recovery, &error);

  g_assert_no_error (error);
  add (fixture, entry);
}

/* States of the last part of each entry of the office stream, as this token gets them. */
static GArray *
pull_states (Fixture    *fixture,
             const char *token)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (KbPartState));
  g_auto(KbTestAnswer) answer = { 0 };
  KbReader reader;

  kb_test_intake_send (fixture->intake, "GET", "/v1/streams/office/entries?after=0", token, NULL,
                       NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  kb_reader_init (&reader, g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  while (kb_reader_remaining (&reader) > 0)
    {
      guint32 size = kb_reader_u32 (&reader);
      g_auto(KbFrame) frame = { 0 };
      const KbHeader *header;
      KbPartState state;

      g_assert_true (kb_frame_decode (kb_reader_bytes (&reader, size), size, &frame, NULL));
      if (frame.type != KB_FRAME_ENTRY)
        continue;
      header = kb_entry_get_header (frame.entry);
      kb_entry_get_part (frame.entry, header->parts[header->n_parts - 1].role, &state);
      g_array_append_val (states, state);
    }

  return states;
}

static void
assert_states (Fixture     *fixture,
               const char  *token,
               KbPartState  complaint,
               KbPartState  before,
               KbPartState  own)
{
  g_autoptr(GArray) states = pull_states (fixture, token);
  const KbPartState expected[] = { complaint, before, own };

  g_assert_cmpuint (states->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < states->len; i++)
    g_assert_cmpint (g_array_index (states, KbPartState, i), ==, expected[i]);
}

static void
test_excluded (Fixture       *fixture,
               gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  KbTestDevice *supervisor = &office->supervisor, *officer = &office->officer;
  g_autoptr(KbEntry) complaint = kb_test_office_new_complaint (office, "a", "no", FALSE);
  g_autoptr(KbAgeIdentity) first = kb_age_identity_generate ();
  g_autoptr(KbAgeIdentity) second = kb_age_identity_generate ();
  const KbDevice *both[2], *one[1];
  char audience[KB_LIMIT_AUDIENCE + 1];
  g_autoptr(KbEntry) before = NULL, unknown = NULL, stale = NULL, own = NULL, old = NULL;
  g_autoptr(KbEntry) excluded = NULL;

  post (fixture, NULL, complaint, "");
  before = kb_test_office_new_work (office, officer, complaint, "x");
  post (fixture, officer->token, before, "");
  kb_test_office_wrote (officer, before);
  kb_case_audience (kb_entry_get_header (complaint)->case_id, audience);
  unknown = case_work (fixture, supervisor, complaint, audience, 1, first);
  post (fixture, supervisor->token, unknown, "unknown_audience");

  both[0] = one[0] = kb_roster_find_device (office->roster, supervisor->device.sign);
  both[1] = kb_roster_find_device (office->roster, officer->device.sign);
  grant_case (fixture, audience, 1, first, both, 2);
  stale = kb_test_office_new_work (office, supervisor, complaint, "x");
  post (fixture, supervisor->token, stale, "stale_epoch");
  own = case_work (fixture, officer, complaint, audience, 1, first);
  post (fixture, officer->token, own, "");
  kb_test_office_wrote (officer, own);
  assert_states (fixture, officer->token, KB_PART_PRESENT, KB_PART_PRESENT, KB_PART_PRESENT);

  /* From the second key on the officer reads and writes nothing of the case's own. */
  grant_case (fixture, audience, 2, second, one, 1);
  assert_states (fixture, officer->token, KB_PART_PRESENT, KB_PART_PRESENT, KB_PART_STUB);
  assert_states (fixture, supervisor->token, KB_PART_PRESENT, KB_PART_PRESENT, KB_PART_PRESENT);
  assert_states (fixture, office->custodian.token, KB_PART_STUB, KB_PART_STUB, KB_PART_STUB);
  excluded = case_work (fixture, officer, complaint, audience, 2, second);
  post (fixture, officer->token, excluded, "not_allowed");
  old = case_work (fixture, supervisor, complaint, audience, 1, first);
  post (fixture, supervisor->token, old, "stale_epoch");
  kb_test_intake_end (fixture->intake, SIGKILL);
  kb_test_intake_start (fixture->intake, NULL);
  assert_states (fixture, officer->token, KB_PART_PRESENT, KB_PART_PRESENT, KB_PART_STUB);
}

static KbEntry *
widening (Fixture      *fixture,
          KbEntry      *complaint,
          const guint8 *case_id)
{
  KbTestOffice *office = fixture->office;
  KbAuthorship authorship =
    kb_test_office_authorship (office, &office->supervisor, KB_STREAM_OFFICE);
  g_autofree char *statement =
    kb_roster_widening_statement (case_id, kb_entry_get_id (complaint));
  g_autofree char *recipient = kb_age_identity_get_recipient (office->office_key);
  g_autoptr(GBytes) story = g_bytes_new_static ("{\"v\":1}", 7);
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  KbEntry *entry;

  kb_roster_cosign (office->genesis, statement, office->recovery, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (office->recovery),
                                   signature);
  entry = kb_compose_widening (&authorship, case_id, body, story, 1, recipient, &error);
  g_assert_no_error (error);

  return entry;
}

static void
test_widening (Fixture       *fixture,
               gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  const char *token = office->supervisor.token;
  g_autoptr(KbEntry) leaders = kb_test_office_new_complaint (office, "a", "staff", TRUE);
  g_autoptr(KbEntry) ours = kb_test_office_new_complaint (office, "b", "no", TRUE);
  g_autoptr(KbEntry) beside = NULL, right = NULL, twice = NULL, wrong = NULL;
  const guint8 *case_id = kb_entry_get_header (leaders)->case_id;

  right = widening (fixture, leaders, case_id);
  post (fixture, token, right, "bad_body");
  post (fixture, NULL, leaders, "");
  post (fixture, NULL, ours, "");
  wrong = widening (fixture, ours, kb_entry_get_header (ours)->case_id);
  post (fixture, token, wrong, "bad_body");
  beside = widening (fixture, leaders, kb_entry_get_header (ours)->case_id);
  post (fixture, token, beside, "bad_body");
  post (fixture, token, right, "");
  post (fixture, token, right, "already_stored");
  kb_test_office_wrote (&office->supervisor, right);
  twice = widening (fixture, leaders, case_id);
  post (fixture, token, twice, "case_used");
}

#define ADD(path, func) g_test_add ("/roles/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("paper-key", test_paper_key);
  ADD ("tokens-follow-the-roster", test_tokens_follow_the_roster);
  ADD ("heartbeats", test_heartbeats);
  ADD ("excluded", test_excluded);
  ADD ("widening", test_widening);

  return g_test_run ();
}
