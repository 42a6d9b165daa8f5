/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-handlers.h"
#include "kb-journal-writer-private.h"

#include "kb-bytes.h"
#include "kb-json.h"

#include <string.h>

#define JSON_TYPE "application/json"

/* What is done at one meeting place. Its request is a newcomer's, who has no
 * token yet: the place's name, which only a supervisor's screen shows, is what
 * lets it in. What is in it the supervisor's desktop judges. */
typedef struct
{
  guint8  place[KB_JOIN_PLACE_SIZE];
  GBytes *request;
} JoinTask;

static void
task_free (gpointer data)
{
  JoinTask *task = data;

  g_clear_pointer (&task->request, g_bytes_unref);
  g_free (task);
}

static gboolean
is_open (const KbJoin *join,
         guint64       hour)
{
  return join->hour != 0 && hour <= join->hour + KB_LIMIT_JOIN_HOURS;
}

/* A place that is open already stays as it is: its answer was lost on the way. */
static gboolean
open_work (KbJournalWriter  *writer,
           KbJournalJob     *job,
           GError          **error)
{
  const JoinTask *task = job->task;
  guint64 hour = kb_clock_hour (&writer->clock);
  const KbJoin fresh = { .hour = hour };
  g_auto(KbJoin) join = { 0 };
  guint n;

  if (!kb_storage_drop_joins (writer->storage, hour - KB_LIMIT_JOIN_HOURS, error) ||
      !kb_storage_find_join (writer->storage, task->place, &join, error) ||
      !kb_storage_count_joins (writer->storage, &n, error))
    return FALSE;
  job->stored = TRUE;
  if (join.hour == 0 && n >= KB_LIMIT_JOINS)
    job->refusal = KB_REFUSAL_JOINS_FULL;

  return join.hour != 0 || job->refusal != KB_REFUSAL_NONE ||
         kb_storage_put_join (writer->storage, task->place, &fresh, error);
}

static gboolean
close_work (KbJournalWriter  *writer,
            KbJournalJob     *job,
            GError          **error)
{
  const JoinTask *task = job->task;
  const KbJoin none = { 0 };

  job->stored = TRUE;

  return kb_storage_put_join (writer->storage, task->place, &none, error);
}

static gboolean
leave_work (KbJournalWriter  *writer,
            KbJournalJob     *job,
            GError          **error)
{
  const JoinTask *task = job->task;
  g_auto(KbJoin) join = { 0 };

  if (!kb_storage_find_join (writer->storage, task->place, &join, error))
    return FALSE;
  if (!is_open (&join, kb_clock_hour (&writer->clock)))
    job->refusal = KB_REFUSAL_NO_JOIN;
  else if (join.request != NULL && !g_bytes_equal (join.request, task->request))
    job->refusal = KB_REFUSAL_JOIN_USED;
  if (job->refusal != KB_REFUSAL_NONE || join.request != NULL)
    return TRUE;

  join.request = g_bytes_ref (task->request);
  job->stored = TRUE;

  return kb_storage_put_join (writer->storage, task->place, &join, error);
}

static void
done_cb (KbJournalJob *job,
         gpointer      data)
{
  KbRequest *request = data;

  if (job->refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, job->refusal);
  else if (job->work == close_work)
    kb_request_answer_empty (request);
  else
    kb_request_answer_json (request, SOUP_STATUS_CREATED, g_strdup ("{}"));
  kb_request_release (request);
}

static void
push (KbServer          *server,
      KbRequest         *request,
      const guint8       place[KB_JOIN_PLACE_SIZE],
      GBytes            *left,
      KbJournalWorkFunc  work)
{
  JoinTask *task = g_new0 (JoinTask, 1);

  memcpy (task->place, place, sizeof task->place);
  task->request = left != NULL ? g_bytes_ref (left) : NULL;
  kb_submission_push (server, request,
                      kb_journal_task_new (work, task, task_free, done_cb, request));
}

/* Only supervisors open, read and close places. */
static KbRefusal
check_supervisor (KbServer   *server,
                  KbRequest  *request,
                  const char *rest,
                  guint8      ret_place[KB_JOIN_PLACE_SIZE])
{
  KbCaller caller;
  KbRefusal refusal = kb_devices_identify (server, request, &caller);

  if (refusal == KB_REFUSAL_NONE)
    refusal = kb_caller_check_device (server, &caller);
  if (refusal == KB_REFUSAL_NONE && caller.device->role != KB_DEVICE_ROLE_SUPERVISOR)
    refusal = KB_REFUSAL_NOT_ALLOWED;
  if (refusal == KB_REFUSAL_NONE && !kb_hex_decode (rest, ret_place, KB_JOIN_PLACE_SIZE))
    refusal = KB_REFUSAL_NOT_FOUND;

  return refusal;
}

static void
push_by_supervisor (KbServer          *server,
                    KbRequest         *request,
                    const char        *rest,
                    KbJournalWorkFunc  work)
{
  guint8 place[KB_JOIN_PLACE_SIZE];
  KbRefusal refusal = check_supervisor (server, request, rest, place);

  if (refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, refusal);
  else
    push (server, request, place, NULL, work);
}

/**
 * kb_join_open_handle:
 *
 * PUT /v1/joins/PLACE: a supervisor opens a meeting place.
 */
void
kb_join_open_handle (KbServer   *server,
                     KbRequest  *request,
                     const char *rest)
{
  push_by_supervisor (server, request, rest, open_work);
}

/**
 * kb_join_close_handle:
 *
 * DELETE /v1/joins/PLACE: closes it, whether it was open or not.
 */
void
kb_join_close_handle (KbServer   *server,
                      KbRequest  *request,
                      const char *rest)
{
  push_by_supervisor (server, request, rest, close_work);
}

/**
 * kb_join_read_handle:
 *
 * GET /v1/joins/PLACE: what was left there.
 */
void
kb_join_read_handle (KbServer   *server,
                     KbRequest  *request,
                     const char *rest)
{
  guint8 place[KB_JOIN_PLACE_SIZE];
  g_auto(KbJoin) join = { 0 };
  g_autoptr(GError) error = NULL;
  KbRefusal refusal = check_supervisor (server, request, rest, place);

  if (refusal == KB_REFUSAL_NONE &&
      !kb_storage_find_join (server->storage, place, &join, &error))
    refusal = kb_refusal_from_storage (error);
  if (refusal == KB_REFUSAL_NONE && !is_open (&join, kb_clock_hour (&server->clock)))
    refusal = KB_REFUSAL_NO_JOIN;

  if (refusal != KB_REFUSAL_NONE)
    kb_request_refuse (request, refusal);
  else if (join.request == NULL)
    kb_request_answer_empty (request);
  else
    kb_request_answer (request, SOUP_STATUS_OK, JSON_TYPE, join.request);
}

/**
 * kb_join_leave_handle:
 *
 * POST /v1/joins/PLACE: a newcomer leaves a request to join.
 */
void
kb_join_leave_handle (KbServer   *server,
                      KbRequest  *request,
                      const char *rest)
{
  guint8 place[KB_JOIN_PLACE_SIZE];
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(GBytes) left = NULL;
  KbRefusal refusal = kb_server_take_rate (server, server->join_rate, request);

  if (refusal == KB_REFUSAL_NONE && !kb_hex_decode (rest, place, sizeof place))
    refusal = KB_REFUSAL_NOT_FOUND;
  if (refusal == KB_REFUSAL_NONE && !kb_request_is_type (request, JSON_TYPE))
    refusal = KB_REFUSAL_WRONG_TYPE;
  if (refusal == KB_REFUSAL_NONE &&
      (object = kb_json_parse (request->body, request->size, KB_LIMIT_JOIN_REQUEST, NULL)) == NULL)
    refusal = KB_REFUSAL_BAD_BODY;
  if (refusal != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }
  left = g_bytes_new (request->body, request->size);
  push (server, request, place, left, leave_work);
}
