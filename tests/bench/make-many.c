/* SPDX-License-Identifier: GPL-3.0-or-later */

/* make-many PROFILE CASES ENTRIES: a desktop that has pulled CASES cases with ENTRIES entries in
 * all, straight into its store, since sealing them all would take an hour. What a desk reads is
 * as it would be: entries that decode, their opened texts, the folded cases. But the sealed parts
 * are always the same few, which nobody opens again. */
#include "config.h"

#include "bench-journal.h"
#include "bench-text.h"
#include "bench.h"

#include "kb-bytes.h"
#include "kb-fold.h"
#include "kb-membership.h"
#include "kb-page.h"

#include <sodium.h>
#include <string.h>

#define BATCH 1000
#define STORY_SIZE 1500
#define NOTE_SIZE 150
#define N_OPEN 2000u            /* the newest cases, on which is worked */
#define N_UNITS 40
#define N_TAGS 20

typedef struct
{
  KbHeader  header;
  GBytes   *parts[KB_LIMIT_PARTS + 1];
} Pattern;

typedef struct
{
  guint8 id[KB_CASE_ID_SIZE];
  guint  step;                  /* moves so far */
} Open;

typedef struct
{
  KbTestOffice *office;
  KbStore      *store;
  KbFold        fold;
  BenchJournal  journal;        /* chains and the intake's key, no storage */
  Pattern       complaint;
  Pattern       work;
  Open          open[N_OPEN];
  guint         n_cases;
  GPtrArray    *batch;          /* KbPulled */
  GThread      *committing;
  GRand        *rand;
} Many;

typedef struct
{
  Many      *many;
  GPtrArray *batch;
  KbChain    head;
} Commit;

static void
must (GError *error)
{
  if (error != NULL)
    bench_die ("%s", error->message);
}

static void
pulled_free (gpointer data)
{
  KbPulled *pulled = data;

  kb_entry_unref (pulled->entry);
  g_bytes_unref (pulled->wire);
  g_clear_pointer (&pulled->plain, g_bytes_unref);
  g_clear_pointer (&pulled->folded, kb_case_state_free);
  g_free (pulled->item.search_text);
  g_free (pulled);
}

static gpointer
commit_thread (gpointer data)
{
  Commit *commit = data;
  KbStoreFold fold = kb_fold_for_store (&commit->many->fold);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < commit->batch->len; i++)
    g_ptr_array_add (items, &((KbPulled *) commit->batch->pdata[i])->item);
  kb_store_append (commit->many->store, items, &commit->head, &fold, NULL, &error);
  must (error);
  g_ptr_array_unref (commit->batch);
  g_free (commit);

  return NULL;
}

/* While one batch is stored the next is made. */
static void
flush (Many     *self,
       KbStream  stream)
{
  Commit *commit = g_new0 (Commit, 1);

  g_clear_pointer (&self->committing, g_thread_join);
  commit->many = self;
  commit->batch = g_steal_pointer (&self->batch);
  commit->head = self->journal.chains[stream];
  self->batch = g_ptr_array_new_with_free_func (pulled_free);
  self->committing = g_thread_new ("commit", commit_thread, commit);
}

/* Takes @entry and @plain. */
static void
append (Many         *self,
        KbEntry      *entry,
        GBytes       *plain,
        KbTestDevice *device)
{
  const KbHeader *header = kb_entry_get_header (entry);
  KbPulled *pulled = g_new0 (KbPulled, 1);
  KbStoreItem *item = &pulled->item;

  kb_chain_append (&self->journal.chains[header->stream], entry, self->journal.hour,
                   &self->journal.chains[KB_STREAM_ROSTER], &pulled->place);
  pulled->entry = entry;
  pulled->plain = plain;
  pulled->wire = kb_entry_encode (entry);
  if (device != NULL)
    {
      pulled->author_name = device->device.name;
      pulled->author_role = kb_device_role_to_string (device->device.role);
    }
  item->stored.stream = header->stream;
  item->stored.place = pulled->place;
  item->stored.wire = pulled->wire;
  item->stored.plain = plain;
  memcpy (item->case_id, header->case_id, KB_CASE_ID_SIZE);
  memcpy (item->author, header->author, KB_SIGN_PUBLIC_SIZE);
  item->author_seq = header->author_seq;
  memcpy (item->id, kb_entry_get_id (entry), KB_HASH_SIZE);
  item->item = pulled;
  g_ptr_array_add (self->batch, pulled);
  if (self->batch->len == BATCH)
    flush (self, header->stream);
}

static void
pattern_take (Pattern *self,
              KbEntry *entry)
{
  KbPartState state;

  self->header = *kb_entry_get_header (entry);
  for (guint i = 0; i < self->header.n_parts; i++)
    self->parts[i] = g_bytes_ref (kb_entry_get_part (entry, self->header.parts[i].role, &state));
  kb_entry_unref (entry);
}

static GBytes *
plain_of (const KbHeader *header,
          const char     *members)
{
  guint8 context[KB_HASH_SIZE];
  g_autofree char *hex = NULL;
  char *text;

  kb_header_get_context (header, context);
  hex = kb_hex_encode (context, sizeof context);
  text = g_strdup_printf ("{\"context\":\"%s\",\"v\":1,%s}", hex, members);

  return g_bytes_new_take (text, strlen (text));
}

static void
append_complaint (Many *self)
{
  static const char *const categories[] = {
    "korupsi", "kolusi", "nepotisme", "disiplin", "aset", "etik"
  };
  KbHeader header = self->complaint.header;
  Open *open = &self->open[self->n_cases++ % N_OPEN];
  g_autoptr(KbSigningKey) reporter = kb_signing_key_generate ();
  g_autofree char *text = bench_text_new (self->rand, STORY_SIZE);
  g_autofree char *members = NULL;

  open->step = 0;
  randombytes_buf (open->id, sizeof open->id);
  randombytes_buf (header.nonce, sizeof header.nonce);
  memcpy (header.case_id, open->id, KB_CASE_ID_SIZE);
  memcpy (header.author, kb_signing_key_get_public (reporter), KB_SIGN_PUBLIC_SIZE);
  members = g_strdup_printf ("\"alias\":\"kumbang\",\"category\":\"%s\",\"text\":\"%s\","
                             "\"reported\":{\"kind\":\"asn\",\"name\":\"Terlapor Contoh\","
                             "\"unit\":\"Dinas %d\",\"inspectorate\":\"no\"}",
                             categories[g_rand_int_range (self->rand, 0, 6)], text,
                             g_rand_int_range (self->rand, 0, N_UNITS));
  append (self, kb_entry_new (&header, self->complaint.parts, reporter),
          plain_of (&header, members), NULL);
}

static char *
move_on (Open *open)
{
  static const char *const steps[] = { "diterima", "verifikasi", "telaah", "tidak_logis" };
  guint step = open->step;

  if (step + 1 == G_N_ELEMENTS (steps))
    return g_strdup ("{\"did\":\"print\",\"detail\":\"\"}");
  open->step++;

  return g_strdup_printf ("{\"move\":\"%s\",\"from\":\"%s\",\"reason\":\"Lengkap\"}%s",
                          steps[step + 1], steps[step],
                          step == 1 ? ",{\"sheet\":{\"group\":\"tidak_logis\"}}" : "");
}

static void
append_work (Many *self)
{
  Open *open = &self->open[g_rand_int_range (self->rand, 0, MIN (self->n_cases, N_OPEN))];
  KbTestDevice *device = &self->office->supervisor;
  KbHeader header = self->work.header;
  guint of_hundred = g_rand_int_range (self->rand, 0, 100);
  g_autofree char *text = bench_text_new (self->rand, NOTE_SIZE);
  g_autofree char *op = NULL;
  g_autofree char *members = NULL;
  KbEntry *entry;

  if (of_hundred < 80)
    op = g_strdup_printf ("{\"note\":\"%s\"}", text);
  else if (of_hundred < 85)
    op = g_strdup_printf ("{\"add\":\"tags\",\"value\":\"tag %d\"}",
                          g_rand_int_range (self->rand, 0, N_TAGS));
  else if (of_hundred < 90)
    {
      g_autofree char *hex = kb_hex_encode (device->device.sign, KB_SIGN_PUBLIC_SIZE);

      op = g_strdup_printf ("{\"set\":\"assignee\",\"value\":\"%s\"}", hex);
    }
  else
    op = move_on (open);
  members = g_strdup_printf ("\"ops\":[%s]", op);

  randombytes_buf (header.nonce, sizeof header.nonce);
  memcpy (header.case_id, open->id, KB_CASE_ID_SIZE);
  header.author_seq = device->last_seq[KB_STREAM_OFFICE] + 1;
  memcpy (header.author_prev, device->last_id[KB_STREAM_OFFICE], KB_HASH_SIZE);
  entry = kb_entry_new (&header, self->work.parts, device->sign);
  kb_test_office_wrote (device, entry);
  append (self, entry, plain_of (&header, members), device);
}

static void
open_store (Many       *self,
            const char *profile)
{
  g_autoptr(KbKeyring) keyring = kb_secret_service_keyring_new (profile);
  g_autoptr(KbMembership) membership = NULL;
  g_autoptr(KbSecret) key = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  bench_journal_keep_profile (&self->journal, self->office, profile);
  membership = kb_membership_load (profile, keyring, NULL, &error);
  must (error);
  key = kb_membership_store_key (membership, NULL, &error);
  must (error);
  path = kb_membership_store_path (membership);
  self->store = kb_store_new (path, key);
  kb_store_open (self->store, &error);
  must (error);
}

static void
found (Many *self)
{
  g_autofree char *story = bench_text_new (self->rand, STORY_SIZE);
  g_autofree char *note = bench_text_new (self->rand, NOTE_SIZE);
  KbTestOffice *office = self->office;
  KbEntry *complaint = kb_test_office_new_complaint (office, story, "no", TRUE);

  pattern_take (&self->work, kb_test_office_new_work (office, &office->supervisor, complaint,
                                                      note));
  pattern_take (&self->complaint, complaint);
  for (guint stream = KB_STREAM_ROSTER; stream < KB_TEST_STREAMS; stream++)
    kb_chain_init (&self->journal.chains[stream], office->genesis, stream);
  for (guint i = 0; i < office->entries->len; i++)
    append (self, kb_entry_ref (office->entries->pdata[i]), NULL, &office->supervisor);
  flush (self, KB_STREAM_ROSTER);
}

int
main (int    argc,
      char **argv)
{
  static Many many;
  guint n_cases, n_entries;
  guint64 start;

  if (argc != 4)
    bench_die ("wants PROFILE CASES ENTRIES");
  if (sodium_init () < 0)
    bench_die ("libsodium does not start");
  n_cases = bench_read_count (argv[2]);
  n_entries = bench_read_count (argv[3]);
  many.journal.intake = kb_signing_key_generate ();
  start = g_get_real_time () / G_USEC_PER_SEC / 3600 - BENCH_YEAR_HOURS;
  many.journal.hour = start;
  many.office = kb_test_office_new (kb_signing_key_get_public (many.journal.intake),
                                    g_get_real_time () / G_USEC_PER_SEC);
  many.rand = g_rand_new_with_seed (1);
  many.batch = g_ptr_array_new_with_free_func (pulled_free);
  open_store (&many, argv[1]);
  found (&many);

  for (guint i = 0; i < n_entries; i++)
    {
      many.journal.hour = start + (guint64) i * BENCH_YEAR_HOURS / n_entries;
      if (many.n_cases <= (guint64) i * n_cases / n_entries)
        append_complaint (&many);
      else
        append_work (&many);
    }
  flush (&many, KB_STREAM_OFFICE);
  g_thread_join (many.committing);
  g_object_unref (many.store);

  return 0;
}
