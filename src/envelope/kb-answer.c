/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What passes between the office and a reporter after the complaint. */
#include "config.h"

#include "kb-answer.h"

#include "kb-age-seal.h"
#include "kb-bytes.h"
#include "kb-json.h"
#include "kb-part.h"

#include <sodium.h>
#include <string.h>

#define LABEL "kumbang/answer/v1"
#define MAC_SIZE crypto_auth_hmacsha256_BYTES
#define SECONDS_PER_HOUR 3600

G_STATIC_ASSERT (sizeof ((KbReporterAddress *) NULL)->answer == crypto_auth_hmacsha256_KEYBYTES);

/**
 * kb_reporter_address_read:
 * @ret_address: (out caller-allocates): to be cleared; untouched on failure
 * @complaint: the header of the entry that @story came in
 * @story: JSON as opened, spaces behind it or not
 *
 * Returns: %FALSE where the complaint has no way back: the server sealed it, or
 *   its story names no key or recipient
 */
gboolean
kb_reporter_address_read (KbReporterAddress *ret_address,
                          const KbHeader    *complaint,
                          GBytes            *story)
{
  KbReporterAddress address = { 0 };
  g_autoptr(JsonObject) members = NULL;
  g_autoptr(KbAgeRecipient) recipient = NULL;
  const char *age;

  g_return_val_if_fail (ret_address != NULL && complaint != NULL && story != NULL, FALSE);

  if (complaint->kind != KB_KIND_COMPLAINT || complaint->sealed_by != 0)
    return FALSE;
  members = kb_json_parse (g_bytes_get_data (story, NULL), g_bytes_get_size (story),
                           KB_LIMIT_STORY, NULL);
  if (members == NULL ||
      !kb_json_hex (members, "answer", address.answer, sizeof address.answer, NULL))
    return FALSE;
  age = kb_json_string_or (members, "age", "");
  if (g_strlcpy (address.recipient, age, sizeof address.recipient) < sizeof address.recipient)
    recipient = kb_age_recipient_parse (age, NULL);
  memcpy (address.rpk, complaint->author, sizeof address.rpk);
  if (recipient != NULL)
    *ret_address = address;
  kb_reporter_address_clear (&address);

  return recipient != NULL;
}

void
kb_reporter_address_clear (KbReporterAddress *self)
{
  sodium_memzero (self, sizeof *self);
}

/* HMAC-SHA256(answer, label ‖ rpk ‖ u64 counter ‖ content) */
static void
answer_mac (const guint8 *rpk,
            const guint8 *answer,
            guint64       counter,
            const char   *content,
            guint8        ret_mac[MAC_SIZE])
{
  crypto_auth_hmacsha256_state state;
  guint64 big_endian = GUINT64_TO_BE (counter);

  crypto_auth_hmacsha256_init (&state, answer, crypto_auth_hmacsha256_KEYBYTES);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) LABEL, strlen (LABEL));
  crypto_auth_hmacsha256_update (&state, rpk, KB_SIGN_PUBLIC_SIZE);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) &big_endian, sizeof big_endian);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) content, strlen (content));
  crypto_auth_hmacsha256_final (&state, ret_mac);
  sodium_memzero (&state, sizeof state);
}

/**
 * kb_answer_next_counter:
 * @highest: that this desktop saw in the case
 *
 * Returns: the counter of the next answer. It stays at the last one there is: an officer who uses
 *   that one up must not silence the office
 */
guint64
kb_answer_next_counter (guint64 highest)
{
  return highest < KB_LIMIT_COUNTER ? highest + 1 : KB_LIMIT_COUNTER;
}

/**
 * kb_answer_new:
 * @counter: of kb_answer_next_counter()
 * @content: (transfer full): of docs/protocol.md "Answers"
 *
 * Returns: (transfer full): members of a part `message` by the office
 */
JsonObject *
kb_answer_new (const KbReporterAddress *address,
               guint64                  counter,
               JsonObject              *content)
{
  JsonObject *members = json_object_new ();
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  guint8 mac[MAC_SIZE];

  g_return_val_if_fail (address != NULL && content != NULL, NULL);
  g_return_val_if_fail (counter <= KB_LIMIT_COUNTER, NULL);

  text = kb_json_to_string (content);
  json_object_unref (content);
  answer_mac (address->rpk, address->answer, counter, text, mac);
  hex = kb_hex_encode (mac, sizeof mac);
  json_object_set_int_member (members, "counter", counter);
  json_object_set_string_member (members, "content", text);
  json_object_set_string_member (members, "mac", hex);

  return members;
}

/**
 * kb_answer_open:
 * @rpk: (array fixed-size=32): the complaint's author
 * @answer: (array fixed-size=32): the key that its story names
 * @members: of an opened part `message` by a device
 * @ret_counter: (out): set only on success
 *
 * Returns: (transfer full) (nullable): the content, or %NULL unless whoever
 *   wrote it knew @answer
 */
JsonObject *
kb_answer_open (const guint8  rpk[KB_SIGN_PUBLIC_SIZE],
                const guint8  answer[32],
                JsonObject   *members,
                guint64      *ret_counter)
{
  const char *content;
  guint8 stated[MAC_SIZE], mac[MAC_SIZE];
  JsonObject *object = NULL;
  gint64 counter;

  g_return_val_if_fail (rpk != NULL && answer != NULL && members != NULL, NULL);

  content = kb_json_string (members, "content", NULL);
  if (content == NULL || !kb_json_int (members, "counter", &counter, NULL) || counter < 0 ||
      (guint64) counter > KB_LIMIT_COUNTER ||
      !kb_json_hex (members, "mac", stated, sizeof stated, NULL))
    return NULL;
  answer_mac (rpk, answer, counter, content, mac);
  if (sodium_memcmp (mac, stated, sizeof mac) == 0)
    object = kb_json_parse (content, strlen (content), KB_LIMIT_STORY, NULL);
  if (object != NULL)
    *ret_counter = counter;

  return object;
}

static void
start_header (KbHeader       *header,
              const KbHeader *complaint,
              KbSigningKey   *author,
              gint64          now)
{
  *header = (KbHeader) { .kind = KB_KIND_MESSAGE, .stream = complaint->stream };
  memcpy (header->genesis, complaint->genesis, KB_HASH_SIZE);
  memcpy (header->case_id, complaint->case_id, KB_CASE_ID_SIZE);
  memcpy (header->author, kb_signing_key_get_public (author), KB_SIGN_PUBLIC_SIZE);
  randombytes_buf (header->nonce, KB_NONCE_SIZE);
  header->author_time = now / SECONDS_PER_HOUR * SECONDS_PER_HOUR;
}

static GBytes *
seal_message (const KbHeader    *header,
              const KbReporter  *reporter,
              const char        *recipient,
              const char        *kind,
              const char        *text,
              GError           **error)
{
  const char *recipients[] = { recipient, reporter->recipient, NULL };
  g_autoptr(JsonObject) part = kb_part_new (header);

  json_object_set_string_member (part, "kind", kind);
  json_object_set_string_member (part, "text", text);

  return kb_part_seal (part, KB_LIMIT_STORY, recipients, error);
}

/**
 * kb_compose_reporter_message:
 * @complaint: of this reporter
 * @last_seq: author_seq of the reporter's last entry in the stream, 1 for the complaint
 * @last_id: (array fixed-size=32): its id
 * @profile: (array fixed-size=32): hash of the profile in force
 * @audience: that the newest card names, without one the profile's; with @epoch
 *   and @recipient (age1…)
 * @kind: "message" or "objection"
 * @text: 1 to %KB_LIMIT_MESSAGE_CHARS characters
 * @now: seconds since 1970; only its hour is used
 *
 * Seals and signs as the page does: to the office and the reporter.
 *
 * Returns: (transfer full): the entry, or %NULL with %KB_ENTRY_ERROR_RULE when
 *   @text is empty or too long, or a #KbAgeError
 */
KbEntry *
kb_compose_reporter_message (KbReporter      *reporter,
                             const KbHeader  *complaint,
                             guint64          last_seq,
                             const guint8     last_id[KB_HASH_SIZE],
                             const guint8     profile[KB_HASH_SIZE],
                             const char      *audience,
                             guint32          epoch,
                             const char      *recipient,
                             const char      *kind,
                             const char      *text,
                             gint64           now,
                             GError         **error)
{
  g_autoptr(GBytes) sealed = NULL;
  KbHeader header;

  g_return_val_if_fail (reporter != NULL && complaint != NULL && last_seq > 0, NULL);
  g_return_val_if_fail (audience != NULL && recipient != NULL, NULL);
  g_return_val_if_fail (kind != NULL && text != NULL, NULL);

  if (text[0] == '\0' || g_utf8_strlen (text, -1) > KB_LIMIT_MESSAGE_CHARS)
    {
      g_set_error (error, KB_ENTRY_ERROR, KB_ENTRY_ERROR_RULE,
                   "A message has between 1 and %u characters", KB_LIMIT_MESSAGE_CHARS);
      return NULL;
    }
  start_header (&header, complaint, reporter->sign, now);
  header.author_seq = last_seq + 1;
  memcpy (header.author_prev, last_id, KB_HASH_SIZE);
  memcpy (header.profile, profile, KB_HASH_SIZE);
  g_strlcpy (header.audience, audience, sizeof header.audience);
  header.epoch = epoch;
  sealed = seal_message (&header, reporter, recipient, kind, text, error);
  if (sealed == NULL)
    return NULL;
  kb_header_add_part (&header, KB_ROLE_MESSAGE, sealed);

  return kb_entry_new (&header, (GBytes *const *) &sealed, reporter->sign);
}
