/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbGuideItem:
 * @articles: (nullable): as one text, both numbers where an article moved
 *
 * What may be reported, of data/guide.json, which the citizens' page reads too.
 */
typedef struct
{
  const char *category;
  const char *group;             /* "" where the category has none */
  const char *title;             /* in Indonesian, for people */
  const char *text;
  const char *articles;
} KbGuideItem;

/**
 * KbGuideNode:
 *
 * A question of the decision tree, or its end (@item not %NULL).
 */
typedef struct _KbGuideNode KbGuideNode;

guint              kb_guide_get_n_items  (void);
const KbGuideItem *kb_guide_get_item     (guint              i);
const KbGuideItem *kb_guide_find_item    (const char        *category,
                                          const char        *group);
const KbGuideNode *kb_guide_get_root     (void);
const char        *kb_guide_node_get_question  (const KbGuideNode *node);
guint              kb_guide_node_get_n_answers (const KbGuideNode *node);
const char        *kb_guide_node_get_answer    (const KbGuideNode *node,
                                                guint              i);
const KbGuideNode *kb_guide_node_get_next      (const KbGuideNode *node,
                                                guint              i);
const KbGuideItem *kb_guide_node_get_item      (const KbGuideNode *node);
/* Where the tree ends outside of oversight: code of KB_SHEET_GROUP; "berkadar" with an item. */
const char        *kb_guide_node_get_group     (const KbGuideNode *node);

G_END_DECLS
