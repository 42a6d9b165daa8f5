/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that lies, and entries that are not what they say: alarms and
 * quarantine, each named; nothing local is lost. */
#include "config.h"

#include "sync-desk.h"

#include <string.h>

#define N_FILED 12
#define PAGE 5

typedef struct
{
  char       *folder;
  SyncOffice *office;
  SyncServer *server;
  SyncDesk   *desk;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->office = sync_office_new (fixture->folder);
  fixture->server = sync_server_new (fixture->office, NULL);
  fixture->server->page_size = PAGE;
  fixture->desk = sync_desk_new (fixture->office, OFFICER);
  sync_office_file (fixture->office, N_FILED, 20);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sync_desk_free (fixture->desk);
  sync_server_free (fixture->server);
  sync_office_free (fixture->office);
  sync_folder_remove (fixture->folder);
}

static void
pull (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  kb_sync_pull (fixture->desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_alarm (Fixture    *fixture,
              const char *code)
{
  g_autofree char *alarm = sync_desk_alarm (fixture->desk);

  g_assert_cmpstr (alarm, ==, code);
}

static void
alarms (Fixture    *fixture,
        const char *code,
        guint64     kept)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (kb_sync_pull (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  assert_alarm (fixture, code);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, kept);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desk), ==, kept);
}

static void
link_of_seventh (KbStream   stream,
                 KbPlace   *place,
                 KbEntry  **entry,
                 guint      i)
{
  if (stream == KB_STREAM_OFFICE && i == 6)
    place->link[0] ^= 1;
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  fixture->server->tamper = link_of_seventh;
  alarms (fixture, "link", PAGE);
}

static void
drop_seventh (KbStream   stream,
              KbPlace   *place,
              KbEntry  **entry,
              guint      i)
{
  if (stream == KB_STREAM_OFFICE && i == 6)
    g_clear_pointer (entry, kb_entry_unref);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  fixture->server->tamper = drop_seventh;
  alarms (fixture, "gap", PAGE);
}

static void
hour_of_seventh (KbStream   stream,
                 KbPlace   *place,
                 KbEntry  **entry,
                 guint      i)
{
  if (stream == KB_STREAM_OFFICE && i == 6)
    place->hour--;
}

static void
test_hour (Fixture *fixture, gconstpointer data)
{
  fixture->server->tamper = hour_of_seventh;
  alarms (fixture, "hour", PAGE);
}

static void
roster_of_seventh (KbStream   stream,
                   KbPlace   *place,
                   KbEntry  **entry,
                   guint      i)
{
  if (stream == KB_STREAM_OFFICE && i == 6)
    place->roster_link[0] ^= 1;
}

static void
test_roster_link (Fixture *fixture, gconstpointer data)
{
  fixture->server->tamper = roster_of_seventh;
  alarms (fixture, "link", PAGE);
}

static void
test_note_by_other (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  pull (fixture);
  fixture->server->signer = kb_signing_key_generate ();
  sync_office_file (fixture->office, 1, 20);
  alarms (fixture, "note", N_FILED);
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  pull (fixture);
  fixture->server->end_at = 7;
  alarms (fixture, "rollback", N_FILED);
}

/* The same number of entries, but the last three are others. */
static void
rewrite (SyncOffice *office,
         guint       keep)
{
  GArray *journal = office->journal[KB_STREAM_OFFICE];
  guint n = journal->len;
  const Placed *last = &g_array_index (journal, Placed, keep - 1);
  KbChain *head = &office->heads[KB_STREAM_OFFICE];

  head->seq = keep;
  memcpy (head->link, last->place.link, KB_HASH_SIZE);
  for (guint i = keep; i < n; i++)
    kb_entry_unref (g_array_index (journal, Placed, i).entry);
  g_array_set_size (journal, keep);
  sync_office_file (office, n - keep, 30);
}

static void
test_fork (Fixture *fixture, gconstpointer data)
{
  pull (fixture);
  rewrite (fixture->office, N_FILED - 3);
  alarms (fixture, "fork", N_FILED);
}

static void
test_fork_then_longer (Fixture *fixture, gconstpointer data)
{
  pull (fixture);
  rewrite (fixture->office, N_FILED - 3);
  sync_office_file (fixture->office, 2, 20);
  alarms (fixture, "link", N_FILED);
}

static void
test_alarm_kept (Fixture *fixture, gconstpointer data)
{
  fixture->server->tamper = link_of_seventh;
  alarms (fixture, "link", PAGE);
  fixture->server->tamper = NULL;
  sync_desk_restart (fixture->desk);
  assert_alarm (fixture, "link");
  pull (fixture);
  assert_alarm (fixture, "link");
  sync_desk_look (fixture->desk);
  assert_alarm (fixture, NULL);
  sync_desk_restart (fixture->desk);
  assert_alarm (fixture, NULL);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desk), ==, N_FILED);
}

/* A copy of the file from before, and a server that went back with it. */
static void
test_witness (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = NULL;
  gsize size;
  gboolean older;

  fixture->server->end_at = 5;
  pull (fixture);
  sync_desk_restart (fixture->desk);
  kb_store_close (fixture->desk->store);
  g_assert_true (g_file_get_contents (fixture->desk->path, &copy, &size, NULL));
  sync_desk_restart (fixture->desk);
  fixture->server->end_at = 0;
  pull (fixture);
  kb_store_close (fixture->desk->store);
  g_assert_true (g_file_set_contents (fixture->desk->path, copy, size, NULL));
  sync_desk_restart (fixture->desk);

  g_object_get (fixture->desk->sync, "store-older", &older, NULL);
  g_assert_true (older);
  fixture->server->end_at = 7;
  alarms (fixture, "rollback", 5);
  fixture->server->end_at = 0;
  pull (fixture);
  g_object_get (fixture->desk->sync, "store-older", &older, NULL);
  g_assert_false (older);
}

/* Entries that a careless or hostile intake let in. Each is set aside with its
 * reason, and the one behind it still arrives. */
static void
set_aside (Fixture      *fixture,
           KbEntry      *entry,
           KbQuarantine  why)
{
  g_autoptr(KbEntry) owned = entry;
  g_autofree char *plain = NULL;

  sync_office_append (fixture->office, owned);
  sync_office_file (fixture->office, 1, 20);
  pull (fixture);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 1, &plain), ==,
                    why);
  g_assert_null (plain);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 2, NULL), ==, 0);
}

static KbEntry *
complaint (Fixture *fixture)
{
  return kb_test_office_new_complaint (fixture->office->office, "Laporan", "no", TRUE);
}

static void
test_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) good = complaint (fixture);
  gsize header = g_bytes_get_size (kb_entry_get_header_bytes (good));

  set_aside (fixture, sync_office_spoil (good, 4 + header + 5), KB_QUARANTINE_SIGNATURE);
}

static void
test_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) good = complaint (fixture);
  g_autoptr(GBytes) wire = kb_entry_encode (good);
  gsize header = g_bytes_get_size (kb_entry_get_header_bytes (good));
  gsize body = kb_entry_get_header (good)->parts[0].length;

  /* In the middle of the story, behind signature, body and two state bytes. */
  set_aside (fixture, sync_office_spoil (good, 4 + header + 64 + 1 + body + 1 + 2000),
             KB_QUARANTINE_PART);
}

static void
test_authority (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) first = complaint (fixture);

  /* An officer can't use identities. */
  set_aside (fixture, kb_test_office_new_use (office, &office->officer, first, 1u << KB_ROLE_CIVIL),
             KB_QUARANTINE_AUTHORITY);
}

/* A complaint whose parts are another's: @role of @from under a header of its own. */
static KbEntry *
transplant (KbEntry       *from,
            KbReporter    *reporter,
            GBytes        *story)
{
  KbHeader header = *kb_entry_get_header (from);
  GBytes *parts[2] = { kb_entry_get_part (from, KB_ROLE_BODY, NULL), story };

  memcpy (header.author, kb_signing_key_get_public (reporter->sign), KB_SIGN_PUBLIC_SIZE);
  header.nonce[0] ^= 1;
  header.n_parts = 0;
  kb_header_add_part (&header, KB_ROLE_BODY, parts[0]);
  kb_header_add_part (&header, KB_ROLE_STORY, parts[1]);

  return kb_entry_new (&header, parts, reporter->sign);
}

static void
test_context (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) old = complaint (fixture);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();

  set_aside (fixture, transplant (old, reporter, kb_entry_get_part (old, KB_ROLE_STORY, NULL)),
             KB_QUARANTINE_CONTEXT);
}

static void
test_seal (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) old = complaint (fixture);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();

  /* Sealed to the custodian, and of a story's size. */
  set_aside (fixture, transplant (old, reporter, kb_entry_get_part (old, KB_ROLE_CIVIL, NULL)),
             KB_QUARANTINE_SEAL);
}

static void
test_rule (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  g_autoptr(KbEntry) first = complaint (fixture);
  KbEntry *use = kb_test_office_new_use (office, &office->custodian, first, 1u << KB_ROLE_CIVIL);
  KbHeader header = *kb_entry_get_header (use);
  GBytes *parts[] = { kb_entry_get_part (use, KB_ROLE_BODY, NULL),
                      kb_entry_get_part (use, KB_ROLE_CUSTODY, NULL) };

  header.sealed_by = 1;
  set_aside (fixture, kb_entry_new (&header, parts, office->custodian.sign), KB_QUARANTINE_RULE);
  kb_entry_unref (use);
}

static void
test_author_gap (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  KbEntry *first = g_array_index (fixture->office->journal[KB_STREAM_OFFICE], Placed, 0).entry;
  g_autoptr(KbEntry) dropped = kb_test_office_new_work (office, &office->officer, first, "satu");
  g_autoptr(KbEntry) second = NULL;
  g_autoptr(KbEntry) third = NULL;

  kb_test_office_wrote (&office->officer, dropped);
  second = kb_test_office_new_work (office, &office->officer, first, "dua");
  kb_test_office_wrote (&office->officer, second);
  third = kb_test_office_new_work (office, &office->officer, first, "tiga");
  sync_office_append (fixture->office, second);
  sync_office_append (fixture->office, third);
  pull (fixture);

  assert_alarm (fixture, "author-gap");
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 1, NULL), ==,
                    KB_QUARANTINE_AUTHOR_SEQ);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 2, NULL), ==, 0);
}

static void
test_author_fork (Fixture *fixture, gconstpointer data)
{
  KbTestOffice *office = fixture->office->office;
  KbEntry *first = g_array_index (fixture->office->journal[KB_STREAM_OFFICE], Placed, 0).entry;
  g_autoptr(KbEntry) one = kb_test_office_new_work (office, &office->officer, first, "satu");
  g_autoptr(KbEntry) other = kb_test_office_new_work (office, &office->officer, first, "lain");

  sync_office_append (fixture->office, one);
  sync_office_append (fixture->office, other);
  pull (fixture);

  assert_alarm (fixture, "author-fork");
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 1, NULL), ==, 0);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 2, NULL), ==,
                    KB_QUARANTINE_AUTHOR_SEQ);
}

static void
test_reporter_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) one = complaint (fixture);
  g_autoptr(KbReporter) reporter = kb_reporter_new_quick ();
  g_autoptr(KbEntry) a = transplant (one, reporter, kb_entry_get_part (one, KB_ROLE_STORY, NULL));
  KbComplaint typed = { .story = json_object_new () };
  g_autoptr(KbEntry) b = NULL;
  g_autoptr(KbEntry) c = NULL;

  json_object_set_string_member (typed.story, "text", "Dua kali");
  json_object_set_string_member (typed.story, "alias", "kumbang");
  json_object_set_string_member (typed.story, "category", "korupsi");
  json_object_set_string_member (typed.story, "group", "suap");
  b = kb_compose_complaint (&typed, kb_test_office_get_profile (fixture->office->office), reporter,
                            fixture->office->office->now, NULL);
  c = kb_compose_complaint (&typed, kb_test_office_get_profile (fixture->office->office), reporter,
                            fixture->office->office->now, NULL);
  sync_office_append (fixture->office, b);
  sync_office_append (fixture->office, c);
  sync_office_file (fixture->office, 1, 20);
  pull (fixture);

  assert_alarm (fixture, "author-fork");
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 2, NULL), ==,
                    KB_QUARANTINE_AUTHOR_SEQ);
  g_assert_cmpuint (sync_desk_entry (fixture->desk, KB_STREAM_OFFICE, N_FILED + 3, NULL), ==, 0);
  json_object_unref (typed.story);
}

static KbEntry *
unknown_kind (Fixture  *fixture,
              gboolean  critical)
{
  g_autoptr(KbEntry) model = complaint (fixture);
  KbHeader header = *kb_entry_get_header (model);
  g_autoptr(KbSigningKey) author = kb_signing_key_generate ();

  header.kind = 200;
  header.critical = critical;
  header.n_parts = 0;
  memcpy (header.author, kb_signing_key_get_public (author), KB_SIGN_PUBLIC_SIZE);

  return kb_entry_new (&header, NULL, author);
}

static void
test_unknown_critical (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) entry = unknown_kind (fixture, TRUE);
  g_autoptr(GError) error = NULL;

  sync_office_append (fixture->office, entry);
  sync_office_file (fixture->office, 1, 20);
  g_assert_false (kb_sync_pull (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_UPDATE);
  assert_alarm (fixture, NULL);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, N_FILED);
}

static void
test_unknown_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr(KbEntry) entry = unknown_kind (fixture, FALSE);

  sync_office_append (fixture->office, entry);
  sync_office_file (fixture->office, 1, 20);
  pull (fixture);
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_OFFICE), ==, N_FILED + 2);
  g_assert_cmpuint (sync_desk_n_cases (fixture->desk), ==, N_FILED + 1);
}

/* Whoever told this computer another key for the server can't put a journal of
 * their own in front of it: the office's first entry says which key it is. */
static void
test_other_intake (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->server->signer = kb_signing_key_generate ();
  memcpy (fixture->desk->membership->intake,
          kb_signing_key_get_public (fixture->server->signer), KB_SIGN_PUBLIC_SIZE);
  g_assert_false (kb_sync_pull (fixture->desk->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  assert_alarm (fixture, "note");
  g_assert_cmpuint (sync_desk_head (fixture->desk, KB_STREAM_ROSTER), ==, 0);
}

#define ADD(name, function) \
  g_test_add ("/sync/journal/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("link-changed", test_link);
  ADD ("entry-dropped", test_drop);
  ADD ("hour-goes-back", test_hour);
  ADD ("roster-link-changed", test_roster_link);
  ADD ("head-signed-by-another", test_note_by_other);
  ADD ("head-signed-by-key-not-of-genesis", test_other_intake);
  ADD ("rollback", test_rollback);
  ADD ("fork-of-same-length", test_fork);
  ADD ("fork-that-grew", test_fork_then_longer);
  ADD ("alarm-kept-until-seen", test_alarm_kept);
  ADD ("keyring-witnesses-the-head", test_witness);
  ADD ("signature-set-aside", test_signature);
  ADD ("changed-part-set-aside", test_part);
  ADD ("authority-set-aside", test_authority);
  ADD ("old-story-under-new-header-set-aside", test_context);
  ADD ("sealed-to-others-set-aside", test_seal);
  ADD ("rule-set-aside", test_rule);
  ADD ("author-gap-is-one-alarm", test_author_gap);
  ADD ("author-fork", test_author_fork);
  ADD ("reporter-number-twice", test_reporter_twice);
  ADD ("unknown-critical-stops-with-update", test_unknown_critical);
  ADD ("unknown-kind-is-kept", test_unknown_kept);

  return g_test_run ();
}
