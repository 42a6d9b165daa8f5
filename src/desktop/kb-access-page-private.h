/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "kb-access-page.h"
#include "kb-access-row.h"
#include "kb-alert-bar.h"
#include "kb-desk-office.h"

G_BEGIN_DECLS

/* kb-access-page.c shows, kb-access-proposals.c what waits for a second person,
 * kb-access-actions.c does what a person asks for. */
struct _KbAccessPage
{
  GtkWidget parent_instance;

  KbDesk             *desk;
  KbAccess           *access;
  KbDeskRole          role;
  gboolean            loading;
  gboolean            load_again;
  guint64             second;        /* the proposal that was asked about */

  GtkWidget          *content;
  AdwWindowTitle     *title;
  GtkWidget          *invite;
  KbAlertBar         *bar;
  GtkRevealer        *doing;
  GtkSpinner         *doing_spinner;
  GtkLabel           *doing_label;
  GtkLabel           *fact_person;
  GtkLabel           *fact_keys;
  GtkLabel           *fact_place;
  GtkLabel           *fact_pull;
  GtkLabel           *fact_heads;
  GtkLabel           *fact_pending;
  GtkWidget          *proposals_box;
  GtkListBox         *proposals;
  GtkColumnView      *table;
  GtkSingleSelection *selection;
  GListStore         *rows;
  GtkWidget          *actions;
  GtkLabel           *chosen;
  GtkWidget          *revoke;
};

KbAccessRow *kb_access_page_get_selected    (KbAccessPage   *self);
void         kb_access_page_show_proposals  (KbAccessPage     *self);
char        *kb_access_proposal_words       (const KbRoster   *roster,
                                             const KbProposal *proposal);
void         kb_access_page_install_actions (GtkWidgetClass *klass);

G_END_DECLS
