/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-identity-window.h"

#include <glib/gi18n.h>

#include "kb-watermark.h"

#define RESOURCES "/id/go/kotawaringinbaratkab/Kumbang/identity/"
#define SOON_SECONDS 30

struct _KbIdentityWindow
{
  AdwWindow       parent_instance;

  KbIdentityView *view;
  GPtrArray      *value_labels;     /* GtkLabel, in the order of view->values */
  gint64          deadline;         /* monotonic, microseconds */
  guint           tick;
  guint           seconds_left;
  gboolean        was_active;

  GtkWidget      *closes_in;
  GtkWidget      *countdown;
  GtkWidget      *fields;
  GtkWidget      *footer;
  GtkWidget      *pages;
  KbWatermark    *watermark;
};

G_DEFINE_FINAL_TYPE (KbIdentityWindow, kb_identity_window, ADW_TYPE_WINDOW)

enum {
  PROP_0,
  PROP_SECONDS_LEFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const struct
{
  const char *member;
  const char *label;
} FIELD_LABELS[] = {
  { "name", N_("Full name") },
  { "nik", N_("NIK") },
  { "phone", N_("Phone") },
  { "email", N_("E-mail") },
  { "safe", N_("Safe to contact") },
  { "address", N_("Address") },
  { "gender", N_("Gender") },
  { "occupation", N_("Occupation") },
};

static const char *
label_of (const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (FIELD_LABELS); i++)
    if (g_str_equal (FIELD_LABELS[i].member, member))
      return _(FIELD_LABELS[i].label);

  return member;
}

static void
show_values (KbIdentityWindow *self)
{
  for (guint i = 0; i < self->value_labels->len; i++)
    {
      KbSecret *value = g_ptr_array_index (self->view->values, i);
      g_autofree char *text = g_strndup ((const char *) kb_secret_get_data (value),
                                         kb_secret_get_size (value));

      /* TRANSLATORS: an optional field that the reporter left empty */
      gtk_label_set_text (g_ptr_array_index (self->value_labels, i),
                          *text != '\0' ? text : _("not given"));
      memset (text, 0, strlen (text));
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "values");
}

static void
hide_values (KbIdentityWindow *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), "hidden");
  for (guint i = 0; i < self->value_labels->len; i++)
    gtk_label_set_text (g_ptr_array_index (self->value_labels, i), "");
}

static void
add_field (KbIdentityWindow *self,
           guint             i)
{
  const char *name = label_of (g_ptr_array_index (self->view->names, i));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *caption = gtk_label_new (name);
  GtkWidget *value = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "kb-secondary");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (value, "kb-identity-value");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, caption, NULL, -1);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (self->fields), box);
  g_ptr_array_add (self->value_labels, value);
}

static gboolean
tick_cb (gpointer data)
{
  KbIdentityWindow *self = data;
  gint64 left = self->deadline - g_get_monotonic_time ();
  guint seconds = left > 0 ? (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;
  g_autofree char *clock = g_strdup_printf ("%u.%02u", seconds / 60, seconds % 60);
  g_autofree char *text = g_strdup_printf (_("Closes in %s"), clock);
  double fraction;

  gtk_label_set_text (GTK_LABEL (self->closes_in),
                      seconds <= SOON_SECONDS ? _("Closing soon") : text);
  gtk_widget_set_tooltip_text (self->closes_in, text);
  fraction = (double) left / G_USEC_PER_SEC / self->view->seconds;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->countdown), CLAMP (fraction, 0, 1));
  if (seconds == self->seconds_left)
    return G_SOURCE_CONTINUE;

  self->seconds_left = seconds;
  /* Said aloud every half minute, not every second. */
  if (seconds % 30 == 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->countdown),
                                    GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
  if (seconds > 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

static void
active_changed_cb (KbIdentityWindow *self)
{
  gboolean active = gtk_window_is_active (GTK_WINDOW (self));

  if (!active && self->was_active)
    hide_values (self);
  self->was_active = active;
}

static void
show_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  show_values (KB_IDENTITY_WINDOW (widget));
}

static void
kb_identity_window_dispose (GObject *object)
{
  KbIdentityWindow *self = KB_IDENTITY_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->value_labels != NULL)
    hide_values (self);
  g_clear_pointer (&self->value_labels, g_ptr_array_unref);
  g_clear_pointer (&self->view, kb_identity_view_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), KB_TYPE_IDENTITY_WINDOW);

  G_OBJECT_CLASS (kb_identity_window_parent_class)->dispose (object);
}

static void
kb_identity_window_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  KbIdentityWindow *self = KB_IDENTITY_WINDOW (object);

  switch (prop_id)
    {
    case PROP_SECONDS_LEFT:
      g_value_set_uint (value, self->seconds_left);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_identity_window_class_init (KbIdentityWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kb_identity_window_dispose;
  object_class->get_property = kb_identity_window_get_property;

  properties[PROP_SECONDS_LEFT] =
    g_param_spec_uint ("seconds-left", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (KB_TYPE_WATERMARK);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCES "kb-identity-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, closes_in);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, countdown);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, fields);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, footer);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, KbIdentityWindow, watermark);
  gtk_widget_class_install_action (widget_class, "identity.show", NULL, show_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "window.close", NULL);
}

static void
kb_identity_window_init (KbIdentityWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->value_labels = g_ptr_array_new ();
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
}

/**
 * kb_identity_window_new:
 * @view: (transfer full): what to show; the countdown begins now
 *
 * Returns: (transfer none): a window, to be presented
 */
KbIdentityWindow *
kb_identity_window_new (KbIdentityView *view)
{
  KbIdentityWindow *self;
  g_autofree char *footer = NULL;

  g_return_val_if_fail (view != NULL, NULL);

  self = g_object_new (KB_TYPE_IDENTITY_WINDOW, NULL);
  self->view = view;
  self->deadline = g_get_monotonic_time () + (gint64) view->seconds * G_USEC_PER_SEC;

  g_object_set (self->watermark, "text", view->watermark, NULL);
  footer = g_strdup_printf (ngettext ("%s · letter %s · %u field", "%s · letter %s · %u fields",
                                      view->names->len),
                            view->number, view->letter, view->names->len);
  gtk_label_set_text (GTK_LABEL (self->footer), footer);
  for (guint i = 0; i < view->names->len; i++)
    add_field (self, i);

  show_values (self);
  tick_cb (self);
  self->tick = g_timeout_add (250, tick_cb, self);

  return self;
}
