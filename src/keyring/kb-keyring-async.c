/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-keyring-async.h"

typedef struct
{
  char     *item;
  KbSecret *secret;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->item);
  g_clear_pointer (&request->secret, kb_secret_unref);
  g_free (request);
}

static void
run (KbKeyring           *self,
     const char          *item,
     KbSecret            *secret,
     gpointer             tag,
     GTaskThreadFunc      func,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->item = g_strdup (item);
  request->secret = secret != NULL ? kb_secret_ref (secret) : NULL;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, func);
}

static void
lookup_cb (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;
  KbSecret *secret = kb_keyring_lookup (source, request->item, cancellable, &error);

  if (secret == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) kb_secret_unref);
}

static void
store_cb (GTask        *task,
          gpointer      source,
          gpointer      data,
          GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  if (kb_keyring_store (source, request->item, request->secret, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unlock_cb (GTask        *task,
           gpointer      source,
           gpointer      data,
           GCancellable *cancellable)
{
  GError *error = NULL;

  if (kb_keyring_unlock (source, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * kb_keyring_lookup_async:
 *
 * kb_keyring_lookup() without blocking.
 */
void
kb_keyring_lookup_async (KbKeyring           *self,
                         const char          *item,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (KB_IS_KEYRING (self));
  g_return_if_fail (item != NULL);

  run (self, item, NULL, kb_keyring_lookup_async, lookup_cb, cancellable, callback, user_data);
}

/**
 * kb_keyring_lookup_finish:
 *
 * Returns: (transfer full): as kb_keyring_lookup()
 */
KbSecret *
kb_keyring_lookup_finish (KbKeyring     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kb_keyring_store_async:
 *
 * kb_keyring_store() without blocking.
 */
void
kb_keyring_store_async (KbKeyring           *self,
                        const char          *item,
                        KbSecret            *secret,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (KB_IS_KEYRING (self));
  g_return_if_fail (item != NULL && secret != NULL);

  run (self, item, secret, kb_keyring_store_async, store_cb, cancellable, callback, user_data);
}

/**
 * kb_keyring_store_finish:
 *
 * Returns: as kb_keyring_store()
 */
gboolean
kb_keyring_store_finish (KbKeyring     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kb_keyring_unlock_async:
 *
 * kb_keyring_unlock() without blocking.
 */
void
kb_keyring_unlock_async (KbKeyring           *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (KB_IS_KEYRING (self));

  run (self, NULL, NULL, kb_keyring_unlock_async, unlock_cb, cancellable, callback, user_data);
}

/**
 * kb_keyring_unlock_finish:
 *
 * Returns: as kb_keyring_unlock()
 */
gboolean
kb_keyring_unlock_finish (KbKeyring     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
