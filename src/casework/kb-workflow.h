/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-roster.h"

G_BEGIN_DECLS

/**
 * KbStatus:
 * @code: as in data/workflow.json, e.g. "telaah"
 * @label: English msgid, for _(); "Review"
 * @index: place in the table, from 0; what compact records keep
 * @closed: the case rests here
 * @waits: the office waits for the reporter: clocks pause
 * @result: (nullable): of closed ones: "proven", "not-proven", "referred", "out"
 */
typedef struct
{
  const char *code;
  const char *label;
  guint       index;
  gboolean    closed;
  gboolean    waits;
  const char *result;
} KbStatus;

/**
 * KbMove:
 * @label: English msgid of the button, a verb; "Start verification"
 * @roles: bits (1 << #KbDeviceRole); bit 0: the reporter (an objection)
 * @needs_reason: closing and the like
 * @needs_sheet: blocked until the review sheet is saved
 * @suggested: the one next step that the window shows
 * @undo: cheap to take back: the toast offers it
 */
typedef struct
{
  const KbStatus *from;
  const KbStatus *to;
  const char     *label;
  guint           roles;
  gboolean        needs_reason;
  gboolean        needs_sheet;
  gboolean        suggested;
  gboolean        undo;
} KbMove;

typedef enum
{
  KB_MOVE_ALLOWED,
  KB_MOVE_UNKNOWN,               /* the table has no such move */
  KB_MOVE_ROLE,                  /* not for this role */
  KB_MOVE_REASON,                /* lacks its reason */
  KB_MOVE_SHEET,                 /* the review sheet is not saved yet */
} KbMoveVerdict;

/* The table is data/workflow.json, compiled in; a wrong one ends the program when it is first asked
 * for. */
guint           kb_workflow_get_n_statuses (void);
const KbStatus *kb_workflow_get_status     (guint          index);
/* NULL: not in the table. Anything may be asked for. */
const KbStatus *kb_workflow_find_status    (const char    *code);
const KbStatus *kb_workflow_get_start      (void);
const KbMove   *kb_workflow_find_move      (const char    *from,
                                            const char    *to);
/* (transfer container) (element-type KbMove): of a role, in the table's order, the suggested
 * first. */
GPtrArray      *kb_workflow_list_moves     (const char    *from,
                                            KbDeviceRole   role);
/* @role 0: the reporter. */
KbMoveVerdict   kb_workflow_judge          (const char    *from,
                                            const char    *to,
                                            KbDeviceRole   role,
                                            gboolean       has_reason,
                                            gboolean       has_sheet);
/* Is this text such a table? KB_CASE_ERROR_TABLE, or a KbJsonError. */
gboolean        kb_workflow_check          (const char    *text,
                                            GError       **error);

G_END_DECLS
