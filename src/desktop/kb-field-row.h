/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-case.h"
#include "kb-field-text.h"

G_BEGIN_DECLS

/**
 * KbFieldRow:
 *
 * One field of a case in a boxed list. What is typed is kept on Enter or when the field is left:
 * presses "win.set" (usss): case, field, value, former value.
 */
#define KB_TYPE_FIELD_ROW (kb_field_row_get_type ())
G_DECLARE_FINAL_TYPE (KbFieldRow, kb_field_row, KB, FIELD_ROW, AdwEntryRow)

GtkWidget *kb_field_row_new      (const char  *field,
                                  KbFieldKind  kind);
/* @kase: (nullable): %NULL leaves the row blank. */
void       kb_field_row_set_case (KbFieldRow  *self,
                                  KbCase      *kase);

G_END_DECLS
