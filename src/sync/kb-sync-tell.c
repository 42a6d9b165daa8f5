/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the office tells a reporter. */
#include "config.h"

#include "kb-sync-private.h"

#include <glib/gi18n.h>

static gboolean
read_address (const KbStoredEntry *stored,
              KbReporterAddress   *ret_address)
{
  g_autoptr(KbEntry) entry = NULL;

  if (stored->plain == NULL || stored->quarantine != KB_QUARANTINE_NONE)
    return FALSE;
  entry = kb_entry_decode_bytes (stored->wire, NULL);

  return entry != NULL && kb_entry_get_header (entry)->kind == KB_KIND_COMPLAINT &&
         kb_reporter_address_read (ret_address, kb_entry_get_header (entry), stored->plain);
}

/**
 * kb_sync_find_reporter:
 * @ret_address: (out caller-allocates): to be cleared
 * @ret_entries: (out) (optional): of #KbStoredEntry, the case's
 * @error: %KB_SYNC_ERROR_NO_MAILBOX or a #KbStoreError
 *
 * Reads the store.
 */
gboolean
kb_sync_find_reporter (KbSync             *self,
                       KbStream            stream,
                       const guint8        case_id[KB_CASE_ID_SIZE],
                       KbReporterAddress  *ret_address,
                       GPtrArray         **ret_entries,
                       GError            **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  guint32 row;

  if (!kb_store_find_case (self->store, stream, case_id, &row, error))
    return FALSE;
  entries = kb_store_load_entries (self->store, row, error);
  if (entries == NULL)
    return FALSE;
  /* The first complaint is the case's. */
  if (entries->len == 0 || !read_address (entries->pdata[0], ret_address))
    {
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NO_MAILBOX,
                           _("This complaint leaves no way to write to its reporter"));
      return FALSE;
    }
  if (ret_entries != NULL)
    *ret_entries = g_steal_pointer (&entries);

  return TRUE;
}

/**
 * kb_sync_load_case:
 *
 * Returns: (transfer full): the case, with what waits of it on top
 */
KbCaseState *
kb_sync_load_case (KbSync   *self,
                   guint32   row,
                   GError  **error)
{
  g_autoptr(GPtrArray) cases = kb_store_load_cases (self->store, &row, 1, error);
  KbCaseState *state;

  if (cases == NULL)
    return NULL;
  state = kb_case_state_load (((KbStoredCase *) cases->pdata[0])->snapshot, error);

  return state != NULL ? kb_sync_fold_waiting (self, state) : NULL;
}

static gboolean
tell_locked (KbSync        *self,
             KbStream       stream,
             const guint8  *case_id,
             JsonObject    *content,
             GError       **error)
{
  g_auto(KbReporterAddress) address = { 0 };
  g_autoptr(KbCaseState) state = NULL;
  g_autoptr(JsonObject) members = NULL;
  guint32 row;

  if (!kb_store_find_case (self->store, stream, case_id, &row, error) ||
      !kb_sync_find_reporter (self, stream, case_id, &address, NULL, error) ||
      (state = kb_sync_load_case (self, row, error)) == NULL)
    return FALSE;
  members = kb_answer_new (&address, kb_answer_next_counter (state->counter),
                           json_object_ref (content));

  return kb_sync_write_message (self, stream, case_id, &address, members, error);
}

/**
 * kb_sync_tell:
 * @content: (transfer full): {"kind": "message", "text": …}
 * @error: %KB_SYNC_ERROR_NO_MAILBOX, %KB_SYNC_ERROR_NOT_ENTITLED, or what the store said
 *
 * Blocks for the disk, never for the network. "Sent" is what the server took,
 * "delivered" what is in the verified chain; nobody learns whether it was read.
 *
 * Returns: whether it is kept
 */
gboolean
kb_sync_tell (KbSync        *self,
              KbStream       stream,
              const guint8   case_id[KB_CASE_ID_SIZE],
              JsonObject    *content,
              GError       **error)
{
  g_autoptr(JsonObject) taken = content;
  gboolean kept;

  kb_outbox_begin (self->outbox);
  kept = tell_locked (self, stream, case_id, taken, error);
  kb_outbox_end (self->outbox);
  if (!kept)
    return FALSE;
  /* That the office waits is told by a card, too. */
  kb_sync_write_cards (self, stream, case_id, g_get_real_time () / G_USEC_PER_SEC, NULL, NULL);
  kb_sync_announce (self, stream, case_id);

  return TRUE;
}
