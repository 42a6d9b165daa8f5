/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Four people, one case, one journal: random schedules of writing, sending and
 * pulling. What the fold says is compared with what docs/protocol.md says,
 * computed anew from the whole history. */
#include "config.h"

#include "case-fixture.h"

#include <string.h>

#define N_PEOPLE 4
/* Each takes a hundred times as long under the sanitizers. */
#ifdef __SANITIZE_ADDRESS__
#define N_SCHEDULES 40
#else
#define N_SCHEDULES 300
#endif
#define N_STEPS 60

typedef struct
{
  KbEntry *entry;
  KbPlace  place;
  GBytes  *plain;
  const char *role;             /* of its author */
  KbWorkOp op;                  /* the one change in it; value NULL for the complaint */
  gboolean accepted;            /* of a move: by the model below */
} Item;

typedef struct
{
  KbSigningKey *key;
  const char   *role;
  guint64       author_seq;
  guint64       seen;
  GQueue        outbox;         /* of Item */
} Person;

typedef struct
{
  GRand     *rand;
  Person     people[N_PEOPLE];
  GPtrArray *journal;           /* of Item; seq is position + 1 */
  guint      n_moves;           /* with an effect */
} Office;

static void
item_free (gpointer data)
{
  Item *item = data;

  kb_entry_unref (item->entry);
  g_bytes_unref (item->plain);
  g_free (item->op.field);
  g_free (item->op.value);
  g_free (item->op.from);
  g_free (item);
}

static Item *
item_new (Person     *person,
          KbKind      kind,
          const char *plain)
{
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = kind, .case_id = { 1 } };
  g_autoptr(GBytes) part = g_bytes_new_static ("sealed", 6);
  Item *item = g_new0 (Item, 1);

  memcpy (header.author, kb_signing_key_get_public (person->key), sizeof header.author);
  header.genesis[0] = 1;
  header.author_seq = ++person->author_seq;
  header.seen_seq = person->seen;
  kb_header_add_part (&header, kind == KB_KIND_WORK ? KB_ROLE_WORK : KB_ROLE_STORY, part);
  item->entry = kb_entry_new (&header, &part, person->key);
  item->plain = g_bytes_new (plain, strlen (plain));
  item->role = person->role;
  item->place.seq = KB_PENDING_SEQ;
  item->place.hour = FIXTURE_HOUR;

  return item;
}

static KbFoldInput
input_of (const Item *item)
{
  return (KbFoldInput) {
    .entry = item->entry,
    .place = &item->place,
    .plain = item->plain,
    .author_role = item->role,
    .pending = item->place.seq == KB_PENDING_SEQ,
  };
}

static void
send_item (Office *office,
           Item   *item)
{
  item->place.seq = office->journal->len + 1;
  item->place.hour = FIXTURE_HOUR + office->journal->len / 7;
  g_ptr_array_add (office->journal, item);
}

static void
write_one (Office *office,
           Person *person)
{
  static const char * const values[] = { "satu", "dua", "tiga" };
  static const char * const names[] = { "x", "y" };
  static const char * const verbs[] = { "set", "add", "remove" };
  KbWorkKind kind = g_rand_int_range (office->rand, 0, 3);
  const char *field = kind == KB_WORK_SET ? names[g_rand_int_range (office->rand, 0, 2)] : "tags";
  const char *value = values[g_rand_int_range (office->rand, 0, 3)];
  g_autofree char *plain = NULL;
  Item *item;

  plain = g_strdup_printf ("{\"context\":\"\",\"v\":1,\"ops\":[{\"%s\":\"%s\",\"value\":\"%s\"}]}",
                           verbs[kind], field, value);
  item = item_new (person, KB_KIND_WORK, plain);
  item->op = (KbWorkOp) { kind, g_strdup (field), g_strdup (value) };
  g_queue_push_tail (&person->outbox, item);
}

static KbCaseState *fold_prefix (Office *office,
                                 guint   n);

/* From the status that this person last saw, now and then from any; to any. */
static void
move_one (Office *office,
          Person *person)
{
  g_autoptr(KbCaseState) state = fold_prefix (office, MAX (person->seen, 1));
  guint n = kb_workflow_get_n_statuses ();
  const KbStatus *from = g_rand_int_range (office->rand, 0, 5) > 0 ? state->status :
                         kb_workflow_get_status (g_rand_int_range (office->rand, 0, n));
  g_autoptr(GPtrArray) moves = kb_workflow_list_moves (from->code, KB_DEVICE_ROLE_SUPERVISOR);
  const KbMove *move = moves->pdata[g_rand_int_range (office->rand, 0, moves->len)];
  const char *to = g_rand_int_range (office->rand, 0, 5) > 0 ? move->to->code :
                   kb_workflow_get_status (g_rand_int_range (office->rand, 0, n))->code;
  g_autofree char *plain = NULL;
  Item *item;

  plain = g_strdup_printf ("{\"v\":1,\"ops\":[{\"move\":\"%s\",\"from\":\"%s\","
                           "\"reason\":\"Ya\"}]}", to, from->code);
  item = item_new (person, KB_KIND_WORK, plain);
  item->op = (KbWorkOp) { .kind = KB_WORK_MOVE, .value = g_strdup (to),
                          .from = g_strdup (from->code) };
  g_queue_push_tail (&person->outbox, item);
}

static void
save_sheet (Office *office,
            Person *person)
{
  Item *item = item_new (person, KB_KIND_WORK,
                         "{\"v\":1,\"ops\":[{\"sheet\":{\"group\":\"berkadar\"}}]}");

  item->op = (KbWorkOp) { .kind = KB_WORK_SAVE_SHEET, .value = g_strdup ("") };
  g_queue_push_tail (&person->outbox, item);
}

/* Does @later know of @earlier, both in the journal? As the protocol says it. */
static gboolean
knows (const Item *later,
       const Item *earlier)
{
  const KbHeader *l = kb_entry_get_header (later->entry);
  const KbHeader *e = kb_entry_get_header (earlier->entry);

  return l->seen_seq >= earlier->place.seq
         || memcmp (l->author, e->author, KB_SIGN_PUBLIC_SIZE) == 0;
}

static gboolean
same_field (const Item *a,
            const Item *b)
{
  return (a->op.kind == KB_WORK_SET) == (b->op.kind == KB_WORK_SET)
         && g_strcmp0 (a->op.field, b->op.field) == 0
         && (a->op.kind == KB_WORK_SET || g_str_equal (a->op.value, b->op.value));
}

static gboolean
stands (Office *office,
        guint   i,
        guint   n)
{
  const Item *item = office->journal->pdata[i];

  for (guint j = i + 1; j < n; j++)
    if (same_field (item, office->journal->pdata[j]) && knows (office->journal->pdata[j], item))
      return FALSE;

  return TRUE;
}

/* What the first @n entries say of a field with one value. */
static void
check_single (Office            *office,
              guint              n,
              const char        *field,
              const KbCaseState *state)
{
  const KbField *found = kb_case_fields_find (state->fields, field, FALSE);
  const char *first = NULL;
  gboolean conflict = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const Item *item = office->journal->pdata[i];

      if (item->op.value == NULL || item->op.kind != KB_WORK_SET
          || !g_str_equal (item->op.field, field) || !stands (office, i, n))
        continue;
      if (first == NULL)
        first = item->op.value;
      conflict |= !g_str_equal (first, item->op.value);
    }
  g_assert_cmpstr (kb_case_fields_get_value (state->fields, field), ==, first ? first : "");
  g_assert_true (conflict == (found != NULL && kb_field_is_in_conflict (found)));
}

static void
check_several (Office            *office,
               guint              n,
               const KbCaseState *state)
{
  g_auto(GStrv) values = kb_case_fields_dup_values (state->fields, "tags");
  g_autoptr(GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      const Item *item = office->journal->pdata[i];

      if (item->op.value != NULL && item->op.kind == KB_WORK_ADD && stands (office, i, n))
        g_hash_table_add (wanted, item->op.value);
    }
  g_assert_cmpuint (g_strv_length (values), ==, g_hash_table_size (wanted));
  for (guint i = 0; values[i] != NULL; i++)
    g_assert_true (g_hash_table_contains (wanted, values[i]));
}

static KbCaseState *fold_one (KbCaseState *state,
                              const Item  *item);

/* The accepted moves among the first @n entries that no later one replaced. */
static GPtrArray *
standing_moves (Office *office,
                guint   n)
{
  GPtrArray *standing = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    {
      Item *item = office->journal->pdata[i];
      gboolean stands = item->accepted;

      for (guint j = i + 1; stands && j < n; j++)
        {
          const Item *later = office->journal->pdata[j];

          stands = !later->accepted || !knows (later, item);
        }
      if (stands)
        g_ptr_array_add (standing, item);
    }

  return standing;
}

static const char *
in_force (GPtrArray *standing)
{
  return standing->len > 0 ? ((Item *) standing->pdata[0])->op.value
                           : kb_workflow_get_start ()->code;
}

static gboolean
is_accepted (const Item *item,
             GPtrArray  *standing,
             GHashTable *passed,
             gboolean    has_sheet)
{
  const char *now = in_force (standing);
  gboolean knew_all = TRUE, conflict = FALSE, from_stands = FALSE, to_known = FALSE;
  KbDeviceRole role;

  for (guint i = 0; i < standing->len; i++)
    {
      const Item *other = standing->pdata[i];

      knew_all &= knows (item, other);
      conflict |= !g_str_equal (other->op.value, now);
      from_stands |= g_str_equal (other->op.value, item->op.from);
      to_known |= g_str_equal (other->op.value, item->op.value) && knows (item, other);
    }
  if (conflict && to_known && g_str_equal (item->op.from, now))
    return TRUE;
  kb_device_role_from_string (item->role, &role);

  return (g_str_equal (item->op.from, now)
          || (!knew_all && (from_stands || g_hash_table_contains (passed, item->op.from))))
         && kb_workflow_judge (item->op.from, item->op.value, role, TRUE, has_sheet)
            == KB_MOVE_ALLOWED;
}

/* The status after each entry, as the protocol says it. Answers how many moves had an effect. */
static guint
check_moves (Office *office)
{
  g_autoptr(GHashTable) passed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(KbCaseState) state = NULL;
  gboolean has_sheet = FALSE;
  guint n_accepted = 0;

  for (guint i = 0; i < office->journal->len; i++)
    {
      Item *item = office->journal->pdata[i];
      g_autoptr(GPtrArray) before = standing_moves (office, i);
      g_autoptr(GPtrArray) after = NULL;

      g_hash_table_add (passed, (gpointer) in_force (before));
      if (item->op.value != NULL && item->op.kind == KB_WORK_MOVE)
        item->accepted = is_accepted (item, before, passed, has_sheet);
      n_accepted += item->accepted;
      has_sheet |= item->op.value != NULL && item->op.kind == KB_WORK_SAVE_SHEET;
      after = standing_moves (office, i + 1);
      state = fold_one (state, item);
      g_assert_cmpstr (state->status->code, ==, in_force (after));
    }

  return n_accepted;
}

static KbCaseState *
fold_one (KbCaseState *state,
          const Item  *item)
{
  KbStreamState stream = { 0 };
  KbFoldInput input = input_of (item);
  KbCaseState *after = kb_case_fold (&stream, state, &input);

  kb_case_state_free (state);

  return after;
}

static KbCaseState *
fold_prefix (Office *office,
             guint   n)
{
  KbCaseState *state = NULL;

  for (guint i = 0; i < n; i++)
    state = fold_one (state, office->journal->pdata[i]);

  return state;
}

/* As a desktop that saves between two entries and gets pages twice. */
static KbCaseState *
fold_with_duplicates (Office *office)
{
  KbCaseState *state = NULL;

  for (guint i = 0; i < office->journal->len; i++)
    {
      guint back = g_rand_int_range (office->rand, 0, MIN (i, 5) + 1);

      for (guint j = i - back; j <= i; j++)
        {
          g_autoptr(GBytes) saved = NULL;

          state = fold_one (state, office->journal->pdata[j]);
          saved = kb_case_state_save (state);
          kb_case_state_free (state);
          state = kb_case_state_load (saved, NULL);
        }
    }

  return state;
}

static void
assert_same_fields (const KbCaseState *a,
                    const KbCaseState *b)
{
  static const char * const names[] = { "x", "y" };
  g_auto(GStrv) tags_a = kb_case_fields_dup_values (a->fields, "tags");
  g_auto(GStrv) tags_b = kb_case_fields_dup_values (b->fields, "tags");

  g_assert_true (g_strv_equal ((const char * const *) tags_a, (const char * const *) tags_b));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (kb_case_fields_get_value (a->fields, names[i]), ==,
                     kb_case_fields_get_value (b->fields, names[i]));
  g_assert_cmpuint (a->n_conflicts, ==, b->n_conflicts);
}

/* What waits is shown on top of what is; the state below is left alone. Sent
 * to a journal that nobody else wrote to meanwhile, it gives what was shown. */
static void
check_pending (Office *office,
               Person *person)
{
  g_autoptr(KbCaseState) below = fold_prefix (office, office->journal->len);
  g_autoptr(GBytes) before = kb_case_state_save (below);
  g_autoptr(GBytes) after = NULL;
  KbCaseState *shown = kb_case_state_copy (below);
  g_autoptr(KbCaseState) arrived = NULL;
  guint n_pending = person->outbox.length;

  for (GList *link = person->outbox.head; link != NULL; link = link->next)
    shown = fold_one (shown, link->data);
  after = kb_case_state_save (below);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpuint (shown->n_pending, ==, n_pending);
  while (person->outbox.length > 0)
    send_item (office, g_queue_pop_head (&person->outbox));
  arrived = fold_prefix (office, office->journal->len);
  assert_same_fields (shown, arrived);
  g_assert_cmpuint (arrived->n_pending, ==, 0);
  kb_case_state_free (shown);
}

static void
step (Office *office)
{
  Person *person = &office->people[g_rand_int_range (office->rand, 0, N_PEOPLE)];

  switch (g_rand_int_range (office->rand, 0, 10))
    {
    case 0:
      person->seen = office->journal->len;
      break;
    case 1:
      check_pending (office, person);
      break;
    case 2:
    case 3:
      if (person->outbox.length > 0)
        send_item (office, g_queue_pop_head (&person->outbox));
      break;
    case 4:
    case 5:
      move_one (office, person);
      break;
    case 6:
      save_sheet (office, person);
      break;
    default:
      write_one (office, person);
    }
}

static guint
check_end (Office *office)
{
  g_autoptr(KbCaseState) first = fold_prefix (office, office->journal->len);
  g_autoptr(KbCaseState) second = fold_with_duplicates (office);
  g_autoptr(GBytes) a = kb_case_state_save (first);
  g_autoptr(GBytes) b = kb_case_state_save (second);

  g_assert_true (g_bytes_equal (a, b));
  for (guint n = 1; n <= office->journal->len; n++)
    {
      g_autoptr(KbCaseState) state = fold_prefix (office, n);

      check_single (office, n, "x", state);
      check_single (office, n, "y", state);
      check_several (office, n, state);
    }

  office->n_moves += check_moves (office);

  return first->n_conflicts;
}

static guint
run_schedule (Office *office)
{
  g_autofree char *story = story_json ("Jalan rusak");

  office->journal = g_ptr_array_new_with_free_func (item_free);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      office->people[i].author_seq = 0;
      office->people[i].seen = 0;
    }
  send_item (office, item_new (&office->people[0], KB_KIND_COMPLAINT, story));
  for (guint i = 0; i < N_STEPS; i++)
    step (office);
  for (guint i = 0; i < N_PEOPLE; i++)
    while (office->people[i].outbox.length > 0)
      send_item (office, g_queue_pop_head (&office->people[i].outbox));

  return check_end (office);
}

/* KB_SEED=N runs that schedule first. */
static void
test_schedules (void)
{
  const char *wanted = g_getenv ("KB_SEED");
  guint32 first = g_test_rand_int ();
  Office office = { 0 };
  guint n_conflicts = 0;

  if (wanted != NULL)
    first = g_ascii_strtoull (wanted, NULL, 10);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      office.people[i].key = kb_signing_key_generate ();
      office.people[i].role = i == 0 ? "supervisor" : "officer";
    }
  for (guint32 i = 0; i < N_SCHEDULES; i++)
    {
      g_test_message ("KB_SEED=%u", first + i);
      office.rand = g_rand_new_with_seed (first + i);
      n_conflicts += run_schedule (&office);
      g_rand_free (office.rand);
      g_ptr_array_unref (office.journal);
    }
  /* Schedules in which nobody disagrees would show nothing. */
  g_assert_cmpuint (n_conflicts, >, N_SCHEDULES / 4);
  g_assert_cmpuint (office.n_moves, >, N_SCHEDULES);
  for (guint i = 0; i < N_PEOPLE; i++)
    g_clear_pointer (&office.people[i].key, kb_signing_key_unref);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/work/any-schedule-gives-what-the-protocol-says", test_schedules);

  return g_test_run ();
}
