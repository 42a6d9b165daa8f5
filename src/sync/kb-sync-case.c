/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A case as this person sees it: the journal's entries, and what waits on top. */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-bytes.h"

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

/* Who has which device, as KbFoldInput takes it. */
static GHashTable *
dup_names (KbSync *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const KbRoster *roster;

  g_mutex_lock (&self->lock);
  roster = self->ledger->roster;
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);

      g_hash_table_insert (names, kb_hex_encode (device->sign, sizeof device->sign),
                           kb_line_for_display (device->name));
    }
  g_mutex_unlock (&self->lock);

  return names;
}

static void
name_assignee (KbSync      *self,
               KbCaseState *state)
{
  guint8 sign[KB_SIGN_PUBLIC_SIZE];

  g_clear_pointer (&state->assignee_name, g_free);
  if (kb_hex_decode (kb_case_fields_get_value (state->fields, KB_WORK_ASSIGNEE), sign,
                     sizeof sign))
    state->assignee_name = kb_sync_dup_device_name (self, sign);
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

  inputs = new_inputs ();
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    add_waiting (self, waiting->pdata[i], inputs);
  state = fold_on_top (state, inputs, 0);
  name_assignee (self, state);

  return state;
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
  g_autoptr(GHashTable) names = dup_names (self);

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
  name_assignee (self, state);
  for (guint i = 0; i < inputs->len; i++)
    g_array_index (inputs, KbFoldInput, i).names = names;

  return kb_case_new (stored_case->id, state, stored_case->unread,
                      (const KbFoldInput *) (gpointer) inputs->data, inputs->len);
}

static void
person_free (gpointer data)
{
  KbPerson *person = data;

  g_free (person->name);
  g_free (person);
}

static int
compare_people (gconstpointer a,
                gconstpointer b)
{
  return g_utf8_collate ((*(KbPerson *const *) a)->name, (*(KbPerson *const *) b)->name);
}

/**
 * kb_sync_dup_people:
 *
 * Returns: (transfer full) (element-type KbPerson): those whose devices are enrolled now and hold
 *   the case's newest key, by name. No I/O.
 */
GPtrArray *
kb_sync_dup_people (KbSync       *self,
                    KbStream      stream,
                    const guint8  case_id[KB_CASE_ID_SIZE])
{
  char audience[KB_LIMIT_AUDIENCE + 1];
  GPtrArray *people = g_ptr_array_new_with_free_func (person_free);
  const KbRoster *roster;

  g_mutex_lock (&self->lock);
  roster = self->ledger->roster;
  kb_roster_get_case_audience (roster, stream, case_id, audience);
  for (guint i = 0; i < kb_roster_get_n_devices (roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (roster, i);
      KbPerson *person;

      if (!kb_roster_is_active (roster, device, self->ledger->heads[KB_STREAM_ROSTER].seq)
          || !kb_roster_holds (roster, device, audience, 0))
        continue;
      person = g_new0 (KbPerson, 1);
      memcpy (person->device, device->sign, sizeof person->device);
      person->name = kb_line_for_display (device->name);
      person->role = device->role;
      g_ptr_array_add (people, person);
    }
  g_mutex_unlock (&self->lock);
  g_ptr_array_sort (people, compare_people);

  return people;
}
