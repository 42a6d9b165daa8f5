/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets come in by descriptor or by a prompt on the terminal and go out by
 * descriptor or into a new file; never by argument or environment, which other
 * processes can read. */
#include "config.h"

#include "kb-ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "kb-limits.h"

static void
set_errno_error (GError     **error,
                 const char  *what)
{
  int saved = errno;

  g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_IO, "%s: %s", what, g_strerror (saved));
}

/* Space at the end belongs to the file or the terminal, not to the secret. */
static void
trim_line_end (KbSecret *secret,
               gsize     size)
{
  const guint8 *data = kb_secret_get_data (secret);

  while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
    size--;
  kb_secret_truncate (secret, size);
}

/* Reads to the end, or one line of a terminal. */
static KbSecret *
read_secret (int          fd,
             gsize        max,
             gboolean     one_line,
             GError     **error)
{
  g_autoptr(KbSecret) secret = kb_secret_new_zeroed (max + 3);
  guint8 *data = kb_secret_get_writable (secret);
  gsize size = 0;
  gssize n = 1;

  while (n > 0 && size < max + 3 && !(one_line && size > 0 && data[size - 1] == '\n'))
    {
      n = read (fd, data + size, max + 3 - size);
      if (n > 0)
        size += n;
    }
  if (n < 0)
    {
      set_errno_error (error, _("The secret can’t be read"));
      return NULL;
    }

  trim_line_end (secret, size);
  if (kb_secret_get_size (secret) > 0 && kb_secret_get_size (secret) <= max)
    return g_steal_pointer (&secret);

  g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_IO,
                       _("The secret is empty or longer than agreed"));
  return NULL;
}

/**
 * kb_ctl_read_fd:
 * @fd: an open descriptor; read to its end and closed
 * @max: bytes
 *
 * Returns: (transfer full): what it holds, without line ends at its end
 */
KbSecret *
kb_ctl_read_fd (int      fd,
                gsize    max,
                GError **error)
{
  KbSecret *secret;

  if (fd < 0 || fcntl (fd, F_GETFD) < 0)
    {
      /* Translators: %d is the number of a file descriptor. */
      kb_ctl_usage_error (error, _("The descriptor %d is not open"), fd);
      return NULL;
    }
  secret = read_secret (fd, max, FALSE, error);
  close (fd);

  return secret;
}

static void
ignore_cb (int signal_number)
{
}

static int
open_terminal (const char  *prompt,
               GError     **error)
{
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

  if (fd < 0)
    g_set_error_literal (error, KB_CTL_ERROR, KB_CTL_ERROR_IO,
                         _("There is no terminal to ask on; hand the secret over by descriptor"));
  else if (write (fd, prompt, strlen (prompt)) < 0 || write (fd, " ", 1) < 0)
    {
      set_errno_error (error, _("The terminal"));
      close (fd);
      fd = -1;
    }

  return fd;
}

/**
 * kb_ctl_ask_secret:
 *
 * Asks on the terminal, whatever standard input is, with echo off. Ctrl-C ends
 * the question, not the program: the terminal must get its echo back.
 *
 * Returns: (transfer full): what was typed
 */
KbSecret *
kb_ctl_ask_secret (const char  *prompt,
                   gsize        max,
                   GError     **error)
{
  const struct sigaction ignore = { .sa_handler = ignore_cb };
  struct sigaction before;
  struct termios shown, hidden;
  KbSecret *secret;
  int fd = open_terminal (prompt, error);

  if (fd < 0)
    return NULL;
  sigaction (SIGINT, &ignore, &before);
  tcgetattr (fd, &shown);
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  hidden.c_lflag |= ECHONL;
  tcsetattr (fd, TCSAFLUSH, &hidden);
  secret = read_secret (fd, max, TRUE, error);
  tcsetattr (fd, TCSAFLUSH, &shown);
  sigaction (SIGINT, &before, NULL);
  close (fd);

  return secret;
}

/**
 * kb_ctl_ask_line:
 *
 * Returns: (transfer full): a line typed on the terminal, shown as it is typed
 */
char *
kb_ctl_ask_line (const char  *prompt,
                 GError     **error)
{
  g_autoptr(KbSecret) line = NULL;
  int fd = open_terminal (prompt, error);

  if (fd < 0)
    return NULL;
  line = read_secret (fd, KB_LIMIT_FIELD_CHARS, TRUE, error);
  close (fd);
  if (line == NULL)
    return NULL;

  return g_strndup ((const char *) kb_secret_get_data (line), kb_secret_get_size (line));
}

/**
 * kb_ctl_get_passphrase:
 * @fd: a descriptor, or -1 to ask @prompt on the terminal
 *
 * Returns: (transfer full): a passphrase of at most %KB_LIMIT_PASSPHRASE bytes
 */
KbSecret *
kb_ctl_get_passphrase (int          fd,
                       const char  *prompt,
                       GError     **error)
{
  return fd >= 0 ? kb_ctl_read_fd (fd, KB_LIMIT_PASSPHRASE, error)
                 : kb_ctl_ask_secret (prompt, KB_LIMIT_PASSPHRASE, error);
}

static gboolean
write_all (int       fd,
           KbSecret *secret)
{
  const guint8 *data = kb_secret_get_data (secret);
  gsize size = kb_secret_get_size (secret);

  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno != EINTR)
        return FALSE;
      data += MAX (n, 0);
      size -= MAX (n, 0);
    }

  return TRUE;
}

/**
 * kb_ctl_write_fd:
 * @fd: an open descriptor; stays open
 *
 * Returns: whether all of @secret was written
 */
gboolean
kb_ctl_write_fd (int        fd,
                 KbSecret  *secret,
                 GError   **error)
{
  if (fcntl (fd, F_GETFD) < 0)
    return kb_ctl_usage_error (error, _("The descriptor %d is not open"), fd);
  if (write_all (fd, secret))
    return TRUE;
  set_errno_error (error, _("The secret can’t be written"));

  return FALSE;
}

/**
 * kb_ctl_write_file:
 * @path: must not exist
 *
 * Returns: whether the file, for this user only, is on the disk
 */
gboolean
kb_ctl_write_file (const char  *path,
                   KbSecret    *secret,
                   GError     **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean ok;

  if (fd < 0)
    {
      set_errno_error (error, path);
      return FALSE;
    }
  ok = write_all (fd, secret) && fsync (fd) == 0;
  if (!ok)
    {
      set_errno_error (error, path);
      unlink (path);
    }
  close (fd);

  return ok;
}
