/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-json.h"
#include "kb-limits.h"

#include <string.h>

static JsonObject *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = kb_json_parse (text, strlen (text), 4096, &error);

  g_assert_no_error (error);

  return object;
}

static int
parse_code (const char *text,
            gsize       size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) object = kb_json_parse (text, size, 4096, &error);

  if (object != NULL)
    return -1;
  g_assert_true (error->domain == KB_JSON_ERROR);

  return error->code;
}

static void
test_accepts_and_reads (void)
{
  static const char *const texts[] = {
    "{}", " {} ", "{\n\t\"a\" : 1 }\r\n", "{\"a\":{\"a\":{}},\"b\":[]}",
    "{\"a\":\"\\u0001\\/\\b\\f\\n\\r\\t\"}",
    "{\"a\":\"\\ud83d\\uDE00\"}",
    "{\"a\":\"\\\"}{\"}", "{\"a\":-1.5e3,\"b\":true,\"c\":null}", "{\"é\":\"—\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_cmpint (parse_code (texts[i], strlen (texts[i])), ==, -1);
    }
}

static void
test_refuses_what_is_not_an_object (void)
{
  static const char *const texts[] = {
    "", " ", "[]", "\"a\"", "1", "null", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
    "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":[1,]}", "{\"a\":\"\n\"}", "{\"a\":\"",
    "{\"a\":\"\\", "{\"a\":tru}", "{\"a\":1}}", "{\"a\":1}{}", "{\"a\":1}x", "{\"a\":.}",
    "{\"\\u0061\":1}", "{\"a\x7f\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_cmpint (parse_code (texts[i], strlen (texts[i])), ==, KB_JSON_ERROR_SYNTAX);
    }
}

/* What json-glib or C would read as another number, or not as one. */
static void
test_numbers_have_one_meaning (void)
{
  static const char *const good[] = { "0", "-0", "7", "-12", "9223372036854775807",
                                      "-9223372036854775808", "0.5", "1e5", "-1.25E-3", "1e+2" };
  static const char *const bad[] = { "010", "00", "-", "-a", "+1", "0x10", ".5", "1.", "1.e5", "1e",
                                     "1e+", "9223372036854775808", "99999999999999999999", "1e400",
                                     "--1", "1-1", "1.2.3", "inf", "nan", "True", "nul", "truex" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *text = g_strconcat ("{\"a\":", good[i], "}", NULL);

      g_test_message ("%s", good[i]);
      g_assert_cmpint (parse_code (text, strlen (text)), ==, -1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strconcat ("{\"a\":", bad[i], "}", NULL);

      g_test_message ("%s", bad[i]);
      g_assert_cmpint (parse_code (text, strlen (text)), ==, KB_JSON_ERROR_SYNTAX);
    }
}

static void
test_refuses_escapes (void)
{
  static const char *const texts[] = {
    "{\"a\":\"\\x\"}", "{\"a\":\"\\u0000x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u\"}",
    "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud800x\"}", "{\"a\":\"\\ud800\\n\"}",
    "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\ud800\\ud800\"}", "{\"a\":\"\\udc00\"}",
    "{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\\ud800\\u", "{\"a\":\"\\u00", "{\"a\":\"\\",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_cmpint (parse_code (texts[i], strlen (texts[i])), ==, KB_JSON_ERROR_SYNTAX);
    }
}

static void
test_refuses_comments (void)
{
  static const char *const texts[] = { "{/* */}", "{\"a\":1 // x\n}", "// x\n{}", "{}// x" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (parse_code (texts[i], strlen (texts[i])), ==, KB_JSON_ERROR_SYNTAX);
}

static void
test_refuses_duplicate_names (void)
{
  static const char *const texts[] = { "{\"a\":1,\"a\":1}", "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}",
                                       "{\"a\":[{\"\":1,\"\":1}]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (parse_code (texts[i], strlen (texts[i])), ==, KB_JSON_ERROR_DUPLICATE);
}

static void
test_refuses_text_faults (void)
{
  static const struct
  {
    const char *text;
    gsize       size;
  } texts[] = {
    { "{\"a\":\"\0\"}", 9 }, { "{}\0", 3 }, { "\0{}", 3 }, { "{\"\xff\":1}", 7 },
    { "{\"a\":\"\xc3\"}", 9 }, { "{\"a\":\"\xed\xa0\x80\"}", 11 }, { "{\"a\":\"\xc0\x80\"}", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpint (parse_code (texts[i].text, texts[i].size), ==, KB_JSON_ERROR_TEXT);
}

static void
test_refuses_more_than_the_maximum (void)
{
  g_autofree char *padding = g_strnfill (4094, ' ');
  g_autofree char *fits = g_strconcat ("{}", padding, NULL);
  g_autofree char *longer = g_strconcat (fits, " ", NULL);

  g_assert_cmpint (parse_code (fits, 4096), ==, -1);
  g_assert_cmpint (parse_code (longer, 4097), ==, KB_JSON_ERROR_SIZE);
}

static char *
nested (guint depth)
{
  GString *text = g_string_new ("{\"a\":");

  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 1; i < depth; i++)
    g_string_append_c (text, ']');
  if (depth == 1)
    g_string_append_c (text, '1');
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

static void
test_refuses_deep_nesting (void)
{
  g_autofree char *fits = nested (KB_LIMIT_JSON_DEPTH);
  g_autofree char *deeper = nested (KB_LIMIT_JSON_DEPTH + 1);
  g_autofree char *abyss = nested (2000);

  g_assert_cmpint (parse_code (fits, strlen (fits)), ==, -1);
  g_assert_cmpint (parse_code (deeper, strlen (deeper)), ==, KB_JSON_ERROR_SYNTAX);
  g_assert_cmpint (parse_code (abyss, strlen (abyss)), ==, KB_JSON_ERROR_SYNTAX);
}

static void
test_members_of_the_right_type (void)
{
  g_autoptr(JsonObject) object = parse ("{\"s\":\"x\",\"i\":-5,\"b\":true,\"o\":{},\"l\":[1],"
                                        "\"h\":\"00ff\"}");
  gint64 number = 0;
  guint8 bytes[2];

  g_assert_cmpstr (kb_json_string (object, "s", NULL), ==, "x");
  g_assert_true (kb_json_int (object, "i", &number, NULL));
  g_assert_cmpint (number, ==, -5);
  g_assert_true (kb_json_bool_or (object, "b", FALSE));
  g_assert_nonnull (kb_json_object (object, "o", NULL));
  g_assert_cmpuint (json_array_get_length (kb_json_array (object, "l", NULL)), ==, 1);
  g_assert_true (kb_json_hex (object, "h", bytes, 2, NULL));
  g_assert_cmpmem (bytes, 2, "\x00\xff", 2);
}

static void
test_members_missing_or_of_another_type (void)
{
  static const char *const names[] = { "none", "null", "string", "number", "real", "bool", "object",
                                       "array" };
  g_autoptr(JsonObject) object = parse ("{\"null\":null,\"string\":\"x\",\"number\":1,\"real\":1.5,"
                                        "\"bool\":true,\"object\":{},\"array\":[]}");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 number = 77;
      guint8 byte = 77;

      g_assert_cmpint (kb_json_string (object, names[i], NULL) != NULL, ==,
                       strcmp (names[i], "string") == 0);
      g_assert_cmpint (kb_json_int (object, names[i], &number, NULL), ==,
                       strcmp (names[i], "number") == 0);
      g_assert_cmpint (number, ==, strcmp (names[i], "number") == 0 ? 1 : 77);
      g_assert_cmpint (kb_json_object (object, names[i], NULL) != NULL, ==,
                       strcmp (names[i], "object") == 0);
      g_assert_cmpint (kb_json_array (object, names[i], NULL) != NULL, ==,
                       strcmp (names[i], "array") == 0);
      g_assert_cmpint (kb_json_bool_or (object, names[i], FALSE), ==,
                       strcmp (names[i], "bool") == 0);
      g_assert_false (kb_json_hex (object, names[i], &byte, 1, &error));
      g_assert_error (error, KB_JSON_ERROR, KB_JSON_ERROR_TYPE);
      g_assert_cmpuint (byte, ==, 77);
    }
  g_assert_cmpstr (kb_json_string_or (object, "none", "else"), ==, "else");
}

static void
test_reads_escapes_as_their_characters (void)
{
  g_autoptr(JsonObject) object =
    parse ("{\"a\":\"x\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9y\",\"b\":\"\\ud83d\\ude00\",\"c\":\"\"}");

  g_assert_cmpstr (kb_json_string (object, "a", NULL), ==, "x\"\\/\b\f\n\r\téy");
  g_assert_cmpstr (kb_json_string (object, "b", NULL), ==, "😀");
  g_assert_cmpstr (kb_json_string (object, "c", NULL), ==, "");
}

static void
test_writes_one_line_that_parses (void)
{
  g_autoptr(JsonObject) object = parse ("{ \"b\": \"a\\nb\\u0001\\\"—\", \"a\": [1, {}] }");
  g_autofree char *text = kb_json_to_string (object);
  g_autoptr(JsonObject) again = parse (text);
  g_autofree char *text_again = kb_json_to_string (again);

  g_assert_null (strchr (text, '\n'));
  g_assert_true (g_str_has_prefix (text, "{\"b\":"));
  g_assert_cmpstr (text, ==, text_again);
  g_assert_cmpstr (kb_json_string (again, "b", NULL), ==, "a\nb\001\"—");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/json/accepts-and-reads", test_accepts_and_reads);
  g_test_add_func ("/base/json/refuses-what-is-not-an-object", test_refuses_what_is_not_an_object);
  g_test_add_func ("/base/json/numbers-have-one-meaning", test_numbers_have_one_meaning);
  g_test_add_func ("/base/json/refuses-escapes", test_refuses_escapes);
  g_test_add_func ("/base/json/refuses-comments", test_refuses_comments);
  g_test_add_func ("/base/json/refuses-duplicate-names", test_refuses_duplicate_names);
  g_test_add_func ("/base/json/refuses-text-faults", test_refuses_text_faults);
  g_test_add_func ("/base/json/refuses-more-than-the-maximum", test_refuses_more_than_the_maximum);
  g_test_add_func ("/base/json/refuses-deep-nesting", test_refuses_deep_nesting);
  g_test_add_func ("/base/json/reads-escapes-as-their-characters",
                   test_reads_escapes_as_their_characters);
  g_test_add_func ("/base/json/members-of-the-right-type", test_members_of_the_right_type);
  g_test_add_func ("/base/json/members-missing-or-of-another-type",
                   test_members_missing_or_of_another_type);
  g_test_add_func ("/base/json/writes-one-line-that-parses", test_writes_one_line_that_parses);

  return g_test_run ();
}
