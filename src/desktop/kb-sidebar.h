/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk-lists.h"

G_BEGIN_DECLS

/* Beside #KbCaseView: the pane of devices. */
#define KB_SIDEBAR_ACCESS (1u << 31)

#define KB_TYPE_SIDEBAR (kb_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (KbSidebar, kb_sidebar, KB, SIDEBAR, GtkWidget)

void        kb_sidebar_show         (KbSidebar *self,
                                     guint32    view);
void        kb_sidebar_activate_nth (KbSidebar *self,
                                     guint      n);
const char *kb_sidebar_get_title_of (guint32    view);

G_END_DECLS
