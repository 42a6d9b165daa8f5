/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sheet-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "kb-field-text.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-text-field.h"
#include "kb-words.h"

/* Of a draft: {"texts": […]}, in the order of KbSheetText. Unlike a sheet it may
 * be too long or hold half a date. */
#define DRAFT_TEXTS "texts"

static const char *const groups[] = {
  "berkadar", "tidak_berkadar", "bukan_kewenangan", "tidak_logis"
};

struct _KbSheetForm
{
  GtkWidget parent_instance;

  gboolean             showing;  /* what changes now is not the person's doing */
  gboolean             touched;
  GPtrArray           *items;    /* of KbGuideItem: choices of the kind, after "none" */
  char                *category; /* of a sheet whose kind this program does not know */
  char                *sub;

  GtkWidget           *content;
  GtkWidget           *group_box;
  GtkCheckButton      *checks[G_N_ELEMENTS (groups)];
  AdwComboRow         *kind;
  GtkEditable         *unit;
  GtkEditable         *level;
  GtkEditable         *date;
  GtkBox              *texts_box;
  KbTextField         *texts[KB_N_SHEET_TEXTS]; /* from KB_SHEET_ARTICLES on */
};

G_DEFINE_FINAL_TYPE (KbSheetForm, kb_sheet_form, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
changed_cb (KbSheetForm *self)
{
  if (self->showing)
    return;
  self->touched = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

static const char *
get_group (KbSheetForm *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return groups[i];
  return "";
}

static const KbGuideItem *
get_item (KbSheetForm *self)
{
  guint selected = adw_combo_row_get_selected (self->kind);

  return selected >= 1 && selected <= self->items->len ? self->items->pdata[selected - 1] : NULL;
}

static void
show_group (KbSheetForm *self,
            const char  *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    gtk_check_button_set_active (self->checks[i], g_str_equal (groups[i], group));
}

static void
show_kind (KbSheetForm *self,
           const char  *category,
           const char  *sub)
{
  guint selected = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const KbGuideItem *item = self->items->pdata[i];

      if (g_str_equal (item->category, category) && g_str_equal (item->group, sub))
        selected = i + 1;
    }
  g_free (self->category);
  g_free (self->sub);
  self->category = g_strdup (selected == 0 ? category : "");
  self->sub = g_strdup (selected == 0 ? sub : "");
  adw_combo_row_set_selected (self->kind, selected);
}

/* Unit, level or date. */
static GtkEditable *
get_entry (KbSheetForm *self,
           KbSheetText  text)
{
  if (text == KB_SHEET_UNIT)
    return self->unit;
  return text == KB_SHEET_LEVEL ? self->level : self->date;
}

/* As typed; a date is not read yet. */
static char *
dup_typed (KbSheetForm *self,
           KbSheetText  text)
{
  const KbGuideItem *item = get_item (self);

  if (text == KB_SHEET_GROUP)
    return g_strdup (get_group (self));
  if (text == KB_SHEET_CATEGORY)
    return g_strdup (item != NULL ? item->category : self->category);
  if (text == KB_SHEET_SUB)
    return g_strdup (item != NULL ? item->group : self->sub);
  if (text >= KB_SHEET_ARTICLES)
    return kb_text_field_dup_text (self->texts[text]);
  return g_strdup (gtk_editable_get_text (get_entry (self, text)));
}

static void
show_texts (KbSheetForm       *self,
            const char *const *texts)
{
  self->showing = TRUE;
  show_group (self, texts[KB_SHEET_GROUP]);
  show_kind (self, texts[KB_SHEET_CATEGORY], texts[KB_SHEET_SUB]);
  for (guint i = KB_SHEET_UNIT; i <= KB_SHEET_DATE; i++)
    gtk_editable_set_text (get_entry (self, i), texts[i]);
  for (guint i = KB_SHEET_ARTICLES; i < KB_N_SHEET_TEXTS; i++)
    kb_text_field_set_text (self->texts[i], texts[i]);
  self->showing = FALSE;
  self->touched = FALSE;
}

static void
add_groups (KbSheetForm *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      GtkWidget *check = gtk_check_button_new_with_label (kb_words_sheet_group (groups[i]));

      self->checks[i] = GTK_CHECK_BUTTON (check);
      if (i > 0)
        gtk_check_button_set_group (self->checks[i], self->checks[0]);
      g_signal_connect_object (check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_grid_attach (GTK_GRID (self->group_box), check, i % 2, i / 2, 1, 1);
    }
}

static void
add_kinds (KbSheetForm *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("Not chosen"));
  for (guint i = 0; i < kb_guide_get_n_items (); i++)
    {
      const KbGuideItem *item = kb_guide_get_item (i);
      g_autofree char *name = kb_words_kind_of (item->category, item->group);

      g_ptr_array_add (self->items, (gpointer) item);
      gtk_string_list_append (names, name);
    }
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (names));
  g_signal_connect_object (self->kind, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
add_texts (KbSheetForm *self)
{
  static const char *const names[KB_N_SHEET_TEXTS] = {
    [KB_SHEET_ARTICLES] = N_("Articles"),
    [KB_SHEET_CONCLUSION] = N_("Conclusion"),
    [KB_SHEET_RECOMMENDATION] = N_("Recommendation"),
    [KB_SHEET_ATTACHMENTS] = N_("Attachments"),
  };

  for (guint i = KB_SHEET_ARTICLES; i < KB_N_SHEET_TEXTS; i++)
    {
      GtkWidget *field = kb_text_field_new (_(names[i]), kb_sheet_get_limit (i));

      self->texts[i] = KB_TEXT_FIELD (field);
      g_signal_connect_object (field, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->texts_box, field);
    }
}

static void
name_entry (GtkEditable *entry)
{
  GtkEditable *inner = gtk_editable_get_delegate (entry);

  gtk_accessible_update_property (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (entry)), -1);
}

static void
kb_sheet_form_dispose (GObject *object)
{
  KbSheetForm *self = KB_SHEET_FORM (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->category, g_free);
  g_clear_pointer (&self->sub, g_free);
  G_OBJECT_CLASS (kb_sheet_form_parent_class)->dispose (object);
}

static void
kb_sheet_form_class_init (KbSheetFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_sheet_form_dispose;
  changed_signal = g_signal_new ("changed", KB_TYPE_SHEET_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-sheet-form.ui");
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, content);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, group_box);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, kind);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, unit);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, level);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, date);
  gtk_widget_class_bind_template_child (widget_class, KbSheetForm, texts_box);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_sheet_form_init (KbSheetForm *self)
{
  self->showing = TRUE;
  self->items = g_ptr_array_new ();
  self->category = g_strdup ("");
  self->sub = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  add_groups (self);
  add_kinds (self);
  add_texts (self);
  name_entry (self->unit);
  name_entry (self->level);
  name_entry (self->date);
  self->showing = FALSE;
}

GtkWidget *
kb_sheet_form_new (void)
{
  return g_object_new (KB_TYPE_SHEET_FORM, NULL);
}

void
kb_sheet_form_clear (KbSheetForm *self)
{
  g_autoptr (KbSheet) empty = kb_sheet_new ();

  show_texts (self, (const char *const *) empty->texts);
}

void
kb_sheet_form_begin (KbSheetForm       *self,
                     const KbCaseState *state)
{
  g_autoptr (KbSheet) sheet = kb_sheet_new ();
  g_autoptr (GDateTime) today = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (today, "%Y-%m-%d");
  const KbGuideItem *item = kb_guide_find_item (state->category, state->group);

  kb_sheet_set (sheet, KB_SHEET_CATEGORY, state->category);
  kb_sheet_set (sheet, KB_SHEET_SUB, state->group);
  if (g_utf8_strlen (state->unit, -1) <= (glong) kb_sheet_get_limit (KB_SHEET_UNIT))
    kb_sheet_set (sheet, KB_SHEET_UNIT, state->unit);
  kb_sheet_set (sheet, KB_SHEET_DATE, date);
  if (item != NULL)
    kb_sheet_set (sheet, KB_SHEET_ARTICLES, item->articles);
  kb_sheet_form_show (self, sheet);
}

void
kb_sheet_form_show (KbSheetForm   *self,
                    const KbSheet *sheet)
{
  g_auto (GStrv) texts = g_new0 (char *, KB_N_SHEET_TEXTS + 1);

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    texts[i] = i == KB_SHEET_DATE ? kb_field_text_show (KB_FIELD_DATE, sheet->texts[i])
                                  : kb_text_for_display (sheet->texts[i]);
  show_texts (self, (const char *const *) texts);
}

void
kb_sheet_form_propose (KbSheetForm       *self,
                       const KbGuideNode *node)
{
  const KbGuideItem *item = kb_guide_node_get_item (node);

  self->showing = TRUE;
  show_group (self, kb_guide_node_get_group (node));
  show_kind (self, item != NULL ? item->category : "", item != NULL ? item->group : "");
  kb_text_field_set_text (self->texts[KB_SHEET_ARTICLES], item != NULL ? item->articles : "");
  self->showing = FALSE;
  self->touched = TRUE;
}

void
kb_sheet_form_set_editable (KbSheetForm *self,
                            gboolean     editable)
{
  gtk_widget_set_sensitive (self->group_box, editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind), editable);
  for (guint i = KB_SHEET_UNIT; i <= KB_SHEET_DATE; i++)
    gtk_editable_set_editable (get_entry (self, i), editable);
  for (guint i = KB_SHEET_ARTICLES; i < KB_N_SHEET_TEXTS; i++)
    kb_text_field_set_editable (self->texts[i], editable);
}

gboolean
kb_sheet_form_is_touched (KbSheetForm *self)
{
  return self->touched;
}

void
kb_sheet_form_untouch (KbSheetForm *self)
{
  self->touched = FALSE;
}

char *
kb_sheet_form_dup_draft (KbSheetForm *self)
{
  g_autoptr (JsonObject) draft = json_object_new ();
  JsonArray *texts = json_array_new ();

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      g_autofree char *typed = dup_typed (self, i);

      json_array_add_string_element (texts, typed);
    }
  json_object_set_array_member (draft, DRAFT_TEXTS, texts);
  return kb_json_to_string (draft);
}

void
kb_sheet_form_read (KbSheetForm *self,
                    const char  *draft)
{
  g_autoptr (JsonObject) object = kb_json_parse (draft, strlen (draft), KB_LIMIT_DRAFT, NULL);
  JsonArray *array = object != NULL ? kb_json_array (object, DRAFT_TEXTS, NULL) : NULL;
  const char *texts[KB_N_SHEET_TEXTS];

  if (array == NULL || json_array_get_length (array) != KB_N_SHEET_TEXTS)
    return;
  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      gboolean is_text = json_node_get_value_type (node) == G_TYPE_STRING;

      texts[i] = is_text ? json_node_get_string (node) : "";
    }
  show_texts (self, texts);
  self->touched = TRUE;
}

/* Together the texts have a limit, too. */
static gboolean
fits (KbSheetForm *self)
{
  gsize n_chars = 0;

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      g_autofree char *typed = dup_typed (self, i);

      n_chars += g_utf8_strlen (typed, -1);
    }
  return n_chars <= KB_LIMIT_SHEET_CHARS;
}

static gboolean
has_text (KbSheetForm *self,
          KbSheetText  text)
{
  g_autofree char *typed = dup_typed (self, text);

  return *g_strstrip (typed) != '\0';
}

const char *
kb_sheet_form_find_problem (KbSheetForm  *self,
                            GtkWidget   **ret_focus)
{
  g_autofree char *date = kb_field_text_read (KB_FIELD_DATE, gtk_editable_get_text (self->date));

  *ret_focus = GTK_WIDGET (self->checks[0]);
  if (*get_group (self) == '\0')
    return _("Choose the group.");
  for (guint i = KB_SHEET_UNIT; i <= KB_SHEET_LEVEL; i++)
    {
      *ret_focus = GTK_WIDGET (get_entry (self, i));
      if (g_utf8_strlen (gtk_editable_get_text (get_entry (self, i)), -1) >
          (glong) kb_sheet_get_limit (i))
        return _("This is too long.");
    }
  *ret_focus = GTK_WIDGET (self->date);
  if (date == NULL)
    return _("Type the date as 24-11-2026.");
  for (guint i = KB_SHEET_ARTICLES; i < KB_N_SHEET_TEXTS; i++)
    {
      *ret_focus = GTK_WIDGET (self->texts[i]);
      if (!kb_text_field_fits (self->texts[i]))
        return _("This is too long.");
    }
  *ret_focus = GTK_WIDGET (self->texts[KB_SHEET_CONCLUSION]);
  if (!has_text (self, KB_SHEET_CONCLUSION))
    return _("Write the conclusion.");
  return fits (self) ? NULL : _("All texts together may have 20,000 characters.");
}

KbSheet *
kb_sheet_form_dup_sheet (KbSheetForm *self)
{
  KbSheet *sheet = kb_sheet_new ();
  g_autofree char *date = kb_field_text_read (KB_FIELD_DATE, gtk_editable_get_text (self->date));

  for (guint i = 0; i < KB_N_SHEET_TEXTS; i++)
    {
      g_autofree char *typed = dup_typed (self, i);

      kb_sheet_set (sheet, i, g_strstrip (typed));
    }
  kb_sheet_set (sheet, KB_SHEET_DATE, date != NULL ? date : "");
  return sheet;
}
