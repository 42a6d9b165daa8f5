/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An office of 50 devices, one of them hostile and revoked on the way, and a
 * server that helps it: every desktop ends with the same state, whenever it
 * pulled. `make bench` does the same with 200,000 entries. */
#include "config.h"

#include "kb-test-crowd.h"
#include "kb-verify.h"
#include "sync-desk.h"

#include <string.h>

#define N_ENTRIES 2000
#define PAGE 300

typedef struct
{
  char        *folder;
  SyncOffice  *office;
  SyncServer  *server;
  KbTestCrowd *crowd;
  SyncDesk    *desks[N_PEOPLE];
} Fixture;

static void
append_cb (gpointer  data,
           KbEntry  *entry)
{
  sync_office_append (data, entry);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  fixture->server->page_size = PAGE;
  for (Person person = 0; person < N_PEOPLE; person++)
    fixture->desks[person] = sync_desk_new (fixture->office, person);
  fixture->crowd = kb_test_crowd_new (fixture->office->office, append_cb, fixture->office);
  kb_test_crowd_write (fixture->crowd, N_ENTRIES);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (Person person = 0; person < N_PEOPLE; person++)
    sync_desk_free (fixture->desks[person]);
  kb_test_crowd_free (fixture->crowd);
  sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  sync_folder_remove (fixture->folder);
}

static void
pull (Fixture *fixture,
      Person   person)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (fixture->desks[person]->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_state (Fixture *fixture,
              Person   person)
{
  SyncDesk *desk = fixture->desks[person];
  g_autofree char *alarm = sync_desk_alarm (desk);
  KbVerifyReport report;
  KbChain head;

  g_assert_cmpstr (alarm, ==, NULL);
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_OFFICE; stream++)
    {
      const KbChain *intakes = &fixture->office->heads[stream];

      g_assert_true (kb_store_get_head (desk->store, stream, &head, NULL));
      g_assert_cmpuint (head.seq, ==, intakes->seq);
      g_assert_cmpmem (head.link, KB_HASH_SIZE, intakes->link, KB_HASH_SIZE);
    }
  g_assert_cmpuint (sync_desk_n_cases (desk), ==, fixture->crowd->n_cases);
  g_assert_true (kb_verify_journal (desk->membership, desk->store, &report, NULL, NULL));
  g_assert_cmpuint (report.n_entries[KB_STREAM_OFFICE], ==, N_ENTRIES);
  g_assert_cmpuint (report.n_wrong, ==, 0);
}

/* The verdict on each entry, one letter each. */
static char *
verdicts (SyncDesk *desk)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (desk->store, KB_STREAM_OFFICE, 0, N_ENTRIES,
                                                       NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    g_string_append_c (text, '0' + ((KbStoredEntry *) entries->pdata[i])->quarantine);

  return g_string_free (text, FALSE);
}

static guint
count_set_aside (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += *text != '0';

  return n;
}

/* One desktop pulls all at once, one every now and then, one after the fact. */
static void
test_same_state (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *once = NULL;
  g_autofree char *often = NULL;

  for (guint end = 170; end < N_ENTRIES; end += 170)
    {
      GArray *journal = fixture->office->journal[KB_STREAM_OFFICE];
      const Placed *last = &g_array_index (journal, Placed, end - 1);

      fixture->server->end_at = end;
      fixture->server->roster_end = last->place.roster_seq;
      pull (fixture, OFFICER);
    }
  fixture->server->end_at = fixture->server->roster_end = 0;
  for (Person person = 0; person < N_PEOPLE; person++)
    {
      pull (fixture, person);
      assert_state (fixture, person);
    }
  once = verdicts (fixture->desks[SUPERVISOR]);
  often = verdicts (fixture->desks[OFFICER]);
  g_assert_nonnull (strchr (once, '0' + KB_QUARANTINE_SEAL));
  g_assert_nonnull (strchr (once, '0' + KB_QUARANTINE_AUTHORITY));
  g_assert_cmpuint (count_set_aside (once), ==, fixture->crowd->n_set_aside);
  g_assert_cmpstr (once, ==, often);
}

/* The server lets the revoked device write behind all that, and states the
 * roster of before. */
static void
test_dated_back (Fixture       *fixture,
                 gconstpointer  data)
{
  SyncOffice *office = fixture->office;
  KbChain *head = &office->heads[KB_STREAM_OFFICE];
  const Placed *first = &g_array_index (office->journal[KB_STREAM_OFFICE], Placed, 0);
  KbChain old_roster = { .stream = KB_STREAM_ROSTER, .seq = first->place.roster_seq };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *alarm = NULL;
  g_autoptr(GError) error = NULL;
  Placed late = { .entry = kb_test_crowd_late (fixture->crowd) };

  pull (fixture, SUPERVISOR);
  assert_state (fixture, SUPERVISOR);
  before = verdicts (fixture->desks[SUPERVISOR]);
  memcpy (old_roster.link, first->place.roster_link, KB_HASH_SIZE);
  kb_chain_append (head, late.entry, office->office->now / 3600, &old_roster, &late.place);
  g_array_append_val (office->journal[KB_STREAM_OFFICE], late);

  g_assert_false (kb_sync_pull (fixture->desks[SUPERVISOR]->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  alarm = sync_desk_alarm (fixture->desks[SUPERVISOR]);
  g_assert_cmpstr (alarm, ==, "roster");
  g_assert_cmpuint (sync_desk_head (fixture->desks[SUPERVISOR], KB_STREAM_OFFICE), ==, N_ENTRIES);
  after = verdicts (fixture->desks[SUPERVISOR]);
  g_assert_cmpstr (before, ==, after);
}

#define ADD(name, function) \
  g_test_add ("/sync/scale/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("fifty-devices-one-hostile", test_same_state);
  ADD ("revoked-device-dated-back", test_dated_back);

  return g_test_run ();
}
