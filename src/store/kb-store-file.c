/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file seen from outside, before SQLite touches it. */
#include "config.h"

#include "kb-store-db.h"

#include "kb-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SQLITE_HEADER_SIZE 100

static const char sqlite_magic[16] = "SQLite format 3";

/* Files that this process has open. POSIX locks belong to a process, and closing
 * any descriptor of a file drops them all; so a file that is open here must not
 * even be looked at a second time. */
static GMutex open_files_mutex;
static GHashTable *open_files;

/*< private >
 * kb_store_file_register:
 *
 * Returns: (transfer full) (nullable): what to unregister; %NULL: it is open here already
 */
char *
kb_store_file_register (const char *path)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&open_files_mutex);
  char *name = g_canonicalize_filename (path, NULL);

  if (open_files == NULL)
    open_files = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_contains (open_files, name))
    g_clear_pointer (&name, g_free);
  else
    g_hash_table_add (open_files, name);

  return name;
}

/*< private >
 * kb_store_file_unregister:
 */
void
kb_store_file_unregister (char *name)
{
  if (name == NULL)
    return;

  g_mutex_lock (&open_files_mutex);
  g_hash_table_remove (open_files, name);
  g_mutex_unlock (&open_files_mutex);
  g_free (name);
}

static gboolean
fail (KbStoreError   code,
      const char    *message,
      GError       **error)
{
  g_set_error_literal (error, KB_STORE_ERROR, code, message);
  return FALSE;
}

/*< private >
 * kb_store_file_check_version:
 */
gboolean
kb_store_file_check_version (guint32   application,
                             int       version,
                             GError  **error)
{
  if (application != KB_STORE_APPLICATION_ID)
    return fail (KB_STORE_ERROR_FOREIGN, "The file belongs to another program", error);
  if (version < 1)
    return fail (KB_STORE_ERROR_DAMAGED, "The file states no version", error);
  if (version > kb_store_schema_version ())
    return fail (KB_STORE_ERROR_NEWER, "The file was written by a newer version", error);

  return TRUE;
}

/* SQLite's header: 0 magic ‖ … ‖ 60 u32 user_version ‖ … ‖ 68 u32 application_id. */
static gboolean
check_header (const guint8  *header,
              gsize          size,
              GError       **error)
{
  KbReader reader;
  guint32 version, application;

  if (memcmp (header, sqlite_magic, MIN (size, sizeof sqlite_magic)) != 0)
    return fail (KB_STORE_ERROR_FOREIGN, "The file is not a store", error);
  if (size < SQLITE_HEADER_SIZE)
    return fail (KB_STORE_ERROR_DAMAGED, "The file is cut off", error);

  kb_reader_init (&reader, header, size);
  kb_reader_bytes (&reader, 60);
  version = kb_reader_u32 (&reader);
  kb_reader_bytes (&reader, 4);
  application = kb_reader_u32 (&reader);

  return kb_store_file_check_version (application, (int) version, error);
}

/*< private >
 * kb_store_file_check:
 *
 * Looks before SQLite does, which would recover a foreign file's journal.
 */
gboolean
kb_store_file_check (const char  *path,
                     gboolean    *ret_exists,
                     GError     **error)
{
  guint8 header[SQLITE_HEADER_SIZE];
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  int saved_errno = errno;
  gssize size;

  *ret_exists = fd >= 0 || saved_errno != ENOENT;
  if (fd < 0 && saved_errno == ENOENT)
    return TRUE;
  if (fd < 0)
    return fail (KB_STORE_ERROR_IO, g_strerror (saved_errno), error);

  size = read (fd, header, sizeof header);
  saved_errno = errno;
  close (fd);
  if (size < 0)
    return fail (KB_STORE_ERROR_IO, g_strerror (saved_errno), error);

  return check_header (header, size, error);
}

/*< private >
 * kb_store_file_remove_empty_log:
 *
 * Looking into a file whose log was put away makes SQLite begin an empty one.
 * To be called while the lock is held: nobody else can have begun to use it.
 */
void
kb_store_file_remove_empty_log (const char *store_path)
{
  g_autofree char *path = g_strconcat (store_path, "-wal", NULL);
  GStatBuf status;

  if (g_stat (path, &status) == 0 && status.st_size == 0)
    g_unlink (path);
}
