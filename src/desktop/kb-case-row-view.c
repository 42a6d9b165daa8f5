/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-row-view.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

/* One case in the list, two lines. A list binds some twenty of them while it
 * scrolls, so the texts are set in one go and not by a binding each. */

struct _KbCaseRowView
{
  GtkWidget parent_instance;

  KbCaseRow *row;
  gulong     notify_id;
  guint      update_id;

  GtkGrid   *grid;
  GtkWidget *dot;
  GtkLabel  *title;
  GtkLabel  *date;
  GtkLabel  *meta;
  GtkLabel  *status;
  GtkWidget *chip;               /* %NULL until the row needs one */
  GtkImage  *chip_icon;
  GtkLabel  *chip_label;
};

G_DEFINE_FINAL_TYPE (KbCaseRowView, kb_case_row_view, GTK_TYPE_WIDGET)

enum
{
  PROP_ROW = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* What a row shows, read once. */
typedef struct
{
  gboolean  loaded;
  gboolean  unread;
  gboolean  sealed;
  gboolean  has_identity;
  char     *number;
  char     *category;
  char     *group;
  char     *unit;
  gint64    received;
  int       quarantine;
  guint     n_quarantined;
  guint     n_openings;
  guint     n_conflicts;
  guint     n_pending;
  gboolean  important;
} KbRowTexts;

static void
kb_row_texts_clear (KbRowTexts *self)
{
  g_free (self->number);
  g_free (self->category);
  g_free (self->group);
  g_free (self->unit);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbRowTexts, kb_row_texts_clear)

static void
read_row (KbCaseRow  *row,
          KbRowTexts *ret_texts)
{
  g_object_get (row,
                "loaded", &ret_texts->loaded,
                "unread", &ret_texts->unread,
                "sealed", &ret_texts->sealed,
                "has-identity", &ret_texts->has_identity,
                "number", &ret_texts->number,
                "category", &ret_texts->category,
                "group", &ret_texts->group,
                "unit", &ret_texts->unit,
                "received", &ret_texts->received,
                "quarantine", &ret_texts->quarantine,
                "n-quarantined", &ret_texts->n_quarantined,
                "n-openings", &ret_texts->n_openings,
                "n-conflicts", &ret_texts->n_conflicts,
                "n-pending", &ret_texts->n_pending,
                "important", &ret_texts->important,
                NULL);
}

/* Few rows have a chip, so it is made when it is needed. */
static void
make_chip (KbCaseRowView *self)
{
  self->chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_widget_set_halign (self->chip, GTK_ALIGN_END);
  gtk_widget_set_valign (self->chip, GTK_ALIGN_CENTER);
  self->chip_icon = GTK_IMAGE (gtk_image_new ());
  gtk_box_append (GTK_BOX (self->chip), GTK_WIDGET (self->chip_icon));
  self->chip_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (self->chip), GTK_WIDGET (self->chip_label));
  gtk_grid_attach (self->grid, self->chip, 2, 1, 1, 1);
}

static void
show_chip (KbCaseRowView *self,
           const char    *style,
           const char    *icon_name,
           const char    *text)
{
  const char *classes[] = { "kb-chip", style, NULL };

  if (style != NULL && self->chip == NULL)
    make_chip (self);
  if (self->chip != NULL)
    gtk_widget_set_visible (self->chip, style != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->status), style == NULL);
  if (style == NULL)
    return;
  gtk_widget_set_css_classes (self->chip, classes);
  gtk_image_set_from_icon_name (self->chip_icon, icon_name);
  gtk_label_set_label (self->chip_label, text);
}

/* At most one chip: the worst. */
static const char *
show_state (KbCaseRowView    *self,
            const KbRowTexts *texts)
{
  const char *status;

  if (texts->quarantine != KB_QUARANTINE_NONE || texts->n_quarantined > 0)
    {
      show_chip (self, "warn", "dialog-warning-symbolic", _("Set aside"));
      return _("Set aside");
    }
  if (texts->n_conflicts > 0)
    {
      show_chip (self, "warn", "dialog-warning-symbolic", _("To be settled"));
      return _("To be settled");
    }
  if (texts->n_openings > 0)
    {
      show_chip (self, "custody", "changes-allow-symbolic", _("Identity opened"));
      return _("Identity opened");
    }
  if (texts->important)
    {
      show_chip (self, "important", "emblem-important-symbolic", _("Important"));
      return _("Important");
    }
  show_chip (self, NULL, NULL, NULL);
  status = texts->n_pending > 0 ? _("Waiting to be sent") : _("Received");
  gtk_label_set_label (self->status, status);
  return status;
}

static const char *
get_sealed_words (const KbRowTexts *texts)
{
  return texts->has_identity ? _("With sealed identity") : _("Without identity");
}

static void
update_accessible (KbCaseRowView    *self,
                   const KbRowTexts *texts,
                   const char       *kind,
                   const char       *state)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *day = kb_format_day (texts->received, now);
  GString *sentence = g_string_new (NULL);

  if (texts->unread)
    g_string_append_printf (sentence, "%s. ", _("Unread"));
  g_string_append_printf (sentence, "%s. ", kind);
  if (!texts->sealed)
    {
      /* Translators: %s is the number of a case, KB-2026-0412. */
      g_string_append_printf (sentence, _("Number %s"), texts->number);
      g_string_append (sentence, ". ");
    }
  if (texts->sealed)
    g_string_append_printf (sentence, "%s. ", get_sealed_words (texts));
  else if (texts->unit != NULL && *texts->unit != '\0')
    g_string_append_printf (sentence, "%s. ", texts->unit);
  g_string_append_printf (sentence, "%s. %s.", day, state);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence->str, -1);
  g_string_free (sentence, TRUE);
}

/* Where the story cannot be read, all that tells two cases apart is the number. */
static char *
get_title (const KbRowTexts *texts)
{
  if (texts->sealed)
    return g_strdup (texts->number);
  return kb_words_kind_of (texts->category, texts->group);
}

static char *
get_meta (const KbRowTexts *texts)
{
  if (texts->sealed)
    return g_strdup (get_sealed_words (texts));
  if (texts->unit == NULL || *texts->unit == '\0')
    return g_strdup (texts->number);
  return g_strdup_printf ("%s  %s", texts->number, texts->unit);
}

static void
update (KbCaseRowView *self)
{
  g_auto (KbRowTexts) texts = { 0 };
  g_autofree char *kind = NULL;
  g_autofree char *meta = NULL;
  g_autofree char *day = NULL;

  if (self->row != NULL)
    read_row (self->row, &texts);
  if (!texts.loaded)
    {
      gtk_label_set_label (self->title, "");
      gtk_label_set_label (self->date, "");
      gtk_label_set_label (self->meta, "");
      gtk_label_set_label (self->status, "");
      gtk_widget_set_opacity (self->dot, 0);
      show_chip (self, NULL, NULL, NULL);
      return;
    }

  kind = get_title (&texts);
  meta = get_meta (&texts);
  day = kb_format_day (texts.received, g_get_real_time () / G_USEC_PER_SEC);
  gtk_label_set_label (self->title, kind);
  gtk_label_set_label (self->date, day);
  gtk_label_set_label (self->meta, meta);
  gtk_widget_set_opacity (self->dot, texts.unread ? 1 : 0);
  if (texts.unread)
    gtk_widget_add_css_class (GTK_WIDGET (self), "kb-unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "kb-unread");
  update_accessible (self, &texts, kind, show_state (self, &texts));
}

static gboolean
update_cb (gpointer data)
{
  KbCaseRowView *self = data;

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* A row that is filled notifies of a dozen properties: once is enough, before
 * the next frame is laid out. */
static void
row_changed_cb (KbCaseRowView *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_cb, self, NULL);
}

static void
kb_case_row_view_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  KbCaseRowView *self = KB_CASE_ROW_VIEW (object);

  switch (prop_id)
    {
    case PROP_ROW:
      g_value_set_object (value, self->row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_case_row_view_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ROW:
      kb_case_row_view_set_row (KB_CASE_ROW_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_case_row_view_dispose (GObject *object)
{
  KbCaseRowView *self = KB_CASE_ROW_VIEW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->row != NULL)
    g_clear_signal_handler (&self->notify_id, self->row);
  g_clear_object (&self->row);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (kb_case_row_view_parent_class)->dispose (object);
}

static void
kb_case_row_view_class_init (KbCaseRowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = kb_case_row_view_get_property;
  object_class->set_property = kb_case_row_view_set_property;
  object_class->dispose = kb_case_row_view_dispose;

  props[PROP_ROW] = g_param_spec_object ("row", NULL, NULL, KB_TYPE_CASE_ROW,
                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                           G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-case-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, grid);
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, dot);
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, title);
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, date);
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, meta);
  gtk_widget_class_bind_template_child (widget_class, KbCaseRowView, status);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "kbcaserow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_case_row_view_init (KbCaseRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_case_row_view_new (void)
{
  return g_object_new (KB_TYPE_CASE_ROW_VIEW, NULL);
}

/**
 * kb_case_row_view_set_row:
 * @self: the widget
 * @row: (nullable): the case to show; followed while it is shown
 */
void
kb_case_row_view_set_row (KbCaseRowView *self,
                          KbCaseRow     *row)
{
  g_return_if_fail (KB_IS_CASE_ROW_VIEW (self));

  if (self->row == row)
    return;
  if (self->row != NULL)
    g_clear_signal_handler (&self->notify_id, self->row);
  g_set_object (&self->row, row);
  if (row != NULL)
    self->notify_id = g_signal_connect_object (row, "notify", G_CALLBACK (row_changed_cb), self,
                                               G_CONNECT_SWAPPED);
  g_clear_handle_id (&self->update_id, g_source_remove);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROW]);
}
