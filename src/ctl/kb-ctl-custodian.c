/* SPDX-License-Identifier: GPL-3.0-or-later */

/* custodian setup and appoint. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-ctl-session.h"
#include "kb-custody.h"
#include "kb-limits.h"

static KbSecret *
ask_new_passphrase (GError **error)
{
  static const char *const strengths[] = {
    N_("very weak"), N_("weak"), N_("fair"), N_("good"), N_("strong"),
  };
  g_autoptr(KbSecret) first = kb_ctl_ask_secret (_("New passphrase, four or more words:"),
                                                 KB_LIMIT_PASSPHRASE, error);
  g_autoptr(KbSecret) second = NULL;

  if (first == NULL)
    return NULL;
  /* Translators: %s is “weak”, “good” and the like. */
  g_printerr (_("Strength: %s\n"), _(strengths[kb_passphrase_strength (first)]));
  second = kb_ctl_ask_secret (_("Once more:"), KB_LIMIT_PASSPHRASE, error);
  if (second == NULL)
    return NULL;
  if (kb_secret_equal (first, second))
    return g_steal_pointer (&first);

  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED, _("The two passphrases differ"));
  return NULL;
}

static gboolean
setup_run (KbCtl   *ctl,
           int      argc,
           char   **argv,
           GError **error)
{
  int fd = -1;
  const GOptionEntry entries[] = {
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &fd,
      N_("Descriptor with the passphrase; asked for twice otherwise"), "N" },
    { NULL }
  };
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbSecret) passphrase = NULL;
  g_autofree char *recipient = NULL;
  g_autoptr(JsonObject) object = json_object_new ();

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      (keyring = kb_ctl_open_keyring (ctl, error)) == NULL)
    return FALSE;
  passphrase = fd >= 0 ? kb_ctl_read_fd (fd, KB_LIMIT_PASSPHRASE, error)
                       : ask_new_passphrase (error);
  if (passphrase == NULL)
    return FALSE;
  recipient = kb_custody_set_up (keyring, passphrase, KB_CUSTODY_LOG_N, NULL, error);
  if (recipient == NULL)
    return FALSE;

  json_object_set_string_member (object, "recipient", recipient);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print ("%s\n", recipient);

  return TRUE;
}

typedef struct
{
  char *device;
  char *title;
  int   recovery_fd;
} Appointing;

static void
appointing_clear (Appointing *self)
{
  g_free (self->device);
  g_free (self->title);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Appointing, appointing_clear)

static gboolean
appoint (KbCtl             *ctl,
         const Appointing  *appointing,
         const guint8       device[KB_SIGN_PUBLIC_SIZE],
         gboolean          *ret_proposed,
         GError           **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbRecovery) recovery = NULL;
  KbOffice office;

  if ((appointing->recovery_fd >= 0 &&
       (recovery = kb_ctl_read_sheet (appointing->recovery_fd, error)) == NULL) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);

  return kb_ceremony_appoint (&office, device, appointing->title, recovery,
                              ret_proposed, NULL, error);
}

static gboolean
appoint_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_auto(Appointing) appointing = { .recovery_fd = -1 };
  const GOptionEntry entries[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, &appointing.device,
      N_("The custodian’s computer, as “device approve” printed it"), "HEX" },
    { "title", 0, 0, G_OPTION_ARG_STRING, &appointing.title,
      N_("What reporters are told who it is"), "TITLE" },
    { "recovery-fd", 0, 0, G_OPTION_ARG_INT, &appointing.recovery_fd,
      N_("Descriptor with the recovery sheet: the second person where there is one supervisor"),
      "N" },
    { NULL }
  };
  guint8 device[KB_SIGN_PUBLIC_SIZE];
  g_autoptr(JsonObject) object = json_object_new ();
  gboolean proposed;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !kb_ctl_want (error, "--title", appointing.title, NULL) ||
      !kb_ctl_want_hex ("--device", appointing.device, device, sizeof device, error) ||
      !appoint (ctl, &appointing, device, &proposed, error))
    return FALSE;

  json_object_set_string_member (object, "title", appointing.title);
  json_object_set_boolean_member (object, "proposed", proposed);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (proposed ? _("Proposed: %s. Another supervisor has to agree with “office second”.\n")
                      : _("Appointed: %s. Reporters seal to the new key from now on.\n"),
             appointing.title);

  return TRUE;
}

const KbCtlCommand kb_ctl_custodian_commands[] = {
  { "custodian", "setup", NULL, N_("Make the key that opens identities, under a passphrase"),
    setup_run },
  { "custodian", "appoint", NULL, N_("Appoint the custodian, with a second person"),
    appoint_run },
  { 0 }
};
