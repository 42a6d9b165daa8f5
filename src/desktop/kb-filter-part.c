/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-filter-part.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "kb-words.h"

/**
 * kb_filter_part_get_text:
 *
 * Returns: the text of the filter, to be read or replaced
 */
char **
kb_filter_part_get_text (KbCaseFilter *filter,
                         KbFilterPart  part)
{
  char **const texts[] = {
    [KB_FILTER_CATEGORY] = &filter->category, [KB_FILTER_UNIT] = &filter->unit,
    [KB_FILTER_ASSIGNEE] = &filter->assignee, [KB_FILTER_TAG] = &filter->tag,
  };

  return texts[part];
}

/**
 * kb_filter_part_get_flag:
 *
 * Returns: the flag of the filter
 */
gboolean *
kb_filter_part_get_flag (KbCaseFilter *filter,
                         KbFilterPart  part)
{
  return part == KB_FILTER_LATE ? &filter->late :
         part == KB_FILTER_UNREAD ? &filter->unread : &filter->important;
}

/**
 * kb_filter_format_day:
 *
 * Returns: (transfer full): "23/11/2026"
 */
char *
kb_filter_format_day (guint32 day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, day);
  return g_strdup_printf ("%u/%u/%u", g_date_get_day (&date), g_date_get_month (&date),
                          g_date_get_year (&date));
}

/**
 * kb_filter_parse_day:
 *
 * Returns: whether @text is a day; nothing is any day, 0
 */
gboolean
kb_filter_parse_day (const char *text,
                     guint32    *ret_day)
{
  guint day, month, year;
  char end;
  GDate date;

  *ret_day = 0;
  if (*text == '\0')
    return TRUE;
  if (sscanf (text, "%2u/%2u/%4u%c", &day, &month, &year, &end) != 3 || year < 2000 ||
      day > 31 || month > 12 || !g_date_valid_dmy (day, month, year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  *ret_day = g_date_get_julian (&date);
  return TRUE;
}

/**
 * kb_filter_append_statuses:
 *
 * The names of these statuses, between commas.
 */
void
kb_filter_append_statuses (GString *words,
                           guint32  statuses)
{
  for (guint i = 0; i < kb_workflow_get_n_statuses (); i++)
    if ((statuses & 1u << i) != 0)
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                              kb_words_status (kb_workflow_get_status (i)->code));
}

/**
 * kb_filter_dup_day_words:
 *
 * Returns: (transfer full): as a chip says it; "" for any day
 */
char *
kb_filter_dup_day_words (KbFilterPart part,
                         guint32      day)
{
  g_autofree char *text = day != 0 ? kb_filter_format_day (day) : NULL;

  if (text == NULL)
    return g_strdup ("");
  /* Translators: %s is a day, "23/11/2026". */
  return part == KB_FILTER_FROM ? g_strdup_printf (_("From %s"), text)
                                : g_strdup_printf (_("Until %s"), text);
}
