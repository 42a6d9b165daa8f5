/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a case goes on: who moved it where, whether it waits, who wrote. Pure, like the fold:
 * docs/protocol.md, "Work". */
#include "config.h"

#include "kb-case-progress.h"

#include "kb-work-forms.h"

#include <string.h>

static gboolean
waits_by_field (const KbCaseState *state)
{
  return *kb_case_fields_get_value (state->fields, KB_WORK_WAITS) != '\0';
}

static gboolean
has_sheet (const KbCaseState *state)
{
  const char *mark = kb_case_fields_get_value (state->fields, KB_WORK_SHEET);
  g_autofree char *group = kb_sheet_mark_dup_text (mark, KB_SHEET_GROUP);

  return *group != '\0';
}

static KbDeviceRole
role_of (const KbFoldInput *input)
{
  KbDeviceRole role = KB_DEVICE_ROLE_CUSTODIAN;

  if (input->author_role != NULL)
    kb_device_role_from_string (input->author_role, &role);

  return role;
}

static gboolean
passed (const KbCaseState *state,
        const char        *code)
{
  for (guint i = 0; state->milestones != NULL && i < state->milestones->len; i++)
    {
      const KbMilestone *milestone = &g_array_index (state->milestones, KbMilestone, i);

      if (milestone->kind == KB_MILESTONE_MOVE && g_str_equal (milestone->status->code, code))
        return TRUE;
    }

  return g_str_equal (kb_workflow_get_start ()->code, code);
}

/* Did the author see the case in the status that the move starts from? In force where the author
 * knew all that stands; else a status that it was in, or is given. */
static gboolean
starts_rightly (const KbCaseState *state,
                const KbHeader    *header,
                const KbField     *field,
                const char        *from)
{
  gboolean knew_all = TRUE;
  gboolean stands = FALSE;

  for (guint i = 0; field != NULL && i < field->writes->len; i++)
    {
      const KbFieldWrite *write = field->writes->pdata[i];

      knew_all &= kb_field_write_is_known (write, header);
      stands |= g_str_equal (write->value, from);
    }

  return g_str_equal (state->status->code, from) || (!knew_all && (stands || passed (state, from)));
}

/* A person settles a conflict by one of the values in it, from the one in force. */
static gboolean
settles (const KbCaseState *state,
         const KbHeader    *header,
         const KbField     *field,
         const KbWorkOp    *op)
{
  if (field == NULL || !kb_field_is_in_conflict (field)
      || !g_str_equal (state->status->code, op->from))
    return FALSE;
  for (guint i = 0; i < field->writes->len; i++)
    {
      const KbFieldWrite *write = field->writes->pdata[i];

      if (g_str_equal (write->value, op->value) && kb_field_write_is_known (write, header))
        return TRUE;
    }

  return FALSE;
}

static gboolean
leads_to (KbDeviceRole  role,
          const char   *code)
{
  for (guint i = 0; i < kb_workflow_get_n_statuses (); i++)
    {
      const KbMove *move = kb_workflow_find_move (kb_workflow_get_status (i)->code, code);

      if (move != NULL && (move->roles & 1u << role) != 0)
        return TRUE;
    }

  return FALSE;
}

/* A closing or an objection that stands beside another status is a supervisor's to settle: else
 * whoever wrote as if offline would reopen a case. */
static gboolean
may_replace (const KbField  *field,
             const KbHeader *header,
             KbDeviceRole    role)
{
  if (role == KB_DEVICE_ROLE_SUPERVISOR || field == NULL || !kb_field_is_in_conflict (field))
    return TRUE;
  for (guint i = 0; i < field->writes->len; i++)
    {
      const KbFieldWrite *write = field->writes->pdata[i];

      if (kb_field_write_is_known (write, header) && !leads_to (role, write->value))
        return FALSE;
    }

  return TRUE;
}

/*< private >
 * kb_case_progress_may_move:
 */
gboolean
kb_case_progress_may_move (const KbCaseState *state,
                           const KbFoldInput *input,
                           const KbWorkOp    *op)
{
  const KbHeader *header = kb_entry_get_header (input->entry);
  const KbField *field = kb_case_fields_find (state->fields, KB_WORK_STATUS, FALSE);
  KbDeviceRole role = role_of (input);

  if (!may_replace (field, header, role))
    return FALSE;
  if (settles (state, header, field, op))
    return role == KB_DEVICE_ROLE_OFFICER || role == KB_DEVICE_ROLE_SUPERVISOR;

  return starts_rightly (state, header, field, op->from)
         && kb_workflow_judge (op->from, op->value, role, *op->reason != '\0', has_sheet (state))
            == KB_MOVE_ALLOWED;
}

static void
add_milestone (KbCaseState     *state,
               KbMilestoneKind  kind,
               guint64          hour)
{
  KbMilestone milestone = { kind, kind == KB_MILESTONE_MOVE ? state->status : NULL, hour };

  if (state->milestones == NULL)
    state->milestones = g_array_new (FALSE, TRUE, sizeof (KbMilestone));
  if (state->milestones->len < KB_LIMIT_MILESTONES)
    g_array_append_val (state->milestones, milestone);
}

/*< private >
 * kb_case_progress_derive:
 */
void
kb_case_progress_derive (KbCaseState *state)
{
  const char *code = kb_case_fields_get_value (state->fields, KB_WORK_STATUS);
  const KbStatus *status = kb_workflow_find_status (code);

  state->status = status != NULL ? status : kb_workflow_get_start ();
  state->waits = state->status->waits || waits_by_field (state);
  state->n_conflicts = kb_case_fields_count_conflicts (state->fields);
}

/* Writes a field, and what follows from it. */
static void
apply (KbCaseState    *state,
       const KbHeader *header,
       const KbPlace  *place,
       const KbWorkOp *op)
{
  const KbStatus *status = state->status;
  gboolean waited = waits_by_field (state);
  gboolean waits;

  kb_case_fields_apply (&state->fields, header, place, op);
  kb_case_progress_derive (state);
  waits = waits_by_field (state);
  if (state->status != status)
    {
      state->status_hour = place->hour;
      add_milestone (state, KB_MILESTONE_MOVE, place->hour);
    }
  if (waits != waited)
    add_milestone (state, waits ? KB_MILESTONE_WAIT : KB_MILESTONE_RESUME, place->hour);
}

/*< private >
 * kb_case_progress_work:
 */
void
kb_case_progress_work (KbCaseState       *state,
                       const KbFoldInput *input,
                       const KbWorkOp    *op)
{
  if (op->kind == KB_WORK_MOVE)
    {
      if (!kb_case_progress_may_move (state, input, op))
        return;
      state->objection = FALSE;
    }
  apply (state, kb_entry_get_header (input->entry), input->place, op);
}

/*< private >
 * kb_case_progress_refuses:
 */
gboolean
kb_case_progress_refuses (const KbCaseState *before,
                          const KbFoldInput *input)
{
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(GPtrArray) ops = NULL;
  gboolean refused = FALSE;

  if (input->plain == NULL || input->quarantine != KB_QUARANTINE_NONE
      || kb_entry_get_header (input->entry)->kind != KB_KIND_WORK)
    return FALSE;
  ops = kb_work_parse (input->plain, NULL);
  state = kb_case_state_copy (before);
  for (guint i = 0; ops != NULL && i < ops->len; i++)
    {
      const KbWorkOp *op = ops->pdata[i];

      refused |= op->kind == KB_WORK_MOVE && !kb_case_progress_may_move (state, input, op);
      kb_case_progress_work (state, input, op);
    }

  return refused;
}

/* Reporters see no journal: what they cause replaces all that stands. */
static void
apply_knowing_all (KbCaseState       *state,
                   const KbFoldInput *input,
                   const char        *field,
                   const char        *value)
{
  KbHeader header = *kb_entry_get_header (input->entry);
  KbWorkOp op = { .kind = KB_WORK_SET, .field = (char *) field, .value = (char *) value };

  header.seen_seq = input->place->seq;
  apply (state, &header, input->place, &op);
}

static void
add_reporters (KbCaseState       *state,
               const KbFoldInput *input,
               const KbMessage   *message)
{
  if (state->n_from_reporter++ == 0)
    add_milestone (state, KB_MILESTONE_REPORTER, input->place->hour);
  state->last_reporter_hour = input->place->hour;
  if (waits_by_field (state))
    apply_knowing_all (state, input, KB_WORK_WAITS, "");
  if (message->kind == KB_MESSAGE_OBJECTION)
    {
      g_autoptr(GPtrArray) moves = kb_workflow_list_moves (state->status->code, 0);

      state->objection = TRUE;
      if (moves->len > 0)
        apply_knowing_all (state, input, KB_WORK_STATUS, ((KbMove *) moves->pdata[0])->to->code);
    }
}

/* The page keeps the card of the higher counter, of equal ones the later. */
static void
take_card (KbCaseState     *state,
           const KbMessage *card)
{
  guint64 hour = card->as_of / 3600;

  if (card->counter < state->card_counter
      || (card->counter == state->card_counter && hour < state->card_hour))
    return;
  state->card_counter = card->counter;
  state->card_hour = hour;
  state->card_digest = card->card_digest;
}

static void
add_offices (KbCaseState       *state,
             const KbFoldInput *input,
             const KbMessage   *message)
{
  state->counter = MAX (state->counter, message->counter);
  if (message->kind == KB_MESSAGE_CARD)
    {
      take_card (state, message);
      return;
    }
  if (state->n_from_office++ == 0)
    add_milestone (state, KB_MILESTONE_ANSWER, input->place->hour);
  if (message->asks)
    {
      KbWorkOp op = { .kind = KB_WORK_SET, .field = (char *) KB_WORK_WAITS,
                      .value = (char *) "reporter" };

      apply (state, kb_entry_get_header (input->entry), input->place, &op);
    }
}

/*< private >
 * kb_case_progress_message:
 */
void
kb_case_progress_message (KbCaseState       *state,
                          const KbFoldInput *input)
{
  gboolean by_reporter = kb_header_is_reporters_message (kb_entry_get_header (input->entry));
  g_autoptr(KbMessage) message = kb_message_parse (input->plain, by_reporter, NULL);

  if (message == NULL)
    return;
  if (by_reporter)
    add_reporters (state, input, message);
  else
    add_offices (state, input, message);
}
