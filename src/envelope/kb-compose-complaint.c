/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint as the page makes it. */
#include "config.h"

#include "kb-body.h"
#include "kb-bytes.h"
#include "kb-compose.h"
#include "kb-json.h"
#include "kb-part.h"

#include <sodium.h>
#include <string.h>

#define SECONDS_PER_HOUR 3600

/* Whom the complaint is about inside the inspectorate decides who reads it. */
static const char *
inspectorate_of (JsonObject *story)
{
  JsonObject *reported = kb_json_object (story, "reported", NULL);

  return reported != NULL ? kb_json_string_or (reported, "inspectorate", "no") : "no";
}

static const KbProfileRecipient *
choose_recipient (const KbProfile  *profile,
                  JsonObject       *story,
                  GError          **error)
{
  gboolean office = strcmp (inspectorate_of (story), "no") == 0;
  const char *audience = kb_stream_to_string (office ? KB_STREAM_OFFICE : KB_STREAM_LEADERSHIP);
  const KbProfileRecipient *recipient = kb_profile_find_recipient (profile, audience);

  if (recipient == NULL)
    g_set_error (error, KB_PROFILE_ERROR, KB_PROFILE_ERROR_MALFORMED,
                 "The office's profile names no recipient for “%s”", audience);

  return recipient;
}

static void
start_header (KbHeader                 *header,
              const KbProfile          *profile,
              const KbProfileRecipient *recipient,
              KbSigningKey             *author,
              gint64                    now)
{
  KbStream stream = 0;

  *header = (KbHeader) { .kind = KB_KIND_COMPLAINT, .author_seq = 1, .epoch = recipient->epoch };
  memcpy (header->genesis, profile->genesis, KB_HASH_SIZE);
  kb_stream_from_string (recipient->audience, &stream);
  header->stream = stream;
  randombytes_buf (header->case_id, KB_CASE_ID_SIZE);
  memcpy (header->author, kb_signing_key_get_public (author), KB_SIGN_PUBLIC_SIZE);
  randombytes_buf (header->nonce, KB_NONCE_SIZE);
  g_strlcpy (header->audience, recipient->audience, sizeof header->audience);
  memcpy (header->profile, profile->hash, KB_HASH_SIZE);
  header->author_time = now / SECONDS_PER_HOUR * SECONDS_PER_HOUR;
}

/* What a device says of the entry that it made for a reporter.
 * @device: NULL: a reporter's own
 * @channel: how it came; NULL: it is a test of the line */
typedef struct
{
  KbSigningKey *device;
  const char   *channel;
} Claim;

/* Signature over the context, and the channel where there is one. */
static void
add_claim (JsonObject     *part,
           const KbHeader *header,
           const Claim    *claim)
{
  JsonObject *object = json_object_new ();
  g_autoptr(GByteArray) signed_bytes = g_byte_array_new ();
  guint8 context[KB_HASH_SIZE];
  guint8 signature[KB_SIGN_SIGNATURE_SIZE];
  g_autofree char *key = kb_hex_encode (kb_signing_key_get_public (claim->device),
                                        KB_SIGN_PUBLIC_SIZE);
  g_autofree char *hex = NULL;

  kb_header_get_context (header, context);
  kb_write_bytes (signed_bytes, context, sizeof context);
  if (claim->channel != NULL)
    {
      json_object_set_string_member (object, "channel", claim->channel);
      kb_write_bytes (signed_bytes, claim->channel, strlen (claim->channel));
    }
  kb_signing_key_sign (claim->device, claim->channel != NULL ? KB_FILED_LABEL : KB_CANARY_LABEL,
                       signed_bytes->data, signed_bytes->len, signature);
  hex = kb_hex_encode (signature, sizeof signature);
  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "signature", hex);
  json_object_set_object_member (part, claim->channel != NULL ? "filed" : "canary", object);
}

static GBytes *
seal_story (const KbHeader    *header,
            JsonObject        *story,
            const KbReporter  *reporter,   /* NULL: the server seals */
            const Claim       *claim,
            const char        *recipient,
            GError           **error)
{
  g_autoptr(JsonObject) part = kb_part_new (header);
  const char *recipients[] = { recipient, NULL };
  g_autofree char *profile = kb_hex_encode (header->profile, KB_HASH_SIZE);
  char *answer = reporter == NULL ? g_strdup ("")
                 : kb_hex_encode (kb_secret_get_data (reporter->answer),
                                  kb_secret_get_size (reporter->answer));

  json_object_set_string_member (part, "profile", profile);
  json_object_set_string_member (part, "answer", answer);
  json_object_set_string_member (part, "age", reporter != NULL ? reporter->recipient : "");
  if (claim->device != NULL)
    add_claim (part, header, claim);
  kb_part_add (part, story);
  sodium_memzero (answer, strlen (answer));
  g_free (answer);

  return kb_part_seal (part, KB_LIMIT_STORY, recipients, error);
}

static gboolean
add_identity_part (KbHeader         *header,
                   GPtrArray        *parts,
                   KbPartRole        role,
                   JsonObject       *members,
                   const KbProfile  *profile,
                   GError          **error)
{
  const char *recipients[] = { profile->custodian, NULL };
  g_autoptr(JsonObject) part = kb_part_new (header);
  GBytes *sealed;

  kb_part_add (part, members);
  sealed = kb_part_seal (part, KB_LIMIT_IDENTITY, recipients, error);
  if (sealed == NULL)
    return FALSE;
  kb_header_add_part (header, role, sealed);
  g_ptr_array_add (parts, sealed);

  return TRUE;
}

/* Without a custodian no identity is taken, nor about the custodian. */
static gboolean
add_identity (KbHeader           *header,
              GPtrArray          *parts,
              const KbComplaint  *complaint,
              const KbProfile    *profile,
              GError            **error)
{
  if (profile->custodian[0] == '\0' ||
      strcmp (inspectorate_of (complaint->story), "custodian") == 0)
    return TRUE;

  return (complaint->contact == NULL ||
          add_identity_part (header, parts, KB_ROLE_CONTACT, complaint->contact, profile, error)) &&
         (complaint->civil == NULL ||
          add_identity_part (header, parts, KB_ROLE_CIVIL, complaint->civil, profile, error));
}

/* Body and story, which every complaint has. */
static GPtrArray *
begin_parts (KbHeader          *header,
             GBytes            *body,
             JsonObject        *story,
             const KbReporter  *reporter,
             const Claim       *claim,
             const char        *recipient,
             GError           **error)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GBytes *sealed;

  kb_header_add_part (header, KB_ROLE_BODY, body);
  g_ptr_array_add (parts, g_bytes_ref (body));
  sealed = seal_story (header, story, reporter, claim, recipient, error);
  if (sealed == NULL)
    return NULL;
  kb_header_add_part (header, KB_ROLE_STORY, sealed);
  g_ptr_array_add (parts, sealed);

  return g_steal_pointer (&parts);
}

static KbEntry *
compose (const KbComplaint  *complaint,
         const KbProfile    *profile,
         KbReporter         *reporter,
         const Claim        *claim,
         gint64              now,
         GError            **error)
{
  const KbProfileRecipient *recipient;
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GBytes) body = NULL;
  KbHeader header;

  if (!kb_profile_check_date (profile, now, error))
    return NULL;
  recipient = choose_recipient (profile, complaint->story, error);
  if (recipient == NULL)
    return NULL;

  start_header (&header, profile, recipient, reporter->sign, now);
  body = kb_body_new_complaint (reporter->mailbox_hash);
  parts = begin_parts (&header, body, complaint->story, reporter, claim, recipient->recipient,
                       error);
  if (parts == NULL || !add_identity (&header, parts, complaint, profile, error))
    return NULL;

  return kb_entry_new (&header, (GBytes *const *) parts->pdata, reporter->sign);
}

/**
 * kb_compose_complaint:
 * @complaint: what the reporter typed
 * @profile: the office's, in force at @now
 * @reporter: the keys of the receipt; one receipt, one complaint
 * @now: seconds since 1970; only its hour is used
 *
 * Seals and signs as the page does. The stream follows from
 * story.reported.inspectorate; identity parts are made only where there is a
 * custodian whom the complaint is not about.
 *
 * Returns: (transfer full): the entry, or %NULL with a #KbProfileError, or a
 *   #KbAgeError when a text is too long
 */
KbEntry *
kb_compose_complaint (const KbComplaint  *complaint,
                      const KbProfile    *profile,
                      KbReporter         *reporter,
                      gint64              now,
                      GError            **error)
{
  g_return_val_if_fail (complaint != NULL && complaint->story != NULL, NULL);
  g_return_val_if_fail (profile != NULL && reporter != NULL, NULL);

  return compose (complaint, profile, reporter, &(Claim) { NULL }, now, error);
}

/**
 * kb_compose_canary:
 * @supervisor: the device that tests the line
 *
 * As kb_compose_complaint(), by a reporter's key that is gone when this
 * returns. Only desktops that open the story can tell it from a complaint.
 *
 * Returns: (transfer full): as kb_compose_complaint()
 */
KbEntry *
kb_compose_canary (const KbComplaint  *complaint,
                   const KbProfile    *profile,
                   KbSigningKey       *supervisor,
                   gint64              now,
                   GError            **error)
{
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();

  g_return_val_if_fail (complaint != NULL && complaint->story != NULL, NULL);
  g_return_val_if_fail (profile != NULL && supervisor != NULL, NULL);

  return compose (complaint, profile, reporter, &(Claim) { supervisor, NULL }, now, error);
}

/**
 * kb_compose_filed:
 * @reporter: whose words are handed over
 * @officer: the device at which it was typed
 *
 * Returns: (transfer full): as kb_compose_complaint()
 */
KbEntry *
kb_compose_filed (const KbComplaint  *complaint,
                  const KbProfile    *profile,
                  KbReporter         *reporter,
                  KbSigningKey       *officer,
                  const char         *channel,
                  gint64              now,
                  GError            **error)
{
  g_return_val_if_fail (complaint != NULL && complaint->story != NULL, NULL);
  g_return_val_if_fail (profile != NULL && reporter != NULL, NULL);
  g_return_val_if_fail (officer != NULL && channel != NULL, NULL);

  return compose (complaint, profile, reporter, &(Claim) { officer, channel }, now, error);
}

/**
 * kb_compose_server_complaint:
 * @story: members of the story
 * @profile: the office's, in force at @now
 * @now: seconds since 1970; only its hour is used
 *
 * For pages without JavaScript: story only, signed with a key that is gone
 * when this returns.
 *
 * Returns: (transfer full): as kb_compose_complaint()
 */
KbEntry *
kb_compose_server_complaint (JsonObject       *story,
                             const KbProfile  *profile,
                             gint64            now,
                             GError          **error)
{
  const KbProfileRecipient *recipient;
  g_autoptr(KbSigningKey) once = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  g_autoptr(GBytes) body = NULL;
  KbHeader header;

  g_return_val_if_fail (story != NULL && profile != NULL, NULL);

  if (!kb_profile_check_date (profile, now, error))
    return NULL;
  recipient = choose_recipient (profile, story, error);
  if (recipient == NULL)
    return NULL;

  once = kb_signing_key_generate ();
  start_header (&header, profile, recipient, once, now);
  header.sealed_by = 1;
  body = kb_body_new_complaint (NULL);
  parts = begin_parts (&header, body, story, NULL, &(Claim) { NULL }, recipient->recipient, error);
  if (parts == NULL)
    return NULL;

  return kb_entry_new (&header, (GBytes *const *) parts->pdata, once);
}
