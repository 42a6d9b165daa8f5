/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-keyring.h"

G_DEFINE_QUARK (kb-keyring-error-quark, kb_keyring_error)

G_DEFINE_INTERFACE (KbKeyring, kb_keyring, G_TYPE_OBJECT)

static void
kb_keyring_default_init (KbKeyringInterface *iface)
{
}

/**
 * kb_keyring_lookup:
 * @self: a keyring
 * @item: name of the item, such as %KB_KEYRING_STORE
 * @cancellable: (nullable): a #GCancellable
 * @error: %KB_KEYRING_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Blocks; never shows a prompt: a locked keyring answers
 * %KB_KEYRING_ERROR_LOCKED, and the caller decides whether to ask.
 *
 * Returns: (transfer full): the secret, never %NULL without @error
 */
KbSecret *
kb_keyring_lookup (KbKeyring     *self,
                   const char    *item,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_return_val_if_fail (KB_IS_KEYRING (self), NULL);
  g_return_val_if_fail (item != NULL, NULL);

  return KB_KEYRING_GET_IFACE (self)->lookup (self, item, cancellable, error);
}

/**
 * kb_keyring_store:
 * @self: a keyring
 * @item: name of the item
 * @secret: what to keep; replaces an older one
 * @cancellable: (nullable): a #GCancellable
 * @error: %KB_KEYRING_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Blocks; never shows a prompt.
 *
 * Returns: whether @secret is kept
 */
gboolean
kb_keyring_store (KbKeyring     *self,
                  const char    *item,
                  KbSecret      *secret,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_return_val_if_fail (KB_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (item != NULL, FALSE);
  g_return_val_if_fail (secret != NULL, FALSE);

  return KB_KEYRING_GET_IFACE (self)->store (self, item, secret, cancellable, error);
}

/**
 * kb_keyring_remove:
 * @self: a keyring
 * @item: name of the item
 * @cancellable: (nullable): a #GCancellable
 * @error: %KB_KEYRING_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Blocks; never shows a prompt.
 *
 * Returns: whether it was removed; %KB_KEYRING_ERROR_MISSING if it was not there
 */
gboolean
kb_keyring_remove (KbKeyring     *self,
                   const char    *item,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_return_val_if_fail (KB_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (item != NULL, FALSE);

  return KB_KEYRING_GET_IFACE (self)->remove (self, item, cancellable, error);
}

/**
 * kb_keyring_unlock:
 * @self: a keyring
 * @cancellable: (nullable): a #GCancellable
 * @error: %KB_KEYRING_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Blocks until the person has answered the system's prompt; no prompt if the
 * keyring is open already. Where there is no keyring yet, the system offers to
 * make one.
 *
 * Returns: whether it is open; %KB_KEYRING_ERROR_DISMISSED if the person closed the prompt
 */
gboolean
kb_keyring_unlock (KbKeyring     *self,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_return_val_if_fail (KB_IS_KEYRING (self), FALSE);

  return KB_KEYRING_GET_IFACE (self)->unlock (self, cancellable, error);
}
