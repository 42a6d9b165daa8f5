/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a case goes on: moves, waiting, review sheets and messages, folded. */
#include "config.h"

#include "case-fixture.h"

#include "kb-card.h"
#include "kb-case.h"
#include "kb-json.h"
#include "kb-message.h"

#include <string.h>

#define MAC "0000000000000000000000000000000000000000000000000000000000000000"
#define SHEET "{\"sheet\":{\"group\":\"berkadar\",\"category\":\"etik\",\"sub\":\"x\"}}"

/* Two people of each role and the reporter. */
enum
{
  RINA,
  BUDI,
  SUPERVISOR,
  CUSTODIAN,
  REPORTER,
  N_PEOPLE,
};

typedef struct
{
  KbSigningKey *keys[N_PEOPLE];
  GPtrArray    *lines;          /* of Line; seq is position + 1 */
  guint64       seen;           /* of whoever writes next; G_MAXUINT64: all */
  KbCaseState  *state;
} Office;

static const char * const roles[] = { "officer", "officer", "supervisor", "custodian", NULL };

static void
office_clear (Office *office)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    kb_signing_key_unref (office->keys[i]);
  g_ptr_array_unref (office->lines);
  kb_case_state_free (office->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Office, office_clear)

static KbFoldInput
input_of (const Line *line)
{
  KbFoldInput input = line_input (line);

  input.author_role = line->author_name;
  input.author_name = NULL;

  return input;
}

/* Takes part in the journal, is folded, saved, loaded. */
static void
add (Office     *office,
     guint       who,
     KbKind      kind,
     const char *plain)
{
  KbHeader header = { .stream = KB_STREAM_OFFICE, .kind = kind, .case_id = { 1 } };
  g_autoptr(GBytes) part = g_bytes_new_static ("sealed", 6);
  Line *line = g_new0 (Line, 1);
  KbStreamState stream = { 0 };
  KbFoldInput input;
  g_autoptr(KbCaseState) after = NULL;
  g_autoptr(GBytes) saved = NULL;

  memcpy (header.author, kb_signing_key_get_public (office->keys[who]), sizeof header.author);
  header.genesis[0] = 1;
  header.author_seq = office->lines->len + 1;
  header.seen_seq = who == REPORTER ? 0 : MIN (office->seen, office->lines->len);
  header.profile[0] = who == REPORTER;
  kb_header_add_part (&header, kind == KB_KIND_WORK ? KB_ROLE_WORK
                               : kind == KB_KIND_MESSAGE ? KB_ROLE_MESSAGE : KB_ROLE_STORY, part);
  line->entry = kb_entry_new (&header, &part, office->keys[who]);
  line->place.seq = office->lines->len + 1;
  line->place.hour = FIXTURE_HOUR + office->lines->len;
  line->plain = g_bytes_new (plain, strlen (plain));
  line->author_name = roles[who];
  g_ptr_array_add (office->lines, line);

  input = input_of (line);
  after = kb_case_fold (&stream, office->state, &input);
  saved = kb_case_state_save (after);
  kb_case_state_free (office->state);
  office->state = kb_case_state_load (saved, NULL);
  g_assert_nonnull (office->state);
}

static void
office_init (Office *office)
{
  g_autofree char *story = story_json ("Jalan rusak");

  *office = (Office) { .lines = g_ptr_array_new_with_free_func (line_free), .seen = G_MAXUINT64 };
  for (guint i = 0; i < N_PEOPLE; i++)
    office->keys[i] = kb_signing_key_generate ();
  add (office, REPORTER, KB_KIND_COMPLAINT, story);
}

static void
work (Office     *office,
      guint       who,
      const char *ops)
{
  g_autofree char *plain = g_strdup_printf ("{\"v\":1,\"ops\":[%s]}", ops);

  add (office, who, KB_KIND_WORK, plain);
}

static void
move (Office     *office,
      guint       who,
      const char *from,
      const char *to,
      const char *reason)
{
  g_autofree char *op = g_strdup_printf ("{\"move\":\"%s\",\"from\":\"%s\",\"reason\":\"%s\"}",
                                         to, from, reason);

  work (office, who, op);
}

static void
reporter_says (Office     *office,
               const char *kind)
{
  g_autofree char *plain = g_strdup_printf ("{\"v\":1,\"kind\":\"%s\",\"text\":\"Halo\"}", kind);

  add (office, REPORTER, KB_KIND_MESSAGE, plain);
}

static void
office_says (Office     *office,
             guint64     counter,
             const char *content)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *plain = NULL;

  json_object_set_int_member (object, "v", 1);
  json_object_set_int_member (object, "counter", counter);
  json_object_set_string_member (object, "content", content);
  json_object_set_string_member (object, "mac", MAC);
  plain = json_to_string (node, FALSE);
  add (office, RINA, KB_KIND_MESSAGE, plain);
}

static void
assert_status (const Office *office,
               const char   *code)
{
  g_assert_cmpstr (office->state->status->code, ==, code);
}

static void
assert_milestones (const Office *office,
                   const char   *wanted)
{
  g_autoptr(GString) kinds = g_string_new (NULL);
  GArray *milestones = office->state->milestones;

  for (guint i = 0; milestones != NULL && i < milestones->len; i++)
    g_string_append_c (kinds, "?MWRAX"[g_array_index (milestones, KbMilestone, i).kind]);
  g_assert_cmpstr (kinds->str, ==, wanted);
}

/* Is the last line of the timeline said to have no effect? */
static gboolean
is_refused (const Office *office)
{
  KbFoldInput inputs[32];
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(KbTimelineItem) item = NULL;
  gboolean refused;

  for (guint i = 0; i < office->lines->len; i++)
    inputs[i] = input_of (office->lines->pdata[i]);
  kase = kb_case_new (1, office->state, FALSE, inputs, office->lines->len);
  item = g_list_model_get_item (kb_case_get_timeline (kase), office->lines->len - 1);
  g_object_get (item, "refused", &refused, NULL);

  return refused;
}

static void
test_moves_by_the_table (void)
{
  g_auto(Office) office;

  office_init (&office);
  assert_status (&office, "diterima");
  g_assert_cmpuint (office.state->status_hour, ==, FIXTURE_HOUR);
  move (&office, RINA, "diterima", "verifikasi", "");
  assert_status (&office, "verifikasi");
  g_assert_cmpuint (office.state->status_hour, ==, FIXTURE_HOUR + 1);
  g_assert_false (is_refused (&office));
  move (&office, BUDI, "verifikasi", "telaah", "");
  assert_status (&office, "telaah");
  g_assert_cmpuint (office.state->n_conflicts, ==, 0);
  assert_milestones (&office, "MM");
}

static void
test_refused_moves_have_no_effect (void)
{
  static const struct
  {
    guint       who;
    const char *from;
    const char *to;
    const char *reason;
  } table[] = {
    { RINA, "diterima", "lhp", "x" },              /* no such move */
    { CUSTODIAN, "diterima", "verifikasi", "x" },  /* not for that role */
    { RINA, "verifikasi", "telaah", "" },          /* from where the case is not */
    { SUPERVISOR, "telaah", "tidak_logis", "x" },
    { RINA, "diterima", "of_later", "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto(Office) office;

      office_init (&office);
      move (&office, table[i].who, table[i].from, table[i].to, table[i].reason);
      assert_status (&office, "diterima");
      assert_milestones (&office, "");
      g_assert_true (is_refused (&office));
      g_assert_cmpuint (office.state->n_entries, ==, 2);
    }
}

static void
test_disposing_needs_a_sheet (void)
{
  g_auto(Office) office;
  g_autofree char *category = NULL;
  g_autofree char *sub = NULL;

  office_init (&office);
  move (&office, RINA, "diterima", "verifikasi", "");
  move (&office, RINA, "verifikasi", "telaah", "");
  move (&office, SUPERVISOR, "telaah", "disposisi", "");
  assert_status (&office, "telaah");
  g_assert_true (is_refused (&office));
  work (&office, RINA, "{\"sheet\":{\"unit\":\"Dinas\"}}");
  move (&office, SUPERVISOR, "telaah", "disposisi", "");
  assert_status (&office, "telaah");
  work (&office, RINA, SHEET);
  move (&office, SUPERVISOR, "telaah", "bukan_kewenangan", "");
  assert_status (&office, "telaah");
  move (&office, SUPERVISOR, "telaah", "disposisi", "");
  assert_status (&office, "disposisi");

  category = kb_case_state_dup_category (office.state);
  sub = kb_case_state_dup_sub (office.state);
  g_assert_cmpstr (category, ==, "etik");
  g_assert_cmpstr (sub, ==, "x");
  work (&office, RINA, "{\"set\":\"category\",\"value\":\"aset\"}");
  g_free (g_steal_pointer (&category));
  category = kb_case_state_dup_category (office.state);
  g_assert_cmpstr (category, ==, "aset");
}

/* Two who do not know of each other; a third settles it, for either. */
static void
test_two_moves_at_once (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto(Office) office;

      office_init (&office);
      move (&office, RINA, "diterima", "verifikasi", "");
      office.seen = 2;
      move (&office, RINA, "verifikasi", "telaah", "");
      move (&office, BUDI, "verifikasi", "perlu_dilengkapi", "Mohon bukti");
      assert_status (&office, "telaah");
      g_assert_cmpuint (office.state->n_conflicts, ==, 1);
      g_assert_false (is_refused (&office));
      office.seen = G_MAXUINT64;
      move (&office, SUPERVISOR, "telaah", i == 0 ? "perlu_dilengkapi" : "telaah", "");
      g_assert_false (is_refused (&office));
      assert_status (&office, i == 0 ? "perlu_dilengkapi" : "telaah");
      g_assert_cmpuint (office.state->n_conflicts, ==, 0);
      assert_milestones (&office, i == 0 ? "MMM" : "MM");
    }
}

/* An officer who writes as if the closing were not known makes a conflict, and can't settle it. */
static void
test_officers_reopen_nothing (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto(Office) office;

      office_init (&office);
      move (&office, RINA, "diterima", "verifikasi", "");
      move (&office, RINA, "verifikasi", "telaah", "");
      work (&office, RINA, SHEET);
      office.seen = 4;
      if (i == 1)
        move (&office, RINA, "telaah", "verifikasi", "");
      move (&office, SUPERVISOR, "telaah", "tidak_logis", "Bukan hal pengawasan");
      if (i == 0)
        move (&office, RINA, "telaah", "verifikasi", "");
      g_assert_cmpuint (office.state->n_conflicts, ==, 1);
      assert_status (&office, i == 0 ? "tidak_logis" : "verifikasi");

      office.seen = G_MAXUINT64;
      move (&office, BUDI, i == 0 ? "tidak_logis" : "verifikasi",
            i == 0 ? "verifikasi" : "telaah", "");
      g_assert_true (is_refused (&office));
      g_assert_cmpuint (office.state->n_conflicts, ==, 1);
      move (&office, SUPERVISOR, i == 0 ? "tidak_logis" : "verifikasi", "tidak_logis", "");
      assert_status (&office, "tidak_logis");
      g_assert_cmpuint (office.state->n_conflicts, ==, 0);
    }
}

/* Who says not to have seen what happened can't begin where the case never was. */
static void
test_not_knowing_opens_no_way (void)
{
  g_auto(Office) office;

  office_init (&office);
  move (&office, RINA, "diterima", "verifikasi", "");
  office.seen = 1;
  move (&office, BUDI, "disposisi", "riksus", "");
  g_assert_true (is_refused (&office));
  assert_status (&office, "verifikasi");
  g_assert_cmpuint (office.state->n_conflicts, ==, 0);
}

static void
test_waits_until_the_reporter_writes (void)
{
  g_auto(Office) office;

  office_init (&office);
  office_says (&office, 1, "{\"kind\":\"message\",\"text\":\"Ada bukti?\",\"asks\":true}");
  g_assert_true (office.state->waits);
  assert_milestones (&office, "AW");
  reporter_says (&office, "message");
  g_assert_false (office.state->waits);
  g_assert_cmpuint (office.state->n_conflicts, ==, 0);
  g_assert_cmpuint (office.state->n_from_office, ==, 1);
  g_assert_cmpuint (office.state->n_from_reporter, ==, 1);
  g_assert_cmpuint (office.state->last_reporter_hour, ==, FIXTURE_HOUR + 2);
  g_assert_cmpuint (office.state->counter, ==, 1);
  assert_milestones (&office, "AWXR");

  work (&office, BUDI, "{\"set\":\"waits\",\"value\":\"reporter\"}");
  g_assert_true (office.state->waits);
  work (&office, BUDI, "{\"set\":\"waits\",\"value\":\"\"}");
  g_assert_false (office.state->waits);
  move (&office, RINA, "diterima", "verifikasi", "");
  move (&office, RINA, "verifikasi", "perlu_dilengkapi", "Bukti");
  g_assert_true (office.state->waits);
  reporter_says (&office, "message");
  g_assert_true (office.state->waits);
  assert_milestones (&office, "AWXRWRMM");
}

static void
test_objection (void)
{
  g_auto(Office) office;

  office_init (&office);
  reporter_says (&office, "objection");
  g_assert_true (office.state->objection);
  assert_status (&office, "diterima");
  move (&office, RINA, "diterima", "verifikasi", "");
  g_assert_false (office.state->objection);
  move (&office, RINA, "verifikasi", "telaah", "");
  work (&office, RINA, SHEET);
  move (&office, SUPERVISOR, "telaah", "tidak_logis", "Tidak jelas");
  assert_status (&office, "tidak_logis");
  reporter_says (&office, "objection");
  assert_status (&office, "keberatan");
  g_assert_true (office.state->objection);
  g_assert_cmpuint (office.state->n_conflicts, ==, 0);
  move (&office, SUPERVISOR, "keberatan", "telaah", "");
  assert_status (&office, "telaah");
  g_assert_false (office.state->objection);
}

static void
test_newest_card_counts (void)
{
  static const char card[] = "{\"kind\":\"card\",\"status\":\"%s\",\"since\":1,\"as_of\":%u,"
                             "\"waits\":false,\"due\":null,\"uses\":[],\"recipients\":[]}";
  g_auto(Office) office;
  g_autofree char *old = g_strdup_printf (card, "diterima", 3600u);
  g_autofree char *same = g_strdup_printf (card, "diterima", 7200u);
  g_autofree char *other = g_strdup_printf (card, "telaah", 10800u);
  guint64 digest;

  office_init (&office);
  office_says (&office, 3, old);
  g_assert_cmpuint (office.state->card_hour, ==, 1);
  digest = office.state->card_digest;
  g_assert_cmpuint (digest, !=, 0);
  office_says (&office, 3, same);
  g_assert_cmpuint (office.state->card_hour, ==, 2);
  g_assert_cmpuint (office.state->card_digest, ==, digest);
  office_says (&office, 2, other);
  g_assert_cmpuint (office.state->card_hour, ==, 2);
  g_assert_cmpuint (office.state->counter, ==, 3);
  office_says (&office, 4, other);
  g_assert_cmpuint (office.state->card_digest, !=, digest);
  g_assert_cmpuint (office.state->n_from_office, ==, 0);
  assert_milestones (&office, "");
}

/* An officer's card that no honest clock dates, and one that no other can follow. */
static void
test_cards_to_stay_for_ever (void)
{
  static const char card[] = "{\"kind\":\"card\",\"status\":\"diterima\",\"since\":1,"
                             "\"as_of\":%" G_GINT64_FORMAT ",\"waits\":false,\"due\":null,"
                             "\"uses\":[],\"recipients\":[]}";
  const gint64 now = FIXTURE_HOUR * 3600;
  const KbCardReader reader = { "", 0, "" };
  g_auto(Office) office;
  g_autofree char *early = g_strdup_printf (card, now + 24 * 3600);
  g_autofree char *future = g_strdup_printf (card, now + 25 * 3600);

  office_init (&office);
  office_says (&office, 1, early);
  g_assert_cmpuint (kb_card_find_due (office.state, &reader, 0, now), ==, 0);
  office_says (&office, 2, future);
  g_assert_cmpuint (kb_card_find_due (office.state, &reader, 0, now), !=, 0);
  office_says (&office, KB_LIMIT_COUNTER, future);
  g_assert_cmpuint (office.state->counter, ==, KB_LIMIT_COUNTER);
  g_assert_cmpuint (kb_card_find_due (office.state, &reader, 0, now), ==, 0);
  office_says (&office, KB_LIMIT_COUNTER + 1, early);
  g_assert_cmpuint (office.state->counter, ==, KB_LIMIT_COUNTER);
}

static void
test_milestones_have_a_limit (void)
{
  g_auto(Office) office;

  office_init (&office);
  for (guint i = 0; i < KB_LIMIT_MILESTONES + 3; i++)
    move (&office, RINA, i % 2 == 0 ? "diterima" : "verifikasi",
          i % 2 == 0 ? "verifikasi" : "diterima", "");
  g_assert_cmpuint (office.state->milestones->len, ==, KB_LIMIT_MILESTONES);
  assert_status (&office, "verifikasi");
}

static void
test_sheets_are_listed (void)
{
  g_auto(Office) office;
  KbFoldInput inputs[4];
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(KbConflict) conflict = NULL;
  g_autoptr(JsonObject) settling = NULL;
  const KbSheetVersion *sheet;
  g_autofree char *said = NULL;

  office_init (&office);
  work (&office, RINA, SHEET);
  office.seen = 1;
  work (&office, BUDI, "{\"sheet\":{\"group\":\"tidak_logis\"}}");
  for (guint i = 0; i < office.lines->len; i++)
    inputs[i] = input_of (office.lines->pdata[i]);
  kase = kb_case_new (1, office.state, FALSE, inputs, office.lines->len);
  g_assert_cmpuint (kb_case_get_sheets (kase)->len, ==, 2);
  sheet = kb_case_get_sheet (kase);
  g_assert_true (sheet == kb_case_get_sheets (kase)->pdata[0]);
  g_assert_cmpstr (sheet->sheet->texts[KB_SHEET_CATEGORY], ==, "etik");

  conflict = g_list_model_get_item (kb_case_get_conflicts (kase), 0);
  g_assert_cmpstr (kb_conflict_get_choice (conflict, 1)->shown, ==, "tidak_logis");
  settling = kb_conflict_new_settling (office.state, "sheet",
                                       kb_conflict_get_choice (conflict, 1)->value);
  said = kb_json_to_string (settling);
  g_assert_nonnull (strstr (said, "tidak_logis"));
}

static void
test_messages_of_no_agreed_form (void)
{
  static const struct
  {
    gboolean    by_reporter;
    const char *plain;
    gboolean    good;
  } table[] = {
    { TRUE, "{\"v\":1,\"kind\":\"message\",\"text\":\"x\"}", TRUE },
    { TRUE, "{\"v\":1,\"kind\":\"objection\",\"text\":\"x\"}", TRUE },
    { TRUE, "{\"v\":1,\"kind\":\"card\",\"text\":\"x\"}", FALSE },
    { TRUE, "{\"v\":2,\"kind\":\"message\",\"text\":\"x\"}", FALSE },
    { TRUE, "{\"v\":1,\"kind\":\"message\",\"text\":\"\"}", FALSE },
    { TRUE, "{\"v\":1,\"kind\":\"message\"}", FALSE },
    { TRUE, "[]", FALSE },
    { FALSE, "{\"v\":1,\"kind\":\"message\",\"text\":\"x\"}", FALSE },
    { FALSE, "{\"v\":1,\"counter\":1,\"mac\":\"" MAC "\",\"content\":"
             "\"{\\\"kind\\\":\\\"message\\\",\\\"text\\\":\\\"x\\\"}\"}", TRUE },
    { FALSE, "{\"v\":1,\"counter\":0,\"mac\":\"" MAC "\",\"content\":"
             "\"{\\\"kind\\\":\\\"message\\\",\\\"text\\\":\\\"x\\\"}\"}", FALSE },
    { FALSE, "{\"v\":1,\"counter\":9007199254740992,\"mac\":\"" MAC "\",\"content\":"
             "\"{\\\"kind\\\":\\\"message\\\",\\\"text\\\":\\\"x\\\"}\"}", FALSE },
    { FALSE, "{\"v\":1,\"counter\":1,\"mac\":\"00\",\"content\":"
             "\"{\\\"kind\\\":\\\"message\\\",\\\"text\\\":\\\"x\\\"}\"}", FALSE },
    { FALSE, "{\"v\":1,\"counter\":1,\"mac\":\"" MAC "\",\"content\":"
             "\"{\\\"kind\\\":\\\"card\\\"}\"}", FALSE },
    { FALSE, "{\"v\":1,\"counter\":1,\"mac\":\"" MAC "\",\"content\":\"x\"}", FALSE },
  };
  g_autofree char *most = g_strnfill (KB_LIMIT_MESSAGE_CHARS, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GBytes) plain = g_bytes_new_static (table[i].plain, strlen (table[i].plain));
      g_autoptr(GError) error = NULL;
      g_autoptr(KbMessage) message = kb_message_parse (plain, table[i].by_reporter, &error);

      g_test_message ("%s", table[i].plain);
      g_assert_true ((message != NULL) == table[i].good);
      g_assert_true (table[i].good || g_error_matches (error, KB_CASE_ERROR,
                                                       KB_CASE_ERROR_MESSAGE));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"v\":1,\"kind\":\"message\",\"text\":\"%s%s\"}",
                                               most, i == 0 ? "" : "a");
      g_autoptr(GBytes) plain = g_bytes_new (text, strlen (text));
      g_autoptr(KbMessage) message = kb_message_parse (plain, TRUE, NULL);

      g_assert_true ((message != NULL) == (i == 0));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/progress/moves-by-the-table", test_moves_by_the_table);
  g_test_add_func ("/casework/progress/refused-moves-have-no-effect",
                   test_refused_moves_have_no_effect);
  g_test_add_func ("/casework/progress/disposing-needs-a-sheet", test_disposing_needs_a_sheet);
  g_test_add_func ("/casework/progress/two-moves-at-once", test_two_moves_at_once);
  g_test_add_func ("/casework/progress/officers-reopen-nothing", test_officers_reopen_nothing);
  g_test_add_func ("/casework/progress/not-knowing-opens-no-way", test_not_knowing_opens_no_way);
  g_test_add_func ("/casework/progress/waits-until-the-reporter-writes",
                   test_waits_until_the_reporter_writes);
  g_test_add_func ("/casework/progress/objection", test_objection);
  g_test_add_func ("/casework/progress/newest-card-counts", test_newest_card_counts);
  g_test_add_func ("/casework/progress/cards-to-stay-for-ever", test_cards_to_stay_for_ever);
  g_test_add_func ("/casework/progress/milestones-have-a-limit", test_milestones_have_a_limit);
  g_test_add_func ("/casework/progress/sheets-are-listed", test_sheets_are_listed);
  g_test_add_func ("/casework/progress/messages-of-no-agreed-form",
                   test_messages_of_no_agreed_form);

  return g_test_run ();
}
