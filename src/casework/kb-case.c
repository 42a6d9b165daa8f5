/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case.h"

#include "kb-case-properties.h"
#include "kb-conflict.h"
#include "kb-story.h"
#include "kb-timeline-item.h"
#include "kb-work-forms.h"

/* Beside those of a row. */
enum
{
  PROP_TEXT = KB_N_CASE_PROPERTIES,
  PROP_REPORTED_KIND,
  PROP_REPORTED_NAME,
  PROP_REPORTED_POSITION,
  PROP_INSPECTORATE,
  PROP_WHEN_FROM,
  PROP_WHEN_TO,
  PROP_WHERE,
  PROP_VALUE,
  PROP_WITNESSES,
  PROP_ELSEWHERE,
  PROP_EVIDENCE,
  PROP_REGISTRATION,
  PROP_BY_SERVER,
  PROP_TIMELINE,
  PROP_CONFLICTS,
  N_PROPS,
};

static const struct
{
  const char  *name;
  KbStoryText  text;
} texts[] = {
  [PROP_TEXT - PROP_TEXT] = { "text", KB_STORY_TEXT },
  [PROP_REPORTED_KIND - PROP_TEXT] = { "reported-kind", KB_STORY_REPORTED_KIND },
  [PROP_REPORTED_NAME - PROP_TEXT] = { "reported-name", KB_STORY_REPORTED_NAME },
  [PROP_REPORTED_POSITION - PROP_TEXT] = { "reported-position", KB_STORY_REPORTED_POSITION },
  [PROP_INSPECTORATE - PROP_TEXT] = { "inspectorate", KB_STORY_INSPECTORATE },
  [PROP_WHEN_FROM - PROP_TEXT] = { "when-from", KB_STORY_WHEN_FROM },
  [PROP_WHEN_TO - PROP_TEXT] = { "when-to", KB_STORY_WHEN_TO },
  [PROP_WHERE - PROP_TEXT] = { "where", KB_STORY_WHERE },
  [PROP_VALUE - PROP_TEXT] = { "value", KB_STORY_VALUE },
  [PROP_WITNESSES - PROP_TEXT] = { "witnesses", KB_STORY_WITNESSES },
  [PROP_ELSEWHERE - PROP_TEXT] = { "elsewhere", KB_STORY_ELSEWHERE },
  [PROP_EVIDENCE - PROP_TEXT] = { "evidence", KB_STORY_EVIDENCE },
};

struct _KbCase
{
  GObject      parent_instance;

  guint32      id;
  gboolean     unread;
  KbCaseState *state;
  char        *texts[G_N_ELEMENTS (texts)];
  char        *registration;
  GListStore  *timeline;
  GListStore  *conflicts;
  GPtrArray   *sheets;          /* of KbSheetVersion */
};

G_DEFINE_FINAL_TYPE (KbCase, kb_case, G_TYPE_OBJECT)

static void
version_free (gpointer data)
{
  KbSheetVersion *version = data;

  kb_sheet_free (version->sheet);
  g_free (version->author_name);
  g_free (version);
}

static void
kb_case_finalize (GObject *object)
{
  KbCase *self = KB_CASE (object);

  kb_case_state_free (self->state);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (self->texts[i]);
  g_free (self->registration);
  g_clear_object (&self->timeline);
  g_clear_object (&self->conflicts);
  g_ptr_array_unref (self->sheets);

  G_OBJECT_CLASS (kb_case_parent_class)->finalize (object);
}

static void
kb_case_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  KbCase *self = KB_CASE (object);

  if (prop_id >= PROP_TEXT && prop_id <= PROP_EVIDENCE)
    g_value_set_string (value, self->texts[prop_id - PROP_TEXT]);
  else if (prop_id == PROP_REGISTRATION)
    g_value_set_string (value, self->registration);
  else if (prop_id == PROP_BY_SERVER)
    g_value_set_boolean (value, self->state->by_server);
  else if (prop_id == PROP_TIMELINE)
    g_value_set_object (value, self->timeline);
  else if (prop_id == PROP_CONFLICTS)
    g_value_set_object (value, self->conflicts);
  else if (!kb_case_properties_get (prop_id, self->id, self->state, self->unread, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
kb_case_class_init (KbCaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec *shared[KB_N_CASE_PROPERTIES] = { NULL };

  object_class->finalize = kb_case_finalize;
  object_class->get_property = kb_case_get_property;
  kb_case_properties_install (object_class, shared);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_object_class_install_property (object_class, PROP_TEXT + i,
                                     g_param_spec_string (texts[i].name, NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_REGISTRATION,
                                   g_param_spec_string ("registration", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_BY_SERVER,
                                   g_param_spec_boolean ("by-server", NULL, NULL, FALSE, flags));
  g_object_class_install_property (object_class, PROP_TIMELINE,
                                   g_param_spec_object ("timeline", NULL, NULL,
                                                        G_TYPE_LIST_MODEL, flags));
  g_object_class_install_property (object_class, PROP_CONFLICTS,
                                   g_param_spec_object ("conflicts", NULL, NULL,
                                                        G_TYPE_LIST_MODEL, flags));
}

static void
kb_case_init (KbCase *self)
{
  self->timeline = g_list_store_new (KB_TYPE_TIMELINE_ITEM);
  self->conflicts = g_list_store_new (KB_TYPE_CONFLICT);
  self->sheets = g_ptr_array_new_with_free_func (version_free);
}

static gboolean
is_story (const KbFoldInput *input)
{
  guint8 kind = kb_entry_get_header (input->entry)->kind;

  return (kind == KB_KIND_COMPLAINT || kind == KB_KIND_WIDENING) && input->plain != NULL
         && input->quarantine == KB_QUARANTINE_NONE;
}

static void
read_story (KbCase *self,
            GBytes *plain)
{
  g_autoptr(KbStory) story = kb_story_parse (plain, NULL);

  for (guint i = 0; story != NULL && i < G_N_ELEMENTS (texts); i++)
    {
      g_free (self->texts[i]);
      self->texts[i] = kb_text_for_display (kb_story_get (story, texts[i].text));
    }
}

static void
find_conflicts (KbCase     *self,
                GHashTable *names)
{
  GPtrArray *fields = self->state->fields;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (kb_field_is_in_conflict (fields->pdata[i]))
      {
        g_autoptr(KbConflict) conflict = kb_conflict_new (fields->pdata[i], self->sheets,
                                                          names);

        g_list_store_append (self->conflicts, conflict);
      }
}

static void
read_sheets (KbCase            *self,
             const KbFoldInput *input)
{
  g_autoptr(GPtrArray) ops = NULL;

  if (kb_entry_get_header (input->entry)->kind == KB_KIND_WORK && input->plain != NULL
      && input->quarantine == KB_QUARANTINE_NONE)
    ops = kb_work_parse (input->plain, NULL);
  for (guint i = 0; ops != NULL && i < ops->len; i++)
    {
      const KbWorkOp *op = ops->pdata[i];
      KbSheetVersion *version;

      if (op->kind != KB_WORK_SAVE_SHEET)
        continue;
      version = g_new0 (KbSheetVersion, 1);
      version->sheet = kb_sheet_from_json (op->value, NULL);
      version->author_name = g_strdup (input->author_name);
      version->hour = (gint64) MIN (input->place->hour, G_MAXINT32) * 3600;
      version->pending = input->pending;
      g_ptr_array_add (self->sheets, version);
    }
}

/* The last that says what the register has in force. */
static void
mark_sheet (KbCase *self)
{
  const char *wanted = kb_case_fields_get_value (self->state->fields, KB_WORK_SHEET);

  for (guint i = self->sheets->len; i-- > 0;)
    {
      KbSheetVersion *version = self->sheets->pdata[i];
      g_autofree char *mark = kb_sheet_dup_mark (version->sheet);

      version->in_force = g_str_equal (mark, wanted);
      if (version->in_force)
        return;
    }
}

/* Each entry is shown against the case as it was before it. */
static void
read_timeline (KbCase            *self,
               const KbFoldInput *inputs,
               guint              n_inputs)
{
  g_autoptr(KbCaseState) before = NULL;
  KbStreamState stream = { 0 };

  for (guint i = 0; i < n_inputs; i++)
    {
      g_autoptr(KbTimelineItem) item = kb_timeline_item_new (&inputs[i], before);
      KbCaseState *after = kb_case_fold (&stream, before, &inputs[i]);

      kb_case_state_free (before);
      before = after;
      g_list_store_append (self->timeline, item);
      read_sheets (self, &inputs[i]);
    }
  mark_sheet (self);
}

/**
 * kb_case_new:
 * @id: local id
 * @state: the case as folded; copied
 * @unread: whether it counts as unread
 * @inputs: (array length=n_inputs): its entries in seq order, then those that wait to be sent
 * @n_inputs: how many
 *
 * All texts are made harmless to show (kb_text_for_display()).
 *
 * Returns: (transfer full): the whole case
 */
KbCase *
kb_case_new (guint32            id,
             const KbCaseState *state,
             gboolean           unread,
             const KbFoldInput *inputs,
             guint              n_inputs)
{
  KbCase *self;

  g_return_val_if_fail (state != NULL, NULL);

  self = g_object_new (KB_TYPE_CASE, NULL);
  self->id = id;
  self->unread = unread;
  self->state = kb_case_state_copy (state);
  self->registration = kb_registration_number (state->complaint_id);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    self->texts[i] = g_strdup ("");
  read_timeline (self, inputs, n_inputs);
  if (n_inputs > 0 && is_story (&inputs[0]))
    read_story (self, inputs[0].plain);
  find_conflicts (self, n_inputs > 0 ? inputs[0].names : NULL);

  return self;
}

/**
 * kb_case_get_id:
 * @self: a case
 *
 * Returns: its local id
 */
guint32
kb_case_get_id (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), 0);

  return self->id;
}

/**
 * kb_case_get_state:
 * @self: a case
 *
 * Returns: (transfer none): the state that it was made with
 */
const KbCaseState *
kb_case_get_state (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), NULL);

  return self->state;
}

/**
 * kb_case_get_timeline:
 * @self: a case
 *
 * Returns: (transfer none): its entries, a list of #KbTimelineItem
 */
GListModel *
kb_case_get_timeline (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), NULL);

  return G_LIST_MODEL (self->timeline);
}

/**
 * kb_case_get_conflicts:
 * @self: a case
 *
 * Returns: (transfer none): what a person must settle, a list of #KbConflict
 */
GListModel *
kb_case_get_conflicts (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), NULL);

  return G_LIST_MODEL (self->conflicts);
}

/**
 * kb_case_get_sheets:
 * @self: a case
 *
 * Returns: (transfer none) (element-type KbSheetVersion): every review sheet that was saved
 */
GPtrArray *
kb_case_get_sheets (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), NULL);

  return self->sheets;
}

/**
 * kb_case_get_sheet:
 * @self: a case
 *
 * Returns: (transfer none) (nullable): the review sheet in force
 */
const KbSheetVersion *
kb_case_get_sheet (KbCase *self)
{
  g_return_val_if_fail (KB_IS_CASE (self), NULL);

  for (guint i = 0; i < self->sheets->len; i++)
    if (((KbSheetVersion *) self->sheets->pdata[i])->in_force)
      return self->sheets->pdata[i];

  return NULL;
}
