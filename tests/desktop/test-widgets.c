/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "kb-alert-bar.h"
#include "kb-case-list-pane.h"
#include "kb-case-row-view.h"
#include "kb-error-page.h"
#include "kb-format.h"
#include "kb-highlight.h"
#include "kb-identity-panel.h"
#include "kb-keyring.h"
#include "kb-membership.h"
#include "kb-opening.h"
#include "kb-store.h"
#include "kb-sync.h"

/* Widgets over models made by hand, without store or network. */

static KbCaseRow *
make_row (guint32     id,
          const char *category,
          gboolean    unread)
{
  KbCaseRow *row = kb_case_row_new (id);
  g_autoptr (KbCaseState) state = kb_case_state_new ();

  state->stream = KB_STREAM_OFFICE;
  state->year = 2026;
  state->number = id;
  state->category = g_strdup (category);
  state->group = g_strdup ("");
  state->subject = g_strdup ("Sebuah cerita");
  state->unit = g_strdup ("Dinas PUPR");
  state->alias = g_strdup ("kumbang");
  kb_case_row_fill (row, state, unread);
  return row;
}

/* The first widget below @parent of that type whose label is @label. */
static GtkWidget *
find_label (GtkWidget  *parent,
            const char *label)
{
  GtkWidget *at = gtk_widget_get_first_child (parent);

  for (; at != NULL; at = gtk_widget_get_next_sibling (at))
    {
      GtkWidget *found;

      if (GTK_IS_LABEL (at) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (at)), label) == 0)
        return at;
      found = find_label (at, label);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Is that the sentence by which the row is known, before and behind the day? */
static gboolean
says (GtkWidget  *view,
      const char *before,
      const char *after)
{
  g_autofree char *day = kb_format_day (0, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *name = g_strconcat (before, day, ". ", after, NULL);
  g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (view),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return other == NULL;
}

static gboolean
is_named (GtkWidget  *view,
          const char *before)
{
  return says (view, before, "Received.");
}

static gboolean
has_row (GtkWidget  *parent,
         const char *before)
{
  GtkWidget *at = gtk_widget_get_first_child (parent);

  for (; at != NULL; at = gtk_widget_get_next_sibling (at))
    if ((KB_IS_CASE_ROW_VIEW (at) && is_named (at, before)) || has_row (at, before))
      return TRUE;
  return FALSE;
}

/* Lets frames pass until that row is shown below @parent. */
static void
wait_for_row (GtkWidget  *parent,
              const char *before)
{
  while (!has_row (parent, before))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_row (void)
{
  g_autoptr (KbCaseRow) row = make_row (412, "korupsi", TRUE);
  GtkWidget *view = g_object_ref_sink (kb_case_row_view_new ());

  kb_case_row_view_set_row (KB_CASE_ROW_VIEW (view), row);
  g_assert_true (is_named (view, "Unread. Corruption. Number KB-2026-0412. Dinas PUPR. "));
  kb_case_row_view_set_query (KB_CASE_ROW_VIEW (view), "cerita");
  spin ();
  g_assert_true (is_named (view, "Unread. Corruption. Sebuah cerita. Number KB-2026-0412. "
                           "Dinas PUPR. "));
  kb_case_row_view_set_query (KB_CASE_ROW_VIEW (view), "PUPR");
  spin ();
  g_assert_true (is_named (view, "Unread. Corruption. Number KB-2026-0412. Dinas PUPR. "));
  g_assert_finalize_object (view);
}

/* What is said behind the day: the status, the worst clock, then the marks. */
static void
test_row_states (void)
{
  g_autoptr (KbCaseRow) row = make_row (412, "korupsi", TRUE);
  g_autoptr (KbCaseState) state = kb_case_state_new ();
  const char *number = "Unread. Corruption. Number KB-2026-0412. ";
  GtkWidget *view = g_object_ref_sink (kb_case_row_view_new ());

  state->stream = KB_STREAM_OFFICE;
  state->year = 2026;
  state->number = 412;
  state->category = g_strdup ("korupsi");
  state->status = kb_workflow_find_status ("verifikasi");
  kb_case_row_view_set_row (KB_CASE_ROW_VIEW (view), row);
  kb_case_row_fill (row, state, TRUE);
  spin ();
  g_assert_true (says (view, number, "Verification."));
  kb_case_row_set_due (row, KB_CASE_DUE_CALM, 31);
  spin ();
  g_assert_true (says (view, number, "Verification · 31 working days left."));
  kb_case_row_set_due (row, KB_CASE_DUE_SOON, 0);
  spin ();
  g_assert_true (says (view, number, "Verification. Due today."));
  kb_case_row_set_due (row, KB_CASE_DUE_PAUSED, 3);
  spin ();
  g_assert_true (says (view, number, "Verification · Paused: waiting for the reporter."));
  kb_case_row_set_due (row, KB_CASE_DUE_LATE, -2);
  state->n_from_reporter = 1;
  state->objection = TRUE;
  kb_case_row_fill (row, state, TRUE);
  kb_case_row_set_draft (row, TRUE);
  spin ();
  g_assert_true (says (view, number, "Verification. Late by 2 working days. "
                       "New message from the reporter. Objection. Draft."));
  g_assert_finalize_object (view);
}

static void
test_row_follows (void)
{
  g_autoptr (KbCaseRow) row = kb_case_row_new (7);
  g_autoptr (KbCaseRow) other = make_row (8, "aset", FALSE);
  g_autoptr (KbCaseState) state = kb_case_state_new ();
  GtkWidget *view = g_object_ref_sink (kb_case_row_view_new ());

  kb_case_row_view_set_row (KB_CASE_ROW_VIEW (view), row);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (view),
                                                    GTK_ACCESSIBLE_PROPERTY_LABEL));
  state->stream = KB_STREAM_OFFICE;
  state->year = 2026;
  state->number = 7;
  state->category = g_strdup ("aset");
  kb_case_row_fill (row, state, FALSE);
  spin ();
  g_assert_true (is_named (view, "Misuse of assets. Number KB-2026-0007. "));
  kb_case_row_view_set_row (KB_CASE_ROW_VIEW (view), NULL);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (view),
                                                    GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_finalize_object (view);
}

static void
test_list (void)
{
  g_autoptr (GListStore) model = g_list_store_new (KB_TYPE_CASE_ROW);
  GtkWidget *pane = kb_case_list_pane_new ();
  GtkWidget *window = gtk_window_new ();
  g_autoptr (KbCaseRow) first = make_row (2, "korupsi", TRUE);
  g_autoptr (KbCaseRow) second = make_row (1, "aset", FALSE);

  g_list_store_append (model, first);
  g_list_store_append (model, second);
  g_object_set (pane, "model", model, "title", "All cases", NULL);
  gtk_window_set_child (GTK_WINDOW (window), pane);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_row (pane, "Misuse of assets. Number KB-2026-0001. Dinas PUPR. ");
  g_assert_nonnull (find_label (pane, "2 cases"));
  kb_case_list_pane_set_filtered (KB_CASE_LIST_PANE (pane), TRUE, 12);
  g_assert_nonnull (find_label (pane, "2 of 12"));
  g_object_set (pane, "n-hits", 845, NULL);
  g_assert_nonnull (find_label (pane, "Show all 845"));
  kb_case_list_pane_set_filtered (KB_CASE_LIST_PANE (pane), FALSE, 0);
  g_object_set (pane, "n-hits", 0, NULL);
  g_assert_null (kb_case_list_pane_get_selected (KB_CASE_LIST_PANE (pane)));

  kb_case_list_pane_step (KB_CASE_LIST_PANE (pane), 1);
  g_assert_true (kb_case_list_pane_get_selected (KB_CASE_LIST_PANE (pane)) == first);
  kb_case_list_pane_step (KB_CASE_LIST_PANE (pane), 1);
  g_assert_true (kb_case_list_pane_get_selected (KB_CASE_LIST_PANE (pane)) == second);
  kb_case_list_pane_step (KB_CASE_LIST_PANE (pane), 1);
  g_assert_true (kb_case_list_pane_get_selected (KB_CASE_LIST_PANE (pane)) == second);

  g_list_store_remove_all (model);
  g_assert_nonnull (find_label (pane, "0 cases"));
  g_object_add_weak_pointer (G_OBJECT (pane), (gpointer *) &pane);
  gtk_window_destroy (GTK_WINDOW (window));
  spin ();
  g_assert_null (pane);
}

static void
test_panel (void)
{
  static const struct
  {
    KbIdentityView  view;
    const char     *part;
  } cases[] = {
    { { .state = KB_IDENTITY_SEALED, .custodian_name = "Siti R.", .n_openings = 2 },
      "Siti R., can open it. Opened 2 times." },
    { { .state = KB_IDENTITY_CUSTODIAN }, "You hold its key." },
    { { .state = KB_IDENTITY_RECORDING, .stage = KB_OPENING_RECORDING }, "before it is recorded" },
    { { .state = KB_IDENTITY_RECORDING, .stage = KB_OPENING_RELEASING },
      "counts, even if you stop now" },
    { { .state = KB_IDENTITY_OPEN, .seconds_left = 100, .seconds_total = 180 }, "Closes in 1:40" },
    { { .state = KB_IDENTITY_OPEN, .seconds_left = 9, .seconds_total = 180 },
      "Closing soon: 0:09" },
    { { .state = KB_IDENTITY_OFFLINE }, "only be opened while connected" },
    { { .state = KB_IDENTITY_NO_CUSTODIAN }, "no custodian yet" },
    { { .state = KB_IDENTITY_NONE }, "without an identity" },
    { { .state = KB_IDENTITY_DAMAGED }, "Do not use it" },
    { { .state = KB_IDENTITY_NO_KEY }, "has no key yet" },
    { { .state = KB_IDENTITY_NOT_APPOINTED }, "appointed you" },
    { { .state = KB_IDENTITY_FAILED, .message = "Try later." }, "Try later." },
  };
  GtkWidget *panel = g_object_ref_sink (kb_identity_panel_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      kb_identity_panel_show (KB_IDENTITY_PANEL (panel), &cases[i].view);
      g_assert_nonnull (strstr (kb_identity_panel_get_sentence (KB_IDENTITY_PANEL (panel)),
                                cases[i].part));
    }
  g_assert_finalize_object (panel);
}

static void
test_bar (void)
{
  g_autoptr (KbFault) info = kb_fault_new ("dialog-information-symbolic", "Info",
                                           "Something to know.", NULL, NULL);
  g_autoptr (KbFault) alarm = kb_fault_new ("dialog-error-symbolic", "Alarm", "Something is wrong.",
                                            "win.pull", "Look");
  GtkWidget *bar = g_object_ref_sink (kb_alert_bar_new ());

  g_assert_false (gtk_widget_get_visible (bar));
  kb_alert_bar_set (KB_ALERT_BAR (bar), KB_ALERT_ALARM, alarm);
  kb_alert_bar_set (KB_ALERT_BAR (bar), KB_ALERT_INFO, info);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_nonnull (find_label (bar, "Something is wrong."));
  g_assert_nonnull (find_label (bar, "1 more notice"));
  kb_alert_bar_set (KB_ALERT_BAR (bar), KB_ALERT_ALARM, NULL);
  g_assert_nonnull (find_label (bar, "Something to know."));
  kb_alert_bar_set (KB_ALERT_BAR (bar), KB_ALERT_INFO, NULL);
  g_assert_false (gtk_widget_get_visible (bar));
  g_assert_finalize_object (bar);
}

/* Each error of the parts below has a sentence of its own. */
static void
test_faults (void)
{
  const struct
  {
    GQuark domain;
    int    last;
  } domains[] = {
    { KB_STORE_ERROR, KB_STORE_ERROR_IO },
    { KB_SYNC_ERROR, KB_SYNC_ERROR_CONFLICT },
    { KB_KEYRING_ERROR, KB_KEYRING_ERROR_FAILED },
    { KB_MEMBERSHIP_ERROR, KB_MEMBERSHIP_ERROR_MALFORMED },
    { KB_OPENING_ERROR, KB_OPENING_ERROR_WINDOW },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *page = g_object_ref_sink (kb_error_page_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      for (int code = 0; code <= domains[i].last; code++)
        {
          g_autoptr (GError) error = g_error_new_literal (domains[i].domain, code,
                                                          "not for a person");
          g_autoptr (KbFault) fault = kb_fault_new_from_error (error);

          /* Inside the store only: no window ever shows them. */
          if (domains[i].domain == KB_STORE_ERROR &&
              (code == KB_STORE_ERROR_DUPLICATE || code == KB_STORE_ERROR_NOT_FOUND))
            continue;
          if (!g_hash_table_add (seen, g_strdup (kb_fault_get_sentence (fault))))
            g_error ("%s %d says what another error says", g_quark_to_string (domains[i].domain),
                     code);
          g_assert_cmpstr (kb_fault_get_sentence (fault), !=, error->message);
          kb_error_page_set_fault (KB_ERROR_PAGE (page), fault);
        }
    }
  g_assert_finalize_object (page);
}

static void
test_icons (void)
{
  static const char *const names[] = {
    "channel-secure-symbolic", "changes-allow-symbolic", "mail-unread-symbolic",
        "emblem-documents-symbolic",
    "emblem-important-symbolic", "emblem-ok-symbolic", "content-loading-symbolic",
        "network-offline-symbolic",
    "view-refresh-symbolic", "process-stop-symbolic", "dialog-warning-symbolic",
        "dialog-error-symbolic",
    "dialog-information-symbolic", "avatar-default-symbolic", "dialog-password-symbolic",
        "system-lock-screen-symbolic",
    "media-record-symbolic", "open-menu-symbolic", "view-more-symbolic", "edit-find-symbolic",
        "go-up-symbolic",
    "go-down-symbolic", "user-info-symbolic", "computer-symbolic", "system-users-symbolic",
  };
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!gtk_icon_theme_has_icon (theme, names[i]))
        g_error ("%s is missing", names[i]);
    }
}

/* "laporan" is marked in "melaporkan", by more than a colour. */
static void
test_highlight (void)
{
  g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new ("Saya melaporkan pungutan"));
  PangoAttrList *list;
  g_autofree char *said = NULL;

  kb_highlight_label (GTK_LABEL (label), "laporan");
  list = gtk_label_get_attributes (GTK_LABEL (label));
  g_assert_nonnull (list);
  said = pango_attr_list_to_string (list);
  g_assert_nonnull (strstr (said, "5 15 weight bold"));
  g_assert_nonnull (strstr (said, "5 15 underline single"));
  g_assert_nonnull (strstr (said, "5 15 background"));
  kb_highlight_label (GTK_LABEL (label), NULL);
  g_assert_null (gtk_label_get_attributes (GTK_LABEL (label)));
  g_assert_null (kb_highlight_attributes ("Saya melaporkan", "sapi"));
}

int
main (int    argc,
      char **argv)
{
  /* Rows are known by their accessible names. */
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/desktop/row/shows-its-case", test_row);
  g_test_add_func ("/desktop/row/follows-its-case", test_row_follows);
  g_test_add_func ("/desktop/row/says-its-state", test_row_states);
  g_test_add_func ("/desktop/list/binds-steps-and-goes", test_list);
  g_test_add_func ("/desktop/panel/each-state-has-its-sentence", test_panel);
  g_test_add_func ("/desktop/bar/worst-first", test_bar);
  g_test_add_func ("/desktop/fault/each-error-has-its-sentence", test_faults);
  g_test_add_func ("/desktop/icons/are-all-there", test_icons);
  g_test_add_func ("/desktop/highlight/marks-other-forms", test_highlight);

  return g_test_run ();
}
