/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"
#include "kb-deadline.h"

G_BEGIN_DECLS

/**
 * KbFieldsPage:
 *
 * The file of a case: its deadlines, and what the office keeps of it in fields.
 */
#define KB_TYPE_FIELDS_PAGE (kb_fields_page_get_type ())
G_DECLARE_FINAL_TYPE (KbFieldsPage, kb_fields_page, KB, FIELDS_PAGE, GtkWidget)

GtkWidget *kb_fields_page_new      (void);
/* @kase: (nullable): %NULL leaves the page blank. */
void       kb_fields_page_set_case (KbFieldsPage *self,
                                    KbCase       *kase,
                                    KbClocks     *clocks,
                                    gboolean      may_write);
/* What is probably the same matter. */
void       kb_fields_page_offer_related (KbFieldsPage *self,
                                         GPtrArray    *alike);
void       kb_fields_page_set_related (KbFieldsPage *self,
                                    GPtrArray    *found);

G_END_DECLS
