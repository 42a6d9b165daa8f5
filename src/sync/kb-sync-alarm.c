/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include <string.h>

#define ALARMS_MAX 32
#define META "alarm"            /* kb_alarm_to_line(), one a line; empty when a person has looked */

static gboolean
is_echo (const KbAlarm *a,
         const KbAlarm *b)
{
  return g_str_equal (a->code, b->code) && a->stream == b->stream &&
         memcmp (a->author, b->author, KB_SIGN_PUBLIC_SIZE) == 0;
}

static GBytes *
to_meta (GArray *alarms)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < alarms->len; i++)
    {
      g_autofree char *line = kb_alarm_to_line (&g_array_index (alarms, KbAlarm, i));

      g_string_append_printf (text, "%s\n", line);
    }

  return g_string_free_to_bytes (text);
}

/**
 * kb_sync_load_alarms:
 *
 * Under the lock.
 */
gboolean
kb_sync_load_alarms (KbSync  *self,
                     GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) meta = kb_store_get_meta (self->store, META, &local);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_array_set_size (self->alarms, 0);
  if (meta == NULL)
    return TRUE;
  text = g_strndup (g_bytes_get_data (meta, NULL), g_bytes_get_size (meta));
  lines = g_strsplit (text, "\n", ALARMS_MAX);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      KbAlarm alarm;

      if (kb_alarm_from_line (lines[i], &alarm))
        g_array_append_val (self->alarms, alarm);
    }

  return TRUE;
}

/**
 * kb_sync_raise_alarm:
 * @code: which
 * @stream: where it was seen, or 0
 * @seq: the entry that shows it, or 0
 * @author: (nullable): whom it names
 *
 * Stays until a person has looked. The same about the same is its echo.
 */
void
kb_sync_raise_alarm (KbSync       *self,
                     const char   *code,
                     guint8        stream,
                     guint64       seq,
                     const guint8 *author)
{
  KbAlarm alarm = { .since = g_get_real_time () / G_USEC_PER_SEC, .stream = stream, .seq = seq };
  g_autoptr(GBytes) meta = NULL;
  gboolean known = FALSE;

  g_strlcpy (alarm.code, code, sizeof alarm.code);
  if (author != NULL)
    memcpy (alarm.author, author, KB_SIGN_PUBLIC_SIZE);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->alarms->len && !known; i++)
    known = is_echo (&g_array_index (self->alarms, KbAlarm, i), &alarm);
  if (!known && self->alarms->len < ALARMS_MAX)
    {
      g_array_append_val (self->alarms, alarm);
      meta = to_meta (self->alarms);
    }
  g_mutex_unlock (&self->lock);
  if (meta == NULL)
    return;
  kb_store_set_meta (self->store, META, meta, NULL);
  kb_sync_notify (self, "alarm");
}

/**
 * kb_sync_clear_alarm:
 * @error: return location
 *
 * A person has looked. Whatever is still wrong raises it again with the next pull.
 */
gboolean
kb_sync_clear_alarm (KbSync  *self,
                     GError **error)
{
  g_autoptr(GBytes) none = g_bytes_new_static ("", 0);

  if (!kb_store_set_meta (self->store, META, none, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  g_array_set_size (self->alarms, 0);
  g_mutex_unlock (&self->lock);
  kb_sync_notify (self, "alarm");

  return TRUE;
}

/**
 * kb_sync_dup_alarms:
 *
 * Returns: (transfer full) (element-type KbAlarm): all that a person has not
 *   looked at yet, the oldest first
 */
GArray *
kb_sync_dup_alarms (KbSync *self)
{
  GArray *alarms;

  g_mutex_lock (&self->lock);
  alarms = g_array_copy (self->alarms);
  g_mutex_unlock (&self->lock);

  return alarms;
}
