/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-alarm-report.h"

#include <glib/gi18n.h>

#include "kb-access-row.h"
#include "kb-bytes.h"

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC") : g_strdup ("–");
}

static void
add_line (GString    *text,
          const char *title,
          const char *value)
{
  g_string_append_printf (text, "%s: %s\n", title, value);
}

static void
add_alarm (GString       *text,
           const KbAlarm *alarm,
           const char    *author)
{
  g_autofree char *since = format_time (alarm->since);
  g_autofree char *key = kb_hex_encode (alarm->author, KB_SIGN_PUBLIC_SIZE);

  g_string_append_printf (text, "\n%s\n%s\n", kb_alarm_get_title (alarm->code),
                          kb_alarm_get_sentence (alarm->code));
  add_line (text, _("Code"), alarm->code);
  add_line (text, _("Since"), since);
  if (alarm->stream != 0)
    {
      g_autofree char *number = g_strdup_printf ("%s %" G_GUINT64_FORMAT,
                                                 kb_access_stream_words (alarm->stream),
                                                 alarm->seq);

      add_line (text, _("Journal"), number);
    }
  if (kb_alarm_has_author (alarm))
    {
      add_line (text, _("Names"), author);
      add_line (text, _("Key of that computer"), key);
    }
}

/* The fingerprints at which this computer stood: what a colleague compares with. */
static void
add_heads (GString        *text,
           const KbOffice *office,
           KbAccess       *access)
{
  g_string_append_printf (text, "\n%s\n", _("Journal fingerprint"));
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      guint64 seq = kb_access_get_head (access, stream);
      g_autofree char *words = NULL;

      if (seq == 0)
        continue;
      words = kb_sync_compare_words (office->sync, stream, seq, NULL, NULL);
      g_string_append_printf (text, "%s %" G_GUINT64_FORMAT ": %s\n",
                              kb_access_stream_words (stream), seq, words != NULL ? words : "–");
    }
}

static char *
join_supervisors (KbAccess *access)
{
  const KbRoster *roster = kb_access_get_roster (access);
  const KbDevice *own = kb_access_get_own (access);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      if (device->role != KB_DEVICE_ROLE_SUPERVISOR || device->revoked_seq != 0 || device == own)
        continue;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", device->name);
    }
  return g_string_free (names, FALSE);
}

/**
 * kb_alarm_report_fill:
 * @office: the office
 * @self: filled in
 * @error: return location
 *
 * Collects what a person needs who is told of an alarm. Blocks.
 */
gboolean
kb_alarm_report_fill (const KbOffice  *office,
                      KbAlarmReport   *self,
                      GError         **error)
{
  g_autoptr (KbAccess) access = kb_access_load (office->sync, office->store, office->membership,
                                                error);
  g_autofree char *now = format_time (g_get_real_time () / G_USEC_PER_SEC);
  GString *text;

  if (access == NULL)
    return FALSE;
  text = g_string_new (_("Kumbang: details of an alarm"));
  g_string_append_c (text, '\n');
  add_line (text, _("Written"), now);
  add_line (text, _("Office"), kb_roster_get_office (kb_access_get_roster (access)));
  add_line (text, _("Person"), office->membership->name);
  add_line (text, _("Program"), PACKAGE_VERSION);

  self->alarms = kb_sync_dup_alarms (office->sync);
  self->authors = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->alarms->len; i++)
    {
      const KbAlarm *alarm = &g_array_index (self->alarms, KbAlarm, i);
      const KbDevice *author = kb_roster_find_device (kb_access_get_roster (access),
                                                      alarm->author);

      g_ptr_array_add (self->authors, g_strdup (author != NULL ? author->name : ""));
      add_alarm (text, alarm, g_ptr_array_index (self->authors, i));
    }
  add_heads (text, office, access);
  self->supervisors = join_supervisors (access);
  self->text = g_string_free (text, FALSE);
  return TRUE;
}

void
kb_alarm_report_free (KbAlarmReport *self)
{
  g_clear_pointer (&self->alarms, g_array_unref);
  g_clear_pointer (&self->authors, g_ptr_array_unref);
  g_free (self->supervisors);
  g_free (self->text);
  g_free (self);
}
