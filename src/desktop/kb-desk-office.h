/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-ceremony.h"
#include "kb-desk.h"

G_BEGIN_DECLS

/**
 * KbDeskJob:
 * @office: what it works with; the store is open
 * @data: of the caller; nobody else touches it until the job is finished
 *
 * Runs on a worker thread.
 */
typedef gboolean (*KbDeskJob) (const KbOffice  *office,
                               gpointer         data,
                               GCancellable    *cancellable,
                               GError         **error);

void        kb_desk_run_async   (KbDesk               *self,
                                 const char           *doing,   /* nullable */
                                 KbDeskJob             job,
                                 gpointer              data,
                                 GDestroyNotify        destroy,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
/* The job's data, still owned by the result; NULL: it failed. */
gpointer    kb_desk_run_finish  (KbDesk               *self,
                                 GAsyncResult         *result,
                                 GError              **error);
/* What is being written in the office's name, for people; NULL: nothing. Follows "office". */
const char *kb_desk_get_doing   (KbDesk               *self);

G_END_DECLS
