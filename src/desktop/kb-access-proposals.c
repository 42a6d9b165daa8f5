/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-access-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-format.h"
#include "kb-roster-bodies.h"

/* What one supervisor proposed and another one is to carry out. */

static const char *
get_name (const KbRoster *roster,
          const guint8    sign[KB_SIGN_PUBLIC_SIZE])
{
  const KbDevice *device = kb_roster_find_device (roster, sign);

  return device != NULL ? device->name : "–";
}

/**
 * kb_access_proposal_words:
 * @roster: the roster that holds it
 * @proposal: what is proposed
 *
 * Returns: (transfer full): what is to be done, in a few words
 */
char *
kb_access_proposal_words (const KbRoster   *roster,
                          const KbProposal *proposal)
{
  g_autoptr (KbStatement) statement = kb_statement_parse (proposal->statement, NULL);

  if (statement == NULL)
    return g_strdup (_("Something that only a newer Kumbang understands"));
  switch (statement->kind)
    {
    case KB_STATEMENT_DEVICE:
      /* Translators: %s is a person. */
      return g_strdup_printf (_("Enrol %s as a supervisor"), statement->device->name);
    case KB_STATEMENT_APPOINTMENT:
      /* Translators: %s is a person. */
      return g_strdup_printf (_("Appoint %s as custodian"),
                              get_name (roster, statement->appointment->device));
    case KB_STATEMENT_WIDENING:
    default:
      return g_strdup (_("Hand a leadership case to the case team"));
    }
}

static GtkWidget *
make_row (KbAccessPage     *self,
          const KbProposal *proposal)
{
  const KbRoster *roster = kb_access_get_roster (self->access);
  const KbDevice *own = kb_access_get_own (self->access);
  gboolean mine = own != NULL && memcmp (own->sign, proposal->key, KB_SIGN_PUBLIC_SIZE) == 0;
  gint64 since = (gint64) kb_access_get_hour (self->access, proposal->seq) * 3600;
  g_autofree char *words = kb_access_proposal_words (roster, proposal);
  g_autofree char *title = g_markup_escape_text (words, -1);
  g_autofree char *day = kb_format_day (since, g_get_real_time () / G_USEC_PER_SEC);
  /* Translators: a person and a day. */
  g_autofree char *by = g_strdup_printf (_("Proposed by %s, %s"), get_name (roster, proposal->key),
                                         day);
  g_autofree char *subtitle = g_markup_escape_text (by, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *suffix;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (mine)
    {
      suffix = gtk_label_new (_("Waiting for another supervisor"));
      gtk_widget_add_css_class (suffix, "kb-secondary");
    }
  else
    {
      suffix = gtk_button_new_with_label (_("Approve…"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (suffix), "access.second");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (suffix), "t", proposal->seq);
      gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  return row;
}

/**
 * kb_access_page_show_proposals:
 * @self: the page
 *
 * Lists what waits for a second person; nothing where there is none.
 */
void
kb_access_page_show_proposals (KbAccessPage *self)
{
  const KbRoster *roster = kb_access_get_roster (self->access);
  guint n_proposals = kb_roster_get_n_proposals (roster);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->proposals))) != NULL)
    gtk_list_box_remove (self->proposals, row);
  for (guint i = 0; i < n_proposals; i++)
    gtk_list_box_append (self->proposals, make_row (self, kb_roster_get_proposal (roster, i)));
  gtk_widget_set_visible (self->proposals_box,
                          n_proposals > 0 && self->role == KB_DESK_ROLE_SUPERVISOR);
}
