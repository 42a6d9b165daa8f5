/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-text-index.h"

#include "kb-text-fill.h"
#include "kb-text-shards.h"
#include "kb-thread.h"

#define BATCH 16                /* texts indexed between two looks for a query */
#define MAX_AHEAD 1000          /* texts that filling may have waiting */

typedef struct
{
  guint32  case_row;
  char    *text;
} Text;

typedef struct
{
  char  *query;
  guint  max;
  guint  total;
} Search;

/* Shared by the object and its thread. */
typedef struct
{
  gatomicrefcount  refs;
  KbTextShards    *shards;      /* the thread's alone */

  GMutex           mutex;       /* guards what follows */
  GCond            changed;
  GQueue           old_texts;   /* Text: from the store */
  GQueue           new_texts;   /* Text: from pulls; they wait until filling is over */
  GTask           *search;      /* the newest query that waits */
  guint            n_texts;
  guint            n_filling;
  gboolean         quit;
} Core;

struct _KbTextIndex
{
  GObject   parent_instance;

  Core     *core;
  GThread  *thread;
  gboolean  filled;
};

G_DEFINE_FINAL_TYPE (KbTextIndex, kb_text_index, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_FILLED,
  PROP_N_TEXTS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
text_free (gpointer data)
{
  Text *text = data;

  g_free (text->text);
  g_free (text);
}

static void
search_free (gpointer data)
{
  Search *search = data;

  g_free (search->query);
  g_free (search);
}

static void
core_unref (Core *core)
{
  if (!g_atomic_ref_count_dec (&core->refs))
    return;

  g_queue_clear_full (&core->old_texts, text_free);
  g_queue_clear_full (&core->new_texts, text_free);
  g_mutex_clear (&core->mutex);
  g_cond_clear (&core->changed);
  g_free (core);
}

static void
cancel_search (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "A newer search came");
  g_object_unref (task);
}

/* Asked between two shards. */
static gboolean
newer_waits_cb (gpointer data)
{
  Core *core = data;
  gboolean waits;

  g_mutex_lock (&core->mutex);
  waits = core->search != NULL || core->quit;
  g_mutex_unlock (&core->mutex);

  return waits;
}

static void
run_search (Core  *core,
            GTask *task)
{
  Search *search = g_task_get_task_data (task);
  GArray *hits;

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }

  hits = kb_text_shards_search (core->shards, search->query, search->max, newer_waits_cb, core,
                                &search->total);
  if (hits == NULL)
    {
      cancel_search (task);
      return;
    }
  g_task_return_pointer (task, hits, (GDestroyNotify) g_array_unref);
  g_object_unref (task);
}

/* With the mutex held. What a pull brings is newer than what is still read
 * from the store, and order is all that "newest first" has. */
static GQueue *
next_queue (Core *core)
{
  if (core->old_texts.length > 0)
    return &core->old_texts;

  return core->n_filling == 0 && core->new_texts.length > 0 ? &core->new_texts : NULL;
}

static void
index_batch (Core   *core,
             GQueue *batch)
{
  for (GList *link = batch->head; link != NULL; link = link->next)
    {
      Text *text = link->data;

      kb_text_shards_add (core->shards, text->case_row, text->text);
    }
  g_queue_clear_full (batch, text_free);
}

/* One thing to do, queries first; FALSE at the end. */
static gboolean
work (Core *core)
{
  GQueue batch = G_QUEUE_INIT;
  GQueue *queue = NULL;
  GTask *search;
  gboolean quit;

  g_mutex_lock (&core->mutex);
  while (!core->quit && core->search == NULL && (queue = next_queue (core)) == NULL)
    g_cond_wait (&core->changed, &core->mutex);
  quit = core->quit;
  search = g_steal_pointer (&core->search);
  if (search == NULL && !quit)
    while (batch.length < BATCH && queue->length > 0)
      g_queue_push_tail_link (&batch, g_queue_pop_head_link (queue));
  g_mutex_unlock (&core->mutex);

  if (search != NULL && quit)
    cancel_search (search);
  else if (search != NULL)
    run_search (core, search);
  if (batch.length > 0)
    {
      guint n = batch.length;

      index_batch (core, &batch);
      g_mutex_lock (&core->mutex);
      core->n_texts += n;
      g_cond_broadcast (&core->changed);
      g_mutex_unlock (&core->mutex);
    }

  return !quit;
}

static gpointer
thread_main (gpointer data)
{
  Core *core = data;

  kb_thread_step_back ();
  core->shards = kb_text_shards_new ();
  while (work (core))
    ;
  kb_text_shards_free (core->shards);
  core_unref (core);

  return NULL;
}

static guint
get_n_texts (KbTextIndex *self)
{
  guint n;

  g_mutex_lock (&self->core->mutex);
  n = self->core->n_texts;
  g_mutex_unlock (&self->core->mutex);

  return n;
}

static void
kb_text_index_finalize (GObject *object)
{
  KbTextIndex *self = KB_TEXT_INDEX (object);

  g_mutex_lock (&self->core->mutex);
  self->core->quit = TRUE;
  g_cond_broadcast (&self->core->changed);
  g_mutex_unlock (&self->core->mutex);
  if (self->thread == g_thread_self ())
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  core_unref (self->core);

  G_OBJECT_CLASS (kb_text_index_parent_class)->finalize (object);
}

static void
kb_text_index_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  KbTextIndex *self = KB_TEXT_INDEX (object);

  switch (prop_id)
    {
    case PROP_FILLED:
      g_value_set_boolean (value, self->filled);
      break;
    case PROP_N_TEXTS:
      g_value_set_uint (value, get_n_texts (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_text_index_class_init (KbTextIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = kb_text_index_finalize;
  object_class->get_property = kb_text_index_get_property;

  /* Whether all texts of the store were read; notified in kb_text_index_fill_finish(). */
  properties[PROP_FILLED] = g_param_spec_boolean ("filled", NULL, NULL, FALSE, flags);
  /* Texts that a search finds; read it when needed, only "filled" is notified. */
  properties[PROP_N_TEXTS] = g_param_spec_uint ("n-texts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kb_text_index_init (KbTextIndex *self)
{
  Core *core = g_new0 (Core, 1);

  g_atomic_ref_count_init (&core->refs);
  g_atomic_ref_count_inc (&core->refs);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->changed);
  g_queue_init (&core->old_texts);
  g_queue_init (&core->new_texts);
  self->core = core;
  self->thread = g_thread_new ("kumbang-index", thread_main, core);
}

/**
 * kb_text_index_new:
 *
 * Returns: (transfer full): an empty index
 */
KbTextIndex *
kb_text_index_new (void)
{
  return g_object_new (KB_TYPE_TEXT_INDEX, NULL);
}

static void
push_text (Core       *core,
           GQueue     *queue,
           guint32     case_row,
           char       *text)
{
  Text *item = g_new0 (Text, 1);

  item->case_row = case_row;
  item->text = text;
  g_queue_push_tail (queue, item);
  g_cond_broadcast (&core->changed);
}

/**
 * kb_text_index_add:
 * @self: an index
 * @case_row: the case that is found by it
 * @text: UTF-8; newer than all texts added before
 *
 * From any thread; returns at once.
 */
void
kb_text_index_add (KbTextIndex *self,
                   guint32      case_row,
                   const char  *text)
{
  g_return_if_fail (KB_IS_TEXT_INDEX (self));
  g_return_if_fail (text != NULL);

  g_mutex_lock (&self->core->mutex);
  push_text (self->core, &self->core->new_texts, case_row, g_strdup (text));
  g_mutex_unlock (&self->core->mutex);
}

/**
 * kb_text_index_search_async:
 * @self: an index
 * @query: what was typed
 * @max: at most so many cases
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Looks for the newest cases that hold every word of @query, the last word as
 * a beginning; case and diacritics don't matter. An older search that is not
 * answered yet fails with %G_IO_ERROR_CANCELLED.
 */
void
kb_text_index_search_async (KbTextIndex         *self,
                            const char          *query,
                            guint                max,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  Search *search;
  GTask *task, *older;

  g_return_if_fail (KB_IS_TEXT_INDEX (self));
  g_return_if_fail (query != NULL);

  search = g_new0 (Search, 1);
  search->query = g_utf8_make_valid (query, -1);
  search->max = max;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kb_text_index_search_async);
  g_task_set_task_data (task, search, search_free);

  g_mutex_lock (&self->core->mutex);
  older = g_steal_pointer (&self->core->search);
  self->core->search = task;
  g_cond_broadcast (&self->core->changed);
  g_mutex_unlock (&self->core->mutex);

  if (older != NULL)
    cancel_search (older);
}

/**
 * kb_text_index_search_finish:
 * @self: an index
 * @result: of kb_text_index_search_async()
 * @ret_total: (out) (optional): number of all hits; 0 where there are more than were asked for
 * @error: %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type guint32): case ids, newest first, each once
 */
GArray *
kb_text_index_search_finish (KbTextIndex   *self,
                             GAsyncResult  *result,
                             guint         *ret_total,
                             GError       **error)
{
  Search *search;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  search = g_task_get_task_data (G_TASK (result));
  if (ret_total != NULL)
    *ret_total = search->total;

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  KbStore  *store;
  KbTextOf  text_of;
  gpointer  text_data;
} Fill;

static void
fill_free (gpointer data)
{
  Fill *fill = data;

  g_object_unref (fill->store);
  g_free (fill);
}

/* Reading must not run ahead of indexing with all texts in memory. */
static void
push_old_cb (gpointer  data,
             guint32   case_row,
             char     *text)
{
  Core *core = data;

  g_mutex_lock (&core->mutex);
  while (core->old_texts.length >= MAX_AHEAD)
    g_cond_wait (&core->changed, &core->mutex);
  push_text (core, &core->old_texts, case_row, text);
  g_mutex_unlock (&core->mutex);
}

static void
fill_thread_cb (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Core *core = KB_TEXT_INDEX (source)->core;
  Fill *fill = data;
  GError *error = NULL;
  gboolean filled = kb_text_fill_run (fill->store, fill->text_of, fill->text_data, push_old_cb,
                                      core, cancellable, &error);

  g_mutex_lock (&core->mutex);
  while (core->old_texts.length > 0)
    g_cond_wait (&core->changed, &core->mutex);
  core->n_filling--;
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);

  if (filled)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * kb_text_index_fill_async:
 * @self: an index
 * @store: an open store
 * @text_of: (scope async): makes the text of an entry of a case; called on
 *   another thread; %NULL for what has none
 * @text_data: for @text_of; lives until @callback is called
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Reads the office's and the leadership's stream, oldest first. What is added
 * meanwhile waits, so that it counts as newer.
 */
void
kb_text_index_fill_async (KbTextIndex         *self,
                          KbStore             *store,
                          KbTextOf             text_of,
                          gpointer             text_data,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Fill *fill;

  g_return_if_fail (KB_IS_TEXT_INDEX (self));
  g_return_if_fail (KB_IS_STORE (store));
  g_return_if_fail (text_of != NULL);

  fill = g_new0 (Fill, 1);
  fill->store = g_object_ref (store);
  fill->text_of = text_of;
  fill->text_data = text_data;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kb_text_index_fill_async);
  g_task_set_task_data (task, fill, fill_free);

  g_mutex_lock (&self->core->mutex);
  self->core->n_filling++;
  g_mutex_unlock (&self->core->mutex);
  g_task_run_in_thread (task, fill_thread_cb);
}

/**
 * kb_text_index_fill_finish:
 * @self: an index
 * @result: of kb_text_index_fill_async()
 * @error: %KB_STORE_ERROR, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether everything that the store held is found now
 */
gboolean
kb_text_index_fill_finish (KbTextIndex   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (!self->filled)
    {
      self->filled = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILLED]);
    }

  return TRUE;
}
