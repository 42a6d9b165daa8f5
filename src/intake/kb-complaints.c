/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"

#include "kb-body.h"
#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

static gboolean
has_recipient (const KbProfile *profile,
               const KbHeader  *header)
{
  for (guint i = 0; i < profile->n_recipients; i++)
    if (g_str_equal (profile->recipients[i].audience, header->audience) &&
        profile->recipients[i].epoch == header->epoch)
      return TRUE;

  return FALSE;
}

static gboolean
has_identity (const KbHeader *header)
{
  for (guint i = 0; i < header->n_parts; i++)
    if (kb_role_is_identity (header->parts[i].role))
      return TRUE;

  return FALSE;
}

/* An entry that was sealed for a profile of the past is taken as long as that
 * profile's date has not passed: its reporter may have been without a network. */
static KbRefusal
check_profile (KbServer       *server,
               const KbHeader *header)
{
  const KbProfile *profile = kb_standing_find_profile (server->standing, header->profile);

  if (profile == NULL)
    return KB_REFUSAL_PROFILE_UNKNOWN;
  if (!kb_profile_check_date (profile, kb_clock_now (&server->clock), NULL))
    return KB_REFUSAL_PROFILE_EXPIRED;
  if (!has_recipient (profile, header))
    return KB_REFUSAL_UNKNOWN_AUDIENCE;
  if (profile->custodian[0] == '\0' && has_identity (header))
    return KB_REFUSAL_BAD_RULE;

  return KB_REFUSAL_NONE;
}

static KbRefusal
check_complaint (KbServer *server,
                 KbEntry  *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  const guint8 *genesis = kb_standing_get_genesis (server->standing);

  if (header->kind != KB_KIND_COMPLAINT)
    return KB_REFUSAL_WRONG_KIND;
  if (genesis == NULL)
    return KB_REFUSAL_NO_PROFILE;
  if (memcmp (header->genesis, genesis, KB_HASH_SIZE) != 0)
    return KB_REFUSAL_WRONG_GENESIS;
  if (header->sealed_by != 0)
    return KB_REFUSAL_BAD_RULE;

  return check_profile (server, header);
}

/**
 * kb_complaints_handle:
 *
 * POST /v1/complaints: a complaint, sealed and signed by its reporter.
 */
void
kb_complaints_handle (KbServer   *server,
                      KbRequest  *request,
                      const char *rest)
{
  g_autoptr(KbEntry) entry = NULL;
  KbJournalJob *job;
  KbRefusal refusal;

  if ((refusal = kb_server_take_rate (server, server->rate, request)) != KB_REFUSAL_NONE ||
      (refusal = kb_submission_read (request, &entry)) != KB_REFUSAL_NONE ||
      (refusal = check_complaint (server, entry)) != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }

  job = kb_journal_job_new (entry, kb_submission_done_cb, request);
  if (!kb_body_read_complaint (entry, &job->has_mailbox, job->mailbox, NULL))
    job->has_mailbox = FALSE;
  kb_submission_push (server, request, job);
}

/**
 * kb_profile_handle:
 *
 * GET /v1/profile: the newest profile's note. An expired one is given out too;
 * the page then says that it is past its date, and takes nothing.
 */
void
kb_profile_handle (KbServer   *server,
                   KbRequest  *request,
                   const char *rest)
{
  const char *note = kb_roster_get_profile_note (kb_standing_get_roster (server->standing));
  g_autoptr(GBytes) body = NULL;

  if (note == NULL)
    {
      kb_request_refuse (request, KB_REFUSAL_NO_PROFILE);
      return;
    }
  body = g_bytes_new (note, strlen (note));
  kb_request_answer (request, SOUP_STATUS_OK, "text/plain; charset=utf-8", body);
}

/**
 * kb_office_handle:
 *
 * GET /v1/office: whose server this is.
 */
void
kb_office_handle (KbServer   *server,
                  KbRequest  *request,
                  const char *rest)
{
  const guint8 *genesis = kb_standing_get_genesis (server->standing);
  g_autofree char *intake =
    kb_hex_encode (kb_signing_key_get_public (server->key), KB_SIGN_PUBLIC_SIZE);
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "intake", intake);
  if (genesis != NULL)
    {
      g_autofree char *id = kb_hex_encode (genesis, KB_HASH_SIZE);

      json_object_set_string_member (object, "genesis", id);
      json_object_set_string_member (object, "office", kb_roster_get_office (
                                       kb_standing_get_roster (server->standing)));
    }
  else
    {
      json_object_set_null_member (object, "genesis");
      json_object_set_null_member (object, "office");
    }
  kb_request_answer_json (request, SOUP_STATUS_OK, kb_json_to_string (object));
}
