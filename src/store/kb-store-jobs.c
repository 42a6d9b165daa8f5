/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-store-jobs.h"

#include <string.h>

/* Answers "done" of jobs that have nothing to give. */
static char done;

gpointer
kb_store_job_append (KbStoreDb  *db,
                     gpointer    data,
                     GError    **error)
{
  return kb_store_db_append (db, data, error);
}

gpointer
kb_store_job_get_head (KbStoreDb  *db,
                       gpointer    data,
                       GError    **error)
{
  KbStoreRequest *request = data;
  KbStoreStream stream;
  KbChain *head;

  if (!kb_store_db_get_stream (db, request->stream, &stream, error))
    return NULL;

  head = g_new0 (KbChain, 1);
  head->stream = request->stream;
  head->seq = stream.seq;
  head->hour = stream.hour;
  if (stream.head != NULL)
    {
      const guint8 *bytes = g_bytes_get_data (stream.head, NULL);

      memcpy (head->genesis, bytes, KB_HASH_SIZE);
      memcpy (head->link, bytes + KB_HASH_SIZE, KB_HASH_SIZE);
    }
  kb_store_stream_clear (&stream);

  return head;
}

gpointer
kb_store_job_get_link (KbStoreDb  *db,
                       gpointer    data,
                       GError    **error)
{
  KbStoreRequest *request = data;
  guint8 id[KB_HASH_SIZE];
  KbPlace place;
  gboolean found;

  if (!kb_store_db_get_place (db, KB_STORE_ROW (request->stream, request->seq), &place, id,
                              &found, error))
    return NULL;
  if (!found)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such entry");
      return NULL;
    }

  return g_memdup2 (place.link, KB_HASH_SIZE);
}

gpointer
kb_store_job_load_stream (KbStoreDb  *db,
                          gpointer    data,
                          GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_load_stream (db, request->stream, request->seq, request->max, error);
}

gpointer
kb_store_job_get_meta (KbStoreDb  *db,
                       gpointer    data,
                       GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_get_meta (db, request->name, &request->value, error) ? &done : NULL;
}

gpointer
kb_store_job_set_meta (KbStoreDb  *db,
                       gpointer    data,
                       GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_set_meta (db, request->name, request->value, error) ? &done : NULL;
}

gpointer
kb_store_job_list_cases (KbStoreDb  *db,
                         gpointer    data,
                         GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_list_cases (db, request->view, error);
}

gpointer
kb_store_job_get_counts (KbStoreDb  *db,
                         gpointer    data,
                         GError    **error)
{
  return g_memdup2 (db->counts, sizeof db->counts);
}

gpointer
kb_store_job_load_cases (KbStoreDb  *db,
                         gpointer    data,
                         GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_load_cases (db, request->ids, request->n_ids, error);
}

gpointer
kb_store_job_load_entries (KbStoreDb  *db,
                           gpointer    data,
                           GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_load_entries (db, request->id, error);
}

gpointer
kb_store_job_find_case (KbStoreDb  *db,
                        gpointer    data,
                        GError    **error)
{
  KbStoreRequest *request = data;
  g_autoptr(GBytes) snapshot = NULL;
  guint64 sort;
  guint32 views;

  if (!kb_store_db_find_case (db, request->stream, request->case_id, &request->id, &sort, &views,
                              &snapshot, error))
    return NULL;
  if (request->id == 0)
    {
      g_set_error_literal (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND, "No such case");
      return NULL;
    }

  return &done;
}

gpointer
kb_store_job_set_unread (KbStoreDb  *db,
                         gpointer    data,
                         GError    **error)
{
  KbStoreRequest *request = data;

  return kb_store_db_set_unread (db, request->id, request->unread, error) ? &done : NULL;
}
