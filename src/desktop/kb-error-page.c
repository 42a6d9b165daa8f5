/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-error-page.h"

#include <adwaita.h>

/* In place of list and detail while the case file cannot be opened. */

struct _KbErrorPage
{
  GtkWidget parent_instance;

  GtkWidget     *content;
  AdwStatusPage *status;
  GtkButton     *button;
};

G_DEFINE_FINAL_TYPE (KbErrorPage, kb_error_page, GTK_TYPE_WIDGET)

static void
kb_error_page_dispose (GObject *object)
{
  KbErrorPage *self = KB_ERROR_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_error_page_parent_class)->dispose (object);
}

static void
kb_error_page_class_init (KbErrorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_error_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbErrorPage, content);
  gtk_widget_class_bind_template_child (widget_class, KbErrorPage, status);
  gtk_widget_class_bind_template_child (widget_class, KbErrorPage, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_error_page_init (KbErrorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_error_page_new (void)
{
  return g_object_new (KB_TYPE_ERROR_PAGE, NULL);
}

/**
 * kb_error_page_set_fault:
 * @self: the page
 * @fault: what keeps the case file closed
 */
void
kb_error_page_set_fault (KbErrorPage *self,
                         KbFault     *fault)
{
  const char *action;

  g_return_if_fail (KB_IS_ERROR_PAGE (self));
  g_return_if_fail (KB_IS_FAULT (fault));

  action = kb_fault_get_action (fault);
  adw_status_page_set_icon_name (self->status, kb_fault_get_icon_name (fault));
  adw_status_page_set_title (self->status, kb_fault_get_title (fault));
  adw_status_page_set_description (self->status, kb_fault_get_sentence (fault));
  gtk_widget_set_visible (GTK_WIDGET (self->button), action != NULL);
  if (action == NULL)
    return;
  gtk_button_set_label (self->button, kb_fault_get_action_label (fault));
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}
