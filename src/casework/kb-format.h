/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *kb_format_count     (guint64     count);
char *kb_format_time      (gint64      seconds);
char *kb_format_day       (gint64      seconds,
                           gint64      now);
char *kb_format_day_long  (gint64      seconds);
char *kb_format_day_wib   (gint64      seconds);
char *kb_format_hour_wib  (gint64      seconds);
char *kb_format_moment    (gint64      seconds,
                           gint64      now);
char *kb_format_period    (const char *from,
                           const char *to);
char *kb_format_countdown (guint       seconds);

G_END_DECLS
