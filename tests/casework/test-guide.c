/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-guide.h"
#include "kb-json.h"

#include <string.h>

static const char *const languages[] = { "id", "en" };

static char *
read_file (void)
{
  char *text;

  g_assert_true (g_file_get_contents (KB_GUIDE_JSON, &text, NULL, NULL));

  return text;
}

static void
assert_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (*text != '\0' && g_utf8_validate (text, -1, NULL));
}

static void
count_ends (const KbGuideNode *node,
            GHashTable        *items,
            GHashTable        *groups)
{
  if (kb_guide_node_get_question (node) == NULL)
    {
      const KbGuideItem *item = kb_guide_node_get_item (node);

      assert_text (kb_guide_node_get_title (node));
      assert_text (kb_guide_node_get_advice (node));
      g_hash_table_add (groups, (gpointer) kb_guide_node_get_group (node));
      if (item != NULL)
        g_hash_table_add (items, (gpointer) item);
      g_assert_cmpint (item != NULL, ==,
                       g_str_equal (kb_guide_node_get_group (node), "berkadar"));
      return;
    }

  assert_text (kb_guide_node_get_question (node));
  g_assert_null (kb_guide_node_get_group (node));
  g_assert_cmpuint (kb_guide_node_get_n_answers (node), >, 1);
  for (guint i = 0; i < kb_guide_node_get_n_answers (node); i++)
    {
      assert_text (kb_guide_node_get_answer (node, i));
      count_ends (kb_guide_node_get_next (node, i), items, groups);
    }
}

static void
test_all_ends (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr(GHashTable) items = g_hash_table_new (NULL, NULL);
      g_autoptr(GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);

      g_setenv ("LANGUAGE", languages[i], TRUE);
      count_ends (kb_guide_get_root (), items, groups);
      g_assert_cmpuint (g_hash_table_size (items), ==, kb_guide_get_n_items ());
      g_assert_cmpuint (g_hash_table_size (groups), ==, 3);
      g_assert_true (g_hash_table_contains (groups, "tidak_berkadar"));
      g_assert_true (g_hash_table_contains (groups, "bukan_kewenangan"));
    }
}

/* The categories and groups that a story may have: docs/protocol.md, "Sealed parts". */
static void
test_all_items (void)
{
  static const char *const categories[] = { "kolusi", "nepotisme", "disiplin", "aset", "etik" };
  static const char *const groups[] = { "kerugian", "suap", "penggelapan", "pemerasan", "curang",
                                        "benturan", "gratifikasi" };

  g_assert_cmpuint (kb_guide_get_n_items (), ==,
                    G_N_ELEMENTS (categories) + G_N_ELEMENTS (groups));
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    g_assert_nonnull (kb_guide_find_item (categories[i], ""));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const KbGuideItem *item = kb_guide_find_item ("korupsi", groups[i]);

      g_assert_nonnull (item);
      assert_text (item->title);
      assert_text (item->text);
      assert_text (item->articles);
    }
  g_assert_null (kb_guide_find_item ("korupsi", ""));
  g_assert_null (kb_guide_find_item ("lain", ""));
}

static void
test_language (void)
{
  const KbGuideItem *item;

  g_setenv ("LANGUAGE", "id", TRUE);
  item = kb_guide_find_item ("korupsi", "kerugian");
  g_assert_cmpstr (item->title, ==, "Uang negara dirugikan");
  g_assert_cmpstr (item->articles, ==,
                   "UU 31/1999 jo. UU 20/2001 pasal 2 ayat (1) = KUHP pasal 603; "
                   "UU 31/1999 jo. UU 20/2001 pasal 3 = KUHP pasal 604");
  g_setenv ("LANGUAGE", "en", TRUE);
  g_assert_cmpstr (kb_guide_find_item ("korupsi", "kerugian")->title, ==,
                   "Public money is lost");
}

/* Each slip of the pen is one replacement in the file as it is. */
static void
test_refuses (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    gboolean    tree;
  } slips[] = {
    { "\"items\"", "\"item\"", FALSE },
    { "\"tree\"", "\"tree\": {}, \"trea\"", FALSE },
    { "\"id\": \"Suap (memberi atau menerima)\"", "\"id\": \"\"", FALSE },
    { "\"en\": \"Bribery (giving or taking)\"", "\"fr\": \"Corruption\"", FALSE },
    { "\"en\": \"Bribery (giving or taking)\"", "\"en\": 3", FALSE },
    { "\"new\": \"KUHP pasal 603\"", "\"new\": 603", FALSE },
    { "\"group\": \"bukan_kewenangan\"", "\"group\": \"berkadar\"", FALSE },
    { "\"next\": \"uang\"", "\"next\": \"apa\"", TRUE },
    { "\"next\": \"uang\"", "\"next\": \"bukan\"", TRUE },
    { "\"next\": \"uang\"", "\"maju\": \"uang\"", TRUE },
    { "\"item\": \"kolusi\"", "\"item\": \"aset\"", TRUE },
    { "\"end\": \"pribadi\"", "\"end\": \"layanan\"", TRUE },
    { "\"start\": \"siapa\"", "\"start\": \"apa\"", TRUE },
    { "\"start\": \"siapa\"", "\"start\": \"\"", TRUE },
  };
  g_autofree char *good = read_file ();
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_guide_check (good, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    {
      g_autoptr(GString) bad = g_string_new (good);

      g_assert_cmpuint (g_string_replace (bad, slips[i].from, slips[i].to, 1), ==, 1);
      if (kb_guide_check (bad->str, &error))
        g_error ("“%s” was taken", slips[i].to);
      if (slips[i].tree)
        g_assert_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_TREE);
      else
        g_assert_true (error->domain == KB_GUIDE_ERROR || error->domain == KB_JSON_ERROR);
      g_clear_error (&error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guide/every-end-is-complete-in-both-languages", test_all_ends);
  g_test_add_func ("/guide/every-category-and-group", test_all_items);
  g_test_add_func ("/guide/speaks-the-program's-language", test_language);
  g_test_add_func ("/guide/refuses-slips-of-the-pen", test_refuses);

  return g_test_run ();
}
