/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-person.h"

#include "kb-age-open.h"
#include "kb-bytes.h"

#include <string.h>

static void
keep (KbKeyring     *keyring,
      const char    *item,
      gconstpointer  data,
      gsize          size)
{
  g_autoptr(KbSecret) secret = kb_secret_new (data, size);

  g_assert_true (kb_keyring_store (keyring, item, secret, NULL, NULL));
}

KbMembership *
sync_person_new (KbTestOffice *office,
                 KbTestDevice *device,
                 const guint8  intake[KB_SIGN_PUBLIC_SIZE],
                 const char   *token,
                 const char   *directory)
{
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(KbSecret) age = kb_age_identity_to_secret (device->age);
  KbSecret *seed = kb_signing_key_get_seed (device->sign);
  KbMembership *person;

  keep (keyring, KB_KEYRING_DEVICE_SIGN, kb_secret_get_data (seed), kb_secret_get_size (seed));
  keep (keyring, KB_KEYRING_DEVICE_AGE, kb_secret_get_data (age), kb_secret_get_size (age));
  keep (keyring, KB_KEYRING_TOKEN, token, strlen (token));
  person = kb_membership_new (device->device.name, keyring, NULL, NULL);
  g_assert_nonnull (person);
  g_free (person->directory);
  person->directory = g_build_filename (directory, device->device.name, NULL);
  person->name = g_strdup (device->device.name);
  person->role = device->device.role;
  memcpy (person->genesis, office->genesis, KB_HASH_SIZE);
  memcpy (person->intake, intake, KB_SIGN_PUBLIC_SIZE);

  return person;
}

static const char *const items[] = { KB_KEYRING_DEVICE_SIGN, KB_KEYRING_DEVICE_AGE,
                                     KB_KEYRING_TOKEN, KB_KEYRING_STORE };

static void
set_hex (GKeyFile      *file,
         const char    *key,
         gconstpointer  data,
         gsize          size)
{
  g_autofree char *hex = kb_hex_encode (data, size);

  g_key_file_set_string (file, "person", key, hex);
}

void
sync_person_write (KbMembership *person,
                   const char   *path)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(KbSecret) store = kb_membership_store_key (person, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr(KbSecret) item = kb_keyring_lookup (person->keyring, items[i], NULL, NULL);

      set_hex (file, items[i], kb_secret_get_data (item), kb_secret_get_size (item));
    }
  set_hex (file, "genesis", person->genesis, KB_HASH_SIZE);
  set_hex (file, "intake", person->intake, KB_SIGN_PUBLIC_SIZE);
  g_key_file_set_string (file, "person", "name", person->name);
  g_key_file_set_string (file, "person", "endpoint", person->endpoint);
  g_key_file_set_string (file, "person", "directory", person->directory);
  g_key_file_set_integer (file, "person", "role", person->role);
  g_assert_true (g_key_file_save_to_file (file, path, NULL));
}

static GByteArray *
get_hex (GKeyFile   *file,
         const char *key)
{
  g_autofree char *hex = g_key_file_get_string (file, "person", key, NULL);
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_set_size (bytes, strlen (hex) / 2);
  g_assert_true (kb_hex_decode (hex, bytes->data, bytes->len));

  return bytes;
}

KbMembership *
sync_person_read (const char *path)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(KbKeyring) keyring = kb_memory_keyring_new ();
  g_autoptr(GByteArray) genesis = NULL;
  g_autoptr(GByteArray) intake = NULL;
  KbMembership *person;

  g_assert_true (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr(GByteArray) bytes = get_hex (file, items[i]);

      keep (keyring, items[i], bytes->data, bytes->len);
    }
  person = kb_membership_new ("anak", keyring, NULL, NULL);
  g_free (person->directory);
  person->directory = g_key_file_get_string (file, "person", "directory", NULL);
  person->name = g_key_file_get_string (file, "person", "name", NULL);
  person->endpoint = g_key_file_get_string (file, "person", "endpoint", NULL);
  person->role = g_key_file_get_integer (file, "person", "role", NULL);
  genesis = get_hex (file, "genesis");
  intake = get_hex (file, "intake");
  memcpy (person->genesis, genesis->data, KB_HASH_SIZE);
  memcpy (person->intake, intake->data, KB_SIGN_PUBLIC_SIZE);

  return person;
}
