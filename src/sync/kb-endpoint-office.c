/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a ceremony asks the server, in plain JSON: who it is, and the places where one who joins
 * leaves a request. */
#include "config.h"

#include "kb-endpoint-private.h"

#include "kb-json.h"
#include "kb-limits.h"

#include <glib/gi18n.h>
#include <string.h>

#define JSON_TYPE "application/json"

static gboolean
read_office (JsonObject  *object,
             guint8       ret_intake[KB_SIGN_PUBLIC_SIZE],
             guint8       ret_genesis[KB_HASH_SIZE],
             char       **ret_office,
             GError     **error)
{
  guint8 intake[KB_SIGN_PUBLIC_SIZE];
  guint8 genesis[KB_HASH_SIZE] = { 0 };
  const char *office = NULL;
  gboolean founded = json_object_has_member (object, "genesis") &&
                     !json_object_get_null_member (object, "genesis");

  if (!kb_json_hex (object, "intake", intake, sizeof intake, error) ||
      (founded && (!kb_json_hex (object, "genesis", genesis, sizeof genesis, error) ||
                   (office = kb_json_string (object, "office", error)) == NULL)))
    return FALSE;
  memcpy (ret_intake, intake, sizeof intake);
  memcpy (ret_genesis, genesis, sizeof genesis);
  *ret_office = g_strdup (office);

  return TRUE;
}

/**
 * kb_endpoint_get_office:
 *
 * Asks as a stranger would. Whether the answer is true is for the caller to find out: the codes
 * that people hand on name the key or the office.
 */
gboolean
kb_endpoint_get_office (KbEndpoint    *self,
                        guint8         ret_intake[KB_SIGN_PUBLIC_SIZE],
                        guint8         ret_genesis[KB_HASH_SIZE],
                        char         **ret_office,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(GBytes) answer = kb_endpoint_exchange (self, "GET", FALSE, "/v1/office", JSON_TYPE,
                                                   NULL, cancellable, error);
  g_autoptr(JsonObject) object = NULL;

  if (answer == NULL)
    return FALSE;
  object = kb_json_parse (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                          KB_LIMIT_BODY, NULL);
  if (object != NULL && read_office (object, ret_intake, ret_genesis, ret_office, NULL))
    return TRUE;
  g_set_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
               _("The answer is not from a Kumbang server (%s)"), "/v1/office");

  return FALSE;
}

static GBytes *
ask_place (KbEndpoint    *self,
           const char    *method,
           gboolean       as_device,
           const char    *place,
           GBytes        *body,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *path = g_strconcat ("/v1/joins/", place, NULL);

  return kb_endpoint_exchange (self, method, as_device, path, JSON_TYPE, body, cancellable, error);
}

/**
 * kb_endpoint_open_join:
 *
 * Returns: whether a request can be left there for the next 24 hours
 */
gboolean
kb_endpoint_open_join (KbEndpoint    *self,
                       const char    *place,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(GBytes) answer = ask_place (self, "PUT", TRUE, place, NULL, cancellable, error);

  return answer != NULL;
}

/**
 * kb_endpoint_get_join:
 *
 * Returns: (transfer full) (nullable): the request that was left there; %NULL without an error
 *   while there is none
 */
char *
kb_endpoint_get_join (KbEndpoint    *self,
                      const char    *place,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr(GBytes) answer = ask_place (self, "GET", TRUE, place, NULL, cancellable, error);

  if (answer == NULL || g_bytes_get_size (answer) == 0)
    return NULL;

  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

gboolean
kb_endpoint_close_join (KbEndpoint    *self,
                        const char    *place,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(GBytes) answer = ask_place (self, "DELETE", TRUE, place, NULL, cancellable, error);

  return answer != NULL;
}

/**
 * kb_endpoint_post_join:
 * @request: JSON, at most %KB_LIMIT_BODY bytes
 *
 * Leaves a request to join, as somebody whom the server does not know.
 */
gboolean
kb_endpoint_post_join (KbEndpoint    *self,
                       const char    *place,
                       const char    *request,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_autoptr(GBytes) body = g_bytes_new (request, strlen (request));
  g_autoptr(GBytes) answer = ask_place (self, "POST", FALSE, place, body, cancellable, error);

  return answer != NULL;
}
