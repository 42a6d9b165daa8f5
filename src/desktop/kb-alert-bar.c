/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-alert-bar.h"

#include <glib/gi18n.h>

/* One bar a pane: icon, sentence, at most one button. A level holds one
 * notice, the worst level is on top. */

struct _KbAlertBar
{
  GtkWidget parent_instance;

  KbFault     *faults[KB_ALERT_N_LEVELS];
  GtkRevealer *revealer;
  GtkWidget   *box;
  GtkImage    *icon;
  GtkLabel    *sentence;
  GtkLabel    *more;
  GtkButton   *button;
};

G_DEFINE_FINAL_TYPE (KbAlertBar, kb_alert_bar, GTK_TYPE_WIDGET)

static const char *const level_styles[KB_ALERT_N_LEVELS] = { "info", "warn", "alarm" };

static void
show_fault (KbAlertBar   *self,
            KbAlertLevel  level,
            guint         n_others)
{
  const char *classes[] = { "kb-bar", level_styles[level], NULL };
  KbFault *fault = self->faults[level];
  const char *action = kb_fault_get_action (fault);
  g_autofree char *more = NULL;

  gtk_widget_set_css_classes (self->box, classes);
  gtk_image_set_from_icon_name (self->icon, kb_fault_get_icon_name (fault));
  gtk_label_set_label (self->sentence, kb_fault_get_sentence (fault));
  gtk_widget_set_visible (GTK_WIDGET (self->button), action != NULL);
  if (action != NULL)
    {
      gtk_button_set_label (self->button, kb_fault_get_action_label (fault));
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), action);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->more), n_others > 0);
  /* Translators: notices that wait behind the one in the bar. */
  more = g_strdup_printf (ngettext ("%u more notice", "%u more notices", n_others), n_others);
  gtk_label_set_label (self->more, more);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  kb_fault_get_sentence (fault), -1);
}

static void
update (KbAlertBar *self)
{
  int worst = -1;
  guint n_faults = 0;

  for (int i = 0; i < KB_ALERT_N_LEVELS; i++)
    {
      if (self->faults[i] == NULL)
        continue;
      worst = i;
      n_faults++;
    }
  if (worst >= 0)
    show_fault (self, worst, n_faults - 1);
  gtk_widget_set_visible (GTK_WIDGET (self), worst >= 0);
  gtk_revealer_set_reveal_child (self->revealer, worst >= 0);
}

static void
kb_alert_bar_dispose (GObject *object)
{
  KbAlertBar *self = KB_ALERT_BAR (object);

  for (int i = 0; i < KB_ALERT_N_LEVELS; i++)
    g_clear_object (&self->faults[i]);
  g_clear_pointer ((GtkWidget **) &self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_alert_bar_parent_class)->dispose (object);
}

static void
kb_alert_bar_class_init (KbAlertBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_alert_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-alert-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, box);
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, icon);
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, more);
  gtk_widget_class_bind_template_child (widget_class, KbAlertBar, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
kb_alert_bar_init (KbAlertBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_alert_bar_new (void)
{
  return g_object_new (KB_TYPE_ALERT_BAR, NULL);
}

/**
 * kb_alert_bar_set:
 * @self: the bar
 * @level: how bad it is; each level holds one notice
 * @fault: (nullable): what to say; %NULL takes back what was said
 */
void
kb_alert_bar_set (KbAlertBar   *self,
                  KbAlertLevel  level,
                  KbFault      *fault)
{
  g_return_if_fail (KB_IS_ALERT_BAR (self));
  g_return_if_fail (level < KB_ALERT_N_LEVELS);

  if (g_set_object (&self->faults[level], fault))
    update (self);
}
