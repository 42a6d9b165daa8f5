/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk-lists.h"

G_BEGIN_DECLS

#define KB_TYPE_FILTER_BAR (kb_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (KbFilterBar, kb_filter_bar, KB, FILTER_BAR, GtkWidget)

void kb_filter_bar_set_desk (KbFilterBar *self,
                             KbDesk      *desk);
void kb_filter_bar_popup    (KbFilterBar *self);

G_END_DECLS
