/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"

G_BEGIN_DECLS

/* @color: of the stylesheet; %NULL: the text's. */
typedef struct
{
  const char *icon_name;
  const char *color;
} KbRowSign;

/* Signs on the first line. */
enum
{
  KB_ROW_MESSAGE,                /* the reporter's, not read yet */
  KB_ROW_OBJECTION,
  KB_ROW_OPENED,
  KB_ROW_IMPORTANT,
  KB_N_ROW_MARKS,
};

/**
 * KbCaseRowTexts:
 * @title: what it is about; the subject where the search found it there
 * @date: of the receipt; before it, that a draft is begun
 * @meta: number and unit
 * @status: and a clock that asks for nothing yet
 * @chip: (nullable): the worst, at most one
 * @sentence: all of it, for who does not see it
 * @marks: bits 1 << KB_ROW_…
 *
 * What a row of the case list shows, in words. Free with kb_case_row_texts_clear().
 */
typedef struct
{
  char            *title;
  char            *date;
  char            *meta;
  char            *status;
  char            *chip;
  const KbRowSign *chip_sign;
  char            *sentence;
  guint            marks;
  gboolean         unread;
} KbCaseRowTexts;

/* @query: (nullable): what is searched for. FALSE: the row is not loaded yet. */
gboolean         kb_case_row_texts_read  (KbCaseRowTexts *self,
                                          KbCaseRow      *row,
                                          const char     *query);
void             kb_case_row_texts_clear (KbCaseRowTexts *self);
const KbRowSign *kb_case_row_mark        (guint           mark);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbCaseRowTexts, kb_case_row_texts_clear)

G_END_DECLS
