/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-server.h"

G_BEGIN_DECLS

/**
 * KbCaller:
 *
 * Whoever a bearer token stands for: a device, the paper key (@recovery), or
 * who holds the code that founds an office (@first).
 */
typedef struct
{
  guint8          token_hash[KB_HASH_SIZE];
  const KbDevice *device;
  gboolean        recovery;
  gboolean        first;
} KbCaller;

KbRefusal kb_devices_identify    (KbServer    *server,
                                  KbRequest   *request,
                                  KbCaller    *ret_caller);
KbRefusal kb_caller_check_device (KbServer   *server,
                                  const KbCaller *caller);
KbRefusal kb_release_why_missing (KbServer   *server,
                                  const KbStoredPlace *complaint,
                                  KbPartRole  role);
KbRefusal kb_submission_read     (KbRequest   *request,
                                  KbEntry    **ret_entry);
void      kb_submission_push     (KbServer    *server,
                                  KbRequest   *request,
                                  KbJournalJob *job);
void      kb_submission_done_cb  (KbJournalJob *job,
                                  gpointer      data);

/* One function a route; @rest is what follows the route's path. */
void      kb_profile_handle      (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_complaints_handle   (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_mailbox_handle      (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_messages_handle     (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_entries_handle      (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_streams_handle      (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_office_handle       (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_join_open_handle    (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_join_read_handle    (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_join_leave_handle   (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_join_close_handle   (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_republish_look_handle (KbServer    *server,
                                    KbRequest   *request,
                                    const char  *rest);
void      kb_republish_handle    (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_republish_end_handle (KbServer    *server,
                                   KbRequest   *request,
                                   const char  *rest);
void      kb_release_handle      (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_form_prepare        (void);
void      kb_form_handle         (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *rest);
void      kb_site_handle         (KbServer    *server,
                                  KbRequest   *request,
                                  const char  *path);

G_END_DECLS
