/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the store keeps and answers. Files that do not fit: test-store-file.c. */
#include "config.h"

#include "store-fixture.h"

#include <string.h>

static GBytes *
case_snapshot (KbStore *store,
               guint32  id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) cases = kb_store_load_cases (store, &id, 1, &error);

  g_assert_no_error (error);

  return g_bytes_ref (((KbStoredCase *) cases->pdata[0])->snapshot);
}

static void
assert_snapshot (KbStore    *store,
                 guint32     id,
                 const char *wanted)
{
  g_autoptr(GBytes) snapshot = case_snapshot (store, id);

  g_assert_cmpmem (g_bytes_get_data (snapshot, NULL), g_bytes_get_size (snapshot),
                   wanted, strlen (wanted));
}

static void
assert_counts (KbStore *store,
               guint    all,
               guint    unread,
               guint    leadership)
{
  g_autoptr(GError) error = NULL;
  guint counts[KB_STORE_N_VIEWS];

  g_assert_true (kb_store_get_counts (store, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[0], ==, all);
  g_assert_cmpuint (counts[1], ==, unread);
  g_assert_cmpuint (counts[2], ==, leadership);
}

static void
reopen (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->store);
  fixture->store = kb_store_new (fixture->path, fixture->key);
  g_assert_true (kb_store_open (fixture->store, &error));
  g_assert_no_error (error);
}

static void
test_append_keeps (Fixture       *fixture,
                   gconstpointer  data)
{
  append_range (fixture->store, 1, 300);
  append_range (fixture->store, 301, 310);
  assert_holds (fixture->store, 310);
  reopen (fixture);
  assert_holds (fixture->store, 310);
  assert_counts (fixture->store, 310, 310, 155);
}

static void
test_append_answers_items (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (1, 3);
  g_autoptr(GArray) changed = NULL;
  KbStoreItem *second = items->pdata[1];

  second->item = (gpointer) "none";
  g_assert_true (append_items (fixture->store, items, &changed, NULL));
  g_assert_cmpuint (changed->len, ==, 2);
  g_assert_cmpuint (((KbStoreItem *) items->pdata[0])->stored.case_row, ==, 1);
  g_assert_cmpuint (second->stored.case_row, ==, 0);
  g_assert_null (second->search_text);
  g_assert_cmpstr (((KbStoreItem *) items->pdata[2])->search_text, ==, "kata3");
}

static void
test_append_folds_into_case (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (2, 3);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GArray) changed = NULL;
  guint8 case_id[KB_CASE_ID_SIZE];
  guint32 id;

  append_range (fixture->store, 1, 1);
  memcpy (case_id, ((KbStoreItem *) items->pdata[0])->case_id, sizeof case_id);
  memcpy (((KbStoreItem *) items->pdata[1])->case_id, case_id, sizeof case_id);
  g_assert_true (append_items (fixture->store, items, &changed, NULL));

  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_true (kb_store_find_case (fixture->store, KB_STREAM_OFFICE, case_id, &id, NULL));
  assert_snapshot (fixture->store, id, "2");
  entries = kb_store_load_entries (fixture->store, id, NULL);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpuint (((KbStoredEntry *) entries->pdata[1])->place.seq, ==, 3);
}

static void
test_append_is_all_or_nothing (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (11, 20);
  g_autoptr(GError) error = NULL;

  append_range (fixture->store, 1, 10);
  ((KbStoreItem *) items->pdata[9])->item = (gpointer) "fail";
  g_assert_false (append_items (fixture->store, items, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (((KbStoreItem *) items->pdata[0])->stored.case_row, ==, 0);
  g_assert_null (((KbStoreItem *) items->pdata[0])->search_text);
  assert_holds (fixture->store, 10);
  append_range (fixture->store, 11, 20);
  assert_holds (fixture->store, 20);
}

static void
test_append_skips_held_entries (Fixture       *fixture,
                                gconstpointer  data)
{
  append_range (fixture->store, 1, 10);
  append_range (fixture->store, 6, 15);
  assert_holds (fixture->store, 15);
  assert_snapshot (fixture->store, 6, "1");
}

static void
test_append_keeps_same_id_once (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (4, 4);
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  KbStoreItem *again = items->pdata[0];
  KbStoreItem *first = item_new (2);

  append_range (fixture->store, 1, 3);
  memcpy (again->id, first->id, sizeof again->id);
  memcpy (again->author, first->author, sizeof again->author);
  memcpy (again->case_id, first->case_id, sizeof again->case_id);
  g_assert_true (append_items (fixture->store, items, NULL, &error));

  entries = kb_store_load_stream (fixture->store, KB_STREAM_OFFICE, 0, 10, &error);
  g_assert_cmpuint (entries->len, ==, 4);
  g_assert_cmpuint (((KbStoredEntry *) entries->pdata[3])->case_row, ==, 0);
  assert_snapshot (fixture->store, 2, "1");
  assert_counts (fixture->store, 3, 3, 2);
  item_free (first);
}

static void
test_append_refuses_number_twice (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (4, 6);
  g_autoptr(GError) error = NULL;
  KbStoreItem *forged = items->pdata[1];
  KbStoreItem *first = item_new (2);

  append_range (fixture->store, 1, 3);
  memcpy (forged->author, first->author, sizeof forged->author);
  g_assert_false (append_items (fixture->store, items, NULL, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DUPLICATE);
  g_assert_true (forged->duplicate);
  g_assert_false (((KbStoreItem *) items->pdata[0])->duplicate);
  assert_holds (fixture->store, 3);

  forged->stored.quarantine = 8;
  g_assert_true (append_items (fixture->store, items, NULL, NULL));
  g_assert_false (forged->duplicate);
  item_free (first);
}

static void
test_append_refuses_place_twice (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (3, 3);
  g_autoptr(GError) error = NULL;

  append_range (fixture->store, 1, 3);
  memset (((KbStoreItem *) items->pdata[0])->id, 0xee, KB_HASH_SIZE);
  g_assert_false (append_items (fixture->store, items, NULL, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_DUPLICATE);
  assert_holds (fixture->store, 3);
}

static void
test_append_does_not_claim_for_quarantined (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (1, 2);
  KbStoreItem *forged = items->pdata[0];
  KbStoreItem *real = items->pdata[1];

  memcpy (forged->author, real->author, sizeof forged->author);
  forged->stored.quarantine = 1;
  g_assert_true (append_items (fixture->store, items, NULL, NULL));
}

static void
test_streams_apart (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (1, 5);
  g_autoptr(GPtrArray) entries = NULL;
  KbChain head;

  append_range (fixture->store, 1, 3);
  for (guint i = 0; i < items->len; i++)
    ((KbStoreItem *) items->pdata[i])->stored.stream = KB_STREAM_LEADERSHIP;
  g_assert_true (append_items (fixture->store, items, NULL, NULL));

  g_assert_true (kb_store_get_head (fixture->store, KB_STREAM_LEADERSHIP, &head, NULL));
  g_assert_cmpuint (head.seq, ==, 5);
  g_assert_true (kb_store_get_head (fixture->store, KB_STREAM_OFFICE, &head, NULL));
  g_assert_cmpuint (head.seq, ==, 3);
  g_assert_true (kb_store_get_head (fixture->store, KB_STREAM_ROSTER, &head, NULL));
  g_assert_cmpuint (head.seq, ==, 0);
  entries = kb_store_load_stream (fixture->store, KB_STREAM_LEADERSHIP, 2, 2, NULL);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpuint (((KbStoredEntry *) entries->pdata[0])->place.seq, ==, 3);
  assert_counts (fixture->store, 8, 8, 5);
}

static void
test_link (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint8 link[KB_HASH_SIZE] = { 0xff };
  guint8 wanted[KB_HASH_SIZE];

  append_range (fixture->store, 1, 3);
  memset (wanted, 2, sizeof wanted);
  g_assert_true (kb_store_get_link (fixture->store, KB_STREAM_OFFICE, 2, link, &error));
  g_assert_cmpmem (link, sizeof link, wanted, sizeof wanted);
  g_assert_false (kb_store_get_link (fixture->store, KB_STREAM_OFFICE, 4, link, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_assert_cmpmem (link, sizeof link, wanted, sizeof wanted);
}

static void
test_meta (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GBytes) first = g_bytes_new_static ("satu", 4);
  g_autoptr(GBytes) second = g_bytes_new_static ("", 0);
  g_autoptr(GBytes) got = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_store_get_meta (fixture->store, "alarm", &error));
  g_assert_no_error (error);
  g_assert_true (kb_store_set_meta (fixture->store, "alarm", first, &error));
  g_assert_true (kb_store_set_meta (fixture->store, "alarm", second, &error));
  g_assert_true (kb_store_set_meta (fixture->store, "other", first, &error));
  reopen (fixture);
  got = kb_store_get_meta (fixture->store, "alarm", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (got, second));
}

static void
test_lists_newest_first (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GArray) all = NULL;
  g_autoptr(GArray) some = NULL;
  guint32 wanted_all[] = { 4, 3, 2, 1 };
  guint32 wanted_some[] = { 3, 1 };

  append_range (fixture->store, 1, 4);
  all = kb_store_list_cases (fixture->store, KB_STORE_VIEW_ALL, NULL);
  g_assert_cmpmem (all->data, all->len * 4, wanted_all, sizeof wanted_all);
  some = kb_store_list_cases (fixture->store, KB_STORE_VIEW_LEADERSHIP, NULL);
  g_assert_cmpmem (some->data, some->len * 4, wanted_some, sizeof wanted_some);
}

static void
test_unread (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) items = items_new (3, 4);
  g_autoptr(GArray) unread = NULL;
  g_autoptr(GError) error = NULL;
  KbStoreItem *quiet = items->pdata[0], *news = items->pdata[1];

  append_range (fixture->store, 1, 2);
  g_assert_true (kb_store_set_unread (fixture->store, 1, FALSE, NULL));
  g_assert_true (kb_store_set_unread (fixture->store, 2, FALSE, NULL));
  g_assert_true (kb_store_set_unread (fixture->store, 2, FALSE, NULL));
  assert_counts (fixture->store, 2, 0, 1);

  memcpy (quiet->case_id, &(guint64) { 1 }, 8);
  memcpy (news->case_id, &(guint64) { 2 }, 8);
  news->item = (gpointer) "news";
  g_assert_true (append_items (fixture->store, items, NULL, NULL));
  unread = kb_store_list_cases (fixture->store, KB_STORE_VIEW_UNREAD, NULL);
  g_assert_cmpuint (unread->len, ==, 1);
  g_assert_cmpuint (g_array_index (unread, guint32, 0), ==, 2);

  g_assert_false (kb_store_set_unread (fixture->store, 99, TRUE, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
}

static void
test_missing_case_is_named (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint8 case_id[KB_CASE_ID_SIZE] = { 9 };
  guint32 id = 5;

  g_assert_null (kb_store_load_cases (fixture->store, &id, 1, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (kb_store_find_case (fixture->store, KB_STREAM_OFFICE, case_id, &id, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_assert_cmpuint (id, ==, 5);
}

/* Async calls of one caller are answered in order, whatever other threads do. */
typedef struct
{
  GString *order;
  guint    n_waiting;
} Answers;

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Answers *answers = data;
  g_autoptr(GArray) ids = kb_store_list_cases_finish (KB_STORE (source), result, NULL);

  g_assert_nonnull (ids);
  g_string_append_c (answers->order, 'l');
  answers->n_waiting--;
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Answers *answers = data;
  guint counts[KB_STORE_N_VIEWS];

  g_assert_true (kb_store_get_counts_finish (KB_STORE (source), result, counts, NULL));
  g_string_append_c (answers->order, 'c');
  answers->n_waiting--;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Answers *answers = data;
  g_autoptr(GPtrArray) cases = kb_store_load_cases_finish (KB_STORE (source), result, NULL);

  g_assert_cmpuint (cases->len, ==, 2);
  g_string_append_c (answers->order, 'p');
  answers->n_waiting--;
}

static void
entries_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Answers *answers = data;
  g_autoptr(GPtrArray) entries = kb_store_load_entries_finish (KB_STORE (source), result, NULL);

  g_assert_cmpuint (entries->len, ==, 1);
  g_string_append_c (answers->order, 'e');
  answers->n_waiting--;
}

static void
unread_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Answers *answers = data;

  g_assert_true (kb_store_set_unread_finish (KB_STORE (source), result, NULL));
  g_string_append_c (answers->order, 'u');
  answers->n_waiting--;
}

static gpointer
append_thread (gpointer data)
{
  for (guint64 seq = 11; seq <= 30; seq++)
    append_range (data, seq, seq);

  return NULL;
}

static void
test_async_in_order (Fixture       *fixture,
                     gconstpointer  data)
{
  guint32 ids[] = { 1, 2 };
  Answers answers = { g_string_new (NULL), 25 };
  GThread *thread;

  append_range (fixture->store, 1, 10);
  thread = g_thread_new ("append", append_thread, fixture->store);
  for (guint i = 0; i < 5; i++)
    {
      kb_store_list_cases_async (fixture->store, KB_STORE_VIEW_ALL, NULL, listed_cb, &answers);
      kb_store_get_counts_async (fixture->store, NULL, counted_cb, &answers);
      kb_store_load_cases_async (fixture->store, ids, 2, NULL, loaded_cb, &answers);
      kb_store_load_entries_async (fixture->store, 1, NULL, entries_cb, &answers);
      kb_store_set_unread_async (fixture->store, 1, i % 2, NULL, unread_cb, &answers);
    }
  while (answers.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  g_assert_cmpstr (answers.order->str, ==, "lcpeulcpeulcpeulcpeulcpeu");
  assert_holds (fixture->store, 30);
  g_string_free (answers.order, TRUE);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (kb_store_list_cases_finish (KB_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) data = TRUE;
}

static void
test_async_cancels (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean answered = FALSE;

  g_cancellable_cancel (cancellable);
  kb_store_list_cases_async (fixture->store, KB_STORE_VIEW_ALL, cancellable, cancelled_cb,
                             &answered);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_assert_true (kb_store_open_finish (KB_STORE (source), result, NULL));
  *(gboolean *) data = TRUE;
}

static void
test_async_open_outlives_caller (Fixture       *fixture,
                                 gconstpointer  data)
{
  gboolean answered = FALSE;

  g_clear_object (&fixture->store);
  fixture->store = kb_store_new (fixture->path, fixture->key);
  kb_store_open_async (fixture->store, NULL, opened_cb, &answered);
  g_clear_object (&fixture->store);
  while (!answered)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_closed_says_so (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  kb_store_close (fixture->store);
  g_assert_null (kb_store_list_cases (fixture->store, KB_STORE_VIEW_ALL, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_IO);
  g_assert_true (kb_store_open (fixture->store, NULL));
  assert_holds (fixture->store, 0);
}

#define ADD(name, func) \
  g_test_add ("/store/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("append/keeps-after-reopen", test_append_keeps);
  ADD ("append/answers-in-items", test_append_answers_items);
  ADD ("append/folds-into-case", test_append_folds_into_case);
  ADD ("append/is-all-or-nothing", test_append_is_all_or_nothing);
  ADD ("append/skips-held-entries", test_append_skips_held_entries);
  ADD ("append/folds-same-id-once", test_append_keeps_same_id_once);
  ADD ("append/refuses-author-number-twice", test_append_refuses_number_twice);
  ADD ("append/refuses-other-entry-at-held-place", test_append_refuses_place_twice);
  ADD ("append/quarantined-claims-no-number", test_append_does_not_claim_for_quarantined);
  ADD ("read/keeps-streams-apart", test_streams_apart);
  ADD ("read/finds-link", test_link);
  ADD ("read/keeps-meta", test_meta);
  ADD ("read/lists-newest-first", test_lists_newest_first);
  ADD ("read/counts-unread", test_unread);
  ADD ("read/names-missing-case", test_missing_case_is_named);
  ADD ("async/answers-in-order", test_async_in_order);
  ADD ("async/cancels", test_async_cancels);
  ADD ("async/open-outlives-caller", test_async_open_outlives_caller);
  ADD ("closed/says-so", test_closed_says_so);

  return g_test_run ();
}
