/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-page.h"

#include "kb-frame.h"
#include "kb-sync-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* type ‖ seq ‖ hour ‖ roster seq ‖ roster link ‖ link, before the entry */
#define WIRE_OFFSET (1 + 3 * 8 + 2 * KB_HASH_SIZE)
#define READ_AHEAD (256u * 1024u)
/* Small enough that the openers start soon, large enough that handing over costs nothing. */
#define CHUNK 50

typedef struct
{
  KbPage            *page;
  GInputStream      *frames;
  const KbLedger    *ledger;
  const KbPageWatch *watch;
  GCancellable      *cancellable;
  KbChain            chain;      /* also over what is behind a critical entry */
  gsize              n_bytes;
  guint              n_followed;
  guint              n_handed;   /* entries given to watch->chunk */
} Reading;

KbPage *
kb_page_new (KbStream stream)
{
  KbPage *self = g_new0 (KbPage, 1);

  self->stream = stream;
  self->entries = g_new0 (KbPulled, KB_LIMIT_PAGE_ENTRIES);

  return self;
}

void
kb_page_free (KbPage *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < KB_LIMIT_PAGE_ENTRIES && self->entries[i].wire != NULL; i++)
    {
      KbPulled *pulled = &self->entries[i];

      g_clear_pointer (&pulled->entry, kb_entry_unref);
      g_clear_pointer (&pulled->wire, g_bytes_unref);
      g_clear_pointer (&pulled->plain, g_bytes_unref);
      g_clear_pointer (&pulled->author_name, g_free);
      g_clear_pointer (&pulled->folded, kb_case_state_free);
    }
  g_clear_error (&self->critical);
  g_free (self->entries);
  g_free (self);
}

static gboolean
protocol_error (GError     **error,
                const char  *message)
{
  g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL, message);
  return FALSE;
}

static gboolean
read_exactly (Reading  *reading,
              guint8   *out,
              gsize     size,
              GError  **error)
{
  g_autoptr(GError) local = NULL;
  gsize got = 0;

  if (g_input_stream_read_all (reading->frames, out, size, &got, reading->cancellable, &local) &&
      got == size)
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UNREACHABLE,
                         _("The connection was cut off; what had arrived whole is kept"));

  return FALSE;
}

/* u32 length ‖ that many bytes */
static GBytes *
read_frame (Reading  *reading,
            GError  **error)
{
  g_autofree guint8 *data = NULL;
  guint8 prefix[4];
  gsize size;

  if (!read_exactly (reading, prefix, sizeof prefix, error))
    return NULL;
  size = (gsize) prefix[0] << 24 | (gsize) prefix[1] << 16 | (gsize) prefix[2] << 8 | prefix[3];
  reading->n_bytes += size + sizeof prefix;
  if (size == 0 || size > KB_LIMIT_FRAME || reading->n_bytes > KB_LIMIT_PAGE + KB_LIMIT_FRAME)
    {
      protocol_error (error, _("The server's journal page is larger than agreed"));
      return NULL;
    }
  data = g_malloc (size);
  if (!read_exactly (reading, data, size, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static void
hand_over (Reading  *reading,
           gboolean  rest)
{
  guint n = reading->page->n_entries - reading->n_handed;

  if (n == 0 || (n < CHUNK && !rest))
    return;
  reading->watch->chunk (reading->watch->data, reading->page, reading->n_handed, n);
  reading->n_handed += n;
}

/* The roster's head that the intake names must be one that we hold. */
static gboolean
check_roster_link (Reading        *reading,
                   const KbPlace  *place,
                   GError        **error)
{
  const guint8 *link;

  if (reading->page->stream == KB_STREAM_ROSTER)
    return TRUE;
  link = kb_ledger_roster_link (reading->ledger, place->roster_seq);
  if (link == NULL)
    {
      hand_over (reading, TRUE);
      if (!reading->watch->need_roster (reading->watch->data, place->roster_seq, error))
        return FALSE;
      link = kb_ledger_roster_link (reading->ledger, place->roster_seq);
    }
  if (link != NULL && memcmp (link, place->roster_link, KB_HASH_SIZE) == 0)
    return TRUE;
  g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_FORK,
               "Entry %" G_GUINT64_FORMAT ": refers to another roster than ours", place->seq);

  return FALSE;
}

/* The key that signs heads is the one in the office's first entry, whatever
 * this computer was told when it joined. */
static gboolean
check_genesis (Reading        *reading,
               const KbEntry  *entry,
               GError        **error)
{
  g_autoptr(KbRoster) roster = kb_roster_new ();

  if (!kb_roster_apply (roster, entry, 1, NULL) ||
      memcmp (kb_roster_get_intake_key (roster), reading->ledger->membership->intake,
              KB_SIGN_PUBLIC_SIZE) == 0)
    return TRUE;
  g_set_error_literal (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE,
                       "The office's first entry names another key for its server");

  return FALSE;
}

static gboolean
follow (Reading        *reading,
        const KbFrame  *frame,
        GError        **error)
{
  const KbWitness *witness = &reading->ledger->witness[reading->page->stream];
  g_autoptr(GError) local = NULL;

  if (!kb_chain_follow (&reading->chain, frame->entry, &frame->place, &local))
    {
      if (!g_error_matches (local, KB_CHAIN_ERROR, KB_CHAIN_ERROR_CRITICAL))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      /* All else about it is right. It and what is behind it wait for a newer
       * program; the page's note still covers what is before it. */
      reading->chain.seq = frame->place.seq;
      reading->chain.hour = frame->place.hour;
      reading->chain.roster_seq = frame->place.roster_seq;
      memcpy (reading->chain.link, frame->place.link, KB_HASH_SIZE);
      if (reading->page->critical == NULL)
        reading->page->critical = g_steal_pointer (&local);
    }
  if (witness->seq == frame->place.seq &&
      memcmp (witness->link, frame->place.link, KB_HASH_SIZE) != 0)
    {
      g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_FORK,
                   "Entry %" G_GUINT64_FORMAT ": not the one that this computer has seen",
                   frame->place.seq);
      return FALSE;
    }

  if (reading->page->stream == KB_STREAM_ROSTER && frame->place.seq == 1 &&
      !check_genesis (reading, frame->entry, error))
    return FALSE;

  return check_roster_link (reading, &frame->place, error);
}

static gboolean
take_entry (Reading  *reading,
            GBytes   *bytes,
            KbFrame  *frame,
            GError  **error)
{
  KbPage *page = reading->page;
  KbPulled *pulled;

  if (reading->n_followed++ == KB_LIMIT_PAGE_ENTRIES)
    return protocol_error (error, _("The server's journal page has more entries than agreed"));
  if (frame->entry == NULL)
    {
      g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_LINK,
                   "Entry %" G_GUINT64_FORMAT ": not the bytes of an entry", frame->place.seq);
      return FALSE;
    }
  if (!follow (reading, frame, error))
    return FALSE;
  if (page->critical != NULL)
    return TRUE;

  pulled = &page->entries[page->n_entries++];
  pulled->entry = g_steal_pointer (&frame->entry);
  pulled->place = frame->place;
  pulled->wire = g_bytes_new_from_bytes (bytes, WIRE_OFFSET,
                                         g_bytes_get_size (bytes) - WIRE_OFFSET);
  page->head = reading->chain;
  hand_over (reading, FALSE);

  return TRUE;
}

/* The note must be the intake's word for the chain that we have followed. For
 * an empty page it is about the head, which may be behind or beside ours. */
static gboolean
check_note (Reading        *reading,
            const KbFrame  *frame,
            GError        **error)
{
  const KbChain *chain = &reading->chain;
  const guint8 *intake = reading->ledger->membership->intake;
  KbChain head;

  if (!kb_head_read (frame->note, chain->genesis, intake, &head, error))
    return FALSE;
  if (head.stream != chain->stream || head.seq > frame->head_seq)
    {
      g_set_error_literal (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_NOTE,
                           "The signed head is for something else");
      return FALSE;
    }
  if (head.seq < chain->seq || frame->head_seq < reading->ledger->witness[chain->stream].seq)
    {
      g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_ROLLBACK,
                   "The server ends at %" G_GUINT64_FORMAT ", this computer has seen more",
                   head.seq);
      return FALSE;
    }
  if (head.seq > chain->seq)
    {
      g_set_error_literal (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_GAP,
                           "The page ends before the entry that its note signs");
      return FALSE;
    }
  if (memcmp (head.link, chain->link, KB_HASH_SIZE) != 0)
    {
      g_set_error (error, KB_CHAIN_ERROR, KB_CHAIN_ERROR_FORK,
                   "At %" G_GUINT64_FORMAT " the server signs another journal than ours", head.seq);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_end (Reading  *reading,
           GError  **error)
{
  guint8 more;
  gssize n = g_input_stream_read (reading->frames, &more, 1, reading->cancellable, NULL);

  return n <= 0 || protocol_error (error, _("The server's journal page goes on behind its end"));
}

/**
 * kb_page_read:
 * @self: an empty page
 * @frames: the answer of the endpoint
 * @ledger: roster links and witness to compare with
 * @from: the head that the page must follow
 * @watch: told of each chunk, so that entries are opened while others arrive
 *
 * Reads one page and checks frames, sizes, seq, hour, link and the note: what
 * the server itself answers for. Nothing of the page may be kept on failure.
 *
 * Returns: %FALSE with a #KbChainError, a #KbSyncError or %G_IO_ERROR_CANCELLED
 */
gboolean
kb_page_read (KbPage             *self,
              GInputStream       *frames,
              const KbLedger     *ledger,
              const KbChain      *from,
              const KbPageWatch  *watch,
              GCancellable       *cancellable,
              GError            **error)
{
  g_autoptr(GInputStream) buffered = g_buffered_input_stream_new_sized (frames, READ_AHEAD);
  Reading reading = { .page = self, .frames = buffered, .ledger = ledger, .watch = watch,
                      .cancellable = cancellable, .chain = *from };

  self->head = *from;
  while (TRUE)
    {
      g_autoptr(GBytes) bytes = read_frame (&reading, error);
      g_auto(KbFrame) frame = { 0 };

      if (bytes == NULL)
        return FALSE;
      if (!kb_frame_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &frame,
                            NULL) || frame.type == KB_FRAME_MAIL)
        return protocol_error (error, _("The server's journal page is damaged"));
      if (frame.type == KB_FRAME_END)
        {
          hand_over (&reading, TRUE);
          self->server_seq = frame.head_seq;
          return check_note (&reading, &frame, error) && check_end (&reading, error);
        }
      if (!take_entry (&reading, bytes, &frame, error))
        return FALSE;
    }
}
