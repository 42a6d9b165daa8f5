/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-rebuild.h"

#include "kb-store.h"

#include <errno.h>
#include <glib/gstdio.h>

/* What is in no journal. */
typedef struct
{
  GPtrArray *outbox;            /* nullable */
  GPtrArray *drafts;            /* nullable */
} Kept;

static void
kept_clear (Kept *self)
{
  g_clear_pointer (&self->outbox, g_ptr_array_unref);
  g_clear_pointer (&self->drafts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

/* A file that can't be opened holds nothing that could be saved; one that is in
 * use is not touched. */
static gboolean
read_kept (KbMembership  *membership,
           const char    *path,
           Kept          *kept,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(KbStore) store = NULL;
  g_autoptr(GError) local = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  key = kb_membership_store_key (membership, cancellable, NULL);
  if (key == NULL)
    return TRUE;
  store = kb_store_new (path, key);
  if (kb_store_open (store, &local))
    {
      kept->outbox = kb_store_outbox_list (store, NULL);
      kept->drafts = kb_store_list_drafts (store, NULL);
    }
  kb_store_close (store);
  if (!g_error_matches (local, KB_STORE_ERROR, KB_STORE_ERROR_LOCKED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/* Under another name, so that nothing is lost. */
static gboolean
set_aside (const char  *path,
           GError     **error)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strdup_printf ("%s.%s%s", path, stamp, endings[i]);

      if (g_file_test (from, G_FILE_TEST_EXISTS) && g_rename (from, to) != 0)
        {
          g_set_error (error, KB_STORE_ERROR, KB_STORE_ERROR_IO,
                       "The old file can't be renamed: %s", g_strerror (errno));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
carry_over (KbMembership  *membership,
            const char    *path,
            const Kept    *kept,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr(KbSecret) key = kb_membership_store_key (membership, cancellable, error);
  g_autoptr(KbStore) store = NULL;
  gboolean carried;

  if (key == NULL)
    return FALSE;
  store = kb_store_new (path, key);
  carried = kb_store_open (store, error);
  for (guint i = 0; carried && kept->outbox != NULL && i < kept->outbox->len; i++)
    carried = kb_store_outbox_add (store, kept->outbox->pdata[i], error);
  for (guint i = 0; carried && kept->drafts != NULL && i < kept->drafts->len; i++)
    carried = kb_store_set_draft (store, kept->drafts->pdata[i], error);
  kb_store_close (store);

  return carried;
}

/**
 * kb_rebuild_store:
 * @error: %KB_STORE_ERROR_LOCKED while somebody has the file open; %KB_STORE_ERROR_IO
 *
 * Sets the file aside under another name and begins a new one, with what was
 * waiting to be sent and the drafts in it. The next pull fills it from the journal. Which
 * cases were read is not known any more.
 */
gboolean
kb_rebuild_store (KbMembership  *membership,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree char *path = kb_membership_store_path (membership);
  g_auto(Kept) kept = { NULL, NULL };

  if (!read_kept (membership, path, &kept, cancellable, error) || !set_aside (path, error))
    return FALSE;

  return (kept.outbox == NULL && kept.drafts == NULL)
         || carry_over (membership, path, &kept, cancellable, error);
}
