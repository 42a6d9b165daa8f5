/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * KbClock:
 * @now: answers seconds since 1970-01-01 UTC
 * @data: handed to @now
 *
 * Time as an argument, so that tests choose it.
 */
typedef struct
{
  gint64   (*now) (gpointer data);
  gpointer   data;
} KbClock;

KbClock kb_clock_system (void);
KbClock kb_clock_fixed  (const gint64  *seconds);
gint64  kb_clock_now    (const KbClock *self);
guint64 kb_clock_hour   (const KbClock *self);

/* "2026-11-24" as a day number (GDate's julian); of years 1900 to 2199, nothing but such a date.
 * @text: (nullable) */
gboolean  kb_day_parse  (const char *text,
                         guint32    *ret_day);
char     *kb_day_format (guint32     day);

G_END_DECLS
