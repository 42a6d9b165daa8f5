/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-json.h"
#include "kb-roster-bodies.h"
#include "kb-token.h"

#include <string.h>

void
office_device_init (OfficeDevice *device,
                    const char   *name,
                    KbDeviceRole  role)
{
  g_autoptr(KbSecret) token = kb_token_new ();
  g_autofree char *recipient = NULL;

  memset (device, 0, sizeof *device);
  kb_token_hash (token, device->device.token);
  device->sign = kb_signing_key_generate ();
  device->age = kb_age_identity_generate ();
  recipient = kb_age_identity_get_recipient (device->age);
  memcpy (device->device.sign, kb_signing_key_get_public (device->sign), KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (device->device.age, recipient, sizeof device->device.age);
  device->device.name = g_strdup (name);
  device->device.role = role;
}

void
office_device_clear (OfficeDevice *device)
{
  g_clear_pointer (&device->sign, kb_signing_key_unref);
  g_clear_pointer (&device->age, kb_age_identity_unref);
  g_clear_pointer (&device->device.name, g_free);
}

void
office_authorship (Office       *self,
                   OfficeDevice *device,
                   KbStream      stream,
                   KbAuthorship *ret_authorship)
{
  *ret_authorship = (KbAuthorship) {
    .device = device->sign,
    .last_seq = device->last_seq[stream],
    .seen = self->chains[stream],
    .seen_roster = self->chains[KB_STREAM_ROSTER],
    .now = OFFICE_NOW,
  };
  memcpy (ret_authorship->genesis, self->chains[KB_STREAM_ROSTER].genesis, KB_HASH_SIZE);
  memcpy (ret_authorship->last_id, device->last_id[stream], KB_HASH_SIZE);
}

static void
remember_author (Office        *self,
                 const KbEntry *entry)
{
  OfficeDevice *devices[] = { &self->supervisor, &self->officer, &self->custodian };
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (memcmp (devices[i]->device.sign, header->author, KB_SIGN_PUBLIC_SIZE) == 0)
      {
        devices[i]->last_seq[header->stream] = header->author_seq;
        memcpy (devices[i]->last_id[header->stream], kb_entry_get_id (entry), KB_HASH_SIZE);
      }
}

KbEntry *
office_append (Office  *self,
               KbEntry *entry)
{
  g_autoptr(GError) error = NULL;
  KbStream stream = kb_entry_get_header (entry)->stream;
  KbPlace place;

  kb_chain_append (&self->chains[stream], entry, OFFICE_NOW / 3600,
                   &self->chains[KB_STREAM_ROSTER], &place);
  if (stream == KB_STREAM_ROSTER)
    kb_roster_apply (self->roster, entry, place.seq, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->entries[stream], entry);
  g_array_append_val (self->places[stream], place);
  remember_author (self, entry);

  return entry;
}

KbEntry *
office_roster_entry (Office       *self,
                     OfficeDevice *author,
                     KbKind        kind,
                     GBytes       *body)
{
  KbAuthorship authorship;
  KbEntry *entry;

  office_authorship (self, author, KB_STREAM_ROSTER, &authorship);
  entry = kb_compose_roster (&authorship, kind, body);
  g_bytes_unref (body);

  return entry;
}

GBytes *
office_device_body (Office       *self,
                    OfficeDevice *device)
{
  guint8 accept[KB_SIGN_SIGNATURE_SIZE];

  kb_roster_accept (kb_roster_get_genesis (self->roster), &device->device, device->sign, accept);

  return kb_roster_device_body (&device->device, accept);
}

GBytes *
office_supervisor_body (Office       *self,
                        OfficeDevice *device,
                        KbSigningKey *second)
{
  const guint8 *genesis = kb_roster_get_genesis (self->roster);
  guint8 accept[KB_SIGN_SIGNATURE_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *statement = NULL;

  kb_roster_accept (genesis, &device->device, device->sign, accept);
  statement = kb_roster_device_statement (&device->device, accept);
  kb_roster_cosign (genesis, statement, second, signature);

  return kb_roster_statement_body (statement, kb_signing_key_get_public (second), signature);
}

GBytes *
office_appointment_body (Office       *self,
                         OfficeDevice *custodian,
                         KbSigningKey *second)
{
  KbAppointment appointment = { .title = (char *) "Sekretaris Inspektorat", .since = OFFICE_NOW };
  g_autofree char *recipient = kb_age_identity_get_recipient (self->custody_key);
  g_autofree char *statement = NULL;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  memcpy (appointment.device, custodian->device.sign, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, recipient, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (kb_roster_get_genesis (self->roster), statement, second, signature);

  return kb_roster_statement_body (statement, kb_signing_key_get_public (second), signature);
}

GBytes *
office_profile_body (Office       *self,
                     gint64        serial,
                     KbSigningKey *signer)
{
  g_autoptr(KbProfile) profile = kb_profile_new ();
  g_autofree char *custodian = kb_age_identity_get_recipient (self->custody_key);
  char *note;

  memcpy (profile->genesis, kb_roster_get_genesis (self->roster), KB_HASH_SIZE);
  profile->serial = serial;
  profile->issued = OFFICE_NOW;
  profile->not_after = OFFICE_NOW + 30 * 24 * 3600;
  profile->office = g_strdup ("Inspektorat Daerah");
  for (KbStream stream = KB_STREAM_OFFICE; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      KbProfileRecipient *recipient = &profile->recipients[profile->n_recipients++];
      g_autofree char *text = kb_age_identity_get_recipient (self->audience_keys[stream]);

      g_strlcpy (recipient->audience, kb_stream_to_string (stream), sizeof recipient->audience);
      g_strlcpy (recipient->recipient, text, sizeof recipient->recipient);
      recipient->epoch = 1;
    }
  g_strlcpy (profile->custodian, custodian, sizeof profile->custodian);
  profile->custodian_title = g_strdup ("Sekretaris Inspektorat");
  profile->custodian_since = OFFICE_NOW;
  g_hash_table_insert (profile->page, g_strdup ("kumbang.js"), g_strnfill (64, 'a'));
  note = kb_profile_sign (profile, signer);

  return g_bytes_new_take (note, strlen (note));
}

KbEntry *
office_grant (Office       *self,
              OfficeDevice *author,
              KbStream      audience,
              guint32       epoch)
{
  g_autoptr(GError) error = NULL;
  KbAgeIdentity *key = self->audience_keys[audience];
  g_autoptr(KbSecret) secret = kb_age_identity_to_secret (key);
  g_autofree char *recipient = kb_age_identity_get_recipient (key);
  const KbDevice *devices[] = { &self->supervisor.device, &self->officer.device };
  KbAuthorship authorship;
  KbEntry *entry;

  office_authorship (self, author, KB_STREAM_ROSTER, &authorship);
  entry = kb_compose_grant (&authorship, kb_stream_to_string (audience), epoch, secret, recipient,
                            devices, audience == KB_STREAM_OFFICE ? 2 : 1,
                            kb_roster_get_recovery_age (self->roster), &error);
  g_assert_no_error (error);

  return entry;
}

static void
hold_genesis (Office *self)
{
  g_autofree char *recovery = kb_age_identity_get_recipient (self->recovery_age);
  static const guint8 token[KB_HASH_SIZE] = { 1 };
  GBytes *body = kb_roster_genesis_body ("Inspektorat Daerah",
                                         kb_signing_key_get_public (self->intake),
                                         kb_signing_key_get_public (self->recovery), recovery,
                                         token, &self->supervisor.device);
  KbEntry *entry = office_roster_entry (self, &self->supervisor, KB_KIND_GENESIS, body);

  for (guint i = KB_STREAM_ROSTER; i < OFFICE_N_STREAMS; i++)
    kb_chain_init (&self->chains[i], kb_entry_get_id (entry), i);
  office_append (self, entry);
}

static void
enrol (Office       *self,
       OfficeDevice *device)
{
  office_append (self, office_roster_entry (self, &self->supervisor, KB_KIND_DEVICE,
                                            office_device_body (self, device)));
}

static Office *
office_alloc (void)
{
  Office *self = g_new0 (Office, 1);

  self->intake = kb_signing_key_generate ();
  self->recovery = kb_signing_key_generate ();
  self->recovery_age = kb_age_identity_generate ();
  self->custody_key = kb_age_identity_generate ();
  self->roster = kb_roster_new ();
  for (guint i = KB_STREAM_ROSTER; i < OFFICE_N_STREAMS; i++)
    {
      self->audience_keys[i] = kb_age_identity_generate ();
      self->entries[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_entry_unref);
      self->places[i] = g_array_new (FALSE, FALSE, sizeof (KbPlace));
    }
  office_device_init (&self->supervisor, "Komputer Inspektur", KB_DEVICE_ROLE_SUPERVISOR);
  office_device_init (&self->officer, "Komputer Irban", KB_DEVICE_ROLE_OFFICER);
  office_device_init (&self->custodian, "Komputer Sekretaris", KB_DEVICE_ROLE_CUSTODIAN);

  return self;
}

Office *
office_new_until (OfficeStep step)
{
  Office *self = office_alloc ();

  hold_genesis (self);
  if (step >= OFFICE_DEVICES)
    {
      enrol (self, &self->officer);
      enrol (self, &self->custodian);
    }
  if (step >= OFFICE_APPOINTED)
    office_append (self, office_roster_entry (self, &self->supervisor, KB_KIND_APPOINTMENT,
                                              office_appointment_body (self, &self->custodian,
                                                                       self->recovery)));
  if (step >= OFFICE_GRANTED)
    {
      office_append (self, office_grant (self, &self->supervisor, KB_STREAM_OFFICE, 1));
      office_append (self, office_grant (self, &self->supervisor, KB_STREAM_LEADERSHIP, 1));
    }
  if (step >= OFFICE_COMPLETE)
    office_append (self, office_roster_entry (self, &self->supervisor, KB_KIND_PROFILE,
                                              office_profile_body (self, 1,
                                                                   self->supervisor.sign)));

  return self;
}

Office *
office_new (void)
{
  return office_new_until (OFFICE_COMPLETE);
}

void
office_free (Office *self)
{
  kb_signing_key_unref (self->intake);
  kb_signing_key_unref (self->recovery);
  kb_age_identity_unref (self->recovery_age);
  kb_age_identity_unref (self->custody_key);
  for (guint i = KB_STREAM_ROSTER; i < OFFICE_N_STREAMS; i++)
    {
      kb_age_identity_unref (self->audience_keys[i]);
      g_ptr_array_unref (self->entries[i]);
      g_array_unref (self->places[i]);
    }
  office_device_clear (&self->supervisor);
  office_device_clear (&self->officer);
  office_device_clear (&self->custodian);
  kb_roster_free (self->roster);
  g_free (self);
}

static JsonObject *
parse (const char *json)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = kb_json_parse (json, strlen (json), KB_LIMIT_STORY, &error);

  g_assert_no_error (error);

  return object;
}

KbEntry *
office_complaint (Office     *self,
                  KbReporter *reporter,
                  const char *inspectorate,
                  gboolean    identity)
{
  g_autoptr(KbReporter) quick = reporter == NULL ? kb_reporter_new_quick () : NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *story_json =
    g_strdup_printf ("{\"alias\":\"Kumbang\",\"category\":\"korupsi\",\"group\":\"suap\","
                     "\"text\":\"Ada pungutan di loket.\",\"reported\":{\"kind\":\"asn\","
                     "\"name\":\"Budi\",\"inspectorate\":\"%s\"}}", inspectorate);
  g_autoptr(JsonObject) story = parse (story_json);
  g_autoptr(JsonObject) contact = parse ("{\"phone\":\"0812\",\"email\":\"\",\"safe\":\"malam\"}");
  g_autoptr(JsonObject) civil = parse ("{\"name\":\"Siti\",\"nik\":\"6201\",\"address\":\"\","
                                       "\"gender\":\"\",\"occupation\":\"\"}");
  KbComplaint complaint = { story, identity ? contact : NULL, identity ? civil : NULL };
  KbEntry *entry = kb_compose_complaint (&complaint, kb_roster_get_profile (self->roster),
                                         reporter != NULL ? reporter : quick, OFFICE_NOW, &error);

  g_assert_no_error (error);

  return entry;
}

static KbEntry *
case_entry (Office        *self,
            OfficeDevice  *device,
            const KbEntry *complaint,
            KbKind         kind)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) members = parse ("{\"status\":\"verifikasi\"}");
  g_autofree char *recipient = NULL;
  const char *recipients[3] = { NULL };
  const KbHeader *header = kb_entry_get_header (complaint);
  KbAuthorship authorship;
  KbEntry *entry;

  recipient = kb_age_identity_get_recipient (self->audience_keys[header->stream]);
  recipients[0] = recipient;
  if (kind == KB_KIND_MESSAGE)
    recipients[1] = device->device.age;   /* stands for the reporter's */
  office_authorship (self, device, header->stream, &authorship);
  entry = kb_compose_case_entry (&authorship, kind, header->stream, header->case_id,
                                 header->audience, header->epoch, members, recipients, &error);
  g_assert_no_error (error);

  return entry;
}

KbEntry *
office_work (Office        *self,
             OfficeDevice  *device,
             const KbEntry *complaint)
{
  return case_entry (self, device, complaint, KB_KIND_WORK);
}

KbEntry *
office_message (Office        *self,
                OfficeDevice  *device,
                const KbEntry *complaint)
{
  return case_entry (self, device, complaint, KB_KIND_MESSAGE);
}

KbEntry *
office_identity_use (Office        *self,
                     OfficeDevice  *device,
                     const KbEntry *complaint)
{
  static const char *const parts[] = { "contact", NULL };
  static const char *const fields[] = { "phone", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *recipient = NULL;
  g_autofree char *custodian = kb_age_identity_get_recipient (self->custody_key);
  const KbHeader *header = kb_entry_get_header (complaint);
  KbIdentityUse use = { .purpose = "open", .parts = parts, .fields = fields, .minutes = 5,
                        .reason = "Klarifikasi kepada pelapor", .letter = "ST-17/2026" };
  KbAuthorship authorship;
  KbEntry *entry;

  memcpy (use.complaint, kb_entry_get_id (complaint), KB_HASH_SIZE);
  recipient = kb_age_identity_get_recipient (self->audience_keys[header->stream]);
  office_authorship (self, device, header->stream, &authorship);
  entry = kb_compose_identity_use (&authorship, &use, header->stream, header->case_id,
                                   header->audience, header->epoch, recipient, custodian, &error);
  g_assert_no_error (error);

  return entry;
}

GBytes *
office_page (Office   *self,
             KbStream  stream)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree char *note = kb_head_sign (&self->chains[stream], self->intake);

  for (guint i = 0; i < self->entries[stream]->len; i++)
    {
      g_autoptr(GBytes) entry = kb_entry_encode (self->entries[stream]->pdata[i]);

      kb_frame_write_entry (out, &g_array_index (self->places[stream], KbPlace, i), entry);
    }
  kb_frame_write_end (out, self->chains[stream].seq, note);

  return g_byte_array_free_to_bytes (out);
}

JsonObject *
office_open (const KbEntry *entry,
             KbPartRole     role,
             KbAgeIdentity *identity)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) plain = NULL;
  GBytes *part = kb_entry_get_part (entry, role, NULL);
  JsonObject *object;

  g_assert_nonnull (part);
  plain = kb_age_open (g_bytes_get_data (part, NULL), g_bytes_get_size (part), &identity, 1,
                       KB_LIMIT_STORY, &error);
  g_assert_no_error (error);
  object = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), KB_LIMIT_STORY,
                          &error);
  g_assert_no_error (error);

  return object;
}
