/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */

#include "config.h"

#include "kb-story.h"

#include "kb-bytes.h"
#include "kb-case-state.h"
#include "kb-json.h"
#include "kb-story-scan.h"

#include <string.h>

G_DEFINE_QUARK (kb-case-error-quark, kb_case_error)

struct _KbStory
{
  char       *buffer;           /* owns the texts */
  const char *texts[KB_N_STORY_TEXTS];
  gboolean    canary;           /* that it claims to be one */
  guint8      canary_key[KB_SIGN_PUBLIC_SIZE];
  guint8      canary_signature[KB_SIGN_SIGNATURE_SIZE];
  gboolean    has_canary_key;
  gboolean    has_canary_signature;
  gboolean    has_context;
  gboolean    has_version;
  gboolean    has_answer;
  gboolean    has_age;
  GError    **error;            /* while it is read */
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

static const char in_reported[] = "reported";
static const char in_when[] = "when";

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
  [KB_STORY_REPORTED_KIND] = { in_reported, "kind", 0, KB_LIMIT_NAME_CHARS, reported_kinds },
  [KB_STORY_REPORTED_NAME] = { in_reported, "name", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_REPORTED_POSITION] = { in_reported, "position", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_REPORTED_UNIT] = { in_reported, "unit", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_INSPECTORATE] = { in_reported, "inspectorate", 0, KB_LIMIT_NAME_CHARS, inspectorate },
  [KB_STORY_WHEN_FROM] = { in_when, "from", 0, KB_LIMIT_NAME_CHARS, NULL },
  [KB_STORY_WHEN_TO] = { in_when, "to", 0, KB_LIMIT_NAME_CHARS, NULL },
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
read_text (KbStory     *self,
           KbStoryScan *scan,
           guint        rule)
{
  self->texts[rule] = kb_story_scan_text (scan);

  return self->texts[rule] != NULL ? fits (rule, self->texts[rule], self->error)
                                   : refuse (rules[rule].member, "not a text", self->error);
}

/* Answers KB_N_STORY_TEXTS for a member that is not a text for people. */
static guint
find_rule (const char *object,
           const char *member)
{
  guint rule = 0;

  while (rule < KB_N_STORY_TEXTS
         && (rules[rule].object != object || strcmp (rules[rule].member, member) != 0))
    rule++;

  return rule;
}

static gboolean
read_reported (KbStoryScan *scan,
               const char  *name,
               gpointer     data)
{
  guint rule = find_rule (in_reported, name);

  return rule < KB_N_STORY_TEXTS ? read_text (data, scan, rule) : kb_story_scan_skip (scan);
}

static gboolean
read_when (KbStoryScan *scan,
           const char  *name,
           gpointer     data)
{
  guint rule = find_rule (in_when, name);

  return rule < KB_N_STORY_TEXTS ? read_text (data, scan, rule) : kb_story_scan_skip (scan);
}

static gboolean
read_hex (KbStoryScan *scan,
          guint8      *ret_bytes,
          gsize        size)
{
  const char *text = kb_story_scan_text (scan);

  return text != NULL && kb_hex_decode (text, ret_bytes, size);
}

static gboolean
read_hash (KbStory     *self,
           KbStoryScan *scan,
           const char  *name,
           gboolean     may_be_empty,
           gboolean    *ret_given)
{
  const char *text = kb_story_scan_text (scan);
  guint8 bytes[32];

  *ret_given = text != NULL && *text != '\0';

  return (text != NULL && ((may_be_empty && *text == '\0')
                           || kb_hex_decode (text, bytes, sizeof bytes)))
         || refuse (name, "not 32 bytes in hexadecimal", self->error);
}

static gboolean
read_canary (KbStoryScan *scan,
             const char  *name,
             gpointer     data)
{
  KbStory *self = data;

  if (g_str_equal (name, "key"))
    return self->has_canary_key = read_hex (scan, self->canary_key, KB_SIGN_PUBLIC_SIZE);
  if (g_str_equal (name, "signature"))
    return self->has_canary_signature = read_hex (scan, self->canary_signature,
                                                  KB_SIGN_SIGNATURE_SIZE);

  return kb_story_scan_skip (scan);
}

/* What programs read: versions, hashes and keys. */
static gboolean
read_technical (KbStory     *self,
                KbStoryScan *scan,
                const char  *name)
{
  gboolean is_given;

  if (g_str_equal (name, "context"))
    return self->has_context = read_hash (self, scan, name, FALSE, &is_given);
  if (g_str_equal (name, "profile"))
    return read_hash (self, scan, name, TRUE, &is_given);
  if (g_str_equal (name, "answer"))
    return read_hash (self, scan, name, TRUE, &self->has_answer);
  if (g_str_equal (name, "v"))
    return (self->has_version = kb_story_scan_word (scan, "1"))
           || refuse (name, "not 1", self->error);
  if (g_str_equal (name, "age"))
    {
      const char *text = kb_story_scan_text (scan);

      self->has_age = text != NULL && *text != '\0';
      return text != NULL || refuse (name, "not a text", self->error);
    }
  if (g_str_equal (name, "canary"))
    return (self->canary = kb_story_scan_object (scan, read_canary, self)
                           && self->has_canary_key && self->has_canary_signature)
           || refuse (name, "not a key and a signature", self->error);

  return kb_story_scan_skip (scan);
}

static gboolean
read_member (KbStoryScan *scan,
             const char  *name,
             gpointer     data)
{
  KbStory *self = data;
  guint rule = find_rule (NULL, name);

  if (rule < KB_N_STORY_TEXTS)
    return read_text (self, scan, rule);
  if (g_str_equal (name, in_reported))
    return kb_story_scan_object (scan, read_reported, self);
  if (g_str_equal (name, in_when))
    return kb_story_scan_object (scan, read_when, self);

  return read_technical (self, scan, name);
}

static gboolean
read_story (KbStory    *self,
            const char *data,
            gsize       size)
{
  KbStoryScan scan;

  return kb_story_scan_begin (&scan, data, size, self->buffer)
         && kb_story_scan_object (&scan, read_member, self)
         && kb_story_scan_end (&scan)
         && (self->has_context || refuse ("context", "missing", self->error))
         && (self->has_version || refuse ("v", "missing", self->error));
}

KbStory *
kb_story_parse (GBytes  *plain,
                GError **error)
{
  g_autoptr(KbStory) self = g_new0 (KbStory, 1);
  g_autoptr(GError) inner = NULL;
  gsize size;
  const char *data = g_bytes_get_data (plain, &size);

  for (guint i = 0; i < KB_N_STORY_TEXTS; i++)
    self->texts[i] = "";
  self->buffer = g_malloc (size + 1);
  self->error = &inner;
  if (size <= KB_LIMIT_STORY && read_story (self, data, size))
    return g_steal_pointer (&self);

  if (inner != NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  else
    g_set_error_literal (error, KB_CASE_ERROR, KB_CASE_ERROR_STORY,
                         "The story is not the agreed text");

  return NULL;
}

void
kb_story_free (KbStory *self)
{
  if (self == NULL)
    return;
  g_free (self->buffer);
  g_free (self);
}

const char *
kb_story_get (const KbStory *self,
              KbStoryText    text)
{
  return self->texts[text];
}

/*< private >
 * kb_story_has_way_back:
 */
gboolean
kb_story_has_way_back (const KbStory *self)
{
  return self->has_answer && self->has_age;
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

/**
 * kb_story_get_canary:
 * @plain: an opened story, without padding
 * @ret_key: (out caller-allocates): the device that is said to test the line
 * @ret_signature: (out caller-allocates): what it is said to have signed
 *
 * Anybody can write this into a story: kb_roster_check_canary() tells.
 *
 * Returns: whether the story claims to be a test of the line
 */
gboolean
kb_story_get_canary (GBytes *plain,
                     guint8  ret_key[KB_SIGN_PUBLIC_SIZE],
                     guint8  ret_signature[KB_SIGN_SIGNATURE_SIZE])
{
  static const char name[] = "\"canary\"";
  g_autoptr(KbStory) story = NULL;
  gsize size;
  const char *text = g_bytes_get_data (plain, &size);

  /* Names have no escapes. Hardly any story has this one. */
  if (memmem (text, size, name, strlen (name)) == NULL)
    return FALSE;
  story = kb_story_parse (plain, NULL);
  if (story == NULL || !story->canary)
    return FALSE;
  memcpy (ret_key, story->canary_key, KB_SIGN_PUBLIC_SIZE);
  memcpy (ret_signature, story->canary_signature, KB_SIGN_SIGNATURE_SIZE);

  return TRUE;
}

/**
 * kb_case_channel_from_string:
 *
 * Returns: the channel; %KB_CHANNEL_PAGE for what is none of the others
 */
KbCaseChannel
kb_case_channel_from_string (const char *text)
{
  static const char * const channels[] = {
    [KB_CHANNEL_LETTER] = "letter", [KB_CHANNEL_WALK_IN] = "walk-in",
    [KB_CHANNEL_PHONE] = "phone", [KB_CHANNEL_EMAIL] = "email", [KB_CHANNEL_OTHER] = "other",
  };

  for (guint i = KB_CHANNEL_LETTER; i < G_N_ELEMENTS (channels); i++)
    if (g_str_equal (text, channels[i]))
      return i;

  return KB_CHANNEL_PAGE;
}

/**
 * kb_story_get_filed:
 * @plain: an opened story
 * @ret_channel: (out caller-allocates): one of kb_case_channel_from_string()
 *
 * Anybody can write this into a story: kb_roster_check_filed() tells.
 */
gboolean
kb_story_get_filed (GBytes *plain,
                    char    ret_channel[16],
                    guint8  ret_key[KB_SIGN_PUBLIC_SIZE],
                    guint8  ret_signature[KB_SIGN_SIGNATURE_SIZE])
{
  static const char name[] = "\"filed\"";
  gsize size;
  gconstpointer data = g_bytes_get_data (plain, &size);
  g_autoptr(JsonObject) story = NULL;
  JsonObject *filed;
  const char *channel;

  /* Hardly any has it: those are not parsed for it. */
  if (memmem (data, size, name, strlen (name)) == NULL)
    return FALSE;
  story = kb_json_parse (data, size, KB_LIMIT_STORY, NULL);
  filed = story != NULL ? kb_json_object (story, "filed", NULL) : NULL;
  channel = filed != NULL ? kb_json_string_or (filed, "channel", "") : "";
  if (kb_case_channel_from_string (channel) == KB_CHANNEL_PAGE ||
      !kb_json_hex (filed, "key", ret_key, KB_SIGN_PUBLIC_SIZE, NULL) ||
      !kb_json_hex (filed, "signature", ret_signature, KB_SIGN_SIGNATURE_SIZE, NULL))
    return FALSE;
  g_strlcpy (ret_channel, channel, 16);

  return TRUE;
}
