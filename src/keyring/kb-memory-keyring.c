/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-memory-keyring.h"

struct _KbMemoryKeyring
{
  GObject     parent_instance;

  GMutex      mutex;            /* guards what follows */
  GHashTable *secrets;          /* item → KbSecret */
  int         fail_code;
};

static void kb_memory_keyring_iface_init (KbKeyringInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KbMemoryKeyring, kb_memory_keyring, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_KEYRING,
                                                      kb_memory_keyring_iface_init))

/* With the mutex held. */
static gboolean
check_working (KbMemoryKeyring  *self,
               GCancellable     *cancellable,
               GError          **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->fail_code < 0)
    return TRUE;

  g_set_error_literal (error, KB_KEYRING_ERROR, self->fail_code, "The keyring was told to fail");
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

static KbSecret *
kb_memory_keyring_lookup (KbKeyring     *keyring,
                          const char    *item,
                          GCancellable  *cancellable,
                          GError       **error)
{
  KbMemoryKeyring *self = KB_MEMORY_KEYRING (keyring);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  KbSecret *secret;

  if (!check_working (self, cancellable, error))
    return NULL;

  secret = g_hash_table_lookup (self->secrets, item);
  if (secret == NULL)
    {
      set_missing (item, error);
      return NULL;
    }

  return kb_secret_ref (secret);
}

static gboolean
kb_memory_keyring_store (KbKeyring     *keyring,
                         const char    *item,
                         KbSecret      *secret,
                         GCancellable  *cancellable,
                         GError       **error)
{
  KbMemoryKeyring *self = KB_MEMORY_KEYRING (keyring);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!check_working (self, cancellable, error))
    return FALSE;

  g_hash_table_replace (self->secrets, g_strdup (item),
                        kb_secret_new (kb_secret_get_data (secret), kb_secret_get_size (secret)));

  return TRUE;
}

static gboolean
kb_memory_keyring_remove (KbKeyring     *keyring,
                          const char    *item,
                          GCancellable  *cancellable,
                          GError       **error)
{
  KbMemoryKeyring *self = KB_MEMORY_KEYRING (keyring);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!check_working (self, cancellable, error))
    return FALSE;

  return g_hash_table_remove (self->secrets, item) || set_missing (item, error);
}

static gboolean
kb_memory_keyring_unlock (KbKeyring     *keyring,
                          GCancellable  *cancellable,
                          GError       **error)
{
  KbMemoryKeyring *self = KB_MEMORY_KEYRING (keyring);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->fail_code == KB_KEYRING_ERROR_LOCKED)
    self->fail_code = -1;

  return check_working (self, cancellable, error);
}

static void
kb_memory_keyring_iface_init (KbKeyringInterface *iface)
{
  iface->lookup = kb_memory_keyring_lookup;
  iface->store = kb_memory_keyring_store;
  iface->remove = kb_memory_keyring_remove;
  iface->unlock = kb_memory_keyring_unlock;
}

static void
kb_memory_keyring_finalize (GObject *object)
{
  KbMemoryKeyring *self = KB_MEMORY_KEYRING (object);

  g_hash_table_unref (self->secrets);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (kb_memory_keyring_parent_class)->finalize (object);
}

static void
kb_memory_keyring_class_init (KbMemoryKeyringClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_memory_keyring_finalize;
}

static void
kb_memory_keyring_init (KbMemoryKeyring *self)
{
  g_mutex_init (&self->mutex);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal,
                                         g_free, (GDestroyNotify) kb_secret_unref);
  self->fail_code = -1;
}

/**
 * kb_memory_keyring_new:
 *
 * Returns: (transfer full): an empty keyring that is never locked
 */
KbKeyring *
kb_memory_keyring_new (void)
{
  return g_object_new (KB_TYPE_MEMORY_KEYRING, NULL);
}

/**
 * kb_memory_keyring_fail_with:
 * @self: a keyring
 * @code: a #KbKeyringError, or -1 to work again
 *
 * Lets tests see each way in which a keyring fails. %KB_KEYRING_ERROR_LOCKED
 * ends with kb_keyring_unlock().
 */
void
kb_memory_keyring_fail_with (KbMemoryKeyring *self,
                             int              code)
{
  g_return_if_fail (KB_IS_MEMORY_KEYRING (self));

  g_mutex_lock (&self->mutex);
  self->fail_code = code;
  g_mutex_unlock (&self->mutex);
}
