/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-test-office.h"

#include "kb-roster-bodies.h"
#include "kb-token.h"

#include <string.h>

#define DAY 86400
#define PROFILE_DAYS 20

/**
 * kb_test_device_init:
 *
 * A device that nobody knows yet, with a token of its own.
 */
void
kb_test_device_init (KbTestDevice *self,
                     const char   *name,
                     KbDeviceRole  role)
{
  g_autoptr(KbSecret) token = kb_token_new ();
  g_autofree char *recipient = NULL;

  self->token = g_strndup ((const char *) kb_secret_get_data (token), kb_secret_get_size (token));
  kb_token_hash (token, self->device.token);
  self->sign = kb_signing_key_generate ();
  self->age = kb_age_identity_generate ();
  recipient = kb_age_identity_get_recipient (self->age);
  memcpy (self->device.sign, kb_signing_key_get_public (self->sign), KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (self->device.age, recipient, sizeof self->device.age);
  self->device.name = g_strdup (name);
  self->device.role = role;
}

void
kb_test_device_clear (KbTestDevice *self)
{
  g_clear_pointer (&self->sign, kb_signing_key_unref);
  g_clear_pointer (&self->age, kb_age_identity_unref);
  g_clear_pointer (&self->device.name, g_free);
  g_clear_pointer (&self->token, g_free);
}

/**
 * kb_test_office_authorship:
 *
 * Returns: what @device needs to write its next entry in @stream; it has seen nothing
 */
KbAuthorship
kb_test_office_authorship (KbTestOffice *self,
                           KbTestDevice *device,
                           KbStream      stream)
{
  KbAuthorship authorship = { .device = device->sign, .now = self->now };

  memcpy (authorship.genesis, self->genesis, KB_HASH_SIZE);
  authorship.last_seq = device->last_seq[stream];
  memcpy (authorship.last_id, device->last_id[stream], KB_HASH_SIZE);
  kb_chain_init (&authorship.seen, self->genesis, stream);
  kb_chain_init (&authorship.seen_roster, self->genesis, KB_STREAM_ROSTER);

  return authorship;
}

void
kb_test_office_wrote (KbTestDevice *device,
                      KbEntry      *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);

  device->last_seq[header->stream] = header->author_seq;
  memcpy (device->last_id[header->stream], kb_entry_get_id (entry), KB_HASH_SIZE);
}

void
kb_test_office_add (KbTestOffice *self,
                    KbTestDevice *device,
                    KbEntry      *entry)
{
  g_autoptr(GError) error = NULL;

  kb_roster_apply (self->roster, entry, self->entries->len + 1, &error);
  g_assert_no_error (error);
  kb_test_office_wrote (device, entry);
  g_ptr_array_add (self->entries, kb_entry_ref (entry));
}

static void
add_body (KbTestOffice *self,
          KbKind        kind,
          GBytes       *body)
{
  KbAuthorship authorship = kb_test_office_authorship (self, &self->supervisor, KB_STREAM_ROSTER);
  g_autoptr(KbEntry) entry = kb_compose_roster (&authorship, kind, body);

  if (kind == KB_KIND_GENESIS)
    memcpy (self->genesis, kb_entry_get_id (entry), KB_HASH_SIZE);
  kb_test_office_add (self, &self->supervisor, entry);
}

static void
add_genesis (KbTestOffice *self,
             const guint8  intake[KB_SIGN_PUBLIC_SIZE])
{
  g_autofree char *recovery = kb_age_identity_get_recipient (self->recovery_age);
  g_autoptr(KbSecret) token = kb_token_new_recovery (self->recovery);
  guint8 token_hash[KB_HASH_SIZE];
  g_autoptr(GBytes) body = NULL;

  kb_token_hash (token, token_hash);
  body = kb_roster_genesis_body ("Inspektorat Uji", intake,
                                 kb_signing_key_get_public (self->recovery), recovery, token_hash,
                                 &self->supervisor.device);
  add_body (self, KB_KIND_GENESIS, body);
}

/**
 * kb_test_office_new_enrolment:
 * @second: (nullable): who co-signs a supervisor's enrolment; %NULL: the paper key
 *
 * Returns: (transfer full): the supervisor's next roster entry, not folded yet
 */
KbEntry *
kb_test_office_new_enrolment (KbTestOffice *self,
                              KbTestDevice *device,
                              KbSigningKey *second)
{
  KbAuthorship authorship = kb_test_office_authorship (self, &self->supervisor, KB_STREAM_ROSTER);
  guint8 accept[KB_SIGN_SIGNATURE_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *statement = NULL;
  g_autoptr(GBytes) body = NULL;

  kb_roster_accept (self->genesis, &device->device, device->sign, accept);
  if (device->device.role == KB_DEVICE_ROLE_SUPERVISOR)
    {
      second = second != NULL ? second : self->recovery;
      statement = kb_roster_device_statement (&device->device, accept);
      kb_roster_cosign (self->genesis, statement, second, signature);
      body = kb_roster_statement_body (statement, kb_signing_key_get_public (second), signature);
    }
  else
    {
      body = kb_roster_device_body (&device->device, accept);
    }

  return kb_compose_roster (&authorship, KB_KIND_DEVICE, body);
}

static void
add_device (KbTestOffice *self,
            KbTestDevice *device)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_enrolment (self, device, NULL);

  kb_test_office_add (self, &self->supervisor, entry);
}

static void
add_appointment (KbTestOffice *self)
{
  g_autofree char *recipient = kb_age_identity_get_recipient (self->custodian_key);
  g_autofree char *title = g_strdup ("Kustodian");
  KbAppointment appointment = { .title = title, .since = self->now };
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *statement = NULL;
  g_autoptr(GBytes) body = NULL;

  memcpy (appointment.device, self->custodian.device.sign, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (self->genesis, statement, self->recovery, signature);
  body = kb_roster_statement_body (statement, kb_signing_key_get_public (self->recovery),
                                   signature);
  add_body (self, KB_KIND_APPOINTMENT, body);
}

/* Devices that may have the key now. */
static GPtrArray *
entitled (KbTestOffice *self,
          const char   *audience)
{
  GPtrArray *devices = g_ptr_array_new ();

  for (guint i = 0; i < kb_roster_get_n_devices (self->roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (self->roster, i);

      if (kb_role_reads (device->role, audience) &&
          kb_roster_is_active (self->roster, device, G_MAXUINT64))
        g_ptr_array_add (devices, (gpointer) device);
    }

  return devices;
}

/**
 * kb_test_office_new_grant:
 *
 * Returns: (transfer full): the supervisor's next roster entry, not folded yet
 */
KbEntry *
kb_test_office_new_grant (KbTestOffice  *self,
                          const char    *audience,
                          guint32        epoch,
                          KbAgeIdentity *key)
{
  KbAuthorship authorship = kb_test_office_authorship (self, &self->supervisor, KB_STREAM_ROSTER);
  g_autoptr(KbSecret) secret = kb_age_identity_to_secret (key);
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  g_autofree char *recovery = kb_age_identity_get_recipient (self->recovery_age);
  g_autoptr(GPtrArray) devices = entitled (self, audience);
  g_autoptr(GError) error = NULL;
  KbEntry *entry = kb_compose_grant (&authorship, audience, epoch, secret, recipient,
                                     (const KbDevice *const *) devices->pdata, devices->len,
                                     recovery, &error);

  g_assert_no_error (error);

  return entry;
}

static void
add_grant (KbTestOffice  *self,
           const char    *audience,
           KbAgeIdentity *key)
{
  g_autoptr(KbEntry) entry = kb_test_office_new_grant (self, audience, 1, key);

  kb_test_office_add (self, &self->supervisor, entry);
}

static void
fill_recipient (KbTestOffice *self,
                KbProfile    *profile,
                const char   *audience)
{
  const KbGrant *grant = kb_roster_find_grant (self->roster, audience, 0);
  KbProfileRecipient *recipient = &profile->recipients[profile->n_recipients++];

  g_strlcpy (recipient->audience, audience, sizeof recipient->audience);
  recipient->epoch = grant->epoch;
  g_strlcpy (recipient->recipient, grant->recipient, sizeof recipient->recipient);
}

/**
 * kb_test_office_new_profile:
 *
 * Returns: (transfer full): the supervisor's next roster entry, not folded yet
 */
KbEntry *
kb_test_office_new_profile (KbTestOffice *self,
                            gint64        serial,
                            gint64        issued,
                            gint64        not_after)
{
  KbAuthorship authorship = kb_test_office_authorship (self, &self->supervisor, KB_STREAM_ROSTER);
  const KbAppointment *custodian = kb_roster_get_custodian (self->roster, G_MAXUINT64);
  g_autoptr(KbProfile) profile = kb_profile_new ();
  g_autofree char *note = NULL;
  g_autoptr(GBytes) body = NULL;

  memcpy (profile->genesis, self->genesis, KB_HASH_SIZE);
  profile->serial = serial;
  profile->issued = issued;
  profile->not_after = not_after;
  profile->office = g_strdup ("Inspektorat Uji");
  fill_recipient (self, profile, "office");
  fill_recipient (self, profile, "leadership");
  if (custodian != NULL)
    {
      g_strlcpy (profile->custodian, custodian->recipient, sizeof profile->custodian);
      profile->custodian_title = g_strdup (custodian->title);
      profile->custodian_since = custodian->since;
    }
  note = kb_profile_sign (profile, self->supervisor.sign);
  body = g_bytes_new (note, strlen (note));

  return kb_compose_roster (&authorship, KB_KIND_PROFILE, body);
}

/**
 * kb_test_office_new:
 * @intake: the intake's public key, pinned by the genesis entry
 * @now: seconds since 1970
 *
 * Returns: (transfer full): an office of three devices
 */
KbTestOffice *
kb_test_office_new (const guint8 intake[KB_SIGN_PUBLIC_SIZE],
                    gint64       now)
{
  KbTestOffice *self = g_new0 (KbTestOffice, 1);
  g_autoptr(KbEntry) profile = NULL;

  self->now = now;
  self->roster = kb_roster_new ();
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
  self->recovery = kb_signing_key_generate ();
  self->recovery_age = kb_age_identity_generate ();
  self->office_key = kb_age_identity_generate ();
  self->leadership_key = kb_age_identity_generate ();
  self->custodian_key = kb_age_identity_generate ();
  kb_test_device_init (&self->supervisor, "Irbansus", KB_DEVICE_ROLE_SUPERVISOR);
  kb_test_device_init (&self->officer, "Petugas", KB_DEVICE_ROLE_OFFICER);
  kb_test_device_init (&self->custodian, "Kustodian", KB_DEVICE_ROLE_CUSTODIAN);

  add_genesis (self, intake);
  add_device (self, &self->officer);
  add_device (self, &self->custodian);
  add_appointment (self);
  add_grant (self, "office", self->office_key);
  add_grant (self, "leadership", self->leadership_key);
  profile = kb_test_office_new_profile (self, 1, now, now + PROFILE_DAYS * DAY);
  kb_test_office_add (self, &self->supervisor, profile);

  return self;
}

void
kb_test_office_free (KbTestOffice *self)
{
  if (self == NULL)
    return;

  kb_test_device_clear (&self->supervisor);
  kb_test_device_clear (&self->officer);
  kb_test_device_clear (&self->custodian);
  kb_signing_key_unref (self->recovery);
  kb_age_identity_unref (self->recovery_age);
  kb_age_identity_unref (self->office_key);
  kb_age_identity_unref (self->leadership_key);
  kb_age_identity_unref (self->custodian_key);
  g_ptr_array_unref (self->entries);
  kb_roster_free (self->roster);
  g_free (self);
}

const KbProfile *
kb_test_office_get_profile (KbTestOffice *self)
{
  return kb_roster_get_profile (self->roster);
}

static JsonObject *
new_story (const char *text,
           const char *inspectorate)
{
  JsonObject *story = json_object_new ();
  JsonObject *reported = json_object_new ();

  json_object_set_string_member (story, "alias", "kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "group", "suap");
  json_object_set_string_member (story, "text", text);
  json_object_set_string_member (reported, "kind", "asn");
  json_object_set_string_member (reported, "name", "Terlapor Contoh");
  json_object_set_string_member (reported, "inspectorate", inspectorate);
  json_object_set_object_member (story, "reported", reported);

  return story;
}

static JsonObject *
new_contact (void)
{
  JsonObject *contact = json_object_new ();

  json_object_set_string_member (contact, "phone", "081234567890");
  json_object_set_string_member (contact, "safe", "malam");

  return contact;
}

static JsonObject *
new_civil (void)
{
  JsonObject *civil = json_object_new ();

  json_object_set_string_member (civil, "name", "Pelapor Contoh");
  json_object_set_string_member (civil, "nik", "6201010101900001");

  return civil;
}

/**
 * kb_test_office_new_complaint:
 *
 * Returns: (transfer full): a complaint by a new reporter, sealed for the newest profile
 */
KbEntry *
kb_test_office_new_complaint (KbTestOffice *self,
                              const char   *text,
                              const char   *inspectorate,
                              gboolean      with_identity)
{
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(JsonObject) story = new_story (text, inspectorate);
  g_autoptr(JsonObject) contact = with_identity ? new_contact () : NULL;
  g_autoptr(JsonObject) civil = with_identity ? new_civil () : NULL;
  KbComplaint complaint = { .story = story, .contact = contact, .civil = civil };
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  entry = kb_compose_complaint (&complaint, kb_test_office_get_profile (self), reporter, self->now,
                                &error);
  g_assert_no_error (error);

  return entry;
}

static KbAgeIdentity *
key_of_stream (KbTestOffice *self,
               KbStream      stream)
{
  return stream == KB_STREAM_OFFICE ? self->office_key : self->leadership_key;
}

/**
 * kb_test_office_new_use:
 *
 * Returns: (transfer full): an identity-use entry of @device
 */
KbEntry *
kb_test_office_new_use (KbTestOffice *self,
                        KbTestDevice *device,
                        KbEntry      *complaint,
                        guint         parts)
{
  const KbHeader *header = kb_entry_get_header (complaint);
  KbAuthorship authorship = kb_test_office_authorship (self, device, header->stream);
  g_autofree char *audience = kb_age_identity_get_recipient (key_of_stream (self, header->stream));
  g_autofree char *custodian = kb_age_identity_get_recipient (self->custodian_key);
  const char *names[4] = { NULL }, *fields[] = { "name", NULL };
  KbIdentityUse use = {
    .purpose = self->use_purpose != NULL ? self->use_purpose : "open",
    .parts = names,
    .fields = fields,
    .reason = "Pemanggilan untuk klarifikasi",
    .letter = "700/1/2026",
    .minutes = 3,
  };
  g_autoptr(GError) error = NULL;
  KbEntry *entry;
  guint n = 0;

  memcpy (use.complaint, kb_entry_get_id (complaint), KB_HASH_SIZE);
  for (guint role = KB_ROLE_CONTACT; role <= KB_ROLE_KTP; role++)
    if (parts & 1u << role)
      names[n++] = kb_role_to_string (role);
  entry = kb_compose_identity_use (&authorship, &use, header->stream, header->case_id,
                                   header->audience, header->epoch, audience, custodian, &error);
  g_assert_no_error (error);

  return entry;
}

/**
 * kb_test_office_new_work:
 *
 * Returns: (transfer full): a work entry of @device on the case of @complaint
 */
KbEntry *
kb_test_office_new_work (KbTestOffice *self,
                         KbTestDevice *device,
                         KbEntry      *complaint,
                         const char   *text)
{
  const KbHeader *header = kb_entry_get_header (complaint);
  KbAuthorship authorship = kb_test_office_authorship (self, device, header->stream);
  g_autofree char *audience = kb_age_identity_get_recipient (key_of_stream (self, header->stream));
  const char *recipients[] = { audience, NULL };
  g_autoptr(JsonObject) members = json_object_new ();
  JsonObject *note = json_object_new ();
  JsonArray *ops = json_array_new ();
  g_autoptr(GError) error = NULL;
  KbEntry *entry;

  json_object_set_string_member (note, "note", text);
  json_array_add_object_element (ops, note);
  json_object_set_array_member (members, "ops", ops);
  entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, header->stream, header->case_id,
                                 header->audience, header->epoch, members, recipients, &error);
  g_assert_no_error (error);

  return entry;
}
