/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * KbTextField:
 *
 * A text of several lines with its name and, while one types, its limit. Signal: "changed", by
 * the person only.
 */
#define KB_TYPE_TEXT_FIELD (kb_text_field_get_type ())
G_DECLARE_FINAL_TYPE (KbTextField, kb_text_field, KB, TEXT_FIELD, GtkWidget)

GtkWidget *kb_text_field_new      (const char  *name,
                                   guint        max_chars);
void       kb_text_field_set_text (KbTextField *self,
                                   const char  *text);
/* (transfer full) */
char      *kb_text_field_dup_text (KbTextField *self);
gboolean   kb_text_field_fits     (KbTextField *self);
void       kb_text_field_set_editable (KbTextField *self,
                                   gboolean     editable);

G_END_DECLS
