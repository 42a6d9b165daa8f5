/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-case.h"
#include "kb-guide.h"
#include "kb-sheet.h"

G_BEGIN_DECLS

/**
 * KbSheetForm:
 *
 * The form of a review sheet. Signal: "changed", by the person only. It is touched from then on
 * until another sheet is shown.
 */
#define KB_TYPE_SHEET_FORM (kb_sheet_form_get_type ())
G_DECLARE_FINAL_TYPE (KbSheetForm, kb_sheet_form, KB, SHEET_FORM, GtkWidget)

GtkWidget  *kb_sheet_form_new          (void);
void        kb_sheet_form_clear        (KbSheetForm       *self);
/* A new sheet: with what the case says already, and today. */
void        kb_sheet_form_begin        (KbSheetForm       *self,
                                        const KbCaseState *state);
void        kb_sheet_form_show         (KbSheetForm       *self,
                                        const KbSheet     *sheet);
/* Group, category and articles from the end of the guide's questions. */
void        kb_sheet_form_propose      (KbSheetForm       *self,
                                        const KbGuideNode *node);
void        kb_sheet_form_set_editable (KbSheetForm       *self,
                                        gboolean           editable);
gboolean    kb_sheet_form_is_touched   (KbSheetForm       *self);
void        kb_sheet_form_untouch      (KbSheetForm       *self);
/* As typed, however wrong; read by kb_sheet_form_read(), which touches the form. (transfer full) */
char       *kb_sheet_form_dup_draft    (KbSheetForm       *self);
void        kb_sheet_form_read         (KbSheetForm       *self,
                                        const char        *draft);
/* What keeps it from being saved, and where; NULL: nothing. */
const char *kb_sheet_form_find_problem (KbSheetForm       *self,
                                        GtkWidget        **ret_focus);
KbSheet    *kb_sheet_form_dup_sheet    (KbSheetForm       *self);

G_END_DECLS
