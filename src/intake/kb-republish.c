/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"
#include "kb-refill.h"

#define FRAMES_TYPE "application/vnd.kumbang.frames"

/* The code is made only where there is no roster that knows a device. */
static KbRefusal
check_caller (KbServer       *server,
              const KbCaller *caller)
{
  if (caller->first && server->restoring)
    return KB_REFUSAL_NONE;

  return kb_caller_check_device (server, caller);
}

/* The custodian's desktop has stubs in place of what others need. */
static gboolean
may_refill (const KbCaller *caller,
            KbStream        stream)
{
  return caller->first || (caller->device->role != KB_DEVICE_ROLE_CUSTODIAN &&
                           kb_role_may_pull (caller->device->role, stream));
}

/**
 * kb_republish_look_handle:
 *
 * GET /v1/republish: whether the server is being refilled, and how far it is in
 * the streams that the caller pulls: how many entries leadership's has is not
 * for officers.
 */
void
kb_republish_look_handle (KbServer   *server,
                          KbRequest  *request,
                          const char *rest)
{
  const guint8 zeros[KB_HASH_SIZE] = { 0 };
  g_autoptr(GString) json = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  KbCaller caller;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE)
    refusal = check_caller (server, &caller);
  g_string_append_printf (json, "{\"restoring\": %s, \"heads\": {",
                          server->restoring ? "true" : "false");
  for (guint i = KB_STREAM_ROSTER; i <= KB_STREAM_LEADERSHIP && refusal == KB_REFUSAL_NONE; i++)
    {
      KbChain head;

      if (!caller.first && !kb_role_may_pull (caller.device->role, i))
        continue;
      kb_chain_init (&head, zeros, i);
      if (!kb_storage_find_head (server->storage, i, &head, &error))
        refusal = kb_refusal_from_storage (error);
      g_string_append_printf (json, "%s\"%s\": %" G_GUINT64_FORMAT,
                              i > KB_STREAM_ROSTER ? ", " : "", kb_stream_to_string (i), head.seq);
    }
  g_string_append (json, "}}");

  if (refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, refusal);
  else
    kb_request_answer_json (request, SOUP_STATUS_OK,
                            g_string_free (g_steal_pointer (&json), FALSE));
}

typedef struct
{
  KbServer  *server;
  KbRequest *request;
} Asked;

static Asked *
asked_new (KbServer  *server,
           KbRequest *request)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->server = server;
  asked->request = request;

  return asked;
}

/* What was stored counts for the main thread too, also where the rest was refused. */
static void
refilled_cb (KbJournalJob *job,
             gpointer      data)
{
  g_autofree Asked *asked = data;
  KbRefill *refill = job->task;

  for (guint i = 0; job->stored && i < refill->roster->len; i++)
    kb_standing_apply (asked->server->standing, refill->roster->pdata[i], refill->first_seq + i,
                       NULL);
  if (job->refusal != KB_REFUSAL_NONE)
    kb_request_refuse (asked->request, job->refusal);
  else
    kb_request_answer_json (asked->request, SOUP_STATUS_OK,
                            g_strdup_printf ("{\"seq\": %" G_GUINT64_FORMAT "}", job->seq));
  kb_request_release (asked->request);
}

/**
 * kb_republish_handle:
 *
 * POST /v1/republish/STREAM: frames that continue what is there.
 */
void
kb_republish_handle (KbServer   *server,
                     KbRequest  *request,
                     const char *rest)
{
  KbCaller caller;
  KbStream stream;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE)
    refusal = check_caller (server, &caller);
  if (refusal == KB_REFUSAL_NONE && !kb_stream_from_string (rest, &stream))
    refusal = KB_REFUSAL_NOT_FOUND;
  if (refusal == KB_REFUSAL_NONE && !may_refill (&caller, stream))
    refusal = KB_REFUSAL_NOT_ALLOWED;
  if (refusal == KB_REFUSAL_NONE && !server->restoring)
    refusal = KB_REFUSAL_NOT_RESTORING;
  if (refusal == KB_REFUSAL_NONE && !kb_request_is_type (request, FRAMES_TYPE))
    refusal = KB_REFUSAL_WRONG_TYPE;
  if (refusal != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }

  kb_submission_push (server, request,
                      kb_journal_task_new (kb_refill_work,
                                           kb_refill_new (stream, request->body, request->size),
                                           kb_refill_free, refilled_cb,
                                           asked_new (server, request)));
}

static void
finished_cb (KbJournalJob *job,
             gpointer      data)
{
  g_autofree Asked *asked = data;

  if (job->refusal != KB_REFUSAL_NONE)
    kb_request_refuse (asked->request, job->refusal);
  else
    {
      asked->server->restoring = FALSE;
      kb_request_answer_empty (asked->request);
    }
  kb_request_release (asked->request);
}

/**
 * kb_republish_end_handle:
 *
 * DELETE /v1/republish: a supervisor says that the server is whole again.
 */
void
kb_republish_end_handle (KbServer   *server,
                         KbRequest  *request,
                         const char *rest)
{
  KbCaller caller;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE &&
      (caller.device == NULL || caller.device->role != KB_DEVICE_ROLE_SUPERVISOR))
    refusal = KB_REFUSAL_NOT_ALLOWED;
  if (refusal == KB_REFUSAL_NONE && !server->restoring)
    refusal = KB_REFUSAL_NOT_RESTORING;
  if (refusal != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }

  kb_submission_push (server, request,
                      kb_journal_task_new (kb_refill_finish_work, NULL, NULL, finished_cb,
                                           asked_new (server, request)));
}
