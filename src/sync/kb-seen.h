/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ledger.h"

G_BEGIN_DECLS

/* Does the header claim to have seen what can't be before its own place? Pure. */
gboolean kb_seen_is_ahead  (const KbHeader  *header,
                            const KbPlace   *place);
/* Is what the author had seen of stream and roster what this device holds there? Called in seq
 * order, before kb_seen_remember() of the same entry. */
gboolean kb_seen_fits      (KbLedger        *ledger,
                            const KbHeader  *header,
                            const KbPlace   *place);
void     kb_seen_remember  (KbLedger        *ledger,
                            KbStream         stream,
                            const KbPlace   *place);

G_END_DECLS
