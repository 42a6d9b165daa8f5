/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

#include "kb-code.h"
#include "kb-endpoint-private.h"
#include "kb-frame.h"
#include "kb-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define PATH "/v1/republish"
#define JSON_TYPE "application/json"
#define FRAMES_TYPE "application/vnd.kumbang.frames"
#define BATCH 100

typedef struct
{
  KbSync       *sync;
  KbEndpoint   *endpoint;
  GCancellable *cancellable;
  guint64       heads[KB_N_STREAMS];    /* the server's */
  guint64       n_entries;
} Refill;

static JsonObject *
read_answer (GBytes  *answer,
             GError **error)
{
  return answer != NULL ? kb_json_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                                         KB_LIMIT_NOTE, error)
                        : NULL;
}

static gboolean
read_number (JsonObject  *object,
             const char  *member,
             guint64     *ret_number,
             GError     **error)
{
  gint64 number = json_object_get_int_member_with_default (object, member, -1);

  if (number < 0)
    {
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                           _("The server's answer was not understood"));
      return FALSE;
    }
  *ret_number = (guint64) number;

  return TRUE;
}

/* How far the server is, and whether it wants anything. Of a stream that is not ours it
 * says nothing, and gets nothing. */
static gboolean
look (Refill  *self,
      GError **error)
{
  g_autoptr(GBytes) answer = kb_endpoint_exchange (self->endpoint, "GET", TRUE, PATH, JSON_TYPE,
                                                   NULL, self->cancellable, error);
  g_autoptr(JsonObject) object = read_answer (answer, error);
  JsonObject *heads;

  if (object == NULL)
    return FALSE;
  if (!json_object_get_boolean_member_with_default (object, "restoring", FALSE))
    {
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                           _("The server is whole; it wants no journal from this computer"));
      return FALSE;
    }
  heads = kb_json_object (object, "heads", error);
  if (heads == NULL)
    return FALSE;
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    if (!json_object_has_member (heads, kb_stream_to_string (stream)))
      self->heads[stream] = G_MAXUINT64;
    else if (!read_number (heads, kb_stream_to_string (stream), &self->heads[stream], error))
      return FALSE;

  return TRUE;
}

/* Identity parts are on no desktop. Where another part is missing, another desktop goes on. */
static gboolean
is_whole (const KbEntry *entry)
{
  const KbHeader *header = kb_entry_get_header (entry);

  for (guint i = 0; i < header->n_parts; i++)
    {
      KbPartState state;

      kb_entry_get_part (entry, header->parts[i].role, &state);
      if (state != KB_PART_PRESENT && state != KB_PART_WITHHELD)
        return FALSE;
    }

  return TRUE;
}

/* Entries behind @after, as many as one request takes. */
static gboolean
collect (Refill      *self,
         KbStream     stream,
         guint64      after,
         GByteArray  *out,
         guint64     *ret_last,
         GError     **error)
{
  guint64 last = after;

  while (TRUE)
    {
      g_autoptr(GPtrArray) entries = kb_store_load_stream (self->sync->store, stream, last, BATCH,
                                                           error);

      if (entries == NULL)
        return FALSE;
      for (guint i = 0; i < entries->len; i++)
        {
          const KbStoredEntry *stored = entries->pdata[i];
          g_autoptr(KbEntry) entry = kb_entry_decode_bytes (stored->wire, error);

          *ret_last = last;
          if (entry == NULL)
            return FALSE;
          if (!is_whole (entry) ||
              out->len + g_bytes_get_size (stored->wire) + 512 > KB_LIMIT_REPUBLISH)
            return TRUE;
          kb_frame_write_entry (out, &stored->place, stored->wire);
          last = stored->place.seq;
        }
      *ret_last = last;
      if (entries->len == 0)
        return TRUE;
    }
}

static gboolean
send_frames (Refill    *self,
             KbStream   stream,
             GBytes    *frames,
             guint64   *ret_seq,
             GError   **error)
{
  g_autofree char *path = g_strconcat (PATH "/", kb_stream_to_string (stream), NULL);
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) answer = kb_endpoint_exchange (self->endpoint, "POST", TRUE, path, FRAMES_TYPE,
                                                   frames, self->cancellable, &local);
  g_autoptr(JsonObject) object = NULL;

  if (answer != NULL)
    {
      object = read_answer (answer, error);
      return object != NULL && read_number (object, "seq", ret_seq, error);
    }
  if (g_strcmp0 (kb_endpoint_get_refusal (self->endpoint), "fork") != 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  kb_sync_raise_alarm (self->sync, "fork", stream, self->heads[stream], NULL);
  g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL,
               _("The server holds another journal than this computer; nothing was changed here "
                 "(%s)"), kb_stream_to_string (stream));

  return FALSE;
}

static gboolean
send_stream (Refill    *self,
             KbStream   stream,
             GError   **error)
{
  guint64 seq = self->heads[stream];

  while (seq < self->sync->ledger->heads[stream].seq)
    {
      GByteArray *out = g_byte_array_new ();
      g_autoptr(GBytes) frames = NULL;
      gboolean collected;
      guint64 last, taken;

      collected = collect (self, stream, seq, out, &last, error);
      frames = g_byte_array_free_to_bytes (out);
      if (!collected)
        return FALSE;
      if (last == seq)
        return TRUE;
      if (!send_frames (self, stream, frames, &taken, error))
        return FALSE;
      if (taken < last)
        {
          g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                               _("The server did not take all that it was sent"));
          return FALSE;
        }
      self->n_entries += last - seq;
      seq = taken;
    }

  return TRUE;
}

/* The server's own entry of the code: its hex is the token. */
static KbEndpoint *
endpoint_with_code (KbSync    *self,
                    KbSecret  *first_code,
                    GError   **error)
{
  g_autofree char *text = g_strndup ((const char *) kb_secret_get_data (first_code),
                                     kb_secret_get_size (first_code));
  g_autofree char *hex = NULL;
  g_autoptr(KbSecret) token = NULL;
  guint8 code[KB_CODE_SIZE];
  KbEndpoint *endpoint;

  if (!kb_code_parse (text, KB_CODE_FIRST, code, error))
    return NULL;
  if (!kb_code_names_intake (code, self->membership->intake))
    {
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED,
                           _("The code is of another server than this office's"));
      return NULL;
    }
  endpoint = kb_endpoint_new (self->membership->endpoint, self->membership->ca_file, error);
  if (endpoint == NULL)
    return NULL;
  hex = kb_code_get_token (code);
  token = kb_secret_new (hex, strlen (hex));
  kb_endpoint_set_token (endpoint, token);

  return endpoint;
}

static gboolean
republish_locked (KbSync        *self,
                  KbSecret      *first_code,
                  gboolean       finish,
                  GCancellable  *cancellable,
                  guint64       *ret_n_entries,
                  GError       **error)
{
  Refill refill = { .sync = self, .cancellable = cancellable };
  KbEndpoint *own = kb_sync_get_endpoint (self, cancellable, error);
  g_autoptr(KbEndpoint) with_code = NULL;
  g_autoptr(GBytes) done = NULL;

  if (own == NULL || (first_code != NULL &&
                      (with_code = endpoint_with_code (self, first_code, error)) == NULL))
    return FALSE;
  refill.endpoint = with_code != NULL ? with_code : own;
  if (!look (&refill, error))
    return FALSE;
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      gboolean sent = send_stream (&refill, stream, error);

      *ret_n_entries = refill.n_entries;
      if (!sent)
        return FALSE;
    }
  if (!finish)
    return TRUE;
  /* The roster is there by now: this device's own token counts. */
  done = kb_endpoint_exchange (own, "DELETE", TRUE, PATH, JSON_TYPE, NULL, cancellable, error);

  return done != NULL;
}

/**
 * kb_sync_republish:
 * @first_code: (nullable): as `kumbang-intake enroll --first` prints it, where the server has lost
 *   the roster and knows no device; else this device's token is used
 * @finish: this is a supervisor's, and nobody holds more: the server goes on
 * @ret_n_entries: (out): how many entries the server took, also on failure
 * @error: %KB_SYNC_ERROR_JOURNAL where the server holds another journal, which is the alarm "fork";
 *   %KB_SYNC_ERROR_NOT_ENTITLED where it wants none; a #KbCodeError
 *
 * Hands the server what it lost, each entry at the place that it had. What
 * this device does not read, and custodians' stubs, others bring. Blocks.
 */
gboolean
kb_sync_republish (KbSync        *self,
                   KbSecret      *first_code,
                   gboolean       finish,
                   GCancellable  *cancellable,
                   guint64       *ret_n_entries,
                   GError       **error)
{
  gboolean ok;

  *ret_n_entries = 0;
  g_mutex_lock (&self->pull_lock);
  ok = republish_locked (self, first_code, finish, cancellable, ret_n_entries, error);
  g_mutex_unlock (&self->pull_lock);

  return ok;
}
