/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that lost everything but its key is filled again by two desktops,
 * against the built kumbang-intake. Nobody sees another journal than before. */
#include "config.h"

#include "kb-test-intake.h"
#include "sync-desk.h"
#include "sync-person.h"

#include <signal.h>
#include <string.h>

#define N_OFFICE 5000
#define N_LEADERSHIP 20
#define N_SENDING 16

static const char *const options[] = { "--submissions-per-hour", "0", NULL };

static KbMembership *
person (KbTestIntake *intake,
        KbTestOffice *office,
        KbTestDevice *device,
        const char   *folder)
{
  KbMembership *member = sync_person_new (office, device, intake->key, device->token, folder);

  member->endpoint = g_strndup (intake->uri, strlen (intake->uri) - 1);

  return member;
}

static void
move_to (SyncDesk     *desk,
         KbTestIntake *intake)
{
  g_free (desk->membership->endpoint);
  desk->membership->endpoint = g_strndup (intake->uri, strlen (intake->uri) - 1);
  sync_desk_restart (desk);
}

static void
pull (SyncDesk *desk)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *alarm = NULL;

  kb_sync_pull (desk->sync, NULL, NULL, &error);
  g_assert_no_error (error);
  alarm = sync_desk_alarm (desk);
  g_assert_null (alarm);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr(GBytes) answer = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                                NULL);

  g_assert_nonnull (answer);
  --*(guint *) data;
}

static void
file (KbTestIntake *intake,
      KbTestOffice *office,
      const char   *inspectorate,
      guint         n)
{
  g_autofree char *uri = g_strconcat (intake->uri, "v1/complaints", NULL);
  guint waiting = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(KbEntry) entry = kb_test_office_new_complaint (office, "Laporan", inspectorate,
                                                               i % 100 == 0);
      g_autoptr(GBytes) wire = kb_entry_encode (entry);
      g_autoptr(SoupMessage) message = soup_message_new ("POST", uri);

      soup_message_set_request_body_from_bytes (message, "application/vnd.kumbang.entry", wire);
      soup_session_send_and_read_async (intake->session, message, 0, NULL, sent_cb, &waiting);
      waiting++;
      while (waiting >= N_SENDING)
        g_main_context_iteration (NULL, TRUE);
    }
  while (waiting > 0)
    g_main_context_iteration (NULL, TRUE);
}

static guint64
republish (SyncDesk *desk,
           KbSecret *code,
           gboolean  finish)
{
  g_autoptr(GError) error = NULL;
  guint64 n = 0;

  kb_sync_republish (desk->sync, code, finish, NULL, &n, &error);
  g_assert_no_error (error);

  return n;
}

static KbSecret *
first_code (KbTestIntake *intake)
{
  g_autofree char *text = NULL;
  const char *words[] = { "enroll", "--data", intake->data, "--first", NULL };

  g_assert_cmpint (kb_test_intake_command (words, &text), ==, 0);
  g_strchomp (text);

  return kb_secret_new (text, strlen (text));
}

typedef struct
{
  char         *folder;
  KbTestIntake *intake;
  KbTestOffice *office;
  KbMembership *members[N_PEOPLE];
  SyncDesk     *desks[N_PEOPLE];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = sync_folder_new ();
  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  fixture->office = kb_test_intake_found (fixture->intake);
  for (Person i = 0; i < N_PEOPLE; i++)
    {
      KbTestDevice *devices[N_PEOPLE] = { &fixture->office->officer, &fixture->office->supervisor,
                                          &fixture->office->custodian };

      fixture->members[i] = person (fixture->intake, fixture->office, devices[i],
                                    fixture->folder);
      fixture->desks[i] = sync_desk_new_for (fixture->members[i]);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (Person i = 0; i < N_PEOPLE; i++)
    {
      sync_desk_free (fixture->desks[i]);
      kb_membership_free (fixture->members[i]);
    }
  kb_test_office_free (fixture->office);
  kb_test_intake_free (fixture->intake);
  sync_folder_remove (fixture->folder);
}

/* A new folder with the old key, as after the disk was lost. */
static void
lose (Fixture *fixture)
{
  g_autofree char *key = g_build_filename (fixture->intake->data, "intake.key", NULL);
  KbTestIntake *empty = kb_test_intake_new_from (fixture->intake, "init", "--key", key);

  kb_test_intake_end (fixture->intake, SIGKILL);
  kb_test_intake_free (fixture->intake);
  fixture->intake = empty;
  kb_test_intake_start (empty, options);
  for (Person i = 0; i < N_PEOPLE; i++)
    move_to (fixture->desks[i], empty);
}

static void
test_lost_server (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(KbSecret) code = NULL;
  g_autofree char *alarm = NULL;
  g_autoptr(GError) error = NULL;
  KbChain before[KB_TEST_STREAMS], after;
  guint64 n;

  file (fixture->intake, fixture->office, "no", N_OFFICE);
  file (fixture->intake, fixture->office, "staff", N_LEADERSHIP);
  for (Person i = 0; i < N_PEOPLE; i++)
    pull (fixture->desks[i]);
  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    kb_sync_get_head (fixture->desks[SUPERVISOR]->sync, stream, &before[stream]);
  g_assert_cmpuint (before[KB_STREAM_OFFICE].seq, ==, N_OFFICE);
  lose (fixture);

  /* It waits for the journal, and takes nothing else; what is here stays. */
  g_assert_false (kb_sync_pull (fixture->desks[OFFICER]->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_RESTORING);
  g_assert_cmpuint (sync_desk_head (fixture->desks[OFFICER], KB_STREAM_OFFICE), ==, N_OFFICE);
  g_clear_error (&error);
  alarm = sync_desk_alarm (fixture->desks[OFFICER]);
  g_assert_cmpstr (alarm, ==, "restoring");
  sync_desk_look (fixture->desks[OFFICER]);

  code = first_code (fixture->intake);
  n = republish (fixture->desks[OFFICER], code, FALSE);
  g_assert_cmpuint (n, ==, before[KB_STREAM_ROSTER].seq + N_OFFICE);
  n = republish (fixture->desks[SUPERVISOR], NULL, TRUE);
  g_assert_cmpuint (n, ==, N_LEADERSHIP);

  for (Person i = 0; i < N_PEOPLE; i++)
    pull (fixture->desks[i]);
  file (fixture->intake, fixture->office, "no", 1);
  for (Person i = 0; i < N_PEOPLE; i++)
    {
      pull (fixture->desks[i]);
      kb_sync_get_head (fixture->desks[i]->sync, KB_STREAM_OFFICE, &after);
      g_assert_cmpuint (after.seq, ==, N_OFFICE + 1);
    }
  g_assert_true (kb_store_get_link (fixture->desks[OFFICER]->store, KB_STREAM_OFFICE, N_OFFICE,
                                    after.link, NULL));
  g_assert_cmpmem (after.link, KB_HASH_SIZE, before[KB_STREAM_OFFICE].link, KB_HASH_SIZE);

  /* The server is whole: it wants no journal any more. */
  g_assert_false (kb_sync_republish (fixture->desks[OFFICER]->sync, NULL, FALSE, NULL, &n,
                                     &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED);
}

/* What two desktops hold differs: the second one is told, and loses nothing. */
static void
test_refilled_with_another (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr(KbSecret) code = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *alarm = NULL;
  guint64 n;

  file (fixture->intake, fixture->office, "no", 3);
  for (Person i = 0; i < N_PEOPLE; i++)
    pull (fixture->desks[i]);
  file (fixture->intake, fixture->office, "no", 2);
  pull (fixture->desks[SUPERVISOR]);
  lose (fixture);
  code = first_code (fixture->intake);
  republish (fixture->desks[OFFICER], code, FALSE);

  /* The refill ends too early, and others take the numbers of what was lost. */
  {
    g_autofree char *uri = g_strconcat (fixture->intake->uri, "v1/republish", NULL);
    g_autoptr(SoupMessage) message = soup_message_new ("DELETE", uri);
    g_autofree char *value = g_strconcat ("Bearer ", fixture->office->supervisor.token, NULL);
    g_autoptr(GBytes) answer = NULL;

    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  value);
    answer = soup_session_send_and_read (fixture->intake->session, message, NULL, NULL);
    g_assert_nonnull (answer);
  }
  file (fixture->intake, fixture->office, "no", 2);
  g_assert_false (kb_sync_pull (fixture->desks[SUPERVISOR]->sync, NULL, NULL, &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_JOURNAL);
  alarm = sync_desk_alarm (fixture->desks[SUPERVISOR]);
  g_assert_cmpstr (alarm, ==, "fork");
  g_assert_cmpuint (sync_desk_n_cases (fixture->desks[SUPERVISOR]), ==, 5);
  g_clear_error (&error);
  g_assert_false (kb_sync_republish (fixture->desks[SUPERVISOR]->sync, NULL, FALSE, NULL, &n,
                                     &error));
  g_assert_nonnull (error);
}

static void
test_code_of_another_server (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(KbTestIntake) other = kb_test_intake_new ();
  g_autoptr(KbSecret) code = first_code (other);
  g_autoptr(GError) error = NULL;
  guint64 n;

  pull (fixture->desks[OFFICER]);
  lose (fixture);
  g_assert_false (kb_sync_republish (fixture->desks[OFFICER]->sync, code, FALSE, NULL, &n,
                                     &error));
  g_assert_error (error, KB_SYNC_ERROR, KB_SYNC_ERROR_NOT_ENTITLED);
}

#define ADD(name, function) \
  g_test_add ("/sync/refill/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("lost-server-is-filled-by-two", test_lost_server);
  ADD ("another-journal-is-an-alarm", test_refilled_with_another);
  ADD ("code-of-another-server", test_code_of_another_server);

  return g_test_run ();
}
