/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-pages-private.h"

/* Putting blocks onto pages, top down. Two lines at least of a text stay together at either side of
 * a break, a row of a table breaks only when it is long, a heading goes with what follows, and a
 * table that goes on has its head again. */

#define PAGE_HEIGHT (KB_PAPER_HEIGHT - KB_PAGES_TOP - KB_PAGES_BOTTOM)
#define FEW_LINES 2
#define LONG_ROW 10                      /* lines; a shorter row moves to the next page whole */

typedef struct
{
  KbPages *pages;
  GArray  *page;                         /* of KbFragment */
  double   y;                            /* from the top of the page's text */
  gboolean fresh;                        /* nothing on it but a repeated head */
} KbPlacing;

static KbBlock *
get_block (KbPages *self,
           guint    i)
{
  return self->blocks->pdata[i];
}

static void
measure (KbPages *self,
         KbBlock *block)
{
  for (guint i = 0; block->leading > 0 && i < block->n_cells; i++)
    {
      g_autoptr (PangoLayout) layout = kb_pages_lay_out_cell (self, &block->cells[i]);

      block->cells[i].n_lines = pango_layout_get_line_count (layout);
      block->n_lines = MAX (block->n_lines, block->cells[i].n_lines);
    }
}

static double
height_of_lines (const KbBlock *block,
                 guint          n_lines)
{
  if (block->n_lines == 0)
    return block->height;
  return n_lines * block->leading + 2 * kb_block_get_padding (block);
}

/* The head of the table that block @i is a row of; -1: none. */
static int
find_head (KbPages *self,
           guint    i)
{
  guint table = get_block (self, i)->table;

  while (table != 0 && i > 0 && get_block (self, i - 1)->table == table)
    i--;
  return get_block (self, i)->kind == KB_BLOCK_HEAD ? (int) i : -1;
}

static void
put (KbPlacing *self,
     guint      i,
     guint      first,
     guint      last,
     gboolean   repeated)
{
  KbBlock *block = get_block (self->pages, i);
  KbFragment fragment = { i, first, last, repeated, 0 };

  if (first == 0 && !self->fresh)
    self->y += block->before;
  fragment.y = self->y;
  g_array_append_val (self->page, fragment);
  self->y += height_of_lines (block, last - first);
  if (last == block->n_lines)
    self->y += block->after;
  self->fresh = self->fresh && repeated;
}

static void
turn (KbPlacing *self)
{
  self->page = g_array_new (FALSE, FALSE, sizeof (KbFragment));
  g_ptr_array_add (self->pages->pages, self->page);
  self->y = 0;
  self->fresh = TRUE;
}

/* The next page, where block @i goes on or begins. */
static void
turn_for (KbPlacing *self,
          guint      i)
{
  int head = find_head (self->pages, i);

  turn (self);
  if (head >= 0 && (guint) head != i)
    put (self, head, 0, get_block (self->pages, head)->n_lines, TRUE);
}

/* How many of a block's lines, from @first on, go into @room: all, or so many that either side
 * keeps a few; 0: it is better begun on the next page. */
static guint
count_fitting (const KbBlock *block,
               guint          first,
               double         room)
{
  guint left = block->n_lines - first;
  double lines_room = room - 2 * kb_block_get_padding (block);
  guint fitting = lines_room > 0 ? (guint) (lines_room / block->leading + 1e-6) : 0;

  if (fitting >= left)
    return left;
  if (block->kind == KB_BLOCK_HEAD || block->level > 0 || (block->table != 0 && left < LONG_ROW))
    return 0;
  if (left - fitting < FEW_LINES)
    fitting = left > FEW_LINES ? left - FEW_LINES : 0;

  return fitting >= FEW_LINES ? fitting : 0;
}

/* What must fit on this page if block @i shall begin on it. */
static double
height_needed (KbPages *self,
               guint    i)
{
  double height = 0;
  guint n_lines;

  for (; get_block (self, i)->keep && i + 1 < self->blocks->len; i++)
    height += get_block (self, i)->before + height_of_lines (get_block (self, i),
                                                             get_block (self, i)->n_lines)
              + get_block (self, i)->after;
  n_lines = get_block (self, i)->n_lines;
  if (get_block (self, i)->table == 0 || n_lines >= LONG_ROW)
    n_lines = MIN (n_lines, n_lines <= 2 * FEW_LINES - 1 ? n_lines : FEW_LINES);

  return height + get_block (self, i)->before + height_of_lines (get_block (self, i), n_lines);
}

static void
place_lines (KbPlacing *self,
             guint      i)
{
  KbBlock *block = get_block (self->pages, i);
  guint first = 0;

  while (first < block->n_lines)
    {
      double before = first == 0 && !self->fresh ? block->before : 0;
      guint fitting = count_fitting (block, first, PAGE_HEIGHT - self->y - before);

      if (fitting == 0 && self->fresh)
        fitting = block->n_lines - first;        /* higher than a page: never with our sizes */
      if (fitting > 0)
        put (self, i, first, first + fitting, FALSE);
      first += fitting;
      if (first < block->n_lines)
        turn_for (self, i);
    }
}

static void
place (KbPlacing *self,
       guint      i)
{
  KbBlock *block = get_block (self->pages, i);
  double needed = height_needed (self->pages, i);

  if (block->kind == KB_BLOCK_BREAK || (block->kind == KB_BLOCK_SPACE && self->fresh))
    {
      if (!self->fresh)
        turn (self);
      return;
    }
  if (!self->fresh && self->y + needed > PAGE_HEIGHT && needed <= PAGE_HEIGHT)
    turn_for (self, i);
  if (block->n_lines > 0)
    place_lines (self, i);
  else
    put (self, i, 0, 0, FALSE);
}

/* A line for each heading, in place of the call. */
static void
insert_contents (KbPages *self)
{
  g_autoptr (GArray) headings = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->blocks->len; i++)
    if (get_block (self, i)->level == 1)
      g_array_append_val (headings, i);
  for (guint i = 0; i < headings->len; i++)
    {
      guint target = g_array_index (headings, guint, i);
      KbBlock *heading = get_block (self, target + (target >= self->contents_at ? i : 0));
      KbBlock *entry = g_new0 (KbBlock, 1);

      entry->kind = KB_BLOCK_ENTRY;
      entry->target = target + (target >= self->contents_at ? headings->len : 0);
      entry->n_cells = 1;
      entry->cells = g_new0 (KbCell, 1);
      entry->cells[0] = heading->cells[0];
      entry->cells[0].text = g_strdup (heading->cells[0].text);
      entry->cells[0].style = KB_TEXT_BODY;
      entry->cells[0].width -= 40;
      entry->leading = kb_style_get (KB_TEXT_BODY)->leading;
      g_ptr_array_insert (self->blocks, self->contents_at + i, entry);
    }
}

/**
 * kb_pages_end:
 * @self: pages to which everything was added
 *
 * Lays them out. There is one page at least.
 */
void
kb_pages_end (KbPages *self)
{
  KbPlacing placing = { .pages = self };

  g_return_if_fail (self->pages->len == 0);

  if (self->contents)
    insert_contents (self);
  for (guint i = 0; i < self->blocks->len; i++)
    measure (self, get_block (self, i));
  turn (&placing);
  for (guint i = 0; i < self->blocks->len; i++)
    place (&placing, i);
}

guint
kb_pages_get_n_pages (KbPages *self)
{
  return self->pages->len;
}
