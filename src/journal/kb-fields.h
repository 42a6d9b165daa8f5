/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define KB_RECIPIENT_SIZE 64   /* age1… is 62 characters */

/* Members of signed JSON that several bodies have, private to this folder.
 * All fail with a #KbJsonError. */

char     *kb_fields_text       (JsonObject  *object,
                                const char  *member,
                                gsize        max_chars,
                                GError     **error);
gboolean  kb_fields_recipient  (JsonObject  *object,
                                const char  *member,
                                char         ret_recipient[KB_RECIPIENT_SIZE],
                                GError     **error);
gboolean  kb_fields_audience   (JsonObject  *object,
                                char        *ret_audience,
                                guint32     *ret_epoch,
                                GError     **error);
void      kb_fields_set_hex    (JsonObject    *object,
                                const char    *member,
                                gconstpointer  data,
                                gsize          size);
GBytes   *kb_fields_to_bytes   (JsonObject  *object);

G_END_DECLS
