/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbLatePage:
 *
 * Who is late: a table of the cases whose clocks run, the most late first, with
 * filters. "win.show-case" opens the case of a row.
 */
#define KB_TYPE_LATE_PAGE (kb_late_page_get_type ())
G_DECLARE_FINAL_TYPE (KbLatePage, kb_late_page, KB, LATE_PAGE, GtkWidget)

void kb_late_page_set_desk (KbLatePage *self,
                            KbDesk     *desk);
/* Judges all cases anew, as of now. */
void kb_late_page_reload   (KbLatePage *self);
/* Forgets what is shown. */
void kb_late_page_clear    (KbLatePage *self);
void kb_late_page_focus    (KbLatePage *self);

G_END_DECLS
