/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sqlite-backup.h"

#include "kb-audit.h"
#include "kb-sqlite-schema.h"
#include "kb-sqlite-storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000

/* A backup is one file: the database with the server's key as a fact in it. */
#define FACT_KEY "intake-key"

static gboolean
file_error (GError     **error,
            const char  *message,
            const char  *path)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s “%s”: %s", message, path,
               g_strerror (saved));
  return FALSE;
}

/* In one step, under one read lock: a consistent copy, while the log in front
 * of the database lets others go on writing. */
static gboolean
copy_pages (sqlite3  *to,
            sqlite3  *from,
            GError  **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  if (backup != NULL)
    {
      sqlite3_backup_step (backup, -1);
      sqlite3_backup_finish (backup);
    }
  if (sqlite3_errcode (to) == SQLITE_OK)
    return TRUE;

  kb_sqlite_set_error (to, error);
  return FALSE;
}

/* @journal: the mode that the copy has; without a log beside it it is one file. */
static gboolean
copy_database (const char  *from,
               const char  *to,
               const char  *journal,
               GError     **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA journal_mode = %s", journal);
  sqlite3 *source = NULL, *copy = NULL;
  gboolean ok = FALSE;

  if (sqlite3_open_v2 (from, &source, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    kb_sqlite_set_error (source, error);
  else if (sqlite3_open_v2 (to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
           SQLITE_OK)
    kb_sqlite_set_error (copy, error);
  else
    {
      sqlite3_busy_timeout (source, BUSY_MILLISECONDS);
      ok = copy_pages (copy, source, error) && kb_sqlite_run (copy, sql, error);
    }
  sqlite3_close (copy);
  sqlite3_close (source);

  return ok;
}

static gboolean
put_key (const char    *path,
         KbSigningKey  *key,
         GError       **error)
{
  KbSecret *seed = kb_signing_key_get_seed (key);
  g_autoptr(GBytes) value = g_bytes_new_static (kb_secret_get_data (seed), KB_SIGN_SEED_SIZE);
  g_autoptr(KbStorage) copy = kb_sqlite_storage_open (path, KB_SQLITE_WRITE, error);

  return copy != NULL && kb_storage_begin (copy, TRUE, error) &&
         kb_storage_put_fact (copy, FACT_KEY, value, error) && kb_storage_commit (copy, error);
}

static gboolean
sync_path (const char  *path,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;

  if (!ok)
    file_error (error, _("Can’t write"), path);
  if (fd >= 0)
    close (fd);

  return ok;
}

static gboolean
fill (const char  *folder,
      const char  *path,
      GError     **error)
{
  g_autofree char *database = kb_data_get_database (folder);
  g_autoptr(KbSigningKey) key = kb_data_read_key (folder, error);

  return key != NULL && copy_database (database, path, "DELETE", error) &&
         put_key (path, key, error) && sync_path (path, error);
}

/* A folder gets a file of the day, so that a daily timer needs no script. */
static char *
name_of (const char *out)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *name = g_date_time_format (now, "kumbang-%Y-%m-%d.backup");

  return g_file_test (out, G_FILE_TEST_IS_DIR) ? g_build_filename (out, name, NULL)
                                               : g_strdup (out);
}

/**
 * kb_backup_write:
 * @folder: the intake's; it may be serving
 * @out: a file, replaced if it exists, or a folder to put one in
 * @ret_path: (out) (transfer full): the file
 *
 * Makes a copy of the whole database and the key. The file has its name only
 * once all of it is on the disk; it must be kept as safe as the server itself.
 */
gboolean
kb_backup_write (const char  *folder,
                 const char  *out,
                 char       **ret_path,
                 GError     **error)
{
  g_autofree char *path = name_of (out);
  g_autofree char *unfinished = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  int fd = g_mkstemp_full (unfinished, O_RDWR | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    return file_error (error, _("Can’t create"), unfinished);
  close (fd);

  ok = fill (folder, unfinished, error) &&
       (g_rename (unfinished, path) == 0 || file_error (error, _("Can’t create"), path)) &&
       sync_path (parent, error);
  if (ok)
    *ret_path = g_steal_pointer (&path);
  else
    g_unlink (unfinished);

  return ok;
}

/**
 * kb_backup_open:
 * @ret_key: (out) (transfer full): the server's key, from the backup
 *
 * Returns: (transfer full): the backup's journal for reading, or %NULL with an error
 */
KbStorage *
kb_backup_open (const char    *path,
                KbSigningKey **ret_key,
                GError       **error)
{
  g_autoptr(KbStorage) storage = kb_sqlite_storage_open (path, KB_SQLITE_READ, error);
  g_autoptr(GBytes) value = NULL;
  g_autoptr(KbSecret) seed = NULL;

  if (storage == NULL || !kb_storage_find_fact (storage, FACT_KEY, &value, error))
    return NULL;
  if (value == NULL || g_bytes_get_size (value) != KB_SIGN_SEED_SIZE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not a backup."), path);
      return NULL;
    }
  seed = kb_secret_new (g_bytes_get_data (value, NULL), KB_SIGN_SEED_SIZE);
  *ret_key = kb_signing_key_new_from_seed (seed);

  return g_steal_pointer (&storage);
}

static gboolean
check_backup (const char    *from,
              KbSigningKey **ret_key,
              GError       **error)
{
  g_autoptr(KbSigningKey) key = NULL;
  g_autoptr(KbStorage) backup = kb_backup_open (from, &key, error);
  KbAudit audit;

  if (backup == NULL ||
      !kb_audit_run (backup, kb_signing_key_get_public (key), &audit, error))
    return FALSE;
  *ret_key = g_steal_pointer (&key);

  return TRUE;
}

/* What desktops have seen since the copy was made is not in it. */
static gboolean
mark (const char  *database,
      GError     **error)
{
  g_autoptr(KbStorage) storage = kb_sqlite_storage_open (database, KB_SQLITE_WRITE, error);

  return storage != NULL && kb_storage_begin (storage, TRUE, error) &&
         kb_storage_put_fact (storage, FACT_KEY, NULL, error) &&
         kb_storage_put_fact (storage, KB_FACT_FIRST_CODE, NULL, error) &&
         kb_data_mark_restoring (storage, error) && kb_storage_commit (storage, error);
}

/**
 * kb_backup_restore:
 * @folder: does not exist yet, or is empty
 * @from: from kb_backup_write()
 *
 * Makes a server's folder of a backup, after checking it. The key comes last:
 * without it a folder that was cut off half way serves nobody.
 */
gboolean
kb_backup_restore (const char  *folder,
                   const char  *from,
                   GError     **error)
{
  g_autofree char *database = kb_data_get_database (folder);
  g_autoptr(KbSigningKey) key = NULL;

  return check_backup (from, &key, error) && kb_data_make_folder (folder, error) &&
         copy_database (from, database, "WAL", error) && mark (database, error) &&
         kb_data_write_key (folder, key, error);
}
