/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-entry.h"

G_BEGIN_DECLS

/* A sealed part under way: JSON that begins with the context of the entry it
 * is for. Private to this folder. */
JsonObject *kb_part_new  (const KbHeader     *header);
void        kb_part_add  (JsonObject         *part,
                          JsonObject         *members);
GBytes     *kb_part_seal (JsonObject         *part,
                          gsize               max,
                          const char *const  *recipients,
                          GError            **error);

G_END_DECLS
