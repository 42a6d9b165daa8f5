/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define KB_PAPER_WIDTH 595.276           /* A4, in points of 1/72 in */
#define KB_PAPER_HEIGHT 841.890

/**
 * KbPages:
 *
 * A document of blocks, laid out in A4 pages: headings, paragraphs, labels with their values,
 * tables whose head is repeated on each page, drawings. First the blocks are added, then
 * kb_pages_end() lays them out; from then on it only draws. One thread at a time. Texts are shown
 * as kb_text_for_display() makes them; %NULL is "".
 */
typedef struct _KbPages KbPages;

typedef enum
{
  KB_TEXT_BODY,
  KB_TEXT_SMALL,                 /* remarks and cells of dense tables */
  KB_TEXT_STRONG,
  KB_TEXT_LABEL,
  KB_TEXT_FIXED,                 /* hashes: every letter of the same width */
  KB_TEXT_TITLE,                 /* of the document, centred */
  KB_TEXT_SUBTITLE,
  KB_TEXT_OFFICE,                /* the three sizes of a letterhead */
  KB_TEXT_OFFICE_NAME,
  KB_TEXT_OFFICE_ADDRESS,
  KB_TEXT_HEADING_1,
  KB_TEXT_HEADING_2,
  KB_TEXT_HEADING_3,
  KB_N_TEXT_STYLES,
} KbTextStyle;

/**
 * KbColumn:
 * @head: (nullable): its heading; a table whose columns all have none has no head
 * @share: of the width; those of a table are set against each other
 * @end: figures: set against the right edge
 */
typedef struct
{
  const char  *head;
  double       share;
  KbTextStyle  style;
  gboolean     end;
} KbColumn;

/* Draws in a box whose upper left corner is 0,0. Pictures are filled into a rectangle: with
 * cairo_paint(), cairo 1.16 loses the page's links and ends in a crash. */
typedef void (*KbPagesDraw) (cairo_t  *cr,
                             double    width,
                             double    height,
                             gpointer  user_data);

/* @footer stands at the left below each page, "page n of m" at the right. */
KbPages    *kb_pages_new         (const char      *footer);
void        kb_pages_free        (KbPages         *self);

/* @level 1 to 3: into the outline, and never the last line of a page. */
void        kb_pages_add_heading (KbPages         *self,
                                  guint            level,
                                  const char      *text);
/* Each line becomes a paragraph. */
void        kb_pages_add_text    (KbPages         *self,
                                  KbTextStyle      style,
                                  const char      *text);
void        kb_pages_add_pair    (KbPages         *self,
                                  const char      *label,
                                  const char      *value);
/* Rows follow until another block does. */
void        kb_pages_add_table   (KbPages         *self,
                                  const KbColumn  *columns,
                                  guint            n_columns);
void        kb_pages_add_row     (KbPages         *self,
                                  const char *const *cells);    /* as many as columns */
/* A text that leads to a web page. */
void        kb_pages_add_link    (KbPages         *self,
                                  const char      *text,
                                  const char      *uri);
/* The headings of level 1 with their pages, each a link. Before or behind them. */
void        kb_pages_add_contents (KbPages        *self);
void        kb_pages_add_space   (KbPages         *self,
                                  double           height);
/* @alt is read in its place, NULL: it only adorns. Height 0: what follows is laid over it. */
void        kb_pages_add_drawing (KbPages         *self,
                                  double           height,
                                  const char      *alt,
                                  KbPagesDraw      draw,
                                  gpointer         user_data,
                                  GDestroyNotify   destroy);
/* Blocks that are added from here on are set in by so many points on each side. */
void        kb_pages_set_inset   (KbPages         *self,
                                  double           left,
                                  double           right);
/* Whatever is added between TRUE and FALSE stays on one page if it fits on one. */
void        kb_pages_set_together (KbPages        *self,
                                   gboolean        together);
/* The last block that was added stays on one page with the next. */
void        kb_pages_keep        (KbPages         *self);
void        kb_pages_add_break   (KbPages         *self);
void        kb_pages_end         (KbPages         *self);

guint       kb_pages_get_n_pages (KbPages         *self);
void        kb_pages_draw        (KbPages         *self,
                                  cairo_t         *cr,
                                  guint            page);
/* All pages with tags, links and outline onto a PDF surface of A4. */
void        kb_pages_draw_pdf    (KbPages         *self,
                                  cairo_surface_t *pdf);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbPages, kb_pages_free)

G_END_DECLS
