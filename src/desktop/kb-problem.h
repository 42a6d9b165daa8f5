/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void kb_problem_show (GtkWidget   *box,
                      GtkLabel    *label,
                      const char  *sentence,
                      GtkWidget   *focus);

G_END_DECLS
