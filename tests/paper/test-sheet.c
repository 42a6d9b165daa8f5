/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The review sheet as a PDF, read back by programs that are not ours. */
#define _GNU_SOURCE /* memmem */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "kb-i18n.h"
#include "paper-fixture.h"

static KbPaper *
sheet_new (KbSheet *sheet)
{
  g_autofree char *logo = paper_dup_logo ();
  g_autoptr(KbLetterhead) letterhead = kb_letterhead_new ("Inspektorat", PAPER_SETTING, logo);
  g_autoptr(KbCase) kase = paper_case_new ("Satu.", 0);

  g_assert_null (kb_letterhead_get_error (letterhead));
  return kb_paper_new_sheet (letterhead, kase, sheet, PAPER_NOW);
}

static KbPaper *
usual_new (void)
{
  g_autoptr(KbSheet) sheet = paper_sheet_new ();

  return sheet_new (sheet);
}

static void
set (KbSheet     *sheet,
     KbSheetText  text,
     char        *value)
{
  g_free (sheet->texts[text]);
  sheet->texts[text] = value;
}

static void
test_says_all (void)
{
  static const char *const wanted[] = {
    "Inspektorat Daerah", "Lembar telaah", "Nomor: 700/0412/TELAAH/2026", "KB-2026-0412",
    "23 November 2026", "Berkadar pengawasan", "Korupsi · Suap",
    "Dinas Pekerjaan Umum dan Penataan Ruang", "Eselon III", "pasal 606",
    "Lanjutkan ke klarifikasi", "Salinan pengumuman lelang", "Pangkalan Bun, 24 November 2026",
    "Bambang Contoh, S.H., M.Si.", "NIP 19700101 199503 1 001", "Halaman 1 dari 1",
    "Tanpa identitas pelapor",
  };
  g_autoptr(KbPaper) paper = usual_new ();
  g_autofree char *text = paper_text (paper, "sheet.pdf");
  const char *at = text;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (strstr (text, wanted[i]) == NULL)
      g_error ("“%s” is missing in:\n%s", wanted[i], text);
  /* In the order in which it is read. */
  g_assert_nonnull (at = strstr (at, "Kesimpulan"));
  g_assert_nonnull (at = strstr (at, "Rekomendasi"));
  g_assert_nonnull (at = strstr (at, "Inspektur\n"));
}

static void
test_empty_sheet_is_a_form (void)
{
  g_autoptr(KbSheet) sheet = paper_sheet_new ();
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    set (sheet, i, g_strdup (""));
  paper = sheet_new (sheet);
  text = paper_text (paper, "sheet-empty.pdf");
  g_assert_cmpuint (kb_paper_get_n_pages (paper), ==, 1);
  g_assert_nonnull (strstr (text, "–"));
}

/* The longest that a sheet may hold, without a space to break at. */
static void
test_longest_sheet (void)
{
  g_autoptr(KbSheet) sheet = paper_sheet_new ();
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *text = NULL;
  guint n = 0;

  set (sheet, KB_SHEET_UNIT, paper_repeat ("W", 60));
  set (sheet, KB_SHEET_CONCLUSION, paper_repeat ("Q", 4000));
  set (sheet, KB_SHEET_RECOMMENDATION, paper_repeat ("kata panjang ", 307));
  paper = sheet_new (sheet);
  text = paper_text (paper, "sheet-long.pdf");
  for (const char *at = text; *at != '\0'; at++)
    n += *at == 'Q';
  g_assert_cmpuint (n, ==, 4000);
  g_assert_cmpuint (kb_paper_get_n_pages (paper), >, 2);
  n = 0;
  for (const char *at = text; *at != '\0'; at++)
    n += *at == 'W';
  g_assert_cmpuint (n, ==, 60);
}

static void
test_tricks_are_harmless (void)
{
  g_autoptr(KbSheet) sheet = paper_sheet_new ();
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *text = NULL;

  set (sheet, KB_SHEET_CONCLUSION,
       g_strdup ("aman\x01\x1b[31m \xe2\x80\xae" "fdp.exe\xe2\x80\xac <b>x</b> & '\\'\n"
                 "\xd8\xa3\xd9\x85\xd9\x86"));
  paper = sheet_new (sheet);
  text = paper_text (paper, "sheet-tricks.pdf");
  g_assert_null (strchr (text, '\x01'));
  g_assert_null (strchr (text, '\x1b'));
  g_assert_nonnull (strstr (text, "fdp.exe"));
  g_assert_nonnull (strstr (text, "<b>x</b> & '\\'"));
}

static void
test_tagged_and_nameless (void)
{
  g_autoptr(KbPaper) paper = usual_new ();
  g_autofree char *folder = g_dir_make_tmp ("kumbang-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  g_autofree char *facts = NULL, *tree = NULL, *fonts = NULL;
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (kb_paper_write_pdf (paper, path, NULL, NULL));
  facts = paper_run ("pdfinfo", path, NULL);
  tree = paper_run ("pdfinfo", "-struct", path, NULL);
  fonts = paper_run ("pdffonts", path, NULL);
  g_assert_nonnull (strstr (facts, "Tagged:          yes"));
  g_assert_nonnull (strstr (facts, "Title:           Lembar telaah KB-2026-0412\n"));
  g_assert_nonnull (strstr (facts, "A4"));
  g_assert_null (strstr (facts, "Author:"));
  g_assert_null (strstr (facts, "ModDate:"));
  for (const char *const *tag = (const char *const[]) { "Document", "H1", "P ", "Table", "TR", "TH",
                                                        "TD", "H3", NULL }; *tag != NULL; tag++)
    if (strstr (tree, *tag) == NULL)
      g_error ("No %s in:\n%s", *tag, tree);
  g_assert_null (strstr (fonts, " no  "));
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_null (memmem (bytes, size, g_get_host_name (), strlen (g_get_host_name ())));
  g_assert_nonnull (memmem (bytes, size, "(20261124000000+07'00", 21));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_same_bytes (void)
{
  g_autoptr(KbPaper) one = usual_new ();
  g_autoptr(KbPaper) other = usual_new ();
  g_autoptr(GBytes) a = kb_paper_to_pdf (one);
  g_autoptr(GBytes) b = kb_paper_to_pdf (other);
  g_autoptr(GBytes) c = kb_paper_to_pdf (one);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_true (g_bytes_equal (a, c));
}

static void
test_letterhead_without_picture (void)
{
  g_autofree char *broken = g_build_filename (g_get_tmp_dir (), "kumbang-rusak.png", NULL);
  g_autoptr(KbLetterhead) missing = kb_letterhead_new ("Inspektorat", PAPER_SETTING,
                                                       "/tmp/tidak.png");
  g_autoptr(KbLetterhead) bad = NULL;
  g_autoptr(KbCase) kase = paper_case_new ("Satu.", 0);
  g_autoptr(KbSheet) sheet = paper_sheet_new ();
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\nrusak", -1, NULL));
  bad = kb_letterhead_new ("Inspektorat", "bukan JSON", broken);
  g_unlink (broken);
  g_assert_error (kb_letterhead_get_error (missing), KB_PAPER_ERROR, KB_PAPER_ERROR_LETTERHEAD);
  g_assert_nonnull (strstr (kb_letterhead_get_error (missing)->message, "tidak.png"));
  g_assert_error (kb_letterhead_get_error (bad), KB_PAPER_ERROR, KB_PAPER_ERROR_LETTERHEAD);
  paper = kb_paper_new_sheet (bad, kase, sheet, PAPER_NOW);
  text = paper_text (paper, "sheet-plain.pdf");
  g_assert_nonnull (strstr (text, "Inspektorat\n"));
  g_assert_nonnull (strstr (text, "Nomor: KB-2026-0412"));
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_full_disk_leaves_nothing (void)
{
  g_autoptr(KbPaper) paper = usual_new ();
  g_autofree char *folder = g_dir_make_tmp ("kumbang-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  g_autoptr(GError) error = NULL;
  struct rlimit was;
  struct rlimit small;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &was));
  small = was;
  small.rlim_cur = 4096;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &small));
  g_assert_false (kb_paper_write_pdf (paper, path, NULL, &error));
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &was));
  g_assert_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_rmdir (folder);
}

static void
test_former_file_stays_when_writing_fails (void)
{
  g_autoptr(KbPaper) paper = usual_new ();
  g_autofree char *folder = g_dir_make_tmp ("kumbang-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  g_autofree char *inside = g_build_filename (path, "x", NULL);
  g_autoptr(GError) error = NULL;

  /* A folder of that name, with something in it, can't be replaced. */
  g_assert_no_errno (g_mkdir_with_parents (inside, 0700));
  g_assert_false (kb_paper_write_pdf (paper, path, NULL, &error));
  g_assert_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_rmdir (inside);
  g_rmdir (path);
  g_rmdir (folder);
}

/* Root may write anywhere but here. */
static void
test_read_only_folder_is_named (void)
{
  g_autoptr(KbPaper) paper = usual_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) nowhere = NULL;

  g_assert_false (kb_paper_write_pdf (paper, "/proc/a.pdf", NULL, &error));
  g_assert_error (error, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "proc"));
  g_assert_false (kb_paper_write_pdf (paper, "/tidak/ada/a.pdf", NULL, &nowhere));
  g_assert_error (nowhere, KB_PAPER_ERROR, KB_PAPER_ERROR_WRITE);
}

int
main (int   argc,
      char *argv[])
{
  kb_i18n_init ("id");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paper/sheet/says-all-in-order", test_says_all);
  g_test_add_func ("/paper/sheet/empty-is-a-form", test_empty_sheet_is_a_form);
  g_test_add_func ("/paper/sheet/longest-breaks-well", test_longest_sheet);
  g_test_add_func ("/paper/sheet/tricks-are-harmless", test_tricks_are_harmless);
  g_test_add_func ("/paper/pdf/tagged-and-nameless", test_tagged_and_nameless);
  g_test_add_func ("/paper/pdf/same-bytes", test_same_bytes);
  g_test_add_func ("/paper/letterhead/without-its-picture", test_letterhead_without_picture);
  g_test_add_func ("/paper/write/full-disk-leaves-nothing", test_full_disk_leaves_nothing);
  g_test_add_func ("/paper/write/former-file-stays", test_former_file_stays_when_writing_fails);
  g_test_add_func ("/paper/write/read-only-folder-is-named", test_read_only_folder_is_named);

  return g_test_run ();
}
