/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-paper.h"

G_BEGIN_DECLS

/**
 * KbPaperPage:
 *
 * One page of a document as it will be on paper: white in the dark, too.
 */
#define KB_TYPE_PAPER_PAGE (kb_paper_page_get_type ())
G_DECLARE_FINAL_TYPE (KbPaperPage, kb_paper_page, KB, PAPER_PAGE, GtkWidget)

GtkWidget *kb_paper_page_new      (void);
/* @paper is %NULL for none. */
void       kb_paper_page_set      (KbPaperPage *self,
                                   KbPaper     *paper,
                                   guint        page);
/* Pixels for a point. */
void       kb_paper_page_set_zoom (KbPaperPage *self,
                                   double       zoom);

G_END_DECLS
