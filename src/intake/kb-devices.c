/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"

#include "kb-body.h"

#include <sodium.h>
#include <string.h>

#define SCHEME "Bearer "

static gboolean
read_token (KbRequest *request,
            guint8     ret_hash[KB_HASH_SIZE])
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  const char *token;

  if (value == NULL || g_ascii_strncasecmp (value, SCHEME, strlen (SCHEME)) != 0)
    return FALSE;
  token = value + strlen (SCHEME);
  if (token[0] == '\0' || strlen (token) > KB_LIMIT_TOKEN)
    return FALSE;
  crypto_hash_sha256 (ret_hash, (const guint8 *) token, strlen (token));

  return TRUE;
}

/**
 * kb_devices_identify:
 * @ret_caller: (out caller-allocates): untouched when refused
 *
 * Who sends this, by the bearer token, and whether the roster still knows it.
 */
KbRefusal
kb_devices_identify (KbServer  *server,
                     KbRequest *request,
                     KbCaller  *ret_caller)
{
  const KbRoster *roster = kb_standing_get_roster (server->standing);
  guint8 sign[KB_SIGN_PUBLIC_SIZE];
  KbCaller caller = { 0 };
  gboolean found, first;
  g_autoptr(GError) error = NULL;

  if (!read_token (request, caller.token_hash))
    return KB_REFUSAL_UNAUTHORIZED;
  if (!kb_storage_find_token (server->storage, caller.token_hash, &found, &first, sign, &error))
    return kb_refusal_from_storage (error);
  if (!found)
    return KB_REFUSAL_UNAUTHORIZED;
  if (!first)
    {
      caller.device = kb_roster_find_device (roster, sign);
      if (caller.device == NULL || !kb_roster_is_active (roster, caller.device, G_MAXUINT64))
        return KB_REFUSAL_UNAUTHORIZED;
    }
  *ret_caller = caller;

  return KB_REFUSAL_NONE;
}

/**
 * kb_caller_check_device:
 *
 * Returns: what to answer where only devices may go
 */
KbRefusal
kb_caller_check_device (const KbCaller *caller)
{
  return caller->device != NULL ? KB_REFUSAL_NONE : KB_REFUSAL_ONLY_GENESIS;
}

/* The id that is named must be a complaint with the parts that are named, in
 * the same stream and case: a use is counted where it belongs. */
static KbRefusal
check_identity_use (KbServer *server,
                    KbEntry  *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  KbIdentityUseBody body;
  KbStoredPlace place;
  g_autoptr(GError) error = NULL;

  if (!kb_body_read_identity_use (entry, &body, NULL))
    return KB_REFUSAL_BAD_BODY;
  if (!kb_storage_find_entry (server->storage, body.complaint, &place, &error))
    return kb_refusal_from_storage (error);
  if (place.stream != header->stream || place.kind != KB_KIND_COMPLAINT ||
      memcmp (place.case_id, header->case_id, sizeof place.case_id) != 0)
    return KB_REFUSAL_BAD_BODY;

  for (guint role = 0; role < 32; role++)
    {
      g_autoptr(GBytes) part = NULL;

      if ((body.parts & 1u << role) == 0)
        continue;
      if (!kb_storage_find_identity (server->storage, place.stream, place.seq, role, &part, &error))
        return kb_refusal_from_storage (error);
      if (part == NULL)
        return KB_REFUSAL_BAD_BODY;
    }

  return KB_REFUSAL_NONE;
}

static KbRefusal
check_entry (KbServer       *server,
             const KbCaller *caller,
             KbEntry        *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  const guint8 *genesis = kb_standing_get_genesis (server->standing);

  if (header->kind == KB_KIND_COMPLAINT)
    return KB_REFUSAL_WRONG_KIND;
  if (caller->device == NULL)
    return header->kind == KB_KIND_GENESIS ? KB_REFUSAL_NONE : KB_REFUSAL_ONLY_GENESIS;
  if (memcmp (header->author, caller->device->sign, sizeof header->author) != 0)
    return KB_REFUSAL_NOT_ALLOWED;
  if (header->kind != KB_KIND_GENESIS &&
      (genesis == NULL || memcmp (header->genesis, genesis, KB_HASH_SIZE) != 0))
    return KB_REFUSAL_WRONG_GENESIS;

  return header->kind == KB_KIND_IDENTITY_USE ? check_identity_use (server, entry)
                                              : KB_REFUSAL_NONE;
}

/**
 * kb_entries_handle:
 *
 * POST /v1/entries: an entry of an enrolled device.
 */
void
kb_entries_handle (KbServer   *server,
                   KbRequest  *request,
                   const char *rest)
{
  g_autoptr(KbEntry) entry = NULL;
  KbJournalJob *job;
  KbCaller caller;
  KbRefusal refusal;

  if ((refusal = kb_devices_identify (server, request, &caller)) != KB_REFUSAL_NONE ||
      (refusal = kb_submission_read (request, &entry)) != KB_REFUSAL_NONE ||
      (refusal = check_entry (server, &caller, entry)) != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }

  job = kb_journal_job_new (entry, kb_submission_done_cb, request);
  job->claims_token = caller.device == NULL;
  memcpy (job->token_hash, caller.token_hash, sizeof job->token_hash);
  kb_submission_push (server, request, job);
}
