/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-body.h"
#include "kb-bytes.h"

#include <string.h>

/* A header with every field in use. */
static KbHeader
full_header (void)
{
  KbHeader header = {
    .critical = TRUE, .stream = KB_STREAM_LEADERSHIP, .kind = 200, .author_seq = 7,
    .seen_seq = 1204, .seen_roster_seq = 9, .audience = "leadership-2", .epoch = 3,
    .author_time = OFFICE_NOW, .sealed_by = 1, .n_pow = 5,
  };

  memset (header.genesis, 1, sizeof header.genesis);
  memset (header.case_id, 2, sizeof header.case_id);
  memset (header.author, 3, sizeof header.author);
  memset (header.author_prev, 4, sizeof header.author_prev);
  memset (header.nonce, 5, sizeof header.nonce);
  memset (header.pow, 6, header.n_pow);
  for (guint i = 0; i < KB_LIMIT_PARTS; i++)
    {
      g_autoptr(GBytes) part = g_bytes_new_take (g_strnfill (i, 'x'), i);

      kb_header_add_part (&header, i == 7 ? 250 : i + 1, part);
    }

  return header;
}

static void
test_header_round_trip (void)
{
  KbHeader headers[2] = { full_header () };

  headers[1] = (KbHeader) { .stream = KB_STREAM_ROSTER, .author_seq = 1 };
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr(GBytes) bytes = kb_header_encode (&headers[i]);
      g_autoptr(GBytes) again = NULL;
      g_autoptr(GError) error = NULL;
      KbHeader decoded;

      kb_header_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &decoded, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (&decoded, sizeof decoded, &headers[i], sizeof headers[i]);
      again = kb_header_encode (&decoded);
      g_assert_true (g_bytes_equal (bytes, again));
    }
}

static void
test_header_every_cut_is_refused (void)
{
  KbHeader header = full_header (), decoded;
  g_autoptr(GBytes) bytes = kb_header_encode (&header);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *longer = g_malloc0 (size + 1);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *cut = g_memdup2 (data, i);

      g_assert_false (kb_header_decode (cut, i, &decoded, NULL));
    }
  memcpy (longer, data, size);
  g_assert_false (kb_header_decode (longer, size + 1, &decoded, NULL));
}

/* Whatever decodes must encode to the same bytes: one header, one id. */
static void
test_header_has_one_encoding (void)
{
  KbHeader header = full_header ();
  g_autoptr(GBytes) bytes = kb_header_encode (&header);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *changed = g_memdup2 (data, size);

  for (gsize i = 0; i < size; i++)
    for (guint value = 0; value < 256; value++)
      {
        KbHeader decoded = { 0 };

        changed[i] = value;
        if (kb_header_decode (changed, size, &decoded, NULL))
          {
            g_autoptr(GBytes) again = kb_header_encode (&decoded);

            g_assert_cmpmem (changed, size, g_bytes_get_data (again, NULL),
                             g_bytes_get_size (again));
          }
        changed[i] = data[i];
      }
}

typedef struct
{
  const char   *what;
  gsize         offset;
  guint8        value;
  KbEntryError  code;
} Change;

static void
test_header_refuses_values (void)
{
  /* Offsets in full_header(): its audience takes 12 bytes. */
  static const Change changes[] = {
    { "version 0", 0, 0, KB_ENTRY_ERROR_VERSION },
    { "version 2", 0, 2, KB_ENTRY_ERROR_VERSION },
    { "unknown flag", 1, 2, KB_ENTRY_ERROR_MALFORMED },
    { "unknown flag beside critical", 1, 0x81, KB_ENTRY_ERROR_MALFORMED },
    { "stream 0", 34, 0, KB_ENTRY_ERROR_MALFORMED },
    { "stream 4", 34, 4, KB_ENTRY_ERROR_MALFORMED },
    { "author_seq 0", 91, 0, KB_ENTRY_ERROR_MALFORMED },
    { "audience too long", 220, 33, KB_ENTRY_ERROR_MALFORMED },
    { "audience upper case", 221, 'A', KB_ENTRY_ERROR_MALFORMED },
    { "audience NUL", 221, 0, KB_ENTRY_ERROR_MALFORMED },
    { "sealed_by 2", 309, 2, KB_ENTRY_ERROR_MALFORMED },
    { "pow too long", 310, 65, KB_ENTRY_ERROR_MALFORMED },
    { "nine parts", 316, 9, KB_ENTRY_ERROR_MALFORMED },
    { "seven parts and rest", 316, 7, KB_ENTRY_ERROR_MALFORMED },
    { "role 0", 317, 0, KB_ENTRY_ERROR_MALFORMED },
    { "role twice", 317, 2, KB_ENTRY_ERROR_MALFORMED },
    { "huge part", 318, 1, KB_ENTRY_ERROR_MALFORMED },
  };
  KbHeader header = full_header (), decoded;
  g_autoptr(GBytes) bytes = kb_header_encode (&header);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree guint8 *changed = g_memdup2 (data, size);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", changes[i].what);
      g_assert_cmpint (changed[changes[i].offset], !=, changes[i].value);
      changed[changes[i].offset] = changes[i].value;
      kb_header_decode (changed, size, &decoded, &error);
      g_assert_error (error, KB_ENTRY_ERROR, (int) changes[i].code);
    }
}

static void
test_context_covers_nonce_and_nothing_after (void)
{
  KbHeader header = full_header ();
  guint8 context[KB_HASH_SIZE], other[KB_HASH_SIZE];

  kb_header_get_context (&header, context);
  header.seen_seq++;
  header.n_parts--;
  kb_header_get_context (&header, other);
  g_assert_cmpmem (context, KB_HASH_SIZE, other, KB_HASH_SIZE);
  header.nonce[KB_NONCE_SIZE - 1] ^= 1;
  kb_header_get_context (&header, other);
  g_assert_cmpint (memcmp (context, other, KB_HASH_SIZE), !=, 0);
}

static KbEntry *
decode (GBytes *bytes)
{
  g_autoptr(GError) error = NULL;
  KbEntry *entry = kb_entry_decode_bytes (bytes, &error);

  g_assert_no_error (error);

  return entry;
}

static void
test_entry_round_trip (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(GBytes) bytes = kb_entry_encode (entry);
  g_autoptr(KbEntry) again = decode (bytes);
  g_autoptr(GBytes) bytes_again = kb_entry_encode (again);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_bytes_equal (bytes, bytes_again));
  g_assert_cmpmem (kb_entry_get_id (entry), KB_HASH_SIZE, kb_entry_get_id (again), KB_HASH_SIZE);
  g_assert_true (kb_entry_is_complete (again));
  g_assert_true (kb_entry_verify_signature (again, &error));
  g_assert_true (kb_entry_verify_parts (again, &error));
  g_assert_true (kb_entry_check_rules (again, &error));
  g_assert_no_error (error);
}

static void
test_entry_every_cut_is_refused (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(GBytes) bytes = kb_entry_encode (entry);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autofree guint8 *longer = g_malloc0 (size + 1);

  for (gsize i = 0; i < size; i++)
    g_assert_null (kb_entry_decode (data, i, NULL));
  memcpy (longer, data, size);
  g_assert_null (kb_entry_decode (longer, size + 1, NULL));
}

static KbPartState
withhold_identity (const KbEntry *entry,
                   guint          part,
                   gpointer       data)
{
  guint8 role = kb_entry_get_header (entry)->parts[part].role;

  if (role == KB_ROLE_CONTACT || role == KB_ROLE_CIVIL)
    return KB_PART_WITHHELD;

  return role == KB_ROLE_STORY ? KB_PART_STUB : KB_PART_PRESENT;
}

static KbPartState
always_withhold (const KbEntry *entry,
                 guint          part,
                 gpointer       data)
{
  return KB_PART_WITHHELD;
}

static void
test_entry_without_parts_keeps_its_id (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(GBytes) bytes = kb_entry_encode_for (entry, withhold_identity, NULL);
  g_autoptr(KbEntry) stub = decode (bytes);
  g_autoptr(GError) error = NULL;
  KbPartState state = KB_PART_PRESENT;

  g_assert_cmpmem (kb_entry_get_id (entry), KB_HASH_SIZE, kb_entry_get_id (stub), KB_HASH_SIZE);
  g_assert_false (kb_entry_is_complete (stub));
  g_assert_true (kb_entry_verify_signature (stub, &error) && kb_entry_verify_parts (stub, &error) &&
                 kb_entry_check_rules (stub, &error));
  g_assert_no_error (error);
  g_assert_null (kb_entry_get_part (stub, KB_ROLE_CONTACT, &state));
  g_assert_cmpint (state, ==, KB_PART_WITHHELD);
  g_assert_null (kb_entry_get_part (stub, KB_ROLE_STORY, &state));
  g_assert_cmpint (state, ==, KB_PART_STUB);
  g_assert_nonnull (kb_entry_get_part (stub, KB_ROLE_BODY, &state));
  g_assert_true (kb_entry_has_part (stub, KB_ROLE_CIVIL));
  g_assert_false (kb_entry_has_part (stub, KB_ROLE_KTP));
}

static void
test_entry_withheld_story_is_an_alarm (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) entry = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(GBytes) bytes = kb_entry_encode_for (entry, always_withhold, NULL);
  g_autoptr(KbEntry) without = decode (bytes);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_entry_verify_parts (without, &error));
  g_assert_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_PART);
}

static void
test_registration_number (void)
{
  guint8 id[KB_HASH_SIZE] = { 0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6 };
  g_autofree char *number = kb_registration_number (id);

  /* 0 1 2 3 4 5 6 7 8 9 would be ABCDE…: 5-bit groups of the bytes above. */
  g_assert_cmpstr (number, ==, "ABCDE-FGHIJ");
}

static void
test_identity_use_body_round_trip (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbEntry) complaint = office_complaint (office, NULL, "no", TRUE);
  g_autoptr(KbEntry) use = office_identity_use (office, &office->custodian, complaint);
  g_autoptr(GError) error = NULL;
  KbIdentityUseBody body;

  g_assert_true (kb_body_read_identity_use (use, &body, &error));
  g_assert_cmpstr (body.purpose, ==, "open");
  g_assert_cmpuint (body.parts, ==, 1u << KB_ROLE_CONTACT);
  g_assert_cmpmem (body.complaint, KB_HASH_SIZE, kb_entry_get_id (complaint), KB_HASH_SIZE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/header/round-trip", test_header_round_trip);
  g_test_add_func ("/journal/header/every-cut-is-refused", test_header_every_cut_is_refused);
  g_test_add_func ("/journal/header/has-one-encoding", test_header_has_one_encoding);
  g_test_add_func ("/journal/header/refuses-values", test_header_refuses_values);
  g_test_add_func ("/journal/header/context-covers-nonce-and-nothing-after",
                   test_context_covers_nonce_and_nothing_after);
  g_test_add_func ("/journal/entry/round-trip", test_entry_round_trip);
  g_test_add_func ("/journal/entry/every-cut-is-refused", test_entry_every_cut_is_refused);
  g_test_add_func ("/journal/entry/without-parts-keeps-its-id",
                   test_entry_without_parts_keeps_its_id);
  g_test_add_func ("/journal/entry/withheld-story-is-an-alarm",
                   test_entry_withheld_story_is_an_alarm);
  g_test_add_func ("/journal/entry/registration-number", test_registration_number);
  g_test_add_func ("/journal/entry/identity-use-body-round-trip",
                   test_identity_use_body_round_trip);

  return g_test_run ();
}
