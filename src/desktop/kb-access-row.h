/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-access.h"

G_BEGIN_DECLS

/**
 * KbAccessRow:
 *
 * One enrolled device in the words of the table. Immutable.
 *
 * Properties, all strings: "name", "role", "since", "keys", "heard", "state", and for the state its
 * "icon-name" and "style" (a CSS class); "sentence" is the whole row for screen readers.
 */
#define KB_TYPE_ACCESS_ROW (kb_access_row_get_type ())
G_DECLARE_FINAL_TYPE (KbAccessRow, kb_access_row, KB, ACCESS_ROW, GObject)

KbAccessRow    *kb_access_row_new        (KbAccess        *access,
                                          const KbDevice  *device,
                                          gint64           now);
/* Valid as long as the row. */
const KbDevice *kb_access_row_get_device (KbAccessRow     *self);
gboolean        kb_access_row_is_active  (KbAccessRow     *self);
/* Those who have access first, then by name. */
int             kb_access_row_compare    (gconstpointer    a,
                                          gconstpointer    b,
                                          gpointer         unused);

/* In words: a role, a stream, "Office 1, 2 · Leadership 1". */
const char     *kb_access_role_words     (KbDeviceRole     role);
const char     *kb_access_stream_words   (KbStream         stream);
char           *kb_access_key_words      (const char     **key_names);

G_END_DECLS
