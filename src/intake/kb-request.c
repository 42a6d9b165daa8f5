/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-request.h"

#include <sodium.h>
#include <string.h>

#define DATA_KEY "kb-request"
/* A body over its limit is still read to its end, up to this many bytes, so
 * that the answer is not lost in a reset connection. */
#define MAX_DROPPED (2u * 1024 * 1024)
#define FIRST_SIZE 8192u

static void
request_free (gpointer data)
{
  KbRequest *self = data;

  kb_request_wipe (self);
  g_free (self);
}

static void
set_close (KbRequest *self)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                "Connection", "close");
}

static void
drop_body (KbRequest *self,
           gsize      size)
{
  GSocket *socket;

  self->n_dropped += size;
  if (self->n_dropped > MAX_DROPPED &&
      (socket = soup_server_message_get_socket (self->message)) != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
refuse_body (KbRequest *self,
             KbRefusal  refusal)
{
  kb_request_refuse (self, refusal);
  set_close (self);
  self->to_keep = FALSE;
}

/* A proxy in front could see the body's end elsewhere; what follows would then
 * be taken for somebody else's request. */
static gboolean
has_two_lengths (SoupMessageHeaders *headers)
{
  const char *coding = soup_message_headers_get_list (headers, "Transfer-Encoding");
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  if (coding != NULL)
    return length != NULL || g_ascii_strcasecmp (coding, "chunked") != 0;

  return length != NULL && strchr (length, ',') != NULL;
}

/* The old block is wiped, where realloc() would leave a copy of it. */
static void
grow (KbRequest *self,
      gsize      wanted)
{
  gsize size = MIN (MAX (MAX (2 * self->allocated, wanted), FIRST_SIZE), self->limit + 1);
  guint8 *body = g_malloc (size);

  if (self->size > 0)
    memcpy (body, self->body, self->size);
  if (self->body != NULL)
    sodium_memzero (self->body, self->allocated);
  g_free (self->body);
  self->body = body;
  self->allocated = size;
}

/* The chunk is libsoup's copy and nobody reads it again: it is wiped. */
static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              KbRequest         *self)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (chunk, &size);

  if (self->to_keep && self->size + size > self->limit)
    refuse_body (self, KB_REFUSAL_TOO_LARGE);
  if (!self->to_keep)
    {
      drop_body (self, size);
      return;
    }
  if (self->size + size + 1 > self->allocated)
    grow (self, self->size + size + 1);
  memcpy (self->body + self->size, data, size);
  self->size += size;
  self->body[self->size] = '\0';
  sodium_memzero ((gpointer) data, size);
}

/**
 * kb_request_attach:
 * @message: its headers have arrived
 * @limit: bytes that the body may have
 *
 * Collects the body, and refuses it as soon as it is known to be too long.
 * Ranges are not for us: they multiply what one request costs.
 *
 * Returns: (transfer none): owned by @message
 */
KbRequest *
kb_request_attach (SoupServerMessage *message,
                   gsize              limit)
{
  KbRequest *self = g_new0 (KbRequest, 1);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  goffset length = 0;

  self->message = message;
  self->limit = limit;
  self->to_keep = TRUE;
  g_object_set_data_full (G_OBJECT (message), DATA_KEY, self, request_free);
  soup_message_headers_remove (headers, "Range");
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    length = soup_message_headers_get_content_length (headers);
  if (has_two_lengths (headers))
    refuse_body (self, KB_REFUSAL_MALFORMED);
  else if (length < 0 || (guint64) length > limit)
    refuse_body (self, KB_REFUSAL_TOO_LARGE);
  else if (length > 0)
    grow (self, length + 1);

  return self;
}

/**
 * kb_request_get:
 *
 * Returns: (nullable): what kb_request_attach() made
 */
KbRequest *
kb_request_get (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), DATA_KEY);
}

/**
 * kb_request_is_type:
 *
 * Returns: whether the body is said to be of this type, whatever parameters follow
 */
gboolean
kb_request_is_type (KbRequest  *self,
                    const char *content_type)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return type != NULL && g_ascii_strcasecmp (type, content_type) == 0;
}

/**
 * kb_request_is_whole:
 *
 * libsoup takes a body in chunks for whole when its sender goes away between
 * two of them. A form has no other end of its own.
 *
 * Returns: whether the body has the length that was stated in front
 */
gboolean
kb_request_is_whole (KbRequest *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         (gsize) soup_message_headers_get_content_length (headers) == self->size;
}

/**
 * kb_request_get_query:
 *
 * Returns: (nullable): what stands behind "?" in the address, as it came
 */
const char *
kb_request_get_query (KbRequest *self)
{
  return g_uri_get_query (soup_server_message_get_uri (self->message));
}

/**
 * kb_request_wipe:
 *
 * The body is not needed any more, while its answer may take a moment.
 */
void
kb_request_wipe (KbRequest *self)
{
  if (self->body != NULL)
    sodium_memzero (self->body, self->allocated);
  g_clear_pointer (&self->body, g_free);
  self->size = self->allocated = 0;
}

/**
 * kb_request_hold:
 *
 * The answer comes later, by kb_request_release(). The request stays valid
 * until then, also when its sender goes away.
 */
void
kb_request_hold (KbRequest *self)
{
  g_object_ref (self->message);
  soup_server_message_pause (self->message);
}

/**
 * kb_request_release:
 *
 * The answer is set; sends it. @self may be gone afterwards.
 */
void
kb_request_release (KbRequest *self)
{
  SoupServerMessage *message = self->message;

  soup_server_message_unpause (message);
  g_object_unref (message);
}

void
kb_request_set_header (KbRequest  *self,
                       const char *name,
                       const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                name, value);
}

/**
 * kb_request_answer:
 * @body: not copied
 */
void
kb_request_answer (KbRequest  *self,
                   guint       status,
                   const char *content_type,
                   GBytes     *body)
{
  SoupMessageBody *response = soup_server_message_get_response_body (self->message);

  soup_server_message_set_status (self->message, status, NULL);
  kb_request_set_header (self, "Content-Type", content_type);
  kb_request_set_header (self, "X-Content-Type-Options", "nosniff");
  kb_request_set_header (self, "Cache-Control", "no-store");
  soup_message_body_truncate (response);
  if (g_bytes_get_size (body) > 0)
    soup_message_body_append_bytes (response, body);
}

/**
 * kb_request_answer_empty:
 *
 * Answers that there is nothing, or nothing to say.
 */
void
kb_request_answer_empty (KbRequest *self)
{
  soup_server_message_set_status (self->message, SOUP_STATUS_NO_CONTENT, NULL);
  kb_request_set_header (self, "Cache-Control", "no-store");
}

/**
 * kb_request_answer_json:
 * @json: (transfer full): text of one object
 */
void
kb_request_answer_json (KbRequest *self,
                        guint      status,
                        char      *json)
{
  g_autoptr(GBytes) body = g_bytes_new_take (json, strlen (json));

  kb_request_answer (self, status, "application/json", body);
}

/**
 * kb_request_refuse:
 *
 * Answers with the code and the sentence of @refusal.
 */
void
kb_request_refuse (KbRequest *self,
                   KbRefusal  refusal)
{
  kb_request_answer_json (self, kb_refusal_get_status (refusal),
                          g_strdup_printf ("{\"code\": \"%s\", \"message\": \"%s\"}",
                                           kb_refusal_get_code (refusal),
                                           kb_refusal_get_sentence (refusal)));
  if (refusal == KB_REFUSAL_UNAUTHORIZED)
    kb_request_set_header (self, "WWW-Authenticate", "Bearer");
}
