/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox against the built kumbang-intake. */
#include "config.h"

#include "kb-bytes.h"
#include "kb-test-intake.h"
#include "sync-desk.h"
#include "sync-notes.h"
#include "sync-person.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  char         *folder;
  KbTestIntake *intake;
  KbTestOffice *office;
  KbMembership *people[2];      /* officer, supervisor */
  SyncDesk     *desks[2];
  KbEntry      *complaint;
} Fixture;

static void
set_endpoint (Fixture      *fixture,
              KbMembership *person)
{
  g_free (person->endpoint);
  person->endpoint = g_strndup (fixture->intake->uri, strlen (fixture->intake->uri) - 1);
}

static void
start_intake (Fixture *fixture)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  kb_test_intake_start (fixture->intake, options);
}

static void
exchange (SyncDesk *desk)
{
  g_autoptr(GError) error = NULL;

  kb_sync_exchange (desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  KbTestDevice *devices[2];
  g_autofree char *code = NULL;

  fixture->folder = sync_folder_new ();
  fixture->intake = kb_test_intake_new ();
  start_intake (fixture);
  fixture->office = kb_test_intake_found (fixture->intake);
  devices[0] = &fixture->office->officer;
  devices[1] = &fixture->office->supervisor;
  fixture->complaint = kb_test_office_new_complaint (fixture->office, "Pungutan", "no", FALSE);
  code = kb_test_intake_post (fixture->intake, NULL, fixture->complaint);
  g_assert_cmpstr (code, ==, "");
  for (guint i = 0; i < 2; i++)
    {
      fixture->people[i] = sync_person_new (fixture->office, devices[i], fixture->intake->key,
                                            devices[i]->token, fixture->folder);
      set_endpoint (fixture, fixture->people[i]);
      fixture->desks[i] = sync_desk_new_for (fixture->people[i]);
      exchange (fixture->desks[i]);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      sync_desk_free (fixture->desks[i]);
      kb_membership_free (fixture->people[i]);
    }
  kb_entry_unref (fixture->complaint);
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  sync_folder_remove (fixture->folder);
}

static void
write_note (Fixture    *fixture,
            guint       i,
            const char *text)
{
  sync_write_note (fixture->desks[i], fixture->complaint, text);
}

/* Each desk, after pulling: what was written, in the order of the chain. */
static void
assert_notes (Fixture    *fixture,
              const char *expected)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *notes = NULL;

      exchange (fixture->desks[i]);
      notes = sync_notes_in_chain (fixture->desks[i], NULL);
      g_assert_cmpstr (notes, ==, expected);
      g_assert_cmpuint (sync_n_pending (fixture->desks[i]), ==, 0);
      g_assert_null (sync_desk_alarm (fixture->desks[i]));
    }
}

static void
stop_intake (Fixture *fixture)
{
  kb_test_intake_end (fixture->intake, SIGKILL);
}

/* The intake comes back at another port. */
static void
restart_all (Fixture *fixture)
{
  start_intake (fixture);
  for (guint i = 0; i < 2; i++)
    {
      set_endpoint (fixture, fixture->people[i]);
      sync_desk_restart (fixture->desks[i]);
    }
}

static void
test_offline (Fixture       *fixture,
              gconstpointer  data)
{
  gint64 next_try, now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean offline;

  stop_intake (fixture);
  write_note (fixture, 0, "a");
  write_note (fixture, 0, "b");
  g_assert_false (kb_sync_exchange (fixture->desks[0]->sync, NULL, NULL, NULL));
  g_object_get (fixture->desks[0]->sync, "offline", &offline, "next-try", &next_try, NULL);
  g_assert_true (offline);
  g_assert_cmpint (next_try, >=, now + 2);
  sync_desk_restart (fixture->desks[0]);
  write_note (fixture, 0, "c");
  g_assert_cmpuint (sync_n_pending (fixture->desks[0]), ==, 3);

  restart_all (fixture);
  assert_notes (fixture, "a b c");
  g_object_get (fixture->desks[0]->sync, "next-try", &next_try, NULL);
  g_assert_cmpint (next_try, ==, 0);
}

/* Two people write beside each other, offline and not, and start anew between. */
static void
test_interleaved (Fixture       *fixture,
                  gconstpointer  data)
{
  write_note (fixture, 0, "a1");
  write_note (fixture, 1, "b1");
  write_note (fixture, 0, "a2");
  exchange (fixture->desks[1]);
  sync_desk_restart (fixture->desks[0]);
  write_note (fixture, 0, "a3");
  exchange (fixture->desks[0]);
  write_note (fixture, 1, "b2");
  exchange (fixture->desks[1]);
  assert_notes (fixture, "b1 a1 a2 a3 b2");
}

/* A new key of the office, granted by the supervisor; both know it after their next pull. */
static void
rotate (Fixture *fixture,
        guint32  epoch)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbAgeIdentity) key = kb_age_identity_generate ();
  g_autoptr(KbEntry) grant = kb_test_office_new_grant (office, "office", epoch, key);
  g_autofree char *code = kb_test_intake_post (fixture->intake, office->supervisor.token, grant);

  g_assert_cmpstr (code, ==, "");
  kb_test_office_add (office, &office->supervisor, grant);
}

static KbHeader
header_at (SyncDesk *desk,
           guint64   seq)
{
  g_autoptr(GPtrArray) entries = kb_store_load_stream (desk->store, KB_STREAM_OFFICE, seq - 1, 1,
                                                       NULL);
  g_autoptr(KbEntry) entry = NULL;

  entry = kb_entry_decode_bytes (((KbStoredEntry *) entries->pdata[0])->wire, NULL);

  return *kb_entry_get_header (entry);
}

/* Sealed anew with the new key; what was known when it was written stays. */
static void
test_stale_epoch (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) before = NULL;
  KbHeader header;

  write_note (fixture, 0, "a");
  write_note (fixture, 0, "b");
  before = kb_store_outbox_list (fixture->desks[0]->store, NULL);
  write_note (fixture, 1, "x");
  exchange (fixture->desks[1]);
  rotate (fixture, 2);
  assert_notes (fixture, "x a b");
  header = header_at (fixture->desks[1], 3);
  g_assert_cmpuint (header.epoch, ==, 2);
  g_assert_cmpuint (header.seen_seq, ==, 1);
  g_assert_cmpuint (header.author_seq, ==, 1);
  g_assert_cmpmem (header.replaces, KB_HASH_SIZE, ((KbOutboxItem *) before->pdata[0])->entry_id,
                   KB_HASH_SIZE);
  header = header_at (fixture->desks[1], 4);
  g_assert_cmpuint (header.author_seq, ==, 2);
}

/* An older copy of the case file: its next numbers were used already. */
static void
test_number_used (Fixture       *fixture,
                  gconstpointer  data)
{
  KbTestOffice *office = fixture->office;
  g_autoptr(KbEntry) other = kb_test_office_new_work (office, &office->officer, fixture->complaint,
                                                      "x");
  g_autofree char *code = NULL;

  write_note (fixture, 0, "a");
  code = kb_test_intake_post (fixture->intake, office->officer.token, other);
  g_assert_cmpstr (code, ==, "");
  write_note (fixture, 0, "b");
  exchange (fixture->desks[0]);
  assert_notes (fixture, "x a b");
}

/* What the server refuses waits for a person; what is behind it goes its way without a gap. */
static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  KbSync *sync = fixture->desks[0]->sync;
  const KbHeader *complaint = kb_entry_get_header (fixture->complaint);
  KbAuthorship authorship;
  KbHeader header;
  g_autoptr(KbEntry) refused = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(GError) error = NULL;

  write_note (fixture, 0, "a");
  kb_sync_get_authorship (sync, KB_STREAM_OFFICE, 0, &authorship);
  header = (KbHeader) { .kind = KB_KIND_WORK, .stream = KB_STREAM_OFFICE, .epoch = 1,
                        .author_seq = authorship.last_seq + 1, .audience = "office" };
  memcpy (header.genesis, authorship.genesis, KB_HASH_SIZE);
  memcpy (header.case_id, complaint->case_id, KB_CASE_ID_SIZE);
  memcpy (header.author, kb_signing_key_get_public (authorship.device), KB_SIGN_PUBLIC_SIZE);
  memcpy (header.author_prev, authorship.last_id, KB_HASH_SIZE);
  refused = kb_entry_new (&header, NULL, authorship.device);   /* without its part */
  g_assert_true (kb_sync_enqueue (sync, refused, NULL, NULL));
  write_note (fixture, 0, "b");
  write_note (fixture, 0, "c");

  exchange (fixture->desks[0]);
  left = kb_store_outbox_list (fixture->desks[0]->store, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((KbOutboxItem *) left->pdata[0])->refusal, ==, "bad_rule");
  sync_desk_restart (fixture->desks[0]);
  sync = fixture->desks[0]->sync;
  g_assert_cmpuint (sync_n_refused (fixture->desks[0]), ==, 1);

  g_assert_false (kb_sync_drop_refused (sync, 99, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_assert_true (kb_sync_drop_refused (sync, ((KbOutboxItem *) left->pdata[0])->id, NULL));
  g_assert_cmpuint (sync_n_refused (fixture->desks[0]), ==, 0);
  assert_notes (fixture, "a b c");
}

/* What every reader would set aside is not even kept; what the chain shows set
 * aside is not sent for ever, and stands in nobody's way. */
static void
test_set_aside (Fixture       *fixture,
                gconstpointer  data)
{
  SyncDesk *desk = fixture->desks[0];
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  g_autofree char *recipient = kb_age_identity_get_recipient (fixture->office->office_key);
  const char *recipients[] = { recipient, NULL };
  g_autoptr(JsonObject) members = json_object_new ();
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(GError) error = NULL;
  KbAuthorship authorship;

  json_object_set_string_member (members, "ops", "bukan daftar");
  g_assert_false (kb_sync_write (desk->sync, KB_STREAM_OFFICE, header->case_id, members, &error));
  g_assert_error (error, KB_CASE_ERROR, KB_CASE_ERROR_WORK);
  g_assert_cmpuint (sync_n_pending (desk), ==, 0);

  kb_sync_get_authorship (desk->sync, KB_STREAM_OFFICE, 0, &authorship);
  entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, KB_STREAM_OFFICE, header->case_id,
                                 "office", 1, members, recipients, NULL);
  g_assert_true (kb_sync_enqueue (desk->sync, entry, NULL, NULL));
  write_note (fixture, 0, "a");
  exchange (desk);
  left = kb_store_outbox_list (desk->store, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpstr (((KbOutboxItem *) left->pdata[0])->refusal, ==, "set_aside");
  g_assert_true (kb_sync_drop_refused (desk->sync, ((KbOutboxItem *) left->pdata[0])->id, NULL));
  assert_notes (fixture, "a");
}

/* Clocks that are decades off change neither order nor acceptance. */
static void
test_wrong_clocks (Fixture       *fixture,
                   gconstpointer  data)
{
  const gint64 clocks[] = { 4102444800, 0, 1795000000, 86400 };
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  const char *const names[] = { "a", "b", "c", "d" };
  g_autofree char *recipient = kb_age_identity_get_recipient (fixture->office->office_key);
  const char *recipients[] = { recipient, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      SyncDesk *desk = fixture->desks[i % 2];
      g_autoptr(JsonObject) members = sync_note_new (names[i]);
      g_autoptr(KbEntry) entry = NULL;
      g_autoptr(GBytes) plain = sync_note_plain (members);
      KbAuthorship authorship;

      kb_sync_get_authorship (desk->sync, KB_STREAM_OFFICE, clocks[i], &authorship);
      entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, KB_STREAM_OFFICE, header->case_id,
                                     "office", 1, members, recipients, NULL);
      g_assert_true (kb_sync_enqueue (desk->sync, entry, plain, NULL));
      exchange (desk);
    }
  assert_notes (fixture, "a b c d");
}

/* Another device's ceremony: its entry goes behind what waits. */
static void
test_push_goes_behind (Fixture       *fixture,
                       gconstpointer  data)
{
  KbSync *sync = fixture->desks[0]->sync;
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  g_autofree char *recipient = kb_age_identity_get_recipient (fixture->office->office_key);
  const char *recipients[] = { recipient, NULL };
  g_autoptr(JsonObject) members = sync_note_new ("b");
  g_autoptr(KbEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  KbAuthorship authorship;

  write_note (fixture, 0, "a");
  kb_sync_get_authorship (sync, KB_STREAM_OFFICE, 0, &authorship);
  g_assert_cmpuint (authorship.last_seq, ==, 1);
  entry = kb_compose_case_entry (&authorship, KB_KIND_WORK, KB_STREAM_OFFICE, header->case_id,
                                 "office", 1, members, recipients, NULL);
  kb_sync_push (sync, entry, NULL, &error);
  g_assert_no_error (error);
  assert_notes (fixture, "a b");
}

/* Shown at once, and once: before it is sent, and after. */
static void
test_shown_at_once (Fixture       *fixture,
                    gconstpointer  data)
{
  SyncDesk *desk = fixture->desks[0];

  g_assert_cmpuint (sync_n_timeline (desk, fixture->complaint), ==, 1);
  write_note (fixture, 0, "a");
  write_note (fixture, 0, "b");
  g_assert_cmpuint (sync_n_timeline (desk, fixture->complaint), ==, 3);
  exchange (desk);
  g_assert_cmpuint (sync_n_timeline (desk, fixture->complaint), ==, 3);
}

/* A device that was never let in, or of a role that does not write. */
static void
test_not_entitled (Fixture       *fixture,
                   gconstpointer  data)
{
  KbTestDevice *device = &fixture->office->custodian;
  KbMembership *person = sync_person_new (fixture->office, device, fixture->intake->key,
                                          device->token, fixture->folder);
  g_autoptr(JsonObject) note = sync_note_new ("a");
  const guint8 *case_id = kb_entry_get_header (fixture->complaint)->case_id;
  const guint8 nobodys[KB_CASE_ID_SIZE] = { 1 };
  g_autoptr(GError) error = NULL;
  SyncDesk *desk;

  set_endpoint (fixture, person);
  desk = sync_desk_new_for (person);
  exchange (desk);
  g_assert_false (kb_sync_write (desk->sync, KB_STREAM_OFFICE, case_id, note, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED);
  g_clear_error (&error);
  g_assert_false (kb_sync_write (desk->sync, KB_STREAM_OFFICE, nobodys, note, &error));
  g_assert_error (error, KB_STORE_ERROR, KB_STORE_ERROR_NOT_FOUND);
  g_assert_cmpuint (sync_n_pending (desk), ==, 0);
  sync_desk_free (desk);
  kb_membership_free (person);
}

/* ---- kill -9 ---- */

#define NOTES_PER_ROUND 3

typedef struct
{
  char    *person;              /* file for the child */
  char    *case_id;
  GString *chain;               /* notes that are in it so far, a space before each */
} Killing;

/* Answers whether it was killed before its @step-th step; *@ret_n_kept: notes that it said to
 * have kept until then. @round 0: it writes none. */
static gboolean
run_child (Killing *killing,
           guint    step,
           guint    round,
           guint   *ret_n_kept)
{
  g_autofree char *exe = g_build_filename (g_getenv ("KB_BUILDROOT"), "tests", "sync",
                                           "outbox-child", NULL);
  g_autofree char *number = g_strdup_printf ("%u", step);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;

  g_ptr_array_add (argv, g_steal_pointer (&exe));
  g_ptr_array_add (argv, g_strdup (killing->person));
  g_ptr_array_add (argv, g_steal_pointer (&number));
  g_ptr_array_add (argv, g_strdup (killing->case_id));
  for (guint i = 0; round > 0 && i < NOTES_PER_ROUND; i++)
    g_ptr_array_add (argv, g_strdup_printf ("%u%c", round, 'a' + i));
  g_ptr_array_add (argv, NULL);
  child = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                             &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &out, NULL, &error));
  *ret_n_kept = 0;
  for (const char *at = out; (at = strchr (at, '\n')) != NULL; at++)
    ++*ret_n_kept;
  if (g_subprocess_get_if_signaled (child))
    return TRUE;
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);

  return FALSE;
}

/* In the chain are, once and in order, the notes that were said to be kept; a
 * note that was being written when the end came may be there too. */
static void
assert_kept (Fixture *fixture,
             Killing *killing,
             guint    round,
             guint    n_kept)
{
  g_autofree char *notes = NULL;
  g_autofree char *chain = NULL;
  guint n = 0;

  exchange (fixture->desks[1]);
  notes = sync_notes_in_chain (fixture->desks[1], NULL);
  chain = g_strconcat (*notes != '\0' ? " " : "", notes, NULL);
  while (strlen (killing->chain->str) < strlen (chain) && n < NOTES_PER_ROUND)
    g_string_append_printf (killing->chain, " %u%c", round, 'a' + n++);
  g_assert_cmpstr (chain, ==, killing->chain->str);
  g_assert_cmpuint (n, >=, n_kept);
  g_assert_cmpuint (n, <=, n_kept + 1);
  g_assert_null (sync_desk_alarm (fixture->desks[1]));
}

/* Before each step once: each write to the disk, each word to or from the
 * server; also while the office's key changes under it. */
static void
test_survives_kill (Fixture       *fixture,
                    gconstpointer  data)
{
  const KbHeader *header = kb_entry_get_header (fixture->complaint);
  Killing killing = { .chain = g_string_new (NULL) };
  guint32 epoch = 1;
  gboolean killed = TRUE;
  guint step, n_kept, none;

  killing.person = g_build_filename (fixture->folder, "officer", NULL);
  killing.case_id = kb_hex_encode (header->case_id, KB_CASE_ID_SIZE);
  sync_person_write (fixture->people[0], killing.person);
  sync_desk_free (fixture->desks[0]);
  for (step = 1; killed; step++)
    {
      if (GPOINTER_TO_INT (data))
        rotate (fixture, ++epoch);
      killed = run_child (&killing, step, step, &n_kept);
      g_assert_false (run_child (&killing, 0, 0, &none));
      assert_kept (fixture, &killing, step, n_kept);
    }
  g_test_message ("%u steps", step - 2);
  g_assert_cmpuint (step, >, 20);
  fixture->desks[0] = sync_desk_new_for (fixture->people[0]);
  g_string_free (killing.chain, TRUE);
  g_free (killing.case_id);
  g_free (killing.person);
}

#define ADD(name, func) \
  g_test_add ("/sync/outbox/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("offline-then-in-order", test_offline);
  ADD ("interleaved-devices", test_interleaved);
  ADD ("stale-epoch-is-sealed-anew", test_stale_epoch);
  ADD ("number-used-elsewhere", test_number_used);
  ADD ("refused-blocks-nothing", test_refused);
  ADD ("set-aside-is-not-sent-for-ever", test_set_aside);
  ADD ("wrong-clocks-change-nothing", test_wrong_clocks);
  ADD ("push-goes-behind-what-waits", test_push_goes_behind);
  ADD ("shown-at-once-and-once", test_shown_at_once);
  ADD ("not-entitled-is-said-at-once", test_not_entitled);
  ADD ("survives-kill-before-each-step", test_survives_kill);
  g_test_add ("/sync/outbox/survives-kill-while-keys-change", Fixture, GINT_TO_POINTER (TRUE),
              set_up, test_survives_kill, tear_down);

  return g_test_run ();
}
