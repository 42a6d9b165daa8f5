/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-deadline.h"

G_BEGIN_DECLS

/* "Sisa 3 HK", "Terlambat 2 HK", … (transfer full) */
char       *kb_deadline_words       (const KbDeadline *deadline);
const char *kb_deadline_icon        (const KbDeadline *deadline);
/* The colour's class: "kb-late", "kb-warn"; NULL: it is far off. @warn: kb_clocks_get_warn(). */
const char *kb_deadline_style       (const KbDeadline *deadline,
                                     guint             warn);
/* Seconds since 1970 within a Julian day, for kb-format. */
gint64      kb_deadline_day_seconds (guint32           julian);

G_END_DECLS
