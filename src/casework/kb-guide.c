/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-guide-private.h"

#include "kb-i18n.h"

#include "kb-guide-json.h"

G_DEFINE_QUARK (kb-guide-error-quark, kb_guide_error)

/* Read once; it lives as long as the program. A wrong file is found by the tests. */
static const KbGuide *
get_guide (void)
{
  static const KbGuide *guide;

  if (g_once_init_enter (&guide))
    {
      g_autoptr(GError) error = NULL;
      KbGuide *read = kb_guide_read (guide_json, &error);

      if (read == NULL)
        g_error ("data/guide.json: %s", error->message);
      g_once_init_leave (&guide, read);
    }

  return guide;
}

static KbGuideLanguage
get_language (void)
{
  return g_str_equal (kb_i18n_get_language (), "id") ? KB_GUIDE_LANGUAGE_ID : KB_GUIDE_LANGUAGE_EN;
}

guint
kb_guide_get_n_items (void)
{
  return get_guide ()->items->len;
}

const KbGuideItem *
kb_guide_get_item (guint i)
{
  const KbGuide *guide = get_guide ();

  g_return_val_if_fail (i < guide->items->len, NULL);

  return kb_guide_node_get_item (g_ptr_array_index (guide->items, i));
}

/**
 * kb_guide_find_item:
 * @group: "" where the category has none
 *
 * Returns: (nullable): the item of that category and group
 */
const KbGuideItem *
kb_guide_find_item (const char *category,
                    const char *group)
{
  for (guint i = 0; i < kb_guide_get_n_items (); i++)
    {
      const KbGuideItem *item = kb_guide_get_item (i);

      if (g_str_equal (item->category, category) && g_str_equal (item->group, group))
        return item;
    }

  return NULL;
}

/**
 * kb_guide_get_root:
 *
 * Returns: the first question
 */
const KbGuideNode *
kb_guide_get_root (void)
{
  return get_guide ()->root;
}

/**
 * kb_guide_node_get_question:
 *
 * Returns: (nullable): the question, or %NULL at an end
 */
const char *
kb_guide_node_get_question (const KbGuideNode *node)
{
  return node->answers != NULL ? node->text.in[get_language ()] : NULL;
}

guint
kb_guide_node_get_n_answers (const KbGuideNode *node)
{
  return node->answers != NULL ? node->answers->len : 0;
}

const char *
kb_guide_node_get_answer (const KbGuideNode *node,
                          guint              i)
{
  g_return_val_if_fail (i < kb_guide_node_get_n_answers (node), NULL);

  return g_array_index (node->answers, KbGuideAnswer, i).text.in[get_language ()];
}

const KbGuideNode *
kb_guide_node_get_next (const KbGuideNode *node,
                        guint              i)
{
  g_return_val_if_fail (i < kb_guide_node_get_n_answers (node), NULL);

  return g_array_index (node->answers, KbGuideAnswer, i).next;
}

/**
 * kb_guide_node_get_item:
 *
 * Returns: (nullable): what the tree ends in, or %NULL at a question and outside of oversight
 */
const KbGuideItem *
kb_guide_node_get_item (const KbGuideNode *node)
{
  const KbGuideItem *item = &node->item[get_language ()];

  return item->category != NULL ? item : NULL;
}

/**
 * kb_guide_node_get_group:
 *
 * Returns: (nullable): at an end, the sheet's group: `berkadar`, `tidak_berkadar` or
 *   `bukan_kewenangan`
 */
const char *
kb_guide_node_get_group (const KbGuideNode *node)
{
  return node->group;
}

/**
 * kb_guide_node_get_title:
 *
 * Returns: (nullable): an end in a few words, or %NULL at a question
 */
const char *
kb_guide_node_get_title (const KbGuideNode *node)
{
  return node->answers == NULL ? node->text.in[get_language ()] : NULL;
}

/**
 * kb_guide_node_get_advice:
 *
 * Returns: (nullable): what an end means; outside of oversight also whom to turn to, one a line
 */
const char *
kb_guide_node_get_advice (const KbGuideNode *node)
{
  return node->advice.in[get_language ()];
}

/**
 * kb_guide_check:
 * @json: in place of data/guide.json
 *
 * Reads a guide as the program does its own; for tests.
 *
 * Returns: %FALSE with a #KbGuideError or #KbJsonError
 */
gboolean
kb_guide_check (const char  *json,
                GError     **error)
{
  g_autoptr(KbGuide) guide = kb_guide_read (json, error);

  return guide != NULL;
}
