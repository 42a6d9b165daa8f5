/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-paper-window.h"

#include <glib/gi18n.h>

#include "kb-alert-bar.h"
#include "kb-desk-paper.h"
#include "kb-dialogs.h"
#include "kb-paper-page.h"

#define ZOOM_MIN 0.5
#define ZOOM_MAX 4.0
#define ZOOM_STEP 1.2
#define ZOOM_USUAL 1.1                   /* pixels for a point: the page fits the window */

struct _KbPaperWindow
{
  AdwWindow parent_instance;

  KbDesk          *desk;
  KbPaper         *paper;
  GBytes          *pdf;                  /* as saved, and as what printing is recorded by */
  char            *kind;
  char            *number;
  guint32          id;
  double           zoom;
  GPtrArray       *shown;                /* of KbPaperPage, not owned: those that rows hold */

  AdwWindowTitle  *title;
  AdwToastOverlay *toasts;
  KbAlertBar      *bar;
  GtkListView     *list;
  GtkScrolledWindow *scrolled;
};

G_DEFINE_FINAL_TYPE (KbPaperWindow, kb_paper_window, ADW_TYPE_WINDOW)

static void
show_fault (KbPaperWindow *self,
            const char    *sentence)
{
  g_autoptr (KbFault) fault =
    kb_fault_new ("dialog-warning-symbolic", _("Preview"), sentence, NULL, NULL);

  kb_alert_bar_set (self->bar, KB_ALERT_WARN, fault);
}

static void
toast (KbPaperWindow *self,
       const char    *sentence)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}

/* ---- pages ---- */

static void
setup_page_cb (KbPaperWindow *self,
               GtkListItem   *item)
{
  GtkWidget *page = kb_paper_page_new ();

  kb_paper_page_set_zoom (KB_PAPER_PAGE (page), self->zoom);
  gtk_list_item_set_child (item, page);
  gtk_list_item_set_activatable (item, FALSE);
  g_ptr_array_add (self->shown, page);
}

static void
teardown_page_cb (KbPaperWindow *self,
                  GtkListItem   *item)
{
  g_ptr_array_remove_fast (self->shown, gtk_list_item_get_child (item));
}

static void
bind_page_cb (KbPaperWindow *self,
              GtkListItem   *item)
{
  kb_paper_page_set (KB_PAPER_PAGE (gtk_list_item_get_child (item)), self->paper,
                     gtk_list_item_get_position (item));
}

/* All pages are of one height, so where it is scrolled to tells which one is seen. */
static void
scrolled_cb (KbPaperWindow *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  double upper = gtk_adjustment_get_upper (adjustment);
  double middle = gtk_adjustment_get_value (adjustment)
                  + gtk_adjustment_get_page_size (adjustment) / 2;
  guint n_pages = kb_paper_get_n_pages (self->paper);
  guint page = upper > 0 ? MIN (n_pages, (guint) (middle / upper * n_pages) + 1) : 1;
  g_autofree char *subtitle = g_strdup_printf (_("Page %u of %u"), page, n_pages);

  adw_window_title_set_subtitle (self->title, subtitle);
}

static void
set_zoom (KbPaperWindow *self,
          double         zoom)
{
  self->zoom = CLAMP (zoom, ZOOM_MIN, ZOOM_MAX);
  for (guint i = 0; i < self->shown->len; i++)
    kb_paper_page_set_zoom (self->shown->pdata[i], self->zoom);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.zoom-in", self->zoom < ZOOM_MAX);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "paper.zoom-out", self->zoom > ZOOM_MIN);
}

static void
zoom_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  set_zoom (KB_PAPER_WINDOW (widget), KB_PAPER_WINDOW (widget)->zoom * ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  set_zoom (KB_PAPER_WINDOW (widget), KB_PAPER_WINDOW (widget)->zoom / ZOOM_STEP);
}

static void
zoom_usual_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  set_zoom (KB_PAPER_WINDOW (widget), ZOOM_USUAL);
}

/* ---- saving ---- */

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (KbPaperWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (kb_desk_export_finish (KB_DESK (source), result, &error))
    toast (self, _("Saved. The export is recorded in the case."));
  else if (error->domain == KB_PAPER_ERROR)
    show_fault (self, error->message);
  else
    show_fault (self, _("The file is saved, but that could not be recorded in the case. Delete the "
                        "file, and save it again once Kumbang can write."));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  KbPaperWindow *self = KB_PAPER_WINDOW (source);
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    kb_desk_export_async (self->desk, self->id, self->kind, self->pdf, path, exported_cb,
                          g_object_ref (self));
}

static void
choose_file (KbPaperWindow *self)
{
  kb_dialogs_save_file_async (GTK_WINDOW (self), _("Save as PDF"),
                              kb_paper_get_file_name (self->paper), chosen_cb, NULL);
}

static void
save_answered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  if (kb_dialogs_confirm_finish (result))
    choose_file (KB_PAPER_WINDOW (source));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  KbPaperWindow *self = KB_PAPER_WINDOW (widget);
  g_autofree char *body = NULL;

  if (g_str_equal (self->kind, "sheet"))
    {
      choose_file (self);
      return;
    }
  /* Translators: %s is a case's number. */
  body = g_strdup_printf (_("This file holds the story of complaint %s in the clear. Keep it in a "
                            "safe place. That it was saved is recorded in the case."),
                          self->number);
  kb_dialogs_confirm_async (GTK_WINDOW (self), _("Save the case file?"), body, _("_Save as PDF…"),
                            save_answered_cb, NULL);
}

/* ---- printing ---- */

static void
draw_page_cb (KbPaperWindow   *self,
              GtkPrintContext *context,
              int              page)
{
  kb_paper_draw (self->paper, gtk_print_context_get_cairo_context (context), page);
}

static void
print_recorded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      data)
{
  g_autoptr (KbPaperWindow) self = data;

  if (kb_desk_write_finish (KB_DESK (source), result, NULL))
    toast (self, _("Given to the printer. That is recorded in the case."));
  else
    show_fault (self, _("It was given to the printer, but that could not be recorded in the case. "
                        "Note it yourself once Kumbang can write."));
}

static void
printed_cb (KbPaperWindow           *self,
            GtkPrintOperationResult  result,
            GtkPrintOperation       *operation)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    kb_desk_record_print (self->desk, self->id, self->kind, self->pdf, print_recorded_cb,
                          g_object_ref (self));
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      show_fault (self, _("It could not be printed. Check the printer, or save it as PDF and print "
                          "that."));
    }
}

/**
 * kb_paper_window_print:
 * @self: the window
 * @action: with the dialog, or straight into a file
 * @path: (nullable): the file
 */
void
kb_paper_window_print (KbPaperWindow           *self,
                       GtkPrintOperationAction  action,
                       const char              *path)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkPaperSize *size = gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size_and_default_margins (setup, size);
  gtk_paper_size_free (size);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, kb_paper_get_n_pages (self->paper));
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  /* Seen by everybody at the printer's queue. */
  gtk_print_operation_set_job_name (operation, "Kumbang");
  gtk_print_operation_set_allow_async (operation, action != GTK_PRINT_OPERATION_ACTION_EXPORT);
  if (path != NULL)
    gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect_object (operation, "draw-page", G_CALLBACK (draw_page_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self, G_CONNECT_SWAPPED);
  gtk_print_operation_run (operation, action, GTK_WINDOW (self), NULL);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  kb_paper_window_print (KB_PAPER_WINDOW (widget), GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, NULL);
}

/* ---- the window ---- */

static void
kb_paper_window_dispose (GObject *object)
{
  KbPaperWindow *self = KB_PAPER_WINDOW (object);

  g_clear_object (&self->desk);
  G_OBJECT_CLASS (kb_paper_window_parent_class)->dispose (object);
}

static void
kb_paper_window_finalize (GObject *object)
{
  KbPaperWindow *self = KB_PAPER_WINDOW (object);

  g_clear_object (&self->paper);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_free (self->kind);
  g_free (self->number);
  G_OBJECT_CLASS (kb_paper_window_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "paper.save",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "paper.print",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK,
                                       "paper.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK,
                                       "paper.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK,
                                       "paper.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK,
                                       "paper.zoom-usual", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_paper_window_class_init (KbPaperWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_paper_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kb_paper_window_finalize;
  gtk_widget_class_install_action (widget_class, "paper.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "paper.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "paper.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "paper.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "paper.zoom-usual", NULL, zoom_usual_action);
  add_keys (widget_class);
  g_type_ensure (KB_TYPE_ALERT_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-paper-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KbPaperWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KbPaperWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, KbPaperWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, KbPaperWindow, list);
  gtk_widget_class_bind_template_child (widget_class, KbPaperWindow, scrolled);
  gtk_widget_class_bind_template_callback (widget_class, setup_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, teardown_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_page_cb);
}

static void
kb_paper_window_init (KbPaperWindow *self)
{
  self->zoom = ZOOM_USUAL;
  self->shown = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* One row a page; what they hold is not asked for. */
static GListModel *
new_model (guint n_pages)
{
  GtkStringList *model = gtk_string_list_new (NULL);

  while (n_pages-- > 0)
    gtk_string_list_append (model, "");
  return G_LIST_MODEL (model);
}

GtkWidget *
kb_paper_window_new (KbDesk     *desk,
                     KbCase     *kase,
                     KbPaper    *paper,
                     const char *kind,
                     const char *fault,
                     GtkWindow  *parent)
{
  KbPaperWindow *self = g_object_new (KB_TYPE_PAPER_WINDOW, "transient-for", parent, NULL);
  g_autofree char *title = NULL;
  GtkAdjustment *adjustment;
  GtkNoSelection *model;

  self->desk = g_object_ref (desk);
  self->paper = g_object_ref (paper);
  self->pdf = kb_paper_to_pdf (paper);
  self->kind = g_strdup (kind);
  self->id = kb_case_get_id (kase);
  self->number = kb_case_state_number (kb_case_get_state (kase));
  title = g_strdup_printf ("%s · %s", g_str_equal (kind, "sheet") ? _("Review sheet")
                                                                  : _("Case file"), self->number);
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
  model = gtk_no_selection_new (new_model (kb_paper_get_n_pages (paper)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  g_object_unref (model);
  adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  scrolled_cb (self);
  set_zoom (self, ZOOM_USUAL);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->list));
  if (fault != NULL)
    show_fault (self, fault);
  return GTK_WIDGET (self);
}
