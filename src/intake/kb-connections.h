/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * KbPatience:
 * @request_seconds: a request must have arrived whole after this time
 * @idle_seconds: silence that is borne on a connection
 * @response_seconds: an answer must have been taken after this time
 * @max_connections: open at the same time
 */
typedef struct
{
  guint request_seconds;
  guint idle_seconds;
  guint response_seconds;
  guint max_connections;
} KbPatience;

typedef struct _KbConnections KbConnections;

KbConnections *kb_connections_new          (SoupServer          *server,
                                            const KbPatience    *patience);
void           kb_connections_free         (KbConnections       *self);
guint          kb_connections_count_active (KbConnections       *self);
GInetAddress  *kb_connections_get_address  (KbConnections       *self,
                                            SoupServerMessage   *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbConnections, kb_connections_free)

G_END_DECLS
