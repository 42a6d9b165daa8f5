/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-guide-private.h"

#include "kb-json.h"

#include <string.h>

#define MAX_SIZE (64 * 1024)
#define MAX_QUESTIONS_DEEP 6

static const char *const language_names[KB_GUIDE_N_LANGUAGES] = { "id", "en" };
static const char *const answer_kinds[] = { "next", "item", "end" };

static void
text_clear (KbGuideText *text)
{
  for (guint i = 0; i < KB_GUIDE_N_LANGUAGES; i++)
    g_clear_pointer (&text->in[i], g_free);
}

static void
answer_clear (gpointer data)
{
  text_clear (&((KbGuideAnswer *) data)->text);
}

static void
node_free (gpointer data)
{
  KbGuideNode *node = data;

  text_clear (&node->text);
  text_clear (&node->advice);
  g_clear_pointer (&node->answers, g_array_unref);
  for (guint i = 0; i < KB_GUIDE_N_LANGUAGES; i++)
    g_free ((char *) node->item[i].articles);
  g_free (node->group);
  g_free (node);
}

/*< private >
 * kb_guide_free:
 */
void
kb_guide_free (KbGuide *self)
{
  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->nodes);
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self);
}

/* Exactly these members, so that a slip of the pen in the file is noticed. */
static gboolean
check_members (JsonObject  *object,
               guint        n,
               GError     **error)
{
  if (json_object_get_size (object) == n)
    return TRUE;

  g_set_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_SHAPE, "%u members instead of %u",
               json_object_get_size (object), n);
  return FALSE;
}

static JsonObject *
get_texts (JsonObject  *object,
           const char  *member,
           GError     **error)
{
  JsonObject *texts = kb_json_object (object, member, error);

  return texts != NULL && check_members (texts, KB_GUIDE_N_LANGUAGES, error) ? texts : NULL;
}

static gboolean
read_text (JsonObject   *object,
           const char   *member,
           KbGuideText  *ret_text,
           GError      **error)
{
  JsonObject *texts = get_texts (object, member, error);

  for (guint i = 0; texts != NULL && i < KB_GUIDE_N_LANGUAGES; i++)
    {
      const char *text = kb_json_string (texts, language_names[i], error);

      if (text == NULL)
        return FALSE;
      if (*text == '\0')
        {
          g_set_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_SHAPE, "“%s” is empty", member);
          return FALSE;
        }
      ret_text->in[i] = g_strdup (text);
    }

  return texts != NULL;
}

static JsonObject *
get_element (JsonArray  *array,
             guint       i,
             GError    **error)
{
  JsonNode *node = json_array_get_element (array, i);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  g_set_error_literal (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_SHAPE, "Not an object in a list");
  return NULL;
}

static KbGuideNode *
add_node (KbGuide    *self,
          const char *kind,
          const char *name)
{
  KbGuideNode *node = g_new0 (KbGuideNode, 1);

  g_hash_table_insert (self->nodes, g_strconcat (kind, " ", name, NULL), node);

  return node;
}

/* ---------------------------------------------------------------- items */

/* "UU 31/1999 … pasal 3 = KUHP pasal 604"; null where the article stayed where it was. */
static char *
read_articles (JsonObject  *item,
               GError     **error)
{
  JsonArray *articles = kb_json_array (item, "articles", error);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; articles != NULL && i < json_array_get_length (articles); i++)
    {
      JsonObject *article = get_element (articles, i, error);
      const char *old = article != NULL ? kb_json_string (article, "old", error) : NULL;
      JsonNode *now = old != NULL ? json_object_get_member (article, "new") : NULL;

      if (old == NULL || !check_members (article, 2, error))
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", old);
      if (now == NULL || !JSON_NODE_HOLDS_NULL (now))
        {
          const char *moved = kb_json_string (article, "new", error);

          if (moved == NULL)
            return NULL;
          g_string_append_printf (text, " = %s", moved);
        }
    }
  if (articles == NULL)
    return NULL;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
read_item (KbGuide     *self,
           JsonObject  *object,
           GError     **error)
{
  const char *category = kb_json_string (object, "category", error);
  const char *group = category != NULL ? kb_json_string (object, "group", error) : NULL;
  g_autofree char *name = NULL;
  KbGuideNode *node;

  if (group == NULL || !check_members (object, 6, error) ||
      get_texts (object, "examples", error) == NULL)
    return FALSE;

  name = *group != '\0' ? g_strconcat (category, "/", group, NULL) : g_strdup (category);
  node = add_node (self, "item", name);
  node->group = g_strdup ("berkadar");
  g_ptr_array_add (self->items, node);
  if (!read_text (object, "title", &node->text, error) ||
      !read_text (object, "text", &node->advice, error))
    return FALSE;

  for (guint i = 0; i < KB_GUIDE_N_LANGUAGES; i++)
    {
      char *articles = read_articles (object, error);

      if (articles == NULL)
        return FALSE;
      node->item[i] = (KbGuideItem) { .category = category, .group = group,
                                      .title = node->text.in[i], .text = node->advice.in[i],
                                      .articles = articles };
    }

  return TRUE;
}

static gboolean
read_items (KbGuide  *self,
            GError  **error)
{
  JsonArray *items = kb_json_array (self->json, "items", error);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonObject *item = get_element (items, i, error);

      if (item == NULL || !read_item (self, item, error))
        return FALSE;
    }

  return items != NULL;
}

/* ---------------------------------------------------------------- tree */

/* What the reporter may be told: the text, and whom to turn to, one a line. */
static gboolean
read_advice (JsonObject   *end,
             KbGuideText  *ret_advice,
             GError      **error)
{
  JsonArray *turn_to = kb_json_array (end, "turn_to", error);

  if (turn_to == NULL || !read_text (end, "text", ret_advice, error))
    return FALSE;
  if (json_array_get_length (turn_to) == 0)
    {
      g_set_error_literal (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_SHAPE, "An end names nobody");
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (turn_to); i++)
    {
      g_autoptr(JsonObject) line = json_object_new ();
      KbGuideText text = { 0 };

      json_object_set_member (line, "line", json_array_dup_element (turn_to, i));
      if (!read_text (line, "line", &text, error))
        {
          text_clear (&text);
          return FALSE;
        }
      for (guint j = 0; j < KB_GUIDE_N_LANGUAGES; j++)
        {
          g_autofree char *before = ret_advice->in[j];

          ret_advice->in[j] = g_strconcat (before, "\n• ", text.in[j], NULL);
        }
      text_clear (&text);
    }

  return TRUE;
}

static gboolean
read_ends (KbGuide     *self,
           JsonObject  *tree,
           GError     **error)
{
  JsonObject *ends = kb_json_object (tree, "ends", error);
  g_autoptr(GList) names = ends != NULL ? json_object_get_members (ends) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonObject *end = kb_json_object (ends, name->data, error);
      KbGuideNode *node = add_node (self, "end", name->data);
      const char *group = end != NULL ? kb_json_string (end, "group", error) : NULL;

      if (group == NULL || !check_members (end, 4, error) ||
          !read_text (end, "title", &node->text, error) ||
          !read_advice (end, &node->advice, error))
        return FALSE;
      if (!g_str_equal (group, "tidak_berkadar") && !g_str_equal (group, "bukan_kewenangan"))
        {
          g_set_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_SHAPE, "Unknown group “%s”", group);
          return FALSE;
        }
      node->group = g_strdup (group);
    }

  return ends != NULL;
}

static gboolean
read_answer (KbGuide     *self,
             JsonObject  *object,
             GArray      *answers,
             GError     **error)
{
  KbGuideAnswer answer = { 0 };

  if (!check_members (object, 2, error) || !read_text (object, "text", &answer.text, error))
    {
      text_clear (&answer.text);
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (answer_kinds); i++)
    {
      const char *name = kb_json_string_or (object, answer_kinds[i], "");
      g_autofree char *key = g_strconcat (answer_kinds[i], " ", name, NULL);

      if (*name != '\0')
        answer.next = g_hash_table_lookup (self->nodes, key);
    }
  g_array_append_val (answers, answer);
  if (answer.next != NULL)
    return TRUE;

  g_set_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_TREE, "“%s” leads nowhere",
               answer.text.in[KB_GUIDE_LANGUAGE_ID]);
  return FALSE;
}

static gboolean
read_question (KbGuide      *self,
               JsonObject   *object,
               KbGuideNode  *node,
               GError      **error)
{
  JsonArray *answers = kb_json_array (object, "answers", error);

  if (answers == NULL || !check_members (object, 2, error) ||
      !read_text (object, "question", &node->text, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = get_element (answers, i, error);

      if (answer == NULL || !read_answer (self, answer, node->answers, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_questions (KbGuide     *self,
                JsonObject  *tree,
                GError     **error)
{
  JsonObject *questions = kb_json_object (tree, "questions", error);
  g_autoptr(GList) names = questions != NULL ? json_object_get_members (questions) : NULL;

  /* All of them first: an answer may lead to a later one. */
  for (GList *name = names; name != NULL; name = name->next)
    {
      KbGuideNode *node = add_node (self, "next", name->data);

      node->answers = g_array_new (FALSE, FALSE, sizeof (KbGuideAnswer));
      g_array_set_clear_func (node->answers, answer_clear);
    }
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *key = g_strconcat ("next ", name->data, NULL);
      JsonObject *question = kb_json_object (questions, name->data, error);

      if (question == NULL ||
          !read_question (self, question, g_hash_table_lookup (self->nodes, key), error))
        return FALSE;
    }

  return questions != NULL;
}

/* Marks what can be reached; too deep is a circle, or too many questions for a person. */
static gboolean
walk (KbGuideNode *node,
      guint        depth)
{
  node->reached = TRUE;
  if (node->answers == NULL)
    return TRUE;
  if (depth == MAX_QUESTIONS_DEEP || node->answers->len < 2)
    return FALSE;
  for (guint i = 0; i < node->answers->len; i++)
    if (!walk ((KbGuideNode *) g_array_index (node->answers, KbGuideAnswer, i).next, depth + 1))
      return FALSE;

  return TRUE;
}

static gboolean
check_tree (KbGuide  *self,
            GError  **error)
{
  GHashTableIter iter;
  gpointer name, node;

  if (self->root == NULL || !walk (self->root, 0))
    {
      g_set_error_literal (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_TREE,
                           "The tree has no start, goes in a circle or has a lone answer");
      return FALSE;
    }
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, &name, &node))
    if (!((KbGuideNode *) node)->reached)
      {
        g_set_error (error, KB_GUIDE_ERROR, KB_GUIDE_ERROR_TREE, "No answer leads to “%s”",
                     (const char *) name);
        return FALSE;
      }

  return TRUE;
}

/*< private >
 * kb_guide_read:
 *
 * Strict: what the file should not have is an error, a #KbGuideError or #KbJsonError.
 */
KbGuide *
kb_guide_read (const char  *json,
               GError     **error)
{
  g_autoptr(KbGuide) self = g_new0 (KbGuide, 1);
  g_autofree char *start = NULL;
  JsonObject *tree;

  self->items = g_ptr_array_new ();
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  self->json = kb_json_parse (json, strlen (json), MAX_SIZE, error);
  if (self->json == NULL || !check_members (self->json, 4, error) || !read_items (self, error))
    return NULL;

  tree = kb_json_object (self->json, "tree", error);
  if (tree == NULL || !check_members (tree, 3, error) || !read_ends (self, tree, error) ||
      !read_questions (self, tree, error))
    return NULL;

  start = g_strconcat ("next ", kb_json_string_or (tree, "start", ""), NULL);
  self->root = g_hash_table_lookup (self->nodes, start);

  return check_tree (self, error) ? g_steal_pointer (&self) : NULL;
}
