/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-deadline-words.h"

#include <glib/gi18n.h>

#define JULIAN_1970 719163u      /* as GDate counts */
#define SECONDS_A_DAY 86400

static char *
words_left (const KbDeadline *deadline)
{
  guint n = ABS (deadline->left);

  if (deadline->left == 0)
    return g_strdup (_("Due today"));
  if (deadline->left < 0 && deadline->rule->calendar_days)
    return g_strdup_printf (ngettext ("%u day late", "%u days late", n), n);
  if (deadline->left < 0)
    /* Translators: short form of "working days" in Indonesian: HK. */
    return g_strdup_printf (ngettext ("%u working day late", "%u working days late", n), n);
  if (deadline->rule->calendar_days)
    return g_strdup_printf (ngettext ("%u day left", "%u days left", n), n);
  return g_strdup_printf (ngettext ("%u working day left", "%u working days left", n), n);
}

char *
kb_deadline_words (const KbDeadline *deadline)
{
  switch (deadline->state)
    {
    case KB_DEADLINE_PAUSED:
      return g_strdup (_("Paused: waiting for the reporter"));
    case KB_DEADLINE_MET:
      return g_strdup (_("Done in time"));
    case KB_DEADLINE_MISSED:
      return g_strdup (_("Done late"));
    case KB_DEADLINE_RUNNING:
    default:
      return words_left (deadline);
    }
}

const char *
kb_deadline_icon (const KbDeadline *deadline)
{
  switch (deadline->state)
    {
    case KB_DEADLINE_PAUSED:
      return "media-playback-pause-symbolic";
    case KB_DEADLINE_MET:
      return "emblem-ok-symbolic";
    case KB_DEADLINE_MISSED:
      return "task-past-due-symbolic";
    case KB_DEADLINE_RUNNING:
    default:
      return deadline->left < 0 ? "task-past-due-symbolic" : "alarm-symbolic";
    }
}

const char *
kb_deadline_style (const KbDeadline *deadline,
                   guint             warn)
{
  if (deadline->state != KB_DEADLINE_RUNNING)
    return NULL;
  if (deadline->left < 0)
    return "kb-late";
  return deadline->left <= (int) warn ? "kb-warn" : NULL;
}

gint64
kb_deadline_day_seconds (guint32 julian)
{
  /* 13:00 in western Indonesia. */
  return ((gint64) julian - JULIAN_1970) * SECONDS_A_DAY + SECONDS_A_DAY / 4;
}
