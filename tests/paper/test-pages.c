/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How blocks are put onto pages. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kb-i18n.h"
#include "kb-pages-private.h"
#include "paper-fixture.h"

static const KbColumn columns[] = {
  { "No.", 1, KB_TEXT_SMALL, TRUE },
  { "Uraian", 5, KB_TEXT_SMALL, FALSE },
};

static const KbBlock *
block_of (KbPages          *pages,
          const KbFragment *fragment)
{
  return pages->blocks->pdata[fragment->block];
}

static KbFragment *
fragment_at (KbPages *pages,
             guint    page,
             guint    i)
{
  GArray *fragments = pages->pages->pdata[page];

  g_assert_cmpuint (i, <, fragments->len);
  return &g_array_index (fragments, KbFragment, i);
}

/* Every line of every block is on the pages once and in order, and within the margins. */
static void
assert_whole (KbPages *pages)
{
  guint next_line = 0;
  guint next_block = 0;

  for (guint p = 0; p < pages->pages->len; p++)
    {
      GArray *fragments = pages->pages->pdata[p];

      for (guint i = 0; i < fragments->len; i++)
        {
          const KbFragment *fragment = &g_array_index (fragments, KbFragment, i);
          const KbBlock *block = block_of (pages, fragment);

          if (fragment->repeated || block->n_lines == 0)
            continue;
          if (next_line == 0)
            while (((KbBlock *) pages->blocks->pdata[next_block])->n_lines == 0)
              next_block++;
          g_assert_cmpuint (fragment->block, ==, next_block);
          g_assert_cmpuint (fragment->first, ==, next_line);
          next_line = fragment->last;
          g_assert_cmpfloat (fragment->y + (fragment->last - fragment->first) * block->leading, <=,
                             KB_PAPER_HEIGHT - KB_PAGES_TOP - KB_PAGES_BOTTOM + 0.01);
          if (next_line == block->n_lines)
            {
              next_line = 0;
              next_block++;
            }
        }
    }
  g_assert_cmpuint (next_line, ==, 0);
  g_assert_cmpuint (next_block, ==, pages->blocks->len);
}

static void
test_head_is_repeated (void)
{
  g_autoptr(KbPages) pages = kb_pages_new ("");
  const char *const cells[] = { "1", "Sebuah baris" };

  kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < 200; i++)
    kb_pages_add_row (pages, cells);
  kb_pages_end (pages);

  g_assert_cmpuint (kb_pages_get_n_pages (pages), >, 3);
  assert_whole (pages);
  for (guint p = 0; p < pages->pages->len; p++)
    {
      const KbFragment *first = fragment_at (pages, p, 0);

      g_assert_cmpint (block_of (pages, first)->kind, ==, KB_BLOCK_HEAD);
      g_assert_true (first->repeated == (p > 0));
      g_assert_cmpint (block_of (pages, fragment_at (pages, p, 1))->kind, ==, KB_BLOCK_ROW);
    }
}

/* Wherever a paragraph happens to break, two lines at least are on either side. */
static void
test_no_widow_no_orphan (void)
{
  g_autofree char *six = paper_repeat ("Kata demi kata mengisi baris ini sampai penuh. ", 12);

  for (guint filler = 30; filler < 52; filler++)
    {
      g_autoptr(KbPages) pages = kb_pages_new ("");

      for (guint i = 0; i < filler; i++)
        kb_pages_add_text (pages, KB_TEXT_LABEL, "Isi");
      kb_pages_add_text (pages, KB_TEXT_BODY, six);
      kb_pages_end (pages);
      assert_whole (pages);
      for (guint p = 0; p < pages->pages->len; p++)
        {
          GArray *fragments = pages->pages->pdata[p];
          const KbFragment *last = fragment_at (pages, p, fragments->len - 1);

          if (block_of (pages, last)->n_lines > 3)
            g_assert_cmpuint (last->last - last->first, >=, 2);
        }
    }
}

static void
test_heading_goes_with_what_follows (void)
{
  for (guint filler = 20; filler < 52; filler++)
    {
      g_autoptr(KbPages) pages = kb_pages_new ("");
      const char *const cells[] = { "1", "Sebuah baris" };

      for (guint i = 0; i < filler; i++)
        kb_pages_add_text (pages, KB_TEXT_LABEL, "Isi");
      kb_pages_add_heading (pages, 1, "Bagian");
      kb_pages_add_heading (pages, 2, "Bab");
      kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
      kb_pages_add_row (pages, cells);
      kb_pages_end (pages);
      assert_whole (pages);
      for (guint p = 0; p + 1 < pages->pages->len; p++)
        {
          GArray *fragments = pages->pages->pdata[p];
          const KbBlock *last = block_of (pages, fragment_at (pages, p, fragments->len - 1));

          g_assert_cmpuint (last->level, ==, 0);
          g_assert_cmpint (last->kind, !=, KB_BLOCK_HEAD);
        }
    }
}

static void
test_long_row_breaks (void)
{
  g_autoptr(KbPages) pages = kb_pages_new ("");
  g_autofree char *long_text = paper_repeat ("panjang sekali ", 2500);
  const char *const cells[] = { "1", long_text };

  kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
  kb_pages_add_row (pages, cells);
  kb_pages_end (pages);

  assert_whole (pages);
  g_assert_cmpuint (kb_pages_get_n_pages (pages), >, 3);
  g_assert_true (fragment_at (pages, 2, 0)->repeated);
}

static void
test_together_stays_together (void)
{
  for (guint filler = 30; filler < 52; filler++)
    {
      g_autoptr(KbPages) pages = kb_pages_new ("");
      guint first;
      guint on_page = G_MAXUINT;

      for (guint i = 0; i < filler; i++)
        kb_pages_add_text (pages, KB_TEXT_LABEL, "Isi");
      first = pages->blocks->len;
      kb_pages_set_together (pages, TRUE);
      for (guint i = 0; i < 8; i++)
        kb_pages_add_text (pages, KB_TEXT_BODY, "Bersama");
      kb_pages_set_together (pages, FALSE);
      kb_pages_end (pages);
      for (guint p = 0; p < pages->pages->len; p++)
        for (guint i = 0; i < ((GArray *) pages->pages->pdata[p])->len; i++)
          if (fragment_at (pages, p, i)->block >= first)
            {
              g_assert_true (on_page == G_MAXUINT || on_page == p);
              on_page = p;
            }
    }
}

static void
square (cairo_t  *cr,
        double    width,
        double    height,
        gpointer  data)
{
  cairo_rectangle (cr, 0, 0, height, height);
  cairo_stroke (cr);
}

/* All that the engine has, in one file that other programs can read. */
static void
test_everything_in_a_pdf (void)
{
  KbPages *pages = kb_pages_new ("Kaki");
  g_autoptr(KbPaper) paper = NULL;
  g_autofree char *text = NULL, *path = NULL, *folder = NULL, *tree = NULL, *links = NULL;

  kb_pages_add_text (pages, KB_TEXT_TITLE, "Judul");
  kb_pages_add_contents (pages);
  for (guint i = 0; i < 3; i++)
    {
      const char *const cells[] = { "1.204", "Sebuah baris" };

      kb_pages_add_heading (pages, 1, i == 0 ? "Satu" : i == 1 ? "Dua" : "Tiga'\\");
      kb_pages_add_pair (pages, "Nama", "Nilai");
      kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
      for (guint r = 0; r < 60; r++)
        kb_pages_add_row (pages, cells);
      kb_pages_add_link (pages, "Tautan", "https://contoh.go.id/?a='b'");
      kb_pages_add_drawing (pages, 60, "Sebuah 'gambar'", square, NULL, NULL);
      kb_pages_add_break (pages);
    }
  kb_pages_add_text (pages, KB_TEXT_BODY, "Akhir");
  kb_pages_end (pages);
  paper = kb_paper_new_of_pages (pages, "Judul", "a.pdf", PAPER_NOW);
  text = paper_text (paper, "everything.pdf");
  g_assert_nonnull (strstr (text, "Halaman 7 dari 7"));
  g_assert_nonnull (strstr (text, "Akhir"));

  folder = g_dir_make_tmp ("kumbang-XXXXXX", NULL);
  path = g_build_filename (folder, "a.pdf", NULL);
  g_assert_true (kb_paper_write_pdf (paper, path, NULL, NULL));
  tree = paper_run ("pdfinfo", "-struct-text", path, NULL);
  links = paper_run ("pdfinfo", "-url", path, NULL);
  g_assert_nonnull (strstr (tree, "Link"));
  g_assert_nonnull (strstr (tree, "Figure"));
  g_assert_nonnull (strstr (links, "https://contoh.go.id/?a='b'"));
  g_remove (path);
  g_remove (folder);
}

int
main (int   argc,
      char *argv[])
{
  kb_i18n_init ("id");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paper/pages/head-is-repeated", test_head_is_repeated);
  g_test_add_func ("/paper/pages/no-widow-no-orphan", test_no_widow_no_orphan);
  g_test_add_func ("/paper/pages/heading-goes-with-what-follows",
                   test_heading_goes_with_what_follows);
  g_test_add_func ("/paper/pages/long-row-breaks", test_long_row_breaks);
  g_test_add_func ("/paper/pages/together-stays-together", test_together_stays_together);
  g_test_add_func ("/paper/pages/everything-in-a-pdf", test_everything_in_a_pdf);

  return g_test_run ();
}
