/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ledger.h"

G_BEGIN_DECLS

KbQuarantine  kb_check_entry       (const KbLedger  *ledger,
                                    KbStream         stream,
                                    const KbEntry   *entry,
                                    const KbPlace   *place,
                                    GBytes         **ret_plain);
KbSecret     *kb_check_open_grant  (const KbGrant   *grant,
                                    GBytes          *part,
                                    KbAgeIdentity   *device);

gboolean     kb_check_old_key      (const KbLedger  *ledger,
                                    const KbEntry   *entry,
                                    const KbPlace   *place);
KbCaseChannel kb_check_channel     (const KbLedger  *ledger,
                                    const KbEntry   *entry,
                                    const KbPlace   *place,
                                    GBytes          *plain);
gboolean     kb_check_canary       (const KbLedger  *ledger,
                                    const KbEntry   *entry,
                                    const KbPlace   *place,
                                    GBytes          *plain);

G_END_DECLS
