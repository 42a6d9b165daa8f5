/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store.h"

G_BEGIN_DECLS

/* Wrong passphrases in a row slow the next try down, also over a restart. */
guint    kb_opening_tries_get   (KbStore   *store,
                                 gint64     now,
                                 guint     *ret_wait_seconds);
void     kb_opening_tries_wrong (KbStore   *store,
                                 gint64     now,
                                 guint     *ret_tries,
                                 guint     *ret_wait_seconds);
void     kb_opening_tries_clear (KbStore   *store);

G_END_DECLS
