/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-data.h"

#include "kb-bytes.h"
#include "kb-sqlite-storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define KEY_NAME "intake.key"
#define DATABASE_NAME "intake.db"
#define LOCK_NAME "lock"
#define HEX_SIZE (2 * KB_SIGN_SEED_SIZE)

static gboolean
io_error (GError     **error,
          const char  *message,
          const char  *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s “%s”: %s", message, path,
               g_strerror (errno));
  return FALSE;
}

/**
 * kb_data_get_database:
 *
 * Returns: (transfer full): path of the database in the data folder
 */
char *
kb_data_get_database (const char *folder)
{
  return g_build_filename (folder, DATABASE_NAME, NULL);
}

/**
 * kb_data_write_key:
 *
 * O_EXCL: a key is never replaced, not even by accident.
 */
gboolean
kb_data_write_key (const char    *folder,
                   KbSigningKey  *key,
                   GError       **error)
{
  g_autofree char *path = g_build_filename (folder, KEY_NAME, NULL);
  KbSecret *seed = kb_signing_key_get_seed (key);
  char text[HEX_SIZE + 2];
  gboolean ok;
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return io_error (error, _("Can’t create"), path);

  sodium_bin2hex (text, HEX_SIZE + 1, kb_secret_get_data (seed), KB_SIGN_SEED_SIZE);
  text[HEX_SIZE] = '\n';
  ok = write (fd, text, HEX_SIZE + 1) == HEX_SIZE + 1 && fsync (fd) == 0;
  sodium_memzero (text, sizeof text);
  if (!ok)
    io_error (error, _("Can’t write"), path);
  close (fd);

  return ok;
}

static KbSigningKey *
read_key_file (const char  *path,
               GError     **error)
{
  g_autoptr(KbSecret) text = kb_secret_new_zeroed (HEX_SIZE + 2);
  g_autoptr(KbSecret) seed = kb_secret_new_zeroed (KB_SIGN_SEED_SIZE);
  char *hex = (char *) kb_secret_get_writable (text);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize size;

  if (fd < 0)
    {
      io_error (error, _("Can’t open"), path);
      return NULL;
    }
  size = read (fd, hex, HEX_SIZE + 1);
  close (fd);
  if (size >= HEX_SIZE)
    hex[HEX_SIZE] = '\0';
  if (size < HEX_SIZE || !kb_hex_decode (hex, kb_secret_get_writable (seed), KB_SIGN_SEED_SIZE))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” does not hold a key"), path);
      return NULL;
    }

  return kb_signing_key_new_from_seed (seed);
}

/**
 * kb_data_read_key:
 *
 * Returns: (transfer full): the intake's signing key, or %NULL with a GIOError
 */
KbSigningKey *
kb_data_read_key (const char  *folder,
                  GError     **error)
{
  g_autofree char *path = g_build_filename (folder, KEY_NAME, NULL);

  return read_key_file (path, error);
}

/**
 * kb_data_make_folder:
 * @folder: made with mode 0700 if it does not exist; must be empty
 */
gboolean
kb_data_make_folder (const char  *folder,
                     GError     **error)
{
  g_autoptr(GDir) dir = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return io_error (error, _("Can’t create the folder"), folder);
  dir = g_dir_open (folder, 0, error);
  if (dir == NULL)
    return FALSE;
  if (g_dir_read_name (dir) != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY, _("The folder “%s” is not empty."),
                   folder);
      return FALSE;
    }
  if (g_chmod (folder, 0700) != 0)
    return io_error (error, _("Can’t protect the folder"), folder);

  return TRUE;
}

/**
 * kb_data_mark_restoring:
 *
 * From now on the server takes nothing but what desktops republish.
 */
gboolean
kb_data_mark_restoring (KbStorage  *storage,
                        GError    **error)
{
  g_autoptr(GBytes) yes = g_bytes_new_static ("\1", 1);

  return kb_storage_put_fact (storage, KB_FACT_RESTORING, yes, error);
}

/**
 * kb_data_create:
 * @folder: for kb_data_make_folder()
 * @key_path: (nullable): the key file of a server that was lost
 *
 * Makes an empty database and the intake's signing key, or takes the key of a
 * server that was lost: then the journal is to come back from the desktops. The
 * key is written last, so that a folder cut off half way serves nobody.
 */
gboolean
kb_data_create (const char  *folder,
                const char  *key_path,
                GError     **error)
{
  g_autofree char *database = kb_data_get_database (folder);
  g_autoptr(KbSigningKey) key =
    key_path != NULL ? read_key_file (key_path, error) : kb_signing_key_generate ();
  g_autoptr(KbStorage) storage = NULL;

  if (key == NULL || !kb_data_make_folder (folder, error) ||
      (storage = kb_sqlite_storage_open (database, KB_SQLITE_CREATE, error)) == NULL)
    return FALSE;
  g_chmod (database, 0600);

  return (key_path == NULL || kb_data_mark_restoring (storage, error)) &&
         kb_data_write_key (folder, key, error);
}

/**
 * kb_data_lock:
 *
 * Two servers on one folder would fork the journal. The lock goes with the
 * process, however it ends.
 *
 * Returns: a descriptor to keep open, or -1 with a GIOError
 */
int
kb_data_lock (const char  *folder,
              GError     **error)
{
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      io_error (error, _("Can’t open"), path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _("Another intake already serves the folder “%s”."), folder);
      close (fd);
      return -1;
    }

  return fd;
}
