/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-assistant-private.h"

#include <glib/gi18n.h>

/* One line for each thing that a person puts right in another way. */
typedef struct
{
  GQuark    (*domain) (void);
  int         code;
  const char *icon_name;
  const char *first;             /* to the one who starts an office */
  const char *join;              /* to the one who joins; NULL: the same */
  const char *action;
  const char *action_label;
} KbAssistantLine;

static GQuark
file_error_quark (void)
{
  return G_FILE_ERROR;
}

static GQuark
io_error_quark (void)
{
  return G_IO_ERROR;
}

#define WARN "dialog-warning-symbolic"
#define RETRY "assistant.retry"
#define CHANGE_CODE "assistant.change-code"
#define KEY "dialog-password-symbolic"
#define FULL N_("The disk is full. Nothing is lost; make room, then try again.")

static const KbAssistantLine lines[] = {
  { kb_code_error_quark, KB_CODE_ERROR_LENGTH, WARN,
    N_("The code has 40 letters. Compare it group by group."), NULL, NULL, NULL },
  { kb_code_error_quark, KB_CODE_ERROR_LETTER, WARN,
    N_("The code has a character that is in no code. It has letters A to Z and the digits 2 to 7."),
    NULL, NULL, NULL },
  { kb_code_error_quark, KB_CODE_ERROR_CHECK, WARN,
    N_("The code does not add up: a letter is different. Compare it group by group."), NULL,
    NULL, NULL },
  { kb_code_error_quark, KB_CODE_ERROR_TYPE, WARN,
    N_("This code is for joining an office that exists. Go back and choose “Join an office”."),
    N_("This code is for starting an office. Go back and choose “Start an office”, or ask a "
       "supervisor for a code."),
    NULL, NULL },

  { kb_assistant_error_quark, KB_ASSISTANT_ERROR_ADDRESS, WARN,
    N_("This is not the address of a server. It looks like https://lapor.example.go.id."), NULL,
    NULL, NULL },
  { kb_assistant_error_quark, KB_ASSISTANT_ERROR_CERTIFICATE, WARN,
    N_("The chosen file holds no certificate. Ask whoever runs the server for a PEM file."), NULL,
    "assistant.choose-certificate", N_("Choose another…") },
  { kb_assistant_error_quark, KB_ASSISTANT_ERROR_FOUNDED, WARN,
    N_("This server has an office already, so the code is used up. Go back and choose “Join an "
       "office”."), NULL, NULL, NULL },
  { kb_assistant_error_quark, KB_ASSISTANT_ERROR_NO_OFFICE, WARN,
    N_("This server has no office yet. Compare the address with the supervisor’s screen."), NULL,
    NULL, NULL },
  { kb_office_error_quark, KB_OFFICE_ERROR_CODE_OTHER, WARN,
    N_("The code belongs to another server. Nothing was sent. Compare the address and the code."),
    N_("The code belongs to another office than this server’s. Nothing was sent. Compare the "
       "address and the code."),
    CHANGE_CODE, N_("Change the code") },
  { kb_office_error_quark, KB_OFFICE_ERROR_CODE_USED, WARN,
    N_("The server does not take this code: it was used, or a newer one was made. Ask whoever runs "
       "the server for a new one. Your recovery sheet stays good."),
    N_("Another computer has used this code. Ask for a new one, and tell the supervisor of it."),
    CHANGE_CODE, N_("Change the code") },
  { kb_office_error_quark, KB_OFFICE_ERROR_CODE_OVER, WARN,
    N_("Nobody waits for this code any more: a code is good for one day. Ask the supervisor for a "
       "new one."), NULL,
    CHANGE_CODE, N_("Change the code") },

  { kb_sync_error_quark, KB_SYNC_ERROR_UNREACHABLE, "network-offline-symbolic",
    N_("The server cannot be reached. What you typed stays. Check the address and the network."),
    NULL, RETRY, N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_TLS, WARN,
    N_("The connection is not safe: the certificate of the server does not fit. Nothing was sent. "
       "Check the address, or choose the certificate that whoever runs the server gave you."),
    NULL, NULL, NULL },
  { kb_sync_error_quark, KB_SYNC_ERROR_PROTOCOL, WARN,
    N_("At this address there is no Kumbang server. Check the address."), NULL, NULL, NULL },
  { kb_sync_error_quark, KB_SYNC_ERROR_SERVER, WARN,
    N_("At this address there is no Kumbang server, or it has a problem of its own. Check the "
       "address, then try again."), NULL, RETRY, N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_BUSY, "content-loading-symbolic",
    N_("The server is busy. What you typed stays. Try again in a moment."), NULL,
    RETRY, N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_RESTORING, "content-loading-symbolic",
    N_("The server is being restored and takes nobody in until it is filled again. What you typed "
       "stays. Ask the supervisor, then try again."), NULL, RETRY, N_("Try again") },
  { kb_sync_error_quark, KB_SYNC_ERROR_JOURNAL, "dialog-error-symbolic",
    N_("The journal on the server is not the one that the code names. Do not go on; call whoever "
       "runs the server."), NULL, NULL, NULL },

  { kb_keyring_error_quark, KB_KEYRING_ERROR_ABSENT, KEY,
    N_("The keyring of this computer does not answer, so no key can be kept. Log in to the desktop "
       "again, then try once more."), NULL, RETRY, N_("Try again") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_LOCKED, KEY,
    N_("The keyring is locked. Open it with the password of your computer to go on."), NULL,
    "assistant.unlock", N_("Open keyring") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_DISMISSED, KEY,
    N_("The keyring was not opened, so no key can be kept. What you typed stays."), NULL,
    "assistant.unlock", N_("Open keyring") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_MISSING, KEY,
    N_("The keys of this computer are no longer in the keyring. Go back and ask for a new code."),
    NULL, CHANGE_CODE, N_("Change the code") },
  { kb_keyring_error_quark, KB_KEYRING_ERROR_FAILED, KEY,
    N_("The keyring answered with a problem of its own. Try again; if it stays so, log in to the "
       "desktop again."), NULL, RETRY, N_("Try again") },

  { kb_store_error_quark, KB_STORE_ERROR_FULL, WARN, FULL, NULL, RETRY,
    N_("Try again") },
  { io_error_quark, G_IO_ERROR_NO_SPACE, WARN, FULL, NULL, NULL, NULL },
  { io_error_quark, G_IO_ERROR_PERMISSION_DENIED, WARN,
    N_("Nothing can be written there. Choose another place."), NULL, NULL, NULL },
  { io_error_quark, G_IO_ERROR_READ_ONLY, WARN,
    N_("Nothing can be written there. Choose another place."), NULL, NULL, NULL },
  { file_error_quark, G_FILE_ERROR_NOSPC, WARN, FULL, NULL, RETRY, N_("Try again") },
};

/**
 * kb_assistant_fault_new:
 * @error: of a job
 * @aim: to start an office or to join one
 * @page: where it is shown; what its own buttons do is not offered again
 *
 * Returns: (transfer full): the fault in the language of the person, with the
 *   assistant's action that helps
 */
KbFault *
kb_assistant_fault_new (const GError    *error,
                        KbCodeType       aim,
                        KbAssistantPage  page)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const KbAssistantLine *line = &lines[i];
      const char *sentence = aim == KB_CODE_JOIN && line->join != NULL ? line->join : line->first;

      const char *action = line->action;

      if (!g_error_matches (error, line->domain (), line->code))
        continue;
      if (g_strcmp0 (action, page == PAGE_CODE ? CHANGE_CODE : "") == 0 ||
          (page != PAGE_WORDS && g_strcmp0 (action, RETRY) == 0))
        action = NULL;
      return kb_fault_new (line->icon_name, "", _(sentence), action,
                           action != NULL ? _(line->action_label) : NULL);
    }
  return kb_fault_new (WARN, "", _("Kumbang met a problem that it does not know. Nothing is lost. "
                                   "Try again; if it stays so, call whoever runs the server."),
                       page == PAGE_WORDS ? RETRY : NULL, _("Try again"));
}
