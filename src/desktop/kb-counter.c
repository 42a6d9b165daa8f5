/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-counter.h"

#include "kb-format.h"

gboolean
kb_counter_show (GtkLabel      *counter,
                 GtkTextBuffer *buffer,
                 guint          max)
{
  guint n_chars = gtk_text_buffer_get_char_count (buffer);
  g_autofree char *typed = kb_format_count (n_chars);
  g_autofree char *most = kb_format_count (max);
  g_autofree char *text = g_strdup_printf ("%s / %s", typed, most);

  gtk_label_set_label (counter, text);
  if (n_chars > max)
    gtk_widget_add_css_class (GTK_WIDGET (counter), "kb-problem");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (counter), "kb-problem");
  return n_chars <= max;
}
