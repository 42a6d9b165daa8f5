/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include "kb-desk-paper.h"
#include "kb-paper-window.h"

/* The case that is shown as it will be on paper. */

typedef KbPaper *(*NewPaper) (KbDesk      *desk,
                              KbCase      *kase,
                              const char  *logo,
                              char       **ret_fault);

static void
preview (KbWindow   *self,
         NewPaper    new_paper,
         const char *kind)
{
  KbCase *kase = kb_case_detail_get_case (self->detail);
  g_autofree char *logo = NULL;
  g_autofree char *fault = NULL;
  g_autoptr (KbPaper) paper = NULL;

  if (kase == NULL)
    return;
  logo = self->settings != NULL ? g_settings_get_string (self->settings, "letterhead-logo") : NULL;
  paper = new_paper (self->desk, kase, logo, &fault);
  gtk_window_present (GTK_WINDOW (kb_paper_window_new (self->desk, kase, paper, kind, fault,
                                                       GTK_WINDOW (self))));
}

static void
sheet_preview_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  preview (KB_WINDOW (widget), kb_desk_new_sheet_paper, "sheet");
}

static void
case_file_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  preview (KB_WINDOW (widget), kb_desk_new_case_paper, "case");
}

/**
 * kb_window_install_paper:
 * @klass: class of the window
 */
void
kb_window_install_paper (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.sheet-preview", NULL, sheet_preview_action);
  gtk_widget_class_install_action (klass, "win.case-file", NULL, case_file_action);
}
