/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "case-fixture.h"

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
    { "", 0 },
    { "7", 0 },
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
