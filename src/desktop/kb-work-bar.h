/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"

G_BEGIN_DECLS

/**
 * KbWorkBar:
 *
 * To whom a case is assigned, whether it is important, its tags; and, where
 * this person may write, how to change that. Activates "win.work".
 */
#define KB_TYPE_WORK_BAR (kb_work_bar_get_type ())
G_DECLARE_FINAL_TYPE (KbWorkBar, kb_work_bar, KB, WORK_BAR, GtkWidget)

GtkWidget *kb_work_bar_new      (void);
/* @people: of KbPerson, whom it can be assigned to; NULL: this person may not write. */
void       kb_work_bar_set_case (KbWorkBar *self,
                                 KbCase    *kase,
                                 GPtrArray *people);

G_END_DECLS
