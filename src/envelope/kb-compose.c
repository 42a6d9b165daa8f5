/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What devices write. */
#include "config.h"

#include "kb-compose.h"

#include "kb-body.h"
#include "kb-json.h"
#include "kb-part.h"
#include "kb-roster-bodies.h"

#include <sodium.h>
#include <string.h>

static void
start_header (KbHeader           *header,
              const KbAuthorship *authorship,
              KbKind              kind,
              KbStream            stream)
{
  *header = (KbHeader) { .kind = kind, .stream = stream };
  memcpy (header->genesis, authorship->genesis, KB_HASH_SIZE);
  memcpy (header->author, kb_signing_key_get_public (authorship->device), KB_SIGN_PUBLIC_SIZE);
  header->author_seq = authorship->last_seq + 1;
  memcpy (header->author_prev, authorship->last_id, KB_HASH_SIZE);
  randombytes_buf (header->nonce, KB_NONCE_SIZE);
  header->seen_seq = authorship->seen.seq;
  memcpy (header->seen_link, authorship->seen.link, KB_HASH_SIZE);
  header->seen_roster_seq = authorship->seen_roster.seq;
  memcpy (header->seen_roster_link, authorship->seen_roster.link, KB_HASH_SIZE);
  header->author_time = authorship->now;
  memcpy (header->replaces, authorship->replaces, KB_HASH_SIZE);
}

static void
start_case_header (KbHeader           *header,
                   const KbAuthorship *authorship,
                   KbKind              kind,
                   KbStream            stream,
                   const guint8       *case_id,
                   const char         *audience,
                   guint32             epoch)
{
  start_header (header, authorship, kind, stream);
  memcpy (header->case_id, case_id, KB_CASE_ID_SIZE);
  g_strlcpy (header->audience, audience, sizeof header->audience);
  header->epoch = epoch;
}

/**
 * kb_compose_roster:
 * @kind: of the roster's kinds, any but grant
 * @body: from the functions in kb-roster-bodies.h, or the note of a profile
 *
 * Returns: (transfer full): the entry
 */
KbEntry *
kb_compose_roster (const KbAuthorship *authorship,
                   KbKind              kind,
                   GBytes             *body)
{
  KbHeader header;

  g_return_val_if_fail (authorship != NULL && body != NULL, NULL);

  start_header (&header, authorship, kind, KB_STREAM_ROSTER);
  kb_header_add_part (&header, KB_ROLE_BODY, body);

  return kb_entry_new (&header, &body, authorship->device);
}

/* A secret has to pass through JSON text on its way into a sealed part. */
static GBytes *
seal_secret (const KbHeader     *header,
             const char         *audience,
             guint32             epoch,
             KbSecret           *secret,
             const char *const  *readers,
             GError            **error)
{
  g_autoptr(JsonObject) part = kb_part_new (header);
  char *text = g_strndup ((const char *) kb_secret_get_data (secret), kb_secret_get_size (secret));

  json_object_set_string_member (part, "audience", audience);
  json_object_set_int_member (part, "epoch", epoch);
  json_object_set_string_member (part, "secret", text);
  sodium_memzero (text, strlen (text));
  g_free (text);

  return kb_part_seal (part, KB_LIMIT_IDENTITY, readers, error);
}

/**
 * kb_compose_grant:
 * @audience: "office", "leadership" or a case's own
 * @epoch: from 1
 * @secret: AGE-SECRET-KEY-1…, without terminator
 * @recipient: of @secret
 * @devices: (array length=n_devices): the entitled devices, 1 to
 *   %KB_LIMIT_GRANT_DEVICES; more take another grant of the same epoch
 * @recovery: age1… of the paper key
 *
 * Returns: (transfer full): the entry, or %NULL with a #KbAgeError
 */
KbEntry *
kb_compose_grant (const KbAuthorship *authorship,
                  const char         *audience,
                  guint32             epoch,
                  KbSecret           *secret,
                  const char         *recipient,
                  const KbDevice *const *devices,
                  guint               n_devices,
                  const char         *recovery,
                  GError            **error)
{
  const char *readers[KB_LIMIT_GRANT_DEVICES + 2] = { NULL };
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GBytes) key = NULL;
  KbHeader header;

  g_return_val_if_fail (authorship != NULL && secret != NULL && recovery != NULL, NULL);
  g_return_val_if_fail (n_devices > 0 && n_devices <= KB_LIMIT_GRANT_DEVICES, NULL);

  for (guint i = 0; i < n_devices; i++)
    readers[i] = devices[i]->age;
  readers[n_devices] = recovery;
  start_header (&header, authorship, KB_KIND_GRANT, KB_STREAM_ROSTER);
  body = kb_roster_grant_body (audience, epoch, recipient, devices, n_devices);
  key = seal_secret (&header, audience, epoch, secret, readers, error);
  if (key == NULL)
    return NULL;
  kb_header_add_part (&header, KB_ROLE_BODY, body);
  kb_header_add_part (&header, KB_ROLE_KEY, key);

  return kb_entry_new (&header, (GBytes *const []) { body, key }, authorship->device);
}

static JsonArray *
strings_to_json (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);

  return array;
}

static GBytes *
seal_custody (const KbHeader       *header,
              const KbIdentityUse  *use,
              const char *const    *recipients,
              GError              **error)
{
  g_autoptr(JsonObject) part = kb_part_new (header);

  json_object_set_string_member (part, "reason", use->reason);
  json_object_set_string_member (part, "letter", use->letter);
  json_object_set_array_member (part, "fields", strings_to_json (use->fields));
  json_object_set_int_member (part, "minutes", use->minutes);

  return kb_part_seal (part, KB_LIMIT_IDENTITY, recipients, error);
}

static GBytes *
identity_use_body (const KbIdentityUse *use)
{
  KbIdentityUseBody body = { 0 };

  g_strlcpy (body.purpose, use->purpose, sizeof body.purpose);
  memcpy (body.complaint, use->complaint, KB_HASH_SIZE);
  for (guint i = 0; use->parts[i] != NULL; i++)
    {
      KbPartRole role;

      g_return_val_if_fail (kb_role_from_string (use->parts[i], &role), NULL);
      body.parts |= 1u << role;
    }

  return kb_body_new_identity_use (&body);
}

/**
 * kb_compose_identity_use:
 * @use: what is opened, and why
 * @stream: the complaint's
 * @case_id: the complaint's
 * @audience: the stream's, with its present @epoch
 * @audience_recipient: age1… of that key
 * @custodian_recipient: age1… of the active appointment
 *
 * Returns: (transfer full): the entry, or %NULL with a #KbAgeError
 */
KbEntry *
kb_compose_identity_use (const KbAuthorship   *authorship,
                         const KbIdentityUse  *use,
                         KbStream              stream,
                         const guint8          case_id[KB_CASE_ID_SIZE],
                         const char           *audience,
                         guint32               epoch,
                         const char           *audience_recipient,
                         const char           *custodian_recipient,
                         GError              **error)
{
  const char *recipients[] = { audience_recipient, custodian_recipient, NULL };
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GBytes) custody = NULL;
  KbHeader header;

  g_return_val_if_fail (authorship != NULL && use != NULL && case_id != NULL, NULL);

  start_case_header (&header, authorship, KB_KIND_IDENTITY_USE, stream, case_id, audience, epoch);
  body = identity_use_body (use);
  g_return_val_if_fail (body != NULL, NULL);
  custody = seal_custody (&header, use, recipients, error);
  if (custody == NULL)
    return NULL;
  kb_header_add_part (&header, KB_ROLE_BODY, body);
  kb_header_add_part (&header, KB_ROLE_CUSTODY, custody);

  return kb_entry_new (&header, (GBytes *const []) { body, custody }, authorship->device);
}

/**
 * kb_compose_heartbeat:
 * @stream: any that the device pulls
 *
 * Returns: (transfer full): the entry; it has no parts, no audience and no case
 */
KbEntry *
kb_compose_heartbeat (const KbAuthorship *authorship,
                      KbStream            stream)
{
  KbHeader header;

  g_return_val_if_fail (authorship != NULL, NULL);

  start_header (&header, authorship, KB_KIND_HEARTBEAT, stream);

  return kb_entry_new (&header, NULL, authorship->device);
}

/* The story's members, with the context of another entry. */
static GBytes *
seal_again (const KbHeader  *header,
            GBytes          *story,
            const char      *recipient,
            GError         **error)
{
  const char *recipients[] = { recipient, NULL };
  g_autoptr(JsonObject) part = kb_part_new (header);
  g_autoptr(JsonObject) members = kb_json_parse (g_bytes_get_data (story, NULL),
                                                 g_bytes_get_size (story), KB_LIMIT_STORY, error);

  if (members == NULL)
    return NULL;
  kb_part_add (part, members);

  return kb_part_seal (part, KB_LIMIT_STORY, recipients, error);
}

/**
 * kb_compose_widening:
 * @case_id: of a leadership case
 * @body: statement and second person
 * @story: JSON of the complaint's story, as opened
 * @epoch: present one of the audience "office"
 * @recipient: age1… of that key
 *
 * Returns: (transfer full): the entry that begins the case in the office
 *   stream, or %NULL with a #KbJsonError or #KbAgeError
 */
KbEntry *
kb_compose_widening (const KbAuthorship  *authorship,
                     const guint8         case_id[KB_CASE_ID_SIZE],
                     GBytes              *body,
                     GBytes              *story,
                     guint32              epoch,
                     const char          *recipient,
                     GError             **error)
{
  g_autoptr(GBytes) sealed = NULL;
  KbHeader header;

  g_return_val_if_fail (authorship != NULL && case_id != NULL, NULL);
  g_return_val_if_fail (body != NULL && story != NULL, NULL);

  start_case_header (&header, authorship, KB_KIND_WIDENING, KB_STREAM_OFFICE, case_id,
                     kb_stream_to_string (KB_STREAM_OFFICE), epoch);
  sealed = seal_again (&header, story, recipient, error);
  if (sealed == NULL)
    return NULL;
  kb_header_add_part (&header, KB_ROLE_BODY, body);
  kb_header_add_part (&header, KB_ROLE_STORY, sealed);

  return kb_entry_new (&header, (GBytes *const []) { body, sealed }, authorship->device);
}

/**
 * kb_compose_case_entry:
 * @kind: %KB_KIND_WORK or %KB_KIND_MESSAGE
 * @members: of the part, without context and v
 * @recipients: (array zero-terminated=1): age1… of the audience's key; in a
 *   message the reporter's as well
 *
 * Returns: (transfer full): the entry, or %NULL with a #KbAgeError
 */
KbEntry *
kb_compose_case_entry (const KbAuthorship  *authorship,
                       KbKind               kind,
                       KbStream             stream,
                       const guint8         case_id[KB_CASE_ID_SIZE],
                       const char          *audience,
                       guint32              epoch,
                       JsonObject          *members,
                       const char *const   *recipients,
                       GError             **error)
{
  g_autoptr(JsonObject) part = NULL;
  g_autoptr(GBytes) sealed = NULL;
  KbHeader header;

  g_return_val_if_fail (kind == KB_KIND_WORK || kind == KB_KIND_MESSAGE, NULL);
  g_return_val_if_fail (authorship != NULL && case_id != NULL && members != NULL, NULL);

  start_case_header (&header, authorship, kind, stream, case_id, audience, epoch);
  part = kb_part_new (&header);
  kb_part_add (part, members);
  sealed = kb_part_seal (part, KB_LIMIT_STORY, recipients, error);
  if (sealed == NULL)
    return NULL;
  kb_header_add_part (&header, kind == KB_KIND_WORK ? KB_ROLE_WORK : KB_ROLE_MESSAGE, sealed);

  return kb_entry_new (&header, (GBytes *const *) &sealed, authorship->device);
}
