/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sync-desk.h"

#include <glib/gstdio.h>

static void
open_store (SyncDesk *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KbSecret) key = kb_membership_store_key (self->membership, NULL, &error);

  g_assert_no_error (error);
  self->store = kb_store_new (self->path, key);
  kb_store_open (self->store, &error);
  g_assert_no_error (error);
  self->sync = kb_sync_new (self->membership, self->store, NULL);
  kb_sync_load (self->sync, &error);
  g_assert_no_error (error);
}

/* A thread that has answered may let go of its object a moment later. */
static void
finish (KbSync *sync)
{
  gint64 until = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  gpointer left = sync;

  g_object_add_weak_pointer (G_OBJECT (sync), &left);
  g_object_unref (sync);
  while (g_atomic_pointer_get (&left) != NULL && g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_thread_yield ();
  g_assert_null (left);
}

static void
close_store (SyncDesk *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  kb_store_close (self->store);
  finish (g_steal_pointer (&self->sync));
  g_clear_object (&self->store);
}

SyncDesk *
sync_desk_new (SyncOffice *office,
               Person      person)
{
  return sync_desk_new_for (office->people[person]);
}

SyncDesk *
sync_desk_new_for (KbMembership *person)
{
  SyncDesk *self = g_new0 (SyncDesk, 1);

  self->membership = person;
  self->path = kb_membership_store_path (self->membership);
  open_store (self);

  return self;
}

void
sync_desk_free (SyncDesk *self)
{
  close_store (self);
  g_free (self->path);
  g_free (self);
}

void
sync_desk_restart (SyncDesk *self)
{
  close_store (self);
  open_store (self);
}

guint64
sync_desk_head (SyncDesk *self,
                KbStream  stream)
{
  KbChain head;

  g_assert_true (kb_store_get_head (self->store, stream, &head, NULL));

  return head.seq;
}

guint
sync_desk_n_cases (SyncDesk *self)
{
  g_autoptr(GArray) ids = kb_store_list_cases (self->store, KB_STORE_VIEW_ALL, NULL);

  return ids->len;
}

char *
sync_desk_alarm (SyncDesk *self)
{
  char *alarm;

  g_object_get (self->sync, "alarm", &alarm, NULL);

  return alarm;
}

void
sync_desk_look (SyncDesk *self)
{
  g_autoptr(GArray) alarms = kb_sync_dup_alarms (self->sync);

  g_assert_true (kb_sync_clear_alarms (self->sync, alarms, NULL));
}

guint
sync_desk_entry (SyncDesk  *self,
                 KbStream   stream,
                 guint64    seq,
                 char     **ret_plain)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (self->store, stream, seq - 1, 1, NULL);
  KbStoredEntry *stored;

  g_assert_cmpuint (entries->len, ==, 1);
  stored = entries->pdata[0];
  g_assert_cmpuint (stored->place.seq, ==, seq);
  if (ret_plain != NULL)
    *ret_plain = stored->plain == NULL ? NULL
                 : g_strndup (g_bytes_get_data (stored->plain, NULL),
                              g_bytes_get_size (stored->plain));

  return stored->quarantine;
}

char *
sync_folder_new (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("kumbang-sync-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

void
sync_folder_remove (char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        sync_folder_remove (path);
      else
        {
          g_unlink (path);
          g_free (path);
        }
    }
  g_rmdir (folder);
  g_free (folder);
}
