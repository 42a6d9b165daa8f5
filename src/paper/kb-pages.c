/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-pages-private.h"

#include "kb-case-state.h"
#include "kb-i18n.h"

/* Taking blocks. What a text looks like is in the table below; kb-pages-place.c puts blocks onto
 * pages, kb-pages-draw.c draws them. */

#define FAMILY "Noto Sans, Cantarell, sans-serif"
#define FIXED "Noto Sans Mono, DejaVu Sans Mono, monospace"
#define LABEL_SHARE 0.30
#define BELOW_TABLE 8
#define CELL_SIDE 4

static const KbStyle styles[KB_N_TEXT_STYLES] = {
  /*                           font                   leading before after grey */
  [KB_TEXT_BODY] = { FAMILY " 10", 14.5, 0, 5, 0, FALSE, "P" },
  [KB_TEXT_SMALL] = { FAMILY " 8.5", 12, 0, 4, 0, FALSE, "P" },
  [KB_TEXT_STRONG] = { FAMILY " Bold 10", 14.5, 0, 3, 0, FALSE, "P" },
  [KB_TEXT_LABEL] = { FAMILY " 10", 14.5, 0, 3, 0.3, FALSE, "P" },
  [KB_TEXT_FIXED] = { FIXED " 7", 11, 0, 3, 0, FALSE, "P" },
  [KB_TEXT_TITLE] = { FAMILY " Bold 14", 20, 0, 2, 0, TRUE, "H1" },
  [KB_TEXT_SUBTITLE] = { FAMILY " 10", 14.5, 0, 2, 0, TRUE, "P" },
  [KB_TEXT_OFFICE] = { FAMILY " 11", 15, 0, 0, 0, TRUE, "P" },
  [KB_TEXT_OFFICE_NAME] = { FAMILY " Bold 15", 20, 0, 0, 0, TRUE, "P" },
  [KB_TEXT_OFFICE_ADDRESS] = { FAMILY " 8.5", 12, 0, 0, 0, TRUE, "P" },
  [KB_TEXT_HEADING_1] = { FAMILY " Bold 12", 17, 16, 6, 0, FALSE, "H2" },
  [KB_TEXT_HEADING_2] = { FAMILY " Bold 10.5", 15, 11, 4, 0, FALSE, "H3" },
  [KB_TEXT_HEADING_3] = { FAMILY " Bold 9.5", 14, 8, 3, 0, FALSE, "H4" },
};

/*< private >
 * kb_style_get:
 */
const KbStyle *
kb_style_get (KbTextStyle style)
{
  return &styles[style];
}

static void
kb_block_free (KbBlock *self)
{
  if (self->draw_destroy != NULL)
    self->draw_destroy (self->draw_data);
  for (guint i = 0; i < self->n_cells; i++)
    g_free (self->cells[i].text);
  g_free (self->cells);
  g_free (self->uri);
  g_free (self->alt);
  g_free (self);
}

/* One point is one unit, and nothing is rounded to the pixels of a screen: lines break alike
 * everywhere. */
static PangoContext *
create_context (void)
{
  g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoContext *context = pango_font_map_create_context (map);

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string (kb_i18n_get_language ()));

  return context;
}

KbPages *
kb_pages_new (const char *footer)
{
  KbPages *self = g_new0 (KbPages, 1);

  self->context = create_context ();
  self->footer = kb_line_for_display (footer);
  self->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) kb_block_free);
  self->columns = g_array_new (FALSE, FALSE, sizeof (KbColumn));
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  return self;
}

void
kb_pages_free (KbPages *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->context);
  g_free (self->footer);
  g_ptr_array_unref (self->blocks);
  g_array_unref (self->columns);
  g_ptr_array_unref (self->pages);
  g_free (self);
}

static KbBlock *
add_block (KbPages     *self,
           KbBlockKind  kind,
           guint        n_cells)
{
  KbBlock *block = g_new0 (KbBlock, 1);

  block->kind = kind;
  block->keep = self->together;
  block->n_cells = n_cells;
  block->cells = g_new0 (KbCell, n_cells);
  g_ptr_array_add (self->blocks, block);

  return block;
}

static void
set_cell (KbPages     *self,
          KbCell      *cell,
          KbTextStyle  style,
          const char  *text)
{
  cell->text = kb_text_for_display (text != NULL ? text : "");
  cell->style = style;
  cell->x = self->left;
  cell->width = KB_PAGES_WIDTH - self->left - self->right;
}

static KbBlock *
add_line (KbPages     *self,
          KbTextStyle  style,
          const char  *text)
{
  KbBlock *block = add_block (self, KB_BLOCK_TEXT, 1);

  set_cell (self, &block->cells[0], style, text);
  block->leading = styles[style].leading;
  block->before = self->table != 0 ? MAX (styles[style].before, BELOW_TABLE)
                                   : styles[style].before;
  block->after = styles[style].after;
  self->table = 0;

  return block;
}

void
kb_pages_add_heading (KbPages    *self,
                      guint       level,
                      const char *text)
{
  g_autofree char *line = kb_line_for_display (text);
  KbBlock *block;

  g_return_if_fail (level >= 1 && level <= 3);

  block = add_line (self, KB_TEXT_HEADING_1 + level - 1, line);
  block->level = level;
  block->keep = TRUE;
}

void
kb_pages_add_text (KbPages     *self,
                   KbTextStyle  style,
                   const char  *text)
{
  g_autofree char *shown = kb_text_for_display (text != NULL ? text : "");
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      add_line (self, style, lines[i]);
}

void
kb_pages_add_link (KbPages    *self,
                   const char *text,
                   const char *uri)
{
  add_line (self, KB_TEXT_BODY, text)->uri = g_strdup (uri);
}

static void
add_cells (KbPages           *self,
           KbBlockKind        kind,
           const char *const *texts)
{
  KbBlock *block = add_block (self, kind, self->columns->len);
  double width = KB_PAGES_WIDTH - self->left - self->right;
  double side = self->pairs ? 0 : CELL_SIDE;
  double shares = 0;
  double x = self->left;

  for (guint i = 0; i < self->columns->len; i++)
    shares += g_array_index (self->columns, KbColumn, i).share;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const KbColumn *column = &g_array_index (self->columns, KbColumn, i);
      KbTextStyle style = kind == KB_BLOCK_HEAD ? KB_TEXT_STRONG : column->style;
      KbCell *cell = &block->cells[i];
      gboolean dense = column->style == KB_TEXT_SMALL || column->style == KB_TEXT_FIXED;

      set_cell (self, cell, style, texts != NULL ? texts[i] : column->head);
      cell->x = x + side;
      cell->width = width * column->share / shares - 2 * side;
      cell->end = column->end;
      x += width * column->share / shares;
      block->leading = MAX (block->leading,
                            dense ? styles[KB_TEXT_SMALL].leading : styles[style].leading);
    }
  block->table = self->table;
  block->pair = self->pairs;
  block->before = self->table_space;
  self->table_space = 0;
}

static void
begin_table (KbPages        *self,
             const KbColumn *columns,
             guint           n_columns,
             gboolean        pairs)
{
  gboolean has_head = FALSE;

  g_array_set_size (self->columns, 0);
  g_array_append_vals (self->columns, columns, n_columns);
  self->table_space = self->table != 0 ? BELOW_TABLE : 0;
  self->table = ++self->n_tables;
  self->pairs = pairs;
  for (guint i = 0; i < n_columns; i++)
    has_head |= columns[i].head != NULL;
  if (has_head)
    {
      add_cells (self, KB_BLOCK_HEAD, NULL);
      ((KbBlock *) self->blocks->pdata[self->blocks->len - 1])->keep = TRUE;
    }
}

void
kb_pages_add_table (KbPages        *self,
                    const KbColumn *columns,
                    guint           n_columns)
{
  begin_table (self, columns, n_columns, FALSE);
}

void
kb_pages_add_row (KbPages           *self,
                  const char *const *cells)
{
  g_return_if_fail (self->table != 0);

  add_cells (self, KB_BLOCK_ROW, cells);
}

/* Rows that follow each other with a label and a value are a table of their own, without a head. */
void
kb_pages_add_pair (KbPages    *self,
                   const char *label,
                   const char *value)
{
  static const KbColumn pair[] = {
    { NULL, LABEL_SHARE, KB_TEXT_LABEL, FALSE },
    { NULL, 1 - LABEL_SHARE, KB_TEXT_BODY, FALSE },
  };
  const char *const cells[] = { label, value };

  if (self->table == 0 || !self->pairs)
    begin_table (self, pair, G_N_ELEMENTS (pair), TRUE);
  kb_pages_add_row (self, cells);
}

void
kb_pages_add_contents (KbPages *self)
{
  self->contents = TRUE;
  self->contents_at = self->blocks->len;
  self->table = 0;
}

void
kb_pages_add_space (KbPages *self,
                    double   height)
{
  add_block (self, KB_BLOCK_SPACE, 0)->height = height;
  self->table = 0;
}

void
kb_pages_add_drawing (KbPages        *self,
                      double          height,
                      const char     *alt,
                      KbPagesDraw     draw,
                      gpointer        user_data,
                      GDestroyNotify  destroy)
{
  KbBlock *block = add_block (self, KB_BLOCK_DRAWING, 1);

  set_cell (self, &block->cells[0], KB_TEXT_BODY, NULL);
  block->height = height;
  block->alt = g_strdup (alt);
  block->draw = draw;
  block->draw_data = user_data;
  block->draw_destroy = destroy;
  self->table = 0;
}

void
kb_pages_set_inset (KbPages *self,
                    double   left,
                    double   right)
{
  self->left = left;
  self->right = right;
  self->table = 0;
}

void
kb_pages_set_together (KbPages  *self,
                       gboolean  together)
{
  self->together = together;
  /* The last of them is not kept with what comes behind. */
  if (!together && self->blocks->len > 0)
    {
      KbBlock *last = self->blocks->pdata[self->blocks->len - 1];

      last->keep = last->level > 0;
    }
}

void
kb_pages_keep (KbPages *self)
{
  if (self->blocks->len > 0)
    ((KbBlock *) self->blocks->pdata[self->blocks->len - 1])->keep = TRUE;
}

void
kb_pages_add_break (KbPages *self)
{
  add_block (self, KB_BLOCK_BREAK, 0);
  self->table = 0;
}

/*< private >
 * kb_block_get_padding:
 */
double
kb_block_get_padding (const KbBlock *block)
{
  if (block->kind == KB_BLOCK_HEAD)
    return 3.5;
  if (block->kind == KB_BLOCK_ROW)
    return block->pair ? 1.5 : 3;
  return 0;
}

/*< private >
 * kb_pages_lay_out_cell:
 *
 * Words too long for a line break anywhere, without a hyphen that nobody wrote.
 */
PangoLayout *
kb_pages_lay_out_cell (KbPages      *self,
                       const KbCell *cell)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoFontDescription *font = pango_font_description_from_string (styles[cell->style].font);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, cell->width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, cell->text, -1);

  return layout;
}
