/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The case file: everything that the case team holds of a case, for those who must read it outside
 * of the program. What only the custodian may read is not here, and nothing here could reach it. */
#include "config.h"

#include "kb-paper-private.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

#define SECONDS_A_DAY 86400
#define JULIAN_OF_1970 719163

/* Facts that are not given take no line. */
static void
add_fact (KbPages    *pages,
          const char *label,
          const char *value)
{
  if (value != NULL && *value != '\0')
    kb_pages_add_pair (pages, label, value);
}

static void
add_property (KbPages    *pages,
              KbCase     *kase,
              const char *label,
              const char *property)
{
  g_autofree char *value = NULL;

  g_object_get (kase, property, &value, NULL);
  add_fact (pages, label, value);
}

static void
add_summary (KbPages *pages,
             KbCase  *kase)
{
  const KbCaseState *state = kb_case_get_state (kase);
  g_autofree char *received = kb_format_day_wib ((gint64) state->received_hour * 3600);
  g_autofree char *since = kb_format_day_wib ((gint64) state->status_hour * 3600);
  g_autofree char *kind = kb_words_kind_of (state->category, state->group);
  g_auto (GStrv) tags = kb_case_fields_dup_values (state->fields, KB_WORK_TAGS);
  g_autofree char *joined = tags != NULL ? g_strjoinv (", ", tags) : g_strdup ("");
  g_autofree char *status = NULL;

  kb_pages_add_heading (pages, 1, _("Summary"));
  add_property (pages, kase, _("Registration"), "registration");
  add_fact (pages, _("Received on"), received);
  add_fact (pages, _("Channel"), kb_words_channel (state->channel));
  if (state->status != NULL)
    /* Translators: a case's status, and since which day. */
    status = g_strdup_printf (_("%s, since %s"), kb_words_status (state->status->code), since);
  add_fact (pages, _("Status"), status);
  add_fact (pages, _("Category"), kind);
  add_fact (pages, _("Assigned to"), state->assignee_name);
  if (*kb_case_fields_get_value (state->fields, KB_WORK_IMPORTANCE) != '\0')
    add_fact (pages, _("Importance"), _("Important"));
  add_fact (pages, _("Tags"), joined);
}

static void
add_reported (KbPages *pages,
              KbCase  *kase)
{
  g_autofree char *kind = NULL;

  g_object_get (kase, "reported-kind", &kind, NULL);
  add_property (pages, kase, _("Reported party"), "reported-name");
  add_property (pages, kase, _("Position"), "reported-position");
  add_property (pages, kase, _("Unit"), "unit");
  add_fact (pages, _("Kind"), kb_words_reported (kind));
}

static void
add_complaint (KbPages *pages,
               KbCase  *kase)
{
  g_autofree char *from = NULL, *to = NULL, *text = NULL;
  g_autofree char *period = NULL;

  g_object_get (kase, "when-from", &from, "when-to", &to, "text", &text, NULL);
  period = kb_format_period (from, to);
  kb_pages_add_heading (pages, 1, _("Complaint"));
  if (kb_case_get_state (kase)->sealed)
    {
      kb_pages_add_text (pages, KB_TEXT_BODY, _("This computer does not hold the story."));
      return;
    }
  add_reported (pages, kase);
  add_fact (pages, _("When"), period);
  add_property (pages, kase, _("Where"), "where");
  add_property (pages, kase, _("Value"), "value");
  add_property (pages, kase, _("Others who know"), "witnesses");
  add_property (pages, kase, _("Reported elsewhere"), "elsewhere");
  add_property (pages, kase, _("Evidence mentioned"), "evidence");
  kb_pages_add_heading (pages, 2, _("Story"));
  kb_pages_add_text (pages, KB_TEXT_BODY, text != NULL && *text != '\0' ? text : "–");
}

static char *
tell_deadline (const KbDeadline *deadline)
{
  guint days = ABS (deadline->left);

  switch (deadline->state)
    {
    case KB_DEADLINE_MET:
      return g_strdup (_("Kept"));
    case KB_DEADLINE_MISSED:
      return g_strdup (_("Kept too late"));
    case KB_DEADLINE_PAUSED:
      return g_strdup (_("Paused: waiting for the reporter"));
    case KB_DEADLINE_RUNNING:
    default:
      break;
    }
  if (deadline->left == 0)
    return g_strdup (_("Due today"));
  if (deadline->rule->calendar_days)
    return deadline->left < 0
           ? g_strdup_printf (ngettext ("Late by %u day", "Late by %u days", days), days)
           : g_strdup_printf (ngettext ("%u day left", "%u days left", days), days);
  return deadline->left < 0
         ? g_strdup_printf (ngettext ("Late by %u working day", "Late by %u working days", days),
                            days)
         : g_strdup_printf (ngettext ("%u working day left", "%u working days left", days), days);
}

static char *
format_julian (guint32 day)
{
  return kb_format_day_wib (((gint64) day - JULIAN_OF_1970) * SECONDS_A_DAY);
}

static void
add_deadlines (KbPages        *pages,
               KbCase         *kase,
               const KbClocks *clocks,
               gint64          now)
{
  const KbColumn columns[] = {
    { _("Deadline"), 0.34, KB_TEXT_SMALL, FALSE },
    { _("Due on"), 0.3, KB_TEXT_SMALL, FALSE },
    { _("State"), 0.36, KB_TEXT_SMALL, FALSE },
  };
  g_autoptr (GArray) deadlines = clocks != NULL
    ? kb_clocks_judge (clocks, kb_case_get_state (kase), now) : NULL;

  if (deadlines == NULL || deadlines->len == 0)
    return;
  kb_pages_add_heading (pages, 1, _("Deadlines"));
  kb_pages_add_table (pages, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < deadlines->len; i++)
    {
      const KbDeadline *deadline = &g_array_index (deadlines, KbDeadline, i);
      g_autofree char *due = format_julian (deadline->due);
      g_autofree char *state = tell_deadline (deadline);

      kb_pages_add_row (pages, (const char *const[]) { _(deadline->rule->label), due, state });
    }
}

static gboolean
is_told_elsewhere (const KbField *field)
{
  static const char *const names[] = {
    KB_WORK_ASSIGNEE, KB_WORK_IMPORTANCE, KB_WORK_SHEET, "status", NULL
  };

  return field->several || g_strv_contains (names, field->name);
}

static void
add_fields (KbPages *pages,
            KbCase  *kase)
{
  GPtrArray *fields = kb_case_get_state (kase)->fields;
  gboolean any = FALSE;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const KbField *field = fields->pdata[i];
      const char *value = kb_case_fields_get_value (fields, field->name);
      g_autofree char *shown = NULL;

      if (is_told_elsewhere (field) || *value == '\0')
        continue;
      if (!any)
        kb_pages_add_heading (pages, 1, _("Handling"));
      any = TRUE;
      shown = kb_words_value (field->name, value);
      kb_pages_add_pair (pages, kb_words_work_field (field->name), shown);
    }
}

static void
add_conflicts (KbPages *pages,
               KbCase  *kase)
{
  GListModel *conflicts = kb_case_get_conflicts (kase);
  guint n = g_list_model_get_n_items (conflicts);

  if (n > 0)
    kb_pages_add_heading (pages, 2, _("To be settled"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (KbConflict) conflict = g_list_model_get_item (conflicts, i);

      for (guint c = 0; c < kb_conflict_get_n_choices (conflict); c++)
        {
          const KbChoice *choice = kb_conflict_get_choice (conflict, c);
          const char *field = kb_conflict_get_field (conflict);
          g_autofree char *value = kb_words_value (field, choice->shown);
          const char *who = choice->author_name != NULL ? choice->author_name
                                                        : _("Unknown person");
          /* Translators: a value, and who gave it. */
          g_autofree char *line = g_strdup_printf (_("“%s” by %s"), value, who);

          kb_pages_add_pair (pages, kb_words_work_field (field), line);
        }
    }
}

static void
add_review (KbPages *pages,
            KbCase  *kase)
{
  const char *json = kb_case_fields_get_value (kb_case_get_state (kase)->fields, KB_WORK_SHEET);
  g_autoptr (KbSheet) sheet = *json != '\0' ? kb_sheet_from_json (json, NULL) : NULL;

  if (sheet == NULL)
    return;
  kb_pages_add_heading (pages, 1, _("Review sheet"));
  kb_paper_add_sheet (pages, sheet);
}

static void
add_head (KbPages      *pages,
          KbLetterhead *letterhead,
          const char   *number,
          gint64        now)
{
  g_autofree char *day = kb_format_day_wib (now);
  /* Translators: %s is a day. */
  g_autofree char *as_of = g_strdup_printf (_("As of %s"), day);

  kb_letterhead_add_head (letterhead, pages);
  kb_pages_add_text (pages, KB_TEXT_TITLE, _("Case file"));
  kb_pages_add_text (pages, KB_TEXT_SUBTITLE, number);
  kb_pages_add_text (pages, KB_TEXT_SUBTITLE, as_of);
  kb_pages_add_space (pages, 8);
  kb_pages_add_text (pages, KB_TEXT_SMALL,
                     _("Confidential. Without the reporter’s identity: it stays sealed, and only "
                       "the custodian can open it. The story itself may show who reported; keep "
                       "this file safe and pass it on only where the task demands it."));
  kb_pages_add_space (pages, 4);
  kb_pages_add_contents (pages);
}

/**
 * kb_paper_new_case:
 * @letterhead: the office's
 * @kase: the case
 * @clocks: (nullable): for its deadlines
 * @head: (nullable): of the stream that the case is in, as it was when the case was read
 * @now: the day as of which deadlines are judged
 *
 * Returns: (transfer full): the case file as pages
 */
KbPaper *
kb_paper_new_case (KbLetterhead   *letterhead,
                   KbCase         *kase,
                   const KbClocks *clocks,
                   const KbChain  *head,
                   gint64          now)
{
  g_autofree char *number = kb_case_state_number (kb_case_get_state (kase));
  g_autofree char *footer = kb_paper_dup_footer (number);
  g_autofree char *title = g_strdup_printf ("%s %s", _("Case file"), number);
  /* Translators: the name of a file; %s is a case's number. */
  g_autofree char *file_name = g_strdup_printf (_("%s-file.pdf"), number);
  KbPages *pages = kb_pages_new (footer);

  add_head (pages, letterhead, number, now);
  add_summary (pages, kase);
  add_deadlines (pages, kase, clocks, now);
  add_complaint (pages, kase);
  add_fields (pages, kase);
  add_conflicts (pages, kase);
  add_review (pages, kase);
  kb_paper_add_timeline (pages, kase);
  kb_paper_add_evidence (pages, kase, head);
  kb_pages_end (pages);

  return kb_paper_new_of_pages (pages, title, file_name, now);
}
