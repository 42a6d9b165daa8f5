/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-sync-private.h"

/**
 * kb_sync_get_head:
 * @ret_head: (out caller-allocates): as of the last pull; seq 0 for none
 */
void
kb_sync_get_head (KbSync   *self,
                  KbStream  stream,
                  KbChain  *ret_head)
{
  g_mutex_lock (&self->lock);
  *ret_head = self->ledger->heads[stream];
  g_mutex_unlock (&self->lock);
}
