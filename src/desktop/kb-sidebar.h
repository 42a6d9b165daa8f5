/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk.h"

G_BEGIN_DECLS

#define KB_TYPE_SIDEBAR (kb_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (KbSidebar, kb_sidebar, KB, SIDEBAR, GtkWidget)

guint32     kb_sidebar_get_nth_view (KbSidebar *self,
                                     guint      n);
const char *kb_sidebar_get_title_of (guint32    view);

G_END_DECLS
