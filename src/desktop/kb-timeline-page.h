/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbTimelinePage:
 *
 * The entries of a case, the last two hundred first. Enter shows one in full.
 */
#define KB_TYPE_TIMELINE_PAGE (kb_timeline_page_get_type ())
G_DECLARE_FINAL_TYPE (KbTimelinePage, kb_timeline_page, KB, TIMELINE_PAGE, GtkWidget)

GtkWidget *kb_timeline_page_new      (void);
/* @kase: (nullable): %NULL leaves the page blank; the same case again keeps how much is shown. */
void       kb_timeline_page_set_case (KbTimelinePage *self,
                                      KbCase         *kase);
/* The hits of the search that is active are marked. */
void       kb_timeline_page_set_query (KbTimelinePage *self,
                                      const char     *query);

G_END_DECLS
