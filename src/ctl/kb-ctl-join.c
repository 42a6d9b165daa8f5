/* SPDX-License-Identifier: GPL-3.0-or-later */

/* device join: the newcomer's side, from the code to the first pull. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"
#include "kb-custody.h"
#include "kb-limits.h"

#define POLL_USECONDS (G_USEC_PER_SEC / 2)

typedef struct
{
  char         *endpoint;
  char         *ca_file;
  char         *role_name;
  char         *person;
  int           code_fd;

  KbDeviceRole  role;
} Joining;

static void
joining_clear (Joining *self)
{
  g_free (self->endpoint);
  g_free (self->ca_file);
  g_free (self->role_name);
  g_free (self->person);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Joining, joining_clear)

static gboolean
check_joining (Joining  *self,
               GError  **error)
{
  if (!kb_ctl_want (error, "--endpoint", self->endpoint, "--role", self->role_name,
                    "--person", self->person, NULL))
    return FALSE;
  if (!kb_device_role_from_string (self->role_name, &self->role))
    return kb_ctl_usage_error (error, _("The role is officer, supervisor or custodian"));

  return g_utf8_strlen (self->person, -1) <= KB_LIMIT_NAME_CHARS ||
         kb_ctl_usage_error (error, _("A name is longer than %u characters"), KB_LIMIT_NAME_CHARS);
}

static gboolean
ask_code (const Joining  *joining,
          guint8          ret_code[KB_CODE_SIZE],
          GError        **error)
{
  g_autoptr(KbSecret) typed = NULL;
  g_autofree char *text = NULL;

  if (joining->code_fd < 0)
    text = kb_ctl_ask_line (_("Code from the supervisor:"), error);
  else if ((typed = kb_ctl_read_fd (joining->code_fd, KB_LIMIT_FIELD_CHARS, error)) != NULL)
    text = g_strndup ((const char *) kb_secret_get_data (typed), kb_secret_get_size (typed));

  return text != NULL && kb_code_parse (text, KB_CODE_JOIN, ret_code, error);
}

static KbMembership *
new_membership (KbCtl          *ctl,
                const Joining  *joining,
                KbKeyring      *keyring,
                GError        **error)
{
  g_autoptr(KbMembership) self = kb_membership_new (ctl->profile, keyring, NULL, error);
  g_autofree char *office = NULL;

  if (self == NULL)
    return NULL;
  self->endpoint = g_strdup (joining->endpoint);
  if (joining->ca_file != NULL)
    self->ca_file = g_canonicalize_filename (joining->ca_file, NULL);
  self->role = joining->role;
  self->name = g_strdup (joining->person);
  if (!kb_ceremony_ask_endpoint (self->endpoint, self->ca_file, self->intake, self->genesis,
                                 &office, NULL, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* The custodian's own key comes first: “custodian setup”. */
static char *
compose_request (KbMembership  *membership,
                 char         **ret_words,
                 GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *recipient = kb_custody_dup_recipient (membership->keyring, NULL, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  return kb_ceremony_request (membership, recipient, ret_words, error);
}

static void
print_words (KbCtl      *ctl,
             const char *words)
{
  g_autoptr(JsonObject) object = json_object_new ();

  if (ctl->json)
    {
      json_object_set_string_member (object, "words", words);
      kb_ctl_print_json (object);
      return;
    }
  g_print (_("Read these seven words to the supervisor:"));
  g_print ("\n  %s\n", words);
  g_print (_("Waiting for the supervisor. Ctrl-C is safe: the same command waits again.\n"));
}

/* A server that is away for a while does not end the waiting. */
static gboolean
wait_until_enrolled (KbMembership  *membership,
                     GError       **error)
{
  gboolean enrolled = FALSE;

  while (!enrolled)
    {
      g_autoptr(GError) local = NULL;

      if (!kb_ceremony_is_enrolled (membership, &enrolled, NULL, &local) &&
          !g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE) &&
          !g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_BUSY) &&
          !g_error_matches (local, KB_SYNC_ERROR, KB_SYNC_ERROR_RESTORING))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!enrolled)
        g_usleep (POLL_USECONDS);
    }

  return TRUE;
}

static gboolean
take_up (KbCtl         *ctl,
         KbMembership  *membership,
         GError       **error)
{
  g_autofree char *device = kb_hex_encode (kb_signing_key_get_public (membership->device),
                                           KB_SIGN_PUBLIC_SIZE);
  g_autoptr(KbCtlSession) session = kb_ctl_session_open_with (membership, error);
  g_autoptr(JsonObject) object = json_object_new ();

  if (session == NULL || !kb_ctl_session_pull (session, NULL, error))
    return FALSE;
  json_object_set_string_member (object, "device", device);
  json_object_set_string_member (object, "profile", ctl->profile);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (_("This computer is enrolled.\n"));

  return TRUE;
}

/* The membership, asked for; what an earlier run left waits on. */
static KbMembership *
ask (KbCtl          *ctl,
     const Joining  *joining,
     GError        **error)
{
  g_autoptr(KbKeyring) keyring = kb_ctl_open_keyring (ctl, error);
  g_autoptr(KbMembership) membership = NULL;
  g_autofree char *request = NULL;
  g_autofree char *words = NULL;
  gboolean resumed = FALSE;
  gboolean enrolled;
  guint8 code[KB_CODE_SIZE];

  if (keyring == NULL)
    return NULL;
  membership = kb_membership_load (ctl->profile, keyring, NULL, NULL);
  if (membership != NULL)
    {
      if (!kb_ceremony_is_enrolled (membership, &enrolled, NULL, error) ||
          (enrolled && !kb_ctl_check_unjoined (ctl, error)))
        return NULL;
      resumed = joining->code_fd < 0;
    }
  if (!resumed)
    {
      g_clear_pointer (&membership, kb_membership_free);
      membership = new_membership (ctl, joining, keyring, error);
    }
  if (membership == NULL || (request = compose_request (membership, &words, error)) == NULL ||
      (!resumed && (!ask_code (joining, code, error) ||
                    !kb_ceremony_send_request (membership, code, request, NULL, error))))
    return NULL;
  print_words (ctl, words);

  return g_steal_pointer (&membership);
}

static gboolean
join_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_auto(Joining) joining = { .code_fd = -1 };
  const GOptionEntry entries[] = {
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, &joining.endpoint,
      N_("Address of the server"), "URL" },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &joining.ca_file,
      N_("Certificates to trust instead of the system’s, PEM"), "FILE" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &joining.role_name, N_("officer, supervisor or custodian"),
      "ROLE" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &joining.person, N_("Your name"), "NAME" },
    { "code-fd", 0, 0, G_OPTION_ARG_INT, &joining.code_fd,
      N_("Descriptor with the supervisor’s code; asked for otherwise"), "N" },
    { NULL }
  };
  g_autoptr(KbMembership) membership = NULL;

  return kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) &&
         check_joining (&joining, error) &&
         (membership = ask (ctl, &joining, error)) != NULL &&
         wait_until_enrolled (membership, error) &&
         take_up (ctl, g_steal_pointer (&membership), error);
}

const KbCtlCommand kb_ctl_join_commands[] = {
  { "device", "join", NULL, N_("Join an office with a supervisor’s code, and wait to be let in"),
    join_run },
  { 0 }
};
