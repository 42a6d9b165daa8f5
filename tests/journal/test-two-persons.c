/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes two persons, recovery, and who is given which key. */
#include "config.h"

#include "office-fixture.h"

#include "kb-roster-bodies.h"

#include <string.h>

#define APPLIED -1

static int
try_apply (Office  *office,
           KbEntry *entry)
{
  g_autoptr(GError) error = NULL;
  gboolean applied = kb_roster_apply (office->roster, entry,
                                      office->chains[KB_STREAM_ROSTER].seq + 1, &error);

  kb_entry_unref (entry);
  if (applied)
    return APPLIED;
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == KB_ROSTER_ERROR);

  return error->code;
}

static int
try_roster (Office       *office,
            OfficeDevice *author,
            KbKind        kind,
            GBytes       *body)
{
  return try_apply (office, office_roster_entry (office, author, kind, body));
}

static void
append (Office       *office,
        OfficeDevice *author,
        KbKind        kind,
        GBytes       *body)
{
  office_append (office, office_roster_entry (office, author, kind, body));
}

static void
revoke_device (Office       *office,
        OfficeDevice *device)
{
  append (office, &office->supervisor, KB_KIND_REVOCATION,
          kb_roster_revocation_body (device->device.sign));
}

/* A second supervisor, let in by the paper key. */
static void
add_second (Office       *office,
            OfficeDevice *second)
{
  office_device_init (second, "Irban I", KB_DEVICE_ROLE_SUPERVISOR);
  append (office, &office->supervisor, KB_KIND_DEVICE,
          office_supervisor_body (office, second, office->recovery));
}

static void
test_supervisor_takes_two_persons (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second, third;
  KbSigningKey *wrong[] = { office->supervisor.sign, office->officer.sign, office->intake };
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];

  office_device_init (&third, "Irban II", KB_DEVICE_ROLE_SUPERVISOR);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                                 office_supervisor_body (office, &third, wrong[i])),
                     ==, KB_ROSTER_ERROR_COSIGN);
  /* By one person's hand, as officers are enrolled. */
  kb_roster_accept (kb_roster_get_genesis (office->roster), &third.device, third.sign, accept);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               kb_roster_device_body (&third.device, accept)),
                   ==, KB_ROSTER_ERROR_COSIGN);

  add_second (office, &second);
  g_assert_cmpuint (kb_roster_get_n_supervisors (office->roster), ==, 2);
  /* The paper key is a second person only where there is no other. */
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_supervisor_body (office, &third, office->recovery)),
                   ==, KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_supervisor_body (office, &third, second.sign)),
                   ==, APPLIED);
  office_device_clear (&second);
  office_device_clear (&third);
}

static void
test_statement_of_another_kind (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second, officer;

  office_device_init (&second, "Irban I", KB_DEVICE_ROLE_SUPERVISOR);
  office_device_init (&officer, "Petugas", KB_DEVICE_ROLE_OFFICER);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                               office_supervisor_body (office, &second, office->recovery)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_appointment_body (office, &office->custodian,
                                                        office->recovery)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_supervisor_body (office, &officer, office->recovery)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  office_device_clear (&second);
  office_device_clear (&officer);
}

static void
test_revoked_supervisor_seconds_nothing (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second;

  add_second (office, &second);
  revoke_device (office, &second);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                               office_appointment_body (office, &office->custodian,
                                                        second.sign)),
                   ==, KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                               office_appointment_body (office, &office->custodian,
                                                        office->recovery)),
                   ==, APPLIED);
  office_device_clear (&second);
}

static void
test_proposal_is_open_until_it_is_carried_out (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second;
  const KbProposal *proposal;
  GBytes *carried_out;

  add_second (office, &second);
  append (office, &second, KB_KIND_PROPOSAL,
          office_appointment_body (office, &office->custodian, second.sign));
  g_assert_cmpuint (kb_roster_get_n_proposals (office->roster), ==, 1);
  g_assert_null (kb_roster_get_custodian (office->roster, G_MAXUINT64));
  g_assert_cmpint (try_roster (office, &second, KB_KIND_PROPOSAL,
                               office_appointment_body (office, &office->custodian,
                                                        second.sign)),
                   ==, KB_ROSTER_ERROR_MALFORMED);

  proposal = kb_roster_get_proposal (office->roster, 0);
  g_assert_cmpmem (proposal->key, 32, second.device.sign, 32);
  carried_out = kb_roster_statement_body (proposal->statement, proposal->key, proposal->signature);
  /* Who proposed it is not the second person as well. */
  g_assert_cmpint (try_roster (office, &second, KB_KIND_APPOINTMENT, g_bytes_ref (carried_out)),
                   ==, KB_ROSTER_ERROR_COSIGN);
  append (office, &office->supervisor, KB_KIND_APPOINTMENT, g_bytes_ref (carried_out));
  g_assert_cmpuint (kb_roster_get_n_proposals (office->roster), ==, 0);
  g_assert_nonnull (kb_roster_get_custodian (office->roster, G_MAXUINT64));

  /* Once only, and what was done can't be proposed. */
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                               g_bytes_ref (carried_out)), ==, KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_roster (office, &second, KB_KIND_PROPOSAL, carried_out), ==,
                   KB_ROSTER_ERROR_MALFORMED);
  office_device_clear (&second);
}

static void
test_proposal_is_signed_by_its_author (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second;

  add_second (office, &second);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_PROPOSAL,
                               office_appointment_body (office, &office->custodian,
                                                        second.sign)),
                   ==, KB_ROSTER_ERROR_COSIGN);
  append (office, &second, KB_KIND_PROPOSAL,
          office_appointment_body (office, &office->custodian, second.sign));
  revoke_device (office, &second);
  g_assert_cmpuint (kb_roster_get_n_proposals (office->roster), ==, 0);
  office_device_clear (&second);
}

static KbEntry *
recovery_entry (Office       *office,
                KbSigningKey *author,
                OfficeDevice *device)
{
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];
  OfficeDevice paper = { .sign = author };

  kb_roster_accept (kb_roster_get_genesis (office->roster), &device->device, device->sign, accept);

  return office_roster_entry (office, &paper, KB_KIND_RECOVERY,
                              kb_roster_device_body (&device->device, accept));
}

static void
test_recovery_is_by_the_paper_key (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbSigningKey) stranger = kb_signing_key_generate ();
  OfficeDevice paper = { .sign = office->recovery };
  OfficeDevice saved, officer;
  KbSigningKey *wrong[] = { stranger, office->officer.sign, office->supervisor.sign,
                            office->intake };

  office_device_init (&saved, "Komputer baru", KB_DEVICE_ROLE_SUPERVISOR);
  office_device_init (&officer, "Petugas", KB_DEVICE_ROLE_OFFICER);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpint (try_apply (office, recovery_entry (office, wrong[i], &saved)), ==,
                     KB_ROSTER_ERROR_AUTHORITY);
  g_assert_cmpint (try_apply (office, recovery_entry (office, office->recovery, &officer)), ==,
                   KB_ROSTER_ERROR_COSIGN);
  /* It writes nothing else. */
  g_assert_cmpint (try_roster (office, &paper, KB_KIND_REVOCATION,
                               kb_roster_revocation_body (office->officer.device.sign)),
                   ==, KB_ROSTER_ERROR_AUTHORITY);

  office_append (office, recovery_entry (office, office->recovery, &saved));
  g_assert_cmpuint (kb_roster_get_n_supervisors (office->roster), ==, 2);
  append (office, &saved, KB_KIND_REVOCATION,
          kb_roster_revocation_body (office->supervisor.device.sign));
  g_assert_cmpuint (kb_roster_get_n_supervisors (office->roster), ==, 1);
  office_device_clear (&saved);
  office_device_clear (&officer);
}

static void
test_tokens_name_devices (void)
{
  g_autoptr(Office) office = office_new ();
  const KbDevice *officer = kb_roster_find_device (office->roster, office->officer.device.sign);
  OfficeDevice twin;

  g_assert_true (kb_roster_find_token (office->roster, office->officer.device.token) == officer);
  g_assert_null (kb_roster_find_token (office->roster, office->officer.device.sign));
  office_device_init (&twin, "Kembar", KB_DEVICE_ROLE_OFFICER);
  memcpy (twin.device.token, officer->token, KB_HASH_SIZE);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_device_body (office, &twin)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  memcpy (twin.device.token, kb_roster_get_recovery_token (office->roster), KB_HASH_SIZE);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               office_device_body (office, &twin)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  office_device_clear (&twin);
}

static void
test_only_custodians_have_a_recipient (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GENESIS);
  OfficeDevice *devices[] = { &office->officer, &office->custodian };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_strlcpy (devices[i]->device.recipient, devices[i]->device.age, 64);
      g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                                   office_device_body (office, devices[i])),
                       ==, i == 0 ? KB_ROSTER_ERROR_MALFORMED : APPLIED);
    }
}

/* A supervisor proposes the right computer with a key of their own: no second person sees that. */
static void
test_appointment_names_the_custodians_own_key (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GENESIS);
  g_autofree char *own = kb_age_identity_get_recipient (office->custody_key);

  g_strlcpy (office->custodian.device.recipient, office->custodian.device.age, 64);
  append (office, &office->supervisor, KB_KIND_DEVICE,
          office_device_body (office, &office->custodian));
  g_assert_cmpstr (office->custodian.device.recipient, !=, own);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                               office_appointment_body (office, &office->custodian,
                                                        office->recovery)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_null (kb_roster_get_custodian (office->roster, G_MAXUINT64));
}

/* An audience's new key, to these devices. */
static KbEntry *
new_grant (Office                *office,
           const char            *audience,
           guint32                epoch,
           KbAgeIdentity         *key,
           const KbDevice *const *devices,
           guint                  n_devices)
{
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  g_autoptr(KbSecret) secret = kb_age_identity_to_secret (key);
  g_autoptr(GError) error = NULL;
  KbAuthorship authorship;
  KbEntry *entry;

  office_authorship (office, &office->supervisor, KB_STREAM_ROSTER, &authorship);
  entry = kb_compose_grant (&authorship, audience, epoch, secret, recipient, devices, n_devices,
                            kb_roster_get_recovery_age (office->roster), &error);
  g_assert_no_error (error);

  return entry;
}

static void
test_grants_are_to_those_who_may (void)
{
  g_autoptr(Office) office = office_new ();
  KbAgeIdentity *key = office->audience_keys[KB_STREAM_OFFICE];
  OfficeDevice stranger, late;
  const KbDevice *one[1];
  const KbDevice *const supervisor[] = { &office->supervisor.device };

  office_device_init (&stranger, "Asing", KB_DEVICE_ROLE_OFFICER);
  one[0] = &stranger.device;
  g_assert_cmpint (try_apply (office, new_grant (office, "office", 1, key, one, 1)), ==,
                   KB_ROSTER_ERROR_MALFORMED);
  one[0] = &office->custodian.device;
  g_assert_cmpint (try_apply (office, new_grant (office, "office", 1, key, one, 1)), ==,
                   KB_ROSTER_ERROR_MALFORMED);
  one[0] = &office->officer.device;
  g_assert_cmpint (try_apply (office, new_grant (office, "leadership", 1,
                                                 office->audience_keys[KB_STREAM_LEADERSHIP],
                                                 one, 1)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_apply (office, new_grant (office, "staff", 1, key, supervisor, 1)), ==,
                   KB_ROSTER_ERROR_MALFORMED);
  revoke_device (office, &office->officer);
  g_assert_cmpint (try_apply (office, new_grant (office, "office", 1, key, one, 1)), ==,
                   KB_ROSTER_ERROR_MALFORMED);

  office_device_init (&late, "Baru", KB_DEVICE_ROLE_OFFICER);
  append (office, &office->supervisor, KB_KIND_DEVICE, office_device_body (office, &late));
  one[0] = kb_roster_find_device (office->roster, late.device.sign);
  g_assert_false (kb_roster_holds (office->roster, one[0], "office", 0));
  office_append (office, new_grant (office, "office", 1, key, one, 1));
  g_assert_true (kb_roster_holds (office->roster, one[0], "office", 0));
  /* The others keep what they were given before. */
  one[0] = kb_roster_find_device (office->roster, office->supervisor.device.sign);
  g_assert_true (kb_roster_holds (office->roster, one[0], "office", 1));
  g_assert_false (kb_roster_holds (office->roster, one[0], "office", 2));
  office_device_clear (&stranger);
  office_device_clear (&late);
}

static void
test_most_devices_of_a_grant_fit_its_body (void)
{
  g_autoptr(Office) office = office_new ();
  const KbDevice *devices[KB_LIMIT_GRANT_DEVICES];
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  char audience[33];

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    devices[i] = &office->supervisor.device;
  kb_case_audience (office->supervisor.device.sign, audience);
  entry = new_grant (office, audience, 1, office->custody_key, devices, G_N_ELEMENTS (devices));
  g_assert_true (kb_entry_check_rules (entry, &error));
  g_assert_no_error (error);
}

static void
test_case_audience (void)
{
  static const guint8 case_id[KB_CASE_ID_SIZE] = { 0xff, 1, 2 };
  guint8 read[KB_CASE_ID_SIZE];
  char audience[33];
  const char *const wrong[] = { "office", "case-", "case-74", "case-74aqeaaaaaaaaaaaaaaaaaaaab",
                                "case-74AQEAAAAAAAAAAAAAAAAAAAAA",
                                "case-74aqeaaaaaaaaaaaaaaaaaaaaaa" };

  kb_case_audience (case_id, audience);
  g_assert_cmpstr (audience, ==, "case-74aqeaaaaaaaaaaaaaaaaaaaaa");
  g_assert_true (kb_case_audience_parse (audience, read));
  g_assert_cmpmem (read, sizeof read, case_id, sizeof case_id);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (kb_case_audience_parse (wrong[i], read));
  g_assert_true (kb_role_reads (KB_DEVICE_ROLE_OFFICER, audience));
  g_assert_false (kb_role_reads (KB_DEVICE_ROLE_CUSTODIAN, audience));
  g_assert_false (kb_role_reads (KB_DEVICE_ROLE_OFFICER, "leadership"));
  g_assert_false (kb_role_reads (KB_DEVICE_ROLE_SUPERVISOR, "roster"));
}

static void
test_excluded_officer_writes_no_more (void)
{
  g_autoptr(Office) office = office_new ();
  const KbDevice *const without[] = { &office->supervisor.device };
  const KbDevice *const both[] = { &office->supervisor.device, &office->officer.device };
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", TRUE));
  g_autoptr(KbEntry) other = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(KbEntry) work = office_work (office, &office->officer, complaint);
  g_autoptr(KbEntry) elsewhere = office_work (office, &office->officer, other);
  g_autoptr(KbEntry) supervised = office_work (office, &office->supervisor, complaint);
  g_autoptr(KbEntry) use = office_identity_use (office, &office->custodian, complaint);
  g_autoptr(KbAgeIdentity) second = kb_age_identity_generate ();
  const guint8 *case_id = kb_entry_get_header (complaint)->case_id;
  const KbChain *roster = &office->chains[KB_STREAM_ROSTER];
  g_autoptr(GError) error = NULL;
  char audience[33], sealed_to[33];
  guint64 before = roster->seq;

  kb_case_audience (case_id, audience);
  kb_roster_get_case_audience (office->roster, KB_STREAM_OFFICE, case_id, sealed_to);
  g_assert_cmpstr (sealed_to, ==, "office");
  office_append (office, new_grant (office, audience, 1, office->custody_key, without, 1));
  kb_roster_get_case_audience (office->roster, KB_STREAM_OFFICE, case_id, sealed_to);
  g_assert_cmpstr (sealed_to, ==, audience);

  g_assert_true (kb_roster_check_author (office->roster, work, before, NULL));
  g_assert_false (kb_roster_check_author (office->roster, work, roster->seq, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
  g_assert_true (kb_roster_check_author (office->roster, elsewhere, roster->seq, NULL));
  g_assert_true (kb_roster_check_author (office->roster, supervised, roster->seq, NULL));
  g_assert_true (kb_roster_check_author (office->roster, use, roster->seq, NULL));

  /* Let in again by the next epoch; at the point between it stays excluded. */
  office_append (office, new_grant (office, audience, 2, second, both, 2));
  g_assert_true (kb_roster_check_author (office->roster, work, roster->seq, NULL));
  g_assert_false (kb_roster_check_author (office->roster, work, roster->seq - 1, NULL));
}

static KbEntry *
widening (Office       *office,
          OfficeDevice *author,
          KbEntry      *complaint,
          const guint8 *case_id,
          KbSigningKey *second)
{
  const guint8 *genesis = kb_roster_get_genesis (office->roster);
  g_autofree char *statement =
    kb_roster_widening_statement (kb_entry_get_header (complaint)->case_id,
                                  kb_entry_get_id (complaint));
  g_autofree char *recipient =
    kb_age_identity_get_recipient (office->audience_keys[KB_STREAM_OFFICE]);
  g_autoptr(GBytes) story = g_bytes_new_static ("{\"context\":\"x\",\"text\":\"Ada\"}", 28);
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GError) error = NULL;
  KbAuthorship authorship;
  KbEntry *entry;

  kb_roster_cosign (genesis, statement, second, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (second), signature);
  office_authorship (office, author, KB_STREAM_OFFICE, &authorship);
  entry = kb_compose_widening (&authorship, case_id, body, story, 1, recipient, &error);
  g_assert_no_error (error);

  return entry;
}

static void
test_widening_takes_two_persons (void)
{
  static const guint8 another[KB_CASE_ID_SIZE] = { 3 };
  g_autoptr(Office) office = office_new ();
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "head", FALSE));
  const guint8 *case_id = kb_entry_get_header (complaint)->case_id;
  g_autoptr(KbEntry) right = widening (office, &office->supervisor, complaint, case_id,
                                       office->recovery);
  g_autoptr(KbEntry) alone = widening (office, &office->supervisor, complaint, case_id,
                                       office->supervisor.sign);
  g_autoptr(KbEntry) officer = widening (office, &office->officer, complaint, case_id,
                                         office->recovery);
  g_autoptr(KbEntry) other = widening (office, &office->supervisor, complaint, another,
                                       office->recovery);
  g_autoptr(JsonObject) story = office_open (right, KB_ROLE_STORY,
                                             office->audience_keys[KB_STREAM_OFFICE]);
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_entry_check_rules (right, &error));
  g_assert_true (kb_roster_check_author (office->roster, right, 100, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (story, "text"), ==, "Ada");
  g_assert_cmpuint (strlen (json_object_get_string_member (story, "context")), ==, 64);
  g_assert_false (kb_roster_check_author (office->roster, alone, 100, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_COSIGN);
  g_assert_false (kb_roster_check_author (office->roster, officer, 100, NULL));
  g_assert_false (kb_roster_check_author (office->roster, other, 100, NULL));
}

static void
test_heartbeats (void)
{
  g_autoptr(Office) office = office_new ();
  OfficeDevice *devices[] = { &office->supervisor, &office->officer, &office->custodian };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
      {
        KbAuthorship authorship;
        g_autoptr(KbEntry) beat = NULL;
        gboolean pulls = kb_role_may_pull (devices[i]->device.role, stream);

        office_authorship (office, devices[i], stream, &authorship);
        beat = kb_compose_heartbeat (&authorship, stream);
        g_assert_true (kb_entry_check_rules (beat, NULL));
        g_assert_cmpint (kb_roster_check_author (office->roster, beat, 100, NULL), ==, pulls);
        if (pulls)
          office_append (office, g_steal_pointer (&beat));
      }
}

static void
test_canary_is_a_supervisors (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", FALSE);
  OfficeDevice *devices[] = { &office->supervisor, &office->officer, &office->custodian };
  guint8 context[KB_HASH_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];

  kb_header_get_context (kb_entry_get_header (entry), context);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      kb_signing_key_sign (devices[i]->sign, KB_CANARY_LABEL, context, sizeof context, signature);
      g_assert_cmpint (kb_roster_check_canary (office->roster, entry, 100,
                                               devices[i]->device.sign, signature), ==, i == 0);
    }
  kb_signing_key_sign (office->supervisor.sign, KB_CANARY_LABEL, context, sizeof context,
                       signature);
  g_assert_false (kb_roster_check_canary (office->roster, entry, 0,
                                          office->supervisor.device.sign, signature));
  signature[0] ^= 1;
  g_assert_false (kb_roster_check_canary (office->roster, entry, 100,
                                          office->supervisor.device.sign, signature));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) g_test_add_func ("/journal/two-persons/" name, function)
  ADD ("supervisor-takes-two-persons", test_supervisor_takes_two_persons);
  ADD ("statement-of-another-kind", test_statement_of_another_kind);
  ADD ("revoked-supervisor-seconds-nothing", test_revoked_supervisor_seconds_nothing);
  ADD ("proposal-is-open-until-it-is-carried-out", test_proposal_is_open_until_it_is_carried_out);
  ADD ("proposal-is-signed-by-its-author", test_proposal_is_signed_by_its_author);
  ADD ("recovery-is-by-the-paper-key", test_recovery_is_by_the_paper_key);
  ADD ("tokens-name-devices", test_tokens_name_devices);
  ADD ("only-custodians-have-a-recipient", test_only_custodians_have_a_recipient);
  ADD ("appointment-names-the-custodians-own-key", test_appointment_names_the_custodians_own_key);
  ADD ("grants-are-to-those-who-may", test_grants_are_to_those_who_may);
  ADD ("most-devices-of-a-grant-fit-its-body", test_most_devices_of_a_grant_fit_its_body);
  ADD ("case-audience", test_case_audience);
  ADD ("excluded-officer-writes-no-more", test_excluded_officer_writes_no_more);
  ADD ("widening-takes-two-persons", test_widening_takes_two_persons);
  ADD ("heartbeats", test_heartbeats);
  ADD ("canary-is-a-supervisors", test_canary_is_a_supervisors);

  return g_test_run ();
}
