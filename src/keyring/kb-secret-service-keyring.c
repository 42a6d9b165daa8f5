/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Secret Service (gnome-keyring, KWallet, KeePassXC) over libsecret.
 *
 * libsecret's simple calls hide what a person must be told apart: its lookup
 * answers NULL without an error for a locked keyring as for a missing item, and
 * may show a prompt. So the state of the default collection is asked first, and
 * items are searched for without any flag that unlocks.
 *
 * Values are kept as base64 text: some services keep only text. */
#include "config.h"

#include "kb-keyring.h"

#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

#define KB_TYPE_SECRET_SERVICE_KEYRING (kb_secret_service_keyring_get_type ())
G_DECLARE_FINAL_TYPE (KbSecretServiceKeyring, kb_secret_service_keyring,
                      KB, SECRET_SERVICE_KEYRING, GObject)

struct _KbSecretServiceKeyring
{
  GObject  parent_instance;

  char    *profile;
};

static void kb_secret_service_keyring_iface_init (KbKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KbSecretServiceKeyring, kb_secret_service_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_KEYRING,
                                                      kb_secret_service_keyring_iface_init))

static const SecretSchema schema = {
  APP_ID, SECRET_SCHEMA_NONE,
  {
    { "profile", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "item", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  }
};

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_CHILD_EXITED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_EXEC_FAILED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_FAILED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

/* Translates what libsecret and D-Bus answered; takes @inner. */
static void
take_error (GError  *inner,
            GError **error)
{
  g_autoptr(GError) owned = inner;

  if (g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (is_absent (inner))
    g_set_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_ABSENT,
                 "No keyring service answers: %s", inner->message);
  else if (g_error_matches (inner, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_LOCKED,
                         "The keyring is locked");
  else
    g_set_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_FAILED,
                 "The keyring failed: %s", inner->message);
}

static gboolean
set_locked (GError **error)
{
  g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_LOCKED, "The keyring is locked");
  return FALSE;
}

static gboolean
set_missing (const char  *item,
             GError     **error)
{
  g_set_error (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING,
               "The keyring holds no item “%s”", item);
  return FALSE;
}

static GHashTable *
attributes_of (KbSecretServiceKeyring *self,
               const char             *item)
{
  return secret_attributes_build (&schema, "profile", self->profile, "item", item, NULL);
}

/* A connection of its own for each call: what libsecret keeps for the process
 * goes stale when the service restarts, and its locked state is only renewed by
 * a running main loop. */
static SecretService *
open_service (SecretServiceFlags   flags,
              GCancellable        *cancellable,
              GError             **error)
{
  GError *inner = NULL;
  SecretService *service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, flags,
                                                     cancellable, &inner);

  if (service == NULL)
    take_error (inner, error);

  return service;
}

/* The collection where items go; %NULL without error if none was made yet. */
static gboolean
find_collection (SecretService     *service,
                 GCancellable      *cancellable,
                 SecretCollection **ret_collection,
                 GError           **error)
{
  GError *inner = NULL;
  SecretCollection *collection;

  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT,
                                                 SECRET_COLLECTION_NONE, cancellable, &inner);
  if (inner != NULL)
    {
      take_error (inner, error);
      return FALSE;
    }
  *ret_collection = collection;

  return TRUE;
}

/* Without a collection there is nothing to look into or to store in until a
 * person has chosen a password, which is what unlocking asks for. */
static SecretService *
open_unlocked (GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(SecretService) service = NULL;
  g_autoptr(SecretCollection) collection = NULL;

  service = open_service (SECRET_SERVICE_OPEN_SESSION, cancellable, error);
  if (service == NULL || !find_collection (service, cancellable, &collection, error))
    return NULL;
  if (collection == NULL || secret_collection_get_locked (collection))
    {
      set_locked (error);
      return NULL;
    }

  return g_steal_pointer (&service);
}

static KbSecret *
decode_value (SecretValue  *value,
              GError      **error)
{
  gsize size;
  const char *text = secret_value_get (value, &size);
  g_autoptr(KbSecret) secret = kb_secret_new_zeroed (size / 4 * 3 + 3);
  size_t length;

  if (sodium_base642bin (kb_secret_get_writable (secret), kb_secret_get_size (secret), text, size,
                         NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    {
      g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_FAILED,
                           "The keyring's item is not of the agreed form");
      return NULL;
    }
  kb_secret_truncate (secret, length);

  return g_steal_pointer (&secret);
}

static SecretValue *
encode_value (KbSecret *secret)
{
  gsize size = sodium_base64_encoded_len (kb_secret_get_size (secret),
                                          sodium_base64_VARIANT_ORIGINAL);
  g_autoptr(KbSecret) text = kb_secret_new_zeroed (size);

  sodium_bin2base64 ((char *) kb_secret_get_writable (text), size,
                     kb_secret_get_data (secret), kb_secret_get_size (secret),
                     sodium_base64_VARIANT_ORIGINAL);

  return secret_value_new ((const char *) kb_secret_get_data (text), size - 1, "text/plain");
}

static KbSecret *
secret_of_items (GList       *items,
                 const char  *name,
                 GError     **error)
{
  SecretItem *item = items != NULL ? items->data : NULL;
  g_autoptr(SecretValue) value = NULL;

  if (item == NULL)
    set_missing (name, error);
  else if (secret_item_get_locked (item) || (value = secret_item_get_secret (item)) == NULL)
    set_locked (error);
  else
    return decode_value (value, error);

  return NULL;
}

static KbSecret *
kb_secret_service_keyring_lookup (KbKeyring     *keyring,
                                  const char    *item,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  KbSecretServiceKeyring *self = KB_SECRET_SERVICE_KEYRING (keyring);
  g_autoptr(SecretService) service = open_unlocked (cancellable, error);
  g_autoptr(GHashTable) attributes = attributes_of (self, item);
  g_autolist(SecretItem) items = NULL;
  GError *inner = NULL;

  if (service == NULL)
    return NULL;

  items = secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_LOAD_SECRETS,
                                      cancellable, &inner);
  if (inner != NULL)
    {
      take_error (inner, error);
      return NULL;
    }

  return secret_of_items (items, item, error);
}

static gboolean
kb_secret_service_keyring_store (KbKeyring     *keyring,
                                 const char    *item,
                                 KbSecret      *secret,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  KbSecretServiceKeyring *self = KB_SECRET_SERVICE_KEYRING (keyring);
  g_autoptr(SecretService) service = open_unlocked (cancellable, error);
  g_autoptr(GHashTable) attributes = attributes_of (self, item);
  g_autofree char *label = g_strdup_printf ("Kumbang (%s): %s", self->profile, item);
  g_autoptr(SecretValue) value = NULL;
  GError *inner = NULL;

  if (service == NULL)
    return FALSE;

  value = encode_value (secret);
  if (secret_service_store_sync (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                                 value, cancellable, &inner))
    return TRUE;

  take_error (inner, error);

  return FALSE;
}

static gboolean
kb_secret_service_keyring_remove (KbKeyring     *keyring,
                                  const char    *item,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  KbSecretServiceKeyring *self = KB_SECRET_SERVICE_KEYRING (keyring);
  g_autoptr(SecretService) service = open_unlocked (cancellable, error);
  g_autoptr(GHashTable) attributes = attributes_of (self, item);
  GError *inner = NULL;

  if (service == NULL)
    return FALSE;
  if (secret_service_clear_sync (service, &schema, attributes, cancellable, &inner))
    return TRUE;
  if (inner == NULL)
    return set_missing (item, error);

  take_error (inner, error);

  return FALSE;
}

/* Both ways of asking end here: libsecret reports a closed prompt as nothing
 * done, or with an error that says "cancelled" though nobody did, or that there
 * is no collection at "/", the path that stands for none. */
static gboolean
finish_prompt (gboolean       opened,
               GError        *inner,
               GCancellable  *cancellable,
               GError       **error)
{
  if (opened)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_clear_error (&inner);
      return FALSE;
    }
  if (inner != NULL
      && !g_error_matches (inner, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      && !g_error_matches (inner, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT)
      && !g_error_matches (inner, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      take_error (inner, error);
      return FALSE;
    }
  g_clear_error (&inner);
  g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_DISMISSED,
                       "The keyring was not unlocked: its prompt was closed");

  return FALSE;
}

static gboolean
kb_secret_service_keyring_unlock (KbKeyring     *keyring,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  g_autoptr(SecretService) service = open_service (SECRET_SERVICE_OPEN_SESSION, cancellable, error);
  g_autoptr(SecretCollection) collection = NULL;
  g_autoptr(GList) objects = NULL;
  GError *inner = NULL;
  int n_unlocked;

  if (service == NULL || !find_collection (service, cancellable, &collection, error))
    return FALSE;
  if (collection == NULL)
    {
      collection = secret_collection_create_sync (service, "Login", SECRET_COLLECTION_DEFAULT,
                                                  SECRET_COLLECTION_CREATE_NONE, cancellable,
                                                  &inner);
      return finish_prompt (collection != NULL, inner, cancellable, error);
    }
  if (!secret_collection_get_locked (collection))
    return TRUE;

  objects = g_list_prepend (NULL, collection);
  n_unlocked = secret_service_unlock_sync (service, objects, cancellable, NULL, &inner);

  return finish_prompt (n_unlocked == 1, inner, cancellable, error);
}

static void
kb_secret_service_keyring_iface_init (KbKeyringInterface *iface)
{
  iface->lookup = kb_secret_service_keyring_lookup;
  iface->store = kb_secret_service_keyring_store;
  iface->remove = kb_secret_service_keyring_remove;
  iface->unlock = kb_secret_service_keyring_unlock;
}

static void
kb_secret_service_keyring_finalize (GObject *object)
{
  KbSecretServiceKeyring *self = KB_SECRET_SERVICE_KEYRING (object);

  g_free (self->profile);

  G_OBJECT_CLASS (kb_secret_service_keyring_parent_class)->finalize (object);
}

static void
kb_secret_service_keyring_class_init (KbSecretServiceKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_secret_service_keyring_finalize;
}

static void
kb_secret_service_keyring_init (KbSecretServiceKeyring *self)
{
}

/**
 * kb_secret_service_keyring_new:
 * @profile: whose items; several may share one computer
 *
 * Returns: (transfer full): the keyring of the person's session
 */
KbKeyring *
kb_secret_service_keyring_new (const char *profile)
{
  KbSecretServiceKeyring *self;

  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (KB_TYPE_SECRET_SERVICE_KEYRING, NULL);
  self->profile = g_strdup (profile);

  return KB_KEYRING (self);
}
