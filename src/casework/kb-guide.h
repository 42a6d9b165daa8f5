/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_GUIDE_ERROR (kb_guide_error_quark ())

/**
 * KbGuideError:
 * @KB_GUIDE_ERROR_SHAPE: a member is missing, unknown or of the wrong type, or a text lacks a
 *   language
 * @KB_GUIDE_ERROR_TREE: an answer leads nowhere or in a circle, or something can't be reached
 */
typedef enum
{
  KB_GUIDE_ERROR_SHAPE,
  KB_GUIDE_ERROR_TREE,
} KbGuideError;

/**
 * KbGuideItem:
 * @articles: as one text, both numbers where an article moved
 *
 * What may be reported, of data/guide.json, which the citizens' page reads too.
 */
typedef struct
{
  const char *category;
  const char *group;             /* "" where the category has none */
  const char *title;             /* for people, in the language that the program speaks */
  const char *text;
  const char *articles;
} KbGuideItem;

/**
 * KbGuideNode:
 *
 * A question of the decision tree, or an end: with an item, or outside of oversight with a
 * title and advice.
 */
typedef struct _KbGuideNode KbGuideNode;

GQuark             kb_guide_error_quark        (void);
guint              kb_guide_get_n_items        (void);
const KbGuideItem *kb_guide_get_item           (guint              i);
const KbGuideItem *kb_guide_find_item          (const char        *category,
                                                const char        *group);
const KbGuideNode *kb_guide_get_root           (void);
const char        *kb_guide_node_get_question  (const KbGuideNode *node);
guint              kb_guide_node_get_n_answers (const KbGuideNode *node);
const char        *kb_guide_node_get_answer    (const KbGuideNode *node,
                                                guint              i);
const KbGuideNode *kb_guide_node_get_next      (const KbGuideNode *node,
                                                guint              i);
const KbGuideItem *kb_guide_node_get_item      (const KbGuideNode *node);
const char        *kb_guide_node_get_group     (const KbGuideNode *node);
const char        *kb_guide_node_get_title     (const KbGuideNode *node);
const char        *kb_guide_node_get_advice    (const KbGuideNode *node);
gboolean           kb_guide_check              (const char        *json,
                                                GError           **error);

G_END_DECLS
