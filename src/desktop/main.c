/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "kb-application.h"
#include "kb-i18n.h"

/* Stories and keys are in memory: no core files, and no files for others. It
 * stays readable in /proc, by which the desktop's portals know a program. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };

  umask (077);
  setrlimit (RLIMIT_CORE, &none);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GSettings) settings = NULL;
  g_autofree char *language = NULL;
  g_autoptr (KbApplication) application = NULL;

  harden ();
  settings = kb_application_settings ();
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
