/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-desk.h"

#include "file-keyring.h"
#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-endpoint.h"
#include "kb-roster-bodies.h"

#include <glib/gstdio.h>
#include <string.h>

char *
office_home_new (void)
{
  char *home = g_dir_make_tmp ("kumbang-office-XXXXXX", NULL);

  g_assert_nonnull (home);
  g_setenv ("XDG_DATA_HOME", home, TRUE);

  return home;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

void
office_home_remove (char *home)
{
  remove_folder (home);
  g_free (home);
}

static KbKeyring *
keyring_of (const char *name)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "keyrings", name, NULL);

  return file_keyring_new (folder);
}

OfficeDesk *
office_desk_new (const char   *name,
                 KbTestIntake *intake)
{
  OfficeDesk *self = g_new0 (OfficeDesk, 1);
  g_autoptr(KbKeyring) keyring = keyring_of (name);
  g_autofree char *office = NULL;
  g_autoptr(GError) error = NULL;

  self->membership = kb_membership_new (name, keyring, NULL, &error);
  g_assert_no_error (error);
  self->membership->endpoint = g_strndup (intake->uri, strlen (intake->uri) - 1);
  self->membership->name = g_strdup (name);
  self->membership->role = KB_DEVICE_ROLE_SUPERVISOR;
  kb_ceremony_ask_endpoint (self->membership->endpoint, NULL, self->membership->intake,
                            self->membership->genesis, &office, NULL, &error);
  g_assert_no_error (error);

  return self;
}

OfficeDesk *
office_desk_load (const char *name)
{
  OfficeDesk *self = g_new0 (OfficeDesk, 1);
  g_autoptr(KbKeyring) keyring = keyring_of (name);
  g_autoptr(GError) error = NULL;

  self->membership = kb_membership_load (name, keyring, NULL, &error);
  g_assert_no_error (error);
  office_desk_open (self);

  return self;
}

void
office_desk_open (OfficeDesk *self)
{
  g_autofree char *path = kb_membership_store_path (self->membership);
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(GError) error = NULL;

  key = kb_membership_store_key (self->membership, NULL, &error);
  g_assert_no_error (error);
  self->store = kb_store_new (path, key);
  kb_store_open (self->store, &error);
  g_assert_no_error (error);
  self->sync = kb_sync_new (self->membership, self->store, NULL);
  kb_sync_load (self->sync, &error);
  g_assert_no_error (error);
  self->office = (KbOffice) { self->membership, self->sync, self->store };
}

void
office_desk_close (OfficeDesk *self)
{
  if (self->store == NULL)
    return;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->sync);
  kb_store_close (self->store);
  g_clear_object (&self->store);
}

void
office_desk_free (OfficeDesk *self)
{
  office_desk_close (self);
  kb_membership_free (self->membership);
  g_free (self);
}

void
office_desk_lose (OfficeDesk *self)
{
  g_autofree char *folder = g_strdup (self->membership->directory);
  g_autofree char *keys = g_build_filename (g_get_user_data_dir (), "keyrings",
                                            self->membership->profile, NULL);

  office_desk_free (self);
  remove_folder (folder);
  remove_folder (keys);
}

void
office_desk_pull (OfficeDesk *self)
{
  g_autofree char *alarm = NULL;
  g_autoptr(GError) error = NULL;

  kb_sync_pull (self->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  g_object_get (self->sync, "alarm", &alarm, NULL);
  g_assert_cmpstr (alarm, ==, NULL);
}

KbRoster *
office_desk_roster (OfficeDesk *self)
{
  return kb_sync_dup_roster (self->sync);
}

const guint8 *
office_desk_sign (OfficeDesk *self)
{
  return kb_signing_key_get_public (self->membership->device);
}

void
office_first_code (KbTestIntake *intake,
                   guint8        ret_code[KB_CODE_SIZE])
{
  g_autofree char *token = kb_test_intake_enroll (intake);
  guint8 secret[KB_CODE_HALF_SIZE];

  g_assert_true (kb_hex_decode (token, secret, sizeof secret));
  kb_code_new_first (secret, intake->key, ret_code);
}

OfficeDesk *
office_found (const char    *name,
              KbTestIntake  *intake,
              KbRecovery   **ret_recovery)
{
  OfficeDesk *self = office_desk_new (name, intake);
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbEntry) genesis =
    kb_ceremony_compose_genesis (self->membership, "Inspektorat Contoh", recovery);
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) error = NULL;

  office_first_code (intake, code);
  kb_ceremony_found (self->membership, genesis, code, NULL, &error);
  g_assert_no_error (error);
  office_desk_open (self);
  kb_ceremony_mend (&self->office, NULL, NULL, &error);
  g_assert_no_error (error);
  if (ret_recovery != NULL)
    *ret_recovery = g_steal_pointer (&recovery);

  return self;
}

char *
office_ask (OfficeDesk   *newcomer,
            OfficeDesk   *supervisor,
            KbDeviceRole  role)
{
  static const char *const recipient =
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
  guint8 code[KB_CODE_SIZE];
  g_autofree char *request = NULL;
  g_autofree char *words = NULL;
  g_autofree char *read = NULL;
  char *fetched;
  KbDevice device = { 0 };
  g_autoptr(GError) error = NULL;

  newcomer->membership->role = role;
  kb_ceremony_invite (&supervisor->office, code, NULL, &error);
  g_assert_no_error (error);
  request = kb_ceremony_request (newcomer->membership, recipient, &words, &error);
  g_assert_no_error (error);
  kb_ceremony_send_request (newcomer->membership, code, request, NULL, &error);
  g_assert_no_error (error);
  fetched = kb_ceremony_fetch_request (&supervisor->office, code, NULL, &error);
  g_assert_no_error (error);
  kb_ceremony_read_request (&supervisor->office, fetched, &device, &read, &error);
  g_assert_no_error (error);
  g_assert_true (kb_ceremony_words_match (read, words));
  g_free (device.name);

  return fetched;
}

OfficeDesk *
office_join (const char    *name,
             KbTestIntake  *intake,
             OfficeDesk    *supervisor,
             KbDeviceRole   role,
             KbRecovery    *second)
{
  OfficeDesk *self = office_desk_new (name, intake);
  g_autofree char *request = office_ask (self, supervisor, role);
  gboolean enrolled = FALSE;
  gboolean proposed = TRUE;
  g_autoptr(GError) error = NULL;

  kb_ceremony_approve (&supervisor->office, request, second, &proposed, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (proposed);
  kb_ceremony_is_enrolled (self->membership, &enrolled, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (enrolled);
  office_desk_open (self);
  office_desk_pull (self);

  return self;
}

static JsonObject *
new_story (const char *text,
           const char *inspectorate)
{
  g_autofree char *json = g_strdup_printf (
    "{\"alias\":\"saksi pagi\",\"category\":\"korupsi\",\"group\":\"penggelapan\",\"text\":\"%s\","
    "\"reported\":{\"kind\":\"asn\",\"name\":\"Pak X\",\"position\":\"\",\"unit\":\"\","
    "\"inspectorate\":\"%s\"},\"when\":{\"from\":\"\",\"to\":\"\"},\"where\":\"\",\"value\":\"\","
    "\"witnesses\":\"\",\"elsewhere\":\"\",\"evidence\":\"\"}", text, inspectorate);
  g_autoptr(JsonNode) node = json_from_string (json, NULL);

  return json_node_dup_object (node);
}

void
office_complain (KbTestIntake *intake,
                 const char   *text,
                 const char   *inspectorate,
                 guint8        ret_case[KB_CASE_ID_SIZE])
{
  g_autofree char *url = g_strndup (intake->uri, strlen (intake->uri) - 1);
  g_autoptr(KbEndpoint) endpoint = kb_endpoint_new (url, NULL, NULL);
  g_autofree char *note = kb_endpoint_get_profile (endpoint, NULL, NULL);
  g_autoptr(KbProfile) profile = kb_profile_parse (note, strlen (note), NULL, NULL);
  g_autoptr(JsonObject) story = new_story (text, inspectorate);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  KbComplaint complaint = { .story = story };
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (profile);
  entry = kb_compose_complaint (&complaint, profile, reporter,
                                g_get_real_time () / G_USEC_PER_SEC, &error);
  g_assert_no_error (error);
  wire = kb_entry_encode (entry);
  kb_endpoint_file (endpoint, wire, NULL, &error);
  g_assert_no_error (error);
  if (ret_case != NULL)
    memcpy (ret_case, kb_entry_get_header (entry)->case_id, KB_CASE_ID_SIZE);
}

gboolean
office_desk_reads (OfficeDesk *self,
                   KbStream    stream,
                   const char *text)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (self->store, stream, 0, G_MAXUINT, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      KbStoredEntry *stored = entries->pdata[i];

      if (stored->quarantine == 0 && stored->plain != NULL &&
          g_strstr_len (g_bytes_get_data (stored->plain, NULL),
                        (gssize) g_bytes_get_size (stored->plain), text) != NULL)
        return TRUE;
    }

  return FALSE;
}

guint64
office_desk_head (OfficeDesk *self,
                  KbStream    stream)
{
  KbChain head;

  g_assert_true (kb_store_get_head (self->store, stream, &head, NULL));

  return head.seq;
}

void
office_propose_own_key (OfficeDesk *hostile,
                        OfficeDesk *custodian)
{
  KbAppointment appointment = { .title = (char *) "Kustodian", .since = 1 };
  g_autoptr(KbAgeIdentity) own = kb_age_identity_generate ();
  g_autofree char *recipient = kb_age_identity_get_recipient (own);
  g_autofree char *statement = NULL;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  KbSigningKey *key = hostile->membership->device;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;
  g_autoptr(GError) error = NULL;

  memcpy (appointment.device, office_desk_sign (custodian), sizeof appointment.device);
  g_strlcpy (appointment.recipient, recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (hostile->membership->genesis, statement, key, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (key), signature);
  kb_sync_get_authorship (hostile->office.sync, KB_STREAM_ROSTER, 1, &authorship);
  entry = kb_compose_roster (&authorship, KB_KIND_PROPOSAL, body);
  kb_sync_push (hostile->office.sync, entry, NULL, &error);
  g_assert_no_error (error);
}
