/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"

#include "kb-body.h"
#include "kb-json.h"
#include "kb-roster-bodies.h"

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

static gboolean
is_hash (GBytes       *value,
         const guint8  hash[KB_HASH_SIZE])
{
  return value != NULL && g_bytes_get_size (value) == KB_HASH_SIZE &&
         sodium_memcmp (g_bytes_get_data (value, NULL), hash, KB_HASH_SIZE) == 0;
}

static KbRefusal
identify_first (KbServer *server,
                KbCaller *caller)
{
  g_autoptr(GBytes) first = NULL;
  g_autoptr(GError) error = NULL;

  if (!kb_storage_find_fact (server->storage, KB_FACT_FIRST_CODE, &first, &error))
    return kb_refusal_from_storage (error);
  caller->first = is_hash (first, caller->token_hash);

  return KB_REFUSAL_NONE;
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
  gboolean founded = kb_standing_get_genesis (server->standing) != NULL;
  KbCaller caller = { 0 };
  KbRefusal refusal = KB_REFUSAL_NONE;

  if (!read_token (request, caller.token_hash))
    return KB_REFUSAL_UNAUTHORIZED;
  caller.device = founded ? kb_roster_find_token (roster, caller.token_hash) : NULL;
  caller.recovery = founded && sodium_memcmp (kb_roster_get_recovery_token (roster),
                                              caller.token_hash, KB_HASH_SIZE) == 0;
  if (caller.device == NULL && !caller.recovery)
    refusal = identify_first (server, &caller);
  if (refusal != KB_REFUSAL_NONE)
    return refusal;
  if (caller.device != NULL ? !kb_roster_is_active (roster, caller.device, G_MAXUINT64)
                            : !caller.recovery && !caller.first)
    return KB_REFUSAL_UNAUTHORIZED;
  *ret_caller = caller;

  return KB_REFUSAL_NONE;
}

/**
 * kb_caller_check_device:
 *
 * Returns: what to answer where only devices may go
 */
KbRefusal
kb_caller_check_device (KbServer       *server,
                        const KbCaller *caller)
{
  if (caller->device != NULL)
    return KB_REFUSAL_NONE;
  if (caller->recovery)
    return KB_REFUSAL_NOT_ALLOWED;

  return kb_standing_get_genesis (server->standing) == NULL ? KB_REFUSAL_ONLY_GENESIS
                                                            : KB_REFUSAL_UNAUTHORIZED;
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
        return kb_release_why_missing (server, &place, role);
    }

  return KB_REFUSAL_NONE;
}

/* What is widened must be a complaint of the same case that leaders read. */
static KbRefusal
check_widening (KbServer *server,
                KbEntry  *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  GBytes *part = kb_entry_get_part (entry, KB_ROLE_BODY, NULL);
  g_autoptr(JsonObject) body = kb_json_parse (g_bytes_get_data (part, NULL),
                                              g_bytes_get_size (part), KB_LIMIT_BODY, NULL);
  const char *text = body != NULL ? kb_json_string (body, "statement", NULL) : NULL;
  g_autoptr(KbStatement) statement = text != NULL ? kb_statement_parse (text, NULL) : NULL;
  g_autoptr(GError) error = NULL;
  KbStoredPlace place;

  if (statement == NULL || statement->kind != KB_STATEMENT_WIDENING)
    return KB_REFUSAL_BAD_BODY;
  if (!kb_storage_find_entry (server->storage, statement->complaint, &place, &error))
    return kb_refusal_from_storage (error);

  return place.stream == KB_STREAM_LEADERSHIP && place.kind == KB_KIND_COMPLAINT &&
         memcmp (place.case_id, header->case_id, sizeof place.case_id) == 0
           ? KB_REFUSAL_NONE : KB_REFUSAL_BAD_BODY;
}

/* Whoever calls may write as themselves only. */
static KbRefusal
check_caller (KbServer       *server,
              const KbCaller *caller,
              const KbHeader *header)
{
  const KbRoster *roster = kb_standing_get_roster (server->standing);

  if (caller->first && header->kind == KB_KIND_GENESIS)
    return KB_REFUSAL_NONE;
  if (caller->recovery)
    return header->kind == KB_KIND_RECOVERY &&
           memcmp (header->author, kb_roster_get_recovery_key (roster), sizeof header->author) == 0
             ? KB_REFUSAL_NONE : KB_REFUSAL_NOT_ALLOWED;
  if (caller->device != NULL &&
      memcmp (header->author, caller->device->sign, sizeof header->author) != 0)
    return KB_REFUSAL_NOT_ALLOWED;

  return kb_caller_check_device (server, caller);
}

static KbRefusal
check_entry (KbServer       *server,
             const KbCaller *caller,
             KbEntry        *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  const guint8 *genesis = kb_standing_get_genesis (server->standing);
  KbRefusal refusal = check_caller (server, caller, header);

  if (header->kind == KB_KIND_COMPLAINT)
    return KB_REFUSAL_WRONG_KIND;
  if (refusal != KB_REFUSAL_NONE)
    return refusal;
  if (header->kind != KB_KIND_GENESIS &&
      (genesis == NULL || memcmp (header->genesis, genesis, KB_HASH_SIZE) != 0))
    return KB_REFUSAL_WRONG_GENESIS;
  if (header->kind == KB_KIND_WIDENING)
    return check_widening (server, entry);

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
  job->first = caller.first;
  kb_submission_push (server, request, job);
}
