/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ceremonies that end by kill -9 before and after each entry that they send: repeating them, or
 * another supervisor's mending, finishes them.
 *
 * test-office-broken-off --child CEREMONY PROFILE URL ARGUMENT POINT is one ceremony in a process
 * of its own; it kills itself at that point, 2n - 1 before its n-th entry is sent, 2n when the
 * answer has come; 0: never. */
#define _GNU_SOURCE             /* RTLD_NEXT */
#include "config.h"

#include "office-desk.h"

#include "kb-bytes.h"

#include <dlfcn.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int points_left;
static const char *program;

static void
pass_point (SoupMessage *message)
{
  const char *path = g_uri_get_path (soup_message_get_uri (message));

  if (g_str_equal (path, "/v1/entries") && points_left > 0 && --points_left == 0)
    kill (getpid (), SIGKILL);
}

/* The program's own comes before libsoup's. */
GInputStream *
soup_session_send (SoupSession   *session,
                   SoupMessage   *message,
                   GCancellable  *cancellable,
                   GError       **error)
{
  static GInputStream *(*real) (SoupSession *, SoupMessage *, GCancellable *, GError **);
  GInputStream *answer;

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "soup_session_send");
  pass_point (message);
  answer = real (session, message, cancellable, error);
  pass_point (message);

  return answer;
}

static KbRecovery *
read_sheet (const char *text)
{
  g_autoptr(KbSecret) secret = kb_secret_new (text, strlen (text));

  return kb_recovery_from_text (secret, NULL);
}

/* ARGUMENT: the server's key and the code. Founded before: only the keys may be lacking. */
static gboolean
found (const char    *profile,
       KbTestIntake  *server,
       const char    *argument,
       GError       **error)
{
  g_autoptr(OfficeDesk) desk = office_desk_new (profile, server);
  g_autoptr(KbRecovery) recovery = kb_recovery_generate ();
  g_autoptr(KbEntry) genesis = kb_ceremony_compose_genesis (desk->membership, "Contoh", recovery);
  guint8 code[KB_CODE_SIZE];
  g_autoptr(GError) local = NULL;

  g_assert_true (kb_code_parse (argument, KB_CODE_FIRST, code, NULL));
  if (!kb_ceremony_found (desk->membership, genesis, code, NULL, &local) &&
      !g_error_matches (local, KB_OFFICE_ERROR, KB_OFFICE_ERROR_FOUNDED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  office_desk_open (desk);

  return kb_ceremony_mend (&desk->office, NULL, NULL, error);
}

static gboolean
run_ceremony (const char    *ceremony,
              const char    *profile,
              KbTestIntake  *server,
              const char    *argument,
              GError       **error)
{
  g_autoptr(OfficeDesk) desk = NULL;
  g_autoptr(KbRecovery) recovery = NULL;
  guint8 device[KB_SIGN_PUBLIC_SIZE];

  if (g_str_equal (ceremony, "found"))
    return found (profile, server, argument, error);
  if (g_str_equal (ceremony, "recover"))
    {
      desk = office_desk_new (profile, server);
      office_desk_open (desk);
      recovery = read_sheet (argument);
      return kb_ceremony_recover (&desk->office, recovery, TRUE, NULL, error);
    }
  desk = office_desk_load (profile);
  if (g_str_equal (ceremony, "approve"))
    return kb_ceremony_approve (&desk->office, argument, NULL, NULL, NULL, error);
  if (g_str_equal (ceremony, "mend"))
    return kb_ceremony_mend (&desk->office, NULL, NULL, error);
  g_assert_true (kb_hex_decode (argument, device, sizeof device));

  return kb_ceremony_revoke (&desk->office, device, NULL, error);
}

static int
child (char **argv)
{
  g_autofree char *uri = g_strdup_printf ("%s/", argv[2]);
  KbTestIntake server = { .uri = uri };
  g_autoptr(GError) error = NULL;

  points_left = (int) g_ascii_strtoll (argv[4], NULL, 10);
  if (run_ceremony (argv[0], argv[1], &server, argv[3], &error))
    return 0;
  g_printerr ("%s: %s\n", argv[0], error->message);

  return 1;
}

typedef struct
{
  KbTestIntake *intake;
  KbRecovery   *recovery;
  OfficeDesk   *supervisor;
  OfficeDesk   *deputy;
  OfficeDesk   *officer;
  char         *argument;
} Fixture;

/* Returns: whether it was killed; else it went well. */
static gboolean
run_child (Fixture    *fixture,
           const char *ceremony,
           const char *profile,
           guint       point)
{
  g_autofree char *url = g_strndup (fixture->intake->uri, strlen (fixture->intake->uri) - 1);
  g_autofree char *text = g_strdup_printf ("%u", point);
  const char *argv[] = { program, "--child", ceremony, profile, url, fixture->argument, text,
                         NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (process))
    {
      g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
      return TRUE;
    }
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  return FALSE;
}

static void
set_up (Fixture *fixture,
        gboolean founded)
{
  const char *options[] = { "--submissions-per-hour", "0", NULL };

  fixture->intake = kb_test_intake_new ();
  kb_test_intake_start (fixture->intake, options);
  if (!founded)
    return;
  fixture->supervisor = office_found ("sari", fixture->intake, &fixture->recovery);
  fixture->deputy = office_join ("budi", fixture->intake, fixture->supervisor,
                                 KB_DEVICE_ROLE_SUPERVISOR, fixture->recovery);
  office_complain (fixture->intake, "Kisah pertama", "no", NULL);
}

static void
tear_down (Fixture *fixture)
{
  OfficeDesk **desks[] = { &fixture->supervisor, &fixture->deputy, &fixture->officer };

  for (guint i = 0; i < G_N_ELEMENTS (desks); i++)
    if (*desks[i] != NULL)
      office_desk_lose (g_steal_pointer (desks[i]));
  g_clear_pointer (&fixture->recovery, kb_recovery_free);
  g_clear_pointer (&fixture->argument, g_free);
  kb_test_intake_free (fixture->intake);
}

static void
assert_whole (OfficeDesk *desk)
{
  g_autoptr(KbRoster) roster = NULL;

  office_desk_pull (desk);
  roster = office_desk_roster (desk);
  g_assert_false (kb_office_lacks (roster, g_get_real_time () / G_USEC_PER_SEC));
}

/* On even points another supervisor's desktop mends before the first one comes back. */
static gboolean
break_off (Fixture    *fixture,
           const char *ceremony,
           const char *profile,
           guint       point)
{
  gboolean killed = run_child (fixture, ceremony, profile, point);

  if (!killed)
    return FALSE;
  if (fixture->deputy != NULL && point % 2 == 0)
    {
      g_autoptr(GError) error = NULL;

      kb_ceremony_mend (&fixture->deputy->office, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_false (run_child (fixture, ceremony, profile, 0));

  return TRUE;
}

static gboolean
found_breaks_off (guint point)
{
  Fixture fixture = { NULL };
  guint8 code[KB_CODE_SIZE];
  gboolean killed;

  set_up (&fixture, FALSE);
  office_first_code (fixture.intake, code);
  fixture.argument = kb_code_to_text (KB_CODE_FIRST, code);
  killed = break_off (&fixture, "found", "sari", point);
  fixture.supervisor = office_desk_load ("sari");
  assert_whole (fixture.supervisor);
  g_assert_cmpuint (office_desk_head (fixture.supervisor, KB_STREAM_ROSTER), ==, 4);
  tear_down (&fixture);

  return killed;
}

static gboolean
approval_breaks_off (guint point)
{
  Fixture fixture = { NULL };
  gboolean killed;

  set_up (&fixture, TRUE);
  fixture.officer = office_desk_new ("adi", fixture.intake);
  fixture.argument = office_ask (fixture.officer, fixture.supervisor, KB_DEVICE_ROLE_OFFICER);
  office_desk_close (fixture.supervisor);
  killed = break_off (&fixture, "approve", "sari", point);
  office_desk_open (fixture.officer);
  office_desk_pull (fixture.officer);
  g_assert_true (office_desk_reads (fixture.officer, KB_STREAM_OFFICE, "Kisah pertama"));
  assert_whole (fixture.deputy);
  tear_down (&fixture);

  return killed;
}

static gboolean
revocation_breaks_off (guint point)
{
  Fixture fixture = { NULL };
  g_autoptr(KbRoster) roster = NULL;
  gboolean killed;

  set_up (&fixture, TRUE);
  fixture.officer = office_join ("adi", fixture.intake, fixture.supervisor,
                                 KB_DEVICE_ROLE_OFFICER, NULL);
  fixture.argument = kb_hex_encode (office_desk_sign (fixture.officer), KB_SIGN_PUBLIC_SIZE);
  office_desk_close (fixture.supervisor);
  killed = break_off (&fixture, "revoke", "sari", point);
  assert_whole (fixture.deputy);
  roster = office_desk_roster (fixture.deputy);
  g_assert_cmpuint (kb_roster_find_grant (roster, "office", 0)->epoch, ==, 2);
  g_assert_false (kb_roster_holds (roster, kb_roster_find_device (
                                     roster, office_desk_sign (fixture.officer)), "office", 2));
  office_complain (fixture.intake, "Kisah kedua", "no", NULL);
  office_desk_pull (fixture.deputy);
  g_assert_true (office_desk_reads (fixture.deputy, KB_STREAM_OFFICE, "Kisah kedua"));
  tear_down (&fixture);

  return killed;
}

static gboolean
recovery_breaks_off (guint point)
{
  Fixture fixture = { NULL };
  g_autoptr(KbSecret) sheet = NULL;
  gboolean killed;

  set_up (&fixture, TRUE);
  sheet = kb_recovery_to_text (fixture.recovery);
  fixture.argument = g_strndup ((const char *) kb_secret_get_data (sheet),
                                kb_secret_get_size (sheet));
  office_desk_lose (g_steal_pointer (&fixture.deputy));
  office_desk_lose (g_steal_pointer (&fixture.supervisor));
  killed = break_off (&fixture, "recover", "sari", point);
  fixture.supervisor = office_desk_load ("sari");
  assert_whole (fixture.supervisor);
  g_assert_true (office_desk_reads (fixture.supervisor, KB_STREAM_OFFICE, "Kisah pertama"));
  tear_down (&fixture);

  return killed;
}

/* Until the ceremony comes to its end unharmed. */
static void
test_every_point (gconstpointer data)
{
  gboolean (*const breaks_off) (guint) = data;
  guint point = 1;

  while (breaks_off (point))
    point++;
  g_test_message ("killed at %u points", point - 1);
  g_assert_cmpuint (point, >, 4);
}

int
main (int    argc,
      char **argv)
{
  char *home;
  int code;

  if (argc == 7 && g_str_equal (argv[1], "--child"))
    return child (argv + 2);
  program = argv[0];
  home = office_home_new ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/office/broken-off/founding", found_breaks_off, test_every_point);
  g_test_add_data_func ("/office/broken-off/approval", approval_breaks_off, test_every_point);
  g_test_add_data_func ("/office/broken-off/revocation", revocation_breaks_off, test_every_point);
  g_test_add_data_func ("/office/broken-off/recovery", recovery_breaks_off, test_every_point);
  code = g_test_run ();
  office_home_remove (home);

  return code;
}
