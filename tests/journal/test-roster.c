/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-bytes.h"
#include "kb-roster-bodies.h"
#include "kb-token.h"

#include <string.h>

/* Applies an entry behind the office's roster; takes it. Returns the error's code, -1 for none. */
static int
try_apply (Office  *office,
           KbEntry *entry)
{
  g_autoptr(GError) error = NULL;
  guint devices = kb_roster_get_n_devices (office->roster);
  guint grants = kb_roster_get_n_grants (office->roster);
  const char *note = kb_roster_get_profile_note (office->roster);
  gboolean applied = kb_roster_apply (office->roster, entry,
                                      office->chains[KB_STREAM_ROSTER].seq + 1,
                                      &error);

  kb_entry_unref (entry);
  if (applied)
    return -1;
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == KB_ROSTER_ERROR);
  g_assert_cmpuint (kb_roster_get_n_devices (office->roster), ==, devices);
  g_assert_cmpuint (kb_roster_get_n_grants (office->roster), ==, grants);
  g_assert_true (kb_roster_get_profile_note (office->roster) == note);

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
revoke_device (Office       *office,
               OfficeDevice *device)
{
  GBytes *body = kb_roster_revocation_body (device->device.sign);

  office_append (office, office_roster_entry (office, &office->supervisor, KB_KIND_REVOCATION,
                                              body));
}

static GBytes *
text (const char *json)
{
  return g_bytes_new (json, strlen (json));
}

static void
test_ceremonies (void)
{
  g_autoptr(Office) office = office_new ();
  const KbRoster *roster = office->roster;
  const KbAppointment *custodian = kb_roster_get_custodian (roster, G_MAXUINT64);

  g_assert_cmpstr (kb_roster_get_office (roster), ==, "Inspektorat Daerah");
  g_assert_cmpuint (kb_roster_get_n_devices (roster), ==, 3);
  g_assert_cmpuint (kb_roster_get_n_grants (roster), ==, 2);
  g_assert_cmpmem (kb_roster_get_intake_key (roster), 32,
                   kb_signing_key_get_public (office->intake), 32);
  g_assert_nonnull (custodian);
  g_assert_cmpmem (custodian->device, 32, office->custodian.device.sign, 32);
  g_assert_null (kb_roster_get_custodian (roster, custodian->since_seq - 1));
  g_assert_nonnull (kb_roster_get_profile (roster));
  g_assert_cmpstr (kb_roster_get_profile (roster)->custodian, ==, custodian->recipient);
  g_assert_cmpstr (kb_roster_find_device (roster, office->officer.device.sign)->name, ==,
                   "Komputer Irban");
}

/* One line for each role and kind: may it write it in the office stream (roster kinds: roster)? */
static void
test_authority_of_each_role (void)
{
  static const struct
  {
    KbKind   kind;
    gboolean supervisor, officer, custodian, stranger;
    gboolean profile;   /* that it names one, as reporters do */
  } table[] = {
    { KB_KIND_GENESIS, FALSE, FALSE, FALSE, FALSE },
    { KB_KIND_DEVICE, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_REVOCATION, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_APPOINTMENT, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_GRANT, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_PROFILE, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_PROPOSAL, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_HEARTBEAT, TRUE, TRUE, TRUE, FALSE },
    { KB_KIND_RECOVERY, FALSE, FALSE, FALSE, FALSE },
    { KB_KIND_SETTINGS, TRUE, FALSE, FALSE, FALSE },
    { KB_KIND_COMPLAINT, FALSE, FALSE, FALSE, TRUE },
    { KB_KIND_MESSAGE, TRUE, TRUE, FALSE, FALSE },
    { KB_KIND_MESSAGE, FALSE, FALSE, FALSE, TRUE, TRUE },
    { KB_KIND_WORK, TRUE, TRUE, FALSE, FALSE },
    { KB_KIND_IDENTITY_USE, FALSE, FALSE, TRUE, FALSE },
    { KB_KIND_EXPUNGE, FALSE, FALSE, FALSE, FALSE },
    { 99, TRUE, TRUE, TRUE, TRUE },
  };
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbSigningKey) stranger = kb_signing_key_generate ();
  KbSigningKey *authors[] = { office->supervisor.sign, office->officer.sign, office->custodian.sign,
                              stranger };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const gboolean expected[] = { table[i].supervisor, table[i].officer, table[i].custodian,
                                    table[i].stranger };

      for (guint j = 0; j < G_N_ELEMENTS (authors); j++)
        {
          KbHeader header = { .kind = table[i].kind, .author_seq = 1, .stream = KB_STREAM_OFFICE };
          g_autoptr(KbEntry) entry = NULL;
          g_autoptr(GError) error = NULL;

          if (table[i].kind <= KB_KIND_SETTINGS)
            header.stream = KB_STREAM_ROSTER;
          header.profile[0] = table[i].profile;
          memcpy (header.genesis, kb_roster_get_genesis (office->roster), KB_HASH_SIZE);
          memcpy (header.author, kb_signing_key_get_public (authors[j]), KB_SIGN_PUBLIC_SIZE);
          entry = kb_entry_new (&header, NULL, authors[j]);
          g_test_message ("kind %u, author %u", table[i].kind, j);
          g_assert_cmpint (kb_roster_check_author (office->roster, entry, 100, &error), ==,
                           expected[j]);
          if (!expected[j])
            g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
        }
    }
}

static void
test_pull_table (void)
{
  static const struct
  {
    KbDeviceRole role;
    gboolean     roster, office, leadership;
  } table[] = {
    { KB_DEVICE_ROLE_OFFICER, TRUE, TRUE, FALSE },
    { KB_DEVICE_ROLE_SUPERVISOR, TRUE, TRUE, TRUE },
    { KB_DEVICE_ROLE_CUSTODIAN, TRUE, TRUE, TRUE },
    { 0, FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_assert_cmpint (kb_role_may_pull (table[i].role, KB_STREAM_ROSTER), ==, table[i].roster);
      g_assert_cmpint (kb_role_may_pull (table[i].role, KB_STREAM_OFFICE), ==, table[i].office);
      g_assert_cmpint (kb_role_may_pull (table[i].role, KB_STREAM_LEADERSHIP), ==,
                       table[i].leadership);
    }
}

static void
test_officer_writes_nothing_in_leadership (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "head", FALSE);
  g_autoptr(KbEntry) work = office_work (office, &office->officer, complaint);
  g_autoptr(KbEntry) allowed = office_work (office, &office->supervisor, complaint);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_roster_check_author (office->roster, work, 100, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
  g_assert_true (kb_roster_check_author (office->roster, allowed, 100, NULL));
}

static void
test_another_office_is_refused (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(Office) other = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (other, NULL, "no", FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_roster_check_author (office->roster, complaint, 100, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
}

/* Enrolled at 2 and 3: not before. */
static void
test_authority_begins_with_enrolment (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(KbEntry) work = office_work (office, &office->officer, complaint);

  g_assert_false (kb_roster_check_author (office->roster, work, 1, NULL));
  g_assert_true (kb_roster_check_author (office->roster, work, 2, NULL));
}

static void
test_revoked_device_writes_no_more (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(KbEntry) work = office_work (office, &office->officer, complaint);
  g_autoptr(KbEntry) use = office_identity_use (office, &office->custodian, complaint);
  guint64 seq;
  g_autoptr(GError) error = NULL;

  revoke_device (office, &office->officer);
  seq = office->chains[KB_STREAM_ROSTER].seq;
  g_assert_true (kb_roster_check_author (office->roster, work, seq - 1, NULL));
  g_assert_false (kb_roster_check_author (office->roster, work, seq, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);

  g_assert_true (kb_roster_check_author (office->roster, use, seq, NULL));
  revoke_device (office, &office->custodian);
  g_assert_null (kb_roster_get_custodian (office->roster, G_MAXUINT64));
  g_assert_nonnull (kb_roster_get_custodian (office->roster, seq));
  g_assert_false (kb_roster_check_author (office->roster, use, seq + 1, NULL));
}

static void
test_last_supervisor_stays (void)
{
  g_autoptr(Office) office = office_new ();

  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_REVOCATION,
                               kb_roster_revocation_body (office->supervisor.device.sign)),
                   ==, KB_ROSTER_ERROR_AUTHORITY);
}

static void
test_genesis_only_once_and_first (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GENESIS);
  g_autoptr(Office) empty = office_new_until (OFFICE_GENESIS);
  g_autoptr(KbRoster) roster = kb_roster_new ();
  g_autoptr(KbEntry) device = office_roster_entry (office, &office->supervisor, KB_KIND_DEVICE,
                                                   office_device_body (office, &office->officer));
  g_autoptr(GError) error = NULL;
  KbEntry *genesis = office->entries[KB_STREAM_ROSTER]->pdata[0];

  g_assert_cmpint (try_apply (empty, kb_entry_ref (genesis)), ==, KB_ROSTER_ERROR_AUTHORITY);
  g_assert_false (kb_roster_apply (roster, device, 1, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
  g_clear_error (&error);
  g_assert_false (kb_roster_apply (roster, genesis, 2, &error));
  g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
  g_assert_true (kb_roster_is_empty (roster));
}

/* The first entry's author must be the supervisor's device that it names. */
static void
test_genesis_names_its_author (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GENESIS);
  KbAuthorship authorship = { .device = office->officer.sign, .now = OFFICE_NOW };
  static const guint8 token[KB_HASH_SIZE] = { 1 };
  g_autoptr(GBytes) foreign =
    kb_roster_genesis_body ("X", kb_signing_key_get_public (office->intake),
                            kb_signing_key_get_public (office->recovery),
                            kb_roster_get_recovery_age (office->roster), token,
                            &office->supervisor.device);
  g_autoptr(GBytes) officer =
    kb_roster_genesis_body ("X", kb_signing_key_get_public (office->intake),
                            kb_signing_key_get_public (office->recovery),
                            kb_roster_get_recovery_age (office->roster), token,
                            &office->officer.device);
  GBytes *bodies[] = { foreign, officer };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(KbRoster) roster = kb_roster_new ();
      g_autoptr(KbEntry) entry = kb_compose_roster (&authorship, KB_KIND_GENESIS, bodies[i]);
      g_autoptr(GError) error = NULL;

      g_assert_false (kb_roster_apply (roster, entry, 1, &error));
      g_assert_error (error, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
    }
}

static void
test_device_must_agree (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GENESIS);
  g_autofree char *name = g_steal_pointer (&office->officer.device.name);
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];

  office->officer.device.name = g_strdup ("Another name");
  kb_roster_accept (kb_roster_get_genesis (office->roster), &office->officer.device,
                    office->officer.sign, accept);
  g_free (office->officer.device.name);
  office->officer.device.name = g_steal_pointer (&name);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                               kb_roster_device_body (&office->officer.device, accept)),
                   ==, KB_ROSTER_ERROR_COSIGN);
}

static void
test_device_key_is_used_once (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice taken[3];
  KbSigningKey *keys[] = { office->officer.sign, office->intake, office->recovery };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      office_device_init (&taken[i], "Lagi", KB_DEVICE_ROLE_OFFICER);
      kb_signing_key_unref (taken[i].sign);
      taken[i].sign = kb_signing_key_ref (keys[i]);
      memcpy (taken[i].device.sign, kb_signing_key_get_public (keys[i]), KB_SIGN_PUBLIC_SIZE);
      g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_DEVICE,
                                   office_device_body (office, &taken[i])),
                       ==, KB_ROSTER_ERROR_MALFORMED);
      office_device_clear (&taken[i]);
    }
}

static int
try_appoint (Office       *office,
             OfficeDevice *custodian,
             KbSigningKey *second)
{
  return try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                     office_appointment_body (office, custodian, second));
}

static void
test_appointment_takes_two_persons (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  OfficeDevice second;

  g_assert_cmpint (try_appoint (office, &office->custodian, office->supervisor.sign), ==,
                   KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_appoint (office, &office->custodian, office->officer.sign), ==,
                   KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_appoint (office, &office->custodian, office->custodian.sign), ==,
                   KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_appoint (office, &office->custodian, office->intake), ==,
                   KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_appoint (office, &office->officer, office->recovery), ==,
                   KB_ROSTER_ERROR_MALFORMED);
  g_assert_null (kb_roster_get_custodian (office->roster, G_MAXUINT64));

  office_device_init (&second, "Irban I", KB_DEVICE_ROLE_SUPERVISOR);
  office_append (office, office_roster_entry (office, &office->supervisor, KB_KIND_DEVICE,
                                              office_supervisor_body (office, &second,
                                                                      office->recovery)));
  g_assert_cmpint (try_appoint (office, &office->custodian, office->recovery), ==,
                   KB_ROSTER_ERROR_COSIGN);
  g_assert_cmpint (try_appoint (office, &office->custodian, second.sign), ==, -1);
  office_device_clear (&second);
}

/* Right key, right form, but over another statement. */
static void
test_appointment_cosign_covers_the_statement (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  KbAppointment appointment = { .title = (char *) "Irban", .since = 5 };
  g_autofree char *statement = NULL;
  GBytes *body;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  memcpy (appointment.device, office->custodian.device.sign, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, office->custodian.device.age, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (kb_roster_get_genesis (office->roster), "{}", office->recovery, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (office->recovery),
                                     signature);
  g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT, body), ==,
                   KB_ROSTER_ERROR_COSIGN);
}

/* What a second person signed once is not a signature under later changes. */
static void
test_appointment_is_signed_for_once (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_DEVICES);
  KbAppointment appointment = { .title = (char *) "Irban", .since = 5 };
  g_autofree char *statement = NULL;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  memcpy (appointment.device, office->custodian.device.sign, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, office->custodian.device.age, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (kb_roster_get_genesis (office->roster), statement, office->recovery, signature);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (try_roster (office, &office->supervisor, KB_KIND_APPOINTMENT,
                                 kb_roster_statement_body (
                                   statement, kb_signing_key_get_public (office->recovery),
                                   signature)),
                     ==, i == 0 ? -1 : KB_ROSTER_ERROR_COSIGN);
}

static void
test_grant_epochs_go_up_by_one (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GRANTED);

  g_assert_cmpint (try_apply (office,
                              office_grant (office, &office->supervisor, KB_STREAM_OFFICE, 3)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_apply (office,
                              office_grant (office, &office->supervisor, KB_STREAM_OFFICE, 1)),
                   ==, -1);
  g_clear_pointer (&office->audience_keys[KB_STREAM_OFFICE], kb_age_identity_unref);
  office->audience_keys[KB_STREAM_OFFICE] = kb_age_identity_generate ();
  g_assert_cmpint (try_apply (office,
                              office_grant (office, &office->supervisor, KB_STREAM_OFFICE, 1)),
                   ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_apply (office,
                              office_grant (office, &office->supervisor, KB_STREAM_OFFICE, 2)),
                   ==, -1);
  g_assert_cmpuint (kb_roster_find_grant (office->roster, "office", 0)->epoch, ==, 2);
  g_assert_cmpuint (kb_roster_find_grant (office->roster, "office", 1)->epoch, ==, 1);
  g_assert_null (kb_roster_find_grant (office->roster, "staff", 0));
}

static int
try_profile (Office       *office,
             gint64        serial,
             KbSigningKey *signer)
{
  return try_roster (office, &office->supervisor, KB_KIND_PROFILE,
                     office_profile_body (office, serial, signer));
}

static void
test_profile_is_by_a_supervisor (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GRANTED);

  g_assert_cmpint (try_profile (office, 1, office->officer.sign), ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_roster (office, &office->officer, KB_KIND_PROFILE,
                               office_profile_body (office, 1, office->officer.sign)),
                   ==, KB_ROSTER_ERROR_AUTHORITY);
  g_assert_cmpint (try_profile (office, 1, office->supervisor.sign), ==, -1);
}

static void
test_profile_serial_goes_up (void)
{
  g_autoptr(Office) office = office_new ();

  g_assert_cmpint (try_profile (office, 1, office->supervisor.sign), ==, KB_ROSTER_ERROR_MALFORMED);
  g_assert_cmpint (try_profile (office, 2, office->supervisor.sign), ==, -1);
}

static void
test_profile_names_only_granted_keys (void)
{
  g_autoptr(Office) office = office_new_until (OFFICE_GRANTED);
  KbAgeIdentity *kept = office->audience_keys[KB_STREAM_LEADERSHIP];

  office->audience_keys[KB_STREAM_LEADERSHIP] = office->officer.age;
  g_assert_cmpint (try_profile (office, 1, office->supervisor.sign), ==, KB_ROSTER_ERROR_MALFORMED);
  office->audience_keys[KB_STREAM_LEADERSHIP] = kept;
  kept = office->custody_key;
  office->custody_key = office->officer.age;
  g_assert_cmpint (try_profile (office, 1, office->supervisor.sign), ==, KB_ROSTER_ERROR_MALFORMED);
  office->custody_key = kept;
}

static void
test_damaged_bodies_are_refused (void)
{
  static const struct
  {
    KbKind      kind;
    const char *body;
  } bodies[] = {
    { KB_KIND_DEVICE, "" },
    { KB_KIND_DEVICE, "{}" },
    { KB_KIND_DEVICE, "{\"v\":2,\"device\":{}}" },
    { KB_KIND_DEVICE, "{\"v\":1,\"v\":1}" },
    { KB_KIND_DEVICE, "{\"v\":1,\"device\":[]}" },
    { KB_KIND_DEVICE, "{\"v\":1,\"device\":{\"sign\":\"00\"}}" },
    { KB_KIND_REVOCATION, "{\"v\":1,\"device\":\"zz\"}" },
    { KB_KIND_APPOINTMENT, "{\"v\":1,\"statement\":\"{}\",\"cosign\":{}}" },
    { KB_KIND_GRANT, "{\"v\":1,\"audience\":\"Office\",\"epoch\":1,\"recipient\":\"age1\"}" },
    { KB_KIND_GRANT, "{\"v\":1,\"audience\":\"office\",\"epoch\":0,\"recipient\":\"age1\"}" },
    { KB_KIND_PROFILE, "kumbang/profile/v1\n{}\n" },
    { KB_KIND_PROFILE, "" },
    { KB_KIND_GRANT, "" },
  };
  g_autoptr(Office) office = office_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    g_assert_cmpint (try_roster (office, &office->supervisor, bodies[i].kind,
                                 text (bodies[i].body)),
                     ==, KB_ROSTER_ERROR_MALFORMED);
}

static void
test_unknown_kind_changes_nothing (void)
{
  g_autoptr(Office) office = office_new ();

  g_assert_cmpint (try_roster (office, &office->supervisor, 99, text ("?")), ==, -1);
  g_assert_cmpuint (kb_roster_get_n_devices (office->roster), ==, 3);
}

/* Everything that the state answers, as text. */
static char *
describe (const KbRoster *roster)
{
  GString *out = g_string_new (kb_roster_get_office (roster));

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);
      g_autofree char *sign = kb_hex_encode (device->sign, KB_SIGN_PUBLIC_SIZE);

      g_string_append_printf (out, "\n%s %s %s %u %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, sign,
                              device->age, device->name, device->role, device->since_seq,
                              device->revoked_seq);
    }
  for (guint i = 0; i < kb_roster_get_n_grants (roster); i++)
    {
      const KbGrant *grant = kb_roster_get_grant (roster, i);

      g_string_append_printf (out, "\n%s %u %s", grant->audience, grant->epoch, grant->recipient);
    }
  for (guint64 seq = 0; seq < 20; seq++)
    {
      const KbAppointment *custodian = kb_roster_get_custodian (roster, seq);

      g_string_append_printf (out, "\n%s", custodian != NULL ? custodian->recipient : "none");
    }
  g_string_append (out, kb_roster_get_profile_note (roster));

  return g_string_free (out, FALSE);
}

static void
test_replay_gives_the_same_state (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbRoster) again = kb_roster_new ();
  g_autofree char *expected = NULL;
  g_autofree char *replayed = NULL;

  revoke_device (office, &office->officer);
  for (guint i = 0; i < office->entries[KB_STREAM_ROSTER]->len; i++)
    {
      g_autoptr(GBytes) bytes = kb_entry_encode (office->entries[KB_STREAM_ROSTER]->pdata[i]);
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (bytes, NULL);

      g_assert_true (kb_roster_apply (again, entry, i + 1, NULL));
    }
  expected = describe (office->roster);
  replayed = describe (again);
  g_assert_cmpstr (replayed, ==, expected);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/roster/ceremonies", test_ceremonies);
  g_test_add_func ("/journal/roster/authority-of-each-role", test_authority_of_each_role);
  g_test_add_func ("/journal/roster/pull-table", test_pull_table);
  g_test_add_func ("/journal/roster/officer-writes-nothing-in-leadership",
                   test_officer_writes_nothing_in_leadership);
  g_test_add_func ("/journal/roster/another-office-is-refused", test_another_office_is_refused);
  g_test_add_func ("/journal/roster/authority-begins-with-enrolment",
                   test_authority_begins_with_enrolment);
  g_test_add_func ("/journal/roster/revoked-device-writes-no-more",
                   test_revoked_device_writes_no_more);
  g_test_add_func ("/journal/roster/last-supervisor-stays", test_last_supervisor_stays);
  g_test_add_func ("/journal/roster/genesis-only-once-and-first", test_genesis_only_once_and_first);
  g_test_add_func ("/journal/roster/genesis-names-its-author", test_genesis_names_its_author);
  g_test_add_func ("/journal/roster/device-must-agree", test_device_must_agree);
  g_test_add_func ("/journal/roster/device-key-is-used-once", test_device_key_is_used_once);
  g_test_add_func ("/journal/roster/appointment-takes-two-persons",
                   test_appointment_takes_two_persons);
  g_test_add_func ("/journal/roster/appointment-cosign-covers-the-statement",
                   test_appointment_cosign_covers_the_statement);
  g_test_add_func ("/journal/roster/appointment-is-signed-for-once",
                   test_appointment_is_signed_for_once);
  g_test_add_func ("/journal/roster/grant-epochs-go-up-by-one", test_grant_epochs_go_up_by_one);
  g_test_add_func ("/journal/roster/profile-is-by-a-supervisor", test_profile_is_by_a_supervisor);
  g_test_add_func ("/journal/roster/profile-serial-goes-up", test_profile_serial_goes_up);
  g_test_add_func ("/journal/roster/profile-names-only-granted-keys",
                   test_profile_names_only_granted_keys);
  g_test_add_func ("/journal/roster/damaged-bodies-are-refused", test_damaged_bodies_are_refused);
  g_test_add_func ("/journal/roster/unknown-kind-changes-nothing",
                   test_unknown_kind_changes_nothing);
  g_test_add_func ("/journal/roster/replay-gives-the-same-state", test_replay_gives_the_same_state);

  return g_test_run ();
}
