/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-filed-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-json.h"
#include "kb-limits.h"
#include "kb-words.h"

typedef const char *(*KbFiledWord) (const char *code);

static const char *word_of_inspectorate (const char *code);

static const char *const categories[] = {
  "korupsi", "kolusi", "nepotisme", "disiplin", "aset", "etik", NULL
};
static const char *const groups[] = {
  "", "kerugian", "suap", "penggelapan", "pemerasan", "curang", "benturan", "gratifikasi", NULL
};
static const char *const reported_kinds[] = {
  "asn", "perangkat_desa", "kepala_daerah", "dprd", "lainnya", NULL
};
static const char *const inspectorate[] = { "no", "staff", "head", "custodian", NULL };

/**
 * KbFiledField:
 * @path: member of the part, or object/member
 * @codes: (nullable): what can be chosen; %NULL: it is typed
 * @max: characters
 * @required: can't be empty
 */
typedef struct
{
  KbFiledGroup       group;
  const char        *path;
  const char        *title;
  const char *const *codes;
  KbFiledWord        word;
  guint              max;
  gboolean           required;
} KbFiledField;

static const KbFiledField fields[] = {
  { KB_FILED_ABOUT, "category", N_("Category"), categories, kb_words_category },
  { KB_FILED_ABOUT, "group", N_("Kind of corruption"), groups, kb_words_group },
  { KB_FILED_ABOUT, "alias", N_("Alias of the reporter"), NULL, NULL, KB_LIMIT_ALIAS_CHARS, TRUE },
  { KB_FILED_REPORTED, "reported/kind", N_("Kind of reported party"), reported_kinds,
    kb_words_reported },
  { KB_FILED_REPORTED, "reported/name", N_("Name of the reported party"), NULL, NULL,
    KB_LIMIT_NAME_CHARS },
  { KB_FILED_REPORTED, "reported/position", N_("Position"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_REPORTED, "reported/unit", N_("Unit or village"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_REPORTED, "reported/inspectorate", N_("Works in the inspectorate?"), inspectorate,
    word_of_inspectorate },
  { KB_FILED_CIRCUMSTANCES, "when/from", N_("From when"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_CIRCUMSTANCES, "when/to", N_("Until when"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_CIRCUMSTANCES, "where", N_("Where"), NULL, NULL, KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIRCUMSTANCES, "value", N_("Value"), NULL, NULL, KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIRCUMSTANCES, "witnesses", N_("Who else knows"), NULL, NULL, KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIRCUMSTANCES, "elsewhere", N_("Reported elsewhere"), NULL, NULL,
    KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIRCUMSTANCES, "evidence", N_("Evidence"), NULL, NULL, KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIVIL, "name", N_("Full name, as on the identity card"), NULL, NULL,
    KB_LIMIT_NAME_CHARS, TRUE },
  { KB_FILED_CIVIL, "nik", N_("NIK, 16 digits"), NULL, NULL, KB_LIMIT_NAME_CHARS, TRUE },
  { KB_FILED_CIVIL, "address", N_("Address"), NULL, NULL, KB_LIMIT_FIELD_CHARS },
  { KB_FILED_CIVIL, "gender", N_("Gender"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_CIVIL, "occupation", N_("Occupation"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_CONTACT, "phone", N_("Telephone"), NULL, NULL, KB_LIMIT_NAME_CHARS, TRUE },
  { KB_FILED_CONTACT, "email", N_("E-mail"), NULL, NULL, KB_LIMIT_NAME_CHARS },
  { KB_FILED_CONTACT, "safe", N_("How and when it is safe to be contacted"), NULL, NULL,
    KB_LIMIT_FIELD_CHARS },
};

static const char *
word_of_inspectorate (const char *code)
{
  if (g_str_equal (code, "staff"))
    return _("Yes, staff");
  if (g_str_equal (code, "head"))
    return _("Yes, its head");
  if (g_str_equal (code, "custodian"))
    return _("Yes, the custodian");
  return _("No");
}

static const KbFiledField *
get_field (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "kb-field");
}

/* The list's own text, that the caller has counted on: rows of adwaita hold it in a GtkText. */
static GtkWidget *
new_entry (const KbFiledField *field)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));

  if (field->group >= KB_FILED_CONTACT && GTK_IS_TEXT (text))
    {
      /* Not to be paged out, and wiped with the buffer. */
      g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();

      gtk_text_set_buffer (GTK_TEXT (text), buffer);
    }
  if (GTK_IS_TEXT (text))
    {
      gtk_text_set_max_length (GTK_TEXT (text), field->max);
      /* Input methods write what they learn to disk. */
      gtk_text_set_input_hints (GTK_TEXT (text), GTK_INPUT_HINT_PRIVATE);
    }
  return row;
}

static GtkWidget *
new_combo (const KbFiledField *field)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);

  for (guint i = 0; field->codes[i] != NULL; i++)
    gtk_string_list_append (words, *field->codes[i] != '\0' ? field->word (field->codes[i])
                                                            : _("Not known"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  return row;
}

/**
 * kb_filed_form_fill:
 * @list: an empty list
 * @group: which rows
 * @changed: called, swapped, with each change
 * @data: for @changed
 */
void
kb_filed_form_fill (GtkListBox   *list,
                    KbFiledGroup  group,
                    GCallback     changed,
                    gpointer      data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkWidget *row;
      g_autofree char *title = NULL;

      if (fields[i].group != group)
        continue;
      row = fields[i].codes != NULL ? new_combo (&fields[i]) : new_entry (&fields[i]);
      title = fields[i].codes == NULL && !fields[i].required
              /* Translators: %s is the name of a field, "Where". */
              ? g_strdup_printf (_("%s (may be empty)"), _(fields[i].title))
              : g_strdup (_(fields[i].title));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      g_object_set_data (G_OBJECT (row), "kb-field", (gpointer) &fields[i]);
      g_signal_connect_swapped (row, fields[i].codes != NULL ? "notify::selected" : "changed",
                                changed, data);
      gtk_list_box_append (list, row);
    }
}

static const char *
get_value (GtkWidget *row)
{
  const KbFiledField *field = get_field (row);

  return field->codes != NULL ? field->codes[adw_combo_row_get_selected (ADW_COMBO_ROW (row))]
                              : gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
set_value (GtkWidget  *row,
           const char *value)
{
  const KbFiledField *field = get_field (row);

  if (field->codes == NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), value);
  for (guint i = 0; field->codes != NULL && field->codes[i] != NULL; i++)
    if (g_str_equal (field->codes[i], value))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}

static GtkWidget *
find_row (GtkListBox *list,
          const char *path)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list));

  while (row != NULL && !g_str_equal (get_field (row)->path, path))
    row = gtk_widget_get_next_sibling (row);

  return row;
}

/**
 * kb_filed_form_get:
 * @list: a filled list
 * @path: of one of its rows
 *
 * Returns: the code or text, "" where there is no such row
 */
const char *
kb_filed_form_get (GtkListBox *list,
                   const char *path)
{
  GtkWidget *row = find_row (list, path);

  return row != NULL ? get_value (row) : "";
}

void
kb_filed_form_show (GtkListBox *list,
                    const char *path,
                    gboolean    shown)
{
  GtkWidget *row = find_row (list, path);

  if (row != NULL)
    gtk_widget_set_visible (row, shown);
}

/* The object that @path's member is in, made where there is none; @ret_name: the member. */
static JsonObject *
find_place (JsonObject  *part,
            const char  *path,
            const char **ret_name)
{
  const char *slash = strchr (path, '/');
  g_autofree char *name = NULL;

  *ret_name = slash != NULL ? slash + 1 : path;
  if (slash == NULL)
    return part;
  name = g_strndup (path, slash - path);
  if (!json_object_has_member (part, name))
    json_object_set_object_member (part, name, json_object_new ());
  return kb_json_object (part, name, NULL);
}

/**
 * kb_filed_form_read:
 * @list: a filled list
 * @part: where its texts go
 */
void
kb_filed_form_read (GtkListBox *list,
                    JsonObject *part)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const char *name;
      JsonObject *place = find_place (part, get_field (row)->path, &name);
      g_autofree char *value = g_strstrip (g_strdup (get_value (row)));

      json_object_set_string_member (place, name, value);
    }
}

/**
 * kb_filed_form_write:
 * @list: a filled list
 * @part: what is shown in it; what it lacks is left alone
 */
void
kb_filed_form_write (GtkListBox *list,
                     JsonObject *part)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const char *name;
      JsonObject *place = find_place (part, get_field (row)->path, &name);
      const char *value = place != NULL ? kb_json_string_or (place, name, NULL) : NULL;

      if (value != NULL)
        set_value (row, value);
    }
}

void
kb_filed_form_clear (GtkListBox *list)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      if (get_field (row)->codes == NULL)
        gtk_editable_set_text (GTK_EDITABLE (row), "");
      else
        adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
    }
}

static guint
count_digits (const char *text)
{
  guint n_digits = 0;

  for (; *text != '\0'; text++)
    n_digits += g_ascii_isdigit (*text);
  return n_digits;
}

static char *
find_problem (const KbFiledField *field,
              const char         *value)
{
  g_autofree char *text = g_strstrip (g_strdup (value));

  if (field->required && *text == '\0')
    /* Translators: %s is the name of a field. */
    return g_strdup_printf (_("“%s” is still empty."), _(field->title));
  if (g_str_equal (field->path, "alias")
      && g_utf8_strlen (text, -1) < (glong) KB_LIMIT_ALIAS_MIN_CHARS)
    return g_strdup (_("An alias has at least 3 letters."));
  if (g_str_equal (field->path, "nik") && count_digits (text) != 16)
    return g_strdup_printf (_("The NIK has %u digits. It consists of 16."), count_digits (text));
  if (g_str_equal (field->path, "phone") && (count_digits (text) < 9 || count_digits (text) > 14))
    return g_strdup (_("A telephone number has 9 to 14 digits."));
  return NULL;
}

/**
 * kb_filed_form_problem:
 * @list: a filled list
 * @ret_row: (out) (transfer none): which row it is about
 *
 * Returns: (transfer full) (nullable): a sentence; %NULL: it can be sealed
 */
char *
kb_filed_form_problem (GtkListBox  *list,
                       GtkWidget  **ret_row)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      char *problem = find_problem (get_field (row), get_value (row));

      *ret_row = row;
      if (problem != NULL)
        return problem;
    }

  return NULL;
}
