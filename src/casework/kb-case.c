/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-case.h"

#include "kb-case-properties.h"
#include "kb-conflict.h"
#include "kb-story.h"
#include "kb-timeline-item.h"

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
};

G_DEFINE_FINAL_TYPE (KbCase, kb_case, G_TYPE_OBJECT)

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
        g_autoptr(KbConflict) conflict = kb_conflict_new (fields->pdata[i], names);

        g_list_store_append (self->conflicts, conflict);
      }
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
  for (guint i = 0; i < n_inputs; i++)
    {
      g_autoptr(KbTimelineItem) item = kb_timeline_item_new (&inputs[i]);

      g_list_store_append (self->timeline, item);
    }
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
