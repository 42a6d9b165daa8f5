/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-text-index.h"
#include "kb-text-match.h"
#include "store-fixture.h"

#include <string.h>

typedef struct
{
  GArray   *ids;
  GError   *error;
  guint     total;
  gboolean  done;
} Answer;

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Answer *answer = data;

  answer->ids = kb_text_index_search_finish (KB_TEXT_INDEX (source), result, &answer->total,
                                             &answer->error);
  answer->done = TRUE;
}

static void
wait_for (gboolean *done)
{
  while (!*done)
    g_main_context_iteration (NULL, TRUE);
}

/* Texts are indexed in the background: a search waits for none of them. */
static void
wait_for_texts (KbTextIndex *index,
                guint        n_wanted)
{
  guint n_texts = 0;

  while (n_texts < n_wanted)
    {
      g_object_get (index, "n-texts", &n_texts, NULL);
      g_thread_yield ();
    }
}

/* @wanted: case rows, 0 at the end. */
static void
assert_finds (KbTextIndex   *index,
              const char    *query,
              guint          max,
              const guint32 *wanted)
{
  Answer answer = { NULL };
  guint n = 0;

  kb_text_index_search_async (index, query, max, NULL, found_cb, &answer);
  wait_for (&answer.done);
  g_assert_no_error (answer.error);
  for (; wanted[n] != 0; n++)
    {
      g_assert_cmpuint (n, <, answer.ids->len);
      g_assert_cmpuint (g_array_index (answer.ids, guint32, n), ==, wanted[n]);
    }
  g_assert_cmpuint (answer.ids->len, ==, n);
  g_assert_cmpuint (answer.total, ==, n < max ? n : 0);
  g_array_unref (answer.ids);
}

#define ASSERT_FINDS(index, query, max, ...) \
  assert_finds (index, query, max, (const guint32[]) { __VA_ARGS__ __VA_OPT__ (,) 0 })

static void
test_words (void)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();

  kb_text_index_add (index, 1, "KB-2026-0412 Dinas PUPR memungut biaya");
  kb_text_index_add (index, 2, "Pungutan liar di Kecamatan Café, Rp1.500.000");
  kb_text_index_add (index, 3, "dinas sosial: “bantuan” dipotong");
  wait_for_texts (index, 3);

  ASSERT_FINDS (index, "dinas", 10, 3, 1);
  ASSERT_FINDS (index, "DIN", 10, 3, 1);
  ASSERT_FINDS (index, "dinas pup", 10, 1);
  ASSERT_FINDS (index, "pup dinas", 10);
  ASSERT_FINDS (index, "cafe", 10, 2);
  ASSERT_FINDS (index, "café, 500", 10, 2);
  ASSERT_FINDS (index, "0412", 10, 1);
  ASSERT_FINDS (index, "kb-2026-04", 10, 1);
  ASSERT_FINDS (index, "d", 10, 3, 2, 1);
  ASSERT_FINDS (index, "tidak ada", 10);
}

static void
test_stems (void)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();

  kb_text_index_add (index, 1, "Saya melaporkan pemotongan honor");
  kb_text_index_add (index, 2, "Laporan tentang pungutan liar; dipungut tiap bulan");
  kb_text_index_add (index, 3, "KB-2026-0007 potongan 15 persen");
  wait_for_texts (index, 3);

  ASSERT_FINDS (index, "laporan", 10, 2, 1);
  ASSERT_FINDS (index, "melaporkan", 10, 2, 1);
  ASSERT_FINDS (index, "lapor", 10, 2, 1);
  ASSERT_FINDS (index, "Pelaporan pungutan", 10, 2);
  ASSERT_FINDS (index, "memungut", 10, 2);
  ASSERT_FINDS (index, "dipotong", 10, 3, 1);
  /* A beginning finds words as they stand there, too. */
  ASSERT_FINDS (index, "melapo", 10, 1);
  ASSERT_FINDS (index, "melaporkan pemoto", 10, 1);
  ASSERT_FINDS (index, "kan", 10);
  /* A number without its zeros, and with them. */
  ASSERT_FINDS (index, "7", 10, 3);
  ASSERT_FINDS (index, "0007", 10, 3);
  ASSERT_FINDS (index, "kb-2026-7", 10, 3);
  ASSERT_FINDS (index, "kb-2026-0007 potong", 10, 3);
  ASSERT_FINDS (index, "00070", 10);
}

/* @marked: the text with each hit in brackets. */
static void
assert_marks (const char *query,
              const char *marked)
{
  g_auto(GStrv) parts = g_strsplit_set (marked, "[]", -1);
  g_autofree char *text = g_strjoinv ("", parts);
  g_autoptr(GArray) spans = kb_text_match_spans (text, query);
  g_autoptr(GString) found = g_string_new (text);

  for (guint i = spans->len; i > 0; i--)
    {
      KbTextSpan span = g_array_index (spans, KbTextSpan, i - 1);

      g_string_insert_c (found, span.end, ']');
      g_string_insert_c (found, span.start, '[');
    }
  g_assert_cmpstr (found->str, ==, marked);
}

static void
test_spans (void)
{
  g_autoptr(GArray) none = kb_text_match_spans (NULL, "a");

  assert_marks ("laporan", "Saya [melaporkan] hal itu; [Laporan] ini benar.");
  assert_marks ("lap", "Saya melaporkan hal itu; [Laporan] di [lapangan].");
  assert_marks ("dinas pup", "Dua [dinas]: [PUPR] dan “[Dinas]” lain, [pup̈a]");
  assert_marks ("cafe", "di [Café] „lama“");
  assert_marks ("412", "KB-2026-[0412], Rp [412].000");
  assert_marks ("", "tidak ada");
  assert_marks ("– “ ”", "tidak ada");
  assert_marks ("\xff" "dinas", "satu [dinas]");
  g_assert_cmpuint (none->len, ==, 0);
}

/* What FTS5 would read as its own language is only text. */
static void
test_no_query_language (void)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();

  kb_text_index_add (index, 1, "and or not near");
  wait_for_texts (index, 1);
  ASSERT_FINDS (index, "\"", 10);
  ASSERT_FINDS (index, "", 10);
  ASSERT_FINDS (index, " - * ^ ", 10);
  ASSERT_FINDS (index, "NOT \"and\" OR", 10, 1);
  ASSERT_FINDS (index, "body:near*", 10);
  ASSERT_FINDS (index, "\xff\xfe", 10);
}

static void
test_newest_first (void)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();

  /* More than one shard, several texts a case. */
  for (guint i = 1; i <= 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("kata nomor%u %s", i, i == 7 ? "langka" : "");

      kb_text_index_add (index, (i + 1) / 2, text);
    }
  wait_for_texts (index, 20000);
  ASSERT_FINDS (index, "kata", 3, 10000, 9999, 9998);
  ASSERT_FINDS (index, "langka", 3, 4);
  ASSERT_FINDS (index, "langka kat", 3, 4);
  ASSERT_FINDS (index, "nomor4999", 3, 2500);
}

static void
test_newer_search_wins (void)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();
  Answer answers[50] = { { NULL } };

  kb_text_index_add (index, 1, "kumbang");
  wait_for_texts (index, 1);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    kb_text_index_search_async (index, "kum", 10, NULL, found_cb, &answers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      wait_for (&answers[i].done);
      if (answers[i].ids == NULL)
        g_assert_error (answers[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&answers[i].ids, g_array_unref);
      if (i + 1 < G_N_ELEMENTS (answers))
        g_clear_error (&answers[i].error);
    }
  g_assert_no_error (answers[G_N_ELEMENTS (answers) - 1].error);
}

/* "kataN" by the place, as the fold of the fixture says it. */
static char *
text_of (const KbStoredEntry *entry,
         const KbStoredCase  *stored_case,
         gpointer             data)
{
  g_assert_cmpuint (entry->case_row, ==, stored_case->id);
  if (entry->place.seq == 3)
    return NULL;

  return g_strdup_printf ("semua kata%" G_GUINT64_FORMAT "s%u", entry->place.seq, entry->stream);
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (kb_text_index_fill_finish (KB_TEXT_INDEX (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
append_leadership (KbStore *store)
{
  g_autoptr(GPtrArray) items = items_new (1, 2);

  for (guint i = 0; i < items->len; i++)
    {
      KbStoreItem *item = items->pdata[i];

      item->stored.stream = KB_STREAM_LEADERSHIP;
      item->stored.place.hour = 500000 + 400 + i;
    }
  g_assert_true (append_items (store, items, NULL, NULL));
}

static void
test_fill (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();
  gboolean done = FALSE;
  gboolean filled = FALSE;

  append_leadership (fixture->store);
  append_range (fixture->store, 1, 450);
  kb_text_index_fill_async (index, fixture->store, text_of, NULL, NULL, filled_cb, &done);
  kb_text_index_add (index, 900, "semua yang baru");
  wait_for (&done);
  wait_for_texts (index, 452);

  g_object_get (index, "filled", &filled, NULL);
  g_assert_true (filled);
  ASSERT_FINDS (index, "kata3s2", 10);
  ASSERT_FINDS (index, "kata4s", 10, 6);
  ASSERT_FINDS (index, "kata2s3", 10, 2);
  /* Newest first over both streams: 450 … 402, then the leadership's second. */
  ASSERT_FINDS (index, "semua", 3, 900, 452, 451);
  ASSERT_FINDS (index, "semua kata2s", 10, 2, 4);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_text_index_fill_finish (KB_TEXT_INDEX (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) data = TRUE;
}

static void
test_fill_cancels (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(KbTextIndex) index = kb_text_index_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  append_range (fixture->store, 1, 10);
  g_cancellable_cancel (cancellable);
  kb_text_index_fill_async (index, fixture->store, text_of, NULL, cancellable, cancelled_cb,
                            &done);
  kb_text_index_add (index, 1, "sesudah");
  wait_for (&done);
  wait_for_texts (index, 1);
  ASSERT_FINDS (index, "sesudah", 10, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/index/finds-words-and-beginnings", test_words);
  g_test_add_func ("/store/index/finds-other-forms-of-a-word", test_stems);
  g_test_add_func ("/store/index/spans-are-what-it-found", test_spans);
  g_test_add_func ("/store/index/has-no-query-language", test_no_query_language);
  g_test_add_func ("/store/index/newest-cases-first-and-once", test_newest_first);
  g_test_add_func ("/store/index/newer-search-wins", test_newer_search_wins);
  g_test_add ("/store/index/fills-from-store-in-order", Fixture, NULL,
              fixture_set_up, test_fill, fixture_tear_down);
  g_test_add ("/store/index/filling-cancels", Fixture, NULL,
              fixture_set_up, test_fill_cancels, fixture_tear_down);

  return g_test_run ();
}
