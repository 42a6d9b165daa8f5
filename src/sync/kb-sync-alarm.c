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
 * Stays until a person has looked. The same about the same is its echo. The disk is
 * written under the lock, so that no older list comes after a newer one.
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
      kb_store_set_meta (self->store, META, meta, NULL);
    }
  g_mutex_unlock (&self->lock);
  if (meta != NULL)
    kb_sync_notify (self, "alarm");
}

static gboolean
is_among (const KbAlarm *alarm,
          GArray        *seen)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const KbAlarm *one = &g_array_index (seen, KbAlarm, i);

      if (is_echo (one, alarm) && one->seq == alarm->seq && one->since == alarm->since)
        return TRUE;
    }

  return FALSE;
}

/**
 * kb_sync_clear_alarms:
 * @seen: (element-type KbAlarm): what the person was shown, from kb_sync_dup_alarms()
 * @error: return location
 *
 * A person has looked at these; what came meanwhile stays. Whatever is still wrong
 * raises its alarm again with the next pull, but not what one entry has shown once.
 */
gboolean
kb_sync_clear_alarms (KbSync  *self,
                      GArray  *seen,
                      GError **error)
{
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (KbAlarm));
  g_autoptr(GBytes) meta = NULL;
  gboolean ok;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->alarms->len; i++)
    if (!is_among (&g_array_index (self->alarms, KbAlarm, i), seen))
      g_array_append_val (left, g_array_index (self->alarms, KbAlarm, i));
  meta = to_meta (left);
  ok = kb_store_set_meta (self->store, META, meta, error);
  if (ok)
    {
      g_array_set_size (self->alarms, 0);
      g_array_append_vals (self->alarms, left->data, left->len);
    }
  g_mutex_unlock (&self->lock);
  if (ok)
    kb_sync_notify (self, "alarm");

  return ok;
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
