/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-audit.h"
#include "kb-bytes.h"
#include "kb-code.h"
#include "kb-data.h"
#include "kb-options.h"
#include "kb-sqlite-backup.h"
#include "kb-sqlite-storage.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef gboolean (*CommandFunc) (int     *argc,
                                 char  ***argv,
                                 GError **error);

static gboolean
init_command (int      *argc,
              char   ***argv,
              GError  **error)
{
  g_auto(KbPathOptions) options = { 0 };
  g_autofree char *hex = NULL;
  g_autoptr(KbSigningKey) key = NULL;

  if (!kb_options_parse_init (argc, argv, &options, error) ||
      !kb_data_create (options.data, options.file, error) ||
      (key = kb_data_read_key (options.data, error)) == NULL)
    return FALSE;

  hex = kb_hex_encode (kb_signing_key_get_public (key), KB_SIGN_PUBLIC_SIZE);
  g_print ("intake %s\n", hex);

  return TRUE;
}

/* Shown once; what is stored is of no use to whoever reads it. A new code
 * replaces the one before. */
static gboolean
print_first_code (KbStorage     *storage,
                  KbSigningKey  *key,
                  GError       **error)
{
  guint8 secret[KB_CODE_HALF_SIZE], code[KB_CODE_SIZE], hash[KB_HASH_SIZE];
  g_autofree char *token = NULL, *text = NULL;
  g_autoptr(GBytes) value = NULL;
  gboolean ok;

  randombytes_buf (secret, sizeof secret);
  kb_code_new_first (secret, kb_signing_key_get_public (key), code);
  token = kb_code_get_token (code);
  text = kb_code_to_text (KB_CODE_FIRST, code);
  crypto_hash_sha256 (hash, (const guint8 *) token, strlen (token));
  value = g_bytes_new_static (hash, sizeof hash);
  ok = kb_storage_begin (storage, TRUE, error) &&
       kb_storage_put_fact (storage, KB_FACT_FIRST_CODE, value, error) &&
       kb_storage_commit (storage, error);
  if (ok)
    g_print ("%s\n", text);
  sodium_memzero (secret, sizeof secret);
  sodium_memzero (code, sizeof code);
  sodium_memzero (token, strlen (token));
  sodium_memzero (text, strlen (text));

  return ok;
}

static gboolean
enroll_command (int      *argc,
                char   ***argv,
                GError  **error)
{
  g_autofree char *data = NULL, *path = NULL;
  g_autoptr(KbSigningKey) key = NULL;
  g_autoptr(KbStorage) storage = NULL;
  g_autoptr(KbStanding) standing = NULL;

  if (!kb_options_parse_enroll (argc, argv, &data, error) ||
      (key = kb_data_read_key (data, error)) == NULL)
    return FALSE;
  path = kb_data_get_database (data);
  if ((storage = kb_sqlite_storage_open (path, KB_SQLITE_WRITE, error)) == NULL ||
      (standing = kb_standing_load (storage, kb_signing_key_get_public (key), error)) == NULL)
    return FALSE;
  if (kb_standing_get_genesis (standing) == NULL)
    return print_first_code (storage, key, error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                       _("The office has been founded; its supervisors invite the others."));
  return FALSE;
}

static gboolean
backup_command (int      *argc,
                char   ***argv,
                GError  **error)
{
  g_auto(KbPathOptions) options = { 0 };
  g_autofree char *path = NULL;

  if (!kb_options_parse_backup (argc, argv, &options, error) ||
      !kb_backup_write (options.data, options.file, &path, error))
    return FALSE;
  g_print ("backup %s\n", path);

  return TRUE;
}

static gboolean
restore_command (int      *argc,
                 char   ***argv,
                 GError  **error)
{
  g_auto(KbPathOptions) options = { 0 };

  return kb_options_parse_restore (argc, argv, &options, error) &&
         kb_backup_restore (options.data, options.file, error);
}

/* Which journal, and by whose key. */
static KbStorage *
open_to_verify (const KbPathOptions  *options,
                KbSigningKey        **ret_key,
                GError              **error)
{
  g_autofree char *database = NULL;

  if (options->file != NULL)
    return kb_backup_open (options->file, ret_key, error);
  *ret_key = kb_data_read_key (options->data, error);
  database = kb_data_get_database (options->data);

  return *ret_key != NULL ? kb_sqlite_storage_open (database, KB_SQLITE_READ, error) : NULL;
}

static gboolean
verify_command (int      *argc,
                char   ***argv,
                GError  **error)
{
  g_auto(KbPathOptions) options = { 0 };
  g_autoptr(KbSigningKey) key = NULL;
  g_autoptr(KbStorage) storage = NULL;
  KbAudit audit;

  if (!kb_options_parse_verify (argc, argv, &options, error) ||
      (storage = open_to_verify (&options, &key, error)) == NULL ||
      !kb_audit_run (storage, kb_signing_key_get_public (key), &audit, error))
    return FALSE;

  for (guint i = KB_STREAM_ROSTER; i <= KB_STREAM_LEADERSHIP; i++)
    {
      g_autofree char *link = kb_hex_encode (audit.heads[i].link, KB_HASH_SIZE);

      g_print ("%s %" G_GUINT64_FORMAT " %s\n", kb_stream_to_string (i), audit.heads[i].seq, link);
    }
  g_print ("lost %u\n", audit.n_lost);

  return TRUE;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
serve (const KbServerOptions  *options,
       GError                **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(KbServer) server = NULL;
  g_autofree char *uri = NULL;
  int lock = kb_data_lock (options->data, error);

  if (lock < 0 || (server = kb_server_new (options, error)) == NULL)
    return FALSE;

  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  uri = kb_server_get_uri (server);
  g_print ("listening %s\n", uri);
  fflush (stdout);
  g_main_loop_run (loop);
  kb_server_stop (server);
  g_clear_pointer (&server, kb_server_free);
  close (lock);

  return TRUE;
}

static gboolean
serve_command (int      *argc,
               char   ***argv,
               GError  **error)
{
  KbServerOptions options;
  gboolean ok;

  if (!kb_options_parse_serve (argc, argv, &options, error))
    return FALSE;
  if (options.page == NULL && g_file_test (KB_PAGEDIR, G_FILE_TEST_IS_DIR))
    options.page = g_strdup (KB_PAGEDIR);
  ok = serve (&options, error);
  kb_options_clear_serve (&options);

  return ok;
}

/* No core files, no other user's debugger, nothing readable by others, and a
 * full disk is an error of one write, not the end of the process. */
static void
harden (void)
{
  const struct rlimit none = { 0, 0 };
  struct rlimit files;

  umask (077);
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  signal (SIGXFSZ, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  if (getrlimit (RLIMIT_NOFILE, &files) == 0)
    {
      files.rlim_cur = MIN (files.rlim_max, 4096);
      setrlimit (RLIMIT_NOFILE, &files);
    }
}

/* What libraries say may quote a request: only that they said something is
 * told, and the whole text where a developer asks for it. */
static GLogWriterOutput
log_cb (GLogLevelFlags   level,
        const GLogField *fields,
        gsize            n_fields,
        gpointer         data)
{
  if (g_getenv ("G_DEBUG") != NULL || g_getenv ("G_MESSAGES_DEBUG") != NULL)
    return g_log_writer_default (level, fields, n_fields, data);

  for (gsize i = 0; i < n_fields; i++)
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0 &&
        g_str_equal (fields[i].key, "GLIB_DOMAIN"))
      g_printerr ("kumbang-intake: fault in %s\n", (const char *) fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

static const struct
{
  const char  *name;
  CommandFunc  run;
} commands[] = {
  { "init", init_command },
  { "serve", serve_command },
  { "enroll", enroll_command },
  { "backup", backup_command },
  { "restore", restore_command },
  { "verify", verify_command },
};

static CommandFunc
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return commands[i].run;

  return NULL;
}

int
main (int   argc,
      char *argv[])
{
  CommandFunc command = argc > 1 ? find_command (argv[1]) : NULL;
  g_autoptr(GError) error = NULL;

  harden ();
  g_log_set_writer_func (log_cb, NULL, NULL);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (sodium_init () < 0)
    return EXIT_FAILURE;

  if (command == NULL)
    {
      if (argc == 2 && g_str_equal (argv[1], "--version"))
        {
          g_print ("kumbang-intake " PACKAGE_VERSION "\n");
          return EXIT_SUCCESS;
        }
      g_printerr (_("Usage: kumbang-intake init | serve | enroll | backup | restore | verify "
                    "[OPTION…]\n"
                    "Each explains itself with --help.\n"));
      return 2;
    }

  argv[1] = argv[0];
  argc--;
  argv++;
  if (command (&argc, &argv, &error))
    return EXIT_SUCCESS;

  g_printerr ("kumbang-intake: %s\n", error->message);

  return error->domain == G_OPTION_ERROR ? 2 : EXIT_FAILURE;
}
