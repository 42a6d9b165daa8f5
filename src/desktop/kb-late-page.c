/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-late-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-desk-lists.h"
#include "kb-fault.h"
#include "kb-format.h"
#include "kb-late.h"

typedef enum
{
  COLUMN_NUMBER,
  COLUMN_CLOCK,
  COLUMN_LEFT,
  COLUMN_OFFICER,
  COLUMN_STATUS,
} KbLateColumnKind;

typedef struct
{
  KbLateColumnKind  kind;
  const char       *title;
  int               width;       /* 0: what is left */
} KbLateColumn;

static const KbLateColumn columns[] = {
  { COLUMN_NUMBER, N_("Number"), 124 },
  { COLUMN_CLOCK, N_("Deadline"), 170 },
  { COLUMN_LEFT, N_("Left"), 206 },
  { COLUMN_OFFICER, N_("Officer"), 0 },
  { COLUMN_STATUS, N_("Status"), 124 },
};

struct _KbLatePage
{
  GtkWidget parent_instance;

  KbDesk             *desk;
  GCancellable       *scanning;  /* NULL: nothing is under way */
  gboolean            filling;
  GListStore         *rows;
  GtkCustomFilter    *filter;
  GListModel         *shown;     /* the rows that the filter lets pass */
  GtkSingleSelection *selection;

  GtkWidget          *content;
  AdwWindowTitle     *title;
  GtkDropDown        *clock;
  GtkDropDown        *unit;
  GtkDropDown        *officer;
  GtkStack           *stack;
  GtkColumnView      *table;
  AdwStatusPage      *empty;
  GtkSpinner         *spinner;
  GtkLabel           *summary;
};

G_DEFINE_FINAL_TYPE (KbLatePage, kb_late_page, GTK_TYPE_WIDGET)

static char *
dup_text (KbLateRow        *row,
          KbLateColumnKind  kind)
{
  switch (kind)
    {
    case COLUMN_NUMBER:
      return g_strdup (kb_late_row_get_number (row));
    case COLUMN_CLOCK:
      return g_strdup (kb_late_row_get_label (row));
    case COLUMN_LEFT:
      return kb_late_row_dup_words (row);
    case COLUMN_OFFICER:
      return g_strdup (*kb_late_row_get_assignee (row) != '\0' ? kb_late_row_get_assignee (row)
                                                               : "–");
    case COLUMN_STATUS:
      return g_strdup (kb_late_row_get_status (row));
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Rows have no name of their own in GTK 4.8: the number says it all. */
static char *
dup_sentence (KbLateRow *row)
{
  g_autofree char *left = kb_late_row_dup_words (row);

  /* Translators: number of a case, its deadline, what is left of it, who works on it, status. */
  return g_strdup_printf (_("%s. %s. %s. %s. %s."), kb_late_row_get_number (row),
                          kb_late_row_get_label (row), left,
                          *kb_late_row_get_assignee (row) != '\0' ? kb_late_row_get_assignee (row)
                                                                  : _("Nobody"),
                          kb_late_row_get_status (row));
}

static const char *
get_style (KbLatePage *self,
           KbLateRow  *row)
{
  if (kb_late_row_is_paused (row))
    return "kb-secondary";
  if (kb_late_row_get_left (row) < 0)
    return "kb-late";
  return kb_late_row_get_left (row) <= (int) kb_clocks_get_warn (kb_desk_get_clocks (self->desk))
           ? "kb-warn" : "kb-secondary";
}

static void
set_up_cell_cb (KbLatePage         *self,
                GtkListItem        *item,
                GtkListItemFactory *factory)
{
  const KbLateColumn *column = g_object_get_data (G_OBJECT (factory), "kb-column");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  if (column->kind == COLUMN_LEFT)
    gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_cell_cb (KbLatePage         *self,
              GtkListItem        *item,
              GtkListItemFactory *factory)
{
  const KbLateColumn *column = g_object_get_data (G_OBJECT (factory), "kb-column");
  KbLateRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *label = gtk_widget_get_last_child (box);
  g_autofree char *text = dup_text (row, column->kind);
  g_autofree char *sentence = NULL;
  const char *classes[] = { get_style (self, row), NULL };

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
  if (column->kind == COLUMN_LEFT)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_first_child (box)),
                                    kb_late_row_is_paused (row) ? "media-playback-pause-symbolic"
                                    : kb_late_row_get_left (row) < 0 ? "task-past-due-symbolic"
                                                                     : "alarm-symbolic");
      gtk_widget_set_css_classes (box, classes);
    }
  if (column->kind != COLUMN_NUMBER)
    return;
  sentence = dup_sentence (row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
append_column (KbLatePage         *self,
               const KbLateColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view = gtk_column_view_column_new (_(column->title), factory);

  g_object_set_data (G_OBJECT (factory), "kb-column", (gpointer) column);
  g_signal_connect_object (factory, "setup", G_CALLBACK (set_up_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, G_CONNECT_SWAPPED);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (view, column->width);
  else
    gtk_column_view_column_set_expand (view, TRUE);
  gtk_column_view_append_column (self->table, view);
}

/* What a menu's choice asks for; NULL: everything. */
static const char *
get_wanted (GtkDropDown *menu)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (menu);

  return item != NULL && gtk_drop_down_get_selected (menu) > 0 ? gtk_string_object_get_string (item)
                                                               : NULL;
}

static gboolean
fits (GtkDropDown *menu,
      const char  *value)
{
  const char *wanted = get_wanted (menu);

  return wanted == NULL || g_str_equal (wanted, value);
}

static gboolean
passes (gpointer item,
        gpointer data)
{
  KbLatePage *self = data;

  return fits (self->clock, kb_late_row_get_label (item)) &&
         fits (self->unit, kb_late_row_get_unit (item)) &&
         fits (self->officer, kb_late_row_get_assignee (item));
}

static void
show_summary (KbLatePage *self)
{
  guint n = g_list_model_get_n_items (self->shown);
  int warn = kb_clocks_get_warn (kb_desk_get_clocks (self->desk));
  guint n_late = 0;
  guint n_near = 0;
  g_autofree char *late = NULL;
  g_autofree char *near = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (KbLateRow) row = g_list_model_get_item (self->shown, i);

      if (kb_late_row_is_paused (row))
        continue;
      n_late += kb_late_row_get_left (row) < 0;
      n_near += kb_late_row_get_left (row) >= 0 && kb_late_row_get_left (row) <= warn;
    }
  late = g_strdup_printf (ngettext ("%u late", "%u late", n_late), n_late);
  near = g_strdup_printf (ngettext ("%u close to its deadline", "%u close to their deadline",
                                    n_near), n_near);
  text = g_strdup_printf ("%s · %s", late, near);
  gtk_label_set_label (self->summary, text);
  adw_status_page_set_description (self->empty,
                                   g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0
                                     ? _("No case fits these filters.")
                                     : _("Nobody is late today."));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "table" : "empty");
}

static void
filter_changed_cb (KbLatePage *self)
{
  if (self->filling)
    return;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_summary (self);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* Everything that occurs in @column, in order; what was chosen stays so if it still occurs. */
static void
fill_menu (KbLatePage  *self,
           GtkDropDown *menu,
           const char  *all,
           const char  *(*get) (KbLateRow *row))
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autofree char *wanted = g_strdup (get_wanted (menu));
  guint selected = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (KbLateRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (*get (row) != '\0' && g_hash_table_add (seen, (gpointer) get (row)))
        g_ptr_array_add (texts, (gpointer) get (row));
    }
  g_ptr_array_sort (texts, compare_texts);
  gtk_string_list_append (list, all);
  for (guint i = 0; i < texts->len; i++)
    {
      gtk_string_list_append (list, texts->pdata[i]);
      if (g_strcmp0 (wanted, texts->pdata[i]) == 0)
        selected = i + 1;
    }
  gtk_drop_down_set_model (menu, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (menu, selected);
}

static void
fill (KbLatePage *self,
      GPtrArray  *rows)
{
  g_autofree char *time = kb_format_time (g_get_real_time () / G_USEC_PER_SEC);
  /* Translators: %s is a time of the day. */
  g_autofree char *subtitle = g_strdup_printf (_("reckoned at %s"), time);

  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                       rows->pdata, rows->len);
  self->filling = TRUE;
  fill_menu (self, self->clock, _("All deadlines"), kb_late_row_get_label);
  fill_menu (self, self->unit, _("All units"), kb_late_row_get_unit);
  fill_menu (self, self->officer, _("All officers"), kb_late_row_get_assignee);
  self->filling = FALSE;
  filter_changed_cb (self);
  adw_window_title_set_subtitle (self->title, subtitle);
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (KbLatePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = kb_late_scan_finish (KB_DESK (source), result, &error);
  g_autoptr (KbFault) fault = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->scanning);
  gtk_spinner_stop (self->spinner);
  if (rows != NULL)
    {
      fill (self, rows);
      return;
    }
  fault = kb_fault_new_from_error (error);
  adw_status_page_set_description (self->empty, kb_fault_get_sentence (fault));
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

void
kb_late_page_reload (KbLatePage *self)
{
  if (self->scanning != NULL)
    g_cancellable_cancel (self->scanning);
  g_clear_object (&self->scanning);
  self->scanning = g_cancellable_new ();
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    {
      gtk_spinner_start (self->spinner);
      gtk_stack_set_visible_child_name (self->stack, "busy");
    }
  kb_late_scan_async (self->desk, g_get_real_time () / G_USEC_PER_SEC, FALSE, self->scanning,
                      scanned_cb, g_object_ref (self));
}

/* What a pull brought, or a setting changed. */
static void
changed_cb (KbLatePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    kb_late_page_reload (self);
}

void
kb_late_page_clear (KbLatePage *self)
{
  if (self->scanning != NULL)
    g_cancellable_cancel (self->scanning);
  g_clear_object (&self->scanning);
  g_list_store_remove_all (self->rows);
  gtk_label_set_label (self->summary, "");
  adw_window_title_set_subtitle (self->title, "");
}

void
kb_late_page_focus (KbLatePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

static void
activate_cb (KbLatePage *self,
             guint       position)
{
  g_autoptr (KbLateRow) row = g_list_model_get_item (self->shown, position);

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-case", "u",
                                kb_late_row_get_id (row));
}

static void
kb_late_page_dispose (GObject *object)
{
  KbLatePage *self = KB_LATE_PAGE (object);

  if (self->scanning != NULL)
    g_cancellable_cancel (self->scanning);
  g_clear_object (&self->scanning);
  g_clear_object (&self->desk);
  g_clear_object (&self->rows);
  g_clear_object (&self->filter);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_late_page_parent_class)->dispose (object);
}

static void
kb_late_page_class_init (KbLatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_late_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-late-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, content);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, title);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, clock);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, unit);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, officer);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, stack);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, table);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, empty);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbLatePage, summary);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.leave-late", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_late_page_init (KbLatePage *self)
{
  self->rows = g_list_store_new (KB_TYPE_LATE_ROW);
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  self->filter = gtk_custom_filter_new (passes, self, NULL);
  self->shown = G_LIST_MODEL (gtk_filter_list_model_new (
    G_LIST_MODEL (g_object_ref (self->rows)), GTK_FILTER (g_object_ref (self->filter))));
  self->selection = gtk_single_selection_new (self->shown);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_column (self, &columns[i]);
}

void
kb_late_page_set_desk (KbLatePage *self,
                       KbDesk     *desk)
{
  g_set_object (&self->desk, desk);
  g_signal_connect_object (desk, "settings-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "counts-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
