/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-alert-bar.h"
#include "kb-case.h"
#include "kb-deadline.h"
#include "kb-identity-panel.h"

G_BEGIN_DECLS

/**
 * KbCaseDetail:
 *
 * One case: header, identity panel, pages. A case that is only selected yet
 * shows its number and kind from the row, and never a former case's text.
 */
#define KB_TYPE_CASE_DETAIL (kb_case_detail_get_type ())
G_DECLARE_FINAL_TYPE (KbCaseDetail, kb_case_detail, KB, CASE_DETAIL, GtkWidget)

#define KB_CASE_PAGE_SHEET 2     /* of kb_case_detail_show_page() */

GtkWidget       *kb_case_detail_new       (void);
void             kb_case_detail_set_clocks (KbCaseDetail *self,
                                           KbClocks     *clocks);
void             kb_case_detail_set_row   (KbCaseDetail *self,
                                           KbCaseRow    *row);
void             kb_case_detail_set_case  (KbCaseDetail *self,
                                           KbCase       *kase,
                                           GPtrArray    *people,
                                           const char   *me,
                                           KbDeviceRole  role);
KbCase          *kb_case_detail_get_case  (KbCaseDetail *self);
KbIdentityPanel *kb_case_detail_get_panel (KbCaseDetail *self);
KbAlertBar      *kb_case_detail_get_bar   (KbCaseDetail *self);
void             kb_case_detail_show_page (KbCaseDetail *self,
                                           guint         n);
void             kb_case_detail_set_related (KbCaseDetail *self,
                                           GPtrArray    *found);
void             kb_case_detail_offer_related (KbCaseDetail *self,
                                           GPtrArray    *alike);
void             kb_case_detail_set_sheet_draft (KbCaseDetail *self,
                                           const char   *text,
                                           gint64        saved);
void             kb_case_detail_press_next (KbCaseDetail *self);
void             kb_case_detail_set_query (KbCaseDetail *self,
                                           const char   *query);
void             kb_case_detail_set_drafts (KbCaseDetail *self,
                                            const char   *note,
                                            const char   *message);
/* The last note, or message, could not be kept. */
void             kb_case_detail_restore_note (KbCaseDetail *self);
void             kb_case_detail_restore_message (KbCaseDetail *self);
void             kb_case_detail_focus     (KbCaseDetail *self);

G_END_DECLS
