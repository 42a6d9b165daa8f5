/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

#define KB_TYPE_COMPLAINT_PAGE (kb_complaint_page_get_type ())
G_DECLARE_FINAL_TYPE (KbComplaintPage, kb_complaint_page, KB, COMPLAINT_PAGE, GtkWidget)

GtkWidget *kb_complaint_page_new      (void);
void       kb_complaint_page_set_case (KbComplaintPage *self,
                                       KbCase          *kase);
void       kb_complaint_page_set_query (KbComplaintPage *self,
                                       const char      *query);

G_END_DECLS
