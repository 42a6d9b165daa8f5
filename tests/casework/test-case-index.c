/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-index.h"

#include <string.h>

#define N_CASES 3000u
#define N_FILTERS 300u
#define ME "aa"
#define NOW (498700 * G_GINT64_CONSTANT (3600))

/* Cases and filters at random, each filter asked of the index and, case by case, of the states. */

static const char *const units[] = { "", "Dinas PUPR", "Desa Pasir", "RSUD", "Dinas PUPR " };
static const char *const categories[] = { "", "korupsi", "disiplin", "pelayanan" };
static const char *const people[] = { "", "aa", "bb" };
static const char *const tags[] = { "lelang", "lelang jalan", "jalan", "mendesak" };

static KbClocks *clocks;

typedef struct
{
  GPtrArray   *states;           /* id - 1 → KbCaseState */
  GArray      *unread;           /* of gboolean */
  KbCaseIndex *index;
} Fixture;

static void
add_write (KbCaseState *state,
           KbWorkKind   kind,
           const char  *field,
           const char  *value)
{
  KbHeader header = { .author_seq = state->seq + 1, .seen_seq = state->seq };
  KbPlace place = { .seq = state->seq + 1 };
  KbWorkOp op = { .kind = kind, .field = (char *) field, .value = (char *) value };

  state->seq++;
  kb_case_fields_apply (&state->fields, &header, &place, &op);
}

static const char *
pick (const char *const *texts,
      guint              n_texts)
{
  return texts[g_test_rand_int_range (0, n_texts)];
}

#define PICK(texts) pick (texts, G_N_ELEMENTS (texts))

static gboolean
one_in (int n)
{
  return g_test_rand_int_range (0, n) == 0;
}

static GArray *
random_milestones (const KbCaseState *state)
{
  GArray *milestones = g_array_new (FALSE, FALSE, sizeof (KbMilestone));
  KbMilestone milestone = { KB_MILESTONE_MOVE, state->status, state->received_hour + 1 };

  if (one_in (2))
    g_array_append_val (milestones, milestone);
  return milestones;
}

static KbCaseState *
random_state (void)
{
  KbCaseState *state = kb_case_state_new ();

  state->stream = one_in (5) ? KB_STREAM_LEADERSHIP : KB_STREAM_OFFICE;
  state->received_hour = 498000 + g_test_rand_int_range (0, 600);
  state->changed_hour = state->received_hour + g_test_rand_int_range (0, 100);
  state->status = kb_workflow_get_status (g_test_rand_int_range (0,
                                                                 kb_workflow_get_n_statuses ()));
  state->waits = one_in (3);
  state->canary = one_in (50);
  state->n_openings = one_in (4);
  state->n_quarantined = one_in (9);
  state->milestones = random_milestones (state);
  g_free (state->category);
  state->category = g_strdup (PICK (categories));
  g_free (state->unit);
  state->unit = g_strdup (PICK (units));
  add_write (state, KB_WORK_SET, KB_WORK_ASSIGNEE, PICK (people));
  if (one_in (3))
    add_write (state, KB_WORK_SET, KB_WORK_IMPORTANCE, "high");
  for (guint i = g_test_rand_int_range (0, 3); i > 0; i--)
    add_write (state, KB_WORK_ADD, KB_WORK_TAGS, PICK (tags));
  return state;
}

/* ---- the same, plainly ---- */

/* The paused after those that run, those without a clock last. */
static guint64
get_due (const KbCaseState *state,
         gboolean          *ret_late)
{
  KbDeadline worst;

  *ret_late = FALSE;
  if (!kb_clocks_find_worst (clocks, state, NOW, &worst))
    return 0;
  *ret_late = worst.state == KB_DEADLINE_RUNNING && worst.left < 0;
  return worst.due + (worst.state == KB_DEADLINE_PAUSED ? 1u << 30 : 0);
}

static gboolean
is_in_view (const KbCaseState *state,
            gboolean           unread,
            KbCaseView         view)
{
  const char *assignee = kb_case_fields_get_value (state->fields, KB_WORK_ASSIGNEE);
  gboolean late;

  if (state->canary)
    return FALSE;
  switch (view)
    {
    case KB_CASE_VIEW_UNREAD:
      return unread;
    case KB_CASE_VIEW_MINE:
      return g_str_equal (assignee, ME) && !state->status->closed;
    case KB_CASE_VIEW_WAITING:
      return state->waits && !state->status->closed;
    case KB_CASE_VIEW_CLOSED:
      return state->status->closed;
    case KB_CASE_VIEW_LEADERSHIP:
      return state->stream == KB_STREAM_LEADERSHIP;
    case KB_CASE_VIEW_OPENED:
      return state->n_openings > 0;
    case KB_CASE_VIEW_QUARANTINED:
      return state->n_quarantined > 0;
    case KB_CASE_VIEW_LATE:
      return get_due (state, &late) != 0 && late;
    case KB_CASE_VIEW_ALL:
    case KB_N_CASE_VIEWS:
    default:
      return TRUE;
    }
}

static gboolean
is_or_any (const char *wanted,
           const char *text)
{
  return wanted == NULL || g_str_equal (wanted, text);
}

static guint32
day_of (guint64 hour)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (hour * 3600);
  g_autoptr(GDateTime) wib = g_date_time_add_hours (utc, 7);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, g_date_time_get_day_of_month (wib), g_date_time_get_month (wib),
                  g_date_time_get_year (wib));
  return g_date_get_julian (&date);
}

static gboolean
passes (const KbCaseFilter *filter,
        const KbCaseState  *state,
        gboolean            unread)
{
  g_auto(GStrv) values = kb_case_fields_dup_values (state->fields, KB_WORK_TAGS);
  guint32 day = day_of (state->received_hour);

  return is_in_view (state, unread, filter->view) &&
         (filter->statuses == 0 || (filter->statuses & 1u << state->status->index) != 0) &&
         is_or_any (filter->category, state->category) && is_or_any (filter->unit, state->unit) &&
         is_or_any (filter->assignee,
                    kb_case_fields_get_value (state->fields, KB_WORK_ASSIGNEE)) &&
         (filter->tag == NULL || g_strv_contains ((const char *const *) values, filter->tag)) &&
         (filter->from == 0 || day >= filter->from) && (filter->to == 0 || day <= filter->to) &&
         (!filter->late || is_in_view (state, unread, KB_CASE_VIEW_LATE)) &&
         (!filter->unread || unread) &&
         (!filter->important ||
          *kb_case_fields_get_value (state->fields, KB_WORK_IMPORTANCE) != '\0');
}

static KbCaseFilter *
random_filter (void)
{
  KbCaseFilter *filter = kb_case_filter_new ();

  filter->view = g_test_rand_int_range (0, KB_N_CASE_VIEWS);
  filter->statuses = one_in (2) ? (guint32) g_test_rand_int () & 0xffff : 0;
  filter->category = one_in (3) ? g_strdup (PICK (categories)) : NULL;
  filter->unit = one_in (3) ? g_strdup (PICK (units)) : NULL;
  filter->assignee = one_in (4) ? g_strdup (PICK (people)) : NULL;
  filter->tag = one_in (4) ? g_strdup (PICK (tags)) : NULL;
  filter->from = one_in (4) ? day_of (498000) + g_test_rand_int_range (0, 25) : 0;
  filter->to = one_in (4) ? day_of (498000) + g_test_rand_int_range (0, 25) : 0;
  filter->unread = one_in (4);
  filter->late = one_in (6);
  filter->important = one_in (5);
  return filter;
}

/* ---- fixture ---- */

static void
put (Fixture *fixture,
     guint32  id)
{
  kb_case_index_set (fixture->index, id, fixture->states->pdata[id - 1],
                     g_array_index (fixture->unread, gboolean, id - 1), NOW);
}

static void
fill (Fixture *fixture)
{
  fixture->states = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_case_state_free);
  fixture->unread = g_array_new (FALSE, FALSE, sizeof (gboolean));
  fixture->index = kb_case_index_new (clocks, ME);
  for (guint id = 1; id <= N_CASES; id++)
    {
      gboolean unread = one_in (3);

      g_ptr_array_add (fixture->states, random_state ());
      g_array_append_val (fixture->unread, unread);
      put (fixture, id);
    }
}

static void
fixture_clear (Fixture *fixture)
{
  g_ptr_array_unref (fixture->states);
  g_array_unref (fixture->unread);
  kb_case_index_free (fixture->index);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* The greater is first. */
static guint64
get_rank (Fixture     *fixture,
          guint32      id,
          KbCaseOrder  order)
{
  const KbCaseState *state = fixture->states->pdata[id - 1];
  gboolean late;
  guint64 due;

  if (order == KB_CASE_ORDER_CHANGED)
    return state->changed_hour;
  if (order == KB_CASE_ORDER_NEWEST)
    return state->received_hour;
  due = get_due (state, &late);
  return due != 0 ? G_MAXUINT32 - due : 0;
}

static void
check_order (Fixture     *fixture,
             GArray      *ids,
             KbCaseOrder  order)
{
  for (guint i = 1; i < ids->len; i++)
    {
      guint32 before = g_array_index (ids, guint32, i - 1), id = g_array_index (ids, guint32, i);
      guint64 first = get_rank (fixture, before, order), second = get_rank (fixture, id, order);

      g_assert_true (first > second || (first == second && before > id));
    }
}

/* In order, so each once; as many as pass, and each passes. */
static void
check (Fixture            *fixture,
       const KbCaseFilter *filter,
       KbCaseOrder         order)
{
  g_autoptr(GArray) ids = kb_case_index_list (fixture->index, filter, order);
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint n = 0;

  check_order (fixture, ids, order);
  for (guint32 id = 1; id <= N_CASES; id++)
    {
      n += passes (filter, fixture->states->pdata[id - 1],
                   g_array_index (fixture->unread, gboolean, id - 1));
      g_array_append_val (all, id);
    }
  g_assert_cmpuint (ids->len, ==, n);
  for (guint i = 0; i < ids->len; i++)
    {
      guint32 id = g_array_index (ids, guint32, i);

      g_assert_true (passes (filter, fixture->states->pdata[id - 1],
                             g_array_index (fixture->unread, gboolean, id - 1)));
    }
  kb_case_index_narrow (fixture->index, filter, all);
  g_assert_cmpuint (all->len, ==, n);
  for (guint i = 1; i < all->len; i++)
    g_assert_cmpuint (g_array_index (all, guint32, i - 1), <, g_array_index (all, guint32, i));
}

static void
test_filters_as_asked_case_by_case (void)
{
  g_auto(Fixture) fixture = { 0 };

  fill (&fixture);
  for (guint i = 0; i < N_FILTERS; i++)
    {
      g_autoptr(KbCaseFilter) filter = random_filter ();
      guint32 id = g_test_rand_int_range (1, N_CASES + 1);

      check (&fixture, filter, i % 3);
      kb_case_state_free (fixture.states->pdata[id - 1]);
      fixture.states->pdata[id - 1] = random_state ();
      put (&fixture, id);
      id = g_test_rand_int_range (1, N_CASES + 1);
      g_array_index (fixture.unread, gboolean, id - 1) = one_in (2);
      kb_case_index_set_unread (fixture.index, id,
                                g_array_index (fixture.unread, gboolean, id - 1));
    }
}

static void
test_counts_are_lengths_of_lists (void)
{
  g_auto(Fixture) fixture = { 0 };
  guint counts[KB_N_CASE_VIEWS];

  fill (&fixture);
  kb_case_index_count (fixture.index, counts);
  for (guint view = 0; view < KB_N_CASE_VIEWS; view++)
    {
      KbCaseFilter filter = { .view = view };
      g_autoptr(GArray) ids = kb_case_index_list (fixture.index, &filter, KB_CASE_ORDER_NEWEST);

      g_assert_cmpuint (counts[view], ==, ids->len);
    }
  g_assert_cmpuint (counts[KB_CASE_VIEW_LATE], >, 0);
  g_assert_cmpuint (counts[KB_CASE_VIEW_ALL], <, N_CASES);   /* tests of the line */
}

static void
test_menus_say_what_occurs (void)
{
  g_autoptr(KbCaseIndex) index = kb_case_index_new (clocks, ME);
  g_autoptr(KbCaseState) state = kb_case_state_new ();
  g_auto(GStrv) units_before = NULL;
  g_auto(GStrv) units_after = NULL;
  g_auto(GStrv) tags_after = NULL;

  state->status = kb_workflow_get_start ();
  g_free (state->unit);
  state->unit = g_strdup ("RSUD");
  add_write (state, KB_WORK_ADD, KB_WORK_TAGS, "b");
  add_write (state, KB_WORK_ADD, KB_WORK_TAGS, "a");
  kb_case_index_set (index, 7, state, FALSE, NOW);
  units_before = kb_case_index_dup_units (index);
  g_assert_cmpuint (g_strv_length (units_before), ==, 1);
  g_free (state->unit);
  state->unit = g_strdup ("Desa");
  add_write (state, KB_WORK_REMOVE, KB_WORK_TAGS, "b");
  kb_case_index_set (index, 7, state, FALSE, NOW);
  units_after = kb_case_index_dup_units (index);
  tags_after = kb_case_index_dup_tags (index);
  g_assert_true (g_strv_equal ((const char *const *) units_after,
                               (const char *const []) { "Desa", NULL }));
  g_assert_true (g_strv_equal ((const char *const *) tags_after,
                               (const char *const []) { "a", NULL }));
}

static void
test_saved_filters_come_back (void)
{
  static const char *const bad[] = {
    "", "[]", "{}", "{\"view\": \"none\"}", "{\"view\": 7}",
    "{\"view\": \"all\", \"statuses\": []}", "{\"view\": \"all\", \"statuses\": 7}",
    "{\"view\": \"all\", \"statuses\": [7, null, {}, \"unknown\"]}",
  };

  for (guint i = 0; i < N_FILTERS; i++)
    {
      g_autoptr(KbCaseFilter) filter = random_filter ();
      g_autofree char *json = kb_case_filter_to_json (filter);
      g_autoptr(KbCaseFilter) back = kb_case_filter_from_json (json);
      g_autoptr(KbCaseFilter) copy = kb_case_filter_copy (filter);

      g_assert_nonnull (back);
      g_assert_true (kb_case_filter_equal (filter, back));
      g_assert_true (kb_case_filter_equal (filter, copy));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (kb_case_filter_from_json (bad[i]));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbClocks) preset = clocks = kb_clocks_new (NULL);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/casework/index/filters-as-asked-case-by-case",
                   test_filters_as_asked_case_by_case);
  g_test_add_func ("/casework/index/counts-are-lengths-of-lists", test_counts_are_lengths_of_lists);
  g_test_add_func ("/casework/index/menus-say-what-occurs", test_menus_say_what_occurs);
  g_test_add_func ("/casework/index/saved-filters-come-back", test_saved_filters_come_back);
  return g_test_run ();
}
