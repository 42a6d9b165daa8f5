/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-chain.h"

#include "kb-sha256.h"

#define LINK_LABEL "kumbang/link/v1"

G_DEFINE_QUARK (kb-chain-error-quark, kb_chain_error)

/**
 * kb_chain_init:
 * @genesis: the id of the office's genesis entry
 *
 * An empty stream.
 */
void
kb_chain_init (KbChain      *self,
               const guint8  genesis[KB_HASH_SIZE],
               KbStream      stream)
{
  g_return_if_fail (self != NULL && genesis != NULL);

  memset (self, 0, sizeof *self);
  memcpy (self->genesis, genesis, KB_HASH_SIZE);
  self->stream = stream;
}

/* link = SHA-256(label ‖ genesis ‖ u8 stream ‖ u64 seq ‖ u64 hour
 *                ‖ u64 roster seq ‖ roster link ‖ previous link ‖ leaf) */
static void
compute_link (const KbChain *self,
              const KbEntry *entry,
              const KbPlace *place,
              guint8         ret_link[KB_HASH_SIZE])
{
  guint8 leaf[KB_HASH_SIZE];
  KbSha256 hash;

  kb_entry_get_leaf (entry, leaf);
  kb_sha256_init (&hash, LINK_LABEL);
  kb_sha256_bytes (&hash, self->genesis, KB_HASH_SIZE);
  kb_sha256_u8 (&hash, self->stream);
  kb_sha256_u64 (&hash, place->seq);
  kb_sha256_u64 (&hash, place->hour);
  kb_sha256_u64 (&hash, place->roster_seq);
  kb_sha256_bytes (&hash, place->roster_link, KB_HASH_SIZE);
  kb_sha256_bytes (&hash, self->link, KB_HASH_SIZE);
  kb_sha256_bytes (&hash, leaf, KB_HASH_SIZE);
  kb_sha256_finish (&hash, ret_link);
}

static void
move_head (KbChain       *self,
           const KbPlace *place)
{
  self->seq = place->seq;
  self->hour = place->hour;
  self->roster_seq = place->roster_seq;
  memcpy (self->link, place->link, KB_HASH_SIZE);
}

/**
 * kb_chain_append:
 * @entry: the next entry of the stream
 * @hour: the present hour; the place gets a later one if the stream's head has it
 * @roster: (nullable): the roster's head; @self or %NULL when appending to the roster
 * @ret_place: (out caller-allocates): where the entry now is
 *
 * The server's side: puts @entry behind the head and moves the head.
 */
void
kb_chain_append (KbChain       *self,
                 const KbEntry *entry,
                 guint64        hour,
                 const KbChain *roster,
                 KbPlace       *ret_place)
{
  KbPlace place = { 0 };

  g_return_if_fail (self != NULL && entry != NULL && ret_place != NULL);

  if (roster == NULL || self->stream == KB_STREAM_ROSTER)
    roster = self;
  place.seq = self->seq + 1;
  place.hour = MAX (hour, self->hour);
  place.roster_seq = roster->seq;
  memcpy (place.roster_link, roster->link, KB_HASH_SIZE);
  compute_link (self, entry, &place, place.link);

  move_head (self, &place);
  *ret_place = place;
}

static gboolean
chain_error (GError       **error,
             KbChainError   code,
             guint64        seq,
             const char    *message)
{
  g_set_error (error, KB_CHAIN_ERROR, code, "Entry %" G_GUINT64_FORMAT ": %s", seq, message);
  return FALSE;
}

/* In the roster the roster's head is the entry before; elsewhere it never goes
 * back, or a revoked device could be made to look entitled again. */
static gboolean
roster_place_is_valid (const KbChain *self,
                       const KbPlace *place)
{
  if (self->stream != KB_STREAM_ROSTER)
    return place->roster_seq >= self->roster_seq;

  return place->roster_seq == self->seq &&
         memcmp (place->roster_link, self->link, KB_HASH_SIZE) == 0;
}

/* The genesis entry is the first of the roster, and its id is the office's. */
static gboolean
belongs_to_stream (const KbChain *self,
                   const KbEntry *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  gboolean first = self->stream == KB_STREAM_ROSTER && self->seq == 0;

  if (header->stream != self->stream)
    return FALSE;
  if (first)
    return memcmp (kb_entry_get_id (entry), self->genesis, KB_HASH_SIZE) == 0;

  return memcmp (header->genesis, self->genesis, KB_HASH_SIZE) == 0;
}

/**
 * kb_chain_follow:
 * @place: what the server says of the entry's place
 *
 * The desktop's side: checks that @entry is the next of the stream and moves
 * the head. Any failure means that the server's word can't be trusted, and
 * leaves the head where it was. %KB_CHAIN_ERROR_CRITICAL is not the server's
 * fault: a newer program can go on from there.
 *
 * Returns: %FALSE with a #KbChainError
 */
gboolean
kb_chain_follow (KbChain        *self,
                 const KbEntry  *entry,
                 const KbPlace  *place,
                 GError        **error)
{
  const KbHeader *header;
  guint8 link[KB_HASH_SIZE];

  g_return_val_if_fail (self != NULL && entry != NULL && place != NULL, FALSE);

  header = kb_entry_get_header (entry);
  if (place->seq != self->seq + 1)
    return chain_error (error, KB_CHAIN_ERROR_GAP, place->seq, "not the next one of the stream");
  if (place->hour < self->hour)
    return chain_error (error, KB_CHAIN_ERROR_HOUR, place->seq, "the server's hour goes back");
  compute_link (self, entry, place, link);
  if (memcmp (link, place->link, KB_HASH_SIZE) != 0 || !belongs_to_stream (self, entry))
    return chain_error (error, KB_CHAIN_ERROR_LINK, place->seq,
                        "does not follow from the one before");
  if (!roster_place_is_valid (self, place))
    return chain_error (error, KB_CHAIN_ERROR_ROSTER, place->seq, "the roster's head goes back");
  if (header->critical && !kb_kind_is_known (header->kind))
    return chain_error (error, KB_CHAIN_ERROR_CRITICAL, place->seq, "needs a newer program");
  move_head (self, place);

  return TRUE;
}
