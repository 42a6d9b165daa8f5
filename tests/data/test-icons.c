/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

/* The names of the action icons that the windows use, each drawn as NAME-symbolic. */
static const char *const ACTION_ICONS[] = {
  "alarm", "avatar-default", "changes-allow", "channel-secure", "computer", "content-loading",
  "dialog-error", "dialog-information", "dialog-password", "dialog-warning", "document-edit",
  "document-print", "document-send", "edit-find", "emblem-documents", "emblem-important",
  "emblem-ok", "go-down", "go-next", "go-previous", "go-up", "insert-link",
  "list-add", "mail-attachment", "mail-send", "mail-unread",
  "media-playback-pause", "media-record", "network-offline", "object-select", "open-menu",
  "send-to", "system-lock-screen", "system-users", "task-past-due", "user-bookmarks", "user-info",
  "user-trash", "view-list", "view-more", "view-refresh", "view-reveal", "x-office-document",
};

/* Those of them that adwaita-icon-theme 48 has no more, so that we bring them. */
static const char *const SHIPPED_ICONS[] = { "emblem-documents", "emblem-important", "emblem-ok" };

typedef struct
{
  guint8 red;
  guint8 green;
  guint8 blue;
  guint8 alpha;
} Pixel;

static char *
icon_path (const char *folder,
           const char *suffix)
{
  g_autofree char *name = g_strconcat (APP_ID, suffix, ".svg", NULL);

  return g_build_filename (g_getenv ("KB_SRCROOT"), "data", "icons", "hicolor", folder, "apps",
                           name, NULL);
}

static GdkPixbuf *
render (const char *path,
        int         size)
{
  g_autoptr (GError) error = NULL;
  GdkPixbuf *pixbuf = gdk_pixbuf_new_from_file_at_size (path, size, size, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, size);
  g_assert_true (gdk_pixbuf_get_has_alpha (pixbuf));
  return pixbuf;
}

/* The pixel at X, Y of a 128 by 128 canvas, whatever the size of PIXBUF. */
static Pixel
pixel_at (GdkPixbuf *pixbuf,
          int        x,
          int        y)
{
  int size = gdk_pixbuf_get_width (pixbuf);
  const guint8 *at = gdk_pixbuf_read_pixels (pixbuf) +
                     (gsize) (y * size / 128) * (gsize) gdk_pixbuf_get_rowstride (pixbuf) +
                     (gsize) (x * size / 128) * 4;

  return (Pixel) { at[0], at[1], at[2], at[3] };
}

static void
test_icon_shows_flap_on_letter (gconstpointer data)
{
  int size = GPOINTER_TO_INT (data);
  g_autofree char *path = icon_path ("scalable", "");
  g_autoptr (GdkPixbuf) pixbuf = render (path, size);
  Pixel left_case = pixel_at (pixbuf, 40, 56);
  Pixel right_case = pixel_at (pixbuf, 88, 56);
  Pixel letter = pixel_at (pixbuf, 64, 108);

  g_assert_cmpint (pixel_at (pixbuf, 1, 1).alpha, ==, 0);
  g_assert_cmpint (pixel_at (pixbuf, 126, 126).alpha, ==, 0);
  g_assert_cmpint (left_case.red, >, left_case.green + 60);
  g_assert_cmpint (left_case.blue, >, left_case.green + 60);
  g_assert_cmpint (right_case.blue, >, right_case.green + 60);
  g_assert_cmpint (letter.green, >, 200);
}

/* One half is the mirror of the other, or somebody moved only one leg. */
static void
test_icon_is_symmetric (void)
{
  g_autofree char *path = icon_path ("scalable", "");
  g_autoptr (GdkPixbuf) pixbuf = render (path, 128);

  for (int y = 0; y < 128; y++)
    {
      for (int x = 0; x < 64; x++)
        {
          int left = pixel_at (pixbuf, x, y).alpha;
          int right = pixel_at (pixbuf, 127 - x, y).alpha;

          /* The edges of the two halves are not sampled quite alike. */
          g_assert_cmpint (ABS (left - right), <, 48);
        }
    }
}

/* GTK recolours a symbolic icon, so it must consist of one colour and of holes. */
static void
assert_one_colour (const char *path,
                   int         size)
{
  g_autoptr (GdkPixbuf) pixbuf = render (path, size);
  int filled = 0;

  for (int y = 0; y < size; y++)
    {
      for (int x = 0; x < size; x++)
        {
          Pixel pixel = pixel_at (pixbuf, (x * 128 + 64) / size, (y * 128 + 64) / size);

          if (pixel.alpha < 250)
            continue;
          filled++;
          g_assert_cmphex (pixel.red, ==, 0x2e);
          g_assert_cmphex (pixel.green, ==, 0x34);
          g_assert_cmphex (pixel.blue, ==, 0x36);
        }
    }
  g_assert_cmpint (filled, >, size * size / 32);
  g_assert_cmpint (filled, <, size * size * 3 / 5);
}

static void
test_symbolic_has_one_colour (gconstpointer data)
{
  g_autofree char *path = icon_path ("symbolic", "-symbolic");

  assert_one_colour (path, GPOINTER_TO_INT (data));
}

static void
test_shipped_has_one_colour (gconstpointer data)
{
  const char *name = data;
  g_autofree char *file = g_strconcat (name, "-symbolic.svg", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("KB_SRCROOT"), "data", "icons", "hicolor",
                                            "scalable", "actions", file, NULL);

  assert_one_colour (path, 16);
}

static void
test_action_icon_exists (gconstpointer data)
{
  const char *name = data;
  g_autofree char *symbolic = g_strconcat (name, "-symbolic", NULL);
  g_autofree char *ours = g_build_filename (g_getenv ("KB_SRCROOT"), "data", "icons", NULL);
  g_autoptr (GtkIconTheme) theme = gtk_icon_theme_new ();

  gtk_icon_theme_set_theme_name (theme, "Adwaita");
  gtk_icon_theme_add_search_path (theme, ours);
  g_assert_true (gtk_icon_theme_has_icon (theme, symbolic));
}

int
main (int   argc,
      char *argv[])
{
  static const int sizes[] = { 16, 24, 32, 48, 64, 128, 256 };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int size = sizes[i];
      g_autofree char *symbolic = g_strdup_printf ("/data/icon/symbolic-has-one-colour/%d", size);
      g_autofree char *full = g_strdup_printf ("/data/icon/shows-flap-on-letter/%d", size);

      g_test_add_data_func (symbolic, GINT_TO_POINTER (size), test_symbolic_has_one_colour);
      if (size >= 32)
        g_test_add_data_func (full, GINT_TO_POINTER (size), test_icon_shows_flap_on_letter);
    }
  g_test_add_func ("/data/icon/is-symmetric", test_icon_is_symmetric);
  for (guint i = 0; i < G_N_ELEMENTS (ACTION_ICONS); i++)
    {
      g_autofree char *path = g_strconcat ("/data/icon/action-exists/", ACTION_ICONS[i], NULL);

      g_test_add_data_func (path, ACTION_ICONS[i], test_action_icon_exists);
    }
  for (guint i = 0; i < G_N_ELEMENTS (SHIPPED_ICONS); i++)
    {
      g_autofree char *path = g_strconcat ("/data/icon/shipped-has-one-colour/", SHIPPED_ICONS[i],
                                           NULL);

      g_test_add_data_func (path, SHIPPED_ICONS[i], test_shipped_has_one_colour);
    }
  return g_test_run ();
}
