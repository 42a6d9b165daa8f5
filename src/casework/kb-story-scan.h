/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbStoryScan:
 *
 * Private to casework/: reads JSON text once, from front to back. A story is
 * read several times on the way into the store, 100,000 times in a first pull;
 * json-glib's tree takes thrice the time. As strict as kb_json_parse(): no
 * name twice, no NUL, no depth; the fuzz target story compares what they read.
 *
 * Each call answers %FALSE or %NULL where the text is not as expected; the
 * caller then gives up.
 */
typedef struct
{
  const char *at;
  const char *end;
  guint       depth;
  char       *to;               /* where the next text goes; as large as the input */
} KbStoryScan;

/* @member is called at each member's value, which it must read. */
typedef gboolean (*KbStoryMember) (KbStoryScan *self,
                                   const char  *name,
                                   gpointer     data);

gboolean    kb_story_scan_begin    (KbStoryScan    *self,
                                    const char     *data,
                                    gsize           size,
                                    char           *buffer);
gboolean    kb_story_scan_end      (KbStoryScan    *self);
gboolean    kb_story_scan_object   (KbStoryScan    *self,
                                    KbStoryMember   member,
                                    gpointer        data);
/* Unescaped, in the buffer. */
const char *kb_story_scan_text     (KbStoryScan    *self);
/* true, false, null or a number, as @word. */
gboolean    kb_story_scan_word     (KbStoryScan    *self,
                                    const char     *word);
gboolean    kb_story_scan_skip     (KbStoryScan    *self);

G_END_DECLS
