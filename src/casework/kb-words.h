/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case.h"

G_BEGIN_DECLS

const char *kb_words_category   (const char    *code);
const char *kb_words_group      (const char    *code);
const char *kb_words_reported   (const char    *code);
const char *kb_words_sheet_group (const char   *code);
const char *kb_words_field      (const char    *code);
const char *kb_words_status     (const char    *code);
char       *kb_words_due        (gboolean       paused,
                                 int            left);
const char *kb_words_quarantine (KbQuarantine   quarantine);
char       *kb_words_value      (const char    *field,
                                 const char    *shown);
const char *kb_words_work_field (const char   *field);
char       *kb_words_work       (const char    *author,
                                 const KbWorkOp *op);
const char *kb_words_channel    (KbCaseChannel  channel);
char       *kb_words_kind_of    (const char    *category,
                                 const char    *group);
void        kb_words_item       (KbTimelineItem *item,
                                 char          **ret_what,
                                 char          **ret_who,
                                 char          **ret_why);

G_END_DECLS
