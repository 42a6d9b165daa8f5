/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include "kb-custody.h"

/* What only a custodian's desk does. The identity itself never comes here. */

static void
set_opening (KbDesk    *self,
             KbOpening *opening,
             guint32    id)
{
  self->opening_case = id;
  g_set_object (&self->opening, opening);
  kb_desk_notify (self, KB_DESK_PROP_OPENING_CASE);
  kb_desk_notify (self, KB_DESK_PROP_OPENING);
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbDesk) self = data;
  g_autoptr (GError) error = NULL;
  guint32 id = self->opening_case;

  kb_opening_run_finish (KB_OPENING (source), result, &error);
  if (self->opening != KB_OPENING (source))
    return;
  g_clear_object (&self->opening_cancellable);
  set_opening (self, NULL, 0);
  kb_desk_emit_ended (self, id, error);
}

/**
 * kb_desk_open_identity:
 * @self: the desk
 * @id: the case
 * @use: parts, fields, reason, letter and minutes
 * @passphrase: of the custodian's key
 *
 * Begins an opening; "opening" says how it goes, "opening-ended" how it ended.
 *
 * Returns: %FALSE where another one is not closed yet
 */
gboolean
kb_desk_open_identity (KbDesk              *self,
                       guint32              id,
                       const KbIdentityUse *use,
                       KbSecret            *passphrase)
{
  g_autoptr (KbOpening) opening = NULL;

  g_return_val_if_fail (KB_IS_DESK (self), FALSE);

  if (self->opening != NULL || self->office == NULL)
    return FALSE;
  opening = kb_opening_new (self->office->sync, self->office->store, self->keyring);
  g_clear_object (&self->opening_cancellable);
  self->opening_cancellable = g_cancellable_new ();
  set_opening (self, opening, id);
  kb_opening_run_async (opening, id, use, passphrase, self->opening_cancellable, ended_cb,
                        g_object_ref (self));
  return TRUE;
}

/**
 * kb_desk_close_identity:
 * @self: the desk
 *
 * Closes the window of the identity at once, or stops an opening that is not
 * recorded yet. Does nothing where there is none.
 */
void
kb_desk_close_identity (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  if (self->opening_cancellable != NULL)
    g_cancellable_cancel (self->opening_cancellable);
  if (self->opening != NULL)
    kb_opening_close (self->opening);
}

typedef struct
{
  KbKeyring *keyring;
  KbSecret  *passphrase;
} KbDeskMake;

static void
kb_desk_make_free (KbDeskMake *self)
{
  g_object_unref (self->keyring);
  kb_secret_unref (self->passphrase);
  g_free (self);
}

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskMake *make = data;
  GError *error = NULL;
  char *recipient = kb_custody_set_up (make->keyring, make->passphrase, KB_CUSTODY_LOG_N,
                                       cancellable, &error);

  if (recipient != NULL)
    g_task_return_pointer (task, recipient, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * kb_desk_make_custodian_async:
 * @self: the desk
 * @passphrase: what wraps the key
 * @cancellable: (nullable): a cancellable
 * @callback: called when the key is in the keyring
 * @user_data: for @callback
 */
void
kb_desk_make_custodian_async (KbDesk              *self,
                              KbSecret            *passphrase,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  KbDeskMake *make = g_new0 (KbDeskMake, 1);

  make->keyring = g_object_ref (self->keyring);
  make->passphrase = kb_secret_ref (passphrase);
  g_task_set_task_data (task, make, (GDestroyNotify) kb_desk_make_free);
  g_task_run_in_thread (task, make_thread);
}

/**
 * kb_desk_make_custodian_finish:
 *
 * Returns: (transfer full): the recipient, which the supervisor appoints
 */
char *
kb_desk_make_custodian_finish (KbDesk        *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  char *recipient = g_task_propagate_pointer (G_TASK (result), error);

  if (recipient != NULL)
    {
      g_free (self->custodian_recipient);
      self->custodian_recipient = g_strdup (recipient);
      kb_desk_notify (self, KB_DESK_PROP_CUSTODIAN_RECIPIENT);
    }
  return recipient;
}
