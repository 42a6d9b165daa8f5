/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "kb-pages.h"

G_BEGIN_DECLS

/* Private to paper/. */

#define KB_PAGES_LEFT 70.9
#define KB_PAGES_RIGHT 56.7
#define KB_PAGES_TOP 51.0
#define KB_PAGES_BOTTOM 68.0             /* the footer is within it */
#define KB_PAGES_FOOTER 40.0             /* its baseline, from the lower edge */
#define KB_PAGES_WIDTH (KB_PAPER_WIDTH - KB_PAGES_LEFT - KB_PAGES_RIGHT)

typedef enum
{
  KB_BLOCK_TEXT,                 /* one cell */
  KB_BLOCK_ROW,                  /* of a table */
  KB_BLOCK_HEAD,                 /* the row that is repeated */
  KB_BLOCK_ENTRY,                /* of the contents: its page is only known in the end */
  KB_BLOCK_DRAWING,
  KB_BLOCK_SPACE,
  KB_BLOCK_BREAK,
} KbBlockKind;

/**
 * KbCell:
 * @x: from the left margin
 * @n_lines: known after kb_pages_end(); all lines of a row have one height
 */
typedef struct
{
  char        *text;
  KbTextStyle  style;
  double       x;
  double       width;
  gboolean     end;
  guint        n_lines;
} KbCell;

typedef struct
{
  KbBlockKind     kind;
  guint           level;         /* of a heading, else 0 */
  guint           table;         /* number of its table, else 0 */
  guint           target;        /* of an entry: the heading's block */
  gboolean        keep;          /* with the next block */
  gboolean        pair;          /* a row of a label and its value */
  double          before;        /* space; not at the top of a page */
  double          after;
  double          leading;       /* from line to line */
  double          height;        /* of a drawing or space */
  guint           n_lines;       /* of the longest cell */
  guint           n_cells;
  KbCell         *cells;
  char           *uri;
  char           *alt;
  KbPagesDraw     draw;
  gpointer        draw_data;
  GDestroyNotify  draw_destroy;
} KbBlock;

/* Lines @first to @last, without it, of a block on a page; the whole of what has no lines. */
typedef struct
{
  guint    block;
  guint    first;
  guint    last;
  gboolean repeated;             /* a table's head that was on a page before */
  double   y;
} KbFragment;

struct _KbPages
{
  PangoContext *context;
  char         *footer;
  GPtrArray    *blocks;          /* of KbBlock */
  GArray       *columns;         /* of KbColumn, of the table that rows are added to */
  GPtrArray    *pages;           /* of GArray of KbFragment */
  guint         n_tables;
  guint         table;           /* that rows are added to, 0: none */
  gboolean      pairs;           /* that table is of labels and values */
  double        table_space;     /* above its first row */
  gboolean      together;
  gboolean      contents;
  guint         contents_at;     /* before which block */
  double        left;
  double        right;
};

typedef struct
{
  const char *font;
  double      leading;
  double      before;
  double      after;
  double      grey;
  gboolean    centre;
  const char *tag;
} KbStyle;

const KbStyle *kb_style_get          (KbTextStyle     style);
/* (transfer full) */
PangoLayout   *kb_pages_lay_out_cell (KbPages        *self,
                                      const KbCell   *cell);
/* The space that a row of a table has above and below its lines. */
double         kb_block_get_padding  (const KbBlock  *block);

G_END_DECLS
