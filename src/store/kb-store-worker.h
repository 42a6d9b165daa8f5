/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store-db.h"

G_BEGIN_DECLS

/**
 * KbStoreWorker:
 *
 * The thread that owns the database, and the queue of what it is asked for.
 */
typedef struct _KbStoreWorker KbStoreWorker;

/* Runs on the store's thread. Answers %NULL exactly when it sets @error. */
typedef gpointer (*KbStoreJobFunc) (KbStoreDb  *db,
                                    gpointer    request,
                                    GError    **error);

KbStoreWorker *kb_store_worker_new       (const char      *path,
                                          KbSecret        *key);
/* Ends the thread after what is queued. Waits, except when called on that very thread. */
void           kb_store_worker_free      (KbStoreWorker   *self);
gboolean       kb_store_worker_open      (KbStoreWorker   *self,
                                          GError         **error);
void           kb_store_worker_open_task (KbStoreWorker   *self,
                                          GTask           *task);
/* Queues and waits. */
gpointer       kb_store_worker_run       (KbStoreWorker   *self,
                                          KbStoreJobFunc   func,
                                          gpointer         request,
                                          GError         **error);
/* Queues; @task (taken) gets the answer, which @free_answer frees; its task data is the request. */
void           kb_store_worker_run_task  (KbStoreWorker   *self,
                                          KbStoreJobFunc   func,
                                          GTask           *task,
                                          GDestroyNotify   free_answer);

G_END_DECLS
