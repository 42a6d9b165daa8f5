/* SPDX-License-Identifier: GPL-3.0-or-later */

/* office create and office recover: how an office begins, and how it begins again. */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"
#include "kb-limits.h"

typedef struct
{
  char     *endpoint;
  char     *ca_file;
  char     *office;
  char     *person;
  char     *recovery_out;
  char     *page;
  int       recovery_fd;
  int       code_fd;
  gboolean  keep_others;
} Founding;

static void
founding_clear (Founding *self)
{
  g_free (self->endpoint);
  g_free (self->ca_file);
  g_free (self->office);
  g_free (self->person);
  g_free (self->recovery_out);
  g_free (self->page);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Founding, founding_clear)

static gboolean
check_names (const Founding  *self,
             GError         **error)
{
  if ((self->office == NULL || g_utf8_strlen (self->office, -1) <= KB_LIMIT_NAME_CHARS) &&
      g_utf8_strlen (self->person, -1) <= KB_LIMIT_NAME_CHARS)
    return TRUE;

  return kb_ctl_usage_error (error, _("A name is longer than %u characters"), KB_LIMIT_NAME_CHARS);
}

static gboolean
read_founding (KbCtl     *ctl,
               Founding  *self,
               int        argc,
               char     **argv,
               GError   **error)
{
  const GOptionEntry entries[] = {
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, &self->endpoint, N_("Address of the server"), "URL" },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_("Certificates to trust instead of the system’s, PEM"), "FILE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->office, N_("What reporters see"), "OFFICE" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &self->person, N_("Your name"), "NAME" },
    { "code-fd", 0, 0, G_OPTION_ARG_INT, &self->code_fd,
      N_("Descriptor with what kumbang-intake enroll --first printed; asked for otherwise"), "N" },
    { "recovery-out", 0, 0, G_OPTION_ARG_FILENAME, &self->recovery_out,
      N_("New file for the recovery sheet: print it, lock it away, delete it"), "FILE" },
    { "recovery-fd", 0, 0, G_OPTION_ARG_INT, &self->recovery_fd,
      N_("The same to a descriptor, for example of a printer"), "N" },
    { "page", 0, 0, G_OPTION_ARG_FILENAME, &self->page,
      N_("Folder of the citizen’s page, as the server serves it"), "DIR" },
    { NULL }
  };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !kb_ctl_want (error, "--endpoint", self->endpoint, "--name", self->office,
                    "--person", self->person, NULL))
    return FALSE;
  if ((self->recovery_out != NULL) == (self->recovery_fd >= 0))
    return kb_ctl_usage_error (error, _("Give either --recovery-out or --recovery-fd"));

  return check_names (self, error);
}

/* A new device for the office at @endpoint, whose server it asks who it is. */
static KbMembership *
prepare_membership (KbCtl           *ctl,
                    const Founding  *founding,
                    const char      *endpoint,
                    GError         **error)
{
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbMembership) self = NULL;
  g_autofree char *office = NULL;

  if (!kb_ctl_check_unjoined (ctl, error) ||
      (keyring = kb_ctl_open_keyring (ctl, error)) == NULL ||
      (self = kb_membership_new (ctl->profile, keyring, NULL, error)) == NULL)
    return NULL;

  self->endpoint = g_strdup (endpoint);
  if (founding->ca_file != NULL)
    self->ca_file = g_canonicalize_filename (founding->ca_file, NULL);
  self->name = g_strdup (founding->person);
  self->role = KB_DEVICE_ROLE_SUPERVISOR;
  if (!kb_ceremony_ask_endpoint (self->endpoint, self->ca_file, self->intake, self->genesis,
                                 &office, NULL, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
ask_code (const Founding  *founding,
          guint8           ret_code[KB_CODE_SIZE],
          GError         **error)
{
  g_autoptr(KbSecret) typed = founding->code_fd >= 0
    ? kb_ctl_read_fd (founding->code_fd, KB_LIMIT_TOKEN, error)
    : kb_ctl_ask_secret (_("One-time code of the server:"), KB_LIMIT_TOKEN, error);
  g_autofree char *text = NULL;
  gboolean ok;

  if (typed == NULL)
    return FALSE;
  text = g_strndup ((const char *) kb_secret_get_data (typed), kb_secret_get_size (typed));
  ok = kb_code_parse (text, KB_CODE_FIRST, ret_code, error);
  sodium_memzero (text, strlen (text));

  return ok;
}

/* The sheet goes out before the office exists: an office without it could never
 * be recovered. One that the server refused was never founded; its sheet would
 * only be mistaken for the real one. After a broken connection nobody knows. */
static gboolean
found (KbMembership    *membership,
       const Founding  *founding,
       GError         **error)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbSecret) sheet = NULL;
  g_autoptr(KbEntry) genesis = NULL;
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) local = NULL;

  if (!ask_code (founding, code, error))
    return FALSE;
  genesis = kb_ceremony_compose_genesis (membership, founding->office, recovery);
  sheet = kb_recovery_to_text (recovery);
  if (founding->recovery_out != NULL ? !kb_ctl_write_file (founding->recovery_out, sheet, error)
                                     : !kb_ctl_write_fd (founding->recovery_fd, sheet, error))
    return FALSE;
  if (kb_ceremony_found (membership, genesis, code, NULL, &local))
    return TRUE;

  if (founding->recovery_out != NULL && kb_ctl_exit_code (local) == 7)
    g_unlink (founding->recovery_out);
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static void
print_member (KbCtl               *ctl,
              const KbMembership  *membership,
              const char          *sentence,
              const char          *office)
{
  g_autofree char *genesis = kb_hex_encode (membership->genesis, KB_HASH_SIZE);
  g_autofree char *device = kb_hex_encode (kb_signing_key_get_public (membership->device),
                                           KB_SIGN_PUBLIC_SIZE);
  g_autoptr(JsonObject) object = json_object_new ();

  if (!ctl->json)
    {
      g_print ("%s\n", sentence);
      /* Translators: the office's identifier, 64 hexadecimal digits. */
      g_print (_("Genesis: %s\n"), genesis);
      return;
    }
  json_object_set_string_member (object, "genesis", genesis);
  json_object_set_string_member (object, "device", device);
  json_object_set_string_member (object, "office", office);
  kb_ctl_print_json (object);
}

static gboolean
create_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_auto(Founding) founding = { .recovery_fd = -1, .code_fd = -1 };
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  g_autofree char *sentence = NULL;
  KbOffice office;

  if (!read_founding (ctl, &founding, argc, argv, error) ||
      (membership = prepare_membership (ctl, &founding, founding.endpoint, error)) == NULL ||
      !found (membership, &founding, error) ||
      (session = kb_ctl_session_open_with (g_steal_pointer (&membership), error)) == NULL)
    return FALSE;

  office = kb_ctl_session_office (session);
  if (!kb_ceremony_mend (&office, founding.page, NULL, error))
    return FALSE;
  sentence = g_strdup_printf (_("The office “%s” is founded."), founding.office);
  print_member (ctl, session->membership, sentence, founding.office);
  if (founding.recovery_out != NULL && !ctl->json)
    g_printerr (_("Now print %s, lock the sheet away in a safe, and delete the file.\n"),
                founding.recovery_out);

  return TRUE;
}

static gboolean
read_recovering (KbCtl     *ctl,
                 Founding  *self,
                 int        argc,
                 char     **argv,
                 GError   **error)
{
  const GOptionEntry entries[] = {
    { "sheet-fd", 0, 0, G_OPTION_ARG_INT, &self->recovery_fd,
      N_("Descriptor with the recovery sheet as it was printed, or typed from it"), "N" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &self->person, N_("Your name"), "NAME" },
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, &self->endpoint,
      N_("Address of the server, where it is not the one on the sheet"), "URL" },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_("Certificates to trust instead of the system’s, PEM"), "FILE" },
    { "keep-others", 0, 0, G_OPTION_ARG_NONE, &self->keep_others,
      N_("Do not revoke the office’s other computers: they are not lost"), NULL },
    { NULL }
  };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !kb_ctl_want (error, "--person", self->person, NULL))
    return FALSE;
  if (self->recovery_fd < 0)
    return kb_ctl_usage_error (error, _("The option %s is missing"), "--sheet-fd");

  return check_names (self, error);
}

static gboolean
recover_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_auto(Founding) founding = { .recovery_fd = -1 };
  g_autoptr(KbRecovery) recovery = NULL;
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbCtlSession) session = NULL;
  g_autofree char *name = NULL, *clean = NULL, *sentence = NULL;
  const char *endpoint;
  KbOffice office;

  if (!read_recovering (ctl, &founding, argc, argv, error) ||
      (recovery = kb_ctl_read_sheet (founding.recovery_fd, error)) == NULL)
    return FALSE;
  endpoint = founding.endpoint != NULL ? founding.endpoint : recovery->endpoint;
  if (endpoint == NULL)
    return kb_ctl_usage_error (error, _("The option %s is missing"), "--endpoint");
  if ((membership = prepare_membership (ctl, &founding, endpoint, error)) == NULL ||
      (session = kb_ctl_session_open_with (g_steal_pointer (&membership), error)) == NULL)
    return FALSE;

  office = kb_ctl_session_office (session);
  if (!kb_ceremony_recover (&office, recovery, !founding.keep_others, NULL, error))
    return FALSE;
  name = kb_sync_dup_office (session->sync);
  clean = kb_ctl_clean (name);
  sentence = g_strdup_printf (_("The office “%s” is back."), clean);
  print_member (ctl, session->membership, sentence, name);

  return TRUE;
}

const KbCtlCommand kb_ctl_founding_commands[] = {
  { "office", "create", NULL, N_("Found an office; this computer becomes its first supervisor’s"),
    create_run },
  { "office", "recover", NULL, N_("Bring an office back with its recovery sheet"), recover_run },
  { 0 }
};
