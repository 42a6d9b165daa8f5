/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-complaints PROFILE COUNT SEED FILE: complaints of 2 KB, sealed and signed
 * as the page does it, for the office of this profile's note. FILE gets
 * u32 length ‖ entry on the wire, COUNT times. Reporters' keys are random. */
#include "config.h"

#include "bench-text.h"
#include "bench.h"

#include "kb-bytes.h"
#include "kb-compose.h"

#include <sodium.h>
#include <stdio.h>

#define TEXT_SIZE 2048
#define THREADS 2
#define BLOCK 500

typedef struct
{
  const KbProfile *profile;
  gint64           now;
  guint32          seed;
  guint            count;
  guint            next;        /* block; guarded by lock */
  FILE            *file;        /* guarded by lock */
  GMutex           lock;
} Maker;

static JsonObject *
make_story (GRand *rand)
{
  JsonObject *story = json_object_new ();
  JsonObject *reported = json_object_new ();
  g_autofree char *text = bench_text_new (rand, TEXT_SIZE);
  g_autofree char *unit = bench_text_new (rand, 20);

  json_object_set_string_member (story, "alias", "Kumbang");
  json_object_set_string_member (story, "category", "korupsi");
  json_object_set_string_member (story, "group", "suap");
  json_object_set_string_member (story, "text", text);
  json_object_set_string_member (reported, "kind", "asn");
  json_object_set_string_member (reported, "unit", unit);
  json_object_set_string_member (reported, "inspectorate", "no");
  json_object_set_object_member (story, "reported", reported);
  json_object_set_string_member (story, "where", "Pangkalan Bun");

  return story;
}

static void
append_complaint (Maker      *self,
                  GByteArray *out,
                  guint       index)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (self->seed + index);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(JsonObject) story = make_story (rand);
  const KbComplaint complaint = { .story = story };
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GBytes) wire = NULL;
  g_autoptr(GError) error = NULL;

  entry = kb_compose_complaint (&complaint, self->profile, reporter, self->now, &error);
  if (entry == NULL)
    bench_die ("%s", error->message);
  wire = kb_entry_encode (entry);
  kb_write_u32 (out, g_bytes_get_size (wire));
  kb_write_bytes (out, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
}

static gpointer
make_thread (gpointer data)
{
  Maker *self = data;

  for (;;)
    {
      g_autoptr(GByteArray) out = g_byte_array_new ();
      guint start;

      g_mutex_lock (&self->lock);
      start = self->next;
      self->next += BLOCK;
      g_mutex_unlock (&self->lock);
      if (start >= self->count)
        return NULL;

      for (guint i = start; i < MIN (start + BLOCK, self->count); i++)
        append_complaint (self, out, i);
      g_mutex_lock (&self->lock);
      if (fwrite (out->data, 1, out->len, self->file) != out->len)
        bench_die ("the complaints can't be written");
      g_mutex_unlock (&self->lock);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GBytes) note = NULL;
  g_autoptr(KbProfile) profile = NULL;
  g_autoptr(GError) error = NULL;
  GThread *threads[THREADS];
  Maker maker = { 0 };

  if (argc != 5)
    bench_die ("wants PROFILE COUNT SEED FILE");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  note = bench_read_file (argv[1]);
  profile = kb_profile_parse (g_bytes_get_data (note, NULL), g_bytes_get_size (note), NULL, &error);
  if (profile == NULL)
    bench_die ("%s", error->message);

  maker.profile = profile;
  maker.now = g_get_real_time () / G_USEC_PER_SEC;
  maker.count = bench_read_count (argv[2]);
  maker.seed = bench_read_count (argv[3]);
  maker.file = fopen (argv[4], "wb");
  if (maker.file == NULL)
    bench_die ("%s can't be written", argv[4]);
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("make", make_thread, &maker);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  if (fclose (maker.file) != 0)
    bench_die ("%s can't be written", argv[4]);

  return 0;
}
