/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-qr.h"

#include <qrencode.h>

#define QUIET_MODULES 4          /* the standard's margin */
#define SIZE_PIXELS 176

struct _KbQr
{
  GtkWidget parent_instance;

  QRcode *code;                  /* NULL: nothing to show */
};

G_DEFINE_FINAL_TYPE (KbQr, kb_qr, GTK_TYPE_WIDGET)

static void
kb_qr_measure (GtkWidget      *widget,
               GtkOrientation  orientation,
               int             for_size,
               int            *minimum,
               int            *natural,
               int            *minimum_baseline,
               int            *natural_baseline)
{
  *minimum = *natural = SIZE_PIXELS;
}

/* Whole pixels to a module, so that the edges stay sharp. */
static void
kb_qr_snapshot (GtkWidget   *widget,
                GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  static const GdkRGBA black = { 0, 0, 0, 1 };
  const QRcode *code = KB_QR (widget)->code;
  int space = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int module;
  int edge;

  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (0, 0, space, space));
  if (code == NULL)
    return;
  module = MAX (space / (code->width + 2 * QUIET_MODULES), 1);
  edge = (space - module * code->width) / 2;
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      if (code->data[y * code->width + x] & 1)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT (edge + x * module, edge + y * module,
                                                        module, module));
}

static void
kb_qr_finalize (GObject *object)
{
  g_clear_pointer (&KB_QR (object)->code, QRcode_free);
  G_OBJECT_CLASS (kb_qr_parent_class)->finalize (object);
}

static void
kb_qr_class_init (KbQrClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kb_qr_finalize;
  widget_class->measure = kb_qr_measure;
  widget_class->snapshot = kb_qr_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kb_qr_init (KbQr *self)
{
}

/**
 * kb_qr_set_text:
 * @self: the widget
 * @text: (nullable): ASCII
 */
void
kb_qr_set_text (KbQr       *self,
                const char *text)
{
  g_clear_pointer (&self->code, QRcode_free);
  if (text != NULL)
    self->code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
