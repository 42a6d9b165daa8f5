/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "case-fixture.h"

#include "kb-limits.h"

#include <string.h>

#define CONTEXT "\"context\":\"0000000000000000000000000000000000000000000000000000000000000000\""
#define KEY "00000000000000000000000000000000000000000000000000000000000000ff"
#define CANARY "{\"key\":\"" KEY "\",\"signature\":\"" KEY KEY "\"}"
#define START "{" CONTEXT ",\"v\":1"

static gboolean
check (const char  *json,
       GError     **error)
{
  g_autoptr(GBytes) plain = g_bytes_new (json, strlen (json));

  return kb_story_check (plain, error);
}

static void
test_accepts (void)
{
  static const char * const stories[] = {
    START "}",
    START ",\"alias\":\"\",\"text\":\"\",\"category\":\"\",\"reported\":{},\"when\":{}}",
    START ",\"text\":\"dengan \\n baris\",\"category\":\"etik\",\"group\":\"\"}",
    START ",\"canary\":" CANARY "}",
    START ",\"baru\":{\"a\":[1,2]}}",
    START ",\"profile\":\"\",\"answer\":\"\",\"age\":\"\"}",
  };
  g_autofree char *usual = story_json ("Ada pungutan");
  g_autoptr(GError) error = NULL;

  g_assert_true (check (usual, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_assert_true (check (stories[i], &error));
      g_assert_no_error (error);
    }
}

static void
test_refuses (void)
{
  static const char * const stories[] = {
    "", "{", "[]", "null", "{}",
    "{\"v\":1}",
    "{" CONTEXT "}",
    "{" CONTEXT ",\"v\":\"1\"}",
    "{" CONTEXT ",\"v\":2}",
    "{\"context\":\"00\",\"v\":1}",
    START ",\"text\":3}",
    START ",\"text\":null}",
    START ",\"text\":{}}",
    START ",\"text\":\"a\",\"text\":\"b\"}",
    START ",\"alias\":\"ab\"}",
    START ",\"alias\":\"abcdefghijklmnopqrstuvwxy\"}",
    START ",\"category\":\"Korupsi\"}",
    START ",\"group\":\"lain\"}",
    START ",\"reported\":\"Budi\"}",
    START ",\"reported\":{\"kind\":\"camat\"}}",
    START ",\"reported\":{\"name\":[]}}",
    START ",\"reported\":{\"inspectorate\":\"maybe\"}}",
    START ",\"when\":[]}",
    START ",\"when\":{\"from\":2026}}",
    START ",\"canary\":\"yes\"}",
    START ",\"canary\":true}",
    START ",\"canary\":{\"key\":\"" KEY "\"}}",
    START ",\"canary\":{\"key\":\"" KEY "\",\"signature\":\"00\"}}",
    START ",\"canary\":1}",
    START ",\"canary\":{}}",
    START ",\"profile\":\"zz\"}",
    START ",\"age\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (check (stories[i], &error));
      g_assert_error (error, KB_CASE_ERROR, KB_CASE_ERROR_STORY);
    }
}

/* Limits are characters: three bytes each here. */
static void
assert_limit (const char *format,
              guint       max)
{
  for (guint n = max; n <= max + 1; n++)
    {
      g_autoptr(GString) text = g_string_new (START);

      g_string_append (text, format);
      for (guint i = 0; i < n; i++)
        g_string_append (text, "€");
      g_string_append (text, strchr (format, '{') != NULL ? "\"}}" : "\"}");
      g_assert_true (check (text->str, NULL) == (n <= max));
    }
}

static void
test_limits (void)
{
  assert_limit (",\"alias\":\"", KB_LIMIT_ALIAS_CHARS);
  assert_limit (",\"where\":\"", KB_LIMIT_FIELD_CHARS);
  assert_limit (",\"evidence\":\"", KB_LIMIT_FIELD_CHARS);
  assert_limit (",\"reported\":{\"name\":\"", KB_LIMIT_NAME_CHARS);
  assert_limit (",\"reported\":{\"unit\":\"", KB_LIMIT_NAME_CHARS);
  assert_limit (",\"text\":\"", KB_LIMIT_STORY_CHARS);
}

static void
test_display (void)
{
  static const struct
  {
    const char *text;
    const char *shown;
    const char *line;
  } table[] = {
    { "biasa saja", "biasa saja", "biasa saja" },
    { "satu\ndua\ttiga", "satu\ndua\ttiga", "satu dua tiga" },
    { "satu\r\ndua\rtiga", "satu\ndua\ntiga", "satu dua tiga" },
    { "a\x01\x1b[31mb\x7f", "a\xef\xbf\xbd\xef\xbf\xbd[31mb\xef\xbf\xbd",
      "a\xef\xbf\xbd\xef\xbf\xbd[31mb\xef\xbf\xbd" },
    { "a\xc2\x85" "b\xc2\x9f" "c", "a\nb\xef\xbf\xbd" "c", "a b\xef\xbf\xbd" "c" },
    { "a\xe2\x80\xaa\xe2\x80\xae" "b\xe2\x81\xa6\xe2\x81\xa9" "c", "abc", "abc" },
    { "a\xe2\x80\xa8" "b\xe2\x80\xa9" "c", "a\nb\nc", "a b c" },
    { "  tepi  ", "  tepi  ", "tepi" },
    { "“kutip” – é €", "“kutip” – é €", "“kutip” – é €" },
    { "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *shown = kb_text_for_display (table[i].text);
      g_autofree char *line = kb_line_for_display (table[i].text);

      g_assert_cmpstr (shown, ==, table[i].shown);
      g_assert_cmpstr (line, ==, table[i].line);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/story/accepts-agreed-texts", test_accepts);
  g_test_add_func ("/casework/story/refuses-others", test_refuses);
  g_test_add_func ("/casework/story/limits-count-characters", test_limits);
  g_test_add_func ("/casework/display/removes-controls-and-directions", test_display);

  return g_test_run ();
}
