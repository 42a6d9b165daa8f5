/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-membership.h"

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-token.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define STORE_KEY_SIZE 32

G_DEFINE_QUARK (kb-membership-error-quark, kb_membership_error)

/**
 * kb_membership_directory:
 * @profile: [A-Za-z0-9_-], at most 32 characters
 *
 * Returns: (transfer full): where this profile's files are; not made here
 */
char *
kb_membership_directory (const char *profile)
{
  return g_build_filename (g_get_user_data_dir (), "kumbang", profile, NULL);
}

static gboolean
check_profile (const char  *profile,
               GError     **error)
{
  gsize length = strspn (profile, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-");

  if (length > 0 && length <= 32 && profile[length] == '\0')
    return TRUE;
  g_set_error_literal (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_MALFORMED,
                       _("A profile's name is up to 32 letters and digits"));

  return FALSE;
}

static KbMembership *
new_bare (const char *profile,
          KbKeyring  *keyring)
{
  KbMembership *self = g_new0 (KbMembership, 1);

  self->profile = g_strdup (profile);
  self->directory = kb_membership_directory (profile);
  self->keyring = g_object_ref (keyring);

  return self;
}

void
kb_membership_free (KbMembership *self)
{
  if (self == NULL)
    return;
  g_free (self->profile);
  g_free (self->directory);
  g_free (self->endpoint);
  g_free (self->ca_file);
  g_free (self->name);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->device, kb_signing_key_unref);
  g_clear_pointer (&self->device_age, kb_age_identity_unref);
  g_clear_pointer (&self->token, kb_secret_unref);
  g_free (self);
}

/* NULL without error: the keyring holds no such item. */
static KbSecret *
lookup (KbMembership  *self,
        const char    *item,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autoptr(GError) local = NULL;
  KbSecret *secret = kb_keyring_lookup (self->keyring, item, cancellable, &local);

  if (secret == NULL && !g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&local));

  return secret;
}

static gboolean
make_keys (KbMembership  *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(KbSecret) age = NULL;

  self->device = kb_signing_key_generate ();
  self->device_age = kb_age_identity_generate ();
  age = kb_age_identity_to_secret (self->device_age);

  return kb_keyring_store (self->keyring, KB_KEYRING_DEVICE_SIGN,
                           kb_signing_key_get_seed (self->device), cancellable, error) &&
         kb_keyring_store (self->keyring, KB_KEYRING_DEVICE_AGE, age, cancellable, error);
}

static gboolean
take_or_make_keys (KbMembership  *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(KbSecret) seed = NULL;
  g_autoptr(KbSecret) age = NULL;
  g_autoptr(GError) local = NULL;

  seed = lookup (self, KB_KEYRING_DEVICE_SIGN, cancellable, &local);
  age = seed != NULL ? lookup (self, KB_KEYRING_DEVICE_AGE, cancellable, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (age == NULL)
    return make_keys (self, cancellable, error);

  self->device = kb_signing_key_new_from_seed (seed);
  self->device_age = kb_age_identity_parse (age, error);

  return self->device_age != NULL;
}

static gboolean
take_or_make_token (KbMembership  *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(GError) local = NULL;

  self->token = lookup (self, KB_KEYRING_TOKEN, cancellable, &local);
  if (self->token != NULL)
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->token = kb_token_new ();

  return kb_keyring_store (self->keyring, KB_KEYRING_TOKEN, self->token, cancellable, error);
}

/**
 * kb_membership_new:
 * @profile: name of the profile
 * @keyring: takes the new keys
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Makes a device: signing key, age identity and bearer token, in the keyring
 * before anyone hears of them. What the keyring already holds for this profile
 * is kept, so that a ceremony that was broken off goes on with the same device.
 *
 * Returns: (transfer full): a membership without endpoint, office and name
 */
KbMembership *
kb_membership_new (const char    *profile,
                   KbKeyring     *keyring,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr(KbMembership) self = NULL;

  if (!check_profile (profile, error))
    return NULL;
  self = new_bare (profile, keyring);
  if (!take_or_make_keys (self, cancellable, error) ||
      !take_or_make_token (self, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
read_hex (GKeyFile    *file,
          const char  *key,
          guint8      *ret_value,
          gsize        size,
          GError     **error)
{
  g_autofree char *hex = g_key_file_get_string (file, "office", key, error);

  if (hex == NULL)
    return FALSE;
  if (kb_hex_decode (hex, ret_value, size))
    return TRUE;
  g_set_error (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_MALFORMED,
               "office.ini: %s is not %" G_GSIZE_FORMAT " bytes of hex", key, size);

  return FALSE;
}

static gboolean
read_ini (KbMembership  *self,
          GKeyFile      *file,
          GError       **error)
{
  g_autofree char *role = NULL;

  if (!read_hex (file, "genesis", self->genesis, sizeof self->genesis, error) ||
      !read_hex (file, "intake", self->intake, sizeof self->intake, error))
    return FALSE;
  self->endpoint = g_key_file_get_string (file, "office", "endpoint", error);
  if (self->endpoint == NULL)
    return FALSE;
  self->ca_file = g_key_file_get_string (file, "office", "ca", NULL);
  self->name = g_key_file_get_string (file, "device", "name", error);
  if (self->name == NULL)
    return FALSE;
  role = g_key_file_get_string (file, "device", "role", error);
  if (role == NULL)
    return FALSE;
  if (kb_device_role_from_string (role, &self->role))
    return TRUE;
  g_set_error_literal (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_MALFORMED,
                       "office.ini: unknown role");

  return FALSE;
}

static gboolean
load_ini (KbMembership  *self,
          GError       **error)
{
  g_autofree char *path = g_build_filename (self->directory, "office.ini", NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) local = NULL;

  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local) &&
      read_ini (self, file, &local))
    return TRUE;

  if (g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_NONE,
                 _("The profile “%s” has not joined an office yet"), self->profile);
  else
    g_set_error (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_MALFORMED,
                 _("%s can't be read: %s"), path, local->message);

  return FALSE;
}

static gboolean
load_keys (KbMembership  *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(KbSecret) seed = NULL;
  g_autoptr(KbSecret) age = NULL;

  seed = kb_keyring_lookup (self->keyring, KB_KEYRING_DEVICE_SIGN, cancellable, error);
  if (seed == NULL)
    return FALSE;
  age = kb_keyring_lookup (self->keyring, KB_KEYRING_DEVICE_AGE, cancellable, error);
  if (age == NULL)
    return FALSE;
  if (kb_secret_get_size (seed) != KB_SIGN_SEED_SIZE)
    {
      g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_FAILED,
                           _("The keyring's device key is damaged"));
      return FALSE;
    }
  self->device = kb_signing_key_new_from_seed (seed);
  self->device_age = kb_age_identity_parse (age, error);
  self->token = kb_keyring_lookup (self->keyring, KB_KEYRING_TOKEN, cancellable, NULL);

  return self->device_age != NULL;
}

/**
 * kb_membership_load:
 * @profile: name of the profile
 * @keyring: where its keys are
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Returns: (transfer full): the membership, or %NULL with
 *   #KB_MEMBERSHIP_ERROR_NONE when the profile has joined no office, or a
 *   #KbKeyringError
 */
KbMembership *
kb_membership_load (const char    *profile,
                    KbKeyring     *keyring,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(KbMembership) self = NULL;

  if (!check_profile (profile, error))
    return NULL;
  self = new_bare (profile, keyring);
  if (!load_ini (self, error) || !load_keys (self, cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
make_directory (KbMembership  *self,
                GError       **error)
{
  int saved;

  if (g_mkdir_with_parents (self->directory, 0700) == 0)
    return TRUE;
  saved = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), _("%s can't be made: %s"),
               self->directory, g_strerror (saved));

  return FALSE;
}

/**
 * kb_membership_save:
 * @error: return location
 *
 * Writes PROFILE_DIR/office.ini, 0600, whole or not at all. Keys are in the
 * keyring already.
 */
gboolean
kb_membership_save (KbMembership  *self,
                    GError       **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (self->directory, "office.ini", NULL);
  g_autofree char *genesis = kb_hex_encode (self->genesis, sizeof self->genesis);
  g_autofree char *intake = kb_hex_encode (self->intake, sizeof self->intake);
  g_autofree char *text = NULL;
  gsize size;

  if (!make_directory (self, error))
    return FALSE;
  g_key_file_set_string (file, "office", "endpoint", self->endpoint);
  if (self->ca_file != NULL)
    g_key_file_set_string (file, "office", "ca", self->ca_file);
  g_key_file_set_string (file, "office", "genesis", genesis);
  g_key_file_set_string (file, "office", "intake", intake);
  g_key_file_set_string (file, "device", "name", self->name);
  g_key_file_set_string (file, "device", "role", kb_device_role_to_string (self->role));
  text = g_key_file_to_data (file, &size, NULL);

  return g_file_set_contents_full (path, text, size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

char *
kb_membership_store_path (KbMembership *self)
{
  return g_build_filename (self->directory, "journal.db", NULL);
}

/**
 * kb_membership_store_key:
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * A new key is made only where there is no file that another key could
 * belong to: else a lost keyring would look like an empty office.
 *
 * Returns: (transfer full): 32 bytes, or %NULL with a #KbKeyringError
 */
KbSecret *
kb_membership_store_key (KbMembership  *self,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autofree char *path = kb_membership_store_path (self);
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(GError) local = NULL;

  key = kb_keyring_lookup (self->keyring, KB_KEYRING_STORE, cancellable, &local);
  if (key != NULL)
    return g_steal_pointer (&key);
  if (!g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING,
                           _("The keyring no longer holds the key of this computer's case files. "
                             "Nothing was changed. Restore the keyring, or enrol this computer "
                             "anew."));
      return NULL;
    }

  if (!make_directory (self, error))
    return NULL;
  key = kb_secret_new_random (STORE_KEY_SIZE);
  if (!kb_keyring_store (self->keyring, KB_KEYRING_STORE, key, cancellable, error))
    return NULL;

  return g_steal_pointer (&key);
}
