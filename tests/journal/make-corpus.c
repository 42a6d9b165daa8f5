/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-corpus tests/fuzz/corpus: valid inputs for the fuzz targets of the
 * journal, for them to start from. */
#include "config.h"

#include "fixed-roster.h"
#include "office-fixture.h"

#include "kb-roster-bodies.h"

#include <string.h>

static const char *corpus;

static void
write_input (const char    *target,
             const char    *name,
             gconstpointer  data,
             gsize          size)
{
  g_autofree char *folder = g_build_filename (corpus, target, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
}

static void
write_bytes (const char *target,
             const char *name,
             GBytes     *bytes)
{
  write_input (target, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_text (const char *target,
            const char *name,
            const char *text)
{
  write_input (target, name, text, strlen (text));
}

static KbPartState
story_only (const KbEntry *entry,
            guint          part,
            gpointer       data)
{
  return part == 0 ? KB_PART_PRESENT : KB_PART_STUB;
}

static void
write_entries (Office *office)
{
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", TRUE));
  KbEntry *use = office_append (office,
                                office_identity_use (office, &office->custodian, complaint));
  g_autoptr(GBytes) stub = kb_entry_encode_for (complaint, story_only, NULL);
  g_autoptr(GBytes) use_bytes = kb_entry_encode (use);
  g_autoptr(GByteArray) frame = g_byte_array_new ();
  g_autoptr(GByteArray) end = g_byte_array_new ();
  g_autofree char *note = kb_head_sign (&office->chains[KB_STREAM_OFFICE], office->intake);

  write_bytes ("header", "complaint", kb_entry_get_header_bytes (complaint));
  write_bytes ("header", "grant",
               kb_entry_get_header_bytes (office->entries[KB_STREAM_ROSTER]->pdata[4]));
  write_bytes ("entry", "complaint-stub", stub);
  write_bytes ("entry", "identity-use", use_bytes);
  kb_frame_write_entry (frame, &g_array_index (office->places[KB_STREAM_OFFICE], KbPlace, 0), stub);
  write_input ("frame", "entry", frame->data + 4, frame->len - 4);
  kb_frame_write_end (end, 2, note);
  write_input ("frame", "end", end->data + 4, end->len - 4);
}

static void
write_notes (Office *office)
{
  static const guint8 genesis[KB_HASH_SIZE];
  g_autofree char *head_note = NULL;
  KbChain head;

  kb_chain_init (&head, genesis, KB_STREAM_OFFICE);
  head.seq = 1204;
  head_note = kb_head_sign (&head, office->intake);
  write_text ("note", "head", head_note);
  write_text ("profile", "complete", kb_roster_get_profile_note (office->roster));
}

static void
write_authors (Office *office)
{
  g_autoptr(KbAuthors) authors = kb_authors_new ();
  g_autoptr(GBytes) saved = NULL;

  kb_authors_accept (authors, office->entries[KB_STREAM_ROSTER]->pdata[0]);
  kb_authors_accept (authors, office->entries[KB_STREAM_OFFICE]->pdata[0]);
  saved = kb_authors_save (authors);
  write_bytes ("authors", "two", saved);
}

static void
write_roster_body (const char *name,
                   guint8      kind,
                   GBytes     *body)
{
  g_autoptr(GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, &kind, 1);
  g_byte_array_append (input, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  write_input ("roster-body", name, input->data, input->len);
  g_bytes_unref (body);
}

static GBytes *
proposal_body (const guint8 *genesis)
{
  static const guint8 case_id[KB_CASE_ID_SIZE] = { 1 }, complaint[KB_HASH_SIZE] = { 2 };
  g_autoptr(KbSigningKey) supervisor = fixed_key ("supervisor");
  g_autofree char *statement = kb_roster_widening_statement (case_id, complaint);
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  kb_roster_cosign (genesis, statement, supervisor, signature);

  return kb_roster_statement_body (statement, kb_signing_key_get_public (supervisor), signature);
}

static GBytes *
supervisor_body (const guint8 *genesis)
{
  g_autoptr(KbSigningKey) joining = fixed_key ("second");
  g_autoptr(KbSigningKey) recovery = fixed_key ("recovery");
  KbDevice device = fixed_device ("second", KB_DEVICE_ROLE_SUPERVISOR);
  g_autofree char *statement = NULL;
  guint8 accept[KB_SIGN_SIGNATURE_SIZE], signature[KB_SIGN_SIGNATURE_SIZE];

  kb_roster_accept (genesis, &device, joining, accept);
  statement = kb_roster_device_statement (&device, accept);
  kb_roster_cosign (genesis, statement, recovery, signature);

  return kb_roster_statement_body (statement, kb_signing_key_get_public (recovery), signature);
}

/* Each of them applies to fixed_roster_new(). */
static void
write_roster_bodies (void)
{
  g_autoptr(KbRoster) roster = fixed_roster_new ();
  g_autoptr(KbSigningKey) officer = fixed_key ("officer");
  g_autoptr(KbSigningKey) recovery = fixed_key ("recovery");
  const guint8 *genesis = kb_roster_get_genesis (roster);
  KbDevice device = fixed_device ("officer", KB_DEVICE_ROLE_OFFICER);
  KbDevice supervisor = fixed_device ("supervisor", KB_DEVICE_ROLE_SUPERVISOR);
  const KbDevice *granted[] = { &supervisor };
  KbDevice custodian = fixed_device ("custodian", KB_DEVICE_ROLE_CUSTODIAN);
  KbAppointment appointment = { .title = (char *) "Sekretaris", .since = OFFICE_NOW };
  g_autofree char *statement = NULL;
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  kb_roster_accept (genesis, &device, officer, signature);
  write_roster_body ("device", KB_KIND_DEVICE, kb_roster_device_body (&device, signature));
  memcpy (appointment.device, custodian.sign, KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (appointment.recipient, custodian.age, sizeof appointment.recipient);
  statement = kb_roster_appointment_statement (&appointment);
  kb_roster_cosign (genesis, statement, recovery, signature);
  write_roster_body ("appointment", KB_KIND_APPOINTMENT,
                     kb_roster_statement_body (statement, kb_signing_key_get_public (recovery),
                                               signature));
  write_roster_body ("grant", KB_KIND_GRANT,
                     kb_roster_grant_body ("office", 1, custodian.age, granted, 1));
  write_roster_body ("proposal", KB_KIND_PROPOSAL, proposal_body (genesis));
  write_roster_body ("supervisor", KB_KIND_DEVICE, supervisor_body (genesis));
  write_roster_body ("settings", KB_KIND_SETTINGS,
                     kb_roster_settings_body ("clocks", "{\"verify\":14,\"warn\":3}", NULL));
  write_roster_body ("revocation", KB_KIND_REVOCATION, kb_roster_revocation_body (custodian.sign));
}

static void
write_texts (void)
{
  const guint8 bits[10] = { 0 };
  g_autofree char *words = kb_words_from_bits (bits);

  write_text ("receipt", "words", words);
  write_text ("receipt", "typed", "  ABAD abadi\tabadilah\nabad abad abad abad naka ");
  write_text ("receipt", "unknown", "abadi xyzzy");
  write_text ("json", "object",
              "{\"a\":{\"b\":[1,-2.5e3,true,null,\"\\u00e9\\ud83d\\ude00\\n\"]}} ");
  write_text ("json", "duplicate", "{\"a\":1,\"a\":2}");
  write_text ("json", "deep", "{\"a\":[[[[[[[[[[]]]]]]]]]]}");
  write_text ("json", "surrogate", "{\"a\":\"\\ud800x\"}");
  write_text ("json", "comment", "{/* x */}");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(Office) office = office_new ();

  if (argc != 2)
    return 1;
  corpus = argv[1];
  write_entries (office);
  write_notes (office);
  write_authors (office);
  write_roster_bodies ();
  write_texts ();

  return 0;
}
