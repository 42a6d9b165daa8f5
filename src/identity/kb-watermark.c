/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-watermark.h"

#define ANGLE_DEGREES -20.f
#define OPACITY 0.08f
#define GAP_X 48
#define GAP_Y 56

struct _KbWatermark
{
  GtkWidget  parent_instance;
  char      *text;
};

G_DEFINE_FINAL_TYPE (KbWatermark, kb_watermark, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Rows of the text cover the square around the widget whatever the angle. */
static void
kb_watermark_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  KbWatermark *self = KB_WATERMARK (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  int reach = width + height;
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, self->text);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  GdkRGBA color;
  int text_width, text_height;

  if (self->text == NULL || *self->text == '\0')
    return;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= OPACITY;

  gtk_snapshot_push_clip (snapshot, &bounds);
  gtk_snapshot_rotate (snapshot, ANGLE_DEGREES);
  for (int row = 0, y = -reach; y < reach; row++, y += text_height + GAP_Y)
    for (int x = -reach + (row % 2) * (text_width / 2); x < reach; x += text_width + GAP_X)
      {
        gtk_snapshot_save (snapshot);
        gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
        gtk_snapshot_append_layout (snapshot, layout, &color);
        gtk_snapshot_restore (snapshot);
      }
  gtk_snapshot_pop (snapshot);
}

static void
kb_watermark_finalize (GObject *object)
{
  KbWatermark *self = KB_WATERMARK (object);

  g_free (self->text);

  G_OBJECT_CLASS (kb_watermark_parent_class)->finalize (object);
}

static void
kb_watermark_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  KbWatermark *self = KB_WATERMARK (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_watermark_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  KbWatermark *self = KB_WATERMARK (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_free (self->text);
      self->text = g_value_dup_string (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_watermark_class_init (KbWatermarkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kb_watermark_finalize;
  object_class->get_property = kb_watermark_get_property;
  object_class->set_property = kb_watermark_set_property;
  GTK_WIDGET_CLASS (klass)->snapshot = kb_watermark_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "watermark");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kb_watermark_init (KbWatermark *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}
