/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kb-i18n.h"
#include "kb-identity-view.h"
#include "kb-identity-window.h"
#include "kb-identity-wire.h"

/* kumbang-identity: one opening, one process. It is told what to do over its
 * standard input (kb-identity-wire.h), holds the custodian's key and the
 * identity, shows it, and exits when the time is over, the window is closed
 * or its parent is gone. It opens no file and no network connection. */

typedef struct
{
  GInputStream     *input;
  GOutputStream    *output;
  KbAgeIdentity    *custodian;
  KbIdentityWindow *window;
  GMainLoop        *loop;
} Child;

typedef struct
{
  guint8    type;
  KbSecret *payload;
} Message;

static void
message_free (Message *message)
{
  g_clear_pointer (&message->payload, kb_secret_unref);
  g_free (message);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Message, message_free)

static void
say (Child      *child,
     guint8      type,
     const void *data,
     gsize       size)
{
  g_autoptr(KbSecret) payload = kb_secret_new (data, size);

  if (!kb_identity_wire_write (child->output, type, payload, NULL, NULL))
    g_main_loop_quit (child->loop);
}

static void
say_failed (Child        *child,
            const GError *error)
{
  const char *code = kb_identity_error_to_code (error);

  say (child, KB_IDENTITY_FAILED, code, strlen (code));
}

static void
seconds_left_cb (Child *child)
{
  guint seconds;
  guint32 wire;

  g_object_get (child->window, "seconds-left", &seconds, NULL);
  wire = GUINT32_TO_BE (seconds);
  say (child, KB_IDENTITY_SECONDS, &wire, sizeof wire);
}

static gboolean
close_request_cb (Child *child)
{
  g_main_loop_quit (child->loop);
  return GDK_EVENT_PROPAGATE;
}

static void
show (Child    *child,
      KbSecret *payload)
{
  g_autoptr(GError) error = NULL;
  KbIdentityView *view;

  if (child->custodian == NULL || child->window != NULL)
    return;

  view = kb_identity_view_open (payload, child->custodian, &error);
  g_clear_pointer (&child->custodian, kb_age_identity_unref);
  if (view == NULL)
    {
      say_failed (child, error);
      g_main_loop_quit (child->loop);
      return;
    }

  g_set_weak_pointer (&child->window, kb_identity_window_new (view));
  g_signal_connect_swapped (child->window, "notify::seconds-left", G_CALLBACK (seconds_left_cb),
                            child);
  g_signal_connect_swapped (child->window, "close-request", G_CALLBACK (close_request_cb), child);
  gtk_window_present (GTK_WINDOW (child->window));
  say (child, KB_IDENTITY_SHOWN, NULL, 0);
  seconds_left_cb (child);
}

static void
handle (Child   *child,
        Message *message)
{
  g_autoptr(GError) error = NULL;

  switch (message->type)
    {
    case KB_IDENTITY_UNLOCK:
      if (child->custodian == NULL && child->window == NULL)
        child->custodian = kb_identity_unlock (message->payload, &error);
      if (error != NULL)
        say_failed (child, error);
      else
        say (child, KB_IDENTITY_UNLOCKED, NULL, 0);
      break;

    case KB_IDENTITY_SHOW:
      show (child, message->payload);
      break;

    case KB_IDENTITY_CLOSE:
      g_main_loop_quit (child->loop);
      break;

    default:
      break;
    }
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Child *child = data;
  g_autoptr(Message) message = g_new0 (Message, 1);

  message->payload = kb_identity_wire_read (child->input, &message->type, NULL, NULL);
  g_task_return_pointer (task, g_steal_pointer (&message), (GDestroyNotify) message_free);
}

static void listen_for_next (Child *child);

static void
message_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      data)
{
  Child *child = data;
  g_autoptr(Message) message = g_task_propagate_pointer (G_TASK (result), NULL);

  /* No message: the parent is gone, and with it the right to be open. */
  if (message == NULL || message->payload == NULL)
    {
      g_main_loop_quit (child->loop);
      return;
    }

  handle (child, message);
  listen_for_next (child);
}

static void
listen_for_next (Child *child)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, message_read_cb, child);

  g_task_set_task_data (task, child, NULL);
  g_task_run_in_thread (task, read_in_thread);
}

/* Nothing of this process may end in a core file or be read by another process
 * of the same user. Locking all pages needs a limit that not every system
 * grants; keys are in locked pages of their own in any case. */
static void
harden (void)
{
  struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
  mlockall (MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

static void
load_style (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider,
                                       "/id/go/kotawaringinbaratkab/Kumbang/identity/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int   argc,
      char *argv[])
{
  Child child = { 0 };

  harden ();
  /* Standard output carries what the parent reads: no place for debugging words of a library. */
  g_log_writer_default_set_use_stderr (TRUE);
  /* The program that started us chose the language and says so in the environment. */
  gtk_disable_setlocale ();
  kb_i18n_init (NULL);

  g_set_prgname ("kumbang-identity");
  child.input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  child.output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  if (!gtk_init_check ())
    {
      say (&child, KB_IDENTITY_FAILED, "display", strlen ("display"));
      return EXIT_FAILURE;
    }

  adw_init ();
  load_style ();
  child.loop = g_main_loop_new (NULL, FALSE);
  listen_for_next (&child);
  g_main_loop_run (child.loop);

  if (child.window != NULL)
    gtk_window_destroy (GTK_WINDOW (child.window));
  say (&child, KB_IDENTITY_CLOSED, NULL, 0);
  g_clear_pointer (&child.custodian, kb_age_identity_unref);

  /* A thread may still wait for the parent's next word. */
  _exit (EXIT_SUCCESS);
}
