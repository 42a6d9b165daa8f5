/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-fault.h"

#include <glib/gi18n.h>

#include "kb-keyring.h"
#include "kb-membership.h"
#include "kb-opening.h"
#include "kb-recovery.h"
#include "kb-store.h"
#include "kb-sync.h"

struct _KbFault
{
  GObject parent_instance;

  char *icon_name;
  char *title;
  char *sentence;
  char *action;
  char *action_label;
};

G_DEFINE_FINAL_TYPE (KbFault, kb_fault, G_TYPE_OBJECT)

/* One line for each thing that a person is told apart. */
typedef struct
{
  GQuark    (*domain) (void);
  int         code;
  const char *icon_name;
  const char *title;
  const char *sentence;
  const char *action;
  const char *action_label;
} KbFaultLine;

static const KbFaultLine lines[] = {
  { kb_sync_error_quark, KB_SYNC_ERROR_UNREACHABLE, "network-offline-symbolic",
    N_("Server cannot be reached"),
    N_("The server cannot be reached. You can go on working; what is stored here stays."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_TLS, "dialog-warning-symbolic",
    N_("Connection is not safe"),
    N_("The connection to the server is not safe: its certificate does not match. "
       "Do not go on; tell whoever runs the server."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_UNKNOWN_DEVICE, "dialog-warning-symbolic",
    N_("This computer is not recognised"),
    N_("The server does not recognise this computer. Ask the supervisor to check its enrolment. "
       "Your files are still here."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_NOT_ENTITLED, "dialog-warning-symbolic",
    N_("Not entitled"),
    N_("The server does not hand this out to your role. Nothing was changed. Ask the supervisor."),
    NULL, NULL },
  { kb_sync_error_quark, KB_SYNC_ERROR_BUSY, "content-loading-symbolic",
    N_("Server is busy"),
    N_("The server is busy. It is tried again by itself; you need do nothing."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_RESTORING, "dialog-warning-symbolic",
    N_("Server is being restored"),
    N_("The server is being restored and takes nothing until it is filled again. Your files are "
       "unchanged; what you write is sent afterwards."),
    "win.alarm-details", N_("Show details") },
  { kb_sync_error_quark, KB_SYNC_ERROR_SERVER, "dialog-warning-symbolic",
    N_("Server has a problem"),
    N_("The server has a problem of its own. Your files are unchanged. It is tried again by "
       "itself."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_PROTOCOL, "dialog-warning-symbolic",
    N_("Answer not understood"),
    N_("The server's answer was not in the agreed form, so it was not used. Nothing was changed. "
       "Tell whoever runs the server if it stays so."),
    "win.pull", N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_JOURNAL, "dialog-error-symbolic",
    N_("Journal does not match"),
    N_("The journal on the server does not match what this computer has seen. Nothing here was "
       "deleted. Do not send changes; call the supervisor."),
    "win.alarm-details", N_("Show details") },
  { kb_sync_error_quark, KB_SYNC_ERROR_UPDATE, "dialog-information-symbolic",
    N_("Newer program needed"),
    N_("The journal has an entry that only a newer Kumbang understands. Update the program on this "
       "computer. What is stored here stays."),
    NULL, NULL },
  { kb_sync_error_quark, KB_SYNC_ERROR_CONFLICT, "dialog-warning-symbolic",
    N_("Not taken"),
    N_("The server did not take the entry as it is. Nothing was changed. Refresh, then try again."),
    "win.pull", N_("Refresh") },
  { kb_sync_error_quark, KB_SYNC_ERROR_NO_MAILBOX, "dialog-information-symbolic",
    N_("No way to write to the reporter"),
    N_("This complaint came without a way back, so nobody can write to its reporter here. Nothing "
       "was changed."),
    NULL, NULL },

  { kb_keyring_error_quark, KB_KEYRING_ERROR_ABSENT, "dialog-password-symbolic",
    N_("No keyring"),
    N_("The keyring of this computer does not answer. Your files are unchanged. Log in to the "
       "desktop "
       "again, then try once more."),
    "win.restart", N_("Try again") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_LOCKED, "dialog-password-symbolic",
    N_("Keyring is locked"),
    N_("The keyring is locked. Open it with the password of your computer to go on."),
    "win.unlock-keyring", N_("Open keyring") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_DISMISSED, "dialog-password-symbolic",
    N_("Keyring stayed locked"),
    N_("The keyring was not opened, so the case files stay closed. Nothing was changed."),
    "win.unlock-keyring", N_("Open keyring") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_MISSING, "dialog-password-symbolic",
    N_("Key not found"),
    N_("The key of the case file was not found in the keyring. The file is still whole. Rebuild it "
       "from the journal, or ask the supervisor to enrol this computer again."),
    "win.rebuild", N_("Rebuild…") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_FAILED, "dialog-password-symbolic",
    N_("Keyring has a problem"),
    N_("The keyring answered with a problem of its own. Your files are unchanged. Try again; if it "
       "stays so, log in to the desktop again."),
    "win.restart", N_("Try again") },

  { kb_store_error_quark, KB_STORE_ERROR_KEY, "channel-secure-symbolic",
    N_("Key does not fit"),
    N_("The key in the keyring does not fit this case file. The file is still whole. Rebuild it "
       "from "
       "the journal, or bring back the keyring that belongs to it."),
    "win.rebuild", N_("Rebuild…") },
  { kb_store_error_quark, KB_STORE_ERROR_FOREIGN, "dialog-warning-symbolic",
    N_("Not a case file"),
    N_("Where the case file should be there is a file of another program. It was not touched. "
       "Rebuilding sets it aside and begins anew from the journal."),
    "win.rebuild", N_("Rebuild…") },
  { kb_store_error_quark, KB_STORE_ERROR_NEWER, "dialog-information-symbolic",
    N_("Newer case file"),
    N_("The case file was made by a newer Kumbang. Update the program on this computer. Nothing "
       "was "
       "changed."),
    "win.restart", N_("Try again") },
  { kb_store_error_quark, KB_STORE_ERROR_DAMAGED, "dialog-warning-symbolic",
    N_("Case file is damaged"),
    N_("The case file is damaged or cut off. Its original is kept. Rebuild it from the journal "
       "(about 2 minutes)."),
    "win.rebuild", N_("Rebuild…") },
  { kb_store_error_quark, KB_STORE_ERROR_LOCKED, "dialog-information-symbolic",
    N_("Case file is in use"),
    N_("Another window or program is using the case file. Close it, then try again. Nothing was "
       "changed."),
    "win.restart", N_("Try again") },
  { kb_store_error_quark, KB_STORE_ERROR_FULL, "dialog-warning-symbolic",
    N_("Disk is full"),
    N_("The disk is full. The last change was not stored; what was stored before is safe. Make "
       "room, "
       "then try again."),
    "win.restart", N_("Try again") },
  { kb_store_error_quark, KB_STORE_ERROR_IO, "dialog-warning-symbolic",
    N_("Disk does not answer"),
    N_("The disk does not answer as it should. What was stored before was not touched. Try again; "
       "if it stays so, have the computer checked."),
    "win.restart", N_("Try again") },

  { kb_membership_error_quark, KB_MEMBERSHIP_ERROR_NONE, "system-users-symbolic",
    N_("Not enrolled yet"),
    N_("This computer belongs to no office yet. Ask the supervisor to enrol it, then try again."),
    "win.restart", N_("Try again") },
  { kb_membership_error_quark, KB_MEMBERSHIP_ERROR_MALFORMED, "dialog-warning-symbolic",
    N_("Enrolment cannot be read"),
    N_("The file office.ini of this profile is not as Kumbang writes it. Nothing was changed. Ask "
       "the "
       "supervisor to enrol this computer again."),
    "win.restart", N_("Try again") },

  { kb_opening_error_quark, KB_OPENING_ERROR_PASSPHRASE, "dialog-password-symbolic",
    N_("Passphrase does not match"),
    N_("The passphrase does not match. Nothing was recorded; the identity stays sealed."),
    NULL, NULL },
  { kb_opening_error_quark, KB_OPENING_ERROR_WAIT, "dialog-password-symbolic",
    N_("Wait a moment"),
    N_("A moment has to pass after a wrong passphrase. Nothing was recorded; the identity stays "
       "sealed."),
    NULL, NULL },
  { kb_opening_error_quark, KB_OPENING_ERROR_NO_IDENTITY, "dialog-information-symbolic",
    N_("Not in this complaint"),
    N_("This complaint has no such part of an identity. Nothing was recorded."),
    NULL, NULL },
  { kb_opening_error_quark, KB_OPENING_ERROR_NOT_RELEASED, "dialog-warning-symbolic",
    N_("Not released"),
    N_("The opening is recorded and counts, but the server did not hand out the identity, so it "
       "stays "
       "sealed. Try again once connected."),
    "win.open-identity", N_("Try again") },
  { kb_opening_error_quark, KB_OPENING_ERROR_NOT_RECORDED, "dialog-warning-symbolic",
    N_("Not recorded"),
    N_("The opening is not recorded on the server yet, so the identity stays sealed. Try again "
       "once "
       "connected."),
    "win.open-identity", N_("Try again") },
  { kb_opening_error_quark, KB_OPENING_ERROR_SEAL, "dialog-error-symbolic",
    N_("Seal does not match"),
    N_("The seal of this identity does not match its complaint. Do not use it. Call the "
       "supervisor; "
       "the details are kept in the journal."),
    NULL, NULL },
  { kb_opening_error_quark, KB_OPENING_ERROR_NO_KEY, "dialog-password-symbolic",
    N_("No custodian's key"),
    N_("The keyring of this computer holds no custodian's key. Identities stay sealed."),
    "win.custodian-setup", N_("Make the key…") },
  { kb_opening_error_quark, KB_OPENING_ERROR_WINDOW, "dialog-warning-symbolic",
    N_("Identity window ended"),
    N_("The window of the identity ended early. The opening may be recorded in the journal; the "
       "identity is sealed again."),
    "win.open-identity", N_("Try again") },
};

static void
kb_fault_finalize (GObject *object)
{
  KbFault *self = KB_FAULT (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->sentence);
  g_free (self->action);
  g_free (self->action_label);
  G_OBJECT_CLASS (kb_fault_parent_class)->finalize (object);
}

static void
kb_fault_class_init (KbFaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kb_fault_finalize;
}

static void
kb_fault_init (KbFault *self)
{
}

/**
 * kb_fault_new:
 * @icon_name: a symbolic icon
 * @title: two or three words
 * @sentence: what happened, what is safe, what to do
 * @action: (nullable): detailed name of the action that helps
 * @action_label: (nullable): verb on its button
 */
KbFault *
kb_fault_new (const char *icon_name,
              const char *title,
              const char *sentence,
              const char *action,
              const char *action_label)
{
  KbFault *self = g_object_new (KB_TYPE_FAULT, NULL);

  self->icon_name = g_strdup (icon_name);
  self->title = g_strdup (title);
  self->sentence = g_strdup (sentence);
  self->action = g_strdup (action);
  self->action_label = g_strdup (action_label);
  return self;
}

/**
 * kb_fault_new_from_error:
 * @error: an error of one of the parts below the windows
 *
 * Returns: (transfer full): the fault in the language of the person
 */
KbFault *
kb_fault_new_from_error (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const KbFaultLine *line = &lines[i];

      if (!g_error_matches (error, line->domain (), line->code))
        continue;
      return kb_fault_new (line->icon_name, _(line->title), _(line->sentence), line->action,
                           line->action_label != NULL ? _(line->action_label) : NULL);
    }
  /* These say themselves what they are about: which line of a sheet, whose code. */
  if (error->domain == KB_OFFICE_ERROR)
    return kb_fault_new ("dialog-warning-symbolic", _("Not possible"), error->message, NULL, NULL);
  return kb_fault_new ("dialog-warning-symbolic", _("Something is not right"),
                       _("Kumbang met a problem that it does not know. Your files are unchanged. "
                         "Try again; if it stays so, tell the supervisor."),
                       "win.restart", _("Try again"));
}

KbFault *
kb_fault_new_from_alarm (const char *code)
{
  return kb_fault_new ("dialog-error-symbolic", kb_alarm_get_title (code),
                       kb_alarm_get_sentence (code), "win.alarm-details", _("Show details"));
}

const char *
kb_fault_get_icon_name (KbFault *self)
{
  return self->icon_name;
}

const char *
kb_fault_get_title (KbFault *self)
{
  return self->title;
}

const char *
kb_fault_get_sentence (KbFault *self)
{
  return self->sentence;
}

const char *
kb_fault_get_action (KbFault *self)
{
  return self->action;
}

const char *
kb_fault_get_action_label (KbFault *self)
{
  return self->action_label;
}
