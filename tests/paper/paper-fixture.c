/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "paper-fixture.h"

#include <glib/gstdio.h>

KbCase *
paper_case_new (const char *text,
                guint       n_notes)
{
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autofree KbFoldInput *inputs = g_new0 (KbFoldInput, 2 + n_notes);

  g_ptr_array_add (lines, complaint_new (1, FIXTURE_HOUR, text));
  g_ptr_array_add (lines, opening_new (1, FIXTURE_HOUR + 1));
  for (guint i = 0; i < n_notes; i++)
    {
      g_autofree char *plain =
        g_strdup_printf ("{\"context\":\"%064u\",\"v\":1,\"ops\":[{\"note\":\"Catatan ke-%u.\"}]}",
                         0, i + 1);
      Line *line = line_new (KB_KIND_WORK, KB_STREAM_OFFICE, 1, FIXTURE_HOUR + 2 + i, plain);

      line->author_name = "Andi Pratama";
      g_ptr_array_add (lines, line);
    }
  for (guint i = 0; i < lines->len; i++)
    inputs[i] = line_input (lines->pdata[i]);
  state->stream = KB_STREAM_OFFICE;
  state->year = 2026;
  state->number = 412;
  state->received_hour = FIXTURE_HOUR;
  state->has_contact = TRUE;
  state->status = kb_workflow_find_status ("telaah");
  state->status_hour = FIXTURE_HOUR + 24;
  g_free (state->category);
  state->category = g_strdup ("korupsi");
  g_free (state->group);
  state->group = g_strdup ("suap");
  g_free (state->unit);
  state->unit = g_strdup ("Dinas PUPR");

  return kb_case_new (3, state, FALSE, inputs, lines->len);
}

KbSheet *
paper_sheet_new (void)
{
  static const char *const texts[KB_N_SHEET_TEXTS] = {
    [KB_SHEET_GROUP] = "berkadar",
    [KB_SHEET_CATEGORY] = "korupsi",
    [KB_SHEET_SUB] = "suap",
    [KB_SHEET_UNIT] = "Dinas Pekerjaan Umum dan Penataan Ruang",
    [KB_SHEET_LEVEL] = "Eselon III",
    [KB_SHEET_DATE] = "2026-11-23",
    [KB_SHEET_ARTICLES] = "UU 31/1999 pasal 12 huruf e; KUHP (UU 1/2023) pasal 606",
    [KB_SHEET_CONCLUSION] =
      "Aduan memuat tempat, waktu dan pelaku yang dapat diperiksa.\n"
      "Uraian sejalan dengan dokumen pengadaan yang terbuka.",
    [KB_SHEET_RECOMMENDATION] = "Lanjutkan ke klarifikasi oleh Irban III.",
    [KB_SHEET_ATTACHMENTS] = "1. Foto papan proyek\n2. Salinan pengumuman lelang",
  };
  KbSheet *sheet = g_new0 (KbSheet, 1);

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    sheet->texts[i] = g_strdup (texts[i]);

  return sheet;
}

char *
paper_dup_logo (void)
{
  return g_build_filename (g_getenv ("KB_SRCROOT"), "data", "icons", "hicolor",
                           "scalable", "apps",
                           "id.go.kotawaringinbaratkab.Kumbang.svg", NULL);
}

char *
paper_run (const char *program,
           ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  char *out = NULL;
  int status = 0;
  const char *word;
  va_list list;

  g_ptr_array_add (words, (char *) program);
  va_start (list, program);
  do
    {
      word = va_arg (list, const char *);
      g_ptr_array_add (words, (char *) word);
    }
  while (word != NULL);
  va_end (list);
  g_spawn_sync (NULL, (char **) words->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));

  return out;
}

char *
paper_text (KbPaper    *paper,
            const char *name)
{
  const char *keep = g_getenv ("KB_PAPER_KEEP");
  g_autofree char *folder = keep != NULL ? g_strdup (keep)
                                         : g_dir_make_tmp ("kumbang-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *text;

  kb_paper_write_pdf (paper, path, NULL, &error);
  g_assert_no_error (error);
  text = paper_run ("pdftotext", "-raw", path, "-", NULL);
  if (keep == NULL)
    {
      g_unlink (path);
      g_rmdir (folder);
    }

  return text;
}

char *
paper_repeat (const char *text,
              guint       n)
{
  GString *repeated = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (repeated, text);

  return g_string_free (repeated, FALSE);
}
