/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-status.h"

#include <glib/gi18n.h>

#include "kb-deadline-words.h"
#include "kb-format.h"

struct _KbCaseStatus
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkImage  *icon;
  GtkLabel  *status;
  GtkLabel  *since;
  GtkLabel  *received;
  GtkWidget *alias_box;
  GtkLabel  *alias;
  GtkBox    *chips;
};

G_DEFINE_FINAL_TYPE (KbCaseStatus, kb_case_status, GTK_TYPE_WIDGET)

/* @style: (nullable): its colour; without, it is plain. */
static void
add_chip (KbCaseStatus *self,
          const char   *icon_name,
          const char   *words,
          const char   *style,
          const char   *tooltip)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style != NULL ? "caption-heading" : "caption");
  gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    {
      gtk_widget_add_css_class (chip, "kb-chip");
      gtk_widget_add_css_class (chip, style);
    }
  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_box_append (GTK_BOX (chip), icon);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_box_append (self->chips, chip);
}

static void
add_clock (KbCaseStatus      *self,
           const KbCaseState *state,
           const KbClocks    *clocks)
{
  KbDeadline worst;
  g_autofree char *left = NULL;
  g_autofree char *words = NULL;
  g_autofree char *due = NULL;
  g_autofree char *tooltip = NULL;

  if (!kb_clocks_find_worst (clocks, state, g_get_real_time () / G_USEC_PER_SEC, &worst) ||
      worst.state == KB_DEADLINE_PAUSED)
    return;
  left = kb_deadline_words (&worst);
  due = kb_format_day_long (kb_deadline_day_seconds (worst.due));
  /* Translators: a deadline and how it stands: "Verification: 2 working days late". */
  words = g_strdup_printf (_("%s: %s"), _(worst.rule->label), left);
  /* Translators: a deadline and its day. */
  tooltip = g_strdup_printf (_("%s is due on %s"), _(worst.rule->label), due);
  add_chip (self, kb_deadline_icon (&worst), words,
            kb_deadline_style (&worst, kb_clocks_get_warn (clocks)), tooltip);
}

static void
kb_case_status_dispose (GObject *object)
{
  KbCaseStatus *self = KB_CASE_STATUS (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_case_status_parent_class)->dispose (object);
}

static void
kb_case_status_class_init (KbCaseStatusClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_case_status_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-case-status.ui");
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, content);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, icon);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, status);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, since);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, received);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, alias_box);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, alias);
  gtk_widget_class_bind_template_child (widget_class, KbCaseStatus, chips);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_case_status_init (KbCaseStatus *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_case_status_new (void)
{
  return g_object_new (KB_TYPE_CASE_STATUS, NULL);
}

/**
 * kb_case_status_icon:
 * @status: a status
 *
 * Returns: (transfer none): name of the icon that stands beside it
 */
const char *
kb_case_status_icon (const KbStatus *status)
{
  static const struct
  {
    const char *code;
    const char *icon_name;
  } icons[] = {
    { "telaah", "document-edit-symbolic" },
    { "disposisi", "send-to-symbolic" },
    { "lhp", "x-office-document-symbolic" },
    { "keberatan", "dialog-warning-symbolic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i].code, status->code))
      return icons[i].icon_name;
  if (status->waits)
    return "media-playback-pause-symbolic";
  return status->closed ? "emblem-ok-symbolic" : "emblem-documents-symbolic";
}

static void
show_meta (KbCaseStatus *self,
           KbCase       *kase)
{
  const KbCaseState *state = kb_case_get_state (kase);
  g_autofree char *alias = NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *since_day = kb_format_day ((gint64) state->status_hour * 3600, now);
  g_autofree char *received_day = kb_format_day ((gint64) state->received_hour * 3600, now);
  /* Translators: %s is a day. */
  g_autofree char *since = g_strdup_printf (_("since %s"), since_day);
  /* Translators: %s is a day. */
  g_autofree char *received = g_strdup_printf (_("Received %s"), received_day);

  g_object_get (kase, "alias", &alias, NULL);
  gtk_image_set_from_icon_name (self->icon, kb_case_status_icon (state->status));
  gtk_label_set_label (self->status, _(state->status->label));
  gtk_label_set_label (self->since, since);
  gtk_widget_set_visible (GTK_WIDGET (self->since), state->status_hour > state->received_hour);
  gtk_label_set_label (self->received, received);
  gtk_widget_set_visible (self->alias_box, alias != NULL && *alias != '\0');
  gtk_label_set_label (self->alias, alias != NULL ? alias : "");
}

void
kb_case_status_set_case (KbCaseStatus   *self,
                         KbCase         *kase,
                         const KbClocks *clocks)
{
  const KbCaseState *state = kb_case_get_state (kase);
  GtkWidget *chip;

  g_return_if_fail (KB_IS_CASE_STATUS (self));

  show_meta (self, kase);
  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, chip);
  if (state->sealed)
    return;
  if (clocks != NULL)
    add_clock (self, state, clocks);
  if (state->objection)
    add_chip (self, "dialog-warning-symbolic", _("Objection"), "kb-warn",
              _("The reporter objects to how the case was closed."));
  if (state->waits)
    add_chip (self, "media-playback-pause-symbolic", _("Waiting for the reporter"), "kb-info",
              _("Deadlines that depend on the reporter stand still."));
}
