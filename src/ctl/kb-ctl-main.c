/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "kb-ctl.h"
#include "kb-i18n.h"

static const KbCtlCommand *const GROUPS[] = {
  kb_ctl_founding_commands,
  kb_ctl_office_commands,
  kb_ctl_settings_commands,
  kb_ctl_device_commands,
  kb_ctl_join_commands,
  kb_ctl_custodian_commands,
  kb_ctl_journal_commands,
  kb_ctl_trust_commands,
  kb_ctl_outbox_commands,
  kb_ctl_case_commands,
  kb_ctl_work_commands,
  kb_ctl_export_commands,
  kb_ctl_identity_commands,
  kb_ctl_complaint_commands,
  kb_ctl_reporter_commands,
};

/* Keys pass through: no core files, no other user's debugger, no files for others. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };

  umask (077);
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  signal (SIGPIPE, SIG_IGN);
}

static char *
describe_command (const KbCtlCommand *command)
{
  return g_strjoin (NULL, command->group != NULL ? command->group : "",
                    command->group != NULL ? " " : "", command->name,
                    command->words != NULL ? " " : "", command->words, NULL);
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_("Commands (each explains itself with --help):"));

  for (guint i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    for (const KbCtlCommand *command = GROUPS[i]; command->name != NULL; command++)
      {
        g_autofree char *usage = describe_command (command);

        g_string_append_printf (text, "\n  %s%*s %s", usage,
                                (int) MAX (0, 22 - g_utf8_strlen (usage, -1)), "",
                                _(command->summary));
      }
  g_string_append_printf (text, "\n\n%s",
                          _("Exit codes: 0 done; 1 wrong usage; 2 not joined or not found; "
                            "3 network; 4 alarm of the journal;\n5 keyring; 6 store; "
                            "7 refused or wrong passphrase; 8 anything else."));

  return g_string_free (text, FALSE);
}

static gboolean
parse_global (KbCtl     *ctl,
              gboolean  *ret_version,
              int       *argc,
              char    ***argv,
              GError   **error)
{
  /* Translators: what follows the program's name in the help. */
  g_autoptr(GOptionContext) context = g_option_context_new (_("COMMAND …"));
  g_autofree char *description = describe_commands ();
  g_autofree char *profile = NULL;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &profile,
      N_("Which profile of this computer"), "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &ctl->json, N_("Answer in JSON, one object a line"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, ret_version, N_("Print the version"), NULL },
    { NULL }
  };

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_summary (context, _("Kumbang on the command line: the same core as the "
                                           "window, for scripts and ceremonies."));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  ctl->profile = profile != NULL ? g_steal_pointer (&profile) : g_strdup ("default");

  return TRUE;
}

/* @ret_n: how many words the command's name has. */
static const KbCtlCommand *
find_command (int    argc,
              char **argv,
              int   *ret_n)
{
  for (guint i = 0; i < G_N_ELEMENTS (GROUPS); i++)
    for (const KbCtlCommand *command = GROUPS[i]; command->name != NULL; command++)
      {
        int n = command->group != NULL ? 2 : 1;

        if (argc <= n || !g_str_equal (argv[n], command->name) ||
            (n == 2 && !g_str_equal (argv[1], command->group)))
          continue;
        *ret_n = n;
        return command;
      }

  return NULL;
}

static gboolean
dispatch (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  int n;
  const KbCtlCommand *command = find_command (argc, argv, &n);
  g_autofree char *name = NULL;

  if (command == NULL)
    return argc > 1 ? kb_ctl_usage_error (error, _("There is no command “%s”; see --help"), argv[1])
                    : kb_ctl_usage_error (error, _("Name a command; --help lists them"));

  name = describe_command (command);
  argv[n] = g_strconcat ("kumbangctl ", name, NULL);
  g_set_prgname (argv[n]);

  return command->run (ctl, argc - n, argv + n, error);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;
  KbCtl ctl = { 0 };
  gboolean version = FALSE;
  int code;

  harden ();
  kb_i18n_init (NULL);
  if (sodium_init () < 0)
    return EXIT_FAILURE;

  if (parse_global (&ctl, &version, &argc, &argv, &error))
    {
      if (version)
        g_print ("kumbangctl " PACKAGE_VERSION "\n");
      else
        dispatch (&ctl, argc, argv, &error);
    }
  code = error != NULL ? kb_ctl_exit_code (error) : EXIT_SUCCESS;
  if (error != NULL)
    kb_ctl_print_error (&ctl, error);
  g_free (ctl.profile);

  return code;
}
