/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kb-story.h"

#include "kb-case-state.h"
#include "kb-json.h"

#include <string.h>

G_DEFINE_QUARK (kb-case-error-quark, kb_case_error)

struct _KbStory
{
  JsonObject *object;           /* owns the texts */
  const char *texts[KB_N_STORY_TEXTS];
  gboolean    canary;
};

static const char * const categories[] = {
  "korupsi", "kolusi", "nepotisme", "disiplin", "aset", "etik", NULL
};
static const char * const groups[] = {
  "kerugian", "suap", "penggelapan", "pemerasan", "curang", "benturan", "gratifikasi", NULL
};
static const char * const reported_kinds[] = {
  "kepala_daerah", "dprd", "asn", "perangkat_desa", "lainnya", NULL
};
static const char * const inspectorate[] = { "no", "staff", "head", "custodian", NULL };

/* Each text may be missing or empty; @codes: one of these or empty. */
static const struct
{
  const char         *object;   /* NULL: the story itself */
  const char         *member;
  guint               min_chars;
  guint               max_chars;
  const char * const *codes;
} rules[KB_N_STORY_TEXTS] = {
  [KB_STORY_ALIAS] = { NULL, "alias", KB_LIMIT_ALIAS_MIN_CHARS, KB_LIMIT_ALIAS_CHARS, NULL },
  [KB_STORY_CATEGORY] = { NULL, "category", 0, KB_LIMIT_NAME_CHARS, categories },
  [KB_STORY_GROUP] = { NULL, "group", 0, KB_LIMIT_NAME_CHARS, groups },
  [KB_STORY_TEXT] = { NULL, "text", 0, KB_LIMIT_STORY_CHARS, NULL },
  [KB_STORY_REPORTED_KIND] = { "reported", "kind", 0, KB_LIMIT_NAME_CHARS, reported_kinds },
  [KB_STORY_REPORTED_NAME] = { "reported", "name", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_REPORTED_POSITION] = { "reported", "position", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_REPORTED_UNIT] = { "reported", "unit", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_INSPECTORATE] = { "reported", "inspectorate", 0, KB_LIMIT_NAME_CHARS, inspectorate },
  [KB_STORY_WHEN_FROM] = { "when", "from", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_WHEN_TO] = { "when", "to", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_WHERE] = { NULL, "where", 0, KB_LIMIT_FIELD_CHARS, NULL },
  [KB_STORY_VALUE] = { NULL, "value", 0, KB_LIMIT_FIELD_CHARS, NULL },
  [KB_STORY_WITNESSES] = { NULL, "witnesses", 0, KB_LIMIT_FIELD_CHARS, NULL },
  [KB_STORY_ELSEWHERE] = { NULL, "elsewhere", 0, KB_LIMIT_FIELD_CHARS, NULL },
  [KB_STORY_EVIDENCE] = { NULL, "evidence", 0, KB_LIMIT_FIELD_CHARS, NULL },
};

static gboolean
refuse (const char  *member,
        const char  *why,
        GError     **error)
{
  g_set_error (error, KB_CASE_ERROR, KB_CASE_ERROR_STORY, "“%s” of the story is %s", member, why);
  return FALSE;
}

static gboolean
fits (guint        rule,
      const char  *text,
      GError     **error)
{
  const char *member = rules[rule].member;
  gsize size = strlen (text);
  glong n_chars;

  if (size == 0)
    return TRUE;
  if (rules[rule].codes != NULL)
    return g_strv_contains (rules[rule].codes, text) || refuse (member, "not a known code", error);
  /* Counting is only needed where bytes alone don't decide. */
  if (size <= rules[rule].max_chars && rules[rule].min_chars == 0)
    return TRUE;
  n_chars = g_utf8_strlen (text, size);
  if (n_chars > rules[rule].max_chars)
    return refuse (member, "too long", error);

  return n_chars >= rules[rule].min_chars || refuse (member, "too short", error);
}

/* A missing member is an empty one; a member of another type is an error. */
static gboolean
read_text (JsonObject   *object,
           guint         rule,
           const char  **ret_text,
           GError      **error)
{
  const char *member = rules[rule].member;

  *ret_text = "";
  if (object == NULL || !json_object_has_member (object, member))
    return TRUE;
  *ret_text = kb_json_string (object, member, NULL);

  return *ret_text != NULL ? fits (rule, *ret_text, error) : refuse (member, "not a text", error);
}

static gboolean
find_object (JsonObject   *story,
             const char   *member,
             JsonObject  **ret_object,
             GError      **error)
{
  *ret_object = NULL;
  if (!json_object_has_member (story, member))
    return TRUE;
  *ret_object = kb_json_object (story, member, NULL);

  return *ret_object != NULL || refuse (member, "not an object", error);
}

static gboolean
read_texts (KbStory  *self,
            GError  **error)
{
  JsonObject *reported, *when;

  if (!find_object (self->object, "reported", &reported, error)
      || !find_object (self->object, "when", &when, error))
    return FALSE;

  for (guint i = 0; i < KB_N_STORY_TEXTS; i++)
    {
      const char *name = rules[i].object;
      JsonObject *object = name == NULL ? self->object : *name == 'r' ? reported : when;

      if (!read_text (object, i, &self->texts[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_hex (JsonObject  *story,
          const char  *member,
          gboolean     required,
          GError     **error)
{
  guint8 bytes[32];

  if (!required
      && (!json_object_has_member (story, member)
          || g_strcmp0 (kb_json_string_or (story, member, NULL), "") == 0))
    return TRUE;

  return kb_json_hex (story, member, bytes, sizeof bytes, NULL)
         || refuse (member, "not 32 bytes in hexadecimal", error);
}

/* What programs read: versions, hashes and keys. */
static gboolean
read_technical (KbStory  *self,
                GError  **error)
{
  JsonObject *story = self->object;
  gint64 version;

  if (!read_hex (story, "context", TRUE, error)
      || !read_hex (story, "profile", FALSE, error)
      || !read_hex (story, "answer", FALSE, error))
    return FALSE;
  if (!kb_json_int (story, "v", &version, NULL) || version != 1)
    return refuse ("v", "not 1", error);
  if (json_object_has_member (story, "age") && kb_json_string (story, "age", NULL) == NULL)
    return refuse ("age", "not a text", error);
  if (json_object_has_member (story, "canary")
      && json_node_get_value_type (json_object_get_member (story, "canary")) != G_TYPE_BOOLEAN)
    return refuse ("canary", "neither true nor false", error);
  self->canary = kb_json_bool_or (story, "canary", FALSE);

  return TRUE;
}

KbStory *
kb_story_parse (GBytes  *plain,
                GError **error)
{
  g_autoptr(KbStory) self = g_new0 (KbStory, 1);
  g_autoptr(GError) inner = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);

  self->object = kb_json_parse (data, size, KB_LIMIT_STORY, &inner);
  if (self->object == NULL)
    {
      g_set_error (error, KB_CASE_ERROR, KB_CASE_ERROR_STORY,
                   "The story is not the agreed text: %s", inner->message);
      return NULL;
    }
  if (!read_technical (self, error) || !read_texts (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
kb_story_free (KbStory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->object, json_object_unref);
  g_free (self);
}

const char *
kb_story_get (const KbStory *self,
              KbStoryText    text)
{
  return self->texts[text];
}

gboolean
kb_story_is_canary (const KbStory *self)
{
  return self->canary;
}

/**
 * kb_story_check:
 * @plain: an opened story, without padding
 * @error: %KB_CASE_ERROR_STORY; the message names the member, not what it says
 *
 * Checks types, codes and lengths (in characters). Members that the protocol
 * does not know are let pass, for newer pages.
 *
 * Returns: whether it is the agreed text
 */
gboolean
kb_story_check (GBytes  *plain,
                GError **error)
{
  g_autoptr(KbStory) story = NULL;

  g_return_val_if_fail (plain != NULL, FALSE);

  story = kb_story_parse (plain, error);

  return story != NULL;
}
