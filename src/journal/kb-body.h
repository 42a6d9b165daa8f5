/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "kb-entry.h"

G_BEGIN_DECLS

/* The clear bodies that intake and desktops both read. */

JsonObject *kb_body_parse             (const KbEntry  *entry,
                                       GError        **error);

GBytes     *kb_body_new_complaint     (const guint8   *mailbox_hash);
gboolean    kb_body_read_complaint    (const KbEntry  *entry,
                                       gboolean       *ret_has_mailbox,
                                       guint8          ret_mailbox_hash[KB_HASH_SIZE],
                                       GError        **error);

/**
 * KbIdentityUseBody:
 * @purpose: ASCII letters and hyphens, e.g. "open"
 * @complaint: id of the complaint whose identity is used
 * @parts: bit 1 << role for each part that is to be released
 */
typedef struct
{
  char   purpose[16];
  guint8 complaint[KB_HASH_SIZE];
  guint  parts;
} KbIdentityUseBody;

GBytes     *kb_body_new_identity_use  (const KbIdentityUseBody  *body);
gboolean    kb_body_read_identity_use (const KbEntry            *entry,
                                       KbIdentityUseBody        *ret_body,
                                       GError                  **error);

G_END_DECLS
