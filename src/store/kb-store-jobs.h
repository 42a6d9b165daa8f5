/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-store-worker.h"

G_BEGIN_DECLS

/* Private to store/: what kb-store.c and kb-store-async.c share. */

struct _KbStore
{
  GObject        parent_instance;

  char          *path;
  KbSecret      *key;
  KbStoreWorker *worker;        /* NULL once closed */
};

/* What the calls hand to the store's thread. */
typedef struct
{
  KbStream       stream;
  guint64        seq;
  guint          max;
  guint32        view;
  guint32        id;
  gboolean       unread;
  const guint32 *ids;
  guint          n_ids;
  const guint8  *case_id;
  const char    *name;
  GBytes        *value;
  guint32       *owned_ids;
} KbStoreRequest;

/* Queues and waits; an error when the store is closed. */
gpointer kb_store_run              (KbStore         *self,
                                    KbStoreJobFunc   func,
                                    gpointer         request,
                                    GError         **error);
/* What the store's thread does; @request is a KbStoreRequest, of append a KbStoreAppend. */
gpointer kb_store_job_append       (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_get_head     (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_get_link     (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_load_stream  (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_get_meta     (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_set_meta     (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_list_cases   (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_get_counts   (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_load_cases   (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_load_entries (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_find_case    (KbStoreDb *db, gpointer request, GError **error);
gpointer kb_store_job_set_unread   (KbStoreDb *db, gpointer request, GError **error);

G_END_DECLS
