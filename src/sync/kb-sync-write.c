/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What this device writes: sealed, signed and kept at once, whatever the network does. */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-json.h"
#include "kb-work.h"

#include <glib/gi18n.h>
#include <string.h>

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
kb_sync_find_addressee (KbSync       *self,
                        KbStream      stream,
                        const guint8  case_id[KB_CASE_ID_SIZE],
                        KbAddressee  *ret_addressee)
{
  const KbGrant *grant;

  *ret_addressee = (KbAddressee) { .epoch = 0 };
  g_mutex_lock (&self->lock);
  kb_roster_get_case_audience (self->ledger->roster, stream, case_id, ret_addressee->audience);
  grant = kb_roster_find_grant (self->ledger->roster, ret_addressee->audience, 0);
  if (grant != NULL)
    {
      ret_addressee->epoch = grant->epoch;
      g_strlcpy (ret_addressee->recipient, grant->recipient, sizeof ret_addressee->recipient);
    }
  g_mutex_unlock (&self->lock);
}

/* @reporter: (nullable): age1… of a message's */
static KbEntry *
compose_entry (KbSync              *self,
               const KbAuthorship  *authorship,
               KbKind               kind,
               KbStream             stream,
               const guint8         case_id[KB_CASE_ID_SIZE],
               JsonObject          *members,
               const char          *reporter,
               GError             **error)
{
  const char *recipients[3] = { NULL };
  KbAddressee addressee;

  kb_sync_find_addressee (self, stream, case_id, &addressee);
  recipients[0] = addressee.recipient;
  recipients[1] = reporter;
  if (addressee.epoch != 0)
    return kb_compose_case_entry (authorship, kind, stream, case_id, addressee.audience,
                                  addressee.epoch, members, recipients, error);
  g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                       _("Nobody can read this case yet: its key was not made"));

  return NULL;
}

/* As the server will judge it, as far as this device knows. */
static gboolean
check_entitled (KbSync         *self,
                const KbEntry  *entry,
                GError        **error)
{
  gboolean entitled;

  g_mutex_lock (&self->lock);
  entitled = kb_roster_check_author (self->ledger->roster, entry,
                                     self->ledger->heads[KB_STREAM_ROSTER].seq, NULL);
  g_mutex_unlock (&self->lock);
  if (!entitled)
    g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                         _("This computer may not write in this case"));

  return entitled;
}

/* Every reader sets aside what is not agreed. */
static gboolean
check_work (const KbEntry  *entry,
            GBytes         *plain,
            GError        **error)
{
  g_autoptr(GBytes) opened = kb_outbox_opened (entry, plain);

  return kb_work_check (opened != NULL ? opened : plain, error);
}

/* The case shows it at once; the caller's timer sends it. */
void
kb_sync_announce (KbSync       *self,
                  KbStream      stream,
                  const guint8  case_id[KB_CASE_ID_SIZE])
{
  guint32 row;

  g_mutex_lock (&self->lock);
  if (self->n_failures == 0)
    self->next_try = now_seconds ();
  g_mutex_unlock (&self->lock);
  kb_sync_notify (self, "n-pending");
  kb_sync_notify (self, "next-try");
  if (kb_store_find_case (self->store, stream, case_id, &row, NULL))
    {
      g_autoptr(GArray) changed = g_array_new (FALSE, FALSE, sizeof row);

      g_array_append_val (changed, row);
      kb_sync_emit_changed (self, changed, 0);
    }
}

/* Found by its words before it is sent. @plain: as in KbOutboxItem. */
static void
index_waiting (KbSync        *self,
               const KbEntry *entry,
               GBytes        *plain)
{
  const KbHeader *header = kb_entry_get_header (entry);
  g_autofree char *text = NULL;
  guint32 row;

  if (self->index == NULL || (header->kind != KB_KIND_WORK && header->kind != KB_KIND_MESSAGE))
    return;
  text = kb_case_search_text (NULL, header->kind, plain);
  if (text != NULL && kb_store_find_case (self->store, header->stream, header->case_id, &row, NULL))
    kb_text_index_add (self->index, row, text);
}

/*< private >
 * kb_sync_index_outbox:
 */
void
kb_sync_index_outbox (KbSync *self)
{
  g_autoptr(GPtrArray) items = kb_sync_dup_outbox (self);

  for (guint i = 0; i < items->len; i++)
    {
      const KbOutboxItem *item = items->pdata[i];
      g_autoptr(KbEntry) entry = kb_entry_decode_bytes (item->wire, NULL);

      if (entry != NULL)
        index_waiting (self, entry, item->plain);
    }
}

static gboolean
keep (KbSync   *self,
      KbEntry  *entry,
      GBytes   *plain,
      GError  **error)
{
  if (!kb_outbox_add (self->outbox, entry, plain, error))
    return FALSE;
  index_waiting (self, entry, plain);

  return TRUE;
}

/* One entry into the outbox; under kb_outbox_begin(). */
static gboolean
write_locked (KbSync        *self,
              KbKind         kind,
              KbStream       stream,
              const guint8   case_id[KB_CASE_ID_SIZE],
              JsonObject    *members,
              const char    *reporter,
              GError       **error)
{
  char *text = kb_json_to_string (members);
  g_autoptr(GBytes) plain = g_bytes_new_take (text, strlen (text));
  g_autoptr(KbEntry) entry = NULL;
  KbAuthorship authorship;

  kb_sync_get_authorship (self, stream, now_seconds (), &authorship);
  entry = compose_entry (self, &authorship, kind, stream, case_id, members, reporter, error);

  return entry != NULL && check_entitled (self, entry, error) &&
         (kind != KB_KIND_WORK || check_work (entry, plain, error)) &&
         keep (self, entry, plain, error);
}

/**
 * kb_sync_write:
 * @stream: the case's
 * @case_id: a case that this device holds
 * @members: of the part `work`, without context and v
 * @error: %KB_CASE_ERROR_WORK for what every reader would set aside,
 *   %KB_STORE_ERROR_NOT_FOUND, %KB_SYNC_ERROR_NOT_ENTITLED, or what the store said
 *
 * Blocks for the disk, never for the network.
 *
 * Returns: whether it is kept
 */
gboolean
kb_sync_write (KbSync        *self,
               KbStream       stream,
               const guint8   case_id[KB_CASE_ID_SIZE],
               JsonObject    *members,
               GError       **error)
{
  guint32 row;
  gboolean kept;

  if (!kb_store_find_case (self->store, stream, case_id, &row, error))
    return FALSE;
  kb_outbox_begin (self->outbox);
  kept = write_locked (self, KB_KIND_WORK, stream, case_id, members, NULL, error);
  kb_outbox_end (self->outbox);
  if (!kept)
    return FALSE;
  /* What it changes for the reporter goes with it; if not, a later pull tells it. */
  kb_sync_write_cards (self, stream, case_id, now_seconds (), NULL, NULL);
  kb_sync_announce (self, stream, case_id);

  return TRUE;
}

/**
 * kb_sync_write_message:
 * @members: of the part `message`
 *
 * Into the outbox; under kb_outbox_begin().
 */
gboolean
kb_sync_write_message (KbSync                   *self,
                       KbStream                  stream,
                       const guint8              case_id[KB_CASE_ID_SIZE],
                       const KbReporterAddress  *address,
                       JsonObject               *members,
                       GError                  **error)
{
  return write_locked (self, KB_KIND_MESSAGE, stream, case_id, members, address->recipient, error);
}

/**
 * kb_sync_enqueue:
 * @entry: of this device, with the numbers of kb_sync_get_authorship()
 * @plain: (nullable): what is sealed in it, without its context: a work entry can then be sealed
 *   anew; what can't be made anew when it has to be counts as refused
 * @error: a #KbStoreError
 *
 * Returns: whether it is kept
 */
gboolean
kb_sync_enqueue (KbSync   *self,
                 KbEntry  *entry,
                 GBytes   *plain,
                 GError  **error)
{
  const KbHeader *header = kb_entry_get_header (entry);
  gboolean kept;

  kb_outbox_begin (self->outbox);
  kept = keep (self, entry, plain, error);
  kb_outbox_end (self->outbox);
  if (kept)
    kb_sync_announce (self, header->stream, header->case_id);

  return kept;
}

/* What the author had seen when it was written stays: it is what makes a conflict one. */
static void
fill_authorship (KbSync         *self,
                 const KbEntry  *old,
                 guint64         last_seq,
                 const guint8    last_id[KB_HASH_SIZE],
                 KbAuthorship   *ret_authorship)
{
  const KbHeader *header = kb_entry_get_header (old);
  KbAuthorship authorship = { .device = self->membership->device, .last_seq = last_seq,
                              .now = (gint64) header->author_time };

  memcpy (authorship.genesis, header->genesis, KB_HASH_SIZE);
  memcpy (authorship.last_id, last_id, KB_HASH_SIZE);
  authorship.seen.seq = header->seen_seq;
  memcpy (authorship.seen.link, header->seen_link, KB_HASH_SIZE);
  authorship.seen_roster.seq = header->seen_roster_seq;
  memcpy (authorship.seen_roster.link, header->seen_roster_link, KB_HASH_SIZE);
  memcpy (authorship.replaces, kb_entry_get_id (old), KB_HASH_SIZE);
  *ret_authorship = authorship;
}

/* Returns: (nullable): the same entry with the next number; nothing in it is sealed */
static KbEntry *
renumber (KbSync             *self,
          const KbEntry      *old,
          const KbAuthorship *authorship)
{
  KbHeader header = *kb_entry_get_header (old);
  GBytes *parts[KB_LIMIT_PARTS];

  for (guint i = 0; i < header.n_parts; i++)
    {
      KbPartState state;

      parts[i] = kb_entry_get_part (old, header.parts[i].role, &state);
      if (header.parts[i].role != KB_ROLE_BODY || parts[i] == NULL)
        return NULL;
    }
  header.author_seq = authorship->last_seq + 1;
  memcpy (header.author_prev, authorship->last_id, KB_HASH_SIZE);
  memcpy (header.replaces, authorship->replaces, KB_HASH_SIZE);

  return kb_entry_new (&header, parts, authorship->device);
}

static KbEntry *
make_anew (KbSync          *self,
           const KbWaiting *waiting,
           guint64          last_seq,
           const guint8     last_id[KB_HASH_SIZE])
{
  const KbHeader *header = kb_entry_get_header (waiting->entry);
  GBytes *plain = waiting->item->plain;
  g_autoptr(JsonObject) members = NULL;
  g_auto(KbReporterAddress) address = { 0 };
  gboolean message = header->kind == KB_KIND_MESSAGE;
  KbAuthorship authorship;

  fill_authorship (self, waiting->entry, last_seq, last_id, &authorship);
  if (header->kind != KB_KIND_WORK && !message)
    return renumber (self, waiting->entry, &authorship);
  if (message &&
      !kb_sync_find_reporter (self, header->stream, header->case_id, &address, NULL, NULL))
    return NULL;
  if (plain != NULL)
    members = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                             KB_LIMIT_STORY, NULL);

  return members != NULL ? compose_entry (self, &authorship, header->kind, header->stream,
                                          header->case_id, members,
                                          message ? address.recipient : NULL, NULL)
                         : NULL;
}

/* Would the server take it as the next one behind @last_seq? */
static gboolean
is_current (KbSync         *self,
            const KbEntry  *entry,
            guint64         last_seq,
            const guint8    last_id[KB_HASH_SIZE])
{
  const KbHeader *header = kb_entry_get_header (entry);
  KbAddressee addressee;

  if (header->author_seq != last_seq + 1 ||
      memcmp (header->author_prev, last_id, KB_HASH_SIZE) != 0)
    return FALSE;
  if (header->audience[0] == '\0')
    return TRUE;
  kb_sync_find_addressee (self, header->stream, header->case_id, &addressee);

  return header->epoch == addressee.epoch && g_str_equal (header->audience, addressee.audience);
}

static gboolean
mend_stream (KbSync    *self,
             KbStream   stream,
             GError   **error)
{
  g_autoptr(GPtrArray) waiting = kb_outbox_dup (self->outbox, stream);
  guint8 last_id[KB_HASH_SIZE];
  guint64 last_seq;

  g_mutex_lock (&self->lock);
  kb_authors_get (self->ledger->authors[stream],
                  kb_signing_key_get_public (self->membership->device), &last_seq, last_id);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < waiting->len; i++)
    {
      const KbWaiting *one = waiting->pdata[i];
      g_autoptr(KbEntry) entry = NULL;

      if (one->item->refusal != NULL)
        continue;
      if (is_current (self, one->entry, last_seq, last_id))
        entry = kb_entry_ref (one->entry);
      else
        {
          entry = make_anew (self, one, last_seq, last_id);
          if (!kb_outbox_replace (self->outbox, one, entry != NULL ? entry : one->entry,
                                  entry != NULL ? NULL : "stale", error))
            return FALSE;
        }
      if (entry == NULL)
        continue;
      last_seq = kb_entry_get_header (entry)->author_seq;
      memcpy (last_id, kb_entry_get_id (entry), KB_HASH_SIZE);
    }

  return TRUE;
}

/**
 * kb_sync_mend_outbox:
 *
 * Only behind a pull that showed the whole journal: an entry that was taken
 * without our hearing of it is in the chain then, and no longer here; made anew
 * it would be there twice.
 */
gboolean
kb_sync_mend_outbox (KbSync  *self,
                     GError **error)
{
  gboolean mended = TRUE;

  kb_outbox_begin (self->outbox);
  for (KbStream stream = KB_STREAM_ROSTER; mended && stream <= KB_STREAM_LEADERSHIP; stream++)
    mended = mend_stream (self, stream, error);
  kb_outbox_end (self->outbox);

  return mended;
}

/**
 * kb_sync_drop_refused:
 * @id: of an entry that the server would not take
 * @error: %KB_STORE_ERROR_NOT_FOUND where no refused entry has that id
 *
 * A person gives it up.
 */
gboolean
kb_sync_drop_refused (KbSync  *self,
                      gint64   id,
                      GError **error)
{
  gboolean dropped;

  kb_outbox_begin (self->outbox);
  dropped = kb_outbox_drop_refused (self->outbox, id, error);
  kb_outbox_end (self->outbox);
  kb_sync_notify (self, "n-pending");
  kb_sync_notify (self, "n-refused");

  return dropped;
}

GPtrArray *
kb_sync_dup_outbox (KbSync *self)
{
  return kb_outbox_dup_items (self->outbox);
}

static void
describe_op (JsonObject *op,
             GString    *text)
{
  static const char *const kinds[] = { "set", "add", "remove" };

  if (text->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (op, kinds[i]))
      g_string_append_printf (text, "%s %s: %s", kinds[i], kb_json_string_or (op, kinds[i], ""),
                              kb_json_string_or (op, "value", ""));
  g_string_append (text, kb_json_string_or (op, "note", ""));
}

static void
describe_message (JsonObject *members,
                  GString    *text)
{
  const char *json = kb_json_string_or (members, "content", "");
  g_autoptr(JsonObject) content = kb_json_parse (json, strlen (json), KB_LIMIT_STORY, NULL);

  if (content != NULL)
    g_string_append (text, kb_json_string_or (content, "text", ""));
}

/**
 * kb_sync_describe_item:
 *
 * Returns: (transfer full): this person's own words, and names of fields; ""
 *   for what is neither work nor a message
 */
char *
kb_sync_describe_item (const KbOutboxItem *item)
{
  g_autoptr(JsonObject) members = NULL;
  GString *text = g_string_new (NULL);
  JsonArray *ops = NULL;

  if (item->plain != NULL)
    members = kb_json_parse (g_bytes_get_data (item->plain, NULL), g_bytes_get_size (item->plain),
                             KB_LIMIT_STORY, NULL);
  if (members != NULL)
    ops = kb_json_array (members, "ops", NULL);
  for (guint i = 0; ops != NULL && i < json_array_get_length (ops); i++)
    {
      JsonNode *op = json_array_get_element (ops, i);

      if (JSON_NODE_HOLDS_OBJECT (op))
        describe_op (json_node_get_object (op), text);
    }
  if (members != NULL)
    describe_message (members, text);

  return g_string_free (text, FALSE);
}

/* Entry for entry as the pull took them; those set aside were never in it. */
static gboolean
replay_roster (KbStore   *store,
               KbRoster  *roster,
               guint64    last)
{
  guint64 seq = 0;

  while (seq < last)
    {
      g_autoptr(GPtrArray) entries = kb_store_load_stream (store, KB_STREAM_ROSTER, seq, 500, NULL);

      if (entries == NULL || entries->len == 0)
        return FALSE;
      for (guint i = 0; i < entries->len && seq < last; i++)
        {
          const KbStoredEntry *stored = entries->pdata[i];
          g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, NULL);

          seq = stored->place.seq;
          if (entry != NULL && stored->quarantine == KB_QUARANTINE_NONE)
            kb_roster_apply (roster, entry, seq, NULL);
        }
    }

  return TRUE;
}

/**
 * kb_sync_dup_roster:
 *
 * Reads the store: for worker threads.
 *
 * Returns: (transfer full): the roster as of the last pull; empty where the
 *   store can't be read
 */
KbRoster *
kb_sync_dup_roster (KbSync *self)
{
  g_autoptr(KbRoster) roster = kb_roster_new ();
  KbChain head;

  kb_sync_get_head (self, KB_STREAM_ROSTER, &head);
  if (!replay_roster (self->store, roster, head.seq))
    return kb_roster_new ();

  return g_steal_pointer (&roster);
}
