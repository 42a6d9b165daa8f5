/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-desk-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "kb-custody.h"
#include "kb-rebuild.h"

/* From the keyring to the first list, and back. Two hops on a worker thread:
 * the keys, then the file; between them the objects are made on the main
 * thread, to which their signals belong. */

#define SETTLE_MS 1000

/* What the first hop finds. */
typedef struct
{
  char         *profile;
  KbKeyring    *keyring;
  gboolean      unlock;
  gboolean      rebuild;
  KbMembership *membership;
  KbSecret     *key;
  char         *custodian_recipient;
} KbDeskKeys;

static void
kb_desk_keys_free (KbDeskKeys *self)
{
  g_free (self->profile);
  g_clear_object (&self->keyring);
  g_clear_pointer (&self->membership, kb_membership_free);
  g_clear_pointer (&self->key, kb_secret_unref);
  g_free (self->custodian_recipient);
  g_free (self);
}

static void
kb_desk_office_clear (KbDeskOffice *self)
{
  g_clear_object (&self->sync);  /* and with it the membership */
  g_clear_object (&self->index);
  g_clear_object (&self->store);
  g_mutex_clear (&self->ceremony);
  g_mutex_clear (&self->drafts);
}

KbDeskOffice *
kb_desk_office_new (KbMembership *membership,
                    KbSecret     *key)
{
  KbDeskOffice *self = g_atomic_rc_box_new0 (KbDeskOffice);
  g_autofree char *path = kb_membership_store_path (membership);

  g_mutex_init (&self->ceremony);
  g_mutex_init (&self->drafts);
  self->membership = membership;
  self->store = kb_store_new (path, key);
  self->index = kb_text_index_new ();
  self->sync = kb_sync_new (membership, self->store, self->index);
  /* Sync borrows it and may be held by a call on its way: they end together. */
  g_object_set_data_full (G_OBJECT (self->sync), "kb-membership", membership,
                          (GDestroyNotify) kb_membership_free);
  return self;
}

void
kb_desk_office_unref (KbDeskOffice *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) kb_desk_office_clear);
}

static void
fail (KbDesk       *self,
      const GError *error)
{
  g_autoptr (KbFault) fault = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  fault = kb_fault_new_from_error (error);
  kb_desk_set_stage (self, KB_DESK_STAGE_FAULT, fault);
}

static KbDeskRole
get_role (KbMembership *membership)
{
  switch (membership->role)
    {
    case KB_DEVICE_ROLE_SUPERVISOR:
      return KB_DESK_ROLE_SUPERVISOR;
    case KB_DEVICE_ROLE_CUSTODIAN:
      return KB_DESK_ROLE_CUSTODIAN;
    case KB_DEVICE_ROLE_OFFICER:
    default:
      return KB_DESK_ROLE_OFFICER;
    }
}

void
kb_desk_read_roster (KbDesk *self)
{
  KbSync *sync = self->office->sync;

  g_free (self->office_name);
  self->office_name = kb_sync_dup_office (sync);
  g_free (self->custodian_name);
  self->custodian_name = kb_sync_dup_custodian_name (sync);
  self->is_custodian = kb_sync_is_custodian (sync);
  kb_desk_notify (self, KB_DESK_PROP_OFFICE);
  kb_desk_notify (self, KB_DESK_PROP_CUSTODIAN_NAME);
  kb_desk_notify (self, KB_DESK_PROP_IS_CUSTODIAN);
  kb_desk_read_settings (self);
}

/* Second hop: the file. */
static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskOffice *office = data;
  GPtrArray *drafts = NULL;
  GError *error = NULL;

  if (kb_store_open (office->store, &error) && kb_sync_load (office->sync, &error))
    drafts = kb_desk_load_drafts (office, &error);
  if (drafts != NULL)
    g_task_return_pointer (task, drafts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* The index and the pull take what the processors have: they begin when the
 * first rows are there, or when nobody has asked for rows for a while. */
static gboolean
settle_cb (gpointer data)
{
  KbDesk *self = data;

  self->settle_id = 0;
  kb_desk_fill_case_index (self);
  kb_desk_fill_index (self);
  kb_desk_pull (self);

  return G_SOURCE_REMOVE;
}

void
kb_desk_settle_soon (KbDesk *self)
{
  if (self->settle_id == 0)
    return;
  g_source_remove (self->settle_id);
  /* Behind the frame that paints them. */
  self->settle_id = g_idle_add_full (G_PRIORITY_LOW, settle_cb, self, NULL);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  KbDeskOffice *office = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = g_task_propagate_pointer (G_TASK (result), &error);

  if (drafts == NULL)
    {
      fail (self, error);
      return;
    }
  self->office = g_atomic_rc_box_acquire (office);
  kb_desk_take_drafts (self, drafts);
  kb_desk_follow_sync (self);
  kb_desk_read_roster (self);
  kb_desk_set_stage (self, KB_DESK_STAGE_READY, NULL);
  kb_desk_update_counts (self);
  kb_desk_update_list (self);
  self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

/* First hop: the keys. */
static void
keys_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  KbDeskKeys *keys = data;
  GError *error = NULL;

  if (keys->unlock && !kb_keyring_unlock (keys->keyring, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  keys->membership = kb_membership_load (keys->profile, keys->keyring, cancellable, &error);
  if (keys->membership == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (keys->rebuild && !kb_rebuild_store (keys->membership, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  keys->key = kb_membership_store_key (keys->membership, cancellable, &error);
  if (keys->key == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (keys->membership->role == KB_DEVICE_ROLE_CUSTODIAN)
    keys->custodian_recipient = kb_custody_dup_recipient (keys->keyring, cancellable, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
keys_found_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  KbDesk *self = KB_DESK (source);
  KbDeskKeys *keys = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (self, error);
      return;
    }
  self->role = get_role (keys->membership);
  g_free (self->custodian_recipient);
  self->custodian_recipient = g_steal_pointer (&keys->custodian_recipient);
  g_free (self->person);
  self->person = g_strdup (keys->membership->name);
  kb_desk_notify (self, KB_DESK_PROP_ROLE);
  kb_desk_notify (self, KB_DESK_PROP_CUSTODIAN_RECIPIENT);
  kb_desk_notify (self, KB_DESK_PROP_PERSON);

  task = g_task_new (self, self->cancellable, opened_cb, NULL);
  g_task_set_task_data (task, kb_desk_office_new (g_steal_pointer (&keys->membership), keys->key),
                        (GDestroyNotify) kb_desk_office_unref);
  g_task_run_in_thread (task, open_thread);
}

static void
start (KbDesk   *self,
       gboolean  unlock,
       gboolean  rebuild)
{
  g_autoptr (GTask) task = NULL;
  KbDeskKeys *keys = g_new0 (KbDeskKeys, 1);

  kb_desk_stop (self);
  kb_desk_set_stage (self, KB_DESK_STAGE_STARTING, NULL);
  self->cancellable = g_cancellable_new ();
  keys->profile = g_strdup (self->profile);
  keys->keyring = g_object_ref (self->keyring);
  keys->unlock = unlock;
  keys->rebuild = rebuild;
  task = g_task_new (self, self->cancellable, keys_found_cb, NULL);
  g_task_set_task_data (task, keys, (GDestroyNotify) kb_desk_keys_free);
  g_task_run_in_thread (task, keys_thread);
}

/**
 * kb_desk_start:
 * @self: the desk
 *
 * Gets the keys, opens the case file, lists, then pulls. Says how it went in
 * "stage" and "fault". Starting a desk that is open opens it anew.
 */
void
kb_desk_start (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  start (self, FALSE, FALSE);
}

/**
 * kb_desk_unlock_keyring:
 * @self: the desk
 *
 * Asks the system to open the keyring, then starts.
 */
void
kb_desk_unlock_keyring (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  start (self, TRUE, FALSE);
}

/**
 * kb_desk_rebuild:
 * @self: the desk
 *
 * Keeps the case file under another name and starts with an empty one, which
 * the pull fills again. What was not sent yet comes along if it can be read.
 */
void
kb_desk_rebuild (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  start (self, TRUE, TRUE);
}

/**
 * kb_desk_stop:
 * @self: the desk
 *
 * Closes the identity's window and the case file, and forgets what was read.
 */
void
kb_desk_stop (KbDesk *self)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint32));

  kb_desk_close_identity (self);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  kb_desk_cancel_pull (self);
  g_clear_object (&self->pulling);
  kb_desk_stop_drafts (self);
  if (self->office != NULL)
    g_signal_handlers_disconnect_by_data (self->office->sync, self);
  g_clear_pointer (&self->office, kb_desk_office_unref);
  kb_desk_drop_lists (self);
  if (self->cases != NULL)
    kb_case_list_set_ids (self->cases, none);
}

/**
 * kb_desk_lock:
 * @self: the desk
 *
 * Stops, and stays so until it is started again.
 */
void
kb_desk_lock (KbDesk *self)
{
  g_return_if_fail (KB_IS_DESK (self));

  kb_desk_stop (self);
  kb_desk_set_stage (self, KB_DESK_STAGE_LOCKED, NULL);
}
