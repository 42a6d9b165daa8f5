/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

KbSecret *
fixed_key (guint8 byte)
{
  KbSecret *key = kb_secret_new_zeroed (32);

  memset (kb_secret_get_writable (key), byte, 32);

  return key;
}

void
fixture_set_up (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("kumbang-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "store.db", NULL);
  self->key = fixed_key (7);
  self->store = kb_store_new (self->path, self->key);
  g_assert_true (kb_store_open (self->store, &error));
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_clear_object (&self->store);
  dir = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  kb_secret_unref (self->key);
  g_free (self->path);
  g_free (self->folder);
}

/* Recognisable, so that a test can look for it in files. */
static GBytes *
marked_bytes (const char *mark,
              guint64     seq,
              gsize       size)
{
  g_autofree char *text = g_strdup_printf ("%s-%" G_GUINT64_FORMAT "-", mark, seq);
  char *bytes = g_malloc0 (size);

  memcpy (bytes, text, MIN (strlen (text), size));

  return g_bytes_new_take (bytes, size);
}

KbStoreItem *
item_new (guint64 seq)
{
  KbStoreItem *item = g_new0 (KbStoreItem, 1);

  item->stored.stream = KB_STREAM_OFFICE;
  item->stored.place.seq = seq;
  item->stored.place.hour = 500000 + seq;
  item->stored.place.roster_seq = 3;
  memset (item->stored.place.link, (int) (seq & 0xff), KB_HASH_SIZE);
  item->stored.wire = marked_bytes ("RAHASIA-KAWAT", seq, 700);
  item->stored.plain = marked_bytes ("RAHASIA-CERITA", seq, 300);
  item->author_seq = 1;
  memcpy (item->author, &seq, sizeof seq);
  memcpy (item->id, &seq, sizeof seq);
  memcpy (item->case_id, &seq, sizeof seq);

  return item;
}

void
item_free (gpointer data)
{
  KbStoreItem *item = data;

  kb_stored_entry_clear (&item->stored);
  g_free (item->search_text);
  g_free (item);
}

GPtrArray *
items_new (guint64 first,
           guint64 last)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint64 seq = first; seq <= last; seq++)
    g_ptr_array_add (items, item_new (seq));

  return items;
}

static GBytes *
one_more (GBytes *count)
{
  guint64 n = 0;
  char *text;

  if (count != NULL)
    {
      g_autofree char *copy = g_strndup (g_bytes_get_data (count, NULL), g_bytes_get_size (count));

      n = g_ascii_strtoull (copy, NULL, 10);
    }
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, n + 1);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
count_cb (gpointer              data,
          const KbStoredEntry  *entry,
          gpointer              item,
          GBytes               *stream_state,
          GBytes               *snapshot,
          GBytes              **ret_stream_state,
          GBytes              **ret_snapshot,
          guint64              *ret_sort,
          guint32              *ret_views,
          char                **ret_search_text,
          GError              **error)
{
  if (g_strcmp0 (item, "fail") == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "told to");
      return FALSE;
    }
  *ret_stream_state = one_more (stream_state);
  if (g_strcmp0 (item, "none") == 0)
    return TRUE;

  *ret_snapshot = one_more (snapshot);
  *ret_sort = entry->place.hour;
  *ret_views = KB_STORE_VIEW_ALL;
  if (entry->place.seq % 2 == 1)
    *ret_views |= KB_STORE_VIEW_LEADERSHIP;
  if (g_strcmp0 (item, "news") == 0)
    *ret_views |= KB_STORE_VIEW_UNREAD;
  *ret_search_text = g_strdup_printf ("kata%" G_GUINT64_FORMAT, entry->place.seq);

  return TRUE;
}

const KbStoreFold counting_fold = { count_cb, NULL };

gboolean
append_items (KbStore    *store,
              GPtrArray  *items,
              GArray    **ret_changed,
              GError    **error)
{
  KbStoreItem *last = items->pdata[items->len - 1];
  KbChain head = {
    .stream = last->stored.stream,
    .seq = last->stored.place.seq,
    .hour = last->stored.place.hour,
  };

  memset (head.genesis, 0x11, KB_HASH_SIZE);
  memcpy (head.link, last->stored.place.link, KB_HASH_SIZE);

  return kb_store_append (store, items, &head, &counting_fold, ret_changed, error);
}

void
append_range (KbStore *store,
              guint64  first,
              guint64  last)
{
  g_autoptr(GPtrArray) items = items_new (first, last);
  g_autoptr(GError) error = NULL;

  append_items (store, items, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_entry (const KbStoredEntry *entry,
              guint64              seq)
{
  g_autoptr(GBytes) wire = marked_bytes ("RAHASIA-KAWAT", seq, 700);
  g_autoptr(GBytes) plain = marked_bytes ("RAHASIA-CERITA", seq, 300);
  KbStoreItem *wanted = item_new (seq);

  g_assert_cmpuint (entry->stream, ==, KB_STREAM_OFFICE);
  g_assert_cmpmem (&entry->place, sizeof entry->place,
                   &wanted->stored.place, sizeof wanted->stored.place);
  g_assert_true (g_bytes_equal (entry->wire, wire));
  g_assert_true (g_bytes_equal (entry->plain, plain));
  item_free (wanted);
}

void
assert_holds (KbStore *store,
              guint64  last)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GArray) cases = NULL;
  g_autoptr(GError) error = NULL;
  guint counts[KB_STORE_N_VIEWS];
  KbChain head;

  g_assert_true (kb_store_get_head (store, KB_STREAM_OFFICE, &head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (head.seq, ==, last);
  entries = kb_store_load_stream (store, KB_STREAM_OFFICE, 0, G_MAXUINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, last);
  for (guint i = 0; i < entries->len; i++)
    assert_entry (entries->pdata[i], i + 1);
  cases = kb_store_list_cases (store, KB_STORE_VIEW_ALL, &error);
  g_assert_cmpuint (cases->len, ==, last);
  g_assert_true (kb_store_get_counts (store, counts, &error));
  g_assert_cmpuint (counts[0], ==, last);
}
