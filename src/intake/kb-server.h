/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-connections.h"
#include "kb-journal-writer.h"
#include "kb-site.h"
#include "kb-journal-reader.h"
#include "kb-rate.h"
#include "kb-request.h"

G_BEGIN_DECLS

/**
 * KbServerOptions:
 * @data: folder that `kumbang-intake init` made
 * @page: (nullable): folder of the citizen's page
 * @host: numeric address to listen on
 * @port: 0 for any
 * @certificate: (nullable): for TLS
 * @behind_proxy: a reverse proxy in front does TLS and names the sender
 * @submissions_per_hour: by one address; 0 for no limit
 * @patience: with connections
 */
typedef struct
{
  char            *data;
  char            *page;
  GInetAddress    *host;
  guint16          port;
  GTlsCertificate *certificate;
  gboolean         behind_proxy;
  guint            submissions_per_hour;
  KbPatience       patience;
} KbServerOptions;

/**
 * KbServer:
 *
 * What the handlers share. Everything here belongs to the main thread; the
 * writer and the pull have threads and connections of their own.
 */
typedef struct
{
  SoupServer      *soup;
  KbConnections   *connections;
  KbStorage       *storage;     /* for short reads */
  KbStanding      *standing;
  KbJournalWriter *writer;
  KbJournalReader *reader;
  KbSite          *site;
  KbRate          *rate;        /* of complaints */
  KbRate          *mailbox_rate; /* of looks into mailboxes */
  KbRate          *message_rate; /* of reporters' messages */
  KbRate          *join_rate;   /* of requests to join */
  KbSigningKey    *key;
  KbClock          clock;
  gboolean         behind_proxy;
  gboolean         secure;
  gboolean         stopping;
  gboolean         restoring;   /* takes nothing but what desktops republish */
} KbServer;

KbServer  *kb_server_new        (const KbServerOptions  *options,
                                 GError                **error);
void       kb_server_free       (KbServer               *self);
char      *kb_server_get_uri    (KbServer               *self);
void       kb_server_stop       (KbServer               *self);
KbRefusal  kb_server_take_rate  (KbServer               *self,
                                 KbRate                 *rate,
                                 KbRequest              *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbServer, kb_server_free)

G_END_DECLS
