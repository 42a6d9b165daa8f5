/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-index.h"

G_BEGIN_DECLS

/* What a filter can ask, and how a person reads and writes it. */
typedef enum
{
  KB_FILTER_STATUSES,
  KB_FILTER_CATEGORY,
  KB_FILTER_UNIT,
  KB_FILTER_ASSIGNEE,
  KB_FILTER_TAG,
  KB_FILTER_FROM,
  KB_FILTER_TO,
  KB_FILTER_LATE,
  KB_FILTER_UNREAD,
  KB_FILTER_IMPORTANT,
  KB_FILTER_N_PARTS,
} KbFilterPart;

char **kb_filter_part_get_text (KbCaseFilter *filter,
                                KbFilterPart part);
gboolean *kb_filter_part_get_flag (KbCaseFilter *filter,
                                   KbFilterPart part);
char *kb_filter_format_day (guint32 day);
gboolean kb_filter_parse_day (const char *text,
                              guint32 *ret_day);
void kb_filter_append_statuses (GString *words,
                                guint32 statuses);
char *kb_filter_dup_day_words (KbFilterPart part,
                               guint32 day);

G_END_DECLS
