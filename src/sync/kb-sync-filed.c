/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints that came on paper or by mouth. */
#include "config.h"

#include "kb-sync-private.h"

#include <glib/gi18n.h>

/**
 * kb_sync_seal_filed:
 * @ret_words: (out) (transfer full): the receipt's, to be handed over
 * @error: %KB_SYNC_ERROR_NOT_ENTITLED on a custodian's computer or where the office has no
 *   profile; a #KbProfileError, #KbAgeError or %G_IO_ERROR_NO_SPACE
 *
 * No I/O; takes a twentieth of a second.
 */
KbEntry *
kb_sync_seal_filed (KbSync             *self,
                    const KbComplaint  *complaint,
                    const char         *channel,
                    KbSecret          **ret_words,
                    GError            **error)
{
  g_autoptr(KbReporter) reporter = kb_reporter_new_random (self->membership->genesis, error);
  KbEntry *entry = NULL;

  if (reporter == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  if (kb_ledger_get_role (self->ledger) == KB_DEVICE_ROLE_CUSTODIAN)
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                         _("Officers and supervisors file what came on paper"));
  else if (kb_roster_get_profile (self->ledger->roster) == NULL)
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                         _("The office has published no profile yet, so nobody can file"));
  else
    entry = kb_compose_filed (complaint, kb_roster_get_profile (self->ledger->roster), reporter,
                              self->membership->device, channel,
                              g_get_real_time () / G_USEC_PER_SEC, error);
  g_mutex_unlock (&self->lock);
  if (entry != NULL)
    *ret_words = kb_secret_ref (reporter->words);

  return entry;
}

/* An officer never sees what is about the inspectorate itself. */
static gboolean
check_shown (KbSync          *self,
             const KbHeader  *header,
             GError         **error)
{
  guint32 row;

  if (!kb_role_may_pull (kb_ledger_get_role (self->ledger), header->stream) ||
      kb_store_find_case (self->store, header->stream, header->case_id, &row, NULL))
    return TRUE;
  g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                       _("The server took the entry, but its journal does not show it"));

  return FALSE;
}

static gboolean
file_locked (KbSync        *self,
             KbEntry       *entry,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(KbEndpoint) stranger = kb_endpoint_new (self->membership->endpoint,
                                                    self->membership->ca_file, error);
  g_autoptr(GBytes) wire = kb_entry_encode (entry);

  if (stranger == NULL)
    return FALSE;
  kb_endpoint_be_a_stranger (stranger);

  return kb_endpoint_file (stranger, wire, cancellable, error) &&
         kb_sync_pull_locked (self, cancellable, NULL, error) &&
         check_shown (self, kb_entry_get_header (entry), error);
}

/**
 * kb_sync_file:
 * @entry: from kb_sync_seal_filed()
 * @error: as of any request, or %KB_SYNC_ERROR_PROTOCOL where the journal does not show it
 *
 * Without the token, on a connection of its own: the server can't tell it from
 * what reporters send. Blocks.
 */
gboolean
kb_sync_file (KbSync        *self,
              KbEntry       *entry,
              GCancellable  *cancellable,
              GError       **error)
{
  gboolean ok;

  g_mutex_lock (&self->pull_lock);
  ok = file_locked (self, entry, cancellable, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}
