/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-case-state.h"
#include "kb-workdays.h"

G_BEGIN_DECLS

/**
 * KbClockRule:
 * @code: "acknowledge", "verify", "handle", "answer"
 * @label: English msgid
 * @days: preset, changed by the office's settings
 * @calendar_days: counts all days, not working days
 * @pauses: stands still while the office waits for the reporter
 * @source: the norm that it comes from, for people
 *
 * One of data/clocks.json: what starts it, what stops it and how long it may run.
 */
typedef struct
{
  const char *code;
  const char *label;
  guint       days;
  gboolean    calendar_days;
  gboolean    pauses;
  const char *source;
} KbClockRule;

typedef enum
{
  KB_DEADLINE_RUNNING,
  KB_DEADLINE_PAUSED,
  KB_DEADLINE_MET,               /* stopped in time */
  KB_DEADLINE_MISSED,            /* stopped, but late */
} KbDeadlineState;

/**
 * KbDeadline:
 * @due: Julian day (WIB) on which it is due; while paused, as if it went on today
 * @left: working (or calendar) days from today to @due; negative: late by so many
 * @stopped: Julian day on which it stopped, 0: it did not
 */
typedef struct
{
  const KbClockRule *rule;
  KbDeadlineState    state;
  guint32            due;
  int                left;
  guint32            stopped;
} KbDeadline;

/**
 * KbClocks:
 *
 * The rules with the office's choices, and the working days. Immutable, any thread.
 */
typedef struct _KbClocks KbClocks;

/* @settings: (nullable): section → value as JSON text, from kb_roster_dup_settings(). */
KbClocks          *kb_clocks_new        (GHashTable        *settings);
KbClocks          *kb_clocks_ref        (KbClocks          *self);
void               kb_clocks_unref      (KbClocks          *self);
const KbWorkdays  *kb_clocks_get_workdays (const KbClocks  *self);
/* From so many days left on, a chip warns. */
guint              kb_clocks_get_warn   (const KbClocks    *self);
guint              kb_clocks_get_n_rules (const KbClocks   *self);
const KbClockRule *kb_clocks_get_rule   (const KbClocks    *self,
                                         guint              i);
/* (element-type KbDeadline): of a case, those that were started, in the rules' order. */
GArray            *kb_clocks_judge      (const KbClocks    *self,
                                         const KbCaseState *state,
                                         gint64             now);
/* The running one that is due first, or the paused one; FALSE: none runs. */
gboolean           kb_clocks_find_worst (const KbClocks    *self,
                                         const KbCaseState *state,
                                         gint64             now,
                                         KbDeadline        *ret_deadline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbClocks, kb_clocks_unref)

G_END_DECLS
