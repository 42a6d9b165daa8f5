/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "office-fixture.h"

#include "kb-bytes.h"

#include <string.h>

/* A stream with three entries by the officer. */
typedef struct
{
  Office  *office;
  KbEntry *entries[3];
  KbPlace  places[3];
  KbChain  start;
} Stream;

static void
stream_init (Stream *stream)
{
  Office *office = stream->office = office_new ();
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", FALSE));

  stream->start = office->chains[KB_STREAM_OFFICE];
  for (guint i = 0; i < 3; i++)
    {
      stream->entries[i] = office_append (office,
                                          office_work (office, &office->officer, complaint));
      stream->places[i] = g_array_index (office->places[KB_STREAM_OFFICE], KbPlace, i + 1);
    }
}

static void
stream_clear (Stream *stream)
{
  office_free (stream->office);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

static int
follow (KbChain       *chain,
        const KbEntry *entry,
        const KbPlace *place)
{
  g_autoptr(GError) error = NULL;
  KbChain before = *chain;

  if (kb_chain_follow (chain, entry, place, &error))
    return -1;
  g_assert_true (error->domain == KB_CHAIN_ERROR);
  g_assert_cmpmem (chain, sizeof *chain, &before, sizeof before);

  return error->code;
}

static void
test_follow_reaches_the_servers_head (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain chain;

  stream_init (&stream);
  chain = stream.start;
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (follow (&chain, stream.entries[i], &stream.places[i]), ==, -1);
  g_assert_cmpmem (&chain, sizeof chain, &stream.office->chains[KB_STREAM_OFFICE], sizeof chain);
}

static void
test_gap_when_dropped_swapped_or_doubled (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain chain;

  stream_init (&stream);
  chain = stream.start;
  g_assert_cmpint (follow (&chain, stream.entries[1], &stream.places[1]), ==, KB_CHAIN_ERROR_GAP);
  g_assert_cmpint (follow (&chain, stream.entries[0], &stream.places[0]), ==, -1);
  g_assert_cmpint (follow (&chain, stream.entries[0], &stream.places[0]), ==, KB_CHAIN_ERROR_GAP);
  g_assert_cmpint (follow (&chain, stream.entries[2], &stream.places[2]), ==, KB_CHAIN_ERROR_GAP);
}

static void
test_link_when_renumbered (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain chain;
  KbPlace place;

  stream_init (&stream);
  chain = stream.start;
  place = stream.places[1];
  place.seq = stream.places[0].seq;
  g_assert_cmpint (follow (&chain, stream.entries[1], &place), ==, KB_CHAIN_ERROR_LINK);
  g_assert_cmpint (follow (&chain, stream.entries[1], &stream.places[0]), ==, KB_CHAIN_ERROR_LINK);
}

static void
test_link_covers_every_field_of_the_place (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain chain;
  KbPlace place;

  stream_init (&stream);
  chain = stream.start;
  place = stream.places[0];
  place.hour++;
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_LINK);
  place = stream.places[0];
  place.roster_seq++;
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_LINK);
  place = stream.places[0];
  place.roster_link[0] ^= 1;
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_LINK);
  chain.genesis[0] ^= 1;
  g_assert_cmpint (follow (&chain, stream.entries[0], &stream.places[0]), ==, KB_CHAIN_ERROR_LINK);
  chain = stream.start;
  chain.stream = KB_STREAM_LEADERSHIP;
  g_assert_cmpint (follow (&chain, stream.entries[0], &stream.places[0]), ==, KB_CHAIN_ERROR_LINK);
  chain = stream.start;
  chain.link[31] ^= 1;
  g_assert_cmpint (follow (&chain, stream.entries[0], &stream.places[0]), ==, KB_CHAIN_ERROR_LINK);
}

/* A server that places an entry of one stream into another, with a fitting link. */
static void
test_link_refuses_another_streams_entry (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain server, chain;
  KbPlace place;

  stream_init (&stream);
  server = chain = stream.office->chains[KB_STREAM_LEADERSHIP];
  kb_chain_append (&server, stream.entries[0], 1, &stream.office->chains[KB_STREAM_ROSTER], &place);
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_LINK);
}

static void
test_hour_never_goes_back (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain chain;
  KbPlace place;

  stream_init (&stream);
  chain = stream.start;
  place = stream.places[0];
  place.hour = chain.hour - 1;
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_HOUR);
  kb_chain_append (&chain, stream.entries[0], 5, &stream.office->chains[KB_STREAM_ROSTER], &place);
  g_assert_cmpuint (place.hour, ==, stream.start.hour);
}

static void
test_roster_head_never_goes_back (void)
{
  g_auto(Stream) stream = { 0 };
  KbChain server, chain, roster;
  KbPlace place;

  stream_init (&stream);
  server = chain = stream.start;
  roster = stream.office->chains[KB_STREAM_ROSTER];
  roster.seq--;
  kb_chain_append (&server, stream.entries[0], server.hour, &roster, &place);
  g_assert_cmpint (follow (&chain, stream.entries[0], &place), ==, KB_CHAIN_ERROR_ROSTER);
}

static void
test_genesis_is_pinned (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(Office) other = office_new ();
  KbChain chain;

  kb_chain_init (&chain, office->chains[KB_STREAM_ROSTER].genesis, KB_STREAM_ROSTER);
  g_assert_cmpint (follow (&chain, other->entries[KB_STREAM_ROSTER]->pdata[0],
                           &g_array_index (other->places[KB_STREAM_ROSTER], KbPlace, 0)),
                   ==, KB_CHAIN_ERROR_LINK);
  for (guint i = 0; i < office->entries[KB_STREAM_ROSTER]->len; i++)
    g_assert_cmpint (follow (&chain, office->entries[KB_STREAM_ROSTER]->pdata[i],
                             &g_array_index (office->places[KB_STREAM_ROSTER], KbPlace, i)),
                     ==, -1);
}

static void
test_critical_unknown_kind_stops_the_stream (void)
{
  g_autoptr(Office) office = office_new ();
  KbHeader header = { .critical = TRUE, .kind = 99, .stream = KB_STREAM_OFFICE, .author_seq = 1 };
  KbChain server = office->chains[KB_STREAM_OFFICE], chain = server;
  KbPlace place;

  memcpy (header.genesis, server.genesis, KB_HASH_SIZE);
  memcpy (header.author, office->officer.device.sign, KB_SIGN_PUBLIC_SIZE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(KbEntry) entry = kb_entry_new (&header, NULL, office->officer.sign);

      kb_chain_append (&server, entry, server.hour, &office->chains[KB_STREAM_ROSTER], &place);
      g_assert_cmpint (follow (&chain, entry, &place), ==,
                       i == 0 ? (int) KB_CHAIN_ERROR_CRITICAL : -1);
      server = chain;
      header.critical = FALSE;
    }
}

static int
check_author (KbAuthors     *authors,
              const KbEntry *entry)
{
  g_autoptr(GError) error = NULL;

  if (kb_authors_check (authors, entry, &error))
    return -1;
  g_assert_true (error->domain == KB_CHAIN_ERROR);

  return error->code;
}

static void
test_authors_gap_and_fork (void)
{
  g_auto(Stream) stream = { 0 };
  g_autoptr(KbAuthors) authors = kb_authors_new ();
  g_autoptr(KbEntry) forked = NULL;
  guint8 id[KB_HASH_SIZE];
  guint64 seq;

  stream_init (&stream);
  g_assert_cmpint (check_author (authors, stream.entries[1]), ==, KB_CHAIN_ERROR_AUTHOR_GAP);
  g_assert_cmpint (check_author (authors, stream.entries[0]), ==, -1);
  g_assert_cmpint (check_author (authors, stream.entries[0]), ==, -1);
  g_assert_cmpint (check_author (authors, stream.entries[2]), ==, KB_CHAIN_ERROR_AUTHOR_GAP);

  /* Another entry with the number of the second. */
  stream.office->officer.last_seq[KB_STREAM_OFFICE] = 1;
  memcpy (stream.office->officer.last_id[KB_STREAM_OFFICE], kb_entry_get_id (stream.entries[0]),
          KB_HASH_SIZE);
  forked = office_work (stream.office, &stream.office->officer, stream.entries[0]);
  g_assert_cmpint (check_author (authors, stream.entries[1]), ==, -1);
  g_assert_cmpint (check_author (authors, forked), ==, KB_CHAIN_ERROR_AUTHOR_FORK);
  g_assert_cmpint (check_author (authors, stream.entries[0]), ==, KB_CHAIN_ERROR_AUTHOR_FORK);
  kb_authors_get (authors, stream.office->officer.device.sign, &seq, id);
  g_assert_cmpuint (seq, ==, 2);
  g_assert_cmpmem (id, KB_HASH_SIZE, kb_entry_get_id (stream.entries[1]), KB_HASH_SIZE);

  /* The right number behind the wrong entry. */
  kb_authors_accept (authors, forked);
  g_assert_cmpint (check_author (authors, stream.entries[2]), ==, KB_CHAIN_ERROR_AUTHOR_FORK);
}

static void
test_authors_are_saved_and_loaded (void)
{
  g_autoptr(Office) office = office_new ();
  g_autoptr(KbAuthors) authors = kb_authors_new ();
  g_autoptr(KbAuthors) loaded = NULL;
  g_autoptr(GBytes) saved = NULL;
  g_autoptr(GBytes) again = NULL;
  g_autoptr(GError) error = NULL;
  KbEntry *complaint = office_append (office, office_complaint (office, NULL, "no", FALSE));
  OfficeDevice *devices[] = { &office->officer, &office->supervisor, &office->officer };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    g_assert_cmpint (check_author (authors,
                                   office_append (office,
                                                  office_work (office, devices[i], complaint))),
                     ==, -1);
  saved = kb_authors_save (authors);
  loaded = kb_authors_load (saved, &error);
  g_assert_no_error (error);
  again = kb_authors_save (loaded);
  g_assert_true (g_bytes_equal (saved, again));
  g_assert_cmpuint (g_bytes_get_size (saved), ==, 5 + 2 * 72);

  for (gsize size = 0; size < g_bytes_get_size (saved); size++)
    {
      g_autoptr(GBytes) cut = g_bytes_new (g_bytes_get_data (saved, NULL), size);

      g_assert_null (kb_authors_load (cut, NULL));
    }
}

static void
test_frames_round_trip (void)
{
  g_auto(Stream) stream = { 0 };
  g_autoptr(GBytes) entry = NULL;
  g_autoptr(GByteArray) page = g_byte_array_new ();
  g_auto(KbFrame) first = { 0 };
  g_auto(KbFrame) last = { 0 };
  gsize first_size;

  stream_init (&stream);
  entry = kb_entry_encode (stream.entries[0]);
  kb_frame_write_entry (page, &stream.places[0], entry);
  first_size = page->len;
  kb_frame_write_end (page, 77, "note\n");
  g_assert_true (kb_frame_decode (page->data + 4, first_size - 4, &first, NULL));
  g_assert_cmpint (first.type, ==, KB_FRAME_ENTRY);
  g_assert_cmpmem (&first.place, sizeof first.place, &stream.places[0], sizeof first.place);
  g_assert_cmpmem (kb_entry_get_id (first.entry), 32, kb_entry_get_id (stream.entries[0]), 32);
  g_assert_true (kb_frame_decode (page->data + first_size + 4, page->len - first_size - 4, &last,
                                  NULL));
  g_assert_cmpint (last.type, ==, KB_FRAME_END);
  g_assert_cmpuint (last.head_seq, ==, 77);
  g_assert_cmpstr (last.note, ==, "note\n");
}

static void
test_frames_damaged (void)
{
  guint8 bytes[200] = { KB_FRAME_ENTRY };
  g_autofree guint8 *huge = g_malloc0 (KB_LIMIT_FRAME + 1);
  g_auto(KbFrame) frame = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_frame_decode (bytes, sizeof bytes, &frame, &error));
  g_assert_null (frame.entry);
  kb_frame_clear (&frame);
  g_assert_false (kb_frame_decode (bytes, 88, &frame, &error));
  g_assert_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_MALFORMED);
  g_assert_false (kb_frame_decode (NULL, 0, &frame, NULL));
  bytes[0] = 4;
  g_assert_false (kb_frame_decode (bytes, sizeof bytes, &frame, NULL));
  bytes[0] = KB_FRAME_MAIL;
  g_assert_false (kb_frame_decode (bytes, 17, &frame, NULL));
  bytes[0] = KB_FRAME_END;
  g_assert_false (kb_frame_decode (bytes, sizeof bytes, &frame, NULL));
  huge[0] = KB_FRAME_ENTRY;
  g_assert_false (kb_frame_decode (huge, KB_LIMIT_FRAME + 1, &frame, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/chain/follow-reaches-the-servers-head",
                   test_follow_reaches_the_servers_head);
  g_test_add_func ("/journal/chain/gap-when-dropped-swapped-or-doubled",
                   test_gap_when_dropped_swapped_or_doubled);
  g_test_add_func ("/journal/chain/link-when-renumbered", test_link_when_renumbered);
  g_test_add_func ("/journal/chain/link-covers-every-field-of-the-place",
                   test_link_covers_every_field_of_the_place);
  g_test_add_func ("/journal/chain/link-refuses-another-streams-entry",
                   test_link_refuses_another_streams_entry);
  g_test_add_func ("/journal/chain/hour-never-goes-back", test_hour_never_goes_back);
  g_test_add_func ("/journal/chain/roster-head-never-goes-back", test_roster_head_never_goes_back);
  g_test_add_func ("/journal/chain/genesis-is-pinned", test_genesis_is_pinned);
  g_test_add_func ("/journal/chain/critical-unknown-kind-stops-the-stream",
                   test_critical_unknown_kind_stops_the_stream);
  g_test_add_func ("/journal/authors/gap-and-fork", test_authors_gap_and_fork);
  g_test_add_func ("/journal/authors/are-saved-and-loaded", test_authors_are_saved_and_loaded);
  g_test_add_func ("/journal/frames/round-trip", test_frames_round_trip);
  g_test_add_func ("/journal/frames/damaged", test_frames_damaged);

  return g_test_run ();
}
