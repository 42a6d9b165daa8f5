/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case.h"

#include <string.h>

/* A source that answers when the test says so. */
#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

struct _TestSource
{
  GObject    parent_instance;

  GPtrArray *waiting;           /* GTask; task data: the rows */
  guint      n_calls;
  guint      n_rows;
};

static void test_source_iface_init (KbCaseSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource, test_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (KB_TYPE_CASE_SOURCE, test_source_iface_init))

static void
test_source_fill_async (KbCaseSource        *source,
                        GPtrArray           *rows,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  TestSource *self = TEST_SOURCE (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_add (self->waiting, task);
  self->n_calls++;
  self->n_rows += rows->len;
}

static gboolean
test_source_fill_finish (KbCaseSource  *source,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_source_iface_init (KbCaseSourceInterface *iface)
{
  iface->fill_async = test_source_fill_async;
  iface->fill_finish = test_source_fill_finish;
}

static void
test_source_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_SOURCE (object)->waiting);
  G_OBJECT_CLASS (test_source_parent_class)->finalize (object);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_source_finalize;
}

static void
test_source_init (TestSource *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Answers all that waits; cancelled ones are not filled. */
static void
answer (TestSource *self)
{
  settle ();
  while (self->waiting->len > 0)
    {
      g_autoptr(GTask) task = g_ptr_array_steal_index (self->waiting, 0);
      GPtrArray *rows = g_task_get_task_data (task);

      if (g_task_return_error_if_cancelled (task))
        continue;
      for (guint i = 0; i < rows->len; i++)
        {
          g_autoptr(KbCaseState) state = kb_case_state_new ();

          state->year = 2026;
          state->number = kb_case_row_get_id (rows->pdata[i]);
          kb_case_row_fill (rows->pdata[i], state, FALSE);
        }
      g_task_return_boolean (task, TRUE);
    }
  settle ();
}

/* Ids from @last down to 1. */
static GArray *
ids_down_from (guint last)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 id = last; id > 0; id--)
    g_array_append_val (ids, id);

  return ids;
}

static void
set_ids (KbCaseList *list,
         guint       last)
{
  g_autoptr(GArray) ids = ids_down_from (last);

  kb_case_list_set_ids (list, ids);
}

static gboolean
is_loaded (KbCaseRow *row)
{
  gboolean loaded;

  g_object_get (row, "loaded", &loaded, NULL);

  return loaded;
}

static void
look_at (KbCaseList *list,
         guint       position)
{
  g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), position));
}

static void
test_asks_once_for_page (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(KbCaseRow) row = NULL;

  set_ids (list, 100000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 100000);
  for (guint i = 0; i < 60; i++)
    look_at (list, i);
  row = g_list_model_get_item (G_LIST_MODEL (list), 5);
  g_assert_cmpuint (kb_case_row_get_id (row), ==, 99995);
  g_assert_false (is_loaded (row));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 100000));

  answer (source);
  g_assert_cmpuint (source->n_calls, ==, 1);
  g_assert_cmpuint (source->n_rows, ==, 64);
  g_assert_true (is_loaded (row));
  look_at (list, 63);
  answer (source);
  g_assert_cmpuint (source->n_calls, ==, 1);
}

static void
test_keeps_some_hundred_rows (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  GWeakRef first, late;
  KbCaseRow *row;

  set_ids (list, 100000);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_weak_ref_init (&first, row);
  g_object_unref (row);
  for (guint i = 0; i < 2000; i += 10)
    {
      look_at (list, i);
      answer (source);
    }
  row = g_list_model_get_item (G_LIST_MODEL (list), 1999);
  g_weak_ref_init (&late, row);
  g_object_unref (row);

  g_assert_null (g_weak_ref_get (&first));
  row = g_weak_ref_get (&late);
  g_assert_nonnull (row);
  g_object_unref (row);
  g_weak_ref_clear (&first);
  g_weak_ref_clear (&late);
}

static void
test_held_row_stays_same (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(KbCaseRow) held = NULL;
  g_autoptr(KbCaseRow) again = NULL;

  set_ids (list, 100000);
  held = g_list_model_get_item (G_LIST_MODEL (list), 0);
  for (guint i = 0; i < 5000; i += 10)
    {
      look_at (list, i);
      answer (source);
    }
  set_ids (list, 100001);
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (again == held);
  g_assert_true (is_loaded (again));
}

static void
test_cancels_far_pages (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(KbCaseRow) first = NULL;
  g_autoptr(KbCaseRow) last = NULL;

  set_ids (list, 100000);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  for (guint i = 0; i < 10000; i += 1000)
    {
      look_at (list, i);
      settle ();
    }
  last = g_list_model_get_item (G_LIST_MODEL (list), 9000);
  answer (source);
  g_assert_false (is_loaded (first));
  g_assert_true (is_loaded (last));

  look_at (list, 0);
  answer (source);
  g_assert_true (is_loaded (first));
}

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    data)
{
  g_string_append_printf (data, "%u-%u+%u ", position, removed, added);
}

static void
test_smallest_change (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(GString) changes = g_string_new (NULL);
  g_autoptr(GArray) ids = ids_down_from (12);

  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), changes);
  set_ids (list, 10);
  set_ids (list, 10);
  set_ids (list, 12);
  g_array_remove_index (ids, 5);
  kb_case_list_set_ids (list, ids);
  set_ids (list, 12);
  set_ids (list, 0);
  g_assert_cmpstr (changes->str, ==, "0-0+10 0-0+2 5-1+0 5-0+1 0-12+0 ");
}

static void
test_change_loses_no_request (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(KbCaseRow) row = NULL;

  set_ids (list, 64);
  row = g_list_model_get_item (G_LIST_MODEL (list), 63);
  set_ids (list, 65);
  answer (source);
  g_assert_true (is_loaded (row));
}

static void
test_refresh_loads_held_rows (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  guint32 ids[] = { 100, 99, 5 };

  set_ids (list, 100);
  look_at (list, 0);
  answer (source);
  g_assert_cmpuint (source->n_rows, ==, 64);
  kb_case_list_refresh (list, ids, 3);
  kb_case_list_refresh (list, ids, 1);
  answer (source);
  g_assert_cmpuint (source->n_calls, ==, 2);
  g_assert_cmpuint (source->n_rows, ==, 66);
}

static void
test_find (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr(KbCaseList) list = kb_case_list_new (KB_CASE_SOURCE (source));
  guint position = 7;

  set_ids (list, 100);
  g_assert_false (kb_case_list_find (list, 101, &position));
  g_assert_cmpuint (position, ==, 7);
  g_assert_true (kb_case_list_find (list, 90, &position));
  g_assert_cmpuint (position, ==, 10);
}

static void
test_dies_while_asking (void)
{
  g_autoptr(TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  KbCaseList *list = kb_case_list_new (KB_CASE_SOURCE (source));
  g_autoptr(KbCaseRow) row = NULL;

  set_ids (list, 100);
  row = g_list_model_get_item (G_LIST_MODEL (list), 0);
  settle ();
  g_object_unref (list);
  answer (source);
  g_assert_true (is_loaded (row));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/list/asks-once-for-page", test_asks_once_for_page);
  g_test_add_func ("/casework/list/keeps-some-hundred-rows", test_keeps_some_hundred_rows);
  g_test_add_func ("/casework/list/held-row-stays-same", test_held_row_stays_same);
  g_test_add_func ("/casework/list/cancels-far-pages", test_cancels_far_pages);
  g_test_add_func ("/casework/list/emits-smallest-change", test_smallest_change);
  g_test_add_func ("/casework/list/change-loses-no-request", test_change_loses_no_request);
  g_test_add_func ("/casework/list/refresh-loads-held-rows", test_refresh_loads_held_rows);
  g_test_add_func ("/casework/list/finds-position", test_find);
  g_test_add_func ("/casework/list/dies-while-asking", test_dies_while_asking);

  return g_test_run ();
}
