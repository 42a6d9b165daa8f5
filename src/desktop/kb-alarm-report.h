/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-access.h"
#include "kb-desk-office.h"

G_BEGIN_DECLS

/**
 * KbAlarmReport:
 * @alarms: of KbAlarm, the oldest first
 * @authors: names of those whom the alarms name, "" where none, in the same order
 * @supervisors: names of the supervisors who have access, with commas
 * @text: the whole as a text file: nothing of any case is in it
 */
typedef struct
{
  GArray    *alarms;
  GPtrArray *authors;
  char      *supervisors;
  char      *text;
} KbAlarmReport;

/* Blocks; for kb_desk_run_async(). */
gboolean kb_alarm_report_fill (const KbOffice  *office,
                               KbAlarmReport   *self,
                               GError         **error);
void     kb_alarm_report_free (KbAlarmReport   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbAlarmReport, kb_alarm_report_free)

G_END_DECLS
