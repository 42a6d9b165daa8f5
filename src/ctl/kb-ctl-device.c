/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The supervisor's side of joining, and who is enrolled. */
#include "config.h"

#include <glib/gi18n.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"

static gboolean
invite_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;
  guint8 code[KB_CODE_SIZE];
  KbOffice office;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_invite (&office, code, NULL, error))
    return FALSE;

  text = kb_code_to_text (KB_CODE_JOIN, code);
  json_object_set_string_member (object, "code", text);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    {
      g_print ("%s\n", text);
      g_printerr (_("Hand this code on by voice or on paper, to one person. It is good for one "
                    "day.\n"));
    }

  return TRUE;
}

/* NULL without error: nobody has used the code. */
static char *
fetch (KbCtlSession  *session,
       const char    *text,
       GError       **error)
{
  KbOffice office = kb_ctl_session_office (session);
  guint8 code[KB_CODE_SIZE];

  return kb_code_parse (text, KB_CODE_JOIN, code, error)
    ? kb_ceremony_fetch_request (&office, code, NULL, error) : NULL;
}

/* @words: of one who is enrolled; whoever asks to join has to say their own. */
static void
print_device (KbCtl          *ctl,
              const KbDevice *device,
              const char     *sentence,
              const char     *words,
              gboolean        active)
{
  g_autofree char *sign = kb_hex_encode (device->sign, sizeof device->sign);
  g_autofree char *name = kb_ctl_clean (device->name);
  g_autoptr(JsonObject) object = json_object_new ();

  if (!ctl->json)
    {
      g_print ("%s  %-10s  %s  %s  %s\n", sign, kb_device_role_to_string (device->role), name,
               words != NULL ? words : "", sentence);
      return;
    }

  json_object_set_string_member (object, "device", sign);
  json_object_set_string_member (object, "name", device->name);
  json_object_set_string_member (object, "role", kb_device_role_to_string (device->role));
  if (words != NULL)
    json_object_set_string_member (object, "words", words);
  json_object_set_boolean_member (object, "active", active);
  kb_ctl_print_json (object);
}

static gboolean
requests_run (KbCtl   *ctl,
              int      argc,
              char   **argv,
              GError **error)
{
  g_autofree char *code = NULL, *request = NULL, *words = NULL;
  const GOptionEntry entries[] = {
    { "code", 0, 0, G_OPTION_ARG_STRING, &code, N_("What “device invite” printed"), "CODE" },
    { NULL }
  };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(GError) local = NULL;
  KbDevice device = { 0 };
  KbOffice office;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) ||
      !kb_ctl_want (error, "--code", code, NULL) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  request = fetch (session, code, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (request == NULL)
    {
      if (!ctl->json)
        g_print (_("Nobody has used the code yet.\n"));
      return TRUE;
    }
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_read_request (&office, request, &device, &words, error))
    return FALSE;
  print_device (ctl, &device, _("asks to join"), NULL, FALSE);
  g_free (device.name);

  return TRUE;
}

/* The words are not shown here: who can read them off this screen compares
 * nothing. They come from the other screen, by voice or by eye. */
static gboolean
compare_words (const char      *given,
               const char      *words,
               const KbDevice  *device,
               GError         **error)
{
  g_autofree char *name = kb_ctl_clean (device->name);
  g_autofree char *typed = NULL;

  if (given == NULL)
    {
      g_printerr (_("“%s” asks to join as %s.\n"), name, kb_device_role_to_string (device->role));
      typed = kb_ctl_ask_line (_("Type the seven words that the other screen shows:"), error);
      if (typed == NULL)
        return FALSE;
    }
  if (kb_ceremony_words_match (words, given != NULL ? given : typed))
    return TRUE;

  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED,
                       _("The words differ: this is another request than the one on the other "
                         "screen. Nothing was approved."));
  return FALSE;
}

typedef struct
{
  char *code;
  char *words;
  int   recovery_fd;
} Approving;

static void
approving_clear (Approving *self)
{
  g_free (self->code);
  g_free (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Approving, approving_clear)

/* The meeting place has served; that it stays open for the rest of the day does no harm. */
static void
close_place (KbOffice   *office,
             const char *text)
{
  guint8 code[KB_CODE_SIZE];

  if (kb_code_parse (text, KB_CODE_JOIN, code, NULL))
    kb_ceremony_close_invite (office, code, NULL, NULL);
}

static gboolean
approve (KbCtl            *ctl,
         const Approving  *approving,
         KbRecovery       *second,
         GError          **error)
{
  g_autoptr(KbCtlSession) session = kb_ctl_session_open (ctl, error);
  g_autoptr(GError) local = NULL;
  g_autofree char *request = NULL;
  g_autofree char *words = NULL;
  KbDevice device = { 0 };
  KbOffice office;
  gboolean proposed;
  gboolean ok;

  if (session == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  request = fetch (session, approving->code, &local);
  if (request == NULL)
    {
      if (local == NULL)
        g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_NOT_FOUND,
                             _("Nobody has used the code yet."));
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!kb_ceremony_read_request (&office, request, &device, &words, error))
    return FALSE;

  ok = compare_words (approving->words, words, &device, error) &&
       kb_ceremony_approve (&office, request, second, &proposed, NULL, error);
  if (ok)
    {
      close_place (&office, approving->code);
      print_device (ctl, &device, proposed ? _("waits for another supervisor’s agreement")
                                           : _("is enrolled"), NULL, !proposed);
    }
  g_free (device.name);

  return ok;
}

static gboolean
approve_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_auto(Approving) approving = { .recovery_fd = -1 };
  const GOptionEntry entries[] = {
    { "code", 0, 0, G_OPTION_ARG_STRING, &approving.code, N_("What “device invite” printed"),
      "CODE" },
    { "words", 0, 0, G_OPTION_ARG_STRING, &approving.words,
      N_("The seven words of the other screen; asked for otherwise"), "WORDS" },
    { "recovery-fd", 0, 0, G_OPTION_ARG_INT, &approving.recovery_fd,
      N_("Descriptor with the recovery sheet: the second person for a supervisor’s computer, where "
         "there is one supervisor"), "N" },
    { NULL }
  };
  g_autoptr(KbRecovery) second = NULL;

  return kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) &&
         kb_ctl_want (error, "--code", approving.code, NULL) &&
         (approving.recovery_fd < 0 ||
          (second = kb_ctl_read_sheet (approving.recovery_fd, error)) != NULL) &&
         approve (ctl, &approving, second, error);
}

static gboolean
list_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbRoster) roster = NULL;

  if (!kb_ctl_parse (ctl, NULL, NULL, &argc, &argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  roster = kb_sync_dup_roster (session->sync);
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);
      gboolean active = kb_roster_is_active (roster, device, G_MAXUINT64);

      g_autofree char *words = kb_ceremony_device_words (kb_roster_get_genesis (roster), device);

      print_device (ctl, device, active ? "" : _("revoked"), words, active);
    }

  return TRUE;
}

static gboolean
revoke_run (KbCtl   *ctl,
            int      argc,
            char   **argv,
            GError **error)
{
  const char *word;
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(JsonObject) object = json_object_new ();
  guint8 device[KB_SIGN_PUBLIC_SIZE];
  KbOffice office;

  if (!kb_ctl_parse (ctl, NULL, &word, &argc, &argv, error) ||
      !kb_ctl_want_hex ("DEVICE", word, device, sizeof device, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_revoke (&office, device, NULL, error))
    return FALSE;

  json_object_set_string_member (object, "device", word);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (_("Revoked. New complaints are sealed without it; what it has read before can’t be "
               "recalled.\n"));

  return TRUE;
}

const KbCtlCommand kb_ctl_device_commands[] = {
  { "device", "invite", NULL, N_("Make a code for one computer that is to join"), invite_run },
  { "device", "requests", NULL, N_("Who has used a code"), requests_run },
  { "device", "approve", NULL, N_("Enrol the computer that has used a code"), approve_run },
  { "device", "list", NULL, N_("Who is enrolled"), list_run },
  { "device", "revoke", "DEVICE", N_("Shut a computer out and change the keys"), revoke_run },
  { 0 }
};
