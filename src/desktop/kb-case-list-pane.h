/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-alert-bar.h"
#include "kb-filter-bar.h"
#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbCaseListPane:
 *
 * The list of cases of a view, with search.
 *
 * Properties: "model" (GListModel of KbCaseRow), "selected" (#KbCaseRow, %NULL), "title" (string:
 * of the view), "query" (string: what is searched), "listing" (boolean: the model is not filled
 * yet), "n-hits" (uint: of the search, where they are more than the model has, else 0).
 */
#define KB_TYPE_CASE_LIST_PANE (kb_case_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseListPane, kb_case_list_pane, KB, CASE_LIST_PANE, GtkWidget)

GtkWidget  *kb_case_list_pane_new           (void);
KbCaseRow  *kb_case_list_pane_get_selected  (KbCaseListPane *self);
void        kb_case_list_pane_set_filtered  (KbCaseListPane *self,
                                             gboolean        filtered,
                                             guint           total);
KbAlertBar *kb_case_list_pane_get_bar       (KbCaseListPane *self);
KbFilterBar *kb_case_list_pane_get_filter (KbCaseListPane *self);
void        kb_case_list_pane_select        (KbCaseListPane *self,
                                             guint           position);
void        kb_case_list_pane_unselect      (KbCaseListPane *self);
void        kb_case_list_pane_step          (KbCaseListPane *self,
                                             int             step);
void        kb_case_list_pane_focus_search  (KbCaseListPane *self);
void        kb_case_list_pane_clear_search  (KbCaseListPane *self);
void        kb_case_list_pane_focus_list    (KbCaseListPane *self);

G_END_DECLS
