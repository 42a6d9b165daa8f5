/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-age-seal.h"
#include "kb-body.h"
#include "kb-json.h"

#include <string.h>

static void
assert_sound (const KbEntry *entry)
{
  g_autoptr(GError) error = NULL;

  kb_entry_verify_signature (entry, &error);
  g_assert_no_error (error);
  kb_entry_verify_parts (entry, &error);
  g_assert_no_error (error);
  kb_entry_check_rules (entry, &error);
  g_assert_no_error (error);
}

static void
assert_context (const KbEntry *entry,
                JsonObject    *part)
{
  guint8 context[KB_HASH_SIZE], stated[KB_HASH_SIZE];
  g_autoptr(GList) members = json_object_get_members (part);

  kb_header_get_context (kb_entry_get_header (entry), context);
  g_assert_cmpstr (members->data, ==, "context");
  g_assert_true (kb_json_hex (part, "context", stated, sizeof stated, NULL));
  g_assert_cmpmem (context, sizeof context, stated, sizeof stated);
}

static void
test_complaint_is_readable_by_the_office (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(KbEntry) entry = office_complaint (office, reporter, "no", TRUE);
  g_autoptr(JsonObject) story = office_open (entry, KB_ROLE_STORY,
                                             office->audience_keys[KB_STREAM_OFFICE]);
  const KbHeader *header = kb_entry_get_header (entry);
  const KbProfile *profile = kb_roster_get_profile (office->roster);
  guint8 answer[32], hash[KB_HASH_SIZE], mailbox[KB_HASH_SIZE];
  gboolean has_mailbox;

  assert_sound (entry);
  assert_context (entry, story);
  g_assert_cmpint (header->stream, ==, KB_STREAM_OFFICE);
  g_assert_cmpmem (header->author, 32, kb_signing_key_get_public (reporter->sign), 32);
  g_assert_cmpuint (header->author_time, ==, OFFICE_NOW / 3600 * 3600);
  g_assert_cmpmem (header->profile, 32, profile->hash, 32);
  g_assert_cmpstr (kb_json_string (story, "age", NULL), ==, reporter->recipient);
  g_assert_cmpstr (kb_json_string (story, "alias", NULL), ==, "Kumbang");
  g_assert_true (kb_json_hex (story, "answer", answer, sizeof answer, NULL));
  g_assert_cmpmem (answer, 32, kb_secret_get_data (reporter->answer), 32);
  g_assert_true (kb_json_hex (story, "profile", hash, sizeof hash, NULL));
  g_assert_cmpmem (hash, 32, profile->hash, 32);
  g_assert_true (kb_body_read_complaint (entry, &has_mailbox, mailbox, NULL));
  g_assert_true (has_mailbox);
  g_assert_cmpmem (mailbox, 32, reporter->mailbox_hash, 32);
}

static void
test_identity_is_for_the_custodian_alone (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(JsonObject) contact = office_open (entry, KB_ROLE_CONTACT, office->custody_key);
  g_autoptr(JsonObject) civil = office_open (entry, KB_ROLE_CIVIL, office->custody_key);
  GBytes *part = kb_entry_get_part (entry, KB_ROLE_CIVIL, NULL);
  KbAgeIdentity *others[] = { office->audience_keys[KB_STREAM_OFFICE], office->officer.age,
                              office->audience_keys[KB_STREAM_LEADERSHIP], office->supervisor.age,
                              office->recovery_age };
  g_autoptr(GError) error = NULL;

  assert_context (entry, contact);
  assert_context (entry, civil);
  g_assert_cmpstr (kb_json_string (contact, "phone", NULL), ==, "0812");
  g_assert_cmpstr (kb_json_string (civil, "name", NULL), ==, "Siti");
  g_assert_null (kb_age_open (g_bytes_get_data (part, NULL), g_bytes_get_size (part), others,
                              G_N_ELEMENTS (others), KB_LIMIT_STORY, &error));
  g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_NO_MATCH);
}

static void
test_inspectorate_decides_stream_and_identity (void)
{
  static const struct
  {
    const char *inspectorate;
    KbStream    stream;
    gboolean    identity;
  } table[] = {
    { "no", KB_STREAM_OFFICE, TRUE },
    { "staff", KB_STREAM_LEADERSHIP, TRUE },
    { "head", KB_STREAM_LEADERSHIP, TRUE },
    { "custodian", KB_STREAM_LEADERSHIP, FALSE },
  };
  g_autoptr(Office) office = office_new ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(KbEntry) entry = office_complaint (office, NULL, table[i].inspectorate, TRUE);
      g_autoptr(JsonObject) story = office_open (entry, KB_ROLE_STORY,
                                                 office->audience_keys[table[i].stream]);

      assert_sound (entry);
      g_assert_cmpint (kb_entry_get_header (entry)->stream, ==, table[i].stream);
      g_assert_cmpint (kb_entry_has_part (entry, KB_ROLE_CONTACT), ==, table[i].identity);
      g_assert_cmpint (kb_entry_has_part (entry, KB_ROLE_CIVIL), ==, table[i].identity);
    }
}

static JsonObject *
story_of (const char *text)
{
  JsonObject *story = json_object_new ();

  json_object_set_string_member (story, "text", text);

  return story;
}

static void
test_no_custodian_no_identity (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  const char *note = kb_roster_get_profile_note (office->roster);
  g_autoptr(KbProfile) profile = kb_profile_parse (note, strlen (note), NULL, NULL);
  g_autoptr(JsonObject) story = story_of ("x");
  g_autoptr(JsonObject) contact = json_object_new ();
  KbComplaint complaint = { story, contact, contact };
  g_autoptr(KbEntry) entry = NULL;

  profile->custodian[0] = '\0';
  entry = kb_compose_complaint (&complaint, profile, reporter, OFFICE_NOW, NULL);
  assert_sound (entry);
  g_assert_false (kb_entry_has_part (entry, KB_ROLE_CONTACT));
}

static void
test_expired_profile_takes_nothing (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  const KbProfile *profile = kb_roster_get_profile (office->roster);
  g_autoptr(JsonObject) story = story_of ("x");
  KbComplaint complaint = { story, NULL, NULL };
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_compose_complaint (&complaint, profile, reporter, profile->not_after + 1,
                                       &error));
  g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_EXPIRED);
  g_clear_error (&error);
  g_assert_null (kb_compose_server_complaint (story, profile, profile->not_after + 1, &error));
  g_assert_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_EXPIRED);
}

/* A story's length shows only as one of three sizes, and can't be too long. */
static void
test_story_sizes (void)
{
  static const struct
  {
    gsize characters;
    gsize sealed;
  } table[] = { { 10, 4296 }, { 3000, 4296 }, { 5000, 16584 }, { 20000, 65736 }, { 65536, 0 } };
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  const KbProfile *profile = kb_roster_get_profile (office->roster);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = g_strnfill (table[i].characters, 'x');
      g_autoptr(JsonObject) story = story_of (text);
      KbComplaint complaint = { story, NULL, NULL };
      g_autoptr(GError) error = NULL;
      g_autoptr(KbEntry) entry = kb_compose_complaint (&complaint, profile, reporter, OFFICE_NOW,
                                                       &error);

      if (table[i].sealed == 0)
        {
          g_assert_error (error, KB_AGE_ERROR, KB_AGE_ERROR_LIMIT);
          continue;
        }
      g_assert_no_error (error);
      assert_sound (entry);
      g_assert_cmpuint (g_bytes_get_size (kb_entry_get_part (entry, KB_ROLE_STORY, NULL)), ==,
                        table[i].sealed);
    }
}

/* What a reporter types can't take the place of what the program states. */
static void
test_story_members_replace_nothing (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(JsonObject) story = story_of ("x");
  g_autoptr(JsonObject) opened = NULL;
  KbComplaint complaint = { story, NULL, NULL };
  g_autoptr(KbEntry) entry = NULL;

  json_object_set_string_member (story, "context", "00");
  json_object_set_string_member (story, "age", "age1other");
  entry = kb_compose_complaint (&complaint, kb_roster_get_profile (office->roster), reporter,
                                OFFICE_NOW, NULL);
  opened = office_open (entry, KB_ROLE_STORY, office->audience_keys[KB_STREAM_OFFICE]);
  assert_context (entry, opened);
  g_assert_cmpstr (kb_json_string (opened, "age", NULL), ==, reporter->recipient);
}

/* What a reporter types makes no canary; a supervisor's device does. */
static void
test_canary_is_signed_over_its_context (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(JsonObject) story = story_of ("Uji jalur");
  g_autoptr(JsonObject) opened = NULL;
  KbComplaint complaint = { story, NULL, NULL };
  g_autoptr(KbEntry) entry = NULL;
  guint8 key[KB_SIGN_PUBLIC_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];
  JsonObject *canary;

  json_object_set_boolean_member (story, "canary", TRUE);
  entry = kb_compose_canary (&complaint, kb_roster_get_profile (office->roster),
                             office->supervisor.sign, OFFICE_NOW, NULL);
  opened = office_open (entry, KB_ROLE_STORY, office->audience_keys[KB_STREAM_OFFICE]);
  assert_context (entry, opened);
  canary = kb_json_object (opened, "canary", NULL);
  g_assert_nonnull (canary);
  g_assert_true (kb_json_hex (canary, "key", key, sizeof key, NULL));
  g_assert_true (kb_json_hex (canary, "signature", signature, sizeof signature, NULL));
  g_assert_cmpmem (key, sizeof key, office->supervisor.device.sign, sizeof key);
  g_assert_true (kb_roster_check_canary (office->roster, entry, 100, key, signature));
  g_assert_null (kb_roster_find_device (office->roster, kb_entry_get_header (entry)->author));
}

static void
test_server_complaint_has_no_way_back (void)
{
  g_autoptr(Office) office = office_new ();
  const KbProfile *profile = kb_roster_get_profile (office->roster);
  g_autoptr(JsonObject) story = story_of ("Tanpa JavaScript");
  g_autoptr(KbEntry) entry = kb_compose_server_complaint (story, profile, OFFICE_NOW, NULL);
  g_autoptr(KbEntry) other = kb_compose_server_complaint (story, profile, OFFICE_NOW, NULL);
  g_autoptr(JsonObject) opened = office_open (entry, KB_ROLE_STORY,
                                              office->audience_keys[KB_STREAM_OFFICE]);
  guint8 mailbox[KB_HASH_SIZE];
  gboolean has_mailbox;

  assert_sound (entry);
  assert_context (entry, opened);
  g_assert_cmpint (kb_entry_get_header (entry)->sealed_by, ==, 1);
  g_assert_cmpuint (kb_entry_get_header (entry)->n_parts, ==, 2);
  g_assert_true (kb_body_read_complaint (entry, &has_mailbox, mailbox, NULL));
  g_assert_false (has_mailbox);
  g_assert_cmpstr (kb_json_string (opened, "answer", NULL), ==, "");
  g_assert_cmpstr (kb_json_string (opened, "age", NULL), ==, "");
  g_assert_cmpint (memcmp (kb_entry_get_header (entry)->author, kb_entry_get_header (other)->author,
                           KB_SIGN_PUBLIC_SIZE), !=, 0);
}

static void
test_grant_hands_over_the_key (void)
{
  g_autoptr(Office) office = office_new ();
  const KbGrant *grant = kb_roster_find_grant (office->roster, "office", 1);
  KbAgeIdentity *readers[] = { office->supervisor.age, office->recovery_age };

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(JsonObject) key = office_open (grant->entry, KB_ROLE_KEY, readers[i]);
      const char *text = kb_json_string (key, "secret", NULL);
      g_autoptr(KbSecret) secret = kb_secret_new (text, strlen (text));
      g_autoptr(KbAgeIdentity) identity = kb_age_identity_parse (secret, NULL);
      g_autofree char *recipient = kb_age_identity_get_recipient (identity);

      assert_context (grant->entry, key);
      g_assert_cmpstr (recipient, ==, grant->recipient);
    }
}

static void
test_identity_use_is_read_by_office_and_custodian (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(KbEntry) use = office_identity_use (office, &office->custodian, complaint);
  KbAgeIdentity *readers[] = { office->audience_keys[KB_STREAM_OFFICE], office->custody_key };

  assert_sound (use);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(JsonObject) custody = office_open (use, KB_ROLE_CUSTODY, readers[i]);
      JsonArray *fields = kb_json_array (custody, "fields", NULL);
      gint64 minutes;

      assert_context (use, custody);
      g_assert_cmpstr (kb_json_string (custody, "letter", NULL), ==, "ST-17/2026");
      g_assert_cmpstr (json_array_get_string_element (fields, 0), ==, "phone");
      g_assert_true (kb_json_int (custody, "minutes", &minutes, NULL));
      g_assert_cmpint (minutes, ==, 5);
    }
}

static void
test_devices_entries_follow_each_other (void)
{
  g_autoptr(Office) office = office_new ();
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", FALSE));
  KbEntry *first = office_append (office, office_work (office, &office->officer, complaint));
  KbEntry *second = office_append (office, office_work (office, &office->officer, complaint));
  const KbHeader *header = kb_entry_get_header (second);

  assert_sound (second);
  g_assert_cmpuint (header->author_seq, ==, 2);
  g_assert_cmpmem (header->author_prev, 32, kb_entry_get_id (first), 32);
  g_assert_cmpuint (header->seen_seq, ==, 2);
  g_assert_cmpuint (header->seen_roster_seq, ==, office->chains[KB_STREAM_ROSTER].seq);
  g_assert_cmpuint (header->author_time, ==, OFFICE_NOW);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/envelope/complaint/is-readable-by-the-office",
                   test_complaint_is_readable_by_the_office);
  g_test_add_func ("/envelope/complaint/identity-is-for-the-custodian-alone",
                   test_identity_is_for_the_custodian_alone);
  g_test_add_func ("/envelope/complaint/inspectorate-decides-stream-and-identity",
                   test_inspectorate_decides_stream_and_identity);
  g_test_add_func ("/envelope/complaint/no-custodian-no-identity", test_no_custodian_no_identity);
  g_test_add_func ("/envelope/complaint/expired-profile-takes-nothing",
                   test_expired_profile_takes_nothing);
  g_test_add_func ("/envelope/complaint/story-sizes", test_story_sizes);
  g_test_add_func ("/envelope/complaint/story-members-replace-nothing",
                   test_story_members_replace_nothing);
  g_test_add_func ("/envelope/complaint/canary-is-signed-over-its-context",
                   test_canary_is_signed_over_its_context);
  g_test_add_func ("/envelope/complaint/server-complaint-has-no-way-back",
                   test_server_complaint_has_no_way_back);
  g_test_add_func ("/envelope/devices/grant-hands-over-the-key", test_grant_hands_over_the_key);
  g_test_add_func ("/envelope/devices/identity-use-is-read-by-office-and-custodian",
                   test_identity_use_is_read_by_office_and_custodian);
  g_test_add_func ("/envelope/devices/entries-follow-each-other",
                   test_devices_entries_follow_each_other);

  return g_test_run ();
}
