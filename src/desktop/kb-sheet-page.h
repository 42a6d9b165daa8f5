/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"
#include "kb-sheet.h"

G_BEGIN_DECLS

/**
 * KbSheetPage:
 *
 * The review sheet of a case: a form whose text is kept as a draft while one types, and its saved
 * versions. Presses "win.draft" (uss) and "win.save-sheet" (us): case, sheet as JSON.
 */
#define KB_TYPE_SHEET_PAGE (kb_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (KbSheetPage, kb_sheet_page, KB, SHEET_PAGE, GtkWidget)

GtkWidget *kb_sheet_page_new       (void);
/* @kase: (nullable): %NULL leaves the page blank. */
void       kb_sheet_page_set_case  (KbSheetPage *self,
                                    KbCase      *kase,
                                    gboolean     may_write);
/* @text: (nullable): what was typed and not saved; @saved: when it was put on disk, 0: not yet. */
void       kb_sheet_page_set_draft (KbSheetPage *self,
                                    const char  *text,
                                    gint64       saved);
void       kb_sheet_page_save      (KbSheetPage *self);
void       kb_sheet_page_focus     (KbSheetPage *self);
/* The sheet that is shown, as typed, for printing. (transfer full) */
KbSheet   *kb_sheet_page_dup_sheet (KbSheetPage *self);

G_END_DECLS
