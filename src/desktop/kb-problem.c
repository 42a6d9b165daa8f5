/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-problem.h"

/**
 * kb_problem_show:
 * @box: what holds @label, with the role of an alert
 * @sentence: (nullable): what is wrong and what to do; without one, @box goes
 * @focus: (nullable): where it is to be mended
 *
 * The sentence above a dialog's buttons, read out by a screen reader as well.
 */
void
kb_problem_show (GtkWidget  *box,
                 GtkLabel   *label,
                 const char *sentence,
                 GtkWidget  *focus)
{
  gtk_widget_set_visible (box, sentence != NULL);
  gtk_label_set_label (label, sentence != NULL ? sentence : "");
  if (sentence != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                    -1);
  if (focus != NULL)
    gtk_widget_grab_focus (focus);
}
