/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the full-text index gets. It is not asked whether a part is of the agreed form, only for
 * its words: what nobody shows has none, or the fold has set the entry aside. */
#include "config.h"

#include "kb-case-state.h"

#include "kb-json.h"
#include "kb-limits.h"
#include "kb-story.h"

#include <string.h>

static JsonObject *
parse (GBytes *plain)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);

  return kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
}

static void
add_line (GString    *text,
          const char *words)
{
  if (*words == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, words);
}

static char *
end_text (GString *text)
{
  return g_string_free (text, text->len == 0);
}

static char *
text_of_story (const KbCaseState *state,
               GBytes            *plain)
{
  g_autoptr(KbStory) story = NULL;
  g_autofree char *number = NULL;
  g_autofree char *registration = NULL;
  GString *text;

  if (plain != NULL && (story = kb_story_parse (plain, NULL)) == NULL)
    return NULL;

  number = kb_case_state_number (state);
  registration = kb_registration_number (state->complaint_id);
  text = g_string_sized_new (plain != NULL ? g_bytes_get_size (plain) + 64 : 64);
  g_string_append_printf (text, "%s %s", number, registration);
  for (guint i = 0; story != NULL && i < KB_N_STORY_TEXTS; i++)
    add_line (text, kb_story_get (story, i));

  return end_text (text);
}

/* Values that are codes or keys, not words of a person. */
static gboolean
is_code (const char *field)
{
  static const char * const codes[] = { "assignee", "importance", "waits", "related", NULL };

  return g_strv_contains (codes, field);
}

static void
add_sheet (GString    *text,
           JsonObject *sheet)
{
  g_autoptr(GList) names = json_object_get_members (sheet);

  for (GList *link = names; link != NULL; link = link->next)
    add_line (text, kb_json_string_or (sheet, link->data, ""));
}

static void
add_op (GString    *text,
        JsonObject *op)
{
  static const char * const named[] = { "note", "reason", "detail" };
  const char *field = kb_json_string_or (op, "set", kb_json_string_or (op, "add", NULL));
  JsonObject *sheet = kb_json_object (op, "sheet", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    add_line (text, kb_json_string_or (op, named[i], ""));
  if (field != NULL && !is_code (field))
    add_line (text, kb_json_string_or (op, "value", ""));
  if (sheet != NULL)
    add_sheet (text, sheet);
}

static char *
text_of_work (GBytes *plain)
{
  g_autoptr(JsonObject) object = parse (plain);
  JsonArray *ops = object != NULL ? kb_json_array (object, "ops", NULL) : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; ops != NULL && i < json_array_get_length (ops); i++)
    {
      JsonNode *op = json_array_get_element (ops, i);

      if (JSON_NODE_HOLDS_OBJECT (op))
        add_op (text, json_node_get_object (op));
    }

  return end_text (text);
}

/* The reporter's text stands in the part, the office's in the content that is proved. */
static char *
text_of_message (GBytes *plain)
{
  g_autoptr(JsonObject) part = parse (plain);
  const char *json = part != NULL ? kb_json_string_or (part, "content", NULL) : NULL;
  g_autoptr(JsonObject) content = NULL;
  GString *text = g_string_new (NULL);

  if (json != NULL)
    content = kb_json_parse (json, strlen (json), KB_LIMIT_STORY, NULL);
  if (part != NULL)
    add_line (text, kb_json_string_or (content != NULL ? content : part, "text", ""));

  return end_text (text);
}

/**
 * kb_case_search_text:
 * @state: (nullable): the case; of a complaint or a widening never %NULL
 * @kind: of the entry
 * @plain: (nullable): its opened part
 *
 * Returns: (transfer full) (nullable): of what opens a case numbers, names and words, the number
 *   alone where the story stays sealed; of work and messages what persons wrote; of a use of an
 *   identity nothing; %NULL for what has no words
 */
char *
kb_case_search_text (const KbCaseState *state,
                     KbKind             kind,
                     GBytes            *plain)
{
  if (kind == KB_KIND_COMPLAINT || kind == KB_KIND_WIDENING)
    {
      g_return_val_if_fail (state != NULL, NULL);
      return text_of_story (state, plain);
    }
  if (kind == KB_KIND_WORK && plain != NULL)
    return text_of_work (plain);
  if (kind == KB_KIND_MESSAGE && plain != NULL)
    return text_of_message (plain);

  return NULL;
}
