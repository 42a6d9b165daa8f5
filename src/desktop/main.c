/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-application.h"
#include "kb-i18n.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (GSettings) settings = kb_application_settings ();
  g_autofree char *language = NULL;
  g_autoptr (KbApplication) application = NULL;

  if (settings != NULL)
    language = g_settings_get_string (settings, "language");
  /* The locale is ours to set: GTK would undo what kb_i18n_init() did. */
  gtk_disable_setlocale ();
  kb_i18n_init (language);
  g_set_application_name ("Kumbang");
  g_set_prgname ("kumbang");
  application = kb_application_new (settings);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
