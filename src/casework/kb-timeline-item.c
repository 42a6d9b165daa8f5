/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-timeline-item.h"

#include "kb-body.h"
#include "kb-case-progress.h"
#include "kb-conflict.h"
#include "kb-json.h"

#include <string.h>

struct _KbTimelineItem
{
  GObject   parent_instance;

  int       kind;
  gint64    hour;
  guint64   seq;
  char     *link;               /* hex; "" before it is in the chain */
  int       quarantine;
  guint     minutes;
  char     *author_name;
  char     *author_role;
  char     *detail;
  char     *purpose;
  char     *letter;
  char     *reason;
  GStrv     fields;
  gboolean  pending;
  guint8    id[KB_HASH_SIZE];
  GArray   *parts;              /* of KbPartDigest */
  gboolean  refused;
  gboolean  asks;
  KbCaseChannel channel;
  char     *message_kind;
  char     *text;
  GPtrArray *ops;               /* of KbWorkOp, as shown; NULL: none */
};

G_DEFINE_FINAL_TYPE (KbTimelineItem, kb_timeline_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_KIND,
  PROP_HOUR,
  PROP_SEQ,
  PROP_LINK,
  PROP_QUARANTINE,
  PROP_MINUTES,
  PROP_AUTHOR_NAME,
  PROP_AUTHOR_ROLE,
  PROP_DETAIL,
  PROP_PURPOSE,
  PROP_LETTER,
  PROP_REASON,
  PROP_FIELDS,
  PROP_SIGNATURE_OK,
  PROP_PENDING,
  PROP_REFUSED,
  PROP_MESSAGE_KIND,
  PROP_TEXT,
  PROP_ASKS,
  PROP_CHANNEL,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
kb_timeline_item_finalize (GObject *object)
{
  KbTimelineItem *self = KB_TIMELINE_ITEM (object);

  g_free (self->link);
  g_free (self->author_name);
  g_free (self->author_role);
  g_free (self->detail);
  g_free (self->purpose);
  g_free (self->letter);
  g_free (self->reason);
  g_free (self->message_kind);
  g_free (self->text);
  g_strfreev (self->fields);
  g_clear_pointer (&self->ops, g_ptr_array_unref);
  g_clear_pointer (&self->parts, g_array_unref);

  G_OBJECT_CLASS (kb_timeline_item_parent_class)->finalize (object);
}

static void
kb_timeline_item_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  KbTimelineItem *self = KB_TIMELINE_ITEM (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_int (value, self->kind);
      break;
    case PROP_HOUR:
      g_value_set_int64 (value, self->hour);
      break;
    case PROP_SEQ:
      g_value_set_uint64 (value, self->seq);
      break;
    case PROP_LINK:
      g_value_set_string (value, self->link);
      break;
    case PROP_QUARANTINE:
      g_value_set_int (value, self->quarantine);
      break;
    case PROP_MINUTES:
      g_value_set_uint (value, self->minutes);
      break;
    case PROP_AUTHOR_NAME:
      g_value_set_string (value, self->author_name);
      break;
    case PROP_AUTHOR_ROLE:
      g_value_set_string (value, self->author_role);
      break;
    case PROP_DETAIL:
      g_value_set_string (value, self->detail);
      break;
    case PROP_PURPOSE:
      g_value_set_string (value, self->purpose);
      break;
    case PROP_LETTER:
      g_value_set_string (value, self->letter);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_FIELDS:
      g_value_set_boxed (value, self->fields);
      break;
    case PROP_SIGNATURE_OK:
      g_value_set_boolean (value, self->quarantine != KB_QUARANTINE_SIGNATURE);
      break;
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    case PROP_REFUSED:
      g_value_set_boolean (value, self->refused);
      break;
    case PROP_MESSAGE_KIND:
      g_value_set_string (value, self->message_kind);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_CHANNEL:
      g_value_set_int (value, self->channel);
      break;
    case PROP_ASKS:
      g_value_set_boolean (value, self->asks);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
kb_timeline_item_class_init (KbTimelineItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = kb_timeline_item_finalize;
  object_class->get_property = kb_timeline_item_get_property;

  properties[PROP_KIND] = g_param_spec_int ("kind", NULL, NULL, 0, G_MAXUINT8, 0, flags);
  properties[PROP_HOUR] = g_param_spec_int64 ("hour", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SEQ] = g_param_spec_uint64 ("seq", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_LINK] = g_param_spec_string ("link", NULL, NULL, NULL, flags);
  properties[PROP_QUARANTINE] = g_param_spec_int ("quarantine", NULL, NULL,
                                                  0, G_MAXUINT8, 0, flags);
  properties[PROP_MINUTES] = g_param_spec_uint ("minutes", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_AUTHOR_NAME] = g_param_spec_string ("author-name", NULL, NULL, NULL, flags);
  properties[PROP_AUTHOR_ROLE] = g_param_spec_string ("author-role", NULL, NULL, NULL, flags);
  properties[PROP_DETAIL] = g_param_spec_string ("detail", NULL, NULL, NULL, flags);
  properties[PROP_PURPOSE] = g_param_spec_string ("purpose", NULL, NULL, NULL, flags);
  properties[PROP_LETTER] = g_param_spec_string ("letter", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_FIELDS] = g_param_spec_boxed ("fields", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_SIGNATURE_OK] = g_param_spec_boolean ("signature-ok", NULL, NULL, FALSE, flags);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, flags);
  properties[PROP_REFUSED] = g_param_spec_boolean ("refused", NULL, NULL, FALSE, flags);
  properties[PROP_MESSAGE_KIND] = g_param_spec_string ("message-kind", NULL, NULL, NULL, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_CHANNEL] = g_param_spec_int ("channel", NULL, NULL, 0, KB_CHANNEL_OTHER, 0,
                                               flags);
  properties[PROP_ASKS] = g_param_spec_boolean ("asks", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kb_timeline_item_init (KbTimelineItem *self)
{
}

/* By kind, where the caller does not know the device's role. */
static const char *
role_of (const KbFoldInput *input)
{
  if (input->author_role != NULL)
    return input->author_role;

  switch (kb_entry_get_header (input->entry)->kind)
    {
    case KB_KIND_COMPLAINT:
      return "reporter";
    case KB_KIND_WIDENING:
      return "supervisor";
    case KB_KIND_MESSAGE:
      return input->author_name == NULL ? "reporter" : "officer";
    case KB_KIND_IDENTITY_USE:
      return "custodian";
    default:
      return "officer";
    }
}

static char *
read_line (JsonObject *object,
           const char *member)
{
  return kb_line_for_display (kb_json_string_or (object, member, ""));
}

static GStrv
read_fields (JsonObject *object)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = kb_json_array (object, "fields", NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        {
          g_autofree char *field = kb_line_for_display (json_node_get_string (node));

          g_strv_builder_add (builder, field);
        }
    }

  return g_strv_builder_end (builder);
}

/* A status stays a code, and a review sheet what kb_sheet_from_json() reads. */
static char *
value_to_show (const KbWorkOp *op,
               GHashTable     *names)
{
  if (op->kind == KB_WORK_MOVE || op->kind == KB_WORK_SAVE_SHEET)
    return g_strdup (op->value);
  if (op->kind == KB_WORK_NOTE || op->kind == KB_WORK_DID)
    return kb_text_for_display (op->value);

  return kb_value_to_show (op->field, op->value, names);
}

static void
read_work (KbTimelineItem *self,
           GBytes         *plain,
           GHashTable     *names)
{
  self->ops = kb_work_parse (plain, NULL);
  for (guint i = 0; self->ops != NULL && i < self->ops->len; i++)
    {
      KbWorkOp *op = self->ops->pdata[i];
      char *shown = value_to_show (op, names);

      g_free (op->value);
      op->value = shown;
      if (op->reason != NULL)
        {
          char *reason = kb_text_for_display (op->reason);

          g_free (op->reason);
          op->reason = reason;
        }
    }
}

static void
read_message (KbTimelineItem *self,
              GBytes         *plain,
              gboolean        by_reporter)
{
  static const char * const kinds[] = {
    [KB_MESSAGE_TEXT] = "message", [KB_MESSAGE_OBJECTION] = "objection", [KB_MESSAGE_CARD] = "card"
  };
  g_autoptr(KbMessage) message = kb_message_parse (plain, by_reporter, NULL);

  if (message == NULL)
    return;
  self->message_kind = g_strdup (kinds[message->kind]);
  self->text = kb_text_for_display (message->text);
  self->detail = g_strdup (self->text);
  self->asks = message->asks;
}

/* Custody: reason, letter, fields, minutes. */
static void
read_plain (KbTimelineItem *self,
            GBytes         *plain)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  g_autoptr(JsonObject) object = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
  gint64 minutes = 0;

  if (object == NULL)
    return;

  self->reason = read_line (object, "reason");
  self->letter = read_line (object, "letter");
  self->fields = read_fields (object);
  if (kb_json_int (object, "minutes", &minutes, NULL))
    self->minutes = CLAMP (minutes, 0, 24 * 60);
  self->detail = g_strdup (self->reason);
}

/*< private >
 * kb_timeline_item_new:
 * @input: an entry of the case
 * @before: (nullable): the case before it; %NULL for its first entry
 */
KbTimelineItem *
kb_timeline_item_new (const KbFoldInput *input,
                      const KbCaseState *before)
{
  KbTimelineItem *self = g_object_new (KB_TYPE_TIMELINE_ITEM, NULL);
  const KbHeader *header = kb_entry_get_header (input->entry);
  KbIdentityUseBody body;

  self->kind = header->kind;
  memcpy (self->id, kb_entry_get_id (input->entry), sizeof self->id);
  self->parts = g_array_new (FALSE, FALSE, sizeof (KbPartDigest));
  g_array_append_vals (self->parts, header->parts, header->n_parts);
  self->hour = (gint64) MIN (input->place->hour, G_MAXINT32) * 3600;
  self->seq = input->place->seq;
  self->link = input->pending ? g_strdup ("")
                              : kb_hex_encode (input->place->link, sizeof input->place->link);
  self->quarantine = input->quarantine;
  self->pending = input->pending;
  self->channel = input->channel;
  self->author_name = g_strdup (input->author_name);
  self->author_role = g_strdup (role_of (input));
  /* The story of a complaint is the case's, not the timeline's. */
  if (input->plain != NULL && self->kind == KB_KIND_WORK)
    read_work (self, input->plain, input->names);
  else if (input->plain != NULL && self->kind == KB_KIND_MESSAGE)
    read_message (self, input->plain,
                  kb_header_is_reporters_message (kb_entry_get_header (input->entry)));
  else if (input->plain != NULL && self->kind != KB_KIND_COMPLAINT
           && self->kind != KB_KIND_WIDENING)
    read_plain (self, input->plain);
  if (self->kind == KB_KIND_IDENTITY_USE && kb_body_read_identity_use (input->entry, &body, NULL))
    self->purpose = g_strdup (body.purpose);
  self->refused = before != NULL && kb_case_progress_refuses (before, input);

  return self;
}

/**
 * kb_timeline_item_get_ops:
 * @self: an item
 *
 * Returns: (transfer none) (nullable) (element-type KbWorkOp): what was changed
 */
GPtrArray *
kb_timeline_item_get_ops (KbTimelineItem *self)
{
  g_return_val_if_fail (KB_IS_TIMELINE_ITEM (self), NULL);

  return self->ops;
}

const GArray *
kb_timeline_item_get_parts (KbTimelineItem *self)
{
  g_return_val_if_fail (KB_IS_TIMELINE_ITEM (self), NULL);

  return self->parts;
}

const guint8 *
kb_timeline_item_get_id (KbTimelineItem *self)
{
  g_return_val_if_fail (KB_IS_TIMELINE_ITEM (self), NULL);

  return self->id;
}
