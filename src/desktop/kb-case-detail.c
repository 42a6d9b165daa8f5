/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case-detail.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "kb-case-status.h"
#include "kb-complaint-page.h"
#include "kb-composer.h"
#include "kb-conflict-dialog.h"
#include "kb-fields-page.h"
#include "kb-format.h"
#include "kb-highlight.h"
#include "kb-limits.h"
#include "kb-move-box.h"
#include "kb-sheet-page.h"
#include "kb-talk-composer.h"
#include "kb-timeline-page.h"
#include "kb-words.h"
#include "kb-work-bar.h"

#define SPINNER_DELAY_MS 200

struct _KbCaseDetail
{
  GtkWidget parent_instance;

  KbCase          *kase;
  char            *query;        /* of the search that is active */
  KbClocks        *clocks;
  guint            spinner_id;

  GtkWidget       *content;
  AdwWindowTitle  *title;
  GtkWidget       *steps;
  GtkWidget       *menu;
  KbAlertBar      *bar;
  GtkStack        *stack;
  GtkSpinner      *spinner;
  GtkLabel        *subject;
  KbMoveBox       *moves;
  KbCaseStatus    *status;
  KbIdentityPanel *panel;
  GtkStack        *pages;
  GtkStackPage    *timeline_page;
  KbComplaintPage *complaint;
  GtkStackPage    *sheet_page;
  KbSheetPage     *sheet;
  GtkStackPage    *fields_page;
  KbFieldsPage    *fields;
  KbTimelinePage  *timeline;
  KbWorkBar       *work;
  GtkWidget       *composer_clamp;
  KbComposer      *note;
  KbTalkComposer  *talk;
  GtkStack        *composers;
};

G_DEFINE_FINAL_TYPE (KbCaseDetail, kb_case_detail, GTK_TYPE_WIDGET)

static const char *const page_names[] = { "complaint", "timeline", "sheet", "fields" };

static void
show_title (KbCaseDetail *self,
            GObject      *source)
{
  g_autofree char *number = NULL;
  g_autofree char *category = NULL;
  g_autofree char *group = NULL;
  g_autofree char *kind = NULL;

  g_object_get (source, "number", &number, "category", &category, "group", &group, NULL);
  kind = kb_words_kind_of (category, group);
  adw_window_title_set_title (self->title, number != NULL ? number : "");
  adw_window_title_set_subtitle (self->title, kind);
}

static void
show_subject (KbCaseDetail *self)
{
  g_autofree char *subject = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *category = NULL;
  g_autofree char *group = NULL;

  g_object_get (self->kase, "subject", &subject, "category", &category, "group", &group, NULL);
  if (subject != NULL && *subject != '\0')
    {
      gtk_label_set_label (self->subject, subject);
      return;
    }
  kind = kb_words_kind_of (category, group);
  gtk_label_set_label (self->subject, kind);
}

static void
show_timeline (KbCaseDetail *self)
{
  GListModel *timeline = kb_case_get_timeline (self->kase);
  guint n_items = g_list_model_get_n_items (timeline);
  g_autofree char *count = kb_format_count (n_items);
  /* Translators: name of the page, and how many entries it has. */
  g_autofree char *title = g_strdup_printf (_("Timeline %s"), count);

  gtk_stack_page_set_title (self->timeline_page, title);
  kb_timeline_page_set_case (self->timeline, self->kase);
}

/* The entry that is set aside is said here; it stands in the timeline with its reason. */
static KbFault *
new_quarantine_fault (KbCaseDetail *self)
{
  guint n_quarantined = 0;
  g_autofree char *count = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (self->kase, "n-quarantined", &n_quarantined, NULL);
  if (n_quarantined == 0)
    return NULL;
  count = kb_format_count (n_quarantined);
  /* Translators: %s is a number. */
  sentence = g_strdup_printf (ngettext ("%s entry could not be checked and was set aside. "
                                        "Other entries are not affected.",
                                        "%s entries could not be checked and were set aside. "
                                        "Other entries are not affected.",
                                        n_quarantined), count);
  return kb_fault_new ("dialog-information-symbolic", _("Set aside"), sentence, "win.page(1)",
                       _("Show"));
}

/* What a reader must know of the case as a whole; one thing at a time. Who reads
 * the story and may not write was excluded, if only a moment ago. */
static KbFault *
new_state_fault (KbCaseDetail *self,
                 gboolean      may_write)
{
  gint64 excluded = 0;
  gboolean old_key = FALSE;
  gboolean sealed = FALSE;
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (self->kase, "excluded", &excluded, "old-key", &old_key, "sealed", &sealed,
                NULL);
  if (excluded != 0)
    {
      day = kb_format_day_long (excluded);
      /* Translators: %s is a day. */
      sentence = g_strdup_printf (_("You have been excluded from this case since %s. What was "
                                    "written since then is not shown here."), day);
      return kb_fault_new ("changes-prevent-symbolic", _("Excluded"), sentence, NULL, NULL);
    }
  if (!may_write && !sealed)
    return kb_fault_new ("changes-prevent-symbolic", _("Excluded"),
                         _("You have been excluded from this case. What is written in it is not "
                           "shown here."), NULL, NULL);
  if (old_key)
    return kb_fault_new ("dialog-information-symbolic", _("Older key"),
                         _("Sealed with an older key. The reporter's page had not been "
                           "refreshed."), NULL, NULL);
  return new_quarantine_fault (self);
}

static void
show_bar (KbCaseDetail *self,
          gboolean      may_write,
          const char   *me)
{
  g_autoptr (KbFault) state = new_state_fault (self, may_write);
  g_autoptr (KbFault) conflict = may_write ? kb_conflict_fault (self->kase, me) : NULL;

  kb_alert_bar_set (self->bar, KB_ALERT_INFO, state);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, conflict);
}

static void
show_work (KbCaseDetail *self,
           GPtrArray    *people)
{
  guint stream = KB_STREAM_OFFICE;
  gboolean sealed = FALSE;
  g_autofree char *readers = NULL;

  g_object_get (self->kase, "stream", &stream, "sealed", &sealed, NULL);
  /* Translators: %s is "case team" or "leadership". */
  readers = g_strdup_printf (_("Read by: %s"),
                             stream == KB_STREAM_LEADERSHIP ? _("leadership") : _("case team"));
  gtk_widget_set_visible (GTK_WIDGET (self->work), !sealed);
  gtk_widget_set_visible (self->composer_clamp, people != NULL);
  kb_work_bar_set_case (self->work, self->kase, people);
  kb_talk_composer_set_case (self->talk, self->kase);
  kb_composer_set_case (self->note, kb_case_get_id (self->kase), readers);
}

/* A custodian's desktop holds nothing of what they show. */
static void
show_fields (KbCaseDetail *self,
             gboolean      may_write)
{
  gboolean sealed = FALSE;

  g_object_get (self->kase, "sealed", &sealed, NULL);
  gtk_stack_page_set_visible (self->sheet_page, !sealed);
  gtk_stack_page_set_visible (self->fields_page, !sealed);
  kb_sheet_page_set_case (self->sheet, self->kase, may_write);
  kb_fields_page_set_case (self->fields, self->kase, self->clocks, may_write);
}

static gboolean
show_spinner_cb (gpointer data)
{
  KbCaseDetail *self = data;

  self->spinner_id = 0;
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
clear (KbCaseDetail *self)
{
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
  g_clear_object (&self->kase);
  gtk_label_set_label (self->subject, "");
  kb_complaint_page_set_case (self->complaint, NULL);
  kb_timeline_page_set_case (self->timeline, NULL);
  kb_alert_bar_set (self->bar, KB_ALERT_INFO, NULL);
  kb_alert_bar_set (self->bar, KB_ALERT_WARN, NULL);
  kb_move_box_set_case (self->moves, NULL, 0);
}

static void
add_note_cb (KbCaseDetail *self,
             const char   *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.work", "(sss)", "note", "", text);
}

static void
kb_case_detail_dispose (GObject *object)
{
  KbCaseDetail *self = KB_CASE_DETAIL (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_object (&self->kase);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->clocks, kb_clocks_unref);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_case_detail_parent_class)->dispose (object);
}

static void
kb_case_detail_class_init (KbCaseDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_case_detail_dispose;

  g_type_ensure (KB_TYPE_ALERT_BAR);
  g_type_ensure (KB_TYPE_CASE_STATUS);
  g_type_ensure (KB_TYPE_COMPLAINT_PAGE);
  g_type_ensure (KB_TYPE_FIELDS_PAGE);
  g_type_ensure (KB_TYPE_IDENTITY_PANEL);
  g_type_ensure (KB_TYPE_MOVE_BOX);
  g_type_ensure (KB_TYPE_COMPOSER);
  g_type_ensure (KB_TYPE_TALK_COMPOSER);
  g_type_ensure (KB_TYPE_SHEET_PAGE);
  g_type_ensure (KB_TYPE_TIMELINE_PAGE);
  g_type_ensure (KB_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-case-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, content);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, title);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, steps);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, menu);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, moves);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, bar);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, subject);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, status);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, panel);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, pages);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, timeline_page);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, complaint);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, sheet_page);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, sheet);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, fields_page);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, fields);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, timeline);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, work);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, composer_clamp);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, note);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, talk);
  gtk_widget_class_bind_template_child (widget_class, KbCaseDetail, composers);
  gtk_widget_class_bind_template_callback (widget_class, add_note_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
kb_case_detail_init (KbCaseDetail *self)
{
  self->clocks = kb_clocks_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (self->note, "max-chars", KB_LIMIT_NOTE_CHARS, NULL);
}

GtkWidget *
kb_case_detail_new (void)
{
  return g_object_new (KB_TYPE_CASE_DETAIL, NULL);
}

/**
 * kb_case_detail_set_clocks:
 * @self: the pane
 * @clocks: as the office set them
 */
void
kb_case_detail_set_clocks (KbCaseDetail *self,
                           KbClocks     *clocks)
{
  kb_clocks_ref (clocks);
  kb_clocks_unref (self->clocks);
  self->clocks = clocks;
}

/**
 * kb_case_detail_set_row:
 * @self: the pane
 * @row: (nullable): the case that was selected; its text comes with
 *   kb_case_detail_set_case()
 */
void
kb_case_detail_set_row (KbCaseDetail *self,
                        KbCaseRow    *row)
{
  g_return_if_fail (KB_IS_CASE_DETAIL (self));

  clear (self);
  gtk_stack_set_visible_child_name (self->composers, "note");  /* nobody writes out by habit */
  kb_fields_page_set_case (self->fields, NULL, self->clocks, FALSE);
  kb_sheet_page_set_case (self->sheet, NULL, FALSE);
  gtk_widget_set_visible (self->steps, row != NULL);
  gtk_widget_set_visible (self->menu, row != NULL);
  if (row == NULL)
    {
      kb_composer_set_case (self->note, 0, NULL);
      adw_window_title_set_title (self->title, "");
      adw_window_title_set_subtitle (self->title, "");
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  show_title (self, G_OBJECT (row));
  gtk_stack_set_visible_child_name (self->stack, "loading");
  self->spinner_id = g_timeout_add (SPINNER_DELAY_MS, show_spinner_cb, self);
}

/**
 * kb_case_detail_set_case:
 * @self: the pane
 * @kase: the case in full; the same case again keeps page and place
 * @people: (nullable) (element-type KbPerson): whom it can be assigned to; %NULL where this person
 *   may not write in it
 * @me: (nullable): this person's name
 * @role: this person's role
 */
void
kb_case_detail_set_case (KbCaseDetail *self,
                         KbCase       *kase,
                         GPtrArray    *people,
                         const char   *me,
                         KbDeviceRole  role)
{
  g_return_if_fail (KB_IS_CASE_DETAIL (self));
  g_return_if_fail (KB_IS_CASE (kase));

  clear (self);
  self->kase = g_object_ref (kase);
  show_title (self, G_OBJECT (kase));
  show_subject (self);
  kb_case_status_set_case (self->status, kase, self->clocks);
  show_timeline (self);
  show_work (self, people);
  kb_move_box_set_case (self->moves, people != NULL ? kase : NULL, role);
  show_bar (self, people != NULL, me);
  kb_highlight_label (self->subject, self->query);
  kb_complaint_page_set_case (self->complaint, kase);
  show_fields (self, people != NULL);
  gtk_stack_set_visible_child_name (self->stack, "case");
}

/**
 * kb_case_detail_get_case:
 *
 * Returns: (transfer none) (nullable): the case that is shown in full
 */
KbCase *
kb_case_detail_get_case (KbCaseDetail *self)
{
  return self->kase;
}

/**
 * kb_case_detail_get_panel:
 *
 * Returns: (transfer none): the identity panel
 */
KbIdentityPanel *
kb_case_detail_get_panel (KbCaseDetail *self)
{
  return self->panel;
}

/**
 * kb_case_detail_get_bar:
 *
 * Returns: (transfer none): the bar above the case
 */
KbAlertBar *
kb_case_detail_get_bar (KbCaseDetail *self)
{
  return self->bar;
}

/**
 * kb_case_detail_show_page:
 * @self: the pane
 * @n: 0 complaint, 1 timeline, 2 review sheet, 3 file
 */
void
kb_case_detail_show_page (KbCaseDetail *self,
                          guint         n)
{
  GtkWidget *child;

  g_return_if_fail (n < G_N_ELEMENTS (page_names));

  child = gtk_stack_get_child_by_name (self->pages, page_names[n]);
  if (!gtk_stack_page_get_visible (gtk_stack_get_page (self->pages, child)))
    return;
  gtk_stack_set_visible_child (self->pages, child);
  if (n == KB_CASE_PAGE_SHEET)
    kb_sheet_page_focus (self->sheet);
}

/**
 * kb_case_detail_set_related:
 * @self: the pane, showing a case
 * @found: (nullable) (element-type KbFoundCase): what it is linked with
 */
void
kb_case_detail_set_related (KbCaseDetail *self,
                            GPtrArray    *found)
{
  kb_fields_page_set_related (self->fields, found);
}

/* Below what it is linked with: what is probably the same matter. */
void
kb_case_detail_offer_related (KbCaseDetail *self,
                              GPtrArray    *alike)
{
  kb_fields_page_offer_related (self->fields, alike);
}

/**
 * kb_case_detail_set_sheet_draft:
 * @self: the pane, showing a case
 * @text: (nullable): the review sheet that was typed and not saved
 * @saved: when that was put on disk, 0: not yet
 */
void
kb_case_detail_set_sheet_draft (KbCaseDetail *self,
                                const char   *text,
                                gint64        saved)
{
  kb_sheet_page_set_draft (self->sheet, text, saved);
}

/**
 * kb_case_detail_set_query:
 * @self: the pane
 * @query: (nullable): the search that is active; its hits are marked
 */
void
kb_case_detail_set_query (KbCaseDetail *self,
                          const char   *query)
{
  g_free (self->query);
  self->query = g_strdup (query);
  kb_highlight_label (self->subject, query);
  kb_complaint_page_set_query (self->complaint, query);
  kb_timeline_page_set_query (self->timeline, query);
}

/**
 * kb_case_detail_set_drafts:
 * @self: the pane, showing a case
 * @note: (nullable): the internal note that was typed and not sent
 * @message: (nullable): the message to the reporter, likewise
 */
void
kb_case_detail_set_drafts (KbCaseDetail *self,
                           const char   *note,
                           const char   *message)
{
  kb_composer_set_draft (self->note, note);
  kb_composer_set_draft (kb_talk_composer_get_composer (self->talk), message);
}

/* As if the one suggested button was pressed. */
void
kb_case_detail_press_next (KbCaseDetail *self)
{
  kb_move_box_press (self->moves);
}

void
kb_case_detail_restore_note (KbCaseDetail *self)
{
  kb_composer_restore (self->note);
}

void
kb_case_detail_restore_message (KbCaseDetail *self)
{
  kb_composer_restore (kb_talk_composer_get_composer (self->talk));
}

/**
 * kb_case_detail_focus:
 * @self: the pane
 */
void
kb_case_detail_focus (KbCaseDetail *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->pages), GTK_DIR_TAB_FORWARD);
}
