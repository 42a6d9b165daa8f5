/* SPDX-License-Identifier: GPL-3.0-or-later */

/* identity open: the same window as the desktop's; nothing of an identity
 * passes through here in clear, and nothing is printed. */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "kb-ctl-case.h"
#include "kb-limits.h"
#include "kb-opening.h"

static const struct
{
  const char *field;
  const char *part;
} FIELDS[] = {
  { "phone", "contact" },
  { "email", "contact" },
  { "safe", "contact" },
  { "name", "civil" },
  { "nik", "civil" },
  { "address", "civil" },
  { "gender", "civil" },
  { "occupation", "civil" },
};

typedef struct
{
  char      *fields_text;
  char      *reason;
  char      *letter;
  int        minutes;
  int        passphrase_fd;

  GStrv      fields;
  GPtrArray *parts;             /* static names, then NULL */
} Asking;

static void
asking_clear (Asking *self)
{
  g_free (self->fields_text);
  g_free (self->reason);
  g_free (self->letter);
  g_strfreev (self->fields);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asking, asking_clear)

static const char *
part_of (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (FIELDS); i++)
    if (g_str_equal (FIELDS[i].field, field))
      return FIELDS[i].part;

  return NULL;
}

/* Only parts that hold a chosen field are released. */
static gboolean
read_fields (Asking  *self,
             GError **error)
{
  self->fields = g_strsplit (self->fields_text, ",", -1);
  self->parts = g_ptr_array_new ();
  for (guint i = 0; self->fields[i] != NULL; i++)
    {
      const char *part = part_of (g_strstrip (self->fields[i]));

      if (part == NULL)
        return kb_ctl_usage_error (error, _("There is no field “%s”: name, nik, address, gender, "
                                            "occupation, phone, email, safe"), self->fields[i]);
      if (!g_ptr_array_find (self->parts, part, NULL))
        g_ptr_array_add (self->parts, (gpointer) part);
    }
  g_ptr_array_add (self->parts, NULL);

  return TRUE;
}

static gboolean
read_asking (KbCtl       *ctl,
             Asking      *self,
             const char **ret_number,
             int          argc,
             char       **argv,
             GError     **error)
{
  const GOptionEntry entries[] = {
    { "fields", 0, 0, G_OPTION_ARG_STRING, &self->fields_text,
      N_("What to show: name, nik, address, gender, occupation, phone, email, safe"), "NAME,…" },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &self->reason,
      N_("Why; everyone who reads the case will see it"), "TEXT" },
    { "letter", 0, 0, G_OPTION_ARG_STRING, &self->letter,
      N_("Number of the assignment letter"), "TEXT" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &self->minutes,
      N_("How long it is shown; 5 at most"), "N" },
    { "passphrase-fd", 0, 0, G_OPTION_ARG_INT, &self->passphrase_fd,
      N_("Descriptor with the passphrase; asked for otherwise"), "N" },
    { NULL }
  };
  glong n_reason;

  if (!kb_ctl_parse (ctl, entries, ret_number, &argc, &argv, error) ||
      !kb_ctl_want (error, "--fields", self->fields_text, "--reason", self->reason,
                    "--letter", self->letter, NULL) || !read_fields (self, error))
    return FALSE;
  n_reason = g_utf8_strlen (self->reason, -1);
  if (n_reason < (glong) KB_LIMIT_REASON_MIN_CHARS || n_reason > (glong) KB_LIMIT_REASON_CHARS)
    return kb_ctl_usage_error (error, _("The reason has %u to %u characters"),
                               KB_LIMIT_REASON_MIN_CHARS, KB_LIMIT_REASON_CHARS);
  if (g_utf8_strlen (self->letter, -1) > (glong) KB_LIMIT_NAME_CHARS)
    return kb_ctl_usage_error (error, _("The letter’s number is too long"));

  return (self->minutes >= 1 && self->minutes <= (int) KB_LIMIT_IDENTITY_MINUTES) ||
         kb_ctl_usage_error (error, _("An identity is shown for 1 to %u minutes"),
                             KB_LIMIT_IDENTITY_MINUTES);
}

typedef struct
{
  KbCtl        *ctl;
  KbOpening    *opening;
  GCancellable *cancellable;
  GMainLoop    *loop;
  gboolean      ok;
  GError       *error;
} Running;

static void
stage_changed_cb (KbOpening  *opening,
                  GParamSpec *pspec,
                  gpointer    data)
{
  static const struct { const char *word, *text; } stages[] = {
    [KB_OPENING_UNLOCKING] = { "unlocking", N_("Trying the passphrase …") },
    [KB_OPENING_RECORDING] = { "recording", N_("Putting the opening on record …") },
    [KB_OPENING_RELEASING] = { "releasing", N_("On record. Fetching the sealed identity …") },
    [KB_OPENING_SHOWN] = { "shown", N_("Shown in its own window.") },
    [KB_OPENING_CLOSED] = { "closed", N_("The window is closed.") },
  };
  Running *running = data;
  g_autoptr(JsonObject) object = NULL;
  int stage;

  g_object_get (opening, "stage", &stage, NULL);
  if (!running->ctl->json)
    {
      g_printerr ("%s\n", _(stages[stage].text));
      return;
    }
  object = json_object_new ();
  json_object_set_string_member (object, "stage", stages[stage].word);
  kb_ctl_print_json (object);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  Running *running = data;

  running->ok = kb_opening_run_finish (KB_OPENING (source), result, &running->error);
  g_main_loop_quit (running->loop);
}

/* Before it is on record the opening is called off; after that only the window closes. */
static gboolean
interrupt_cb (gpointer data)
{
  Running *running = data;

  g_cancellable_cancel (running->cancellable);
  kb_opening_close (running->opening);

  return G_SOURCE_CONTINUE;
}

static gboolean
run_opening (KbCtl                *ctl,
             KbCtlSession         *session,
             guint32               id,
             const KbIdentityUse  *use,
             KbSecret             *passphrase,
             GError              **error)
{
  g_autoptr(KbOpening) opening = kb_opening_new (session->sync, session->store, session->keyring);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Running running = { ctl, opening, cancellable, loop, FALSE, NULL };
  guint sigint = g_unix_signal_add (SIGINT, interrupt_cb, &running);
  guint sigterm = g_unix_signal_add (SIGTERM, interrupt_cb, &running);

  g_signal_connect (opening, "notify::stage", G_CALLBACK (stage_changed_cb), &running);
  kb_opening_run_async (opening, id, use, passphrase, cancellable, ran_cb, &running);
  g_main_loop_run (loop);
  /* The last stage is told after the answer. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_handlers_disconnect_by_data (opening, &running);
  g_source_remove (sigint);
  g_source_remove (sigterm);
  if (!running.ok)
    g_propagate_error (error, running.error);

  return running.ok;
}

static gboolean
open_run (KbCtl   *ctl,
          int      argc,
          char   **argv,
          GError **error)
{
  g_auto(Asking) asking = { .passphrase_fd = -1, .minutes = KB_LIMIT_IDENTITY_MINUTES };
  g_autoptr(KbCtlSession) session = NULL;
  g_autoptr(KbSecret) passphrase = NULL;
  const char *number;
  KbIdentityUse use = { .purpose = "open" };
  guint32 id;

  if (!read_asking (ctl, &asking, &number, argc, argv, error) ||
      (session = kb_ctl_session_open (ctl, error)) == NULL ||
      !kb_ctl_case_find (session, number, &id, error))
    return FALSE;
  passphrase = kb_ctl_get_passphrase (asking.passphrase_fd, _("The custodian’s passphrase:"),
                                      error);
  if (passphrase == NULL)
    return FALSE;

  use.parts = (const char *const *) asking.parts->pdata;
  use.fields = (const char *const *) asking.fields;
  use.reason = asking.reason;
  use.letter = asking.letter;
  use.minutes = asking.minutes;

  return run_opening (ctl, session, id, &use, passphrase, error);
}

const KbCtlCommand kb_ctl_identity_commands[] = {
  { "identity", "open", "NUMBER", N_("Open who reported, on record, in a window of its own"),
    open_run },
  { 0 }
};
