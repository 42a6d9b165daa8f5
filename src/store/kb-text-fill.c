/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the texts of both streams in the order of their hours. */
#include "config.h"

#include "kb-text-fill.h"

/* Entries of the store read at once; between two steps others get their turn. */
#define STEP 200

/* One stream of the store, read in steps. */
typedef struct
{
  KbStream   stream;
  guint64    after;
  guint64    end;               /* what came later is added by its pull */
  GPtrArray *entries;           /* KbStoredEntry, a step */
  GPtrArray *texts;             /* char*, or NULL, of each of them */
  guint      at;
} Reader;

typedef struct
{
  KbStore    *store;
  KbTextOf    text_of;
  gpointer    text_data;
  KbTextSink  sink;
  gpointer    data;
} Fill;

static void
reader_clear (Reader *reader)
{
  g_clear_pointer (&reader->entries, g_ptr_array_unref);
  g_clear_pointer (&reader->texts, g_ptr_array_unref);
}

static gboolean
make_texts (Fill    *fill,
            Reader  *reader,
            GError **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr(GPtrArray) cases = NULL;
  guint next = 0;

  for (guint i = 0; i < reader->entries->len; i++)
    {
      const KbStoredEntry *entry = reader->entries->pdata[i];

      if (entry->case_row != 0)
        g_array_append_val (ids, entry->case_row);
    }
  cases = kb_store_load_cases (fill->store, (const guint32 *) ids->data, ids->len, error);
  if (cases == NULL)
    return FALSE;

  reader->texts = g_ptr_array_new_full (reader->entries->len, g_free);
  for (guint i = 0; i < reader->entries->len; i++)
    {
      const KbStoredEntry *entry = reader->entries->pdata[i];

      g_ptr_array_add (reader->texts, entry->case_row != 0
                                      ? fill->text_of (entry, cases->pdata[next++],
                                                      fill->text_data)
                                      : NULL);
    }

  return TRUE;
}

/* Makes sure that there is a next entry; none at the end. */
static gboolean
read_on (Fill    *fill,
         Reader  *reader,
         GError **error)
{
  if (reader->entries != NULL && reader->at < reader->entries->len)
    return TRUE;

  reader_clear (reader);
  reader->at = 0;
  if (reader->after >= reader->end)
    return TRUE;
  reader->entries = kb_store_load_stream (fill->store, reader->stream, reader->after,
                                          MIN (STEP, reader->end - reader->after), error);
  if (reader->entries == NULL)
    return FALSE;
  if (reader->entries->len == 0)
    {
      reader_clear (reader);
      reader->after = reader->end;
      return TRUE;
    }
  reader->after = ((KbStoredEntry *) reader->entries->pdata[reader->entries->len - 1])->place.seq;

  return make_texts (fill, reader, error);
}

static const KbStoredEntry *
peek (const Reader *reader)
{
  return reader->entries != NULL ? reader->entries->pdata[reader->at] : NULL;
}

/* The reader whose next entry is older; %NULL at the end of both. */
static Reader *
older_of (Reader readers[2])
{
  const KbStoredEntry *a = peek (&readers[0]);
  const KbStoredEntry *b = peek (&readers[1]);

  if (a == NULL || b == NULL)
    return a != NULL ? &readers[0] : b != NULL ? &readers[1] : NULL;

  return a->place.hour <= b->place.hour ? &readers[0] : &readers[1];
}

static void
hand_out_next (Fill   *fill,
               Reader *reader)
{
  const KbStoredEntry *entry = peek (reader);
  char *text = g_steal_pointer (&reader->texts->pdata[reader->at]);

  reader->at++;
  if (text != NULL)
    fill->sink (fill->data, entry->case_row, text);
}

static gboolean
fill_from (Fill          *fill,
           Reader         readers[2],
           GCancellable  *cancellable,
           GError       **error)
{
  Reader *reader;
  KbChain head;

  for (guint i = 0; i < 2; i++)
    {
      if (!kb_store_get_head (fill->store, readers[i].stream, &head, error))
        return FALSE;
      readers[i].end = head.seq;
    }

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !read_on (fill, &readers[0], error)
          || !read_on (fill, &readers[1], error))
        return FALSE;
      reader = older_of (readers);
      if (reader != NULL)
        hand_out_next (fill, reader);
    }
  while (reader != NULL);

  return TRUE;
}

/*< private >
 * kb_text_fill_run:
 * @sink: gets each text, oldest first, and owns it
 */
gboolean
kb_text_fill_run (KbStore       *store,
                  KbTextOf       text_of,
                  gpointer       text_data,
                  KbTextSink     sink,
                  gpointer       data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  Fill fill = { store, text_of, text_data, sink, data };
  Reader readers[2] = { { .stream = KB_STREAM_OFFICE }, { .stream = KB_STREAM_LEADERSHIP } };
  gboolean filled = fill_from (&fill, readers, cancellable, error);

  reader_clear (&readers[0]);
  reader_clear (&readers[1]);

  return filled;
}
