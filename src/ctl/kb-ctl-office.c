/* SPDX-License-Identifier: GPL-3.0-or-later */

/* office create and profile publish: the supervisor's ceremonies. */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"
#include "kb-limits.h"

typedef struct
{
  char *endpoint;
  char *ca_file;
  char *intake;
  char *office;
  char *person;
  char *recovery_out;
  int   recovery_fd;
  int   code_fd;
} Founding;

static void
founding_clear (Founding *self)
{
  g_free (self->endpoint);
  g_free (self->ca_file);
  g_free (self->intake);
  g_free (self->office);
  g_free (self->person);
  g_free (self->recovery_out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Founding, founding_clear)

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
    { "intake", 0, 0, G_OPTION_ARG_STRING, &self->intake,
      N_("The server’s key, as kumbang-intake init printed it"), "HEX" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->office, N_("What reporters see"), "OFFICE" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &self->person, N_("Your name"), "NAME" },
    { "code-fd", 0, 0, G_OPTION_ARG_INT, &self->code_fd,
      N_("Descriptor with what kumbang-intake enroll --first printed; asked for otherwise"), "N" },
    { "recovery-out", 0, 0, G_OPTION_ARG_FILENAME, &self->recovery_out,
      N_("New file for the recovery sheet: print it, lock it away, delete it"), "FILE" },
    { "recovery-fd", 0, 0, G_OPTION_ARG_INT, &self->recovery_fd,
      N_("The same to a descriptor, for example of a printer"), "N" },
    { NULL }
  };

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !kb_ctl_want (error, "--endpoint", self->endpoint, "--intake", self->intake,
                    "--name", self->office, "--person", self->person, NULL))
    return FALSE;
  if ((self->recovery_out != NULL) == (self->recovery_fd >= 0))
    return kb_ctl_usage_error (error, _("Give either --recovery-out or --recovery-fd"));
  if (g_utf8_strlen (self->office, -1) > KB_LIMIT_NAME_CHARS ||
      g_utf8_strlen (self->person, -1) > KB_LIMIT_NAME_CHARS)
    return kb_ctl_usage_error (error, _("A name is longer than %u characters"),
                               KB_LIMIT_NAME_CHARS);

  return TRUE;
}

static KbMembership *
prepare_membership (KbCtl           *ctl,
                    const Founding  *founding,
                    GError         **error)
{
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbMembership) self = NULL;
  guint8 intake[KB_SIGN_PUBLIC_SIZE];

  if (!kb_ctl_want_hex ("--intake", founding->intake, intake, sizeof intake, error) ||
      !kb_ctl_check_unjoined (ctl, error) ||
      (keyring = kb_ctl_open_keyring (ctl, error)) == NULL ||
      (self = kb_membership_new (ctl->profile, keyring, NULL, error)) == NULL)
    return NULL;

  memcpy (self->intake, intake, sizeof intake);
  self->endpoint = g_strdup (founding->endpoint);
  if (founding->ca_file != NULL)
    self->ca_file = g_canonicalize_filename (founding->ca_file, NULL);
  self->name = g_strdup (founding->person);

  return g_steal_pointer (&self);
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
  g_autoptr(KbSecret) sheet = kb_recovery_to_text (recovery);
  g_autoptr(KbSecret) code = founding->code_fd >= 0
    ? kb_ctl_read_fd (founding->code_fd, KB_LIMIT_TOKEN, error)
    : kb_ctl_ask_secret (_("One-time code of the server:"), KB_LIMIT_TOKEN, error);
  g_autoptr(GError) local = NULL;

  if (code == NULL)
    return FALSE;
  if (founding->recovery_out != NULL ? !kb_ctl_write_file (founding->recovery_out, sheet, error)
                                     : !kb_ctl_write_fd (founding->recovery_fd, sheet, error))
    return FALSE;
  if (kb_ceremony_found (membership, founding->office, recovery, code, NULL, &local))
    return TRUE;

  if (founding->recovery_out != NULL && kb_ctl_exit_code (local) == 7)
    g_unlink (founding->recovery_out);
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static void
print_founded (KbCtl               *ctl,
               const KbMembership  *membership,
               const Founding      *founding)
{
  g_autofree char *genesis = kb_hex_encode (membership->genesis, KB_HASH_SIZE);
  g_autofree char *device = kb_hex_encode (kb_signing_key_get_public (membership->device),
                                           KB_SIGN_PUBLIC_SIZE);
  g_autoptr(JsonObject) object = json_object_new ();

  if (ctl->json)
    {
      json_object_set_string_member (object, "genesis", genesis);
      json_object_set_string_member (object, "device", device);
      json_object_set_string_member (object, "office", founding->office);
      kb_ctl_print_json (object);
      return;
    }

  g_print (_("The office “%s” is founded.\n"), founding->office);
  /* Translators: the office's identifier, 64 hexadecimal digits. */
  g_print (_("Genesis: %s\n"), genesis);
  if (founding->recovery_out != NULL)
    g_printerr (_("Now print %s, lock the sheet away in a safe, and delete the file.\n"),
                founding->recovery_out);
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
  KbOffice office;

  if (!read_founding (ctl, &founding, argc, argv, error) ||
      (membership = prepare_membership (ctl, &founding, error)) == NULL ||
      !found (membership, &founding, error) ||
      (session = kb_ctl_session_open_with (g_steal_pointer (&membership), error)) == NULL)
    return FALSE;

  office = kb_ctl_session_office (session);
  if (!kb_ctl_session_pull (session, NULL, error) ||
      !kb_ceremony_grant_first (&office, NULL, error))
    return FALSE;
  print_founded (ctl, session->membership, &founding);

  return TRUE;
}

static gboolean
publish_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_autofree char *page = NULL;
  int days = KB_LIMIT_PROFILE_DAYS;
  const GOptionEntry entries[] = {
    { "page", 0, 0, G_OPTION_ARG_FILENAME, &page,
      N_("Folder of the citizen’s page, as the server serves it"), "DIR" },
    { "days", 0, 0, G_OPTION_ARG_INT, &days, N_("How long it is valid; 30 at most"), "N" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error))
    return FALSE;
  if (days < 1 || days > (int) KB_LIMIT_PROFILE_DAYS)
    return kb_ctl_usage_error (error, _("A profile is valid for 1 to %u days"),
                               KB_LIMIT_PROFILE_DAYS);

  session = kb_ctl_session_open (ctl, error);
  if (session == NULL || !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_publish_profile (&office, page, days, NULL, error))
    return FALSE;

  json_object_set_int_member (object, "days", days);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (ngettext ("The profile is published, valid for %d day.\n",
                       "The profile is published, valid for %d days.\n", days), days);

  return TRUE;
}

const KbCtlCommand kb_ctl_office_commands[] = {
  { "office", "create", NULL, N_("Found an office; this computer becomes its first supervisor’s"),
    create_run },
  { "profile", "publish", NULL, N_("Sign what reporters’ browsers need to know"), publish_run },
  { 0 }
};
