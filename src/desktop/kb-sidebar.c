/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sidebar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-saved-row.h"

/* The views that this role has, with their counts, and at the bottom whether
 * what is shown is up to date. A view that the role cannot have is no row. */

typedef struct
{
  guint32     view;
  const char *icon_name;
  const char *title;
  gboolean    always;            /* also when it is empty */
  gboolean    counted;
} KbView;

static const KbView views[] = {
  { KB_CASE_VIEW_UNREAD, "mail-unread-symbolic", N_("Unread"), TRUE, TRUE },
  { KB_CASE_VIEW_ALL, "emblem-documents-symbolic", N_("All cases"), TRUE, TRUE },
  { KB_CASE_VIEW_MINE, "user-info-symbolic", N_("My tasks"), TRUE, TRUE },
  { KB_CASE_VIEW_LATE, "alarm-symbolic", N_("Late"), TRUE, TRUE },
  { KB_CASE_VIEW_WAITING, "media-playback-pause-symbolic", N_("Waiting for reporter"), TRUE, TRUE },
  { KB_CASE_VIEW_CLOSED, "emblem-ok-symbolic", N_("Closed"), TRUE, TRUE },
  { KB_CASE_VIEW_LEADERSHIP, "emblem-important-symbolic", N_("Leadership cases"), FALSE, TRUE },
  { KB_CASE_VIEW_OPENED, "changes-allow-symbolic", N_("Identity opened"), FALSE, TRUE },
  { KB_CASE_VIEW_QUARANTINED, "dialog-warning-symbolic", N_("Set aside"), FALSE, TRUE },
  { KB_SIDEBAR_ACCESS, "system-users-symbolic", N_("Devices and access"), TRUE, FALSE },
};

#define N_VIEWS G_N_ELEMENTS (views)
#define FIRST_UNCOUNTED (N_VIEWS - 1)

struct _KbSidebar
{
  GtkWidget parent_instance;

  KbDesk         *desk;
  gboolean        following;     /* the list is being set, not the person */

  GtkWidget      *content;
  AdwWindowTitle *title;
  GtkListBox     *list;
  GtkListBoxRow  *rows[N_VIEWS];
  GtkLabel       *counts[N_VIEWS];
  GPtrArray      *saved;         /* GtkListBoxRow of each saved view, in their order */
  GtkStack       *refresh_stack;
  GtkLabel       *person;
  GtkLabel       *office;
  GtkImage       *state_icon;
  GtkStack       *state_stack;
  GtkSpinner     *state_spinner;
  GtkLabel       *state_label;
  GtkProgressBar *progress;
};

G_DEFINE_FINAL_TYPE (KbSidebar, kb_sidebar, GTK_TYPE_WIDGET)

enum
{
  PROP_DESK = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* A row of an empty view that need not stand there is not there. */
static gboolean
is_shown (KbSidebar *self,
          gsize      n)
{
  int role = KB_DESK_ROLE_OFFICER;
  int stage = KB_DESK_STAGE_STARTING;

  if (self->desk != NULL)
    g_object_get (self->desk, "role", &role, "stage", &stage, NULL);
  /* Who holds no story works on no case. */
  if (role == KB_DESK_ROLE_CUSTODIAN && views[n].view >= KB_CASE_VIEW_MINE &&
      views[n].view <= KB_CASE_VIEW_CLOSED)
    return FALSE;
  if (views[n].always && views[n].counted)
    return TRUE;
  if (stage != KB_DESK_STAGE_READY)
    return FALSE;
  if (views[n].always)
    return TRUE;
  if (views[n].view == KB_CASE_VIEW_LEADERSHIP)
    return role == KB_DESK_ROLE_SUPERVISOR;
  return kb_desk_get_view_count (self->desk, views[n].view) > 0;
}

/* NULL: not known yet. */
static char *
dup_count (KbSidebar *self,
           guint32    view)
{
  guint count = kb_desk_get_view_count (self->desk, view);

  return count != G_MAXUINT ? kb_format_count (count) : NULL;
}

static void
update_counts (KbSidebar *self)
{
  int stage = KB_DESK_STAGE_STARTING;

  if (self->desk != NULL)
    g_object_get (self->desk, "stage", &stage, NULL);
  for (gsize i = 0; i < N_VIEWS; i++)
    {
      g_autofree char *count = NULL;
      g_autofree char *name = NULL;

      if (stage == KB_DESK_STAGE_READY && views[i].counted)
        count = dup_count (self, views[i].view);
      if (views[i].counted)
        {
          gtk_label_set_label (self->counts[i], count != NULL ? count : "…");
          /* Translators: name of a list and how many cases are in it, for screen readers. */
          name = g_strdup_printf (_("%s, %s cases"), _(views[i].title),
                                  count != NULL ? count : "…");
        }
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name != NULL ? name : _(views[i].title), -1);
      gtk_widget_set_visible (GTK_WIDGET (self->rows[i]), is_shown (self, i));
    }
}

/* Of what was written here, what will go out by itself. */
static guint
get_n_waiting (KbSidebar *self)
{
  guint n_pending = 0;
  guint n_refused = 0;

  g_object_get (self->desk, "n-pending", &n_pending, "n-refused", &n_refused, NULL);
  return n_pending - MIN (n_pending, n_refused);
}

static char *
get_state_words (KbSidebar   *self,
                 const char **ret_icon_name)
{
  gboolean offline = FALSE;
  gint64 last_pull = 0;
  g_autofree char *when = NULL;
  g_autoptr (KbFault) fault = NULL;
  guint n_waiting = get_n_waiting (self);

  g_object_get (self->desk, "offline", &offline, "last-pull", &last_pull, "pull-fault", &fault,
                NULL);
  *ret_icon_name = "emblem-ok-symbolic";
  if (last_pull > 0)
    when = kb_format_moment (last_pull, g_get_real_time () / G_USEC_PER_SEC);
  if (offline)
    {
      *ret_icon_name = "network-offline-symbolic";
      if (n_waiting > 0)
        return g_strdup_printf (ngettext ("Offline. %u change waits.", "Offline. %u changes wait.",
                                          n_waiting), n_waiting);
      if (when == NULL)
        return g_strdup (_("Offline"));
      /* Translators: %s is when the journal was last fetched, "today 09:41". */
      return g_strdup_printf (_("Offline · updated %s"), when);
    }
  if (fault != NULL)
    {
      *ret_icon_name = "dialog-warning-symbolic";
      return g_strdup (kb_fault_get_title (fault));
    }
  if (n_waiting > 0)
    {
      *ret_icon_name = "content-loading-symbolic";
      return g_strdup_printf (ngettext ("%u change waits to be sent", "%u changes wait to be sent",
                                        n_waiting), n_waiting);
    }
  if (when == NULL)
    {
      *ret_icon_name = "content-loading-symbolic";
      return g_strdup (_("Not updated yet"));
    }
  /* Translators: %s is when the journal was last fetched, "today 09:41". */
  return g_strdup_printf (_("Updated %s"), when);
}

/* The spinner turns until the bar can tell how far it is: a window that paints
 * sixty times a second wants the processors that the pull has. */
static void
update_state (KbSidebar *self)
{
  gboolean pulling = FALSE, spinning;
  double progress = -1;
  const char *icon_name = NULL;
  g_autofree char *words = NULL;

  g_object_get (self->desk, "pulling", &pulling, "progress", &progress, NULL);
  spinning = pulling && progress < 0;
  words = pulling ? g_strdup (_("Updating…")) : get_state_words (self, &icon_name);
  if (pulling)
    icon_name = "content-loading-symbolic";
  gtk_stack_set_visible_child_name (self->refresh_stack, pulling ? "cancel" : "refresh");
  gtk_stack_set_visible_child_name (self->state_stack, spinning ? "spinner" : "icon");
  gtk_spinner_set_spinning (self->state_spinner, spinning);
  gtk_image_set_from_icon_name (self->state_icon, icon_name);
  gtk_label_set_label (self->state_label, words);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), pulling && progress >= 0 ? 1 : 0);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (progress, 0, 1));
}

static const char *
get_role_word (KbDeskRole role)
{
  switch (role)
    {
    case KB_DESK_ROLE_SUPERVISOR:
      return _("Supervisor");
    case KB_DESK_ROLE_CUSTODIAN:
      return _("Custodian");
    case KB_DESK_ROLE_OFFICER:
    default:
      return _("Officer");
    }
}

/* Who sits here and for which office: several profiles may be open at once. */
static void
update_title (KbSidebar *self)
{
  g_autofree char *office = NULL;
  g_autofree char *person = NULL;
  int role = KB_DESK_ROLE_OFFICER;

  g_object_get (self->desk, "office", &office, "person", &person, "role", &role, NULL);
  adw_window_title_set_subtitle (self->title, person != NULL ? get_role_word (role) : "");
  gtk_label_set_label (self->person, person != NULL ? person : "");
  gtk_widget_set_visible (GTK_WIDGET (self->person), person != NULL);
  gtk_label_set_label (self->office, office != NULL ? office : "");
  gtk_widget_set_visible (GTK_WIDGET (self->office), office != NULL);
}

/* ---- saved views ---- */

static gboolean
has_same_names (KbSidebar *self,
                GPtrArray *saved)
{
  for (guint i = 0; i < saved->len && i < self->saved->len; i++)
    if (!g_str_equal (((KbSavedView *) saved->pdata[i])->name,
                      kb_saved_row_get_name (self->saved->pdata[i])))
      return FALSE;
  return saved->len == self->saved->len;
}

/* The row of what is listed: a saved view before the view that it began with. */
static void
follow_filter (KbSidebar *self)
{
  const KbCaseFilter *filter = kb_desk_get_filter (self->desk);
  GPtrArray *saved = kb_desk_get_saved_views (self->desk);

  if (gtk_list_box_get_selected_row (self->list) == self->rows[FIRST_UNCOUNTED])
    return;
  for (guint i = 0; i < self->saved->len; i++)
    if (kb_case_filter_equal (((KbSavedView *) saved->pdata[i])->filter, filter))
      {
        self->following = TRUE;
        gtk_list_box_select_row (self->list, self->saved->pdata[i]);
        self->following = FALSE;
        return;
      }
  kb_sidebar_show (self, filter->view);
}

static void
update_saved (KbSidebar *self)
{
  GPtrArray *saved = kb_desk_get_saved_views (self->desk);

  if (has_same_names (self, saved))
    return;
  self->following = TRUE;
  for (guint i = 0; i < self->saved->len; i++)
    gtk_list_box_remove (self->list, self->saved->pdata[i]);
  g_ptr_array_set_size (self->saved, 0);
  for (guint i = 0; i < saved->len; i++)
    {
      GtkListBoxRow *row = kb_saved_row_new (((KbSavedView *) saved->pdata[i])->name);

      gtk_list_box_insert (self->list, GTK_WIDGET (row), FIRST_UNCOUNTED + i);
      g_ptr_array_add (self->saved, row);
    }
  self->following = FALSE;
  follow_filter (self);
}

static void
counts_changed_cb (KbSidebar *self)
{
  update_counts (self);
  update_saved (self);
}

static void
filter_changed_cb (KbSidebar *self)
{
  follow_filter (self);
}

static void
desk_notify_cb (KbSidebar  *self,
                GParamSpec *pspec)
{
  if (g_str_equal (pspec->name, "office") || g_str_equal (pspec->name, "person"))
    update_title (self);
  else if (g_str_equal (pspec->name, "stage") || g_str_equal (pspec->name, "role"))
    {
      update_title (self);
      update_counts (self);
    }
  else
    update_state (self);
}

static guint32
get_view (KbSidebar     *self,
          GtkListBoxRow *row)
{
  gsize n = 0;

  while (n < FIRST_UNCOUNTED && self->rows[n] != row)
    n++;
  return views[n].view;
}

static void
row_selected_cb (KbSidebar     *self,
                 GtkListBoxRow *row)
{
  if (row == NULL || self->following || self->desk == NULL)
    return;
  if (kb_saved_row_get_name (row) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.saved-view", "s",
                                kb_saved_row_get_name (row));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.view", "u", get_view (self, row));
}

/* %NULL: the lists that the program brings. */
static const char *
get_heading (GtkListBoxRow *row)
{
  if (kb_saved_row_get_name (row) != NULL)
    return _("Saved searches");
  return g_object_get_data (G_OBJECT (row), "kb-oversight") != NULL ? _("Oversight") : NULL;
}

/* What is saved, and what is not a list of cases, stand below headings. */
static void
update_header_cb (GtkListBoxRow *row,
                  GtkListBoxRow *before,
                  gpointer       unused)
{
  const char *words = get_heading (row);
  GtkWidget *heading;

  if (words == NULL || (before != NULL && get_heading (before) == words))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  heading = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "kb-heading");
  gtk_list_box_row_set_header (row, heading);
}

static void
append_row (KbSidebar *self,
            gsize      n)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (views[n].icon_name);
  GtkWidget *title = gtk_label_new (_(views[n].title));
  GtkWidget *count = gtk_label_new (NULL);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_width_chars (GTK_LABEL (count), 2);
  gtk_label_set_xalign (GTK_LABEL (count), 1);
  gtk_widget_add_css_class (count, "kb-count");
  gtk_widget_add_css_class (count, "numeric");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), title);
  gtk_widget_set_visible (count, views[n].counted);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  if (!views[n].counted)
    g_object_set_data (G_OBJECT (row), "kb-oversight", row);
  gtk_list_box_append (self->list, row);
  self->rows[n] = GTK_LIST_BOX_ROW (row);
  self->counts[n] = GTK_LABEL (count);
}

static void
set_desk (KbSidebar *self,
          KbDesk    *desk)
{
  if (!g_set_object (&self->desk, desk) || desk == NULL)
    return;
  g_signal_connect_object (desk, "notify", G_CALLBACK (desk_notify_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "counts-changed", G_CALLBACK (counts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "filter-changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
  update_counts (self);
  update_state (self);
}

static void
kb_sidebar_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DESK:
      g_value_set_object (value, KB_SIDEBAR (object)->desk);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_sidebar_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_DESK:
      set_desk (KB_SIDEBAR (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_sidebar_dispose (GObject *object)
{
  KbSidebar *self = KB_SIDEBAR (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->saved, g_ptr_array_unref);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_sidebar_parent_class)->dispose (object);
}

static void
kb_sidebar_class_init (KbSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kb_sidebar_get_property;
  object_class->set_property = kb_sidebar_set_property;
  object_class->dispose = kb_sidebar_dispose;

  props[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, KB_TYPE_DESK,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, content);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, refresh_stack);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, person);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, office);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, state_icon);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, state_stack);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, state_spinner);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, state_label);
  gtk_widget_class_bind_template_child (widget_class, KbSidebar, progress);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "kbsidebar");
}

static void
kb_sidebar_init (KbSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->saved = g_ptr_array_new ();
  for (gsize i = 0; i < N_VIEWS; i++)
    append_row (self, i);
  gtk_list_box_set_header_func (self->list, update_header_cb, NULL, NULL);
  update_counts (self);
}

/**
 * kb_sidebar_show:
 * @self: the sidebar
 * @view: a #KbCaseView or %KB_SIDEBAR_ACCESS
 *
 * Selects its row, without asking for it.
 */
void
kb_sidebar_show (KbSidebar *self,
                 guint32    view)
{
  for (gsize i = 0; i < N_VIEWS; i++)
    {
      if (views[i].view != view)
        continue;
      self->following = TRUE;
      gtk_list_box_select_row (self->list, self->rows[i]);
      self->following = FALSE;
    }
}

/**
 * kb_sidebar_activate_nth:
 * @self: the sidebar
 * @n: from 0, among the rows that are there
 *
 * As if it were clicked.
 */
void
kb_sidebar_activate_nth (KbSidebar *self,
                         guint      n)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_visible (GTK_WIDGET (row)) && n-- == 0)
      {
        gtk_list_box_select_row (self->list, row);
        return;
      }
}

/**
 * kb_sidebar_get_title_of:
 * @view: a #KbCaseView
 *
 * Returns: the name of the view
 */
const char *
kb_sidebar_get_title_of (guint32 view)
{
  for (gsize i = 0; i < N_VIEWS; i++)
    {
      if (views[i].view == view)
        return _(views[i].title);
    }
  return "";
}
