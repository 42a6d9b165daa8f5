/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl.h"

#include <glib/gi18n.h>

#include "kb-chain.h"
#include "kb-code.h"
#include "kb-json.h"
#include "kb-keyring.h"
#include "kb-membership.h"
#include "kb-opening.h"
#include "kb-profile.h"
#include "kb-receipt.h"
#include "kb-recovery.h"
#include "kb-store.h"
#include "kb-sync-error.h"

/* Errors by module; docs/kumbangctl.md and --help repeat the codes. */
typedef enum
{
  EXIT_USAGE = 1,
  EXIT_NOT_THERE = 2,
  EXIT_NETWORK = 3,
  EXIT_ALARM = 4,
  EXIT_KEYRING = 5,
  EXIT_STORE = 6,
  EXIT_REFUSED = 7,
  EXIT_OTHER = 8,
} ExitCode;

static ExitCode
ctl_code (int code)
{
  switch ((KbCtlError) code)
    {
    case KB_CTL_ERROR_USAGE:
      return EXIT_USAGE;
    case KB_CTL_ERROR_NOT_FOUND:
      return EXIT_NOT_THERE;
    case KB_CTL_ERROR_REFUSED:
      return EXIT_REFUSED;
    case KB_CTL_ERROR_ALARM:
      return EXIT_ALARM;
    case KB_CTL_ERROR_IO:
    default:
      return EXIT_OTHER;
    }
}

static ExitCode
sync_code (int code)
{
  switch ((KbSyncError) code)
    {
    case KB_SYNC_ERROR_JOURNAL:
      return EXIT_ALARM;
    case KB_SYNC_ERROR_UNKNOWN_DEVICE:
    case KB_SYNC_ERROR_NOT_ENTITLED:
    case KB_SYNC_ERROR_CONFLICT:
    case KB_SYNC_ERROR_NOT_FOUND:
    case KB_SYNC_ERROR_NO_MAILBOX:
      return EXIT_REFUSED;
    case KB_SYNC_ERROR_UPDATE:
      return EXIT_OTHER;
    case KB_SYNC_ERROR_UNREACHABLE:
    case KB_SYNC_ERROR_TLS:
    case KB_SYNC_ERROR_BUSY:
    case KB_SYNC_ERROR_RESTORING:
    case KB_SYNC_ERROR_SERVER:
    case KB_SYNC_ERROR_PROTOCOL:
    default:
      return EXIT_NETWORK;
    }
}

static ExitCode
opening_code (int code)
{
  switch ((KbOpeningError) code)
    {
    case KB_OPENING_ERROR_PASSPHRASE:
    case KB_OPENING_ERROR_WAIT:
    case KB_OPENING_ERROR_NOT_RECORDED:
    case KB_OPENING_ERROR_NOT_RELEASED:
      return EXIT_REFUSED;
    case KB_OPENING_ERROR_NO_KEY:
      return EXIT_KEYRING;
    case KB_OPENING_ERROR_NO_IDENTITY:
      return EXIT_NOT_THERE;
    case KB_OPENING_ERROR_SEAL:
      return EXIT_ALARM;
    case KB_OPENING_ERROR_WINDOW:
    default:
      return EXIT_OTHER;
    }
}

/**
 * kb_ctl_exit_code:
 *
 * Returns: what the program ends with after @error
 */
int
kb_ctl_exit_code (const GError *error)
{
  if (error->domain == G_OPTION_ERROR || error->domain == KB_RECEIPT_ERROR)
    return EXIT_USAGE;
  if (error->domain == KB_CTL_ERROR)
    return ctl_code (error->code);
  if (error->domain == KB_SYNC_ERROR)
    return sync_code (error->code);
  if (error->domain == KB_OPENING_ERROR)
    return opening_code (error->code);
  if (error->domain == KB_CHAIN_ERROR)
    return EXIT_ALARM;
  if (error->domain == KB_KEYRING_ERROR)
    return EXIT_KEYRING;
  if (error->domain == KB_OFFICE_ERROR || error->domain == KB_CODE_ERROR)
    return EXIT_REFUSED;
  if (g_error_matches (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_NONE) ||
      g_error_matches (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND))
    return EXIT_NOT_THERE;

  return error->domain == KB_STORE_ERROR ? EXIT_STORE : EXIT_OTHER;
}

/* What a person can do about it, where the message does not say so itself. */
static const char *
advice_for (const GError *error)
{
  if (g_error_matches (error, KB_STORE_ERROR, KB_STORE_ERROR_LOCKED))
    return _("Or name another profile with --profile.");
  if (g_error_matches (error, KB_KEYRING_ERROR, KB_KEYRING_ERROR_ABSENT))
    return _("Or run it under dbus-run-session with gnome-keyring-daemon.");
  if (g_error_matches (error, KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_NONE))
    return _("Found an office with “office create”, or join one with “device join”.");
  if (g_error_matches (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNKNOWN_DEVICE))
    return _("A supervisor has not enrolled this computer yet, or has revoked it.");
  if (kb_ctl_exit_code (error) == EXIT_ALARM)
    return _("Do not go on as if nothing had happened. Nothing stored here was changed; keep it, "
             "and show this to the person who runs the server.");

  return NULL;
}

/* A stable word for scripts. */
static const char *
word_for (int code)
{
  static const char *const words[] = {
    "ok", "usage", "not-found", "network", "alarm", "keyring", "store", "refused", "other",
  };

  return words[code];
}

/**
 * kb_ctl_print_error:
 *
 * On standard error; with --json as an object with the members error, exit and message.
 */
void
kb_ctl_print_error (KbCtl        *ctl,
                    const GError *error)
{
  int code = kb_ctl_exit_code (error);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *line = NULL;

  if (!ctl->json)
    {
      const char *advice = advice_for (error);

      g_printerr ("kumbangctl: %s\n", kb_ctl_sentence (error));
      if (advice != NULL)
        g_printerr ("%s\n", advice);
      return;
    }

  json_object_set_string_member (object, "error", word_for (code));
  json_object_set_int_member (object, "exit", code);
  json_object_set_string_member (object, "message", error->message);
  line = kb_json_to_string (object);
  g_printerr ("%s\n", line);
}
