/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-letterhead.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>
#include <string.h>

#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-pages-private.h"

#define MAX_LINES 6
#define MAX_LOGO_BYTES (4 * 1024 * 1024)
#define MAX_LOGO_PIXELS 8192             /* of an edge */
#define LOGO_EDGE 68.0                   /* points */
#define LOGO_PIXELS 500                  /* what is kept of an edge: some 500 dpi */
#define LOGO_ROOM (LOGO_EDGE + 10)

G_DEFINE_QUARK (kb-paper-error-quark, kb_paper_error)

struct _KbLetterhead
{
  int              refs;
  GStrv            lines;
  char            *city;
  char            *signer;
  char            *signer_title;
  char            *signer_id;
  char            *numbering;
  cairo_surface_t *logo;                 /* NULL: none */
  GError          *error;
};

/* cairo's colours have their alpha worked in, in the machine's order of bytes. */
static cairo_surface_t *
surface_of (const GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  guint step = gdk_pixbuf_get_n_channels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  for (int y = 0; y < height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (pixbuf)
                           + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf);
      guint8 *to = cairo_image_surface_get_data (surface)
                   + (gsize) y * cairo_image_surface_get_stride (surface);

      for (int x = 0; x < width; x++, from += step, to += 4)
        {
          guint32 a = step == 4 ? from[3] : 255;
          guint32 pixel = a << 24 | (from[0] * a / 255) << 16 | (from[1] * a / 255) << 8
                          | from[2] * a / 255;

          memcpy (to, &pixel, sizeof pixel);
        }
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}

static gboolean
is_small_enough (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE ","
                                                  G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  int width;
  int height;

  return info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR
         && g_file_info_get_size (info) <= MAX_LOGO_BYTES
         && gdk_pixbuf_get_file_info (path, &width, &height) != NULL
         && width <= MAX_LOGO_PIXELS && height <= MAX_LOGO_PIXELS;
}

static void
read_logo (KbLetterhead *self,
           const char   *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  if (is_small_enough (path))
    pixbuf = gdk_pixbuf_new_from_file_at_scale (path, LOGO_PIXELS, LOGO_PIXELS, TRUE, NULL);
  if (pixbuf != NULL)
    self->logo = surface_of (pixbuf);
  else if (!g_file_test (path, G_FILE_TEST_EXISTS))
    /* Translators: %s is the name of a picture's file. */
    g_set_error (&self->error, KB_PAPER_ERROR, KB_PAPER_ERROR_LETTERHEAD,
                 _("The letterhead’s picture “%s” is not there any more, so the page is without "
                   "it. Choose it again in the preferences."), name);
  else
    g_set_error (&self->error, KB_PAPER_ERROR, KB_PAPER_ERROR_LETTERHEAD,
                 _("The letterhead’s picture “%s” can’t be read, so the page is without it. "
                   "Choose a PNG or SVG picture of at most 4 MB in the preferences."), name);
}

static char *
dup_line (JsonObject *setting,
          const char *member)
{
  return kb_line_for_display (setting != NULL ? kb_json_string_or (setting, member, "") : "");
}

/* Settings were checked when they were pulled; what is of another shape anyway is left out. */
static GStrv
read_lines (JsonObject *setting,
            const char *office)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *lines = setting != NULL ? kb_json_array (setting, "lines", NULL) : NULL;
  guint n = 0;

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines) && n < MAX_LINES; i++)
    {
      JsonNode *node = json_array_get_element (lines, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        {
          g_autofree char *line = kb_line_for_display (json_node_get_string (node));

          if (*line != '\0')
            {
              g_strv_builder_add (builder, line);
              n++;
            }
        }
    }
  if (n == 0)
    g_strv_builder_add (builder, office);

  return g_strv_builder_end (builder);
}

/**
 * kb_letterhead_new:
 * @office: the office's name, which stands there where the setting has no lines
 * @setting: (nullable): the value of the setting "letterhead" as JSON text
 * @logo: (nullable): path of a picture
 *
 * Returns: (transfer full): the letterhead; without its picture where that can't be read, see
 *   kb_letterhead_get_error()
 */
KbLetterhead *
kb_letterhead_new (const char *office,
                   const char *setting,
                   const char *logo)
{
  KbLetterhead *self = g_new0 (KbLetterhead, 1);
  g_autoptr (JsonObject) object = setting != NULL
    ? kb_json_parse (setting, strlen (setting), KB_LIMIT_BODY, NULL) : NULL;
  g_autofree char *name = kb_line_for_display (office);

  self->refs = 1;
  self->lines = read_lines (object, name);
  self->city = dup_line (object, "city");
  self->signer = dup_line (object, "signer");
  self->signer_title = dup_line (object, "signer_title");
  self->signer_id = dup_line (object, "signer_id");
  self->numbering = dup_line (object, "numbering");
  if (logo != NULL && *logo != '\0')
    read_logo (self, logo);

  return self;
}

KbLetterhead *
kb_letterhead_ref (KbLetterhead *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
kb_letterhead_unref (KbLetterhead *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_strfreev (self->lines);
  g_free (self->city);
  g_free (self->signer);
  g_free (self->signer_title);
  g_free (self->signer_id);
  g_free (self->numbering);
  g_clear_pointer (&self->logo, cairo_surface_destroy);
  g_clear_error (&self->error);
  g_free (self);
}

const GError *
kb_letterhead_get_error (const KbLetterhead *self)
{
  return self->error;
}

static void
draw_logo (cairo_t  *cr,
           double    width,
           double    height,
           gpointer  user_data)
{
  const KbLetterhead *self = user_data;
  double pixels_across = cairo_image_surface_get_width (self->logo);
  double pixels_down = cairo_image_surface_get_height (self->logo);
  double scale = LOGO_EDGE / MAX (pixels_across, pixels_down);

  cairo_translate (cr, (LOGO_EDGE - pixels_across * scale) / 2,
                   (LOGO_EDGE - pixels_down * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, self->logo, 0, 0);
  cairo_rectangle (cr, 0, 0, pixels_across, pixels_down);
  cairo_fill (cr);
}

static void
draw_double_rule (cairo_t  *cr,
                  double    width,
                  double    height,
                  gpointer  user_data)
{
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_rectangle (cr, 0, 0, width, 2);
  cairo_rectangle (cr, 0, 3.2, width, 0.6);
  cairo_fill (cr);
}

static KbTextStyle
style_of_line (guint i,
               guint n_lines)
{
  if (n_lines == 1 || i == 1)
    return KB_TEXT_OFFICE_NAME;
  return i == 0 ? KB_TEXT_OFFICE : KB_TEXT_OFFICE_ADDRESS;
}

/**
 * kb_letterhead_add_head:
 * @self: a letterhead
 * @pages: nothing was added to it yet
 *
 * The second line is the office's name, large; what stands above is the government it belongs to,
 * below it the address.
 */
void
kb_letterhead_add_head (KbLetterhead *self,
                        KbPages      *pages)
{
  guint n_lines = g_strv_length (self->lines);
  double height = 0;

  if (self->logo != NULL)
    {
      kb_pages_add_drawing (pages, 0, NULL, draw_logo, kb_letterhead_ref (self),
                            (GDestroyNotify) kb_letterhead_unref);
      kb_pages_set_inset (pages, LOGO_ROOM, LOGO_ROOM);
    }
  for (guint i = 0; i < n_lines; i++)
    {
      kb_pages_add_text (pages, style_of_line (i, n_lines), self->lines[i]);
      height += kb_style_get (style_of_line (i, n_lines))->leading;
    }
  kb_pages_set_inset (pages, 0, 0);
  kb_pages_add_space (pages, 8 + (self->logo != NULL ? MAX (0, LOGO_EDGE - height) : 0));
  kb_pages_add_drawing (pages, 4, NULL, draw_double_rule, NULL, NULL);
  kb_pages_add_space (pages, 14);
}

/**
 * kb_letterhead_add_signature:
 * @self: a letterhead
 * @pages: where to
 * @date: as it is to be read
 */
void
kb_letterhead_add_signature (KbLetterhead *self,
                             KbPages      *pages,
                             const char   *date)
{
  g_autofree char *place = *self->city != '\0' ? g_strdup_printf ("%s, %s", self->city, date)
                                               : g_strdup (date);

  /* Never alone on a page: what is signed goes with it. */
  kb_pages_keep (pages);
  kb_pages_set_together (pages, TRUE);
  kb_pages_add_space (pages, 20);
  kb_pages_set_inset (pages, KB_PAGES_WIDTH * 0.54, 0);
  kb_pages_add_text (pages, KB_TEXT_BODY, place);
  kb_pages_add_text (pages, KB_TEXT_BODY, self->signer_title);
  kb_pages_add_space (pages, 52);
  kb_pages_add_text (pages, KB_TEXT_STRONG,
                     *self->signer != '\0' ? self->signer : "……………………………………………");
  kb_pages_add_text (pages, KB_TEXT_BODY, self->signer_id);
  kb_pages_set_together (pages, FALSE);
  kb_pages_set_inset (pages, 0, 0);
}

/**
 * kb_letterhead_dup_number:
 * @self: a letterhead
 * @case_number: KB-2026-0412
 * @year: of the case
 * @number: the case's in that year
 *
 * Returns: (transfer full): the number that a document about the case bears
 */
char *
kb_letterhead_dup_number (const KbLetterhead *self,
                          const char         *case_number,
                          guint               year,
                          guint               number)
{
  g_autofree char *year_text = g_strdup_printf ("%u", year);
  g_autofree char *number_text = g_strdup_printf ("%04u", number);
  g_autoptr (GString) text = g_string_new (self->numbering);

  if (text->len == 0)
    return g_strdup (case_number);
  g_string_replace (text, "{number}", number_text, 0);
  g_string_replace (text, "{year}", year_text, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
