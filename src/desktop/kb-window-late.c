/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

/* The table of deadlines in place of list and detail, and the way from there
 * into a case. */

static void
select_wanted (KbWindow *self)
{
  KbCaseList *cases = KB_CASE_LIST (kb_desk_get_cases (self->desk));
  guint position;

  if (!kb_case_list_find (cases, self->wanted_case, &position))
    return;
  self->wanted_case = 0;
  kb_case_list_pane_select (self->list, position);
  kb_case_list_pane_focus_list (self->list);
}

/* The list is there: is the case in it that was asked for? */
void
kb_window_find_wanted (KbWindow *self)
{
  if (self->wanted_case != 0)
    select_wanted (self);
}

static void
show_case_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  self->wanted_case = g_variant_get_uint32 (parameter);
  kb_window_show_view (self, KB_CASE_VIEW_ALL);
  kb_case_list_pane_clear_search (self->list);
  kb_window_find_wanted (self);
}

static void
late_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  kb_window_show_late (KB_WINDOW (widget));
}

static void
leave_late_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  kb_window_show_list (self);
  kb_case_list_pane_focus_list (self->list);
}

void
kb_window_install_late (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.late", NULL, late_action);
  gtk_widget_class_install_action (klass, "win.leave-late", NULL, leave_late_action);
  gtk_widget_class_install_action (klass, "win.show-case", "u", show_case_action);
}
