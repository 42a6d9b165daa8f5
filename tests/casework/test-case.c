/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A case and its rows as widgets see them. */
#include "config.h"

#include "case-fixture.h"
#include "kb-case.h"

#include <string.h>

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    data)
{
  g_string_append_printf (data, "%s ", pspec->name);
}

static KbCaseState *
usual_state (void)
{
  KbCaseState *state = kb_case_state_new ();

  state->stream = KB_STREAM_OFFICE;
  state->year = 2026;
  state->number = 412;
  state->received_hour = FIXTURE_HOUR;
  state->has_contact = TRUE;
  g_free (state->unit);
  state->unit = g_strdup ("Dinas PUPR");

  return state;
}

static void
test_row_starts_empty (void)
{
  g_autoptr(KbCaseRow) row = kb_case_row_new (7);
  g_autofree char *number = NULL;
  gboolean loaded = TRUE;
  guint id = 0;

  g_object_get (row, "id", &id, "loaded", &loaded, "number", &number, NULL);
  g_assert_cmpuint (id, ==, 7);
  g_assert_false (loaded);
  g_assert_null (number);
}

static void
test_row_notifies_changes_only (void)
{
  g_autoptr(KbCaseRow) row = kb_case_row_new (7);
  g_autoptr(KbCaseState) state = usual_state ();
  g_autoptr(GString) notified = g_string_new (NULL);
  g_autofree char *number = NULL;
  g_autofree char *unit = NULL;
  gboolean has_identity;
  gint64 received;

  kb_case_row_fill (row, state, TRUE);
  g_object_get (row, "number", &number, "unit", &unit, "received", &received,
                "has-identity", &has_identity, NULL);
  g_assert_cmpstr (number, ==, "KB-2026-0412");
  g_assert_cmpstr (unit, ==, "Dinas PUPR");
  g_assert_cmpint (received, ==, FIXTURE_HOUR * 3600);
  g_assert_true (has_identity);

  g_signal_connect (row, "notify", G_CALLBACK (count_cb), notified);
  kb_case_row_fill (row, state, TRUE);
  g_assert_cmpstr (notified->str, ==, "");
  state->n_openings = 1;
  kb_case_row_fill (row, state, FALSE);
  g_assert_true (g_str_equal (notified->str, "unread n-openings ")
                 || g_str_equal (notified->str, "n-openings unread "));
}

static KbCase *
usual_case (GPtrArray *lines)
{
  g_autoptr(KbCaseState) state = usual_state ();
  KbFoldInput inputs[8];

  for (guint i = 0; i < lines->len; i++)
    inputs[i] = line_input (lines->pdata[i]);

  return kb_case_new (3, state, TRUE, inputs, lines->len);
}

static void
test_case_shows_story (void)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr(KbCase) kase = NULL;
  g_autofree char *text = NULL, *name = NULL, *kind = NULL, *registration = NULL, *where = NULL;
  g_autofree char *number = NULL, *wanted = NULL;
  g_autoptr(GListModel) timeline = NULL;

  g_ptr_array_add (lines, complaint_new (1, FIXTURE_HOUR, "Satu\\nDua\\u202e"));
  kase = usual_case (lines);
  g_object_get (kase, "text", &text, "reported-name", &name, "reported-kind", &kind,
                "where", &where, "registration", &registration, "number", &number,
                "timeline", &timeline, NULL);
  wanted = kb_registration_number (kb_case_get_state (kase)->complaint_id);
  g_assert_cmpstr (text, ==, "Satu\nDua");
  g_assert_cmpstr (name, ==, "Budi");
  g_assert_cmpstr (kind, ==, "asn");
  g_assert_cmpstr (where, ==, "Loket 3");
  g_assert_cmpstr (number, ==, "KB-2026-0412");
  g_assert_cmpstr (registration, ==, wanted);
  g_assert_cmpuint (g_list_model_get_n_items (timeline), ==, 1);
  g_assert_cmpuint (kb_case_get_id (kase), ==, 3);
}

static void
test_case_shows_nothing_of_quarantined (void)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr(KbCase) kase = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (lines, complaint_new (1, FIXTURE_HOUR, "Satu"));
  ((Line *) lines->pdata[0])->quarantine = KB_QUARANTINE_CONTEXT;
  kase = usual_case (lines);
  g_object_get (kase, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "");
}

static void
test_timeline_shows_opening (void)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(KbTimelineItem) first = NULL;
  g_autoptr(KbTimelineItem) second = NULL;
  g_autofree char *role = NULL, *name = NULL, *reason = NULL, *letter = NULL, *purpose = NULL;
  g_auto(GStrv) fields = NULL;
  guint minutes;
  gint64 hour;
  int kind;

  g_ptr_array_add (lines, complaint_new (1, FIXTURE_HOUR, "Satu"));
  g_ptr_array_add (lines, opening_new (1, FIXTURE_HOUR + 1));
  kase = usual_case (lines);
  first = g_list_model_get_item (kb_case_get_timeline (kase), 0);
  g_object_get (first, "author-role", &role, "author-name", &name, NULL);
  g_assert_cmpstr (role, ==, "reporter");
  g_assert_null (name);

  g_free (g_steal_pointer (&role));
  second = g_list_model_get_item (kb_case_get_timeline (kase), 1);
  g_object_get (second, "kind", &kind, "hour", &hour, "author-role", &role, "author-name", &name,
                "reason", &reason, "letter", &letter, "purpose", &purpose, "fields", &fields,
                "minutes", &minutes, NULL);
  g_assert_cmpint (kind, ==, KB_KIND_IDENTITY_USE);
  g_assert_cmpint (hour, ==, (FIXTURE_HOUR + 1) * 3600);
  g_assert_cmpstr (role, ==, "custodian");
  g_assert_cmpstr (name, ==, "Rina");
  g_assert_cmpstr (reason, ==, "Klarifikasi");
  g_assert_cmpstr (letter, ==, "700/112");
  g_assert_cmpstr (purpose, ==, "open");
  g_assert_cmpstr (fields[0], ==, "phone");
  g_assert_cmpstr (fields[1], ==, "name");
  g_assert_cmpuint (minutes, ==, 3);
}

/* Two people who did not know of each other, and what the second of them wrote since. */
static void
test_case_shows_work (void)
{
  const char *key = "abababababababababababababababababababababababababababababababab";
  g_autofree char *assign = g_strdup_printf ("{\"v\":1,\"ops\":[{\"set\":\"assignee\",\"value\":"
                                             "\"%s\"},{\"note\":\"Satu\\nDua\"}]}", key);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(KbCase) kase = NULL;
  g_autoptr(KbTimelineItem) item = NULL;
  g_autoptr(KbConflict) conflict = NULL;
  KbStreamState stream = { 0 };
  KbFoldInput inputs[3];
  const KbWorkOp *op;
  gboolean pending;

  g_hash_table_insert (names, g_strdup (key), (gpointer) "A. Pratama");
  g_ptr_array_add (lines, complaint_new (1, FIXTURE_HOUR, "Satu"));
  g_ptr_array_add (lines, line_new (KB_KIND_WORK, KB_STREAM_OFFICE, 1, FIXTURE_HOUR + 1, assign));
  g_ptr_array_add (lines, line_new (KB_KIND_WORK, KB_STREAM_OFFICE, 1, FIXTURE_HOUR + 2,
                                    "{\"v\":1,\"ops\":[{\"set\":\"assignee\",\"value\":\"\"}]}"));
  for (guint i = 0; i < lines->len; i++)
    {
      KbCaseState *after;

      inputs[i] = line_input (lines->pdata[i]);
      inputs[i].names = names;
      inputs[i].pending = i == 2;
      after = kb_case_fold (&stream, state, &inputs[i]);
      kb_case_state_free (state);
      state = after;
    }

  kase = kb_case_new (3, state, FALSE, inputs, lines->len);
  item = g_list_model_get_item (kb_case_get_timeline (kase), 1);
  g_assert_cmpuint (kb_timeline_item_get_ops (item)->len, ==, 2);
  op = kb_timeline_item_get_ops (item)->pdata[0];
  g_assert_cmpstr (op->value, ==, "A. Pratama");
  op = kb_timeline_item_get_ops (item)->pdata[1];
  g_assert_cmpstr (op->value, ==, "Satu\nDua");
  g_object_get (item, "pending", &pending, NULL);
  g_assert_false (pending);
  g_object_unref (item);
  item = g_list_model_get_item (kb_case_get_timeline (kase), 2);
  g_object_get (item, "pending", &pending, NULL);
  g_assert_true (pending);

  g_assert_cmpuint (g_list_model_get_n_items (kb_case_get_conflicts (kase)), ==, 1);
  conflict = g_list_model_get_item (kb_case_get_conflicts (kase), 0);
  g_assert_cmpstr (kb_conflict_get_field (conflict), ==, "assignee");
  g_assert_cmpuint (kb_conflict_get_n_choices (conflict), ==, 2);
  g_assert_cmpstr (kb_conflict_get_choice (conflict, 0)->shown, ==, "A. Pratama");
  g_assert_cmpstr (kb_conflict_get_choice (conflict, 0)->value, ==, key);
  g_assert_cmpstr (kb_conflict_get_choice (conflict, 1)->value, ==, "");
  g_assert_cmpint (kb_conflict_get_choice (conflict, 1)->hour, ==, (FIXTURE_HOUR + 2) * 3600);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/row/starts-empty", test_row_starts_empty);
  g_test_add_func ("/casework/row/notifies-changes-only", test_row_notifies_changes_only);
  g_test_add_func ("/casework/case/shows-story", test_case_shows_story);
  g_test_add_func ("/casework/case/shows-nothing-of-quarantined",
                   test_case_shows_nothing_of_quarantined);
  g_test_add_func ("/casework/case/timeline-shows-opening", test_timeline_shows_opening);

  g_test_add_func ("/casework/case/shows-work", test_case_shows_work);

  return g_test_run ();
}
