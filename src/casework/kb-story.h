/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Private to casework/. */

typedef enum
{
  KB_STORY_ALIAS,
  KB_STORY_CATEGORY,
  KB_STORY_GROUP,
  KB_STORY_TEXT,
  KB_STORY_REPORTED_KIND,
  KB_STORY_REPORTED_NAME,
  KB_STORY_REPORTED_POSITION,
  KB_STORY_REPORTED_UNIT,
  KB_STORY_INSPECTORATE,
  KB_STORY_WHEN_FROM,
  KB_STORY_WHEN_TO,
  KB_STORY_WHERE,
  KB_STORY_VALUE,
  KB_STORY_WITNESSES,
  KB_STORY_ELSEWHERE,
  KB_STORY_EVIDENCE,
  KB_N_STORY_TEXTS,
} KbStoryText;

/**
 * KbStory:
 *
 * The members of a story that are read by people; texts are never %NULL.
 */
typedef struct _KbStory KbStory;

/* NULL with KB_CASE_ERROR_STORY unless @plain is what docs/protocol.md says. */
KbStory    *kb_story_parse     (GBytes         *plain,
                                GError        **error);
void        kb_story_free      (KbStory        *self);
const char *kb_story_get       (const KbStory  *self,
                                KbStoryText     text);
/* Does it say by what key and to whom the office answers? */
gboolean    kb_story_has_way_back (const KbStory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbStory, kb_story_free)

G_END_DECLS
