/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "kb-refusal.h"

G_BEGIN_DECLS

/**
 * KbRequest:
 * @message: libsoup's message; owns this
 * @body: what has arrived; wiped when the request is done
 *
 * One request with its body, and the ways to answer it.
 */
typedef struct
{
  SoupServerMessage *message;
  guint8            *body;
  gsize              size;
  gsize              allocated;
  gsize              limit;
  gsize              n_dropped;     /* bytes that came after the limit was passed */
  gboolean           to_keep;       /* whether the body is wanted at all */
} KbRequest;

KbRequest  *kb_request_attach       (SoupServerMessage  *message,
                                     gsize               limit);
KbRequest  *kb_request_get          (SoupServerMessage  *message);
gboolean    kb_request_is_type      (KbRequest          *self,
                                     const char         *content_type);
gboolean    kb_request_is_whole     (KbRequest          *self);
const char *kb_request_get_query    (KbRequest          *self);

void        kb_request_wipe         (KbRequest          *self);
void        kb_request_hold         (KbRequest          *self);
void        kb_request_release      (KbRequest          *self);

void        kb_request_answer       (KbRequest          *self,
                                     guint               status,
                                     const char         *content_type,
                                     GBytes             *body);
void        kb_request_answer_empty (KbRequest          *self);
void        kb_request_answer_json  (KbRequest          *self,
                                     guint               status,
                                     char               *json);
void        kb_request_refuse       (KbRequest          *self,
                                     KbRefusal           refusal);
void        kb_request_set_header   (KbRequest          *self,
                                     const char         *name,
                                     const char         *value);

G_END_DECLS
