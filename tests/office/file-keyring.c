/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "file-keyring.h"

#include <glib/gstdio.h>

struct _FileKeyring
{
  GObject  parent_instance;

  char    *folder;
};

static void file_keyring_iface_init (KbKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FileKeyring, file_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_KEYRING, file_keyring_iface_init))

static char *
path_of (KbKeyring  *keyring,
         const char *item)
{
  g_autofree char *name = g_uri_escape_string (item, NULL, FALSE);

  return g_build_filename (FILE_KEYRING (keyring)->folder, name, NULL);
}

static gboolean
set_missing (GError **error)
{
  g_set_error_literal (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING, "No such item");
  return FALSE;
}

static KbSecret *
lookup (KbKeyring     *keyring,
        const char    *item,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autofree char *path = path_of (keyring, item);
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    {
      set_missing (error);
      return NULL;
    }

  return kb_secret_new (data, size);
}

static gboolean
store (KbKeyring     *keyring,
       const char    *item,
       KbSecret      *secret,
       GCancellable  *cancellable,
       GError       **error)
{
  g_autofree char *path = path_of (keyring, item);

  return g_file_set_contents (path, (const char *) kb_secret_get_data (secret),
                              (gssize) kb_secret_get_size (secret), error);
}

static gboolean
remove_item (KbKeyring     *keyring,
             const char    *item,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autofree char *path = path_of (keyring, item);

  return g_unlink (path) == 0 || set_missing (error);
}

static gboolean
unlock (KbKeyring     *keyring,
        GCancellable  *cancellable,
        GError       **error)
{
  return TRUE;
}

static void
file_keyring_iface_init (KbKeyringInterface *iface)
{
  iface->lookup = lookup;
  iface->store = store;
  iface->remove = remove_item;
  iface->unlock = unlock;
}

static void
file_keyring_finalize (GObject *object)
{
  g_free (FILE_KEYRING (object)->folder);

  G_OBJECT_CLASS (file_keyring_parent_class)->finalize (object);
}

static void
file_keyring_class_init (FileKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = file_keyring_finalize;
}

static void
file_keyring_init (FileKeyring *self)
{
}

KbKeyring *
file_keyring_new (const char *folder)
{
  FileKeyring *self = g_object_new (TYPE_FILE_KEYRING, NULL);

  self->folder = g_strdup (folder);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);

  return KB_KEYRING (self);
}
