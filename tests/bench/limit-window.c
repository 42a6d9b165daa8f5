/* SPDX-License-Identifier: GPL-3.0-or-later */

/* limit-window empty|rows: the limit of `first-frame`, `rows` and `memory`. An
 * empty AdwApplicationWindow, or one with a column view of 100,000 rows that are
 * made when they come into view. Writes `first-frame NS` like the application
 * with KUMBANG_TRACE, then runs until it is ended. */
#include "config.h"

#include <adwaita.h>

#define N_ROWS 100000
#define WIDTH 1000
#define HEIGHT 700

#define BENCH_TYPE_ROWS (bench_rows_get_type ())
G_DECLARE_FINAL_TYPE (BenchRows, bench_rows, BENCH, ROWS, GObject)

struct _BenchRows
{
  GObject parent_instance;
};

static GType
bench_rows_get_item_type (GListModel *model)
{
  return GTK_TYPE_STRING_OBJECT;
}

static guint
bench_rows_get_n_items (GListModel *model)
{
  return N_ROWS;
}

static gpointer
bench_rows_get_item (GListModel *model,
                     guint       position)
{
  g_autofree char *text = NULL;

  if (position >= N_ROWS)
    return NULL;
  text = g_strdup_printf ("KB-2026-%05u", N_ROWS - position);

  return gtk_string_object_new (text);
}

static void
bench_rows_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = bench_rows_get_item_type;
  iface->get_n_items = bench_rows_get_n_items;
  iface->get_item = bench_rows_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BenchRows, bench_rows, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bench_rows_iface_init))

static void
bench_rows_class_init (BenchRowsClass *klass)
{
}

static void
bench_rows_init (BenchRows *self)
{
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  data)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
add_column (GtkColumnView *view,
            const char    *title,
            gboolean       expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (view, column);
}

static GtkWidget *
make_rows (void)
{
  GListModel *model = g_object_new (BENCH_TYPE_ROWS, NULL);
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (model)));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  add_column (GTK_COLUMN_VIEW (view), "Number", FALSE);
  add_column (GTK_COLUMN_VIEW (view), "Subject", TRUE);
  add_column (GTK_COLUMN_VIEW (view), "Status", FALSE);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);

  return scroller;
}

static void
after_paint_cb (GdkFrameClock *clock,
                GtkWidget     *window)
{
  g_signal_handlers_disconnect_by_func (clock, after_paint_cb, window);
  g_print ("first-frame %" G_GINT64_FORMAT "\n", g_get_monotonic_time () * 1000);
}

static void
map_cb (GtkWidget *window,
        gpointer   data)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint",
                    G_CALLBACK (after_paint_cb), window);
}

static void
activate_cb (GtkApplication *application,
             gpointer        with_rows)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  if (with_rows != NULL)
    gtk_box_append (GTK_BOX (box), make_rows ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  g_signal_connect (window, "map", G_CALLBACK (map_cb), NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  gboolean with_rows = argc == 2 && g_str_equal (argv[1], "rows");

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb),
                    GINT_TO_POINTER (with_rows));

  return g_application_run (G_APPLICATION (application), 1, argv);
}
