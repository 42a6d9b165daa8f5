/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kb-access-page.h"
#include "kb-alert-bar.h"
#include "kb-case-detail.h"
#include "kb-case-list-pane.h"
#include "kb-error-page.h"
#include "kb-late-page.h"
#include "kb-sidebar.h"
#include "kb-window.h"

G_BEGIN_DECLS

typedef struct _KbUndo KbUndo;

/* kb-window.c holds the frame, kb-window-case.c what is selected in it,
 * kb-window-actions.c what a person can do. */
struct _KbWindow
{
  AdwApplicationWindow parent_instance;

  KbDesk          *desk;
  GSettings       *settings;     /* nullable: no schema is installed */
  gboolean         drawn;        /* once; rows are made from then on */
  gboolean         focused;      /* once the first list was there */
  gboolean         asked;        /* the person asked for the pull that runs */
  gboolean         access_shown; /* in place of list and detail */
  gboolean         late_shown;   /* likewise */
  guint32          wanted_case;  /* to be selected when the list is there, or 0 */

  GCancellable    *loading;
  guint32          loading_id;
  guint            related_turn; /* of what is probably the same matter */
  guint            n_people;     /* who read the shown case when it was loaded; 0: not we */
  guint32          failed_id;    /* case whose last opening failed */
  gboolean         failed_seal;
  char            *failure;
  guint            seconds_total;
  KbOpening       *opening;
  KbUndo          *undo;         /* of the last change, or NULL */

  AdwToastOverlay *toasts;
  KbAlertBar      *bar;
  GtkWidget       *sidebar_box;
  KbSidebar       *sidebar;
  GtkStack        *stack;
  GtkPaned        *paned;
  KbCaseListPane  *list;
  KbCaseDetail    *detail;
  KbErrorPage     *error_page;
  KbAccessPage    *access;
  KbLatePage      *late;
};

/* kb-window-late.c: the table of deadlines. */
void kb_window_install_late    (GtkWidgetClass *klass);
void kb_window_show_late       (KbWindow       *self);
void kb_window_find_wanted     (KbWindow       *self);
void kb_window_connect_case    (KbWindow       *self);
void kb_window_update_panel    (KbWindow       *self);
/* kb-window-work.c: what is changed in a case. */
void kb_window_update_case_actions (KbWindow   *self);
void kb_window_install_work    (GtkWidgetClass *klass);
/* kb-window-talk.c: what goes to reporters. */
void kb_window_install_talk    (GtkWidgetClass *klass);
/* kb-window-undo.c. @back is what takes it back, as long as @field of the case is still @value. */
void kb_window_offer_undo      (KbWindow       *self,
                                guint32         id,
                                const char     *field,
                                const char     *value,
                                JsonObject     *back,
                                const char     *sentence);
void kb_window_forget_undo     (KbWindow       *self);
void kb_window_install_undo    (GtkWidgetClass *klass);
/* kb-window-paper.c: the case on paper. */
void kb_window_install_paper   (GtkWidgetClass *klass);
/* kb-window-move.c: from one status to another. */
void kb_window_install_moves   (GtkWidgetClass *klass);
/* kb-window-related.c: links between cases. */
void kb_window_install_related (GtkWidgetClass *klass);
void kb_window_load_related    (KbWindow       *self);
/* Selects it in the list, or shows it beside a list that does not have it. */
void kb_window_show_case       (KbWindow       *self,
                                guint32         id);
/* As the workflow calls this person's role. */
KbDeviceRole kb_window_get_role (KbWindow      *self);
/* The alert bar of the case says why a change was not kept. */
void kb_window_write_failed    (KbWindow       *self,
                                const GError   *error);
void kb_window_select_none     (KbWindow       *self);
void kb_window_install_actions (GtkWidgetClass *klass);
void kb_window_show_list       (KbWindow       *self);
/* kb-window-lists.c: saved views. */
const char *kb_window_get_list_title (KbWindow *self);
void kb_window_install_lists   (GtkWidgetClass *klass);
void kb_window_show_view       (KbWindow       *self,
                                guint32         view);
void kb_window_toast           (KbWindow       *self,
                                const char     *sentence);

G_END_DECLS
