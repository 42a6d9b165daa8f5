/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-i18n.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

/* glibc translates nothing while LC_MESSAGES is "C", whatever LANGUAGE says,
 * and newer versions treat "C.UTF-8" in the same way. A computer of a village
 * office often has no other locale. So this program brings a locale of its
 * own: id_ID with the category LC_MESSAGES alone, some 70 bytes, made by
 * localedef when the program is built. LOCPATH is set only around the call,
 * since it hides the system's locales from everything else. */

#define OWN_LOCALE "id_ID"

/* Where this program runs from the tree that it was built in; else NULL. */
static char *
find_build_root (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : g_strdup (".");
  g_autofree char *root = g_build_filename (folder, "..", "..", NULL);
  g_autofree char *mark = g_build_filename (root, "build.ninja", NULL);

  if (g_getenv ("KB_BUILDROOT") != NULL)
    return g_strdup (g_getenv ("KB_BUILDROOT"));
  return g_file_test (mark, G_FILE_TEST_EXISTS) ? g_steal_pointer (&root) : NULL;
}

static char *
build_path (const char *installed,
            const char *built)
{
  g_autofree char *root = find_build_root ();

  return root != NULL ? g_build_filename (root, built, NULL) : g_strdup (installed);
}

static gboolean
is_neutral (const char *locale)
{
  return locale == NULL || strcmp (locale, "C") == 0 || strcmp (locale, "POSIX") == 0 ||
         g_ascii_strncasecmp (locale, "C.", 2) == 0;
}

static void
use_own_locale (void)
{
  g_autofree char *directory = build_path (KB_OWN_LOCALEDIR, "data/locale");
  g_autofree char *former = g_strdup (g_getenv ("LOCPATH"));

  g_setenv ("LOCPATH", directory, TRUE);
  setlocale (LC_MESSAGES, OWN_LOCALE);
  if (former != NULL)
    g_setenv ("LOCPATH", former, TRUE);
  else
    g_unsetenv ("LOCPATH");
}

/**
 * kb_i18n_init:
 * @language: (nullable): a language code such as "id"; %NULL or "" follows
 *   the system
 *
 * Sets the locale and the translations of the program. Works also where the
 * system has no locale but C. To be called first in main(), and again when
 * the language is chosen later (an option), before any thread starts.
 */
void
kb_i18n_init (const char *language)
{
  g_autofree char *messages = build_path (LOCALEDIR, "po");

  if (setlocale (LC_ALL, "") == NULL)
    setlocale (LC_ALL, "C");
  if (is_neutral (setlocale (LC_CTYPE, NULL)))
    setlocale (LC_CTYPE, "C.UTF-8");
  if (language != NULL && *language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  if (g_getenv ("LANGUAGE") != NULL && is_neutral (setlocale (LC_MESSAGES, NULL)))
    use_own_locale ();

  bindtextdomain (GETTEXT_PACKAGE, messages);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/**
 * kb_i18n_get_language:
 *
 * The language that the program speaks: of its translations and of dates and
 * numbers.
 *
 * Returns: "id" or "en"
 */
const char *
kb_i18n_get_language (void)
{
  const char *const *names = g_get_language_names_with_category ("LC_MESSAGES");

  for (; *names != NULL; names++)
    {
      if (g_str_has_prefix (*names, "id"))
        return "id";
      if (g_str_has_prefix (*names, "en"))
        return "en";
    }
  return "en";
}
