/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clock.h"
#include "kb-deadline.h"

static const KbStatus verifikasi = { .code = "verifikasi" };
static const KbStatus perlu_dilengkapi = { .code = "perlu_dilengkapi", .waits = TRUE };
static const KbStatus telaah = { .code = "telaah" };
static const KbStatus selesai = { .code = "selesai_terbukti", .closed = TRUE };
static const KbStatus keberatan = { .code = "keberatan" };

#define MOVE KB_MILESTONE_MOVE
#define WAIT KB_MILESTONE_WAIT
#define RESUME KB_MILESTONE_RESUME
#define ANSWER KB_MILESTONE_ANSWER
#define RUNNING KB_DEADLINE_RUNNING
#define PAUSED KB_DEADLINE_PAUSED
#define MET KB_DEADLINE_MET
#define MISSED KB_DEADLINE_MISSED

typedef struct
{
  KbMilestoneKind  kind;
  const char      *date;
  const KbStatus  *status;
} Step;

/* One clock of one case on one day. */
typedef struct
{
  const char      *name;
  const char      *clock;
  const char      *received;
  Step             steps[8];
  const char      *today;
  KbDeadlineState  state;
  const char      *due;
  int              left;
} Row;

/* November 2026: the 24th is a Tuesday. December: 24 and 25 are free. */
static const Row rows[] = {
  { "on-the-day-of-receipt", "verify", "2026-11-24", { { 0 } },
    "2026-11-24", RUNNING, "2026-12-01", 5 },
  { "due-today", "verify", "2026-11-24", { { 0 } },
    "2026-12-01", RUNNING, "2026-12-01", 0 },
  { "late-by-one", "verify", "2026-11-24", { { 0 } },
    "2026-12-02", RUNNING, "2026-12-01", -1 },
  { "late-by-eight", "verify", "2026-11-24", { { 0 } },
    "2026-12-11", RUNNING, "2026-12-01", -8 },
  { "received-on-saturday", "acknowledge", "2026-11-28", { { 0 } },
    "2026-11-28", RUNNING, "2026-12-02", 3 },
  { "late-on-the-weekend-behind", "acknowledge", "2026-11-24", { { 0 } },
    "2026-11-28", RUNNING, "2026-11-27", -1 },
  { "over-the-end-of-the-year", "verify", "2026-12-22", { { 0 } },
    "2026-12-23", RUNNING, "2026-12-31", 4 },
  { "over-lebaran", "acknowledge", "2026-03-16", { { 0 } },
    "2026-03-23", RUNNING, "2026-03-26", 2 },
  { "a-wrong-clock-behind-the-receipt", "verify", "2026-11-24", { { 0 } },
    "2026-11-02", RUNNING, "2026-12-01", 5 },
  { "a-move-acknowledges", "acknowledge", "2026-11-24",
    { { MOVE, "2026-11-25", &verifikasi } },
    "2026-12-24", MET, "2026-11-27", 2 },
  { "an-answer-acknowledges-late", "acknowledge", "2026-11-24",
    { { ANSWER, "2026-11-30" } },
    "2026-12-24", MISSED, "2026-11-27", -1 },
  { "met-on-its-last-day", "acknowledge", "2026-11-24",
    { { ANSWER, "2026-11-27" } },
    "2026-12-24", MET, "2026-11-27", 0 },
  { "verification-goes-on-in-its-statuses", "verify", "2026-11-24",
    { { MOVE, "2026-11-25", &verifikasi } },
    "2026-11-26", RUNNING, "2026-12-01", 3 },
  { "verification-ends-with-the-review", "verify", "2026-11-24",
    { { MOVE, "2026-11-25", &verifikasi }, { MOVE, "2026-11-30", &telaah } },
    "2026-12-24", MET, "2026-12-01", 1 },
  /* Two days used, then it stands still over nine. */
  { "a-status-that-waits", "verify", "2026-11-24",
    { { MOVE, "2026-11-26", &perlu_dilengkapi } },
    "2026-12-07", PAUSED, "2026-12-10", 3 },
  { "back-from-a-status-that-waits", "verify", "2026-11-24",
    { { MOVE, "2026-11-26", &perlu_dilengkapi }, { MOVE, "2026-12-07", &verifikasi } },
    "2026-12-09", RUNNING, "2026-12-10", 1 },
  { "the-reporter-answered", "verify", "2026-11-24",
    { { MOVE, "2026-11-26", &perlu_dilengkapi }, { RESUME, "2026-12-07" } },
    "2026-12-11", RUNNING, "2026-12-10", -1 },
  { "a-field-that-waits", "handle", "2026-11-24",
    { { MOVE, "2026-11-26", &telaah }, { WAIT, "2026-11-27" } },
    "2027-06-01", PAUSED, "2027-08-19", 57 },
  { "two-waits-and-one-goes-on", "verify", "2026-11-24",
    { { WAIT, "2026-11-25" }, { MOVE, "2026-11-26", &perlu_dilengkapi },
      { MOVE, "2026-12-01", &verifikasi } },
    "2026-12-02", PAUSED, "2026-12-08", 4 },
  { "paused-and-resumed-on-one-day", "verify", "2026-11-24",
    { { WAIT, "2026-11-25" }, { RESUME, "2026-11-25" } },
    "2026-11-26", RUNNING, "2026-12-01", 3 },
  { "late-before-it-paused", "verify", "2026-11-24",
    { { WAIT, "2026-12-03" } },
    "2026-12-22", PAUSED, "2026-12-01", -2 },
  { "late-before-it-paused-and-on", "verify", "2026-11-24",
    { { WAIT, "2026-12-03" }, { RESUME, "2026-12-21" } },
    "2026-12-22", RUNNING, "2026-12-01", -3 },
  { "paused-on-its-last-day", "verify", "2026-11-24",
    { { WAIT, "2026-12-01" }, { RESUME, "2026-12-05" } },
    "2026-12-07", RUNNING, "2026-12-07", 0 },
  { "acknowledging-waits-for-nobody", "acknowledge", "2026-11-24",
    { { WAIT, "2026-11-25" } },
    "2026-12-02", RUNNING, "2026-11-27", -3 },
  { "answered-to-the-reporter", "answer", "2026-11-24",
    { { MOVE, "2026-11-25", &verifikasi }, { ANSWER, "2026-12-09" } },
    "2027-02-01", MISSED, "2026-12-08", -1 },
  { "stopped-while-paused", "answer", "2026-11-24",
    { { WAIT, "2026-11-26" }, { MOVE, "2027-01-04", &selesai } },
    "2027-02-01", MET, "2027-01-14", 8 },
  { "closed", "handle", "2026-11-24",
    { { MOVE, "2026-11-25", &verifikasi }, { MOVE, "2026-11-30", &telaah },
      { MOVE, "2026-12-01", &selesai } },
    "2028-02-01", MET, "2027-02-18", 55 },
  { "reopened-it-begins-anew", "handle", "2026-11-24",
    { { MOVE, "2026-12-01", &selesai }, { MOVE, "2026-12-07", &keberatan } },
    "2026-12-08", RUNNING, "2027-03-03", 59 },
  { "reopened-and-closed", "handle", "2026-11-24",
    { { MOVE, "2026-12-01", &selesai }, { MOVE, "2026-12-07", &keberatan },
      { MOVE, "2026-12-09", &selesai } },
    "2027-12-08", MET, "2027-03-03", 58 },
  { "reopening-restarts-no-other", "verify", "2026-11-24",
    { { MOVE, "2026-11-26", &telaah }, { MOVE, "2026-12-01", &selesai },
      { MOVE, "2026-12-07", &verifikasi } },
    "2027-12-08", MET, "2026-12-01", 3 },
  { "reopened-while-it-waits-by-field", "handle", "2026-11-24",
    { { WAIT, "2026-11-25" }, { MOVE, "2026-12-01", &selesai },
      { MOVE, "2026-12-07", &keberatan } },
    "2026-12-08", PAUSED, "2027-03-04", 60 },
};

/* Noon in WIB. */
static gint64
seconds_of (const char *date)
{
  guint32 day = 0;

  g_assert_true (kb_day_parse (date, &day));

  return ((gint64) day - 719163) * 86400 + 5 * 3600;
}

static KbCaseState *
state_new (const char *received,
           const Step *steps)
{
  KbCaseState *state = kb_case_state_new ();

  state->received_hour = seconds_of (received) / 3600;
  state->has_mailbox = TRUE;
  state->milestones = g_array_new (FALSE, FALSE, sizeof (KbMilestone));
  for (const Step *step = steps; step != NULL && step->date != NULL; step++)
    {
      KbMilestone milestone = { step->kind, step->status, seconds_of (step->date) / 3600 };

      g_array_append_val (state->milestones, milestone);
    }

  return state;
}

/* FALSE: that clock was not started. */
static gboolean
find_clock (const KbClocks    *clocks,
            const KbCaseState *state,
            const char        *code,
            gint64             now,
            KbDeadline        *ret_deadline)
{
  g_autoptr(GArray) deadlines = kb_clocks_judge (clocks, state, now);

  for (guint i = 0; i < deadlines->len; i++)
    {
      *ret_deadline = g_array_index (deadlines, KbDeadline, i);
      if (g_str_equal (ret_deadline->rule->code, code))
        return TRUE;
    }

  return FALSE;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) state = state_new (row->received, row->steps);
  g_autofree char *due = NULL;
  KbDeadline deadline;

  g_assert_true (find_clock (clocks, state, row->clock, seconds_of (row->today), &deadline));
  due = kb_day_format (deadline.due);
  g_assert_cmpint (deadline.state, ==, row->state);
  g_assert_cmpstr (due, ==, row->due);
  g_assert_cmpint (deadline.left, ==, row->left);
  g_assert_true ((deadline.stopped != 0) == (row->state == MET || row->state == MISSED));
}

static void
test_the_worst_of_several (void)
{
  static const Step moved[] = { { MOVE, "2026-11-25", &verifikasi }, { 0 } };
  static const Step waiting[] = { { MOVE, "2026-11-25", &verifikasi }, { ANSWER, "2026-11-26" },
                                  { WAIT, "2026-11-26" }, { 0 } };
  static const Step closed[] = { { MOVE, "2026-11-25", &selesai }, { 0 } };
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) fresh = state_new ("2026-11-24", NULL);
  g_autoptr(KbCaseState) verified = state_new ("2026-11-24", moved);
  g_autoptr(KbCaseState) paused = state_new ("2026-11-24", waiting);
  g_autoptr(KbCaseState) over = state_new ("2026-11-24", closed);
  g_autoptr(GArray) all = kb_clocks_judge (clocks, fresh, seconds_of ("2026-11-24"));
  gint64 now = seconds_of ("2026-12-24");
  KbDeadline deadline;

  g_assert_cmpuint (all->len, ==, 4);
  g_assert_true (kb_clocks_find_worst (clocks, fresh, now, &deadline));
  g_assert_cmpstr (deadline.rule->code, ==, "acknowledge");
  g_assert_true (kb_clocks_find_worst (clocks, verified, now, &deadline));
  g_assert_cmpstr (deadline.rule->code, ==, "verify");
  g_assert_true (kb_clocks_find_worst (clocks, paused, now, &deadline));
  g_assert_cmpint (deadline.state, ==, PAUSED);
  g_assert_cmpstr (deadline.rule->code, ==, "verify");
  g_assert_false (kb_clocks_find_worst (clocks, over, now, &deadline));
}

/* A running one is worse than one that stands still, though that is due before. */
static void
test_running_before_paused (void)
{
  static const Step waiting[] = { { WAIT, "2026-11-24" }, { 0 } };
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) state = state_new ("2026-11-24", waiting);
  KbDeadline deadline;

  g_assert_true (kb_clocks_find_worst (clocks, state, seconds_of ("2026-12-24"), &deadline));
  g_assert_cmpint (deadline.state, ==, RUNNING);
  g_assert_cmpstr (deadline.rule->code, ==, "acknowledge");
}

static void
test_cases_without_clocks (void)
{
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) state = state_new ("2026-11-24", NULL);
  gint64 now = seconds_of ("2026-12-24");
  KbDeadline deadline;

  state->has_mailbox = FALSE;
  g_assert_false (find_clock (clocks, state, "answer", now, &deadline));
  g_assert_true (find_clock (clocks, state, "handle", now, &deadline));
  state->canary = TRUE;
  g_assert_false (kb_clocks_find_worst (clocks, state, now, &deadline));
  state->canary = FALSE;
  state->quarantine = KB_QUARANTINE_PART;
  g_assert_false (kb_clocks_find_worst (clocks, state, now, &deadline));
}

/* The complaint arrives at 23.30 on Tuesday in WIB, which is Tuesday for the clock too. */
static void
test_days_end_at_midnight_in_wib (void)
{
  g_autoptr(KbClocks) clocks = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) late = state_new ("2026-11-24", NULL);
  g_autoptr(KbCaseState) early = state_new ("2026-11-24", NULL);
  gint64 midnight = seconds_of ("2026-11-24") + 12 * 3600;
  KbDeadline deadline;

  late->received_hour = midnight / 3600 - 1;
  early->received_hour = midnight / 3600;
  g_assert_true (find_clock (clocks, late, "acknowledge", midnight - 1, &deadline));
  g_assert_cmpint (deadline.left, ==, 3);
  g_assert_true (find_clock (clocks, late, "acknowledge", midnight, &deadline));
  g_assert_cmpint (deadline.left, ==, 2);
  g_assert_true (find_clock (clocks, early, "acknowledge", midnight, &deadline));
  g_assert_cmpint (deadline.left, ==, 3);
}

static void
test_the_office_chooses_days (void)
{
  g_autoptr(GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(KbClocks) preset = kb_clocks_new (NULL);
  g_autoptr(KbCaseState) state = state_new ("2026-11-24", NULL);
  g_autoptr(KbClocks) clocks = NULL;
  KbDeadline deadline;

  g_hash_table_insert (settings, (gpointer) "clocks",
                       (gpointer) "{\"verify\":14,\"warn\":4,\"handle\":0,\"answer\":\"1\"}");
  g_hash_table_insert (settings, (gpointer) "holidays-2026",
                       (gpointer) "{\"add\":[{\"date\":\"2026-11-25\",\"name\":\"Hari jadi\"}]}");
  clocks = kb_clocks_new (settings);
  g_assert_cmpuint (kb_clocks_get_warn (preset), ==, 2);
  g_assert_cmpuint (kb_clocks_get_warn (clocks), ==, 4);
  g_assert_true (find_clock (clocks, state, "verify", seconds_of ("2026-11-26"), &deadline));
  g_assert_cmpuint (deadline.rule->days, ==, 14);
  g_assert_cmpint (deadline.left, ==, 13);
  g_assert_true (find_clock (clocks, state, "handle", seconds_of ("2026-11-26"), &deadline));
  g_assert_cmpuint (deadline.rule->days, ==, 60);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/casework/deadline/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/casework/deadline/the-worst-of-several", test_the_worst_of_several);
  g_test_add_func ("/casework/deadline/running-before-paused", test_running_before_paused);
  g_test_add_func ("/casework/deadline/cases-without-clocks", test_cases_without_clocks);
  g_test_add_func ("/casework/deadline/days-end-at-midnight-in-wib",
                   test_days_end_at_midnight_in_wib);
  g_test_add_func ("/casework/deadline/the-office-chooses-days", test_the_office_chooses_days);

  return g_test_run ();
}
