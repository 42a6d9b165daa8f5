/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-identity-panel.h"

#include <glib/gi18n.h>

#include "kb-format.h"

/* Between header and pages of each case: whether the identity is sealed, who
 * may open it, how often that happened. It never holds the identity itself;
 * an open one is in a window and a process of its own. */

#define ANNOUNCE_SECONDS 30

struct _KbIdentityPanel
{
  GtkWidget parent_instance;

  GtkWidget      *content;
  GtkImage       *icon;
  GtkLabel       *title;
  GtkLabel       *sentence;
  GtkLabel       *steps;
  GtkProgressBar *countdown;
  GtkButton      *button;
};

G_DEFINE_FINAL_TYPE (KbIdentityPanel, kb_identity_panel, GTK_TYPE_WIDGET)

typedef struct
{
  const char *style;
  const char *icon_name;
  const char *title;
  const char *action;
  const char *action_label;
} KbPanelFace;

static const KbPanelFace faces[] = {
  [KB_IDENTITY_SEALED] = { "kb-seal", "channel-secure-symbolic",
                           N_("Reporter's identity is sealed"), NULL, NULL },
  [KB_IDENTITY_CUSTODIAN] = { "kb-seal", "channel-secure-symbolic",
                              N_("Reporter's identity is sealed"),
                              "win.open-identity", N_("Open identity…") },
  [KB_IDENTITY_RECORDING] = { "kb-seal", "channel-secure-symbolic",
                              N_("Recording the opening in the journal…"),
                              "win.close-identity", N_("Cancel") },
  [KB_IDENTITY_OPEN] = { "kb-open", "changes-allow-symbolic", N_("Identity is open"),
                         "win.close-identity", N_("Close now") },
  [KB_IDENTITY_OFFLINE] = { "kb-seal", "channel-secure-symbolic",
                            N_("Reporter's identity is sealed"),
                            "win.pull", N_("Try again") },
  [KB_IDENTITY_NO_CUSTODIAN] = { "kb-seal", "channel-secure-symbolic",
                                 N_("Reporter's identity is sealed"), NULL, NULL },
  [KB_IDENTITY_NONE] = { "kb-no-identity", "user-info-symbolic", N_("No identity"), NULL, NULL },
  [KB_IDENTITY_DAMAGED] = { "kb-seal kb-damaged", "dialog-error-symbolic",
                            N_("Seal does not match the complaint"), NULL, NULL },
  [KB_IDENTITY_NO_KEY] = { "kb-seal", "channel-secure-symbolic",
                           N_("Reporter's identity is sealed"),
                           "win.custodian-setup", N_("Make the key…") },
  [KB_IDENTITY_NOT_APPOINTED] = { "kb-seal", "channel-secure-symbolic",
                                  N_("Reporter's identity is sealed"),
                                  "win.custodian-setup", N_("Show text…") },
  [KB_IDENTITY_FAILED] = { "kb-seal", "channel-secure-symbolic",
                           N_("Reporter's identity is sealed"),
                           "win.open-identity", N_("Try again") },
};

/* Who may open it, and how often that happened. */
static char *
get_sealed_sentence (const KbIdentityView *view)
{
  g_autofree char *count = kb_format_count (view->n_openings);
  /* Translators: %s is a number. */
  g_autofree char *opened = g_strdup_printf (ngettext ("Opened %s time.", "Opened %s times.",
                                                       view->n_openings), count);

  if (view->state == KB_IDENTITY_CUSTODIAN)
    return g_strdup_printf ("%s\n%s",
                            _("You hold its key. Each opening is recorded and counted."), opened);
  if (view->custodian_name == NULL)
    return g_strdup_printf ("%s %s", _("Only the custodian can open it."), opened);
  /* Translators: the first %s is the custodian's name, the second "Opened 0 times." */
  return g_strdup_printf (_("Only the custodian, %s, can open it. %s"), view->custodian_name,
                          opened);
}

static char *
get_sentence (const KbIdentityView *view)
{
  g_autofree char *left = kb_format_countdown (view->seconds_left);

  switch (view->state)
    {
    case KB_IDENTITY_SEALED:
    case KB_IDENTITY_CUSTODIAN:
      return get_sealed_sentence (view);
    case KB_IDENTITY_RECORDING:
      return g_strdup (view->stage >= KB_OPENING_RELEASING
                         ? _("The opening is recorded and counts, even if you stop now.")
                         : _("Nothing is shown before it is recorded."));
    case KB_IDENTITY_OPEN:
      /* Translators: %s are minutes and seconds, "3.06". */
      return g_strdup_printf (view->seconds_left <= ANNOUNCE_SECONDS
                                ? _("It is shown in a window of its own. Closing soon: %s")
                                : _("It is shown in a window of its own. Closes in %s"), left);
    case KB_IDENTITY_OFFLINE:
      return g_strdup (_("The identity can only be opened while connected, because the opening has "
                         "to be recorded first."));
    case KB_IDENTITY_NO_CUSTODIAN:
      return g_strdup (_("There is no custodian yet. Older identities stay sealed; the citizen's "
                         "page takes no identity."));
    case KB_IDENTITY_NONE:
      return g_strdup (_("This complaint was sent without an identity."));
    case KB_IDENTITY_DAMAGED:
      return g_strdup (_("Do not use it. Call the supervisor; the details are kept in the "
                         "journal."));
    case KB_IDENTITY_NO_KEY:
      return g_strdup (_("This computer is the custodian's, but it has no key yet."));
    case KB_IDENTITY_NOT_APPOINTED:
      return g_strdup (_("Your key is made. You can open identities once the supervisor has "
                         "appointed you."));
    case KB_IDENTITY_FAILED:
      return g_strdup (view->message);
    default:
      g_assert_not_reached ();
    }
}

static char *
get_steps (KbOpeningStage stage)
{
  const char *words[] = { _("recorded"), _("released by the server"), _("opened") };
  const KbOpeningStage done[] = { KB_OPENING_RELEASING, KB_OPENING_SHOWN, KB_OPENING_SHOWN };
  const char *numbers[] = { "①", "②", "③" };
  GString *steps = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_append_printf (steps, "%s%s %s %s", i > 0 ? "   " : "", numbers[i], words[i],
                            stage >= done[i] ? "✓" : "…");
  return g_string_free (steps, FALSE);
}

static void
show_button (KbIdentityPanel      *self,
             const KbIdentityView *view)
{
  const KbPanelFace *face = &faces[view->state];
  const char *label = face->action_label;

  gtk_widget_set_visible (GTK_WIDGET (self->button), face->action != NULL);
  if (face->action == NULL)
    return;
  if (view->state == KB_IDENTITY_RECORDING && view->stage >= KB_OPENING_RELEASING)
    label = N_("Close");
  gtk_button_set_label (self->button, _(label));
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->button), face->action);
}

static void
kb_identity_panel_dispose (GObject *object)
{
  KbIdentityPanel *self = KB_IDENTITY_PANEL (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_identity_panel_parent_class)->dispose (object);
}

static void
kb_identity_panel_class_init (KbIdentityPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_identity_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-identity-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, content);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, icon);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, title);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, sentence);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, steps);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, countdown);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityPanel, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_identity_panel_init (KbIdentityPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_identity_panel_new (void)
{
  return g_object_new (KB_TYPE_IDENTITY_PANEL, NULL);
}

/**
 * kb_identity_panel_show:
 * @self: the panel
 * @view: what to show
 */
void
kb_identity_panel_show (KbIdentityPanel      *self,
                        const KbIdentityView *view)
{
  const KbPanelFace *face;
  g_auto (GStrv) classes = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *steps = NULL;
  g_autofree char *spoken = NULL;

  g_return_if_fail (KB_IS_IDENTITY_PANEL (self));
  g_return_if_fail (view->state < G_N_ELEMENTS (faces));

  face = &faces[view->state];
  classes = g_strsplit (face->style, " ", -1);
  sentence = get_sentence (view);
  steps = get_steps (view->stage);
  gtk_widget_set_css_classes (self->content, (const char **) classes);
  gtk_image_set_from_icon_name (self->icon, face->icon_name);
  gtk_label_set_label (self->title, _(face->title));
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->steps, steps);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), view->state == KB_IDENTITY_RECORDING);
  gtk_widget_set_visible (GTK_WIDGET (self->countdown), view->state == KB_IDENTITY_OPEN);
  gtk_progress_bar_set_fraction (self->countdown,
                                 view->seconds_total > 0
                                     ? (double) view->seconds_left / view->seconds_total : 0);
  show_button (self, view);

  /* A screen reader hears the time left every half minute, not each second. */
  if (view->state == KB_IDENTITY_OPEN && view->seconds_left % ANNOUNCE_SECONDS != 0 &&
      view->seconds_left != view->seconds_total)
    return;
  spoken = g_strdup_printf ("%s. %s", _(face->title), sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * kb_identity_panel_get_sentence:
 *
 * Returns: what the panel says now, for tests
 */
const char *
kb_identity_panel_get_sentence (KbIdentityPanel *self)
{
  return gtk_label_get_label (self->sentence);
}
