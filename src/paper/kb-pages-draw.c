/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-pages-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>

/* Drawing pages, and the tags by which a PDF's text is read aloud and copied in its order. A tag
 * that groups (Document, Table) may stay open over pages, one with content may not: a paragraph
 * that goes on is a paragraph on either page. What is repeated, head and footer, is not tagged. */

#define RULE_GREY 0.72
#define HEAD_GREY 0.92
#define FOOTER_GREY 0.3

typedef struct
{
  KbPages  *pages;
  cairo_t  *cr;
  gboolean  tags;
  guint     table;                       /* whose tag is open */
} KbDrawing;

static void
begin_tag (KbDrawing  *self,
           const char *tag,
           const char *attributes)
{
  if (self->tags && tag != NULL)
    cairo_tag_begin (self->cr, tag, attributes);
}

static void
end_tag (KbDrawing  *self,
         const char *tag)
{
  if (self->tags && tag != NULL)
    cairo_tag_end (self->cr, tag);
}

static void
set_grey (cairo_t *cr,
          double   grey)
{
  cairo_set_source_rgb (cr, grey, grey, grey);
}

/* Where the first line's letters stand, from its upper edge. */
static double
get_baseline (PangoLayout *layout,
              double       leading)
{
  PangoContext *context = pango_layout_get_context (layout);
  PangoFontMetrics *metrics =
    pango_context_get_metrics (context, pango_layout_get_font_description (layout), NULL);
  double ascent = (double) pango_font_metrics_get_ascent (metrics) / PANGO_SCALE;
  double descent = (double) pango_font_metrics_get_descent (metrics) / PANGO_SCALE;

  pango_font_metrics_unref (metrics);

  return (leading - ascent - descent) / 2 + ascent;
}

/* Right to left writing begins at the right. */
static double
get_indent (const KbCell    *cell,
            PangoLayoutLine *line)
{
  PangoRectangle extents;
  double left;

  pango_layout_line_get_extents (line, NULL, &extents);
  left = cell->width - (double) extents.width / PANGO_SCALE;
  if (kb_style_get (cell->style)->centre)
    return left / 2;

  return cell->end || pango_layout_line_get_resolved_direction (line) == PANGO_DIRECTION_RTL
         ? left : 0;
}

static void
draw_cell (KbDrawing        *self,
           const KbBlock    *block,
           const KbCell     *cell,
           const KbFragment *fragment)
{
  g_autoptr (PangoLayout) layout = kb_pages_lay_out_cell (self->pages, cell);
  GSList *lines = pango_layout_get_lines_readonly (layout);
  double y = KB_PAGES_TOP + fragment->y + kb_block_get_padding (block)
             + get_baseline (layout, block->leading);
  guint n = 0;

  set_grey (self->cr, kb_style_get (cell->style)->grey);
  for (; lines != NULL && n < fragment->last; lines = lines->next, n++)
    if (n >= fragment->first)
      {
        cairo_move_to (self->cr, KB_PAGES_LEFT + cell->x + get_indent (cell, lines->data),
                       y + (n - fragment->first) * block->leading);
        pango_cairo_show_layout_line (self->cr, lines->data);
      }
}

static void
draw_rule (cairo_t *cr,
           double   y,
           double   width,
           double   grey)
{
  set_grey (cr, grey);
  cairo_set_line_width (cr, width);
  cairo_move_to (cr, KB_PAGES_LEFT, y);
  cairo_line_to (cr, KB_PAPER_WIDTH - KB_PAGES_RIGHT, y);
  cairo_stroke (cr);
}

static void
draw_ruling (KbDrawing        *self,
             const KbBlock    *block,
             const KbFragment *fragment)
{
  double height = (fragment->last - fragment->first) * block->leading
                  + 2 * kb_block_get_padding (block);
  double y = KB_PAGES_TOP + fragment->y;

  if (block->kind == KB_BLOCK_HEAD)
    {
      set_grey (self->cr, HEAD_GREY);
      cairo_rectangle (self->cr, KB_PAGES_LEFT, y, KB_PAGES_WIDTH, height);
      cairo_fill (self->cr);
      draw_rule (self->cr, y + height, 0.8, 0.2);
    }
  else if (!block->pair)
    draw_rule (self->cr, y + height, 0.4, RULE_GREY);
}

static void
draw_row (KbDrawing        *self,
          const KbBlock    *block,
          const KbFragment *fragment)
{
  if (self->table == 0 && !fragment->repeated)
    {
      begin_tag (self, "Table", NULL);
      self->table = block->table;
    }
  draw_ruling (self, block, fragment);
  if (!fragment->repeated)
    begin_tag (self, "TR", NULL);
  for (guint i = 0; i < block->n_cells; i++)
    {
      gboolean head = block->kind == KB_BLOCK_HEAD || (block->pair && i == 0);
      const char *tag = fragment->repeated ? NULL : head ? "TH" : "TD";

      begin_tag (self, tag, NULL);
      draw_cell (self, block, &block->cells[i], fragment);
      end_tag (self, tag);
    }
  if (!fragment->repeated)
    end_tag (self, "TR");
}

static char *
quote_attribute (const char *name,
                 const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, "\\", -1);
  g_autofree char *slashed = g_strjoinv ("\\\\", parts);
  g_auto (GStrv) quoted = g_strsplit (slashed, "'", -1);
  g_autofree char *text = g_strjoinv ("\\'", quoted);

  return g_strdup_printf ("%s='%s'", name, text);
}

static void
draw_text (KbDrawing        *self,
           const KbBlock    *block,
           const KbFragment *fragment)
{
  const char *tag = kb_style_get (block->cells[0].style)->tag;
  g_autofree char *name = NULL;
  g_autofree char *link = NULL;

  if (block->level > 0)
    {
      g_autofree char *heading = g_strdup_printf ("b%u", fragment->block);

      name = quote_attribute ("name", heading);
      begin_tag (self, CAIRO_TAG_DEST, name);
    }
  begin_tag (self, tag, NULL);
  if (block->uri != NULL)
    {
      link = quote_attribute ("uri", block->uri);
      begin_tag (self, CAIRO_TAG_LINK, link);
    }
  draw_cell (self, block, &block->cells[0], fragment);
  if (link != NULL)
    end_tag (self, CAIRO_TAG_LINK);
  end_tag (self, tag);
  if (name != NULL)
    end_tag (self, CAIRO_TAG_DEST);
}

/* From 1. */
static guint
find_page (KbPages *self,
           guint    block)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      GArray *page = self->pages->pdata[i];

      if (page->len > 0 && g_array_index (page, KbFragment, page->len - 1).block >= block)
        return i + 1;
    }

  return self->pages->len;
}

static void
draw_entry (KbDrawing        *self,
            const KbBlock    *block,
            const KbFragment *fragment)
{
  g_autofree char *number = g_strdup_printf (" %u", find_page (self->pages, block->target));
  g_autofree char *link = g_strdup_printf ("dest='b%u'", block->target);
  KbCell cell = { .text = number, .style = KB_TEXT_BODY, .width = KB_PAGES_WIDTH, .end = TRUE };
  KbFragment end = *fragment;

  begin_tag (self, "P", NULL);
  begin_tag (self, CAIRO_TAG_LINK, link);
  draw_cell (self, block, &block->cells[0], fragment);
  end.y += (fragment->last - fragment->first - 1) * block->leading;
  end.first = 0;
  end.last = 1;
  draw_cell (self, block, &cell, &end);
  end_tag (self, CAIRO_TAG_LINK);
  end_tag (self, "P");
}

static void
draw_drawing (KbDrawing        *self,
              const KbBlock    *block,
              const KbFragment *fragment)
{
  g_autofree char *alt = block->alt != NULL ? quote_attribute ("alt", block->alt) : NULL;

  if (alt != NULL)
    begin_tag (self, "Figure", NULL);
  cairo_save (self->cr);
  cairo_translate (self->cr, KB_PAGES_LEFT + block->cells[0].x, KB_PAGES_TOP + fragment->y);
  block->draw (self->cr, block->cells[0].width, block->height, block->draw_data);
  cairo_restore (self->cr);
  if (alt != NULL)
    end_tag (self, "Figure");
}

static void
draw_fragment (KbDrawing        *self,
               const KbFragment *fragment)
{
  const KbBlock *block = self->pages->blocks->pdata[fragment->block];

  if (self->table != 0 && self->table != block->table)
    {
      end_tag (self, "Table");
      self->table = 0;
    }
  switch (block->kind)
    {
    case KB_BLOCK_TEXT:
      draw_text (self, block, fragment);
      break;
    case KB_BLOCK_ROW:
    case KB_BLOCK_HEAD:
      draw_row (self, block, fragment);
      break;
    case KB_BLOCK_ENTRY:
      draw_entry (self, block, fragment);
      break;
    case KB_BLOCK_DRAWING:
      draw_drawing (self, block, fragment);
      break;
    case KB_BLOCK_SPACE:
    case KB_BLOCK_BREAK:
    default:
      break;
    }
}

static void
draw_footer (KbDrawing *self,
             guint      page)
{
  /* Translators: a page's number and how many there are. */
  g_autofree char *number = g_strdup_printf (_("Page %u of %u"), page + 1, self->pages->pages->len);
  double leading = kb_style_get (KB_TEXT_SMALL)->leading;
  KbBlock block = { .kind = KB_BLOCK_TEXT, .leading = leading };
  KbFragment fragment = {
    .last = 1,
    .y = KB_PAPER_HEIGHT - KB_PAGES_FOOTER - KB_PAGES_TOP - leading / 2,
  };
  KbCell left = { .text = self->pages->footer, .style = KB_TEXT_SMALL,
                  .width = KB_PAGES_WIDTH - 100 };
  KbCell right = { .text = number, .style = KB_TEXT_SMALL, .width = KB_PAGES_WIDTH, .end = TRUE };

  draw_rule (self->cr, KB_PAPER_HEIGHT - KB_PAGES_FOOTER - leading + 2, 0.4, RULE_GREY);
  draw_cell (self, &block, &left, &fragment);
  draw_cell (self, &block, &right, &fragment);
}

static void
draw_page (KbDrawing *self,
           guint      number)
{
  GArray *page = self->pages->pages->pdata[number];

  for (guint i = 0; i < page->len; i++)
    draw_fragment (self, &g_array_index (page, KbFragment, i));
}

/**
 * kb_pages_draw:
 * @self: pages, laid out
 * @cr: in points, 0,0 the paper's upper left corner
 * @page: from 0
 */
void
kb_pages_draw (KbPages *self,
               cairo_t *cr,
               guint    page)
{
  KbDrawing drawing = { .pages = self, .cr = cr };

  g_return_if_fail (page < self->pages->len);

  draw_page (&drawing, page);
  draw_footer (&drawing, page);
}

static void
add_outline (KbPages         *self,
             cairo_surface_t *pdf)
{
  int parents[4] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT,
                     CAIRO_PDF_OUTLINE_ROOT };

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const KbBlock *block = self->blocks->pdata[i];
      g_autofree char *dest = g_strdup_printf ("dest='b%u'", i);
      int id;

      if (block->level == 0)
        continue;
      id = cairo_pdf_surface_add_outline (pdf, parents[block->level - 1], block->cells[0].text,
                                          dest, CAIRO_PDF_OUTLINE_FLAG_OPEN);
      for (guint level = block->level; level < G_N_ELEMENTS (parents); level++)
        parents[level] = id;
    }
}

/**
 * kb_pages_draw_pdf:
 * @self: pages, laid out
 * @pdf: a PDF surface of %KB_PAPER_WIDTH by %KB_PAPER_HEIGHT
 */
void
kb_pages_draw_pdf (KbPages         *self,
                   cairo_surface_t *pdf)
{
  cairo_t *cr = cairo_create (pdf);
  KbDrawing drawing = { .pages = self, .cr = cr, .tags = TRUE };

  begin_tag (&drawing, "Document", NULL);
  for (guint i = 0; i < self->pages->len; i++)
    {
      draw_page (&drawing, i);
      if (i + 1 == self->pages->len && drawing.table != 0)
        end_tag (&drawing, "Table");
      if (i + 1 == self->pages->len)
        end_tag (&drawing, "Document");
      draw_footer (&drawing, i);
      cairo_show_page (cr);
    }
  add_outline (self, pdf);
  cairo_destroy (cr);
}
