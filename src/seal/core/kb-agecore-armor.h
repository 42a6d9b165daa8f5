/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define KB_AGECORE_ARMOR_BEGIN "-----BEGIN AGE ENCRYPTED FILE-----"
#define KB_AGECORE_ARMOR_END   "-----END AGE ENCRYPTED FILE-----"

gboolean kb_agecore_armor_detect (gconstpointer   text,
                                  gsize           size);
GBytes  *kb_agecore_armor_encode (GBytes         *file);
GBytes  *kb_agecore_armor_decode (GBytes         *text,
                                  GError        **error);

G_END_DECLS
