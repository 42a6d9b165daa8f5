/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-row-view.h"

#include <math.h>

#include "kb-case-row-texts.h"
#include "kb-highlight.h"

/* One case in the list, two lines. A list view keeps some two hundred of them
 * below it, most of them out of sight, so each is one widget that draws itself:
 *
 *   ● title                    marks date
 *     meta                   status chip */

#define DOT_SIZE 9
#define DOT_WIDTH 12
#define SPACING 6
#define LINE_HEIGHT 20          /* of the second line, at least */
#define MIN_WIDTH 160
#define SMALL 0.82              /* as the stylesheet's .caption */
#define SECONDARY 0.78          /* as ours says of .kb-secondary */
#define META_WIDTH 90           /* of the second line's begin, at least: the number */
#define STATUS_WIDTH 40         /* narrower, the status says nothing */
#define ICON_SIZE 12
#define CHIP_SPACING 4
#define CHIP_START 6
#define CHIP_END 8

typedef enum
{
  KB_LINE_TITLE,
  KB_LINE_DATE,
  KB_LINE_META,
  KB_LINE_STATUS,
  KB_LINE_CHIP,
  KB_N_LINES,
} KbLine;

struct _KbCaseRowView
{
  GtkWidget parent_instance;

  KbCaseRow     *row;
  char          *query;          /* nullable: its hits are marked */
  gulong         notify_id;
  guint          update_id;

  PangoLayout   *lines[KB_N_LINES];  /* without text while nothing is shown */
  const KbRowSign *chip;         /* nullable */
  guint          marks;          /* bits 1 << KB_ROW_… */
  gboolean       loaded;
  gboolean       unread;
};

G_DEFINE_FINAL_TYPE (KbCaseRowView, kb_case_row_view, GTK_TYPE_WIDGET)

/* Made once for all rows: by line, and whether it is bold. */
static PangoAttrList *
get_attributes (KbLine   line,
                gboolean bold)
{
  static PangoAttrList *lists[KB_N_LINES][2];
  PangoAttrList **list = &lists[line][bold ? 1 : 0];

  if (*list != NULL)
    return *list;
  *list = pango_attr_list_new ();
  if (bold)
    pango_attr_list_insert (*list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (line != KB_LINE_TITLE)
    {
      pango_attr_list_insert (*list, pango_attr_scale_new (SMALL));
      pango_attr_list_insert (*list, pango_attr_font_features_new ("tnum=1"));
    }
  return *list;
}

static void
set_line (KbCaseRowView *self,
          KbLine         line,
          gboolean       bold,
          const char    *text)
{
  PangoLayout **layout = &self->lines[line];

  if (*layout == NULL)
    {
      *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_single_paragraph_mode (*layout, TRUE);
      pango_layout_set_ellipsize (*layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_width (*layout, -1);
  pango_layout_set_attributes (*layout, get_attributes (line, bold));
  pango_layout_set_text (*layout, text, -1);
}

static void
mark_hits (KbCaseRowView *self,
           KbLine         line)
{
  PangoLayout *layout = self->lines[line];
  PangoAttrList *hits = NULL, *all;

  if (self->query != NULL && *self->query != '\0')
    hits = kb_highlight_attributes (pango_layout_get_text (layout), self->query);
  if (hits == NULL)
    return;
  all = pango_attr_list_copy (pango_layout_get_attributes (layout));
  pango_attr_list_splice (all, hits, 0, 0);
  pango_layout_set_attributes (layout, all);
  pango_attr_list_unref (all);
  pango_attr_list_unref (hits);
}

static void
update (KbCaseRowView *self)
{
  g_auto (KbCaseRowTexts) texts = { 0 };

  self->loaded = self->row != NULL && kb_case_row_texts_read (&texts, self->row, self->query);
  self->unread = texts.unread;
  self->marks = texts.marks;
  self->chip = texts.chip_sign;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->loaded)
    {
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
      return;
    }
  set_line (self, KB_LINE_TITLE, texts.unread, texts.title);
  set_line (self, KB_LINE_DATE, FALSE, texts.date);
  set_line (self, KB_LINE_META, FALSE, texts.meta);
  set_line (self, KB_LINE_STATUS, FALSE, texts.status);
  set_line (self, KB_LINE_CHIP, TRUE, texts.chip != NULL ? texts.chip : "");
  mark_hits (self, KB_LINE_TITLE);
  mark_hits (self, KB_LINE_META);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, texts.sentence, -1);
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

/* ---- drawing ---- */

/* Of one line of text; the same for all rows, whatever they show. */
static int
get_text_height (GtkWidget *widget,
                 double     scale)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget),
                                                         NULL, NULL);
  double height = pango_font_metrics_get_height (metrics) * scale / PANGO_SCALE;

  pango_font_metrics_unref (metrics);
  return (int) ceil (height);
}

static int
get_second_height (GtkWidget *widget)
{
  return MAX (LINE_HEIGHT, get_text_height (widget, SMALL) + 2);
}

static void
kb_case_row_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MIN_WIDTH;
  else
    *minimum = *natural = get_text_height (widget, 1) + get_second_height (widget);
}

/* Where a row is drawn: @x grows from the side where reading begins. */
typedef struct
{
  GtkSnapshot *snapshot;
  GdkRGBA      color;
  int          width;
  gboolean     is_rtl;
} KbDrawing;

static float
mirror (const KbDrawing *drawing,
        float            x,
        float            width)
{
  return drawing->is_rtl ? drawing->width - x - width : x;
}

/* The width that it takes, at most @room. */
static int
fit (PangoLayout *layout,
     int          room)
{
  PangoRectangle extents;

  pango_layout_set_width (layout, MAX (room, 0) * PANGO_SCALE);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  return MIN (extents.width, MAX (room, 0));
}

/* Fitted before; in the middle of @height from @y. */
static void
draw_text (const KbDrawing *drawing,
           PangoLayout     *layout,
           float            x,
           float            y,
           int              height,
           float            opacity,
           const GdkRGBA   *color)
{
  GdkRGBA faint = *color;
  PangoRectangle extents;

  faint.alpha *= opacity;
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot,
                          &GRAPHENE_POINT_INIT (mirror (drawing, x, extents.width) - extents.x,
                                                y + (height - extents.height) / 2));
  gtk_snapshot_append_layout (drawing->snapshot, layout, &faint);
  gtk_snapshot_restore (drawing->snapshot);
}

static void
draw_dot (const KbDrawing *drawing,
          int              height)
{
  float x = mirror (drawing, (DOT_WIDTH - DOT_SIZE) / 2.0f, DOT_SIZE);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, (height - DOT_SIZE) / 2, DOT_SIZE, DOT_SIZE);
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &bounds, DOT_SIZE / 2.0f);
  gtk_snapshot_push_rounded_clip (drawing->snapshot, &circle);
  gtk_snapshot_append_color (drawing->snapshot, &drawing->color, &bounds);
  gtk_snapshot_pop (drawing->snapshot);
}

static GdkRGBA
get_color (KbCaseRowView   *self,
           const KbDrawing *drawing,
           const KbRowSign    *sign)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color = drawing->color;

  if (sign->color != NULL)
    gtk_style_context_lookup_color (style, sign->color, &color);
  return color;
}

/* In the middle of @height from @y. */
static void
draw_icon (KbCaseRowView   *self,
           const KbDrawing *drawing,
           const KbRowSign    *sign,
           float            x,
           float            y,
           int              height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  GdkRGBA color = get_color (self, drawing, sign);
  g_autoptr (GtkIconPaintable) icon =
    gtk_icon_theme_lookup_icon (theme, sign->icon_name, NULL, ICON_SIZE,
                                gtk_widget_get_scale_factor (widget),
                                gtk_widget_get_direction (widget), 0);

  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot,
                          &GRAPHENE_POINT_INIT (mirror (drawing, x, ICON_SIZE),
                                                y + (height - ICON_SIZE) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), drawing->snapshot,
                                            ICON_SIZE, ICON_SIZE, &color, 1);
  gtk_snapshot_restore (drawing->snapshot);
}

static void
draw_chip (KbCaseRowView   *self,
           const KbDrawing *drawing,
           float            x,
           float            y,
           int              width,
           int              height)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (mirror (drawing, x, width), y, width, height);
  const float widths[] = { 1, 1, 1, 1 };
  GdkRGBA color = get_color (self, drawing, self->chip);
  GdkRGBA edge = color, ground = color;
  GskRoundedRect outline;

  edge.alpha *= .35f;
  ground.alpha *= .06f;
  gsk_rounded_rect_init_from_rect (&outline, &bounds, height / 2.0f);
  gtk_snapshot_push_rounded_clip (drawing->snapshot, &outline);
  gtk_snapshot_append_color (drawing->snapshot, &ground, &bounds);
  gtk_snapshot_pop (drawing->snapshot);
  gtk_snapshot_append_border (drawing->snapshot, &outline, widths,
                              (GdkRGBA[]) { edge, edge, edge, edge });
  draw_icon (self, drawing, self->chip, x + CHIP_START, y, height);
  draw_text (drawing, self->lines[KB_LINE_CHIP], x + CHIP_START + ICON_SIZE + CHIP_SPACING, y,
             height, 1, &color);
}

/* What is at the end of a line goes first, the date up to two thirds of it. */
static void
draw_first (KbCaseRowView   *self,
            const KbDrawing *drawing,
            int              height)
{
  int room = drawing->width - DOT_WIDTH - SPACING;
  int end = fit (self->lines[KB_LINE_DATE], room * 2 / 3);

  draw_text (drawing, self->lines[KB_LINE_DATE], drawing->width - end, 0, height, SECONDARY,
             &drawing->color);
  for (guint i = KB_N_ROW_MARKS; i-- > 0;)
    if ((self->marks & 1u << i) != 0)
      {
        end += SPACING + ICON_SIZE;
        draw_icon (self, drawing, kb_case_row_mark (i), drawing->width - end, 0, height);
      }
  fit (self->lines[KB_LINE_TITLE], room - end - SPACING);
  draw_text (drawing, self->lines[KB_LINE_TITLE], DOT_WIDTH + SPACING, 0, height, 1,
             &drawing->color);
  if (self->unread)
    draw_dot (drawing, height);
}

/* First the chip, then room for the number, then the status; the unit may be cut. */
static void
draw_second (KbCaseRowView   *self,
             const KbDrawing *drawing,
             int              y,
             int              height)
{
  int room = drawing->width - DOT_WIDTH - SPACING;
  int end = 0, status;

  if (self->chip != NULL)
    {
      int frame = CHIP_START + ICON_SIZE + CHIP_SPACING + CHIP_END;

      end = fit (self->lines[KB_LINE_CHIP], room * 2 / 3 - frame) + frame;
      draw_chip (self, drawing, drawing->width - end, y, end, height);
      end += SPACING;
    }
  status = room - end - META_WIDTH - SPACING;
  if (status >= STATUS_WIDTH)
    {
      end += fit (self->lines[KB_LINE_STATUS], status);
      draw_text (drawing, self->lines[KB_LINE_STATUS], drawing->width - end, y, height, SECONDARY,
                 &drawing->color);
      end += SPACING;
    }
  fit (self->lines[KB_LINE_META], room - end);
  draw_text (drawing, self->lines[KB_LINE_META], DOT_WIDTH + SPACING, y, height, SECONDARY,
             &drawing->color);
}

static void
kb_case_row_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  KbCaseRowView *self = KB_CASE_ROW_VIEW (widget);
  KbDrawing drawing = { snapshot };
  int first = get_text_height (widget, 1);
  int second = get_second_height (widget);
  int y = MAX (0, gtk_widget_get_height (widget) - first - second) / 2;

  if (!self->loaded)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &drawing.color);
  drawing.width = gtk_widget_get_width (widget);
  drawing.is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, y));
  draw_first (self, &drawing, first);
  draw_second (self, &drawing, first, second);
  gtk_snapshot_restore (snapshot);
}

static void
kb_case_row_view_dispose (GObject *object)
{
  KbCaseRowView *self = KB_CASE_ROW_VIEW (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->row != NULL)
    g_clear_signal_handler (&self->notify_id, self->row);
  g_clear_object (&self->row);
  g_clear_pointer (&self->query, g_free);
  for (guint i = 0; i < KB_N_LINES; i++)
    g_clear_object (&self->lines[i]);
  G_OBJECT_CLASS (kb_case_row_view_parent_class)->dispose (object);
}

static void
kb_case_row_view_class_init (KbCaseRowViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kb_case_row_view_dispose;

  widget_class->measure = kb_case_row_view_measure;
  widget_class->snapshot = kb_case_row_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "kbcaserow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_case_row_view_init (KbCaseRowView *self)
{
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
}

/**
 * kb_case_row_view_set_query:
 * @self: the widget
 * @query: (nullable): what is searched for; its hits are marked
 */
void
kb_case_row_view_set_query (KbCaseRowView *self,
                            const char    *query)
{
  g_return_if_fail (KB_IS_CASE_ROW_VIEW (self));

  if (g_strcmp0 (self->query, query) == 0)
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  if (self->row != NULL)
    row_changed_cb (self);
}
