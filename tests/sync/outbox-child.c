/* SPDX-License-Identifier: GPL-3.0-or-later */

/* outbox-child FILE STEP CASE NOTE…: writes the notes, says each that is kept, sends them and
 * pulls. FILE is what sync_person_write() wrote. It kills itself before the STEP-th time that it
 * makes something durable, or says or hears something on the network; 0: never. */
#define _GNU_SOURCE             /* syscall() */
#include "config.h"

#include "sync-notes.h"
#include "sync-person.h"

#include "kb-bytes.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int steps_left;

static void
step (void)
{
  if (g_atomic_int_get (&steps_left) > 0 && g_atomic_int_dec_and_test (&steps_left))
    kill (getpid (), SIGKILL);
}

/* The program's own come before those of the C library, for SQLite and GIO too. */
int
fdatasync (int fd)
{
  step ();

  return (int) syscall (SYS_fdatasync, fd);
}

int
fsync (int fd)
{
  step ();

  return (int) syscall (SYS_fsync, fd);
}

ssize_t
send (int         fd,
      const void *data,
      size_t      size,
      int         flags)
{
  step ();

  return syscall (SYS_sendto, fd, data, size, flags, NULL, 0);
}

ssize_t
recv (int     fd,
      void   *data,
      size_t  size,
      int     flags)
{
  step ();

  return syscall (SYS_recvfrom, fd, data, size, flags, NULL, NULL);
}

static gboolean
write_and_send (KbSync  *sync,
                char   **argv,
                GError **error)
{
  guint8 case_id[KB_CASE_ID_SIZE];

  g_assert_true (kb_hex_decode (argv[0], case_id, sizeof case_id));
  for (char **text = argv + 1; *text != NULL; text++)
    {
      g_autoptr(JsonObject) members = sync_note_new (*text);

      if (!kb_sync_write (sync, KB_STREAM_OFFICE, case_id, members, error))
        return FALSE;
      g_print ("%s\n", *text);
    }

  return kb_sync_exchange (sync, NULL, NULL, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autoptr(KbStore) store = NULL;
  g_autoptr(KbSync) sync = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ok;

  if (argc < 4)
    return 64;
  membership = sync_person_read (argv[1]);
  path = kb_membership_store_path (membership);
  key = kb_membership_store_key (membership, NULL, &error);
  g_assert_no_error (error);
  store = kb_store_new (path, key);
  sync = kb_sync_new (membership, store, NULL);
  g_atomic_int_set (&steps_left, atoi (argv[2]));
  ok = kb_store_open (store, &error) && kb_sync_load (sync, &error) &&
       write_and_send (sync, argv + 3, &error);
  if (!ok)
    g_printerr ("%s\n", error->message);
  kb_store_close (store);

  return ok ? 0 : 1;
}
