/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Why two cases are probably the same matter; bits. */
typedef enum
{
  KB_SIMILAR_UNIT = 1 << 0,
  KB_SIMILAR_NAME = 1 << 1,
  KB_SIMILAR_DATE = 1 << 2,
  KB_SIMILAR_TEXT = 1 << 3,
} KbSimilarWhy;

typedef struct
{
  guint32      id;
  float        score;            /* 0 to 1; KB_SIMILAR_THRESHOLD or more */
  KbSimilarWhy why;
} KbSimilarHit;

/* As tests/casework/test-similar.c measures it. */
#define KB_SIMILAR_THRESHOLD 0.52f

/**
 * KbSimilar:
 *
 * Which cases are probably about the same matter: by the unit, the names and the
 * dates of the stories, and by the rare words that they share. Of each case some
 * 300 bytes are kept, in memory only: hashes, no words. A guess that is offered
 * to a person; nothing follows from it by itself. Any thread.
 */
typedef struct _KbSimilar KbSimilar;

KbSimilar *kb_similar_new   (void);
KbSimilar *kb_similar_ref   (KbSimilar    *self);
void       kb_similar_unref (KbSimilar    *self);
/* @story: an opened story; one that is not of the agreed form is no case. The same @id again
 * changes nothing. */
void       kb_similar_add   (KbSimilar    *self,
                             guint32       id,
                             GBytes       *story);
/* Of KbSimilarHit, the likeliest first, at most @max; empty where @id is not there. */
GArray    *kb_similar_find  (KbSimilar    *self,
                             guint32       id,
                             guint         max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbSimilar, kb_similar_unref)

G_END_DECLS
