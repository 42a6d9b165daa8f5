/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

#define KB_TYPE_TIMELINE_ROW (kb_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (KbTimelineRow, kb_timeline_row, KB, TIMELINE_ROW, GtkWidget)

GtkWidget *kb_timeline_row_new      (void);
void       kb_timeline_row_set_item (KbTimelineRow  *self,
                                     KbTimelineItem *item);
void       kb_timeline_row_set_query (KbTimelineRow *self,
                                      const char    *query);

G_END_DECLS
