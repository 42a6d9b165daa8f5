/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-ctl-session.h"

#include <glib/gi18n.h>
#include <unistd.h>

#define MAX_SHEET 4096

/**
 * kb_ctl_open_keyring:
 *
 * Returns: (transfer full): the keyring, or %NULL with a #KbKeyringError
 */
KbKeyring *
kb_ctl_open_keyring (KbCtl   *ctl,
                     GError **error)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (ctl->profile);
  g_autoptr(KbSecret) probe = NULL;
  g_autoptr(GError) local = NULL;

  probe = kb_keyring_lookup (keyring, KB_KEYRING_DEVICE_SIGN, NULL, &local);
  if (probe != NULL || g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_MISSING))
    return g_steal_pointer (&keyring);

  /* A job of cron must fail, not wait for somebody to answer a prompt. */
  if (g_error_matches (local, KB_KEYRING_ERROR, KB_KEYRING_ERROR_LOCKED) && isatty (STDIN_FILENO))
    return kb_keyring_unlock (keyring, NULL, error) ? g_steal_pointer (&keyring) : NULL;

  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * kb_ctl_check_unjoined:
 *
 * Returns: whether this profile can still be given to an office
 */
gboolean
kb_ctl_check_unjoined (KbCtl   *ctl,
                       GError **error)
{
  g_autofree char *directory = kb_membership_directory (ctl->profile);
  g_autofree char *path = g_build_filename (directory, "office.ini", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_REFUSED,
               _("The profile “%s” belongs to an office already; take another with --profile"),
               ctl->profile);
  return FALSE;
}

void
kb_ctl_session_free (KbCtlSession *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->sync);
  if (self->store != NULL)
    kb_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->membership, kb_membership_free);
  g_clear_object (&self->keyring);
  g_free (self);
}

/**
 * kb_ctl_session_open_with:
 * @membership: (transfer full): of the profile
 *
 * Returns: (transfer full): the open profile, or %NULL with the error of what
 *   did not open: keyring, store or journal
 */
KbCtlSession *
kb_ctl_session_open_with (KbMembership  *membership,
                          GError       **error)
{
  g_autoptr(KbCtlSession) self = g_new0 (KbCtlSession, 1);
  g_autofree char *path = kb_membership_store_path (membership);
  g_autoptr(KbSecret) key = NULL;

  self->membership = membership;
  self->keyring = g_object_ref (membership->keyring);
  key = kb_membership_store_key (membership, NULL, error);
  if (key == NULL)
    return NULL;
  self->store = kb_store_new (path, key);
  if (!kb_store_open (self->store, error))
    return NULL;
  self->sync = kb_sync_new (membership, self->store, NULL);
  if (!kb_sync_load (self->sync, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * kb_ctl_session_open:
 *
 * Returns: (transfer full): the profile that was asked for
 */
KbCtlSession *
kb_ctl_session_open (KbCtl   *ctl,
                     GError **error)
{
  g_autoptr(KbKeyring) keyring = NULL;
  KbMembership *membership;
  g_autofree char *directory = kb_membership_directory (ctl->profile);
  g_autofree char *path = g_build_filename (directory, "office.ini", NULL);

  /* Who has joined nothing need not have a keyring to be told so. */
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    keyring = kb_ctl_open_keyring (ctl, error);
  else
    keyring = kb_memory_keyring_new ();
  if (keyring == NULL)
    return NULL;
  membership = kb_membership_load (ctl->profile, keyring, NULL, error);

  return membership != NULL ? kb_ctl_session_open_with (membership, error) : NULL;
}

KbOffice
kb_ctl_session_office (KbCtlSession *self)
{
  return (KbOffice) { self->membership, self->sync, self->store };
}

/**
 * kb_ctl_session_pull:
 * @ret_summary: (out) (optional): what came, also on failure
 *
 * Sends what waits, and pulls.
 *
 * Returns: whether all came and no alarm is raised, now or from before
 */
gboolean
kb_ctl_session_pull (KbCtlSession   *self,
                     KbPullSummary  *ret_summary,
                     GError        **error)
{
  return kb_sync_exchange (self->sync, NULL, ret_summary, error) &&
         kb_ctl_session_check (self, error);
}

/**
 * kb_ctl_session_check:
 *
 * Returns: whether no alarm is raised
 */
gboolean
kb_ctl_session_check (KbCtlSession  *self,
                      GError       **error)
{
  g_autofree char *alarm = NULL;

  g_object_get (self->sync, "alarm", &alarm, NULL);
  if (alarm == NULL)
    return TRUE;

  /* Translators: a code such as author-gap, then what happened and what to do. */
  g_set_error (error, KB_CTL_ERROR, KB_CTL_ERROR_ALARM,
               _("The journal has raised an alarm (%s). %s"), alarm, kb_alarm_get_sentence (alarm));
  return FALSE;
}

/**
 * kb_ctl_read_sheet:
 *
 * Returns: (transfer full): the recovery sheet that @fd holds
 */
KbRecovery *
kb_ctl_read_sheet (int      fd,
                   GError **error)
{
  g_autoptr(KbSecret) sheet = kb_ctl_read_fd (fd, MAX_SHEET, error);

  return sheet != NULL ? kb_recovery_from_text (sheet, error) : NULL;
}
