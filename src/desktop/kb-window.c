/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-window.h"

#include <glib/gi18n.h>

#include "kb-window-private.h"

/* The frame: sidebar, list, detail, and in place of the last two what keeps
 * the case file closed. */

/* An offline bar is shown only when the person asked, or after this long. */
#define OFFLINE_BAR_SECONDS 3600

G_DEFINE_FINAL_TYPE (KbWindow, kb_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * kb_window_toast:
 * @self: the window
 * @sentence: what was done
 */
void
kb_window_toast (KbWindow   *self,
                 const char *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_timeout (toast, 3);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void leave_access (KbWindow *self);

static void
show_page (KbWindow *self)
{
  int stage = KB_DESK_STAGE_STARTING;
  const char *page = self->access_shown ? "access" : self->late_shown ? "late" : "cases";

  g_object_get (self->desk, "stage", &stage, NULL);
  if (stage == KB_DESK_STAGE_FAULT || stage == KB_DESK_STAGE_LOCKED)
    page = "fault";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/**
 * kb_window_show_view:
 * @self: the window
 * @view: a #KbCaseView or %KB_SIDEBAR_ACCESS
 *
 * The view alone, without other filters.
 */
void
kb_window_show_view (KbWindow *self,
                     guint32   view)
{
  gboolean was_access = self->access_shown;
  guint current = 0;

  g_object_get (self->desk, "view", &current, NULL);
  self->access_shown = view == KB_SIDEBAR_ACCESS;
  self->late_shown = FALSE;
  kb_sidebar_show (self->sidebar, view);
  if (self->access_shown != was_access || (!was_access && view != current))
    kb_window_select_none (self);
  show_page (self);
  if (self->access_shown)
    {
      kb_access_page_reload (self->access);
      return;
    }
  if (view == current && kb_case_filter_is_plain (kb_desk_get_filter (self->desk)))
    return;
  kb_case_list_pane_clear_search (self->list);
  kb_desk_set_view (self->desk, view);
}

/**
 * kb_window_show_list:
 * @self: the window
 *
 * The list as it is, in place of another page.
 */
void
kb_window_show_list (KbWindow *self)
{
  if (!self->access_shown && !self->late_shown)
    return;
  leave_access (self);
  kb_window_select_none (self);
  show_page (self);
}

void
kb_window_show_late (KbWindow *self)
{
  self->access_shown = FALSE;
  self->late_shown = TRUE;
  kb_window_select_none (self);
  show_page (self);
  kb_late_page_reload (self->late);
  kb_late_page_focus (self->late);
}

static void
leave_access (KbWindow *self)
{
  guint view = 0;

  g_object_get (self->desk, "view", &view, NULL);
  self->access_shown = FALSE;
  self->late_shown = FALSE;
  kb_access_page_clear (self->access);
  kb_late_page_clear (self->late);
  kb_sidebar_show (self->sidebar, view);
}

static void
update_stage (KbWindow *self)
{
  int stage = KB_DESK_STAGE_STARTING;
  g_autoptr (KbFault) fault = NULL;

  g_object_get (self->desk, "stage", &stage, "fault", &fault, NULL);
  if (stage == KB_DESK_STAGE_LOCKED)
    fault = kb_fault_new ("system-lock-screen-symbolic", _("Locked"),
                          _("Nothing is shown and no key is held until you open Kumbang again."),
                          "win.restart", _("Open again"));
  if (fault != NULL)
    {
      self->focused = FALSE;
      leave_access (self);
      kb_window_select_none (self);
      kb_error_page_set_fault (self->error_page, fault);
    }
  show_page (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.pull", stage == KB_DESK_STAGE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.lock", stage == KB_DESK_STAGE_READY);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.late", stage == KB_DESK_STAGE_READY);
}

static void
update_list (KbWindow *self)
{
  const KbCaseFilter *filter = kb_desk_get_filter (self->desk);
  guint total = kb_desk_get_view_count (self->desk, filter->view);
  int stage = KB_DESK_STAGE_STARTING;
  gboolean listing = FALSE;
  guint n_hits = 0;

  g_object_get (self->desk, "stage", &stage, "listing", &listing, "n-hits", &n_hits, NULL);
  g_object_set (self->list,
                "title", kb_window_get_list_title (self),
                "listing", listing || !self->drawn || stage == KB_DESK_STAGE_STARTING,
                "n-hits", n_hits,
                NULL);
  kb_case_list_pane_set_filtered (self->list, !kb_case_filter_is_plain (filter),
                                  total != G_MAXUINT ? total : 0);
  if (!listing)
    kb_window_find_wanted (self);
  if (self->drawn && !listing && stage == KB_DESK_STAGE_READY && !self->focused)
    {
      self->focused = TRUE;
      kb_case_list_pane_focus_list (self->list);
    }
}

static gboolean
is_worth_a_bar (KbWindow *self)
{
  gint64 last_pull = 0;

  g_object_get (self->desk, "last-pull", &last_pull, NULL);
  return self->asked ||
      (last_pull > 0 && g_get_real_time () / G_USEC_PER_SEC - last_pull > OFFLINE_BAR_SECONDS);
}

static void
update_bars (KbWindow *self)
{
  gboolean pulling = FALSE;
  g_autofree char *alarm = NULL;
  g_autoptr (KbFault) fault = NULL;
  g_autoptr (KbFault) alarm_fault = NULL;

  g_object_get (self->desk, "pulling", &pulling, "alarm", &alarm, "pull-fault", &fault, NULL);
  if (alarm != NULL)
    alarm_fault = kb_fault_new_from_alarm (alarm);
  kb_alert_bar_set (self->bar, KB_ALERT_ALARM, alarm_fault);
  if (pulling)
    return;
  /* The alarm says it already, over all panes. */
  if (alarm != NULL || (fault != NULL && !is_worth_a_bar (self)))
    g_clear_object (&fault);
  kb_alert_bar_set (kb_case_list_pane_get_bar (self->list), KB_ALERT_WARN, fault);
}

/* What only a person can decide. */
static void
update_warning (KbWindow *self)
{
  gboolean older = FALSE;
  guint n = 0;
  g_autofree char *sentence = NULL;
  g_autoptr (KbFault) fault = NULL;

  g_object_get (self->desk, "n-refused", &n, "store-older", &older, NULL);
  if (n > 0)
    {
      sentence = g_strdup_printf (ngettext ("The server did not take %u change of yours. It is "
                                            "kept on this computer.",
                                            "The server did not take %u changes of yours. They "
                                            "are kept on this computer.", n), n);
      fault = kb_fault_new ("dialog-warning-symbolic", _("Not taken"), sentence, "win.refused",
                            _("Show…"));
    }
  else if (older)
    {
      fault = kb_fault_new ("dialog-warning-symbolic", _("Older case file"),
                            _("The case file is older than what this computer remembers: a copy "
                              "was put back. Refresh before you go on; what was written after the "
                              "copy and not sent is not in it."),
                            "win.pull", _("Refresh"));
    }
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
}

static void
pulling_cb (KbWindow *self)
{
  gboolean pulling = FALSE;

  g_object_get (self->desk, "pulling", &pulling, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-pull", pulling);
  update_bars (self);
  if (!pulling)
    self->asked = FALSE;
}

/* What a custodian has to do before there can be identities. */
static void
update_setup (KbWindow *self)
{
  int role = KB_DESK_ROLE_OFFICER;
  int stage = KB_DESK_STAGE_STARTING;
  gboolean appointed = FALSE;
  gboolean waiting;
  g_autofree char *recipient = NULL;
  g_autoptr (KbFault) fault = NULL;

  g_object_get (self->desk, "role", &role, "stage", &stage, "is-custodian", &appointed,
                "custodian-recipient", &recipient, NULL);
  waiting = stage == KB_DESK_STAGE_READY && role == KB_DESK_ROLE_CUSTODIAN && !appointed;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.custodian-setup", waiting);
  if (waiting && recipient == NULL)
    fault = kb_fault_new ("dialog-password-symbolic", _("No key yet"),
                          _("This computer is the custodian's, but it has no key yet."),
                          "win.custodian-setup", _("Make the key…"));
  else if (waiting)
    fault = kb_fault_new ("dialog-password-symbolic", _("Not appointed yet"),
                          _("Your key is made. You can open identities once the supervisor has "
                            "appointed you."),
                          "win.custodian-setup", _("Show text…"));
  kb_alert_bar_set (kb_case_list_pane_get_bar (self->list), KB_ALERT_INFO, fault);
}

static void
desk_notify_cb (KbWindow   *self,
                GParamSpec *pspec)
{
  const char *name = pspec->name;

  if (g_str_equal (name, "stage") || g_str_equal (name, "fault"))
    {
      update_stage (self);
      update_list (self);
      update_setup (self);
    }
  else if (g_str_equal (name, "listing") || g_str_equal (name, "n-hits"))
    update_list (self);
  else if (g_str_equal (name, "pulling"))
    pulling_cb (self);
  else if (g_str_equal (name, "alarm") || g_str_equal (name, "pull-fault"))
    update_bars (self);
  else if (g_str_equal (name, "is-custodian") || g_str_equal (name, "custodian-recipient"))
    update_setup (self);
  else if (g_str_equal (name, "n-refused") || g_str_equal (name, "store-older"))
    update_warning (self);
}

static void
query_cb (KbWindow *self)
{
  g_autofree char *query = NULL;

  g_object_get (self->list, "query", &query, NULL);
  kb_desk_set_search (self->desk, query);
}

/* The case file is opened while the window is built, but its rows are made only
 * when the window has been drawn once. */
static void
first_frame_cb (KbWindow      *self,
                GdkFrameClock *clock)
{
  g_signal_handlers_disconnect_by_func (clock, first_frame_cb, self);
  if (self->drawn)
    return;
  self->drawn = TRUE;
  g_object_set (self->list, "model", kb_desk_get_cases (self->desk), NULL);
  update_list (self);
}

static void
kb_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (kb_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                           G_CALLBACK (first_frame_cb), widget,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
kb_window_dispose (GObject *object)
{
  KbWindow *self = KB_WINDOW (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->opening);
  kb_window_forget_undo (self);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->failure, g_free);
  G_OBJECT_CLASS (kb_window_parent_class)->dispose (object);
}

static void
kb_window_class_init (KbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_window_dispose;
  widget_class->realize = kb_window_realize;

  g_type_ensure (KB_TYPE_ALERT_BAR);
  g_type_ensure (KB_TYPE_SIDEBAR);
  g_type_ensure (KB_TYPE_CASE_LIST_PANE);
  g_type_ensure (KB_TYPE_CASE_DETAIL);
  g_type_ensure (KB_TYPE_ERROR_PAGE);
  g_type_ensure (KB_TYPE_ACCESS_PAGE);
  g_type_ensure (KB_TYPE_LATE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, sidebar_box);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, paned);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, list);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, detail);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, error_page);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, access);
  gtk_widget_class_bind_template_child (widget_class, KbWindow, late);
  kb_window_install_actions (widget_class);
  kb_window_install_lists (widget_class);
  kb_window_install_work (widget_class);
  kb_window_install_late (widget_class);
  kb_window_install_talk (widget_class);
  kb_window_install_moves (widget_class);
  kb_window_install_paper (widget_class);
  kb_window_install_undo (widget_class);
  kb_window_install_related (widget_class);
}

static void
kb_window_init (KbWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.cancel-pull", FALSE);
}

static void
bind_settings (KbWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "list-width", self->paned, "position", G_SETTINGS_BIND_DEFAULT);
}

static void
connect_desk (KbWindow *self)
{
  g_object_set (self->sidebar, "desk", self->desk, NULL);
  g_signal_connect_object (self->desk, "notify", G_CALLBACK (desk_notify_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::query", G_CALLBACK (query_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "filter-changed", G_CALLBACK (update_list), self,
                           G_CONNECT_SWAPPED);
  /* A name may have been given to what is listed. */
  g_signal_connect_object (self->desk, "counts-changed", G_CALLBACK (update_list), self,
                           G_CONNECT_SWAPPED);
  kb_filter_bar_set_desk (kb_case_list_pane_get_filter (self->list), self->desk);
  kb_window_connect_case (self);
  kb_access_page_set_desk (self->access, self->desk);
  kb_late_page_set_desk (self->late, self->desk);
  leave_access (self);
  update_stage (self);
  update_list (self);
  update_bars (self);
  update_warning (self);
  update_setup (self);
  kb_case_detail_set_row (self->detail, NULL);
}

/**
 * kb_window_new:
 * @application: the application
 * @desk: the desk that it shows; not started yet
 * @settings: (nullable): where sizes are kept
 */
GtkWidget *
kb_window_new (GtkApplication *application,
               KbDesk         *desk,
               GSettings      *settings)
{
  KbWindow *self = g_object_new (KB_TYPE_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      bind_settings (self);
    }
  connect_desk (self);
  kb_desk_start (self->desk);
  return GTK_WIDGET (self);
}

/**
 * kb_window_notify_sample:
 *
 * Says over all panes that this is no real office.
 */
void
kb_window_notify_sample (KbWindow *self)
{
  g_autoptr (KbFault) fault = kb_fault_new ("dialog-information-symbolic", "",
                                            _("Sample. Nothing is sent; all of it is removed when "
                                              "you close this window."), NULL, NULL);

  kb_alert_bar_set (self->bar, KB_ALERT_INFO, fault);
}
