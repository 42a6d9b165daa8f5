/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-filed-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-counter.h"
#include "kb-desk-office.h"
#include "kb-desk-talk.h"
#include "kb-dialogs.h"
#include "kb-filed-form.h"
#include "kb-json.h"
#include "kb-limits.h"
#include "kb-problem.h"

/* Story, identity, seal, done. The story is a draft of the case file until it is sealed; what was
 * typed of the identity is wiped with the seal, and never a draft. */

#define DRAFT "paper"

static const char *const channels[] = { "letter", "walk-in", "phone", "email", "other" };

struct _KbFiledWindow
{
  AdwWindow parent_instance;

  KbDesk        *desk;
  KbEntry       *entry;          /* sealed, until the journal has it */
  KbSecret      *words;          /* the reporter's, to be handed over */
  gboolean       busy;
  gboolean       showing;        /* what changes now is not the person's doing */

  GtkStack      *stack;
  AdwComboRow   *channel;
  GtkLabel      *readers;
  GtkLabel      *counter;
  GtkTextBuffer *story;
  GtkListBox    *about;
  GtkListBox    *reported;
  GtkListBox    *circumstances;
  GtkSwitch     *with_identity;
  GtkWidget     *identity_rows;
  GtkListBox    *civil;
  GtkListBox    *contact;
  GtkWidget     *taken;
  GtkLabel      *not_taken;
  GtkSwitch     *with_receipt;
  GtkLabel      *number;
  GtkWidget     *receipt;
  GtkLabel      *receipt_words;
  GtkWidget     *problem;
  GtkLabel      *problem_label;
  GtkSpinner    *spinner;
  GtkWidget     *back;
  GtkButton     *next;
};

G_DEFINE_FINAL_TYPE (KbFiledWindow, kb_filed_window, ADW_TYPE_WINDOW)

/* What a thread seals and sends. The parts are wiped as far as json-glib lets us: freed at once. */
typedef struct
{
  KbComplaint  complaint;
  const char  *channel;
  KbEntry     *entry;
  KbSecret    *words;
} KbFiledJob;

static void
clear_complaint (KbComplaint *complaint)
{
  g_clear_pointer (&complaint->story, json_object_unref);
  g_clear_pointer (&complaint->contact, json_object_unref);
  g_clear_pointer (&complaint->civil, json_object_unref);
}

static void
kb_filed_job_free (gpointer data)
{
  KbFiledJob *job = data;

  clear_complaint (&job->complaint);
  g_clear_object (&job->entry);
  g_clear_pointer (&job->words, kb_secret_unref);
  g_free (job);
}

static void
show_problem (KbFiledWindow *self,
              const char    *sentence,
              GtkWidget     *focus)
{
  kb_problem_show (self->problem, self->problem_label, sentence, focus);
}

static gboolean
is_at (KbFiledWindow *self,
       const char    *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

/* About whom: decides who reads the story and whether an identity is taken. */
static gboolean
takes_identity (KbFiledWindow *self)
{
  g_autofree char *custodian = NULL;

  g_object_get (self->desk, "custodian-name", &custodian, NULL);
  return custodian != NULL
         && !g_str_equal (kb_filed_form_get (self->reported, "reported/inspectorate"),
                          "custodian");
}

static char *
dup_story (KbFiledWindow *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->story, "text", &text, NULL);
  return g_strdup (g_strstrip (text));
}

static JsonObject *
read_story (KbFiledWindow *self)
{
  JsonObject *story = json_object_new ();
  g_autofree char *text = dup_story (self);

  json_object_set_string_member (story, "text", text);
  kb_filed_form_read (self->about, story);
  kb_filed_form_read (self->reported, story);
  kb_filed_form_read (self->circumstances, story);
  if (!g_str_equal (kb_filed_form_get (self->about, "category"), "korupsi"))
    json_object_set_string_member (story, "group", "");
  return story;
}

static void
update (KbFiledWindow *self)
{
  gboolean office = g_str_equal (kb_filed_form_get (self->reported, "reported/inspectorate"),
                                 "no");
  /* Translators: %s is "case team" or "leadership". */
  g_autofree char *readers = g_strdup_printf (_("Read by: %s"),
                                              office ? _("case team") : _("leadership"));
  gboolean takes = takes_identity (self);

  kb_counter_show (self->counter, self->story, KB_LIMIT_STORY_CHARS);
  gtk_label_set_label (self->readers, readers);
  kb_filed_form_show (self->about, "group",
                      g_str_equal (kb_filed_form_get (self->about, "category"), "korupsi"));
  gtk_widget_set_visible (self->taken, takes);
  gtk_widget_set_visible (GTK_WIDGET (self->not_taken), !takes);
  gtk_widget_set_visible (self->identity_rows,
                          takes && gtk_switch_get_active (self->with_identity));
}

static void
changed_cb (KbFiledWindow *self)
{
  g_autoptr (JsonObject) story = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *draft = NULL;

  if (self->showing)
    return;
  update (self);
  if (!is_at (self, "story"))
    return;
  story = read_story (self);
  node = json_node_init_object (json_node_alloc (), story);
  draft = json_to_string (node, FALSE);
  kb_desk_set_draft (self->desk, 0, DRAFT, draft);
}

static void
show_draft (KbFiledWindow *self)
{
  const char *draft = kb_desk_get_draft (self->desk, 0, DRAFT);
  g_autoptr (JsonObject) story = NULL;

  if (draft != NULL)
    story = kb_json_parse (draft, strlen (draft), KB_LIMIT_DRAFT, NULL);
  if (story == NULL)
    return;
  self->showing = TRUE;
  gtk_text_buffer_set_text (self->story, kb_json_string_or (story, "text", ""), -1);
  kb_filed_form_write (self->about, story);
  kb_filed_form_write (self->reported, story);
  kb_filed_form_write (self->circumstances, story);
  self->showing = FALSE;
}

static void
show_page (KbFiledWindow *self,
           const char    *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  show_problem (self, NULL, NULL);
  gtk_widget_set_visible (self->back, is_at (self, "identity"));
  gtk_button_set_label (self->next, is_at (self, "story") ? _("Continue")
                                    : is_at (self, "identity") ? _("Seal and send")
                                    : is_at (self, "sealed") ? _("Send again")
                                    : _("Close"));
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
set_busy (KbFiledWindow *self,
          gboolean       busy)
{
  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stack), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), !busy);
  gtk_widget_set_sensitive (self->back, !busy);
}

/* On a worker thread: sealed first, if it is not yet, then sent. A failure to send keeps the
 * sealed entry, so that what is sent again is the same complaint. */
static gboolean
file_job (const KbOffice  *office,
          gpointer         data,
          GCancellable    *cancellable,
          GError         **error)
{
  KbFiledJob *job = data;

  if (job->entry == NULL)
    {
      job->entry = kb_sync_seal_filed (office->sync, &job->complaint, job->channel, &job->words,
                                       error);
      clear_complaint (&job->complaint);
      return job->entry != NULL;
    }
  return kb_sync_file (office->sync, job->entry, cancellable, error);
}

static void
show_done (KbFiledWindow *self)
{
  g_autofree char *number = kb_registration_number (kb_entry_get_id (self->entry));
  g_autofree char *words = NULL;

  gtk_label_set_label (self->number, number);
  if (self->words != NULL && gtk_switch_get_active (self->with_receipt))
    {
      words = g_strndup ((const char *) kb_secret_get_data (self->words),
                         kb_secret_get_size (self->words));
      gtk_label_set_label (self->receipt_words, g_strdelimit (words, " ", '\n'));
      gtk_widget_set_visible (self->receipt, TRUE);
    }
  g_clear_pointer (&self->words, kb_secret_unref);
  kb_desk_set_draft (self->desk, 0, DRAFT, "");
  show_page (self, "done");
}

static void send_sealed (KbFiledWindow *self);

static void
filed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbFiledWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KbFault) fault = NULL;
  KbFiledJob *job = kb_desk_run_finish (KB_DESK (source), result, &error);

  set_busy (self, FALSE);
  if (job == NULL)
    {
      if (self->entry != NULL)
        show_page (self, "sealed");
      fault = kb_fault_new_from_error (error);
      show_problem (self, kb_fault_get_sentence (fault), NULL);
      return;
    }
  if (self->entry != NULL)
    {
      show_done (self);
      return;
    }
  self->entry = g_steal_pointer (&job->entry);
  self->words = g_steal_pointer (&job->words);
  kb_filed_form_clear (self->civil);
  kb_filed_form_clear (self->contact);
  send_sealed (self);
}

static void
run (KbFiledWindow *self,
     KbFiledJob    *job)
{
  set_busy (self, TRUE);
  show_problem (self, NULL, NULL);
  kb_desk_run_async (self->desk, NULL, file_job, job, kb_filed_job_free, NULL, filed_cb,
                     g_object_ref (self));
}

static void
send_sealed (KbFiledWindow *self)
{
  KbFiledJob *job = g_new0 (KbFiledJob, 1);

  job->entry = g_object_ref (self->entry);
  show_page (self, "sealed");
  run (self, job);
}

static void
seal (KbFiledWindow *self)
{
  KbFiledJob *job = g_new0 (KbFiledJob, 1);

  job->channel = channels[adw_combo_row_get_selected (self->channel)];
  job->complaint.story = read_story (self);
  if (takes_identity (self) && gtk_switch_get_active (self->with_identity))
    {
      job->complaint.civil = json_object_new ();
      job->complaint.contact = json_object_new ();
      kb_filed_form_read (self->civil, job->complaint.civil);
      kb_filed_form_read (self->contact, job->complaint.contact);
    }
  run (self, job);
}

static gboolean
check_list (KbFiledWindow *self,
            GtkListBox    *list)
{
  GtkWidget *row = NULL;
  g_autofree char *sentence = kb_filed_form_problem (list, &row);

  if (sentence != NULL)
    show_problem (self, sentence, row);
  return sentence == NULL;
}

static gboolean
check_story (KbFiledWindow *self)
{
  g_autofree char *text = dup_story (self);

  if (*text == '\0')
    show_problem (self, _("The story is still empty."), NULL);
  else if (gtk_text_buffer_get_char_count (self->story) > (int) KB_LIMIT_STORY_CHARS)
    show_problem (self, _("The story is too long. Shorten it to 20.000 letters."), NULL);
  else
    return check_list (self, self->about) && check_list (self, self->reported)
           && check_list (self, self->circumstances);
  return FALSE;
}

static void
next_cb (KbFiledWindow *self)
{
  if (self->busy)
    return;
  if (is_at (self, "done"))
    gtk_window_close (GTK_WINDOW (self));
  else if (is_at (self, "sealed"))
    send_sealed (self);
  else if (is_at (self, "story") && check_story (self))
    show_page (self, "identity");
  else if (is_at (self, "identity")
           && (!gtk_widget_get_visible (self->identity_rows)
               || (check_list (self, self->civil) && check_list (self, self->contact))))
    seal (self);
}

static void
back_cb (KbFiledWindow *self)
{
  show_page (self, "story");
}

static void
leave_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbFiledWindow) self = data;

  if (kb_dialogs_confirm_finish (result))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* Until the server has it, closing loses the sealed identity: the story stays a draft. */
static gboolean
close_request (GtkWindow *window)
{
  KbFiledWindow *self = KB_FILED_WINDOW (window);

  if (self->busy)
    return TRUE;
  if (self->entry == NULL || is_at (self, "done"))
    return FALSE;
  kb_dialogs_confirm_async (window, _("Close before it is sent?"),
                            _("The story stays here as a draft. The identity was not kept and must "
                              "be typed again."),
                            _("_Close"), leave_cb, g_object_ref (self));
  return TRUE;
}

static void
kb_filed_window_dispose (GObject *object)
{
  KbFiledWindow *self = KB_FILED_WINDOW (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->entry);
  g_clear_pointer (&self->words, kb_secret_unref);
  G_OBJECT_CLASS (kb_filed_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, channel);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, readers);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, counter);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, story);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, about);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, reported);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, circumstances);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, with_identity);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, identity_rows);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, civil);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, contact);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, taken);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, not_taken);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, with_receipt);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, number);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, receipt);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, receipt_words);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, back);
  gtk_widget_class_bind_template_child (widget_class, KbFiledWindow, next);
}

static void
kb_filed_window_class_init (KbFiledWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_filed_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-filed-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_filed_window_init (KbFiledWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  kb_filed_form_fill (self->about, KB_FILED_ABOUT, G_CALLBACK (changed_cb), self);
  kb_filed_form_fill (self->reported, KB_FILED_REPORTED, G_CALLBACK (changed_cb), self);
  kb_filed_form_fill (self->circumstances, KB_FILED_CIRCUMSTANCES, G_CALLBACK (changed_cb), self);
  kb_filed_form_fill (self->civil, KB_FILED_CIVIL, G_CALLBACK (changed_cb), self);
  kb_filed_form_fill (self->contact, KB_FILED_CONTACT, G_CALLBACK (changed_cb), self);
}

/**
 * kb_filed_window_new:
 * @desk: an officer's or supervisor's desk
 * @parent: the window it belongs to
 *
 * What was typed of a story and not sent is shown again.
 */
GtkWidget *
kb_filed_window_new (KbDesk    *desk,
                     GtkWindow *parent)
{
  KbFiledWindow *self = g_object_new (KB_TYPE_FILED_WINDOW, "transient-for", parent, NULL);

  self->desk = g_object_ref (desk);
  show_draft (self);
  update (self);
  show_page (self, "story");
  return GTK_WIDGET (self);
}
