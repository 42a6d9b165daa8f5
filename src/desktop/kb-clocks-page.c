/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-clocks-page.h"

#include <glib/gi18n.h>

#include "kb-desk-lists.h"
#include "kb-holidays-group.h"
#include "kb-office-setting.h"

/* A number is written to the journal when it has stood still for this long. */
#define SAVE_MS 1200
#define MAX_SPINS 8

struct _KbClocksPage
{
  AdwPreferencesPage parent_instance;

  KbDesk              *desk;
  gboolean             filling;
  guint                save_id;
  guint                n_spins;  /* of the rules, in their order, then of the warning */
  GtkWidget           *spins[MAX_SPINS];

  KbOfficeSetting     *setting;
  AdwPreferencesGroup *clocks;
  KbHolidaysGroup     *holidays;
};

G_DEFINE_FINAL_TYPE (KbClocksPage, kb_clocks_page, ADW_TYPE_PREFERENCES_PAGE)

static const char *
get_code (KbClocksPage *self,
          guint         i)
{
  return i + 1 < self->n_spins ? kb_clocks_get_rule (kb_desk_get_clocks (self->desk), i)->code
                               : "warn";
}

static guint
get_days (KbClocksPage *self,
          guint         i)
{
  KbClocks *clocks = kb_desk_get_clocks (self->desk);

  return i + 1 < self->n_spins ? kb_clocks_get_rule (clocks, i)->days : kb_clocks_get_warn (clocks);
}

static void
save_now (KbClocksPage *self)
{
  JsonObject *value = json_object_new ();

  g_clear_handle_id (&self->save_id, g_source_remove);
  for (guint i = 0; i < self->n_spins; i++)
    {
      GtkSpinButton *spin = GTK_SPIN_BUTTON (self->spins[i]);

      json_object_set_int_member (value, get_code (self, i),
                                  gtk_spin_button_get_value_as_int (spin));
    }
  kb_office_setting_save (self->setting, "clocks", value);
}

static gboolean
save_cb (gpointer data)
{
  KbClocksPage *self = data;

  self->save_id = 0;
  save_now (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (KbClocksPage *self)
{
  if (self->filling)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SAVE_MS, save_cb, self);
}

/* What a person is changing is not changed back meanwhile. */
static void
fill (KbClocksPage *self)
{
  if (self->save_id != 0 || kb_office_setting_is_saving (self->setting))
    return;
  self->filling = TRUE;
  for (guint i = 0; i < self->n_spins; i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spins[i]), get_days (self, i));
  self->filling = FALSE;
}

static void
add_row (KbClocksPage *self,
         const char   *title,
         const char   *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (1, KB_LIMIT_CLOCK_DAYS, 1);
  GtkWidget *unit = gtk_label_new (_("working days"));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (spin, "numeric");
  gtk_widget_set_sensitive (spin, kb_office_setting_may_change (self->setting));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), unit);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->clocks, row);
  self->spins[self->n_spins++] = spin;
}

static void
add_rows (KbClocksPage *self)
{
  g_autoptr (KbClocks) preset = kb_clocks_new (NULL);
  g_autofree char *warn = NULL;

  for (guint i = 0; i < kb_clocks_get_n_rules (preset) && i + 1 < MAX_SPINS; i++)
    {
      const KbClockRule *rule = kb_clocks_get_rule (preset, i);
      /* Translators: %s is the name of a norm. */
      g_autofree char *subtitle =
        g_strdup_printf (ngettext ("Preset: %u working day (%s)", "Preset: %u working days (%s)",
                                   rule->days), rule->days, rule->source);

      add_row (self, _(rule->label), subtitle);
    }
  warn = g_strdup_printf (ngettext ("Preset: %u working day", "Preset: %u working days",
                                    kb_clocks_get_warn (preset)), kb_clocks_get_warn (preset));
  add_row (self, _("Warn when this is left"), warn);
}

/* Closed in the middle of a change: it counts. */
static void
kb_clocks_page_unmap (GtkWidget *widget)
{
  KbClocksPage *self = KB_CLOCKS_PAGE (widget);

  if (self->save_id != 0)
    save_now (self);
  GTK_WIDGET_CLASS (kb_clocks_page_parent_class)->unmap (widget);
}

static void
kb_clocks_page_dispose (GObject *object)
{
  KbClocksPage *self = KB_CLOCKS_PAGE (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (kb_clocks_page_parent_class)->dispose (object);
}

static void
kb_clocks_page_class_init (KbClocksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_clocks_page_dispose;
  widget_class->unmap = kb_clocks_page_unmap;
  g_type_ensure (KB_TYPE_OFFICE_SETTING);
  g_type_ensure (KB_TYPE_HOLIDAYS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-clocks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KbClocksPage, setting);
  gtk_widget_class_bind_template_child (widget_class, KbClocksPage, clocks);
  gtk_widget_class_bind_template_child (widget_class, KbClocksPage, holidays);
  gtk_widget_class_bind_template_callback (widget_class, save_now);
}

static void
kb_clocks_page_init (KbClocksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * kb_clocks_page_set_desk:
 * @self: a new page
 */
void
kb_clocks_page_set_desk (KbClocksPage *self,
                         KbDesk       *desk)
{
  g_set_object (&self->desk, desk);
  kb_office_setting_set_desk (self->setting, desk);
  kb_holidays_group_set_desk (self->holidays, desk);
  add_rows (self);
  fill (self);
  g_signal_connect_object (desk, "settings-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
}
