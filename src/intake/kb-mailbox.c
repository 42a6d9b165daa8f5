/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reporter comes back: looks into the mailbox, and writes. */
#include "config.h"

#include "kb-handlers.h"

#include "kb-frame.h"
#include "kb-json.h"

#include <sodium.h>
#include <string.h>

#define FRAMES_TYPE "application/vnd.kumbang.frames"
#define FRAME_ROOM 64
/* Whatever does not match is answered so long after it came: nothing shows in
 * the time, and guessing is slow. */
#define PAUSE_MICROSECONDS G_USEC_PER_SEC

typedef struct
{
  KbRequest  *request;
  gint64      arrived;          /* monotonic */
  gboolean    readable;
  guint8      mailbox[KB_HASH_SIZE];
  KbStream    stream;
  GByteArray *out;              /* empty: no such mailbox */
} Look;

static gboolean
refuse_cb (gpointer data)
{
  kb_request_refuse (data, KB_REFUSAL_NO_MAILBOX);
  kb_request_release (data);

  return G_SOURCE_REMOVE;
}

/* @request is held; the answer is the same for all. */
static void
refuse_later (KbRequest *request,
              gint64     arrived)
{
  gint64 left = arrived + PAUSE_MICROSECONDS - g_get_monotonic_time ();
  g_autoptr(GSource) source = g_timeout_source_new (MAX (left, 0) / 1000);

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, refuse_cb, request, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/* The hash of what is shown is what the server keeps. */
static gboolean
read_mailbox (KbRequest *request,
              guint8     ret_hash[KB_HASH_SIZE])
{
  g_autoptr(JsonObject) object = kb_json_parse (request->body, request->size,
                                                KB_LIMIT_MAILBOX_REQUEST, NULL);
  guint8 mailbox[32];

  if (object == NULL || !kb_json_hex (object, "mailbox", mailbox, sizeof mailbox, NULL))
    return FALSE;
  crypto_hash_sha256 (ret_hash, mailbox, sizeof mailbox);
  sodium_memzero (mailbox, sizeof mailbox);

  return TRUE;
}

static KbPartState
state_for_reporter (const KbEntry *entry,
                    guint          part,
                    gpointer       data)
{
  return kb_entry_get_header (entry)->parts[part].role == KB_ROLE_BODY ? KB_PART_PRESENT
                                                                       : KB_PART_WITHHELD;
}

static gboolean
add_complaint_cb (const KbPlace *place,
                  gconstpointer  frame,
                  gsize          size,
                  gpointer       data)
{
  Look *look = data;
  g_autoptr(KbEntry) entry = kb_entry_decode (frame, size, NULL);
  g_autoptr(GBytes) bytes = NULL;

  if (entry == NULL)
    return FALSE;
  bytes = kb_entry_encode_for (entry, state_for_reporter, NULL);
  kb_frame_write_mail (look->out, look->stream, place, bytes);

  return FALSE;
}

static gboolean
add_message_cb (const KbPlace *place,
                gconstpointer  frame,
                gsize          size,
                gpointer       data)
{
  Look *look = data;
  g_autoptr(GBytes) bytes = g_bytes_new_static (frame, size);

  if (look->out->len + size + FRAME_ROOM > KB_LIMIT_PAGE)
    return FALSE;
  kb_frame_write_mail (look->out, look->stream, place, bytes);

  return TRUE;
}

static gboolean
look_up (KbStorage  *storage,
         gpointer    data,
         GError    **error)
{
  Look *look = data;
  KbStoredPlace place;

  if (!kb_storage_find_mailbox (storage, look->mailbox, &place, error))
    return FALSE;
  if (!look->readable || place.stream == 0)
    return TRUE;
  look->stream = place.stream;

  return kb_storage_each (storage, place.stream, place.seq - 1, 1, add_complaint_cb, look,
                          error) &&
         kb_storage_each_message (storage, place.stream, place.case_id, KB_LIMIT_MAILBOX,
                                  add_message_cb, look, error);
}

static void
looked_up (KbRefusal refusal,
           gpointer  data)
{
  Look *look = data;
  g_autoptr(GBytes) frames = g_byte_array_free_to_bytes (look->out);

  if (refusal == KB_REFUSAL_NONE && g_bytes_get_size (frames) == 0)
    refuse_later (look->request, look->arrived);
  else
    {
      if (refusal == KB_REFUSAL_NONE)
        kb_request_answer (look->request, SOUP_STATUS_OK, FRAMES_TYPE, frames);
      else
        kb_request_refuse (look->request, refusal);
      kb_request_release (look->request);
    }
  sodium_memzero (look->mailbox, sizeof look->mailbox);
  g_free (look);
}

/**
 * kb_mailbox_handle:
 *
 * POST /v1/mailbox: the complaint of a reporter who shows the mailbox, and its
 * case's messages. A body that can't be read is looked up like any other.
 */
void
kb_mailbox_handle (KbServer   *server,
                   KbRequest  *request,
                   const char *rest)
{
  KbRefusal refusal = kb_server_take_rate (server, server->mailbox_rate, request);
  Look *look;

  if (refusal == KB_REFUSAL_NONE && !kb_request_is_type (request, "application/json"))
    refusal = KB_REFUSAL_WRONG_TYPE;
  if (refusal != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }
  look = g_new0 (Look, 1);
  look->request = request;
  look->arrived = g_get_monotonic_time ();
  look->readable = read_mailbox (request, look->mailbox);
  look->out = g_byte_array_new ();
  kb_request_hold (request);
  kb_journal_reader_run (server->reader, look_up, looked_up, look);
}

static KbRefusal
check_message (KbServer *server,
               KbEntry  *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);
  const guint8 *genesis = kb_standing_get_genesis (server->standing);

  if (!kb_header_is_reporters_message (header))
    return KB_REFUSAL_WRONG_KIND;
  if (genesis == NULL)
    return KB_REFUSAL_NO_PROFILE;
  if (memcmp (header->genesis, genesis, KB_HASH_SIZE) != 0)
    return KB_REFUSAL_WRONG_GENESIS;

  return kb_standing_find_profile (server->standing, header->profile) != NULL
           ? KB_REFUSAL_NONE : KB_REFUSAL_PROFILE_UNKNOWN;
}

typedef struct
{
  KbRequest *request;
  gint64     arrived;
} Message;

static void
message_done_cb (KbJournalJob *job,
                 gpointer      data)
{
  g_autofree Message *message = data;

  if (job->refusal == KB_REFUSAL_NO_MAILBOX)
    refuse_later (message->request, message->arrived);
  else
    kb_submission_done_cb (job, message->request);
}

/**
 * kb_messages_handle:
 *
 * POST /v1/messages: a message of whoever filed the case's complaint.
 */
void
kb_messages_handle (KbServer   *server,
                    KbRequest  *request,
                    const char *rest)
{
  g_autoptr(KbEntry) entry = NULL;
  Message *message;
  KbRefusal refusal;

  if ((refusal = kb_server_take_rate (server, server->message_rate, request)) != KB_REFUSAL_NONE ||
      (refusal = kb_submission_read (request, &entry)) != KB_REFUSAL_NONE ||
      (refusal = check_message (server, entry)) != KB_REFUSAL_NONE)
    {
      kb_request_refuse (request, refusal);
      return;
    }
  message = g_new0 (Message, 1);
  message->request = request;
  message->arrived = g_get_monotonic_time ();
  kb_submission_push (server, request, kb_journal_job_new (entry, message_done_cb, message));
}
