/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"

G_DEFINE_QUARK (kb-ctl-error-quark, kb_ctl_error)

/**
 * kb_ctl_usage_error:
 *
 * Returns: %FALSE, with %KB_CTL_ERROR_USAGE
 */
gboolean
kb_ctl_usage_error (GError     **error,
                    const char  *format,
                    ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (KB_CTL_ERROR, KB_CTL_ERROR_USAGE, format, args);
  va_end (args);

  return FALSE;
}

/**
 * kb_ctl_parse:
 * @ctl: --profile and --json are taken here as well as before the command
 * @entries: (nullable): the command's own options
 * @ret_word: (out) (optional): the one word besides options, which then must be
 *   there; borrowed from @argv
 * @argc: what is left
 * @argv: what is left; the array itself is the caller's
 *
 * Returns: whether options and words were as agreed
 */
gboolean
kb_ctl_parse (KbCtl               *ctl,
              const GOptionEntry  *entries,
              const char         **ret_word,
              int                 *argc,
              char              ***argv,
              GError             **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *profile = NULL;
  const GOptionEntry common[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &profile,
      N_("Which profile of this computer"), "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, N_("Answer in JSON, one object a line"), NULL },
    { NULL }
  };
  int n_words = ret_word != NULL ? 1 : 0;

  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc - 1 != n_words)
    return kb_ctl_usage_error (error, n_words == 1 ? _("This command takes one word")
                                                   : _("There are words that are no option"));
  if (profile != NULL)
    {
      g_free (ctl->profile);
      ctl->profile = g_steal_pointer (&profile);
    }
  if (ret_word != NULL)
    *ret_word = (*argv)[1];

  return TRUE;
}

/**
 * kb_ctl_want:
 * @...: pairs of an option's name and its value, then %NULL
 *
 * Returns: whether each value is there
 */
gboolean
kb_ctl_want (GError **error,
             ...)
{
  const char *missing = NULL;
  const char *option;
  va_list args;

  va_start (args, error);
  while (missing == NULL && (option = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      if (value == NULL || *value == '\0')
        missing = option;
    }
  va_end (args);

  /* Translators: %s is an option such as --endpoint. */
  return missing == NULL || kb_ctl_usage_error (error, _("The option %s is missing"), missing);
}

/**
 * kb_ctl_want_hex:
 * @ret_data: (out caller-allocates): @size bytes
 *
 * Returns: whether @hex is that many bytes in hexadecimal
 */
gboolean
kb_ctl_want_hex (const char  *option,
                 const char  *hex,
                 gpointer     ret_data,
                 gsize        size,
                 GError     **error)
{
  return kb_ctl_want (error, option, hex, NULL) &&
         (kb_hex_decode (hex, ret_data, size) ||
          kb_ctl_usage_error (error, _("The option %s wants %u hexadecimal digits"), option,
                              (guint) (2 * size)));
}
