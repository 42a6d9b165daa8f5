/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-entry.h"
#include "kb-secret.h"
#include "kb-sync-error.h"

G_BEGIN_DECLS

/**
 * KbEndpoint:
 *
 * An intake as a client sees it. Calls block, for worker threads and the
 * command line, and end early through their cancellable.
 */
typedef struct _KbEndpoint KbEndpoint;

KbEndpoint   *kb_endpoint_new             (const char    *url,
                                           const char    *ca_file,
                                           GError       **error);
void          kb_endpoint_free            (KbEndpoint    *self);
void          kb_endpoint_set_token       (KbEndpoint    *self,
                                           KbSecret      *token);
void          kb_endpoint_be_a_stranger   (KbEndpoint    *self);
guint         kb_endpoint_get_retry_after (KbEndpoint    *self);
const char   *kb_endpoint_get_refusal     (KbEndpoint    *self);
guint         kb_endpoint_get_status      (KbEndpoint    *self);
char         *kb_endpoint_get_profile     (KbEndpoint    *self,
                                           GCancellable  *cancellable,
                                           GError       **error);
GBytes       *kb_endpoint_get_page_file   (KbEndpoint    *self,
                                           const char    *name,
                                           GCancellable  *cancellable,
                                           GError       **error);
GInputStream *kb_endpoint_open_stream     (KbEndpoint    *self,
                                           KbStream       stream,
                                           guint64        after,
                                           GCancellable  *cancellable,
                                           GError       **error);
gboolean      kb_endpoint_file            (KbEndpoint    *self,
                                           GBytes        *entry,
                                           GCancellable  *cancellable,
                                           GError       **error);
/* As a reporter: a message, and the frames of type 3 of a mailbox. */
gboolean      kb_endpoint_write_message   (KbEndpoint    *self,
                                           GBytes        *entry,
                                           GCancellable  *cancellable,
                                           GError       **error);
GBytes       *kb_endpoint_open_mailbox    (KbEndpoint    *self,
                                           KbSecret      *mailbox,
                                           GCancellable  *cancellable,
                                           GError       **error);
gboolean      kb_endpoint_push            (KbEndpoint    *self,
                                           GBytes        *entry,
                                           GCancellable  *cancellable,
                                           GError       **error);
GBytes       *kb_endpoint_get_identity    (KbEndpoint    *self,
                                           const guint8   complaint[KB_HASH_SIZE],
                                           KbPartRole     role,
                                           const guint8   use[KB_HASH_SIZE],
                                           GCancellable  *cancellable,
                                           GError       **error);

/* Who answers here; zeros and NULL where no office was founded yet. */
gboolean      kb_endpoint_get_office      (KbEndpoint    *self,
                                           guint8         ret_intake[KB_SIGN_PUBLIC_SIZE],
                                           guint8         ret_genesis[KB_HASH_SIZE],
                                           char         **ret_office,
                                           GCancellable  *cancellable,
                                           GError       **error);
/* Meeting places of those who join: @place as kb_code_get_place() makes it. A place that is not
 * there is KB_SYNC_ERROR_NOT_FOUND, one that is in use KB_SYNC_ERROR_CONFLICT. */
gboolean      kb_endpoint_open_join       (KbEndpoint    *self,
                                           const char    *place,
                                           GCancellable  *cancellable,
                                           GError       **error);
/* NULL without error: nobody was there yet. */
char         *kb_endpoint_get_join        (KbEndpoint    *self,
                                           const char    *place,
                                           GCancellable  *cancellable,
                                           GError       **error);
gboolean      kb_endpoint_close_join      (KbEndpoint    *self,
                                           const char    *place,
                                           GCancellable  *cancellable,
                                           GError       **error);
gboolean      kb_endpoint_post_join       (KbEndpoint    *self,
                                           const char    *place,
                                           const char    *request,
                                           GCancellable  *cancellable,
                                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KbEndpoint, kb_endpoint_free)

G_END_DECLS
