/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-seen.h"

#include <string.h>

/* Colleagues who are online have seen one of the last few entries, and those of
 * a page that is not committed yet are nowhere else: a ring in memory, more than
 * a page long. Whoever was offline for longer is looked up in the store. */
G_STATIC_ASSERT (KB_LEDGER_RECENT > 2 * KB_LIMIT_PAGE_ENTRIES);

gboolean
kb_seen_is_ahead (const KbHeader *header,
                  const KbPlace  *place)
{
  return header->seen_seq >= place->seq || header->seen_roster_seq > place->roster_seq;
}

void
kb_seen_remember (KbLedger      *ledger,
                  KbStream       stream,
                  const KbPlace *place)
{
  KbRecent *recent;

  if (stream == KB_STREAM_ROSTER)
    return;
  if (ledger->recent[stream] == NULL)
    ledger->recent[stream] = g_new0 (KbRecent, KB_LEDGER_RECENT);
  recent = &ledger->recent[stream][place->seq % KB_LEDGER_RECENT];
  recent->seq = place->seq;
  memcpy (recent->link, place->link, KB_HASH_SIZE);
}

/* Our link at @seq of a stream. The disk failing is no reason for an alarm. */
static gboolean
find_link (KbLedger     *ledger,
           KbStream      stream,
           guint64       seq,
           guint8        ret_link[KB_HASH_SIZE])
{
  const KbRecent *recent = ledger->recent[stream];
  const guint8 *link;

  if (stream == KB_STREAM_ROSTER)
    {
      link = kb_ledger_roster_link (ledger, seq);
      if (link != NULL)
        memcpy (ret_link, link, KB_HASH_SIZE);
      return link != NULL;
    }
  if (recent != NULL && recent[seq % KB_LEDGER_RECENT].seq == seq)
    {
      memcpy (ret_link, recent[seq % KB_LEDGER_RECENT].link, KB_HASH_SIZE);
      return TRUE;
    }

  return kb_store_get_link (ledger->store, stream, seq, ret_link, NULL);
}

static gboolean
fits (KbLedger     *ledger,
      KbStream      stream,
      guint64       seq,
      const guint8  link[KB_HASH_SIZE])
{
  guint8 ours[KB_HASH_SIZE];

  return seq == 0 || !find_link (ledger, stream, seq, ours) ||
         memcmp (ours, link, KB_HASH_SIZE) == 0;
}

gboolean
kb_seen_fits (KbLedger       *ledger,
              const KbHeader *header,
              const KbPlace  *place)
{
  return !kb_seen_is_ahead (header, place) &&
         fits (ledger, header->stream, header->seen_seq, header->seen_link) &&
         fits (ledger, KB_STREAM_ROSTER, header->seen_roster_seq, header->seen_roster_link);
}
