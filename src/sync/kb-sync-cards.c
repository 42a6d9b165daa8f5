/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Status cards: what a reporter finds on coming back. */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-body.h"
#include "kb-card.h"

#include <sodium.h>
#include <string.h>

#define CARDS_PER_PULL 50u
#define CASES_PER_PULL 500u      /* of a sweep through all cases */
#define MAX_CHANGED 2000u        /* beyond that the sweep finds them */
#define SWEEP_SECONDS 3600
#define HOURS_PER_DAY 24

typedef struct
{
  KbSync         *sync;
  const gboolean *complete;      /* by stream */
  gint64          now;
  KbClocks       *clocks;        /* made with the first card */
  guint           n_cards;
} Writing;

/* Only what counts as a use in the fold, too. */
static gboolean
is_use (const KbStoredEntry *stored)
{
  return stored->quarantine != KB_QUARANTINE_SIGNATURE &&
         stored->quarantine != KB_QUARANTINE_AUTHORITY &&
         stored->quarantine != KB_QUARANTINE_RULE &&
         stored->quarantine != KB_QUARANTINE_AUTHOR_SEQ;
}

static JsonObject *
new_use (const KbIdentityUseBody *body,
         guint64                  hour)
{
  JsonObject *use = json_object_new ();
  JsonArray *parts = json_array_new ();

  for (KbPartRole role = KB_ROLE_CONTACT; role <= KB_ROLE_KTP; role++)
    if (body->parts & 1u << role)
      json_array_add_string_element (parts, kb_role_to_string (role));
  json_object_set_string_member (use, "purpose", body->purpose);
  json_object_set_int_member (use, "hour", (gint64) hour * 3600);
  json_object_set_array_member (use, "parts", parts);

  return use;
}

static JsonArray *
list_uses (GPtrArray *entries)
{
  JsonArray *uses = json_array_new ();

  for (guint i = 0; i < entries->len && json_array_get_length (uses) < KB_CARD_USES; i++)
    {
      const KbStoredEntry *stored = entries->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);
      KbIdentityUseBody body;

      if (entry != NULL && kb_entry_get_header (entry)->kind == KB_KIND_IDENTITY_USE &&
          is_use (stored) && kb_body_read_identity_use (entry, &body, NULL) &&
          g_str_equal (body.purpose, "open"))
        json_array_add_object_element (uses, new_use (&body, stored->place.hour));
    }

  return uses;
}

/* Which place this device has among those who may tell, 0 the first: by
 * SHA-256(device ‖ case), so that not all of them tell the same. */
static guint
find_turn (KbSync            *self,
           const KbCaseState *state,
           const KbAddressee *addressee)
{
  const guint8 *own = kb_signing_key_get_public (self->membership->device);
  guint8 mine[KB_HASH_SIZE], other[KB_HASH_SIZE], text[KB_SIGN_PUBLIC_SIZE + KB_CASE_ID_SIZE];
  guint turn = 0;

  memcpy (text, own, KB_SIGN_PUBLIC_SIZE);
  memcpy (text + KB_SIGN_PUBLIC_SIZE, state->case_id, KB_CASE_ID_SIZE);
  crypto_hash_sha256 (mine, text, sizeof text);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < kb_roster_get_n_devices (self->ledger->roster); i++)
    {
      const KbDevice *device = kb_roster_get_device (self->ledger->roster, i);

      if (!kb_roster_is_active (self->ledger->roster, device, G_MAXUINT64) ||
          !kb_roster_holds (self->ledger->roster, device, addressee->audience, 0))
        continue;
      memcpy (text, device->sign, KB_SIGN_PUBLIC_SIZE);
      crypto_hash_sha256 (other, text, sizeof text);
      turn += memcmp (other, mine, sizeof other) < 0;
    }
  g_mutex_unlock (&self->lock);

  return turn;
}

/* In which server hour the key was made. */
static guint64
find_key_hour (KbSync            *self,
               const KbAddressee *addressee)
{
  g_autoptr(GPtrArray) entries = NULL;
  guint64 seq;

  g_mutex_lock (&self->lock);
  seq = kb_roster_get_epoch_since (self->ledger->roster, addressee->audience, addressee->epoch);
  g_mutex_unlock (&self->lock);
  if (seq > 0)
    entries = kb_store_load_stream (self->store, KB_STREAM_ROSTER, seq - 1, 1, NULL);

  return entries != NULL && entries->len > 0
           ? ((const KbStoredEntry *) entries->pdata[0])->place.hour : 0;
}

static gboolean
is_our_turn (Writing            *writing,
             const KbCaseState  *state,
             const KbAddressee  *addressee,
             const KbCardReader *reader)
{
  guint turn = find_turn (writing->sync, state, addressee);
  guint64 due;

  if (turn == 0)
    return TRUE;
  due = kb_card_find_due (state, reader, find_key_hour (writing->sync, addressee), writing->now);

  return due != 0 && (guint64) writing->now / 3600 >= due + turn * HOURS_PER_DAY;
}

/* Under kb_outbox_begin(), so that the counter is the next one. */
static gboolean
write_card (Writing            *writing,
            const KbCaseState  *state,
            const KbCardReader *reader,
            GError            **error)
{
  KbSync *self = writing->sync;
  g_auto(KbReporterAddress) address = { 0 };
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(JsonObject) members = NULL;
  JsonObject *content;

  if (!kb_sync_find_reporter (self, state->stream, state->case_id, &address, &entries, error))
    return FALSE;
  if (writing->clocks == NULL)
    {
      g_autoptr(GHashTable) settings = kb_sync_dup_settings (self);

      writing->clocks = kb_clocks_new (settings);
    }
  content = kb_card_new (state, writing->clocks, writing->now, list_uses (entries), reader);
  members = kb_answer_new (&address, kb_answer_next_counter (state->counter), content);
  if (!kb_sync_write_message (self, state->stream, state->case_id, &address, members, error))
    return FALSE;
  writing->n_cards++;

  return TRUE;
}

/* Returns FALSE only when it should have been written and was not. */
static gboolean
look_at (Writing   *writing,
         guint32    row,
         gboolean   at_once,
         GError   **error)
{
  KbSync *self = writing->sync;
  g_autoptr(KbCaseState) state = NULL;
  KbAddressee addressee;
  KbCardReader reader;
  gboolean written;

  kb_outbox_begin (self->outbox);
  state = kb_sync_load_case (self, row, error);
  if (state == NULL)
    {
      kb_outbox_end (self->outbox);
      return FALSE;
    }
  kb_sync_find_addressee (self, state->stream, state->case_id, &addressee);
  reader = (KbCardReader) { addressee.audience, addressee.epoch, addressee.recipient };
  if (state->canary || !state->has_mailbox || !writing->complete[state->stream] ||
      addressee.epoch == 0 || kb_card_find_due (state, &reader, 0, writing->now) == 0 ||
      (!at_once && !is_our_turn (writing, state, &addressee, &reader)))
    {
      kb_outbox_end (self->outbox);
      return TRUE;
    }
  written = write_card (writing, state, &reader, error);
  kb_outbox_end (self->outbox);
  if (written && !at_once)
    kb_sync_announce (self, state->stream, state->case_id);

  return written;
}

/* Takes up to @max rows out of @from. */
static GArray *
take_rows (KbSync *self,
           GArray *from,
           guint   max)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_mutex_lock (&self->lock);
  max = MIN (max, from->len);
  g_array_append_vals (rows, from->data, max);
  g_array_remove_range (from, 0, max);
  g_mutex_unlock (&self->lock);

  return rows;
}

/* All cases are looked at once an hour, a few with each pull. */
static void
begin_sweep (KbSync *self,
             gint64  now)
{
  g_autoptr(GArray) rows = NULL;

  if (self->card_sweep->len > 0 || now < self->card_swept + SWEEP_SECONDS)
    return;
  rows = kb_store_list_cases (self->store, KB_STORE_VIEW_ALL, NULL);
  if (rows == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->card_swept = now;
  g_array_append_vals (self->card_sweep, rows->data, rows->len);
  g_mutex_unlock (&self->lock);
}

static void
look_at_all (Writing *writing,
             GArray  *rows)
{
  for (guint i = 0; i < rows->len && writing->n_cards < CARDS_PER_PULL; i++)
    look_at (writing, g_array_index (rows, guint32, i), FALSE, NULL);
}

static gboolean
may_write (KbSync *self)
{
  gboolean may;

  g_mutex_lock (&self->lock);
  may = kb_ledger_get_role (self->ledger) != KB_DEVICE_ROLE_CUSTODIAN;
  g_mutex_unlock (&self->lock);

  return may;
}

static guint
write_all (KbSync         *self,
           const gboolean  complete[KB_N_STREAMS],
           gint64          now)
{
  Writing writing = { .sync = self, .complete = complete, .now = now };
  g_autoptr(GArray) changed = NULL;
  g_autoptr(GArray) sweep = NULL;

  if (!may_write (self))
    return 0;
  begin_sweep (self, now);
  changed = take_rows (self, self->card_rows, MAX_CHANGED);
  sweep = take_rows (self, self->card_sweep, CASES_PER_PULL);
  look_at_all (&writing, changed);
  look_at_all (&writing, sweep);
  g_clear_pointer (&writing.clocks, kb_clocks_unref);

  return writing.n_cards;
}

void
kb_sync_write_due_cards (KbSync         *self,
                         const gboolean  complete[KB_N_STREAMS])
{
  write_all (self, complete, g_get_real_time () / G_USEC_PER_SEC);
}

/* Cases whose entries came in; those that are too many are found by the sweep. */
void
kb_sync_note_card_rows (KbSync *self,
                        GArray *changed)
{
  g_mutex_lock (&self->lock);
  g_array_append_vals (self->card_rows, changed->data,
                       MIN (changed->len, MAX_CHANGED - MIN (self->card_rows->len, MAX_CHANGED)));
  g_mutex_unlock (&self->lock);
}

/**
 * kb_sync_write_cards:
 * @case_id: (nullable): of this case at once; %NULL: of all cases in @stream, in this device's turn
 * @ret_n_cards: (out) (optional): how many were due and written
 *
 * Blocks for the disk.
 */
gboolean
kb_sync_write_cards (KbSync        *self,
                     KbStream       stream,
                     const guint8  *case_id,
                     gint64         now,
                     guint         *ret_n_cards,
                     GError       **error)
{
  gboolean complete[KB_N_STREAMS] = { FALSE };
  Writing writing = { .sync = self, .complete = complete, .now = now };
  gboolean ok = TRUE;
  guint32 row;

  complete[stream] = TRUE;
  if (case_id == NULL)
    writing.n_cards = write_all (self, complete, now);
  else if (may_write (self))
    ok = kb_store_find_case (self->store, stream, case_id, &row, error) &&
         look_at (&writing, row, TRUE, error);
  g_clear_pointer (&writing.clocks, kb_clocks_unref);
  if (ret_n_cards != NULL)
    *ret_n_cards = writing.n_cards;

  return ok;
}
