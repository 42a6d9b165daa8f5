/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-list-pane.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-case-row-view.h"
#include "kb-format.h"

#define SPINNER_DELAY_MS 150
#define WORDS_DELAY_MS 1000

struct _KbCaseListPane
{
  GtkWidget parent_instance;

  char               *title_text;
  char               *query;
  gboolean            listing;
  gboolean            filtered;
  guint               total;     /* of the view that a filter narrows */
  guint               n_hits;    /* of the search, where they are more than are listed */
  guint               spinner_id;
  GListModel         *model;
  GtkSingleSelection *selection;
  GPtrArray          *bound;     /* of KbCaseRowView, not owned: those that show a case */

  GtkWidget          *content;
  AdwWindowTitle     *title;
  KbAlertBar         *bar;
  KbFilterBar        *filter;
  GtkSearchEntry     *search;
  GtkStack           *stack;
  GtkListView        *list;
  GtkButton          *all_hits;
  GtkSpinner         *spinner;
  GtkLabel           *spinner_words;
  AdwStatusPage      *no_hits;
};

G_DEFINE_FINAL_TYPE (KbCaseListPane, kb_case_list_pane, GTK_TYPE_WIDGET)

enum
{
  PROP_MODEL = 1,
  PROP_SELECTED,
  PROP_TITLE,
  PROP_QUERY,
  PROP_LISTING,
  PROP_N_HITS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static guint
get_n_items (KbCaseListPane *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static gboolean
is_searching (KbCaseListPane *self)
{
  return self->query != NULL && *self->query != '\0';
}

/* How many are listed, and of how many. */
static char *
get_subtitle (KbCaseListPane *self)
{
  guint n_items = get_n_items (self);
  guint n_all = is_searching (self) ? self->n_hits : self->filtered ? self->total : 0;
  g_autofree char *count = kb_format_count (n_items);
  g_autofree char *all = kb_format_count (n_all);

  if (self->listing)
    return g_strdup ("");
  if (n_all > n_items)
    /* Translators: %s are numbers: so many are listed, "12 of 1,204". */
    return g_strdup_printf (_("%s of %s"), count, all);
  if (is_searching (self))
    /* Translators: %s is a number, "1,204". */
    return g_strdup_printf (ngettext ("%s hit", "%s hits", n_items), count);
  /* Translators: %s is a number, "1,204". */
  return g_strdup_printf (ngettext ("%s case", "%s cases", n_items), count);
}

static void
update_subtitle (KbCaseListPane *self)
{
  g_autofree char *subtitle = get_subtitle (self);

  adw_window_title_set_title (self->title, self->title_text != NULL ? self->title_text : "");
  adw_window_title_set_subtitle (self->title, subtitle);
}

static gboolean
show_words_cb (gpointer data)
{
  KbCaseListPane *self = data;

  self->spinner_id = 0;
  gtk_widget_set_opacity (GTK_WIDGET (self->spinner_words), 1);
  return G_SOURCE_REMOVE;
}

static gboolean
show_spinner_cb (gpointer data)
{
  KbCaseListPane *self = data;

  gtk_stack_set_visible_child_name (self->stack, "spinner");
  gtk_spinner_start (self->spinner);
  self->spinner_id = g_timeout_add (WORDS_DELAY_MS - SPINNER_DELAY_MS, show_words_cb, self);
  return G_SOURCE_REMOVE;
}

static void
update_page (KbCaseListPane *self)
{
  update_subtitle (self);
  if (self->listing)
    {
      gtk_stack_set_visible_child_name (self->stack, "blank");
      gtk_widget_set_opacity (GTK_WIDGET (self->spinner_words), 0);
      if (self->spinner_id == 0)
        self->spinner_id = g_timeout_add (SPINNER_DELAY_MS, show_spinner_cb, self);
      return;
    }

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
  if (get_n_items (self) > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      return;
    }
  if (is_searching (self))
    {
      /* Translators: %s is what was searched for. */
      g_autofree char *sentence = g_strdup_printf (_("Nothing matches “%s”."), self->query);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      adw_status_page_set_description (self->no_hits, escaped);
    }
  if (is_searching (self))
    gtk_stack_set_visible_child_name (self->stack, "no-hits");
  else
    gtk_stack_set_visible_child_name (self->stack, self->filtered ? "filtered" : "empty");
}

static void
set_n_hits (KbCaseListPane *self,
            guint           n_hits)
{
  g_autofree char *count = kb_format_count (n_hits);
  /* Translators: %s is the number of hits, "1,845". */
  g_autofree char *label = g_strdup_printf (_("Show all %s"), count);

  self->n_hits = n_hits;
  gtk_button_set_label (self->all_hits, label);
  gtk_widget_set_visible (GTK_WIDGET (self->all_hits), n_hits > 0);
  update_subtitle (self);
}

static void
items_changed_cb (KbCaseListPane *self)
{
  update_page (self);
}

static void
selected_cb (KbCaseListPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

static void
search_changed_cb (KbCaseListPane *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (g_strcmp0 (self->query, query) == 0)
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  for (guint i = 0; i < self->bound->len; i++)
    kb_case_row_view_set_query (self->bound->pdata[i], query);
  update_page (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_QUERY]);
}

static void
stop_search_cb (KbCaseListPane *self)
{
  kb_case_list_pane_clear_search (self);
  kb_case_list_pane_focus_list (self);
}

static void
row_activated_cb (KbCaseListPane *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-detail", NULL);
}

static void
setup_row_cb (KbCaseListPane *self,
              GtkListItem    *item)
{
  gtk_list_item_set_child (item, kb_case_row_view_new ());
}

static void
bind_row_cb (KbCaseListPane *self,
             GtkListItem    *item)
{
  KbCaseRowView *view = KB_CASE_ROW_VIEW (gtk_list_item_get_child (item));

  g_ptr_array_add (self->bound, view);
  kb_case_row_view_set_query (view, self->query);
  kb_case_row_view_set_row (view, gtk_list_item_get_item (item));
}

static void
unbind_row_cb (KbCaseListPane *self,
               GtkListItem    *item)
{
  KbCaseRowView *view = KB_CASE_ROW_VIEW (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->bound, view);
  kb_case_row_view_set_row (view, NULL);
}

static void
set_model (KbCaseListPane *self,
           GListModel     *model)
{
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, items_changed_cb, self);
  g_set_object (&self->model, model);
  gtk_single_selection_set_model (self->selection, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  update_page (self);
}

static void
kb_case_list_pane_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  KbCaseListPane *self = KB_CASE_LIST_PANE (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_SELECTED:
      g_value_set_object (value, kb_case_list_pane_get_selected (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title_text);
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    case PROP_LISTING:
      g_value_set_boolean (value, self->listing);
      break;
    case PROP_N_HITS:
      g_value_set_uint (value, self->n_hits);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_case_list_pane_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  KbCaseListPane *self = KB_CASE_LIST_PANE (object);

  switch (prop_id)
    {
    case PROP_MODEL:
      set_model (self, g_value_get_object (value));
      break;
    case PROP_TITLE:
      g_free (self->title_text);
      self->title_text = g_value_dup_string (value);
      update_subtitle (self);
      break;
    case PROP_LISTING:
      self->listing = g_value_get_boolean (value);
      update_page (self);
      break;
    case PROP_N_HITS:
      set_n_hits (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_case_list_pane_dispose (GObject *object)
{
  KbCaseListPane *self = KB_CASE_LIST_PANE (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (self->search != NULL)
    gtk_search_entry_set_key_capture_widget (self->search, NULL);
  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  g_clear_object (&self->model);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_case_list_pane_parent_class)->dispose (object);
}

static void
kb_case_list_pane_finalize (GObject *object)
{
  KbCaseListPane *self = KB_CASE_LIST_PANE (object);

  g_free (self->title_text);
  g_free (self->query);
  g_ptr_array_unref (self->bound);
  G_OBJECT_CLASS (kb_case_list_pane_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  props[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, KB_TYPE_CASE_ROW, readable);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, "", readable);
  props[PROP_LISTING] = g_param_spec_boolean ("listing", NULL, NULL, FALSE, flags);
  props[PROP_N_HITS] = g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (klass, N_PROPS, props);
}

static void
kb_case_list_pane_class_init (KbCaseListPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kb_case_list_pane_get_property;
  object_class->set_property = kb_case_list_pane_set_property;
  object_class->dispose = kb_case_list_pane_dispose;
  object_class->finalize = kb_case_list_pane_finalize;
  install_properties (object_class);

  g_type_ensure (KB_TYPE_ALERT_BAR);
  g_type_ensure (KB_TYPE_FILTER_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-case-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, content);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, title);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, bar);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, filter);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, search);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, list);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, selection);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, all_hits);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, spinner_words);
  gtk_widget_class_bind_template_child (widget_class, KbCaseListPane, no_hits);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_row_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_case_list_pane_init (KbCaseListPane *self)
{
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->list));
}

GtkWidget *
kb_case_list_pane_new (void)
{
  return g_object_new (KB_TYPE_CASE_LIST_PANE, NULL);
}

/**
 * kb_case_list_pane_get_selected:
 *
 * Returns: (transfer none) (nullable): the case that is selected
 */
KbCaseRow *
kb_case_list_pane_get_selected (KbCaseListPane *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/**
 * kb_case_list_pane_set_filtered:
 * @self: the pane
 * @filtered: whether the view is narrowed
 * @total: how many cases the whole view has; 0: not known
 */
void
kb_case_list_pane_set_filtered (KbCaseListPane *self,
                                gboolean        filtered,
                                guint           total)
{
  if (self->filtered == filtered && self->total == total)
    return;
  self->filtered = filtered;
  self->total = total;
  update_page (self);
}

/**
 * kb_case_list_pane_get_bar:
 *
 * Returns: (transfer none): the bar above the list
 */
KbAlertBar *
kb_case_list_pane_get_bar (KbCaseListPane *self)
{
  return self->bar;
}

/**
 * kb_case_list_pane_get_filter:
 *
 * Returns: (transfer none): what the list is narrowed by
 */
KbFilterBar *
kb_case_list_pane_get_filter (KbCaseListPane *self)
{
  return self->filter;
}

/**
 * kb_case_list_pane_select:
 * @self: the pane
 * @position: in the model; shown, too, if it is out of sight
 */
void
kb_case_list_pane_select (KbCaseListPane *self,
                          guint           position)
{
  if (position >= get_n_items (self))
    return;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/**
 * kb_case_list_pane_unselect:
 * @self: the pane
 *
 * Leaves no case selected.
 */
void
kb_case_list_pane_unselect (KbCaseListPane *self)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

/**
 * kb_case_list_pane_step:
 * @self: the pane
 * @step: 1 for the next case, -1 for the former
 */
void
kb_case_list_pane_step (KbCaseListPane *self,
                        int             step)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position == GTK_INVALID_LIST_POSITION)
    position = 0;
  else if (step > 0 || position > 0)
    position += step;
  kb_case_list_pane_select (self, position);
}

/**
 * kb_case_list_pane_focus_search:
 * @self: the pane
 *
 * Puts the cursor into the search field, what is there selected.
 */
void
kb_case_list_pane_focus_search (KbCaseListPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

/**
 * kb_case_list_pane_clear_search:
 * @self: the pane
 *
 * Empties the search field; the view is whole again.
 */
void
kb_case_list_pane_clear_search (KbCaseListPane *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_changed_cb (self);
}

/**
 * kb_case_list_pane_focus_list:
 * @self: the pane
 */
void
kb_case_list_pane_focus_list (KbCaseListPane *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}
