/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-fields-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-deadline-words.h"
#include "kb-field-row.h"
#include "kb-format.h"
#include "kb-related-group.h"
#include "kb-words.h"

#define WAITS "waits"

struct _KbFieldsPage
{
  GtkWidget parent_instance;

  KbCase              *kase;
  gboolean             showing;  /* what changes now is not the person's doing */
  GPtrArray           *rows;     /* of KbFieldRow, not owned */
  GPtrArray           *deadline_rows; /* not owned */

  GtkWidget           *content;
  AdwPreferencesGroup *deadlines;
  AdwPreferencesGroup *handling;
  AdwPreferencesGroup *examination;
  AdwPreferencesGroup *outcome;
  KbRelatedGroup      *related;
  AdwActionRow        *channel;
  AdwActionRow        *waits_row;
  GtkSwitch           *waits;
};

G_DEFINE_FINAL_TYPE (KbFieldsPage, kb_fields_page, GTK_TYPE_WIDGET)

static void
add_field (KbFieldsPage        *self,
           AdwPreferencesGroup *group,
           const char          *field)
{
  GtkWidget *row = kb_field_row_new (field, kb_field_kind (field));

  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static char *
dup_due (const KbDeadline *deadline)
{
  g_autofree char *due = kb_format_day_long (kb_deadline_day_seconds (deadline->due));
  g_autofree char *stopped = NULL;

  if (deadline->stopped == 0)
    /* Translators: %s is a day. */
    return g_strdup_printf (_("Due on %s"), due);
  stopped = kb_format_day_long (kb_deadline_day_seconds (deadline->stopped));
  /* Translators: two days. */
  return g_strdup_printf (_("Due on %s, done on %s"), due, stopped);
}

static void
add_deadline (KbFieldsPage     *self,
              const KbDeadline *deadline,
              guint             warn)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (kb_deadline_icon (deadline));
  g_autofree char *due = dup_due (deadline);
  g_autofree char *words = kb_deadline_words (deadline);
  /* Translators: when a deadline is due, and the norm that it comes from. */
  g_autofree char *subtitle = g_strdup_printf (_("%s · %s"), due, _(deadline->rule->source));
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);
  GtkWidget *label = gtk_label_new (words);
  const char *style = kb_deadline_style (deadline, warn);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(deadline->rule->label));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  gtk_widget_add_css_class (row, "numeric");
  gtk_widget_add_css_class (label, style != NULL ? "caption-heading" : "caption");
  gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    {
      gtk_widget_add_css_class (icon, style);
      gtk_widget_add_css_class (label, style);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->deadlines, row);
  g_ptr_array_add (self->deadline_rows, row);
}

static void
show_deadlines (KbFieldsPage *self,
                KbClocks     *clocks)
{
  g_autoptr (GArray) judged = NULL;

  for (guint i = 0; i < self->deadline_rows->len; i++)
    adw_preferences_group_remove (self->deadlines, self->deadline_rows->pdata[i]);
  g_ptr_array_set_size (self->deadline_rows, 0);
  if (self->kase != NULL)
    judged = kb_clocks_judge (clocks, kb_case_get_state (self->kase),
                              g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; judged != NULL && i < judged->len; i++)
    add_deadline (self, &g_array_index (judged, KbDeadline, i), kb_clocks_get_warn (clocks));
  gtk_widget_set_visible (GTK_WIDGET (self->deadlines), self->deadline_rows->len > 0);
}

static void
show_waiting (KbFieldsPage *self)
{
  const KbCaseState *state = kb_case_get_state (self->kase);

  adw_action_row_set_subtitle (self->channel, kb_words_channel (state->channel));
  self->showing = TRUE;
  gtk_switch_set_active (self->waits, state->waits);
  self->showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->waits), !state->status->waits);
  adw_action_row_set_subtitle (self->waits_row, state->status->waits
                               ? _("The status says so.")
                               : _("Deadlines that depend on the reporter stand still."));
}

static void
waits_cb (KbFieldsPage *self)
{
  gboolean waits = gtk_switch_get_active (self->waits);

  if (!self->showing && self->kase != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.set", "(usss)",
                                kb_case_get_id (self->kase), WAITS, waits ? "reporter" : "",
                                waits ? "" : "reporter");
}

static void
kb_fields_page_dispose (GObject *object)
{
  KbFieldsPage *self = KB_FIELDS_PAGE (object);

  g_clear_object (&self->kase);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->deadline_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (kb_fields_page_parent_class)->dispose (object);
}

static void
kb_fields_page_class_init (KbFieldsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_fields_page_dispose;
  g_type_ensure (KB_TYPE_RELATED_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-fields-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, content);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, deadlines);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, handling);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, examination);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, outcome);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, related);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, channel);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, waits_row);
  gtk_widget_class_bind_template_child (widget_class, KbFieldsPage, waits);
  gtk_widget_class_bind_template_callback (widget_class, waits_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_fields_page_init (KbFieldsPage *self)
{
  static const char *const handling[] = { "disposition", "team" };
  static const char *const examination[] = {
    "letter", "letter_date", "clarified", "examined", "lhp", "lhp_date"
  };
  static const char *const outcome[] = { "loss", "recovered", "followup" };

  self->rows = g_ptr_array_new ();
  self->deadline_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (handling); i++)
    add_field (self, self->handling, handling[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (examination); i++)
    add_field (self, self->examination, examination[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (outcome); i++)
    add_field (self, self->outcome, outcome[i]);
}

GtkWidget *
kb_fields_page_new (void)
{
  return g_object_new (KB_TYPE_FIELDS_PAGE, NULL);
}

void
kb_fields_page_set_case (KbFieldsPage *self,
                         KbCase       *kase,
                         KbClocks     *clocks,
                         gboolean      may_write)
{
  g_return_if_fail (KB_IS_FIELDS_PAGE (self));

  g_set_object (&self->kase, kase);
  gtk_widget_set_sensitive (self->content, kase != NULL && may_write);
  for (guint i = 0; i < self->rows->len; i++)
    kb_field_row_set_case (self->rows->pdata[i], kase);
  show_deadlines (self, clocks);
  if (kase != NULL)
    show_waiting (self);
  else
    kb_related_group_show (self->related, NULL);
}

/**
 * kb_fields_page_set_related:
 * @self: the page, showing a case
 * @found: (nullable) (element-type KbFoundCase): what it is linked with
 */
void
kb_fields_page_set_related (KbFieldsPage *self,
                            GPtrArray    *found)
{
  kb_related_group_show (self->related, found);
}

void
kb_fields_page_offer_related (KbFieldsPage *self,
                              GPtrArray    *alike)
{
  kb_related_group_offer (self->related, alike);
}
