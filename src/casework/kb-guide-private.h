/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-guide.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  KB_GUIDE_LANGUAGE_ID,
  KB_GUIDE_LANGUAGE_EN,
  KB_GUIDE_N_LANGUAGES
} KbGuideLanguage;

typedef struct
{
  char *in[KB_GUIDE_N_LANGUAGES];
} KbGuideText;

typedef struct
{
  KbGuideText        text;
  const KbGuideNode *next;
} KbGuideAnswer;

/* A question has answers, an item's end has an item, the others have title and advice. */
struct _KbGuideNode
{
  KbGuideText text;             /* question or title */
  KbGuideText advice;
  GArray     *answers;          /* of KbGuideAnswer */
  KbGuideItem item[KB_GUIDE_N_LANGUAGES];
  char       *group;
  gboolean    reached;
};

typedef struct
{
  GPtrArray   *items;           /* of KbGuideNode, in the file's order */
  GHashTable  *nodes;           /* "next NAME", "item NAME", "end NAME" → KbGuideNode */
  KbGuideNode *root;
  JsonObject  *json;            /* owns the items' texts */
} KbGuide;

KbGuide *kb_guide_read (const char  *json,
                        GError     **error);
void     kb_guide_free (KbGuide     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbGuide, kb_guide_free)

G_END_DECLS
