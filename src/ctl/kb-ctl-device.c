/* SPDX-License-Identifier: GPL-3.0-or-later */

/* device new, approve and connect: how a computer joins an office. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "kb-bytes.h"
#include "kb-ctl-session.h"
#include "kb-json.h"
#include "kb-limits.h"

typedef struct
{
  char         *endpoint;
  char         *ca_file;
  char         *genesis_hex;
  char         *intake_hex;
  char         *role_name;
  char         *person;
  int           token_fd;

  guint8        genesis[KB_HASH_SIZE];
  guint8        intake[KB_SIGN_PUBLIC_SIZE];
  KbDeviceRole  role;
} Joining;

static void
joining_clear (Joining *self)
{
  g_free (self->endpoint);
  g_free (self->ca_file);
  g_free (self->genesis_hex);
  g_free (self->intake_hex);
  g_free (self->role_name);
  g_free (self->person);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Joining, joining_clear)

/* What both joining commands ask for. */
static gboolean
check_joining (Joining  *self,
               GError  **error)
{
  if (!kb_ctl_want (error, "--role", self->role_name, "--person", self->person, NULL) ||
      !kb_ctl_want_hex ("--genesis", self->genesis_hex, self->genesis, sizeof self->genesis, error))
    return FALSE;
  if (!kb_device_role_from_string (self->role_name, &self->role))
    return kb_ctl_usage_error (error, _("The role is officer, supervisor or custodian"));

  return g_utf8_strlen (self->person, -1) <= KB_LIMIT_NAME_CHARS ||
         kb_ctl_usage_error (error, _("A name is longer than %u characters"), KB_LIMIT_NAME_CHARS);
}

static void
print_request (KbCtl      *ctl,
               const char *request,
               const char *words)
{
  g_autoptr(JsonObject) object = NULL;

  if (!ctl->json)
    {
      g_print ("%s\n", request);
      g_printerr (_("Compare these seven words with the supervisor, by voice or side by side:"));
      g_printerr ("\n  %s\n", words);
      return;
    }

  object = json_object_new ();
  json_object_set_object_member (object, "request",
                                 kb_json_parse (request, strlen (request), KB_LIMIT_BODY, NULL));
  json_object_set_string_member (object, "words", words);
  kb_ctl_print_json (object);
}

static gboolean
new_run (KbCtl   *ctl,
         int      argc,
         char   **argv,
         GError **error)
{
  g_auto(Joining) joining = { .token_fd = -1 };
  const GOptionEntry entries[] = {
    { "genesis", 0, 0, G_OPTION_ARG_STRING, &joining.genesis_hex, N_("Which office"), "HEX" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &joining.role_name, N_("officer, supervisor or custodian"),
      "ROLE" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &joining.person, N_("Your name"), "NAME" },
    { NULL }
  };
  g_autoptr(KbKeyring) keyring = NULL;
  g_autoptr(KbMembership) membership = NULL;
  g_autofree char *request = NULL, *words = NULL;

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) || !check_joining (&joining, error) ||
      !kb_ctl_check_unjoined (ctl, error) ||
      (keyring = kb_ctl_open_keyring (ctl, error)) == NULL ||
      (membership = kb_membership_new (ctl->profile, keyring, NULL, error)) == NULL)
    return FALSE;

  request = kb_ceremony_request (membership, joining.genesis, joining.role, joining.person, &words,
                                 error);
  if (request == NULL)
    return FALSE;
  print_request (ctl, request, words);

  return TRUE;
}

static char *
read_request (const char  *file,
              GError     **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  int c;

  if (file != NULL && !g_str_equal (file, "-"))
    {
      char *whole;

      return g_file_get_contents (file, &whole, NULL, error) ? whole : NULL;
    }
  while (text->len <= KB_LIMIT_BODY && (c = getchar ()) != EOF)
    g_string_append_c (text, c);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
normalize_words (const char *words)
{
  g_auto(GStrv) parts = g_strsplit_set (words, " \t\n", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (kept, g_ascii_strdown (parts[i], -1));
  g_ptr_array_add (kept, NULL);

  return g_strjoinv (" ", (char **) kept->pdata);
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
  g_autofree char *normal = NULL;

  if (given == NULL)
    {
      g_printerr (_("“%s” asks to join as %s.\n"), name, kb_device_role_to_string (device->role));
      typed = kb_ctl_ask_line (_("Type the seven words that the other screen shows:"), error);
      if (typed == NULL)
        return FALSE;
    }
  normal = normalize_words (given != NULL ? given : typed);
  if (g_str_equal (normal, words))
    return TRUE;

  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED,
                       _("The words differ: this is another request than the one on the other "
                         "screen. Nothing was approved."));
  return FALSE;
}

static void
print_approved (KbCtl          *ctl,
                const KbDevice *device)
{
  g_autofree char *sign = kb_hex_encode (device->sign, sizeof device->sign);
  g_autofree char *name = kb_ctl_clean (device->name);
  g_autoptr(JsonObject) object = json_object_new ();

  if (!ctl->json)
    {
      g_print (_("%s is enrolled as %s.\n"), name, kb_device_role_to_string (device->role));
      g_print (_("Device: %s\n"), sign);
      return;
    }

  json_object_set_string_member (object, "device", sign);
  json_object_set_string_member (object, "name", device->name);
  json_object_set_string_member (object, "role", kb_device_role_to_string (device->role));
  kb_ctl_print_json (object);
}

static gboolean
approve (KbCtl       *ctl,
         const char  *request,
         const char  *given,
         GError     **error)
{
  g_autoptr(KbCtlSession) session = kb_ctl_session_open (ctl, error);
  g_autofree char *words = NULL;
  KbDevice device = { 0 };
  KbOffice office;
  gboolean ok;

  if (session == NULL)
    return FALSE;
  office = kb_ctl_session_office (session);
  if (!kb_ceremony_read_request (&office, request, &device, &words, error))
    return FALSE;

  ok = compare_words (given, words, &device, error) && kb_ctl_session_pull (session, NULL, error) &&
       kb_ceremony_approve (&office, request, NULL, error);
  if (ok)
    print_approved (ctl, &device);
  g_free (device.name);

  return ok;
}

static gboolean
approve_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_autofree char *file = NULL, *words = NULL, *request = NULL;
  const GOptionEntry entries[] = {
    { "request", 0, 0, G_OPTION_ARG_FILENAME, &file,
      N_("What “device new” printed; - or nothing for standard input"), "FILE" },
    { "words", 0, 0, G_OPTION_ARG_STRING, &words,
      N_("The seven words of the other screen; asked for otherwise"), "WORDS" },
    { NULL }
  };

  return kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) &&
         (request = read_request (file, error)) != NULL && approve (ctl, request, words, error);
}

/* A profile of this office may be connected again, with a new token. */
static gboolean
check_same_office (KbCtl          *ctl,
                   KbKeyring      *keyring,
                   const Joining  *joining,
                   GError        **error)
{
  g_autoptr(KbMembership) present = kb_membership_load (ctl->profile, keyring, NULL, NULL);

  return (present != NULL && memcmp (present->genesis, joining->genesis, KB_HASH_SIZE) == 0) ||
         kb_ctl_check_unjoined (ctl, error);
}

static gboolean
connect_device (KbCtl    *ctl,
                Joining  *joining,
                GError  **error)
{
  g_autoptr(KbKeyring) keyring = kb_ctl_open_keyring (ctl, error);
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) token = NULL;

  if (keyring == NULL || !check_same_office (ctl, keyring, joining, error))
    return FALSE;
  token = joining->token_fd >= 0
    ? kb_ctl_read_fd (joining->token_fd, KB_LIMIT_TOKEN, error)
    : kb_ctl_ask_secret (_("This computer’s token:"), KB_LIMIT_TOKEN, error);
  if (token == NULL ||
      (membership = kb_membership_new (ctl->profile, keyring, NULL, error)) == NULL)
    return FALSE;

  membership->endpoint = g_strdup (joining->endpoint);
  membership->ca_file =
    joining->ca_file != NULL ? g_canonicalize_filename (joining->ca_file, NULL) : NULL;
  memcpy (membership->genesis, joining->genesis, KB_HASH_SIZE);
  memcpy (membership->intake, joining->intake, KB_SIGN_PUBLIC_SIZE);
  membership->role = joining->role;
  membership->name = g_strdup (joining->person);

  return kb_keyring_store (keyring, KB_KEYRING_TOKEN, token, NULL, error) &&
         kb_membership_save (membership, error);
}

static gboolean
connect_run (KbCtl   *ctl,
             int      argc,
             char   **argv,
             GError **error)
{
  g_auto(Joining) joining = { .token_fd = -1 };
  const GOptionEntry entries[] = {
    { "endpoint", 0, 0, G_OPTION_ARG_STRING, &joining.endpoint,
      N_("Address of the server"), "URL" },
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &joining.ca_file,
      N_("Certificates to trust instead of the system’s, PEM"), "FILE" },
    { "genesis", 0, 0, G_OPTION_ARG_STRING, &joining.genesis_hex, N_("Which office"), "HEX" },
    { "intake", 0, 0, G_OPTION_ARG_STRING, &joining.intake_hex, N_("The server’s key"), "HEX" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &joining.role_name, N_("officer, supervisor or custodian"),
      "ROLE" },
    { "person", 0, 0, G_OPTION_ARG_STRING, &joining.person, N_("Your name"), "NAME" },
    { "token-fd", 0, 0, G_OPTION_ARG_INT, &joining.token_fd,
      N_("Descriptor with what kumbang-intake enroll --device printed; asked for otherwise"), "N" },
    { NULL }
  };
  g_autoptr(JsonObject) object = json_object_new ();

  if (!kb_ctl_parse (ctl, entries, NULL, &argc, &argv, error) || !check_joining (&joining, error) ||
      !kb_ctl_want (error, "--endpoint", joining.endpoint, NULL) ||
      !kb_ctl_want_hex ("--intake", joining.intake_hex, joining.intake, sizeof joining.intake,
                        error) ||
      !connect_device (ctl, &joining, error))
    return FALSE;

  json_object_set_string_member (object, "profile", ctl->profile);
  if (ctl->json)
    kb_ctl_print_json (object);
  else
    g_print (_("This profile is connected. Next: kumbangctl --profile %s sync\n"), ctl->profile);

  return TRUE;
}

const KbCtlCommand kb_ctl_device_commands[] = {
  { "device", "new", NULL, N_("Make this computer’s keys and print a request to join"), new_run },
  { "device", "approve", NULL, N_("Enrol the computer of a request, as a supervisor"),
    approve_run },
  { "device", "connect", NULL, N_("Connect this enrolled computer to the server"), connect_run },
  { 0 }
};
