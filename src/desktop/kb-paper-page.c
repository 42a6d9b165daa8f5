/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-paper-page.h"

#include <glib/gi18n.h>

struct _KbPaperPage
{
  GtkWidget parent_instance;

  KbPaper *paper;
  guint    page;
  double   zoom;
};

G_DEFINE_FINAL_TYPE (KbPaperPage, kb_paper_page, GTK_TYPE_WIDGET)

static void
kb_paper_page_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  double points = orientation == GTK_ORIENTATION_HORIZONTAL ? KB_PAPER_WIDTH : KB_PAPER_HEIGHT;

  *minimum = *natural = (int) (points * KB_PAPER_PAGE (widget)->zoom + 0.5);
}

static void
kb_paper_page_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  KbPaperPage *self = KB_PAPER_PAGE (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                               gtk_widget_get_height (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, self->zoom, self->zoom);
  if (self->paper != NULL && self->page < kb_paper_get_n_pages (self->paper))
    kb_paper_draw (self->paper, cr, self->page);
  cairo_destroy (cr);
}

static void
kb_paper_page_dispose (GObject *object)
{
  g_clear_object (&KB_PAPER_PAGE (object)->paper);
  G_OBJECT_CLASS (kb_paper_page_parent_class)->dispose (object);
}

static void
kb_paper_page_class_init (KbPaperPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_paper_page_dispose;
  widget_class->measure = kb_paper_page_measure;
  widget_class->snapshot = kb_paper_page_snapshot;
  gtk_widget_class_set_css_name (widget_class, "kbpaperpage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kb_paper_page_init (KbPaperPage *self)
{
  self->zoom = 1;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
kb_paper_page_new (void)
{
  return g_object_new (KB_TYPE_PAPER_PAGE, NULL);
}

void
kb_paper_page_set (KbPaperPage *self,
                   KbPaper     *paper,
                   guint        page)
{
  g_autofree char *label = NULL;

  g_set_object (&self->paper, paper);
  self->page = page;
  if (paper != NULL)
    label = g_strdup_printf (_("Page %u of %u"), page + 1, kb_paper_get_n_pages (paper));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
kb_paper_page_set_zoom (KbPaperPage *self,
                        double       zoom)
{
  self->zoom = zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
