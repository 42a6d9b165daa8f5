/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-heads-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "kb-access-row.h"
#include "kb-desk-office.h"
#include "kb-qr.h"

#define N_WORDS 12
#define N_COLUMNS 3
#define MAX_TYPED_CHARS 1024

/* So many words may differ before it is taken for another journal rather than
 * for slips of the pen: of 132 bits 99 are left, which nobody finds a second
 * journal for; another journal differs in nearly all. */
#define MAX_SLIPS 3

struct _KbHeadsDialog
{
  AdwWindow parent_instance;

  KbDesk        *desk;
  KbStream       choices[KB_STREAM_LEADERSHIP];
  guint64        heads[KB_STREAM_LEADERSHIP];
  guint          n_choices;
  char          *shown;          /* words at the number */
  guint          generation;     /* of the question that was asked last */

  AdwComboRow   *stream;
  GtkStringList *streams;
  GtkSpinButton *number;
  GtkAdjustment *range;
  GtkStack      *stack;
  GtkGrid       *words;
  GtkLabel      *labels[N_WORDS];
  KbQr          *qr;
  GtkButton     *copy;
  GtkTextView   *typed;
  GtkWidget     *outcome;
  GtkImage      *outcome_icon;
  GtkLabel      *outcome_label;
  GtkWidget     *compare;
};

G_DEFINE_FINAL_TYPE (KbHeadsDialog, kb_heads_dialog, ADW_TYPE_WINDOW)

/* One question to the journal, answered on a worker thread. */
typedef struct
{
  guint     generation;
  KbStream  stream;
  guint64   seq;
  char     *typed;               /* NULL: only show */
  char     *words;
  char     *qr_text;
  guint     n_differ;
  guint     first;               /* of those that differ, from 0 */
  gboolean  equal;
} KbHeadsQuestion;

static void
kb_heads_question_free (KbHeadsQuestion *self)
{
  g_free (self->typed);
  g_free (self->words);
  g_free (self->qr_text);
  g_free (self);
}

static KbStream
get_stream (KbHeadsDialog *self)
{
  return self->choices[MIN (adw_combo_row_get_selected (self->stream), self->n_choices - 1)];
}

static gboolean
ask_job (const KbOffice  *office,
         gpointer         data,
         GCancellable    *cancellable,
         GError         **error)
{
  KbHeadsQuestion *question = data;

  question->words = kb_sync_compare_words (office->sync, question->stream, question->seq,
                                           &question->qr_text, NULL);
  return TRUE;
}

/* How many of the words differ; all where there are not twelve. */
static void
count_slips (KbHeadsQuestion *question)
{
  g_autofree char *folded = g_utf8_strdown (question->typed, -1);
  g_auto (GStrv) own = g_strsplit (question->words, " ", -1);
  g_auto (GStrv) typed = g_strsplit_set (folded, " \t\r\n-,", -1);
  guint n_typed = 0;

  question->n_differ = 0;
  for (guint i = 0; typed[i] != NULL; i++)
    {
      if (*typed[i] == '\0')
        continue;
      if (n_typed >= N_WORDS || g_strcmp0 (typed[i], own[n_typed]) != 0)
        {
          if (question->n_differ == 0)
            question->first = n_typed;
          question->n_differ++;
        }
      n_typed++;
    }
  if (n_typed != N_WORDS)
    question->n_differ = N_WORDS;
}

static gboolean
compare_job (const KbOffice  *office,
             gpointer         data,
             GCancellable    *cancellable,
             GError         **error)
{
  KbHeadsQuestion *question = data;

  ask_job (office, data, cancellable, NULL);
  if (question->words == NULL)
    return TRUE;
  if (strchr (question->typed, ':') == NULL)
    {
      count_slips (question);
      if (question->n_differ > 0 && question->n_differ <= MAX_SLIPS)
        return TRUE;
    }
  return kb_sync_compare (office->sync, question->stream, question->seq, question->typed,
                          &question->equal, error);
}

static void
show_words (KbHeadsDialog *self)
{
  g_auto (GStrv) words = g_strsplit (self->shown != NULL ? self->shown : "", " ", -1);
  guint n_words = g_strv_length (words);

  for (guint i = 0; i < N_WORDS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u  %s", i + 1, i < n_words ? words[i] : "–");

      gtk_label_set_label (self->labels[i], text);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy), self->shown != NULL);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (KbHeadsDialog) self = data;
  KbHeadsQuestion *question = kb_desk_run_finish (KB_DESK (source), result, NULL);

  if (question == NULL || question->generation != self->generation)
    return;
  g_free (self->shown);
  self->shown = g_strdup (question->words);
  show_words (self);
  kb_qr_set_text (self->qr, question->qr_text);
}

static KbHeadsQuestion *
make_question (KbHeadsDialog *self)
{
  KbHeadsQuestion *question = g_new0 (KbHeadsQuestion, 1);

  question->generation = ++self->generation;
  question->stream = get_stream (self);
  question->seq = (guint64) gtk_adjustment_get_value (self->range);
  return question;
}

static void
ask (KbHeadsDialog *self)
{
  gtk_widget_set_visible (self->outcome, FALSE);
  gtk_button_set_label (self->copy, _("Copy"));
  kb_desk_run_async (self->desk, NULL, ask_job, make_question (self),
                     (GDestroyNotify) kb_heads_question_free, NULL, asked_cb, g_object_ref (self));
}

static void
show_outcome (KbHeadsDialog *self,
              const char    *icon_name,
              const char    *style,
              const char    *sentence)
{
  const char *classes[] = { style, NULL };

  gtk_widget_set_visible (self->outcome, sentence != NULL);
  if (sentence == NULL)
    return;
  gtk_image_set_from_icon_name (self->outcome_icon, icon_name);
  gtk_widget_set_css_classes (self->outcome, classes);
  gtk_label_set_label (self->outcome_label, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->outcome), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (KbHeadsDialog) self = data;
  g_autoptr (GError) error = NULL;
  KbHeadsQuestion *question = kb_desk_run_finish (KB_DESK (source), result, &error);
  g_autofree char *sentence = NULL;

  gtk_widget_set_sensitive (self->compare, TRUE);
  if (question == NULL)
    show_outcome (self, "dialog-warning-symbolic", "kb-problem",
                  _("These are not twelve words of a fingerprint, nor the text of its QR code. "
                    "Check the spelling and try again."));
  else if (question->generation != self->generation)
    return;
  else if (question->words == NULL)
    show_outcome (self, "dialog-warning-symbolic", "kb-problem",
                  _("This computer does not hold that number. Agree on a smaller one."));
  else if (question->n_differ > 0 && question->n_differ <= MAX_SLIPS)
    {
      /* Translators: how many words differ, then which is the first, from 1. */
      sentence = g_strdup_printf (ngettext ("%u word differs, number %u: probably a slip of the "
                                            "pen. Check it and compare again.",
                                            "%u words differ, the first is number %u: probably a "
                                            "slip of the pen. Check them and compare again.",
                                            question->n_differ),
                                  question->n_differ, question->first + 1);
      show_outcome (self, "dialog-warning-symbolic", "kb-problem", sentence);
    }
  else if (question->equal)
    show_outcome (self, "emblem-ok-symbolic", "kb-ok",
                  _("Equal. Both computers were shown the same journal up to this number."));
  else
    show_outcome (self, "dialog-error-symbolic", "kb-problem",
                  _("Not equal. The server shows you two different journals, or you did not look "
                    "at the same number. Nothing here was deleted. Do not send changes; call the "
                    "supervisor by telephone."));
}

static void
compare_cb (KbHeadsDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->typed);
  KbHeadsQuestion *question;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (gtk_text_iter_get_offset (&end) > MAX_TYPED_CHARS)
    gtk_text_buffer_get_iter_at_offset (buffer, &end, MAX_TYPED_CHARS);
  question = make_question (self);
  question->typed = g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
  if (*question->typed == '\0')
    {
      kb_heads_question_free (question);
      show_outcome (self, "dialog-warning-symbolic", "kb-problem", _("Type the twelve words."));
      gtk_widget_grab_focus (GTK_WIDGET (self->typed));
      return;
    }
  gtk_widget_set_sensitive (self->compare, FALSE);
  kb_desk_run_async (self->desk, NULL, compare_job, question,
                     (GDestroyNotify) kb_heads_question_free, NULL, compared_cb,
                     g_object_ref (self));
}

static void
number_cb (KbHeadsDialog *self)
{
  if (self->desk != NULL)
    ask (self);
}

static void
stream_cb (KbHeadsDialog *self)
{
  guint64 head;

  if (self->desk == NULL || self->n_choices == 0)
    return;
  head = self->heads[MIN (adw_combo_row_get_selected (self->stream), self->n_choices - 1)];
  gtk_adjustment_set_upper (self->range, (double) head);
  if ((guint64) gtk_adjustment_get_value (self->range) == head)
    ask (self);
  else
    gtk_adjustment_set_value (self->range, (double) head);
}

static void
copy_cb (KbHeadsDialog *self)
{
  g_autofree char *text = g_strdup_printf ("%s %" G_GUINT64_FORMAT ": %s",
                                           kb_access_stream_words (get_stream (self)),
                                           (guint64) gtk_adjustment_get_value (self->range),
                                           self->shown);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_button_set_label (self->copy, _("Copied"));
}

static void
kb_heads_dialog_dispose (GObject *object)
{
  KbHeadsDialog *self = KB_HEADS_DIALOG (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (kb_heads_dialog_parent_class)->dispose (object);
}

static void
kb_heads_dialog_class_init (KbHeadsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_heads_dialog_dispose;
  g_type_ensure (KB_TYPE_QR);
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-heads-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, stream);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, streams);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, number);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, range);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, words);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, qr);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, copy);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, typed);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, outcome_icon);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, outcome_label);
  gtk_widget_class_bind_template_child (widget_class, KbHeadsDialog, compare);
  gtk_widget_class_bind_template_callback (widget_class, stream_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, compare_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kb_heads_dialog_init (KbHeadsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_WORDS; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), FALSE);
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "kb-fingerprint");
      gtk_grid_attach (self->words, label, (int) (i % N_COLUMNS), (int) (i / N_COLUMNS), 1, 1);
      self->labels[i] = GTK_LABEL (label);
    }
  show_words (self);
}

/**
 * kb_heads_dialog_new:
 * @desk: the desk
 * @access: which journals this computer holds, and how far
 * @parent: the window it belongs to
 */
GtkWidget *
kb_heads_dialog_new (KbDesk    *desk,
                     KbAccess  *access,
                     GtkWindow *parent)
{
  KbHeadsDialog *self = g_object_new (KB_TYPE_HEADS_DIALOG, "transient-for", parent, NULL);

  for (KbStream stream = KB_STREAM_ROSTER; stream <= KB_STREAM_LEADERSHIP; stream++)
    {
      guint64 head = kb_access_get_head (access, stream);

      if (head == 0)
        continue;
      self->choices[self->n_choices] = stream;
      self->heads[self->n_choices] = head;
      self->n_choices++;
      gtk_string_list_append (self->streams, kb_access_stream_words (stream));
    }
  self->desk = g_object_ref (desk);
  stream_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->number));
  return GTK_WIDGET (self);
}
