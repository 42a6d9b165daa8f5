/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "sync-office.h"

G_BEGIN_DECLS

/**
 * SyncServer:
 *
 * An intake that misbehaves as a test tells it to, where the real one can't:
 * a SoupServer in a thread of its own over a SyncOffice.
 *
 * Change the fields only while no request runs.
 */
typedef struct
{
  SyncOffice   *office;
  SoupServer   *server;
  GMainContext *context;
  GMainLoop    *loop;
  GThread      *thread;
  char         *url;

  guint         n_requests;
  guint         page_size;             /* entries in a page */
  guint         status;                /* 0: as it should be */
  const char   *retry_after;
  const char   *content_type;
  gsize         cut_after;             /* bytes of a case stream's page; 0: whole */
  guint         cut_from_page;         /* the cut begins with this page of the case streams */
  GBytes       *answer;                /* instead of a page */
  KbSigningKey *signer;                /* signs the heads instead of the intake */
  const char   *profile;               /* the note; NULL: none */
  const char   *page;                  /* the same for each of its files */
  const char   *redirect;              /* of the page */
  char         *agent;                 /* who asked for the page last */
  gboolean      loses_complaints;      /* says that it has stored them */
  gboolean      token_shown;           /* with the page or the profile */
  guint64       end_at;                /* pretends that the office stream ends here */
  guint64       roster_end;            /* pretends that the roster ends here */
  gboolean      roster_grows;          /* shows it whole only behind the office's page */
  GCancellable *cancel_at_page;        /* cancelled when this many pages of cases were sent */
  guint         cancel_after_pages;
  guint         n_case_pages;
  guint         n_roster_requests;     /* after the first */
  const char   *push_code;             /* 409 with this code */
  gboolean      push_loses_answer;     /* stored, but the answer is 500 */
  void        (*tamper)   (KbStream   stream,
                           KbPlace   *place,
                           KbEntry  **entry,
                           guint      i);
} SyncServer;

SyncServer *sync_server_new      (SyncOffice       *office,
                                  GTlsCertificate  *certificate);
void        sync_server_free     (SyncServer       *self);
GTlsCertificate *sync_server_certificate (char **ret_pem_file,
                                          const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncServer, sync_server_free)

G_END_DECLS
