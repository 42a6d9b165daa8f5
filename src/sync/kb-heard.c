/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-heard.h"

#include "kb-limits.h"

#include <string.h>

/* Saved form: u32 n ‖ n × (32 author ‖ u64 hour). One office has few authors. */
typedef struct
{
  guint8  author[KB_SIGN_PUBLIC_SIZE];
  guint64 hour;
} Heard;

struct _KbHeard
{
  GArray *all;                  /* of Heard */
};

KbHeard *
kb_heard_new (void)
{
  KbHeard *self = g_new0 (KbHeard, 1);

  self->all = g_array_new (FALSE, TRUE, sizeof (Heard));

  return self;
}

void
kb_heard_free (KbHeard *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->all);
  g_free (self);
}

static Heard *
find (KbHeard      *self,
      const guint8  author[KB_SIGN_PUBLIC_SIZE])
{
  for (guint i = 0; i < self->all->len; i++)
    {
      Heard *heard = &g_array_index (self->all, Heard, i);

      if (memcmp (heard->author, author, KB_SIGN_PUBLIC_SIZE) == 0)
        return heard;
    }

  return NULL;
}

void
kb_heard_note (KbHeard      *self,
               const guint8  author[KB_SIGN_PUBLIC_SIZE],
               guint64       hour)
{
  Heard *heard = find (self, author);
  Heard first = { .hour = hour };

  if (heard != NULL)
    {
      heard->hour = MAX (heard->hour, hour);
      return;
    }
  memcpy (first.author, author, KB_SIGN_PUBLIC_SIZE);
  g_array_append_val (self->all, first);
}

guint64
kb_heard_get (KbHeard      *self,
              const guint8  author[KB_SIGN_PUBLIC_SIZE])
{
  const Heard *heard = find (self, author);

  return heard != NULL ? heard->hour : 0;
}

void
kb_heard_save (KbHeard    *self,
               GByteArray *out)
{
  kb_write_u32 (out, self->all->len);
  for (guint i = 0; i < self->all->len; i++)
    {
      const Heard *heard = &g_array_index (self->all, Heard, i);

      kb_write_bytes (out, heard->author, KB_SIGN_PUBLIC_SIZE);
      kb_write_u64 (out, heard->hour);
    }
}

/**
 * kb_heard_load:
 * @reader: at the beginning of what kb_heard_save() wrote; moved behind it
 */
gboolean
kb_heard_load (KbHeard  *self,
               KbReader *reader)
{
  guint32 n = kb_reader_u32 (reader);

  if (n > KB_LIMIT_DEVICES || n > kb_reader_remaining (reader) / (KB_SIGN_PUBLIC_SIZE + 8))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    {
      Heard heard;

      kb_reader_copy (reader, heard.author, KB_SIGN_PUBLIC_SIZE);
      heard.hour = kb_reader_u64 (reader);
      g_array_append_val (self->all, heard);
    }

  return TRUE;
}
