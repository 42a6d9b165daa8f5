/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-filter-bar.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-filter-part.h"
#include "kb-guide.h"
#include "kb-sync.h"
#include "kb-words.h"

/* Above the list: what it is narrowed to and in which order it stands. What is
 * chosen holds at once; each thing that was chosen is a button that takes it back. */

#define CHIP_CHARS 28
#define POPOVER_HEIGHT 460

/* A text of the filter, chosen from what there is. */
typedef struct
{
  GtkDropDown *dropdown;
  GPtrArray   *values;           /* texts; the first is NULL: any */
} Choice;

struct _KbFilterBar
{
  GtkWidget parent_instance;

  KbDesk         *desk;
  gboolean        showing;       /* the filter as it is, not a person's choice */

  GtkWidget      *content;
  GtkMenuButton  *button;
  GtkWidget      *orders[KB_CASE_ORDER_DUE + 1];
  GtkWidget      *chips;
  GtkWidget      *chosen;        /* chips and what is done with them */
  GPtrArray      *statuses;      /* GtkCheckButton, in the table's order */
  Choice          choices[KB_FILTER_TAG + 1];
  GtkEntry       *days[2];
  GtkCheckButton *flags[KB_FILTER_N_PARTS - KB_FILTER_LATE];
};

G_DEFINE_FINAL_TYPE (KbFilterBar, kb_filter_bar, GTK_TYPE_WIDGET)

static const char *const flag_words[] = {
  N_("Only late"), N_("Only unread"), N_("Only important"),
};

/* ---- what a person chose ---- */

static void
apply (KbFilterBar *self)
{
  g_autoptr (KbCaseFilter) filter = NULL;

  if (self->showing || self->desk == NULL)
    return;
  filter = kb_case_filter_copy (kb_desk_get_filter (self->desk));
  filter->statuses = 0;
  for (guint i = 0; i < self->statuses->len; i++)
    if (gtk_check_button_get_active (self->statuses->pdata[i]))
      filter->statuses |= 1u << i;
  for (KbFilterPart part = KB_FILTER_CATEGORY; part <= KB_FILTER_TAG; part++)
    {
      Choice *choice = &self->choices[part];
      guint at = gtk_drop_down_get_selected (choice->dropdown);
      char **text = kb_filter_part_get_text (filter, part);

      g_free (*text);
      *text = at < choice->values->len ? g_strdup (choice->values->pdata[at]) : NULL;
    }
  for (KbFilterPart part = KB_FILTER_LATE; part < KB_FILTER_N_PARTS; part++)
    *kb_filter_part_get_flag (filter, part) =
      gtk_check_button_get_active (self->flags[part - KB_FILTER_LATE]);
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      guint32 *day = i == 0 ? &filter->from : &filter->to;

      if (kb_filter_parse_day (gtk_editable_get_text (GTK_EDITABLE (self->days[i])), day))
        gtk_widget_remove_css_class (GTK_WIDGET (self->days[i]), "error");
      else
        gtk_widget_add_css_class (GTK_WIDGET (self->days[i]), "error");
    }
  kb_desk_set_filter (self->desk, filter);
}

/* ---- what there is to choose ---- */

static void
add_value (Choice        *choice,
           GtkStringList *words,
           const char    *value,
           const char    *word)
{
  g_autofree char *shown = kb_line_for_display (word);

  g_ptr_array_add (choice->values, g_strdup (value));
  gtk_string_list_append (words, shown);
}

static gboolean
same_text (gconstpointer a,
           gconstpointer b)
{
  return g_strcmp0 (a, b) == 0;
}

static void
add_categories (Choice        *choice,
                GtkStringList *words)
{
  for (guint i = 0; i < kb_guide_get_n_items (); i++)
    {
      const char *category = kb_guide_get_item (i)->category;

      if (!g_ptr_array_find_with_equal_func (choice->values, category, same_text,
                                             NULL))
        add_value (choice, words, category, kb_words_category (category));
    }
}

static void
add_people (KbFilterBar   *self,
            Choice        *choice,
            GtkStringList *words)
{
  g_autoptr (GPtrArray) people = kb_desk_dup_colleagues (self->desk);

  add_value (choice, words, "", _("Nobody"));
  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const KbPerson *person = people->pdata[i];
      g_autofree char *key = kb_hex_encode (person->device, KB_SIGN_PUBLIC_SIZE);

      add_value (choice, words, key, person->name);
    }
}

static void
add_occurring (KbFilterBar   *self,
               KbFilterPart   part,
               Choice        *choice,
               GtkStringList *words)
{
  KbCaseIndex *index = kb_desk_get_index (self->desk);
  g_auto (GStrv) texts = NULL;

  if (index == NULL)
    return;
  texts = part == KB_FILTER_UNIT ? kb_case_index_dup_units (index) : kb_case_index_dup_tags (index);
  for (guint i = 0; texts[i] != NULL; i++)
    add_value (choice, words, texts[i], texts[i]);
}

/* All that can be chosen, and in it what is. */
static void
show_choice (KbFilterBar        *self,
             KbFilterPart        part,
             const KbCaseFilter *filter)
{
  Choice *choice = &self->choices[part];
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  const char *text = *kb_filter_part_get_text ((KbCaseFilter *) filter, part);
  guint at;

  g_ptr_array_set_size (choice->values, 0);
  add_value (choice, words, NULL, _("Any"));
  if (part == KB_FILTER_CATEGORY)
    add_categories (choice, words);
  else if (part == KB_FILTER_ASSIGNEE)
    add_people (self, choice, words);
  else
    add_occurring (self, part, choice, words);
  if (!g_ptr_array_find_with_equal_func (choice->values, text, same_text, &at))
    {
      at = choice->values->len;
      add_value (choice, words, text, text);
    }
  gtk_drop_down_set_model (choice->dropdown, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (choice->dropdown, at);
}

static void
show_filter (KbFilterBar *self)
{
  const KbCaseFilter *filter = kb_desk_get_filter (self->desk);

  self->showing = TRUE;
  for (guint i = 0; i < self->statuses->len; i++)
    gtk_check_button_set_active (self->statuses->pdata[i], (filter->statuses & 1u << i) != 0);
  for (KbFilterPart part = KB_FILTER_CATEGORY; part <= KB_FILTER_TAG; part++)
    show_choice (self, part, filter);
  for (KbFilterPart part = KB_FILTER_LATE; part < KB_FILTER_N_PARTS; part++)
    gtk_check_button_set_active (self->flags[part - KB_FILTER_LATE],
                                 *kb_filter_part_get_flag ((KbCaseFilter *) filter, part));
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      guint32 day = i == 0 ? filter->from : filter->to;
      g_autofree char *text = day != 0 ? kb_filter_format_day (day) : g_strdup ("");

      gtk_editable_set_text (GTK_EDITABLE (self->days[i]), text);
    }
  self->showing = FALSE;
}

/* ---- chips ---- */

static const char *
get_name (KbFilterBar *self,
          const char  *key)
{
  Choice *choice = &self->choices[KB_FILTER_ASSIGNEE];
  GListModel *words = gtk_drop_down_get_model (choice->dropdown);
  guint at;

  if (!g_ptr_array_find_with_equal_func (choice->values, key, same_text, &at))
    return key;
  return gtk_string_list_get_string (GTK_STRING_LIST (words), at);
}

static char *
dup_text_words (KbFilterBar *self,
                KbFilterPart part,
                const char  *text)
{
  if (text == NULL)
    return g_strdup ("");
  if (part == KB_FILTER_CATEGORY)
    return g_strdup (kb_words_category (text));
  if (part == KB_FILTER_ASSIGNEE)
    return g_strdup (*text == '\0' ? _("Nobody") : get_name (self, text));
  return kb_line_for_display (text);
}

/* Empty where the filter asks nothing of it. */
static char *
dup_part_words (KbFilterBar  *self,
                KbCaseFilter *filter,
                KbFilterPart  part)
{
  g_autoptr (GString) words = NULL;

  if (part >= KB_FILTER_LATE)
    return g_strdup (*kb_filter_part_get_flag (filter, part) ?
                     _(flag_words[part - KB_FILTER_LATE]) : "");
  if (part == KB_FILTER_FROM || part == KB_FILTER_TO)
    return kb_filter_dup_day_words (part, part == KB_FILTER_FROM ? filter->from : filter->to);
  if (part != KB_FILTER_STATUSES)
    return dup_text_words (self, part, *kb_filter_part_get_text (filter, part));
  words = g_string_new (NULL);
  kb_filter_append_statuses (words, filter->statuses);
  return g_strdup (words->str);
}

static void
chip_clicked_cb (KbFilterBar *self,
                 GtkButton   *chip)
{
  KbFilterPart part = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "kb-part"));
  g_autoptr (KbCaseFilter) filter = kb_case_filter_copy (kb_desk_get_filter (self->desk));

  if (part == KB_FILTER_STATUSES)
    filter->statuses = 0;
  else if (part == KB_FILTER_FROM)
    filter->from = 0;
  else if (part == KB_FILTER_TO)
    filter->to = 0;
  else if (part >= KB_FILTER_LATE)
    *kb_filter_part_get_flag (filter, part) = FALSE;
  else
    g_clear_pointer (kb_filter_part_get_text (filter, part), g_free);
  kb_desk_set_filter (self->desk, filter);
}

static void
add_chip (KbFilterBar *self,
          KbFilterPart part,
          const char  *words)
{
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);
  /* Translators: %s is what a list is narrowed to, "Review". */
  g_autofree char *name = g_strdup_printf (_("Remove filter: %s"), words);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), CHIP_CHARS);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (chip, "kb-filter-chip");
  g_object_set_data (G_OBJECT (chip), "kb-part", GUINT_TO_POINTER (part));
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_flow_box_insert (GTK_FLOW_BOX (self->chips), chip, -1);
}

static void
update_chips (KbFilterBar *self)
{
  const KbCaseFilter *filter = kb_desk_get_filter (self->desk);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->chips), child);
  for (KbFilterPart part = 0; part < KB_FILTER_N_PARTS; part++)
    {
      g_autofree char *words = dup_part_words (self, (KbCaseFilter *) filter, part);

      if (*words != '\0')
        add_chip (self, part, words);
    }
  gtk_widget_set_visible (self->chosen, !kb_case_filter_is_plain (filter));
}

static void
filter_changed_cb (KbFilterBar *self)
{
  show_filter (self);
  update_chips (self);
  self->showing = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->orders[kb_desk_get_order (self->desk)]),
                               TRUE);
  self->showing = FALSE;
}

static void
order_cb (KbFilterBar    *self,
          GtkCheckButton *order)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->orders) && !self->showing; i++)
    if (self->orders[i] == GTK_WIDGET (order) && gtk_check_button_get_active (order))
      kb_desk_set_order (self->desk, i);
}

/* ---- building ---- */

static void
attach (GtkWidget  *grid,
        int         row,
        const char *words,
        GtkWidget  *child)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (child, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), child, 1, row, 1, 1);
}

static GtkWidget *
new_check (KbFilterBar *self,
           const char  *words)
{
  GtkWidget *check = gtk_check_button_new_with_label (words);

  g_signal_connect_object (check, "toggled", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  return check;
}

static GtkWidget *
build_statuses (KbFilterBar *self)
{
  GtkWidget *grid = gtk_grid_new ();
  guint n = kb_workflow_get_n_statuses ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *check = new_check (self, kb_words_status (kb_workflow_get_status (i)->code));

      g_ptr_array_add (self->statuses, check);
      gtk_grid_attach (GTK_GRID (grid), check, i / ((n + 1) / 2), i % ((n + 1) / 2), 1, 1);
    }
  return grid;
}

static GtkWidget *
build_flags (KbFilterBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (KbFilterPart part = KB_FILTER_LATE; part < KB_FILTER_N_PARTS; part++)
    {
      GtkWidget *check = new_check (self, _(flag_words[part - KB_FILTER_LATE]));

      self->flags[part - KB_FILTER_LATE] = GTK_CHECK_BUTTON (check);
      gtk_box_append (GTK_BOX (box), check);
    }
  return box;
}

static GtkWidget *
build_rest (KbFilterBar *self)
{
  static const char *const titles[] = {
    [KB_FILTER_CATEGORY] = N_("Category"), [KB_FILTER_UNIT] = N_("Unit"),
    [KB_FILTER_ASSIGNEE] = N_("Assigned to"), [KB_FILTER_TAG] = N_("Tag"),
  };
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (KbFilterPart part = KB_FILTER_CATEGORY; part <= KB_FILTER_TAG; part++)
    {
      GtkWidget *dropdown = gtk_drop_down_new (NULL, gtk_property_expression_new (
                                                 GTK_TYPE_STRING_OBJECT, NULL, "string"));

      gtk_drop_down_set_enable_search (GTK_DROP_DOWN (dropdown), TRUE);
      self->choices[part].dropdown = GTK_DROP_DOWN (dropdown);
      self->choices[part].values = g_ptr_array_new_with_free_func (g_free);
      g_signal_connect_object (dropdown, "notify::selected", G_CALLBACK (apply), self,
                               G_CONNECT_SWAPPED);
      attach (grid, part, _(titles[part]), dropdown);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->days); i++)
    {
      GtkWidget *entry = gtk_entry_new ();

      self->days[i] = GTK_ENTRY (entry);
      gtk_entry_set_max_length (GTK_ENTRY (entry), 10);
      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("day/month/year"));
      g_signal_connect_object (entry, "activate", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
      attach (grid, KB_FILTER_TAG + 1 + i, i == 0 ? _("Received from") : _("Received until"),
              entry);
    }
  return grid;
}

static GtkWidget *
build_popover (KbFilterBar *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (box), build_flags (self));
  gtk_box_append (GTK_BOX (box), build_statuses (self));
  gtk_box_append (GTK_BOX (box), build_rest (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), POPOVER_HEIGHT);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  /* Days count when the popover is left, too. */
  g_signal_connect_object (popover, "closed", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "show", G_CALLBACK (show_filter), self, G_CONNECT_SWAPPED);
  return popover;
}

static GtkWidget *
build_orders (KbFilterBar *self)
{
  static const char *const words[] = {
    [KB_CASE_ORDER_NEWEST] = N_("Newest first"),
    [KB_CASE_ORDER_CHANGED] = N_("Last changed first"),
    [KB_CASE_ORDER_DUE] = N_("Due first"),
  };
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      self->orders[i] = gtk_check_button_new_with_label (_(words[i]));
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (self->orders[i]),
                                    GTK_CHECK_BUTTON (self->orders[0]));
      g_signal_connect_object (self->orders[i], "toggled", G_CALLBACK (order_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), self->orders[i]);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static GtkWidget *
new_menu_button (const char *words,
                 const char *tooltip,
                 GtkWidget  *popover)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), words);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
new_action_button (const char *words,
                   const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (words);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
build_chosen (KbFilterBar *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->chosen = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->chips = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->chips), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->chips), 3);
  gtk_box_append (GTK_BOX (self->chosen), self->chips);
  gtk_box_append (GTK_BOX (buttons), new_action_button (_("Clear filters"), "win.clear-filter"));
  gtk_box_append (GTK_BOX (buttons), new_action_button (_("Save search…"), "win.save-search"));
  gtk_box_append (GTK_BOX (self->chosen), buttons);
  gtk_widget_set_visible (self->chosen, FALSE);
  gtk_box_append (GTK_BOX (self->content), self->chosen);
}

static void
kb_filter_bar_dispose (GObject *object)
{
  KbFilterBar *self = KB_FILTER_BAR (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_filter_bar_parent_class)->dispose (object);
}

static void
kb_filter_bar_finalize (GObject *object)
{
  KbFilterBar *self = KB_FILTER_BAR (object);

  g_ptr_array_unref (self->statuses);
  for (KbFilterPart part = KB_FILTER_CATEGORY; part <= KB_FILTER_TAG; part++)
    g_ptr_array_unref (self->choices[part].values);
  G_OBJECT_CLASS (kb_filter_bar_parent_class)->finalize (object);
}

static void
kb_filter_bar_class_init (KbFilterBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kb_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = kb_filter_bar_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
kb_filter_bar_init (KbFilterBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->statuses = g_ptr_array_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  self->button = GTK_MENU_BUTTON (new_menu_button (_("Filter"), _("Filter (Ctrl+Shift+F)"),
                                                   build_popover (self)));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->button));
  gtk_box_append (GTK_BOX (row), new_menu_button (_("Order"), _("Order of the list"),
                                                  build_orders (self)));
  gtk_box_append (GTK_BOX (self->content), row);
  build_chosen (self);
}

/**
 * kb_filter_bar_set_desk:
 * @self: the bar
 * @desk: whose list it narrows
 */
void
kb_filter_bar_set_desk (KbFilterBar *self,
                        KbDesk      *desk)
{
  if (!g_set_object (&self->desk, desk))
    return;
  g_signal_connect_object (desk, "filter-changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  filter_changed_cb (self);
}

/**
 * kb_filter_bar_popup:
 * @self: the bar
 *
 * Opens what there is to choose.
 */
void
kb_filter_bar_popup (KbFilterBar *self)
{
  gtk_menu_button_popup (self->button);
}
