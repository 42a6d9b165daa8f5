/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-options.h"

#include "kb-limits.h"

#include <glib/gi18n.h>

#define DEFAULT_LISTEN "127.0.0.1:8080"
#define DEFAULT_SUBMISSIONS 30

static gboolean
option_error (GError     **error,
              const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
  return FALSE;
}

static gboolean
parse (const GOptionEntry  *entries,
       int                 *argc,
       char              ***argv,
       GError             **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  return *argc == 1 || option_error (error, _("There are words that are no option."));
}

static gboolean
want_data (const char  *data,
           GError     **error)
{
  return data != NULL || option_error (error, _("Name the data folder with --data."));
}

/* @file_of: what the command's file is, and whether it may be left out */
static gboolean
parse_paths (const GOptionEntry  *file_of,
             int                 *argc,
             char              ***argv,
             KbPathOptions       *ret_options,
             GError             **error)
{
  g_auto(KbPathOptions) options = { 0 };
  GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_("Folder of the intake"), "DIR" },
    *file_of,
    { NULL }
  };

  entries[1].arg_data = &options.file;
  if (!parse (entries, argc, argv, error))
    return FALSE;
  *ret_options = options;
  options = (KbPathOptions) { 0 };

  return TRUE;
}

static gboolean
want_paths (const KbPathOptions  *options,
            const char           *message,
            GError              **error)
{
  return want_data (options->data, error) &&
         (options->file != NULL || message == NULL || option_error (error, message));
}

/**
 * kb_options_parse_init:
 * @ret_options: (out caller-allocates): the folder to make, and the key file of a lost server
 */
gboolean
kb_options_parse_init (int            *argc,
                       char         ***argv,
                       KbPathOptions  *ret_options,
                       GError        **error)
{
  const GOptionEntry file = { "key", 0, 0, G_OPTION_ARG_FILENAME, NULL,
                              N_("Key file of a server that was lost, to begin anew"), "FILE" };

  return parse_paths (&file, argc, argv, ret_options, error) &&
         want_paths (ret_options, NULL, error);
}

gboolean
kb_options_parse_backup (int            *argc,
                         char         ***argv,
                         KbPathOptions  *ret_options,
                         GError        **error)
{
  const GOptionEntry file = { "out", 0, 0, G_OPTION_ARG_FILENAME, NULL,
                              N_("File to write, or a folder for one a day"), "FILE" };

  return parse_paths (&file, argc, argv, ret_options, error) &&
         want_paths (ret_options, _("Name the backup with --out."), error);
}

gboolean
kb_options_parse_restore (int            *argc,
                          char         ***argv,
                          KbPathOptions  *ret_options,
                          GError        **error)
{
  const GOptionEntry file = { "from", 0, 0, G_OPTION_ARG_FILENAME, NULL,
                              N_("Backup to restore"), "FILE" };

  return parse_paths (&file, argc, argv, ret_options, error) &&
         want_paths (ret_options, _("Name the backup with --from."), error);
}

/**
 * kb_options_parse_verify:
 * @ret_options: (out caller-allocates): one of the two is set
 */
gboolean
kb_options_parse_verify (int            *argc,
                         char         ***argv,
                         KbPathOptions  *ret_options,
                         GError        **error)
{
  const GOptionEntry file = { "from", 0, 0, G_OPTION_ARG_FILENAME, NULL,
                              N_("Backup to check instead"), "FILE" };

  return parse_paths (&file, argc, argv, ret_options, error) &&
         ((ret_options->data == NULL) != (ret_options->file == NULL) ||
          option_error (error, _("Give either --data or --from.")));
}

void
kb_options_clear_paths (KbPathOptions *options)
{
  g_clear_pointer (&options->data, g_free);
  g_clear_pointer (&options->file, g_free);
}

/**
 * kb_options_parse_enroll:
 * @ret_data: (out) (transfer full): the intake's folder
 */
gboolean
kb_options_parse_enroll (int      *argc,
                         char   ***argv,
                         char    **ret_data,
                         GError  **error)
{
  g_autofree char *data = NULL;
  gboolean first = FALSE;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, N_("Folder of the intake"), "DIR" },
    { "first", 0, 0, G_OPTION_ARG_NONE, &first,
      N_("Print the code that founds the office, or refills a lost server"), NULL },
    { NULL }
  };

  if (!parse (entries, argc, argv, error) || !want_data (data, error) ||
      (!first && !option_error (error, _("Give --first."))))
    return FALSE;
  *ret_data = g_steal_pointer (&data);

  return TRUE;
}

typedef struct
{
  char *listen;
  char *certificate;
  char *key;
  int   submissions;
  int   request_seconds;
  int   idle_seconds;
  int   connections;
} ServeWords;

static void
clear_words (ServeWords *words)
{
  g_free (words->listen);
  g_free (words->certificate);
  g_free (words->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeWords, clear_words)

static gboolean
read_listen (const char       *listen,
             KbServerOptions  *options,
             GError          **error)
{
  g_autoptr(GSocketConnectable) address = g_network_address_parse (listen, 0, NULL);
  const char *host;

  if (address == NULL)
    return option_error (error, _("--listen wants ADDRESS:PORT."));
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (address));
  options->host = g_inet_address_new_from_string (host);
  options->port = g_network_address_get_port (G_NETWORK_ADDRESS (address));

  return options->host != NULL || option_error (error, _("--listen wants a numeric address."));
}

static gboolean
read_tls (const ServeWords  *words,
          KbServerOptions   *options,
          GError           **error)
{
  if ((words->certificate != NULL) != (words->key != NULL))
    return option_error (error, _("--tls-cert and --tls-key go together."));
  if (words->certificate != NULL && options->behind_proxy)
    return option_error (error, _("Behind a proxy the proxy does TLS; leave --tls-cert out."));
  if (words->certificate != NULL)
    {
      options->certificate =
        g_tls_certificate_new_from_files (words->certificate, words->key, error);
      return options->certificate != NULL;
    }
  if (!options->behind_proxy && !g_inet_address_get_is_loopback (options->host))
    return option_error (error,
                         _("Beyond this computer the intake listens only with --tls-cert and "
                           "--tls-key, or with --behind-proxy where a proxy does TLS."));

  return TRUE;
}

static gboolean
read_numbers (const ServeWords  *words,
              KbServerOptions   *options,
              GError           **error)
{
  if (words->submissions < 0 || words->request_seconds < 1 || words->idle_seconds < 1 ||
      words->connections < 1)
    return option_error (error, _("A number is out of its range."));

  options->submissions_per_hour = words->submissions;
  options->patience.request_seconds = words->request_seconds;
  options->patience.idle_seconds = words->idle_seconds;
  options->patience.response_seconds = KB_LIMIT_RESPONSE_SECONDS;
  options->patience.max_connections = words->connections;

  return TRUE;
}

static gboolean
read_serve (const ServeWords  *words,
            KbServerOptions   *options,
            GError           **error)
{
  return want_data (options->data, error) &&
         read_listen (words->listen != NULL ? words->listen : DEFAULT_LISTEN, options, error) &&
         read_tls (words, options, error) && read_numbers (words, options, error);
}

/**
 * kb_options_parse_serve:
 * @ret_options: (out caller-allocates): free with kb_options_clear_serve()
 */
gboolean
kb_options_parse_serve (int               *argc,
                        char            ***argv,
                        KbServerOptions   *ret_options,
                        GError           **error)
{
  KbServerOptions options = { 0 };
  g_auto(ServeWords) words = {
    .submissions = DEFAULT_SUBMISSIONS,
    .request_seconds = KB_LIMIT_REQUEST_SECONDS,
    .idle_seconds = KB_LIMIT_IDLE_SECONDS,
    .connections = KB_LIMIT_CONNECTIONS,
  };
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, N_("Folder of the intake"), "DIR" },
    { "page", 0, 0, G_OPTION_ARG_FILENAME, &options.page, N_("Folder of the citizen’s page"),
      "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &words.listen,
      N_("Where to listen; port 0 takes a free one"), "ADDRESS:PORT" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &words.certificate,
      N_("Certificate chain for TLS, PEM"), "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &words.key, N_("Its private key, PEM"), "FILE" },
    { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &options.behind_proxy,
      N_("A proxy in front does TLS and sets X-Forwarded-For"), NULL },
    { "submissions-per-hour", 0, 0, G_OPTION_ARG_INT, &words.submissions,
      N_("Reports that one address may send; 0 for no limit"), "N" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &words.connections,
      N_("Connections open at the same time"), "N" },
    { "request-seconds", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &words.request_seconds,
      "", "N" },
    { "idle-seconds", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &words.idle_seconds, "", "N" },
    { NULL }
  };

  if (!parse (entries, argc, argv, error) || !read_serve (&words, &options, error))
    {
      kb_options_clear_serve (&options);
      return FALSE;
    }
  *ret_options = options;

  return TRUE;
}

void
kb_options_clear_serve (KbServerOptions *options)
{
  g_clear_pointer (&options->data, g_free);
  g_clear_pointer (&options->page, g_free);
  g_clear_object (&options->host);
  g_clear_object (&options->certificate);
}
