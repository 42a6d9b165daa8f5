/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "412 / 8.000" of what is typed in @buffer, in the colour of a problem beyond @max characters.
 * Returns: whether it fits */
gboolean kb_counter_show (GtkLabel      *counter,
                          GtkTextBuffer *buffer,
                          guint          max);

G_END_DECLS
