/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The hits of a search for @query in @text: heavier, underlined, on a tint. NULL: no hit. */
PangoAttrList *kb_highlight_attributes (const char *text,
                                        const char *query);
/* Shows them in a label without markup; @query NULL: none. */
void           kb_highlight_label      (GtkLabel   *label,
                                        const char *query);

G_END_DECLS
