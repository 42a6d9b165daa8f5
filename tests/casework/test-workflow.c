/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-state.h"

#include <string.h>

#define OFFICER KB_DEVICE_ROLE_OFFICER
#define SUPERVISOR KB_DEVICE_ROLE_SUPERVISOR

/* A good table; each wrong one differs from it in one thing. */
#define TABLE                                                                                     \
  "{\"start\":\"a\",\"statuses\":["                                                               \
  "{\"code\":\"a\",\"label\":\"A\"},{\"code\":\"b\",\"label\":\"B\",\"waits\":true},"             \
  "{\"code\":\"c\",\"label\":\"C\",\"closed\":true,\"result\":\"proven\"}],"                      \
  "\"moves\":["                                                                                   \
  "{\"from\":[\"a\"],\"to\":\"b\",\"label\":\"AB\",\"roles\":[\"officer\"],\"suggested\":true,"   \
  "\"undo\":true},"                                                                               \
  "{\"from\":[\"b\"],\"to\":\"a\",\"label\":\"BA\",\"roles\":[\"officer\"]},"                     \
  "{\"from\":[\"a\",\"b\"],\"to\":\"c\",\"label\":\"XC\",\"roles\":[\"supervisor\"],"             \
  "\"reason\":true}]}"

static void
test_wrong_tables_are_refused (void)
{
  static const struct
  {
    const char *what;
    const char *with;
  } table[] = {
    { "\"start\":\"a\"", "\"start\":\"z\"" },
    { "\"start\":\"a\"", "\"start\":\"c\"" },
    { "\"start\":\"a\"", "\"begin\":\"a\"" },
    { "{\"code\":\"b\",", "{\"code\":\"a\"," },
    { "{\"code\":\"b\",", "{\"code\":\"B\"," },
    { "{\"code\":\"b\",", "{\"code\":\"b\",\"colour\":\"red\"," },
    { "\"label\":\"B\"", "\"label\":\"\"" },
    { "\"label\":\"B\"", "\"label\":7" },
    { "\"waits\":true", "\"waits\":false" },
    { "\"waits\":true", "\"waits\":\"yes\"" },
    { "\"closed\":true,", "" },
    { ",\"result\":\"proven\"", "" },
    { ",\"result\":\"proven\"", ",\"result\":\"good\"" },
    { "\"from\":[\"b\"]", "\"from\":\"b\"" },
    { "\"from\":[\"b\"]", "\"from\":[]" },
    { "\"from\":[\"b\"]", "\"from\":[7]" },
    { "\"from\":[\"b\"]", "\"from\":[\"z\"]" },
    { "\"from\":[\"b\"]", "\"from\":[\"a\"]" },
    { "\"to\":\"c\"", "\"to\":\"z\"" },
    { "\"to\":\"c\"", "\"to\":\"b\"" },
    { "\"label\":\"XC\"", "\"label\":\"\"" },
    { "[\"supervisor\"]", "[\"boss\"]" },
    { "[\"supervisor\"]", "[]" },
    { "[\"supervisor\"]", "[[]]" },
    { "\"reason\":true", "\"reason\":1" },
    { "\"reason\":true", "\"hurry\":true" },
    /* An undo without a way back, or with one that asks for more. */
    { "\"to\":\"a\",\"label\":\"BA\",\"roles\":[\"officer\"]",
      "\"to\":\"c\",\"label\":\"BA\",\"roles\":[\"officer\"]" },
    { "\"label\":\"BA\",\"roles\":[\"officer\"]", "\"label\":\"BA\",\"roles\":[\"supervisor\"]" },
    { "\"label\":\"BA\",", "\"label\":\"BA\",\"reason\":true," },
    { "\"label\":\"BA\",", "\"label\":\"BA\",\"sheet\":true," },
    /* Two suggestions to one person. */
    { "[\"supervisor\"],", "[\"officer\"],\"suggested\":true," },
    { "]}", "]" },
  };

  g_assert_true (kb_workflow_check (TABLE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *at = g_strrstr (TABLE, table[i].what);
      g_autoptr(GError) error = NULL;
      g_autofree char *wrong = NULL;

      g_assert_nonnull (at);
      wrong = g_strdup_printf ("%.*s%s%s", (int) (strlen (TABLE) - strlen (at)), TABLE,
                               table[i].with, at + strlen (table[i].what));
      g_test_message ("%s: %s", table[i].what, table[i].with);
      g_assert_false (kb_workflow_check (wrong, &error));
      g_assert_nonnull (error);
    }
}

static void
test_every_status_is_reached_and_left (void)
{
  guint n = kb_workflow_get_n_statuses ();
  g_autofree gboolean *reached = g_new0 (gboolean, n);

  reached[kb_workflow_get_start ()->index] = TRUE;
  for (guint round = 0; round < n; round++)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; reached[i] && j < n; j++)
        reached[j] |= kb_workflow_find_move (kb_workflow_get_status (i)->code,
                                             kb_workflow_get_status (j)->code) != NULL;
  for (guint i = 0; i < n; i++)
    {
      const KbStatus *status = kb_workflow_get_status (i);
      g_autoptr(GPtrArray) moves = kb_workflow_list_moves (status->code, SUPERVISOR);

      g_test_message ("%s", status->code);
      g_assert_true (reached[i]);
      g_assert_cmpuint (moves->len, >, 0);
      g_assert_cmpuint (status->index, ==, i);
      g_assert_true (kb_workflow_find_status (status->code) == status);
      /* Whoever may close may also take it back, and the reporter may object. */
      g_assert_true (!status->closed
                     || kb_workflow_judge (status->code, "keberatan", 0, FALSE, FALSE)
                        == KB_MOVE_ALLOWED);
    }
}

static void
test_judges (void)
{
  static const struct
  {
    const char    *from;
    const char    *to;
    KbDeviceRole   role;
    gboolean       reason;
    gboolean       sheet;
    KbMoveVerdict  verdict;
  } table[] = {
    { "diterima", "verifikasi", OFFICER, FALSE, FALSE, KB_MOVE_ALLOWED },
    { "diterima", "verifikasi", SUPERVISOR, FALSE, FALSE, KB_MOVE_ALLOWED },
    { "diterima", "verifikasi", KB_DEVICE_ROLE_CUSTODIAN, TRUE, TRUE, KB_MOVE_ROLE },
    { "diterima", "verifikasi", 0, TRUE, TRUE, KB_MOVE_ROLE },
    { "diterima", "lhp", SUPERVISOR, TRUE, TRUE, KB_MOVE_UNKNOWN },
    { "diterima", "", SUPERVISOR, TRUE, TRUE, KB_MOVE_UNKNOWN },
    { "verifikasi", "perlu_dilengkapi", OFFICER, FALSE, FALSE, KB_MOVE_REASON },
    { "telaah", "disposisi", OFFICER, TRUE, TRUE, KB_MOVE_ROLE },
    { "telaah", "disposisi", SUPERVISOR, TRUE, FALSE, KB_MOVE_SHEET },
    { "telaah", "disposisi", SUPERVISOR, FALSE, TRUE, KB_MOVE_ALLOWED },
    { "telaah", "tidak_logis", SUPERVISOR, FALSE, TRUE, KB_MOVE_REASON },
    { "selesai_terbukti", "telaah", OFFICER, TRUE, TRUE, KB_MOVE_ROLE },
    { "selesai_terbukti", "telaah", SUPERVISOR, TRUE, TRUE, KB_MOVE_ALLOWED },
    { "selesai_terbukti", "keberatan", 0, FALSE, FALSE, KB_MOVE_ALLOWED },
    { "selesai_terbukti", "keberatan", SUPERVISOR, TRUE, TRUE, KB_MOVE_ROLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("%s to %s", table[i].from, table[i].to);
      g_assert_cmpint (kb_workflow_judge (table[i].from, table[i].to, table[i].role,
                                          table[i].reason, table[i].sheet), ==,
                       table[i].verdict);
    }
}

static void
test_suggestion_comes_first (void)
{
  g_autoptr(GPtrArray) officers = kb_workflow_list_moves ("verifikasi", OFFICER);
  g_autoptr(GPtrArray) supervisors = kb_workflow_list_moves ("telaah", SUPERVISOR);
  g_autoptr(GPtrArray) nobodys = kb_workflow_list_moves ("nowhere", SUPERVISOR);

  g_assert_cmpstr (((KbMove *) officers->pdata[0])->to->code, ==, "telaah");
  g_assert_cmpstr (((KbMove *) supervisors->pdata[0])->to->code, ==, "disposisi");
  g_assert_cmpuint (nobodys->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/casework/workflow/wrong-tables-are-refused", test_wrong_tables_are_refused);
  g_test_add_func ("/casework/workflow/every-status-is-reached-and-left",
                   test_every_status_is_reached_and_left);
  g_test_add_func ("/casework/workflow/judges", test_judges);
  g_test_add_func ("/casework/workflow/suggestion-comes-first", test_suggestion_comes_first);

  return g_test_run ();
}
