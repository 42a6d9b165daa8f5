/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"
#include "kb-deadline.h"

G_BEGIN_DECLS

/**
 * KbCaseStatus:
 *
 * In the head of a case: its status and since when, and at most three chips: the worst clock, an
 * objection, that the office waits for the reporter.
 */
#define KB_TYPE_CASE_STATUS (kb_case_status_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseStatus, kb_case_status, KB, CASE_STATUS, GtkWidget)

GtkWidget *kb_case_status_new      (void);
/* @clocks: (nullable): without, no clock is shown. */
void       kb_case_status_set_case (KbCaseStatus   *self,
                                    KbCase         *kase,
                                    const KbClocks *clocks);
const char *kb_case_status_icon    (const KbStatus *status);

G_END_DECLS
