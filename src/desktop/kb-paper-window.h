/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-desk.h"
#include "kb-paper.h"

G_BEGIN_DECLS

/**
 * KbPaperWindow:
 *
 * A document of a case as it will be on paper, to be printed or saved. Both are recorded in the
 * case.
 */
#define KB_TYPE_PAPER_WINDOW (kb_paper_window_get_type ())
G_DECLARE_FINAL_TYPE (KbPaperWindow, kb_paper_window, KB, PAPER_WINDOW, AdwWindow)

/* @kind: "sheet" or "case"; the latter asks before it is saved. @fault: (nullable): what is wrong
 * with the letterhead. */
GtkWidget *kb_paper_window_new   (KbDesk                  *desk,
                                  KbCase                  *kase,
                                  KbPaper                 *paper,
                                  const char              *kind,
                                  const char              *fault,
                                  GtkWindow               *parent);
/* As the button does with the dialog; @path is where %GTK_PRINT_OPERATION_ACTION_EXPORT puts a
 * PDF. */
void       kb_paper_window_print (KbPaperWindow           *self,
                                  GtkPrintOperationAction  action,
                                  const char              *path);

G_END_DECLS
