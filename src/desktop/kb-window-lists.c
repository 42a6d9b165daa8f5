/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window-private.h"

#include <glib/gi18n.h>

#include "kb-dialogs.h"
#include "kb-limits.h"

/* Saved views: what a person listed once and wants again. */

static const KbSavedView *
find_saved (KbWindow   *self,
            const char *name)
{
  GPtrArray *saved = kb_desk_get_saved_views (self->desk);

  for (guint i = 0; i < saved->len; i++)
    if (g_str_equal (((KbSavedView *) saved->pdata[i])->name, name))
      return saved->pdata[i];
  return NULL;
}

/**
 * kb_window_get_list_title:
 * @self: the window
 *
 * Returns: the name of the saved view that is listed, or of the view
 */
const char *
kb_window_get_list_title (KbWindow *self)
{
  const KbCaseFilter *filter = kb_desk_get_filter (self->desk);
  GPtrArray *saved = kb_desk_get_saved_views (self->desk);

  for (guint i = 0; i < saved->len; i++)
    if (kb_case_filter_equal (((KbSavedView *) saved->pdata[i])->filter, filter))
      return ((KbSavedView *) saved->pdata[i])->name;
  return kb_sidebar_get_title_of (filter->view);
}

static void
saved_view_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  const KbSavedView *view = find_saved (self, g_variant_get_string (parameter, NULL));

  kb_window_show_list (self);
  if (view != NULL)
    kb_desk_set_filter (self->desk, view->filter);
}

/* ---- a name for it ---- */

typedef struct
{
  char         *old_name;        /* nullable: none yet */
  KbCaseFilter *filter;
} KbNaming;

static void
named_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  KbNaming *naming = data;
  KbDesk *desk = KB_WINDOW (source)->desk;
  g_autofree char *name = kb_dialogs_ask_line_finish (result);

  if (name != NULL && naming->old_name != NULL && !g_str_equal (name, naming->old_name))
    kb_desk_save_view (desk, naming->old_name, NULL);
  if (name != NULL)
    kb_desk_save_view (desk, name, naming->filter);
  g_free (naming->old_name);
  kb_case_filter_free (naming->filter);
  g_free (naming);
}

static void
ask_name (KbWindow           *self,
          const char         *old_name,
          const KbCaseFilter *filter)
{
  KbNaming *naming = g_new0 (KbNaming, 1);

  naming->old_name = g_strdup (old_name);
  naming->filter = kb_case_filter_copy (filter);
  kb_dialogs_ask_line_async (GTK_WINDOW (self),
                             old_name != NULL ? _("Rename the search") : _("Save the search"),
                             _("Name of the search"), old_name != NULL ? old_name : "",
                             KB_LIMIT_NAME_CHARS, named_cb, naming);
}

static void
save_search_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  if (kb_desk_get_saved_views (self->desk)->len < KB_LIMIT_SAVED_VIEWS)
    ask_name (self, NULL, kb_desk_get_filter (self->desk));
  else
    kb_window_toast (self, _("32 searches are saved already. Remove one first."));
}

static void
rename_saved_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);
  const KbSavedView *view = find_saved (self, g_variant_get_string (parameter, NULL));

  if (view != NULL)
    ask_name (self, view->name, view->filter);
}

static void
remove_saved_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  kb_desk_save_view (KB_WINDOW (widget)->desk, g_variant_get_string (parameter, NULL), NULL);
}

static void
clear_filter_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  kb_case_list_pane_clear_search (self->list);
  kb_desk_set_view (self->desk, kb_desk_get_filter (self->desk)->view);
}

static void
filter_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  KbWindow *self = KB_WINDOW (widget);

  kb_window_show_list (self);
  kb_filter_bar_popup (kb_case_list_pane_get_filter (self->list));
}

static void
all_hits_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  kb_desk_show_all_hits (KB_WINDOW (widget)->desk);
}

/**
 * kb_window_install_lists:
 * @klass: class of the window
 */
void
kb_window_install_lists (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.saved-view", "s", saved_view_action);
  gtk_widget_class_install_action (klass, "win.save-search", NULL, save_search_action);
  gtk_widget_class_install_action (klass, "win.rename-saved", "s", rename_saved_action);
  gtk_widget_class_install_action (klass, "win.remove-saved", "s", remove_saved_action);
  gtk_widget_class_install_action (klass, "win.clear-filter", NULL, clear_filter_action);
  gtk_widget_class_install_action (klass, "win.filter", NULL, filter_action);
  gtk_widget_class_install_action (klass, "win.all-hits", NULL, all_hits_action);
}
