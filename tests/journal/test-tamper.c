/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a hostile server or author could do to a journal, and that a reader
 * notices. The reader here does docs/protocol.md's list in its order; sync/
 * does the same for the desktop, with storage. */
#define _GNU_SOURCE
#include "config.h"

#include "office-fixture.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

typedef struct
{
  const guint8 *intake;
  KbChain       chain;
  KbAuthors    *authors;
  KbRoster     *roster;
} Reader;

static void
reader_init (Reader   *reader,
             Office   *office,
             KbStream  stream)
{
  *reader = (Reader) { .intake = kb_signing_key_get_public (office->intake) };
  kb_chain_init (&reader->chain, office->chains[stream].genesis, stream);
  reader->authors = kb_authors_new ();
  reader->roster = stream == KB_STREAM_ROSTER ? kb_roster_new () : office->roster;
}

static void
reader_clear (Reader *reader)
{
  kb_authors_free (reader->authors);
  if (reader->chain.stream == KB_STREAM_ROSTER)
    kb_roster_free (reader->roster);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
check_authority (Reader         *reader,
                 const KbEntry  *entry,
                 const KbPlace  *place,
                 GError        **error)
{
  if (reader->chain.stream == KB_STREAM_ROSTER)
    return kb_roster_apply (reader->roster, entry, place->seq, error);

  return kb_roster_check_author (reader->roster, entry, place->roster_seq, error);
}

/* The chain moves only when everything is right, so that a test can go on. */
static gboolean
read_entry (Reader         *reader,
            const KbFrame  *frame,
            GError        **error)
{
  KbChain chain = reader->chain;
  const KbHeader *header;

  if (frame->entry == NULL)
    {
      g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED, "no entry");
      return FALSE;
    }
  header = kb_entry_get_header (frame->entry);
  if (!kb_chain_follow (&chain, frame->entry, &frame->place, error) ||
      !kb_entry_verify_signature (frame->entry, error) ||
      !kb_entry_verify_parts (frame->entry, error) ||
      !kb_entry_check_rules (frame->entry, error) ||
      !check_authority (reader, frame->entry, &frame->place, error))
    return FALSE;
  if (kb_roster_find_device (reader->roster, header->author) != NULL &&
      !kb_authors_check (reader->authors, frame->entry, error))
    return FALSE;
  reader->chain = chain;

  return TRUE;
}

static gboolean
read_end (Reader         *reader,
          const KbFrame  *frame,
          GError        **error)
{
  if (!kb_head_check (frame->note, &reader->chain, reader->intake, error))
    return FALSE;
  if (frame->head_seq != reader->chain.seq)
    {
      g_set_error_literal (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_GAP, "not the head");
      return FALSE;
    }

  return TRUE;
}

/* Reads one frame at @data; returns its size on the page, 0 on failure. */
static gsize
read_frame (Reader        *reader,
            const guint8  *data,
            gsize          size,
            gboolean      *ret_end,
            GError       **error)
{
  g_auto(KbFrame) frame = { 0 };
  KbReader bytes;
  guint32 length;
  gboolean valid;

  kb_reader_init (&bytes, data, size);
  length = kb_reader_u32 (&bytes);
  if (length > KB_LIMIT_FRAME || length > kb_reader_remaining (&bytes))
    {
      g_set_error_literal (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED, "cut off");
      return 0;
    }
  if (!kb_frame_decode (data + 4, length, &frame, error))
    return 0;
  *ret_end = frame.type == KB_FRAME_END;
  valid = *ret_end ? read_end (reader, &frame, error) : read_entry (reader, &frame, error);

  return valid ? 4 + length : 0;
}

static gboolean
read_page (Reader   *reader,
           GBytes   *page,
           GError  **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (page, &size);
  gboolean end = FALSE;

  while (!end)
    {
      gsize used = read_frame (reader, data, size, &end, error);

      if (used == 0)
        return FALSE;
      data += used;
      size -= used;
    }

  return size == 0;
}

/* A roster of seven entries and an office stream of nine. */
static Office *
small_journal (void)
{
  Office *office = office_new ();
  KbEntry *first = office_append (office, office_complaint (office, NULL, "no", TRUE));
  KbEntry *second = office_append (office, office_complaint (office, NULL, "no", FALSE));

  office_append (office, office_work (office, &office->officer, first));
  office_append (office, office_work (office, &office->officer, second));
  office_append (office, office_message (office, &office->officer, first));
  office_append (office, office_identity_use (office, &office->custodian, first));
  office_append (office, office_work (office, &office->supervisor, first));
  office_append (office, office_work (office, &office->officer, first));
  office_append (office, office_complaint (office, NULL, "no", FALSE));

  return office;
}

static void
test_untouched_journal_is_read (void)
{
  g_autoptr(Office) office = small_journal ();

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      g_autoptr(GBytes) page = office_page (office, stream);
      g_auto(Reader) reader = { 0 };
      g_autoptr(GError) error = NULL;

      reader_init (&reader, office, stream);
      g_assert_true (read_page (&reader, page, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (reader.chain.seq, ==, office->chains[stream].seq);
    }
}

static gsize
frame_length (const guint8 *data)
{
  KbReader reader;

  kb_reader_init (&reader, data, 4);

  return kb_reader_u32 (&reader);
}

/* Flips one bit of each byte of a frame. A flip may go unnoticed only until the
 * end of this very frame. */
static void
flip_frame (Reader *reader,
            guint8 *data,
            gsize   frame_size,
            gsize   page_size)
{
  for (gsize i = 0; i < frame_size; i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean end;

      data[i] ^= 1 << (i % 8);
      g_assert_cmpuint (read_frame (reader, data, page_size, &end, &error), ==, 0);
      g_assert_nonnull (error);
      g_assert_true (error->domain == KB_ENTRY_ERROR || error->domain == KB_CHAIN_ERROR);
      data[i] ^= 1 << (i % 8);
    }
}

static void
test_every_flipped_byte_is_noticed (void)
{
  g_autoptr(Office) office = small_journal ();

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_OFFICE; stream++)
    {
      g_autoptr(GBytes) page = office_page (office, stream);
      g_auto(Reader) reader = { 0 };
      gsize size = g_bytes_get_size (page);
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (page, NULL), size);
      gsize at = 0;
      gboolean end = FALSE;

      reader_init (&reader, office, stream);
      while (!end)
        {
          gsize frame_size = 4 + frame_length (data + at);
          g_autoptr(GError) error = NULL;

          flip_frame (&reader, data + at, frame_size, size - at);
          g_assert_cmpuint (read_frame (&reader, data + at, size - at, &end, &error), ==,
                            frame_size);
          g_assert_no_error (error);
          at += frame_size;
        }
      g_assert_cmpuint (at, ==, size);
      g_test_message ("%s: %" G_GSIZE_FORMAT " bytes", kb_stream_to_string (stream), size);
    }
}

static void
test_every_cut_is_noticed (void)
{
  g_autoptr(Office) office = small_journal ();
  g_autoptr(GBytes) page = office_page (office, KB_STREAM_ROSTER);

  for (gsize size = 0; size < g_bytes_get_size (page); size += 7)
    {
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (page, 0, size);
      g_auto(Reader) reader = { 0 };
      g_autoptr(GError) error = NULL;

      reader_init (&reader, office, KB_STREAM_ROSTER);
      g_assert_false (read_page (&reader, cut, &error));
      g_assert_nonnull (error);
    }
}

/* A server that holds its own signing key and makes links that fit: writes the
 * stream anew from @entries (NULL ones are left out). */
static GBytes *
rewritten_page (Office        *office,
                KbEntry *const *entries,
                guint          n_entries)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree char *note = NULL;
  KbChain chain;

  kb_chain_init (&chain, office->chains[KB_STREAM_OFFICE].genesis, KB_STREAM_OFFICE);
  for (guint i = 0; i < n_entries; i++)
    if (entries[i] != NULL)
      {
        g_autoptr(GBytes) bytes = kb_entry_encode (entries[i]);
        KbPlace place;

        kb_chain_append (&chain, entries[i], OFFICE_NOW / 3600, &office->chains[KB_STREAM_ROSTER],
                         &place);
        kb_frame_write_entry (out, &place, bytes);
      }
  note = kb_head_sign (&chain, office->intake);
  kb_frame_write_end (out, chain.seq, note);

  return g_byte_array_free_to_bytes (out);
}

static void
assert_noticed (Office         *office,
                KbEntry *const *entries,
                guint           n_entries,
                GQuark          domain,
                int             code)
{
  g_autoptr(GBytes) page = rewritten_page (office, entries, n_entries);
  g_auto(Reader) reader = { 0 };
  g_autoptr(GError) error = NULL;

  reader_init (&reader, office, KB_STREAM_OFFICE);
  g_assert_false (read_page (&reader, page, &error));
  g_assert_error (error, domain, code);
}

/* The fixture's stream without its array's ownership. */
static KbEntry **
copy_entries (Office *office,
              guint  *ret_n)
{
  GPtrArray *entries = office->entries[KB_STREAM_OFFICE];

  *ret_n = entries->len;

  return g_memdup2 (entries->pdata, entries->len * sizeof (gpointer));
}

static void
test_dropped_entry_of_a_device_is_a_gap (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);

  entries[2] = NULL;
  assert_noticed (office, entries, n, KB_CHAIN_ERROR, KB_CHAIN_ERROR_AUTHOR_GAP);
}

static void
test_swapped_entries_of_a_device_are_a_gap (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  KbEntry *kept = entries[2];

  entries[2] = entries[3];
  entries[3] = kept;
  assert_noticed (office, entries, n, KB_CHAIN_ERROR, KB_CHAIN_ERROR_AUTHOR_GAP);
}

static void
test_doubled_entry_of_a_device_is_a_fork (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);

  entries[4] = entries[2];
  assert_noticed (office, entries, n, KB_CHAIN_ERROR, KB_CHAIN_ERROR_AUTHOR_FORK);
}

static void
test_entry_of_a_stranger_has_no_authority (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  OfficeDevice stranger;
  g_autoptr(KbEntry) forged = NULL;

  office_device_init (&stranger, "Bukan", KB_DEVICE_ROLE_OFFICER);
  forged = office_work (office, &stranger, entries[0]);
  entries[6] = forged;
  assert_noticed (office, entries, n, KB_ROSTER_ERROR, KB_ROSTER_ERROR_AUTHORITY);
  office_device_clear (&stranger);
}

/* The wire of @entry with the bytes of @part replaced, or with another signature. */
static KbEntry *
with_part (const KbEntry *entry,
           KbPartRole     role,
           GBytes        *other)
{
  g_autoptr(GBytes) wire = kb_entry_encode (entry);
  gsize size;
  g_autofree guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&wire), &size);
  GBytes *part = kb_entry_get_part (entry, role, NULL);
  guint8 *at = memmem (data, size, g_bytes_get_data (part, NULL), g_bytes_get_size (part));

  g_assert_cmpuint (g_bytes_get_size (part), ==, g_bytes_get_size (other));
  memcpy (at, g_bytes_get_data (other, NULL), g_bytes_get_size (other));

  return kb_entry_decode (data, size, NULL);
}

static void
test_exchanged_parts_are_not_what_was_signed (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  g_autoptr(KbEntry) forged = with_part (entries[1], KB_ROLE_STORY,
                                         kb_entry_get_part (entries[0], KB_ROLE_STORY, NULL));

  entries[1] = forged;
  assert_noticed (office, entries, n, KB_ENTRY_ERROR, KB_ENTRY_ERROR_PART);
}

static void
test_forged_signature_is_noticed (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  g_autoptr(GBytes) wire = kb_entry_encode (entries[2]);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
  g_autoptr(KbEntry) forged = NULL;
  gsize header_size = g_bytes_get_size (kb_entry_get_header_bytes (entries[2]));

  memcpy (data + 4 + header_size, kb_entry_get_signature (entries[3]), KB_SIGN_SIGNATURE_SIZE);
  forged = kb_entry_decode (data, g_bytes_get_size (wire), NULL);
  entries[2] = forged;
  assert_noticed (office, entries, n, KB_ENTRY_ERROR, KB_ENTRY_ERROR_SIGNATURE);
}

static void
test_note_by_another_key_is_noticed (void)
{
  g_autoptr(Office) office = small_journal ();
  g_autoptr(GBytes) page = NULL;
  g_auto(Reader) reader = { 0 };
  g_autoptr(GError) error = NULL;

  reader_init (&reader, office, KB_STREAM_OFFICE);
  reader.intake = kb_signing_key_get_public (office->officer.sign);
  page = office_page (office, KB_STREAM_OFFICE);
  g_assert_false (read_page (&reader, page, &error));
  g_assert_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE);
}

/* The one thing that a new desktop alone can't see: a complaint left out by a
 * server that made everything anew. Who saw it before has another link there. */
static void
test_dropped_complaint_is_a_fork_for_who_saw_it (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  g_autoptr(GBytes) page = NULL;
  g_auto(Reader) reader = { 0 };
  g_autoptr(GError) error = NULL;
  KbPlace *seen = &g_array_index (office->places[KB_STREAM_OFFICE], KbPlace, n - 2);

  entries[1] = NULL;
  page = rewritten_page (office, entries, n);
  reader_init (&reader, office, KB_STREAM_OFFICE);
  g_assert_true (read_page (&reader, page, &error));
  g_assert_cmpuint (reader.chain.seq, ==, seen->seq);
  g_assert_cmpint (memcmp (reader.chain.link, seen->link, KB_HASH_SIZE), !=, 0);
}

static void
test_rollback_shows_in_the_signed_head (void)
{
  g_autoptr(Office) office = small_journal ();
  guint n;
  g_autofree KbEntry **entries = copy_entries (office, &n);
  g_autoptr(GBytes) page = rewritten_page (office, entries, n - 1);
  g_auto(Reader) reader = { 0 };
  g_autofree char *note = NULL;
  KbChain head;

  reader_init (&reader, office, KB_STREAM_OFFICE);
  g_assert_true (read_page (&reader, page, NULL));
  note = kb_head_sign (&reader.chain, office->intake);
  g_assert_true (kb_head_read (note, reader.chain.genesis, reader.intake, &head, NULL));
  g_assert_cmpuint (head.seq, <, office->chains[KB_STREAM_OFFICE].seq);
  g_assert_false (kb_head_check (note, &office->chains[KB_STREAM_OFFICE], reader.intake, NULL));
}

static gboolean
context_fits (const KbEntry *entry,
              KbPartRole     role,
              KbAgeIdentity *identity)
{
  g_autoptr(JsonObject) part = office_open (entry, role, identity);
  guint8 context[KB_HASH_SIZE], stated[KB_HASH_SIZE];

  kb_header_get_context (kb_entry_get_header (entry), context);
  g_assert_true (kb_json_hex (part, "context", stated, sizeof stated, NULL));

  return memcmp (context, stated, KB_HASH_SIZE) == 0;
}

/* Anyone can take an identity part that was published and sign a new complaint
 * around it; only the context inside the sealed part shows it. */
static void
test_old_identity_under_a_new_story_does_not_fit (void)
{
  g_autoptr(Office) office = small_journal ();
  KbEntry *victim = office->entries[KB_STREAM_OFFICE]->pdata[0];
  g_autoptr(KbEntry) story = office_complaint (office, NULL, "no", FALSE);
  g_autoptr(KbSigningKey) forger = kb_signing_key_generate ();
  g_autoptr(KbEntry) forged = NULL;
  g_autoptr(GError) error = NULL;
  KbHeader header = *kb_entry_get_header (story);
  GBytes *parts[] = { kb_entry_get_part (story, KB_ROLE_BODY, NULL),
                      kb_entry_get_part (story, KB_ROLE_STORY, NULL),
                      kb_entry_get_part (victim, KB_ROLE_CONTACT, NULL) };

  memcpy (header.author, kb_signing_key_get_public (forger), KB_SIGN_PUBLIC_SIZE);
  kb_header_add_part (&header, KB_ROLE_CONTACT, parts[2]);
  forged = kb_entry_new (&header, parts, forger);
  g_assert_true (kb_entry_verify_signature (forged, &error) &&
                 kb_entry_verify_parts (forged, &error) && kb_entry_check_rules (forged, &error));
  g_assert_no_error (error);

  g_assert_true (context_fits (victim, KB_ROLE_CONTACT, office->custody_key));
  g_assert_false (context_fits (forged, KB_ROLE_CONTACT, office->custody_key));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/tamper/untouched-journal-is-read", test_untouched_journal_is_read);
  g_test_add_func ("/journal/tamper/every-flipped-byte-is-noticed",
                   test_every_flipped_byte_is_noticed);
  g_test_add_func ("/journal/tamper/every-cut-is-noticed", test_every_cut_is_noticed);
  g_test_add_func ("/journal/tamper/dropped-entry-of-a-device-is-a-gap",
                   test_dropped_entry_of_a_device_is_a_gap);
  g_test_add_func ("/journal/tamper/swapped-entries-of-a-device-are-a-gap",
                   test_swapped_entries_of_a_device_are_a_gap);
  g_test_add_func ("/journal/tamper/doubled-entry-of-a-device-is-a-fork",
                   test_doubled_entry_of_a_device_is_a_fork);
  g_test_add_func ("/journal/tamper/entry-of-a-stranger-has-no-authority",
                   test_entry_of_a_stranger_has_no_authority);
  g_test_add_func ("/journal/tamper/exchanged-parts-are-not-what-was-signed",
                   test_exchanged_parts_are_not_what_was_signed);
  g_test_add_func ("/journal/tamper/forged-signature-is-noticed", test_forged_signature_is_noticed);
  g_test_add_func ("/journal/tamper/note-by-another-key-is-noticed",
                   test_note_by_another_key_is_noticed);
  g_test_add_func ("/journal/tamper/dropped-complaint-is-a-fork-for-who-saw-it",
                   test_dropped_complaint_is_a_fork_for_who_saw_it);
  g_test_add_func ("/journal/tamper/rollback-shows-in-the-signed-head",
                   test_rollback_shows_in_the_signed_head);
  g_test_add_func ("/journal/tamper/old-identity-under-a-new-story-does-not-fit",
                   test_old_identity_under_a_new_story_does_not_fit);

  return g_test_run ();
}
