/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-office found URL CODE INTAKE PROFILE KEYS: the smallest office that can
 * take complaints, with one supervisor's desktop in the session's keyring. CODE
 * is of `kumbang-intake enroll --first`, INTAKE the key that `init` printed. KEYS
 * gets, for limit-pull, the bearer token and the audience's secret: an office's
 * keys in a file, which is for measuring and for nothing else.
 *
 * bench-office clone FROM TO: the same device once more, as a profile that has
 * pulled nothing yet. */
#include "config.h"

#include "bench.h"

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-endpoint.h"
#include "kb-membership.h"
#include "kb-roster-bodies.h"
#include "kb-code.h"
#include "kb-token.h"

#include <sodium.h>
#include <string.h>

#define DAY (24 * 3600)
#define SCALAR_SIZE 32

typedef struct
{
  KbMembership  *membership;
  KbEndpoint    *endpoint;
  KbAuthorship   authorship;
  KbSecret      *token;
  KbDevice       device;
  KbSecret      *scalar;        /* the audience's */
  KbAgeIdentity *audience;
} Founding;

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

/* Takes @entry. */
static void
push (Founding *self,
      KbEntry  *entry)
{
  g_autoptr(GBytes) wire = kb_entry_encode (entry);
  g_autoptr(GError) error = NULL;

  kb_endpoint_push (self->endpoint, wire, NULL, &error);
  must (error);
  self->authorship.last_seq++;
  memcpy (self->authorship.last_id, kb_entry_get_id (entry), KB_HASH_SIZE);
  kb_entry_unref (entry);
}

static void
push_genesis (Founding *self)
{
  KbMembership *membership = self->membership;
  g_autoptr(KbSigningKey) recovery = kb_signing_key_generate ();
  g_autoptr(KbAgeIdentity) recovery_age = kb_age_identity_generate ();
  g_autofree char *recovery_recipient = kb_age_identity_get_recipient (recovery_age);
  g_autofree char *recipient = kb_age_identity_get_recipient (membership->device_age);
  g_autoptr(KbSecret) recovery_token = kb_token_new_recovery (recovery);
  guint8 recovery_hash[KB_HASH_SIZE];
  g_autoptr(GBytes) body = NULL;
  KbEntry *entry;

  kb_token_hash (recovery_token, recovery_hash);
  kb_token_hash (self->token, self->device.token);
  memcpy (self->device.sign, kb_signing_key_get_public (membership->device), KB_SIGN_PUBLIC_SIZE);
  g_strlcpy (self->device.age, recipient, sizeof self->device.age);
  body = kb_roster_genesis_body ("Bench", membership->intake, kb_signing_key_get_public (recovery),
                                 recovery_recipient, recovery_hash, &self->device);
  entry = kb_compose_roster (&self->authorship, KB_KIND_GENESIS, body);
  memcpy (membership->genesis, kb_entry_get_id (entry), KB_HASH_SIZE);
  push (self, entry);
  memcpy (self->authorship.genesis, membership->genesis, KB_HASH_SIZE);
}

static void
push_grant (Founding *self)
{
  g_autofree char *recipient = kb_age_identity_get_recipient (self->audience);
  g_autoptr(KbSecret) secret = kb_age_identity_to_secret (self->audience);
  const KbDevice *devices[] = { &self->device };
  g_autoptr(GError) error = NULL;
  KbEntry *entry = kb_compose_grant (&self->authorship, "office", 1, secret, recipient, devices, 1,
                                     self->device.age, &error);

  must (error);
  push (self, entry);
}

static void
push_profile (Founding *self)
{
  g_autoptr(KbProfile) profile = kb_profile_new ();
  g_autofree char *recipient = kb_age_identity_get_recipient (self->audience);
  g_autoptr(GBytes) body = NULL;
  char *note;

  memcpy (profile->genesis, self->membership->genesis, KB_HASH_SIZE);
  profile->serial = 1;
  profile->issued = self->authorship.now;
  profile->not_after = self->authorship.now + 7 * DAY;
  profile->office = g_strdup ("Bench");
  profile->n_recipients = 1;
  profile->recipients[0].epoch = 1;
  g_strlcpy (profile->recipients[0].audience, "office", sizeof profile->recipients[0].audience);
  g_strlcpy (profile->recipients[0].recipient, recipient,
             sizeof profile->recipients[0].recipient);
  note = kb_profile_sign (profile, self->membership->device);
  body = g_bytes_new_take (note, strlen (note));
  push (self, kb_compose_roster (&self->authorship, KB_KIND_PROFILE, body));
}

static void
write_keys (Founding   *self,
            const char *token,
            const char *path)
{
  g_autofree char *hex = kb_hex_encode (kb_secret_get_data (self->scalar), SCALAR_SIZE);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n", token, hex);
  g_autoptr(GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  must (error);
}

/* The code's token; this supervisor keeps it as its own. */
static char *
first_token (const char *text)
{
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) error = NULL;

  kb_code_parse (text, KB_CODE_FIRST, code, &error);
  must (error);

  return kb_code_get_token (code);
}

static void
found (const char *url,
       const char *code,
       const char *intake,
       const char *profile,
       const char *keys)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (profile);
  g_autofree char *first = first_token (code);
  g_autoptr(KbSecret) token = kb_secret_new (first, strlen (first));
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbEndpoint) endpoint = NULL;
  g_autoptr(GError) error = NULL;
  Founding founding = { .scalar = kb_secret_new_random (SCALAR_SIZE) };

  membership = kb_membership_new (profile, keyring, NULL, &error);
  must (error);
  membership->endpoint = g_strdup (url);
  membership->name = g_strdup ("Bench");
  membership->role = KB_DEVICE_ROLE_SUPERVISOR;
  if (!kb_hex_decode (intake, membership->intake, sizeof membership->intake))
    bench_die ("“%s” is not a key", intake);
  endpoint = kb_endpoint_new (url, NULL, &error);
  must (error);
  kb_endpoint_set_token (endpoint, token);

  founding.membership = membership;
  founding.token = token;
  founding.device.name = membership->name;
  founding.device.role = membership->role;
  founding.endpoint = endpoint;
  founding.audience = kb_age_identity_new_x25519 (founding.scalar);
  founding.authorship.device = membership->device;
  founding.authorship.now = g_get_real_time () / G_USEC_PER_SEC;
  push_genesis (&founding);
  push_grant (&founding);
  push_profile (&founding);

  kb_keyring_store (keyring, KB_KEYRING_TOKEN, token, NULL, &error);
  must (error);
  kb_membership_save (membership, &error);
  must (error);
  write_keys (&founding, first, keys);
  kb_age_identity_unref (founding.audience);
  kb_secret_unref (founding.scalar);
}

static void
clone (const char *from,
       const char *to)
{
  static const char *const items[] = {
    KB_KEYRING_DEVICE_SIGN, KB_KEYRING_DEVICE_AGE, KB_KEYRING_TOKEN
  };
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (from);
  g_autoptr(KbKeyring) copy = kb_secret_service_keyring_new (to);
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr(KbSecret) secret = kb_keyring_lookup (keyring, items[i], NULL, &error);

      must (error);
      kb_keyring_store (copy, items[i], secret, NULL, &error);
      must (error);
    }
  membership = kb_membership_load (from, keyring, NULL, &error);
  must (error);
  g_free (membership->directory);
  membership->directory = kb_membership_directory (to);
  kb_membership_save (membership, &error);
  must (error);
}

int
main (int    argc,
      char **argv)
{
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  if (argc == 7 && g_str_equal (argv[1], "found"))
    found (argv[2], argv[3], argv[4], argv[5], argv[6]);
  else if (argc == 4 && g_str_equal (argv[1], "clone"))
    clone (argv[2], argv[3]);
  else
    bench_die ("wants found URL CODE INTAKE PROFILE KEYS, or clone FROM TO");

  return 0;
}
