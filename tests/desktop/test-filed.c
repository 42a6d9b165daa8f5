/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of complaints that come on paper, and the messages that are written often. */
#include "config.h"

#include <string.h>

#include "kb-filed-form.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-templates.h"

static void
changed_cb (guint *n_changes)
{
  (*n_changes)++;
}

static GtkListBox *
new_list (KbFiledGroup  group,
          guint        *n_changes)
{
  GtkListBox *list = GTK_LIST_BOX (gtk_list_box_new ());

  g_object_ref_sink (list);
  kb_filed_form_fill (list, group, G_CALLBACK (changed_cb), n_changes);

  return list;
}

static void
write_texts (GtkListBox *list,
             const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) part = kb_json_parse (json, strlen (json), KB_LIMIT_DRAFT, &error);

  g_assert_no_error (error);
  kb_filed_form_write (list, part);
}

static void
test_reads_what_was_written (void)
{
  guint n_changes = 0;
  g_autoptr (GtkListBox) list = new_list (KB_FILED_REPORTED, &n_changes);
  g_autoptr (JsonObject) part = json_object_new ();
  JsonObject *reported;

  write_texts (list, "{\"reported\":{\"kind\":\"dprd\",\"name\":\" Bambang Contoh \","
                     "\"inspectorate\":\"head\"}}");
  g_assert_cmpuint (n_changes, >=, 3);
  g_assert_cmpstr (kb_filed_form_get (list, "reported/inspectorate"), ==, "head");
  kb_filed_form_read (list, part);
  reported = kb_json_object (part, "reported", NULL);
  g_assert_cmpstr (kb_json_string_or (reported, "kind", ""), ==, "dprd");
  g_assert_cmpstr (kb_json_string_or (reported, "name", ""), ==, "Bambang Contoh");
  g_assert_cmpstr (kb_json_string_or (reported, "unit", "?"), ==, "");

  kb_filed_form_clear (list);
  g_assert_cmpstr (kb_filed_form_get (list, "reported/name"), ==, "");
}

static void
assert_problem (GtkListBox *list,
                const char *says)
{
  GtkWidget *row = NULL;
  g_autofree char *sentence = kb_filed_form_problem (list, &row);

  if (says == NULL)
    g_assert_null (sentence);
  else
    g_assert_true (sentence != NULL && strstr (sentence, says) != NULL && row != NULL);
}

static void
test_says_what_is_missing (void)
{
  guint n_changes = 0;
  g_autoptr (GtkListBox) civil = new_list (KB_FILED_CIVIL, &n_changes);
  g_autoptr (GtkListBox) contact = new_list (KB_FILED_CONTACT, &n_changes);
  g_autoptr (GtkListBox) about = new_list (KB_FILED_ABOUT, &n_changes);

  assert_problem (civil, "Full name");
  write_texts (civil, "{\"name\":\"Bambang Contoh\",\"nik\":\"62010112\"}");
  assert_problem (civil, "8 digits");
  write_texts (civil, "{\"nik\":\"6201 0000 0000 0000\"}");
  assert_problem (civil, NULL);
  write_texts (contact, "{\"phone\":\"0812\"}");
  assert_problem (contact, "9 to 14");
  write_texts (contact, "{\"phone\":\"+62 812 0000 0000\"}");
  assert_problem (contact, NULL);
  write_texts (about, "{\"alias\":\"ab\"}");
  assert_problem (about, "3 letters");
  write_texts (about, "{\"alias\":\"kumbang\"}");
  assert_problem (about, NULL);
}

/* An entry takes no more than the format does, whatever is pasted. */
static void
test_cuts_what_is_too_long (void)
{
  guint n_changes = 0;
  g_autoptr (GtkListBox) list = new_list (KB_FILED_ABOUT, &n_changes);
  g_autofree char *pasted = g_strnfill (1 << 20, 'x');
  g_autofree char *json = g_strdup_printf ("{\"alias\":\"%.4000s\"}", pasted);

  write_texts (list, json);
  g_assert_cmpuint (strlen (kb_filed_form_get (list, "alias")), ==, KB_LIMIT_ALIAS_CHARS);
}

/* An input method that learns would write what is typed to its own file. */
static void
test_nothing_is_learnt (void)
{
  for (KbFiledGroup group = KB_FILED_ABOUT; group <= KB_FILED_CIVIL; group++)
    {
      guint n_changes = 0;
      g_autoptr (GtkListBox) list = new_list (group, &n_changes);

      for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
           row = gtk_widget_get_next_sibling (row))
        if (ADW_IS_ENTRY_ROW (row))
          {
            GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));

            g_assert_true ((gtk_text_get_input_hints (GTK_TEXT (text)) & GTK_INPUT_HINT_PRIVATE)
                           != 0);
          }
    }
}

static void
test_templates_can_be_sent (void)
{
  g_assert_cmpuint (kb_templates_get_n (), >, 0);
  for (guint i = 0; i < kb_templates_get_n (); i++)
    {
      const KbTemplate *template = kb_templates_get (i);

      g_assert_cmpstr (template->title, !=, "");
      g_assert_cmpstr (template->text, !=, "");
      g_assert_cmpint (g_utf8_strlen (template->text, -1), <=, KB_LIMIT_MESSAGE_CHARS);
    }
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/desktop/filed/reads-what-was-written", test_reads_what_was_written);
  g_test_add_func ("/desktop/filed/says-what-is-missing", test_says_what_is_missing);
  g_test_add_func ("/desktop/filed/cuts-what-is-too-long", test_cuts_what_is_too_long);
  g_test_add_func ("/desktop/filed/nothing-is-learnt", test_nothing_is_learnt);
  g_test_add_func ("/desktop/templates/can-be-sent", test_templates_can_be_sent);

  return g_test_run ();
}
