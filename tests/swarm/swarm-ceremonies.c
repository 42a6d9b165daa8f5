/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "swarm-desk.h"

#include <string.h>

#include "kb-bytes.h"
#include "kb-code.h"
#include "kb-custody.h"
#include "kb-json.h"

#define CUSTODY_LOG_N 10        /* quick: nothing here is a secret */

static KbRecovery *
read_recovery (JsonObject  *command,
               GError     **error)
{
  const char *text = kb_json_string_or (command, "recovery", NULL);
  g_autoptr(KbSecret) secret = text != NULL ? kb_secret_new (text, strlen (text)) : NULL;

  return secret != NULL ? kb_recovery_from_text (secret, error) : NULL;
}

/* A membership for an office to be founded or joined at `endpoint`. */
static KbMembership *
new_membership (SwarmDesk   *desk,
                JsonObject  *command,
                GError     **error)
{
  g_autoptr(KbMembership) membership = kb_membership_new (desk->profile, desk->keyring, NULL,
                                                          error);
  g_autofree char *office = NULL;

  if (membership == NULL)
    return NULL;
  membership->endpoint = g_strdup (json_object_get_string_member (command, "endpoint"));
  membership->name = g_strdup (json_object_get_string_member (command, "name"));
  if (!kb_ceremony_ask_endpoint (membership->endpoint, NULL, membership->intake,
                                 membership->genesis, &office, NULL, error))
    return NULL;

  return g_steal_pointer (&membership);
}

static gboolean
found_office (SwarmDesk   *desk,
              JsonObject  *command,
              JsonObject  *answer,
              GError     **error)
{
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbEntry) genesis = NULL;
  g_autoptr(KbSecret) sheet = NULL;
  g_autofree char *text = NULL;
  guint8 code[KB_CODE_SIZE];

  desk->office.membership = new_membership (desk, command, error);
  if (desk->office.membership == NULL ||
      !kb_code_parse (json_object_get_string_member (command, "code"), KB_CODE_FIRST, code, error))
    return FALSE;
  genesis = kb_ceremony_compose_genesis (desk->office.membership, "Inspektorat Contoh", recovery);
  sheet = kb_recovery_to_text (recovery);
  text = g_strndup ((const char *) kb_secret_get_data (sheet), kb_secret_get_size (sheet));
  json_object_set_string_member (answer, "recovery", text);

  return kb_ceremony_found (desk->office.membership, genesis, code, NULL, error) &&
         swarm_desk_open (desk, error) && kb_sync_exchange (desk->office.sync, NULL, NULL, error) &&
         kb_ceremony_mend (&desk->office, NULL, NULL, error);
}

static gboolean
ask_to_join (SwarmDesk   *desk,
             JsonObject  *command,
             JsonObject  *answer,
             GError     **error)
{
  const char *role = json_object_get_string_member (command, "role");
  KbMembership *membership = new_membership (desk, command, error);
  g_autofree char *recipient = NULL;
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;

  desk->office.membership = membership;
  if (membership == NULL)
    return FALSE;
  g_assert_true (kb_device_role_from_string (role, &membership->role));
  if (membership->role == KB_DEVICE_ROLE_CUSTODIAN)
    {
      g_autoptr(KbSecret) passphrase = kb_secret_new ("frasa sandi untuk uji coba", 26);

      recipient = kb_custody_set_up (desk->keyring, passphrase, CUSTODY_LOG_N, NULL, error);
      if (recipient == NULL)
        return FALSE;
    }
  text = kb_ceremony_request (membership, recipient, &words, error);
  if (text == NULL)
    return FALSE;
  json_object_set_string_member (answer, "request", text);

  return kb_membership_save (membership, error) && swarm_desk_open (desk, error);
}

static gboolean
approve (SwarmDesk   *desk,
         JsonObject  *command,
         JsonObject  *answer,
         GError     **error)
{
  g_autoptr(KbRecovery) second = read_recovery (command, NULL);

  return kb_ceremony_approve (&desk->office, json_object_get_string_member (command, "request"),
                              second, NULL, NULL, error);
}

static gboolean
read_device (JsonObject  *command,
             guint8       ret_device[KB_SIGN_PUBLIC_SIZE],
             GError     **error)
{
  return kb_json_hex (command, "device", ret_device, KB_SIGN_PUBLIC_SIZE, error);
}

/* With one supervisor: before the second one is enrolled. */
static gboolean
appoint (SwarmDesk   *desk,
         JsonObject  *command,
         JsonObject  *answer,
         GError     **error)
{
  g_autoptr(KbRecovery) second = read_recovery (command, error);
  guint8 device[KB_SIGN_PUBLIC_SIZE];

  return second != NULL && read_device (command, device, error) &&
         kb_ceremony_appoint (&desk->office, device, "Kustodian", second, NULL, NULL,
                              error) &&
         kb_ceremony_mend (&desk->office, NULL, NULL, error);
}

static gboolean
revoke_device (SwarmDesk   *desk,
               JsonObject  *command,
               JsonObject  *answer,
               GError     **error)
{
  guint8 device[KB_SIGN_PUBLIC_SIZE];

  return read_device (command, device, error) &&
         kb_ceremony_revoke (&desk->office, device, NULL, error);
}

static gboolean
mend (SwarmDesk   *desk,
      JsonObject  *command,
      JsonObject  *answer,
      GError     **error)
{
  return kb_ceremony_mend (&desk->office, NULL, NULL, error);
}

SwarmCommand
swarm_find_ceremony (const char *name)
{
  static const struct
  {
    const char   *name;
    SwarmCommand  run;
  } commands[] = {
    { "found", found_office },
    { "request", ask_to_join },
    { "approve", approve },
    { "appoint", appoint },
    { "revoke", revoke_device },
    { "mend", mend },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return commands[i].run;

  return NULL;
}
