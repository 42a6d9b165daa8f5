/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-timeline-row.h"

#include <glib/gi18n.h>

#include "kb-format.h"
#include "kb-words.h"

/* One entry of the case: what, by whom, when. Openings of the identity stand
 * out in the colour of custody and name letter and reason. */

struct _KbTimelineRow
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkImage  *icon;
  GtkLabel  *what;
  GtkLabel  *who;
  GtkLabel  *why;
  GtkLabel  *when;
};

G_DEFINE_FINAL_TYPE (KbTimelineRow, kb_timeline_row, GTK_TYPE_WIDGET)

typedef struct
{
  int       kind;
  gint64    hour;
  int       quarantine;
  guint     minutes;
  gboolean  identity;            /* an opening that counts */
  char     *author;
  char     *role;
  char     *letter;
  char     *reason;
  char    **fields;
  gboolean  pending;
  GPtrArray *ops;               /* of KbWorkOp, borrowed; NULL: none */
} KbItemTexts;

static void
kb_item_texts_clear (KbItemTexts *self)
{
  g_free (self->author);
  g_free (self->role);
  g_free (self->letter);
  g_free (self->reason);
  g_strfreev (self->fields);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KbItemTexts, kb_item_texts_clear)

static void
read_item (KbTimelineItem *item,
           KbItemTexts    *ret_texts)
{
  g_object_get (item,
                "kind", &ret_texts->kind,
                "hour", &ret_texts->hour,
                "quarantine", &ret_texts->quarantine,
                "minutes", &ret_texts->minutes,
                "author-name", &ret_texts->author,
                "author-role", &ret_texts->role,
                "letter", &ret_texts->letter,
                "reason", &ret_texts->reason,
                "fields", &ret_texts->fields,
                "pending", &ret_texts->pending,
                NULL);
  ret_texts->ops = kb_timeline_item_get_ops (item);
  ret_texts->identity = ret_texts->kind == KB_KIND_IDENTITY_USE &&
                        ret_texts->quarantine == KB_QUARANTINE_NONE;
}

static char *
join_fields (char **fields)
{
  GString *joined = g_string_new (NULL);

  for (; fields != NULL && *fields != NULL; fields++)
    {
      g_autofree char *word = g_utf8_strdown (kb_words_field (*fields), -1);

      g_string_append_printf (joined, "%s%s", joined->len > 0 ? ", " : "",
                              g_str_equal (*fields, "nik") ? "NIK" : word);
    }
  return g_string_free (joined, FALSE);
}

static const char *
get_author (const KbItemTexts *texts)
{
  if (texts->author != NULL && *texts->author != '\0')
    return texts->author;
  return g_strcmp0 (texts->role, "reporter") == 0 ? _("Reporter") : _("Unknown person");
}

/* One sentence for each change. */
static char *
get_work (const KbItemTexts *texts)
{
  GString *sentences = g_string_new (NULL);

  for (guint i = 0; i < texts->ops->len; i++)
    {
      g_autofree char *sentence = kb_words_work (get_author (texts), texts->ops->pdata[i]);

      g_string_append_printf (sentences, "%s%s", i > 0 ? "\n" : "", sentence);
    }
  return g_string_free (sentences, FALSE);
}

/* The notes among the changes. */
static char *
get_notes (const KbItemTexts *texts)
{
  GString *notes = g_string_new (NULL);

  for (guint i = 0; i < texts->ops->len; i++)
    {
      const KbWorkOp *op = texts->ops->pdata[i];

      if (op->kind == KB_WORK_NOTE)
        g_string_append_printf (notes, "%s%s", notes->len > 0 ? "\n" : "", op->value);
    }
  return g_string_free (notes, notes->len == 0);
}

static char *
get_what (const KbItemTexts *texts)
{
  g_autofree char *fields = NULL;

  if (texts->quarantine != KB_QUARANTINE_NONE)
    return g_strdup (_("Entry set aside"));
  switch (texts->kind)
    {
    case KB_KIND_COMPLAINT:
      return g_strdup (_("Complaint received"));
    case KB_KIND_MESSAGE:
      return g_strdup (_("Message"));
    case KB_KIND_WORK:
      return texts->ops != NULL ? get_work (texts) : g_strdup (_("Case work"));
    case KB_KIND_WIDENING:
      return g_strdup (_("Opened to the case team"));
    case KB_KIND_EXPUNGE:
      return g_strdup (_("Content erased"));
    case KB_KIND_IDENTITY_USE:
      fields = join_fields (texts->fields);
      if (*fields == '\0')
        return g_strdup (_("Identity opened"));
      /* Translators: %s are names of fields, "name, telephone". */
      return g_strdup_printf (_("Identity opened: %s"), fields);
    default:
      return g_strdup (_("Entry of a newer Kumbang"));
    }
}

static const char *
get_icon_name (const KbItemTexts *texts)
{
  if (texts->quarantine != KB_QUARANTINE_NONE)
    return "dialog-warning-symbolic";
  if (texts->kind == KB_KIND_IDENTITY_USE)
    return "changes-allow-symbolic";
  if (texts->pending)
    return "content-loading-symbolic";
  if (texts->kind == KB_KIND_COMPLAINT || texts->kind == KB_KIND_WIDENING)
    return "mail-unread-symbolic";
  if (texts->kind == KB_KIND_WORK)
    return "document-edit-symbolic";
  return "content-loading-symbolic";
}

static char *
get_who (const KbItemTexts *texts)
{
  const char *author = get_author (texts);

  if (texts->ops != NULL)
    return NULL;                 /* the sentence says it */
  if (texts->identity && texts->letter != NULL && *texts->letter != '\0')
    /* Translators: who, the number of an assignment letter, for how many minutes. */
    return g_strdup_printf (ngettext ("%s · letter %s · %u minute", "%s · letter %s · %u minutes",
                                      texts->minutes),
                            author, texts->letter, texts->minutes);
  if (texts->kind == KB_KIND_COMPLAINT)
    /* Translators: %s is "Reporter". */
    return g_strdup_printf (_("%s · by the page"), author);
  return g_strdup (author);
}

static char *
get_why (const KbItemTexts *texts)
{
  if (texts->quarantine != KB_QUARANTINE_NONE)
    return g_strdup (kb_words_quarantine (texts->quarantine));
  if (texts->identity && texts->reason != NULL && *texts->reason != '\0')
    /* Translators: %s is why an identity was opened, as typed. */
    return g_strdup_printf (_("Reason: %s"), texts->reason);
  if (texts->ops != NULL)
    return get_notes (texts);
  return NULL;
}

static void
kb_timeline_row_dispose (GObject *object)
{
  KbTimelineRow *self = KB_TIMELINE_ROW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (kb_timeline_row_parent_class)->dispose (object);
}

static void
kb_timeline_row_class_init (KbTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kb_timeline_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, KB_RESOURCES "kb-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, content);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, what);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, who);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, why);
  gtk_widget_class_bind_template_child (widget_class, KbTimelineRow, when);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kb_timeline_row_init (KbTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kb_timeline_row_new (void)
{
  return g_object_new (KB_TYPE_TIMELINE_ROW, NULL);
}

/**
 * kb_timeline_row_set_item:
 * @self: the row
 * @item: the entry to show; it does not change any more
 */
void
kb_timeline_row_set_item (KbTimelineRow  *self,
                          KbTimelineItem *item)
{
  g_auto (KbItemTexts) texts = { 0 };
  g_autofree char *what = NULL;
  g_autofree char *who = NULL;
  g_autofree char *why = NULL;
  g_autofree char *when = NULL;
  g_autofree char *spoken = NULL;

  read_item (item, &texts);
  what = get_what (&texts);
  who = get_who (&texts);
  why = get_why (&texts);
  when = texts.pending ? g_strdup (_("Waiting to be sent"))
                       : kb_format_moment (texts.hour, g_get_real_time () / G_USEC_PER_SEC);
  gtk_image_set_from_icon_name (self->icon, get_icon_name (&texts));
  gtk_label_set_label (self->what, what);
  gtk_label_set_label (self->who, who != NULL ? who : "");
  gtk_widget_set_visible (GTK_WIDGET (self->who), who != NULL);
  gtk_label_set_label (self->why, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why), why != NULL);
  gtk_label_set_label (self->when, when);
  if (texts.identity)
    gtk_widget_add_css_class (self->content, "kb-custody");
  else
    gtk_widget_remove_css_class (self->content, "kb-custody");

  spoken = g_strdup_printf ("%s. %s. %s. %s", what, who != NULL ? who : "", when,
                            why != NULL ? why : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
