/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clock is judged from the case's milestones alone: how many days it ran, from
 * them when it is due. Nothing is counted up day by day, so that it does not
 * matter when this was last asked. */
#include "config.h"

#include "kb-deadline.h"

#include "kb-json.h"

#define MAX_STATUSES 4

/* What stops a clock. */
enum
{
  STOP_ANSWER = 1 << 0,          /* the office wrote to the reporter */
  STOP_MOVE = 1 << 1,            /* any move */
  STOP_CLOSE = 1 << 2,           /* a move into a closed status */
  STOP_LEAVE = 1 << 3,           /* a move out of @within */
};

typedef struct
{
  KbClockRule  rule;
  guint        stops;
  gboolean     restarts;         /* with a move out of a closed status */
  gboolean     needs_mailbox;
  const char  *within[MAX_STATUSES];
} Preset;

#include "kb-clock-table.h"

struct _KbClocks
{
  gatomicrefcount  refs;
  KbWorkdays      *workdays;
  guint            warn;
  KbClockRule      rules[G_N_ELEMENTS (clock_table)];
};

/* A clock while its case's milestones pass by. */
typedef struct
{
  const KbClocks    *clocks;
  const KbClockRule *rule;
  const Preset      *preset;
  guint32            from;       /* since when it runs, or ran last */
  guint32            due;        /* 0: it did not run out before a pause */
  guint32            stopped;
  int                used;       /* days, before @from */
  gboolean           paused;
  gboolean           waits;      /* by field */
  gboolean           status_waits;
} Run;

static guint
read_days (JsonObject *setting,
           const char *member,
           guint       preset)
{
  gint64 days;

  return setting != NULL && kb_json_int (setting, member, &days, NULL) && days >= 1 &&
         days <= KB_LIMIT_CLOCK_DAYS ? (guint) days : preset;
}

/**
 * kb_clocks_new:
 * @settings: (nullable) (element-type utf8 utf8): section → value as JSON text,
 *   from kb_roster_dup_settings(); days that are none leave the preset
 *
 * Returns: (transfer full): the rules of data/clocks.json with the office's days
 */
KbClocks *
kb_clocks_new (GHashTable *settings)
{
  KbClocks *self = g_new0 (KbClocks, 1);
  const char *value = settings != NULL ? g_hash_table_lookup (settings, "clocks") : NULL;
  g_autoptr(JsonObject) setting =
    value != NULL ? kb_json_parse (value, strlen (value), KB_LIMIT_BODY, NULL) : NULL;

  g_atomic_ref_count_init (&self->refs);
  self->workdays = kb_workdays_new (settings);
  self->warn = read_days (setting, "warn", CLOCK_WARN);
  for (guint i = 0; i < G_N_ELEMENTS (clock_table); i++)
    {
      self->rules[i] = clock_table[i].rule;
      self->rules[i].days = read_days (setting, self->rules[i].code, self->rules[i].days);
    }

  return self;
}

KbClocks *
kb_clocks_ref (KbClocks *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
kb_clocks_unref (KbClocks *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  kb_workdays_unref (self->workdays);
  g_free (self);
}

/**
 * kb_clocks_get_workdays:
 *
 * Returns: (transfer none): the working days that the clocks count
 */
const KbWorkdays *
kb_clocks_get_workdays (const KbClocks *self)
{
  return self->workdays;
}

guint
kb_clocks_get_warn (const KbClocks *self)
{
  return self->warn;
}

guint
kb_clocks_get_n_rules (const KbClocks *self)
{
  return G_N_ELEMENTS (self->rules);
}

const KbClockRule *
kb_clocks_get_rule (const KbClocks *self,
                    guint           i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (self->rules), NULL);

  return &self->rules[i];
}

static guint32
day_of_hour (guint64 hour)
{
  return kb_workdays_day_of ((gint64) MIN (hour, G_MAXINT32) * 3600);
}

/* Days after @from up to and with @to. */
static int
count_days (const Run *run,
            guint32    from,
            guint32    to)
{
  if (to <= from)
    return 0;

  return run->rule->calendar_days ? (int) (to - from)
                                  : kb_workdays_between (run->clocks->workdays, from, to);
}

/* When it is due if it runs from @from on. */
static guint32
find_due (const Run *run,
          guint32    from)
{
  guint left = MAX ((int) run->rule->days - run->used, 0);

  if (run->due != 0)
    return run->due;

  return run->rule->calendar_days ? from + left
                                  : kb_workdays_add (run->clocks->workdays, from, left);
}

/* It stands still from @day on. */
static void
halt (Run     *run,
      guint32  day)
{
  int days = count_days (run, run->from, day);

  if (run->used + days > (int) run->rule->days)
    run->due = find_due (run, run->from);
  run->used += days;
}

static gboolean
stops (const Preset      *preset,
       const KbMilestone *milestone)
{
  guint by = preset->stops;

  if (milestone->kind == KB_MILESTONE_ANSWER)
    return by & STOP_ANSWER;
  if (milestone->kind != KB_MILESTONE_MOVE || milestone->status == NULL)
    return FALSE;

  return by & STOP_MOVE || (by & STOP_CLOSE && milestone->status->closed) ||
         (by & STOP_LEAVE && !g_strv_contains (preset->within, milestone->status->code));
}

/* Who waits for whom from here on; the reporter's answer ends either wait. */
static void
read_wait (Run               *run,
           const KbMilestone *milestone)
{
  if (milestone->kind == KB_MILESTONE_MOVE)
    run->status_waits = milestone->status != NULL && milestone->status->waits;
  else if (milestone->kind == KB_MILESTONE_WAIT)
    run->waits = TRUE;
  else if (milestone->kind == KB_MILESTONE_RESUME)
    run->waits = run->status_waits = FALSE;
}

static void
stop (Run     *run,
      guint32  day)
{
  guint32 due = find_due (run, run->paused ? day : run->from);

  if (!run->paused)
    halt (run, day);
  run->due = due;
  run->stopped = day;
}

static void
pass (Run               *run,
      const KbMilestone *milestone)
{
  guint32 day = MAX (day_of_hour (milestone->hour), run->from);
  gboolean paused;

  if (run->stopped == 0 && stops (run->preset, milestone))
    stop (run, day);
  else if (run->stopped != 0 && run->preset->restarts && milestone->kind == KB_MILESTONE_MOVE &&
           !stops (run->preset, milestone))
    *run = (Run) { run->clocks, run->rule, run->preset, .from = day, .waits = run->waits };

  read_wait (run, milestone);
  paused = run->rule->pauses && (run->waits || run->status_waits);
  if (run->stopped == 0 && paused && !run->paused)
    halt (run, day);
  if (!paused)
    run->from = run->paused ? day : run->from;
  run->paused = paused;
}

/* Days that are left of a clock that runs. Due on Friday: on Saturday it is late already, by the
 * working day that nobody can use any more. */
static int
count_left (const Run *run,
            guint32    due,
            guint32    today)
{
  int late;

  if (today <= due)
    return count_days (run, MAX (today, run->from), due);
  if (run->due != 0)             /* before a pause */
    return (int) run->rule->days - run->used - count_days (run, run->from, today);
  late = count_days (run, due, today);

  return -MAX (late, 1);
}

static KbDeadline
conclude (const Run *run,
          guint32    today)
{
  KbDeadline deadline = { .rule = run->rule, .stopped = run->stopped };

  deadline.left = (int) run->rule->days - run->used;
  deadline.due = find_due (run, run->paused ? MAX (today, run->from) : run->from);
  if (run->stopped != 0)
    deadline.state = deadline.left < 0 ? KB_DEADLINE_MISSED : KB_DEADLINE_MET;
  else if (run->paused)
    deadline.state = KB_DEADLINE_PAUSED;
  else
    deadline.left = count_left (run, deadline.due, today);

  return deadline;
}

/* FALSE: this clock was never started. */
static gboolean
judge (const KbClocks    *self,
       guint              i,
       const KbCaseState *state,
       guint32            today,
       KbDeadline        *ret_deadline)
{
  Run run = { self, &self->rules[i], &clock_table[i] };
  guint n = state->milestones != NULL ? state->milestones->len : 0;

  if (state->received_hour == 0 || state->canary || state->quarantine != KB_QUARANTINE_NONE ||
      (clock_table[i].needs_mailbox && !state->has_mailbox))
    return FALSE;

  run.from = day_of_hour (state->received_hour);
  for (guint m = 0; m < n; m++)
    pass (&run, &g_array_index (state->milestones, KbMilestone, m));
  *ret_deadline = conclude (&run, today);

  return TRUE;
}

/**
 * kb_clocks_judge:
 * @now: seconds since 1970; only its day in WIB counts
 *
 * Returns: (transfer full) (element-type KbDeadline): the clocks of a case that
 *   were started, in the rules' order; their rules are @self's
 */
GArray *
kb_clocks_judge (const KbClocks    *self,
                 const KbCaseState *state,
                 gint64             now)
{
  GArray *deadlines = g_array_new (FALSE, FALSE, sizeof (KbDeadline));
  guint32 today = kb_workdays_day_of (now);
  KbDeadline deadline;

  for (guint i = 0; i < G_N_ELEMENTS (self->rules); i++)
    if (judge (self, i, state, today, &deadline))
      g_array_append_val (deadlines, deadline);

  return deadlines;
}

static gboolean
is_worse (const KbDeadline *deadline,
          const KbDeadline *than)
{
  if (deadline->state != than->state)
    return deadline->state == KB_DEADLINE_RUNNING;

  return deadline->due < than->due;
}

/**
 * kb_clocks_find_worst:
 * @ret_deadline: (out): the running one that is due first; where none runs, the
 *   paused one
 *
 * Returns: whether any runs or is paused
 */
gboolean
kb_clocks_find_worst (const KbClocks    *self,
                      const KbCaseState *state,
                      gint64             now,
                      KbDeadline        *ret_deadline)
{
  guint32 today = kb_workdays_day_of (now);
  KbDeadline deadline;
  gboolean found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->rules); i++)
    if (judge (self, i, state, today, &deadline) && deadline.stopped == 0 &&
        (!found || is_worse (&deadline, ret_deadline)))
      {
        *ret_deadline = deadline;
        found = TRUE;
      }

  return found;
}
