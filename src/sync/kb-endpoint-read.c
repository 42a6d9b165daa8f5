/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Single answers that are read whole. */
#include "config.h"

#include "kb-endpoint-private.h"

#include "kb-bytes.h"
#include "kb-limits.h"

#include <glib/gi18n.h>

#define PAGE_FILE_MAX (1024u * 1024u)

/**
 * kb_endpoint_get_profile:
 *
 * Asks as a stranger would, without the token.
 *
 * Returns: (transfer full): the profile's note; its signature is not checked
 */
char *
kb_endpoint_get_profile (KbEndpoint    *self,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr(GBytes) body = kb_endpoint_get_bytes (self, FALSE, "/v1/profile", "text/plain",
                                                  KB_LIMIT_NOTE, cancellable, error);
  const char *text;
  gsize size;

  if (body == NULL)
    return NULL;
  text = g_bytes_get_data (body, &size);
  if (size == 0 || !g_utf8_validate_len (text, size, NULL))
    {
      g_set_error_literal (error, KB_SYNC_ERROR, KB_SYNC_ERROR_PROTOCOL,
                           _("The server's profile is not text"));
      return NULL;
    }

  return g_strndup (text, size);
}

/**
 * kb_endpoint_get_page_file:
 * @name: file of the citizen's page; "" for the page itself
 *
 * Asks as a stranger would, without the token.
 *
 * Returns: (transfer full): the bytes that every visitor gets
 */
GBytes *
kb_endpoint_get_page_file (KbEndpoint    *self,
                           const char    *name,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autofree char *path = g_strconcat ("/", name, NULL);

  return kb_endpoint_get_bytes (self, FALSE, path, NULL, PAGE_FILE_MAX, cancellable, error);
}

/**
 * kb_endpoint_get_identity:
 * @complaint: id of the complaint
 * @role: which of its identity parts
 * @use: id of the entry that puts this on record
 *
 * Returns: (transfer full): the part as the reporter sealed it
 */
GBytes *
kb_endpoint_get_identity (KbEndpoint    *self,
                          const guint8   complaint[KB_HASH_SIZE],
                          KbPartRole     role,
                          const guint8   use[KB_HASH_SIZE],
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autofree char *complaint_hex = kb_hex_encode (complaint, KB_HASH_SIZE);
  g_autofree char *use_hex = kb_hex_encode (use, KB_HASH_SIZE);
  g_autofree char *path = g_strdup_printf ("/v1/identities/%s/%s?use=%s", complaint_hex,
                                           kb_role_to_string (role), use_hex);

  return kb_endpoint_get_bytes (self, TRUE, path, "application/octet-stream", KB_LIMIT_PART,
                                cancellable, error);
}
