/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The case file as a PDF: what it says, and what it must never say. */
#include "config.h"

#include <string.h>

#include "kb-bytes.h"
#include "kb-i18n.h"
#include "paper-fixture.h"

static KbPaper *
file_new (KbCase *kase)
{
  g_autoptr(KbLetterhead) letterhead = kb_letterhead_new ("Inspektorat", PAPER_SETTING, NULL);
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  KbChain head = { .stream = KB_STREAM_OFFICE, .seq = 1204, .hour = FIXTURE_HOUR + 48 };

  memset (head.link, 0x7f, sizeof head.link);
  return kb_paper_new_case (letterhead, kase, clocks, &head, PAPER_NOW);
}

/* Spaces and line ends do not count: long texts break. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (out, *text);

  return g_string_free (out, FALSE);
}

static void
assert_says (const char *text,
             const char *wanted)
{
  g_autofree char *squeezed = squeeze (wanted);

  if (strstr (text, squeezed) == NULL)
    g_error ("“%s” is missing in:\n%s", wanted, text);
}

static char *
read_back (KbPaper    *paper,
           const char *name)
{
  g_autofree char *text = paper_text (paper, name);

  return squeeze (text);
}

static void
test_says_all (void)
{
  static const char *const wanted[] = {
    "Berkas kasus", "KB-2026-0412", "Per 24 November 2026", "Diterima tanggal 18 November 2026",
    "Halaman pelaporan", "Telaah, sejak", "Korupsi · Suap", "Terlapor Budi", "Kepala",
    "Dinas PUPR", "Jenis ASN", "Januari 2026", "Loket 3", "Rp50.000", "dua orang",
    "Bukti yang disebut foto", "Pada hari Senin.", "Ia meminta uang.", "Linimasa",
    "Identitas dibuka: telepon, nama", "Rina", "ST 700/112", "Catatan ke-1.", "Andi Pratama",
    "Daftar bukti", "Sidik jurnal", "1.204", "Tanpa identitas pelapor", "Sisa 1 hari kerja",
  };
  g_autoptr(KbCase) kase = paper_case_new ("Pada hari Senin.\\nIa meminta uang.", 1);
  g_autoptr(KbPaper) paper = file_new (kase);
  g_autofree char *text = read_back (paper, "case.pdf");

  g_assert_cmpstr (kb_paper_get_file_name (paper), ==, "KB-2026-0412-berkas.pdf");
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    assert_says (text, wanted[i]);
}

/* Every part of every entry, with the hash that the entry's author signed. */
static void
test_evidence_is_whole (void)
{
  g_autoptr(KbCase) kase = paper_case_new ("Satu.", 30);
  GListModel *timeline = kb_case_get_timeline (kase);
  g_autoptr(KbPaper) paper = file_new (kase);
  g_autofree char *text = read_back (paper, "case-evidence.pdf");

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr(KbTimelineItem) item = g_list_model_get_item (timeline, i);
      const GArray *parts = kb_timeline_item_get_parts (item);
      g_autofree char *id = kb_hex_encode (kb_timeline_item_get_id (item), KB_HASH_SIZE);

      assert_says (text, id);
      g_assert_cmpuint (parts->len, >, 0);
      for (guint p = 0; p < parts->len; p++)
        {
          const KbPartDigest *part = &g_array_index (parts, KbPartDigest, p);
          g_autofree char *hash = kb_hex_encode (part->hash, KB_HASH_SIZE);

          assert_says (text, hash);
        }
    }
}

/* A story of the greatest length and a long history: every word is there, in order. */
static void
test_long_case (void)
{
  g_autofree char *story = paper_repeat ("Kalimat ini diulang sampai penuh.\\n", 570);
  g_autoptr(KbCase) kase = paper_case_new (story, 200);
  g_autoptr(KbPaper) paper = file_new (kase);
  g_autofree char *text = read_back (paper, "case-long.pdf");
  const char *at = text;
  guint n = 0;

  while ((at = strstr (at, "Kalimatini")) != NULL && ++n)
    at++;
  g_assert_cmpuint (n, ==, 570);
  at = text;
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *note = g_strdup_printf ("Catatanke-%u.", i + 1);

      g_assert_nonnull (at = strstr (at, note));
    }
  g_assert_cmpuint (kb_paper_get_n_pages (paper), >, 10);
}

/* What the reporter is called, and the keys of the way back, are in the story's plain text: neither
 * may be on paper. */
static void
test_no_trace_of_the_reporter (void)
{
  g_autoptr(KbCase) kase = paper_case_new ("Satu.", 0);
  g_autoptr(KbPaper) paper = file_new (kase);
  g_autofree char *text = paper_text (paper, "case-nameless.pdf");

  g_assert_null (strstr (text, "age1"));
  g_assert_null (strstr (text, "Kumbang"));      /* the alias of the fixture */
}

static void
test_same_bytes (void)
{
  g_autoptr(KbCase) kase = paper_case_new ("Satu.", 3);
  g_autoptr(KbPaper) one = file_new (kase);
  g_autoptr(KbPaper) other = file_new (kase);
  g_autoptr(GBytes) a = kb_paper_to_pdf (one);
  g_autoptr(GBytes) b = kb_paper_to_pdf (other);

  g_assert_true (g_bytes_equal (a, b));
}

int
main (int   argc,
      char *argv[])
{
  kb_i18n_init ("id");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paper/case-file/says-all", test_says_all);
  g_test_add_func ("/paper/case-file/evidence-is-whole", test_evidence_is_whole);
  g_test_add_func ("/paper/case-file/long-case", test_long_case);
  g_test_add_func ("/paper/case-file/no-trace-of-the-reporter", test_no_trace_of_the_reporter);
  g_test_add_func ("/paper/case-file/same-bytes", test_same_bytes);

  return g_test_run ();
}
