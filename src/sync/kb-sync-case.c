/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A case as this person sees it: the journal's entries, and what waits on top. */
#include "config.h"

#include "kb-sync-private.h"

#include <string.h>

static void
fill_author (KbSync      *self,
             KbFoldInput *input)
{
  const KbDevice *device;

  g_mutex_lock (&self->lock);
  device = kb_roster_find_device (self->ledger->roster, kb_entry_get_header (input->entry)->author);
  if (device != NULL)
    {
      input->author_name = g_strdup (device->name);
      input->author_role = kb_device_role_to_string (device->role);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
add_stored (KbSync               *self,
            const KbStoredEntry  *stored,
            GArray               *inputs,
            GError              **error)
{
  KbFoldInput input = { .place = &stored->place, .plain = stored->plain,
                        .quarantine = stored->quarantine };

  input.entry = kb_entry_decode_bytes (stored->wire, error);
  if (input.entry == NULL)
    return FALSE;
  fill_author (self, &input);
  g_array_append_val (inputs, input);

  return TRUE;
}

/* A commit of just now may have brought it in. */
static gboolean
holds (GArray          *inputs,
       const KbWaiting *waiting)
{
  for (guint i = 0; i < inputs->len; i++)
    if (memcmp (kb_entry_get_id (g_array_index (inputs, KbFoldInput, i).entry),
                waiting->item->entry_id, KB_HASH_SIZE) == 0)
      return TRUE;

  return FALSE;
}

static void
add_waiting (KbSync          *self,
             const KbWaiting *waiting,
             GArray          *inputs)
{
  KbFoldInput input = { .entry = kb_entry_ref (waiting->entry), .place = &waiting->place,
                        .plain = waiting->plain, .pending = TRUE };

  fill_author (self, &input);
  g_array_append_val (inputs, input);
}

static void
clear_input (gpointer data)
{
  KbFoldInput *input = data;

  kb_entry_unref ((KbEntry *) input->entry);
  g_free ((char *) input->author_name);
}

static GArray *
new_inputs (void)
{
  GArray *inputs = g_array_new (FALSE, TRUE, sizeof (KbFoldInput));

  g_array_set_clear_func (inputs, clear_input);

  return inputs;
}

/* Folds inputs from the @first on. */
static KbCaseState *
fold_on_top (KbCaseState *state,
             GArray      *inputs,
             guint        first)
{
  for (guint i = first; i < inputs->len; i++)
    {
      KbStreamState stream = { 0 };
      KbCaseState *after = kb_case_fold (&stream, state,
                                         &g_array_index (inputs, KbFoldInput, i));

      if (after == NULL)
        continue;
      kb_case_state_free (state);
      state = after;
    }

  return state;
}

/**
 * kb_sync_fold_waiting:
 * @state: (transfer full): a case as the journal has it
 *
 * Returns: (transfer full): the case as this person sees it: what was written
 *   here and is not in the journal yet comes on top. No I/O; any thread.
 */
KbCaseState *
kb_sync_fold_waiting (KbSync      *self,
                      KbCaseState *state)
{
  g_autoptr(GPtrArray) waiting = kb_outbox_dup_case (self->outbox, state->stream, state->case_id);
  g_autoptr(GArray) inputs = NULL;

  if (waiting == NULL)
    return state;
  inputs = new_inputs ();
  for (guint i = 0; i < waiting->len; i++)
    add_waiting (self, waiting->pdata[i], inputs);

  return fold_on_top (state, inputs, 0);
}

/**
 * kb_sync_make_case:
 * @stored_case: the case's row
 * @entries: (element-type KbStoredEntry): its entries, in seq order
 * @error: return location
 *
 * What waits of it in the outbox comes on top.
 *
 * Returns: (transfer full): the case as the detail pane shows it
 */
KbCase *
kb_sync_make_case (KbSync              *self,
                   const KbStoredCase  *stored_case,
                   GPtrArray           *entries,
                   GError             **error)
{
  g_autoptr(KbCaseState) state = kb_case_state_load (stored_case->snapshot, error);
  g_autoptr(GPtrArray) waiting = NULL;
  g_autoptr(GArray) inputs = new_inputs ();

  if (state == NULL)
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    if (!add_stored (self, entries->pdata[i], inputs, error))
      return NULL;
  waiting = kb_outbox_dup_case (self->outbox, state->stream, state->case_id);
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    if (!holds (inputs, waiting->pdata[i]))
      add_waiting (self, waiting->pdata[i], inputs);
  state = fold_on_top (g_steal_pointer (&state), inputs, entries->len);

  return kb_case_new (stored_case->id, state, stored_case->unread,
                      (const KbFoldInput *) (gpointer) inputs->data, inputs->len);
}
