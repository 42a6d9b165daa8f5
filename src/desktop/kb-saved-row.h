/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListBoxRow *kb_saved_row_new      (const char    *name);
const char    *kb_saved_row_get_name (GtkListBoxRow *row);

G_END_DECLS
