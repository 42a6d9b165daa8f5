/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "kb-fault.h"

G_BEGIN_DECLS

#define KB_TYPE_ERROR_PAGE (kb_error_page_get_type ())
G_DECLARE_FINAL_TYPE (KbErrorPage, kb_error_page, KB, ERROR_PAGE, GtkWidget)

GtkWidget *kb_error_page_new       (void);
void       kb_error_page_set_fault (KbErrorPage *self,
                                    KbFault     *fault);

G_END_DECLS
