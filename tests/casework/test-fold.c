/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "case-fixture.h"

#include <string.h>

/* Folds @lines as the store does: each into the case of its bytes, states kept
 * as saved bytes between two entries. Answers the case of @case_byte. */
static KbCaseState *
fold_lines (GPtrArray     *lines,
            guint8         case_byte,
            KbStreamState *stream)
{
  GBytes *snapshots[256] = { NULL };
  KbCaseState *wanted = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      guint8 at = kb_entry_get_header (line->entry)->case_id[0];
      g_autoptr(KbCaseState) before = NULL;
      g_autoptr(KbCaseState) after = NULL;
      KbFoldInput input = line_input (line);

      if (snapshots[at] != NULL)
        before = kb_case_state_load (snapshots[at], NULL);
      after = kb_case_fold (stream, before, &input);
      if (after == NULL)
        continue;
      g_clear_pointer (&snapshots[at], g_bytes_unref);
      snapshots[at] = kb_case_state_save (after);
    }

  if (snapshots[case_byte] != NULL)
    wanted = kb_case_state_load (snapshots[case_byte], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (snapshots); i++)
    g_clear_pointer (&snapshots[i], g_bytes_unref);

  return wanted;
}

static GPtrArray *
lines_new (Line *first,
           ...)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  va_list args;

  va_start (args, first);
  for (Line *line = first; line != NULL; line = va_arg (args, Line *))
    {
      g_ptr_array_add (lines, line);
      line->place.seq = lines->len;
    }
  va_end (args);

  return lines;
}

static void
test_complaint_opens_case (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR,
                                                         "Ada pungutan di loket pelayanan. Lalu."),
                                          NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);
  g_autofree char *number = kb_case_state_number (state);

  g_assert_cmpstr (number, ==, "KB-2026-0001");
  g_assert_cmpstr (state->subject, ==, "Ada pungutan di loket pelayanan");
  g_assert_cmpstr (state->category, ==, "korupsi");
  g_assert_cmpstr (state->group, ==, "suap");
  g_assert_cmpstr (state->unit, ==, "Dinas PUPR");
  g_assert_cmpstr (state->alias, ==, "Kumbang");
  g_assert_true (state->has_contact && state->has_civil);
  g_assert_false (state->by_server || state->canary || state->sealed);
  g_assert_cmpuint (state->n_entries, ==, 1);
  g_assert_cmpuint (state->received_hour, ==, FIXTURE_HOUR);
  g_assert_cmpmem (state->complaint_id, KB_HASH_SIZE,
                   kb_entry_get_id (((Line *) lines->pdata[0])->entry), KB_HASH_SIZE);
}

static void
test_replay_gives_same_state (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"),
                                          complaint_new (2, FIXTURE_HOUR + 1, "Dua"),
                                          opening_new (1, FIXTURE_HOUR + 2),
                                          line_new (KB_KIND_WORK, KB_STREAM_OFFICE, 1,
                                                    FIXTURE_HOUR + 3, NULL),
                                          line_new (99, KB_STREAM_OFFICE, 1,
                                                    FIXTURE_HOUR + 4, NULL),
                                          NULL);
  KbStreamState first_stream = { 0 }, second_stream = { 0 };
  g_autoptr(KbCaseState) first = fold_lines (lines, 1, &first_stream);
  g_autoptr(KbCaseState) second = fold_lines (lines, 1, &second_stream);
  g_autoptr(GBytes) a = kb_case_state_save (first);
  g_autoptr(GBytes) b = kb_case_state_save (second);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_cmpuint (first_stream.n_complaints, ==, 2);
  g_assert_cmpuint (first_stream.n_complaints, ==, second_stream.n_complaints);
  g_assert_cmpuint (first->n_entries, ==, 4);
  g_assert_cmpuint (first->n_openings, ==, 1);
  g_assert_cmpuint (first->changed_hour, ==, FIXTURE_HOUR + 4);
}

static void
test_leaves_state_alone (void)
{
  Line *complaint = complaint_new (1, FIXTURE_HOUR, "Satu");
  Line *opening = opening_new (1, FIXTURE_HOUR + 1);
  KbStreamState stream = { 0 };
  KbFoldInput input = line_input (complaint);
  g_autoptr(KbCaseState) before = kb_case_fold (&stream, NULL, &input);
  g_autoptr(GBytes) saved_before = kb_case_state_save (before);
  g_autoptr(KbCaseState) after = NULL;
  g_autoptr(GBytes) saved_after = NULL;

  input = line_input (opening);
  after = kb_case_fold (&stream, before, &input);
  saved_after = kb_case_state_save (before);
  g_assert_true (g_bytes_equal (saved_before, saved_after));
  g_assert_cmpuint (after->n_entries, ==, 2);
  line_free (complaint);
  line_free (opening);
}

/* A year ends at 17.00 UTC, midnight in Western Indonesia. */
static void
test_year_is_of_wib (void)
{
  guint64 new_year = G_GUINT64_CONSTANT (1798761600) / 3600 - 7;   /* 2027-01-01 00.00 +07 */
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, new_year - 2, "Satu"),
                                          complaint_new (2, new_year - 1, "Dua"),
                                          complaint_new (3, new_year, "Tiga"),
                                          NULL);
  KbStreamState stream = { 0 }, again = { 0 };
  g_autoptr(KbCaseState) second = fold_lines (lines, 2, &stream);
  g_autoptr(KbCaseState) third = fold_lines (lines, 3, &again);
  g_autofree char *second_number = kb_case_state_number (second);
  g_autofree char *third_number = kb_case_state_number (third);

  g_assert_cmpstr (second_number, ==, "KB-2026-0002");
  g_assert_cmpstr (third_number, ==, "KB-2027-0001");
}

static void
test_leadership_has_own_numbers (void)
{
  g_autofree char *plain = story_json ("Tentang pimpinan");
  g_autoptr(GPtrArray) lines = lines_new (line_new (KB_KIND_COMPLAINT, KB_STREAM_LEADERSHIP, 1,
                                                    FIXTURE_HOUR, plain),
                                          NULL);
  KbStreamState stream = { .year = 2026, .n_complaints = 2 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);
  g_autofree char *number = kb_case_state_number (state);

  g_assert_cmpstr (number, ==, "KBP-2026-0003");
}

static void
test_quarantined_takes_number (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"),
                                          complaint_new (2, FIXTURE_HOUR, "Dua"),
                                          NULL);
  KbStreamState stream = { 0 }, again = { 0 };
  g_autoptr(KbCaseState) first = NULL;
  g_autoptr(KbCaseState) second = NULL;

  ((Line *) lines->pdata[0])->quarantine = KB_QUARANTINE_SEAL;
  first = fold_lines (lines, 1, &stream);
  second = fold_lines (lines, 2, &again);
  g_assert_cmpint (first->quarantine, ==, KB_QUARANTINE_SEAL);
  g_assert_cmpuint (first->n_quarantined, ==, 1);
  g_assert_cmpstr (first->subject, ==, "");
  g_assert_cmpuint (second->number, ==, 2);
}

static void
test_canary_takes_number (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Uji jalur"), NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = NULL;

  ((Line *) lines->pdata[0])->canary = TRUE;
  state = fold_lines (lines, 1, &stream);
  g_assert_true (state->canary);
  g_assert_cmpuint (stream.n_complaints, ==, 1);
}

/* Anybody can write it into a story: only who verified the signature says so. */
static void
test_story_makes_no_canary (void)
{
  g_autofree char *json = story_json ("Jangan disembunyikan");
  g_autoptr(GString) claim = g_string_new (json);
  g_autofree char *hex = g_strnfill (64, '0');
  g_autoptr(GPtrArray) lines = NULL;
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = NULL;

  g_string_truncate (claim, claim->len - 1);
  g_string_append_printf (claim, ",\"canary\":{\"key\":\"%s\",\"signature\":\"%s%s\"}}", hex,
                          hex, hex);
  lines = lines_new (line_new (KB_KIND_COMPLAINT, KB_STREAM_OFFICE, 1, FIXTURE_HOUR, claim->str),
                     NULL);
  state = fold_lines (lines, 1, &stream);
  g_assert_cmpint (state->quarantine, ==, KB_QUARANTINE_NONE);
  g_assert_false (state->canary);
}

static void
test_bad_story_is_quarantined (void)
{
  g_autoptr(GPtrArray) lines = lines_new (line_new (KB_KIND_COMPLAINT, KB_STREAM_OFFICE, 1,
                                                    FIXTURE_HOUR, "{\"text\":3}"),
                                          NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);

  g_assert_cmpint (state->quarantine, ==, KB_QUARANTINE_TEXT);
  g_assert_cmpuint (state->n_quarantined, ==, 1);
}

/* A second complaint under one case id changes nothing but the counts. */
static void
test_second_complaint_changes_nothing (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Yang pertama"),
                                          complaint_new (1, FIXTURE_HOUR, "Yang kedua"),
                                          NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);

  g_assert_cmpstr (state->subject, ==, "Yang pertama");
  g_assert_cmpuint (state->n_entries, ==, 2);
  g_assert_cmpuint (stream.n_complaints, ==, 2);
}

/* A leadership case that comes to the case team: with its story and a number there. */
static void
test_widening_opens_case (void)
{
  g_autofree char *json = story_json ("Tentang pimpinan");
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"),
                                          line_new (KB_KIND_WIDENING, KB_STREAM_OFFICE, 2,
                                                    FIXTURE_HOUR + 1, json),
                                          complaint_new (3, FIXTURE_HOUR + 1, "Tiga"),
                                          NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 2, &stream);
  g_autofree char *number = kb_case_state_number (state);
  guint8 complaint[KB_HASH_SIZE];

  memset (complaint, 0xab, sizeof complaint);
  g_assert_cmpstr (number, ==, "KB-2026-0002");
  g_assert_cmpstr (state->subject, ==, "Tentang pimpinan");
  g_assert_true (state->widened);
  g_assert_false (state->has_contact || state->has_civil);
  g_assert_cmpmem (state->complaint_id, KB_HASH_SIZE, complaint, KB_HASH_SIZE);
  g_assert_cmpuint (stream.n_complaints, ==, 3);
}

/* Said of the complaint alone, and kept. */
static void
test_old_key_is_kept (void)
{
  Line *complaint = complaint_new (1, FIXTURE_HOUR, "Satu");
  KbStreamState stream = { 0 };
  KbFoldInput input = line_input (complaint);
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(KbCaseState) loaded = NULL;
  g_autoptr(GBytes) saved = NULL;

  input.old_key = TRUE;
  state = kb_case_fold (&stream, NULL, &input);
  saved = kb_case_state_save (state);
  loaded = kb_case_state_load (saved, NULL);
  g_assert_true (loaded->old_key);
  g_assert_cmpuint (loaded->n_quarantined, ==, 0);
  line_free (complaint);
}

#define PROGRESS_SIZE (2 + 8 + 2 * 4 + 5 * 8 + 2)   /* what version 3 added, without milestones */

/* Files of older versions have states without work, or without progress. */
static void
test_old_versions_are_read (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"), NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);
  g_autoptr(GBytes) saved = kb_case_state_save (state);

  for (char version = 1; version <= 2; version++)
    {
      gsize old_size = g_bytes_get_size (saved) - PROGRESS_SIZE - (version == 1 ? 8 + 8 + 2 : 0);
      g_autofree char *copy = g_memdup2 (g_bytes_get_data (saved, NULL), old_size);
      g_autoptr(GBytes) old = NULL;
      g_autoptr(KbCaseState) loaded = NULL;

      copy[0] = version;
      old = g_bytes_new (copy, old_size);
      loaded = kb_case_state_load (old, NULL);
      g_assert_nonnull (loaded);
      g_assert_cmpstr (loaded->subject, ==, "Satu");
      g_assert_null (loaded->fields);
      g_assert_cmpuint (loaded->seq, ==, version == 1 ? 0 : state->seq);
      g_assert_true (loaded->status == kb_workflow_get_start ());
      g_assert_cmpuint (loaded->status_hour, ==, FIXTURE_HOUR);
      g_assert_true (loaded->has_mailbox);
    }
}

static void
test_no_case_without_complaint (void)
{
  Line *lines[] = {
    opening_new (1, FIXTURE_HOUR),
    line_new (KB_KIND_MESSAGE, KB_STREAM_OFFICE, 1, FIXTURE_HOUR, NULL),
    line_new (KB_KIND_DEVICE, KB_STREAM_ROSTER, 0, FIXTURE_HOUR, NULL),
    line_new (99, KB_STREAM_OFFICE, 1, FIXTURE_HOUR, NULL),
    line_new (KB_KIND_HEARTBEAT, KB_STREAM_OFFICE, 0, FIXTURE_HOUR, NULL),
  };
  KbStreamState stream = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      KbFoldInput input = line_input (lines[i]);

      g_assert_null (kb_case_fold (&stream, NULL, &input));
      line_free (lines[i]);
    }
  g_assert_cmpuint (stream.n_complaints, ==, 0);
}

static void
test_which_openings_count (void)
{
  static const struct
  {
    KbQuarantine quarantine;
    guint        n_openings;
  } table[] = {
    { KB_QUARANTINE_NONE, 1 },
    { KB_QUARANTINE_SIGNATURE, 0 },
    { KB_QUARANTINE_AUTHORITY, 0 },
    { KB_QUARANTINE_PART, 1 },
    { KB_QUARANTINE_SEAL, 1 },
    { KB_QUARANTINE_CONTEXT, 1 },
    { KB_QUARANTINE_TEXT, 1 },
    { KB_QUARANTINE_RULE, 0 },
    { KB_QUARANTINE_AUTHOR_SEQ, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"),
                                              opening_new (1, FIXTURE_HOUR),
                                              NULL);
      KbStreamState stream = { 0 };
      g_autoptr(KbCaseState) state = NULL;

      ((Line *) lines->pdata[1])->quarantine = table[i].quarantine;
      state = fold_lines (lines, 1, &stream);
      g_assert_cmpuint (state->n_openings, ==, table[i].n_openings);
      g_assert_cmpuint (state->n_quarantined, ==, table[i].quarantine != 0 ? 1 : 0);
    }
}

static void
test_subjects (void)
{
  static const struct
  {
    const char *text;           /* as in JSON */
    const char *subject;
  } table[] = {
    { "", "" },
    { "Pendek", "Pendek" },
    { "Jl. Merdeka rusak dan dananya hilang! Siapa?", "Jl. Merdeka rusak dan dananya hilang" },
    { "\\n  Baris satu\\nBaris dua", "Baris satu" },
    { "Nilainya Rp1.500.000 untuk satu orang saja. Ya",
      "Nilainya Rp1.500.000 untuk satu orang saja" },
    { "Kata\\ttab \\u202e dan \\u0001 kendali", "Kata tab dan \xef\xbf\xbd kendali" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, table[i].text), NULL);
      KbStreamState stream = { 0 };
      g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);

      g_assert_cmpstr (state->subject, ==, table[i].subject);
    }
}

static void
test_long_subject_is_cut_at_word (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) lines = NULL;
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append (text, "kétik ");
  lines = lines_new (complaint_new (1, FIXTURE_HOUR, text->str), NULL);
  state = fold_lines (lines, 1, &stream);
  g_assert_cmpint (g_utf8_strlen (state->subject, -1), <=, 120);
  g_assert_cmpint (g_utf8_strlen (state->subject, -1), >, 90);
  g_assert_true (g_str_has_suffix (state->subject, "kétik…"));
}

static void
test_state_survives_saving (void)
{
  g_autoptr(GPtrArray) lines = lines_new (complaint_new (1, FIXTURE_HOUR, "Satu"),
                                          opening_new (1, FIXTURE_HOUR), NULL);
  KbStreamState stream = { 0 };
  g_autoptr(KbCaseState) state = fold_lines (lines, 1, &stream);
  g_autoptr(GBytes) saved = kb_case_state_save (state);
  gsize size = g_bytes_get_size (saved);
  const char *bytes = g_bytes_get_data (saved, NULL);
  g_autoptr(GBytes) longer = NULL;
  g_autofree char *copy = g_malloc0 (size + 1);
  g_autoptr(GError) error = NULL;

  memcpy (copy, bytes, size);
  longer = g_bytes_new (copy, size + 1);
  g_assert_null (kb_case_state_load (longer, &error));
  g_assert_error (error, KB_CASE_ERROR, KB_CASE_ERROR_STATE);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr(GBytes) shorter = g_bytes_new (bytes, i);

      g_assert_null (kb_case_state_load (shorter, NULL));
    }
  copy[0] = 4;
  g_bytes_unref (longer);
  longer = g_bytes_new (copy, size);
  g_assert_null (kb_case_state_load (longer, NULL));
}

static void
test_stream_survives_saving (void)
{
  KbStreamState stream = { .year = 2026, .n_complaints = 412 }, loaded = { 0 };
  g_autoptr(GBytes) saved = kb_stream_state_save (&stream);
  g_autoptr(GBytes) cut = g_bytes_new_from_bytes (saved, 0, 6);
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_stream_state_load (cut, &loaded, &error));
  g_assert_error (error, KB_CASE_ERROR, KB_CASE_ERROR_STATE);
  g_assert_cmpuint (loaded.year, ==, 0);
  g_assert_true (kb_stream_state_load (saved, &loaded, NULL));
  g_assert_cmpuint (loaded.year, ==, 2026);
  g_assert_cmpuint (loaded.n_complaints, ==, 412);
}

static void
test_search_text (void)
{
  g_autofree char *json = story_json ("Ada pungutan");
  g_autoptr(GBytes) plain = g_bytes_new (json, strlen (json));
  g_autoptr(GBytes) other = g_bytes_new_static ("[]", 2);
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_autofree char *text = NULL;
  g_autofree char *sealed = NULL;

  state->year = 2026;
  state->number = 412;
  text = kb_case_search_text (state, KB_KIND_COMPLAINT, plain);
  for (const char * const *word = (const char *[]) { "KB-2026-0412", "Ada pungutan", "Dinas PUPR",
       "Budi", "Kumbang", "dua orang", "Loket 3", NULL }; *word != NULL; word++)
    g_assert_nonnull (strstr (text, *word));
  sealed = kb_case_search_text (state, KB_KIND_COMPLAINT, NULL);
  g_assert_true (g_str_has_prefix (sealed, "KB-2026-0412 "));
  g_assert_null (kb_case_search_text (state, KB_KIND_COMPLAINT, other));
}

static void
assert_words (KbKind      kind,
              const char *plain,
              const char *expected)
{
  g_autoptr(GBytes) bytes = g_bytes_new (plain, strlen (plain));
  g_autofree char *text = kb_case_search_text (NULL, kind, bytes);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_search_text_of_work (void)
{
  assert_words (KB_KIND_WORK, "{\"v\":1,\"ops\":[{\"note\":\"Sudah ditelepon\"},"
                "{\"add\":\"tags\",\"value\":\"pungutan liar\"},"
                "{\"set\":\"assignee\",\"value\":\"00ff\"},{\"add\":\"related\",\"value\":\"11\"},"
                "{\"remove\":\"tags\",\"value\":\"lama\"},{\"set\":\"lhp\",\"value\":\"700/12\"},"
                "{\"move\":\"telaah\",\"from\":\"verifikasi\",\"reason\":\"Lengkap\"},"
                "{\"sheet\":{\"unit\":\"PUPR\",\"conclusion\":\"Berkadar pengawasan\"}}]}",
                "Sudah ditelepon\npungutan liar\n700/12\nLengkap\nPUPR\nBerkadar pengawasan");
  assert_words (KB_KIND_WORK, "{\"ops\":[{\"set\":\"importance\",\"value\":\"high\"},7,{}]}", NULL);
  assert_words (KB_KIND_WORK, "[]", NULL);
}

static void
test_search_text_of_messages (void)
{
  assert_words (KB_KIND_MESSAGE, "{\"kind\":\"message\",\"text\":\"Kapan diproses?\"}",
                "Kapan diproses?");
  assert_words (KB_KIND_MESSAGE, "{\"content\":\"{\\\"kind\\\":\\\"message\\\",\\\"text\\\":"
                "\\\"Mohon dilengkapi\\\"}\",\"counter\":1,\"mac\":\"00\"}", "Mohon dilengkapi");
  assert_words (KB_KIND_MESSAGE, "{\"content\":\"{\\\"kind\\\":\\\"card\\\"}\"}", NULL);
  /* Not what a custodian says of an identity, whatever it looks like. */
  assert_words (KB_KIND_IDENTITY_USE, "{\"reason\":\"Budi\",\"text\":\"Budi\"}", NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/fold/complaint-opens-case", test_complaint_opens_case);
  g_test_add_func ("/casework/fold/replay-gives-same-state", test_replay_gives_same_state);
  g_test_add_func ("/casework/fold/leaves-state-alone", test_leaves_state_alone);
  g_test_add_func ("/casework/fold/year-is-of-wib", test_year_is_of_wib);
  g_test_add_func ("/casework/fold/leadership-has-own-numbers", test_leadership_has_own_numbers);
  g_test_add_func ("/casework/fold/quarantined-takes-number", test_quarantined_takes_number);
  g_test_add_func ("/casework/fold/canary-takes-number", test_canary_takes_number);
  g_test_add_func ("/casework/fold/story-makes-no-canary", test_story_makes_no_canary);
  g_test_add_func ("/casework/fold/bad-story-is-quarantined", test_bad_story_is_quarantined);
  g_test_add_func ("/casework/fold/second-complaint-changes-nothing",
                   test_second_complaint_changes_nothing);
  g_test_add_func ("/casework/fold/widening-opens-case", test_widening_opens_case);
  g_test_add_func ("/casework/fold/no-case-without-complaint", test_no_case_without_complaint);
  g_test_add_func ("/casework/fold/which-openings-count", test_which_openings_count);
  g_test_add_func ("/casework/fold/subject-is-first-sentence", test_subjects);
  g_test_add_func ("/casework/fold/long-subject-is-cut-at-word", test_long_subject_is_cut_at_word);
  g_test_add_func ("/casework/state/damaged-bytes-are-refused", test_state_survives_saving);
  g_test_add_func ("/casework/state/old-key-is-kept", test_old_key_is_kept);
  g_test_add_func ("/casework/state/old-versions-are-read", test_old_versions_are_read);
  g_test_add_func ("/casework/state/stream-survives-saving", test_stream_survives_saving);
  g_test_add_func ("/casework/search/text-holds-words-and-numbers", test_search_text);
  g_test_add_func ("/casework/search/work-gives-what-was-written", test_search_text_of_work);
  g_test_add_func ("/casework/search/messages-but-no-identity", test_search_text_of_messages);

  return g_test_run ();
}
