/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-keyring.h"

G_BEGIN_DECLS

/**
 * SwarmKeyring:
 *
 * A keyring in the memory of the process that started this one, over the socket
 * @fd: it outlives a kill -9, as a keyring daemon does. A request is a line, `get ITEM`,
 * `set ITEM HEX` or `del ITEM`; the answer is `ok`, `ok HEX` or `no`.
 */
#define SWARM_TYPE_KEYRING (swarm_keyring_get_type ())
G_DECLARE_FINAL_TYPE (SwarmKeyring, swarm_keyring, SWARM, KEYRING, GObject)

KbKeyring *swarm_keyring_new (int fd);

G_END_DECLS
