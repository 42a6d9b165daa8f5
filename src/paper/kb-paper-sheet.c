/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The review sheet (lembar telaah) of a case on the office's letterhead. */
#include "config.h"

#include "kb-paper-private.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

static const char *
or_dash (const char *text)
{
  return *text != '\0' ? text : "–";
}

static void
add_long (KbPages       *pages,
          const char    *heading,
          const KbSheet *sheet,
          KbSheetText    text)
{
  kb_pages_add_heading (pages, 2, heading);
  kb_pages_add_text (pages, KB_TEXT_BODY, or_dash (sheet->texts[text]));
}

/*< private >
 * kb_paper_add_sheet:
 */
void
kb_paper_add_sheet (KbPages       *pages,
                    const KbSheet *sheet)
{
  const char *category = kb_words_category (sheet->texts[KB_SHEET_CATEGORY]);
  const char *sub = kb_words_group (sheet->texts[KB_SHEET_SUB]);
  const char *date = sheet->texts[KB_SHEET_DATE];
  g_autofree char *kind = *sub != '\0' ? g_strdup_printf ("%s · %s", or_dash (category), sub)
                                       : g_strdup (or_dash (category));
  g_autofree char *day = kb_format_period (date, date);

  kb_pages_add_pair (pages, _("Reviewed on"), or_dash (day));
  kb_pages_add_pair (pages, _("Group"),
                     or_dash (kb_words_sheet_group (sheet->texts[KB_SHEET_GROUP])));
  kb_pages_add_pair (pages, _("Category"), kind);
  kb_pages_add_pair (pages, _("Unit"), or_dash (sheet->texts[KB_SHEET_UNIT]));
  kb_pages_add_pair (pages, _("Level of office"), or_dash (sheet->texts[KB_SHEET_LEVEL]));
  kb_pages_add_pair (pages, _("Articles"), or_dash (sheet->texts[KB_SHEET_ARTICLES]));
  add_long (pages, _("Conclusion"), sheet, KB_SHEET_CONCLUSION);
  add_long (pages, _("Recommendation"), sheet, KB_SHEET_RECOMMENDATION);
  add_long (pages, _("Attachments"), sheet, KB_SHEET_ATTACHMENTS);
}

/*< private >
 * kb_paper_dup_footer:
 */
char *
kb_paper_dup_footer (const char *number)
{
  /* Translators: %s is a case's number. */
  return g_strdup_printf (_("%s · Without the reporter’s identity"), number);
}

static void
add_title (KbPages           *pages,
           KbLetterhead      *letterhead,
           const KbCaseState *state)
{
  g_autofree char *case_number = kb_case_state_number (state);
  g_autofree char *number = kb_letterhead_dup_number (letterhead, case_number, state->year,
                                                      state->number);
  /* Translators: %s is the number of a document. */
  g_autofree char *line = g_strdup_printf (_("Number: %s"), number);
  g_autofree char *received = kb_format_day_wib ((gint64) state->received_hour * 3600);

  kb_pages_add_text (pages, KB_TEXT_TITLE, _("Review sheet"));
  kb_pages_add_text (pages, KB_TEXT_SUBTITLE, line);
  kb_pages_add_space (pages, 12);
  kb_pages_add_pair (pages, _("Complaint"), case_number);
  kb_pages_add_pair (pages, _("Received on"), received);
}

/**
 * kb_paper_new_sheet:
 * @letterhead: the office's
 * @kase: the case
 * @sheet: a version of its review sheet; an empty one gives a form with dashes
 * @now: the day on which it is signed
 *
 * Returns: (transfer full): the sheet as pages
 */
KbPaper *
kb_paper_new_sheet (KbLetterhead  *letterhead,
                    KbCase        *kase,
                    const KbSheet *sheet,
                    gint64         now)
{
  const KbCaseState *state = kb_case_get_state (kase);
  g_autofree char *number = kb_case_state_number (state);
  g_autofree char *footer = kb_paper_dup_footer (number);
  g_autofree char *day = kb_format_day_wib (now);
  g_autofree char *title = g_strdup_printf ("%s %s", _("Review sheet"), number);
  /* Translators: the name of a file; %s is a case's number. */
  g_autofree char *file_name = g_strdup_printf (_("%s-review.pdf"), number);
  KbPages *pages = kb_pages_new (footer);

  kb_letterhead_add_head (letterhead, pages);
  add_title (pages, letterhead, state);
  kb_paper_add_sheet (pages, sheet);
  kb_letterhead_add_signature (letterhead, pages, day);
  kb_pages_end (pages);

  return kb_paper_new_of_pages (pages, title, file_name, now);
}
