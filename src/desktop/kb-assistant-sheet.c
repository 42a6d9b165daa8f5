/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-private.h"

#include <glib/gi18n.h>

#include "kb-dialogs.h"
#include "kb-format.h"

/* The recovery sheet, on paper or as a file: the only copies there are. */

#define MARGIN_MM 20
#define RULE "________________________________"

static void
keep (KbAssistant *self,
      GtkWidget   *row,
      const char  *how)
{
  g_autofree char *now = kb_format_moment (g_get_real_time () / G_USEC_PER_SEC,
                                           g_get_real_time () / G_USEC_PER_SEC);
  /* Translators: “Printed” or “Saved”, then when. */
  g_autofree char *text = g_strdup_printf (_("%s, %s"), how, now);

  self->work->sheet_kept = TRUE;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "emblem-ok-symbolic");
  gtk_label_set_label (self->sheet_hint, _("Close the envelope and write on it what it is and "
                                           "who may open it."));
  gtk_widget_grab_focus (GTK_WIDGET (self->next));
}

/* A sheet of other names than those that were typed before was kept nowhere yet. */
void
kb_assistant_show_sheet (KbAssistant *self)
{
  if (!self->work->sheet_kept)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->print_row), _("One page."));
      adw_action_row_set_icon_name (ADW_ACTION_ROW (self->print_row), NULL);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->save_row),
                                   _("On a USB stick that goes into the safe, not on this "
                                     "computer."));
      adw_action_row_set_icon_name (ADW_ACTION_ROW (self->save_row), NULL);
      gtk_label_set_label (self->sheet_hint, _("Go on once it is printed or saved."));
    }
  gtk_widget_grab_focus (self->work->sheet_kept ? GTK_WIDGET (self->next) : self->print_button);
}

/* Paper. */

static char *
make_markup (KbAssistant *self)
{
  g_autoptr (KbSecret) secret = kb_recovery_to_text (self->work->recovery);
  g_autofree char *sheet = g_markup_escape_text ((const char *) kb_secret_get_data (secret),
                                                 kb_secret_get_size (secret));
  g_autofree char *office = g_markup_escape_text (self->work->office_name, -1);
  g_autofree char *address = g_markup_escape_text (self->work->address, -1);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%-d %B %Y");

  return g_strdup_printf ("<span size='20pt' weight='bold'>%s</span>\n\n"
                          "<span size='13pt' weight='bold'>%s</span>\n%s\n%s\n\n"
                          "%s\n\n<span face='monospace' size='12pt'>%s</span>\n"
                          "%s\n\n%s\n" RULE "\n\n%s\n" RULE "\n",
                          _("Recovery sheet"), office, address, date,
                          _("Brings the office back when all computers are lost, and stands in for "
                            "a second supervisor. Type the lines exactly as they stand here."),
                          sheet,
                          _("Who holds this sheet can read every case. Keep it in a safe, in a "
                            "closed envelope, with the head of the inspectorate. Whoever opens the "
                            "envelope writes down when and why."),
                          _("Kept at"), _("Handed over by and to"));
}

static void
draw_page_cb (GtkPrintOperation *print,
              GtkPrintContext   *context,
              int                page,
              KbAssistant       *self)
{
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans 11");
  g_autofree char *markup = make_markup (self);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup (layout, markup, -1);
  pango_cairo_show_layout (gtk_print_context_get_cairo_context (context), layout);
}

static void
printed_cb (GtkPrintOperation       *print,
            GtkPrintOperationResult  result,
            KbAssistant             *self)
{
  if (self->work == NULL || result == GTK_PRINT_OPERATION_RESULT_CANCEL)
    return;
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    keep (self, self->print_row, _("Printed"));
  else
    kb_assistant_complain (self, _("It could not be printed. Check the printer, or save the sheet "
                                   "as a file."), NULL);
}

void
kb_assistant_print_sheet (KbAssistant *self)
{
  g_autoptr (GtkPrintOperation) print = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) page = gtk_page_setup_new ();

  gtk_page_setup_set_top_margin (page, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (page, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (page, MARGIN_MM, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (page, MARGIN_MM, GTK_UNIT_MM);
  gtk_print_operation_set_default_page_setup (print, page);
  gtk_print_operation_set_n_pages (print, 1);
  gtk_print_operation_set_job_name (print, _("Recovery sheet"));
  gtk_print_operation_set_allow_async (print, TRUE);
  g_signal_connect_object (print, "draw-page", G_CALLBACK (draw_page_cb), self, 0);
  g_signal_connect_object (print, "done", G_CALLBACK (printed_cb), self, 0);
  gtk_print_operation_run (print, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self), NULL);
}

/* A file. */

static void
then_saved (KbAssistant *self)
{
  g_autofree char *name = g_file_get_basename (self->work->sheet_file);
  /* Translators: the name of a file. */
  g_autofree char *how = g_strdup_printf (_("Saved as %s"), name);

  keep (self, self->save_row, how);
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  KbAssistant *self = KB_ASSISTANT (source);
  g_autoptr (GFile) file = kb_dialogs_choose_file_finish (result);

  if (file == NULL || self->work == NULL || self->busy != NULL)
    return;
  g_set_object (&self->work->sheet_file, file);
  kb_assistant_start (self, kb_assistant_job_save_sheet, then_saved);
}

void
kb_assistant_save_sheet (KbAssistant *self)
{
  kb_dialogs_save_file_async (GTK_WINDOW (self), _("Save the recovery sheet"),
                              _("kumbang-recovery.txt"), chosen_cb, NULL);
}
