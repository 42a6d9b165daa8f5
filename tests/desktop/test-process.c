/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The program itself: what it leaves behind when it falls. */
#include "config.h"

#include <gio/gio.h>

#define DEADLINE_SECONDS 10

static void
test_no_dump (void)
{
  g_autofree char *program = g_build_filename (g_getenv ("KB_BUILDROOT"), "src", "desktop",
                                               "kumbang", NULL);
  g_autoptr(GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                      program, "--profile", "none", NULL);
  gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  g_autofree char *path = NULL;
  gboolean none = FALSE;

  g_assert_nonnull (process);
  path = g_strdup_printf ("/proc/%s/limits", g_subprocess_get_identifier (process));
  while (!none && g_get_monotonic_time () < deadline)
    {
      g_autofree char *limits = NULL;

      if (!g_file_get_contents (path, &limits, NULL, NULL))
        break;
      none = g_regex_match_simple ("Max core file size +0 +0 ", limits, 0, 0);
      g_thread_yield ();
    }
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (none);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/process/leaves-no-core-dump", test_no_dump);

  return g_test_run ();
}
