/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */

#include "config.h"

#include "kb-check.h"

#include "kb-age-open.h"
#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-message.h"
#include "kb-seen.h"

#include <string.h>

#define CONTEXT_START "{\"context\":\""
#define HEX_SIZE (2 * KB_HASH_SIZE)

/* Which part of a kind is sealed for those who read the stream; 0: none. */
static KbPartRole
sealed_role (guint8 kind)
{
  switch (kind)
    {
    case KB_KIND_COMPLAINT:
    case KB_KIND_WIDENING:
      return KB_ROLE_STORY;
    case KB_KIND_MESSAGE:
      return KB_ROLE_MESSAGE;
    case KB_KIND_WORK:
      return KB_ROLE_WORK;
    case KB_KIND_IDENTITY_USE:
      return KB_ROLE_CUSTODY;
    default:
      return 0;
    }
}

static gboolean
is_identity (guint8 role)
{
  return role == KB_ROLE_CONTACT || role == KB_ROLE_CIVIL || role == KB_ROLE_KTP;
}

/* Identity parts are released on record only; a stub is right where this
 * device may not read. Nothing else may be missing. */
static gboolean
parts_complete (const KbEntry *entry,
                gboolean       reads)
{
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < header->n_parts; i++)
    {
      guint8 role = header->parts[i].role;
      KbPartState state = KB_PART_PRESENT;

      kb_entry_get_part (entry, role, &state);
      if (state == KB_PART_PRESENT)
        continue;
      if (is_identity (role) && (state == KB_PART_WITHHELD || state == KB_PART_STUB))
        continue;
      if (state == KB_PART_STUB && !reads && role != KB_ROLE_BODY)
        continue;
      return FALSE;
    }

  return TRUE;
}

static gsize
without_padding (const char *text,
                 gsize       size)
{
  while (size > 0 && text[size - 1] == ' ')
    size--;

  return size;
}

/* The context must be this entry's: age itself says nothing about where a part
 * belongs. Every sealer writes it first, as docs/protocol.md says, so that it
 * is compared without decoding. */
static gboolean
begins_with_context (const char    *text,
                     gsize          size,
                     const KbEntry *entry)
{
  gsize start = strlen (CONTEXT_START);
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;

  kb_header_get_context (kb_entry_get_header (entry), context);
  hex = kb_hex_encode (context, sizeof context);

  return size > start + HEX_SIZE && memcmp (text, CONTEXT_START, start) == 0 &&
         memcmp (text + start, hex, HEX_SIZE) == 0 && text[start + HEX_SIZE] == '"';
}

/* Is the text, once it is shown to be of this entry, the agreed one? */
static KbQuarantine
check_text (const KbHeader *header,
            KbPartRole      role,
            GBytes         *plain,
            gsize           max)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(KbMessage) message = NULL;

  if (role == KB_ROLE_STORY)
    return kb_story_check (plain, NULL) ? KB_QUARANTINE_NONE : KB_QUARANTINE_TEXT;
  if (role == KB_ROLE_WORK)
    return kb_work_check (plain, NULL) ? KB_QUARANTINE_NONE : KB_QUARANTINE_TEXT;
  if (role == KB_ROLE_MESSAGE)
    {
      message = kb_message_parse (plain, kb_header_is_reporters_message (header), NULL);
      return message != NULL ? KB_QUARANTINE_NONE : KB_QUARANTINE_TEXT;
    }
  object = kb_json_parse (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), max, NULL);

  return object != NULL ? KB_QUARANTINE_NONE : KB_QUARANTINE_TEXT;
}

static KbQuarantine
open_part (const KbLedger  *ledger,
           const KbEntry   *entry,
           KbPartRole       role,
           GBytes          *part,
           GBytes         **ret_plain)
{
  gsize max = role == KB_ROLE_CUSTODY ? KB_LIMIT_IDENTITY : KB_LIMIT_STORY;
  const KbHeader *header = kb_entry_get_header (entry);
  char name[KB_LIMIT_AUDIENCE + 16];
  KbAgeIdentity *key;
  g_autoptr(GBytes) padded = NULL;
  g_autoptr(GBytes) plain = NULL;
  KbQuarantine quarantine;
  const char *text;
  gsize size;

  g_snprintf (name, sizeof name, "%s/%u", header->audience, header->epoch);
  key = g_hash_table_lookup (ledger->keys, name);
  if (key == NULL)
    return KB_QUARANTINE_SEAL;
  padded = kb_age_open (g_bytes_get_data (part, NULL), g_bytes_get_size (part), &key, 1, max, NULL);
  if (padded == NULL)
    return KB_QUARANTINE_SEAL;

  text = g_bytes_get_data (padded, &size);
  size = without_padding (text, size);
  if (size == 0 || text[0] != '{')
    return KB_QUARANTINE_TEXT;
  if (!begins_with_context (text, size, entry))
    return KB_QUARANTINE_CONTEXT;
  plain = g_bytes_new_from_bytes (padded, 0, size);
  quarantine = check_text (header, role, plain, max);
  if (quarantine == KB_QUARANTINE_NONE)
    *ret_plain = g_steal_pointer (&plain);

  return quarantine;
}

static KbQuarantine
check_sealed (const KbLedger  *ledger,
              const KbEntry   *entry,
              gboolean         reads,
              GBytes         **ret_plain)
{
  KbPartRole role = sealed_role (kb_entry_get_header (entry)->kind);
  KbPartState state;
  GBytes *part;

  if (role == 0 || !reads || !kb_entry_has_part (entry, role))
    return KB_QUARANTINE_NONE;
  part = kb_entry_get_part (entry, role, &state);
  if (part == NULL || state != KB_PART_PRESENT)
    return KB_QUARANTINE_PART;

  return open_part (ledger, entry, role, part, ret_plain);
}

static gboolean
is_of_office (const KbLedger *ledger,
              KbStream        stream,
              const KbHeader *header)
{
  static const guint8 zeros[KB_HASH_SIZE];
  const guint8 *genesis = header->kind == KB_KIND_GENESIS ? zeros : ledger->membership->genesis;

  return header->stream == stream && memcmp (header->genesis, genesis, KB_HASH_SIZE) == 0;
}

/* Does this device read what is sealed in the entry? Of a case with an audience
 * of its own, whoever was excluded gets stubs. */
static gboolean
is_for_us (const KbLedger *ledger,
           const KbHeader *header)
{
  const guint8 *own = kb_signing_key_get_public (ledger->membership->device);
  const KbDevice *device = kb_roster_find_device (ledger->roster, own);
  guint8 case_id[KB_CASE_ID_SIZE];

  if (header->stream == KB_STREAM_ROSTER ||
      kb_ledger_get_role (ledger) == KB_DEVICE_ROLE_CUSTODIAN)
    return FALSE;

  return !kb_case_audience_parse (header->audience, case_id) ||
         kb_roster_holds (ledger->roster, device, header->audience, header->epoch);
}

/**
 * kb_check_entry:
 * @ledger: what is known; only read, so that several threads may check
 * @stream: the stream that it came in
 * @entry: one entry whose link was followed
 * @place: where the intake put it
 * @ret_plain: takes the opened part without padding, where this device reads it
 *
 * All checks of the entry itself, in the order of docs/protocol.md from the
 * signature on, save the author's number. Authority in the roster's own
 * stream is judged when the roster takes the entry.
 *
 * Returns: why the entry is set aside, or %KB_QUARANTINE_NONE
 */
KbQuarantine
kb_check_entry (const KbLedger  *ledger,
                KbStream         stream,
                const KbEntry   *entry,
                const KbPlace   *place,
                GBytes         **ret_plain)
{
  gboolean reads;

  if (!kb_entry_verify_signature (entry, NULL))
    return KB_QUARANTINE_SIGNATURE;
  if (!is_of_office (ledger, stream, kb_entry_get_header (entry)))
    return KB_QUARANTINE_RULE;
  if (stream != KB_STREAM_ROSTER &&
      !kb_roster_check_author (ledger->roster, entry, place->roster_seq, NULL))
    return KB_QUARANTINE_AUTHORITY;
  if (!kb_entry_check_rules (entry, NULL) || kb_seen_is_ahead (kb_entry_get_header (entry), place))
    return KB_QUARANTINE_RULE;

  reads = is_for_us (ledger, kb_entry_get_header (entry));
  if (!parts_complete (entry, reads) || !kb_entry_verify_parts (entry, NULL))
    return KB_QUARANTINE_PART;

  return check_sealed (ledger, entry, reads, ret_plain);
}

/**
 * kb_check_old_key:
 *
 * Returns: whether a reporter sealed with another key than the newest of its
 *   audience when it arrived: the page, or the card, was an old one
 */
gboolean
kb_check_old_key (const KbLedger *ledger,
                  const KbEntry  *entry,
                  const KbPlace  *place)
{
  const KbHeader *header = kb_entry_get_header (entry);

  return (header->kind == KB_KIND_COMPLAINT || kb_header_is_reporters_message (header)) &&
         header->epoch < kb_roster_get_newest_epoch (ledger->roster, header->audience,
                                                     place->roster_seq);
}

/**
 * kb_check_canary:
 * @plain: (nullable): the complaint's story
 *
 * Returns: whether a supervisor's device filed it to test the line
 */
gboolean
kb_check_canary (const KbLedger *ledger,
                 const KbEntry  *entry,
                 const KbPlace  *place,
                 GBytes         *plain)
{
  guint8 key[KB_SIGN_PUBLIC_SIZE];
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];

  return plain != NULL && kb_entry_get_header (entry)->kind == KB_KIND_COMPLAINT &&
         kb_story_get_canary (plain, key, signature) &&
         kb_roster_check_canary (ledger->roster, entry, place->roster_seq, key, signature);
}

/**
 * kb_check_channel:
 * @plain: (nullable): the complaint's story
 *
 * Returns: how it came, as an officer's device says that typed it
 */
KbCaseChannel
kb_check_channel (const KbLedger *ledger,
                  const KbEntry  *entry,
                  const KbPlace  *place,
                  GBytes         *plain)
{
  guint8 key[KB_SIGN_PUBLIC_SIZE];
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  char channel[16];

  if (plain == NULL || kb_entry_get_header (entry)->kind != KB_KIND_COMPLAINT ||
      !kb_story_get_filed (plain, channel, key, signature) ||
      !kb_roster_check_filed (ledger->roster, entry, place->roster_seq, channel, key, signature))
    return KB_CHANNEL_PAGE;

  return kb_case_channel_from_string (channel);
}

/**
 * kb_check_open_grant:
 * @part: the sealed part `key` of the grant
 * @device: this device's identity
 *
 * Returns: (transfer full) (nullable): the audience's secret,
 *   `AGE-SECRET-KEY-1…`, when it was handed to this device and is what the
 *   grant says it is
 */
KbSecret *
kb_check_open_grant (const KbGrant *grant,
                     GBytes        *part,
                     KbAgeIdentity *device)
{
  g_autoptr(KbSecret) padded = NULL;
  g_autoptr(KbSecret) secret = NULL;
  const char *text;
  const char *at;
  const char *end;
  gsize size;
  static const char member[] = "\"secret\":\"";

  padded = kb_age_open_secret (g_bytes_get_data (part, NULL), g_bytes_get_size (part), &device, 1,
                               KB_LIMIT_IDENTITY, NULL);
  if (padded == NULL)
    return NULL;
  text = (const char *) kb_secret_get_data (padded);
  size = without_padding (text, kb_secret_get_size (padded));

  /* Not through json-glib, which would leave the secret on the heap. The
   * grant's maker is this program; it writes no spaces and no escapes here. */
  if (!begins_with_context (text, size, grant->entry))
    return NULL;
  at = memmem (text, size, member, strlen (member));
  if (at == NULL)
    return NULL;
  at += strlen (member);
  end = memchr (at, '"', size - (at - text));
  if (end == NULL)
    return NULL;

  return kb_secret_new (at, end - at);
}
