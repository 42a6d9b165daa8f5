/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "case-fixture.h"

#include "kb-json.h"
#include "kb-sheet.h"

#include <string.h>

#define KEY "0101010101010101010101010101010101010101010101010101010101010101"

static GBytes *
part_of (const char *ops)
{
  g_autofree char *plain = g_strdup_printf ("{\"context\":\"\",\"v\":1,\"ops\":[%s]}", ops);

  return g_bytes_new (plain, strlen (plain));
}

static void
test_reader (void)
{
  static const struct
  {
    const char *ops;
    guint       n;              /* 0: refused */
  } table[] = {
    { "{\"set\":\"assignee\",\"value\":\"" KEY "\"},{\"set\":\"assignee\",\"value\":\"\"}", 2 },
    { "{\"value\":\"high\",\"set\":\"importance\"}", 1 },
    { "{\"add\":\"tags\",\"value\":\"jalan\"},{\"remove\":\"tags\",\"value\":\"jalan\"}", 2 },
    { "{\"note\":\"Sudah ditelepon\"}", 1 },
    { "{\"set\":\"some_later_field\",\"value\":\"x\"},{\"add\":\"other\",\"value\":\"x\"}", 2 },
    { "{\"move\":\"telaah\",\"from\":\"verifikasi\",\"reason\":\"\"}", 1 },
    { "{\"move\":\"of_later\",\"from\":\"of_now\",\"reason\":\"x\"}", 1 },
    { "{\"sheet\":{}}", 1 },
    { "{\"sheet\":{\"group\":\"berkadar\",\"date\":\"2026-11-24\",\"sub\":\"suap\"}}", 1 },
    { "{\"did\":\"export\",\"detail\":\"\"}", 1 },
    { "{\"set\":\"letter_date\",\"value\":\"2028-02-29\"},"
      "{\"set\":\"lhp_date\",\"value\":\"\"}", 2 },
    { "{\"set\":\"loss\",\"value\":\"0\"},{\"set\":\"recovered\",\"value\":\"1250000\"}", 2 },
    { "{\"set\":\"waits\",\"value\":\"reporter\"},{\"set\":\"waits\",\"value\":\"\"}", 2 },
    { "{\"add\":\"related\",\"value\":\"0123456789abcdef0123456789abcdef\"}", 1 },
    { "", 0 },
    { "7", 0 },
    { "{\"move\":\"telaah\",\"from\":\"verifikasi\"}", 0 },
    { "{\"move\":\"telaah\",\"from\":\"\",\"reason\":\"\"}", 0 },
    { "{\"move\":\"Telaah\",\"from\":\"verifikasi\",\"reason\":\"\"}", 0 },
    { "{\"move\":\"telaah\",\"from\":\"verifikasi\",\"reason\":7}", 0 },
    { "{\"move\":\"telaah\",\"from\":\"verifikasi\",\"why\":\"\"}", 0 },
    { "{\"set\":\"status\",\"value\":\"telaah\"}", 0 },
    { "{\"add\":\"status\",\"value\":\"telaah\"}", 0 },
    { "{\"set\":\"sheet\",\"value\":\"x\"}", 0 },
    { "{\"sheet\":\"\"}", 0 },
    { "{\"sheet\":{\"group\":\"good\"}}", 0 },
    { "{\"sheet\":{\"date\":\"24-11-2026\"}}", 0 },
    { "{\"sheet\":{\"colour\":\"red\"}}", 0 },
    { "{\"sheet\":{\"unit\":null}}", 0 },
    { "{\"sheet\":{},\"value\":\"\"}", 0 },
    { "{\"did\":\"export\"}", 0 },
    { "{\"did\":\"\",\"detail\":\"x\"}", 0 },
    { "{\"set\":\"letter_date\",\"value\":\"2026-02-29\"}", 0 },
    { "{\"set\":\"letter_date\",\"value\":\"2026-2-9\"}", 0 },
    { "{\"set\":\"letter_date\",\"value\":\"0000-01-01\"}", 0 },
    { "{\"set\":\"letter_date\",\"value\":\"2026-1--01\"}", 0 },
    { "{\"set\":\"loss\",\"value\":\"01\"}", 0 },
    { "{\"set\":\"loss\",\"value\":\"1.000\"}", 0 },
    { "{\"set\":\"loss\",\"value\":\"1000000000000000\"}", 0 },
    { "{\"set\":\"waits\",\"value\":\"godot\"}", 0 },
    { "{\"add\":\"related\",\"value\":\"KB-2026-0001\"}", 0 },
    { "{\"set\":\"related\",\"value\":\"\"}", 0 },
    { "{}", 0 },
    { "{\"set\":\"importance\"}", 0 },
    { "{\"set\":\"importance\",\"value\":\"low\"}", 0 },
    { "{\"set\":\"importance\",\"value\":7}", 0 },
    { "{\"set\":\"assignee\",\"value\":\"Rina\"}", 0 },
    { "{\"add\":\"assignee\",\"value\":\"" KEY "\"}", 0 },
    { "{\"set\":\"tags\",\"value\":\"jalan\"}", 0 },
    { "{\"add\":\"tags\",\"value\":\"\"}", 0 },
    { "{\"set\":\"Field\",\"value\":\"x\"}", 0 },
    { "{\"set\":\"\",\"value\":\"x\"}", 0 },
    { "{\"set\":\"abcdefghijklmnopqrstuvwxyz_abcdefg\",\"value\":\"x\"}", 0 },
    { "{\"set\":\"x\",\"value\":\"y\",\"note\":\"z\"}", 0 },
    { "{\"note\":\"\"}", 0 },
    { "{\"note\":\"x\",\"value\":\"y\"}", 0 },
    { "{\"note\":\"good\"},{\"drop\":\"tags\"}", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr(GBytes) part = part_of (table[i].ops);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) ops = kb_work_parse (part, &error);

      g_test_message ("%s", table[i].ops);
      g_assert_cmpuint (ops != NULL ? ops->len : 0, ==, table[i].n);
      if (table[i].n == 0)
        g_assert_error (error, KB_CASE_ERROR, KB_CASE_ERROR_WORK);
    }
}

static gboolean
accepts (KbWorkKind  kind,
         const char *field,
         guint       n_chars)
{
  g_autofree char *value = g_strnfill (n_chars, 'a');
  g_autofree char *op = kind == KB_WORK_NOTE
                        ? g_strdup_printf ("{\"note\":\"%s\"}", value)
                        : g_strdup_printf ("{\"add\":\"%s\",\"value\":\"%s\"}", field, value);
  g_autoptr(GBytes) part = part_of (op);

  return kb_work_check (part, NULL);
}

static void
test_limits (void)
{
  g_autoptr(GString) many = g_string_new ("{\"note\":\"1\"}");
  g_autoptr(GBytes) most = NULL;
  g_autoptr(GBytes) too_many = NULL;

  g_assert_true (accepts (KB_WORK_NOTE, NULL, KB_LIMIT_NOTE_CHARS));
  g_assert_false (accepts (KB_WORK_NOTE, NULL, KB_LIMIT_NOTE_CHARS + 1));
  g_assert_true (accepts (KB_WORK_ADD, "tags", KB_LIMIT_FIELD_CHARS));
  g_assert_false (accepts (KB_WORK_ADD, "tags", KB_LIMIT_FIELD_CHARS + 1));
  for (guint i = 1; i < KB_LIMIT_WORK_OPS; i++)
    g_string_append (many, ",{\"note\":\"1\"}");
  most = part_of (many->str);
  g_string_append (many, ",{\"note\":\"1\"}");
  too_many = part_of (many->str);
  g_assert_true (kb_work_check (most, NULL));
  g_assert_false (kb_work_check (too_many, NULL));
}

static void
test_made_parts_are_read (void)
{
  g_autoptr(JsonObject) members = kb_work_new (KB_WORK_SET, KB_WORK_IMPORTANCE, "high");
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), members);
  g_autoptr(GBytes) plain = NULL;
  g_autoptr(GPtrArray) ops = NULL;
  char *text;

  json_object_set_int_member (members, "v", 1);
  text = json_to_string (node, FALSE);
  plain = g_bytes_new_take (text, strlen (text));
  ops = kb_work_parse (plain, NULL);
  g_assert_cmpuint (ops->len, ==, 1);
  g_assert_cmpstr (((KbWorkOp *) ops->pdata[0])->field, ==, "importance");
  g_assert_cmpstr (((KbWorkOp *) ops->pdata[0])->value, ==, "high");
}

static GPtrArray *
read_back (JsonObject *members)
{
  g_autofree char *text = NULL;
  g_autoptr(GBytes) plain = NULL;

  json_object_set_int_member (members, "v", 1);
  text = kb_json_to_string (members);
  plain = g_bytes_new (text, strlen (text));

  return kb_work_parse (plain, NULL);
}

static void
test_made_moves_are_read (void)
{
  g_autoptr(JsonObject) members = kb_work_new_move ("telaah", "tidak_logis", "Tidak jelas");
  g_autoptr(JsonObject) more = kb_work_new_did ("print", "Lembar telaah");
  g_autoptr(GPtrArray) ops = NULL;
  const KbWorkOp *op;

  kb_work_append (members, more);
  ops = read_back (members);
  g_assert_cmpuint (ops->len, ==, 2);
  op = ops->pdata[0];
  g_assert_cmpint (op->kind, ==, KB_WORK_MOVE);
  g_assert_cmpstr (op->field, ==, KB_WORK_STATUS);
  g_assert_cmpstr (op->from, ==, "telaah");
  g_assert_cmpstr (op->value, ==, "tidak_logis");
  g_assert_cmpstr (op->reason, ==, "Tidak jelas");
  op = ops->pdata[1];
  g_assert_cmpint (op->kind, ==, KB_WORK_DID);
  g_assert_cmpstr (op->field, ==, "print");
  g_assert_cmpstr (op->value, ==, "Lembar telaah");
}

static void
test_made_sheets_are_read (void)
{
  g_autoptr(KbSheet) sheet = kb_sheet_new ();
  g_autoptr(KbSheet) again = NULL;
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(GPtrArray) ops = NULL;

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    kb_sheet_set (sheet, i, i == KB_SHEET_DATE ? "2026-11-24" : "Isi “ini”\n\177");
  kb_sheet_set (sheet, KB_SHEET_GROUP, "berkadar");
  members = kb_work_new_sheet (sheet);
  ops = read_back (members);
  g_assert_cmpuint (ops->len, ==, 1);
  again = kb_sheet_from_json (((KbWorkOp *) ops->pdata[0])->value, NULL);
  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    g_assert_cmpstr (again->texts[i], ==, sheet->texts[i]);
}

static gboolean
sheet_takes (KbSheetText text,
             guint       n_chars,
             guint       n_others)
{
  g_autofree char *own = g_strnfill (n_chars, 'a');
  g_autofree char *other = g_strnfill (n_others, 'b');
  g_autoptr(KbSheet) sheet = kb_sheet_new ();
  g_autoptr(KbSheet) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;

  kb_sheet_set (sheet, KB_SHEET_CONCLUSION, other);
  kb_sheet_set (sheet, KB_SHEET_RECOMMENDATION, other);
  kb_sheet_set (sheet, text, own);
  json = kb_sheet_to_json (sheet);
  again = kb_sheet_from_json (json, &error);
  g_assert_true (again != NULL || g_error_matches (error, KB_CASE_ERROR, KB_CASE_ERROR_WORK));

  return again != NULL;
}

static void
test_sheet_limits (void)
{
  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      guint limit = kb_sheet_get_limit (i);

      if (i != KB_SHEET_GROUP && i != KB_SHEET_DATE)
        g_assert_true (sheet_takes (i, limit, 0));
      g_assert_false (sheet_takes (i, limit + 1, 0));
    }
  g_assert_true (sheet_takes (KB_SHEET_ATTACHMENTS, 4000, 8000));
  g_assert_false (sheet_takes (KB_SHEET_ATTACHMENTS, 4001, 8000));
}

/* One write by author @author, who had seen all up to @seen. */
static void
apply (GPtrArray  **fields,
       guint8       author,
       guint64      seen,
       guint64      seq,
       KbWorkKind   kind,
       const char  *field,
       const char  *value)
{
  KbHeader header = { .author = { author }, .author_seq = seq, .seen_seq = seen };
  KbPlace place = { .seq = seq, .hour = FIXTURE_HOUR };
  KbWorkOp op = { .kind = kind, .field = (char *) field, .value = (char *) value };

  kb_case_fields_apply (fields, &header, &place, &op);
}

static void
test_unaware_writes_conflict (void)
{
  g_autoptr(GPtrArray) fields = NULL;

  apply (&fields, 1, 4, 5, KB_WORK_SET, "x", "a");
  apply (&fields, 2, 4, 6, KB_WORK_SET, "x", "b");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 1);
  g_assert_cmpstr (kb_case_fields_get_value (fields, "x"), ==, "a");
  /* Who knows of one of the two settles nothing. */
  apply (&fields, 3, 5, 7, KB_WORK_SET, "x", "c");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 1);
  g_assert_cmpstr (kb_case_fields_get_value (fields, "x"), ==, "b");
  apply (&fields, 2, 7, 8, KB_WORK_SET, "x", "c");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 0);
  g_assert_cmpstr (kb_case_fields_get_value (fields, "x"), ==, "c");
  g_assert_cmpuint (kb_case_fields_find (fields, "x", FALSE)->writes->len, ==, 1);
}

static void
test_equal_values_are_no_conflict (void)
{
  g_autoptr(GPtrArray) fields = NULL;

  apply (&fields, 1, 4, 5, KB_WORK_SET, "x", "a");
  apply (&fields, 2, 4, 6, KB_WORK_SET, "x", "a");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 0);
  g_assert_cmpuint (kb_case_fields_find (fields, "x", FALSE)->writes->len, ==, 2);
}

static void
test_removal_takes_what_it_knows (void)
{
  g_autoptr(GPtrArray) fields = NULL;
  g_auto(GStrv) values = NULL;

  apply (&fields, 1, 4, 5, KB_WORK_ADD, "tags", "jalan");
  apply (&fields, 1, 4, 6, KB_WORK_ADD, "tags", "desa");
  apply (&fields, 2, 4, 7, KB_WORK_ADD, "tags", "jalan");
  apply (&fields, 3, 6, 8, KB_WORK_REMOVE, "tags", "jalan");
  apply (&fields, 3, 6, 9, KB_WORK_REMOVE, "tags", "desa");
  values = kb_case_fields_dup_values (fields, "tags");
  g_assert_cmpuint (g_strv_length (values), ==, 1);
  g_assert_cmpstr (values[0], ==, "jalan");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 0);
  apply (&fields, 1, 9, 10, KB_WORK_REMOVE, "tags", "jalan");
  g_assert_null (fields);
}

static void
test_strange_fields_leave_room (void)
{
  g_autoptr(GPtrArray) fields = NULL;

  for (guint i = 0; i < 3 * KB_LIMIT_CASE_FIELDS; i++)
    {
      char name[3] = { 'a' + i / 26, 'a' + i % 26, '\0' };

      apply (&fields, 1, 0, i + 1, KB_WORK_SET, name, "x");
      apply (&fields, i + 1, 0, i + 1, KB_WORK_SET, "aa", name);
    }
  g_assert_cmpuint (fields->len, ==, KB_LIMIT_CASE_FIELDS);
  g_assert_cmpuint (kb_case_fields_find (fields, "aa", FALSE)->writes->len, ==,
                    KB_LIMIT_FIELD_WRITES);
  apply (&fields, 2, 0, 1000, KB_WORK_SET, "importance", "high");
  g_assert_cmpstr (kb_case_fields_get_value (fields, "importance"), ==, "high");
  apply (&fields, 2, 1000, 1001, KB_WORK_SET, "aa", "settled");
  g_assert_cmpstr (kb_case_fields_get_value (fields, "aa"), ==, "settled");
  g_assert_cmpuint (kb_case_fields_count_conflicts (fields), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/work/made-moves-are-read", test_made_moves_are_read);
  g_test_add_func ("/casework/work/made-sheets-are-read", test_made_sheets_are_read);
  g_test_add_func ("/casework/work/sheet-limits", test_sheet_limits);
  g_test_add_func ("/casework/work/reader-takes-agreed-forms-only", test_reader);
  g_test_add_func ("/casework/work/reader-keeps-limits", test_limits);
  g_test_add_func ("/casework/work/made-parts-are-read", test_made_parts_are_read);
  g_test_add_func ("/casework/fields/unaware-writes-conflict", test_unaware_writes_conflict);
  g_test_add_func ("/casework/fields/equal-values-are-no-conflict",
                   test_equal_values_are_no_conflict);
  g_test_add_func ("/casework/fields/removal-takes-what-it-knows",
                   test_removal_takes_what_it_knows);
  g_test_add_func ("/casework/fields/strange-fields-leave-room", test_strange_fields_leave_room);

  return g_test_run ();
}
