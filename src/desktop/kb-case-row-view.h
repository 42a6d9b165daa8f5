/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

#define KB_TYPE_CASE_ROW_VIEW (kb_case_row_view_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseRowView, kb_case_row_view, KB, CASE_ROW_VIEW, GtkWidget)

GtkWidget *kb_case_row_view_new     (void);
void       kb_case_row_view_set_row (KbCaseRowView *self,
                                     KbCaseRow     *row);
void       kb_case_row_view_set_query (KbCaseRowView *self,
                                       const char    *query);

G_END_DECLS
