/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-deadline.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbLateRow:
 *
 * One case whose clocks run or stand still, by the worst of them, as of the
 * day on which it was judged.
 */
#define KB_TYPE_LATE_ROW (kb_late_row_get_type ())
G_DECLARE_FINAL_TYPE (KbLateRow, kb_late_row, KB, LATE_ROW, GObject)

guint32     kb_late_row_get_id       (KbLateRow *self);
const char *kb_late_row_get_number   (KbLateRow *self);
const char *kb_late_row_get_clock    (KbLateRow *self);   /* code */
const char *kb_late_row_get_label    (KbLateRow *self);   /* of the clock, for people */
const char *kb_late_row_get_unit     (KbLateRow *self);
const char *kb_late_row_get_assignee (KbLateRow *self);   /* name; "": nobody */
const char *kb_late_row_get_status   (KbLateRow *self);   /* for people */
gboolean    kb_late_row_is_paused    (KbLateRow *self);
int         kb_late_row_get_left     (KbLateRow *self);   /* negative: late */
/* "Late by 2 working days", "Due today", "1 working day left", "Paused: …" */
char       *kb_late_row_dup_words    (KbLateRow *self);

/* Judges every case of the file on a worker thread, the most late first. @once_a_day: for the
 * notification; where this file was asked so today already, there are no rows. */
void        kb_late_scan_async       (KbDesk               *desk,
                                      gint64                now,
                                      gboolean              once_a_day,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* (transfer full) (element-type KbLateRow) */
GPtrArray  *kb_late_scan_finish      (KbDesk               *desk,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
