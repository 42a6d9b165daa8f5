/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/* Beside the KB_STORE_VIEW bits: the pane of devices. */
#define KB_SIDEBAR_ACCESS (1u << 31)

#define KB_TYPE_SIDEBAR (kb_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (KbSidebar, kb_sidebar, KB, SIDEBAR, GtkWidget)

void        kb_sidebar_show         (KbSidebar *self,
                                     guint32    view);
guint32     kb_sidebar_get_nth_view (KbSidebar *self,
                                     guint      n);
const char *kb_sidebar_get_title_of (guint32    view);

G_END_DECLS
